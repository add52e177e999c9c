"""What has changed since somebody opened a form, and buttons that are somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from bot import ids
from bot.errors import UserError, Wrong
from bot.services import rosters
from bot.views import errors
from models import BuddyRequest, RoleHolder, Roster, Settings, Team
from models.enums import RequestState, Role, TeamState
from models.store import Db
from tests import versions
from tests.conftest import START
from tests.isolation.world import World
from tests.straight import HERE, Json, Program, click, submission


@pytest.fixture
def undone(running: Program) -> Callable[[Callable[[Db], None]], None]:
    """Do something in the store behind everybody's back."""

    def do(change: Callable[[Db], None]) -> None:
        with running.coordinator.deps.store.begin(HERE) as db:
            change(db)

    return do


def refused(running: Program, body: Json, wrong: Wrong) -> None:
    """In its own words, and nothing is written."""
    before = running.rows()
    told = running.told(body)
    assert errors.words(UserError(wrong), "en").text in told, told
    assert running.rows() == before


SETUP = {"project_manager": "UHEREPETRA", "programme_manager": "UHEREMATEO", "language": "en"}


def test_somebody_has_set_up_meanwhile(running: Program, here: World, undone: Callable[..., None]) -> None:
    undone(lambda db: db.execute(delete(RoleHolder).where(RoleHolder.role == Role.BACKUP)))
    form = submission(ids.MODAL_SETUP, SETUP, here.people["petra"], meta={"was": here.version})
    refused(running, form, Wrong.STALE)


def test_a_button_from_before_the_role_was_lost(
    running: Program, here: World, undone: Callable[..., None]
) -> None:
    undone(lambda db: db.execute(delete(RoleHolder).where(RoleHolder.user_id == here.people["bea"])))
    for action, value in ((ids.TASK_DONE, here.task), (ids.PROPOSAL_APPROVE, here.proposal)):
        refused(running, click(action, str(value), here.people["bea"], running.ear), Wrong.FOR_MANAGERS)


def test_a_class_that_is_taught_no_more(running: Program, here: World, undone: Callable[..., None]) -> None:
    def stop_teaching(db: Db) -> None:
        programme = db.scalars(select(Settings)).one()
        programme.classes = [one for one in programme.classes if one["key"] != "web-es"]

    undone(stop_teaching)
    asked = {"class": "web-es", "fluent": ["en"], "topics": [], "wish": "kept"}
    refused(running, submission(ids.MODAL_REQUEST, asked, here.people["olu"]), Wrong.UNKNOWN_CHOICE)


@pytest.mark.parametrize(
    ("action", "value", "actor", "wrong"),
    [
        (ids.LOG_UNDO, "session", "bruno", Wrong.NOT_YOURS),
        (ids.LOG_UNDO, "session", "petra", Wrong.NOT_YOURS),
        (ids.LOG_EDIT, "session", "petra", Wrong.ONLY_THE_TWO),
        (ids.LOG_NOT_RIGHT, "session", "olu", Wrong.ONLY_THE_TWO),
        (ids.LOG_ANOTHER, "session", "bruno", Wrong.NOT_YOURS),
        (ids.LOG_THE_SAME, "session", "samira", Wrong.ALREADY_DONE),
        (ids.VENUE_YES, "venue_question", "samira", Wrong.NOT_YOURS),
        (ids.REQUEST_WITHDRAW, "request", "petra", Wrong.NOT_YOURS),
        (ids.REQUEST_PUT_BACK, "request", "petra", Wrong.NOT_YOURS),
        (ids.OFFER_ACCEPT, "proposal", "rosa", Wrong.NOT_YOURS),
        (ids.BUDDY_ACCEPT, "proposal", "vera", Wrong.NOT_YOURS),
        (ids.PROPOSAL_TAKE_BACK, "proposal", "rosa", Wrong.FOR_MANAGERS),
        (ids.HELP_ACKNOWLEDGE, "call", "bruno", Wrong.FOR_MANAGERS),
        (ids.HELP_CLOSE, "call", "olu", Wrong.FOR_MANAGERS),
        (ids.HELP_HAND_OVER, "call", "bruno", Wrong.FOR_MANAGERS),
        (ids.HELP_REOPEN, "call", "petra", Wrong.NOT_YOURS),
        (ids.TASK_DONE, "task", "samira", Wrong.FOR_MANAGERS),
        (ids.INTRODUCTION_DONE, "team", "bruno", Wrong.FOR_MANAGERS),
        (ids.CHANNEL_AGAIN, "team", "samira", Wrong.FOR_MANAGERS),
    ],
)
def test_another_persons_button(
    running: Program, here: World, action: str, value: str, actor: str, wrong: Wrong
) -> None:
    refused(running, click(action, str(getattr(here, value)), here.people[actor], running.ear), wrong)


