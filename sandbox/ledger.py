"""The ledger of a process: what the bot says to the pretend Slack, one line of JSON each, for whoever checks it.

Only where the environment names a file in SANDBOX_CALLS; several processes may write to the same one.
"""

from __future__ import annotations

import functools
import json
import os
from typing import Any

from sandbox.world import Json, Workspace


def called(space: Workspace, entry: Json) -> None:
    """Keep a call: `method`, `args`, `status`, `ok`, `error`, `result`, `at`; `faulty` where it was made to fail."""
    space.keep("call", entry)
    told = {name: entry.get(name) for name in ("method", "args", "ok", "error", "faulty")}
    _write(space, told | {"needed": entry["result"].get("needed")})


def acked(space: Workspace, what: str, said: Any) -> None:
    """The body of an ack that Slack takes: the answer of a command or of a submission."""
    _write(space, {"acked": what, "args": said})


def rejected(space: Workspace, what: str, problems: list[Any], said: Any) -> None:
    """Keep what Slack would not take outside of its Web API: the body of an ack, words at a response_url."""
    space.rejections.append({"what": what, "problems": problems, "said": said})
    _write(space, {"rejected": what, "problems": problems})


def _write(space: Workspace, line: Json) -> None:
    path = os.environ.get("SANDBOX_CALLS")
    if path:
        line |= {"by_manifest": space.commands is not None}
        os.write(_opened(path), json.dumps(line, default=str).encode() + b"\n")


@functools.cache
def _opened(path: str) -> int:
    """Whole lines go through the system's own append, so that those of two processes do not mix."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
