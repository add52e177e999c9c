"""The introduction: planned by a manager, agreed by both, in three calendars, reminded, held; and what can go wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery import upload
from models import Rest, Task
from models.enums import MeetingState, NoticeState, TaskKind, TeamState
from sandbox.people import Person
from tests.conftest import School
from tests.flows import meeting_people as people
from tests.flows.meeting_people import Files, count
from tests.flows.settings_screen import change_settings
from tests.flows.test_launch import form, tasks

PLACE = "https://meet.example/room?a=1&b=2"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    return Files(monkeypatch)


def test_from_the_launch_to_an_active_team(school: School, files: Files) -> None:
    """Her Tuesday mornings in Madrid are his afternoons in Kathmandu (4 h 45 ahead)."""
    proposal = people.far_pair(
        school, hers=["tue_morning", "wed_morning"], his=["tue_afternoon", "wed_evening"]
    )
    samira, bruno, petra = people.cast(school)
    team = form(school, proposal)
    assert people.team(school).state is TeamState.LAUNCHING, (
        "nobody is reminded of hours before they have met"
    )

    petra.clicks("Plan the introduction")
    said = petra.modal().text
    for choice in ("Tuesday 3 March, 09:00", "Tuesday 3 March, 11:00", "Tuesday 10 March, 09:00"):
        assert choice in said, "different days first, and no sooner than in a day"
    assert "Wednesday" not in said, "her morning is not his evening"
    assert "for the buddy 13:45" in said
    assert "for the student" not in said, "her clock is the manager's own"
    petra.submits({"slot": "Tuesday 10 March, 09:00", "place": PLACE})
    assert "I have asked @Samira and @Bruno" in petra.modal().text
    petra.closes(all=True)

    samira.gets_dm("martes 10 de marzo, 09:00")
    bruno.gets_dm("Tuesday 10 March, 13:45")
    samira.clicks("Sí, puedo")
    assert files.take() == []
    bruno.clicks("Yes, I can come")
    invited = files.take()
    assert [method for method, _ in invited] == ["PUBLISH"] * 3
    entry = invited[0][1]
    assert entry["dtstart"].to_ical() == b"20260310T080000Z"
    assert (str(entry["location"]), int(entry["sequence"])) == (PLACE, 0)
    assert len({str(one["uid"]) for _, one in invited}) == 1
    for person in (samira, bruno, petra):
        assert "[CodeBuddies: " in person.last_dm()
    bruno.gets_dm("You meet @Samira and @Petra")

    school.sandbox.advance_to(people.at("2026-03-09T08:30:00+00:00"))
    people.swept_again(school)
    assert count(bruno.dm_texts(), "Tomorrow you meet @Samira and @Petra") == 1
    school.sandbox.advance_to(people.at("2026-03-10T07:30:00+00:00"))
    people.swept_again(school)
    assert count(bruno.dm_texts(), "Today you meet") == count(petra.dm_texts(), "Today you meet") == 1
    assert count(samira.dm_texts(), "Hoy") == 1
    school.sandbox.advance_to(people.at("2026-03-10T09:00:00+00:00"))
    people.swept_again(school)
    assert count(petra.dm_texts(), "Have you met?") == 1
    petra.clicks("We have met", in_message_with="should be over now")
    held = people.team(school)
    assert (held.state, held.introduced_at, held.launched_on.isoformat()) == (
        TeamState.ACTIVE,
        school.sandbox.now,
        "2026-03-10",
    )
    assert people.meeting(school).state is MeetingState.HELD
    assert tasks(school, TaskKind.INTRODUCTION) == []
    school.sandbox.advance(days=10)
    assert count(petra.dm_texts(), "no introduction yet") == 0
    assert team == held.id


def test_no_time_is_proposed_on_a_day_of_rest_and_none_for_longer_than_suits_all(school: School) -> None:
    """She is away on the first Tuesday and Wednesday; on the second of each she can until 13:00."""
    proposal = people.far_pair(school, hers=["tue_morning", "wed_morning"], his=["tue_afternoon"])
    samira, bruno, petra = people.cast(school)
    form(school, proposal)
    away = {"first": date(2026, 3, 3), "last": date(2026, 3, 4), "made_at": school.sandbox.now}
    with school.store.begin(school.workspace.id) as db:
        db.add(Rest(user_id=samira.id, made_by=samira.id, **away))
    petra.clicks("Plan the introduction")
    said = petra.modal().text
    assert "Tuesday 3 March" not in said
    petra.submits({"slot": "Tuesday 10 March, 11:00", "minutes": "3 h", "place": PLACE})
    assert "Not all of you have so long at this time" in petra.modal().errors["How long?"]
    petra.submits({"minutes": "2 h"})
    assert "I have asked @Samira and @Bruno" in petra.modal().text
    bruno.gets_dm("Tuesday 10 March, 15:45")


def test_one_who_cannot_come_lets_the_manager_choose_anew(school: School, files: Files) -> None:
    """Before it was agreed, and after: calendars are told, and the entry moves with its number raised."""
    form(school, people.far_pair(school, hers=[], his=[]))
    samira, bruno, petra = people.cast(school)

    def plan(day: str, time: str) -> None:
        petra.clicks("Plan the introduction")
        own = {"slot": "Another day and time (below)", "day": day, "time": time, "place": "Room 2"}
        petra.submits(own)
        petra.closes(all=True)

    plan("2026-03-05", "18:30")
    people.busy_leader(school)
    petra.clicks("Plan the introduction")
    own = {"slot": "Another day and time (below)", "day": "2026-03-05", "time": "12:15", "place": "Room 2"}
    petra.submits(own)
    assert "One of you has another meeting planned at that time." in petra.modal().text
    petra.closes(all=True)
    samira.clicks("Sí, puedo")
    bruno.clicks("I can't then")
    petra.gets_dm("@Bruno can't come to the introduction on Thursday 5 March, 18:30")
    assert "Esta hora ya no" in samira.last_dm()
    assert files.take() == [], "nobody had it in a calendar"
    plan("2026-03-06", "18:30")
    for person, yes in ((bruno, "Yes, I can come"), (samira, "Sí, puedo")):
        person.clicks(yes)
    [(_, first), *_] = files.take()
    samira.clicks("late_open")
    samira.submits({"what": "No puedo ir"})
    off = files.take()
    assert [method for method, _ in off] == ["CANCEL"] * 3
    assert int(off[0][1]["sequence"]) > int(first["sequence"])
    assert {str(entry["uid"]) for _, entry in off} == {str(first["uid"])}
    petra.gets_dm("@Samira can't come to the introduction on Friday 6 March")
    school.sandbox.advance(days=5)
    assert people.owed(school, "meeting_day") == people.owed(school, "meeting_hour") == []
    assert people.team(school).state is TeamState.LAUNCHING


def test_who_led_it_hears_that_another_manager_has_planned_it_anew(school: School, files: Files) -> None:
    """While it is proposed, and when it is in calendars already."""
    form(school, people.far_pair(school, hers=[], his=[]))
    samira, bruno, petra = people.cast(school)
    mateo = school.person("Mateo")

    def plan(manager: Person, day: str) -> None:
        manager.opens_home()
        manager.clicks_home("Plan the introduction")
        own = {"slot": "Another day and time (below)", "day": day, "time": "15:30", "place": "Room 2"}
        manager.submits(own)
        assert "I have asked" in manager.modal().text
        manager.closes(all=True)

    taken = "leads the introduction of @Samira and @Bruno now"
    plan(petra, "2026-03-05")
    plan(mateo, "2026-03-06")
    assert f"@Mateo {taken}. You do not need to come." in petra.last_dm()
    assert "calendar" not in petra.last_dm()
    bruno.clicks("Yes, I can come")
    samira.clicks("Sí, puedo")
    files.take()
    plan(petra, "2026-03-09")
    assert f"@Petra {taken}" in "".join(mateo.dm_texts())
    [(method, entry)] = files.take()
    assert (method, int(entry["sequence"])) == ("CANCEL", people.meeting(school).sequence)
    plan(petra, "2026-03-10")
    assert files.take() == []


def test_where_her_working_hours_have_no_time_for_both_the_evenings_and_weekends_are_proposed(
    school: School,
) -> None:
    """His Saturday evening in Kathmandu (4 h 45 ahead) is Samira's afternoon in Madrid; Petra works from Monday on."""
    form(school, people.far_pair(school, hers=["sat_afternoon"], his=["sat_evening"]))
    samira, _, petra = people.cast(school)
    petra.clicks("Plan the introduction")
    said = petra.modal().text
    assert "It is outside your working hours" in said
    assert "Saturday 7 March" in said
    slot = next(line for line in said.splitlines() if "Saturday 7 March" in line)
    slot = re.search(r"Saturday 7 March, \d\d:\d\d", slot).group()  # type: ignore[union-attr]
    petra.submits({"slot": slot, "place": PLACE})
    assert "I have asked @Samira and @Bruno" in petra.modal().text
    samira.gets_dm("sábado 7 de marzo")


