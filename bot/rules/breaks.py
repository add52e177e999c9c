"""A break of the whole programme and whose public holidays count, as a manager writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import UserError, Wrong, refuse_all
from bot.rules.holidays import country_code, region_code, regions
from bot.rules.hours import Span

BLOCKS = ("first", "last", "country", "region")
LONGEST = timedelta(days=366)
"""How far ahead the last day of a break may be."""
CODE_TYPED = 40
"""Characters of the two fields, so that a name that is no code can be answered, not cut."""
_EXAMPLES = 12


@dataclass(frozen=True)
class Wanted:
    """`span`: a new break, if there is one; `country`, `region`: see `rules.holidays`, empty: none."""

    span: Span | None
    country: str
    region: str


def read(entered: Mapping[str, str], today: date, others: Sequence[Span]) -> Wanted:
    """What the form says. `today`: in the programme's zone; `others`: the breaks that there are.

    Raises:
        UserError: everything that cannot be, each at its field.
    """
    wrongs: list[UserError] = []
    span = _span(entered, today, others, wrongs)
    country, region = calendar(entered, wrongs)
    refuse_all(wrongs)
    return Wanted(span, country, region)


def _span(
    entered: Mapping[str, str], today: date, others: Sequence[Span], wrongs: list[UserError]
) -> Span | None:
    if not (entered.get("first") or entered.get("last")):
        return None
    first, last = day_of(entered.get("first", "")), day_of(entered.get("last", ""))
    if first is None:
        wrongs.append(UserError(Wrong.NO_FIRST_DAY, block="first"))
    if last is None:
        wrongs.append(UserError(Wrong.NO_LAST_DAY, block="last"))
    if first is None or last is None:
        return None
    if first < today:
        wrongs.append(UserError(Wrong.BREAK_IN_PAST, block="first"))
    if last < first:
        wrongs.append(UserError(Wrong.BREAK_ENDS_BEFORE, block="last"))
    elif last > today + LONGEST:
        wrongs.append(UserError(Wrong.BREAK_TOO_LONG, block="last"))
    elif first >= today:
        for begins, ends in others:
            if first <= ends and begins <= last:
                wrongs.append(UserError(Wrong.BREAK_OVERLAPS, {"first": begins, "last": ends}, block="first"))
                break
    return first, last


def calendar(entered: Mapping[str, str], wrongs: list[UserError]) -> tuple[str, str]:
    """Country and region whose public holidays count, of the fields of these names; what cannot be is added to `wrongs`."""
    typed_country, typed_region = entered.get("country", ""), entered.get("region", "")
    if not typed_country:
        if typed_region:
            wrongs.append(UserError(Wrong.REGION_ALONE, block="country"))
        return "", ""
    country = country_code(typed_country)
    if country is None:
        wrongs.append(UserError(Wrong.UNKNOWN_COUNTRY, block="country"))
        return "", ""
    region = region_code(country, typed_region)
    if region is None:
        known = ", ".join(regions(country)[:_EXAMPLES])
        wrongs.append(UserError(Wrong.UNKNOWN_REGION, {"country": country, "known": known}, block="region"))
        return country, ""
    return country, region


def day_of(text: str) -> date | None:
    """The day that `2026-03-09` is; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
