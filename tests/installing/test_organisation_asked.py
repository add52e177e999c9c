"""Slack's word of what an organisation gives or takes back is lost, or comes late: its own list is asked."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.delivery import grants as asking
from bot.services import grants
from sandbox.people import Organisation
from sandbox.people import Workspace as Space
from tests.installing.conftest import Network
from tests.installing.test_organisation import ROTATING, has_left, of_two, runs, token_of
from tests.installing.test_taken_out import owe


def quiet(network: Network) -> tuple[Organisation, Space, Space]:
    """What followed from Slack's last word is over."""
    made = of_two(network)
    network.sandbox.advance(minutes=2)
    return made


def asked(above: Organisation) -> int:
    """How often its list was read."""
    return sum(call["method"] == "auth.teams.list" for call in above.calls())


def test_a_school_of_which_nothing_was_heard_has_its_token_within_a_day(network: Network) -> None:
    above, first, second = quiet(network)
    third = network.workspace("A third School")
    assert above.gives(third, silently=True).acks == []
    assert token_of(network, third) is None
    network.sandbox.advance(days=1, minutes=1)
    assert token_of(network, third) == token_of(network, first) is not None
    petra = runs(third, "Petra")
    owe(network, petra, "1")
    network.sandbox.advance(minutes=1)
    assert petra.files()
    assert asked(above)
    assert not has_left(network, second)
    before = asked(above)
    network.sandbox.advance(days=3)
    assert asked(above) == before + 3, "once a day"


def test_one_from_which_it_was_taken_falls_silent_within_a_day_though_nobody_works_there(
    network: Network,
) -> None:
    above, first, second = quiet(network)
    above.takes_back(first, silently=True)
    assert token_of(network, first) is not None
    network.sandbox.advance(days=1, minutes=1)
    assert token_of(network, first) is None
    assert has_left(network, first)
    assert token_of(network, second) is not None


def test_a_refused_call_is_enough_for_the_list_to_be_asked_at_once(network: Network) -> None:
    above, first, second = quiet(network)
    petra = runs(first, "Petra")
    network.sandbox.advance(minutes=30)
    above.takes_back(first, silently=True)
    owe(network, petra, "1")
    network.sandbox.advance(minutes=1)
    assert has_left(network, first)
    assert not has_left(network, second)
    tried = len(first.calls())
    network.sandbox.advance(hours=3)
    assert len(first.calls()) == tried


