"""What people type behind `/codebuddy report`: `quarter`, `q3 2026`, `course`, two days, `excel`; in English and Spanish.

What is not sure is not guessed: the form opens with what was understood.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from babel.dates import get_month_names

from bot.rules import periods
from bot.rules.periods import Period, When


class Form(StrEnum):
    """What a report is sent as."""

    MESSAGE = "message"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    """The figures of each year, for everybody to read."""


@dataclass(frozen=True)
class Asked:
    """What was understood. `period` and `form`: None where nothing was said of it, or nothing sure.

    Attributes:
        is_sure: every word was understood.
        wants_course: the course's days are meant, which nobody has entered.
        first, last: days that were named, for the form, where they are no period.
    """

    period: Period | None
    form: Form | None
    is_sure: bool
    wants_course: bool = False
    first: date | None = None
    last: date | None = None

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day that were named or meant."""
        return (self.period.first, self.period.last) if self.period else (self.first, self.last)


FORMS = {
    Form.MESSAGE: ("message", "mensaje", "slack", "here", "aqui", "chat"),
    Form.XLSX: ("xlsx", "excel", "spreadsheet", "sheet", "calc", "xls"),
    Form.CSV: ("csv", "zip"),
    Form.JSON: ("json", "opendata", "abiertos"),
}
FILLING = frozenset(
    (
        "the",
        "of",
        "for",
        "as",
        "in",
        "from",
        "to",
        "until",
        "till",
        "and",
        "a",
        "an",
        "please",
        "since",
        "el",
        "la",
        "los",
        "de",
        "del",
        "al",
        "hasta",
        "desde",
        "y",
        "un",
        "una",
        "en",
        "como",
        "para",
    )
)
THIS = frozenset(("this", "este", "esta", "current", "actual"))
LAST = frozenset(("last", "previous", "pasado", "pasada", "anterior", "ultimo", "ultima"))
QUARTERS, YEARS, MONTHS = ("quarter", "trimestre"), ("year", "ano", "annual", "anual"), ("month", "mes")
COURSE = ("course", "curso", "term")
ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4},
    **{"primer": 1, "primero": 1, "segundo": 2, "tercer": 3, "tercero": 3, "cuarto": 4, "1er": 1, "3er": 3},
}
TEXT_MAX = 200
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_QUARTER = re.compile(r"[qt]([1-4])|([1-4])[qt]")
_YEAR, _MONTH = re.compile(r"20\d\d"), re.compile(r"(20\d\d)-(\d\d?)")


def understand(text: str, today: date, course: Period | None) -> Asked:
    """Read what was typed. A day before a month, as `1/9/2026`: it is what people in Europe write."""
    typed = _plain(text[:TEXT_MAX])
    days = [_day(found) for found in _DATE.finditer(typed)]
    words = [word for word in re.split(r"[\s,;:()–—]+", _DATE.sub(" ", typed)) if word.strip("-–.")]
    form = next((one for one, names in FORMS.items() if not set(names).isdisjoint(words)), None)
    left = [
        word for word in words if word not in FILLING and not any(word in names for names in FORMS.values())
    ]
    if days:
        whole = len(days) == 2 and None not in days and not left
        first, last = (*days, None)[:2]
        if whole and first is not None and last is not None and first <= last:
            return Asked(Period(first, last), form, is_sure=True)
        return Asked(None, form, is_sure=False, first=first, last=last)
    if left and set(left) <= {*COURSE, *THIS}:
        return Asked(course, form, is_sure=course is not None, wants_course=course is None)
    period = _of_words(left, today)
    return Asked(period, form, is_sure=period is not None or not left)


def _of_words(words: list[str], today: date) -> Period | None:
    """A quarter, a year or a month; None where a word is left over, or nothing is named."""
    number = year = month = None
    kinds: set[str] = set()
    is_last = False
    for word in _joined(words):
        if found := _QUARTER.fullmatch(word):
            number = int(found[1] or found[2])
        elif word in ORDINALS:
            number = ORDINALS[word]
        elif found := _MONTH.fullmatch(word):
            year, month = int(found[1]), int(found[2])
        elif _YEAR.fullmatch(word):
            year = int(word)
        elif word in _months():
            month = _months()[word]
        elif word in LAST:
            is_last = True
        elif word in (*QUARTERS, *YEARS, *MONTHS):
            kinds |= {names[0] for names in (QUARTERS, YEARS, MONTHS) if word in names}
        elif word not in THIS:
            return None
    return _named(kinds, number, year, month, today, is_last=is_last)


def _named(
    kinds: set[str], number: int | None, year: int | None, month: int | None, today: date, *, is_last: bool
) -> Period | None:
    if len(kinds) > 1 or (month is not None and not 1 <= month <= 12) or (number and month):
        return None
    if number and (not kinds or kinds == {QUARTERS[0]}) and not is_last:
        found = periods.quarter(year or today.year, number)
        return periods.quarter(today.year - 1, number) if year is None and found.first > today else found
    if number or (is_last and (year or month)):
        return None
    if month and kinds <= {MONTHS[0]}:
        found = periods.month(year or today.year, month)
        return periods.month(today.year - 1, month) if year is None and found.first > today else found
    if month:
        return None
    if year:
        return periods.year(year) if kinds <= {YEARS[0]} else None
    return _relative(next(iter(kinds), ""), today, is_last=is_last)


def _relative(kind: str, today: date, *, is_last: bool) -> Period | None:
    if kind == QUARTERS[0]:
        return periods.named(When.LAST_QUARTER if is_last else When.THIS_QUARTER, today, None)
    if kind == YEARS[0]:
        return periods.named(When.LAST_YEAR if is_last else When.THIS_YEAR, today, None)
    if kind == MONTHS[0]:
        earlier = (today.year - 1, 12) if today.month == 1 else (today.year, today.month - 1)
        return periods.month(*(earlier if is_last else (today.year, today.month)))
    return None


def _joined(words: list[str]) -> list[str]:
    """`q 3` and `trimestre 3` as `q3`; `q3/2026` and `2026-q3` as two words."""
    split = [
        piece for word in words for piece in ([word] if _MONTH.fullmatch(word) else re.split(r"[-/.]", word))
    ]
    joined: list[str] = []
    for word in split:
        if word in ("1", "2", "3", "4") and joined and joined[-1] in ("q", "t", *QUARTERS):
            joined[-1] = f"q{word}"
        elif word:
            joined.append(word)
    return joined


def _day(found: re.Match[str]) -> date | None:
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    return {
        _plain(name).strip("."): number
        for language in ("en", "es")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
