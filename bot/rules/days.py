"""Days as people type them: in words of the languages around the programme, and in numbers. Nothing is guessed.

What looks like a day and is none is told apart from what is no day at all, so that nobody's Monday is logged as
today. The words are those of the libraries (dateparser's for "yesterday" and "3 days ago", Babel's for weekdays and
months) and of `rules.typed`; how they stand together is read here. dateparser's own reading is not asked: it takes
"3", "may", "1.5" and "last week" for days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from typing import Any
from unicodedata import combining, normalize

from babel import Locale

from bot.rules.typed import LANGUAGES

FAR_AHEAD = timedelta(days=60)
"""A day and month without a year that are further ahead than this were meant to be last year's."""
LONGEST = 8
"""Words of the longest day: "miércoles 2 de marzo de 2026"."""
NUMBERS = {word: number for one in LANGUAGES.values() for word, number in one.numbers.items()}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:[-/.](\d{4}|\d{2}))?$")
_END = r"(?=[\s,;.]|$)"
_IN_THE_LIBRARY = re.compile(r"(in )?(?:(\d+)|\\1) (day|week)(?(1)| ago)$")
_NUMBER = re.compile(r"\(\\d\S*?\)")
"""Where a number stands in a pattern of the library."""

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Day:
    """A day at the beginning of a text. `words`: how many say it; `day`: None where there is no such day."""

    words: int
    day: date | None


@dataclass(frozen=True)
class _Known:
    """All languages together: one person may type in several.

    `near` and `ago`: phrase → days ago, in `ago` times the number at `#`; a phrase is words without accents.
    """

    near: Mapping[Phrase, int]
    ago: Mapping[Phrase, int]
    vague: frozenset[Phrase]
    before: frozenset[Phrase]
    after: frozenset[Phrase]
    ahead: frozenset[Phrase]
    mornings: Mapping[str, frozenset[str]]
    weekdays: Mapping[str, int]
    short: Mapping[str, int]


def first_day(words: list[str], today: date) -> Day | None:
    """The day that the first words say, if they begin with one; without a year it is the last such one."""
    known = _known()
    for skipped in (*_lengths(words[:-1], known.before), 0):
        found = _at(words[skipped : skipped + LONGEST], today, short=True)
        if found is not None:
            return Day(found.words + skipped, found.day)
    return None


def last_day(words: list[str], today: date) -> date | None:
    """The day of a text that ends with today, yesterday or the like; and only that."""
    ago = _known().near.get((_plain(words[-1]),)) if words else None
    return None if ago is None or ago < 0 else today - timedelta(days=ago)


def mention_day(words: list[str], today: date) -> bool:
    """Whether a day is named anywhere in these words."""
    known = _known()
    for start, word in enumerate(words):
        if start and _plain(words[start - 1]) in known.mornings.get(_plain(word), ()):
            continue
        if any(_lengths(words[start:], known.vague)):
            return True
        numeric = _DAY_FIRST.match(_bare(word))
        if numeric and not numeric[4] and (numeric[2] != "/" or _numeric(word, today) == Day(1, None)):
            continue  # a version, pages, "13/20": what in a topic is no date
        if _at(words[start : start + LONGEST], today, short=False) is not None:
            return True
    return False


def _at(words: list[str], today: date, *, short: bool) -> Day | None:
    if not words:
        return None
    known, plain = _known(), _plain(words[0])
    weekday = known.weekdays.get(plain, known.short.get(plain) if short else None)
    if weekday is None:
        return _in_words(words, today) or _numeric(words[0], today) or _with_month(_folded(words), today)
    dated = _numeric(words[1], today) if len(words) > 1 else None
    dated = dated or _with_month(_folded(words[1:]), today)
    if dated is not None:
        fits = dated.day is not None and dated.day.weekday() == weekday
        return Day(1 + dated.words, dated.day if fits else None)
    ahead = next(_lengths(words[1:], known.ahead), 0)
    if ahead:
        return Day(1 + ahead, None)
    over = next(_lengths(words[1:], known.after), 0)
    return Day(1 + over, today - timedelta(days=(today.weekday() - weekday) % 7 or 7))


def _in_words(words: list[str], today: date) -> Day | None:
    """`yesterday`, `anteayer`, `3 days ago`, `hace dos semanas`."""
    known, plain = _known(), [_plain(word) for word in words]
    for length in range(min(len(plain), LONGEST), 0, -1):
        phrase = tuple(plain[:length])
        if phrase in known.near:
            return Day(length, today - timedelta(days=known.near[phrase]))
        for at, word in enumerate(phrase):
            many = _count(word)
            each = known.ago.get((*phrase[:at], "#", *phrase[at + 1 :])) if many else None
            if many and each:
                return Day(length, today - timedelta(days=many * each))
    return None


