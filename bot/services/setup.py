"""Setting the programme up: who answers for what, and what everybody should know of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select

from bot.errors import FactsNeeded, UserError, Wrong, refuse_all
from bot.rules.access import Acting
from bot.services import channels, contacts, home, notices, people, slots
from bot.services.channels import IN_CHANNELS
from bot.services.contacts import Contacts
from bot.services.people import Facts
from bot.speech import LANGUAGES
from models import Person, RoleHolder, Settings
from models.enums import Role
from models.store import Db

MOST = 5
"""People in a field of several: more are hard to keep in order, and Slack is asked about each."""
EMAIL_MAX = 254
"""RFC 5321's longest address."""
SLACKBOT = "USLACKBOT"
"""Slack's own; `users.info` does not call it a bot."""
_EMAIL = re.compile(r"[^@\s<>|\"',;]+@[^@\s<>|\"',;]+\.[^@\s<>|\"',;.]{2,}")
_USER = re.compile(r"[UW][A-Z0-9]{2,31}")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,31}")


@dataclass(frozen=True)
class Wish:
    """What the form says. E-mail addresses and the channel are empty where none is given."""

    project_manager: str
    project_email: str
    programme_manager: str
    programme_email: str
    backups: tuple[str, ...]
    wellbeing: tuple[str, ...]
    support_channel: str
    language: str

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """The people named, by the field of the form."""
        return {
            "project_manager": (self.project_manager,),
            "programme_manager": (self.programme_manager,),
            "backups": self.backups,
            "wellbeing": self.wellbeing,
        }

    @property
    def people(self) -> set[str]:
        """Everybody named, as far as what is named can be a person."""
        return {user for users in self.fields.values() for user in users[:MOST] if _USER.fullmatch(user)}


ROLES = {
    "project_manager": Role.PROJECT_MANAGER,
    "programme_manager": Role.PROGRAMME_MANAGER,
    "backups": Role.BACKUP,
    "wellbeing": Role.WELLBEING,
}
"""Fields of the form, in the order of the roles."""


@dataclass(frozen=True)
class Saved:
    """`told`: people who have a role since now and are told what it means. `one_for_both`: one person is
    project manager and programme manager, so that help in confidence has no door of its own.
    """

    first_time: bool
    told: tuple[str, ...]
    one_for_both: bool


def version(db: Db) -> str:
    """A short mark of what is set up now; another one says that somebody has saved meanwhile."""
    now = repr((contacts.of(db), people.programme(db).language))
    return hashlib.sha256(now.encode()).hexdigest()[:16]


def save(
    db: Db, now: datetime, who: Acting, wish: Wish, opened_at: str, asked: Mapping[str, Facts | None]
) -> Saved:
    """Put all role holders and settings of the form in the place of those before, in one go.

    Whoever loses a role has lost its rights when this is committed. The caller has checked that this
    person may set up.

    Args:
        opened_at: the `version` that the form was filled in with.
        asked: what Slack said a moment ago of the people named; None for one it did not answer about.

    Raises:
        FactsNeeded: Slack must be asked about somebody who is named here first.
        UserError: everything that is wrong with the form, each at its field; or it is stale.
    """
    programme = db.scalars(select(Settings).with_for_update()).one()
    if opened_at != version(db):
        raise UserError(Wrong.STALE)
    refuse_all(_mistakes(wish))
    before = {(Role(role), user) for role, user in db.execute(select(RoleHolder.role, RoleHolder.user_id))}
    _check_people(db, wish, {user for _, user in before}, asked)
    named = _named(db)
    after = _replace_holders(db, wish)
    first_time = programme.set_up_at is None
    programme.set_up_at = programme.set_up_at or now
    programme.language = wish.language
    programme.support_channel_id = wish.support_channel or None
    roles = sorted(f"{role}:{user}" for role, user in after)
    notices.record(db, who, now, "setup", db.workspace_id, "saved", first_time=first_time, roles=roles)
    db.flush()
    mark = f"{now:%Y%m%dT%H%M%S}:{version(db)}"
    told = _tell(db, now, after - before, mark)
    if _named(db) != named:
        channels.renew(db, now, {user for role, user in after - before if role in IN_CHANNELS}, mark)
    for user_id in sorted({user for _, user in before ^ after} | {who.user_id}):
        home.refresh(db, user_id, f"setup:{mark}", now)
    return Saved(first_time, told, wish.project_manager == wish.programme_manager)


