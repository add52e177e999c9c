"""A stand-in for the days on which a buddy is away: the student asks, a manager chooses, a volunteer says yes or no.

He is in the team's channel until the buddy is back, answers questions there, and owes no hours. What was asked
and answered is known by how many were asked before, which every button carries: an old one is told from a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.clock import local_day, local_moment, zone
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.features import Feature
from bot.services import features, never_pairs, notices, own_pairs, people
from bot.vault import WorkspaceVault
from models import Notice, Rest, StandIn, Team
from models.enums import OPEN_STAND_IN, StandInState, TeamState
from models.store import Db

ANSWERS_WITHIN = timedelta(days=2)
LOOKS_AGAIN = timedelta(days=1)
"""Somebody may have left, or the team may have ended: an open one is looked at each day at least."""
MORNING = 9 * 60
"""Minutes after midnight in the buddy's zone: then he comes, and then he goes."""
CARD, CARD_OVER, OFFER, OFFER_OVER = (
    "stand_in_card",
    "stand_in_card_over",
    "stand_in_offer",
    "stand_in_offer_over",
)
COMES, GOES, TOLD, THANKS = "stand_in_comes", "stand_in_goes", "stand_in_told", "stand_in_thanks"
STAYS, LONGER = "stand_in_stays", "stand_in_longer"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """A stand-in as everybody around it reads of it.

    Attributes:
        round: how many have been asked; what somebody answers to is of one round.
        volunteer_id: who is asked now, or stands in.
        first, last: the buddy's days away, in his zone; None: they were over before.
    """

    id: int
    team_id: int
    student_id: str
    buddy_id: str
    channel_id: str | None
    language: str
    state: StandInState
    round: int
    volunteer_id: str | None
    chosen_by: str | None
    first: date | None
    last: date | None
    until: datetime | None
    """Until when somebody who is asked can answer."""

    @property
    def mark(self) -> str:
        """What a button carries."""
        return f"{self.id}:{self.round}"


@dataclass(frozen=True)
class Standing:
    """What the student reads on her Home while her buddy is away. `mark`: she may ask, for these days."""

    mark: str | None
    asked: Asked | None


def open_mark(db: Db, team_id: int, rest_id: int) -> str | None:
    """What the button carries with which a student asks; None where she has asked, for these days, or the
    programme does without."""
    if not features.is_on(db, Feature.STAND_INS):
        return None
    before = select(StandIn.id).where(StandIn.team_id == team_id, StandIn.rest_id == rest_id)
    return None if db.scalars(before).first() is not None else f"{team_id}:{rest_id}"


def standing(db: Db, now: datetime, team_id: int) -> Standing | None:
    """None where the buddy is not away today."""
    team = db.scalars(select(Team).where(Team.id == team_id)).first()
    rest = None if team is None else _rest_today(db, now, team.buddy_id)
    if team is None or rest is None:
        return None
    row = db.scalars(select(StandIn).where(StandIn.team_id == team_id, StandIn.rest_id == rest.id)).first()
    if row is None:
        return Standing(open_mark(db, team_id, rest.id), None)
    if row.state is not StandInState.HERE and not features.is_on(db, Feature.STAND_INS):
        return None
    return Standing(None, seen(db, row))


def ask(db: Db, now: datetime, who: Acting, mark: str) -> Asked:
    """The student asks; a manager gets a card. Asked again, it is said what has become of it.

    Raises:
        UserError: she is not the student, the days are over, she has asked before, or nobody could choose.
    """
    team_id, rest_id = _numbers(mark)
    team = db.scalars(select(Team).where(Team.id == team_id).with_for_update()).first()
    if team is None or team.state is TeamState.ENDED:
        raise UserError(Wrong.GONE)
    if who.user_id != team.student_id:
        raise UserError(Wrong.STAND_IN_FOR_STUDENT)
    rest = _rest(db, rest_id)
    if rest is None or rest.user_id != team.buddy_id or is_over(rest, now):
        raise UserError(Wrong.BUDDY_IS_HERE)
    before = select(StandIn.id).where(
        StandIn.team_id == team_id, (StandIn.rest_id == rest_id) | StandIn.state.in_(OPEN_STAND_IN)
    )
    if db.scalars(before).first() is not None:
        raise UserError(Wrong.STAND_IN_ASKED)
    if not own_pairs.deciders(db, team.buddy_id):
        raise UserError(Wrong.STAND_IN_NO_MANAGER)
    row = StandIn(team_id=team_id, rest_id=rest_id, state=StandInState.ASKED, asked_at=now, asked=[])
    row.due_at = next_look(db, row, now)
    db.add(row)
    db.flush()
    record(db, who, now, row, "stand_in_asked")
    owe_card(db, now, row)
    return seen(db, row)


