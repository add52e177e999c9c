"""A day to come as people type it: "until Friday", "hasta el 5 de enero". Nothing is guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.errors import Wrong
from bot.rules.days import first_day, plain
from bot.rules.typed import LANGUAGES

UNTIL = sorted(
    {tuple(plain(word) for word in text.split()) for one in LANGUAGES.values() for text in one.until},
    key=len,
    reverse=True,
)
FAR = timedelta(weeks=8)
"""Who types a day that is further ahead than this may have meant another year, so she is asked."""
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_YEAR = re.compile(r"\b\d{4}\b")


def coming_day(text: str, today: date) -> date | None:
    """The day that a text says and nothing else: a weekday is the next one, a day and month the next such one.

    None: it says none, more than one can tell, or one that is over.
    """
    words, day = _said(text, today)
    if day is None or day > today:
        return day
    tomorrow, next_week = (_read(words, today + later) for later in (_DAY, _WEEK))
    if next_week == day + _WEEK:
        if tomorrow == day + _DAY:  # "yesterday" moves with each day, "Monday" does not
            return None
        return next_week if next_week > today else next_week + _WEEK
    later = None if _YEAR.search(text) else _next_year(day)
    return (
        later if later is not None and _read(words, later) == later else None
    )  # "Sunday 1" is so this month


def doubt(text: str, today: date) -> Wrong | None:
    """Why she looks at the day in the form before it holds: none was read, it is over, or it is far ahead."""
    last = coming_day(text, today)
    if last is not None:
        return Wrong.AWAY_FAR if last > today + FAR else None
    _, day = _said(text, today)
    return Wrong.AWAY_UNREAD if day is None or day == today else Wrong.AWAY_BEGINS_IN_PAST


def _said(text: str, today: date) -> tuple[list[str], date | None]:
    """The words without "until", and the day that is all they say; without a year the last such one."""
    words = text.split()
    typed = tuple(plain(word) for word in words)
    words = words[next((len(until) for until in UNTIL if typed[: len(until)] == until), 0) :]
    found = first_day(words, today)
    return words, None if found is None or found.words < len(words) else found.day


def _read(words: list[str], today: date) -> date | None:
    found = first_day(words, today)
    return found.day if found else None


def _next_year(day: date) -> date | None:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return None
