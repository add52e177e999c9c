"""The file with a programme's settings, to the one who has asked for it, while she may."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.kinds import Dropped, Due, Kind
from bot.delivery.upload import Attached, WithFile
from bot.services import checkup, cloning, people
from bot.views import cloning as views
from bot.views.answer import Message
from models.store import Db


def message(db: Db, due: Due, now: datetime) -> Message:
    if not checkup.may_still_read(db, due.target, due.settings.setup_by):
        raise Dropped("may_not_any_more")
    return views.exported(cloning.written(db).count("\n\n") + 1, people.language_of(db, due.target))


def file(db: Db, due: Due, now: datetime) -> Attached:
    return Attached(cloning.FILE, cloning.FILE, cloning.written(db).encode())


KINDS: dict[str, Kind] = {cloning.KIND: WithFile(message, file)}
