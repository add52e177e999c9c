"""A student who waits longer is not forgotten: day 7 she hears why, day 10 she is on a list, day 14 she is red."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy import event, select, update

from bot.rules.promise import Step
from bot.services import promises
from models import BuddyRequest, History, Notice, Person, Settings, Task
from models.enums import NoticeState, Place, ProposalState, RequestState, TaskKind
from sandbox.people import Person as Human
from scheduler import sweeps
from tests import stories
from tests.conftest import START, School
from tests.flows.waiting_list import tick

LOOKING = "I have not found a buddy for you yet, and I am still looking."
DAY_7, DAY_10, DAY_14 = (
    datetime(2026, 3, 9, 8, 0, tzinfo=UTC),
    datetime(2026, 3, 12, 8, 0, tzinfo=UTC),
    datetime(2026, 3, 16, 8, 0, tzinfo=UTC),
)
"""9:00 in Madrid, so many days after the tests' first."""


def just_before(school: School, moment: datetime) -> None:
    school.sandbox.advance_to(moment - timedelta(minutes=1))


def just_after(school: School, moment: datetime) -> None:
    school.sandbox.advance_to(moment + timedelta(minutes=1))


def heard(student: Human) -> int:
    return sum(LOOKING in text for text in student.dm_texts())


def open_tasks(school: School) -> list[TaskKind]:
    with school.store.read(school.workspace.id) as db:
        return list(db.scalars(select(Task.kind).where(Task.done_at.is_(None)).order_by(Task.id)))


def request_of(school: School, student: Human) -> BuddyRequest:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(BuddyRequest).where(BuddyRequest.student_id == student.id)).one()


def asks(school: School, name: str, *languages: str) -> Human:
    """As the form does it: the promise begins with the request."""
    student = stories.waiting(school, name, *languages)
    with school.store.begin(school.workspace.id) as db:
        promises.begin(
            db, db.scalars(select(BuddyRequest).where(BuddyRequest.student_id == student.id)).one()
        )
    return student


def test_day_7_day_10_day_14_until_she_has_a_buddy(school: School, petra: Human) -> None:
    lina = asks(school, "Lina", "ar")
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    assert request_of(school, lina).promise_due_at == DAY_7
    just_before(school, DAY_7)
    assert heard(lina) == 0
    just_after(school, DAY_7)
    lina.gets_dm(LOOKING)
    lina.gets_dm("Right now there is no buddy who speaks Arabic well.")
    lina.sees("Withdraw")
    just_before(school, DAY_10)
    assert open_tasks(school) == []
    just_after(school, DAY_10)
    assert open_tasks(school) == [TaskKind.LONG_WAIT]
    home = petra.opens_home()
    assert "Waiting for a buddy\n@Lina: day 10 of 14. Nobody who is approved speaks Arabic" in home
    assert ":red_circle:" not in home
    petra.clicks_home("What could help")
    petra.presses("Done")
    assert "Done: @Lina has waited" in petra.modal().text
    petra.closes(all=True)
    just_after(school, DAY_14)
    home = petra.opens_home()
    red = ":red_circle: @Lina: day 14, the promised 14 days are over. Nobody who is approved speaks Arabic well enough."
    assert home.index("What needs you first") < home.index(red) < home.index("1 student waits for Arabic")
    school.sandbox.advance(days=30)
    assert heard(lina) == 1
    assert ":red_circle: @Lina: day 44" in petra.opens_home()

    bruno = stories.volunteer(school, "Bilal", "ar")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.clicks("Accept")
    tick(school)
    assert ":red_circle: @Lina: day 44" in petra.opens_home()
    lina.clicks("Accept")
    tick(school)
    assert ":red_circle:" not in petra.opens_home()
    with school.store.read(school.workspace.id) as db:
        request = str(request_of(school, lina).id)
        told = select(History.event).where(History.subject == "request", History.subject_id == request)
        events = [one for one in db.scalars(told.order_by(History.id)) if one in promises.SEEN_AS.values()]
    assert events == ["still_looking", "listed", "overdue"]


def test_whoever_has_waited_too_long_is_named_once_with_what_could_help(school: School, petra: Human) -> None:
    """Not a second time for the task of day 10, which nobody has done; and she counts as what needs managers."""
    stories.waiting(school, "Lina", "ar", days=16)
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    assert open_tasks(school) == [TaskKind.LONG_WAIT]
    home = petra.opens_home()
    assert (home.count("@Lina"), home.count("[What could help]")) == (1, 1)
    petra.types("/codebuddy")
    petra.sees_privately("what needs you first: one thing now")
    petra.types("/codebuddy status")
    petra.sees_privately("Longer than promised: 1. My Home tab says what could help.")
    petra.clicks_home("What could help")
    assert "@Lina: day 16" in petra.modal().text
    petra.presses("Choose by hand")
    petra.sees("They share no language.\n0 of 1 places of @Bruno are taken.")


