"""A full disk: each act says so, nothing is half done, what only reads goes on, and afterwards everything does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot import ids
from bot.errors import UserError, Wrong
from bot.views import errors
from models import Inbox
from models.store import add_once
from tests.full_disk import no_room
from tests.isolation.world import World, furnish
from tests.straight import HERE, Program, click, command, program, submission


def said(wrong: Wrong) -> str:
    return errors.words(UserError(wrong), "en").text


@pytest.fixture
def straight(database_url: str) -> Iterator[Program]:
    with program(database_url) as made:
        yield made


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_takes_nothing_and_loses_nothing(straight: Program) -> None:
    here = furnish(straight, HERE)
    most = [0]

    @event.listens_for(straight.coordinator.deps.store.engine, "checkout")
    def _limit(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute(f"pragma max_page_count = {most[0] or 2**31}")

    with straight.coordinator.deps.store.everywhere_reading() as db:
        most[0] = int(db.here.exec_driver_sql("pragma page_count").scalar_one())
    logged = 0
    while "Logged" in (told := straight.told(_log(straight, here, logged))):
        logged += 1
        assert logged < 500
    assert said(Wrong.FULL) in told
    _fill(straight)
    full = straight.rows()
    assert len(full["sessions"]) == 1 + logged
    assert len([row for row in full["notices"] if "session" in row]) == 1 + logged
    _everybody_is_told(straight, here)
    assert straight.rows() == full
    most[0] = 0
    assert "Logged" in straight.told(_log(straight, here, logged))
    assert len(straight.rows()["sessions"]) == 2 + logged


def _fill(straight: Program) -> None:
    """The last page of what every act keeps takes no short answer either."""
    with suppress(OperationalError):
        for number in range(500):
            with straight.coordinator.deps.store.begin(HERE) as db:
                add_once(db, Inbox, key=str(number), received_at=straight.now, answer=b"")


def _log(straight: Program, here: World, number: int) -> dict[str, Any]:
    """Each of another length: the same again would be asked about."""
    return command(
        ids.LOG_SESSION, f"{60 + number} min today " + "react " * 30, here.people["samira"], straight.ear
    )


def _everybody_is_told(straight: Program, here: World) -> None:
    """Each kind of act, each in its own place; what only reads goes on."""
    asked = {"class": "web-en", "fluent": ["en"], "topics": [], "wish": "w" * 1000}
    form = straight.told(submission(ids.MODAL_REQUEST, asked, here.people["olu"]))
    assert '"errors": {"wish"' in form
    assert said(Wrong.FULL) in form
    words = {"words": "w" * 1000}
    assert '"errors": {"words"' in straight.told(
        submission(ids.MODAL_HELP, words, here.people["bruno"], meta=here.confidants)
    )
    take = click(ids.HELP_ACKNOWLEDGE, here.call, here.people["petra"], straight.ear)
    assert said(Wrong.FULL) in (told := straight.told(take))
    assert '"response_url"' in told
    assert "UHEREPETRA" in straight.told(
        command(ids.CODEBUDDY, "contacts", here.people["samira"], straight.ear)
    )


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_without_room_takes_nothing_and_loses_nothing(straight: Program, database_url: str) -> None:
    here = furnish(straight, HERE)
    before = straight.rows()
    with no_room(database_url):
        assert said(Wrong.FULL) in straight.told(_log(straight, here, 0))
        _everybody_is_told(straight, here)
        assert straight.rows() == before
    assert "Logged" in straight.told(_log(straight, here, 0))
    assert len(straight.rows()["sessions"]) == 1 + len(before["sessions"])
