"""How it is going: asked in private, seldom, and told to nobody; what managers hear of it is whom to talk with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.services import asking, resting
from models import Asking, CheckIn, Notice, Pulse, RoleHolder, Task, Team
from models.enums import AskingKind, NoticeState, Role, TaskKind, TeamState
from sandbox.people import Person
from scheduler import sweeps
from tests import leaks, stories
from tests.conftest import School

MARK = "plum-harbour-9914"
FIT = "Is it a good fit for you?"
PULSE = "How is it going with you and"
SENTENCE, READS = "What would you like to say?", "Who may read it"


def begun(school: School, *, student: str = "Samira", buddy: str = "Bruno") -> tuple[Person, Person]:
    """A team that begins today."""
    one, other, _ = stories.team(school, student, buddy, weeks=0)
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team).order_by(Team.id.desc())).first()
        assert team is not None
        asking.begin(db, school.sandbox.now, team.id, (one.id, other.id))
    return one, other


def count(person: Person, words: str) -> int:
    return sum(words in text for text in person.dm_texts())


def tasks(school: School, kind: TaskKind, *, done: bool = False) -> list[dict[str, Any]]:
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(Task).where(Task.kind == kind).order_by(Task.id)).all()
        return [dict(row.about) for row in rows if done or row.done_at is None]


def pulses(school: School, person: Person) -> int:
    """How often somebody was asked: an answer takes the question's place on her screen."""
    with school.store.read(school.workspace.id) as db:
        return len(db.scalars(select(Pulse).where(Pulse.user_id == person.id)).all())


def run_again(school: School) -> None:
    """The sweep is killed before it says that it has run, and two of them run at once: what is due is asked once."""
    [sweep] = [one for one in sweeps.SWEEPS if one.name == "how it is going"]
    for _ in range(2):
        sweep.run(school.store, school.sandbox.now)
    school.sandbox.settle()


def test_after_the_first_session_each_is_asked_once_and_a_student_gets_another_buddy(school: School) -> None:
    stories.set_up(school)
    samira, bruno = begun(school)
    petra, mateo = school.person("Petra"), school.person("Mateo")
    school.sandbox.advance(hours=12, minutes=30)  # 21:30 in Madrid
    samira.types("/logsession 1h react")
    school.sandbox.advance(hours=11)
    assert count(samira, FIT) == count(bruno, FIT) == 0, "not in the night"
    school.sandbox.advance(hours=1)
    run_again(school)
    assert count(samira, FIT) == count(bruno, FIT) == 1
    bruno.types("/logsession 30 min git")
    school.sandbox.advance(days=3)
    assert count(samira, FIT) == count(bruno, FIT) == 1, "once"
    bruno.clicks("A good fit")
    samira.clicks("Still finding out")
    samira.clicks("Change my answer")
    samira.clicks("Not a good fit")
    assert tasks(school, TaskKind.ANOTHER_BUDDY) == [], "she decides whether anybody is told"
    samira.sees("You can have another buddy, and you need no reason")
    samira.clicks("I would like another buddy")
    [about] = tasks(school, TaskKind.ANOTHER_BUDDY)
    assert about["user"] == samira.id
    petra.sees("would like another buddy")
    assert "would like another buddy" in petra.opens_home()
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Team.state)).one() is TeamState.ACTIVE, "a person decides"
    for person in (bruno, mateo):
        person.opens_home()
        person.types("/codebuddy status")
    for person in (bruno, samira):
        assert "another buddy and has said so" not in person.everything_visible()
    assert "good fit" not in mateo.everything_visible() + petra.everything_visible()
    petra.clicks_home("Read and note")
    petra.submits({"A line about it": "We talk on Friday."})
    assert tasks(school, TaskKind.ANOTHER_BUDDY) == []


def test_a_session_that_was_taken_back_is_not_asked_about_until_there_is_one(school: School) -> None:
    stories.set_up(school)
    samira, _ = begun(school)
    samira.types("/logsession 1h react")
    samira.clicks("Undo")
    school.sandbox.advance(hours=5)
    assert count(samira, FIT) == 0
    samira.types("/logsession 1h react")
    school.sandbox.advance(hours=5)
    assert count(samira, FIT) == 1


