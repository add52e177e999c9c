"""Meetings as everybody reads them, and the changes that each kind of them shares. Locked: first the team, then it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules import meeting as rule
from bot.rules.meeting import Step, Wanted
from bot.services import notices, people
from models import BuddySession, Meeting, Notice, Person, Team, VenueQuestion
from models.enums import OPEN_MEETING, MeetingKind, MeetingState, TeamState
from models.store import Db

PLACE_ASKED, INVITATION, ASK = "venue_asked", "invitation", "introduction_ask"
"""Kinds of notices: to who answers for a place; to who comes, or their channel; to the two of an introduction."""
AT_ONCE = 500
"""Meetings that one statement asks for: SQLite takes a thousand conditions in a row."""
LONGEST = timedelta(hours=12)
"""A meeting is no longer than this."""


@dataclass(frozen=True)
class Planned:
    """A meeting and its team, as plain values."""

    id: int
    team_id: int
    kind: MeetingKind
    state: MeetingState
    starts_at: datetime
    minutes: int
    place: str
    planned_by: str
    planned_at: datetime
    sequence: int
    revision: int
    """Of the entry in calendars, where the highest holds."""
    agreed: tuple[str, ...]
    logged_by: str | None
    student_id: str
    buddy_id: str
    channel_id: str | None
    language: str
    timezone: str

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_introduction(self) -> bool:
        return self.kind is MeetingKind.INTRODUCTION

    @property
    def members(self) -> tuple[str, str]:
        return self.student_id, self.buddy_id

    @property
    def concerned(self) -> tuple[str, ...]:
        """Who comes."""
        both = self.members
        return tuple(dict.fromkeys((*both, self.planned_by))) if self.is_introduction else both

    def others(self, user_id: str) -> tuple[str, ...]:
        return tuple(one for one in self.concerned if one != user_id)


def read(db: Db, meeting_id: int) -> Planned | None:
    """A meeting of a team that has not ended; or one that was called off with its end."""
    row = db.scalars(select(Meeting).where(Meeting.id == meeting_id)).first()
    if row is None:
        return None
    team = db.scalars(select(Team).where(Team.id == row.team_id)).one()
    is_over = team.state is TeamState.ENDED and row.state is not MeetingState.CANCELLED
    return None if is_over else seen(row, team)


def next_of(db: Db, now: datetime, team_ids: Collection[int]) -> dict[int, Planned]:
    """What each of these teams has planned next, or is at now; an introduction that is not agreed yet, too."""
    if not team_ids:
        return {}
    open_ones = (
        select(Meeting, Team)
        .join(Team, (Team.workspace_id == Meeting.workspace_id) & (Team.id == Meeting.team_id))
        .where(
            Meeting.team_id.in_(team_ids),
            Meeting.state.in_(OPEN_MEETING),
            Meeting.starts_at > now - LONGEST,
        )
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    return {team.id: seen(row, team) for row, team in db.execute(open_ones) if is_open(row, now)}


def seen(row: Meeting, team: Team) -> Planned:
    return Planned(
        row.id,
        row.team_id,
        row.kind,
        row.state,
        row.starts_at,
        row.minutes,
        row.place,
        row.planned_by,
        row.planned_at,
        row.sequence,
        row.sequence + row.handed,
        tuple(row.agreed),
        row.logged_by,
        team.student_id,
        team.buddy_id,
        team.channel_id,
        team.language,
        team.timezone,
    )


def locked(db: Db, meeting_id: int) -> tuple[Meeting, Team]:
    """A meeting with its team; nobody else changes either until this transaction ends.

    Raises:
        UserError: it is not there, or its team has ended.
    """
    number = db.scalars(select(Meeting.team_id).where(Meeting.id == meeting_id)).first()
    if number is None:
        raise UserError(Wrong.GONE)
    team = locked_team(db, number)
    return db.scalars(select(Meeting).where(Meeting.id == meeting_id).with_for_update()).one(), team


def locked_team(db: Db, team_id: int) -> Team:
    """A running team, locked.

    Raises:
        UserError: it is not there, or has ended.
    """
    running = select(Team).where(Team.id == team_id, Team.state != TeamState.ENDED).with_for_update()
    team = db.scalars(running).first()
    if team is None:
        raise UserError(Wrong.GONE)
    return team


def is_open(row: Meeting, now: datetime) -> bool:
    """Still to come, or under way."""
    return row.state in OPEN_MEETING and row.starts_at + timedelta(minutes=row.minutes) > now


def require_free(
    db: Db, team: Team, wanted: Wanted, *, but: int | None = None, leader: str | None = None
) -> None:
    """Raises `UserError` where one of those who would come has another meeting at that time, in whatever team.

    Args:
        but: the meeting itself, where it is moved.
        leader: of an introduction; she may lead another one, or be a buddy herself.
    """
    end = wanted.starts_at + timedelta(minutes=wanted.minutes)
    come = [team.student_id, team.buddy_id, *([leader] if leader else [])]
    theirs = (
        select(Meeting.id, Meeting.starts_at, Meeting.minutes)
        .join(Team, (Team.workspace_id == Meeting.workspace_id) & (Team.id == Meeting.team_id))
        .where(
            Team.state != TeamState.ENDED,
            Team.student_id.in_(come)
            | Team.buddy_id.in_(come)
            | ((Meeting.kind == MeetingKind.INTRODUCTION) & Meeting.planned_by.in_(come)),
            Meeting.state.in_(OPEN_MEETING),
            Meeting.starts_at < end,
            Meeting.starts_at > wanted.starts_at - LONGEST,
        )
    )
    for number, starts_at, minutes in db.execute(theirs):
        if number != but and rule.overlap(wanted.starts_at, wanted.minutes, starts_at, minutes):
            raise UserError(Wrong.MEETING_OVERLAPS, block="time")


def move(db: Db, row: Meeting, wanted: Wanted, by: str, state: MeetingState, now: datetime) -> None:
    """Set its date anew: what was said of the old one holds no more."""
    if row.id is not None and (row.starts_at, row.place) != (wanted.starts_at, wanted.place):
        _let_place_go(db, now, row)
    row.starts_at, row.minutes, row.place = wanted.starts_at, wanted.minutes, wanted.place
    row.planned_by, row.planned_at = by, now
    row.sequence += 1
    row.state, row.agreed, row.logged_by, row.session_id = state, [], None, None
    remind(row, now)


def remind(row: Meeting, now: datetime) -> None:
    """Plan what time does for it, where it holds or is still to be agreed."""
    step = rule.first_step(row.starts_at, row.minutes, now)
    if row.state not in OPEN_MEETING:
        step = Step.DONE
    row.step, row.due_at = int(step), rule.moment(row.starts_at, row.minutes, step)


def cancel(db: Db, now: datetime, row: Meeting, team: Team, by: str | None) -> None:
    """It does not take place; calendars that have it are told, and its post in the channel says so.

    Args:
        by: who cannot come; None: the program knows of a reason.
    """
    _let_place_go(db, now, row)
    row.state, row.planned_at = MeetingState.CANCELLED, now
    row.sequence += 1
    row.step, row.due_at = int(Step.DONE), None
    db.flush()
    if not row.is_in_calendars:
        return
    for user in seen(row, team).concerned:
        key = f"{row.id}:{row.sequence}:{user}"
        notices.owe(
            db, "meeting_off", to=user, key=key, now=now, meeting=row.id, sequence=row.sequence, by=by
        )
    edit_posts(db, now, row)


def _let_place_go(db: Db, now: datetime, row: Meeting) -> None:
    """Nobody comes at that time: whoever was asked about a place need not answer. Asked for again, it is anew."""
    of_it = (VenueQuestion.team_id == row.team_id) & (VenueQuestion.starts_at == row.starts_at)
    found = select(VenueQuestion).where(of_it, VenueQuestion.is_fine.is_(None))
    for question in db.scalars(found.with_for_update()):
        card = f"{PLACE_ASKED}:{place_key(question)}"
        about: dict[str, Any] = {"question": question.id, "notice": card, "off": True}
        notices.owe(db, f"{PLACE_ASKED}_edit", to=question.asked_of, key=f"{card}:off", now=now, **about)
        question.asked_at = now


def place_key(question: VenueQuestion) -> str:
    """What is asked of whom, since when; without the kind."""
    return f"{question.id}:{question.asked_of}:{question.asked_at:%Y%m%dT%H%M%S}"


def is_coming(db: Db, team_id: int, starts_at: datetime) -> bool:
    """Whether a team has a meeting at that moment that is not off."""
    return bool(_at(db, team_id, starts_at))


def place_answered(db: Db, now: datetime, team_id: int, starts_at: datetime, mark: str) -> list[str]:
    """What was said of a meeting's place is brought up to date wherever it stands. Returns who leads it, if anybody.

    Args:
        mark: of the answer.
    """
    rows = _at(db, team_id, starts_at)
    edit_cards(db, now, rows, mark)
    return [row.planned_by for row in rows if row.kind is MeetingKind.INTRODUCTION]


def edit_cards(db: Db, now: datetime, rows: Sequence[Meeting], mark: str) -> None:
    """What was said of the dates that hold now is brought up to date wherever it stands. `mark`: of what has changed."""
    for kind in (INVITATION, ASK):
        edits = [
            (to, f"{card}:{mark}", {**about, "notice": card})
            for first in range(0, len(rows), AT_ONCE)
            for card, to, about in db.execute(_said(kind, rows[first : first + AT_ONCE])).all()
        ]
        notices.owe_each(db, f"{kind}_edit", edits, now)


def _said(kind: str, rows: Iterable[Meeting]) -> Select[str, str, dict[str, Any]]:
    """Key, target and ids of each notice of this kind about the date that holds."""
    of_these = or_(*(Notice.dedupe_key.startswith(f"{kind}:{row.id}:{row.sequence}:") for row in rows))
    return select(Notice.dedupe_key, Notice.target, Notice.about).where(Notice.kind == kind, of_these)


def _at(db: Db, team_id: int, starts_at: datetime) -> list[Meeting]:
    coming = (Meeting.team_id == team_id) & (Meeting.starts_at == starts_at)
    return list(db.scalars(select(Meeting).where(coming, Meeting.state.in_(OPEN_MEETING))))


def cancel_coming(db: Db, now: datetime, team: Team) -> None:
    """The team has ended: what it has planned does not take place."""
    coming = (Meeting.team_id == team.id) & Meeting.state.in_(OPEN_MEETING) & (Meeting.starts_at > now)
    for row in db.scalars(select(Meeting).where(coming).order_by(Meeting.id).with_for_update()):
        cancel(db, now, row, team, None)


def edit_posts(db: Db, now: datetime, row: Meeting) -> None:
    """Posts in the team's channel about an older date of it say what holds now."""
    to = f"team:{row.team_id}"
    older = select(Notice.dedupe_key).where(
        Notice.target == to,
        Notice.kind == INVITATION,
        Notice.dedupe_key.startswith(f"{INVITATION}:{row.id}:"),
    )
    for post in db.scalars(older).all():
        key = f"{post}:{row.sequence}"
        notices.owe(
            db, "meeting_edit", to=to, key=key, now=now, notice=post, meeting=row.id, sequence=row.sequence
        )


