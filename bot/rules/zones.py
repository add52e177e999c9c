"""Time zones, as somebody writes them."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

TYPED_MAX = 64
_NO_PLACES = ("posix/", "right/", "Etc/", "SystemV/")


@cache
def _known() -> dict[str, str]:
    """`europe/madrid` → its name; `madrid`, too, where only one zone ends so."""
    names = {one for one in available_timezones() if "/" in one and not one.startswith(_NO_PLACES)}
    ends: dict[str, list[str]] = {}
    for name in names:
        ends.setdefault(_folded(name.rpartition("/")[2]), []).append(name)
    alone = {end: found[0] for end, found in ends.items() if len(found) == 1}
    return {**alone, **{_folded(name): name for name in names}, "utc": "UTC"}


def _folded(text: str) -> str:
    return "_".join(text.replace("_", " ").split()).casefold()


def zone_named(typed: str) -> str | None:
    """The zone that somebody means by `europe/madrid` or `Madrid`; None where none is known."""
    return _known().get(_folded(typed)) if len(typed) <= TYPED_MAX else None