def test_a_team_that_has_ended_needs_no_check_in_and_who_is_not_well_is_still_talked_with(
    school: School,
) -> None:
    stories.set_up(school)
    samira, bruno = begun(school)
    petra = school.person("Petra")
    school.sandbox.advance(days=30)
    assert len(tasks(school, TaskKind.CHECK_IN)) == 2
    samira.clicks("1 · Not well")
    school.sandbox.advance(minutes=20)
    assert len(tasks(school, TaskKind.TALK)) == 1
    bruno.types("/codebuddy end")
    bruno.submits_pages({"Why?": "I cannot go on"}, {})
    bruno.closes(all=True)
    school.sandbox.advance(minutes=1)
    assert tasks(school, TaskKind.CHECK_IN) == []
    assert len(tasks(school, TaskKind.TALK)) == 1
    assert "alone, how it is going" not in petra.opens_home()


def test_three_months_of_pulses_and_check_ins(school: School) -> None:
    """By the clock, from the first day: the numbers fall, a manager is told, and no word is read without a tick."""
    stories.set_up(school)
    samira, bruno = begun(school)
    petra = school.person("Petra")
    told: list[int] = []
    for day in range(1, 92):
        school.sandbox.advance(days=1)
        told.append(pulses(school, samira))
        if day == 14:
            assert [one["user"] for one in tasks(school, TaskKind.CHECK_IN)] == [samira.id, bruno.id]
            assert "how it is going in the team of" in petra.opens_home()
            petra.clicks_home("1. Done")
        if day == 15:
            petra.clicks_home("Read and note")
            petra.submits({"A line about it": "He likes it here."})
            petra.closes(all=True)
            assert tasks(school, TaskKind.CHECK_IN) == []
        if day == 31:
            run_again(school)
            samira.clicks("5 · Very well")
            samira.clicks("Change my answer")
            samira.clicks("4 · Well")
            samira.clicks("Add a sentence")
            samira.submits({SENTENCE: f"{MARK} for nobody"})
            samira.closes(all=True)
        if day == 61:
            samira.clicks("3 · So-so")
            assert tasks(school, TaskKind.TALK) == [], "one fall is no reason"
        if day == 91:
            samira.clicks("2 · Not so well")
            samira.clicks("Add a sentence")
            ticked = ["The people who run CodeBuddies may read this"]
            samira.submits({SENTENCE: "I miss my evenings", READS: ticked})
            samira.closes(all=True)
    school.sandbox.advance(minutes=15)
    assert (told[28], told[29], told[58], told[59]) == (0, 1, 1, 2)
    assert (told[90], count(bruno, PULSE)) == (3, 3), "nobody is reminded: three in three months"
    [about] = tasks(school, TaskKind.TALK)
    assert about["user"] == samira.id
    petra.sees("Please talk with")
    petra.sees("I miss my evenings")
    petra.opens_home()
    everybody = [samira, bruno, petra, school.person("Mateo")]
    assert leaks.screens_with(everybody, MARK) == set()
    assert leaks.screens_with(everybody, "I miss my evenings") == {"Petra"}
    assert leaks.tables_with(school, MARK) == leaks.tables_with(school, "I miss my evenings") == set()
    for words in ("So-so", "Not so well"):
        assert words not in petra.everything_visible() + bruno.everything_visible().partition(PULSE)[0]
    check_ins_piled_nowhere(school, samira, bruno)


def check_ins_piled_nowhere(school: School, *pair: Person) -> None:
    """Nobody has done those of day 30: no second one of the same person came on top of it."""
    assert sorted(one["user"] for one in tasks(school, TaskKind.CHECK_IN)) == sorted(one.id for one in pair)
    assert len(tasks(school, TaskKind.CHECK_IN, done=True)) == 4
    with school.store.read(school.workspace.id) as db:
        assert [row.user_id for row in db.scalars(select(CheckIn))] == [pair[1].id]


def test_a_one_is_told_unless_it_was_a_slip_and_never_to_the_other_of_the_two(school: School) -> None:
    """The buddy runs the programme, too: what her student says is for Mateo."""
    stories.set_up(school)
    samira, bruno = begun(school)
    with school.store.begin(school.workspace.id) as db:
        db.add(RoleHolder(role=Role.PROJECT_MANAGER, user_id=bruno.id, position=-1))
    school.sandbox.advance(days=30, hours=1)
    samira.clicks("1 · Not well")
    samira.clicks("Change my answer")
    samira.clicks("4 · Well")
    school.sandbox.advance(minutes=15)
    assert tasks(school, TaskKind.TALK) == []
    assert count(school.person("Petra"), "Please talk with") == 0
    samira.clicks("Change my answer")
    samira.clicks("1 · Not well")
    school.sandbox.advance(minutes=15)
    assert len(tasks(school, TaskKind.TALK)) == 1
    assert "Please talk with" not in bruno.opens_home()
    school.sandbox.advance(days=8)
    assert "talk with" not in bruno.everything_visible()
    assert "Please talk with" in school.person("Petra").opens_home()


