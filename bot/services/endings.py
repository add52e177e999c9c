"""A team ends: now or on a planned day, by one of its two or by a manager; and can be taken back for a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select

from bot.clock import local_day, zone
from bot.errors import UserError, Wrong, refuse_all
from bot.rules import ending as rule
from bot.rules.access import Acting, require_manager, require_one_of
from bot.services import (
    ended,
    notices,
    people,
    proposals,
    rematch,
    team_stops,
)
from bot.services.ended import NOTE, Form, Parting, Seen, readers_of, seen
from bot.vault import WorkspaceVault
from models import Ending, EndingMoment, EndingWords, Team, Volunteer
from models.enums import EndingStep, EndReason, EndWords, ProposalState, TeamState
from models.store import Db

AGREED = ProposalState.ACCEPTED
TOLD, SOON, READ, BACK, OFF = "team_ended", "team_ends_soon", "ending_read", "team_goes_on", "end_cancelled"


def parting(db: Db, now: datetime, who: Acting, team_id: int) -> Parting:
    """A running team whose end this person may decide.

    Raises:
        UserError: it is not there, has ended, or is somebody else's.
    """
    team = _team(db, team_id)
    if team is None:
        raise UserError(Wrong.GONE)
    if who.user_id not in (team.student_id, team.buddy_id):
        require_manager(who)
    if team.state is TeamState.ENDED:
        raise UserError(Wrong.TEAM_ENDED, ended.when(team))
    return _parting(db, now, who, team)


def of_person(db: Db, now: datetime, who: Acting, user_id: str) -> list[Parting]:
    """The running teams of somebody whose end this person may decide, oldest first."""
    hers = (Team.student_id == user_id) | (Team.buddy_id == user_id)
    found = select(Team).where(hers, Team.state != TeamState.ENDED).order_by(Team.id)
    if user_id != who.user_id and not who.is_manager:
        raise UserError(Wrong.FOR_MANAGERS)
    return [_parting(db, now, who, team) for team in db.scalars(found)]


def check(db: Db, now: datetime, who: Acting, team_id: int, form: Form) -> Parting:
    """Everything that is wrong in the form, each at its field; nothing is written. Raises `UserError`, as `parting`."""
    found = parting(db, now, who, team_id)
    today, wrongs = found.today, []
    if form.reason is None:
        wrongs.append(UserError(Wrong.NOTHING_CHOSEN, block="reason"))
    if len(form.note) > rule.NOTE_MAX:
        wrongs.append(UserError(Wrong.TEXT_TOO_LONG, {"most": rule.NOTE_MAX}, block="note"))
    if form.is_planned and form.last is None:
        wrongs.append(UserError(Wrong.NO_DAY, block="last"))
    elif form.is_planned and form.last is not None and form.last <= today:
        wrongs.append(UserError(Wrong.END_IN_PAST, block="last"))
    elif form.is_planned and form.last is not None and form.last > today + rule.FARTHEST:
        wrongs.append(UserError(Wrong.AWAY_OVER_A_YEAR, block="last"))
    refuse_all(wrongs)
    return found


def end(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, team_id: int, form: Form, shown: Sequence[str]
) -> Seen:
    """End a team now, or plan its end. An end that was planned before is replaced.

    `shown`: the managers whom the form named as those who read the note.

    Raises:
        UserError: as `check`; or other people would read the note now.
    """
    proposals.alone(db)
    found = check(db, now, who, team_id, form)
    team = _locked(db, team_id)
    if list(found.readers) != list(shown):
        raise UserError(Wrong.STALE)
    assert form.reason is not None  # noqa: S101 - checked above
    before = db.scalars(_standing(team_id)).first()
    is_known = before is not None and before.ended_at is None and ended.is_announced(db, before)
    if before is not None:
        _withdraw(db, now, before)
    row = Ending(
        team_id=team_id,
        team_was=team.state,
        reason=form.reason,
        may_be_said=form.may_be_said,
        made_by=who.user_id,
        made_at=now,
        planned_for=form.last if form.is_planned else None,
        ended_at=None,
        taken_back_at=None,
        readers=list(shown),
        request_id=None,
        student_channel=None,
        buddy_channel=None,
        channel=None,
        goes_on=[],
    )
    db.add(row)
    db.flush()
    if form.note.strip():
        write(db, vault, now, row.id, who.user_id, EndWords.NOTE, form.note)
    if row.planned_for is None:
        close(db, vault, now, row, team, who)
    else:
        notices.record(db, who, now, "team", team.id, "end_planned", why=str(row.reason))
        plan(db, now, row, team, is_known=is_known)
        _tell_readers(db, now, row)
    return seen(db, row, team)


def end_unsaid(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, team_id: int) -> None:
    """One of the two is erased: the team ends now, no reason is told, and nobody can take it back. A student who stays
    is on the list again, at her old place.
    """
    team = _locked(db, team_id)
    before = db.scalars(_standing(team_id)).first()
    if before is not None:
        _withdraw(db, now, before)
    row = Ending(
        team_id=team_id, team_was=team.state, reason=EndReason.OTHER, may_be_said=False, made_by=who.user_id,
        made_at=now, planned_for=None, ended_at=None, taken_back_at=None, readers=[], request_id=None,
        student_channel=None, buddy_channel=None, channel=None, goes_on=[],
    )  # fmt: skip
    db.add(row)
    db.flush()
    close(db, vault, now, row, team, None)
    if team.buddy_id == who.user_id:
        row.request_id = rematch.again(db, vault, now, team)
        db.flush()


def request_of(db: Db, number: int) -> int | None:
    """The student's new request that came out of an end; None where she has left, or looks for nobody."""
    return db.scalars(select(Ending.request_id).where(Ending.id == number)).first()