def test_managers_read_the_cities_of_those_who_would_fit_where_nobody_is_in_hers(
    school: School, petra: Human
) -> None:
    """She herself reads none of them; nor is a city told of whom nothing but the city speaks for."""
    lina = stories.waiting(school, "Lina", "ar", days=16, place=Place.IN_PERSON, city="Vic")
    places = {"Bilal": "Manresa", "Amal": "Manresa (Bages)", "Finn": "", "Rafa": "Olot"}
    for name, city in places.items():
        place = Place.REMOTE if name == "Rafa" else Place.EITHER
        stories.volunteer(school, name, "ar", place=place, city=city)
    stories.volunteer(school, "Bruno", "es", city="Lleida")
    stories.match(school)
    petra.opens_home()
    petra.clicks_home("What could help")
    text = petra.modal().text
    assert "Others who would fit can meet in: Manresa" in text
    assert text.count("Manresa") == 1, "one city, however two people wrote it"
    assert "Olot" not in text
    assert "Lleida" not in text
    lina.types("/codebuddy status")
    assert "in person in Vic" in lina.private_texts()[-1]
    assert "Manresa" not in lina.private_texts()[-1]


def test_the_days_are_counted_by_the_calendar_across_the_change_of_the_clocks(
    school: School, petra: Human
) -> None:
    """Madrid goes to summer time on 29 March: day 7 of 24 March begins an hour earlier in UTC."""
    school.sandbox.set_clock(datetime(2026, 3, 24, 22, 30, tzinfo=UTC))  # 23:30 there, and no day later
    lina = asks(school, "Lina", "ar")
    just_before(school, datetime(2026, 3, 31, 7, 0, tzinfo=UTC))
    assert heard(lina) == 0
    just_after(school, datetime(2026, 3, 31, 7, 0, tzinfo=UTC))
    assert heard(lina) == 1


def test_the_time_in_which_we_wait_for_her_does_not_count(school: School, petra: Human) -> None:
    lina, bilal = asks(school, "Lina", "ar"), stories.volunteer(school, "Bilal", "ar")
    stories.match(school)
    school.sandbox.advance_to(START + timedelta(days=5))
    petra.clicks("Approve")
    tick(school)
    bilal.clicks("Accept")
    asked_at = school.sandbox.now
    school.sandbox.advance(days=4, hours=-1)  # it is day 9 by the calendar, and she was asked on day 5
    assert heard(lina) == 0
    lina.clicks("Somebody else, please")
    tick(school)
    assert request_of(school, lina).promise_due_at == DAY_7 + timedelta(days=4)
    assert timedelta(seconds=request_of(school, lina).paused_seconds) >= timedelta(days=4, hours=-1)
    just_before(school, DAY_7 + timedelta(days=4))
    assert heard(lina) == 0
    just_after(school, DAY_7 + timedelta(days=4))
    assert heard(lina) == 1
    assert asked_at < DAY_7


