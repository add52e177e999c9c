"""Setting the programme up: who answers for what, and what everybody should know of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.errors import UserError, Wrong, refuse_all
from bot.rules.access import MANAGERS, READERS, Acting
from bot.rules.intake import is_channel
from bot.services import (
    channels,
    contacts,
    figures,
    handing,
    help_channel,
    holders,
    home,
    manager_cards,
    matching,
    notices,
    people,
    proposals,
)
from bot.services.channels import IN_CHANNELS
from bot.services.contacts import Contacts
from bot.services.people import Facts
from bot.speech import LANGUAGES
from models import RoleHolder
from models.enums import Role
from models.store import Db

SUBJECT, HANDED_OVER = "setup", "handed_over"
"""Of a line of the history, and what happened where one person took another's place."""
ROLE_OVER = "role_over"
"""A kind of notice: to somebody whose role somebody else has taken away."""
EMAIL_MAX = 254
"""RFC 5321's longest address."""
_EMAIL = re.compile(r"[^@\s<>|\"',;]+@[^@\s<>|\"',;]+\.[^@\s<>|\"',;.]{2,}")


@dataclass(frozen=True)
class Wish:
    """What the form says. E-mail addresses and the channel are empty where none is given."""

    project_manager: str
    project_email: str
    programme_manager: str
    programme_email: str
    backups: tuple[str, ...]
    support_channel: str
    language: str

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """The people named, by the field of the form."""
        return {
            "project_manager": (self.project_manager,),
            "programme_manager": (self.programme_manager,),
            "backups": self.backups,
        }

    @property
    def people(self) -> set[str]:
        """Everybody named, as far as what is named can be a person."""
        return holders.named(self.fields)


ROLES = {
    "project_manager": Role.PROJECT_MANAGER,
    "programme_manager": Role.PROGRAMME_MANAGER,
    "backups": Role.BACKUP,
}
"""Fields of the form, in the order of the roles."""


@dataclass(frozen=True)
class Saved:
    """`told`: people who have a role since now and are told what it means. `one_for_both`: one person is
    project manager and programme manager, so that help in confidence has no door of its own. `same_address`: people who
    took somebody's place and are shown with the e-mail address of before. `students`: those of `told` who are students.
    """

    first_time: bool
    told: tuple[str, ...]
    one_for_both: bool
    same_address: tuple[str, ...]
    students: tuple[str, ...] = ()


def version(db: Db) -> str:
    """A short mark of what is set up now; another one says that somebody has saved meanwhile."""
    now = repr((astuple(_named(db)), people.programme(db).language))
    return hashlib.sha256(now.encode()).hexdigest()[:16]


def save(
    db: Db,
    now: datetime,
    who: Acting,
    wish: Wish,
    opened_at: str,
    asked: Mapping[str, Facts | None],
    *,
    event: str = "saved",
) -> Saved:
    """Put all role holders and settings of the form in the place of those before, in one go.

    Whoever loses a role has lost its rights when this is committed. The caller has checked that this
    person may set up.

    Args:
        opened_at: the `version` that the form was filled in with.
        asked: what Slack said a moment ago of the people named; None for one it did not answer about.
        event: how the history calls it.

    Raises:
        FactsNeeded: Slack must be asked about somebody who is named here first.
        UserError: everything that is wrong with the form, each at its field; or it is stale.
    """
    programme = people.programme_locked(db)
    if opened_at != version(db):
        raise UserError(Wrong.STALE)
    refuse_all(_mistakes(wish))
    holders.require_members(db, wish.fields, asked)
    first_time = programme.set_up_at is None
    was = _before(db, first_time=first_time)
    _replace_holders(db, now, wish)
    programme.set_up_at = programme.set_up_at or now
    programme.language = wish.language
    had_channel, programme.support_channel_id = programme.support_channel_id, wish.support_channel or None
    db.flush()
    if programme.support_channel_id != had_channel:
        help_channel.greet(db, now, who)
    told = _tell_everybody(db, now, who, was, event)
    is_one = wish.project_manager == wish.programme_manager
    students = holders.students(db, told) if who.is_manager else ()
    return Saved(first_time, told, is_one, _same_address(was.named, wish), students)


def speak(db: Db, now: datetime, who: Acting, language: str, *, event: str) -> None:
    """Set the language of the programme, and nothing else. The caller has checked that this person may set up."""
    programme = people.programme_locked(db)
    was = _before(db)
    programme.language = language
    db.flush()
    _tell_everybody(db, now, who, was, event)


