"""What somebody may need, and who is behind each kind of help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

NOTICE = "2"
"""The version of what the form says before something is sent in confidence. It goes up when those words change."""


class Kind(StrEnum):
    MORE = "more"
    """With the course or the team: door A."""
    TALK = "talk"
    """Someone to talk to."""
    PRACTICAL = "practical"
    """Papers, housing, money, a computer."""
    UNSAFE = "unsafe"
    """Something is not right between two people, or somebody feels unsafe."""


@dataclass(frozen=True)
class Door:
    """Who is behind one kind of help for one person, now.

    Attributes:
        line: who reads it, in the order in which they are told; nobody of them is away.
        others: who reads it only where the person picks them herself.
    """

    line: tuple[str, ...]
    others: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        return (*self.line, *self.others)


@dataclass(frozen=True)
class Wish:
    """Whom somebody has picked among the people that the form named.

    Attributes:
        first: who reads it first; None: the first in line.
        also: others who may read it, too.
        excluded: who must not read it, whatever happens.
    """

    first: str | None = None
    also: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def people(self) -> set[str]:
        return {*filter(None, [self.first]), *self.also, *self.excluded}


def readers(door: Door, wish: Wish) -> tuple[str, ...]:
    """Who may read it, in the order in which they are told; empty where nobody is left."""
    picked = [*filter(None, [wish.first])]
    everybody = dict.fromkeys([*picked, *door.line, *wish.also])
    return tuple(person for person in everybody if person not in wish.excluded)


def is_among(wish: Wish, named: Sequence[str]) -> bool:
    """Whether the form could have asked for it: nobody is picked whom it did not name."""
    return wish.people <= set(named)
