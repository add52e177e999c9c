"""Groups of people so small that a number tells of somebody: which numbers of a report are not shown.

A number of one to four people is never shown, and neither is one by which such a number could be worked out from the
others: from all that is shown nobody can conclude that a hidden group has fewer than five people in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

LEAST = 5
"""People of the smallest group that is shown. Nobody is no group: 0 is shown."""

Bounds = tuple[float, float]


@dataclass(frozen=True)
class Sum:
    """A number that is the sum of others. All sums of a report together form no circle: two of them have one number in
    common at most, and none leads back to another."""

    total: str
    parts: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return (self.total, *self.parts)


def is_small(people: int) -> bool:
    return 0 < people < LEAST


def hidden(
    numbers: Mapping[str, int],
    sums: Sequence[Sum] = (),
    never_shown: Collection[str] = (),
    last: Collection[str] = (),
    rather: Collection[str] = (),
    already: Collection[str] = (),
) -> frozenset[str]:
    """Names of the numbers that must not be shown.

    Args:
        numbers: people by name; all that `sums` speak of.
        never_shown: of them, those that the report does not name, and that are differences of what it names.
        last: those that are hidden for the sake of others only where nothing else helps.
        rather: those that are hidden for the sake of others before anything else is.
        already: those that are not shown, whatever else is.
    """
    out = {name for name, people in numbers.items() if is_small(people)} | set(already)
    while True:
        known = bounds(numbers, sums, out, never_shown)
        told = [name for name, people in numbers.items() if is_small(people) and known[name][1] < LEAST]
        if not told:
            return frozenset(out)
        shown = {name for name, people in numbers.items() if people} - out - set(never_shown)
        far = _steps_to(told[0], sums)
        can = shown & far.keys()
        if not can:
            return frozenset(out)  # they contradict each other, and none of them is left
        can = can & set(rather) or can
        out.add(min(can, key=lambda name: (name in last, far[name], numbers[name], name)))


def bounds(
    numbers: Mapping[str, int], sums: Sequence[Sum], out: Collection[str], never_shown: Collection[str] = ()
) -> dict[str, Bounds]:
    """The least and the most that a reader can work out of each number: exact, as the sums form no circle.

    She knows of a hidden number that it is not 0. Of numbers that contradict each other she works out what she will:
    it ends at the first that would be more than it can be.
    """
    known: dict[str, Bounds] = {
        name: (0, inf) if name in never_shown else (1, inf) if name in out else (people, people)
        for name, people in numbers.items()
    }
    moved = True
    while moved:
        moved = False
        for one in sums:
            for name in one.all:
                narrowed = _narrowed(name, one, known)
                if narrowed[0] > narrowed[1]:
                    return known
                moved = moved or narrowed != known[name]
                known[name] = narrowed
    return known


def _narrowed(name: str, one: Sum, known: Mapping[str, Bounds]) -> Bounds:
    low, high = known[name]
    others = [known[part] for part in one.parts if part != name]
    least, most = sum(low for low, _ in others), sum(high for _, high in others)
    if name == one.total:
        return max(low, least), min(high, most)
    total_low, total_high = known[one.total]
    return max(low, total_low - most), min(high, total_high - least)


def _steps_to(told: str, sums: Sequence[Sum]) -> dict[str, int]:
    """How many sums lie between a number and each that has to do with it."""
    far = {told: 0}
    waiting = [told]
    while waiting:
        name = waiting.pop(0)
        for one in sums:
            if name in one.all:
                new = [other for other in one.all if other not in far]
                far |= dict.fromkeys(new, far[name] + 1)
                waiting += new
    return far


def hidden_steps(teams: Sequence[Collection[int]]) -> tuple[frozenset[int], bool]:
    """Of hours by week or month: the places of those that are not shown, and whether their sum is not shown, either.

    Hidden are hours of fewer than five teams; and, where the sum would tell them, those of other steps, until what is
    left of the sum is of five teams, at least, in two steps, at least.

    Args:
        teams: which teams have logged something, for each step.
    """
    out = {place for place, some in enumerate(teams) if is_small(len(some))}
    others = sorted(
        (place for place, some in enumerate(teams) if len(some) >= LEAST),
        key=lambda place: (len(teams[place]), place),
    )
    while out and not _hides(out, teams):
        if not others:
            return frozenset(out), True
        out.add(others.pop(0))
    return frozenset(out), False


def _hides(out: Iterable[int], teams: Sequence[Collection[int]]) -> bool:
    places = list(out)
    return len(places) > 1 and len({team for place in places for team in teams[place]}) >= LEAST
