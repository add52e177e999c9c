"""response_url: five uses in half an hour, in channels without the bot too."""

from __future__ import annotations

import httpx
import pytest

from sandbox.client import NO_TLS
from sandbox.people import Person, Sandbox, Workspace
from tests.sandbox.robot import Robot, actions, button, section


@pytest.fixture
def url(school: Workspace, bot: Robot, ana: Person, ben: Person) -> str:
    """The response_url of a command that Ana typed in a channel without the bot."""
    bot.answers_command("/x")
    ana.types("/x", channel=school.channel("without-bot", ana, ben))
    return str(bot.got[0]["response_url"])


def post(url: str, **said: object) -> httpx.Response:
    return httpx.post(url, json=said, trust_env=False, verify=NO_TLS)


def test_it_whispers_by_default_and_speaks_on_demand(url: str, ana: Person, ben: Person) -> None:
    assert post(url, text="only you").status_code == 200
    assert ana.sees_privately("only you")
    assert ben.does_not_see("only you")
    post(url, text="all of you", response_type="in_channel")
    assert ben.sees("all of you")


def test_it_works_five_times(url: str, ana: Person) -> None:
    assert [post(url, text=str(n)).status_code for n in range(6)] == [200] * 5 + [404]
    assert ana.private_texts() == ["0", "1", "2", "3", "4"]


def test_it_lives_for_thirty_minutes_of_sandbox_time(sandbox: Sandbox, url: str) -> None:
    sandbox.advance(minutes=30)
    assert post(url, text="just in time").status_code == 200
    sandbox.advance(seconds=1)
    assert post(url, text="late").text == "expired_url"


def test_it_replaces_and_deletes_the_message_that_was_clicked(bot: Robot, ana: Person) -> None:
    bot.answers_action("yes")
    blocks = [section("Do you agree?"), actions(button("Yes", "yes"))]
    bot.client.chat_postMessage(channel=ana.id, text="x", blocks=blocks)
    ana.clicks("Yes")
    url = bot.got[0]["response_url"]
    post(url, text="Thank you.", replace_original=True)
    assert ana.dm_texts() == ["Thank you."]
    post(url, delete_original=True)
    assert ana.dm_texts() == []


def test_it_is_checked_like_every_message(school: Workspace, url: str) -> None:
    assert post(url, blocks=[section("")]).status_code == 400
    assert post(url, text=" ").text == "no_text"
    assert post(url + "x", text="hi").status_code == 404
    assert [call["status"] for call in school.calls("response_url")] == [400, 400]


def test_it_can_be_made_to_fail(sandbox: Sandbox, school: Workspace, url: str, ana: Person) -> None:
    sandbox.faults.next("response_url", http=500)
    assert post(url, text="lost").status_code == 500
    assert post(url, text="kept").status_code == 200
    assert ana.private_texts() == ["kept"]
    assert [call["status"] for call in school.calls("response_url")] == [500, 200]


@pytest.mark.parametrize("body", ["", "{", "[]", '"hi"', "[" * 100_000])
def test_what_is_no_json_object_is_refused(url: str, body: str) -> None:
    assert httpx.post(url, content=body, trust_env=False, verify=NO_TLS).text == "invalid_payload"
    assert post(url, blocks=7).text == "invalid_blocks"
    assert post(url, blocks=[None]).text == "invalid_blocks"


def test_it_ends_with_its_channel(school: Workspace, url: str, ana: Person) -> None:
    channel = next(c for c in school.channels() if c.name == "without-bot")
    ana.archives(channel)
    assert post(url, text="hi").text == "is_archived"
    ana.deletes(channel)
    assert post(url, text="hi").text == "channel_not_found"
