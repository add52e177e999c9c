"""A team's launch, and what people hear around it."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.invite import InviteAgain
from bot.delivery.kinds import Dropped, Due, Edit, Kind, Post, Unknown, by_day
from bot.delivery.launch import Launch, Renewal
from bot.delivery.running import team_of
from bot.services import channel_members, people
from bot.services.teams import introducers
from bot.views import teams as views
from bot.views.answer import Message
from models.enums import TaskKind
from models.store import Db


def introduction_done(db: Db, due: Due, now: datetime) -> Message:
    team, language = team_of(db, due), people.language_of(db, due.target)
    return views.introduced(team.student_id, team.buddy_id, str(due.about["by"]), language)


def no_channel(db: Db, due: Due, now: datetime) -> Message:
    team = team_of(db, due)
    if team.channel_id is not None:
        raise Dropped("has_channel")
    return views.no_channel(team, str(due.about["reason"]), people.language_of(db, due.target))


def no_channel_yet(db: Db, due: Due, now: datetime) -> Message:
    team = team_of(db, due)
    if team.channel_id is not None:
        raise Dropped("has_channel")
    partner = team.buddy_id if due.target == team.student_id else team.student_id
    manager = next((user for user in introducers(db) if user != due.target), None)
    return views.no_channel_yet(partner, manager, people.language_of(db, due.target))


def not_invited(db: Db, due: Due, now: datetime) -> Message:
    team = team_of(db, due)
    if team.channel_id is None:
        raise Dropped("no_channel")
    return views.not_invited(
        team,
        str(due.about["user"]),
        _task(db, due, TaskKind.REFUSED_INVITE),
        people.language_of(db, due.target),
    )


def left_channel(db: Db, due: Due, now: datetime) -> Message:
    """To a manager; only while somebody still has to decide."""
    team, task = team_of(db, due), _task(db, due, TaskKind.LEFT_CHANNEL)
    if team.channel_id is None:
        raise Dropped("no_channel")
    by_day(db, due, now)
    return views.left_channel(team, str(due.about["user"]), task, people.language_of(db, due.target))


def _task(db: Db, due: Due, kind: TaskKind) -> int:
    found = channel_members.task_of(db, str(due.about["user"]), int(due.about["team"]), kind)
    if found is None:
        raise Dropped("decided")
    return found


def channel_gone(db: Db, due: Due, now: datetime) -> Message:
    team = team_of(db, due)
    if team.channel_id not in (None, due.about["channel"]):
        raise Dropped("has_channel")
    return views.channel_gone(team, str(due.about["how"]), people.language_of(db, due.target))


KINDS: dict[str, Kind] = {
    "launch": Launch(),
    "managers": Renewal(),
    "introduction_done": Edit(introduction_done),
    "no_channel": Post(no_channel, Unknown.RESEND),
    "no_channel_yet": Post(no_channel_yet, Unknown.RESEND),
    "not_invited": Post(not_invited, Unknown.RESEND),
    "channel_gone": Post(channel_gone, Unknown.RESEND),
    channel_members.TOLD: Post(left_channel, Unknown.RESEND),
    channel_members.AGAIN: InviteAgain(),
}
