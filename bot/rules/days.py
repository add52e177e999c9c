"""Days as people type them: in words of the languages around the programme, and in numbers. Nothing is guessed.

What looks like a day and is none is told apart from what is no day at all, so that nobody's Monday is logged as
today. The words are those of the libraries (dateparser's for "yesterday" and "3 days ago", Babel's for weekdays and
months) and of `rules.typed`; how they stand together is read here. dateparser's own reading is not asked: it takes
"3", "may", "1.5" and "last week" for days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from typing import Any
from unicodedata import combining, normalize

from babel import Locale

from bot.rules.lengths import says_length
from bot.rules.letters import ALIKE, folded
from bot.rules.typed import LANGUAGES

FAR_AHEAD = timedelta(days=60)
"""A day and month without a year that are further ahead than this were meant to be last year's."""
LONGEST = 8
"""Words of the longest day: "miércoles 2 de marzo de 2026"."""

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:[-/.](\d{4}|\d{2}))?$")
_END = r"(?=[\s,;.،؛]|$)"
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|o|-го|-е)?$")
_WITHOUT_MONTH = re.compile(
    r"\b(?:on the \d{1,2}(?:st|nd|rd|th)?|(?:el|le|dia|يوم) (?:[12]?\d|3[01])|"
    r"(?:\d{1,2}(?:st|nd|rd|th)|the (?:[12]?\d|3[01]))(?=\W*$))(?![^\s,;.،؛])"
)
"""A day of the month that no weekday stands before: "on the 10th", "el 10"."""
_ARTICLES = frozenset(("the", "la"))
_JOINS = frozenset(("", *(word for one in LANGUAGES.values() for word in (*one.join, *one.either))))
_BEFORE_NUMBER = frozenset(("the", "le", "el", "dia"))
_IN_THE_LIBRARY = re.compile(r"(in )?(?:(\d+)|\\1) (day|week)(?(1)| ago)$")
_NUMBER = re.compile(r"\(\\d\S*?\)")
"""Where a number stands in a pattern of the library."""

Phrase = tuple[str, ...]
"""Words, small and without accents; `#` stands for a number."""
Phrases = Mapping[str, Sequence[tuple[Phrase, int]]]
"""By the first word, so that most words of a text are looked up once: what stands there, the longest first."""


@dataclass(frozen=True)
class Day:
    """A day at the beginning of a text. `words`: how many say it; `day`: None where there is no such day.

    `is_open`: without a day, because it may be one of several, or none.
    """

    words: int
    day: date | None
    is_open: bool = False


@dataclass(frozen=True)
class _Known:
    """All languages together: one person may type in several.

    `days`: phrase → days ago, for each of the number at `#` where it has one. Of the other phrases the length counts.
    """

    days: Phrases
    vague: Phrases
    before: Phrases
    after: Phrases
    ahead: Phrases
    open: Phrases
    mornings: Mapping[str, frozenset[str]]
    weekdays: Mapping[str, int]
    short: Mapping[str, int]
    shared: Mapping[str, int]
    named: Mapping[str, int]


def load() -> None:
    """Read the words of the libraries now, a tenth of a second: nobody's click should wait for it."""
    _known()
    _months()


def first_day(words: list[str], today: date) -> Day | None:
    """The day that the first words say, if they begin with one; without a year it is the last such one."""
    found = _at(words[:LONGEST], today, _short(words[0]) if words else None)
    if found is not None:
        shared = found.words == 1 and len(words) > 1 and _shared(words[0]) is not None
        return Day(1, None, is_open=True) if shared else found
    return next(_behind(words, today), None)


def _behind(words: list[str], today: date, *, only_short: bool = False) -> Iterator[Day]:
    """Days with a word before them, as in "on Friday". "The sun" is none, nor is "la vie"."""
    for phrase, _ in _begins(words[:-1], _known().before):
        skipped = len(phrase)
        name = words[skipped]
        short = None if phrase[-1] in _ARTICLES else _short(name, _known().named.get(plain(name)))
        found = None if only_short and short is None else _at(words[skipped:][:LONGEST], today, short)
        if found is not None:
            yield Day(found.words + skipped, found.day, found.is_open)


