"""Days as people type them: names in the languages around the programme, and numbers. Nothing is guessed.

What looks like a day and is none is told apart from what is no day at all, so that nobody's Monday is logged as
today. The names of weekdays and months are Babel's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from unicodedata import combining, normalize

from babel import Locale

FAR_AHEAD = timedelta(days=60)
"""A day and month without a year that are further ahead than this were meant to be last year's."""
LONGEST = 8
"""Words of the longest day: "miércoles 2 de marzo de 2026"."""
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "una": 1, "un": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
}  # fmt: skip
_LANGUAGES = ("en", "es", "ca", "fr", "de", "it", "pt", "uk", "ru")
_NO_WEEKDAYS_OF = ("uk", "ru")
"""Typed in another case than the one they are listed in, and Russian for Wednesday is also "environment"."""
_NEAR = {
    0: ("today", "hoy", "avui", "aujourd'hui", "heute", "oggi", "hoje", "сьогодні", "сегодня", "اليوم"),
    1: ("yesterday", "ayer", "anoche", "ahir", "hier", "gestern", "ieri", "ontem", "вчора", "вчера", "أمس"),
    2: ("anteayer", "antier", "vorgestern"),
    -1: ("tomorrow", "mañana", "demà", "demain", "morgen", "domani", "amanhã", "завтра", "غدا"),
}
"""Days ago, and its words."""
_ALSO_MORNING = {"manana": {"la", "esta"}, "morgen": {"am", "guten", "heute", "gestern"}}
"""Words for tomorrow that mean the morning after one of these."""
_FILLERS = {"on", "el", "la", "last", "am", "le", "il"}
_SHORT_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:[-/.](\d{4}|\d{2}))?$")
_END = r"(?=[\s,;.]|$)"
_SOME = rf"(\d{{1,2}}|{'|'.join(NUMBERS)})"
_AGO = re.compile(
    rf"(?:{_SOME} (days?|weeks?) ago|hace {_SOME} (dias?|semanas?)|fa {_SOME} (dia|dies|setmana|setmanes)"
    rf"|il y a {_SOME} (jours?|semaines?)|vor {_SOME} (tag|tagen|wochen?)){_END}"
)
_WEEKS = ("week", "semana", "setman", "semaine", "woche")
_BEFORE_YESTERDAY = re.compile(rf"(?:the )?day before yesterday{_END}")
_VAGUE = re.compile(rf"(?:last|past) (?:week|night){_END}|semana pasada{_END}")


@dataclass(frozen=True)
class Day:
    """A day at the beginning of a text. `words`: how many say it; `day`: None where there is no such day."""

    words: int
    day: date | None


def first_day(words: list[str], today: date) -> Day | None:
    """The day that the first words say, if they begin with one; without a year it is the last such one."""
    skipped = 1 if len(words) > 1 and _plain(words[0]) in _FILLERS else 0
    found = _at(words[skipped : skipped + LONGEST], today, short=True)
    return None if found is None else Day(found.words + skipped, found.day)


def last_day(words: list[str], today: date) -> date | None:
    """The day of a text that ends with today, yesterday or the like; and only that."""
    ago = _near().get(_plain(words[-1])) if words else None
    return None if ago is None or ago < 0 else today - timedelta(days=ago)


def mention_day(words: list[str], today: date) -> bool:
    """Whether a day is named anywhere in these words."""
    if _VAGUE.search(_folded(words)):
        return True
    for start, word in enumerate(words):
        if start and _plain(words[start - 1]) in _ALSO_MORNING.get(_plain(word), ()):
            continue
        numeric = _DAY_FIRST.match(_bare(word))
        if numeric and not numeric[4] and (numeric[2] != "/" or _numeric(word, today) == Day(1, None)):
            continue  # a version, pages, "13/20": what in a topic is no date
        if _at(words[start : start + LONGEST], today, short=False) is not None:
            return True
    return False


def _at(words: list[str], today: date, *, short: bool) -> Day | None:
    if not words:
        return None
    weekday = _weekday(_plain(words[0]), short=short)
    if weekday is None:
        return _without_weekday(words, today)
    dated = _numeric(words[1], today) if len(words) > 1 else None
    dated = dated or _with_month(_folded(words[1:]), today)
    if dated is None:
        return Day(1, today - timedelta(days=(today.weekday() - weekday) % 7 or 7))
    fits = dated.day is not None and dated.day.weekday() == weekday
    return Day(1 + dated.words, dated.day if fits else None)


def _without_weekday(words: list[str], today: date) -> Day | None:
    ago = _near().get(_plain(words[0]))
    if ago is not None:
        return Day(1, today - timedelta(days=ago))
    text = _folded(words)
    return _numeric(words[0], today) or _relative(text, today) or _with_month(text, today)


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


def _relative(text: str, today: date) -> Day | None:
    before = _BEFORE_YESTERDAY.match(text)
    if before:
        return Day(_length(before[0]), today - timedelta(days=2))
    found = _AGO.match(text)
    if not found:
        return None
    number, unit = (part for part in found.groups() if part)
    many = NUMBERS.get(number) or int(number)
    return Day(_length(found[0]), today - timedelta(days=many * (7 if unit.startswith(_WEEKS) else 1)))


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
    return Day(_length(found[0]), _completed(int(day), months[month], year, today))


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


def _weekday(plain: str, *, short: bool) -> int | None:
    found = _weekdays().get(plain)
    return _SHORT_WEEKDAYS.get(plain) if found is None and short else found


@cache
def _near() -> dict[str, int]:
    return {_plain(word): ago for ago, words in _NEAR.items() for word in words}


@cache
def _weekdays() -> dict[str, int]:
    return {
        _plain(name): number
        for language in _LANGUAGES
        if language not in _NO_WEEKDAYS_OF
        for number, name in Locale.parse(language).days["format"]["wide"].items()
    }


@cache
def _months() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, int]]:
    """Day before month, month before day, and the number of each name."""
    months: dict[str, int] = {}
    for language in _LANGUAGES:
        widths = Locale.parse(language).months["format"]
        for width in ("wide", "abbreviated") if language in ("en", "es") else ("wide",):
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


def _length(text: str) -> int:
    return text.count(" ") + 1
