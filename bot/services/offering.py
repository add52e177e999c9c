"""What an offer says: read from the form's fields, checked, and stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.errors import UserError, Wrong
from bot.rules import conduct
from bot.rules.grid import SLOTS
from bot.rules.intake import whole
from bot.services.drafts import Entered
from bot.services.wishes import CITY_MAX, unknown
from models import Settings, Volunteer
from models.enums import Place

HELLO_MAX = 500
MOST_STUDENTS = 5
HOUR = 60
MOST_HOURS = 20
"""Whole hours a week that are offered to choose from."""


@dataclass(frozen=True, repr=False)
class Offer:
    """What an offer says.

    Attributes:
        languages: all he can help in, the fluent ones first.
        weekly_minutes: what he can give in all, on average; 0: nothing that can be read.
        hello: a few words for the student.
        fluent: those of `languages` that he speaks well.
        times: when he can meet, in his own zone; words of `rules.grid.SLOTS`.
        place: None: nothing that can be read.
        traits: what he says of himself; words of the programme's list.
    """

    languages: tuple[str, ...]
    topics: tuple[str, ...]
    capacity: int
    hello: str
    weekly_minutes: int = 120
    fluent: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    place: Place | None = Place.EITHER
    city: str = ""
    traits: tuple[str, ...] = ()


def read(said: Entered) -> Offer:
    """What the fields of both steps say; what cannot be is told by `wrong_in_…`."""
    fluent = tuple(dict.fromkeys(said.get("fluent", ())))
    rest = tuple(one for one in dict.fromkeys(said.get("getting_by", ())) if one not in fluent)
    place = str(said.get("place", ""))
    return Offer(
        languages=(*fluent, *rest),
        topics=tuple(said.get("topics", ())),
        capacity=whole(str(said.get("capacity", ""))),
        hello=str(said.get("hello", "")),
        weekly_minutes=whole(str(said.get("minutes", ""))),
        fluent=fluent,
        times=tuple(dict.fromkeys(said.get("times", ()))),
        place=Place(place) if place in set(Place) else None,
        city=" ".join(str(said.get("city", "")).split()),
        traits=tuple(dict.fromkeys(said.get("traits", ()))),
    )


def of(row: Volunteer) -> Offer:
    """What an offer that is stored says."""
    return Offer(
        languages=tuple(row.languages),
        topics=tuple(row.topics),
        capacity=row.capacity,
        hello=row.hello,
        weekly_minutes=row.weekly_minutes,
        fluent=tuple(row.fluent),
        times=tuple(row.times),
        place=Place(row.place),
        city=row.city,
        traits=tuple(row.traits),
    )


def as_entered(row: Volunteer) -> Entered:
    """What is stored, as the fields of the form take it."""
    return {
        "fluent": list(row.fluent),
        "getting_by": [one for one in row.languages if one not in row.fluent],
        "topics": list(row.topics),
        "capacity": str(row.capacity),
        "minutes": str(row.weekly_minutes),
        "hello": row.hello,
        "times": list(row.times),
        "place": str(row.place),
        "city": row.city,
        "traits": list(row.traits),
    }


def lengths(each: int) -> list[int]:
    """The minutes a week to choose from: whole hours, and what so many students need; enough for one at least.

    `each`: what the programme asks for each student.
    """
    needed = {each * number for number in range(1, MOST_STUDENTS + 1)}
    whole = {HOUR * number for number in range(1, MOST_HOURS + 1)}
    return sorted(one for one in needed | whole if one >= each)


def wrong_in_first(
    settings: Settings, wanted: Offer, languages_before: Collection[str] = ()
) -> list[UserError]:
    """What cannot be in the first step of the form, each at its field.

    `languages_before`: of the offer that it changes; they stay his when they are offered to others no more.
    """
    rest = [one for one in wanted.languages if one not in wanted.fluent]
    spoken = {*settings.languages, *languages_before}
    wrongs = [*unknown("fluent", wanted.fluent, spoken), *unknown("getting_by", rest, spoken)]
    if not wanted.languages:
        wrongs.append(UserError(Wrong.NO_LANGUAGE, block="fluent"))
    wrongs += unknown("topics", wanted.topics, settings.topics)
    least = wanted.capacity * settings.weekly_minutes
    if not 1 <= wanted.capacity <= MOST_STUDENTS:
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="capacity"))
    if wanted.weekly_minutes not in lengths(settings.weekly_minutes):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="minutes"))
    elif 1 <= wanted.capacity <= MOST_STUDENTS and wanted.weekly_minutes < least:
        needed = {"students": wanted.capacity, "minutes": least}
        wrongs.append(UserError(Wrong.TOO_FEW_HOURS, needed, block="minutes"))
    if len(wanted.hello) > HELLO_MAX:
        wrongs.append(UserError(Wrong.TEXT_TOO_LONG, {"most": HELLO_MAX}, block="hello"))
    return wrongs


def wrong_in_second(settings: Settings, wanted: Offer) -> list[UserError]:
    """What cannot be in the second."""
    wrongs = []
    if not set(wanted.times) <= set(SLOTS):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="times"))
    if wanted.place is None:
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="place"))
    if len(wanted.city) > CITY_MAX:
        wrongs.append(UserError(Wrong.TEXT_TOO_LONG, {"most": CITY_MAX}, block="city"))
    elif wanted.place is Place.IN_PERSON and not wanted.city:
        wrongs.append(UserError(Wrong.NO_CITY, block="city"))
    if not set(wanted.traits) <= set(settings.traits):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="traits"))
    return wrongs


def wrong_in_conduct(has_agreed: bool, agreed: Collection[str]) -> list[UserError]:
    """Whoever has not agreed to the code of conduct as it reads today ticks all of it."""
    is_enough = has_agreed or set(conduct.POINTS) <= set(agreed)
    return [] if is_enough else [UserError(Wrong.TICK_ALL, block="conduct")]


def write(row: Volunteer, wanted: Offer) -> None:
    """Put it into its row."""
    row.languages, row.fluent, row.topics = list(wanted.languages), list(wanted.fluent), list(wanted.topics)
    row.capacity, row.weekly_minutes, row.hello = wanted.capacity, wanted.weekly_minutes, wanted.hello
    row.times = [slot for slot in SLOTS if slot in wanted.times]
    row.place, row.city = wanted.place or Place.EITHER, wanted.city
    row.traits = list(wanted.traits)