def _mistakes(wish: Wish) -> list[UserError]:
    """What can be said without asking anybody."""
    found = [
        UserError(Wrong.BAD_EMAIL, block=block)
        for block, email in (("project_email", wish.project_email), ("programme_email", wish.programme_email))
        if email and (len(email) > EMAIL_MAX or not _EMAIL.fullmatch(email))
    ]
    for block, users in wish.fields.items():
        if len(users) > MOST:
            found.append(UserError(Wrong.TOO_MANY, {"most": MOST}, block=block))
        elif not all(_USER.fullmatch(user) for user in users):
            found.append(UserError(Wrong.NO_PERSON if any(users) else Wrong.NOTHING_CHOSEN, block=block))
    if _outside(wish) & set(wish.wellbeing):
        found.append(UserError(Wrong.KEPT_OUT, block="wellbeing"))
    if wish.support_channel and not _CHANNEL.fullmatch(wish.support_channel):
        found.append(UserError(Wrong.UNKNOWN_CHOICE, block="support_channel"))
    if wish.language not in LANGUAGES:
        found.append(UserError(Wrong.UNKNOWN_CHOICE, block="language"))
    return found


def _outside(wish: Wish) -> set[str]:
    """Who is kept out of confidential help: the project manager and the backups, unless one of them is
    the programme manager, its door.
    """
    return {wish.project_manager, *wish.backups} - {wish.programme_manager}


def _check_people(db: Db, wish: Wish, holders: set[str], asked: Mapping[str, Facts | None]) -> None:
    """Members of this workspace only. Those who hold a role already are known from Slack's events."""
    named = wish.people
    unasked = sorted(user for user in named - holders if user not in asked)
    if unasked:
        raise FactsNeeded(*unasked)
    rows = db.execute(
        select(Person.user_id, Person.is_guest, Person.is_gone).where(Person.user_id.in_(named))
    )
    members = {user for user, guest, gone in rows if not guest and not gone and user != SLACKBOT}
    silent = {user for user in named if user in asked and asked[user] is None}
    wrongs = []
    for block, users in wish.fields.items():
        if silent & set(users):
            wrongs.append(UserError(Wrong.NOT_ASKED, block=block))
        elif set(users) - members:
            wrongs.append(UserError(Wrong.NO_PERSON, block=block))
    refuse_all(wrongs)


def _replace_holders(db: Db, wish: Wish) -> set[tuple[Role, str]]:
    """Each role's holders in the order in which they were chosen; addresses of those who stay are kept."""
    kept = {
        user: email
        for user, email in db.execute(select(RoleHolder.user_id, RoleHolder.email))
        if email is not None
    }
    given = {"project_manager": wish.project_email, "programme_manager": wish.programme_email}
    db.execute(delete(RoleHolder))
    holders = [
        RoleHolder(
            role=ROLES[block],
            user_id=user,
            position=position,
            email=(given[block] or None) if block in given else kept.get(user),
        )
        for block, users in wish.fields.items()
        for position, user in enumerate(dict.fromkeys(users))
    ]
    db.add_all(holders)
    db.flush()
    return {(holder.role, holder.user_id) for holder in holders}


def _named(db: Db) -> Contacts:
    """Whom the welcome of a team names; nobody of the confidential door."""
    return replace(contacts.of(db), wellbeing=())


def _tell(db: Db, now: datetime, gained: Iterable[tuple[Role, str]], mark: str) -> tuple[str, ...]:
    """What the new roles mean, once to each person, and the weekly digest in the zones of the managers."""
    roles: dict[str, list[str]] = {}
    for role, user in sorted(gained):
        roles.setdefault(user, []).append(str(role))
    for user, names in roles.items():
        notices.owe(db, "role", to=user, key=f"{user}:{mark}", now=now, roles=names)
        if set(names) - {Role.WELLBEING}:
            slots.plan(db, slots.DIGEST, people.timezone_of(db, user), now)
    return tuple(roles)