def last_day(words: list[str], today: date) -> Day | None:
    """The day of a text that ends with today, yesterday or the like; and only that."""
    for start in range(max(len(words) - LONGEST, 0), len(words)):
        for phrase, days in _begins(words[start:], _known().days):
            if len(phrase) == len(words) - start and "#" not in phrase:
                return None if days < 0 else Day(len(phrase), today - timedelta(days=days))
    return None


def mention_day(words: list[str], today: date) -> bool:
    """Whether a day is named anywhere in these words."""
    known = _known()
    for start, word in enumerate(words):
        if start and plain(words[start - 1]) in known.mornings.get(plain(word), ()):
            continue
        if any(_begins(words[start : start + LONGEST], known.vague)) or _are_weekdays(
            re.split("[-/–]", word)
        ):
            return True
        numeric = _DAY_FIRST.match(_bare(word))
        if numeric and not numeric[4] and (numeric[2] != "/" or _numeric(word, today) == Day(1, None)):
            continue  # a version, pages, "13/20": what in a topic is no date
        if _at(words[start : start + LONGEST], today) or any(_behind(words[start:], today, only_short=True)):
            return True
    return _WITHOUT_MONTH.search(_folded(words)) is not None


def _at(words: list[str], today: date, short: int | None = None) -> Day | None:
    """`short`: the weekday that the first word is where it is written short."""
    if not words:
        return None
    known = _known()
    weekday = known.weekdays.get(plain(words[0]), short)
    if weekday is None:
        return _in_words(words, today) or _numeric(words[0], today) or _with_month(_folded(words), today)
    dated = _numeric(words[1], today) if len(words) > 1 else None
    dated = dated or _with_month(_folded(words[1:]), today)
    if dated is not None:
        fits = dated.day is not None and dated.day.weekday() == weekday
        return Day(1 + dated.words, dated.day if fits else None)
    for some, is_open in ((known.open, True), (known.vague, True), (known.days, True), (known.ahead, False)):
        for phrase, _ in _begins(words[1:], some):
            return Day(1 + len(phrase), None, is_open)
    over = next((len(phrase) for phrase, _ in _begins(words[1:], known.after)), 0)
    numbered = _numbered(words[over:], weekday, today)
    if numbered is not None:
        return Day(over + numbered.words, numbered.day, numbered.is_open)
    return Day(1 + over, today - timedelta(days=(today.weekday() - weekday) % 7 or 7))


def _numbered(words: list[str], weekday: int, today: date) -> Day | None:
    """A weekday and the day of the month, as in "Tuesday 10": the last such day, if it was that weekday."""
    at = 2 if len(words) > 2 and plain(words[1]) in _BEFORE_NUMBER else 1
    if len(words) <= at or says_length(folded(" ".join(words[at:]))):
        return None
    is_last = len(words) == at + 1
    found = _DAY_OF_MONTH.match(_fold(_bare(words[at])))
    number = int(found[1]) if found else _numbers().get(plain(words[at]), 0)
    if not (1 if found else 2) <= number <= 31 or (words[at - 1].endswith((",", "،")) and not is_last):
        return None
    if plain(words[0]) in _months()[2] or not (found or is_last):
        return Day(at + 1, None, is_open=True)
    day = _date(today.year, today.month, number)
    if day is None or day > today:
        before = today.replace(day=1) - timedelta(days=1)
        day = _date(before.year, before.month, number)
    return Day(at + 1, day if day is not None and day.weekday() == weekday else None)


def other_weekday(words: list[str]) -> bool:
    """Whether what stands behind a day names a weekday more, written short: "Tue & Thu", "lun y mar"."""
    joined = len(words) > 1 and plain(words[0]) in _JOINS
    names = words[1:2] if joined else words[:1]
    return bool(names) and (_short(names[0]) is not None or (joined and _short(names[0] + ".") is not None))


def _are_weekdays(words: list[str]) -> bool:
    weekdays = _known().weekdays
    return len(words) > 1 and all(plain(one) in weekdays or _short(one) is not None for one in words)


def _short(word: str, otherwise: int | None = None) -> int | None:
    """A weekday written short; some are one with their dot alone."""
    short, dotted = _known().short, _dotted(word.rstrip(",;،؛"))
    return short.get(dotted, short.get(dotted.removesuffix("."), otherwise))


def _shared(word: str) -> int | None:
    """A weekday written short, if the word is another one in another language, and nothing tells them apart."""
    return None if word.endswith((".", ",", "،")) else _known().shared.get(plain(word))