def test_at_most_one_question_a_week_none_at_rest_and_none_after_the_end(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.set_up(school)
    samira, bruno = begun(school)
    nora, _ = begun(school, student="Nora")
    school.sandbox.advance(days=28)
    samira.types("/logsession 1h react")
    school.sandbox.advance(hours=3)
    assert (count(samira, FIT), count(bruno, FIT)) == (1, 1)
    school.sandbox.advance(days=3)
    assert (count(nora, PULSE), count(samira, PULSE), count(bruno, PULSE)) == (1, 0, 0)
    school.sandbox.advance(days=4)
    assert (count(samira, PULSE), count(bruno, PULSE)) == (1, 1), "one of his two teams"
    school.sandbox.advance(days=7)
    assert count(bruno, PULSE) == 2, "and the other, a week later"
    monkeypatch.setattr(resting, "day_after", lambda db, team_id, day: day + timedelta(days=1))
    school.sandbox.advance(days=40)
    assert (count(nora, PULSE), count(bruno, PULSE)) == (1, 2), "at rest"
    assert (pulses(school, nora), pulses(school, bruno)) == (1, 2), "and nothing is counted as unanswered"
    with school.store.begin(school.workspace.id) as db:
        for team in db.scalars(select(Team)):
            team.state, team.ended_at = TeamState.ENDED, school.sandbox.now
    monkeypatch.undo()
    school.sandbox.advance(days=60)
    assert (count(nora, PULSE), count(samira, PULSE), count(bruno, PULSE)) == (1, 1, 2)
    nora.clicks("1 · Not well")
    assert tasks(school, TaskKind.TALK) == []
    with school.store.read(school.workspace.id) as db:
        assert set(db.scalars(select(Asking.due_at))) == {None}


def test_what_was_held_up_is_not_asked_late(school: School) -> None:
    stories.set_up(school)
    samira, _ = begun(school)
    now = datetime(2026, 4, 1, 22, 30, tzinfo=UTC)
    school.sandbox.set_clock(now)
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team.id)).one()
        asking.take_due(db, now, team, samira.id, AskingKind.PULSE)
        due_at = db.scalars(
            select(Asking.due_at).where(Asking.user_id == samira.id, Asking.kind == AskingKind.PULSE)
        ).one()
        assert due_at == datetime(2026, 4, 2, 7, 0, tzinfo=UTC), "in the morning"
        asking.take_due(db, due_at, team, samira.id, AskingKind.PULSE)
    school.sandbox.set_clock(due_at + timedelta(days=3))
    school.sandbox.settle()
    assert count(samira, PULSE) == 0
    with school.store.read(school.workspace.id) as db:
        [dropped] = db.scalars(select(Notice).where(Notice.kind == "pulse", Notice.target == samira.id)).all()
        assert (dropped.state, dropped.reason) == (NoticeState.DROPPED, "too_late")
        assert len(db.scalars(select(Pulse).where(Pulse.user_id == samira.id)).all()) == 1


def test_feedback_with_a_name_and_without(school: School) -> None:
    stories.set_up(school)
    samira, bruno = begun(school)
    petra, mateo = school.person("Petra"), school.person("Mateo")
    samira.types(f"/codebuddy feedback {MARK}")
    assert "Petra" in samira.modal().text
    samira.submits({"Who says it?": "Without my name: nobody sees who wrote it, so nobody can answer"})
    samira.closes(all=True)
    petra.sees(MARK)
    assert leaks.screens_with([samira, bruno, petra, mateo], MARK) == {"Petra", "Mateo"}
    assert leaks.tables_with(school, MARK) == set()
    petra.opens_home()
    petra.clicks_home("Read")
    assert MARK in petra.modal().text
    assert "without a name" in petra.modal().text
    petra.submits({})
    petra.closes(all=True)
    assert tasks(school, TaskKind.FEEDBACK) == []
    bruno.types("/codebuddy feedback")
    bruno.submits({"Your feedback": "All good", "Who says it?": "With my name"})
    bruno.closes(all=True)
    petra.sees("All good")
    petra.sees("Bruno")
    for table, row in list(leaks.rows(school)):
        if table == "feedback":
            assert samira.id.encode() not in row
