"""Numbers for people who know no names: a group so small that somebody could be guessed is not told."""

from __future__ import annotations

LEAST = 5
"""People or teams of which a number is told; none at all is told, too."""


def told(number: int) -> int | None:
    """The number, or None where it is of fewer than `LEAST`."""
    return None if 0 < number < LEAST else number


def part(number: int, of: int) -> int | None:
    """So many of a group, or None where they, or the rest of the group, are too few: the one tells the other."""
    return None if told(number) is None or told(of - number) is None else number
