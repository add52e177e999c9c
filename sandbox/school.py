"""The little school that the demo opens with: its people, and the four weeks before a visitor comes.

Everything happens as people do it: commands, forms, clicks. Nothing confidential is played.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox import school_people as cast
from sandbox.people import Channel, Person, Sandbox, Workspace

ZONE = ZoneInfo(cast.MADRID)
BEGINS = datetime(2026, 2, 16, 9, 30, tzinfo=ZONE)
"""A Monday. The clock of the sandbox stands here when the program starts."""
TODAY = datetime(2026, 3, 16, 9, 10, tzinfo=ZONE)
"""Monday, four weeks later: the summary of 9:00 can be read, and the week's reminder is still to come. No clock
changes and no holiday lies in the weeks before and after."""


@dataclass(frozen=True)
class School:
    """The people by their names, in a workspace with the program at work in it."""

    sandbox: Sandbox
    workspace: Workspace
    people: dict[str, Person]

    def person(self, name: str) -> Person:
        return self.people[name]


def found(sandbox: Sandbox, school: Workspace) -> School:
    """The people are there; nothing has happened, and the program is not set up.

    They join one by one, as people do: the program notes each of them.
    """
    people = {}
    with _patience(sandbox):
        for one in cast.MEMBERS:
            joined = school.person(one.name, title=one.title, locale=one.locale, tz=one.tz, admin=one.admin)
            people[one.name] = joined
            sandbox.settle()
    return School(sandbox, school, people)


def play(school: School) -> None:
    """From :data:`BEGINS`, where the clock must stand, to :data:`TODAY`."""
    with _patience(school.sandbox):
        help_channel = _help_channel(school)
        _send(school, "/codebuddy setup", cast.SET_UP, {cast.HELP_CHANNEL: help_channel})
        _names_the_wellbeing_contacts(school)
        for offer in cast.OFFERS:
            _send(school, "/codebuddy volunteer", offer)
            school.person(cast.PROJECT_MANAGER).clicks("volunteer_approve")
        channel = _team(school)
        _sessions(school, channel)
        school.sandbox.advance_to(_at(6, 11))
        _send(school, "/codebuddy request", cast.LAST_REQUEST)
        school.sandbox.advance_to(_at(13, 18, 40))
        _send(school, "/codebuddy volunteer", cast.LAST_OFFER)
        school.sandbox.advance_to(TODAY)


def _names_the_wellbeing_contacts(school: School) -> None:
    manager = school.person(cast.PROGRAMME_MANAGER)
    manager.types("/codebuddy settings")
    manager.presses("routing_open")
    manager.presses("confidence_open")
    manager.submits(cast.IN_CONFIDENCE)
    manager.closes(all=True)


@contextmanager
def _patience(sandbox: Sandbox) -> Iterator[None]:
    """Slack gives a program three seconds; a slow machine must not make another story of it."""
    sandbox.settings(ack_timeout=60, trigger_life=60)
    yield
    sandbox.settings(ack_timeout=3, trigger_life=3)


def _team(school: School) -> Channel:
    """Samira asks, a manager and both say yes, and the two are introduced to each other."""
    student, buddy, manager = (school.person(name) for name in ("Samira", "Bruno", cast.PROJECT_MANAGER))
    _send(school, "/codebuddy request", cast.FIRST_REQUEST)
    school.sandbox.advance(minutes=1)
    manager.clicks("proposal_approve")
    buddy.clicks("offer_accept")
    student.clicks("buddy_accept")
    school.sandbox.advance(minutes=2)
    school.sandbox.advance_to(datetime(2026, 2, 18, 12, tzinfo=ZONE))
    manager.clicks("introduction_done")
    return school.workspace.channel_of(student, buddy)


def _sessions(school: School, channel: Channel) -> None:
    """Four weeks: the third is quiet until the reminder of Thursday, the fourth has its two hours before."""
    student, buddy = school.person("Samira"), school.person("Bruno")
    school.sandbox.advance_to(datetime(2026, 2, 20, 19, tzinfo=ZONE))
    student.types("/logsession 1h30 yesterday react hooks", channel=channel)
    school.sandbox.advance_to(datetime(2026, 2, 25, 20, 15, tzinfo=ZONE))
    buddy.types("/logsession 1h git y ramas", channel=channel)
    school.sandbox.advance_to(_at(6, 10))
    student.types("/logsession 1h15 yesterday forms", channel=channel)
    school.sandbox.advance_to(_at(11, 19, 30))
    buddy.types("/logsession 1h30 fetch", channel=channel)
    student.types("/logsession 30 min fetch", channel=channel)


def _help_channel(school: School) -> Channel:
    """Public, with everybody and the program in it."""
    return school.workspace.channel(cast.HELP_CHANNEL, *school.people.values(), private=False, bot=True)


def _send(school: School, command: str, form: cast.Form, named: Mapping[str, Channel] | None = None) -> None:
    """Type a command, fill in its form, page by page, send it, close what it says. `named`: channels, by name."""
    who = school.person(form.who)
    who.types(command, settle=False)
    pages = (form.values, *form.then)
    known: dict[str, Person | Channel] = {**school.people, **(named or {})}
    who.submits_pages(*({field: _known(known, value) for field, value in page.items()} for page in pages))
    who.closes(all=True, settle=False)


def _known(known: Mapping[str, Person | Channel], value: Any) -> Any:
    """Names as the people and channels they are, where a form asks for these."""
    if isinstance(value, list):
        return [_known(known, one) for one in value]
    return known.get(value, value)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 in Madrid."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)
