"""What managers page through, each at its fullest and in each language: never over what Slack takes of a view."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.rules import own_texts as rule
from bot.rules.cadence import Decision
from bot.rules.duty import Away, Duty, Hours
from bot.rules.features import Feature
from bot.rules.hours import Tally
from bot.rules.intake import LIST_MAX, NOTE_MAX, OPTION_MAX, OPTIONS_MAX, Group
from bot.rules.looking import Why
from bot.rules.own_texts import Own, OwnText
from bot.rules.pulses import SENTENCE_MAX
from bot.rules.venues import VENUES_MAX
from bot.services import (
    check_ins,
    classes,
    confidence,
    duty,
    figures,
    rosters,
    settings,
    settings_history,
    setup,
    tasks,
    team_card,
    team_notes,
)
from bot.services.check_ins import Line
from bot.services.choosing import WHY_MAX
from bot.services.classes import SchoolClass
from bot.services.cloning import ALONE, Difference
from bot.services.history import SHOWN, Change, Log
from bot.services.own_texts import Which
from bot.services.pauses import Pause
from bot.services.planned import Planned
from bot.services.quiet_teams import Quiet
from bot.services.settings import Intake
from bot.services.settings_history import Changed, Page
from bot.services.tasks import OpenTask, Subject
from bot.services.team_card import Card, Held, Said
from bot.services.team_list import Listed
from bot.services.team_notes import Note, Notes
from bot.speech import LANGUAGES, known_languages, speech
from bot.views import cloning, history, own_text_screens, task_list
from bot.views import settings as settings_views
from bot.views import settings_history as history_views
from bot.views import team_card as card_views
from bot.views.answer import View
from models.enums import MeetingKind, MeetingState, TaskKind, TeamState
from models.store import Store
from sandbox.blockkit import check
from tests.conftest import START
from tests.contract import read
from tests.limits import over_the_limits
from tests.programmes import THURSDAY, school

LIMITS = read("block-limits.json")
BYTES, BLOCKS = 250_000, 100
every_letter = pytest.mark.parametrize("letter", ["م", "&", "\N{FAMILY}"])
"""Two bytes; five of Slack's characters; twelve bytes as JSON of ASCII alone, which is how it is sent."""
every_language = pytest.mark.parametrize("language", LANGUAGES)
DAYS = {"weekdays": [0, 1, 2, 3, 4, 5], "begins": 600, "ends": 840}


def holds(view: View) -> None:
    assert len(view["blocks"]) <= BLOCKS
    assert len(json.dumps(view)) < BYTES
    assert not list(over_the_limits(view, LIMITS))
    assert not check.view_problems(view)


def user(number: int) -> str:
    """As long as the store keeps one."""
    return f"U{number:031d}"


def entries(letter: str, number: int, length: int = OPTION_MAX) -> list[str]:
    return [f"{place:03}".ljust(length, letter) for place in range(number)]


