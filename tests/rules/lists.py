"""Made-up waiting lists, and the rules said once more in the plainest way, to hold the program against."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.rules import fit, grid
from bot.rules.matching import Helper, Waiting, WhyWaiting
from models.enums import Place

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
THIS_WEEK, LATER_WEEK = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC)
ZONES = ("Europe/Madrid", "Asia/Kathmandu", "America/Caracas", "Pacific/Kiritimati")
LANGUAGES = ("en", "es", "ar")
TOPICS = ("git", "react", "node", "css", "sql", "tests")
TRAITS = ("woman", "parent", "migrant")
STANDINGS = (*({},) * 8, {"available": False}, {"available": False, "approved": False})
"""Of ten volunteers: one is away, one is not approved."""
CITIES = ("", "Barcelona", "barcelona ", "Málaga", "Malaga", "Lyon")


@dataclass(frozen=True)
class Instance:
    students: list[Waiting]
    helpers: list[Helper]
    declined: frozenset[tuple[str, str]]
    avoided: frozenset[tuple[str, str]]


def student(at: int = 1, who: str = "S", days: float = 0, **more: object) -> Waiting:
    """Fluent in Spanish and nothing else, unless said otherwise."""
    known: dict[str, object] = {"languages": ("es",), "fluent": ("es",), "topics": ()}
    asked_at = NOW - timedelta(days=days)
    return Waiting(request_id=at, student_id=who, asked_at=asked_at, **{**known, **more})  # type: ignore[arg-type]


def helper(who: str = "V", capacity: int = 1, taken: int = 0, **more: object) -> Helper:
    known: dict[str, object] = {"languages": ("es",), "fluent": ("es",), "topics": ()}
    return Helper(user_id=who, capacity=capacity, taken=taken, **{**known, **more})  # type: ignore[arg-type]


def instance(seed: int, largest: int = 6) -> Instance:
    """Up to six by six. Half of them are quiet (nobody told times, places or traits), so that pairs abound."""
    chance = random.Random(seed)
    quiet = chance.random() < 0.5

    def some(words: tuple[str, ...], most: int, least: int = 0) -> tuple[str, ...]:
        return tuple(chance.sample(words, chance.randint(least, most)))

    def person() -> dict[str, object]:
        languages = some(LANGUAGES, 3, 1)
        fluent = tuple(code for code in languages if chance.random() < 0.6)
        known: dict[str, object] = {"languages": languages, "fluent": fluent, "topics": some(TOPICS, 6)}
        if quiet:
            return known
        return known | {
            "times": some(grid.SLOTS, 6) if chance.random() < 0.6 else (),
            "timezone": chance.choice(ZONES),
            "place": chance.choice((Place.EITHER, Place.EITHER, Place.REMOTE, Place.IN_PERSON)),
            "city": chance.choice(CITIES),
            "traits": some(TRAITS, 2),
        }

    names = [f"P{at}" for at in range(2 * largest - 1)]
    students = [
        student(
            at,
            who,
            chance.choice((0, 1, 1, 2, 9, 40, 149, 150, 400)),
            traits_must=chance.random() < 0.3,
            **person(),
        )
        for at, who in enumerate(names[: chance.randint(0, largest)])
    ]
    first = chance.randint(largest - 1, largest)  # one may be a student and a volunteer
    helpers = [
        helper(
            who,
            chance.choice((1, 1, 2, 3)),
            chance.choice((0, 0, 1)),
            **person(),
            **chance.choice(STANDINGS),
        )
        for who in names[first - 1 : first - 1 + chance.randint(0, largest)]
    ]
    pairs = [(one.student_id, other.user_id) for one in students for other in helpers]
    declined, avoided = (frozenset(chance.sample(pairs, min(len(pairs), chance.randint(0, 4)))) for _ in "12")
    return Instance(students, helpers, declined, avoided)


@cache
def minutes(times: tuple[str, ...], timezone: str, monday: datetime = THIS_WEEK) -> frozenset[int]:
    """The quarters of a week, that of `NOW` unless said otherwise, told as minutes, one by one through the calendar."""
    found = set()
    for slot in times:
        day, part = slot.split("_")
        begins, ends = {"morning": (9, 13), "afternoon": (13, 18), "evening": (18, 22)}[part]
        there = monday.replace(hour=begins, tzinfo=ZoneInfo(timezone))
        moment = (there + timedelta(days=grid.WEEKDAYS.index(day))).astimezone(UTC)
        for quarter in range((ends - begins) * 4):
            at = moment + timedelta(minutes=15 * quarter)
            found.add(at.weekday() * 1440 + at.hour * 60 + at.minute)
    return frozenset(found)


def in_common(hers: tuple[str, ...], her_zone: str, his: tuple[str, ...], his_zone: str) -> tuple[int, int]:
    """Quarters in the week of `NOW`, and in the week four weeks later: Madrid has its summer time by then."""
    now, later = (
        len(minutes(hers, her_zone, week) & minutes(his, his_zone, week)) for week in (THIS_WEEK, LATER_WEEK)
    )
    return now, later


def allowed(she: Waiting, he: Helper, told: Instance) -> bool:
    """Every hard rule."""
    pair = (she.student_id, he.user_id)
    if pair[0] == pair[1] or pair in told.declined or pair in told.avoided:
        return False
    both = set(she.languages) & set(he.languages)
    if not both & (set(she.fluent) | set(he.fluent)):
        return False
    kinds = {she.place, he.place}
    if Place.IN_PERSON in kinds:
        plain = str.maketrans("áM", "am", " ")
        cities = {one.city.translate(plain).lower() for one in (she, he)}
        if Place.REMOTE in kinds or len(cities) > 1 or "" in cities:
            return False
    if she.traits_must and she.traits and not set(she.traits) & set(he.traits):
        return False
    return not (she.times and he.times) or max(in_common(she.times, she.timezone, he.times, he.timezone)) >= 4


def why_waiting(
    she: Waiting,
    helpers: list[Helper],
    declined: Collection[tuple[str, str]],
    avoided: Collection[tuple[str, str]],
    now: datetime,
) -> WhyWaiting:
    """The first rule that leaves nobody. Whom she must avoid is there like anybody else; with a free place, as
    somebody who has said no."""
    pairs = {(she.student_id, he.user_id): he for he in helpers}
    nos = {*declined, *(pair for pair in avoided if pair in pairs and pairs[pair].places)}
    left = [one for one in helpers if one.user_id != she.student_id]
    rules: dict[WhyWaiting, Callable[[Helper], bool]] = {
        WhyWaiting.NOBODY_YET: lambda he: True,
        WhyWaiting.NO_LANGUAGE: lambda he: fit.speaks(she, he),
        WhyWaiting.NO_PLACE: lambda he: fit.has_place(she, he),
        WhyWaiting.NO_TRAIT: lambda he: fit.has_trait(she, he),
        WhyWaiting.NO_HOURS: lambda he: fit.has_hours(she, he, now),
        WhyWaiting.ALL_DECLINED: lambda he: (she.student_id, he.user_id) not in nos,
    }
    if {he.approved for he in left if all(rule(he) for rule in rules.values())} == {False}:
        return WhyWaiting.NOT_APPROVED
    for why, rule in rules.items():
        left = [one for one in left if rule(one) and (one.approved or why is WhyWaiting.NOBODY_YET)]
        if not left:
            return why
    return WhyWaiting.NO_CAPACITY


Worth = tuple[int, int, int]
"""Pairs, points, and how early those asked who are served."""


def ages(students: list[Waiting]) -> dict[int, int]:
    """The older, the more."""
    order = sorted(students, key=lambda one: (one.asked_at, one.request_id), reverse=True)
    return {one.request_id: rank for rank, one in enumerate(order, 1)}


def best(told: Instance) -> Worth:
    """Every assignment there is: for each use of places so far, the best worth that reaches it."""
    age = ages(told.students)
    reached: dict[tuple[int, ...], Worth] = {tuple(0 for _ in told.helpers): (0, 0, 0)}
    for she in told.students:
        following = dict(reached)
        for at, he in enumerate(told.helpers):
            if not allowed(she, he, told):
                continue
            points = fit.score(she, he, NOW)
            for used, (count, score, early) in reached.items():
                if used[at] < he.places:
                    then = (*used[:at], used[at] + 1, *used[at + 1 :])
                    load = fit.PER_STUDENT * used[at]
                    worth = (count + 1, score + points - load, early + age[she.request_id])
                    following[then] = max(following.get(then, worth), worth)
        reached = following
    return max(reached.values())