def test_nobody_is_asked_to_begin_while_an_agreed_introduction_is_to_come(school: School) -> None:
    form(school, people.far_pair(school, hers=[], his=[]))
    samira, bruno, petra = people.cast(school)
    petra.clicks("Plan the introduction")
    own = {"slot": "Another day and time (below)", "day": "2026-03-05", "time": "10:00", "place": "Room 2"}
    petra.submits(own)
    petra.closes(all=True)
    samira.clicks("Sí, puedo")
    bruno.clicks("Yes, I can come")
    school.sandbox.advance_to(people.at("2026-03-05T08:00:00+00:00"))
    assert people.owed(school, "hello") == []
    school.sandbox.advance_to(people.at("2026-03-06T12:00:00+00:00"))
    assert [to for to, _, _ in people.owed(school, "hello")] == [bruno.id]


def test_a_week_without_an_introduction_is_on_the_list_once(school: School) -> None:
    form(school, people.far_pair(school, hers=["sun_morning"], his=["mon_morning"]))
    _, _, petra = people.cast(school)
    petra.clicks("Plan the introduction")
    assert "I find no time that suits all three of you" in petra.modal().text
    petra.submits({"day": "2026-03-01", "time": "10:00", "place": "Room 2"})
    assert "This time is over already" in petra.modal().text
    petra.closes(all=True)
    school.sandbox.advance(days=9)
    people.swept_again(school)
    assert count(petra.dm_texts(), "were launched a week ago, and have no introduction yet") == 1
    with school.store.read(school.workspace.id) as db:
        assert len(db.scalars(select(Task).where(Task.kind == TaskKind.INTRODUCTION)).all()) == 1
    assert "launched a week ago, no introduction yet" in petra.opens_home()
    petra.clicks_home("Plan the introduction")
    assert petra.modal().title == "The introduction"
    petra.closes(all=True)
    petra.clicks_home("We have met")
    assert people.team(school).state is TeamState.ACTIVE


