"""Lengths as people type them, read in one piece: "1h30", "90m", "1,5 h", "dos horas y media", "une heure vingt".

A number that stands beside an hour and may be its minutes or the first word of the topic leaves the length in doubt.
Places are in the folded text, which is as long as the typed one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import TypeVar, cast

from bot.rules.letters import folded
from bot.rules.typed import LANGUAGES

IsDay = Callable[[int], bool]
"""Whether a day begins at this place of the text."""
_T = TypeVar("_T")


@dataclass(frozen=True)
class Length:
    """A length at the beginning of a text. `end`: where what is no part of it begins.

    `in_doubt`: what stands there may belong to it, so that `minutes` are not to be believed.
    """

    minutes: int
    end: int
    in_doubt: bool = False


@dataclass(frozen=True)
class _Words:
    """Words that may stand beside an hour, for the languages that its own word belongs to.

    `alone`: minutes without the word for them; `in_doubt`: which of these are minutes or the first word of a topic.
    """

    numbers: Mapping[str, int]
    alone: Mapping[str, int]
    in_doubt: Mapping[str, int]
    is_short: bool = False


@dataclass(frozen=True)
class _Hour:
    """An hour that was read. `is_glued`: its number is in digits, and so may its minutes be: "1h30"."""

    minutes: int
    end: int
    spoken: _Words
    is_glued: bool = False
    is_whole: bool = True


def _table(texts: Iterable[tuple[str, _T]]) -> dict[str, _T]:
    return {folded(text): meaning for text, meaning in texts}


def _any(texts: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, map(folded, texts)), key=len, reverse=True))})"


@cache
def _words_of(codes: tuple[str, ...], is_short: bool = False) -> _Words:
    some = [LANGUAGES[code] for code in codes]
    numbers = _table(pair for one in some for pair in one.numbers.items())
    minutes = {word: number for word, number in numbers.items() if 5 <= number < 60}
    if is_short:  # "1h ten tips": tens may be either, before a topic all others are no minutes
        for word in _LESSONS:
            del numbers[word], minutes[word]
        tens = {word: number for word, number in minutes.items() if number > 5 and number % 5 == 0}
        return _Words(numbers, minutes, tens, is_short=True)
    parts = {
        folded(text.removeprefix(join).strip()): minutes
        for one in some
        for text, minutes in one.more.items()
        for join in one.join
        if text.startswith(join) and minutes in (15, 30, 45)
    }
    several = {word: number for word, number in numbers.items() if number >= 5}
    quarters = {text: number for text, number in parts.items() if number != 30}
    return _Words(numbers, {**minutes, **parts}, {**several, **quarters})


_LESSONS = ("set", "nou")
"""Seven and nine in Catalan; behind "1h", which is of no language, more often a lesson."""
_EVERY = list(LANGUAGES.values())
_NUMBERS = _table(pair for one in _EVERY for pair in one.numbers.items())
_MORE = _table(pair for one in _EVERY for pair in one.more.items())
_MINUS = _table((word, True) for one in _EVERY for word in one.minus)
_EITHER = _table((word, True) for one in _EVERY for word in one.either)
_ALONG = _table((word, True) for one in _EVERY for word in one.along)
_SHORT = _words_of(tuple(LANGUAGES), is_short=True)
_HOURS: Mapping[str, _Words] = {
    folded(word): _SHORT
    if len(word) <= 3
    else _words_of(tuple(code for code, one in LANGUAGES.items() if word in one.hour))
    for word in dict.fromkeys(word for one in _EVERY for word in one.hour)
}
"""Short forms are written in any language."""
_MINUTES = _table((word, word) for one in _EVERY for word in one.minute)
_LENGTHS: Mapping[str, tuple[int, _Words]] = {
    folded(text): (minutes, _words_of((code,)))
    for code, one in LANGUAGES.items()
    for text, minutes in (*one.lengths.items(), *((text, 30) for text in one.half_hour))
}
_HALVES = frozenset(folded(text) for one in _EVERY for text in one.half_hour)
_MOST_WORDS = 6
_STOPS = " ,;،؛"
_WORD_ENDS = re.compile(rf"(?=[{_STOPS}]|$)")
_DIGITAL = re.compile(
    rf"(\d{{1,4}}(?:[.,]\d{{1,2}})?)\s*(?:(?P<hour>{_any(_HOURS)})|(?P<minute>{_any(_MINUTES)}))\.?"
)
_MINUTE = re.compile(rf"\s*{_any(_MINUTES)}\.?{_WORD_ENDS.pattern}")
_HALF_OR_LESS = re.compile(
    rf"\s+(?:{_any(word for one in _EVERY for word in one.join)}\s*)?1/2(?!\S)|\s+[-–−]\d{{1,2}}(?!\d)"
)
"""Behind an hour: half of one, though it might be a day of February, or minutes with a sign."""
_UNREAD_MINUTES = re.compile(
    rf"(?:\s+\S+){{0,3}}?\s+{_any(word for word in _MINUTES if len(word) > 3)}{_WORD_ENDS.pattern}"
)
_DIGITS = re.compile(r"\d{1,2}(?!\d)")
_JOIN = _any(word for one in _EVERY for word in one.join if word != "و")
_BETWEEN = re.compile(rf"(?P<comma>\s*[,،])?\s*(?:(?P<join>(?:{_JOIN}(?=[\s\d])|[+&]))|(?P<attached>و))?\s*")
_BARE = (
    (re.compile(rf"(\d{{1,2}}):([0-5]\d)(?:\s*{_any(_HOURS)})?{_WORD_ENDS.pattern}"), 60),
    (re.compile(rf"(\d{{1,2}}[.,](?:0|00|25|5|50|75)){_WORD_ENDS.pattern}"), 60),
    (re.compile(rf"(\d{{2,4}}){_WORD_ENDS.pattern}"), 1),
)


def length_at(text: str, is_day: IsDay, at: int = 0, *, bare: bool) -> Length | None:
    """The length that stands at this place of a folded text.

    `bare`: also one without a unit, and one word that is one: in a topic they may be a time of day, a version or a
    number of pages.
    """
    hour = _hour(text, at)
    found = _with_minutes(text, hour, is_day) if hour else _minutes(text, at)
    if found is not None:
        goes_on = _goes_on(text, found.end, hour.spoken if hour else _SHORT)
        return replace(found, in_doubt=goes_on and not _day_behind(text, found.end, is_day))
    if hour is None or not _ends(text, hour.end):  # "90 hooks" is no 90 h
        return _without_unit(text, at) if bare else None
    said = text[at : hour.end]
    if not bare and said in _LENGTHS and " " not in said and said not in _HALVES:
        return None
    return Length(hour.minutes, hour.end, _in_doubt(text, hour, is_day))


def mentions_length(text: str) -> bool:
    """Whether a length is named anywhere in a text as typed, with its unit."""
    small = folded(text)
    starts = [0, *(space.end() for space in re.finditer(" ", small))]
    behind_and = [start + 1 for start in starts if small.startswith("و", start)]
    return any(says_length(small, start) for start in (*starts, *behind_and))


def says_length(text: str, at: int = 0) -> bool:
    """Whether a length with its unit stands at this place of a folded text."""
    return length_at(text, lambda _: False, at, bare=False) is not None


def _hour(text: str, at: int) -> _Hour | None:
    """The hours at this place, whatever comes after them; half an hour and the like too."""
    alone = _longest(text, at, _LENGTHS)
    if alone is not None:
        (minutes, words), end = alone
        return _Hour(minutes, end, words)
    found = _DIGITAL.match(text, at)
    if found and found["hour"]:
        number = float(found[1].replace(",", "."))
        whole = found[1].isdigit() and len(found[1]) < 3
        return _Hour(round(number * 60), found.end(), _HOURS[found["hour"]], True, whole)
    digits = _DIGITS.match(text, at)
    counted = (int(digits[0]), digits.end()) if digits else _longest(text, at, _NUMBERS)
    if counted is None:
        return None
    more = _next(text, counted[1], _MORE) or (0, counted[1])
    unit = _next(text, more[1], _HOURS)
    return None if unit is None else _Hour(counted[0] * 60 + more[0], unit[1], unit[0])


def _with_minutes(text: str, hour: _Hour, is_day: IsDay) -> Length | None:
    """The hours and what is clearly beside them: minutes, a part of an hour, or less."""
    if not hour.is_whole or _day_behind(text, hour.end, is_day):
        return None
    gap = re.compile(r"[,،]?\s").match(text, hour.end)
    more = _longest(text, gap.end(), _MORE) if gap else None
    if more is not None:
        return Length(hour.minutes + more[0], more[1])
    minus = _next(text, hour.end, _MINUS)
    if minus is not None:
        less = _number(text, minus[1] + 1, hour.spoken.numbers)
        end = less and (_minute_word(text, less[1]) or (less[1] if _closes(text, less[1], is_day) else None))
        return Length(hour.minutes - less[0], end) if less and end and less[0] < 60 else None
    between = _between(text, hour.end)
    at = between.end()
    if at == hour.end and not hour.is_glued:
        return None
    found = _number(text, at, hour.spoken.numbers)
    end = _minute_word(text, found[1]) if found else None
    if found and end and found[0] < 60:
        return Length(hour.minutes + found[0], end)
    end = _end_of_minutes_alone(text, hour, between, is_day)
    found = _number(text, at, hour.spoken.alone)
    return Length(hour.minutes + found[0], end) if found and end else None


def _end_of_minutes_alone(text: str, hour: _Hour, between: re.Match[str], is_day: IsDay) -> int | None:
    """Where minutes without the word for them end: in digits behind digits, else only if nothing follows."""
    at = between.end()
    found = _number(text, at, hour.spoken.alone)
    if found is None or found[0] > 59 or between["comma"]:
        return None
    if text[at].isdigit() and hour.is_glued and not between["join"] and not between["attached"]:
        return found[1] if at == hour.end or found[1] - at == 2 else None
    if text[at].isdigit() and found[1] - at != 2:
        return None
    return found[1] if at > hour.end and _closes(text, found[1], is_day) else None


def _in_doubt(text: str, hour: _Hour, is_day: IsDay) -> bool:
    """Whether what follows the hours may be a part of the length that was not understood."""
    if _HALF_OR_LESS.match(text, hour.end):
        return True
    if _day_behind(text, hour.end, is_day):
        return False
    if not hour.spoken.is_short and _UNREAD_MINUTES.match(text, hour.end):
        return True
    between = _between(text, hour.end)
    words, at = hour.spoken, between.end()
    number = _number(text, at, words.numbers)
    if _goes_on(text, hour.end, words) or (between["join"] and not words.is_short):
        return True
    along = _next(text, hour.end, _ALONG)
    with_number = along and _number(text, along[1] + 1, words.numbers)
    if with_number and _closes(text, with_number[1], is_day):
        return True
    minus = _next(text, hour.end, _MINUS)
    if minus is not None:
        return not words.is_short or _number(text, minus[1] + 1, words.numbers) is not None
    is_article = number is not None and number[0] == 1 and not text[at].isdigit()
    if number and _closes(text, number[1], is_day) and not is_article:
        return True
    if between["attached"]:
        return _longest(text, at, words.alone) is not None
    if between["comma"]:
        return False
    if number and text[at].isdigit():
        return not words.is_short and number[1] - at == 2 and number[0] < 60
    return _longest(text, at, words.in_doubt) is not None


def _goes_on(text: str, at: int, words: _Words) -> bool:
    """Whether a length that ends here goes on with "and", "or" or "less" and a number."""
    either = _next(text, at, _EITHER)
    minus = _next(text, at, _MINUS)
    if minus is not None:
        return _number(text, minus[1] + 1, words.numbers) is not None
    if either is not None:
        behind = either[1] + 1
        return bool(_number(text, behind, words.numbers) or _longest(text, behind, _LENGTHS))
    between = _between(text, at)
    is_joined = between["join"] or between["attached"]
    return bool(is_joined and at < between.end() and _number(text, between.end(), words.numbers))


def _minutes(text: str, at: int) -> Length | None:
    """Minutes alone. Fewer than five in words are no session: "a minute"."""
    found = _DIGITAL.match(text, at)
    if found and found["minute"] and found[1].isdigit() and _ends(text, found.end()):
        return Length(int(found[1]), found.end())
    number = _longest(text, at, _NUMBERS)
    unit = _next(text, number[1], _MINUTES) if number and number[0] >= 5 else None
    return Length(number[0], unit[1]) if number and unit else None


def _without_unit(text: str, at: int) -> Length | None:
    for pattern, each in _BARE:
        found = pattern.match(text, at)
        if found:
            minutes = round(float(found[1].replace(",", ".")) * each) + int(
                found[2] if found.lastindex == 2 else 0
            )
            unit = _next(text, found.end(), _MINUTES)
            return Length(minutes, found.end(), in_doubt=unit is not None)
    return None


def _number(text: str, at: int, words: Mapping[str, int]) -> tuple[int, int] | None:
    """A number of at most two digits or in words, which nothing but its unit may be glued to; and where it ends."""
    digits = _DIGITS.match(text, at)
    if digits is None:
        return _longest(text, at, words)
    ends = _ends(text, digits.end()) or _MINUTE.match(text, digits.end())
    return (int(digits[0]), digits.end()) if ends else None


def _between(text: str, at: int) -> re.Match[str]:
    """What stands between an hour and the rest, which may be nothing."""
    return cast(re.Match[str], _BETWEEN.match(text, at))


def _minute_word(text: str, at: int) -> int | None:
    found = _MINUTE.match(text, at)
    return found.end() if found else None


def _closes(text: str, at: int, is_day: IsDay) -> bool:
    """Whether what was said is over here: at the end, before a comma or before a day."""
    return at == len(text) or text[at] != " " or _day_behind(text, at, is_day)


def _day_behind(text: str, at: int, is_day: IsDay) -> bool:
    return text.startswith(" ", at) and is_day(at + 1)


def _ends(text: str, at: int) -> bool:
    return at == len(text) or text[at] in _STOPS


def _next(text: str, at: int, table: Mapping[str, _T]) -> tuple[_T, int] | None:
    """The longest of these texts behind a space."""
    return _longest(text, at + 1, table) if text.startswith(" ", at) else None


def _longest(text: str, at: int, table: Mapping[str, _T]) -> tuple[_T, int] | None:
    """The longest of these texts that stands here as whole words, and where it ends; a dot may close it."""
    found = None
    for end in islice(_word_ends(text, at), _MOST_WORDS):
        said = text[at:end]
        meaning = table.get(said, table.get(said.removesuffix(".")))
        if meaning is not None:
            found = meaning, end
    return found


def _word_ends(text: str, at: int) -> Iterator[int]:
    return (end.start() for end in _WORD_ENDS.finditer(text, at + 1)) if at < len(text) else iter(())
