"""The two's own meetings: planned, moved, late, off, reminded, logged; and a pair that is silent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import BuddySession, Rest, Team
from models.enums import MeetingState, NoticeState, TeamState
from sandbox.people import Channel, Person
from tests import stories
from tests.conftest import School
from tests.flows import meeting_people as people
from tests.flows.meeting_people import KATHMANDU, Files, count
from tests.flows.test_launch import form

PLACE = "Library, first floor"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    return Files(monkeypatch)


def far_team(school: School) -> tuple[Person, Person, Channel]:
    """Samira in Madrid, who reads Spanish; Bruno in Kathmandu, 4 h 45 ahead (3 h 45 from 29 March on)."""
    stories.set_up(school)
    student, buddy, channel = stories.team(school)
    assert channel is not None
    student.changes_locale("es-ES")
    buddy.changes_tz(KATHMANDU)
    return student, buddy, channel


def plans(person: Person, day: str, time: str, minutes: str = "1 h", **more: str) -> str:
    person.types("/codebuddy plan")
    person.submits({"day": day, "time": time, "minutes": minutes, "place": PLACE, **more})
    text = person.modal().text
    person.closes(all=True)
    return text


def sessions(school: School) -> list[tuple[str, int]]:
    with school.store.read(school.workspace.id) as db:
        return [(row.held_on.isoformat(), row.minutes) for row in db.scalars(select(BuddySession))]


def test_planned_reminded_late_and_logged_with_one_click(school: School, files: Files) -> None:
    """Over the night on which the clocks of Madrid change: 29 March 2026."""
    student, buddy, channel = far_team(school)
    school.sandbox.advance_to(people.at("2026-03-28T08:00:00+00:00"))
    said = plans(student, "2026-03-29", "11:00")
    assert "domingo 29 de marzo, 11:00 (Madrid), 14:45 (Kathmandu)" in said
    for words in ("domingo 29 de marzo, 11:00", "Sunday 29 March, 11:00 (Madrid), 14:45 (Kathmandu)", PLACE):
        buddy.sees(words, in_channel=channel)
    [(method, entry)] = files.take()
    assert (method, entry["dtstart"].to_ical()) == ("PUBLISH", b"20260329T090000Z")
    assert buddy.channel_texts(channel)[-1].startswith("[CodeBuddies:")

    school.sandbox.advance_to(people.at("2026-03-28T09:01:00+00:00"))
    people.swept_again(school)
    assert count(student.dm_texts(), "Mañana tienes una reunión con @Bruno") == 1
    assert "domingo 29 de marzo, 11:00" in student.last_dm()
    assert "Sunday 29 March, 14:45" in buddy.last_dm(), "24 hours, though the night is one shorter"
    school.sandbox.advance_to(people.at("2026-03-29T08:01:00+00:00"))
    people.swept_again(school)
    assert count(student.dm_texts(), "Hoy tienes una reunión con @Bruno") == 1
    buddy.clicks("late_open", in_message_with="Today you meet")
    for minutes in (10, 20, 20, 10):
        buddy.submits({"what": f"I will be {minutes} minutes late"})
        buddy.closes(all=True)
        school.sandbox.advance(seconds=10)
        assert f"@Bruno llegará {minutes} minutos tarde a vuestra reunión de las 11:00" in student.last_dm()
        buddy.clicks("late_open", in_message_with="Today you meet")
    buddy.closes(all=True)
    assert count(student.dm_texts(), "@Bruno llegará") == 3, "what changes nothing is said once"

    school.sandbox.advance_to(people.at("2026-03-29T10:00:00+00:00"))
    people.swept_again(school)
    for person, words in ((student, "¿Os habéis visto?"), (buddy, "Have you met?")):
        assert count(person.dm_texts(), words) == 1
    student.clicks("Anotar 1 h")
    assert sessions(school) == [("2026-03-29", 60)]
    buddy.gets_dm("@Samira has logged it: 1 h. Nothing is left to do.")
    buddy.does_not_see("Have you met?")
    buddy.sees("@Samira logged 1 h", in_channel=channel)
    assert people.meeting(school).state is MeetingState.HELD
    school.sandbox.advance(days=3)
    assert sessions(school) == [("2026-03-29", 60)]


def test_who_has_met_earlier_and_logged_it_is_not_asked_again(school: School) -> None:
    """Two meetings of one day: an hour logged before the first begins is of the first, and not of the second."""
    student, buddy, _ = far_team(school)
    plans(student, "2026-03-05", "10:00")
    plans(student, "2026-03-05", "17:00")
    school.sandbox.advance_to(people.at("2026-03-05T08:55:00+00:00"))
    student.types("/logsession 1h react")
    school.sandbox.advance_to(people.at("2026-03-05T11:00:00+00:00"))
    for person, words in ((student, "¿Os habéis visto?"), (buddy, "Have you met?")):
        assert count(person.dm_texts(), words) == 0
    school.sandbox.advance_to(people.at("2026-03-05T17:01:00+00:00"))
    for person, words in ((student, "¿Os habéis visto?"), (buddy, "Have you met?")):
        assert count(person.dm_texts(), words) == 1
    buddy.clicks("Log 1 h")
    assert sessions(school) == [("2026-03-05", 60)] * 2


def test_off_and_at_another_time(school: School, files: Files) -> None:
    student, buddy, channel = far_team(school)
    plans(student, "2026-03-05", "18:00")
    [(_, first)] = files.take()
    school.sandbox.advance_to(people.at("2026-03-03T08:00:00+00:00"))
    buddy.clicks("late_open", in_message_with=PLACE)
    assert "minutes late" not in buddy.modal().text, "two days before nobody is late"
    buddy.submits({"what": "I can't come"})
    assert "The meeting is cancelled, and I have told @Samira." in buddy.modal().text
    buddy.closes(all=True)
    student.gets_dm("@Bruno no puede venir el jueves 5 de marzo, 18:00")
    student.sees("Esta reunión no se celebra.", in_channel=channel)
    off = files.take()
    assert [method for method, _ in off] == ["CANCEL", "CANCEL"], "to each who had it in the calendar"
    assert {str(entry["uid"]) for _, entry in off} == {str(first["uid"])}

    student.clicks("Otra hora", in_message_with="no puede venir")
    student.submits({"day": "2026-03-06", "time": "10:00"})
    student.closes(all=True)
    [(method, moved)] = files.take()
    assert (method, str(moved["uid"])) == ("PUBLISH", str(first["uid"]))
    assert int(moved["sequence"]) > int(off[0][1]["sequence"]) > int(first["sequence"])
    school.sandbox.advance(days=4)
    assert [reason for _, state, reason in people.owed(school, "meeting_day") if reason] == []
    assert len(people.owed(school, "meeting_day")) == 2, "of the new time alone"
    buddy.clicks("We did not meet")
    assert "Esta vez no os habéis visto" in student.last_dm()
    assert sessions(school) == []


def test_what_cannot_be_planned_is_said_at_its_field_and_nothing_typed_is_lost(school: School) -> None:
    student, buddy, channel = far_team(school)
    plans(buddy, "2026-03-05", "22:45")
    student.types("/codebuddy plan", channel=channel)
    good = {"day": "2026-03-05", "time": "18:30", "minutes": "1 h", "place": PLACE}
    for change, words in (
        ({}, "Alguien del equipo tiene otra reunión planificada a esa hora."),
        ({"day": "2026-03-01"}, "Esta hora ya ha pasado"),
        ({"day": "2027-06-01"}, "Falta más de un año"),
    ):
        student.submits({**good, **change})
        assert words in student.modal().text, change
    student.submits({**good, "time": "19:00"})
    assert "Planificada con @Bruno" in student.modal().text, "it begins when the other one ends"
    student.closes(all=True)
    otto = school.person("Otto")
    otto.types("/codebuddy plan")
    otto.sees_privately("You are in no buddy team right now, so there is nobody to meet.")


def test_a_meeting_without_a_place_says_that_it_is_open(school: School, files: Files) -> None:
    student, buddy, channel = far_team(school)
    assert "Dónde: por decidir." in plans(student, "2026-03-10", "18:00", place="")
    buddy.sees("Where: still open.", in_channel=channel)
    [(_, entry)] = files.take()
    assert "location" not in entry


def test_nothing_is_reminded_that_is_not_there_any_more(school: School) -> None:
    """The team has ended, one has left, the program was away, and the channel is lost: nothing loops."""
    student, buddy, channel = far_team(school)
    plans(student, "2026-03-04", "18:00")
    plans(student, "2026-03-10", "18:00")
    student.archives(channel)
    school.sandbox.advance_to(people.at("2026-03-03T18:00:00+00:00"))
    assert len(people.owed(school, "meeting_day")) == 2, "a lost channel takes no reminder away"
    school.sandbox.set_clock(people.at("2026-03-04T17:30:00+00:00"))
    school.coordinator.clock.set(school.sandbox.now)  # it was away, and comes back when the meeting has begun
    school.sandbox.advance(minutes=1)
    hour = [reason for _, _, reason in people.owed(school, "meeting_hour")]
    assert hour == ["begun", "begun"]
    buddy.is_deactivated()
    school.sandbox.advance_to(people.at("2026-03-09T20:00:00+00:00"))
    late = [(state, reason) for _, state, reason in people.owed(school, "meeting_day")[2:]]
    assert late == [(NoticeState.DROPPED, "gone")] * 2, "nobody is to meet somebody who has left"
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Team)).one().state = TeamState.ENDED
    school.sandbox.advance(days=3)
    assert len(people.owed(school, "meeting_hour")) == 2
    assert people.meeting(school).due_at is None


def test_where_the_program_is_not_in_the_channel_each_hears_it_directly(school: School) -> None:
    student, buddy, _ = far_team(school)
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Team)).one().channel_id = "C0NOWHERE"
    plans(student, "2026-03-06", "18:00")
    buddy.gets_dm("@Samira has planned a meeting:")
    buddy.gets_dm("Friday 6 March, 22:45")
    school.person("Petra").gets_dm("I was taken out of it")
    school.sandbox.advance(hours=3)
    assert len(people.owed(school, "invitation")) == 3


def test_a_silent_pair_is_asked_one_by_one_and_then_left_in_peace(school: School) -> None:
    form(school, people.far_pair(school, hers=[], his=[]))
    student, buddy, _ = people.cast(school)
    school.sandbox.advance_to(people.at("2026-03-03T07:59:00+00:00"))
    assert people.owed(school, "hello") == []
    school.sandbox.advance(hours=2)
    people.swept_again(school)
    assert count(buddy.dm_texts(), "Would you like to make a beginning in") == 1
    assert count(student.dm_texts(), "primer paso") == 0
    school.sandbox.advance(days=1)
    people.swept_again(school)
    assert count(student.dm_texts(), "¿Te gustaría dar el primer paso") == 1
    school.sandbox.advance(days=10)
    assert len(people.owed(school, "hello")) == 2
    assert people.team(school).hello_due_at is None


def test_in_a_rest_nobody_is_asked_to_begin_but_on_the_morning_after_it(school: School) -> None:
    """The days of two rests that follow one another."""
    form(school, people.far_pair(school, hers=[], his=[]))
    student, buddy, _ = people.cast(school)
    with school.store.begin(school.workspace.id) as db:
        for user, first, last in ((student, 2, 5), (buddy, 6, 8)):
            away = {"first": date(2026, 3, first), "last": date(2026, 3, last), "made_at": school.sandbox.now}
            db.add(Rest(user_id=user.id, made_by=user.id, **away))
    school.sandbox.advance_to(people.at("2026-03-08T20:00:00+00:00"))
    assert people.owed(school, "hello") == []
    school.sandbox.advance_to(people.at("2026-03-09T10:00:00+00:00"))
    assert count(buddy.dm_texts(), "Would you like to make a beginning in") == 1
    school.sandbox.advance(days=1)
    assert count(student.dm_texts(), "¿Te gustaría dar el primer paso") == 1


@pytest.mark.parametrize("beginning", ["hello", "plan", "log", "night"])
def test_whoever_has_begun_is_not_asked(school: School, beginning: str) -> None:
    """No message is read: a beginning is what they tell the program. Nobody is asked at night."""
    form(school, people.far_pair(school, hers=[], his=[]))
    student, buddy, _ = people.cast(school)
    if beginning == "hello":
        student.clicks("We have said hello")
    elif beginning == "plan":
        plans(student, "2026-03-12", "18:00")
    elif beginning == "log":
        student.types("/logsession 1h react")
    else:
        with school.store.begin(school.workspace.id) as db:
            db.scalars(select(Team)).one().hello_due_at = people.at("2026-03-03T16:00:00+00:00")
        school.sandbox.set_clock(people.at("2026-03-03T18:00:00+00:00"))  # 23:45 in Kathmandu
        school.sandbox.advance(minutes=5)
        assert count(buddy.dm_texts(), "make a beginning") == 0
        school.sandbox.advance_to(people.at("2026-03-04T03:16:00+00:00"))  # 9:01 there
        assert count(buddy.dm_texts(), "make a beginning") == 1
        return
    school.sandbox.advance_to(school.sandbox.now + timedelta(days=4))
    assert people.owed(school, "hello") == []
