"""Who is behind each kind of help for one person now: whom the form names, and whom she may pick among them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules import routing
from bot.rules.access import MANAGERS
from bot.rules.help_kinds import Door, Kind, Wish, is_among, readers
from bot.services import contacts, duty, people
from models import Team
from models.enums import Role
from models.store import Db

READING = (Role.PROGRAMME_MANAGER, Role.STAND_IN, Role.PRACTICAL)
"""Who reads what is asked in confidence by right of a role, unless `contacts.kept_out`."""
LINE: dict[Kind, tuple[Role, ...]] = {
    Kind.MORE: MANAGERS,
    Kind.TALK: (Role.PROGRAMME_MANAGER, Role.STAND_IN),
    Kind.PRACTICAL: (Role.PRACTICAL, Role.PROGRAMME_MANAGER, Role.STAND_IN),
    Kind.UNSAFE: (Role.PROGRAMME_MANAGER,),
}
IF_PICKED: dict[Kind, tuple[Role, ...]] = {
    Kind.MORE: (),
    Kind.TALK: (Role.PROJECT_MANAGER, Role.BACKUP),
    Kind.PRACTICAL: (Role.PROJECT_MANAGER, Role.BACKUP),
    Kind.UNSAFE: (Role.STAND_IN, Role.PROJECT_MANAGER, Role.BACKUP),
}
"""They read it only where the person who asks picks them herself."""
MOST = 10
"""People whom the form can name: Slack shows so many radio buttons and boxes."""


def door(db: Db, now: datetime, user_id: str, kind: Kind) -> Door:
    """Who is behind one kind of help for this person, away ones left out.

    What is not right between two people is never read by the other member of a team.
    """
    return doors(db, now, user_id)[kind]


def doors(db: Db, now: datetime, user_id: str) -> dict[Kind, Door]:
    held = people.held(db)
    duties = duty.of(db, {one.user_id for one in held})
    there = [(one.role, one.user_id) for one in held if not duties[one.user_id].is_away(now)]
    outside = contacts.kept_out(db)
    return {
        kind: _door(kind, there, never(db, user_id, kind), () if kind is Kind.MORE else outside)
        for kind in Kind
    }


def never(db: Db, user_id: str, kind: Kind) -> set[str]:
    """Who must not read what this person asks, whoever names them: she herself, and where it may be about one of
    them, the others of her teams, those that have ended too.
    """
    if kind is not Kind.UNSAFE:
        return {user_id}
    hers = (Team.student_id == user_id) | (Team.buddy_id == user_id)
    pairs = db.execute(select(Team.student_id, Team.buddy_id).where(hers)).all()
    return {user_id, *(person for pair in pairs for person in pair)}


def _door(
    kind: Kind, there: Sequence[tuple[Role, str]], skipped: Collection[str], outside: Collection[str]
) -> Door:
    """`outside`: whoever is kept out of its line, and stands among the others."""
    line = routing.line(_holders(there, LINE[kind]), {*skipped, *outside})[:MOST]
    others = routing.line(_holders(there, IF_PICKED[kind]), {*skipped, *line})
    return Door(line, others[: MOST - len(line)])


def _holders(there: Sequence[tuple[Role, str]], roles: tuple[Role, ...]) -> list[str]:
    """Those of the first role first."""
    return [user for role in roles for held, user in there if held is role]


def chosen(kind: Kind, there: Door, wish: Wish, shown: Sequence[str]) -> tuple[str, ...]:
    """Who may read it, in the order in which they are told.

    Args:
        there: who is behind this kind of help now.
        shown: everybody whom the form named.

    Raises:
        UserError: somebody is behind it whom the form did not name, or somebody was picked whom it did not; or
            nobody is left.
    """
    if list(there.people) != list(shown) or not is_among(wish, shown):
        raise UserError(Wrong.OTHER_READERS, block="first")
    left = readers(there, wish)
    if not left and there.others:
        raise UserError(Wrong.NOBODY_CHOSEN, {"also": kind is Kind.UNSAFE}, block="excluded")
    if not left:
        raise UserError(Wrong.NOBODY_LEFT, block="excluded")
    return left
