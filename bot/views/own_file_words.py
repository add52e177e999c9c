"""The values of somebody's data in words: moments in her zone, codes as her screens call them, lists by her language.

A code without a word is left out: it stands in the data for other programs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from bot.rules.venues import PUBLIC, REMOTE, name_of
from bot.services.history import OFFER, REQUEST
from bot.speech import Speech
from bot.views import broadcasts, care, goodbyes, history, home, own_file_told, programme, roles
from models.enums import Audience, Place

MOMENTS = re.compile(r"^(at|\w+_at|silent_since)$")
DAYS = re.compile(r"^(\w+_(on|from|until)|since|first|last|planned_for)$")
_CODE = re.compile(r"[a-z0-9_:.-]*[_:0-9][a-z0-9_:.-]*")
"""As no word of a language looks."""


@dataclass(frozen=True)
class Reader:
    """Whose data they are. `classes`: key → name."""

    say: Speech
    timezone: str
    user_id: str
    classes: Mapping[str, str]

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, str]]:
        """`table/column` → the words of the program that may stand there."""
        return _codes(self.say)

    @cached_property
    def events(self) -> dict[str, str]:
        return own_file_told.events(self.say)

    @cached_property
    def messages(self) -> dict[str, str]:
        return own_file_told.messages(self.say)


def shown(table: str, column: str, value: Any, reader: Reader) -> str:
    """ "" where nothing stands, or a code without a word."""
    say = reader.say
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return say.text("Yes") if value else say.text("No")
    if MOMENTS.match(column):
        return say.moment_and_year(datetime.fromisoformat(value), reader.timezone)
    if DAYS.match(column):
        return say.day_and_year(date.fromisoformat(value))
    how = HOW.get(f"{table}/{column}") or HOW.get(column)
    if how is not None:
        return how(reader, value)
    words = reader.codes.get(f"{table}/{column}")
    return str(value) if words is None else words.get(str(value), "")


def _of_each(name: Callable[[Reader, Any], str]) -> Callable[[Reader, Any], str]:
    def several(reader: Reader, values: Iterable[Any]) -> str:
        return reader.say.list(found for value in values if (found := name(reader, value)))

    return several


def _person(reader: Reader, user_id: str) -> str:
    return reader.say.text("you") if user_id == reader.user_id else user_id


def _language(reader: Reader, code: str) -> str:
    return reader.say.language_name(code)


def _locale(reader: Reader, tag: str) -> str:
    """`Spanish (Spain)`, of `es-ES`."""
    language, _, country = tag.replace("_", "-").partition("-")
    name = reader.say.language_name(language)
    return f"{name} ({reader.say.country(country)})" if country else name


def _hours(reader: Reader, minutes: int) -> str:
    return reader.say.hours(minutes)


def _seconds(reader: Reader, seconds: int) -> str:
    days = timedelta(seconds=seconds).days
    if days:
        return reader.say.count(days, "{n} day", "{n} days")
    return reader.say.hours(seconds // 60)


def _time_of_day(reader: Reader, minutes: int) -> str:
    return f"{time(minutes // 60, minutes % 60):%H:%M}"


def _week(reader: Reader, week: str) -> str:
    """`2026-W10`, by its Monday."""
    return reader.say.text("from {day}", day=reader.say.day_and_year(date.fromisoformat(f"{week}-1")))


def _place(reader: Reader, place: str) -> str:
    """A wish, a place of the programme, or what somebody wrote."""
    say = reader.say
    own = name_of(place)
    return own if own is not None else _places(say).get(place, place)


def _places(say: Speech) -> dict[str, str]:
    return {
        REMOTE: say.text("Online"),
        PUBLIC: say.text("A public place, like a library or a café"),
        str(Place.IN_PERSON): say.text("In person"),
        str(Place.EITHER): say.text("Both are fine"),
    }


def _mood(reader: Reader, score: int) -> str:
    return care.moods(reader.say)[score - 1]


def _answers(reader: Reader, given: Mapping[str, Any]) -> str:
    """What was asked at the end, and what she chose."""
    questions, answers = goodbyes.question_names(reader.say), goodbyes.answer_names(reader.say)
    lines = [
        f"{questions[asked]} {answers[asked, answer]}"
        for asked, answer in given.items()
        if (asked, answer) in answers
    ]
    return "\n".join(lines)


def _entered(reader: Reader, sealed: str) -> str:
    """Her own words; of a form that she has begun, what she wrote or chose in each field."""
    try:
        entered = json.loads(sealed)
    except ValueError:
        return sealed
    if not isinstance(entered, dict):
        return sealed
    return "\n".join(line for name, value in entered.items() if (line := _in_field(reader, name, value)))


def _in_field(reader: Reader, name: str, value: Any) -> str:
    how = HOW.get(name)
    if how is not None and value and isinstance(value, str | list):
        return how(reader, value)
    several = value if isinstance(value, list) else [value]
    return reader.say.list(
        one for one in several if isinstance(one, str) and one and not _CODE.fullmatch(one)
    )


def _class(reader: Reader, key: str) -> str:
    return reader.classes.get(key, "")


def _event(reader: Reader, event: str) -> str:
    """Every line of the history is a change: what has no word of its own says that at least."""
    return own_file_told.of(event, reader.events) or reader.say.text("changed")


def _message(reader: Reader, kind: str) -> str:
    return own_file_told.of(kind, reader.messages)


_NAMED: dict[str, Callable[[Reader, Any], str]] = {
    **dict.fromkeys(
        (
            *("user_id", "student_id", "buddy_id", "volunteer_id", "logged_by", "undone_by", "planned_by"),
            *("asked_by", "asked_of", "answered_by", "agreed_by", "made_by", "said_by", "acknowledged_by"),
            *("actor", "actor_id", "receiver", "target", "entered_by", "installed_by"),
        ),
        _person,
    ),
    **dict.fromkeys(("agreed", "excluded"), _of_each(_person)),
}
HOW: dict[str, Callable[[Reader, Any], str]] = {
    **_NAMED,
    "language": _language,
    "languages": _of_each(_language),
    "fluent": _of_each(_language),
    "slack_locale": _locale,
    "timezone": lambda reader, zone: reader.say.place_of(zone),
    "topics": _of_each(lambda reader, key: programme.topic_name(key, reader.say)),
    "traits": _of_each(lambda reader, key: programme.trait_name(key, reader.say)),
    "times": _of_each(lambda reader, slot: programme.time_name(slot, reader.say)),
    "weekdays": _of_each(lambda reader, number: reader.say.weekday_in_text(number)),
    "opens": _time_of_day,
    "closes": _time_of_day,
    "minutes": _hours,
    "weekly_minutes": _hours,
    "paused_seconds": _seconds,
    "earlier_seconds": _seconds,
    "week": _week,
    "place": _place,
    "venue": _place,
    "class_key": _class,
    "score": _mood,
    "answers": _answers,
    "sealed": _entered,
    "history/event": _event,
    "notices/kind": _message,
}
"""Column, or `table/column` → its value in words."""


def _codes(say: Speech) -> dict[str, dict[str, str]]:
    team = {
        "launching": say.text("about to begin"),
        "active": say.text("at work"),
        "job_search": say.text("looking for a job"),
        "ended": say.text("ended"),
    }
    return {
        "people/face": {str(face): word for face, word in home.faces(say).items()},
        "roles/role": {str(role): name for role, name in roles.names(say).items()},
        "buddy_requests/state": history.states(REQUEST, say),
        "buddy_requests/guardian": {
            "adult": say.text("I am 18 or older"),
            "agreed": say.text("I am younger, and my parent or guardian agrees"),
        },
        "volunteers/state": history.states(OFFER, say),
        "proposals/state": history.states("", say),
        "teams/state": team,
        "endings/team_was": team,
        "broadcasts/audience": {str(one): broadcasts.whom(one, say) for one in Audience},
        "history/subject": own_file_told.subjects(say),
        **_of_meetings(say),
        **_of_forms(say),
        **_of_help(say),
    }


def _of_meetings(say: Speech) -> dict[str, dict[str, str]]:
    return {
        "meetings/kind": {
            "introduction": say.text("Introduction"),
            "session": say.text("Session"),
        },
        "meetings/state": {
            "proposed": say.text("proposed"),
            "confirmed": say.text("agreed"),
            "held": say.text("took place"),
            "cancelled": say.text("called off"),
        },
        "nudges/decision": {
            "not_needed": say.text("no reminder was needed"),
            "send": say.text("a reminder was sent"),
            "late": say.text("it was too late for a reminder"),
            "hand_over": say.text("a manager looks after it"),
        },
        "stand_ins/state": {
            "asked": say.text("a manager looks for somebody"),
            "offered": say.text("a volunteer is asked"),
            "agreed": say.text("comes when the days away begin"),
            "here": say.text("is there"),
            "nobody": say.text("nobody was found"),
            "over": say.text("ended"),
        },
        "fits/answer": {
            "good": say.text("A good fit"),
            "finding": say.text("Still finding out"),
            "not": say.text("Not a good fit"),
        },
        "askings/kind": {
            "fit": say.text("Does your team fit?"),
            "pulse": say.text("How is it going?"),
            "check_in": say.text("A talk with a manager"),
        },
    }


def _of_forms(say: Speech) -> dict[str, dict[str, str]]:
    return {
        "drafts/form": {
            "request": say.text("request for a buddy"),
            "offer": say.text("offer to be a buddy"),
            "ending": say.text("end of a team"),
            "broadcast": say.text("message to many"),
            "setup": say.text("settings of the programme"),
            "handover": say.text("a role that goes to somebody else"),
            "clone": say.text("settings of another programme"),
            "text": say.text("a text in the programme's own words"),
        },
        "endings/channel": {
            "keep": say.text("it stays"),
            "archive": say.text("it is archived"),
        },
        "ending_words/kind": {
            "note": say.text("Note for the managers"),
            "thanks": say.text("Thanks to the other person"),
            "survey": say.text("Three short questions"),
            "name": say.text("Name on the certificate"),
            "later": say.text("How it went on later"),
        },
        "erasures/why": {
            "by_mail": say.text("you asked for it outside Slack"),
            "left": say.text("you have left the programme"),
        },
    }


def _of_help(say: Speech) -> dict[str, dict[str, str]]:
    return {
        "help_requests/state": {
            "open": say.text("open"),
            "acknowledged": say.text("somebody looks after it"),
            "closed": say.text("closed"),
        },
        "help_steps/news": {
            "asked": say.text("the managers were asked"),
            "reminded": say.text("a reminder was sent"),
            "asked_all": say.text("all of them were asked"),
            "seen": say.text("somebody looks after it"),
            "handed_over": say.text("handed over"),
            "passed_on": say.text("the next one was asked"),
            "resolved": say.text("solved"),
            "not_needed": say.text("not needed any more"),
            "reopened": say.text("opened again"),
        },
        "channel_questions/state": {
            "open": say.text("open"),
            "answered": say.text("answered"),
            "helped": say.text("an answer helped"),
            "closed": say.text("closed"),
            "withdrawn": say.text("taken back"),
        },
    }
