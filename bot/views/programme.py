"""The programme's own words: its topics, its classes, the languages people share, and what it promises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.rules.grid import PARTS, SLOTS, WEEKDAYS
from bot.rules.intake import OPTIONS_MAX, fold
from bot.services.classes import SchoolClass
from bot.services.requests import Choices, Promise
from bot.services.workspaces import TOPICS
from bot.speech import LANGUAGES, Speech, alphabetic, escape, languages_by_name, speech
from models.people import TRAITS

DAYS_IN_WEEK = 7


def topic_name(key: str, say: Speech) -> str:
    """A topic in words; one that the programme added itself reads as it was written."""
    known = {
        "html_css": say.text("HTML and CSS"),
        "javascript": say.text("JavaScript"),
        "react": say.text("React"),
        "node": say.text("Node"),
        "databases": say.text("Databases"),
        "git": say.text("Git"),
        "debugging": say.text("Finding errors"),
        "job_search": say.text("Looking for a job"),
        "motivation": say.text("Encouragement"),
    }
    return known.get(key, key.replace("_", " "))


def class_name(course: str, language: str, say: Speech) -> str:
    """`Web Development in English`."""
    if not language:
        return course
    return say.text("{course} in {language}", course=course, language=say.language_in_text(language))


def name_of_class(one: SchoolClass, say: Speech) -> str:
    """The name that it was given, or what is taught in it and in which language."""
    return one.name or class_name(one.course, one.language, say)


def class_choices(choices: Choices, say: Speech, keep: str | None = None) -> dict[str, str]:
    """The classes from which somebody may ask; `keep`: and this one, closed or not."""
    return {one.key: name_of_class(one, say) for one in choices.classes if one.is_open or one.key == keep}


def topic_keys(keys: Iterable[str]) -> dict[str, str]:
    """`fold`ed names, in every language of the program, of the topics it knows and of these → key."""
    return _keys(TOPICS, keys, topic_name)


def trait_keys(keys: Iterable[str]) -> dict[str, str]:
    """As `topic_keys`, of what a student may wish a buddy to be."""
    return _keys(TRAITS, keys, trait_name)


def class_keys(classes: Iterable[SchoolClass]) -> dict[str, str]:
    """`fold`ed names of classes, in every language of the program → key."""
    return {fold(name_of_class(one, speech(language))): one.key for one in classes for language in LANGUAGES}


def automatic_names(course: str, language: str) -> frozenset[str]:
    """`fold`ed names that a class has where it is given none, in every language of the program."""
    return frozenset(fold(class_name(course, language, speech(one))) for one in LANGUAGES)


def _keys(known: Iterable[str], keys: Iterable[str], name: Callable[[str, Speech], str]) -> dict[str, str]:
    """Of what a programme wrote itself, only where its name is not the key: else its capitals could not change."""
    named = [(fold(name(key, speech(one))), key) for key in (*known, *keys) for one in LANGUAGES]
    return {word: key for word, key in named if word != fold(key)} | {fold(key): key for key in known}


def topic_choices(choices: Choices, say: Speech) -> dict[str, str]:
    return {key: topic_name(key, say) for key in choices.topics}


def trait_name(key: str, say: Speech) -> str:
    """What a student may wish a buddy to be; a word that the programme added itself reads as it was written."""
    known = {
        "woman": say.text("a woman"),
        "man": say.text("a man"),
        "changed_career": say.text("somebody who changed careers"),
        "newcomer": say.text("somebody who came from another country"),
        "parent": say.text("a parent"),
    }
    return known.get(key, key.replace("_", " "))


def trait_choices(choices: Choices, say: Speech, keep: Iterable[str] = ()) -> dict[str, str]:
    """What the programme offers; and what somebody may `keep`, offered or not, which is never left out."""
    return {key: trait_name(key, say) for key in _with(choices.traits, keep)}


def _with(offered: Sequence[str], keep: Iterable[str]) -> tuple[str, ...]:
    mine = [one for one in keep if one not in offered]
    return (*offered[: OPTIONS_MAX - len(mine)], *mine)


def traits(keys: Iterable[str], say: Speech) -> str:
    """`a woman or a parent`."""
    return say.any_of(escape(trait_name(key, say)) for key in keys)


def time_choices(say: Speech) -> dict[str, str]:
    """`Monday morning`, for each weekday and part of the day; the keys are those of `rules.grid.SLOTS`."""
    return {slot: time_name(slot, say) for slot in SLOTS}


def time_name(slot: str, say: Speech) -> str:
    day, _, part = slot.partition("_")
    weekday = say.weekday(WEEKDAYS.index(day))
    return {
        "morning": say.text("{weekday} morning", weekday=weekday),
        "afternoon": say.text("{weekday} afternoon", weekday=weekday),
        "evening": say.text("{weekday} evening", weekday=weekday),
    }[part]


def times(slots: Iterable[str], say: Speech) -> str:
    """`mornings: Monday and Friday; evenings: Tuesday`, of words of `rules.grid.SLOTS`."""
    days: dict[str, list[str]] = {part: [] for part in PARTS}
    for slot in SLOTS:
        if slot in slots:
            day, _, part = slot.partition("_")
            days[part].append(say.weekday_in_text(WEEKDAYS.index(day)))
    named = {
        "morning": lambda on: say.text("mornings: {days}", days=on),
        "afternoon": lambda on: say.text("afternoons: {days}", days=on),
        "evening": lambda on: say.text("evenings: {days}", days=on),
    }
    every = say.text("every day")
    return "; ".join(
        named[part](every if len(on) == DAYS_IN_WEEK else say.list(on)) for part, on in days.items() if on
    )


def language_keys(codes: Iterable[str], say: Speech) -> dict[str, str]:
    """`fold`ed names of languages, in every language of the program, and codes → code; with accents and without.

    `codes`: what a programme offers already, by the names that they are shown with here.
    """
    named = {**languages_by_name(say.language), **{say.language_name(code): code for code in codes}}
    return {fold(alphabetic(name)): code for name, code in named.items()} | {
        fold(name): code for name, code in named.items()
    }


def language_choices(choices: Choices, say: Speech, keep: Iterable[str] = ()) -> dict[str, str]:
    """The languages of the classes first, then all others by their names; `keep`: as of `trait_choices`."""
    offered = _with(choices.languages, keep)
    taught = [one.language for one in choices.classes if one.is_open and one.language in offered]
    return {code: say.language_name(code) for code in dict.fromkeys((*taught, *_by_name(offered, say)))}


def taught_choices(offered: Sequence[str], say: Speech, now: str = "") -> dict[str, str]:
    """In what a class can be taught, by their names; `now`: in what it is, offered or not."""
    codes = _with(offered, [now] if now else [])
    return {code: say.language_name(code) for code in _by_name(codes, say)}


def _by_name(codes: Iterable[str], say: Speech) -> list[str]:
    return sorted(codes, key=lambda code: alphabetic(say.language_name(code)))


def languages(codes: Iterable[str], say: Speech) -> str:
    """`Spanish and Arabic`."""
    return say.list(say.language_in_text(code) for code in codes)


def any_language(codes: Iterable[str], say: Speech) -> str:
    """`Spanish or Arabic`."""
    return say.any_of(say.language_in_text(code) for code in codes)


def topics(keys: Iterable[str], say: Speech) -> str:
    return say.row(escape(topic_name(key, say)) for key in keys)


def usually(promise: Promise, say: Speech) -> str:
    """What the programme says of the time it takes, and never more: "usually 1-2 weeks"."""
    first, last = promise.first, promise.last
    if first % DAYS_IN_WEEK or last % DAYS_IN_WEEK:
        return say.text("It usually takes {first} to {last} days.", first=first, last=last)
    if first == last:
        return say.count(first // DAYS_IN_WEEK, "It usually takes a week.", "It usually takes {n} weeks.")
    return say.text(
        "It usually takes {first} to {last} weeks.", first=first // DAYS_IN_WEEK, last=last // DAYS_IN_WEEK
    )
