"""Other hours a week: one of the two asks, the other answers, and below the programme's hours a manager, too."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from models import History, Target, TargetWish, Team
from sandbox.people import Channel, Impossible, Person
from tests import stories
from tests.conftest import School

HOURS = "New hours a week"
RANGE = "Please write a time from 15 min to 40 h a week, like 2h or 1h30."


@pytest.fixture
def pair(school: School, samira: Person) -> tuple[Person, Person, Channel]:
    """Samira and Bruno, six weeks a team; Petra is project manager."""
    student, buddy, channel = stories.team(school, "Samira", "Bruno")
    assert channel is not None
    return student, buddy, channel


def asks(person: Person, hours: str) -> None:
    person.types("/codebuddy hours")
    person.submits({HOURS: hours})


def targets(school: School) -> list[tuple[date, int, bool]]:
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(Target).order_by(Target.since))
        return [(row.since, row.minutes, row.agreed_by is not None) for row in rows]


def held(school: School) -> int:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Team.weekly_minutes)).one()


def events(school: School) -> list[str]:
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(History).where(History.subject == "team").order_by(History.id))
        return [row.event for row in rows if row.event.startswith("hours_")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        *((wrong, f"I could not read the hours. {RANGE}") for wrong in ("-3h", "0")),
        *((wrong, RANGE) for wrong in ("41h", "200h", "0h")),
    ],
)
def test_hours_that_were_typed_and_cannot_be_are_said_where_the_form_opens(
    school: School, pair: tuple[Person, Person, Channel], typed: str, words: str
) -> None:
    samira, *_ = pair
    samira.types(f"/codebuddy hours {typed}")
    assert words in samira.modal().text
    assert samira.modal().fields[HOURS] == typed
    samira.closes()
    for right in ("", "3h"):
        samira.types(f"/codebuddy hours {right}")
        assert "Please write" not in samira.modal().text
        samira.closes()


def test_who_is_in_no_team_reads_that_hours_are_agreed_on_in_one(school: School) -> None:
    stories.set_up(school)
    nora = school.person("Nora")
    for typed in ("hours", "hours 3h", "hours -3h"):
        nora.types(f"/codebuddy {typed}")
        told = nora.private_texts()[-1]
        assert "Hours a week are agreed on in a team, and you are in none right now." in told
        assert "log" not in told


def test_two_agree_on_more_hours_and_past_weeks_keep_theirs(
    school: School, pair: tuple[Person, Person, Channel]
) -> None:
    samira, bruno, channel = pair
    samira.opens_home()
    samira.clicks_home("Change our hours")
    assert "now 2 h a week" in samira.modal().text
    samira.submits({HOURS: "a lot"})
    assert samira.modal().errors == {HOURS: f"I could not read the hours. {RANGE}"}
    assert samira.modal().fields[HOURS] == "a lot"
    for wrong in ("10 min", "41h"):
        samira.submits({HOURS: wrong})
        assert "from 15 min to 40 h" in samira.modal().errors[HOURS]
    samira.submits({HOURS: "120 min"})
    assert "2 h a week already" in samira.modal().errors[HOURS]
    samira.submits({HOURS: "3h"})
    assert "I have asked @Bruno: 3 h a week. Until they agree it stays at 2 h." in samira.modal().text
    samira.closes()
    assert "3 h a week instead of 2 h" in bruno.last_dm()
    assert samira.channel_texts(channel) == []
    assert held(school) == 120
    bruno.clicks("Agree: 3 h a week")
    assert "From this week: 3 h a week." in bruno.last_dm()
    assert samira.channel_texts(channel)[-1] == "From this week: 3 h a week, as you two agreed."
    assert held(school) == 180
    assert targets(school) == [(date(2026, 1, 19), 120, False), (date(2026, 3, 2), 180, True)]
    topics = [call["args"]["topic"] for call in school.workspace.calls("conversations.setTopic")]
    assert topics == ["About 3 h a week on average. Log a session: /logsession. Help: /codebuddy support"]
    asks(bruno, "2h30")
    samira.clicks("Agree: 2 h 30 a week")
    assert targets(school) == [(date(2026, 1, 19), 120, False), (date(2026, 3, 2), 150, True)]
    assert events(school) == ["hours_asked", "hours_changed", "hours_asked", "hours_changed"]
    [line] = [text for text in samira.channel_texts(channel) if "2 h 30" in text]
    assert line == "From this week: 2 h 30 a week, as you two agreed."
    pins_the_last_line(school)
    school.sandbox.advance(days=9)
    asks(samira, "2h")
    bruno.clicks("Agree: 2 h a week")
    assert targets(school)[1:] == [(date(2026, 3, 2), 150, True), (date(2026, 3, 9), 120, True)]
    [welcome, _] = [text for text in samira.channel_texts(channel) if "2 h a week" in text]
    assert "Time: about 2 h a week on average" in welcome.replace("*", "")


def test_fewer_hours_than_the_programmes_need_a_manager_and_a_no_is_kind(
    school: School, pair: tuple[Person, Person, Channel]
) -> None:
    samira, bruno, channel = pair
    petra = school.person("Petra")
    asks(samira, "1h")
    assert "so @Petra is asked, too" in samira.modal().text
    samira.closes()
    before = petra.dm_texts()
    bruno.clicks("Leave it at 2 h")
    assert "It stays at 2 h a week." in bruno.last_dm()
    assert "That is fine, and it was good to ask." in samira.last_dm()
    assert petra.dm_texts() == before
    samira.clicks("Change our hours")
    samira.submits({HOURS: "1h"})
    samira.closes()
    bruno.clicks("Agree: 1 h a week")
    assert "I have asked @Petra, too" in bruno.last_dm()
    assert "@Bruno agrees: 1 h a week." in samira.last_dm()
    assert held(school) == 120
    petra.clicks("Keep 2 h for now")
    for member in (samira, bruno):
        assert "@Petra would like you to keep 2 h a week for now." in member.last_dm()
        assert "[I need help]" in member.last_dm()
        assert sum("would like you to keep" in text for text in member.dm_texts()) == 1
    assert samira.channel_texts(channel) == []
    asks(bruno, "1h")
    bruno.closes()
    samira.clicks("Agree: 1 h a week")
    petra.clicks("Yes: 1 h a week")
    assert "1 h a week, from this week." in petra.last_dm()
    assert samira.channel_texts(channel) == ["From this week: 1 h a week, as you two agreed."]
    assert held(school) == 60
    assert events(school)[-3:] == ["hours_asked", "hours_agreed", "hours_changed"]


def test_an_old_button_says_so_and_a_newer_wish_replaces_the_older(
    school: School, pair: tuple[Person, Person, Channel]
) -> None:
    samira, bruno, _ = pair
    asks(samira, "3h")
    samira.closes()
    old = wish(school)
    school.sandbox.advance(minutes=1)
    asks(bruno, "4h")
    bruno.closes()
    assert "This question is over" in bruno.last_dm()
    with pytest.raises(Impossible):
        bruno.clicks("Agree: 3 h a week")
    bruno.types("/codebuddy hours")
    assert "You have asked for 4 h; I wait for the answer." in bruno.modal().text
    bruno.closes()
    samira.types("/codebuddy horas")
    samira.presses("Agree: 4 h a week")
    assert held(school) == 240
    assert "4 h a week" in samira.last_dm()
    assert "[Agree" not in samira.last_dm()
    assert old != wish(school)
    asks(samira, "5h")
    samira.closes()
    asks(bruno, "5h")
    assert held(school) == 300
    assert "From this week: 5 h a week." in bruno.modal().text


def test_with_several_students_the_form_asks_which_and_without_a_manager_says_so(
    school: School,
) -> None:
    stories.team(school, "Nora", "Bruno")
    nora, bruno = school.person("Nora"), school.person("Bruno")
    stories.team(school, "Samira", "Bruno")
    bruno.types("/codebuddy hours 1h30")
    assert bruno.modal().fields[HOURS] == "1h30"
    bruno.submits({HOURS: "1h30"})
    assert bruno.modal().errors == {"With whom?": "Please complete this required field."}
    bruno.submits({"With whom?": f"<@{nora.id}>", HOURS: "1h30"})
    assert "no manager is here now" in bruno.modal().errors[HOURS]
    bruno.submits({"With whom?": f"<@{nora.id}>", HOURS: "2h30"})
    assert "2 h 30 a week instead of 2 h" in nora.last_dm()


def pins_the_last_line(school: School) -> None:
    """As if it were the welcome, which a launch writes."""
    posted = [call for call in school.workspace.calls("chat.postMessage") if call["ok"]]
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team)).one()
        team.welcome_ts = next(
            call["result"]["ts"] for call in reversed(posted) if call["args"]["channel"] == team.channel_id
        )


def test_a_button_pressed_too_late_says_so_and_who_was_first(
    school: School, pair: tuple[Person, Person, Channel]
) -> None:
    samira, bruno, _ = pair
    asks(samira, "3h")
    samira.closes()
    bruno.types("/codebuddy hours")
    asks(samira, "1h")
    bruno.presses("Agree: 3 h a week")
    assert "This question is over" in bruno.modal().text
    bruno.closes(all=True)
    assert held(school) == 120
    bruno.types("/codebuddy hours")
    bruno.clicks("Agree: 1 h a week")
    bruno.presses("Agree: 1 h a week")
    assert "This was done already." in bruno.modal().text
    bruno.closes()
    school.person("Petra").clicks("Yes: 1 h a week")
    bruno.presses("Leave it at 2 h")
    assert "@Petra has answered this already." in bruno.modal().text
    assert held(school) == 60


def wish(school: School) -> str | None:
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(TargetWish)).first()
        return None if row is None else f"{row.minutes}"