def invite(db: Db, now: datetime, row: Meeting, team: Team) -> None:
    """Owe the invitation: of the two's own meeting to their channel, of an introduction to each who comes."""
    row.is_in_calendars = True
    db.flush()
    if row.kind is MeetingKind.SESSION and team.channel_id is not None:
        _owe_invitations(db, now, row, [f"team:{team.id}"])
    else:
        invite_directly(db, now, row, team)


def invite_directly(db: Db, now: datetime, row: Meeting, team: Team) -> None:
    """To each who comes; also where nothing can be said in the channel of the two."""
    _owe_invitations(db, now, row, seen(row, team).concerned)


def _owe_invitations(db: Db, now: datetime, row: Meeting, readers: Iterable[str]) -> None:
    for reader in readers:
        key = f"{row.id}:{row.sequence}:{reader}"
        notices.owe(db, INVITATION, to=reader, key=key, now=now, meeting=row.id, sequence=row.sequence)


def all_are_here(db: Db, found: Planned) -> bool:
    """Whether nobody who would come has left."""
    return all(is_here(db, user) for user in found.concerned)


def is_here(db: Db, user_id: str) -> bool:
    """Whether somebody can still be written to."""
    return (
        db.scalars(select(Person.user_id).where(Person.user_id == user_id, people.HERE)).first() is not None
    )