def test_an_introduction_that_nobody_answers_is_told_before_it(school: School) -> None:
    form(school, people.far_pair(school, hers=[], his=[]))
    samira, _, petra = people.cast(school)
    petra.clicks("Plan the introduction")
    own = {"slot": "Another day and time (below)", "day": "2026-03-06", "time": "10:00", "place": "Room 2"}
    petra.submits(own)
    samira.clicks("Sí, puedo")
    school.sandbox.advance_to(people.at("2026-03-05T09:01:00+00:00"))
    people.swept_again(school)
    assert count(petra.dm_texts(), "is not agreed yet: I have no answer from @Bruno.") == 1
    school.sandbox.advance(days=2)
    assert people.owed(school, "meeting_hour") == people.owed(school, "introduction_met") == []


def test_the_channel_after_the_introduction(school: School) -> None:
    proposal = people.far_pair(school, hers=[], his=[])
    samira, bruno, petra = people.cast(school)
    change_settings(school, channel_after_introduction=True)
    form(school, proposal)
    assert school.workspace.calls("conversations.create") == []
    bruno.gets_dm("@Samira and you are a buddy team. Next: @Petra proposes a time")
    assert "Next: the introduction. After it I open your private channel." in bruno.opens_home()
    school.sandbox.advance(days=2)
    assert people.owed(school, "hello") == [], "without a channel there is nothing to say hello in"
    petra.clicks("We have met")
    channel = school.team_channel(samira, bruno)
    assert len(school.workspace.calls("conversations.create")) == 1
    bruno.sees("you are a buddy team", in_channel=channel)
    bruno.does_not_see("@Petra meets you both to introduce you")
    assert people.team(school).state is TeamState.ACTIVE


