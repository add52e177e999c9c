"""What the stories of the waiting list and of possible teams share."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.services import people
from models import Proposal, RoleHolder
from models.enums import ProposalState, Role
from sandbox.people import Impossible, Person
from tests import stories
from tests.conftest import School


def tick(school: School) -> None:
    """Let happen what is due, deliveries at one a second included."""
    school.sandbox.advance(minutes=1)


def states(school: School) -> list[tuple[str, ProposalState]]:
    """Volunteer's name and state of each proposal, oldest first."""
    names = {person.id: name for name, person in school.people.items()}
    with school.store.read(school.workspace.id) as db:
        rows = db.execute(select(Proposal.volunteer_id, Proposal.state).order_by(Proposal.id)).all()
    return [(names[volunteer], state) for volunteer, state in rows]


def has_no_button(person: Person, *labels: str) -> None:
    for label in labels:
        with pytest.raises(Impossible, match="shows"):
            person.clicks(label)


def says_no(person: Person, reason: str = "Something else") -> None:
    """ "Not this time", with a reason."""
    person.clicks("Not this time")
    person.submits({"What is it?": reason})


def make_project_manager(school: School, name: str) -> None:
    person = school.person(name)
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, person)
        db.add(RoleHolder(role=Role.PROJECT_MANAGER, user_id=person.id, position=9, email=None))


def meet_after(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
    """Hold the first two callers of a function after it until both are there, or for 0.4 seconds."""
    real, both = getattr(module, name), threading.Barrier(2)

    def held(*args: object, **kwargs: object) -> object:
        found = real(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.4)
        return found

    monkeypatch.setattr(module, name, held)


def at_once(school: School, act: Callable[..., object], whose: list[tuple[Person, int]]) -> list:
    """Each in a transaction and a thread of its own; what each returned."""
    done, troubles = [], []

    def one(person: Person, number: int) -> None:
        try:
            with school.coordinator.deps.patient.begin(school.workspace.id) as db:
                done.append(act(db, school.sandbox.now, people.acting(db, person.id), number))
        except Exception as trouble:  # noqa: BLE001 - shown below
            troubles.append(trouble)

    threads = [threading.Thread(target=one, args=each) for each in whose]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    return done
