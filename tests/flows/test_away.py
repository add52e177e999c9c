"""One of the two is away: nothing is expected, nobody is nudged, the other knows, and it ends by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Rest, Settings, Team, Volunteer
from models.enums import TeamState
from scheduler import sweeps
from tests import stories
from tests.conftest import START, School
from tests.flows.test_nudge import THURSDAY, count, team

WELCOME = "Welcome back"


def heard(school: School, words: str, person: str = "Samira") -> int:
    who = school.person(person)
    channel = school.team_channel(school.person("Samira"), school.person("Bruno"))
    return sum(words in text for text in who.channel_texts(channel))


def rests(school: School) -> list[tuple[str, str]]:
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(Rest).order_by(Rest.id))
        return [(row.first.isoformat(), row.last.isoformat()) for row in rows]


def test_a_buddy_is_away_and_comes_back_by_himself(school: School) -> None:
    stories.set_up(school)
    student, buddy, channel = team(school, "Samira", "Bruno")
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().support_channel_id = channel.id
    buddy.types("/codebuddy away until 15 March")
    buddy.sees_privately("You are away from Monday 2 March to Sunday 15 March, both included.")
    assert rests(school) == [("2026-03-02", "2026-03-15")]
    school.sandbox.advance(minutes=1)
    assert heard(school, "is away from Monday 2 March to Sunday 15 March") == 1
    assert heard(school, "Ask it in") == 1
    assert "This week nobody expects hours of you two." in student.opens_home()
    school.sandbox.advance_to(THURSDAY + timedelta(weeks=1, hours=2))
    assert count(school, channel, student) == 0
    school.sandbox.advance_to(START + timedelta(weeks=2, minutes=-1))
    assert heard(school, WELCOME) == 0
    school.sandbox.advance(minutes=2)
    assert heard(school, WELCOME) == 1
    [sweep] = [one for one in sweeps.SWEEPS if one.name == "away"]
    sweep.run(school.store, school.sandbox.now)  # run again, it has nothing left to tell
    school.sandbox.advance_to(THURSDAY + timedelta(weeks=2, hours=1))
    assert heard(school, WELCOME) == 1
    assert count(school, channel, student) == 1  # the weeks before he went were quiet


def test_a_meeting_on_days_away_is_said_with_the_way_to_call_it_off(school: School) -> None:
    stories.set_up(school)
    student, buddy, _ = team(school, "Samira", "Bruno")
    student.types("/codebuddy plan")
    student.submits({"day": "2026-03-06", "time": "19:00", "place": "Online"})
    student.closes(all=True)
    buddy.types("/codebuddy away until 5 March")
    assert "still stands" not in buddy.private_texts()[-1], "it is the day after"
    buddy.types("/codebuddy away until 6 March")
    buddy.sees_privately("You are to meet @Samira on Friday 6 March, 19:00. That still stands")
    buddy.clicks("Running late / can't come", in_message_with="still stands")
    buddy.submits({"what": "I can't come"})
    buddy.closes(all=True)
    buddy.types("/codebuddy away until 7 March")
    assert "still stands" not in buddy.private_texts()[-1]


def test_she_is_back_before_and_days_that_come_are_taken_back(school: School) -> None:
    stories.set_up(school)
    student, _, _ = team(school, "Samira", "Bruno")
    student.types("/codebuddy away hasta el viernes")
    student.sees_privately("from Monday 2 March to Friday 6 March")
    school.sandbox.advance(days=1)
    assert "You are away" in student.opens_home()
    student.clicks_home("I am back")
    assert "You are away" not in student.opens_home()
    school.sandbox.advance(minutes=1)
    assert (rests(school), heard(school, WELCOME)) == ([("2026-03-02", "2026-03-02")], 1)
    student.clicks_home("I am away")
    student.submits({"first": "2026-03-10", "last": "2026-03-20"})
    student.opens_home()
    student.clicks_home("Other days")
    student.submits({"first": "2026-03-12", "last": "2026-03-20"})
    student.opens_home()
    student.clicks_home("I am back")
    assert rests(school) == [("2026-03-02", "2026-03-02")]
    school.sandbox.advance(minutes=1)
    assert heard(school, "is here after all from Thursday 12 March to Friday 20 March") == 1
    school.sandbox.advance(weeks=3)
    assert heard(school, WELCOME) == 1  # from days that never came nobody is back


def test_days_to_come_stand_beside_those_that_run(school: School) -> None:
    stories.set_up(school)
    _, buddy, _ = team(school, "Samira", "Bruno")
    for until in ("6 March", "10 March", "6 March"):  # each time the channel hears the newest
        buddy.types(f"/codebuddy away until {until}")
        school.sandbox.advance(minutes=1)
    assert (heard(school, "to Friday 6 March"), heard(school, "to Tuesday 10 March")) == (2, 1)
    buddy.clicks("Other days")
    buddy.submits({"first": "2026-03-16", "last": "2026-03-20"})
    assert rests(school) == [("2026-03-02", "2026-03-06"), ("2026-03-16", "2026-03-20")]
    school.sandbox.advance_to(START + timedelta(days=5, hours=2))
    assert heard(school, WELCOME) == 1
    school.sandbox.advance_to(START + timedelta(weeks=3))
    assert heard(school, WELCOME) == 2


@pytest.mark.parametrize("state", [TeamState.LAUNCHING, TeamState.JOB_SEARCH])
def test_a_team_without_reminders_hears_of_days_away_too(school: School, state: TeamState) -> None:
    """Before the introduction, and in the search for a job."""
    stories.set_up(school)
    student, _, _ = team(school, "Samira", "Bruno")
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Team)).one().state = state
    student.types("/codebuddy away until 6 March")
    school.sandbox.advance(minutes=1)
    assert heard(school, "is away from Monday 2 March to Friday 6 March") == 1
    school.sandbox.advance(days=6)
    assert heard(school, WELCOME) == 1


def test_nobody_is_reminded_on_the_day_on_which_somebody_has_gone(school: School) -> None:
    stories.set_up(school)
    student, buddy, channel = team(school, "Samira", "Bruno")
    school.sandbox.advance_to(THURSDAY - timedelta(hours=6))
    buddy.types("/codebuddy away until 15 March")
    school.sandbox.advance_to(THURSDAY + timedelta(hours=1))
    assert count(school, channel, student) == 0


def test_days_that_cannot_be_are_said_and_the_form_keeps_them(school: School) -> None:
    stories.set_up(school)
    student, _, _ = team(school, "Samira", "Bruno")
    student.types("/codebuddy away soon")
    for first, last, field, words in (
        ("2026-03-01", "2026-03-20", "First day away", "That day is over"),
        ("2026-03-10", "2026-03-09", "Last day away", "before the first"),
        ("2026-03-10", "2027-03-29", "Last day away", "a year"),
    ):
        student.submits({"first": first, "last": last})
        assert words in student.modal().errors[field]
    student.submits({"first": "2026-03-10", "last": "2026-03-10"})
    assert "You are away on Tuesday 10 March." in student.modal().text
    olu = school.person("Olu")
    olu.types("/codebuddy away until friday")
    olu.sees_privately("“Away” is for people who are in a team or offer to be a buddy.")
    assert len(rests(school)) == 1


@pytest.mark.parametrize(
    ("typed", "words", "last"),
    [
        ("until 1/1/2020", "That day is over. Please choose today or a day that comes.", None),
        ("yesterday", "That day is over. Please choose today or a day that comes.", None),
        ("soon", "I found no day to come in what you wrote. Nothing was stored yet", None),
        ("until friday evening", "I am not sure which days you mean, so I ask first.", "2026-03-06"),
        ("until 28/4", "28 April 2026 is a long time from now, so I ask first.", "2026-04-28"),
        ("until 15/2", "15 February 2027 is a long time from now, so I ask first.", "2027-02-15"),
    ],
)
def test_what_is_not_done_at_once_opens_the_form_with_the_reason(
    school: School, typed: str, words: str, last: str | None
) -> None:
    """Also a day that is far off: she may have meant another year."""
    stories.set_up(school)
    student, _, _ = team(school, "Samira", "Bruno")
    student.types(f"/codebuddy away {typed}")
    assert words in student.modal().text
    assert (student.modal().fields["Last day away"], rests(school)) == (last, [])
    student.closes()
    student.types("/codebuddy away")
    assert not any(reason in student.modal().text for reason in ("is over", "found no day", "long time"))
    student.closes()
    student.types("/codebuddy away until 27/4")
    assert rests(school) == [("2026-03-02", "2026-04-27")]
    student.types(f"/codebuddy away {typed}")
    assert words in student.modal().text
    if last is not None:
        student.submits({})
        assert rests(school) == [("2026-03-02", last)]


def test_no_reminders_for_four_weeks(school: School) -> None:
    stories.set_up(school)
    student, _, channel = team(school, "Samira", "Bruno")
    school.sandbox.advance_to(THURSDAY + timedelta(minutes=1))
    assert count(school, channel, student) == 1
    student.clicks("No reminders for 4 weeks")
    student.sees_privately("no reminders to the two of you until Thursday 2 April")
    school.sandbox.advance_to(THURSDAY + timedelta(weeks=3, hours=1))
    assert count(school, channel, student) == 1
    school.sandbox.advance(weeks=1)
    assert count(school, channel, student) == 2


def test_each_alone_and_in_their_own_language(school: School) -> None:
    stories.set_up(school)
    student, buddy, channel = team(school, "Samira", "Bruno")
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().nudges_each = True
    school.sandbox.advance_to(THURSDAY + timedelta(minutes=1))
    assert count(school, channel, student) == 0
    student.gets_dm("This is about your time with")
    buddy.gets_dm("This is about your time with")
    school.sandbox.advance(weeks=2)
    assert [sum("your time with" in text for text in who.dm_texts()) for who in (student, buddy)] == [2, 2]


def test_one_door_says_what_it_changes_and_who_is_full_for_longer_stays_so(school: School) -> None:
    """In a team, and with an offer: one button, both changed, and both back with one click."""
    stories.set_up(school)
    buddy = stories.volunteer(school, "Bruno", "en", capacity=2)
    _, _, room = team(school, "Samira", "Bruno")
    shown = buddy.opens_home()
    assert shown.count("[I am away]") == 1
    buddy.clicks_home("I am away")
    assert "• Your team: nobody expects hours of you" in buddy.modal().text
    assert "• Your offer to be a buddy: I suggest no new student to you." in buddy.modal().text
    buddy.submits({"last": "2026-03-09"})
    buddy.closes(all=True)
    assert away_until(school) == "2026-03-10"
    buddy.opens_home()
    buddy.clicks_home("I am back")
    assert away_until(school) is None
    buddy.clicks_home("Full for now")
    buddy.types("/codebuddy away until 9 March", channel=room)
    assert away_until(school) == "2026-03-30", "full for longer"
    assert "[Take new students again]" in buddy.opens_home()
    buddy.clicks_home("I am back")
    assert away_until(school) == "2026-03-30"


def away_until(school: School) -> str | None:
    with school.store.read(school.workspace.id) as db:
        found = db.scalars(select(Volunteer.away_until)).one()
        return found and found.isoformat()
