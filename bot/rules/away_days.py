"""The days away that somebody types: one day, "until Friday", "from 1/4 to 5/4", "next week". Nothing is guessed.

A day that stands alone is that one day. What is not wholly understood leaves a doubt: she looks at the form, in which
stands what was understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.errors import Wrong
from bot.rules.away_words import BEGIN, END, NEXT_WEEK, THIS_WEEK, Phrase
from bot.rules.coming_days import FAR, UNTIL, coming_day, days_in
from bot.rules.days import first_day, plain
from bot.rules.hours import monday_of

WORDS_READ = 30
"""Words of a text in which days are looked for."""
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_DASHES = re.compile(r"\s*[–—−]\s*")
_BEFORE_NUMBER = re.compile(r"\b[lL]['’](?=\d)")
_TWO_NUMBERS = re.compile(r"\d{1,2}-\d{1,2}")
_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|-го|-е)?[,،]?")
_ARTICLES = frozenset(plain(word) for word in ("the", "el", "le", "dia", "يوم"))


@dataclass(frozen=True)
class Days:
    """The first and the last day away, both included; `doubt`: why she looks at the form first, None where it is sure.

    A day is None where it was not said, or not understood.
    """

    first: date | None = None
    last: date | None = None
    doubt: Wrong | None = None


NOTHING_SAID = Days()


def days_away(text: str, today: date) -> Days:
    """What a text says of days away; `today` is the person's own. Without a doubt both days are there, in order, and
    not before today."""
    words = _BEFORE_NUMBER.sub("", _DASHES.sub(" - ", text)).split()[:WORDS_READ]
    typed = tuple(plain(word) for word in words)
    found = _week(typed, today) or _until(words, today) or _one(words, today) or _range(words, today)
    if found is None:
        found = _partly(words, today)
    if found.doubt is None and found.last is not None and found.last > today + FAR:
        return replace(found, doubt=Wrong.AWAY_FAR)
    return found


def _week(typed: Phrase, today: date) -> Days | None:
    sunday = monday_of(today) + _WEEK - _DAY
    if typed in THIS_WEEK:
        return Days(today, sunday)
    return Days(sunday + _DAY, sunday + _WEEK) if typed in NEXT_WEEK else None


def _until(words: list[str], today: date) -> Days | None:
    rest = _after(words, UNTIL)
    last = None if rest is None else _day(rest, today)
    if rest is not None and last is None and _is_over(rest, today):
        return Days(doubt=Wrong.AWAY_BEGINS_IN_PAST)
    return None if last is None else Days(today, last)


def _one(words: list[str], today: date) -> Days | None:
    """A day alone. Today's weekday may mean today; "1-4" may be two days of the month."""
    day = _day(words, today)
    if day is None:
        return Days(doubt=Wrong.AWAY_BEGINS_IN_PAST) if _is_over(words, today) else None
    is_open = _is_todays_name(words, today) or _TWO_NUMBERS.fullmatch(words[0]) is not None
    return Days(day, day, Wrong.AWAY_UNSURE if is_open else None)


def _range(words: list[str], today: date) -> Days | None:
    """Two days with something between them that makes them a first and a last one."""
    for head, tail in _cuts(words):
        begin = _after(head, BEGIN) or head
        first, last = _day(begin, today), _day(tail, today)
        if first is None and last is not None:
            first = _same_month(begin, last)
        elif last is None and first is not None:
            last = _same_month(tail, first)
        if first is None or last is None:
            continue
        if first < today <= last or last < first > today + FAR:  # its first day is over
            return Days(today, last, Wrong.AWAY_UNSURE)
        if last < first:
            last = _day(tail, first)
        if first < today or last is None or not first <= last <= first + FAR:
            continue
        return Days(first, last, Wrong.AWAY_UNSURE if _is_todays_name(begin, today) else None)
    return None


def _partly(words: list[str], today: date) -> Days:
    """What stands somewhere in the text, for the form."""
    found = days_in(words, today)
    doubt = Wrong.AWAY_UNSURE if found else Wrong.AWAY_UNREAD
    if len(found) == 2 and found[0] < found[1]:
        return Days(found[0], found[1], doubt)
    if len(found) != 1:
        return Days(doubt=Wrong.AWAY_UNREAD if not found else Wrong.AWAY_UNSURE)
    [day] = found
    if _after(words, UNTIL) is not None:
        return Days(today, day, doubt)
    if _after(words, BEGIN) is not None:
        return Days(day, None, doubt)
    return Days(day, day, doubt)


def _cuts(words: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Every way in which the words may be a first and a last day."""
    typed = [plain(word) for word in words]
    for at in range(1, len(words)):
        for phrase in END:
            if tuple(typed[at : at + len(phrase)]) == phrase:
                yield words[:at], words[at + len(phrase) :]
    for at, word in enumerate(words):
        for dash in re.finditer("-", word):
            left, right = word[: dash.start()], word[dash.end() :]
            yield [*words[:at], *left.split()], [*right.split(), *words[at + 1 :]]


def _after(words: Sequence[str], phrases: Sequence[Phrase]) -> list[str] | None:
    """The words behind one of these phrases, if they begin with one."""
    typed = tuple(plain(word) for word in words)
    length = next((len(one) for one in phrases if typed[: len(one)] == one), 0)
    return list(words[length:]) if length else None


def _day(words: Sequence[str], today: date) -> date | None:
    """The day that these words are and nothing else: today, or one that comes."""
    if not words:
        return None
    found = first_day(list(words), today)
    if found is not None and found.words == len(words) and found.day == today:
        return today
    return None if _after(words, UNTIL) is not None else coming_day(" ".join(words), today)


def _same_month(words: Sequence[str], other: date) -> date | None:
    """A day of the month alone, of the month of the other end: "from 1 to 5 April"."""
    bare = words[1:] if len(words) == 2 and plain(words[0]) in _ARTICLES else words
    found = _OF_MONTH.fullmatch(bare[0].casefold()) if len(bare) == 1 else None
    try:
        return None if found is None else other.replace(day=int(found[1]))
    except ValueError:
        return None


def _is_over(words: list[str], today: date) -> bool:
    found = first_day(words, today)
    return found is not None and found.words == len(words) and found.day is not None and found.day < today


def _is_todays_name(words: list[str], today: date) -> bool:
    """Whether they are the weekday that today is: it may mean today, or the next one."""
    found = first_day(words, today)
    return found is not None and found.words == len(words) and found.day == today - _WEEK
