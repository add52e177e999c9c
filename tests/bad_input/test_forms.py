"""Garbage in every field of every form and behind every command: answered in words, nothing half-written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from bot import ids
from bot.services import setup
from models import BuddySession, VenueQuestion
from tests import stories, versions
from tests.bad_input import endings, managing, team_life
from tests.bad_input.garbage import BROKEN, GARBAGE, LEAKS, PINGS, SIZES, formatted, words
from tests.isolation.helping import OF_HELP_FORMS
from tests.isolation.world import World
from tests.straight import Json, Program, click, command, submission

RIGHT: dict[str, tuple[str, Json]] = {
    ids.MODAL_LOG: (
        "samira",
        {"minutes": "1h30", "day": "2026-03-01", "topic": "react", "place": "", "team": ""},
    ),
    ids.MODAL_CORRECT: (
        "bruno",
        {"minutes": "2h", "day": "2026-03-01", "topic": "react", "place": "public", "none": []},
    ),
    ids.MODAL_VENUE: ("petra", {"fine": "no", "line": "x"}),
    ids.MODAL_REQUEST: (
        "olu",
        {"class": "web-en", "fluent": ["en"], "getting_by": [], "topics": [], "wish": "", "note": ""},
    ),
    ids.MODAL_REQUEST_MEETING: (
        "olu",
        {"times": [], "place": "remote", "city": "", "traits": [], "agreed": []},
    ),
    ids.MODAL_VOLUNTEER: ("bruno", stories.OFFER),
    ids.MODAL_VOLUNTEER_SECOND: ("samira", stories.MEETING),
    ids.MODAL_TAKE_OFF: ("petra", {"reason": "something_else"}),
    ids.MODAL_CHECK: ("petra", {"checked_on": "2026-02-02"}),
    ids.MODAL_HELP: (
        "samira",
        {"when": "week", "whom": "me", "words": "x", "first": "UHEREPETRA", "excluded": []},
    ),
    ids.MODAL_HELP_HAND_OVER: ("petra", {"to": "UHEREBEA", "why": "x"}),
    ids.MODAL_HELP_RESOLVE: ("petra", {"helped": "x"}),
    ids.MODAL_PRIVATE: ("olu", {"words": "x"}),
    ids.MODAL_DUTY: ("petra", versions.DUTY),
    ids.MODAL_CONFIDENCE: (
        "mateo",
        {"stand_ins": ["UHEREWANDA"], "practical": [], "wellbeing": ["UHEREWANDA"], "kept_days": "30"},
    ),
    ids.MODAL_SETUP: (
        "petra",
        {
            "project_manager": "UHEREPETRA",
            "project_email": "",
            "programme_manager": "UHEREMATEO",
            "programme_email": "",
            "backups": ["UHEREBEA"],
            "support_channel": "",
            "language": "en",
        },
    ),
    ids.MODAL_OFFER_DECLINE: ("vera", {"reason": "other"}),
    ids.MODAL_CHOOSE: ("petra", {"somebody": "UHEREVERA"}),
    ids.MODAL_CHOOSE_ANYWAY: ("petra", {"why": "x"}),
    ids.MODAL_NEVER_PAIR: ("rosa", {"never": ["UHEREVERA"]}),
    ids.MODAL_CLASS: (
        "petra",
        {
            **{"name": "One", "course": "One", "language": "en", "standing": "open"},
            **{"first_day": "2026-01-12", "last_day": "2026-06-30"},
            **{"class_days": ["0"], "class_from": "10:00", "class_to": "14:00"},
        },
    ),
    ids.MODAL_LANGUAGES: ("petra", {"languages": "English\nes"}),
    ids.MODAL_TOPICS: ("petra", {"topics": "React\nGit"}),
    ids.MODAL_TRAITS: ("petra", {"traits": "a woman"}),
    ids.MODAL_PROMISE: ("petra", {"still": "6", "listed": "10", "overdue": "14"}),
    ids.MODAL_ANSWERS: ("petra", {"remind": "24", "pass_on": "72", "student": "72"}),
    ids.MODAL_IDLE: ("petra", {"idle": "50", "answer": "14"}),
    ids.MODAL_LATER: ("petra", {"months": "6"}),
    ids.MODAL_MINORS: ("petra", {"minors": "yes"}),
    ids.MODAL_EMERGENCY: (
        "petra",
        {"country": "Chile", "danger": "133", "suicide": "4141", "partner": "1455", "outside": "x"},
    ),
    ids.MODAL_VENUES: ("petra", {"free": "Library", "project_manager": "Elevador", "programme_manager": ""}),
    ids.MODAL_REMINDERS: (
        "petra",
        {
            **{"weekday": "1", "time": "10:00", "where": "channel"},
            **{"class_days": ["0"], "class_from": "10:00", "class_to": "14:00"},
        },
    ),
    ids.MODAL_BREAKS: (
        "petra",
        {"first": "2026-04-02", "last": "2026-04-06", "country": "PT", "region": ""},
    ),
    ids.MODAL_TARGET: ("samira", {"hours": "3h"}),
    **endings.RIGHT,
    **team_life.RIGHT,
    **managing.RIGHT,
    "an_old_form": ("olu", {"x": "1"}),
}
"""Every form, filled in by somebody who may; one field at a time is spoilt."""
BEFORE = {
    ids.MODAL_VOLUNTEER_SECOND: ids.MODAL_VOLUNTEER,
    ids.MODAL_END_SURE: ids.MODAL_END,
}
"""Pages that follow another one, which is sent first."""
OF_VOLUNTEERS = {
    ids.MODAL_CHECK,
    ids.MODAL_TAKE_OFF,
    ids.MODAL_OFFER_DECLINE,
    ids.MODAL_CHOOSE,
    ids.MODAL_CHOOSE_ANYWAY,
}
"""Forms that come back with ids of whom they are about."""
FIELDS = [(form, block) for form, (_, fields) in RIGHT.items() for block in fields]
TYPED = {
    "minutes",
    "topic",
    "wish",
    "note",
    "city",
    "hello",
    "words",
    "helped",
    "kept_days",
    "project_email",
    "name",
    "course",
}
TYPED |= {"still", "listed", "overdue", "remind", "pass_on", "student", "idle", "answer"}
TYPED |= {"line", "free"} | team_life.TYPED | managing.TYPED
TYPED |= {"hours", "region"}
TYPED |= {"months", "thanks", "sentence", "texts", "notes", "audit", "unmatched", "delivered"}
TYPED |= {"country", "danger", "suicide", "partner", "outside"}
"""Fields in which people type; the others are chosen from."""
ODD = ("empty", "emoji", "everybody", "a zero", "half a pair", "SQL", "a huge number", "superscript")
WRONG_TYPES: list[Any] = [
    None,
    17,
    [],
    {},
    {"type": "plain_text_input", "value": None},
    {"type": "plain_text_input", "value": {"a": 1}},
    {"type": "static_select", "selected_option": None},
    {"type": "static_select", "selected_option": {"value": ["x"]}},
    {"type": "multi_static_select", "selected_options": [None, 1, {"value": "x"}]},
    {"type": "multi_users_select", "selected_users": [None, 1, "U1\x00"]},
    {"type": "datepicker", "selected_date": "2026-13-45"},
    {"type": "number_input", "value": "1e999"},
]


def test_every_form_is_tried(running: Program) -> None:
    assert running.coordinator.door is not None
    forms = {one.name for one in running.coordinator.door.listeners if one.kind == "submission"}
    assert forms - {"*"} == set(RIGHT) - {"an_old_form"}


def answered(running: Program, body: Json) -> tuple[list[str], bool]:
    """What the person reads; and whether she was refused."""
    before = len(running.ear.said)
    answer = running.deliver(body)
    calls = running.ear.said[before:]
    read = words(answer, calls)
    assert answer.status == 200
    assert read
    assert not [text for text in read if LEAKS.search(text) or BROKEN in text], read
    shown = formatted(json.loads(answer.body)) if answer.body else []
    shown += [text for _, fields in calls for text in formatted(fields)]
    assert not [text for text in shown if PINGS.search(text)], shown
    return read, '"errors"' in (answer.body or "")


def spoilt(running: Program, block: str, value: Any) -> Iterator[Any]:
    """Values for one field: texts as texts and as choices; on PostgreSQL those that it takes otherwise."""
    if not running.coordinator.deps.store.is_sqlite:
        yield from (GARBAGE[name] for name in ("a zero", "half a pair", "emoji", "a huge number"))
        yield from ("x" * size for size in (201, 501, 1001))
    elif block in TYPED:
        yield from GARBAGE.values()
        yield from ("x" * size for size in SIZES)
        yield from WRONG_TYPES
    else:
        yield from (GARBAGE[name] for name in ODD)
        yield from WRONG_TYPES
    if isinstance(value, list):
        yield from ([text] for text in (GARBAGE["a zero"], GARBAGE["everybody"], "x" * 300))
        yield [*value, *value, *value]
        yield [f"U{number}" for number in range(40)]


@pytest.mark.parametrize("each", [10, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize(("form", "block"), FIELDS)
def test_garbage_in_a_field(running: Program, here: World, form: str, block: str, each: int) -> None:
    """The short form tries every tenth value, and at least one, others of each field; the long form tries all."""
    actor, right = RIGHT[form]
    values = list(spoilt(running, block, right[block]))
    for value in values[FIELDS.index((form, block)) % min(each, len(values)) :: each]:
        meta = comes_with(running, here, form)
        if form in BEFORE:
            running.deliver(submission(BEFORE[form], RIGHT[BEFORE[form]][1], here.people[actor], meta=meta))
        body = submission(form, {**right, block: value}, here.people[actor], meta=meta)
        before = running.rows(*QUIET)
        read, refused = answered(running, body)
        if refused:
            assert running.rows(*QUIET) == before, f"{value!r}: {read}"
            told = json.loads(running.answers[-1].body)["errors"]
            assert set(told) <= set(right), f"an error at no field: {told}"
            assert all(told.values())


def comes_with(running: Program, here: World, form: str) -> Json:
    """What a form names besides its fields, as it was when it was opened: its `private_metadata`."""
    was = _versions(running)
    meta = {"was": was[form], "class": versions.CLASS} if form in was else here.readers
    if form == ids.MODAL_DUTY:
        meta = {**meta, "user": here.people["petra"]}
    if form in OF_VOLUNTEERS:
        meta = {"volunteer": here.people["vera"], "proposal": here.proposal, "request": here.request}
    if form in (ids.MODAL_CORRECT, ids.MODAL_VENUE):
        meta = _of_sessions(running)
    if form in endings.RIGHT:
        meta = endings.meta(here)
    if form in team_life.RIGHT and form not in was:
        meta = team_life.meta(here)
    if form in managing.RIGHT and form not in was:
        meta = managing.meta(here)
    if form in OF_HELP_FORMS:
        meta = {"call": here.call}
    if form == ids.MODAL_PRIVATE:
        meta = {"case": here.case}
    return meta


def _of_sessions(running: Program) -> Json:
    """What stands now of the session, and the question, open again."""
    with running.coordinator.deps.store.begin("T0HERE") as db:
        question = db.scalars(select(VenueQuestion)).one()
        question.is_fine = None
        standing = select(BuddySession.id).where(BuddySession.undone_at.is_(None))
        return {"session": db.scalars(standing).first(), "question": question.id}


QUIET = ("workspaces", "paces", "slots", "nudges", "history", "proposals", "teams", "case_readers", "tasks")
"""Tables that no form writes first; the others are compared."""


def _versions(running: Program) -> Json:
    with running.coordinator.deps.store.read("T0HERE") as db:
        return {ids.MODAL_SETUP: setup.version(db), **versions.of_settings(db)}


SHAPES: dict[str, Any] = {
    "no view": lambda body: body.pop("view"),
    "no state": lambda body: body["view"].pop("state"),
    "no blocks": lambda body: body["view"].pop("blocks"),
    "blocks of nothing": lambda body: body["view"].update(blocks=[None, 1, "x", {}]),
    "values of nothing": lambda body: body["view"].update(state={"values": {"door": None, "x": {"y": 1}}}),
    "a broken note": lambda body: body["view"].update(private_metadata="{not json"),
    "a deep note": lambda body: body["view"].update(private_metadata="[" * 3000),
    "a note of another kind": lambda body: body["view"].update(private_metadata="[1, 2]"),
    "no trigger": lambda body: body.pop("trigger_id"),
    "nobody": lambda body: body.pop("user"),
    "a strange id": lambda body: body["user"].update(id="U1'; --\x00"),
    "a long id": lambda body: body["user"].update(id="U" * 300),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("form", RIGHT)
def test_a_form_without_what_every_form_has(running: Program, here: World, form: str, shape: str) -> None:
    actor, right = RIGHT[form]
    body = submission(form, {**right, "topic": "x"}, here.people[actor])
    SHAPES[shape](body)
    before = len(running.ear.said)
    answer = running.deliver(body)
    assert answer.status in (200, 404)  # 404: Bolt itself finds no form in it
    read = words(answer, running.ear.said[before:])
    assert not [text for text in read if LEAKS.search(text) or BROKEN in text], read


@pytest.mark.parametrize("name", [ids.CODEBUDDY, ids.LOG_SESSION, ids.ESCALATE])
def test_garbage_behind_a_command(running: Program, here: World, name: str) -> None:
    texts = [*GARBAGE.values(), *("x" * size for size in (200, 4000)), "1h " + "ä" * 4000, "1h today " * 400]
    if not running.coordinator.deps.store.is_sqlite:
        texts = [GARBAGE["a zero"], GARBAGE["half a pair"], "1h " + "ä" * 4000]
    words_first = (
        ("", "log ", "support ", "request ", "contacts ") if name == ids.CODEBUDDY else ("", "1h today ")
    )
    for first in words_first:
        for text in texts:
            for actor in ("samira", "olu") if not first else ("samira",):
                answered(running, command(name, first + text, here.people[actor], running.ear))


@pytest.mark.parametrize("each", [5, pytest.param(1, marks=pytest.mark.long)])
def test_garbage_in_a_button(running: Program, here: World, each: int) -> None:
    """The short form tries every fifth value, other ones of each button; the long form tries all."""
    assert running.coordinator.door is not None
    values = [GARBAGE[name] for name in ("a zero", "half a pair", "a huge number", "a number")]
    if running.coordinator.deps.store.is_sqlite:
        values += [*(GARBAGE[name] for name in ODD[1:]), "x" * 2000, "1:2:3", "acknowledge:", ":"]
    names = [
        one.name.replace("*", "old") for one in running.coordinator.door.listeners if one.kind == "click"
    ]
    for place, name in enumerate(names):
        for value in values[place % each :: each]:
            answered(running, click(name, value, here.people["mateo"], running.ear))
