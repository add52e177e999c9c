"""What a person typed after `/logsession`, read without guessing: what is in doubt is left open.

Durations are understood in one piece ("1h30", "90m", "1,5 h", "2 hours", "dos horas"), days as `rules.days` reads
them. The rest is the topic. Whatever is typed, every word of it is understood or stands in the topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import UserError, Wrong
from bot.rules.days import first_day, last_day, mention_day
from bot.rules.letters import folded
from bot.rules.typed import LANGUAGES

MIN_MINUTES = 5
MAX_MINUTES = 720
MAX_DAYS_BACK = 60
TOPIC_MAX = 200

Lengths = tuple[tuple[re.Pattern[str], str], ...]


def _any(texts: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(folded, texts), key=len, reverse=True))})"


_EVERY = LANGUAGES.values()
NUMBERS = {folded(word): number for one in _EVERY for word, number in one.numbers.items()}
LENGTHS = {folded(text): minutes for one in _EVERY for text, minutes in one.lengths.items()}
_HOUR = rf"{_any(word for one in _EVERY for word in one.hour)}\.?"
_MINUTE = rf"{_any(word for one in _EVERY for word in one.minute)}\.?"
MORE = {folded(text): minutes for one in _EVERY for text, minutes in one.more.items()}
_MORE = _any(MORE)
_HALF_HOUR = _any(word for one in _EVERY for word in one.half_hour)
_JOIN = _any(word for one in _EVERY for word in one.join)
_NUMBER = _any(NUMBERS)
_OF_MINUTES = _any(word for word, number in NUMBERS.items() if number >= 5)
_QUARTERS = _any(word for word, number in NUMBERS.items() if number in (15, 30, 45))
"""In words without "minutes": "une heure trente"; of other numbers it may be exercises."""
_END = r"(?=[\s,;،؛]|$)"


def _compiled(*patterns: tuple[str, str]) -> Lengths:
    return tuple((re.compile(pattern + _END), kind) for pattern, kind in patterns)


_WITH_UNIT: Lengths = _compiled(
    (rf"(\d{{1,2}})\s*{_HOUR}\s*(?:,|{_JOIN})?\s*(\d{{1,2}})\s*{_MINUTE}", "hm"),
    (rf"({_any(LENGTHS)})\s*(?:,|{_JOIN})?\s*(\d{{1,2}})\s*{_MINUTE}", "length and m"),
    (rf"(\d{{1,2}})\s*{_HOUR}([0-5]?\d)", "hm"),
    (rf"(\d{{1,2}})\s*{_HOUR}\s+(?:{_JOIN}\s*)?([0-5]\d)", "hm apart"),
    (rf"(\d{{1,2}}|{_NUMBER})\s*{_HOUR}\s+({_MORE})", "h and more"),
    (rf"(\d{{1,2}}|{_NUMBER})\s+({_MORE})\s+{_HOUR}", "h and more"),
    (rf"({_any(LENGTHS)})\s+({_MORE})", "length and more"),
    (rf"({_NUMBER})\s+{_HOUR}\s+(?:{_JOIN}\s*)?({_QUARTERS})", "h and words"),
    (rf"({_any(text for text in LENGTHS if ' ' in text)})", "length"),
    (rf"(\d{{1,4}}(?:[.,]\d{{1,2}})?)\s*{_HOUR}", "h"),
    (rf"(\d{{1,4}})\s*{_MINUTE}", "m"),
    (_HALF_HOUR, "half"),
    (rf"({_NUMBER})\s+{_HOUR}", "h"),
    (rf"({_OF_MINUTES})\s+{_MINUTE}", "m"),
)
_BARE: Lengths = _compiled(
    (r"(\d{1,2}):([0-5]\d)", "hm"),
    (r"(\d{1,2}[.,](?:0|00|25|5|50|75))", "h"),
    (r"(\d{2,4})", "m"),
    (rf"({_any(text for text in LENGTHS if ' ' not in text)})", "length"),
)
"""Lengths only where one is expected: in a topic they may be a time of day, a version or a number of pages."""
_ANY = (*_WITH_UNIT, *_BARE)


@dataclass(frozen=True, repr=False)
class SessionText:
    """What was understood. `minutes` or `day` is None where the text does not say; `doubt`: why nothing may be
    logged before the person has looked.
    """

    minutes: int | None
    day: date | None
    topic: str
    doubt: Wrong | None = None

    @property
    def leaves_day_open(self) -> bool:
        """A day may have been named, and must be chosen anew."""
        return self.day is None and self.doubt not in (None, Wrong.NO_DURATION)


def parse_session(text: str, today: date) -> SessionText:
    """Read `1h30 yesterday react hooks`: a duration, maybe a day, and the rest is the topic, in any order of the
    first two; today, yesterday and the like may also stand last. `today` is the person's own.
    """
    text = " ".join(text.split())
    if not text:
        return SessionText(None, None, "")
    minutes, after = _take_duration(text, _WITH_UNIT, today)
    begins = None if minutes is not None else first_day(text.split(), today)
    if minutes is None and (begins is None or begins.day is None):  # "27 February" is no 27 minutes
        minutes, after = _take_duration(text, _ANY, today)
    words = after.split()
    found = first_day(words, today)
    topic = _clean(" ".join(words[found.words :] if found else words))
    if minutes is None and found:
        minutes, topic = _take_duration(topic, _ANY, today)
        after = _clean(f"{' '.join(words[: found.words])} {topic}")
    if _mentions_length(topic):
        wrong = Wrong.NO_DURATION if minutes is None else Wrong.TWO_LENGTHS
        return SessionText(None, None, text, wrong)
    if len(topic) > TOPIC_MAX:
        return SessionText(minutes, None, after, Wrong.TEXT_TOO_LONG)
    return _with_day(minutes, found.day if found else None, found is not None, topic, after, today)


def _with_day(
    minutes: int | None, day: date | None, is_named: bool, topic: str, after: str, today: date
) -> SessionText:
    """`topic`: the words beside the duration and the day; `after`: those beside the duration alone."""
    words = topic.split()
    last = None if is_named else last_day(words, today)
    if last is not None:
        day, is_named, words = last, True, words[:-1]
        topic = _clean(" ".join(words))
    if mention_day(words, today):
        return SessionText(minutes, None, after, Wrong.WHICH_DAY)
    if is_named and day is None:
        return SessionText(minutes, None, after, Wrong.BAD_DATE)
    if day is not None and day > today:
        return SessionText(minutes, None, after, Wrong.IN_FUTURE)
    return SessionText(minutes, day, topic, Wrong.NO_DURATION if minutes is None else None)


def parse_duration(text: str) -> int:
    """Minutes of a duration that stands alone, as in a form's field.

    Raises:
        UserError: it is none.
    """
    minutes, rest = _take_duration(" ".join(text.split()), _ANY)
    if minutes is None or rest:
        raise UserError(Wrong.NO_DURATION)
    return minutes


def check_session(minutes: int, day: date, today: date, launched_on: date) -> None:
    """Raises `UserError` for a length or a day that no session of this team can have."""
    if minutes < MIN_MINUTES:
        raise UserError(Wrong.TOO_SHORT, block="minutes")
    if minutes > MAX_MINUTES:
        raise UserError(Wrong.TOO_LONG, block="minutes")
    if day > today:
        raise UserError(Wrong.IN_FUTURE, block="day")
    if day < today - timedelta(days=MAX_DAYS_BACK):
        raise UserError(Wrong.TOO_OLD, block="day")
    if day < launched_on:
        raise UserError(Wrong.BEFORE_TEAM, {"day": launched_on}, block="day")


def _take_duration(text: str, lengths: Lengths, today: date | None = None) -> tuple[int | None, str]:
    """With `today`, "1 h 30 March" is one hour."""
    typed = folded(text)
    for pattern, kind in lengths:
        found = pattern.match(typed)
        if found and kind == "hm apart" and today and first_day(text[found.start(2) :].split(), today):
            continue
        if found:
            return _minutes(found, kind), _clean(text[found.end() :])
    return None, text


def _mentions_length(text: str) -> bool:
    """Whether a length is named anywhere, with its unit."""
    typed = folded(text)
    starts = [0, *(space.end() for space in re.finditer(" ", typed))]
    return any(pattern.match(typed, start) for start in starts for pattern, _ in _WITH_UNIT)


def _minutes(found: re.Match[str], kind: str) -> int:
    if kind == "half":
        return 30
    if kind.startswith("length"):
        return LENGTHS[found[1]] + (_added(found[2]) if found.lastindex == 2 else 0)
    number = NUMBERS.get(found[1]) or float(found[1].replace(",", "."))
    if kind == "m":
        return round(number)
    return round(number * 60) + (_added(found[2]) if found.lastindex == 2 else 0)


def _added(text: str) -> int:
    """Minutes beside an hour: in digits, in words, or "and a half"."""
    return int(text) if text.isdigit() else MORE[text] if text in MORE else NUMBERS[text]


def _clean(text: str) -> str:
    return text.strip(" ,;،؛")
