"""Slack's word that the program was taken out comes when it is installed again: it is about what was there before."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import BoltRequest
from sqlalchemy import select

from bot.delivery import turned_out
from models import Workspace
from sandbox.people import Organisation
from sandbox.people import Workspace as Space
from tests.installing.conftest import Network
from tests.installing.test_organisation import ROTATING, has_left, of_two, token_of
from tests.installing.test_taken_out import installed

WORDS = pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])


def hears(
    network: Network, whose: Space | Organisation, kind: str, ago: timedelta | None, key: str = "1"
) -> int:
    """Slack says it now, of so long ago; None: it does not say when. Returns what it is answered."""
    of_all = isinstance(whose, Organisation)
    team, above = (None, whose.id) if of_all else (whose.id, None)
    with network.coordinator.deps.store.read(whose.id) as db:
        bot = db.scalars(select(Workspace.bot_user_id)).one()
    seat = {"enterprise_id": above, "team_id": team, "user_id": bot, "is_enterprise_install": of_all}
    body: dict[str, Any] = {
        "type": "event_callback",
        "event_id": f"Ev{key}",
        "team_id": team,
        "enterprise_id": above,
        "authorizations": [seat],
        "event": {"type": kind, "tokens": {"oauth": [], "bot": [bot]}},
    }
    if ago is not None:
        body["event_time"] = int((network.sandbox.now - ago).timestamp())
    app = network.coordinator.app
    assert app is not None
    return app.dispatch(BoltRequest(mode="socket_mode", body=json.dumps(body))).status


@WORDS
@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(minutes=2), timedelta(hours=1)])
def test_the_token_that_came_after_it_stays(network: Network, kind: str, later: timedelta) -> None:
    space, petra = installed(network)
    space.takes_out_the_app(silently=True)
    network.sandbox.advance(seconds=later.total_seconds())
    network.install(petra)
    for ago in (later, None):
        assert hears(network, space, kind, ago, key=str(ago)) == 200
        assert token_of(network, space) is not None
        assert not has_left(network, space)
    petra.types("/codebuddy help")
    assert "I need help" in petra.everything_visible()


@WORDS
def test_of_an_organisation_too(network: Network, kind: str) -> None:
    above, first, second = of_two(network)
    above.takes_out_the_app(silently=True)
    network.sandbox.advance(minutes=7)
    network.install(first.person("Petra", admin=True), above)
    above.gives(first, second)
    for ago in (timedelta(minutes=7), timedelta(seconds=1)):
        assert hears(network, above, kind, ago, key=str(ago)) == 200
    assert token_of(network, first) == token_of(network, second) is not None
    assert not has_left(network, first)


@WORDS
def test_taken_out_again_within_the_same_moments_slack_is_asked_and_it_falls_silent(
    network: Network, kind: str
) -> None:
    space, _ = installed(network)
    space.takes_out_the_app(silently=True)
    assert hears(network, space, kind, timedelta(seconds=0)) == 200
    assert token_of(network, space) is None
    assert has_left(network, space)


def test_where_it_cannot_be_anything_else_nobody_is_asked(network: Network) -> None:
    space, _ = installed(network)
    network.sandbox.advance(minutes=10)
    space.takes_out_the_app(silently=True)
    network.sandbox.faults.next("auth.test", http=503)
    assert hears(network, space, "app_uninstalled", timedelta(seconds=0)) == 200
    assert token_of(network, space) is None
    assert has_left(network, space)


@WORDS
def test_where_slack_does_not_say_its_word_is_to_come_again(network: Network, kind: str) -> None:
    space, _ = installed(network)
    space.takes_out_the_app(silently=True)
    network.sandbox.faults.next("auth.test", http=503)
    assert hears(network, space, kind, timedelta(seconds=0)) == 500
    assert token_of(network, space) is not None
    assert hears(network, space, kind, timedelta(seconds=0)) == 200
    assert token_of(network, space) is None


@WORDS
def test_a_token_that_is_renewed_may_be_newer_than_any_word(network: Network, kind: str) -> None:
    space = network.sandbox.workspace(
        "One School", manifest=ROTATING, url=f"{network.url}/slack/events", installed=False
    )
    network.install(space.person("Petra", admin=True))
    network.sandbox.advance(days=1)
    assert hears(network, space, kind, timedelta(hours=7)) == 200
    assert token_of(network, space) is not None
    space.takes_out_the_app()
    assert token_of(network, space) is None
    assert has_left(network, space)


def test_installed_anew_while_slack_is_asked_it_stays(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    space, petra = installed(network)
    space.takes_out_the_app(silently=True)
    real, once = turned_out.outcome.read, iter([lambda: network.install(petra)])

    def reads(error: Exception) -> Any:
        for one in once:
            one()
        return real(error)

    monkeypatch.setattr(turned_out.outcome, "read", reads)
    assert hears(network, space, "app_uninstalled", timedelta(seconds=0)) == 200
    assert next(once, None) is None
    assert token_of(network, space) is not None
    assert not has_left(network, space)
