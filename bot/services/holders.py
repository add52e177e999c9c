"""Who holds a role: what of the people named in a form cannot be, putting them in the place of those before, telling them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from bot.errors import FactsNeeded, UserError, Wrong, refuse_all
from bot.rules.access import MANAGERS
from bot.services import contacts, duty, notices, people, slots
from bot.services.people import Facts
from models import BuddyRequest, Person, RoleHolder, Team
from models.enums import OPEN_REQUEST, Role, TeamState
from models.store import Db

MOST = 5
"""People in a field of several: more are hard to keep in order, and Slack is asked about each."""
SLACKBOT = "USLACKBOT"
"""Slack's own; `users.info` does not call it a bot."""
WITH_ADDRESS = (Role.PROJECT_MANAGER, Role.PROGRAMME_MANAGER)
"""Roles for which an e-mail address can be entered, which everybody sees; who is a backup since keeps hers."""
Fields = Mapping[str, Sequence[str]]
"""The people named, by the field of the form."""
_USER = re.compile(r"[UW][A-Z0-9]{2,31}")


def named(fields: Fields) -> set[str]:
    """Everybody named, as far as what is named can be a person."""
    return {user for users in fields.values() for user in users[:MOST] if _USER.fullmatch(user)}


def mistakes(fields: Fields) -> list[UserError]:
    """What can be said of the people named without asking anybody."""
    found = []
    for block, users in fields.items():
        if len(users) > MOST:
            found.append(UserError(Wrong.TOO_MANY, {"most": MOST}, block=block))
        elif not all(_USER.fullmatch(user) for user in users):
            found.append(UserError(Wrong.NO_PERSON if any(users) else Wrong.NOTHING_CHOSEN, block=block))
    return found


def require_members(db: Db, fields: Fields, asked: Mapping[str, Facts | None]) -> None:
    """Members of this workspace only. Those who hold a role already are known from Slack's events.

    Args:
        asked: what Slack said a moment ago of the people named; None for one it did not answer about.

    Raises:
        FactsNeeded: Slack must be asked about somebody who is named here first.
        UserError: who is none, at the field.
    """
    everybody = named(fields)
    known = set(db.scalars(select(RoleHolder.user_id)))
    unasked = sorted(user for user in everybody - known if user not in asked)
    if unasked:
        raise FactsNeeded(*unasked)
    rows = db.execute(
        select(Person.user_id, Person.is_guest, Person.is_gone).where(Person.user_id.in_(everybody))
    )
    members = {user for user, guest, gone in rows if not guest and not gone and user != SLACKBOT}
    silent = {user for user in everybody if user in asked and asked[user] is None}
    wrongs = []
    for block, users in fields.items():
        if silent & set(users):
            wrongs.append(UserError(Wrong.NOT_ASKED, block=block))
        elif set(users) - members:
            wrongs.append(UserError(Wrong.NO_PERSON, block=block))
    refuse_all(wrongs)


def students(db: Db, users: Iterable[str]) -> tuple[str, ...]:
    """Those of them who ask for a buddy or have one: they may have a role, and who gives it reads what it shows them."""
    named_here = tuple(users)
    asks = select(BuddyRequest.student_id).where(BuddyRequest.state.in_(OPEN_REQUEST))
    has_one = select(Team.student_id).where(Team.state != TeamState.ENDED)
    found = {*db.scalars(asks.where(BuddyRequest.student_id.in_(named_here)))}
    found |= {*db.scalars(has_one.where(Team.student_id.in_(named_here)))}
    return tuple(one for one in dict.fromkeys(named_here) if one in found)


def of(db: Db, roles: Iterable[Role]) -> set[tuple[Role, str]]:
    """Who holds these roles, whoever has left, too."""
    held = select(RoleHolder.role, RoleHolder.user_id).where(RoleHolder.role.in_(tuple(roles)))
    return {(Role(role), user) for role, user in db.execute(held)}


def addresses(db: Db) -> dict[tuple[Role, str], str | None]:
    """The e-mail addresses that are kept of the managers, None where there is none; nobody else's is read."""
    held = select(RoleHolder.role, RoleHolder.user_id, RoleHolder.email).where(RoleHolder.role.in_(MANAGERS))
    return {(Role(role), user): email for role, user, email in db.execute(held)}


def address(held: Mapping[tuple[Role, str], str | None], role: Role, user: str) -> str | None:
    """The one to show for this role. Who never had it keeps hers of another role; where it was taken out it stays out.

    Roles in confidence have none: they would carry along what was taken out.

    Args:
        held: see `addresses`.
    """
    if role not in MANAGERS:
        return None
    order = (role, *MANAGERS) if role in WITH_ADDRESS else MANAGERS
    return next((held[one, user] for one in order if (one, user) in held), None) or None


def put(db: Db, now: datetime, holders: Mapping[Role, Sequence[str]], emails: Mapping[Role, str]) -> None:
    """Each role's holders in this order, in the place of those before.

    What waits for somebody who holds no such role any more, or is looked after by them, goes on at once; in confidence
    also where somebody may not read it any more because of a new role.

    Args:
        emails: a contact address of the role's holder; of a role that is not here the address stays with its person
            (see `address`).
    """
    before, outside = {user for _, user in of(db, holders)}, contacts.kept_out(db)
    entered = {(role, user): email for role, email in emails.items() for user in holders[role]}
    held = addresses(db) | entered
    db.execute(delete(RoleHolder).where(RoleHolder.role.in_(tuple(holders))))
    db.add_all(
        RoleHolder(role=role, user_id=user, position=position, email=address(held, role, user))
        for role, users in holders.items()
        for position, user in enumerate(dict.fromkeys(users))
    )
    db.flush()
    for user in sorted(before - {user for users in holders.values() for user in users}):
        duty.off_duty(db, user, now)
    for user in sorted(contacts.kept_out(db) - outside):
        duty.kept_out(db, user, now)
    duty.look_again(db)


def tell(db: Db, now: datetime, gained: Iterable[tuple[Role, str]], mark: str) -> tuple[str, ...]:
    """What the new roles mean, once to each person, and the weekly digest in the zones of the managers."""
    roles: dict[str, list[str]] = {}
    for role, user in sorted(gained):
        roles.setdefault(user, []).append(str(role))
    for user, names in roles.items():
        notices.owe(db, "role", to=user, key=f"{user}:{mark}", now=now, roles=names)
        if set(names) & set(MANAGERS):
            slots.plan(db, slots.DIGEST, people.timezone_of(db, user), now)
    return tuple(roles)
