"""The Home tab with every list full: never over Slack's limits, drawn the same twice, and what is left out is counted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bench import large_school
from bot.rules.access import Acting
from bot.rules.duty import Away, Duty, Hours
from bot.rules.emergency import Emergency
from bot.rules.hours import Owing, Tally
from bot.rules.looking import Why
from bot.rules.matching import Reasons
from bot.services import away, people, stand_ins, team_list
from bot.services import home as service
from bot.services.contacts import Contacts
from bot.services.ended import ON_HOME, Seen
from bot.services.erasing import Coming
from bot.services.help_answers import LookedAfter, Own
from bot.services.help_record import News
from bot.services.overview import CARDS, LINES, Figures, First, Overview, WeekSum
from bot.services.planned import Planned
from bot.services.promises import Waits
from bot.services.proposals import Shown
from bot.services.requests import OwnRequest, Promise, Wishes
from bot.services.sessions import OwnTeam
from bot.services.shortage import Shortage
from bot.services.tasks import OpenTask, Subject
from bot.services.team_list import Kind, Listed, Wanted
from bot.services.volunteers import Offer, OwnOffer
from bot.speech import LANGUAGES
from bot.views import home as views
from bot.views import team_list as list_views
from bot.views.answer import Message, View
from models.enums import (
    EndReason,
    Face,
    HelpNews,
    MeetingKind,
    MeetingState,
    ProposalState,
    Role,
    TaskKind,
    TeamState,
    VolunteerState,
)
from models.people import EMERGENCY, FIRST_LANGUAGES
from models.store import Store
from sandbox.blockkit import check
from tests.conftest import START

WIDE = "\N{FAMILY}"
"""Twelve bytes as JSON of ASCII alone, which is how it is sent."""
BYTES = 250_000


def _shown(n: int) -> Shown:
    fits = Reasons(("en",), ("react",), days=3, taken=1, capacity=5, levels=("fluent_fluent",), hours=4.0)
    return Shown(
        id=n,
        request_id=n,
        state=ProposalState.PROPOSED,
        student_id="U1",
        volunteer_id="U2",
        course="Web",
        course_language="en",
        fit=fits,
        wish=WIDE * 1000,
        has_note=True,
        minor_since=None,
        hello=WIDE * 500,
        unnamed=True,
        reminded=False,
        hours=(48, 72),
        weekly_minutes=120,
        unreached=False,
        declined_by=None,
        declined_why=None,
        chosen_by=None,
        chosen_why="",
        bent=(),
        ended=None,
    )


def _waits(n: int) -> Waits:
    return Waits(n, _id(n), 20, ("ar", "uk"), None, is_proposed=False, is_asked=False, is_overdue=n % 2 == 0)


def _id(n: int) -> str:
    """As long as the store keeps one."""
    return f"U{n:031d}"


def _listed(n: int) -> Listed:
    standing = Tally(2_400, 2_400, 9_000, 9_600, 4)
    return Listed(
        n,
        _id(n),
        _id(n + 1),
        TeamState.ACTIVE,
        "en",
        "web-en",
        True,
        False,
        START.date(),
        standing,
        tuple(Why),
    )


def _meeting(n: int) -> Planned:
    return Planned(
        *(
            n,
            n,
            MeetingKind.SESSION,
            MeetingState.CONFIRMED,
            START,
            60,
            WIDE * 200,
            _id(1),
            START,
            0,
            0,
            (),
            None,
        ),
        *(_id(1), _id(2), "C1", "en", "Europe/Madrid"),
    )


def _overview(number: int) -> Overview:
    kinds = [kind for kind in TaskKind if kind is not TaskKind.INTRODUCTION]
    tasks = [
        OpenTask(n, kinds[n % len(kinds)], _subject(n), START, START.date(), START.date())
        for n in range(min(number, LINES))
    ]
    to_plan = [
        OpenTask(900 + n, TaskKind.INTRODUCTION, _subject(n), START, START.date(), START.date())
        for n in range(min(number, CARDS))
    ]
    calls = [LookedAfter(f"{n:032x}", _id(n), n) for n in range(min(number, 2 * CARDS))]
    shown = tuple(_shown(n) for n in range(min(number, CARDS)))
    teams = [_listed(n) for n in range(number)]
    return Overview(
        calls=First(tuple(calls[:CARDS]), number),
        looked_after=First(tuple(calls[CARDS:]), number),
        waits=First(tuple(_waits(n) for n in range(min(number, LINES))), number),
        overdue=number,
        long_waits=number,
        promised_days=14,
        introductions=First(tuple(to_plan), number),
        tasks=First(tuple(tasks), number),
        just_done=tasks[0] if tasks else None,
        look=First(tuple(teams[:LINES]), number),
        proposals=First(shown, number),
        volunteers=First(tuple(_id(n) for n in range(min(number, LINES))), number),
        short=tuple(Shortage((code, "en"), number, 12, is_spoken=True) for code in FIRST_LANGUAGES[:number]),
        teams=team_list.page_of(teams, Wanted(), 1),
        figures=Figures(WeekSum(number, 120 * number), WeekSum(number, 120 * number), (number, number)),
        wanted={_id(n): number for n in range(LINES)},
    )


def _subject(n: int) -> Subject:
    return Subject(
        n,
        _id(1),
        _id(2),
        _id(3),
        request_id=n,
        minor_since=START.date(),
        question_link="https://x.example/" + "y" * 280,
    )


def _ends(number: int) -> tuple[Seen, ...]:
    """All planned by herself: those have the most to press."""
    return tuple(
        Seen(
            id=n,
            team_id=n,
            student_id=_id(n),
            buddy_id=_id(1),
            reason=EndReason.OTHER,
            is_said=False,
            made_by=_id(1),
            last=START.date(),
            ended_at=None,
            ended_on=None,
            taken_back_at=None,
            readers=(),
            seeks=True,
            minutes=9_000,
            sessions=number,
            began_on=START.date(),
            channel_id="C1",
            channel=None,
            goes_on=(),
            team_state=TeamState.ACTIVE,
            language="en",
            is_announced=True,
            went_on=False,
        )
        for n in range(min(number, ON_HOME))
    )


OWING = Owing(START.date(), ((START.date(), 120),))


def crowded(number: int, language: str = "en", face: Face | None = None) -> service.Standing:
    """Somebody with every role and `number` of everything, as she sees it in one of her roles, or in all."""
    who = Acting("T1", _id(1), language, "Europe/Madrid", frozenset(Role), is_admin=True, is_set_up=True)
    team = OwnTeam(
        1, _id(1), _id(2), "C1", "en", "Europe/Madrid", 120, START.date(), 0, None, START.date(), OWING, ()
    )
    seen = tuple(
        service.TeamSeen(
            replace(team, id=n, student_id=_id(n), buddy_id=_id(1)), introduced=True, next=_meeting(n)
        )
        for n in range(2, number + 2)
    )
    decides = replace(_shown(1), state=ProposalState.ACCEPTED)
    asked = tuple(replace(_shown(n), state=ProposalState.APPROVED) for n in range(number))
    return service.Standing(
        who=who,
        may_set_up=True,
        learning=service.TeamSeen(
            team, introduced=False, stand_in=stand_ins.Standing("1:1", None), next=_meeting(1)
        ),
        request=OwnRequest(
            *(
                1,
                Wishes("web-en", ("en",), (), WIDE * 1000),
                START,
                3,
                None,
                5,
                decides,
                Promise(7, 14, _id(2)),
            )
        ),
        withdrawn=None,  # never beside a team or a request
        supporting=seen,
        offer=OwnOffer(
            *(_id(1), VolunteerState.APPROVED, Offer(("en",), (), 5, WIDE * 500), 0, _id(2)), conduct_at=START
        ),
        own_calls=tuple(
            Own(str(n), START, News(HelpNews.SEEN, START, _id(1), None), None) for n in range(number)
        ),
        asked=asked,
        overview=_overview(number) if face in (None, Face.MANAGER) else None,
        contacts=Contacts(None, None, (), (), "C2", Emergency(**EMERGENCY)),
        erasure=Coming(START, tuple(Role)),
        duty=Duty(Hours(ZoneInfo("Europe/Madrid")), Away(date(2026, 3, 9), date(2026, 9, 30))),
        away=away.Away(1, _id(1), date(2026, 3, 9), date(2026, 9, 30)) if number else None,
        weekly_minutes=120,
        ends=_ends(number),
        more_ends=max(0, number - ON_HOME),
        face=face,
    )


def holds(view: View) -> None:
    assert len(view["blocks"]) <= 100
    assert not check.view_problems(view)
    assert len(json.dumps(view)) < BYTES


def said(message: Message) -> None:
    assert len(message.blocks) <= 50
    assert not check.message_problems(list(message.blocks))
    assert len(message.text) < 40_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_every_list_full_a_status_is_within_slacks_limits(language: str) -> None:
    """It shows all of her roles at once."""
    for number in (0, 1, 4, 12, 1_000):
        said(views.status(crowded(number, language)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("face", list(Face))
def test_with_every_list_full_a_home_is_within_slacks_limits(language: str, face: Face) -> None:
    for number in (0, 1, 12, 1_000):
        holds(views.home(crowded(number, language, face)))


def test_what_is_left_out_is_counted() -> None:
    texts = str(views.home(crowded(1_000, "en", Face.MANAGER)))
    lists = {"and 997 more": 4, "and 995 more": 3, "and 1,992 more": 1, "995 more teams to look at": 1}
    assert {words: texts.count(f"'{words}'") for words in lists} == lists, (
        "calls, those she has, cards, ends; who waits, offers, her own calls; introductions and tasks; teams"
    )
    assert "1,000 teams are running." in texts
    hers = str(views.home(crowded(1_000, "en", Face.BUDDY)))
    counted = {words: hers.count(f"'{words}'") for words in ("and 990 more", "and 995 more", "and 997 more")}
    assert list(counted.values()) == [1, 2, 1], "her teams; her own calls and who waits for her yes; ends"


@pytest.mark.parametrize("face", list(Face))
def test_a_home_is_drawn_the_same_twice_and_no_two_blocks_share_an_id(face: Face) -> None:
    once, twice = (views.home(crowded(12, "en", face)) for _ in range(2))
    assert once == twice
    ids = [block["block_id"] for block in once["blocks"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_of_all_teams_is_within_slacks_limits(language: str) -> None:
    teams = [_listed(n)._replace(class_key=f"class-{n}", language=f"l{n}") for n in range(1_000)]
    for at in (0, 1, 2, 100, 10**6):
        for wanted in (Wanted(), Wanted(Kind.LOOK, "class-1", "l1", _id(1)), Wanted(user_id="U0")):
            found = team_list.page_of(teams, wanted, at)
            holds(list_views.page(found, (), language))
            assert len(found.shown) <= team_list.PAGE


def test_a_manager_of_a_thousand_teams_has_a_home_and_a_list(database_url: str) -> None:
    store = Store(database_url)
    large_school.build(store, 1_000)
    with store.read(large_school.WORKSPACE) as db:
        who = people.acting(db, large_school.MANAGER)
        seen = service.of_home(db, large_school.NOW, who, None)
        assert seen.overview is not None
        assert seen.overview.teams.number == 1_000
        assert [one.why for one in seen.overview.look.shown] == [(Why.NO_INTRODUCTION,)] * LINES
        holds(views.home(seen))
        last = team_list.page(db, large_school.NOW, who, Wanted(), 100)
        assert (last.at, len(last.shown), last.pages) == (100, 10, 100)
        all_teams = team_list.running(db, large_school.NOW, who).all
        pages = [team_list.page_of(all_teams, Wanted(), at).shown for at in range(1, 101)]
        assert sorted(one.id for shown in pages for one in shown) == list(range(1, 1_001))
        found = team_list.page(db, large_school.NOW, who, Wanted(user_id="US7"), 1)
        assert [(one.id, one.why) for one in found.shown] == [(8, (Why.SILENT,))]
    store.close()
