"""Files of a conversation: a click on one brings it, as in Slack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from mimetypes import guess_type
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from sandbox.seen import shown_file, visible_channels, visible_messages
from sandbox.world import File, Message, Person, Workspace


@dataclass(frozen=True)
class Link:
    """A file under its message."""

    words: str
    address: str


def links(space: Workspace, side: str, who: Person, said: Message) -> Iterator[Link]:
    for file in said.files:
        yield Link(shown_file(file), f"/page/{space.id}/{side}/file?who={who.id}&file={file.id}")


def bring(space: Workspace, who: Person, file_id: str) -> Response:
    """What is in a file that she can see, to be saved: never shown as a page of the sandbox's own."""
    found = next((file for file in _visible(space, who) if file.id == file_id), None)
    if found is None:
        return HTMLResponse("That file is not there for this person.", status_code=404)
    kind = guess_type(found.name)[0] or "application/octet-stream"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(found.content or b"", media_type=kind, headers=headers)


def _visible(space: Workspace, who: Person) -> Iterator[File]:
    for channel in visible_channels(space, who):
        for said in visible_messages(channel, who):
            yield from said.files