def _dotted(word: str) -> str:
    """As `plain`, with the dot at its end."""
    return plain(word) + ("." if word.endswith(".") else "")


def _in_words(words: list[str], today: date) -> Day | None:
    """`yesterday`, `anteayer`, `3 days ago`, `hace dos semanas`."""
    for phrase, days in _begins(words, _known().days):
        many = _count(plain(words[phrase.index("#")])) if "#" in phrase else 1
        return Day(len(phrase), today - timedelta(days=many * days))
    return None


def _begins(words: list[str], phrases: Phrases) -> Iterator[tuple[Phrase, int]]:
    """The phrases that these words begin with, the longest first."""
    if not words:
        return
    first = plain(words[0])
    for phrase, meaning in phrases.get("#" if _count(first) else first, phrases.get(first, ())):
        if len(phrase) <= len(words) and all(
            _count(plain(word)) if wanted == "#" else plain(word) == wanted
            for wanted, word in zip(phrase, words, strict=False)
        ):
            yield phrase, meaning


def _count(word: str) -> int:
    """A number of days or weeks, of at most two digits; 0 where it is none."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 3 else _numbers().get(word, 0)


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


@cache
def _numbers() -> dict[str, int]:
    return {plain(word): number for one in LANGUAGES.values() for word, number in one.numbers.items()}


@cache
def _known() -> _Known:
    days: dict[str, int] = {}
    vague: list[str] = []
    weekdays: dict[str, int] = {}
    for code, own in LANGUAGES.items():
        days |= {**dict(_of_the_library(code)), **own.days}
        vague += (*_words_of(code).get("1 week ago", ()), *own.vague)
        if own.names:
            weekdays |= {plain(name): at for at, name in Locale.parse(code).days["format"]["wide"].items()}
        weekdays |= {plain(name): at for name, at in own.weekdays.items()}
    every = LANGUAGES.values()
    return _Known(
        _phrases(days),
        _phrases(dict.fromkeys(vague, 0)),
        _phrases({text: 0 for one in every for text in one.before}),
        _phrases({text: 0 for one in every for text in one.after}),
        _phrases({text: 0 for one in every for text in one.ahead}),
        _phrases({text: 0 for one in every for text in one.open}),
        {plain(word): frozenset(before) for one in every for word, before in one.mornings.items()},
        weekdays,
        {_dotted(name): at for one in every for name, at in (*one.short.items(), *one.shared.items())},
        {plain(name): at for one in every for name, at in one.shared.items()},
        {plain(name): at for one in every for name, at in one.named.items()},
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


def _phrases(texts: Mapping[str, int]) -> Phrases:
    found: dict[str, list[tuple[Phrase, int]]] = {}
    for text, meaning in texts.items():
        phrase = tuple("#" if word == "#" else plain(word) for word in text.split())
        found.setdefault(phrase[0], []).append((phrase, meaning))
    return {first: sorted(some, key=lambda one: len(one[0]), reverse=True) for first, some in found.items()}


@cache
def _months() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, int]]:
    """Day before month, month before day, and the number of each name."""
    months: dict[str, int] = {}
    for code, own in LANGUAGES.items():
        for locale in (code, *own.months_of):
            widths = Locale.parse(locale).months["format"]
            for width in ("wide", "abbreviated") if own.short_months else ("wide",):
                for number, name in widths[width].items():
                    months[re.sub(r"^d(?:e |['’])", "", _fold(name)).strip(".")] = number
    names = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    year = r"(?:,? (?:de |del |of )?(\d{4}))?"
    return (
        re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)? (?:de |of |d['’])?({names})\.?{year}{_END}"),
        re.compile(rf"({names})\.? (\d{{1,2}})(?:st|nd|rd|th)?{year}{_END}"),
        months,
    )


def _folded(words: list[str]) -> str:
    """The words, small and without accents; each stays one word."""
    return " ".join("".join(_fold(word).split()) for word in words)


def _fold(text: str) -> str:
    small = normalize("NFKD", text.translate(ALIKE).casefold())
    return "".join(letter for letter in small if not combining(letter))


def plain(word: str) -> str:
    """Small letters and digits alone, without accents."""
    return "".join(letter for letter in _fold(word) if letter.isalnum())


def _bare(word: str) -> str:
    return word.translate(ALIKE).strip(",;.،؛")
