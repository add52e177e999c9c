"""What whoever runs the program sees of an organisation, and how Slack's envelopes name one."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from bot import doctor, opening, schools
from bot.opening import CannotStart
from bot.vault import KEY_BYTES, KeyRing
from handlers.inbound import Click, Command, Event
from handlers.whose import Malformed, of_organisation
from models import Workspace
from tests.installing.conftest import Network
from tests.installing.test_held import at
from tests.installing.test_organisation import of_two, runs

__all__ = ["at"]  # a fixture


def test_it_has_a_line_of_its_own_and_cannot_be_held(at: Network) -> None:
    above, first, second = of_two(at)
    runs(first, "Petra")
    assert above.takes_back(second).ok
    lines = {line.split()[0]: line for line in schools.listed().splitlines()}
    assert lines[above.id].endswith("an organisation")
    assert lines[first.id].endswith(f"at work, of {above.id}")
    assert "taken out" in lines[second.id]
    with pytest.raises(CannotStart, match="Hold its workspaces, each by its own id"):
        schools.hold(above.id)
    assert "is held" in schools.hold(first.id)
    with pytest.raises(CannotStart, match="Name one of its workspaces"):
        opening.one_workspace(above.id, at.coordinator.deps.tokens)
    assert opening.one_workspace(first.id, at.coordinator.deps.tokens) == first.id


def test_the_check_up_asks_slack_about_each_with_the_token_of_all(at: Network) -> None:
    above, first, second = of_two(at)
    runs(first, "Petra")
    runs(second, "Quim")
    deps = at.coordinator.deps
    words, _ = doctor.report(deps.settings, deps.sender)  # type: ignore[arg-type]
    told = {part.partition("\n")[0]: part for part in words.split("\n\n")}
    for one in (above, first, second):
        assert "✅ Permissions in Slack: I have all I need." in told[one.id], told
    assert "Help" not in told[above.id]
    assert "Channels" not in told[above.id]
    above.takes_out_the_app(silently=True)
    words, is_well = doctor.report(deps.settings, deps.sender)  # type: ignore[arg-type]
    assert not is_well
    assert words.count("invalid_auth") >= 3


def test_the_check_up_goes_on_where_the_key_of_all_does_not_open(at: Network) -> None:
    above, first, second = of_two(at)
    deps = at.coordinator.deps
    with deps.store.begin(above.id) as db:
        db.scalars(select(Workspace)).one().wrapped_key = KeyRing.new("k9").wrap(bytes(KEY_BYTES), above.id)
    words, is_well = doctor.report(deps.settings, deps.sender)  # type: ignore[arg-type]
    told = {part.partition("\n")[0]: part for part in words.split("\n\n")}
    for one in (above, first, second):
        assert "The keys that I am given do not open what is stored here." in told[one.id]
    assert not is_well


SEAT = {"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}
OWN = {"enterprise_id": "E1", "team_id": "T1", "is_enterprise_install": False}
WORD: dict[str, Any] = {"event_id": "Ev1", "type": "event_callback"}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"team_id": None, "enterprise_id": "E1", "event": {"type": "team_access_granted"}}, "E1"),
        ({"team_id": "T9", "authorizations": [SEAT], "event": {"type": "team_access_revoked"}}, "E1"),
        ({"team_id": "E1", "enterprise_id": "E1", "event": {"type": "app_uninstalled"}}, "E1"),
        ({"enterprise_id": "E1", "authorizations": [SEAT], "event": {"type": "tokens_revoked"}}, "E1"),
        ({"team_id": "T1", "enterprise_id": "E1", "event": {"type": "app_uninstalled"}}, "T1"),
        ({"enterprise_id": "E1", "event": {"type": "app_uninstalled"}}, "E1"),
        ({"team_id": None, "authorizations": [OWN], "event": {"type": "app_uninstalled"}}, "T1"),
        ({"team_id": "T1", "authorizations": [OWN], "event": {"type": "tokens_revoked"}}, "T1"),
        ({"context_team_id": "T1", "enterprise_id": "E1", "event": {"type": "tokens_revoked"}}, "T1"),
        ({"team_id": "T1", "authorizations": [SEAT], "event": {"type": "app_uninstalled"}}, "T1"),
        ({"team_id": "T1", "authorizations": [SEAT], "event": {"type": "user_change"}}, "T1"),
        ({"team_id": "E1", "authorizations": [SEAT], "event": {"type": "user_change"}}, None),
        ({"team_id": None, "event": {"type": "team_access_granted"}}, None),
    ],
)
def test_an_event_is_of_the_workspace_in_which_it_happened_or_of_the_organisation(
    body: dict[str, Any], where: str | None
) -> None:
    if where is None:
        with pytest.raises(Malformed):
            Event.of(WORD | body)
        return
    assert Event.of(WORD | body).workspace_id == where
    assert of_organisation(WORD | body) in (where, None)


@pytest.mark.parametrize(
    ("team", "seat", "kind", "whose"),
    [
        ("T1", SEAT, "app_uninstalled", "E1"),
        ("T1", SEAT, "tokens_revoked", "E1"),
        ("T1", OWN, "app_uninstalled", None),
        ("E1", SEAT, "app_uninstalled", None),
        (None, SEAT, "app_uninstalled", None),
        ("T1", SEAT, "user_change", None),
    ],
)
def test_where_it_is_not_clear_whose_installation_ended_both_are_named(
    team: str | None, seat: dict[str, Any], kind: str, whose: str | None
) -> None:
    said = {"team_id": team, "enterprise_id": "E1", "authorizations": [seat], "event": {"type": kind}}
    assert Event.of(WORD | said).perhaps_of == whose


@pytest.mark.parametrize(
    ("team", "home", "is_stranger"),
    [
        ({"id": "T1"}, "T1", False),
        (None, "T1", False),
        ({"id": "T1"}, "E1", False),
        ({"id": "T1"}, "T2", True),
    ],
)
def test_whoever_acts_in_a_workspace_of_the_organisation_is_at_home_there(
    team: dict[str, str] | None, home: str, is_stranger: bool
) -> None:
    user = {"id": "W1", "team_id": home}
    body = {"team": team, "user": user, "enterprise": {"id": "E1"}, "is_enterprise_install": True}
    body |= {"trigger_id": "1.2", "actions": [{"action_id": "go", "value": "1"}]}
    said = Click.of(body)
    assert (said.workspace_id, said.is_stranger) == ("T1", is_stranger)
    assert of_organisation(body) == "T1"


@pytest.mark.parametrize(
    ("shown", "is_stranger"),
    [
        ({"message": {"team": "T1"}}, False),
        ({"message": {"team": "E1"}}, False),
        ({"view": {"team_id": "T1"}}, False),
        ({"message": {"team": "T2"}}, True),
        ({"view": {"team_id": "T2"}}, True),
    ],
)
def test_a_button_of_one_school_does_nothing_while_she_is_in_the_other(
    shown: dict[str, Any], is_stranger: bool
) -> None:
    """A number in it means another row there."""
    body = {"team": {"id": "T1"}, "user": {"id": "W1", "team_id": "T1"}, "enterprise": {"id": "E1"}}
    body |= {
        "trigger_id": "1.2",
        "actions": [{"action_id": "go", "value": "1"}],
        "is_enterprise_install": True,
    }
    assert Click.of(body | shown).is_stranger is is_stranger
    assert not Click.of(body | shown | {"is_enterprise_install": False}).is_stranger


def test_nobody_acts_in_an_organisation_itself() -> None:
    said = {
        "team_id": "E1",
        "user_id": "W1",
        "trigger_id": "1.2",
        "command": "/codebuddy",
        "channel_id": "C1",
    }
    with pytest.raises(Malformed):
        Command.of(said)
    assert of_organisation(said | {"is_enterprise_install": "true"}) is None


def test_each_call_names_its_workspace_where_slack_asks_for_it(network: Network) -> None:
    above, first, second = of_two(network)
    deps = network.coordinator.deps
    assert above.takes_back(second).ok
    client = deps.client_of(first.id)
    client.conversations_create(name="a-team", is_private=True)
    assert [channel.name for channel in first.channels() if channel.private] == ["a-team"]
    mine = client.users_conversations(types="private_channel")["channels"]
    assert [channel["name"] for channel in mine] == ["a-team"]
    for named, refused in ((None, "missing_argument"), (second.id, "team_access_not_granted")):
        other = deps.client_of(above.id)
        with pytest.raises(SlackApiError, match=refused):
            other.conversations_create(name="another", is_private=True, team_id=named)