def replace_one(
    db: Db,
    now: datetime,
    who: Acting,
    old: str,
    new: str,
    roles: Collection[Role],
    *,
    meanwhile: Callable[[], None],
) -> tuple[str, ...]:
    """Put one person in the place of another in these roles. Returns who is told what it means.

    Whoever is asked before the backups is none of them any more.

    Args:
        meanwhile: what is done while both have them.
    """
    was = _before(db)
    held = people.holders_by_role(db)
    for instead, then in (([old, new], meanwhile), ([new], None)):
        after = {
            role: [one for user in held[role] for one in (instead if user == old else [user])]
            for role in roles
        }
        if then is None and set(roles) & set(READERS):
            after[Role.BACKUP] = [user for user in after.get(Role.BACKUP, held[Role.BACKUP]) if user != new]
        holders.put(db, now, after, {})
        if then:
            then()
    return _tell_everybody(db, now, who, was, HANDED_OVER)


@dataclass(frozen=True)
class _Before:
    holders: set[tuple[Role, str]]
    named: Contacts
    facts: dict[str, Any]
    deciders: frozenset[str]
    first_time: bool


def _before(db: Db, *, first_time: bool = False) -> _Before:
    deciders = frozenset(proposals.deciders(db))
    return _Before(holders.of(db, ROLES.values()), _named(db), _facts(db), deciders, first_time)


def _tell_everybody(db: Db, now: datetime, who: Acting, was: _Before, event: str) -> tuple[str, ...]:
    """Whoever has a role since now, the running teams, and the Home tabs of all whom it concerns; and the history."""
    notices.record(
        *(db, who, now, SUBJECT, db.workspace_id, event),
        first_time=was.first_time,
        was=was.facts,
        becomes=_facts(db),
    )
    db.flush()
    mark, after = f"{now:%Y%m%dT%H%M%S}:{version(db)}", holders.of(db, ROLES.values())
    told = holders.tell(db, now, after - was.holders, mark)
    gained = _in_channels(after - was.holders)
    lost = _in_channels(was.holders) - _in_channels(after)
    if _named(db) != was.named:
        channels.renew(db, now, gained, mark)
    for user in sorted(lost):
        channels.leave(db, now, user, _next(db, gained, who), mark)
    if no_readers := _readers(was.holders) - _readers(after):
        figures.role_over(db, now, who, no_readers)
    if no_managers := _managers(was.holders) - _managers(after):
        manager_cards.take_back(db, now, no_managers, manager_cards.OF_MANAGERS, mark)
    if no_readers := no_readers - no_managers:
        manager_cards.take_back(db, now, no_readers, manager_cards.OF_READERS, mark)
    manager_cards.calls_back(db, now, _managers(after) - _managers(was.holders), mark)
    handing.cards(db, now, was.holders, after)
    if event != HANDED_OVER:
        _thank(db, now, who, was.holders - after, mark)
        handing.changed(db, now, who, was.holders, after)
    if deciders := set(proposals.deciders(db)) - was.deciders:
        manager_cards.give_back(db, now, deciders, mark)
        matching.owe_all_cards(db, now, sorted(deciders))
    for user_id in sorted({user for _, user in was.holders ^ after} | {who.user_id}):
        home.refresh(db, user_id, f"setup:{mark}", now)
    return told


def _in_channels(held: set[tuple[Role, str]]) -> set[str]:
    return {user for role, user in held if role in IN_CHANNELS}


def _readers(held: set[tuple[Role, str]]) -> set[str]:
    """Who gets the whole digest."""
    return {user for role, user in held if role in READERS}


def _managers(held: set[tuple[Role, str]]) -> set[str]:
    return {user for role, user in held if role in MANAGERS}


def _next(db: Db, gained: set[str], who: Acting) -> str:
    """Who takes somebody out of a channel by hand, where Slack does not let the program do it."""
    return next(iter(sorted(gained)), next(iter(people.present(db, *IN_CHANNELS)), who.user_id))


def _thank(db: Db, now: datetime, who: Acting, lost: set[tuple[Role, str]], mark: str) -> None:
    """Whoever has lost a role reads it, where she has not done it herself and is still here."""
    roles: dict[str, list[str]] = {}
    for role, user in sorted(lost):
        roles.setdefault(user, []).append(str(role))
    for user, names in roles.items():
        if user != who.user_id and people.is_here(db, user):
            about: dict[str, Any] = {"roles": names, "by": who.user_id}
            notices.owe(db, ROLE_OVER, to=user, key=f"{user}:{mark}", now=now, **about)


