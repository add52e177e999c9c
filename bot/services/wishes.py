"""What a request for a buddy says, and what of it cannot be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from bot.errors import UserError, Wrong
from bot.rules.grid import SLOTS
from bot.services import classes
from models import Settings
from models.enums import Guardian, Place

WISH_MAX = 1000
NOTE_MAX = 1000
CITY_MAX = 100


@dataclass(frozen=True, repr=False)
class Wishes:
    """What a request says, but for what only managers should know.

    Attributes:
        languages: those she can learn in: first the ones she speaks well, in her order; then those she gets by in.
        fluent: the ones she speaks well.
        times: words of `rules.grid.SLOTS`, in her own zone.
        place: None where the form brought none that there is.
        traits: she would prefer a buddy who is any of these; `traits_must`: it is a must.
        unnamed: the volunteer does not read who she is before both have said yes.
        guardian: asked for where the programme has minors.
    """

    class_key: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    wish: str
    fluent: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    place: Place | None = Place.EITHER
    city: str = ""
    traits: tuple[str, ...] = ()
    traits_must: bool = False
    unnamed: bool = True
    guardian: Guardian | None = None

    @property
    def must_be(self) -> tuple[str, ...]:
        """What she has made a must: it stays hers to choose when the programme offers it no more."""
        return self.traits if self.traits_must else ()

    @property
    def getting_by(self) -> tuple[str, ...]:
        return tuple(one for one in self.languages if one not in self.fluent)


def wrong_with_need(
    settings: Settings,
    wishes: Wishes,
    note: str,
    today: date | None,
    class_before: str | None = None,
    languages_before: Collection[str] = (),
) -> list[UserError]:
    """What is wrong with what she needs, each at its field: class, languages, topics, her words.

    Args:
        today: on which she asks, by the programme's calendar; None: it does not matter whether her class is over.
        class_before: of the request that she changes; it stays hers when it is closed to others, or over.
        languages_before: what she has said that she speaks; it stays hers when it is offered to others no more.
    """
    wrongs = []
    if wishes.class_key not in classes.open_keys(settings) | _still_there(settings, class_before):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="class"))
    elif today and wishes.class_key != class_before:
        wrongs += _class_over(settings, wishes.class_key, today)
    if not wishes.languages:
        wrongs.append(UserError(Wrong.NO_LANGUAGE, block="fluent"))
    spoken = {*settings.languages, *languages_before}
    wrongs += unknown("fluent", wishes.fluent, spoken)
    wrongs += unknown("getting_by", wishes.getting_by, spoken)
    wrongs += unknown("topics", wishes.topics, settings.topics)
    return wrongs + wrong_with_words(wishes.wish, note)


def _class_over(settings: Settings, key: str, today: date) -> list[UserError]:
    one = classes.find(settings, key)
    if one is None or not one.days.is_over(today):
        return []
    return [UserError(Wrong.CLASS_OVER, {"day": one.days.last}, block="class")]


def wrong_with_words(wish: str, note: str) -> list[UserError]:
    return [*_too_long("wish", wish, WISH_MAX), *_too_long("note", note, NOTE_MAX)]


def wrong_with_meeting(
    settings: Settings, wishes: Wishes, must_before: Collection[str] = ()
) -> list[UserError]:
    """What is wrong with when, where and with whom she would like to meet, each at its field.

    `must_before`: of the request that she changes (`Wishes.must_be`); it stays hers when it is offered no more.
    """
    offered = {*settings.traits, *must_before}
    wrongs = unknown("times", wishes.times, SLOTS)
    if wishes.place is None:
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="place"))
    if wishes.place is Place.IN_PERSON and not wishes.city:
        wrongs.append(UserError(Wrong.NO_CITY, block="city"))
    wrongs += _too_long("city", wishes.city, CITY_MAX)
    wrongs += unknown("traits", wishes.traits, offered)
    if wishes.traits_must and offered and not wishes.traits:
        wrongs.append(UserError(Wrong.MUST_WHAT, block="traits"))
    if settings.has_minors and wishes.guardian is None:
        wrongs.append(UserError(Wrong.NOTHING_CHOSEN, block="guardian"))
    return wrongs


def _still_there(settings: Settings, key: str | None) -> frozenset[str]:
    return frozenset() if key is None or classes.find(settings, key) is None else frozenset({key})


def unknown(block: str, chosen: Iterable[str], offered: Collection[str]) -> list[UserError]:
    """At the field, where something was chosen that is not offered (any more)."""
    known = all(one in offered for one in chosen)
    return [] if known else [UserError(Wrong.UNKNOWN_CHOICE, block=block)]


def _too_long(block: str, text: str, most: int) -> list[UserError]:
    return [] if len(text) <= most else [UserError(Wrong.TEXT_TOO_LONG, {"most": most}, block=block)]