def nobody_now(db: Db, now: datetime, who: Acting, mark: str) -> Asked:
    """A manager says that there is nobody; the student reads it kindly.

    Raises:
        UserError: she may not decide, or it was answered or is over.
    """
    row = to_choose(db, who, mark)
    row.state, row.due_at = StandInState.NOBODY, None
    db.flush()
    record(db, who, now, row, "stand_in_nobody")
    close_card(db, now, row, "nobody")
    tell_student(db, now, row, "nobody")
    return seen(db, row)


def yes(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, mark: str) -> Asked:
    """He stands in: from now on, or from the first day away. Whom he must not be with is looked up again here:
    then it waits for a manager, as after a no, and he reads that it is settled.

    Raises:
        UserError: somebody else is asked, or it was answered or is over.
        KeyLost: a list does not open.
    """
    row = _of_volunteer(db, who, mark, StandInState.OFFERED)
    if not _is_possible(db, vault, row, who.user_id):
        back_to_manager(db, now, row)
        return seen(db, row)
    record(db, who, now, row, "stand_in_yes")
    row.state = StandInState.AGREED
    come(db, now, row)
    close_card(db, now, row, "yes")
    return seen(db, row)


def no(db: Db, now: datetime, who: Acting, mark: str) -> Asked:
    """Not this time: the card comes back to a manager. Raises as `yes`."""
    row = _of_volunteer(db, who, mark, StandInState.OFFERED)
    record(db, who, now, row, "stand_in_no")
    found = seen(db, row)
    back_to_manager(db, now, row)
    return found


def stop(db: Db, now: datetime, who: Acting, mark: str) -> Asked:
    """He has to stop; nobody asks why. Raises as `yes`."""
    row = _of_volunteer(db, who, mark, StandInState.AGREED, StandInState.HERE)
    if row.state is StandInState.HERE:
        finish(db, now, row, "stopped", who)
        return seen(db, row)
    record(db, who, now, row, "stand_in_no")
    back_to_manager(db, now, row)
    return seen(db, row)


def look_again(db: Db, now: datetime, rest_id: int, *, is_over: bool) -> None:
    """These days away were changed, or he is back: what was asked for them is looked at at once."""
    mine = update(StandIn).where(StandIn.rest_id == rest_id)
    db.execute(mine.where(StandIn.state.in_(OPEN_STAND_IN)).values(due_at=now))
    if is_over:
        db.execute(mine.values(rest_id=None))


def team_ended(db: Db, now: datetime, team_id: int) -> None:
    """What was asked for this team is looked at at once."""
    mine = (StandIn.team_id == team_id) & StandIn.state.in_(OPEN_STAND_IN)
    db.execute(update(StandIn).where(mine).values(due_at=now))


def told(db: Db, stand_in_id: int) -> Asked | None:
    """As it is now; None where it is not there."""
    row = db.scalars(select(StandIn).where(StandIn.id == stand_in_id)).first()
    return None if row is None else seen(db, row)


# shared with what a manager and time do ------------------------------------------------------------


