"""Ends of teams as they are seen and told: by whom, why, until when they can be taken back, who may read what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select

from bot.clock import local_day, zone
from bot.errors import UserError, Wrong
from bot.rules import ending as rule
from bot.rules.access import MANAGERS, Acting
from bot.services import notices, people
from models import BuddySession, Ending, EndingMoment, EndingWords, Team
from models.enums import ChannelWish, EndingStep, EndReason, EndWords, TeamState
from models.store import Db, add_once

NOTE = "ending_words.sealed"
"""Where words are sealed."""
ON_HOME = 3
"""Ends on a Home tab, each with its buttons."""


@dataclass(frozen=True, repr=False)
class Form:
    """What was entered. `is_planned`: on a day to come, `last`; else now."""

    reason: EndReason | None
    may_be_said: bool = False
    note: str = ""
    is_planned: bool = False
    last: date | None = None


@dataclass(frozen=True)
class Seen:
    """An end of a team, planned or past.

    Attributes:
        seeks: the student is on the waiting list again, or will be.
        minutes, sessions: what the two have logged together.
        channel_id: None where there is none.
        team_state: how the team stands now.
    """

    id: int
    team_id: int
    student_id: str
    buddy_id: str
    reason: EndReason
    is_said: bool
    made_by: str
    last: date | None
    ended_at: datetime | None
    ended_on: date | None
    taken_back_at: datetime | None
    readers: tuple[str, ...]
    seeks: bool
    minutes: int
    sessions: int
    began_on: date
    channel_id: str | None
    channel: ChannelWish | None
    goes_on: tuple[str, ...]
    team_state: TeamState
    language: str
    is_announced: bool
    """Both know of the planned end."""
    went_on: bool
    """After the graduation they have gone on for a while, and that is over, too."""

    @property
    def members(self) -> tuple[str, str]:
        return self.student_id, self.buddy_id

    @property
    def until(self) -> datetime | None:
        """When it cannot be taken back any more."""
        return None if self.ended_at is None else self.ended_at + rule.UNDO

    @property
    def is_over(self) -> bool:
        """The team has ended, and that stands."""
        return self.ended_at is not None and self.taken_back_at is None

    def partner_of(self, user_id: str) -> str:
        return self.buddy_id if user_id == self.student_id else self.student_id


@dataclass(frozen=True)
class Parting:
    """A running team as the form for its end needs it.

    Attributes:
        by: who fills in the form: one of the two, or a manager.
        today: the team's own day.
        readers: managers who would read the reason and the note.
        has_request: the student's old request is there, for a new search.
        minutes: what the two have logged together.
        planned: an end that is planned already; `in_job_search`: the id of the end after which the two go on.
    """

    team_id: int
    student_id: str
    buddy_id: str
    by: str
    today: date
    readers: tuple[str, ...]
    has_request: bool
    minutes: int
    planned: Seen | None
    in_job_search: int | None

    @property
    def others(self) -> tuple[str, ...]:
        """Whom it is told to, besides managers."""
        return tuple(user for user in (self.student_id, self.buddy_id) if user != self.by)


def read(db: Db, number: int) -> Seen | None:
    """One end; None where it is not there."""
    found = db.execute(_ROWS.where(Ending.id == number)).first()
    return None if found is None else seen(db, *found)


def of_member(db: Db, who: Acting, number: int) -> Seen:
    """A past end of one of the two.

    Raises:
        UserError: it is not there, was taken back, or she is neither.
    """
    found = read(db, number)
    if found is None or who.user_id not in found.members:
        raise UserError(Wrong.GONE)
    if not found.is_over:
        raise UserError(Wrong.STALE)
    return found


def on_home(db: Db, now: datetime, who: Acting) -> tuple[tuple[Seen, ...], int]:
    """Of this person: what she can still take back, the newest first, then planned ends of her teams that she knows of.

    The first of them, and how many more there are: only what is shown is read.
    """
    hers = (Team.student_id == who.user_id) | (Team.buddy_id == who.user_id)
    undone = (Ending.made_by == who.user_id) & (Ending.ended_at > now - rule.UNDO)
    knows = (Ending.made_by == who.user_id) | (Ending.planned_for.is_not(None) & ~_ANNOUNCED_LATER)
    which = Ending.taken_back_at.is_(None) & (undone | (hers & knows & Ending.ended_at.is_(None)))
    is_planned = Ending.ended_at.is_(None)
    order = (is_planned, Ending.ended_at.desc(), Ending.planned_for, Ending.id)
    rows = db.execute(_ROWS.where(which).order_by(*order)).all()
    return tuple(seen(db, *row) for row in rows[:ON_HOME]), max(0, len(rows) - ON_HOME)


def seen(db: Db, row: Ending, team: Team) -> Seen:
    minutes, sessions = together(db, team.id)
    where, last = zone(team.timezone), team.ended_at or row.ended_at
    return Seen(
        id=row.id,
        team_id=team.id,
        student_id=team.student_id,
        buddy_id=team.buddy_id,
        reason=row.reason,
        is_said=rule.is_said(row.reason, row.may_be_said),
        made_by=row.made_by,
        last=row.planned_for,
        ended_at=row.ended_at,
        ended_on=last.astimezone(where).date() if last else None,
        taken_back_at=row.taken_back_at,
        readers=tuple(row.readers),
        seeks=row.request_id is not None or (row.ended_at is None and row.reason in rule.REMATCH),
        minutes=minutes,
        sessions=sessions,
        began_on=team.launched_on,
        channel_id=team.channel_id,
        channel=row.channel,
        goes_on=tuple(row.goes_on),
        team_state=team.state,
        language=team.language,
        is_announced=is_announced(db, row),
        went_on=row.ended_at is not None and team.ended_at is not None and team.ended_at > row.ended_at,
    )


def is_announced(db: Db, row: Ending) -> bool:
    """Both know of the planned end."""
    if row.planned_for is None:
        return False
    waits = select(EndingMoment.due_at).where(
        EndingMoment.ending_id == row.id, EndingMoment.step == EndingStep.ANNOUNCE
    )
    return db.scalars(waits).first() is None


def together(db: Db, team_id: int) -> tuple[int, int]:
    """Minutes and sessions that the two have logged, from the first day on."""
    logged = select(func.coalesce(func.sum(BuddySession.minutes), 0), func.count(BuddySession.id)).where(
        BuddySession.team_id == team_id, BuddySession.undone_at.is_(None)
    )
    minutes, sessions = db.execute(logged).one()
    return int(minutes), int(sessions)


def readers_of(db: Db, team: Team) -> tuple[str, ...]:
    """Who reads what is written at the end: the first of each kind of manager, never one of the two."""
    kinds = (people.present(db, role) for role in MANAGERS)
    others = ([one for one in users if one not in (team.student_id, team.buddy_id)] for users in kinds)
    return tuple(dict.fromkeys(users[0] for users in others if users))[:2]


def remind(db: Db, number: int, step: EndingStep, at: datetime) -> None:
    """Something comes at this moment; the same again changes nothing."""
    add_once(db, EndingMoment, ending_id=number, step=step, due_at=at)


def tell(
    db: Db,
    kind: str,
    number: int,
    user_id: str,
    now: datetime,
    *,
    at_once: bool = False,
    anew: bool = False,
    **about: Any,
) -> bool:
    """Owe somebody a message about an end, once, and not at night.

    Args:
        at_once: she is there and waits for it.
        anew: also where she was told the same before.
    """
    at = now if at_once else people.next_open(db, now, user_id)
    moment = [f"{now:%Y%m%dT%H%M%S%f}"] if anew else []
    key = ":".join([str(number), user_id, *(str(value) for value in about.values()), *moment])
    return notices.owe(db, kind, to=user_id, key=key, now=now, at=at, ending=number, **about)


def place(number: int, user_id: str, kind: EndWords) -> str:
    """Of a seal: whose words they are."""
    return f"{number}|{user_id}|{kind}"


def when(team: Team) -> dict[str, object]:
    """For the sentence that a team has ended: on which of its days."""
    ended_at = team.ended_at or team.launched_at
    return {"day": local_day(ended_at, team.timezone)}


def refuse(db: Db, who: Acting, *, team: str = "", channel_id: str | None = None) -> None:
    """Raises `UserError` for a button, or a command in a channel, of a team of hers that has ended.

    `team`: what the button carries.
    """
    hers = (Team.student_id == who.user_id) | (Team.buddy_id == who.user_id)
    if team.isascii() and team.isdigit() and len(team) < 19:
        which = Team.id == int(team)
    elif channel_id is not None:
        which = Team.channel_id == channel_id
    else:
        return
    for row in db.scalars(select(Team).where(hers, which, Team.state == TeamState.ENDED)):
        raise UserError(Wrong.TEAM_ENDED, when(row))


def words_of(db: Db, number: int, kinds: Sequence[EndWords]) -> list[EndingWords]:
    """Rows of what was written at an end, in the order of their writing."""
    found = select(EndingWords).where(EndingWords.ending_id == number, EndingWords.kind.in_(kinds))
    return list(db.scalars(found.order_by(EndingWords.written_at, EndingWords.user_id, EndingWords.kind)))


_ROWS = select(Ending, Team).join(
    Team, (Team.workspace_id == Ending.workspace_id) & (Team.id == Ending.team_id)
)
_ANNOUNCED_LATER = (
    exists()
    .where(
        EndingMoment.workspace_id == Ending.workspace_id,
        EndingMoment.ending_id == Ending.id,
        EndingMoment.step == EndingStep.ANNOUNCE,
    )
    .correlate(Ending)
)
"""Of a planned end: the two have not been told of it yet."""
