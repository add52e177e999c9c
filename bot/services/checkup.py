"""What a check-up finds in the store: messages that are late, doors with nobody behind them, channels that are gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.rules import own_texts
from bot.rules.access import MANAGERS, READERS
from bot.rules.checkup import LATE, Finding, Part, Trouble
from bot.services import doors, installations, notices, people
from models import Notice, Person, Slot, Task, Team
from models.enums import NoticeState, Role, TaskKind, TeamState
from models.store import Db

KIND = "checkup"
"""Of the notice that brings what Slack says."""
IN_CONFIDENCE = f"{notices.PRIVATE}%"
TRIED_IN_VAIN = 3
"""Attempts: some minutes."""
_UNSENT = (NoticeState.PENDING, NoticeState.SENDING)
_NEEDS_CHANNEL = (TaskKind.CHANNEL_GONE, TaskKind.NO_CHANNEL)


def found(db: Db, now: datetime) -> list[Finding]:
    """What is wrong as far as the store knows. The caller has checked that this person may know."""
    return [*_queue(db, now), *_contacts(db, now), *_texts(db)]


def refused(db: Db, codes: Collection[str]) -> list[Finding]:
    """What waits was tried last, and Slack did not take the token: then no message can bring what Slack says.

    `codes`: Slack's words for it.
    """
    waits = Notice.state.in_(_UNSENT) & Notice.reason.in_(codes) & Notice.kind.not_like(IN_CONFIDENCE)
    code = db.scalars(select(Notice.reason).where(waits).order_by(Notice.id.desc()).limit(1)).first()
    return [Finding(Part.QUEUE, Trouble.SLACK_REFUSES, {"code": code})] if code else []


def ask_slack(db: Db, now: datetime, user_id: str, mark: str) -> None:
    """Owe a message with what Slack says of the app, its channels and its clock."""
    notices.owe(db, KIND, to=user_id, key=f"{user_id}:{mark}", now=now)


def may_still_read(db: Db, user_id: str, setup_by: str | None) -> bool:
    """Whether she may set up now, too: as Slack's events have told last."""
    is_set_up = people.programme(db).set_up_at is not None
    begins = installations.sets_up(db, user_id, setup_by, is_set_up=is_set_up)
    if user_id in (begins, *people.present(db, *MANAGERS)):
        return True
    admin = select(Person.user_id).where(Person.user_id == user_id, Person.is_admin, people.HERE)
    return db.scalars(admin).first() is not None


def running(db: Db) -> list[str]:
    """The channels of teams that have not ended, but for those that a manager has on her list already."""
    lost = {task.about.get("team") for task in db.scalars(select(Task).where(_open(_NEEDS_CHANNEL)))}
    teams = select(Team.id, Team.channel_id).where(
        Team.state != TeamState.ENDED, Team.channel_id.is_not(None)
    )
    return [str(channel) for team, channel in db.execute(teams.order_by(Team.id)) if team not in lost]


def unseen(db: Db, channels: Collection[str]) -> list[Finding]:
    """`channels` of running teams that the program is not in any more."""
    if not channels:
        return []
    teams = select(Team.student_id).where(Team.channel_id.in_(channels), Team.state != TeamState.ENDED)
    students = list(db.scalars(teams.order_by(Team.id)))
    if not students:
        return []
    return [Finding(Part.CHANNELS, Trouble.TEAM_CHANNELS, {"students": students})]


def help_channel(db: Db) -> list[Finding]:
    """A post to the channel for questions did not go through, and a manager has not said that it is mended."""
    chosen = people.programme(db).support_channel_id
    open_ = db.scalars(select(Task).where(_open([TaskKind.HELP_CHANNEL])))
    if chosen is None or all(task.about.get("to") != chosen for task in open_):
        return []
    return [Finding(Part.CHANNELS, Trouble.HELP_CHANNEL_STUCK, {"channel": chosen})]


def _contacts(db: Db, now: datetime) -> list[Finding]:
    if people.programme(db).set_up_at is None:
        return [Finding(Part.CONTACTS, Trouble.NOT_SET_UP)]
    lacking = [Finding(Part.CONTACTS, Trouble.NOBODY, {"door": one}) for one in doors.found(db, now)]
    held, here = people.holders_by_role(db), people.present(db, *MANAGERS)
    named = dict.fromkeys(user for role in MANAGERS for user in held[role])
    gone = [user for user in named if user not in here]  # of roles in confidence nobody is named here
    backups, leads = people.present(db, Role.BACKUP), people.present(db, *READERS)
    first = [] if set(backups) - set(leads) else backups
    wrong = ((Trouble.HOLDERS_GONE, gone), (Trouble.NO_OTHER_BACKUP, first))
    return [*lacking, *(Finding(Part.CONTACTS, one, {"people": who}) for one, who in wrong if who)]


def _texts(db: Db) -> list[Finding]:
    """Which of the programme's own words cannot be said."""
    unfit = own_texts.unfit(people.programme(db).own_texts)
    values = {"texts": [f"{key}:{language}" for key, language in unfit]}
    return [Finding(Part.TEXTS, Trouble.TEXT_UNFIT, values)] if unfit else []


def _queue(db: Db, now: datetime) -> list[Finding]:
    """The oldest message that should have left, and the oldest weekly moment that nobody has looked at."""
    oldest = db.scalars(select(func.min(Notice.due_at)).where(_is_late(now))).one()
    slot = db.scalars(select(func.min(Slot.due_at)).where(Slot.due_at < now - LATE)).one()
    late = ((Trouble.NOTICE_LATE, oldest), (Trouble.CLOCKWORK_LATE, slot))
    return [
        Finding(Part.QUEUE, trouble, {"minutes": int((now - since).total_seconds() // 60)})
        for trouble, since in late
        if since is not None
    ]


def _is_late(now: datetime) -> ColumnElement[bool]:
    """Nobody took it, or it was tried in vain. What waits for the morning, or behind such a one, is not late."""
    ahead = aliased(Notice)
    waits_behind = exists().where(
        ahead.workspace_id == Notice.workspace_id,
        ahead.target == Notice.target,
        ahead.state.in_(_UNSENT),
        ahead.not_before > now,
    )
    return (
        Notice.state.in_(_UNSENT)
        & (Notice.due_at < now - LATE)
        & Notice.kind.not_like(IN_CONFIDENCE)
        & or_(Notice.attempts >= TRIED_IN_VAIN, (Notice.not_before < now - LATE) & ~waits_behind)
    )


def _open(kinds: Iterable[TaskKind]) -> ColumnElement[bool]:
    return Task.kind.in_(tuple(kinds)) & Task.done_at.is_(None)
