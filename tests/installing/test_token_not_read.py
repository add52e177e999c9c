"""Where a school's token cannot be read just now, because the database is away or the key does not open, an event comes
again and a person reads what is wrong, as where there is one token for all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.vault import KeyRing
from models import Person as Row
from models.store import Store
from sandbox.people import Person
from sandbox.people import Workspace as Space
from tests.conftest import School
from tests.installing.conftest import Network
from tests.installing.test_held import installed_as
from tests.scraped import value

Break = Callable[[], None]


@pytest.fixture
def school(network: Network) -> tuple[Space, Person, Person]:
    space, petra = installed_as(network, "Made-up School")
    samira = space.person("Samira")
    samira.opens_home()
    return space, petra, samira


def forgotten(network: Network, space: Space) -> None:
    """As in a process that has not heard from this school for a minute."""
    deps = network.coordinator.deps
    assert deps.tokens is not None
    deps.tokens.forget(space.id)
    deps.vaults.forget(space.id)


@pytest.fixture
def away(network: Network, monkeypatch: pytest.MonkeyPatch) -> Break:
    """The database answers nobody who answers people."""

    def fail(*_: object) -> None:
        raise OperationalError("SELECT", None, Exception("the server closed the connection"))

    class Away(Store):
        read = begin = everywhere = everywhere_reading = fail  # type: ignore[assignment]

    return lambda: monkeypatch.setattr(network.coordinator.deps.store, "__class__", Away)


@pytest.fixture
def locked(network: Network, monkeypatch: pytest.MonkeyPatch) -> Break:
    """The key ring is that of before a rotation on another machine."""
    return lambda: monkeypatch.setattr(network.coordinator.deps.vaults, "_ring", KeyRing.new())


def is_gone(network: Network, samira: Person) -> bool:
    with network.coordinator.deps.patient.read(samira.workspace.id) as db:
        return db.scalars(select(Row.is_gone).where(Row.user_id == samira.id)).one()


@pytest.mark.parametrize("trouble", ["away", "locked"])
def test_an_event_comes_again_and_is_not_lost(
    network: Network,
    school: tuple[Space, Person, Person],
    trouble: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    space, _, samira = school
    with monkeypatch.context() as broken:
        request.getfixturevalue(trouble)()
        forgotten(network, space)
        assert {ack["status"] for ack in samira.is_deactivated().acks} == {"http_500"}
        assert not is_gone(network, samira)
        broken.undo()
    monkeypatch.undo()
    network.sandbox.advance(minutes=2)
    assert is_gone(network, samira)


def test_a_command_and_a_form_say_what_is_wrong_and_that_nothing_was_stored(
    network: Network, school: tuple[Space, Person, Person], away: Break
) -> None:
    space, petra, _ = school
    petra.types("/codebuddy setup")
    away()
    forgotten(network, space)
    assert "Something went wrong on my side. Nothing was stored." in petra.types("/logsession 1h").text
    forgotten(network, space)
    assert "Something went wrong on my side. Nothing was stored." in str(petra.submits({}).body["errors"])


def test_a_key_that_is_missing_is_said(
    network: Network, school: tuple[Space, Person, Person], locked: Break
) -> None:
    space, petra, _ = school
    locked()
    forgotten(network, space)
    assert "a key is missing" in petra.types("/logsession 1h").text


def test_what_is_asked_in_confidence_is_not_counted_there_either(
    network: Network, school: tuple[Space, Person, Person], locked: Break
) -> None:
    space, petra, _ = school

    def counted() -> float | None:
        return value(
            School(network.sandbox, space, network.coordinator),
            "codebuddies_ack_seconds_count",
            payload="command",
        )

    before = counted()
    locked()
    forgotten(network, space)
    assert "whoever you give it to need not know" in petra.types("/escalate").text
    assert counted() == before
