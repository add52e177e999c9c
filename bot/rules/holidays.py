"""Public holidays of a programme's country and region: from a library that brings its own calendars."""

from __future__ import annotations

from datetime import date
from functools import cache

import holidays

from bot.rules.hours import Span

COUNTRY_MAX, REGION_MAX = 2, 8
"""Characters of a code, as the settings keep them."""


@cache
def is_known(country: str, region: str) -> bool:
    """Whether there is a calendar of this country (ISO 3166, `ES`) and of its region (`CT`; empty: the whole country's)."""
    known = holidays.list_supported_countries()
    return country in known and (not region or region in known[country])


@cache
def regions(country: str) -> tuple[str, ...]:
    """Codes of the regions with holidays of their own, as short as a code is; of a known country."""
    known = holidays.list_supported_countries().get(country, [])
    return tuple(sorted(one for one in known if len(one) <= REGION_MAX))


def country_code(typed: str) -> str | None:
    """The code that somebody means by `es`; None where no calendar is known."""
    code = typed.strip().upper()
    return code if len(code) == COUNTRY_MAX and is_known(code, "") else None


def region_code(country: str, typed: str) -> str | None:
    """The code that somebody means by `ct` or `ES-CT`; empty for nothing, None for an unknown one."""
    wanted = typed.strip().upper().removeprefix(f"{country}-")
    return next((one for one in ("", *regions(country)) if one.upper() == wanted), None)


@cache
def _calendar(country: str, region: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=region or None)


def is_holiday(day: date, country: str, region: str) -> bool:
    """A country without a calendar has no holidays."""
    return is_known(country, region) and day in _calendar(country, region)


@cache
def between(first: date, last: date, country: str, region: str) -> tuple[Span, ...]:
    """The holidays of these days, each as a rest of one day."""
    if not is_known(country, region):
        return ()
    days: list[date] = _calendar(country, region)[first:last]  # type: ignore[index]
    return tuple((day, day) for day in days)
