"""When two people can meet: a week of 21 boxes each, ticked in their own zones, laid over each other.

A person's week is one integer of 672 bits, a bit for each quarter of an hour from Monday 0:00 UTC: zones differ by
quarters of an hour, and what they share is a bitwise "and". Weeks wrap round. The offsets are those of one week, so
that a time does not move within it. Clocks are changed on other days in other countries: two weeks are looked at,
that of `now` and one four weeks later, when both have changed theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.clock import zone
from bot.rules.hours import monday_of

if TYPE_CHECKING:
    from numpy import ndarray

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = {"morning": (9, 13), "afternoon": (13, 18), "evening": (18, 22)}
"""Parts of a day, in hours of the person's own zone; the form says them."""
SLOTS = tuple(f"{day}_{part}" for day in WEEKDAYS for part in PARTS)
"""What can be ticked: `mon_morning` … `sun_evening`."""

QUARTERS = 7 * 24 * 4
"""Of an hour, in a week."""
HOUR = 4
"""Quarters."""
LATER = timedelta(weeks=4)

Times = tuple[str, ...]


def shared_hours(hers: Times, her_zone: str, his: Times, his_zone: str, now: datetime) -> float:
    """Hours a week that both ticked, in the week that has fewer; 0 where one of them told none."""
    return shared_quarters(hers, her_zone, his, his_zone, now) / HOUR


def shared_quarters(hers: Times, her_zone: str, his: Times, his_zone: str, now: datetime) -> int:
    """The same in quarters of an hour."""
    return min(_both_weeks(hers, her_zone, his, his_zone, now))


def cannot_meet(hers: Times, her_zone: str, his: Times, his_zone: str, now: datetime) -> bool:
    """Both told their times, and those share less than one hour in either week."""
    return bool(hers and his) and max(_both_weeks(hers, her_zone, his, his_zone, now)) < HOUR


def _both_weeks(hers: Times, her_zone: str, his: Times, his_zone: str, now: datetime) -> tuple[int, int]:
    """Quarters in common, in this week and in the later one."""
    now_and_later = (
        (week(hers, offset(her_zone, when)) & week(his, offset(his_zone, when))).bit_count()
        for when in (now, now + LATER)
    )
    return next(now_and_later), next(now_and_later)


def shared_parts(
    hers: Times, her_zone: str, his: Times, his_zone: str, now: datetime
) -> tuple[tuple[str, int], ...]:
    """How many of her own slots share an hour or more with his week, by part of her day: (("evening", 4), …).

    The part with the most comes first; equal ones in the order of the day.
    """
    found = Counter(slot.partition("_")[2] for slot in shared_slots(hers, her_zone, his, his_zone, now))
    return tuple(sorted(((part, found[part]) for part in PARTS if part in found), key=lambda one: -one[1]))


def shared_slots(own: Times, own_zone: str, other: Times, other_zone: str, now: datetime) -> Times:
    """Which of somebody's own slots share an hour or more with the other's week, in the order of the week.

    Of the two weeks, the one that has fewer hours in common.
    """
    this, later = _both_weeks(own, own_zone, other, other_zone, now)
    when = now if this <= later else now + LATER
    there = week(other, offset(other_zone, when) - offset(own_zone, when))  # as the own clock shows it
    return tuple(slot for slot in SLOTS if slot in own and (_LOCAL[slot] & there).bit_count() >= HOUR)


@lru_cache(maxsize=4096)
def offset(name: str, now: datetime) -> int:
    """Quarters of an hour by which the zone is ahead of UTC in the week of `now` (Monday to Sunday, UTC).

    Taken on its Wednesday: clocks are changed at weekends.
    """
    wednesday = monday_of(now.astimezone(UTC).date()) + timedelta(days=2)
    noon = datetime.combine(wednesday, time(12), tzinfo=UTC).astimezone(zone(name))
    return round((noon.utcoffset() or timedelta(0)) / timedelta(minutes=15))


@lru_cache(maxsize=8192)
def week(times: Times, ahead: int) -> int:
    """The quarters of a UTC week in which somebody can meet, whose clock is `ahead` quarters ahead of UTC.

    Raises:
        KeyError: one of `times` is no slot.
    """
    local = 0
    for slot in times:
        local |= _LOCAL[slot]
    back = ahead % QUARTERS
    return (local >> back) | ((local & ((1 << back) - 1)) << (QUARTERS - back))


def _quarters(day: int, begins: int, ends: int) -> int:
    first, length = (day * 24 + begins) * 4, (ends - begins) * 4
    return ((1 << length) - 1) << first


_LOCAL = {
    f"{name}_{part}": _quarters(day, begins, ends)
    for day, name in enumerate(WEEKDAYS)
    for part, (begins, ends) in PARTS.items()
}


def weeks(people: Iterable[tuple[Times, str]], when: datetime) -> ndarray[Any, Any]:
    """One row a person (times, zone), one column a quarter: 0 or 1, as uint8, 672 columns."""
    import numpy as np  # noqa: PLC0415 - 40 MB and a quarter of a second, needed only when somebody waits

    rows = b"".join(
        week(times, offset(name, when)).to_bytes(QUARTERS // 8, "little") for times, name in people
    )
    bits = np.frombuffer(rows, dtype=np.uint8).reshape(-1, QUARTERS // 8)
    return np.unpackbits(bits, axis=1, bitorder="little")


def shared_matrices(
    hers: Sequence[tuple[Times, str]], his: Sequence[tuple[Times, str]], now: datetime
) -> tuple[ndarray[Any, Any], ndarray[Any, Any]]:
    """Quarters in common of every pair: in the week that has fewer, and in the one that has more."""
    import numpy as np  # noqa: PLC0415 - see `weeks`

    this, zones = _shared_matrix(hers, his, now), {name for _, name in (*hers, *his)}
    if len({offset(name, now + LATER) - offset(name, now) for name in zones}) < 2:
        return this, this
    later = _shared_matrix(hers, his, now + LATER)
    return np.minimum(this, later), np.maximum(this, later)


def _shared_matrix(
    hers: Iterable[tuple[Times, str]], his: Iterable[tuple[Times, str]], when: datetime
) -> ndarray[Any, Any]:
    """Quarters of an hour in common in a week, float32: one row each of hers, one column each of his.

    Neighbouring quarters in which nobody's week changes are one column, weighted by their number.
    """
    import numpy as np  # noqa: PLC0415 - see `weeks`

    left, right = weeks(hers, when), weeks(his, when)
    changes = np.ones(QUARTERS, dtype=bool)
    changes[1:] = (left[:, 1:] != left[:, :-1]).any(axis=0) | (right[:, 1:] != right[:, :-1]).any(axis=0)
    starts = np.flatnonzero(changes)
    lengths = np.diff(starts, append=QUARTERS).astype(np.float32)
    product: ndarray[Any, Any] = (left[:, starts] * lengths) @ right[:, starts].astype(np.float32).T
    return product