def has_address(db: Db, user_id: str, roles: Collection[Role]) -> bool:
    """Whether an e-mail address of theirs is shown for one of these roles."""
    hers = (RoleHolder.user_id == user_id) & RoleHolder.role.in_(tuple(roles)) & RoleHolder.email.is_not(None)
    return db.scalars(select(RoleHolder.user_id).where(hers)).first() is not None


def can_go_back(db: Db, was: Mapping[str, Any], becomes: Mapping[str, Any]) -> bool:
    """Whether a line of the history has something before it, and what it says they became is what is set now.

    Before the first set-up nobody had a role; a line of addresses alone says nothing, for they are not kept.
    """
    somebody_was = all(was[field] for field, role in ROLES.items() if role in holders.WITH_ADDRESS)
    return somebody_was and was != becomes and _facts(db) == becomes


def put_back(
    db: Db, now: datetime, who: Acting, was: Mapping[str, Any], asked: Mapping[str, Facts | None]
) -> tuple[str, ...]:
    """Give the roles back to whom they `was` with. Returns who is told. Addresses of those who have one now stay.

    Raises:
        FactsNeeded: Slack must be asked about somebody first.
        UserError: somebody of them is no member any more.
    """
    held = holders.addresses(db)
    project, programme = was["project_manager"][0], was["programme_manager"][0]
    wish = Wish(
        project_manager=project,
        project_email=holders.address(held, Role.PROJECT_MANAGER, project) or "",
        programme_manager=programme,
        programme_email=holders.address(held, Role.PROGRAMME_MANAGER, programme) or "",
        backups=tuple(was["backups"]),
        support_channel=was["support_channel"] or "",
        language=was["language"],
    )
    return save(db, now, who, wish, version(db), asked, event="put_back").told


def without_address(db: Db, was: Mapping[str, Any], becomes: Mapping[str, Any]) -> tuple[str, ...]:
    """Who has got a role back, and is shown without an e-mail address."""
    back = [
        (was[field][0], role)
        for field, role in ROLES.items()
        if role in holders.WITH_ADDRESS and was[field] != becomes[field]
    ]
    return tuple(dict.fromkeys(user for user, role in back if not has_address(db, user, (role,))))


def _facts(db: Db) -> dict[str, Any]:
    """What the history keeps: no address of anybody."""
    set_now = people.programme(db)
    roles = people.holders_by_role(db)
    return {
        **{field: roles[role] for field, role in ROLES.items()},
        "support_channel": set_now.support_channel_id,
        "language": set_now.language,
    }


def _same_address(before: Contacts, wish: Wish) -> tuple[str, ...]:
    """Whoever took somebody's place and is shown with the address of that one; it may be one of the role."""
    leads = (
        (before.project_manager, wish.project_manager, wish.project_email),
        (before.programme_manager, wish.programme_manager, wish.programme_email),
    )
    own = {was.user_id: was.email for was, _, _ in leads if was is not None}
    return tuple(
        dict.fromkeys(
            user
            for was, user, email in leads
            if was and email and was.email == email and was.user_id != user and own.get(user) != email
        )
    )


def _mistakes(wish: Wish) -> list[UserError]:
    """What can be said without asking anybody."""
    found = [
        UserError(Wrong.BAD_EMAIL, block=block)
        for block, email in (("project_email", wish.project_email), ("programme_email", wish.programme_email))
        if email and (len(email) > EMAIL_MAX or not _EMAIL.fullmatch(email))
    ]
    found += holders.mistakes(wish.fields)
    if wish.support_channel and not is_channel(wish.support_channel):
        found.append(UserError(Wrong.UNKNOWN_CHOICE, block="support_channel"))
    if wish.language not in LANGUAGES:
        found.append(UserError(Wrong.UNKNOWN_CHOICE, block="language"))
    return found


def _replace_holders(db: Db, now: datetime, wish: Wish) -> None:
    """Each role's holders in the order in which they were chosen; addresses of those who stay are kept."""
    emails = {Role.PROJECT_MANAGER: wish.project_email, Role.PROGRAMME_MANAGER: wish.programme_email}
    holders.put(db, now, {role: wish.fields[block] for block, role in ROLES.items()}, emails)


def _named(db: Db) -> Contacts:
    """Whom the welcome of a team names; nobody of the confidential door."""
    return replace(contacts.of(db), wellbeing=())
