"""The copy of somebody's data: a message with a packed file, made when it is sent, part after part."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from bot.delivery.kinds import Call, Due, Kind, progressed
from bot.delivery.report_files import ZIP_DAY
from bot.delivery.upload import BYTES, Attached, FileOrWords
from bot.services import classes, own_data, people
from bot.services.own_data import Part
from bot.speech import speech
from bot.views import own_data as views
from bot.views import own_file, programme
from bot.views.answer import Message
from bot.views.own_file_words import Reader
from models import Notice
from models.store import Db

PAGE: Final = "read-me.html"
DATA: Final = "data.json"
"""In the packed file; their names are the same in every language, and the message names the first."""


@dataclass(frozen=True)
class OwnData(FileOrWords):
    """A message and a file; then the next part, where there is one. Its progress, besides: `is_last`."""

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        is_over = super().answered(db, due, call, answer, now)
        if call.method == BYTES and isinstance(due.made, Attached):
            progressed(db, due, is_last=due.made.is_last)
        if is_over and not due.progress.get("no_file") and not _is_last(db, due):
            key = db.scalars(select(Notice.dedupe_key).where(Notice.id == due.id)).one()
            own_data.order_next(
                db, now, due.target, key.removeprefix(f"{own_data.KIND}:"), int(due.about["part"]) + 1
            )
        return is_over


def _is_last(db: Db, due: Due) -> bool:
    """Its progress may lack that: a process of another version has sent the bytes."""
    if "is_last" in due.progress:
        return bool(due.progress["is_last"])
    part = _part(db, due)
    return part.number == part.of


def message(db: Db, due: Due, now: datetime) -> Message:
    if isinstance(due.made, Message):
        return due.made
    part = _part(db, due)
    return views.with_file(people.language_of(db, due.target), part.number, part.of)


def no_file(db: Db, due: Due) -> Message:
    return views.no_file(people.language_of(db, due.target))


def title(db: Db, due: Due) -> str:
    return own_file.title(speech(people.language_of(db, due.target)))


def file(db: Db, due: Due, now: datetime) -> Attached:
    if isinstance(due.made, Attached):
        return due.made
    part, language = _part(db, due), people.language_of(db, due.target)
    say = speech(language)
    schools = {one.key: programme.name_of_class(one, say) for one in classes.of(people.programme(db))}
    reader = Reader(say, people.timezone_of(db, due.target), due.target, schools)
    page = own_file.page(part, due.due_at, reader)
    ending = f"-{part.number}-{part.of}" if part.of > 1 else ""
    name = f"codebuddies-my-data-{due.due_at:%Y-%m-%d}{ending}.zip"
    return Attached(name, title(db, due), packed(part, page), part.number >= part.of)


def packed(part: Part, page: str) -> bytes:
    """The same part always makes the same bytes."""
    data = json.dumps(part.tables, ensure_ascii=False, indent=1)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in ((PAGE, page), (DATA, data)):
            entry = zipfile.ZipInfo(name, ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return content.getvalue()


def _part(db: Db, due: Due) -> Part:
    return own_data.part(db, due.vault, due.target, int(due.about["part"]))


KINDS: dict[str, Kind] = {own_data.KIND: OwnData(message, file, urgent=True, no_file=no_file, titled=title)}
