"""What people hear of the hours of their team."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.kinds import Dropped, Due, Edit, Kind, Post, Unknown
from bot.delivery.launch import HoursShown
from bot.delivery.running import team_of
from bot.services import channels, people, targets
from bot.services.targets import Stage, Wish
from bot.views import targets as views
from bot.views.answer import Message
from models.store import Db


def wish(db: Db, due: Due, now: datetime) -> Message:
    return views.card(_open(db, due, Stage.ASKED), people.language_of(db, due.target))


def check(db: Db, due: Due, now: datetime) -> Message:
    return views.manager_card(_open(db, due, Stage.WAITS), people.language_of(db, due.target))


def over(db: Db, due: Due, now: datetime) -> Message:
    seen, by = _told(db, due)
    return views.answered(seen, by, due.target, people.language_of(db, due.target))


def told(db: Db, due: Due, now: datetime) -> Message:
    seen, by = _told(db, due)
    return views.told(seen, by, people.language_of(db, due.target))


def holds(db: Db, due: Due, now: datetime) -> Message:
    seen, _ = _told(db, due)
    if not due.target.startswith("team:"):
        return views.holds(seen, [people.language_of(db, due.target)])
    return views.holds(seen, channels.readers_languages(db, team_of(db, due)))


def _open(db: Db, due: Due, stage: Stage) -> Wish:
    """Still asked, and still of this reader."""
    found = targets.open_wish(db, str(due.about["wish"]))
    if found is None or found.stage is not stage:
        raise Dropped("answered")
    return found


def _told(db: Db, due: Due) -> tuple[Wish, str]:
    found = targets.told(db, dict(due.about))
    if found is None:
        raise Dropped("ended")
    return found


KINDS: dict[str, Kind] = {
    "target_wish": Post(wish, Unknown.RESEND),
    targets.CARD: Post(check, Unknown.RESEND),
    "target_over": Edit(over),
    targets.TOLD: Post(told, Unknown.RESEND),
    targets.TOLD_NOW: Edit(told),
    "target_holds": Post(holds, Unknown.RESEND),
    "hours_shown": HoursShown(),
}
