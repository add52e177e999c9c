"""A message with a small file: said first, then the file announced to Slack, its bytes sent, and shared beside it.

The message is what counts: where Slack takes no file (it lacks the permission, files are switched off, storage is
full) it has been said all the same, and no more is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

from sqlalchemy import select

from bot.calling import certificates
from bot.delivery.kinds import Call, Dropped, Due, Letter, Unknown, again, channel_of, post, progressed
from bot.views.answer import Message
from models import Notice
from models.store import Db

BYTES = "bytes"
"""Not one of Slack's methods: what is sent to the address that Slack names for one file."""
SECONDS = 6
"""Less than a lease, as for every call."""
MOST_TRIES = 3
ANNOUNCE, _SHARE = "files.getUploadURLExternal", "files.completeUploadExternal"


@dataclass(frozen=True)
class Attached:
    """A file. The same notice always makes the same bytes. `is_last`: no other part follows it."""

    name: str
    title: str
    content: bytes
    is_last: bool = True


@dataclass(frozen=True)
class WithFile:
    """A message and a file. Its progress: `said` (the channel), `file`, `url`, `length`, `sent`, `tries`.

    The file is made anew for the call that sends it; where it has another length by then, Slack is asked for a place
    anew.
    """

    letter: Letter
    attached: Callable[[Db, Due, datetime], Attached]
    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False
    on_failed: Callable[[Db, Due, datetime], None] | None = None

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        done = due.progress
        if "said" not in done:
            message, channel = again(db, due, self.letter(db, due, now)), channel_of(db, due.target)
            arguments = {"channel": channel, "unfurl_links": False, "unfurl_media": False, **message.payload}
            return Call("chat.postMessage", arguments, channel=channel)
        if done.get("sent"):
            shared = [{"id": done["file"], "title": self.title(db, due, now)}]
            return Call(_SHARE, {"files": shared, "channel_id": done["said"]})
        file = self.attached(db, due, now)
        if "file" not in done or len(file.content) != done.get("length", len(file.content)):
            return announcing(file)
        return Call(BYTES, {"url": done["url"], "content": file.content})

    def title(self, db: Db, due: Due, now: datetime) -> str:
        """Beside which it is shared. Raises `Dropped`: it is not true any more."""
        return self.attached(db, due, now).title

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        if call.method == "chat.postMessage":
            progressed(db, due, said=str(answer["channel"]))
        elif call.method == ANNOUNCE:
            place = {"file": str(answer["file_id"]), "url": str(answer["upload_url"])}
            progressed(db, due, **place, length=call.arguments["length"])
        elif call.method == BYTES:
            progressed(db, due, sent=True)
        return call.method == _SHARE

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if call.method == "chat.postMessage":
            if self.on_failed:
                self.on_failed(db, due, now)
            return False
        tries = int(due.progress.get("tries", 1))
        if call.method != BYTES or tries >= MOST_TRIES:
            raise Dropped(f"without_file:{error}"[:64])
        _begin_anew(db, due, tries + 1)
        return True


@dataclass(frozen=True, repr=False)
class LastWords(Call):
    """A message after which nothing more is sent."""


@dataclass(frozen=True)
class FileOrWords(WithFile):
    """A message and a file; where Slack takes no file, whoever waits for it reads that. Its progress, besides: `no_file`.

    Both take long to make: each gives back `due.made` where it is there.
    """

    no_file: Callable[[Db, Due], Message] = field(kw_only=True)
    titled: Callable[[Db, Due], str] = field(kw_only=True)
    """Of the file, with no need to make it."""

    def prepare(self, db: Db, due: Due, now: datetime) -> Message | Attached | None:
        if due.progress.get("no_file") or due.progress.get("sent"):
            return None
        return (self.attached if "said" in due.progress else self.letter)(db, due, now)

    def calls(self, due: Due) -> tuple[str, str | None]:
        done = due.progress
        if "said" not in done or done.get("no_file"):
            return "chat.postMessage", due.target
        return (_SHARE if done.get("sent") else BYTES if "file" in done else ANNOUNCE), None

    def title(self, db: Db, due: Due, now: datetime) -> str:
        return self.titled(db, due)

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        if due.progress.get("no_file"):
            return last_words(db, due, self.no_file(db, due))
        return super().next_call(db, due, now)

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        return isinstance(call, LastWords) or super().answered(db, due, call, answer, now)

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        try:
            return super().refused(db, due, call, error, now)
        except Dropped:
            progressed(db, due, no_file=True)
            return True


def last_words(db: Db, due: Due, message: Message) -> Call:
    call = post(due.target, again(db, due, message))
    return LastWords(call.method, call.arguments, call.channel)


def announcing(file: Attached) -> Call:
    """Slack names an address for these bytes, and no others."""
    return Call(ANNOUNCE, {"filename": file.name, "length": len(file.content)})


def send(url: str, content: bytes) -> Mapping[str, Any]:
    """Send the bytes of one file to the address that Slack named for it; raises what `outcome.read` reads."""
    if not url.startswith(("https://", "http://")):
        raise ValueError("no address for a file")
    request = Request(url, data=content, headers={"Content-Type": "application/octet-stream"})  # noqa: S310
    trusted = certificates() if url.startswith("https:") else None
    with urlopen(request, timeout=SECONDS, context=trusted):  # noqa: S310 - http alone, from Slack's own answer # nosec
        return {}


def _begin_anew(db: Db, due: Due, tries: int) -> None:
    """An address is good for one try; the next one is asked for."""
    row = db.scalars(select(Notice).where(Notice.id == due.id)).one()
    row.progress = {"said": due.progress["said"], "tries": tries}
    db.flush()