def test_nobody_hears_twice_when_two_sweeps_race_or_one_begins_again(school: School, petra: Human) -> None:
    students = [asks(school, f"Student {number}", "ar") for number in range(5)]
    store, now = school.coordinator.deps.patient, DAY_10
    school.sandbox.settings(rate_limits=False)
    school.coordinator.engine._sweeps = tuple(  # type: ignore[union-attr]
        one for one in sweeps.SWEEPS if one.name != "promises"
    )
    threads = [threading.Thread(target=sweeps.keep_promises, args=(store, now)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with school.store.begin(school.workspace.id) as db:
        steps = db.scalars(select(BuddyRequest.promise_step)).all()
        assert steps == [Step.LISTED] * 5
        assert len(db.scalars(select(History).where(History.event == "listed")).all()) == 5
        assert len(db.scalars(select(Task)).all()) == 5
        db.execute(
            update(BuddyRequest).values(promise_step=0, promise_due_at=BuddyRequest.asked_at)
        )  # as if it was restored
    sweeps.keep_promises(store, now)
    with school.store.read(school.workspace.id) as db:
        keys = db.scalars(select(Notice.dedupe_key).where(Notice.kind == promises.KIND)).all()
        assert sorted(keys) == sorted(f"still_looking:{request_of(school, one).id}" for one in students)
        assert len(db.scalars(select(Task)).all()) == 5


def test_who_has_withdrawn_hears_nothing_and_is_on_no_list(school: School, petra: Human) -> None:
    lina, sami = asks(school, "Lina", "ar"), asks(school, "Sami", "ar")
    just_after(school, DAY_10)
    assert open_tasks(school) == [TaskKind.LONG_WAIT] * 2
    lina.clicks("Withdraw")
    assert open_tasks(school) == [TaskKind.LONG_WAIT]
    with school.store.begin(school.workspace.id) as db:
        closed = db.scalars(select(Task).where(Task.done_at.is_not(None))).one()
        assert (closed.about["student"], closed.done_by) == (lina.id, None)
        noted = db.scalars(select(History).where(History.subject == "task")).one()
        assert (noted.actor_id, noted.event, noted.subject_id) == (None, "done", str(closed.id))
        row = db.scalars(select(BuddyRequest).where(BuddyRequest.student_id == lina.id)).one()
        row.state = RequestState.WAITING  # she takes it back
        promises.begin(db, row)
        assert row.promise_due_at == DAY_14
    assert open_tasks(school) == [TaskKind.LONG_WAIT] * 2
    sami.is_deactivated()
    just_after(school, DAY_14)
    home = petra.opens_home()
    assert ":red_circle: @Lina" in home
    assert ":red_circle: @Sami" not in home


def test_what_was_owed_is_looked_at_again_when_it_is_sent(school: School, petra: Human) -> None:
    """Slack makes us wait: one withdraws meanwhile, one is asked herself, one sleeps in another zone."""
    lina, sami = asks(school, "Lina", "ar"), asks(school, "Sami", "ar")
    bilal = stories.volunteer(school, "Bilal", "ar")
    just_before(school, DAY_7)
    school.sandbox.faults.next("chat.postMessage", retry_after=900, times=2)
    school.sandbox.advance(minutes=2)
    with school.store.begin(school.workspace.id) as db:
        db.execute(
            update(BuddyRequest)
            .where(BuddyRequest.student_id == lina.id)
            .values(state=RequestState.WITHDRAWN, promise_due_at=None)
        )
        db.execute(
            update(BuddyRequest)
            .where(BuddyRequest.student_id == sami.id)
            .values(state=RequestState.PROPOSED, paused_at=school.sandbox.now)
        )
    assert stories.proposal(school, sami, bilal, ProposalState.ACCEPTED)
    school.sandbox.advance(hours=1)
    assert heard(lina) == heard(sami) == 0
    with school.store.read(school.workspace.id) as db:
        notices = db.execute(select(Notice.state, Notice.reason).where(Notice.kind == promises.KIND)).all()
    assert [tuple(one) for one in notices] == [(NoticeState.DROPPED, "waits_no_more")] * 2


def test_at_night_she_is_left_in_peace_and_what_is_too_late_is_counted(school: School, petra: Human) -> None:
    lina = asks(school, "Lina", "ar")
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Person).where(Person.user_id == lina.id).values(timezone="America/Bogota"))
    school.sandbox.advance_to(DAY_7 + timedelta(hours=5, minutes=59))  # 8:59 there
    assert heard(lina) == 0
    school.sandbox.advance(minutes=2)
    assert heard(lina) == 1
    sami = asks(school, "Sami", "ar")
    school.sandbox.set_clock(DAY_7 + timedelta(days=8, hours=14))  # the program was off
    school.sandbox.advance(minutes=5)
    assert heard(sami) == 0
    with school.store.read(school.workspace.id) as db:
        late = db.execute(select(Notice.state, Notice.reason).where(Notice.target == sami.id)).all()
    assert [tuple(one) for one in late] == [(NoticeState.DROPPED, "too_late")]


def test_other_days_count_from_the_next_look_on(school: School, petra: Human) -> None:
    lina = asks(school, "Lina", "ar")
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().promise_days = [9, 11, 20]
    just_after(school, DAY_7)
    assert heard(lina) == 0
    assert request_of(school, lina).promise_due_at == DAY_7 + timedelta(days=2)
    just_after(school, DAY_7 + timedelta(days=2))
    assert heard(lina) == 1
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().promise_days = [3, 5, 6]
    assert ":red_circle: @Lina: day 9, the promised 6 days are over." in petra.opens_home()
    just_after(school, DAY_7 + timedelta(days=4))  # its next look was planned for day 11
    assert open_tasks(school) == [TaskKind.LONG_WAIT]
    assert request_of(school, lina).promise_step == Step.OVERDUE
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().promise_days = [30]
    school.sandbox.advance(days=1)
    assert heard(lina) == 1


def test_a_thousand_promises_take_a_few_statements(school: School, petra: Human) -> None:
    """Students of one workspace that are due at once: as many statements as for one, in each transaction."""
    here, now = school.workspace.id, school.sandbox.now

    def grow(numbers: range) -> None:
        with school.store.begin(here) as db:
            for number in numbers:
                values = {"is_admin": False, "is_guest": False, "is_gone": False, "facts_at": now}
                db.add(Person(user_id=f"U0WAITS{number}", **values))
            db.flush()
            for number in numbers:
                db.add(
                    BuddyRequest(
                        student_id=f"U0WAITS{number}",
                        state=RequestState.WAITING,
                        class_key="web-en",
                        languages=["ar"],
                        topics=[],
                        wish="",
                        asked_at=now - timedelta(days=20),
                    )
                )

    def statements() -> int:
        with school.store.begin(here) as db:
            db.execute(update(BuddyRequest).values(promise_step=0, promise_due_at=BuddyRequest.asked_at))
        seen: list[str] = []
        with school.store.begin(here) as db:
            event.listen(db.here, "after_cursor_execute", lambda *said: seen.append(said[2]))
            promises.take_due(db, now)
        return len(seen)

    school.coordinator.engine._sweeps = ()  # type: ignore[union-attr]
    grow(range(5))
    few = statements()
    grow(range(5, 150))
    assert statements() <= few + 2
