"""What a person typed after `/logsession`, read without guessing: what is in doubt is left open.

Durations are read by `rules.lengths`, days by `rules.days`. The rest is the topic. Whatever is typed, every word of
it is understood or stands in the topic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import UserError, Wrong
from bot.rules.days import Day, first_day, last_day, mention_day, other_weekday
from bot.rules.lengths import Length, length_at, mentions_length
from bot.rules.letters import folded

MIN_MINUTES = 5
MAX_MINUTES = 720
MAX_DAYS_BACK = 60
TOPIC_MAX = 200


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
    length, after = _take_duration(text, today, bare=False)
    begins = None if length is not None else first_day(text.split(), today)
    if length is None and (begins is None or begins.day is None):  # "27 February" is no 27 minutes
        length, after = _take_duration(text, today, bare=True)
    words = after.split()
    found = first_day(words, today)
    topic = _clean(" ".join(words[found.words :] if found else words))
    if length is None and found:
        length, topic = _take_duration(topic, today, bare=True)
        after = _clean(f"{' '.join(words[: found.words])} {topic}")
    if mentions_length(topic):
        wrong = Wrong.NO_DURATION if length is None else Wrong.TWO_LENGTHS
        return SessionText(None, None, text, wrong)
    if length is not None and length.in_doubt:
        return SessionText(None, None, text, Wrong.WHICH_LENGTH)
    minutes = length.minutes if length else None
    if len(topic) > TOPIC_MAX:
        return SessionText(minutes, None, after, Wrong.TEXT_TOO_LONG)
    return _with_day(minutes, found, topic, after, today)


def _with_day(minutes: int | None, found: Day | None, topic: str, after: str, today: date) -> SessionText:
    """`topic`: the words beside the duration and the day; `after`: those beside the duration alone."""
    words = topic.split()
    last = None if found else last_day(words, today)
    if last is not None:
        words = words[: -last.words]
        topic = _clean(" ".join(words))
    named = found or last
    day = named.day if named else None
    if (named and named.is_open) or mention_day(words, today) or (found and other_weekday(words)):
        return SessionText(minutes, None, after, Wrong.WHICH_DAY)
    if found and day is None:
        return SessionText(minutes, None, after, Wrong.BAD_DATE)
    if day is not None and day > today:
        return SessionText(minutes, None, after, Wrong.IN_FUTURE)
    return SessionText(minutes, day, topic, Wrong.NO_DURATION if minutes is None else None)


def parse_duration(text: str) -> int:
    """Minutes of a duration that stands alone, as in a form's field.

    Raises:
        UserError: it is none.
    """
    length, rest = _take_duration(" ".join(text.split()), bare=True)
    if length is None or rest:
        raise UserError(Wrong.NO_DURATION)
    return length.minutes


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


def _take_duration(text: str, today: date | None = None, *, bare: bool) -> tuple[Length | None, str]:
    """The length that the text begins with, and the rest. With `today`, "1 h 30 March" is one hour."""

    def is_day(at: int) -> bool:
        return today is not None and first_day(text[at:].split(), today) is not None

    found = length_at(folded(text), is_day, bare=bare)
    return found, text if found is None else _clean(text[found.end :])


def _clean(text: str) -> str:
    return text.strip(" ,;،؛")
