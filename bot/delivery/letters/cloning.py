"""The file with a programme's settings, to the one who has asked for it.

Whoever may not set up any more by then reads so, in words, and gets no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.delivery.kinds import Call, Due, Kind
from bot.delivery.upload import Attached, LastWords, WithFile, last_words
from bot.services import checkup, cloning, people
from bot.views import cloning as views
from bot.views.answer import Message
from models.store import Db


@dataclass(frozen=True)
class SettingsFile(WithFile):
    """A message and a file; whether she may is looked at before every call."""

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        if not checkup.may_still_read(db, due.target, due.settings.setup_by):
            return last_words(db, due, views.refused(people.language_of(db, due.target)))
        return super().next_call(db, due, now)

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        return isinstance(call, LastWords) or super().answered(db, due, call, answer, now)


def message(db: Db, due: Due, now: datetime) -> Message:
    return views.exported(cloning.written(db).count("\n\n") + 1, people.language_of(db, due.target))


def file(db: Db, due: Due, now: datetime) -> Attached:
    return Attached(cloning.FILE, cloning.FILE, cloning.written(db).encode())


KINDS: dict[str, Kind] = {cloning.KIND: SettingsFile(message, file)}
