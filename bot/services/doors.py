"""Who is behind each kind of "I need help" now, and the daily look whether somebody is. Nothing here reads a request or case."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select

from bot.clock import local_moment, zone
from bot.rules import routing
from bot.rules.access import MANAGERS, Acting
from bot.rules.duty import Duty
from bot.rules.help_kinds import Kind
from bot.services import behind, contacts, duty, notices, people
from models import Person, Settings
from models.enums import Role
from models.prepared import Moment
from models.store import Db

IN_CONFIDENCE = (Kind.TALK, Kind.PRACTICAL, Kind.UNSAFE)
NOBODY, LEFT, AWAY = "nobody", "left", "away"
"""Why nobody is behind a door: nobody is named, all of them have left, or all of them are away."""
PICKED = "picked"
"""Then somebody reads it all the same, where the person who asks picks them herself."""
LOOKS_AT = 9 * 60
"""Minutes after midnight in the programme's zone, each day."""
KIND = "doors"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stands:
    """A contact and how she stands now. `is_gone`: she has left the workspace, or is a guest there now."""

    user_id: str
    is_gone: bool
    is_away: bool
    duty: Duty


@dataclass(frozen=True)
class Door:
    """Who would get it, if somebody asked now. `people`: everybody named, in order, there or not.

    Attributes:
        line: who is there, in the order in which they are asked; empty where nobody is.
        until: then the first is reminded, or the next one asked; `until_today`: where help is needed today.
        lacks: why nobody is behind the door; None where somebody is.
        can_pick: somebody is there who reads it only where the person who asks picks them herself.
    """

    people: tuple[Stands, ...]
    line: tuple[str, ...]
    until: datetime | None
    until_today: datetime | None
    lacks: str | None
    can_pick: bool


@dataclass(frozen=True)
class Seen:
    """What a manager sees of the doors. All but `more` is for the programme manager alone, and empty for others.

    Attributes:
        kept_out: who is named behind a door in confidence, and does not count there because of another role.
    """

    more: Door
    in_confidence: Mapping[Kind, Door]
    wellbeing: tuple[Stands, ...]
    kept_out: tuple[str, ...]


@dataclass(frozen=True)
class _Named:
    """Every role's holders in order; and who of them reads nothing in confidence by right of a role."""

    by_role: Mapping[Role, tuple[Stands, ...]]
    outside: Collection[str]

    def those(self, roles: Iterable[Role]) -> tuple[Stands, ...]:
        """The holders of these roles in order, each once."""
        return tuple({one.user_id: one for role in roles for one in self.by_role[role]}.values())

    def line(self, kind: Kind) -> tuple[Stands, ...]:
        """Who is in the line of one kind, there or not."""
        outside = () if kind is Kind.MORE else self.outside
        return tuple(one for one in self.those(behind.LINE[kind]) if one.user_id not in outside)


def seen(db: Db, now: datetime, who: Acting) -> Seen:
    """The doors, as this manager may see them."""
    is_theirs = Role.PROGRAMME_MANAGER in who.roles
    named = _named(db, now)
    more = _door(db, now, Kind.MORE, named)
    if not is_theirs:
        return Seen(more, {}, (), ())
    everybody, outside = named.those(duty.IN_CONFIDENCE), named.outside
    return Seen(
        more,
        {kind: _door(db, now, kind, named) for kind in IN_CONFIDENCE},
        tuple(one for one in named.by_role[Role.WELLBEING] if one.user_id not in outside),
        tuple(one.user_id for one in everybody if one.user_id in outside),
    )


def door(db: Db, now: datetime, kind: Kind) -> Door:
    """Who would get what somebody asked now, who is none of them herself."""
    return _door(db, now, kind, _named(db, now))


def _door(db: Db, now: datetime, kind: Kind, everybody: _Named) -> Door:
    named = everybody.line(kind)
    here = tuple(one.user_id for one in named if not one.is_gone)
    duties = {one.user_id: one.duty for one in named}
    line = routing.in_line(here, duties, now)
    until = until_today = None
    if line:
        first, where = routing.step(line, 0, ()), zone(people.programme(db).timezone)
        until = routing.next_step_at(first, duties, now, where)
        until_today = routing.next_step_at(first, duties, now, where, is_urgent=True)
    lacks = None if line else AWAY if here else LEFT if named else NOBODY
    others = everybody.those(behind.IF_PICKED[kind])
    can_pick = any(not (one.is_gone or one.is_away or one.user_id in line) for one in others)
    return Door(named, line, until, until_today, lacks, can_pick)


def found(db: Db, now: datetime) -> list[str]:
    """Which doors nobody is behind, and why: `more:away`, `talk:nobody:picked`."""
    named = _named(db, now)
    return [
        ":".join([kind, one.lacks, *([PICKED] if one.can_pick else [])])
        for kind in Kind
        if (one := _door(db, now, kind, named)).lacks
    ]


_NEXT_LOOK = Moment(
    select(func.min(func.coalesce(Settings.doors_due_at, Settings.set_up_at))).where(
        Settings.set_up_at.is_not(None)
    )
)


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the doors of any workspace are looked at next; of an unbound session."""
    return _NEXT_LOOK.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str]]:
    """Workspaces whose doors are to be looked at; of an unbound session."""
    is_due = Settings.set_up_at.is_not(None) & (
        func.coalesce(Settings.doors_due_at, Settings.set_up_at) <= now
    )
    return db.execute(select(Settings.workspace_id).where(is_due).order_by(Settings.workspace_id)).all()


def take_due(db: Db, now: datetime) -> None:
    """Look whether somebody is behind each door. Managers are told once, and again when it changes."""
    settings = people.programme_locked(db)
    if settings.set_up_at is None or (settings.doors_due_at or now) > now:
        return
    lacking = found(db, now)
    if lacking and lacking != settings.doors_found:
        _tell(db, now, lacking)
    settings.doors_found = lacking
    settings.doors_due_at = _next_look(now, settings.timezone)
    db.flush()


def readers(db: Db) -> list[str]:
    """Who is told: the managers; where none is left, the admins who have used the program."""
    admins = select(Person.user_id).where(
        Person.is_admin, Person.is_gone.is_(False), Person.is_guest.is_(False)
    )
    return people.present(db, *MANAGERS) or list(db.scalars(admins.order_by(Person.user_id)))


def _tell(db: Db, now: datetime, lacking: list[str]) -> None:
    for user_id in readers(db):
        at = people.next_open(db, now, user_id)
        what = hashlib.sha256("+".join(lacking).encode()).hexdigest()[:16]
        key = f"{now:%Y%m%dT%H%M%S}:{what}:{user_id}"
        notices.owe(db, KIND, to=user_id, key=key, now=now, at=at)


def _next_look(now: datetime, timezone: str) -> datetime:
    where = zone(timezone)
    day = now.astimezone(where).date()
    moment = local_moment(day, LOOKS_AT, where)
    return moment if moment > now else local_moment(day + _DAY, LOOKS_AT, where)


def _named(db: Db, now: datetime) -> _Named:
    by_role = people.holders_by_role(db)
    here = {one.user_id for one in people.held(db)}
    duties = duty.of(db, {user for users in by_role.values() for user in users})
    stand = {
        role: tuple(
            Stands(user, user not in here, duties[user].is_away(now), duties[user].current(now))
            for user in users
        )
        for role, users in by_role.items()
    }
    return _Named(stand, contacts.kept_out(db))
