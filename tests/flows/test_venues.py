"""Places to meet: in the settings, in the form, and asked of who agrees before a meeting there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules.meeting import Wanted
from bot.services import meetings, notices, people, planned, sessions, venues
from bot.services.venues import Question
from models import BuddySession, Meeting, Team
from models.enums import Role, TaskKind, TeamState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.settings_screen import change_settings, history, lines, opens, programme

FRIDAY = datetime(2026, 3, 6, 16, tzinfo=UTC)
"""17:00 in Madrid."""
ASKED = "@Samira and @Bruno would like to meet at Elevador on Friday 6 March, 17:00. Is that fine?"
HERS = "Places where the project manager is asked first"
FREE = "Places to use at any time"


def asks(school: School, who: Person, place: str = "Elevador") -> Question | None:
    """What planning a meeting does; a second time it is the same meeting."""
    now = school.sandbox.now
    with school.store.begin(school.workspace.id) as db:
        acting = people.acting(db, who.id)
        [team] = sessions.own_teams(db, who.id, now)
        row = db.scalars(select(Meeting)).first()
        if row is None:
            meeting = meetings.plan(db, now, acting, team.id, Wanted(FRIDAY, 60, place))
        else:
            row.place = place
            meeting = planned.seen(row, db.scalars(select(Team)).one())
        found = venues.ask_named(db, now, acting, meeting)
    school.sandbox.advance(minutes=1)
    return found


@pytest.fixture
def petra(school: School) -> Person:
    stories.set_up(school)
    stories.team(school)
    own = [{"name": "Elevador", "role": "project_manager"}, {"name": "Room 2", "role": ""}]
    change_settings(school, venues=own)
    return school.person("Petra")


def test_managers_keep_the_list_and_a_session_says_where_it_was_without_asking_anybody(
    school: School,
) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    samira, bruno, channel = stories.team(school)
    opens(petra, "Places to meet")
    petra.submits({FREE: lines("Room 2", "Library <!here>"), HERS: lines("Elevador", "room 2")})
    assert "Line 2 stands in another list" in petra.modal().errors[HERS]
    petra.submits({HERS: "Elevador"})
    assert "*Places to meet:* saved" in petra.modal().text or "Places to meet: saved" in petra.modal().text
    assert "Elevador (the project manager is asked first)" in petra.modal().text
    assert programme(school)["venues"] == [
        {"name": "Room 2", "role": ""},
        {"name": "Library <!here>", "role": ""},
        {"name": "Elevador", "role": "project_manager"},
    ]
    assert history(school)[-1][1:3] == ("venues", "changed")
    samira.types("/logsession", channel=channel)
    samira.submits({"How long?": "2h", "Where?": "Elevador"})
    assert "Logged: 2 h on Monday 2 March, at Elevador, with @Bruno." in samira.modal().text
    bruno.sees("logged 2 h on Monday 2 March, at Elevador", in_channel=channel)
    assert not [text for text in petra.dm_texts() if "Elevador" in text]
    samira.closes()
    samira.types("/logsession", channel=channel)
    change_settings(school, venues=[])
    samira.submits({"How long?": "1h", "Where?": "Room 2"})
    assert "not offered any more" in samira.modal().errors["Where?"]
    bruno.clicks("That's not right")
    bruno.submits({"How long?": "1h30"})
    assert "Corrected: 1 h 30 on Monday 2 March, at Elevador" in bruno.modal().text, "what was said stays"
    with school.store.read(school.workspace.id) as db:
        assert set(db.scalars(select(BuddySession.place))) == {"at:Elevador"}


def test_who_answers_for_a_place_is_asked_once_and_both_read_the_answer(
    school: School, petra: Person
) -> None:
    samira, bruno = school.person("Samira"), school.person("Bruno")
    assert asks(school, samira, "remote") is None
    assert asks(school, samira, "Room 2") is None
    asks(school, samira)
    asks(school, bruno)
    assert [text for text in petra.dm_texts() if "Elevador" in text] == [petra.last_dm()]
    petra.gets_dm(ASKED)
    petra.clicks("Answer with a line")
    petra.submits()
    assert petra.modal().errors["Can they meet there?"]
    petra.submits(
        {"Can they meet there?": "No, not this time", "One line for the two": "Closed. <!here> Monday?"}
    )
    assert "@Petra said no" in petra.modal().text
    channel = school.team_channel(samira, bruno)
    told = "@Samira and @Bruno: on Friday 6 March, 17:00 it is not possible at Elevador, says @Petra."
    samira.sees(told, in_channel=channel)
    samira.sees("Closed. <!here> Monday?", in_channel=channel)
    assert "[Yes]" not in petra.last_dm()
    assert "@Petra said no" in petra.last_dm()


def test_one_press_says_yes_and_nobody_else_can(school: School, petra: Person) -> None:
    samira = school.person("Samira")
    question = asks(school, samira)
    assert question is not None
    with school.store.begin(school.workspace.id) as db, pytest.raises(UserError) as refused:
        venues.answer(db, school.sandbox.now, people.acting(db, samira.id), question.id, True)
    assert refused.value.what is Wrong.NOT_YOURS
    petra.clicks("Yes")
    channel = school.team_channel(samira, school.person("Bruno"))
    samira.sees("@Petra says yes, you can meet at Elevador on Friday 6 March, 17:00.", in_channel=channel)
    with school.store.begin(school.workspace.id) as db, pytest.raises(UserError) as again:
        venues.answer(db, school.sandbox.now, people.acting(db, petra.id), question.id, False)
    assert again.value.what is Wrong.ALREADY_DONE


def test_whoever_is_gone_is_not_asked_and_at_night_nobody_is(school: School, petra: Person) -> None:
    stories.has_left(school, petra)
    school.sandbox.advance(hours=14)
    asks(school, school.person("Bruno"))
    mateo = school.person("Mateo")
    assert not [text for text in mateo.dm_texts() if "Elevador" in text]
    school.sandbox.advance(hours=11)
    mateo.gets_dm(ASKED)
    assert venues_role(school) is Role.PROJECT_MANAGER


def venues_role(school: School) -> Role | None:
    with school.store.read(school.workspace.id) as db:
        assert [one.name for one in venues.listed(db)] == ["Elevador", "Room 2"]
        return venues.agrees(db, "at:Elevador")


def test_a_place_that_is_asked_for_is_a_choice_not_sure_yet_and_a_no_is_said_at_its_field(
    school: School, petra: Person
) -> None:
    samira, bruno = school.person("Samira"), school.person("Bruno")
    channel = school.team_channel(samira, bruno)
    unsure = "The place is not sure yet: I ask @Petra whether you can meet there"
    refused = "It is not possible there at that time, says @Petra."
    elevador, where = "Elevador (the project manager is asked first)", "Another place, or the room there"
    wanted = {"day": "2026-03-06", "time": "17:00", "minutes": "1 h"}
    samira.types("/codebuddy plan", channel=channel)
    samira.submits({**wanted, "Where?": elevador, where: "room 2"})
    assert "Where: Elevador, room 2" in samira.modal().text
    assert unsure in samira.modal().text
    bruno.sees(unsure, in_channel=channel)
    petra.gets_dm(ASKED)
    petra.clicks("No")
    bruno.sees(refused, in_channel=channel)
    assert unsure not in str(bruno.channel_texts(channel)), "the post is brought up to date"
    bruno.clicks("Another time")
    for place in ({"Where?": elevador, where: ""}, {where: "elevador, room 3"}):
        bruno.submits({**wanted, **place})
        assert "It is not possible there at that time" in bruno.modal().errors[where]
    bruno.submits({**wanted, "time": "18:00", "Where?": elevador, where: ""})
    bruno.closes(all=True)
    school.sandbox.advance(minutes=1)
    petra.gets_dm(ASKED.replace("17:00", "18:00"))
    bruno.clicks("Another time")
    bruno.submits({**wanted, "time": "20:00", "Where?": elevador, where: ""})
    bruno.closes(all=True)
    school.sandbox.advance(minutes=1)
    petra.sees("This is not needed any more: the meeting has changed.")
    petra.clicks("Yes")
    school.sandbox.advance(minutes=1)
    bruno.sees("you can meet at Elevador on Friday 6 March, 20:00.", in_channel=channel)
    bruno.sees("The place is sure: @Petra says yes.", in_channel=channel)
    samira.closes(all=True)
    samira.types("/codebuddy plan", channel=channel)
    samira.submits({**wanted, "day": "2026-03-07", "Where?": "Room 2"})
    assert "Where: Room 2" in samira.modal().text
    assert "not sure yet" not in samira.modal().text


def test_a_place_of_an_introduction_is_asked_for_too_and_the_cards_say_the_answer(
    school: School, petra: Person
) -> None:
    """Planned by the programme manager: the project manager answers for the place, and is not asked about her own."""
    samira, bruno, mateo = (school.person(name) for name in ("Samira", "Bruno", "Mateo"))
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team)).one()
        team.state, team.introduced_at = TeamState.LAUNCHING, None
        notices.task(db, TaskKind.INTRODUCTION, str(team.id), school.sandbox.now, team=team.id)
    elevador = "Elevador (the project manager is asked first)"
    unsure = "The place is not sure yet: I ask @Petra"
    mateo.opens_home()
    mateo.clicks_home("Plan the introduction")
    own = {"When?": "Another day and time (below)", "day": "2026-03-06", "time": "17:00"}
    mateo.submits({**own, "Where?": elevador})
    assert unsure in mateo.modal().text
    mateo.closes(all=True)
    school.sandbox.advance(minutes=1)
    for one in (samira, bruno):
        one.gets_dm(unsure)
    petra.gets_dm(ASKED)
    samira.clicks("Yes, I can come")
    petra.clicks("Yes")
    school.sandbox.advance(minutes=1)
    mateo.gets_dm("@Petra says yes, you can meet at Elevador on Friday 6 March, 17:00.")
    assert "The place is sure: @Petra says yes." in str(bruno.dm_texts())
    assert "[Yes, I can come]" in str(bruno.dm_texts()), "he can still answer"
    bruno.clicks("Yes, I can come")
    school.sandbox.advance(minutes=1)
    invited = next(text for text in samira.dm_texts() if "The introduction is planned." in text)
    assert "The place is sure: @Petra says yes." in invited
    petra.opens_home()
    petra.clicks_home("Plan the introduction")
    petra.submits({**own, "time": "19:00", "Where?": elevador})
    assert "not sure" not in petra.modal().text
