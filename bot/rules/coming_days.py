"""A day to come as people type it: "until Friday", "hasta el 5 de enero". Nothing is guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.rules.days import first_day, plain
from bot.rules.typed import LANGUAGES

UNTIL = sorted(
    {tuple(plain(word) for word in text.split()) for one in LANGUAGES.values() for text in one.until},
    key=len,
    reverse=True,
)
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_YEAR = re.compile(r"\b\d{4}\b")


def coming_day(text: str, today: date) -> date | None:
    """The day that a text says and nothing else: a weekday is the next one, a day and month the next such one.

    None: it says none, more than one can tell, or one that is over.
    """
    words = text.split()
    typed = tuple(plain(word) for word in words)
    words = words[next((len(until) for until in UNTIL if typed[: len(until)] == until), 0) :]
    found = first_day(words, today)
    if found is None or found.day is None or found.words < len(words):
        return None
    if found.day > today:
        return found.day
    tomorrow, next_week = (_read(words, today + later) for later in (_DAY, _WEEK))
    if next_week == found.day + _WEEK:
        if tomorrow == found.day + _DAY:  # "yesterday" moves with each day, "Monday" does not
            return None
        return next_week if next_week > today else next_week + _WEEK
    return None if _YEAR.search(text) else _next_year(found.day)


def _read(words: list[str], today: date) -> date | None:
    found = first_day(words, today)
    return found.day if found else None


def _next_year(day: date) -> date | None:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return None