def _count(word: str) -> int:
    """A number of days or weeks, of at most two digits; 0 where it is none."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 3 else NUMBERS.get(word, 0)


def _numeric(word: str, today: date) -> Day | None:
    """`2026-02-27`, `27/2`, `27.2.2026`. Two numbers with a dot between them are no day: it may be 1.5 hours."""
    bare = _bare(word)
    iso = _YEAR_FIRST.match(bare)
    if iso:
        return Day(1, _date(int(iso[1]), int(iso[2]), int(iso[3])))
    numeric = _DAY_FIRST.match(bare)
    if not numeric:
        return None
    if numeric[2] == "." and not numeric[4]:
        return Day(1, None)
    return Day(1, _completed(int(numeric[1]), int(numeric[3]), numeric[4], today))


def _with_month(text: str, today: date) -> Day | None:
    day_first, month_first, months = _months()
    found = day_first.match(text)
    if found:
        day, month, year = found[1], found[2], found[3]
    else:
        found = month_first.match(text)
        if not found:
            return None
        month, day, year = found[1], found[2], found[3]
    return Day(found[0].count(" ") + 1, _completed(int(day), months[month], year, today))


def _completed(day: int, month: int, year: str | None, today: date) -> date | None:
    """Without a year, the last such day that has passed, unless it is near."""
    if year:
        return _date(int(year) % 2000 + 2000, month, day)
    this_year = _date(today.year, month, day)
    if this_year is not None and this_year > today + FAR_AHEAD:
        return _date(today.year - 1, month, day)
    return this_year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _lengths(words: list[str], phrases: frozenset[Phrase]) -> Iterator[int]:
    """How many first words are one of the phrases, the longest first."""
    plain = [_plain(word) for word in words[:LONGEST]]
    return (length for length in range(len(plain), 0, -1) if tuple(plain[:length]) in phrases)


@cache
def _known() -> _Known:
    """Read once, at the first text: the library takes a tenth of a second to load."""
    near: dict[Phrase, int] = {}
    ago: dict[Phrase, int] = {}
    vague: set[Phrase] = set()
    weekdays: dict[str, int] = {}
    for code, own in LANGUAGES.items():
        for text, days in (*_of_the_library(code), *own.days.items(), *((text, 7) for text in own.weeks)):
            (ago if "#" in text else near)[_phrase(text)] = days
        vague |= {_phrase(text) for text in (*_words_of(code).get("1 week ago", ()), *own.vague)}
        if own.names:
            weekdays |= {_plain(name): at for at, name in Locale.parse(code).days["format"]["wide"].items()}
        weekdays |= {_plain(name): at for name, at in own.weekdays.items()}
    every = LANGUAGES.values()
    return _Known(
        near,
        ago,
        frozenset(vague),
        _phrases(text for one in every for text in one.before),
        _phrases(text for one in every for text in one.after),
        _phrases(text for one in every for text in one.ahead),
        {_plain(word): frozenset(before) for one in every for word, before in one.mornings.items()},
        weekdays,
        {_plain(name): at for one in every for name, at in one.short.items()},
    )


def _words_of(code: str) -> dict[str, list[str]]:
    """What dateparser knows of a language: `1 day ago` → yesterday; with a number in it, `\\1 day ago`."""
    info: dict[str, Any] = import_module(f"dateparser.data.date_translation_data.{code}").info
    return {**info["relative-type"], **info["relative-type-regex"]}


def _of_the_library(code: str) -> Iterator[tuple[str, int]]:
    """Its phrases for one day, and how many days ago that is; in those with a number, how many for each."""
    for meaning, texts in _words_of(code).items():
        found = _IN_THE_LIBRARY.match(meaning)
        if found is None or meaning in ("0 week ago", "1 week ago", "in 1 week"):
            continue
        days = int(found[2] or 1) * (7 if found[3] == "week" else 1)
        for text in texts:
            yield _NUMBER.sub("#", text), -days if found[1] else days


def _phrases(texts: Iterable[str]) -> frozenset[Phrase]:
    return frozenset(_phrase(text) for text in texts)


def _phrase(text: str) -> Phrase:
    return tuple("#" if word == "#" else _plain(word) for word in text.split())


@cache
def _months() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, int]]:
    """Day before month, month before day, and the number of each name."""
    months: dict[str, int] = {}
    for code, own in LANGUAGES.items():
        widths = Locale.parse(code).months["format"]
        for width in ("wide", "abbreviated") if own.short_months else ("wide",):
            for number, name in widths[width].items():
                months[re.sub(r"^d(?:e |['’])", "", _fold(name)).strip(".")] = number
    names = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    year = r"(?:,? (?:de |del |of )?(\d{4}))?"
    return (
        re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|º|\.)? (?:de |of |d['’])?({names})\.?{year}{_END}"),
        re.compile(rf"({names})\.? (\d{{1,2}})(?:st|nd|rd|th)?{year}{_END}"),
        months,
    )


def _folded(words: list[str]) -> str:
    """The words, small and without accents; each stays one word."""
    return " ".join("".join(_fold(word).split()) for word in words)


def _fold(text: str) -> str:
    return "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))


def _plain(word: str) -> str:
    """Small letters and digits alone, without accents."""
    return "".join(letter for letter in _fold(word) if letter.isalnum())


def _bare(word: str) -> str:
    return word.strip(",;.")