def write(
    db: Db, vault: WorkspaceVault, now: datetime, number: int, user_id: str, kind: EndWords, text: str
) -> None:
    """Keep somebody's words, sealed. The place of the seal says whose they are."""
    sealed = vault.seal(NOTE, ended.place(number, user_id, kind), text.strip()) if text.strip() else None
    db.add(
        EndingWords(ending_id=number, user_id=user_id, kind=kind, sealed=sealed, answers={}, written_at=now)
    )
    db.flush()


def close(db: Db, vault: WorkspaceVault, now: datetime, row: Ending, team: Team, who: Acting | None) -> None:
    """The team ends in this moment: both are free, what is owed to them stops, and what follows has its moments."""
    notices.record(
        db, who, now, "team", team.id, "ended", was=team.state, becomes=TeamState.ENDED, why=str(row.reason)
    )
    where, hours = zone(team.timezone), people.open_hours(db)
    row.team_was, team.state = team.state, TeamState.ENDED
    row.ended_at = team.ended_at = now
    db.flush()
    if row.reason in rule.REMATCH:
        row.request_id = rematch.again(db, vault, now, team)
    team_stops.stop(db, now, team, who)
    _forget_moments(db, row.id)
    ended.remind(db, row.id, EndingStep.CLOSING, hours.next_open(now + rule.UNDO, where))
    ended.remind(db, row.id, EndingStep.CHANNEL, hours.next_open(now + rule.CHANNEL_WAITS, where))
    if months := people.programme(db).later_months:
        ended.remind(db, row.id, EndingStep.LATER, rule.months_later(now, months, hours, where))
    told = {team.student_id, team.buddy_id} - ({who.user_id} if who else set())
    for user in sorted(told):
        ended.tell(db, TOLD, row.id, user, now)
    _tell_readers(db, now, row)


