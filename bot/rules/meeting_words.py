"""When a meeting is to be, as people type it: "tomorrow 18:00", "2026-03-20 17:45", "mañana a las 6 de la tarde"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.rules.coming_days import days_in, may_be_today
from bot.rules.letters import folded

WORDS_READ = 30
EARLY = 8
"""Who types 6:30 for a meeting may mean the evening; 06:30 is the morning."""
_LATER = (
    *("pm", "p.m.", "de la tarde", "de la noche", "de la tarda", "del vespre", "de la nit"),
    *("du soir", "de l'apres-midi", "مساء", "المساء", "вечора", "дня"),
)
_MORNING = ("am", "a.m.", "de la manana", "del mati", "du matin", "صباحا", "ранку")


def _any_of(texts: tuple[str, ...]) -> str:
    return "|".join(re.escape(folded(text)) for text in sorted(texts, key=len, reverse=True))


_TIME = re.compile(
    rf"(?<![\w:./-])(\d{{1,2}})(?:([:.h])(\d{{2}})(?![\d:])|(h)(?!\w))?(?:\s?(?:h|hrs|год)\b)?"
    rf"(?:\s?(?:(?P<later>{_any_of(_LATER)})|(?P<morning>{_any_of(_MORNING)}))(?!\w))?(?![\w:/-]|\.\d)"
)


@dataclass(frozen=True)
class When:
    """What was understood: the day, and the time as a form takes it, `HH:MM`. None: not said, or not sure."""

    day: date | None = None
    time: str | None = None


NO_WHEN = When()


def read_when(text: str, today: date) -> When:
    """`today` is the person's own."""
    plain = folded(text)
    times = {(found.span(), at) for found in _TIME.finditer(plain) if (at := _time(found)) is not None}
    for (begin, end), _ in sorted(times, reverse=True):
        text = f"{text[:begin]} {text[end:]}"
    words = text.split()[:WORDS_READ]
    days = [] if may_be_today(words, today) else days_in(words, today)
    said = {at for _, at in times}
    return When(days[0] if len(days) == 1 else None, said.pop() or None if len(said) == 1 else None)


def _time(found: re.Match[str]) -> str | None:
    """Empty: a time that may be in the morning or in the evening. None: no time."""
    hour, minute = int(found[1]), int(found[3] or 0)
    is_bare, is_later, is_morning = found[2] is None, bool(found["later"]), bool(found["morning"])
    if hour > 23 or minute > 59 or (is_later and is_morning):
        return None
    if is_later or is_morning:
        if not 1 <= hour <= 12:
            return f"{hour:02d}:{minute:02d}"
        return f"{hour % 12 + 12 * is_later:02d}:{minute:02d}"
    if is_bare and (found[4] is None or hour < EARLY):
        return None  # "5 March", and "1h" for a length
    if found[2] == "." and 0 < minute <= 12:
        return None  # may be a day and a month
    return f"{hour:02d}:{minute:02d}" if hour >= EARLY or len(found[1]) == 2 else ""
