"""A process that answers people keeps each school's token: no click asks for it, and one that Slack takes no more is
replaced at once by what another process was given."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from bot import deps as given
from bot.deps import Tokens
from sandbox.people import Person
from tests.installing.conftest import Network
from tests.installing.test_taken_out import installed


def tokens(network: Network) -> Tokens:
    found = network.coordinator.deps.tokens
    assert found is not None
    return found


def put_in_again_by_another_process(network: Network, petra: Person) -> None:
    """This one keeps what it had: nothing has told it."""
    kept = tokens(network)._kept[petra.workspace.id]
    petra.workspace.takes_out_the_app()
    network.install(petra)
    tokens(network)._kept[petra.workspace.id] = kept


def test_after_it_was_put_in_again_elsewhere_a_form_opens_at_the_first_try(network: Network) -> None:
    _, petra = installed(network)
    petra.closes(all=True)
    put_in_again_by_another_process(network, petra)
    petra.types("/codebuddy setup")
    assert "Set up" in petra.modal().title
    assert petra.workspace.calls("views.open")[-1]["ok"]


def test_and_home_is_shown(network: Network) -> None:
    _, petra = installed(network)
    put_in_again_by_another_process(network, petra)
    assert "Set up" in petra.opens_home()


def test_where_slack_has_no_other_it_is_asked_once(network: Network) -> None:
    space, petra = installed(network)
    petra.closes(all=True)
    before = len(space.calls("views.open"))
    network.sandbox.faults.next("views.open", error="token_expired", times=10)
    petra.types("/codebuddy setup")
    assert len(space.calls("views.open")) == before + 1


def test_no_second_try_goes_beyond_the_time_there_is(network: Network) -> None:
    _, petra = installed(network)
    put_in_again_by_another_process(network, petra)
    client = network.coordinator.deps.client_of(petra.workspace.id)
    client.timeout = 1
    before = len(petra.workspace.calls())
    network.sandbox.faults.slow(750)
    with pytest.raises(SlackApiError):
        client.users_info(user=petra.id)
    assert len(petra.workspace.calls()) <= before + 1


def test_no_click_asks_the_store_or_slack_whose_token_it_is(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    space, petra = installed(network)
    petra.closes(all=True)
    petra.types("/codebuddy setup")
    asked, before = list[str](), len(space.calls("auth.test"))
    read = Tokens._read
    monkeypatch.setattr(Tokens, "_read", lambda self, one: asked.append(one) or read(self, one))
    for _ in range(3):
        petra.closes(all=True)
        petra.types("/codebuddy setup")
        petra.opens_home()
    assert asked == []
    assert len(space.calls("auth.test")) == before
    monkeypatch.setattr(given, "TOKEN_KEPT", 0.0)
    tokens(network).forget(space.id)
    petra.opens_home()
    petra.opens_home()
    assert len(asked) > 2, "the count sees it where it is not kept"
