"""What an organisation gives and takes back is handled by two processes at once, or by one that dies in between."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt import BoltRequest
from sqlalchemy import select

from bot.delivery import turned_out
from bot.services import inbox, organisations, workspaces
from bot.services import leaving as going
from handlers import leaving
from models import Workspace
from sandbox.people import Organisation
from sandbox.people import Workspace as Space
from tests.installing.conftest import Network
from tests.installing.test_organisation import has_left, of_two, runs, token_of
from tests.installing.test_taken_out import owe


@pytest.fixture
def still(network: Network, monkeypatch: pytest.MonkeyPatch) -> Network:
    """No tick mends anything meanwhile."""
    monkeypatch.setattr(organisations, "unsettled", lambda db: [])
    return network


def handles(network: Network, above: Organisation, change: Callable[..., None], space: Space) -> None:
    """As a process does that has got Slack's word."""
    deps = network.coordinator.deps
    with deps.store.begin(above.id) as db:
        change(db, [space.id])
    organisations.settle(deps, above.id, network.sandbox.now)


def before(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, happens: Callable[[], None]) -> None:
    """Something happens the first time that this is called."""
    real, once = getattr(where, name), iter([happens])

    def called(*args: Any) -> Any:
        for one in once:
            one()
        return real(*args)

    monkeypatch.setattr(where, name, called)


def its_organisation(network: Network, space: Space) -> str | None:
    with network.coordinator.deps.store.read(space.id) as db:
        return db.scalars(select(Workspace.organisation_id)).one()


@pytest.mark.parametrize("where", [(workspaces, "arrive"), (organisations, "_begin")])
def test_taken_back_while_another_process_begins_it_is_silent(
    still: Network, monkeypatch: pytest.MonkeyPatch, where: tuple[Any, str]
) -> None:
    above, first, second = of_two(still)
    handles(still, above, organisations.take_back, first)
    before(monkeypatch, *where, lambda: handles(still, above, organisations.take_back, first))
    handles(still, above, organisations.give, first)
    assert token_of(still, first) is None
    assert its_organisation(still, first) is None
    assert has_left(still, first)
    assert token_of(still, second) is not None


