"""A role is handed over: the question, the answer, and who goes out of the teams' channels."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.kinds import Dropped, Due, Edit, Kind, Post, Unknown
from bot.delivery.manager_leaves import ManagerLeaves
from bot.delivery.running import team_of
from bot.services import channels, handovers, people
from bot.services.handovers import Handover
from bot.views import handovers as views
from bot.views.answer import Message
from models.store import Db


def question(db: Db, due: Due, now: datetime) -> Message:
    return views.question(_still(db, due, now, agreed=False), people.language_of(db, due.target))


def confirm(db: Db, due: Due, now: datetime) -> Message:
    return views.confirm(_still(db, due, now, agreed=True), people.language_of(db, due.target))


def stopped(db: Db, due: Due, now: datetime) -> Message:
    return views.was_stopped(str(due.about["who"]), people.language_of(db, due.target))


def over(db: Db, due: Due, now: datetime) -> Message:
    to = str(due.about["successor"])
    is_hers, is_done = due.target == to, bool(due.about["done"])
    return views.over(to, people.language_of(db, due.target), is_hers=is_hers, is_done=is_done)


def stays(db: Db, due: Due, now: datetime) -> Message:
    team, user = team_of(db, due), str(due.about["user"])
    if user in channels.members(db, team):
        raise Dropped("belongs_there")
    return views.stays(user, team.student_id, people.language_of(db, due.target))


def _still(db: Db, due: Due, now: datetime, *, agreed: bool) -> Handover:
    """Raises `Dropped` where it is over, or further."""
    found = handovers.pending(db, due.vault, now, str(due.about["by"]))
    if found is None or found.mark != due.about["mark"] or found.agreed != agreed:
        raise Dropped("handover_over")
    return found


KINDS: dict[str, Kind] = {
    handovers.ASKED: Post(question, Unknown.RESEND),
    handovers.AGREED: Post(confirm, Unknown.RESEND),
    handovers.STOPPED: Post(stopped, Unknown.RESEND),
    handovers.OVER: Edit(over),
    channels.LEAVES: ManagerLeaves(),
    channels.STAYS: Post(stays, Unknown.RESEND),
}
