"""The introduction of a team: a manager proposes a time, both say whether they can, and all three are invited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.clock import zone
from bot.errors import UserError, Wrong
from bot.rules import meeting as rule
from bot.rules.access import MANAGERS, Acting, require_manager, require_one_of
from bot.rules.meeting import Free, Wanted
from bot.services import duty, notices, owing, people, planned
from bot.services.planned import Planned
from models import BuddyRequest, Meeting, Notice, Team, Volunteer
from models.enums import MeetingKind, MeetingState
from models.store import Db

ASK, TAKEN = planned.ASK, "introduction_taken"


@dataclass(frozen=True)
class ToPlan:
    """What the form needs. `slots`: times at which all three can, in UTC; zones by person.

    `is_outside`: there is none in the working hours of who leads it; these are others at which the two can.
    """

    team_id: int
    student_id: str
    buddy_id: str
    slots: tuple[datetime, ...]
    her_zone: str
    his_zone: str
    planned: Planned | None
    """What is planned so far."""
    is_outside: bool = False


def to_plan(db: Db, now: datetime, who: Acting, team_id: int) -> ToPlan:
    """What the form of a manager needs.

    Raises:
        UserError: she is no manager, the team is not there, or the introduction has been.
    """
    require_manager(who)
    team = planned.locked_team(db, team_id)
    _require_to_come(team)
    row = _row(db, team_id)
    hers, his = _free(db, now, team)
    seen = None if row is None or row.state is MeetingState.CANCELLED else planned.seen(row, team)
    minutes = seen.minutes if seen else rule.USUAL[True]
    own = duty.own(db, who.user_id)
    free: tuple[datetime, ...] = ()
    for leader in (own, rule.at_any_hour(own, people.open_hours(db))):
        slots = rule.proposals(hers, his, leader, minutes, now)
        free = tuple(at for at in slots if _is_free(db, team, row, Wanted(at, minutes, ""), who.user_id))
        if free:
            outside = leader is not own
            break
    else:
        outside = False
    zones = (hers.where.key, his.where.key)
    return ToPlan(team.id, team.student_id, team.buddy_id, free, *zones, seen, outside)


def plan(
    db: Db, now: datetime, who: Acting, team_id: int, wanted: Wanted, *, offered: bool = False
) -> Planned:
    """Propose a time to both; a time that was proposed before holds no more.

    Args:
        offered: it begins at one of the times that were said to suit all three.

    Raises:
        UserError: see `to_plan`; one has another meeting then; or it is longer than the offered time suits all.
    """
    require_manager(who)
    team = planned.locked_team(db, team_id)
    _require_to_come(team)
    own = duty.own(db, who.user_id)
    both = _free(db, now, team)
    if offered and not any(
        rule.suits(wanted, *both, leader) for leader in (own, rule.at_any_hour(own, people.open_hours(db)))
    ):
        raise UserError(Wrong.MEETING_TOO_LONG, block="minutes")
    row = _row(db, team_id)
    planned.require_free(db, team, wanted, but=row.id if row else None, leader=who.user_id)
    led_before, told_by = (None, TAKEN) if row is None else _leader_so_far(db, now, row)
    if row is None:
        row = Meeting(
            team_id=team.id, kind=MeetingKind.INTRODUCTION, sequence=-1, is_in_calendars=False, agreed=[]
        )
        db.add(row)
    else:
        _withdraw(db, now, row, team)
    planned.move(db, row, wanted, who.user_id, MeetingState.PROPOSED, now)
    db.flush()
    notices.record(db, who, now, "meeting", row.id, "introduction_proposed", team=team.id)
    if led_before not in (None, who.user_id, team.student_id, team.buddy_id):
        key = f"{row.id}:{row.sequence}:{led_before}"
        led_now = {"meeting": row.id, "sequence": row.sequence, "led_by": who.user_id}
        notices.owe_each(db, told_by, [(led_before, key, led_now)], now)
    for user in (team.student_id, team.buddy_id):
        if user == who.user_id:
            row.agreed = [*row.agreed, user]
            continue
        key = f"{row.id}:{row.sequence}:{user}"
        notices.owe(db, ASK, to=user, key=key, now=now, meeting=row.id, sequence=row.sequence)
    db.flush()
    return planned.seen(row, team)


def agree(db: Db, now: datetime, who: Acting, meeting_id: int, sequence: int) -> Planned:
    """One of the two can come. When both can, all three are invited.

    Raises:
        UserError: she is none of the two, it is over, or another time is proposed by now.
    """
    row, team = planned.locked(db, meeting_id)
    _require_asked(row, team, who, sequence, now)
    if row.state is MeetingState.CONFIRMED:
        raise UserError(Wrong.ALREADY_DONE)
    row.agreed = list(dict.fromkeys([*row.agreed, who.user_id]))
    notices.record(db, who, now, "meeting", row.id, "agreed", team=team.id)
    if {team.student_id, team.buddy_id} <= set(row.agreed):
        row.state = MeetingState.CONFIRMED
        planned.remind(row, now)
        planned.invite(db, now, row, team)
        _tell_asked(db, now, row, team, sequence, but=who.user_id)
    db.flush()
    return planned.seen(row, team)


def cannot(db: Db, now: datetime, who: Acting, meeting_id: int, sequence: int) -> Planned:
    """Somebody cannot come to an introduction, before or after it was agreed: who leads it chooses anew.

    Raises:
        UserError: see `agree`.
    """
    row, team = planned.locked(db, meeting_id)
    require_one_of(who, planned.seen(row, team).concerned)
    _require_holds(row, sequence, now)
    was = row.sequence
    planned.cancel(db, now, row, team, who.user_id)
    notices.record(db, who, now, "meeting", row.id, "cannot_come", team=team.id)
    _tell_asked(db, now, row, team, was, but=who.user_id)
    if row.planned_by != who.user_id:
        key = f"{row.id}:{row.sequence}"
        notices.owe(
            db,
            "introduction_cannot",
            to=row.planned_by,
            key=key,
            now=now,
            meeting=row.id,
            sequence=row.sequence,
            by=who.user_id,
        )
    return planned.seen(row, team)


def _leader_so_far(db: Db, now: datetime, row: Meeting) -> tuple[str | None, str]:
    """Who hears that another manager leads it, and in which kind of notice: her calendar loses it where it has it.

    For one that is off or over, a manager alone had to choose another time.
    """
    if planned.is_open(row, now):
        return row.planned_by, "meeting_off" if row.is_in_calendars else TAKEN
    return row.planned_by if row.planned_by in people.present(db, *MANAGERS) else None, TAKEN


def _withdraw(db: Db, now: datetime, row: Meeting, team: Team) -> None:
    """What was proposed or agreed before: cards say so, calendars get the new time as a change."""
    _tell_asked(db, now, row, team, row.sequence)


def _tell_asked(
    db: Db, now: datetime, row: Meeting, team: Team, sequence: int, *, but: str | None = None
) -> None:
    for user in (team.student_id, team.buddy_id):
        card = f"{ASK}:{row.id}:{sequence}:{user}"
        sent = db.scalars(select(Notice.id).where(Notice.dedupe_key == card)).first()
        if user == but or sent is None:
            continue
        key = f"{row.id}:{sequence}:{user}:{row.state}"
        notices.owe(db, f"{ASK}_edit", to=user, key=key, now=now, notice=card, meeting=row.id)


def _require_to_come(team: Team) -> None:
    if team.introduced_at is not None:
        raise UserError(Wrong.ALREADY_DONE)


def _require_asked(row: Meeting, team: Team, who: Acting, sequence: int, now: datetime) -> None:
    require_one_of(who, (team.student_id, team.buddy_id))
    _require_holds(row, sequence, now)


def _require_holds(row: Meeting, sequence: int, now: datetime) -> None:
    if row.kind is not MeetingKind.INTRODUCTION:
        raise UserError(Wrong.GONE)
    if row.sequence != sequence:
        raise UserError(Wrong.MEETING_MOVED)
    if not planned.is_open(row, now):
        raise UserError(Wrong.MEETING_OVER)


def _row(db: Db, team_id: int) -> Meeting | None:
    hers = select(Meeting).where(Meeting.team_id == team_id, Meeting.kind == MeetingKind.INTRODUCTION)
    return db.scalars(hers.with_for_update()).first()


def _is_free(db: Db, team: Team, row: Meeting | None, wanted: Wanted, leader: str) -> bool:
    try:
        planned.require_free(db, team, wanted, but=row.id if row else None, leader=leader)
    except UserError:
        return False
    return True


def _free(db: Db, now: datetime, team: Team) -> tuple[Free, Free]:
    """When each of the two can, and not on days on which nothing is asked of them."""
    whose = (team.id, team.student_id, team.buddy_id)
    agreed = owing.read_some(db, now, [whose], rule.AHEAD + timedelta(days=1))
    own = agreed.of(team.id, team.student_id, team.buddy_id, team.launched_on, team.weekly_minutes)
    hers, his = _times(db, team)
    hours = people.open_hours(db)
    return (
        Free(hers, zone(people.timezone_of(db, team.student_id)), own.rests, hours),
        Free(his, zone(people.timezone_of(db, team.buddy_id)), own.rests, hours),
    )


def _times(db: Db, team: Team) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """When each of the two said that they can meet; empty where they have not."""
    newest = (
        select(BuddyRequest.times)
        .where(BuddyRequest.student_id == team.student_id)
        .order_by(BuddyRequest.id.desc())
        .limit(1)
    )
    his = select(Volunteer.times).where(Volunteer.user_id == team.buddy_id)
    return tuple(db.scalars(newest).first() or ()), tuple(db.scalars(his).first() or ())
