"""When somebody can meet, in the words of a cell: days and parts of the day, and ranges of them.

A word that is neither, and is not one of a few that say nothing, makes the whole part not understood: half of
`Monday, not in the evening` would say the opposite.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale

from bot.importing.words import AND, NotUnderstood
from bot.rules.grid import PARTS, SLOTS, WEEKDAYS
from bot.speech import LANGUAGES, alphabetic

PARTED = re.compile(r"[,;|\n]")
TOGETHER = re.compile(rf"/|{AND.pattern}")
"""`Monday/Wednesday evening`: what stands on both sides may share its days or its parts."""
TOKEN = re.compile(r"[^\W\d_]+|\S")
PHRASES = (
    (re.compile(r"\b(?:all|the whole|todo el) (?:day|dia)\b"), ""),
    (re.compile(r"\b(?:every day|all days|daily|todos los dias|cada dia)\b"), " everyday "),
    (re.compile(r"\b(?:fin|fines) de semana\b"), " weekend "),
    (re.compile(r"\b(?:entre semana|dias laborables|working days)\b"), " weekdays "),
    (re.compile(r"\ba las? (?=manana|tarde|noche)"), " "),
)
FILLERS = {
    ".", ":", "(", ")", "on", "at", "in", "the", "of", "during", "every", "each", "all", "any", "only",
    "el", "la", "los", "las", "por", "en", "de", "del", "durante", "cada", "todo", "toda", "todos", "todas", "solo",
}  # fmt: skip
DASHES = {"-", "–", "—"}
UNTIL = {"to", "through", "thru", "until", "till", "a", "al", "hasta"} | DASHES
FROM = {"from", "desde"}
"""They begin a range; without its end, they say more than one day."""
OF_THE_DAY = {
    "morning": ("morning", "mornings", "manana", "mananas"),
    "afternoon": ("afternoon", "afternoons", "tarde", "tardes"),
    "evening": ("evening", "evenings", "night", "nights", "noche", "noches"),
}
SHORT = {"tues": "tue", "weds": "wed", "thur": "thu", "thurs": "thu", "mier": "wed"}


@dataclass(frozen=True)
class _Said:
    """Days, or parts of a day: positions in the week or in the day, in order."""

    is_day: bool
    at: tuple[int, ...]


def times(cell: str) -> tuple[str, ...]:
    """`Monday to Friday evening, Saturdays` → grid codes; a day alone is its three parts, `evenings` every day's.

    Raises `NotUnderstood`.
    """
    found: set[str] = set()
    for part in PARTED.split(cell):
        ones = [one.strip() for one in TOGETHER.split(part)]
        for days, parts in _shared([_read(one) for one in ones if one]):
            found |= {f"{day}_{part}" for day in days or WEEKDAYS for part in parts or PARTS}
    return tuple(slot for slot in SLOTS if slot in found)


Group = tuple[tuple[str, ...], tuple[str, ...]]
"""Days and parts of the day, either may be none."""


def _shared(groups: Iterable[Group]) -> list[Group]:
    """`Monday and Tuesday evening` are two evenings, `Monday morning and evening` two parts of one day."""
    merged: list[Group] = []
    for days, parts in groups:
        if merged and not days and all(merged[-1]):
            days, before = merged.pop()
            parts = (*before, *parts)
        merged.append((days, parts))
    for at in range(len(merged) - 2, -1, -1):
        if not merged[at][1] and all(merged[at + 1]):
            merged[at] = (merged[at][0], merged[at + 1][1])
    return merged


def _read(one: str) -> Group:
    """Days and parts of one of them, such as `Monday to Friday in the evening`."""
    text = alphabetic(one)
    if text in SLOTS:
        day, _, part = text.partition("_")
        return (day,), (part,)
    for phrase, plain in PHRASES:
        text = phrase.sub(plain, text)
    said = _in_order(TOKEN.findall(text), one)
    turns = sum(before.is_day is not after.is_day for before, after in itertools.pairwise(said))
    if not said or turns > 1:
        raise NotUnderstood(one)
    names = tuple(PARTS)
    days = {WEEKDAYS[at]: None for each in said if each.is_day for at in each.at}
    parts = {names[at]: None for each in said if not each.is_day for at in each.at}
    return tuple(days), tuple(parts)


def _in_order(tokens: Sequence[str], one: str) -> list[_Said]:
    """What each word says, a range as one. Raises `NotUnderstood` for a word that nobody knows."""
    said: list[_Said] = []
    until, opened = "", False
    for token in tokens:
        if token in FILLERS:
            continue
        known = _known().get(token)
        if token in FROM and not opened:
            opened = True
        elif token in UNTIL and said and not until:
            until = token
        elif known is None:
            raise NotUnderstood(one)
        elif not until or (until in DASHES and said[-1].is_day and not known.is_day):
            said.append(known)
            until = ""
        else:
            said[-1] = _range(said[-1], known, one)
            until, opened = "", False
    if until or opened:
        raise NotUnderstood(one)
    return said


def _range(first: _Said, last: _Said, one: str) -> _Said:
    """All from the one to the other; days go on over the end of the week."""
    if first.is_day is not last.is_day or len(first.at) > 1 or len(last.at) > 1:
        raise NotUnderstood(one)
    begins, ends = first.at[0], last.at[0]
    if ends < begins:
        if not first.is_day:
            raise NotUnderstood(one)
        ends += len(WEEKDAYS)
    return _Said(first.is_day, tuple(at % len(WEEKDAYS) for at in range(begins, ends + 1)))


@cache
def _known() -> dict[str, _Said]:
    """Every word that is a day or a part of one, in the program's languages and as it is cut short."""
    found = {day: _Said(True, (at,)) for at, day in enumerate(WEEKDAYS)}
    for language in LANGUAGES:
        names = Locale.parse(language).days["format"]
        for at in range(len(WEEKDAYS)):
            wide, short = (alphabetic(str(names[width][at])) for width in ("wide", "abbreviated"))
            found |= dict.fromkeys((wide, f"{wide}s", short), _Said(True, (at,)))
    found |= {short: found[day] for short, day in SHORT.items()}
    found |= dict.fromkeys(("weekend", "weekends"), _Said(True, (5, 6)))
    found |= dict.fromkeys(("weekday", "weekdays"), _Said(True, tuple(range(5))))
    found["everyday"] = _Said(True, tuple(range(7)))
    for at, part in enumerate(PARTS):
        found |= dict.fromkeys(OF_THE_DAY[part], _Said(False, (at,)))
    return found