def test_a_case_looks_to_others_as_if_it_were_not_there(running: Program, here: World) -> None:
    """The try is noted; the words are those of a case that does not exist."""
    told = {}
    for actor, case in (("petra", here.case), ("petra", "0" * 32), ("samira", here.case)):
        before = len(running.ear.said)
        running.deliver(click(ids.PRIVATE_OPEN, case, here.people[actor], running.ear))
        told[actor, case] = running.ear.said[before:]
    assert len({str(said) for said in told.values()}) == 1


def test_a_form_of_numbers_in_which_no_day_could_be_chosen_is_of_today(
    running: Program, here: World, undone: Callable[..., None]
) -> None:
    """It was opened before the version came that asks for the day."""
    with running.coordinator.deps.store.read(HERE) as db:
        meta = {"class": versions.CLASS, "was": rosters.version(db, versions.CLASS)}
    typed = {"students": "20", "attending": "15", "graduated": "0"}

    def kept() -> list[tuple[date, int]]:
        with running.coordinator.deps.store.read(HERE) as db:
            return [(one.as_of, one.attending) for one in db.scalars(select(Roster))]

    before, today = kept(), START.date()
    running.deliver(submission(ids.MODAL_CLASS_NUMBERS, typed, here.people["petra"], meta=meta))
    assert kept() == [*before, (today, 15)]
    again = submission(ids.MODAL_CLASS_NUMBERS, {**typed, "attending": "14"}, here.people["mateo"], meta=meta)
    assert "has changed this while you had it open" in running.told(again)
    assert kept() == [*before, (today, 15)]


def test_too_late_to_take_back(running: Program, here: World) -> None:
    start = running.now
    running.coordinator.clock.set(start + timedelta(days=2))  # type: ignore[attr-defined]
    refused(running, click(ids.LOG_UNDO, str(here.session), here.people["samira"], running.ear), Wrong.STALE)
    running.coordinator.clock.set(start)  # type: ignore[attr-defined]


def test_a_request_that_was_withdrawn_meanwhile(
    running: Program, here: World, undone: Callable[..., None]
) -> None:
    def withdraw(db: Db) -> None:
        db.scalars(select(BuddyRequest)).one().state = RequestState.WITHDRAWN

    undone(withdraw)
    button = click(ids.REQUEST_WITHDRAW, str(here.request), here.people["rosa"], running.ear)
    refused(running, button, Wrong.ALREADY_DONE)


def test_a_team_that_ended_while_its_form_was_open(
    running: Program, here: World, undone: Callable[..., None]
) -> None:
    def end(db: Db) -> None:
        db.scalars(select(Team).where(Team.state == TeamState.ACTIVE)).one().state = TeamState.ENDED

    undone(end)
    form = {"minutes": "1h", "day": "2026-03-01", "topic": "kept"}
    body = submission(ids.MODAL_LOG, form, here.people["samira"], meta={"team": here.team})
    refused(running, body, Wrong.NO_TEAM)
