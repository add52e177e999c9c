"""Whom people turn to: the named people of the programme, in the order in which they are asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bot.rules.emergency import Emergency
from bot.services import people
from models import Settings
from models.enums import Role
from models.store import Db


@dataclass(frozen=True, repr=False)
class Contact:
    """A person with a role. `email` is a contact address given at set-up, to be shown to everybody."""

    user_id: str
    email: str | None


@dataclass(frozen=True)
class Contacts:
    """Everybody who answers for something; a field is empty where nobody is named.

    Attributes:
        backups: asked, in this order, when the project manager and the programme manager are away.
        wellbeing: for the confidential door alone; never named to everybody. Nobody who is kept out of it.
        support_channel_id: a channel for coding questions while a buddy is away.
        emergency: whom to call where somebody is in danger.
    """

    project_manager: Contact | None
    programme_manager: Contact | None
    backups: tuple[Contact, ...]
    wellbeing: tuple[Contact, ...]
    support_channel_id: str | None
    emergency: Emergency

    @property
    def first(self) -> Contact | None:
        """Who is asked first: the project manager, or whoever is next while there is none."""
        return next(iter(self.managers), None)

    @property
    def next_in_line(self) -> tuple[Contact, ...]:
        """Who is asked when the first is away, in order, each once."""
        return self.managers[1:]

    @property
    def managers(self) -> tuple[Contact, ...]:
        """In the order in which they are asked, each once."""
        line: dict[str, Contact] = {}
        for contact in (self.project_manager, self.programme_manager, *self.backups):
            if contact is not None:
                line.setdefault(contact.user_id, contact)
        return tuple(line.values())


def of(db: Db) -> Contacts:
    """The contacts of the bound workspace; who has left is none any more."""
    held: dict[Role, list[Contact]] = {role: [] for role in Role}
    for one in people.held(db):
        held[one.role].append(Contact(one.user_id, one.email))
    channel_id, numbers = db.execute(select(Settings.support_channel_id, Settings.emergency)).one()
    outside = _kept_out({role: {one.user_id for one in held[role]} for role in held})
    return Contacts(
        project_manager=next(iter(held[Role.PROJECT_MANAGER]), None),
        programme_manager=next(iter(held[Role.PROGRAMME_MANAGER]), None),
        backups=tuple(held[Role.BACKUP]),
        wellbeing=tuple(one for one in held[Role.WELLBEING] if one.user_id not in outside),
        support_channel_id=channel_id,
        emergency=Emergency.of(numbers),
    )


def emergency(db: Db) -> Emergency:
    """The emergency numbers of the bound workspace."""
    return Emergency.of(db.scalars(select(Settings.emergency)).one())


def kept_out(db: Db) -> set[str]:
    """Who reads nothing in confidence by right of a role: only where the person who asks picks them herself."""
    held: dict[Role, set[str]] = {role: set() for role in Role}
    for one in people.held(db):
        held[one.role].add(one.user_id)
    return _kept_out(held)


def _kept_out(held: Mapping[Role, set[str]]) -> set[str]:
    """The project manager and the backups, unless one of them is the programme manager, the door itself."""
    return (held[Role.PROJECT_MANAGER] | held[Role.BACKUP]) - held[Role.PROGRAMME_MANAGER]