def longest(letter: str) -> dict[str, Any]:
    """Column → value, each as long as its form takes it."""
    of_list = entries(letter, LIST_MAX // (OPTION_MAX + 1))
    return {
        "languages": sorted(known_languages())[:OPTIONS_MAX],
        "topics": of_list,
        "traits": of_list,
        "promise_days": [88, 89, 90],
        "offer_hours": [335, 336],
        "student_hours": 336,
        "idle_days": [365, 90],
        "weekly_minutes": 2399,
        "nudge_weekday": 2,
        "nudge_minute": 1199,
        "nudges_each": True,
        "class_hours": DAYS,
        "digest_weekday": 2,
        "digest_minute": 1199,
        "country": "ES",
        "region": "CT",
        "timezone": "America/Argentina/ComodRivadavia",
        "opens": 541,
        "closes": 1259,
        "has_minors": True,
        "emergency": {
            "country": letter * 40,
            **dict.fromkeys(("danger", "suicide", "partner"), "+" * 18 + "11"),
            "outside": letter * 150,
        },
        "venues": [{"name": one, "role": "programme_manager"} for one in entries(letter, VENUES_MAX)],
        "channel_after_introduction": True,
        "house_note": letter * NOTE_MAX,
        "support_channel_id": "C" + "0" * 31,
        "later_months": 60,
        "hour_worth": 99_999,
        "currency": "EUR",
        "features_off": [str(one) for one in Feature],
        "kept_for": [120, 120, 120, 120, 60],
    }


def own(letter: str) -> Own:
    """Each text in each language, as long as it may be."""
    return {
        str(key): {
            one: "".join(f"{{{must}}}" for must in shape.must)
            + letter * (shape.most - rule.LONGEST * len(shape.must))
            for one in LANGUAGES
        }
        for key, shape in rule.SHAPES.items()
    }


def of_class(number: int, letter: str) -> SchoolClass:
    kept = {
        **{"key": f"class-{number}", "course": letter * 50, "language": "en", "eligible": False},
        **{"name": f"{number:03}".ljust(OPTION_MAX, letter), "hours": DAYS},
        **{"first": "2026-09-23", "last": "2026-12-23"},
    }
    return classes.as_kept(kept)


def of_both(columns: Iterable[str], letter: str) -> list[dict[str, Any]]:
    """What these were, and what they become."""
    return [{column: longest(one)[column] for column in columns} for one in (letter, "é")]


@pytest.fixture
def intake(database_url: str) -> Iterator[Intake]:
    store = Store(database_url)
    school(store, "T1")
    with store.read("T1") as db:
        yield settings.seen(db, THURSDAY)
    store.close()


def changes(letter: str) -> list[Changed]:
    """One of each kind, from as much as can be to as much as can be."""
    kept = [classes.stored(of_class(1, one)) for one in (letter, "é")]
    words = [{"text": "guidelines", "language": "uk", "words": one * 2_000} for one in (letter, "é")]
    five = [[user(n) for n in range(first, first + 5)] for first in (0, 5)]
    times = tuple(
        Duty(
            Hours(ZoneInfo("America/Argentina/ComodRivadavia"), (0, 1, 2, 3, 4, 5)),
            Away(day, day + timedelta(days=90)),
        )
        for day in (date(2026, 9, 23), date(2026, 9, 30))
    )
    roles = ("project_manager", "programme_manager", "backups")
    numbers = [{"students": n, "attending": n, "graduated": n, "with_buddy": n} for n in (999, 998)]
    in_confidence = ("stand_ins", "practical", "wellbeing")

    def one(
        group: Group | None, pair: Sequence[Any], subject: str = settings.SUBJECT, **more: Any
    ) -> Changed:
        at = START + timedelta(days=204, hours=3)
        was, becomes = pair
        return Changed(1, at, user(1), group, "put_back", was, becomes, True, subject, **more)

    def both(names: tuple[str, ...], **more: tuple[Any, Any]) -> list[dict[str, Any]]:
        return [
            {**dict.fromkeys(names, five[at]), **{name: pair[at] for name, pair in more.items()}}
            for at in (0, 1)
        ]

    channels = ("C" + "0" * 31, "C" + "1" * 31)
    return [
        *(one(group, of_both(columns, letter)) for group, columns in settings.COLUMNS.items()),
        one(Group.CLASSES, kept),
        one(Group.TEXTS, words),
        one(None, both(roles, support_channel=channels, language=("en", "uk")), setup.SUBJECT),
        one(None, both(in_confidence, kept_days=(364, 365)), confidence.SUBJECT),
        one(None, numbers, rosters.SUBJECT, of_class=of_class(1, letter), of_day=date(2026, 9, 23)),
        one(None, both(("readers",)), figures.SUBJECT),
        one(None, ({}, {}), duty.TIMES, of_contact=user(1), times=times),
    ]


@every_letter
@every_language
def test_a_page_of_the_history_of_settings(intake: Intake, language: str, letter: str) -> None:
    told = history_views.put_back(
        settings_history.PutBack(None, tuple(map(user, range(15))), setup.SUBJECT, (user(1), user(2))),
        language,
    )
    for kind in changes(letter):
        some = tuple(replace(kind, id=n) for n in range(settings_history.PAGE))
        holds(history_views.screen(Page(some, 2, 999), intake, language, "Europe/Kyiv", told=told))


def changed(group: Group, pair: Sequence[dict[str, Any]]) -> Difference:
    was, becomes = pair
    return Difference(group, was, becomes)


@every_letter
@every_language
def test_what_a_file_would_change(intake: Intake, language: str, letter: str) -> None:
    of_groups = [changed(group, of_both(columns, letter)) for group, columns in settings.COLUMNS.items()]
    alone = zip(ALONE, ("en", 364), ("uk", 365), strict=True)
    turned = tuple(
        (Which(OwnText(key), one), words, words)
        for key, by_language in own(letter).items()
        for one, words in by_language.items()
    )
    every = [of_class(number, letter) for number in range(classes.MOST)]
    found = [
        Difference(Group.CLASSES, {}, {}, tuple(every), tuple(every)),
        *of_groups,
        Difference(Group.TEXTS, {}, {}, texts=turned),
        *(Difference(None, {column: was}, {column: becomes}) for column, was, becomes in alone),
    ]
    names = ["#" + letter * 79] * 1_000
    marks = {"was": "0" * 16, "seen": "0" * 16}
    for is_kept in (False, True):
        view = cloning.preview(found, intake, names, language, meta=marks, is_other=True, is_kept=is_kept)
        holds(view)
        groups = [block for block in view["blocks"] if block["block_id"].startswith("group_")]
        assert len(groups) == len(found)
        assert "…" not in groups[0]["text"]["text"], "classes that there is no room for are counted"
    holds(cloning.preview([], intake, names, language, meta=marks, is_kept=True))
    holds(cloning.form(language, dict.fromkeys(cloning.blocks_of_form(), letter * 600)))


@every_letter
@every_language
def test_the_settings_and_the_classes(intake: Intake, language: str, letter: str) -> None:
    every = tuple(of_class(number, letter) for number in range(classes.MOST))
    full = settings_history.with_values(intake, longest(letter))
    full = replace(full, classes=every, own_texts=own(letter))
    holds(settings_views.class_list(full, language, told=["x" * 300] * 2))
    holds(settings_views.screen(full, language, "Europe/Kyiv", told=["x" * 300] * 5))


@every_letter
@every_language
def test_the_texts_in_the_programmes_own_words(language: str, letter: str) -> None:
    holds(own_text_screens.listed(own(letter), language))
    for key in OwnText:
        holds(own_text_screens.one_text(own(letter), key, letter * NOTE_MAX, language, told="x" * 300))


@every_letter
@every_language
def test_what_has_changed_last_each_with_a_managers_reason(language: str, letter: str) -> None:
    at = START + timedelta(days=204, hours=3)
    ids = (user(1), "proposal", "proposed", user(2), user(3), "waiting", "proposed", "chosen", None)
    log = Log(user(2), (Change(at, *ids, letter * WHY_MAX),) * SHOWN, 10**4)
    message = history.history(log, language, "Europe/Kyiv")
    assert len(message.blocks) <= 50
    assert not check.message_problems(list(message.blocks))
    shown = sum(block["block_id"].startswith("history_why") for block in message.blocks)
    assert speech(language).number(10**4 + SHOWN - shown) in message.text


def task(number: int, kind: TaskKind) -> OpenTask:
    """With all that a task of any kind may know."""
    day = date(2026, 9, 23)
    return OpenTask(
        number,
        kind,
        Subject(
            team_id=10**9,
            student_id=user(1),
            buddy_id=user(2),
            user_id=user(3),
            channel_id="C" + "0" * 31,
            request_id=10**9 if kind in (TaskKind.LONG_WAIT, TaskKind.STUDENT_SILENT) else None,
            minor_since=day,
            is_late=number % 2 == 0,
            question_link="https://x.example/" + "y" * 280,
            quiet=Quiet(2_399, day),
        ),
        START,
        day,
        day,
        back_on=day,
        held_by=user(4),
        was_off_until=day,
    )


@every_language
def test_a_page_of_the_list_of_tasks(language: str) -> None:
    kinds = list(TaskKind)
    pages = [[kind] * tasks.PAGE for kind in kinds]
    pages += [kinds[first : first + tasks.PAGE] for first in range(0, len(kinds), tasks.PAGE)]
    for of_page in pages:
        some = tuple(task(10**6 + n, kind) for n, kind in enumerate(of_page))
        for number, everybody in ((1, False), (10**4, True)):
            holds(task_list.page(tasks.Page(number, some, 10**6, everybody), language))


def card(letter: str) -> Card:
    day = date(2026, 9, 23)
    tally = Tally(2_400, 2_399, 90_000, 96_000, 4)
    listed = Listed(
        10**9, user(1), user(2), TeamState.LAUNCHING, "uk", "class-1", False, True, day, tally, tuple(Why)
    )
    meeting = Planned(
        *(
            1,
            10**9,
            MeetingKind.INTRODUCTION,
            MeetingState.CONFIRMED,
            START,
            60,
            letter * 200,
            user(1),
            START,
        ),
        *(0, 0, (), None, user(1), user(2), "C1", "uk", "Europe/Kyiv"),
    )
    notes = tuple(
        Note(f"{n:032x}", 10**9, user(9), START, True, letter * team_notes.MOST, True)
        for n in range(team_notes.SHOWN)
    )
    gone = tuple(f"{n + 100:032x}" for n in range(team_notes.SHOWN))
    lines = tuple(
        Line(START, letter * SENTENCE_MAX, by) for by in (None, user(4)) for _ in range(check_ins.SHOWN)
    )
    week = f"2026-W{38}"
    return Card(
        team=listed,
        began_on=day,
        timezone="Europe/Kyiv",
        channel_id="C" + "0" * 31,
        weekly_minutes=2_399,
        together=(10**6, 10**4),
        sessions=((day, 599),) * team_card.SESSIONS,
        nudges=((week, Decision.HAND_OVER),) * team_card.WEEKS,
        targets=(Held(day, 2_399, user(1), user(2)),) * team_card.TARGETS,
        next=meeting,
        pause=Pause(10**9, user(1), user(2), day, day, user(5)),
        end=None,
        notes=Notes(notes, 10**4, tuple(one.id for one in notes), gone),
        said=(Said(user(1), lines), Said(user(2), lines)),
        tasks=tuple(task(n, list(TaskKind)[n]) for n in range(tasks.OF_TEAM)),
    )


@every_letter
@every_language
def test_the_page_of_a_team(language: str, letter: str) -> None:
    every = [of_class(1, letter)]
    back = {"kind": "not_introduced", "class": "class-1", "language": "uk", "user": user(1), "at": "1000000"}
    holds(card_views.card(card(letter), every, user(9), "Europe/Kyiv", language, back))
