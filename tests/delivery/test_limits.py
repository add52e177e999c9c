"""Slack says how fast it may be called; the program keeps to it, and listens when Slack says wait."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.delivery import pace
from models.enums import NoticeState
from sandbox.people import Channel, Sandbox
from tests.conftest import MANIFEST, START
from tests.delivery.office import Office, deps_for, settings_for


@pytest.fixture
def channels(office: Office) -> list[Channel]:
    somebody = office.workspace.person("Petra")
    return [office.workspace.channel(f"room-{n}", somebody, bot=True) for n in range(5)]


def at(call: dict[str, str]) -> datetime:
    return datetime.fromisoformat(call["at"])


def test_retry_after_is_honoured_and_costs_no_attempt(office: Office) -> None:
    ana, ben = office.workspace.person("Ana"), office.workspace.person("Ben")
    office.owe("note", 1, ana)
    office.owe("note", 2, ben)
    office.sandbox.faults.next("chat.postMessage", retry_after=30)
    office.send()
    assert [call["status"] for call in office.workspace.calls("chat.postMessage")] == [429]
    assert office.row("note", 1).attempts == 0
    office.sandbox.advance(seconds=29)
    assert office.posted() == []
    office.sandbox.advance(seconds=2)
    assert sorted(office.posted()) == ["note 1", "note 2"]
    assert [call["status"] for call in office.workspace.calls("chat.postMessage")] == [429, 200, 200]


def test_a_limit_of_one_method_leaves_the_others_alone(office: Office) -> None:
    ana = office.workspace.person("Ana")
    office.owe("note", 1, ana)
    office.send()
    office.sandbox.faults.next("chat.postMessage", retry_after=600)
    office.owe("note", 2, ana)
    office.owe("edit", 1, "elsewhere", notice="note:1")
    office.sandbox.advance(seconds=5)
    assert ana.dm_texts() == ["edited 1"]
    assert office.row("edit", 1).state is NoticeState.SENT
    assert office.row("note", 2).state is NoticeState.PENDING


def test_a_limit_of_one_workspace_leaves_the_others_alone(office: Office, sandbox: Sandbox) -> None:
    other = sandbox.workspace("Another School", manifest=MANIFEST)
    settings = settings_for(sandbox, other, office.deps.settings.store_url)
    deps = deps_for(settings, office.clock, other)
    elsewhere = Office(sandbox, other, deps, office.clock, office.lanes, office.engine)
    sandbox.faults.next("chat.postMessage", retry_after=600)
    office.owe("note", 1, office.workspace.person("Ana"))
    office.send()
    elsewhere.owe("note", 1, other.person("Ben"))
    elsewhere.send(elsewhere.sender())
    assert (office.posted(), elsewhere.posted()) == ([], ["note 1"])
    deps.store.close()
    deps.patient.close()


def test_after_a_limit_the_method_begins_slowly(office: Office) -> None:
    people = [office.workspace.person(f"P{n}") for n in range(30)]
    office.sandbox.faults.next("chat.postMessage", retry_after=10)
    for number, person in enumerate(people):
        office.owe("note", number, person)
    office.sandbox.advance(seconds=11)
    assert len(office.posted()) <= 4
    office.sandbox.advance(seconds=30)
    assert len(office.posted()) == 30


def test_a_burst_never_provokes_slack(office: Office, channels: list[Channel]) -> None:
    ana = office.workspace.person("Ana")
    for number in range(60):
        office.owe("note", number, channels[number % 5] if number < 50 else ana)
    office.sandbox.advance(minutes=2)
    assert office.statuses() == {200}
    assert len(office.posted()) == 60
    for place in [*channels, ana]:
        times = [
            at(call)
            for call in office.workspace.calls("chat.postMessage")
            if call["args"]["channel"] == place.id
        ]
        assert len(times) == 10
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert min(gaps) >= timedelta(seconds=1)
        assert times[-1] - START <= timedelta(seconds=12)


@pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)
def test_many_messages_keep_to_the_workspaces_rate_at_a_cost_that_grows_with_their_number(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [office.workspace.person(f"P{n}") for n in range(110)]
    for number in range(220):
        office.owe("note", number, people[number % 110])
    looks = Counter[str]()
    take = office.lanes.sender._take
    monkeypatch.setattr(office.lanes.sender, "_take", lambda *a: looks.update(["look"]) or take(*a))
    office.sandbox.advance(minutes=3)
    assert office.statuses() == {200}
    assert len(office.posted()) == 220
    minute = [at(call) for call in office.workspace.calls("chat.postMessage")]
    assert max(sum(start <= t < start + timedelta(minutes=1) for t in minute) for start in minute) <= 200
    assert looks["look"] <= 8 * 220


def test_what_cannot_wait_goes_first(office: Office) -> None:
    people = [office.workspace.person(f"P{n}") for n in range(60)]
    for number, person in enumerate(people):
        office.owe("nag", number, person)
    office.send()
    office.owe("alarm", 1, office.workspace.person("Zoe"))
    sent_before = len(office.posted())
    assert sent_before < 60
    office.sandbox.advance(seconds=2)
    assert office.posted()[sent_before] == "alarm 1"


def test_a_rate_limit_met_by_help_in_confidence_puts_off_that_notice_alone(office: Office) -> None:
    office.sandbox.faults.next("chat.postMessage", http=429, retry_after=3600)
    ana, mateo = office.workspace.person("Ana"), office.workspace.person("Mateo")
    office.owe("private", 1, mateo)
    office.owe("note", 1, ana)
    office.send()
    assert office.posted() == ["note 1"]
    office.owe("note", 2, office.workspace.person("Ben"))
    office.send()
    assert office.posted() == ["note 1", "note 2"], "later ones do not wait either"
    office.owe("note", 3, mateo)
    office.sandbox.advance(seconds=2)
    assert office.posted(mateo) == ["note 3"], "nor what goes to the same reader"
    office.engine.run_until(START + timedelta(hours=2), office.clock)
    assert office.posted(mateo) == ["note 3", "private 1"]


def test_help_in_confidence_takes_no_token_that_others_would_miss(office: Office) -> None:
    with office.deps.store.begin(office.workspace.id) as db:
        for number in range(pace.METHODS["chat.postMessage"].burst):
            assert pace.take(db, "chat.postMessage", f"C{number}", START, apart=True) is None
        assert pace.take(db, "chat.postMessage", "C0", START, apart=True) is not None, (
            "one a second for a person"
        )
        for number in range(pace.METHODS["chat.postMessage"].burst):
            assert pace.take(db, "chat.postMessage", f"D{number}", START) is None
        assert pace.take(db, "chat.postMessage", "D99", START) is not None
        assert pace.take(db, "chat.postMessage", "C99", START, apart=True) is not None, "it waits as all do"