def plan(db: Db, now: datetime, row: Ending, team: Team, *, is_known: bool = False) -> None:
    """The moments of a planned end. `is_known`: both know of another day already, and hear of this one at once."""
    assert row.planned_for is not None  # noqa: S101 - it is planned
    where, hours = zone(team.timezone), people.open_hours(db)
    _forget_moments(db, row.id)
    if is_known:
        tell_soon(db, now, row, (team.student_id, team.buddy_id))
    else:
        announced = rule.announced_at(row.planned_for, now, hours, where)
        ended.remind(db, row.id, EndingStep.ANNOUNCE, announced)
    ended.remind(db, row.id, EndingStep.END, rule.ends_at(row.planned_for, hours, where))


def move(db: Db, now: datetime, who: Acting, number: int, form: Form) -> Seen:
    """Another last day for a planned end.

    Raises:
        UserError: it is not planned any more, not hers, or that day cannot be.
    """
    row, team = _mine(db, who, number)
    if row.ended_at is not None:
        raise UserError(Wrong.TEAM_ENDED, ended.when(team))
    check(db, now, who, team.id, form)
    is_known = ended.is_announced(db, row)
    row.planned_for = form.last
    db.flush()
    notices.record(db, who, now, "team", team.id, "end_moved")
    plan(db, now, row, team, is_known=is_known)
    two, others = {team.student_id, team.buddy_id}, {row.made_by, *row.readers} - {who.user_id}
    tell_soon(db, now, row, () if is_known else two & others)
    _tell_managers(db, now, row, others - two)
    return seen(db, row, team)


def tell_soon(db: Db, now: datetime, row: Ending, users: Iterable[str]) -> None:
    """On which day it ends: also where they have read of that day before, and of another since."""
    for user in sorted(users):
        ended.tell(db, SOON, row.id, user, now, anew=True, day=f"{row.planned_for}")


def take_back(db: Db, now: datetime, who: Acting, number: int) -> Seen:
    """Undo an end within a day, by whoever made it; or cancel a planned one, which a manager can, too.

    Raises:
        UserError: it is somebody else's, was taken back, is too long ago, or one of the two has said yes to somebody
            else by now.
    """
    proposals.alone(db)
    row, team = _mine(db, who, number)
    if row.ended_at is None:
        two = (team.student_id, team.buddy_id) if ended.is_announced(db, row) else ()
        know = {row.made_by, *row.readers, *two}
        _withdraw(db, now, row)
        notices.record(db, who, now, "team", team.id, "end_cancelled")
        for user in sorted(know - {who.user_id}):
            ended.tell(db, OFF, row.id, user, now)
        return seen(db, row, team)
    require_one_of(who, (row.made_by,))
    _refuse_late(db, now, who, row, team)
    team.state, team.ended_at = row.team_was, None
    _withdraw(db, now, row)
    team_stops.undo(db, now, who, team, row.ended_at)
    if who.user_id == team.buddy_id:
        _make_room(db, now, team.buddy_id)
    notices.record(db, who, now, "team", team.id, "end_taken_back", becomes=team.state)
    waits = people.programme(db).channel_after_introduction
    if team.channel_id is None and team.state is TeamState.LAUNCHING and not waits:
        notices.owe(
            db, "launch", to=f"team:{team.id}", key=f"{team.id}:{now.isoformat()}", now=now, team=team.id
        )
    for user in sorted({team.student_id, team.buddy_id, *row.readers} - {who.user_id}):
        ended.tell(db, BACK, row.id, user, now)
    return seen(db, row, team)


def _refuse_late(db: Db, now: datetime, who: Acting, row: Ending, team: Team) -> None:
    """Raises `UserError` where the team cannot go on."""
    assert row.ended_at is not None  # noqa: S101 - asked of past ends alone
    if team.state is not TeamState.ENDED:
        raise UserError(Wrong.ALREADY_DONE)
    if now > row.ended_at + rule.UNDO:
        raise UserError(Wrong.TOO_LATE_TO_GO_ON)
    other = select(Team.id).where(Team.student_id == team.student_id, Team.state != TeamState.ENDED)
    if db.scalars(other).first() is not None:
        raise UserError(Wrong.STUDENT_HAS_OTHER)
    places = db.scalars(select(Volunteer.capacity).where(Volunteer.user_id == team.buddy_id)).first()
    given = proposals.taken(db, team.buddy_id, (AGREED,))
    if places is not None and given >= places and who.user_id != team.buddy_id:
        raise UserError(Wrong.BUDDY_HAS_OTHER)


