"""A manager of a large school: what she opens reads what it shows, and no more the more there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from bot.rules import conduct
from bot.rules.access import Acting
from bot.services import home, matching, notices, overview, requests
from models import BuddyRequest, Notice, Person, Proposal, RoleHolder, Task, Volunteer
from models.enums import ProposalState, RequestState, Role, TaskKind, VolunteerState
from models.store import Db, Store
from tests import counted
from tests.programmes import THURSDAY, school

PETRA = Acting("T1", "UPETRA", "en", "Europe/Madrid", frozenset({Role.PROJECT_MANAGER}), False, True)
LANGUAGES = (["en"], ["es", "en"], ["es"], ["ar"])


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    school(opened, "T1")
    with opened.begin("T1") as db:
        meet(db, "UPETRA")
        db.flush()
        db.add(RoleHolder(role=Role.PROJECT_MANAGER, user_id="UPETRA", position=0))
    yield opened
    opened.close()


def meet(db: Db, *users: str) -> None:
    for user in users:
        db.add(Person(user_id=user, is_admin=False, is_guest=False, is_gone=False, facts_at=THURSDAY))
    db.flush()


def grow(store: Store, numbers: range) -> None:
    """For each number: a task, a student who waits, an offer to approve, a possible team to approve."""
    with store.begin("T1") as db:
        for n in numbers:
            meet(db, f"UWAITS{n}", f"UASKS{n}", f"UOFFERS{n}", f"UHELPS{n}")
            about = {"to": f"UHELPS{n}"}
            db.add(Task(kind=TaskKind.UNDELIVERED, dedupe_key=str(n), about=about, opened_at=THURSDAY))
            db.add(request(f"UWAITS{n}", RequestState.WAITING, LANGUAGES[n % len(LANGUAGES)]))
            asked = request(f"UASKS{n}", RequestState.PROPOSED, ["en"])
            db.add_all([asked, offer(f"UOFFERS{n}", VolunteerState.OFFERED)])
            db.add(offer(f"UHELPS{n}", VolunteerState.APPROVED))
            db.flush()
            reasons = {"languages": ["en"], "topics": [], "days": 0, "taken": 0, "capacity": 2}
            db.add(
                Proposal(
                    request_id=asked.id,
                    volunteer_id=f"UHELPS{n}",
                    state=ProposalState.PROPOSED,
                    reasons=reasons,
                    proposed_at=THURSDAY,
                )
            )
            db.flush()


def request(student: str, state: RequestState, languages: list[str]) -> BuddyRequest:
    return BuddyRequest(
        student_id=student,
        state=state,
        class_key="web-en",
        languages=languages,
        topics=[],
        wish="",
        asked_at=THURSDAY - timedelta(days=3),
    )


def offer(user: str, state: VolunteerState) -> Volunteer:
    return Volunteer(
        user_id=user,
        state=state,
        languages=["en"],
        topics=[],
        capacity=2,
        hello="",
        offered_at=THURSDAY,
        conduct_version=conduct.VERSION,
    )


def effort(store: Store, work: Callable[[Db], Any]) -> tuple[int, int]:
    """How many statements it took, and how many rows of these tables were read whole."""
    statements, rows = [], []
    heard: list[tuple[Any, str, Any]] = [
        (store.engine, "after_cursor_execute", lambda *_: statements.append(1)),
        *((model, "load", lambda *_: rows.append(1)) for model in (Task, Proposal, Volunteer, BuddyRequest)),
    ]
    for one in heard:
        event.listen(*one)
    with store.begin("T1") as db:
        work(db)
    for one in heard:
        event.remove(*one)
    return len(statements), len(rows)


def test_a_managers_home_reads_what_it_shows(store: Store) -> None:
    def opened(db: Db) -> None:
        seen = home.standing(db, THURSDAY, PETRA, None).overview
        assert seen is not None
        numbers.append((seen.tasks.number, seen.volunteers.number, seen.proposals.number, seen.waits_for_her))
        shown.append([len(one.shown) for one in (seen.tasks, seen.volunteers, seen.proposals)])

    numbers: list[tuple[int, ...]] = []
    shown: list[list[int]] = []
    grow(store, range(20))
    few = effort(store, opened)
    grow(store, range(20, 80))
    assert effort(store, opened) == few
    assert numbers == [(20, 20, 20, 60), (80, 80, 80, 240)]
    assert shown == [[overview.LINES, overview.LINES, overview.CARDS]] * 2


def test_a_home_asks_nothing_twice(store: Store) -> None:
    """Of a manager with a pair of her own: each part of it leaves that one out."""
    grow(store, range(20))
    with store.begin("T1") as db:
        meet(db, "UMATEO")
        db.add(RoleHolder(role=Role.PROGRAMME_MANAGER, user_id="UMATEO", position=0))
        db.add(offer("UPETRA", VolunteerState.APPROVED))
        db.flush()
        own = db.scalars(select(Proposal).order_by(Proposal.id)).first()
        assert own is not None
        own.volunteer_id = "UPETRA"
    with counted.statements() as said, store.begin("T1") as db:
        seen = home.of_home(db, THURSDAY, PETRA, None)
    assert seen.overview is not None
    assert seen.overview.proposals.number == 19
    assert counted.again(said) == []


def test_who_asks_for_a_matching_is_owed_the_cards_that_are_missing_and_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> list[int]:
        owed.clear()
        with store.begin("T1") as db:
            matching.ask_for_run(db, THURSDAY, PETRA)
        with store.read("T1") as db:
            kinds = ("proposal", "volunteer")
            cards = db.scalars(select(func.count(Notice.id)).where(Notice.kind.in_(kinds))).one()
        return [*owed, cards]

    owed: list[int] = []
    real = notices.add_each_once
    spy = lambda db, model, rows: owed.append(len(rows)) or real(db, model, rows)  # noqa: E731
    monkeypatch.setattr(notices, "add_each_once", spy)
    grow(store, range(3))
    assert asked() == [3, 3, 6]
    grow(store, range(3, 40))
    assert asked() == [37, 37, 80]
    assert asked() == [0, 0, 80]


def test_the_waiting_list_is_counted_by_language_and_reason(store: Store) -> None:
    grow(store, range(8))
    with store.begin("T1") as db:
        listed = matching.waiting_list(db, THURSDAY, "")
        assert (listed.waiting, listed.longest_days) == (8, 3)
        assert (listed.proposed, listed.to_approve) == (8, 8)
        assert {(one.languages, one.students) for one in listed.groups} == {
            (("en",), 2),
            (("en", "es"), 2),
            (("es",), 2),
            (("ar",), 2),
        }
        own = requests.own(db, THURSDAY, "UWAITS1")  # Spanish or English
        assert own is not None
        assert own.others == 5