def is_logged(db: Db, found: Planned) -> bool:
    """Whether one of the two has logged it: a session of that day that is of no other meeting, since it was planned.

    They may have met earlier than planned. What was logged before it began can be of a meeting before it, which
    nobody has logged with one click.
    """
    day = local_day(found.starts_at, found.timezone)
    others = (Meeting.team_id == found.team_id) & (Meeting.id != found.id)
    theirs = select(Meeting.session_id).where(others, Meeting.session_id.is_not(None))
    since = select(BuddySession.logged_at).where(
        BuddySession.team_id == found.team_id,
        BuddySession.held_on == day,
        BuddySession.logged_at >= min(found.planned_at, found.starts_at),
        BuddySession.undone_at.is_(None),
        BuddySession.id.not_in(theirs),
    )
    before = select(Meeting.starts_at).where(
        others,
        Meeting.kind == MeetingKind.SESSION,
        Meeting.state == MeetingState.CONFIRMED,
        Meeting.starts_at < found.starts_at,
        Meeting.starts_at > found.starts_at - timedelta(days=1),
    )
    logged = db.scalars(since).all()
    if found.logged_by is not None or any(at >= found.starts_at for at in logged):
        return True
    earlier = [at for at in db.scalars(before) if local_day(at, found.timezone) == day]
    return len(logged) > len(earlier)


def _team(db: Db, team_id: int) -> Team | None:
    return db.scalars(select(Team).where(Team.id == team_id, Team.state != TeamState.ENDED)).first()