def _make_room(db: Db, now: datetime, buddy_id: str) -> None:
    """He goes on though he has said yes to others meanwhile: those for whom he has no place hear it before they answer."""
    places = db.scalars(select(Volunteer.capacity).where(Volunteer.user_id == buddy_id)).first() or 0
    agreed = [one.id for one in proposals.open_of(db, now, volunteer_id=buddy_id) if one.state is AGREED]
    while agreed and proposals.taken(db, buddy_id, (AGREED,)) > places:
        proposals.withdraw(db, now, None, agreed.pop(), proposals.Ended.FULL)


def _withdraw(db: Db, now: datetime, row: Ending) -> None:
    """It does not come, or does not stand."""
    row.taken_back_at = now
    _forget_moments(db, row.id)


def _forget_moments(db: Db, number: int) -> None:
    db.flush()
    db.execute(delete(EndingMoment).where(EndingMoment.ending_id == number))


def _tell_readers(db: Db, now: datetime, row: Ending) -> None:
    """Managers hear of it when it is planned, and when it has come."""
    _tell_managers(db, now, row, (user for user in row.readers if user != row.made_by))


def _tell_managers(db: Db, now: datetime, row: Ending, users: Iterable[str]) -> None:
    is_over = row.ended_at is not None
    about: dict[str, Any] = (
        {"stage": "over"} if is_over else {"stage": "planned", "day": f"{row.planned_for}"}
    )
    for user in sorted(users):
        ended.tell(db, READ, row.id, user, now, anew=not is_over, **about)


def _parting(db: Db, now: datetime, who: Acting, team: Team) -> Parting:
    row = db.scalars(_standing(team.id)).first()
    planned = seen(db, row, team) if row is not None and row.ended_at is None else None
    if planned and not (planned.is_announced or who.is_manager or planned.made_by == who.user_id):
        planned = None  # the other has not been told yet
    return Parting(
        team_id=team.id,
        student_id=team.student_id,
        buddy_id=team.buddy_id,
        by=who.user_id,
        today=local_day(now, team.timezone),
        readers=readers_of(db, team),
        has_request=rematch.old_request(db, team) is not None,
        minutes=ended.together(db, team.id)[0],
        planned=planned,
        in_job_search=row.id if row is not None and team.state is TeamState.JOB_SEARCH else None,
    )


def _standing(team_id: int) -> Select[Ending]:
    return select(Ending).where(Ending.team_id == team_id, Ending.taken_back_at.is_(None))


def _team(db: Db, team_id: int) -> Team | None:
    return db.scalars(select(Team).where(Team.id == team_id)).first()


def _locked(db: Db, team_id: int) -> Team:
    return db.scalars(select(Team).where(Team.id == team_id).with_for_update()).one()


def _mine(db: Db, who: Acting, number: int) -> tuple[Ending, Team]:
    """An end that stands, made by this person; a planned one a manager may change as well."""
    row = db.scalars(select(Ending).where(Ending.id == number).with_for_update()).first()
    if row is None:
        raise UserError(Wrong.GONE)
    team = _locked(db, row.team_id)
    if who.user_id not in (row.made_by, team.student_id, team.buddy_id):
        require_manager(who)
    if row.ended_at is not None or not who.is_manager:
        require_one_of(who, (row.made_by,))
    if row.taken_back_at is not None:
        raise UserError(Wrong.ALREADY_DONE)
    return row, team
