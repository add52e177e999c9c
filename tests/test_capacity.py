"""One place, two yeses at the same instant: real threads on SQLite, real connections on PostgreSQL, many times."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.rules import conduct
from bot.rules.access import Acting
from bot.services import board, choosing, decisions, offers, people
from bot.services.choosing import Choice
from models import (
    Asking,
    BuddyRequest,
    History,
    Notice,
    Proposal,
    RoleHolder,
    Settings,
    Task,
    Team,
    Volunteer,
)
from models.enums import ProposalState, RequestState, Role, VolunteerState
from models.store import Db
from tests.conftest import empty_database
from tests.straight import HERE, Program, program

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TIMES = 30
STUDENTS = ("USAMIRA", "UNOOR")
BRUNO, PETRA = "UBRUNO", "UPETRA"
State = ProposalState


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def running(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
    postgresql_template: str | None,
) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("capacity")
    with (
        empty_database(request.param, folder, sqlite_template, postgresql_template) as url,
        program(url) as made,
    ):
        with made.coordinator.deps.store.begin(HERE) as db:
            for user in (*STUDENTS, BRUNO, PETRA):
                told = people.Facts(user, "en-US", "UTC", is_admin=False, is_guest=False, is_gone=False)
                people.remember(db, told, NOW)
            db.add(RoleHolder(role=Role.PROJECT_MANAGER, user_id=PETRA, position=0, email=None))
            db.scalars(select(Settings)).one().set_up_at = NOW
        yield made


def begin_anew(running: Program, state: State | None) -> tuple[list[int], list[int]]:
    """Two requests; a volunteer with one place; a possible team of each with him, if `state`. Their numbers."""
    with running.coordinator.deps.store.begin(HERE) as db:
        for table in (History, Notice, Task, Asking, Team, Proposal, BuddyRequest, Volunteer):
            db.execute(delete(table))
        db.add(
            Volunteer(
                user_id=BRUNO,
                state=VolunteerState.APPROVED,
                languages=["es"],
                topics=[],
                capacity=1,
                hello="",
                offered_at=NOW,
                conduct_version=conduct.VERSION,
            )
        )
        open_ = RequestState.PROPOSED if state else RequestState.WAITING
        requests = [
            BuddyRequest(
                student_id=one,
                state=open_,
                class_key="web-en",
                languages=["es"],
                topics=[],
                wish="",
                asked_at=NOW,
            )
            for one in STUDENTS
        ]
        db.add_all(requests)
        db.flush()
        reasons = {"languages": ["es"], "topics": [], "days": 0, "taken": 0, "capacity": 1}
        rows = [
            Proposal(request_id=one.id, volunteer_id=BRUNO, state=state, reasons=reasons, proposed_at=NOW)
            for one in requests
            if state
        ]
        db.add_all(rows)
        db.flush()
        return [one.id for one in requests], [one.id for one in rows]


def at_once(running: Program, *acts: tuple[str, Callable[[Db, Acting], Any]]) -> list[Any]:
    """Each in a thread, a connection and a transaction of its own, all let go at one instant."""
    gate, done = threading.Barrier(len(acts)), list[Any]()
    deps = running.coordinator.deps

    def one(user: str, act: Callable[[Db, Acting], Any]) -> None:
        gate.wait()
        try:
            with deps.patient.begin(HERE) as db:
                told = act(db, people.acting(db, user))
        except Exception as trouble:  # noqa: BLE001 - looked at by the test
            told = trouble
        done.append(told)

    threads = [threading.Thread(target=one, args=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def kept(running: Program) -> tuple[list[str], int, dict[str, str]]:
    """States of proposals, how many places are taken, and what became of the requests."""
    with running.coordinator.deps.store.read(HERE) as db:
        states = sorted(db.scalars(select(Proposal.state)))
        requests = {row.student_id: str(row.state) for row in db.scalars(select(BuddyRequest))}
        return [str(one) for one in states], board.taken(db)[BRUNO], requests


def test_two_students_say_yes_to_one_place(running: Program) -> None:
    """Exactly one team; the other student waits on, and reads kind words."""
    for _ in range(TIMES):
        _, (first, second) = begin_anew(running, State.ACCEPTED)
        shown = at_once(
            running,
            (STUDENTS[0], lambda db, who, one=first: decisions.student_accepts(db, NOW, who, one)),
            (STUDENTS[1], lambda db, who, one=second: decisions.student_accepts(db, NOW, who, one)),
        )
        assert sorted(str(one.state) for one in shown) == ["launched", "withdrawn"]
        states, places, requests = kept(running)
        assert (states, places) == (["launched", "withdrawn"], 1)
        assert sorted(requests.values()) == ["matched", "waiting"]
        with running.coordinator.deps.store.read(HERE) as db:
            assert len(db.scalars(select(Team)).all()) == 1
            assert len(db.scalars(select(Notice).where(Notice.kind == "launch")).all()) == 1


def test_a_volunteer_says_yes_to_two_with_one_place(running: Program) -> None:
    for _ in range(TIMES):
        _, numbers = begin_anew(running, State.APPROVED)
        shown = at_once(
            running,
            *(
                (BRUNO, lambda db, who, one=one: decisions.volunteer_accepts(db, NOW, who, one))
                for one in numbers
            ),
        )
        assert sorted(str(one.state) for one in shown) == ["accepted", "withdrawn"]
        assert kept(running)[:2] == (["accepted", "withdrawn"], 1)


def test_two_managers_choose_the_same_volunteer_for_two_students(running: Program) -> None:
    """One is done; the other manager reads that he is not available, and nothing of it is written."""
    vault = running.coordinator.deps.vaults.of(HERE)
    for _ in range(TIMES):
        requests, _ = begin_anew(running, None)
        told = at_once(
            running,
            *(
                (
                    PETRA,
                    lambda db, who, one=one: choosing.choose(db, vault, NOW, who, Choice(one, 0, BRUNO)),
                )
                for one in requests
            ),
        )
        assert sorted(str(getattr(one, "state", one)) for one in told) == ["approved", "no_free_place"]
        states, places, kept_requests = kept(running)
        assert (states, places) == (["approved"], 1)
        assert sorted(kept_requests.values()) == ["proposed", "waiting"]


def test_the_same_yes_twice_at_once_counts_once(running: Program) -> None:
    for _ in range(TIMES):
        _, (first, _) = begin_anew(running, State.ACCEPTED)
        with running.coordinator.deps.store.begin(HERE) as db:
            db.scalars(select(Volunteer)).one().capacity = 2
        at_once(
            running,
            *[(STUDENTS[0], lambda db, who, one=first: decisions.student_accepts(db, NOW, who, one))] * 2,
        )
        with running.coordinator.deps.store.read(HERE) as db:
            assert len(db.scalars(select(Team)).all()) == 1
            assert kept(running)[2][STUDENTS[0]] == "matched"


def test_the_night_passes_an_offer_on_while_the_volunteer_accepts(running: Program) -> None:
    """Whoever comes first decides; the other changes nothing."""
    late = NOW.replace(day=9)
    for _ in range(TIMES):
        _, (first, _) = begin_anew(running, State.APPROVED)
        with running.coordinator.deps.store.begin(HERE) as db:
            db.scalars(select(Volunteer)).one().capacity = 2
            row = db.scalars(select(Proposal).where(Proposal.id == first)).one()
            row.step, row.next_step_at = 1, NOW
        at_once(
            running,
            (BRUNO, lambda db, who, one=first: decisions.volunteer_accepts(db, late, who, one)),
            (PETRA, lambda db, who, one=first: offers.take_due(db, late, one)),
        )
        with running.coordinator.deps.store.read(HERE) as db:
            state = db.scalars(select(Proposal.state).where(Proposal.id == first)).one()
            events = set(db.scalars(select(History.event).where(History.subject_id == str(first))))
        assert state in (State.ACCEPTED, State.WITHDRAWN)
        assert str(state) in events
        assert not {"accepted", "withdrawn"} <= events