def test_without_the_permission_for_files_all_is_said_all_the_same(school: School, files: Files) -> None:
    """An installation of before: the message comes, with the link, and nothing is tried for ever."""
    school.workspace.revoke_scope("files:write")
    form(school, people.far_pair(school, hers=[], his=[]))
    samira, bruno, petra = people.cast(school)
    petra.clicks("Plan the introduction")
    own = {"slot": "Another day and time (below)", "day": "2026-03-06", "time": "10:00", "place": "Room 2"}
    petra.submits(own)
    samira.clicks("Sí, puedo")
    bruno.clicks("Yes, I can come")
    bruno.gets_dm("The introduction is planned")
    bruno.sees("Google Calendar")
    assert files.take() == []
    states = people.owed(school, "invitation")
    assert [(state, reason) for _, state, reason in states] == [
        (NoticeState.DROPPED, "without_file:missing_scope")
    ] * 3


@pytest.mark.parametrize(
    "method", ["chat.postMessage", "files.getUploadURLExternal", "files.completeUploadExternal"]
)
def test_a_lost_answer_at_any_step_of_an_invitation(school: School, files: Files, method: str) -> None:
    """The one who planned reads nothing twice without being told so, and each file is in its place once."""
    form(school, people.far_pair(school, hers=[], his=[]))
    samira, bruno, petra = people.cast(school)
    petra.clicks("Plan the introduction")
    own = {"slot": "Another day and time (below)", "day": "2026-03-06", "time": "10:00", "place": "Room 2"}
    petra.submits(own)
    samira.clicks("Sí, puedo")
    school.sandbox.faults.lose_answer(method)
    bruno.clicks("Yes, I can come")
    school.sandbox.advance(minutes=3)
    said = [text for person in (samira, bruno, petra) for text in person.dm_texts()]
    assert count(said, "[CodeBuddies: ") == 3
    again = count(said, "You may have seen this already.") + count(said, "Puede que ya lo hayas visto")
    assert again == (1 if method == "chat.postMessage" else 0)
    assert tasks(school, TaskKind.UNDELIVERED) == []


def test_bytes_that_are_not_taken_are_sent_to_a_new_address(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address is good once. Slack says no to the first."""
    form(school, people.far_pair(school, hers=[], his=[]))
    samira, bruno, petra = people.cast(school)
    petra.clicks("Plan the introduction")
    own = {"slot": "Another day and time (below)", "day": "2026-03-06", "time": "10:00", "place": "Room 2"}
    petra.submits(own)
    samira.clicks("Sí, puedo")
    real, tried = upload.send, list[str]()

    def send(url: str, content: bytes) -> Mapping[str, Any]:
        tried.append(url)
        return real(url, content if len(tried) > 1 else content[:-1])

    monkeypatch.setattr(upload, "send", send)
    bruno.clicks("Yes, I can come")
    assert len(tried) == len(set(tried)) == 4
    for person in (samira, bruno, petra):
        assert count(person.dm_texts(), "[CodeBuddies: ") == 1
