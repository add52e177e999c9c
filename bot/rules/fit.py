"""Whether one student and one volunteer fit, and how well: the rules that nothing outweighs, and the points.

Nothing here knows the rest of the waiting list; `matching` does. `scores` says the same of everybody at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import category, combining, normalize

from bot.rules import grid
from models.enums import Place

BOTH_FLUENT = 400
"""A shared language that both speak fluently. It weighs most: 75 days of waiting make up for one that only one speaks."""
ONE_FLUENT = 250
"""One of them only gets by in it."""
PER_FURTHER_LANGUAGE = 20
"""For each further usable language, where none is fluent on both sides; it never adds up to `BOTH_FLUENT`."""
MOST_FURTHER_LANGUAGES = 3
PER_DAY = 2
"""A week of waiting weighs about as much as a shared topic."""
MOST_DAYS = 150
"""Whole days of waiting that count: 300 points, so that nobody who waits is outrun by newcomers for ever."""
PER_HOUR = 5
"""Of a week that both have free, in whole points: a quarter of an hour counts 1.25, rounded down in sum."""
MOST_FOR_HOURS = 100
"""Reached at 20 hours a week; two are needed."""
PER_TOPIC = 15
MOST_TOPICS = 5
WISHED_TRAIT = 40
"""The volunteer is one of what she wished for. A must is no points: nobody else is possible."""
SAME_CITY = 30
"""Both can meet in the same city."""
PER_STUDENT = 5
"""Taken off for each student whom a volunteer has already, so that nobody is loaded while others are free."""

DeclinedPair = tuple[str, str]
"""A student and a volunteer of whom one (or a manager) said no before, or whose team has ended."""
AvoidedPair = tuple[str, str]
"""A student and a volunteer of whom one never wants to be paired with the other."""


class Bent(StrEnum):
    """Rules that a manager may bend by hand. Who avoids whom, a free place, and oneself are never bent."""

    LANGUAGE = "language"
    """They share none."""
    LEVEL = "level"
    """They share one, but neither speaks it fluently."""
    PLACE = "place"
    TRAITS = "traits"
    HOURS = "hours"
    DECLINED = "declined"


class Level(StrEnum):
    """How well the two speak a shared language, hers first."""

    FLUENT_FLUENT = "fluent_fluent"
    FLUENT_SOME = "fluent_some"
    SOME_FLUENT = "some_fluent"


@dataclass(frozen=True)
class Waiting:
    """A student on the waiting list.

    Attributes:
        languages: all in which she can learn, the one she likes best first.
        asked_at: moved on by the time in which we waited for her.
        fluent: those of `languages` that she speaks fluently; in the others she gets by.
        times: codes of `grid.SLOTS`, in `timezone`; none: she did not say.
        traits: what she would like a buddy to be, any of these; a wish, or with `traits_must` a condition.
    """

    request_id: int
    student_id: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    asked_at: datetime
    fluent: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    timezone: str = "UTC"
    place: Place = Place.EITHER
    city: str = ""
    traits: tuple[str, ...] = ()
    traits_must: bool = False


@dataclass(frozen=True)
class Helper:
    """A volunteer who offers; the words as in `Waiting`.

    Attributes:
        taken: running teams and open proposals, out of `capacity`.
        traits: what the volunteer says of himself.
        available: approved, here and answering; else he has no place to give, whatever his capacity.
        approved: a manager has approved the offer. Of any other, no student reads anything.
    """

    user_id: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    capacity: int
    taken: int
    fluent: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    timezone: str = "UTC"
    place: Place = Place.EITHER
    city: str = ""
    traits: tuple[str, ...] = ()
    available: bool = True
    approved: bool = True

    @property
    def places(self) -> int:
        """How many students he can take now."""
        return max(0, self.capacity - self.taken) if self.available else 0


@dataclass(frozen=True)
class Reasons:
    """Why the two fit, as plain values for a card; kept with a proposal.

    Attributes:
        languages: usable by both, in her order; `levels` says how well, one a language.
        days: whole days that she has waited.
        taken: the volunteer's students before this one, out of `capacity`.
        hours: a week in common, in the week that has fewer (see `grid`); 0 where one of them told no times.
        parts: `grid.shared_parts`, of her week.
        slots: `grid.shared_slots`, of the volunteer's week and by his clock.
        place: "same_city" if both can meet there, "in_person" if they can meet nowhere else, else "remote";
            `city` as she wrote it.
        traits: those of hers that the volunteer fulfils.
    """

    languages: tuple[str, ...]
    topics: tuple[str, ...]
    days: int
    taken: int
    capacity: int
    levels: tuple[str, ...] = ()
    hours: float = 0.0
    parts: tuple[tuple[str, int], ...] = ()
    place: str = "remote"
    city: str = ""
    traits: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        lists = {
            name: list(getattr(self, name)) for name in ("languages", "topics", "levels", "traits", "slots")
        }
        return {**asdict(self), **lists, "parts": [list(part) for part in self.parts]}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Reasons:
        """From `as_dict`, and from rows written before there were levels, hours, places and traits."""
        return cls(
            languages=tuple(kept.get("languages", ())),
            topics=tuple(kept.get("topics", ())),
            days=int(kept.get("days", 0)),
            taken=int(kept.get("taken", 0)),
            capacity=int(kept.get("capacity", 0)),
            levels=tuple(kept.get("levels", ())),
            hours=float(kept.get("hours", 0.0)),
            parts=tuple((str(part), int(many)) for part, many in kept.get("parts", ())),
            place=str(kept.get("place", "remote")),
            city=str(kept.get("city", "")),
            traits=tuple(kept.get("traits", ())),
            slots=tuple(kept.get("slots", ())),
        )


class Points(NamedTuple):
    """What a score is made of. `load` is at most 0."""

    language_level: int
    days: int
    hours: int
    topics: int
    trait: int
    place: int
    load: int


def shared(hers: Iterable[str], his: Collection[str]) -> tuple[str, ...]:
    """What both listed, in her order."""
    return tuple(dict.fromkeys(one for one in hers if one in his))


def usable(student: Waiting, helper: Helper) -> tuple[tuple[str, Level], ...]:
    """Languages that both speak and at least one of them fluently, in her order."""
    return tuple(
        (code, level)
        for code in shared(student.languages, helper.languages)
        if (level := _level(code in student.fluent, code in helper.fluent)) is not None
    )


def may_pair(
    student: Waiting,
    helper: Helper,
    declined: Collection[DeclinedPair],
    avoided: Collection[AvoidedPair] = frozenset(),
    *,
    now: datetime,
) -> bool:
    """The rules that nothing outweighs; free places apart."""
    return (
        exists_for(student, helper, avoided)
        and (student.student_id, helper.user_id) not in declined
        and speaks(student, helper)
        and has_place(student, helper)
        and has_trait(student, helper)
        and has_hours(student, helper, now)
    )


def bent(
    student: Waiting, helper: Helper, declined: Collection[DeclinedPair], now: datetime
) -> tuple[Bent, ...]:
    """The rules that a manager would bend by pairing these two; none for a pair that `may_pair`."""
    broken = {
        Bent.LANGUAGE: not shared(student.languages, helper.languages),
        Bent.LEVEL: bool(shared(student.languages, helper.languages)) and not speaks(student, helper),
        Bent.PLACE: not has_place(student, helper),
        Bent.TRAITS: not has_trait(student, helper),
        Bent.HOURS: not has_hours(student, helper, now),
        Bent.DECLINED: (student.student_id, helper.user_id) in declined,
    }
    return tuple(rule for rule, is_broken in broken.items() if is_broken)


def exists_for(student: Waiting, helper: Helper, avoided: Collection[AvoidedPair]) -> bool:
    """Whether the volunteer is anybody to her: not herself, and neither of the two avoids the other."""
    return student.student_id != helper.user_id and (student.student_id, helper.user_id) not in avoided


def speaks(student: Waiting, helper: Helper) -> bool:
    """They share a language; one of them speaks it fluently, the other at least gets by."""
    return understand(student.languages, student.fluent, helper.languages, helper.fluent)


def understand(
    hers: Collection[str], her_best: Collection[str], his: Collection[str], his_best: Collection[str]
) -> bool:
    """The same, of the languages alone."""
    return any(code in his and (code in her_best or code in his_best) for code in hers)


def has_place(student: Waiting, helper: Helper) -> bool:
    """Who meets in person only needs somebody in the same city who does not meet remotely only."""
    places = (student.place, helper.place)
    return Place.IN_PERSON not in places or same_city(student, helper)


def same_city(student: Waiting, helper: Helper) -> bool:
    """Both can meet, and in the same city."""
    if Place.REMOTE in (student.place, helper.place):
        return False
    return plain_city(student.city) == plain_city(helper.city) != ""


def has_trait(student: Waiting, helper: Helper) -> bool:
    """A must is kept."""
    return not (student.traits_must and student.traits) or bool(shared(student.traits, helper.traits))


def has_hours(student: Waiting, helper: Helper, now: datetime) -> bool:
    """They can meet for an hour, in this week or in the usual ones, or one of them did not say when."""
    return not grid.cannot_meet(student.times, student.timezone, helper.times, helper.timezone, now)


def score(student: Waiting, helper: Helper, now: datetime) -> int:
    """How well the two fit; the more the better. Whether they may is another question: `may_pair`."""
    return sum(points(student, helper, now))


def points(student: Waiting, helper: Helper, now: datetime) -> Points:
    levels = [level for _, level in usable(student, helper)]
    quarters = grid.shared_quarters(student.times, student.timezone, helper.times, helper.timezone, now)
    wished = not student.traits_must and shared(student.traits, helper.traits)
    return Points(
        language_level=language_points(len(levels), levels.count(Level.FLUENT_FLUENT)),
        days=days_points(student.asked_at, now),
        hours=min(MOST_FOR_HOURS, PER_HOUR * quarters // grid.HOUR),
        topics=PER_TOPIC * min(MOST_TOPICS, len(shared(student.topics, helper.topics))),
        trait=WISHED_TRAIT if wished else 0,
        place=SAME_CITY if same_city(student, helper) else 0,
        load=-PER_STUDENT * helper.taken,
    )


def language_points(usable: int, both_fluent: int) -> int:
    """For so many usable languages, of which so many are fluent on both sides."""
    if both_fluent:
        return BOTH_FLUENT
    return ONE_FLUENT + PER_FURTHER_LANGUAGE * min(MOST_FURTHER_LANGUAGES, usable - 1) if usable else 0


def days_points(asked_at: datetime, now: datetime) -> int:
    return PER_DAY * min(MOST_DAYS, days_waiting(asked_at, now))


def days_waiting(asked_at: datetime, now: datetime) -> int:
    """Whole days."""
    return max(0, (now - asked_at) // timedelta(days=1))


def explain(student: Waiting, helper: Helper, now: datetime) -> Reasons:
    languages = usable(student, helper)
    hers, his = (student.times, student.timezone), (helper.times, helper.timezone)
    meets = same_city(student, helper)
    only_there = Place.IN_PERSON in (student.place, helper.place)
    return Reasons(
        languages=tuple(code for code, _ in languages),
        topics=shared(student.topics, helper.topics),
        days=days_waiting(student.asked_at, now),
        taken=helper.taken,
        capacity=helper.capacity,
        levels=tuple(str(level) for _, level in languages),
        hours=grid.shared_hours(*hers, *his, now),
        parts=grid.shared_parts(*hers, *his, now) if student.times and helper.times else (),
        place=("in_person" if only_there else "same_city") if meets else "remote",
        city=student.city if meets else "",
        traits=shared(student.traits, helper.traits),
        slots=grid.shared_slots(*his, *hers, now) if student.times and helper.times else (),
    )


_BEFORE_DETAILS = re.compile(r"[,;(\[،，（]")
"""`Madrid, España`, `Santiago (Chile)`: what follows says where that is."""
_PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe"}
)
"""Letters whose strokes are no accents; `ß` is `ss` without case."""


@lru_cache(maxsize=4096)
def plain_city(city: str) -> str:
    """As compared: the letters and digits before a comma or a bracket, without case and accents."""
    named = next((part for part in _BEFORE_DETAILS.split(city) if part.strip()), "")
    letters = normalize("NFKD", named.casefold()).translate(_PLAIN_LETTERS)
    return "".join(one for one in letters if category(one)[0] in "LNM" and not combining(one))


def _level(hers: bool, his: bool) -> Level | None:
    if hers:
        return Level.FLUENT_FLUENT if his else Level.FLUENT_SOME
    return Level.SOME_FLUENT if his else None
