"""Somebody asks to be erased, or a manager does for somebody who has left Slack: asked once, and undone within a day.

What goes stands in the registry (`rules.personal`); `erasing_work` does it. What is asked in confidence is no part of
it and not looked at here: whether there is any changes no byte and no moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select

from bot.errors import UserError, Wrong
from bot.rules import erasing as rule
from bot.rules.access import Acting, require_manager
from bot.services import duty, notices, own_data, people
from bot.services.own_data import Counts
from models import BuddySession, Erasure, Notice, Person, RoleHolder, Team
from models.enums import EraseWhy, Role, TeamState
from models.store import Db, add_once

TOLD, KEPT = "erase_told", "erase_kept"
"""Kinds of notices, to whoever has asked: when it happens; and, in its place, that it does not."""
GONE_SHOWN = 10


@dataclass(frozen=True)
class Seen:
    """What a screen says of one person's erasure.

    Attributes:
        minutes: of all sessions of her teams; they stay.
        partners: of her running teams; they read that it has ended.
        due_at: when it happens; None: nobody has asked for it.
        why: a manager's reason.
        holds: she answers for something here, and has to hand it over first; `held`: for what, as far as the reader
            may know.
    """

    user_id: str
    found: Counts
    minutes: int
    partners: tuple[str, ...]
    due_at: datetime | None
    why: EraseWhy | None
    holds: bool
    held: tuple[Role, ...]


@dataclass(frozen=True)
class Coming:
    """Her erasure, which she can take back. `held`: what she has to hand over before it happens."""

    due_at: datetime
    held: tuple[Role, ...]


def seen(db: Db, who: Acting) -> Seen:
    """As she sees it herself."""
    return _seen(db, who.user_id, who.user_id)


def of_gone(db: Db, who: Acting, user_id: str) -> Seen:
    """As a manager sees it, of somebody who has left Slack.

    Raises:
        UserError: she is no manager, or that person is not known here or still in Slack.
    """
    require_manager(who)
    is_gone = db.scalars(select(Person.is_gone).where(Person.user_id == user_id)).first()
    if is_gone is None or rule.is_nobody(user_id):
        raise UserError(Wrong.NOTHING_STORED)
    if not is_gone:
        raise UserError(Wrong.STILL_IN_SLACK, {"user": user_id})
    return _seen(db, user_id, who.user_id)


def gone(db: Db, who: Acting) -> tuple[str, ...]:
    """Who has left Slack and is stored still: those of whom Slack told last, `GONE_SHOWN` at most."""
    require_manager(who)
    left = select(Person.user_id).where(Person.is_gone, ~Person.user_id.startswith(rule.NOBODY))
    return tuple(db.scalars(left.order_by(Person.facts_at.desc(), Person.user_id).limit(GONE_SHOWN)))


def ask(db: Db, now: datetime, who: Acting) -> Seen:
    """She asks for it. Asked already: nothing changes. Raises `UserError` where she has to hand something over first."""
    _ask(db, now, who, who.user_id, None)
    return seen(db, who)


def ask_for(db: Db, now: datetime, who: Acting, user_id: str, why: EraseWhy | None) -> Seen:
    """A manager asks for it, with a reason. Raises `UserError` as `of_gone`, and without a reason."""
    of_gone(db, who, user_id)
    if why is None:
        raise UserError(Wrong.NOTHING_CHOSEN, block="why")
    _ask(db, now, who, user_id, why)
    return of_gone(db, who, user_id)


def keep(db: Db, now: datetime, who: Acting) -> Seen:
    """She takes it back. Raises `UserError` where there is nothing to take back."""
    _keep(db, now, who, who.user_id)
    return seen(db, who)


def keep_for(db: Db, now: datetime, who: Acting, user_id: str) -> Seen:
    """A manager takes it back, of who is back in Slack, too. Raises `UserError` as `keep`, and for anybody else."""
    require_manager(who)
    _keep(db, now, who, user_id)
    return _seen(db, user_id, who.user_id)


def waits(db: Db, user_id: str) -> Erasure | None:
    return db.scalars(select(Erasure).where(Erasure.user_id == user_id)).first()


def coming(db: Db, now: datetime, user_id: str) -> Coming | None:
    """As she sees it herself. None where nobody has asked for it, or it has begun."""
    row = waits(db, user_id)
    if row is None or row.nobody is not None or row.due_at <= now:
        return None
    return Coming(row.due_at, held(db, user_id, user_id))


def key(row: Erasure) -> str:
    """Of its first message; those of the others begin with it."""
    return f"{row.user_id}:{row.asked_at:%Y%m%dT%H%M%S%f}"


def _ask(db: Db, now: datetime, who: Acting, user_id: str, why: EraseWhy | None) -> None:
    db.scalars(select(Person.user_id).where(Person.user_id == user_id).with_for_update()).one()
    if holds(db, user_id):
        is_known = bool(held(db, user_id, who.user_id))
        other = Wrong.HOLDS_A_ROLE if is_known else Wrong.HOLDS_IN_CONFIDENCE
        raise UserError(Wrong.HAND_OVER_FIRST if why is None else other)
    due_at = now + rule.UNDO
    about = {"asked_by": who.user_id, "asked_at": now, "due_at": due_at, "why": why, "nobody": None}
    if not add_once(db, Erasure, user_id=user_id, **about):
        return
    row = waits(db, user_id)
    assert row is not None  # noqa: S101 - it was just stored
    notices.record(db, who, now, "person", user_id, "erasure_asked", why=str(why or ""))
    notices.owe(db, TOLD, to=who.user_id, key=key(row), now=now, user=user_id)


def _keep(db: Db, now: datetime, who: Acting, user_id: str) -> None:
    row = db.scalars(select(Erasure).where(Erasure.user_id == user_id).with_for_update()).first()
    if row is None:
        raise UserError(Wrong.ERASE_NOT_ASKED)
    if row.nobody is not None or row.due_at <= now:
        raise UserError(Wrong.ERASE_BEGUN)
    take_back(db, now, who, row)


def take_back(db: Db, now: datetime, who: Acting | None, row: Erasure) -> None:
    """It is not to happen. `who`: None where the program has seen that it must not."""
    of_this = (Notice.kind == TOLD) & Notice.dedupe_key.startswith(f"{TOLD}:{key(row)}")
    told, to = db.scalars(select(Notice.dedupe_key).where(of_this).order_by(Notice.id)).all(), row.asked_by
    db.execute(delete(Erasure).where(Erasure.user_id == row.user_id))
    notices.record(db, who, now, "person", row.user_id, "erasure_taken_back")
    notices.owe_each(db, KEPT, [(to, one, {"notice": one, "user": row.user_id}) for one in told], now)


def holds(db: Db, user_id: str) -> bool:
    """Whether somebody answers for something here, and has to hand it over first."""
    return bool(_held(db, user_id))


def held(db: Db, user_id: str, reader: str) -> tuple[Role, ...]:
    """What somebody answers for here, as far as the reader may know: who reads in confidence is not for everybody."""
    known = set(Role) if reader == user_id else set(duty.known(db, reader))
    return tuple(role for role in Role if role in _held(db, user_id) & known)


def _held(db: Db, user_id: str) -> set[Role]:
    return set(db.scalars(select(RoleHolder.role).where(RoleHolder.user_id == user_id)))


def _seen(db: Db, user_id: str, reader: str) -> Seen:
    row = waits(db, user_id)
    mine = or_(Team.student_id == user_id, Team.buddy_id == user_id)
    teams = db.execute(select(Team.id, Team.student_id, Team.buddy_id, Team.state).where(mine)).all()
    sessions = BuddySession.team_id.in_([one.id for one in teams]) & BuddySession.undone_at.is_(None)
    minutes = db.scalars(select(func.coalesce(func.sum(BuddySession.minutes), 0)).where(sessions)).one()
    return Seen(
        user_id=user_id,
        found=own_data.counts(db, user_id),
        minutes=int(minutes),
        partners=tuple(
            one.buddy_id if one.student_id == user_id else one.student_id
            for one in teams
            if one.state is not TeamState.ENDED
        ),
        due_at=row.due_at if row else None,
        why=row.why if row else None,
        holds=holds(db, user_id),
        held=held(db, user_id, reader),
    )


def acting(db: Db, user_id: str) -> Acting:
    """The person whose erasure begins, in Slack or not, for what is taken off the lists in her name."""
    return Acting(
        workspace_id=db.workspace_id,
        user_id=user_id,
        language=people.language_of(db, user_id),
        timezone=people.timezone_of(db, user_id),
        roles=frozenset(),
        is_admin=False,
        is_set_up=True,
    )
