"""Rings the bell for open pages after everything that may have changed the pretend Slack."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.changes import Changes

CHANGING = ("/api/", "/response/", "/sandbox/")


class Noting:
    """Notes a change after each POST of the program or of the control API, however it ended."""

    def __init__(self, app: ASGIApp, changes: Changes) -> None:
        self.app = app
        self.changes = changes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        changes = scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith(CHANGING)
        try:
            await self.app(scope, receive, send)
        finally:
            if changes:
                self.changes.note()