def to_choose(db: Db, who: Acting, mark: str) -> StandIn:
    """A stand-in that waits for a manager who may decide, nobody else's until this transaction ends.

    Raises:
        UserError: she is no manager, it is her own team and somebody else could, or it was answered or is over.
    """
    if not who.is_manager:
        raise UserError(Wrong.FOR_MANAGERS)
    number, round_ = _numbers(mark)
    row = locked(db, number)
    if row is None:
        raise UserError(Wrong.GONE)
    own_pairs.refuse(db, who, _team(db, row).buddy_id)
    _check(row, round_, StandInState.ASKED)
    return row


def come(db: Db, now: datetime, row: StandIn) -> None:
    """Somebody who has said yes: into the channel, as soon as the days away have begun."""
    rest = _rest(db, row.rest_id)
    if rest is not None and starts(db, rest) <= now:
        row.state = StandInState.HERE
        notices.owe(db, COMES, to=f"team:{row.team_id}", key=f"{row.id}", now=now, **about_of(row))
    row.due_at = next_look(db, row, now)
    db.flush()


def back_to_manager(db: Db, now: datetime, row: StandIn) -> None:
    """A no, or no answer: somebody else can be chosen. The one who was asked has nothing to do any more."""
    row.state, row.volunteer_id, row.chosen_by, row.offered_at = StandInState.ASKED, None, None, None
    row.due_at = next_look(db, row, now)
    db.flush()
    owe_card(db, now, row)


def finish(db: Db, now: datetime, row: StandIn, why: str, who: Acting | None = None) -> None:
    """It is over: who stands in goes, with thanks; what was not answered is closed, and said. `why`: see `views`."""
    was, volunteer = row.state, row.volunteer_id
    row.state, row.due_at = StandInState.OVER, None
    db.flush()
    record(db, who, now, row, "stand_in_over", why=why)
    if was is StandInState.HERE:
        notices.owe(db, GOES, to=f"team:{row.team_id}", key=f"{row.id}", now=now, **about_of(row))
    if was in (StandInState.HERE, StandInState.AGREED) and volunteer is not None and why != "stopped":
        here = was is StandInState.HERE
        notices.owe(db, THANKS, to=volunteer, key=f"{row.id}", now=now, here=here, **about_of(row))
    if was is StandInState.ASKED:
        close_card(db, now, row, why)
    if was is StandInState.OFFERED:
        close_offer(db, now, row, why)
    if was is not StandInState.HERE and why != "ended":
        tell_student(db, now, row, why)


def seen(db: Db, row: StandIn) -> Asked:
    team, rest = _team(db, row), _rest(db, row.rest_id)
    return Asked(
        row.id,
        row.team_id,
        team.student_id,
        team.buddy_id,
        team.channel_id,
        team.language,
        row.state,
        len(row.asked),
        row.volunteer_id,
        row.chosen_by,
        None if rest is None else rest.first,
        None if rest is None else rest.last,
        None if row.offered_at is None else row.offered_at + ANSWERS_WITHIN,
    )


def locked(db: Db, number: int) -> StandIn | None:
    return db.scalars(select(StandIn).where(StandIn.id == number).with_for_update()).first()


def rest_of(db: Db, row: StandIn, now: datetime) -> Rest | None:
    """The days away it is about; None: they are over."""
    rest = _rest(db, row.rest_id)
    return None if rest is None or is_over(rest, now) else rest


def is_over(rest: Rest, now: datetime) -> bool:
    return rest.back_at is None or rest.back_at <= now


def starts(db: Db, rest: Rest) -> datetime:
    """The morning of the first day away."""
    return local_moment(rest.first, MORNING, zone(people.timezone_of(db, str(rest.user_id))))


def next_look(db: Db, row: StandIn, now: datetime) -> datetime:
    """The next moment at which time changes something; a day from now at the latest."""
    rest = _rest(db, row.rest_id)
    moments = [now + LOOKS_AGAIN]
    if rest is None or rest.back_at is None:
        return now
    moments.append(rest.back_at)
    if row.state is StandInState.OFFERED and row.offered_at is not None:
        moments.append(row.offered_at + ANSWERS_WITHIN)
    if row.state is StandInState.AGREED:
        moments.append(starts(db, rest))
    return min(moments)


