"""A role with very much under way is handed over in as many statements as one with little."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.deps import Vaults
from bot.rules.access import Acting
from bot.rules.meeting import Wanted
from bot.services import handing, handovers, introductions, notices, people, workspaces
from bot.vault import KeyRing
from models import Meeting, Notice, RoleHolder, Task, Volunteer
from models.enums import MeetingState, Role, TaskKind, VolunteerState
from models.store import Store
from tests import counted, programmes
from tests.programmes import THURSDAY
from tests.test_large_school import meet, offer

RING = KeyRing.new()
PETRA, NORA, MATEO = "UPETRA", "UNORA", "UMATEO"
FACTS = {
    user: people.Facts(user, "en", "Europe/Madrid", is_admin=False, is_guest=False, is_gone=False)
    for user in (PETRA, NORA)
}


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    vaults = Vaults(RING, opened)
    workspaces.ensure(opened, vaults, "T1", "U0BOT", "Europe/Madrid", THURSDAY)
    with opened.begin("T1") as db:
        meet(db, PETRA, NORA, MATEO)
        people.programme(db).set_up_at = THURSDAY
        for role, user in ((Role.PROJECT_MANAGER, PETRA), (Role.PROGRAMME_MANAGER, MATEO)):
            db.add(RoleHolder(role=role, user_id=user, position=0))
    yield opened
    opened.close()


def acting(user: str, *roles: Role) -> Acting:
    return Acting("T1", user, "en", "Europe/Madrid", frozenset(roles), False, True)


def grow(store: Store, several: range, leader: str) -> None:
    """For each number: an introduction that she leads, a task that she has, a volunteer with whom she wants to talk.

    Every second introduction is agreed, every fifth is off; every second task was said in private.
    """
    leads = acting(leader, Role.PROJECT_MANAGER)
    for number in several:
        team = programmes.team(store, "T1", THURSDAY.date())
        with store.begin("T1") as db:
            when = THURSDAY + timedelta(days=2, hours=number)
            found = introductions.plan(db, THURSDAY, leads, team, Wanted(when, 30, ""))
            for user in found.members if number % 2 else ():
                introductions.agree(db, THURSDAY, acting(user), found.id, found.sequence)
            if number % 5 == 0:
                introductions.cannot(db, THURSDAY, acting(found.buddy_id), found.id, found.sequence)
            kind = TaskKind.CHANNEL_GONE if number % 2 else TaskKind.TALK
            notices.task(db, kind, f"{team}:1", THURSDAY, team=team)
            db.execute(update(Task).values(held_by=leader))
            meet(db, f"UOFFERS{number}")
            asked = offer(f"UOFFERS{number}", VolunteerState.OFFERED)
            asked.chat_asked_at, asked.chat_asked_by = THURSDAY, leader
            db.add(asked)
            db.flush()
            notices.owe(db, "volunteer", to=MATEO, key=f"UOFFERS{number}:{MATEO}", now=THURSDAY)


def hand_over(store: Store, by: str, to: str, later: int) -> int:
    """How many statements it makes."""
    now, vault = THURSDAY + timedelta(minutes=later), Vaults(RING, store).of("T1")
    who = acting(by, Role.PROJECT_MANAGER)
    with store.begin("T1") as db:
        handovers.ask(db, vault, now, who, to, FACTS)
    with store.begin("T1") as db:
        handovers.agree(db, vault, now, acting(to), by)
    with counted.statements() as said, store.begin("T1") as db:
        handovers.finish(db, vault, now, who, FACTS, in_message=True)
    return len(said)


def test_a_role_with_fifty_of_each_takes_as_many_statements_as_one_with_five(store: Store) -> None:
    grow(store, range(5), PETRA)
    few = hand_over(store, PETRA, NORA, 1)
    grow(store, range(5, 50), NORA)
    assert hand_over(store, NORA, PETRA, 2) <= few + 20  # what is written goes in parts of 32 rows
    with store.read("T1") as db:
        assert set(db.scalars(select(Meeting.planned_by))) == {PETRA}
        assert set(db.scalars(select(Task.held_by))) == {PETRA}
        assert set(db.scalars(select(Volunteer.chat_asked_by))) == {PETRA}
        states = list(db.scalars(select(Meeting.state)))
        told = list(db.scalars(select(Notice.target).where(Notice.kind == handing.LED)))
    assert states.count(MeetingState.CANCELLED) == 10
    assert told.count(PETRA) == 40
