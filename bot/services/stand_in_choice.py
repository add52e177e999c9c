"""A manager chooses a stand-in: who fits, in an order that can be explained, and the one she has chosen is asked.

Who must never be with the student or the buddy is not among them, and no sentence tells why somebody is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.fit import Helper
from bot.services import board, channels, never_pairs, notices, people, stand_ins
from bot.services.stand_ins import Asked
from bot.vault import WorkspaceVault
from models import BuddyRequest, Rest, StandIn, Team
from models.enums import OPEN_STAND_IN, StandInState
from models.store import Db

MOST = 10
"""Radio buttons that Slack shows."""


@dataclass(frozen=True)
class Fitting:
    """Somebody who could stand in.

    Attributes:
        language: the first that he shares with the two: the team's own, else one that she learns in.
        fluent: he speaks it fluently.
        students: how many he has.
    """

    user_id: str
    language: str
    fluent: bool
    students: int


def fitting(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, mark: str
) -> tuple[Asked, tuple[Fitting, ...]]:
    """What was asked, and who could be: the team's own language first, then who speaks it better, then fewer students.

    Raises:
        UserError: she may not decide, or it was answered or is over.
        KeyLost: a list does not open.
    """
    row = stand_ins.to_choose(db, who, mark)
    return stand_ins.seen(db, row), tuple(_found(db, vault, now, row)[:MOST])


def choose(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, mark: str, user_id: str) -> Asked:
    """The volunteer whom she has chosen is asked. Raises as `fitting`, or where he does not fit any more."""
    row = stand_ins.to_choose(db, who, mark)
    if not any(one.user_id == user_id for one in _found(db, vault, now, row)):
        raise UserError(Wrong.STAND_IN_NOT_FREE, block="somebody")
    row.chosen_by = who.user_id
    _ask(db, now, row, user_id)
    stand_ins.record(db, who, now, row, "stand_in_chosen")
    return stand_ins.seen(db, row)


def other_days(db: Db, now: datetime, rest_id: int) -> None:
    """The days away have been changed: a yes was to others, so whoever was asked is asked again. Who stands in already
    hears until when it is now.
    """
    mine = select(StandIn).where(StandIn.rest_id == rest_id, StandIn.volunteer_id.is_not(None))
    for row in db.scalars(mine.where(StandIn.state.in_(OPEN_STAND_IN)).with_for_update()).all():
        volunteer, about = str(row.volunteer_id), stand_ins.about_of(row)
        if row.state is StandInState.HERE:
            key = f"{row.id}:{now:%Y%m%dT%H%M%S%f}"
            notices.owe(db, stand_ins.LONGER, to=volunteer, key=key, now=now, **about)
        else:
            stand_ins.close_offer(db, now, row, "other_days")
            _ask(db, now, row, volunteer, again=True)


def _ask(db: Db, now: datetime, row: StandIn, user_id: str, **about: Any) -> None:
    row.state, row.volunteer_id = StandInState.OFFERED, user_id
    row.asked, row.offered_at = [*row.asked, user_id], now
    row.due_at = stand_ins.next_look(db, row, now)
    db.flush()
    stand_ins.close_card(db, now, row, "chosen")
    about |= {"stand_in": row.id, "round": len(row.asked)}
    notices.owe(db, stand_ins.OFFER, to=user_id, key=f"{row.id}:{len(row.asked)}", now=now, **about)


def _found(db: Db, vault: WorkspaceVault, now: datetime, row: StandIn) -> list[Fitting]:
    team = db.scalars(select(Team).where(Team.id == row.team_id)).one()
    launching, avoided = channels.launching(db, team.id), never_pairs.pairs(db, vault)
    if launching is None:
        raise UserError(Wrong.STAND_IN_OVER)
    out = {*channels.members(db, launching), *row.asked, *_away(db, now, row), *_busy(db)}
    languages = [team.language, *_hers(db, team)]
    found = [
        fits
        for one in board.helpers(db)
        if one.user_id not in out
        and all((each, one.user_id) not in avoided for each in (team.student_id, team.buddy_id))
        and (fits := _fits(one, languages)) is not None
    ]
    return sorted(
        found,
        key=lambda one: (languages.index(one.language), not one.fluent, one.students, one.user_id),
    )


def _fits(one: Helper, languages: list[str]) -> Fitting | None:
    shared = next((code for code in languages if code in one.languages), None)
    return None if shared is None else Fitting(one.user_id, shared, shared in one.fluent, one.taken)


def _hers(db: Db, team: Team) -> list[str]:
    """What the student learns in, as she said when she asked for a buddy."""
    newest = select(BuddyRequest).where(BuddyRequest.student_id == team.student_id)
    row = db.scalars(newest.order_by(BuddyRequest.id.desc()).limit(1)).first()
    return [] if row is None else list(row.languages)


def _away(db: Db, now: datetime, row: StandIn) -> set[str]:
    """Who is away on one of the days that are left."""
    rest = stand_ins.rest_of(db, row, now)
    if rest is None:
        raise UserError(Wrong.STAND_IN_OVER)
    today = local_day(now, people.timezone_of(db, str(rest.user_id)))
    others = select(Rest.user_id).where(
        Rest.user_id.is_not(None), Rest.last >= max(today, rest.first), Rest.first <= rest.last
    )
    return {str(user) for user in db.scalars(others)}


def _busy(db: Db) -> set[str]:
    """Who stands in for somebody already, or is asked to."""
    others = select(StandIn.volunteer_id).where(
        StandIn.state.in_(OPEN_STAND_IN), StandIn.volunteer_id.is_not(None)
    )
    return {str(user) for user in db.scalars(others)}
