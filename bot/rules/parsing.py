"""What a person typed after `/logsession`, read without guessing: what is in doubt is left open.

Durations are understood in one piece ("1h30", "90m", "1,5 h", "2 hours", "dos horas"); days by a library
that knows each language's words, and a small table of those it misses. The rest is the topic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import dateparser

from bot.errors import UserError, Wrong

MIN_MINUTES = 5
MAX_MINUTES = 720
MAX_DAYS_BACK = 60
TOPIC_MAX = 200
LONGEST_TYPED = 1000
"""Characters of a command that are looked at; Slack itself takes 4,000."""

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "una": 1, "un": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
}  # fmt: skip
_HOUR = r"(?:hours|hour|hrs|hr|horas|hora|h)"
_MINUTE = r"(?:minutes|minute|minutos|minuto|mins|min|m|')"
_DURATIONS = (
    (re.compile(rf"(\d{{1,2}})\s*{_HOUR}\s*(?:and|y)?\s*(\d{{1,2}})\s*{_MINUTE}?(?=\s|$)"), "hm"),
    (re.compile(r"(\d{1,2}):(\d{2})(?=\s|$)"), "hm"),
    (re.compile(rf"(\d{{1,4}}(?:[.,]\d{{1,2}})?)\s*{_HOUR}(?=\s|$)"), "h"),
    (re.compile(rf"(\d{{1,4}})\s*{_MINUTE}(?=\s|$)"), "m"),
    (re.compile(r"(\d{2,4})(?=\s|$)"), "m"),
    (re.compile(r"(?:half an hour|media hora)(?=\s|$)"), "half"),
    (re.compile(rf"({'|'.join(_NUMBERS)})\s+{_HOUR}(?:\s+(?:and a half|y media))?(?=\s|$)"), "word"),
)
_FILLERS = {"on", "el", "la", "last", "this", "for", "de", "del", "of"}
_WEEKDAYS = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_SHORT = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_NEAR = {
    "today": 0, "yesterday": 1, "hoy": 0, "ayer": 1, "anteayer": 2, "antier": 2,
}  # fmt: skip
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?$")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}$")
_LOOKS_LIKE_A_DAY = re.compile(r"\d|ago$|hace|day|día")


@dataclass(frozen=True)
class SessionText:
    """What was understood. `minutes` or `day` is None where the text does not say."""

    minutes: int | None
    day: date | None
    topic: str

    @property
    def is_clear(self) -> bool:
        return self.minutes is not None


def parse_session(text: str, today: date, language: str) -> SessionText:
    """Read `1h30 yesterday react hooks`: a duration, maybe a day, and the rest is the topic, in any order
    of the first two. `today` is the person's own.
    """
    rest = " ".join(text[:LONGEST_TYPED].split())
    minutes, rest = _take_duration(rest)
    day, rest = _take_day(rest, today, language)
    if minutes is None:
        minutes, rest = _take_duration(rest)
    if day is None and minutes is not None:
        day, rest = _take_day(rest, today, language)
    return SessionText(minutes, day, rest[:TOPIC_MAX].strip())


def parse_duration(text: str) -> int:
    """Minutes of a duration that stands alone, as in a form's field.

    Raises:
        UserError: it is none.
    """
    minutes, rest = _take_duration(" ".join(text[:LONGEST_TYPED].split()))
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


def _take_duration(text: str) -> tuple[int | None, str]:
    lowered = text.lower()
    for pattern, kind in _DURATIONS:
        found = pattern.match(lowered)
        if found:
            return _minutes(found, kind), text[found.end() :].strip(" ,;")
    return None, text


def _minutes(found: re.Match[str], kind: str) -> int:
    if kind == "hm":
        return int(found[1]) * 60 + int(found[2])
    if kind == "h":
        return round(float(found[1].replace(",", ".")) * 60)
    if kind == "m":
        return int(found[1])
    if kind == "half":
        return 30
    half = 30 if found[0].endswith(("half", "media")) else 0
    return _NUMBERS[found[1]] * 60 + half


def _take_day(text: str, today: date, language: str) -> tuple[date | None, str]:
    """The longest of the first four words that is a day; a day that has no year is the last such one."""
    words = text.split()
    skipped = 1 if len(words) > 1 and words[0].lower() in _FILLERS else 0
    for length in range(min(4, len(words) - skipped), 0, -1):
        day = _day(" ".join(words[skipped : skipped + length]).lower().strip(",;"), today, language)
        if day is not None:
            return day, " ".join(words[skipped + length :]).strip(" ,;")
    return None, text


def _day(words: str, today: date, language: str) -> date | None:
    if words in _NEAR:
        return today - timedelta(days=_NEAR[words])
    weekday = _weekday(words)
    if weekday is not None:
        return today - timedelta(days=(today.weekday() - weekday) % 7 or 7)
    if _ISO.match(words):
        return _date(int(words[:4]), int(words[5:7]), int(words[8:]))
    numeric = _NUMERIC.match(words)
    if numeric:
        return _day_and_month(numeric, today)
    if not _LOOKS_LIKE_A_DAY.search(words) or words.isdigit():
        return None
    return _by_library(words, today, language)


def _weekday(words: str) -> int | None:
    for names in _WEEKDAYS.values():
        if words in names:
            return names.index(words)
    plain = words.translate(str.maketrans("áé", "ae"))
    if plain in ("miercoles", "sabado"):
        return 2 if plain == "miercoles" else 5
    return _SHORT.get(words)


def _day_and_month(numeric: re.Match[str], today: date) -> date | None:
    """Day before month, as the program's languages write it; without a year, the last one that has passed."""
    day, month = int(numeric[1]), int(numeric[2])
    if numeric[3]:
        return _date(int(numeric[3]) % 2000 + 2000, month, day)
    this_year = _date(today.year, month, day)
    if this_year is not None and this_year > today + timedelta(days=MAX_DAYS_BACK):
        return _date(today.year - 1, month, day)
    return this_year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _by_library(words: str, today: date, language: str) -> date | None:
    found = dateparser.parse(
        words,
        languages=[language],
        settings={
            "RELATIVE_BASE": datetime(today.year, today.month, today.day, 12),  # noqa: DTZ001 - a wall time
            "PREFER_DATES_FROM": "past",
            "REQUIRE_PARTS": ["day"],
            "DATE_ORDER": "DMY",
        },
    )
    return found.date() if found else None
