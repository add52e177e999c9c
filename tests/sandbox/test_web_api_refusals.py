"""Refusals of the Web API that a first look does not think of."""

from __future__ import annotations

import pytest

from sandbox.people import Person, Workspace
from tests.sandbox.robot import Api


def test_words_in_markdown_stand_alone_and_attachments_have_an_end(api: Api, ana: Person) -> None:
    said = {"channel": ana.id, "markdown_text": "**hi**"}
    assert api.error("chat.postMessage", **said, text="hi") == "markdown_text_conflict"
    assert api.error("chat.postMessage", **said, blocks=[{"type": "divider"}]) == "markdown_text_conflict"
    api.ok("chat.postMessage", **said)
    many = [{"text": "x"}] * 101
    assert api.error("chat.postMessage", channel=ana.id, text="x", attachments=many) == "too_many_attachments"


def test_in_an_archived_channel_no_message_is_changed(api: Api) -> None:
    team = api.channel("team")
    ts = api.ok("chat.postMessage", channel=team, text="hello")["ts"]
    api.ok("conversations.archive", channel=team)
    assert api.error("chat.update", channel=team, ts=ts, text="changed") == "is_inactive"


def test_somebody_named_twice_is_invited_once(api: Api, school: Workspace, ana: Person) -> None:
    team = api.channel("team")
    api.ok("conversations.invite", channel=team, users=f"{ana.id},{ana.id}")
    assert api.ok("conversations.members", channel=team)["members"] == [school.bot_user, ana.id]


def test_only_a_direct_message_is_opened(api: Api, ana: Person) -> None:
    team = api.channel("team")
    assert api.error("conversations.open", channel=team) == "method_not_supported_for_channel_type"
    opened = api.ok("conversations.open", users=ana.id)["channel"]["id"]
    assert api.ok("conversations.open", channel=opened)["channel"]["id"] == opened


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "1e999", '"\\ud83d"'])
def test_what_no_json_can_say_again_is_refused_wherever_it_stands(api: Api, ana: Person, odd: str) -> None:
    whole = f'{{"channel": "{ana.id}", "text": "x", "metadata": {{"event_type": "e", "n": {odd}}}}}'
    said = api.http.post("chat.postMessage", content=whole, headers={"Content-Type": "application/json"})
    assert said.json()["error"] == "invalid_json"
    form = {"channel": ana.id, "text": "x", "metadata": f'{{"event_type": "e", "n": {odd}}}'}
    assert api.http.post("chat.postMessage", data=form).json()["error"] == "invalid_arguments"
    assert ana.dm_texts() == []


def test_an_external_id_is_taken_for_homes_too(api: Api, ana: Person, ben: Person) -> None:
    home = {"type": "home", "external_id": "one", "blocks": [{"type": "divider"}]}
    api.ok("views.publish", user_id=ana.id, view=home)
    api.ok("views.publish", user_id=ana.id, view=home)
    assert api.error("views.publish", user_id=ben.id, view=home) == "duplicate_external_id"


@pytest.mark.parametrize("limit", [0, 1001, -1])
def test_the_workspaces_of_an_organisation_come_one_to_a_thousand_at_once(api: Api, limit: int) -> None:
    assert api.error("auth.teams.list", limit=limit) == "invalid_limit"
    assert api.error("auth.teams.list") == "invalid_auth", "a workspace's own token lists none"
