"""A day to come as people type it: "until Friday", "hasta el 5 de enero". Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.rules.days import LONGEST, first_day, plain
from bot.rules.typed import LANGUAGES

UNTIL = sorted(
    {tuple(plain(word) for word in text.split()) for one in LANGUAGES.values() for text in one.until},
    key=len,
    reverse=True,
)
FAR = timedelta(weeks=8)
"""Who types a day that is further ahead than this may have meant another year, so she is asked."""
_MORNINGS = {
    plain(word): frozenset(before) for one in LANGUAGES.values() for word, before in one.mornings.items()
}
"""A word for tomorrow that is the morning after one of these."""
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


def days_in(words: list[str], today: date) -> list[date]:
    """The different days to come, or today, that stand somewhere in these words, in their order."""
    found: list[date] = []
    at = 0
    while at < len(words):
        long, day = next(_prefixes(words, at, today), (1, None))
        if day is not None and day not in found:
            found.append(day)
        at += long
    return found


def may_be_today(words: list[str], today: date) -> bool:
    """Whether the weekday that today is stands somewhere in these words: it may mean today, or the next one."""
    read = (first_day(words[at:], today) for at in range(len(words)))
    return any(one is not None and one.day == today - _WEEK for one in read)


def _prefixes(words: list[str], at: int, today: date) -> Iterator[tuple[int, date]]:
    """Days that begin here, by how many words say them; the longest first. Of "por la mañana" no word is one."""
    if at and plain(words[at - 1]) in _MORNINGS.get(plain(words[at]), ()):
        return
    for long in range(min(LONGEST, len(words) - at), 0, -1):
        some = words[at : at + long]
        if long > 1 and plain(some[0]) in _MORNINGS.get(plain(some[1]), ()):
            return
        read = first_day(some, today)
        if read is None or read.words < long:
            continue
        day = today if read.day == today else coming_day(" ".join(some), today)
        if day is not None:
            yield long, day


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
