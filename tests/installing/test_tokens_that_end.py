"""An app whose tokens end after twelve hours: the next one comes in time, by the one that sends."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.services import installations
from models import Installation, Notice
from models.enums import NoticeState
from sandbox.people import Person
from sandbox.people import Workspace as Space
from tests.installing.conftest import HTTP_MANIFEST, Network
from tests.installing.test_taken_out import owe

ROTATING: dict[str, Any] = json.loads(HTTP_MANIFEST.read_text(encoding="utf-8"))
ROTATING["settings"]["token_rotation_enabled"] = True


@pytest.fixture
def petra(network: Network) -> Person:
    space = network.sandbox.workspace(
        "Made-up School", manifest=ROTATING, url=f"{network.url}/slack/events", installed=False
    )
    found = space.person("Petra", admin=True)
    network.install(found)
    found.types("/codebuddy setup")
    return found


def token(network: Network, space: Space) -> str:
    tokens = network.coordinator.deps.tokens
    assert tokens is not None
    tokens.forget(space.id)  # what it keeps for a minute of the machine's clock
    found = tokens.of(space.id)
    assert found is not None
    return found.token


def refusals(network: Network) -> float:
    """How often Slack was asked for the next one and gave none."""
    families = network.coordinator.deps.metrics.families([])
    [calls] = [one for one in families if one.name == "codebuddies_calls"]
    of_renewal = {"method": "oauth.v2.access", "outcome": "refused"}
    return sum(one.value for one in calls.samples if of_renewal.items() <= one.labels.items())


def test_the_next_one_comes_before_the_first_has_ended_for_days(network: Network, petra: Person) -> None:
    seen = {token(network, petra.workspace)}
    for day in range(3):
        network.sandbox.advance(days=1)
        seen.add(token(network, petra.workspace))
        owe(network, petra, str(day))
        network.sandbox.advance(minutes=1)
    assert len(seen) == 4
    assert all(one.startswith("xoxe.xoxb-") for one in seen)
    refused = {call["error"] for call in petra.workspace.calls() if not call["ok"]}
    assert "token_expired" not in refused
    with network.coordinator.deps.store.read(petra.workspace.id) as db:
        row = db.scalars(select(Installation)).one()
        kept = bytes(row.bot_token) + bytes(row.refresh_token or b"")
        assert b"xox" not in kept
        waiting = db.scalars(
            select(Notice).where(Notice.kind == "token", Notice.state == NoticeState.PENDING)
        ).all()
        assert len(waiting) == 1


def test_where_the_next_one_is_lost_the_check_up_says_what_to_do_and_adding_it_once_more_mends_it(
    network: Network, petra: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    network.sandbox.faults.lose_answer("oauth.v2.access")  # it is given once, and nobody has heard it
    network.sandbox.advance(hours=13)
    token(network, petra.workspace)
    owe(network, petra, "late")
    network.sandbox.advance(minutes=1)
    assert "token_expired" in {call["error"] for call in petra.workspace.calls()}
    petra.types("/codebuddy doctor")
    assert "My permission at Slack has run out (token_expired)" in petra.everything_visible()
    network.install(petra)
    network.sandbox.advance(hours=1)
    owe(network, petra, "again")
    network.sandbox.advance(minutes=1)
    assert petra.workspace.calls()[-1]["ok"]


def test_while_slack_does_not_take_the_apps_secret_it_is_asked_again_and_no_school_installs_anew(
    network: Network, petra: Person
) -> None:
    first = token(network, petra.workspace)
    network.sandbox.faults.next("oauth.v2.access", error="bad_client_secret", times=10_000)
    network.sandbox.advance(hours=11, minutes=10)  # the next one was due an hour ago
    assert 3 < refusals(network) < 20
    assert token(network, petra.workspace) == first
    network.sandbox.faults.clear()
    network.sandbox.advance(minutes=20)
    assert token(network, petra.workspace) != first
    owe(network, petra, "after")
    network.sandbox.advance(hours=3)
    assert "token_expired" not in {call["error"] for call in petra.workspace.calls()}


def test_one_that_slack_will_never_renew_is_asked_about_once_a_day(network: Network, petra: Person) -> None:
    network.sandbox.faults.next("oauth.v2.access", error="invalid_refresh_token", times=10_000)
    network.sandbox.advance(days=10)
    assert 15 < refusals(network) < 25
    network.sandbox.faults.clear()
    network.sandbox.advance(days=1)
    owe(network, petra, "after")
    network.sandbox.advance(minutes=1)
    assert petra.workspace.calls()[-1]["ok"]


@pytest.mark.parametrize("became", [NoticeState.FAILED, NoticeState.DROPPED])
def test_a_renewal_that_was_lost_is_owed_again_before_the_token_ends(
    network: Network, petra: Person, became: NoticeState
) -> None:
    """By a version that did not know it, or gave it up."""
    first = token(network, petra.workspace)
    with network.coordinator.deps.store.begin(petra.workspace.id) as db:
        db.scalars(select(Notice).where(Notice.kind == "token")).one().state = became
    network.sandbox.advance(hours=12)
    assert token(network, petra.workspace) != first
    owe(network, petra, "after")
    network.sandbox.advance(minutes=1)
    assert "token_expired" not in {call["error"] for call in petra.workspace.calls()}


def test_two_processes_that_find_it_lost_owe_it_once(network: Network, petra: Person) -> None:
    """One after the other: the second found it before the first had owed it."""
    store, now = network.coordinator.deps.store, network.sandbox.now + timedelta(hours=11, minutes=59)
    with store.begin(petra.workspace.id) as db:
        db.scalars(select(Notice).where(Notice.kind == "token")).one().state = NoticeState.FAILED
    with store.everywhere_reading() as db:
        [(_, ends_at)] = installations.due(db, now)
    assert ends_at is not None
    for _ in range(2):
        with store.begin(petra.workspace.id) as db:
            installations.take_due(db, now, ends_at)
    assert len(pending(network, petra)) == 1


def test_one_that_failed_is_owed_again_though_those_before_it_are_forgotten(
    network: Network, petra: Person
) -> None:
    store, now = network.coordinator.deps.store, network.sandbox.now + timedelta(hours=11, minutes=59)
    renewals = select(Notice).where(Notice.kind == "token").order_by(Notice.id)
    for is_second in (False, True):
        with store.begin(petra.workspace.id) as db:
            rows = db.scalars(renewals).all()
            rows[-1].state = NoticeState.FAILED
            if is_second:
                db.delete(rows[0])
        with store.everywhere_reading() as db:
            [(_, ends_at)] = installations.due(db, now)
        assert ends_at is not None
        with store.begin(petra.workspace.id) as db:
            installations.take_due(db, now, ends_at)
        assert len(pending(network, petra)) == 1


def pending(network: Network, petra: Person) -> list[int]:
    with network.coordinator.deps.store.read(petra.workspace.id) as db:
        is_owed = (Notice.kind == "token") & (Notice.state == NoticeState.PENDING)
        return list(db.scalars(select(Notice.id).where(is_owed)).all())


def test_a_token_that_does_not_end_is_not_renewed(network: Network) -> None:
    space = network.workspace("Other School")
    network.install(space.person("Olga", admin=True))
    network.sandbox.advance(days=2)
    with network.coordinator.deps.store.read(space.id) as db:
        assert db.scalars(select(Notice.id).where(Notice.kind == "token")).all() == []
