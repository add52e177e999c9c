"""What a control call is given: every field of the kind it has everywhere, or words that say which kind that is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.fields import CannotDo
from sandbox.world import Json

LONGEST_WAIT = 600
"""Seconds; a delay longer than this could not be told from a hung server."""
YEARS = range(2000, 2100)

WORDS = (
    *("do", "name", "text", "label", "field", "with", "callback_id", "place", "channel", "user", "inviter"),
    *("how", "method", "error", "team", "app", "url", "bot_token", "app_token", "signing_secret"),
    *("id", "real_name", "email", "title", "locale", "tz", "creator", "now", "to", "event"),
)
LISTS = ("scopes", "events", "members", "revoke", "grant", "subscribe", "teams")
YES_OR_NO = (
    *("private", "archived", "bot", "admin", "owner", "is_admin", "is_owner", "deleted"),
    *("whole", "running", "at_once", "optional", "rate_limits", "lose_answer", "silently"),
)


def of_its_kind(body: Json) -> Json:
    """The fields that are given (null is as good as absent); CannotDo names the first that is of a wrong kind."""
    given = {name: value for name, value in body.items() if value is not None}
    for name, value in given.items():
        if name in KINDS and not KINDS[name][0](value):
            raise CannotDo(f"{name} must be {KINDS[name][1]}")
    return given


def in_its_years(moment: datetime) -> datetime:
    """A moment that every zone and every sum of days can still be reckoned from."""
    if moment.year not in YEARS:
        raise CannotDo(f"the clock goes from {YEARS.start} to {YEARS.stop - 1}")
    return moment


def _is_zone(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _within(least: float, most: float, *kinds: type) -> Callable[[Any], bool]:
    return lambda value: type(value) in kinds and least <= value <= most


KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    **{name: (lambda value: isinstance(value, str), "a string") for name in WORDS},
    **{
        name: (lambda v: isinstance(v, list) and all(isinstance(one, str) for one in v), "a list of strings")
        for name in LISTS
    },
    **{name: (lambda value: isinstance(value, bool), "true or false") for name in YES_OR_NO},
    "tz": (_is_zone, "a time zone such as Europe/Madrid"),
    "ms": (_within(0, LONGEST_WAIT * 1000, int), f"a whole number from 0 to {LONGEST_WAIT * 1000}"),
    "times": (_within(0, 10**6, int), "a whole number, not negative"),
    "nth": (_within(-(10**6), 10**6, int), "a whole number"),
    "ack_timeout": (_within(0, LONGEST_WAIT, int, float), f"seconds from 0 to {LONGEST_WAIT}"),
    "trigger_life": (_within(0, LONGEST_WAIT, int, float), f"seconds from 0 to {LONGEST_WAIT}"),
    "values": (lambda value: isinstance(value, dict), "an object of label → value"),
}
"""Field → (whether a value will do, what would)."""
