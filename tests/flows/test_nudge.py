"""Thursday 17:00: a team under its hours hears a kind word, rarely, and then a person looks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, update

from bot.services import slots
from models import BuddySession, Notice, Nudge, Settings, Slot, Task, Team
from models.enums import NoticeState, TaskKind, TeamState
from sandbox.people import Channel, Person
from scheduler import sweeps
from tests import stories
from tests.conftest import START, School

WORDS = "[No reminders for 4 weeks]"
THURSDAY = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
"""17:00 in Madrid."""


def planned(school: School, zone: str = "Europe/Madrid") -> None:
    """As a launch does it."""
    with school.store.begin(school.workspace.id) as db:
        slots.plan(db, slots.NUDGE, zone, school.sandbox.now)


def team(school: School, *names: str, weeks: int = 6) -> tuple[Person, Person, Channel]:
    student, buddy, channel = stories.team(school, *names, weeks=weeks)
    assert channel is not None
    planned(school)
    return student, buddy, channel


def held(school: School, minutes: int, *days: date) -> None:
    """Sessions that were logged some time ago, by the newest team."""
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team).order_by(Team.id.desc())).first()
        assert team is not None
        for day in days:
            db.add(
                BuddySession(
                    team_id=team.id,
                    held_on=day,
                    minutes=minutes,
                    topic="",
                    logged_by=team.student_id,
                    logged_at=START,
                )
            )


def count(school: School, channel: Channel, person: Person) -> int:
    return sum(WORDS in text for text in person.channel_texts(channel))


def decisions(school: School) -> list[tuple[str, str]]:
    with school.store.read(school.workspace.id) as db:
        rows = db.execute(select(Nudge.week, Nudge.decision).order_by(Nudge.week, Nudge.team_id))
        return [(week, decision) for week, decision in rows]


def unanswered(school: School) -> int:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Team.unanswered_nudges)).one()


def dropped(school: School) -> list[str | None]:
    with school.store.read(school.workspace.id) as db:
        return list(
            db.scalars(
                select(Notice.reason).where(Notice.kind == "nudge", Notice.state == NoticeState.DROPPED)
            )
        )


def test_a_team_under_its_hours_gets_one_kind_word_with_two_doors(school: School) -> None:
    student, buddy, channel = team(school)
    school.sandbox.advance_to(THURSDAY - timedelta(minutes=1))
    assert count(school, channel, student) == 0
    school.sandbox.advance(minutes=2)
    student.sees(WORDS, in_channel=channel)
    assert len(student.channel_texts(channel)[-1].split()) <= 60
    school.sandbox.advance(days=3)
    assert count(school, channel, student) == 1
    buddy.clicks("Log a session")
    assert "Log a session" in buddy.modal().title


def test_a_pair_that_reads_two_languages_is_reminded_in_both_and_each_once(school: School) -> None:
    samira, bruno, channel = team(school)
    bruno.changes_locale("es-ES")
    school.sandbox.advance_to(THURSDAY + timedelta(minutes=1))
    [said] = [text for text in samira.channel_texts(channel) if "Is there a good moment" in text]
    assert said.count("Is there a good moment") == said.count("¿Hay un buen momento") == 1
    assert said.count("[Log a session we had]") == 1


def test_the_second_door_is_the_form_for_help(school: School) -> None:
    stories.set_up(school)
    student, _, _ = team(school)
    school.sandbox.advance_to(THURSDAY + timedelta(minutes=1))
    student.clicks("I need help")
    assert student.has_modal()


def test_a_team_that_keeps_its_hours_on_average_or_this_week_hears_nothing(school: School) -> None:
    _, _, steady = team(school, "Samira", "Bruno")
    held(school, 120, *(date(2026, 2, 4) + timedelta(weeks=week) for week in range(4)))
    school.sandbox.advance(minutes=1)
    nora, _, busy = team(school, "Nora", "Bastian")
    held(school, 120, date(2026, 3, 2))
    school.sandbox.advance_to(THURSDAY + timedelta(hours=1))
    assert count(school, steady, school.person("Samira")) == 0
    assert count(school, busy, nora) == 0


def test_a_new_team_has_its_first_week(school: School) -> None:
    student, _, channel = team(school, weeks=0)
    school.sandbox.advance_to(THURSDAY + timedelta(hours=1))
    assert count(school, channel, student) == 0
    school.sandbox.advance(weeks=1)
    assert count(school, channel, student) == 1


def test_hours_of_the_first_week_count_too(school: School) -> None:
    student, _, channel = team(school, weeks=2)
    held(school, 240, date(2026, 2, 18))
    school.sandbox.advance_to(THURSDAY + timedelta(hours=1))
    assert count(school, channel, student) == 0


def test_two_unanswered_are_enough_then_a_person_looks_and_the_pair_is_left_in_peace(school: School) -> None:
    stories.set_up(school)
    student, _, channel = team(school)
    school.sandbox.advance(weeks=6)
    assert count(school, channel, student) == 2
    assert [decision for _, decision in decisions(school)] == [
        "send",
        "send",
        "hand_over",
        "handed_over",
        "handed_over",
        "handed_over",
    ]
    with school.store.read(school.workspace.id) as db:
        kinds = db.scalars(select(Task.kind).where(Task.kind == TaskKind.QUIET_TEAM)).all()
    assert len(kinds) == 1
    school.person("Petra").opens_home()
    school.person("Petra").sees("have logged no session after two reminders")
    school.person("Petra").sees("They have logged none so far.")
    held(school, 45, date(2026, 2, 25))
    held(school, 30, date(2026, 1, 14))
    school.person("Petra").opens_home()
    school.person("Petra").sees(
        "last session was on Wednesday 25 February. In the four weeks before this was handed to you: 45 min"
    )


def test_a_logged_session_begins_the_count_anew(school: School) -> None:
    student, _, channel = team(school)
    school.sandbox.advance(weeks=2)
    assert count(school, channel, student) == 2
    student.types("/logsession 30 min", channel=channel)
    school.sandbox.advance(weeks=1)
    assert count(school, channel, student) == 3


def test_who_has_logged_before_it_is_sent_is_not_reminded(school: School) -> None:
    student, _, channel = team(school)
    school.sandbox.faults.next("chat.postMessage", retry_after=600)
    school.sandbox.advance_to(THURSDAY + timedelta(minutes=1))
    student.types("/logsession 2h", channel=channel)
    school.sandbox.advance(hours=1)
    assert count(school, channel, student) == 0
    assert dropped(school) == ["logged"]


def test_a_team_that_ended_meanwhile_is_not_reminded(school: School) -> None:
    student, _, channel = team(school)
    school.sandbox.faults.next("chat.postMessage", retry_after=600)
    school.sandbox.advance_to(THURSDAY + timedelta(minutes=1))
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Team).values(state=TeamState.ENDED, ended_at=THURSDAY))
    school.sandbox.advance(hours=1)
    assert count(school, channel, student) == 0
    assert dropped(school) == ["ended"]


def test_a_nudge_held_up_into_the_night_comes_in_the_morning(school: School) -> None:
    student, _, channel = team(school)
    school.sandbox.faults.next("chat.postMessage", retry_after=5 * 3600)
    school.sandbox.advance_to(datetime(2026, 3, 6, 7, 59, tzinfo=UTC))  # 8:59 on Friday
    assert count(school, channel, student) == 0
    school.sandbox.advance(minutes=2)
    assert count(school, channel, student) == 1


def test_nobody_is_silent_about_a_nudge_that_never_came(school: School) -> None:
    student, _, channel = team(school)
    school.sandbox.faults.next("chat.postMessage", retry_after=30 * 3600)
    school.sandbox.advance_to(THURSDAY + timedelta(days=3))
    assert count(school, channel, student) == 0
    assert dropped(school) == ["too_late"]
    assert unanswered(school) == 0
    school.sandbox.advance(weeks=2)
    assert count(school, channel, student) == 2
    assert unanswered(school) == 2
    school.sandbox.advance(weeks=1)
    assert [decision for _, decision in decisions(school)] == ["send", "send", "send", "hand_over"]


def test_after_a_week_without_the_program_nothing_old_is_said_and_this_week_is_not_lost(
    school: School,
) -> None:
    student, _, channel = team(school)
    back = THURSDAY + timedelta(weeks=1, hours=1)
    school.sandbox.set_clock(back)  # nothing that was due meanwhile has happened
    school.sandbox.advance(minutes=1)
    assert count(school, channel, student) == 1
    assert decisions(school) == [("2026-W10", "late"), ("2026-W11", "send")]
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Slot.due_at).where(Slot.kind == "nudge")).all() == [
            THURSDAY + timedelta(weeks=2)
        ]
    assert unanswered(school) == 1


def test_run_again_and_again_nothing_comes_twice(school: School) -> None:
    student, _, channel = team(school)
    school.sandbox.advance_to(THURSDAY + timedelta(minutes=1))
    for _ in range(3):
        with school.store.begin(school.workspace.id) as db:
            db.execute(update(Slot).values(due_at=THURSDAY))  # as if the slot had not been moved on
        sweeps.nudge(school.store, THURSDAY + timedelta(minutes=1))
        school.sandbox.advance(minutes=1)
    assert count(school, channel, student) == 1
    assert decisions(school) == [("2026-W10", "send")]


def test_a_programme_that_chooses_another_hour_is_reminded_then_and_once_a_week(school: School) -> None:
    student, _, channel = team(school)
    school.sandbox.advance_to(THURSDAY + timedelta(minutes=1))
    with school.store.begin(school.workspace.id) as db:
        settings = db.scalars(select(Settings)).one()
        settings.nudge_weekday, settings.nudge_minute = 4, 10 * 60
        db.flush()
        slots.plan(db, slots.NUDGE, "Europe/Madrid", school.sandbox.now)
    school.sandbox.advance(days=1)  # Friday, in the week that has its nudge
    assert count(school, channel, student) == 1
    school.sandbox.advance_to(datetime(2026, 3, 13, 9, 1, tzinfo=UTC))
    assert count(school, channel, student) == 2


def test_every_team_by_its_own_clock(school: School) -> None:
    here, _, channel = team(school)
    there, _, far = stories.team(school, "Kiri", "Tama")
    assert far is not None
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Team).where(Team.channel_id == far.id).values(timezone="Pacific/Auckland"))
    planned(school, "Pacific/Auckland")
    school.sandbox.advance_to(datetime(2026, 3, 5, 4, 1, tzinfo=UTC))  # 17:01 in Auckland
    assert (count(school, far, there), count(school, channel, here)) == (1, 0)
    school.sandbox.advance_to(THURSDAY + timedelta(minutes=1))
    assert (count(school, far, there), count(school, channel, here)) == (1, 1)