def test_what_is_not_listed_is_asked_about_before_it_falls_silent(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack's list may be behind, and then the workspace itself says that it is served."""
    _, first, second = quiet(network)
    real = grants.listed
    monkeypatch.setattr(
        grants, "listed", lambda db, ids, at: real(db, [one for one in ids if one != first.id], at)
    )
    network.sandbox.advance(days=1, minutes=1)
    assert "users.conversations" in {call["method"] for call in first.calls()}
    assert not has_left(network, first)
    assert token_of(network, first) == token_of(network, second) is not None


@pytest.mark.parametrize("said", ["account_inactive", "invalid_auth"])
def test_what_slack_says_of_one_that_is_not_listed_silences_that_one_alone(
    network: Network, said: str
) -> None:
    above, first, second = quiet(network)
    above.takes_back(first, silently=True)
    network.sandbox.faults.next("users.conversations", error=said)
    network.sandbox.advance(days=1, minutes=1)
    assert "auth.test" in {call["method"] for call in above.calls()}
    assert has_left(network, first)
    assert token_of(network, second) == token_of(network, above) is not None


@pytest.mark.parametrize("method", ["auth.teams.list", "users.conversations"])
@pytest.mark.parametrize("how", [{"error": "missing_scope"}, {"http": 429, "retry_after": 7200}])
def test_where_slack_will_not_say_nothing_changes_until_it_does(
    network: Network, capsys: pytest.CaptureFixture[str], method: str, how: dict[str, Any]
) -> None:
    above, first, second = quiet(network)
    third = network.workspace("A third School")
    above.gives(third, silently=True)
    above.takes_back(first, silently=True)
    network.sandbox.advance(hours=23)
    network.sandbox.faults.next(method, **how)
    network.sandbox.advance(hours=2)
    assert not has_left(network, first)
    assert (token_of(network, third) is None) == (method == "auth.teams.list")
    assert token_of(network, second) is not None
    logged = [line for line in capsys.readouterr().out.splitlines() if "send_failed" in line]
    assert any(how.get("error", "ratelimited") in line for line in logged), logged
    assert "School" not in "".join(logged)
    network.sandbox.advance(days=1)
    assert has_left(network, first)
    assert token_of(network, third) is not None


def test_a_list_of_several_pages_is_read_to_its_end(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PAGE", 2)
    above, first, second = quiet(network)
    more = [network.workspace(f"School {number}") for number in range(3)]
    above.gives(*more, silently=True)
    above.takes_back(first, silently=True)
    network.sandbox.advance(days=1, minutes=1)
    assert all(token_of(network, one) for one in (second, *more))
    assert has_left(network, first)
    assert {call["args"].get("cursor") for call in above.calls() if call["ok"]} >= {None, "next:2"}


def test_with_the_next_token_comes_the_list(network: Network) -> None:
    first, second = (
        network.sandbox.workspace(name, manifest=ROTATING, url=f"{network.url}/slack/events", installed=False)
        for name in ("One School", "Other School")
    )
    above = network.sandbox.organisation("A Network", first, second)
    network.install(first.person("Olga", admin=True), above)
    above.gives(first)
    network.sandbox.advance(minutes=2)
    above.gives(second, silently=True)
    network.sandbox.advance(hours=11)
    assert token_of(network, second) == token_of(network, first) is not None


def test_who_installs_it_when_the_workspaces_are_chosen_already_needs_no_further_word(
    network: Network,
) -> None:
    above, first, second = quiet(network)
    petra = runs(first, "Petra")
    above.takes_out_the_app()
    above.gives(first, second, silently=True)
    network.install(petra, above)
    network.sandbox.advance(minutes=1)
    assert token_of(network, first) == token_of(network, second) is not None


@pytest.mark.parametrize("last", ["given", "taken back"])
def test_what_slack_says_last_counts_and_not_what_comes_last(network: Network, last: str) -> None:
    above, first, _ = quiet(network)
    above.takes_back(first)
    if last == "given":
        above.gives(first)
    told = {"given": "team_access_revoked", "taken back": "team_access_granted"}[last]
    assert above.hears_late(told, first).ok
    assert (token_of(network, first) is None) == (last == "given"), "for now it is believed"
    network.sandbox.advance(minutes=2)
    assert (token_of(network, first) is None) == has_left(network, first) == (last == "taken back")


def test_an_organisation_that_has_taken_it_out_without_a_word_is_found_by_its_list(network: Network) -> None:
    above, first, second = quiet(network)
    above.takes_out_the_app(silently=True)
    network.sandbox.advance(days=1, minutes=1)
    assert [token_of(network, one) for one in (above, first, second)] == [None] * 3
    assert has_left(network, first)
    assert has_left(network, second)
    before = asked(above)
    network.sandbox.advance(days=3)
    assert asked(above) == before


def test_however_often_calls_are_refused_the_list_is_asked_now_and_then(network: Network) -> None:
    above, first, _ = quiet(network)
    petra = runs(first, "Petra")
    network.sandbox.advance(minutes=30)
    before = asked(above)
    network.sandbox.faults.next("files.getUploadURLExternal", error="team_access_not_granted", times=5)
    owe(network, petra, "1")
    network.sandbox.advance(hours=2)
    assert petra.files(), "it goes on by itself"
    assert 0 < asked(above) - before < 5


def test_the_pretend_slack_answers_as_slack_describes_it(network: Network) -> None:
    above, first, second = of_two(network)
    alone = network.workspace("A School alone")
    network.install(alone.person("Alma", admin=True))

    def said(space: Space | Organisation, **args: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token_of(network, space)}"}
        url = f"{network.sandbox.api_url}auth.teams.list"
        answer: dict[str, Any] = httpx.post(url, headers=headers, data=args, trust_env=False).json()
        return answer

    teams = [{"id": one.id, "name": one.name} for one in sorted((first, second), key=lambda one: one.id)]
    assert said(above) == {"ok": True, "teams": teams, "response_metadata": {"next_cursor": ""}}
    page = said(above, limit=1)
    assert page["teams"] == teams[:1]
    assert said(above, limit=1, cursor=page["response_metadata"]["next_cursor"])["teams"] == teams[1:]
    assert "icon" in said(above, include_icon="true")["teams"][0]
    assert said(above, cursor="there is none")["error"] == "invalid_cursor"
    assert said(alone)["error"] == "invalid_auth"
