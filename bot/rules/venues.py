"""Where two people meet: online, at one of the programme's own places, or somewhere public.

What is stored of a session or a meeting is `REMOTE`, `PUBLIC`, or the key of a `Venue`; empty where nobody has said it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.errors import UserError, Wrong
from models.enums import Role

REMOTE, PUBLIC = "remote", "public"
_OWN = "at:"
VENUES_MAX = 50
AGREES = (Role.PROJECT_MANAGER, Role.PROGRAMME_MANAGER)
"""Roles that can be asked before somebody meets at a place."""


@dataclass(frozen=True)
class Venue:
    """A place of the programme. `role`: with whom a meeting there is to be agreed; None: with nobody."""

    name: str
    role: Role | None = None

    @property
    def key(self) -> str:
        return f"{_OWN}{self.name}"


def venues_of(stored: Iterable[Mapping[str, str]]) -> tuple[Venue, ...]:
    """As the settings hold them."""
    return tuple(Venue(one["name"], Role(one["role"]) if one["role"] else None) for one in stored)


def to_store(venues: Iterable[Venue]) -> list[dict[str, str]]:
    return [{"name": one.name, "role": str(one.role or "")} for one in venues]


def name_of(place: str) -> str | None:
    """The name of a programme's own place; None for the others. It is kept though the programme has it no more."""
    return place.removeprefix(_OWN) if place.startswith(_OWN) else None


def find(venues: Iterable[Venue], key: str) -> Venue | None:
    return next((one for one in venues if one.key == key), None)


def named(venues: Iterable[Venue], written: str) -> Venue | None:
    """The programme's own place that a line begins with: "Elevador, room 2"; of several the longest."""
    line = written.strip().casefold()
    found = [
        one
        for one in venues
        if line.startswith(name := one.name.casefold()) and not line[len(name) : len(name) + 1].isalnum()
    ]
    return max(found, key=lambda one: len(one.name), default=None)


def written(venues: Iterable[Venue], key: str, line: str) -> str:
    """The place that a form says: one of the programme's, what was typed, or both.

    Raises:
        UserError: it is not offered.
    """
    if not key:
        return line
    venue = find(venues, key)
    if venue is None:
        raise UserError(Wrong.UNKNOWN_CHOICE, block="venue")
    return venue.name if line.strip() in ("", venue.name) else f"{venue.name}, {line}"


def check_place(place: str, venues: Iterable[Venue], had: str = "") -> None:
    """Raises `UserError` for a place that is not offered. `had`: what was stored before may stay."""
    if place not in ("", REMOTE, PUBLIC, had) and find(venues, place) is None:
        raise UserError(Wrong.UNKNOWN_CHOICE, block="place")