def record(db: Db, who: Acting | None, now: datetime, row: StandIn, event: str, **details: Any) -> None:
    notices.record(db, who, now, "team", row.team_id, event, stand_in=row.id, **details)


def owe_card(db: Db, now: datetime, row: StandIn) -> None:
    """To the first manager who may decide."""
    for manager in own_pairs.deciders(db, _team(db, row).buddy_id)[:1]:
        notices.owe(db, CARD, to=manager, key=f"{row.id}:{len(row.asked)}", now=now, **about_of(row))


def close_card(db: Db, now: datetime, row: StandIn, how: str) -> None:
    """In place of the card of this round, or of the one with which he was chosen: what became of it."""
    number = row.asked.index(str(row.volunteer_id)) if how in ("chosen", "yes") else len(row.asked)
    _close(db, now, row, f"{CARD}:{row.id}:{number}", CARD_OVER, how)


def close_offer(db: Db, now: datetime, row: StandIn, how: str) -> None:
    """In place of what the volunteer was asked."""
    _close(db, now, row, f"{OFFER}:{row.id}:{len(row.asked)}", OFFER_OVER, how)


def tell_student(db: Db, now: datetime, row: StandIn, how: str) -> None:
    student = _team(db, row).student_id
    notices.owe(db, TOLD, to=student, key=f"{row.id}:{how}", now=now, how=how, **about_of(row))


def _close(db: Db, now: datetime, row: StandIn, card: str, kind: str, how: str) -> None:
    again = Notice.dedupe_key.startswith(f"{card}:", autoescape=True)
    cards = select(Notice.dedupe_key, Notice.target).where((Notice.dedupe_key == card) | again)
    for told, reader in db.execute(cards).all():
        about = {"notice": told, "how": how, **about_of(row)}
        notices.owe(db, kind, to=reader, key=f"{told}:{how}:{len(row.asked)}", now=now, **about)


def about_of(row: StandIn) -> dict[str, Any]:
    return {"stand_in": row.id, "round": len(row.asked), "user": row.volunteer_id, "team": row.team_id}


def _of_volunteer(db: Db, who: Acting, mark: str, *states: StandInState) -> StandIn:
    number, round_ = _numbers(mark)
    row = locked(db, number)
    if row is None:
        raise UserError(Wrong.GONE)
    if not 0 < round_ <= len(row.asked) or row.asked[round_ - 1] != who.user_id:
        raise UserError(Wrong.NOT_YOURS)
    _check(row, round_, *states)
    return row


def _check(row: StandIn, round_: int, *states: StandInState) -> None:
    if row.state in (StandInState.OVER, StandInState.NOBODY):
        raise UserError(Wrong.STAND_IN_OVER)
    if row.state not in states or round_ != len(row.asked):
        raise UserError(Wrong.STAND_IN_SETTLED)


def _is_possible(db: Db, vault: WorkspaceVault, row: StandIn, user_id: str) -> bool:
    team, avoided = _team(db, row), never_pairs.pairs(db, vault)
    return all((one, user_id) not in avoided for one in (team.student_id, team.buddy_id))


def _numbers(mark: str) -> tuple[int, int]:
    parts = mark.split(":")
    if len(parts) != 2 or not all(one.isascii() and one.isdigit() and len(one) <= 9 for one in parts):
        raise UserError(Wrong.GONE)
    return int(parts[0]), int(parts[1])


def _rest_today(db: Db, now: datetime, user_id: str) -> Rest | None:
    today = local_day(now, people.timezone_of(db, user_id))
    mine = select(Rest).where(
        Rest.user_id == user_id, Rest.first <= today, Rest.last >= today, Rest.back_at.is_not(None)
    )
    return db.scalars(mine.order_by(Rest.first).limit(1)).first()


def _rest(db: Db, rest_id: int | None) -> Rest | None:
    return None if rest_id is None else db.scalars(select(Rest).where(Rest.id == rest_id)).first()


def _team(db: Db, row: StandIn) -> Team:
    return db.scalars(select(Team).where(Team.id == row.team_id)).one()