def test_given_while_another_process_withdraws_it_has_its_token(
    still: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    above, first, _ = of_two(still)
    before(monkeypatch, organisations, "_withdraw", lambda: handles(still, above, organisations.give, first))
    handles(still, above, organisations.take_back, first)
    assert token_of(still, first) is not None
    assert not has_left(still, first)


def test_one_that_came_for_nothing_goes_in_its_time(still: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    above, _, _ = of_two(still)
    third = still.workspace("A third School")
    before(
        monkeypatch, organisations, "_given", lambda: handles(still, above, organisations.take_back, third)
    )
    handles(still, above, organisations.give, third)
    assert has_left(still, third)


@pytest.fixture
def other_process() -> Iterator[Callable[[Callable[[], None]], threading.Thread]]:
    begun: list[threading.Thread] = []

    def runs_it(does: Callable[[], None]) -> threading.Thread:
        begun.append(threading.Thread(target=does))
        begun[-1].start()
        return begun[-1]

    yield runs_it
    for one in begun:
        one.join(20)
        assert not one.is_alive()


@pytest.mark.parametrize("first_word", ["given", "taken back"])
def test_the_second_word_waits_until_the_first_is_done(
    still: Network, monkeypatch: pytest.MonkeyPatch, other_process: Any, first_word: str
) -> None:
    above, first, _ = of_two(still)
    changes = (organisations.give, organisations.take_back)
    if first_word == "given":
        handles(still, above, organisations.take_back, first)
    else:
        changes = changes[::-1]
    waits: list[threading.Thread] = []

    def comes() -> None:
        waits.append(other_process(lambda: handles(still, above, changes[1], first)))
        waits[0].join(0.3)  # it gets as far as it can
        assert waits[0].is_alive()

    before(monkeypatch, organisations, "_has_own", comes)
    handles(still, above, changes[0], first)
    waits[0].join(20)
    assert (token_of(still, first) is None) == has_left(still, first) == (first_word == "given")


def dies(monkeypatch: pytest.MonkeyPatch, where: Any) -> None:
    """The process ends where it would have settled."""
    left = SimpleNamespace(**vars(organisations))
    left.settle = lambda *_: None
    monkeypatch.setattr(where, "organisations", left)


@pytest.mark.parametrize("silently", [False, True])
def test_a_refusal_that_was_cut_off_is_finished_at_the_next_tick(
    network: Network, monkeypatch: pytest.MonkeyPatch, silently: bool
) -> None:
    above, first, second = of_two(network)
    petra = runs(first, "Petra")
    dies(monkeypatch, turned_out if silently else leaving)
    above.takes_out_the_app(silently=silently)
    if silently:
        owe(network, petra, "1")
    network.sandbox.advance(seconds=10)
    for one in (first, second):
        assert has_left(network, one)
        assert its_organisation(network, one) is None
    network.sandbox.advance(days=30, hours=1)
    with network.coordinator.deps.store.everywhere_reading() as db:
        assert db.scalars(select(Workspace.id)).all() == []


def test_a_gift_that_was_cut_off_is_finished_at_the_next_tick(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    above, first, _ = of_two(network)
    dies(monkeypatch, leaving)
    above.takes_back(first)
    network.sandbox.advance(seconds=10)
    assert has_left(network, first)
    above.gives(first)
    network.sandbox.advance(seconds=10)
    assert token_of(network, first) is not None
    assert not has_left(network, first)


def test_one_that_has_its_own_is_not_installed_anew_by_each_word(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []

    def tells(event: str, workspace: str, **_: Any) -> None:
        told.append((event, workspace))

    first, second = (network.workspace(name) for name in ("One School", "Other School"))
    petra = first.person("Petra", admin=True)
    network.install(petra)
    above = network.sandbox.organisation("A Network", first, second)
    network.install(petra, above)
    monkeypatch.setattr(organisations, "log", SimpleNamespace(info=tells, warning=tells))
    above.gives(first, second)
    above.gives(first)
    above.takes_back(first)
    above.gives(first)
    network.sandbox.advance(days=1, minutes=1)
    assert told == [("installed", second.id)]
    first.takes_out_the_app()
    seat = first.deliveries("events_api")[-1]["payload"]["authorizations"][0]
    assert (seat["team_id"], seat["is_enterprise_install"]) == (first.id, False)
    assert token_of(network, first) == token_of(network, second) is not None


@pytest.mark.parametrize("is_out", [False, True])
def test_where_the_seat_is_the_organisations_and_a_workspace_is_named_slack_is_asked(
    network: Network, capsys: pytest.CaptureFixture[str], is_out: bool
) -> None:
    above, first, second = of_two(network)
    if is_out:
        above.takes_out_the_app(silently=True)
    seat = {"enterprise_id": above.id, "team_id": None, "user_id": "U1", "is_enterprise_install": True}
    body = {
        "type": "event_callback",
        "event_id": "Ev1",
        "team_id": first.id,
        "enterprise_id": above.id,
        "authorizations": [seat],
        "event": {"type": "app_uninstalled"},
    }
    app = network.coordinator.app
    assert app is not None
    assert app.dispatch(BoltRequest(mode="socket_mode", body=json.dumps(body))).status == 200
    assert not has_left(network, first)
    assert "taken_out" not in capsys.readouterr().out, "nobody falls silent by that word alone"
    network.sandbox.advance(minutes=1)
    assert [has_left(network, one) for one in (first, second)] == [is_out, is_out]
    assert (token_of(network, above) is None) == is_out


def test_two_words_of_one_uninstalling_do_not_wait_for_each_other_for_ever(still: Network) -> None:
    """Slack says that the token is nobody's, and that the app is out, in the same moment."""
    above, first, _ = of_two(still)
    deps, both, troubles = still.coordinator.deps, threading.Barrier(2), list[BaseException]()
    if deps.store.is_sqlite:
        pytest.skip("SQLite lets one write at a time")

    def hears(delivery: str) -> None:
        try:
            with deps.store.begin(above.id) as db:
                assert inbox.keep(db, deps.vaults.of(above.id), delivery, "", still.sandbox.now)
                db.flush()
                both.wait(20)
                going.leave(db, still.sandbox.now)
        except BaseException as error:  # noqa: BLE001 - shown below
            troubles.append(error)

    words = [threading.Thread(target=hears, args=(one,)) for one in ("Ev1", "Ev2")]
    for one in words:
        one.start()
    for one in words:
        one.join(20)
        assert not one.is_alive()
    assert troubles == []
    assert token_of(still, first) is None
