"""What goes wrong on demand."""

from __future__ import annotations

import time

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.client import NO_TLS
from sandbox.people import Impossible, Person, Sandbox, Workspace
from tests.sandbox.robot import Api, Robot


def test_the_next_calls_of_a_method_fail_as_told(sandbox: Sandbox, api: Api, ana: Person) -> None:
    sandbox.faults.next("chat.postMessage", error="channel_not_found", times=2)
    assert api.error("chat.postMessage", channel=ana.id, text="1") == "channel_not_found"
    api.ok("auth.test")
    assert api.error("chat.postMessage", channel=ana.id, text="2") == "channel_not_found"
    sandbox.faults.next("*", http=500)
    assert api.raw("chat.postMessage", channel=ana.id, text="3").status_code == 500
    sandbox.faults.next("chat.postMessage", retry_after=7)
    refused = api.raw("chat.postMessage", channel=ana.id, text="4")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "7")
    api.ok("chat.postMessage", channel=ana.id, text="5")
    assert ana.dm_texts() == ["5"]


CHART = {
    "type": "data_visualization",
    "block_id": "chart",
    "title": "Hours",
    "chart": {
        "type": "bar",
        "series": [{"name": "Hours", "data": [{"label": "a", "value": 1}, {"label": "b", "value": 2}]}],
        "axis_config": {"categories": ["a", "b"]},
    },
}


def test_a_slack_that_takes_no_charts_refuses_the_whole_message(
    sandbox: Sandbox, api: Api, ana: Person
) -> None:
    sandbox.faults.charts(taken=False)
    said = {"channel": ana.id, "text": "hours", "blocks": [CHART]}
    assert api.error("chat.postMessage", **said) == "invalid_blocks"
    api.ok("chat.postMessage", channel=ana.id, text="words")
    sandbox.faults.charts(taken=True)
    api.ok("chat.postMessage", **said)
    assert len(ana.dm_texts()) == 2


def test_a_lost_answer_leaves_the_message_posted(
    sandbox: Sandbox, school: Workspace, api: Api, bot: Robot, ana: Person
) -> None:
    sandbox.faults.lose_answer("chat.postMessage", times=2)
    with pytest.raises(httpx.TransportError):
        api.raw("chat.postMessage", channel=ana.id, text="posted")
    with pytest.raises(OSError):
        bot.client.chat_postMessage(channel=ana.id, text="by the SDK too")
    assert ana.dm_texts() == ["posted", "by the SDK too"]
    assert [call["ok"] for call in school.calls("chat.postMessage")] == [True, True]


@pytest.mark.parametrize("how", ["reset", "503"])
def test_slack_is_down(sandbox: Sandbox, how: str) -> None:
    school = sandbox.workspace("Down School", app="Down", events=[])
    ana = school.person("Ana")
    with Api(school) as api:
        sandbox.faults.down(how)
        if how == "503":
            assert api.raw("auth.test").status_code == 503
        else:
            with pytest.raises(httpx.TransportError):
                api.raw("auth.test")
        assert ana.types("/x").status == "no_bot"
        sandbox.faults.up()
        api.ok("auth.test")


def trouble(sandbox: Sandbox, school: Workspace, **form: str) -> str:
    """What the page's form of faults says afterwards."""
    url = f"{sandbox.url}/page/{school.id}/fault"
    return httpx.post(url, data=form, trust_env=False, verify=NO_TLS).text


def test_an_answer_is_lost_from_the_page_too(
    sandbox: Sandbox, school: Workspace, api: Api, ana: Person
) -> None:
    assert "name the method whose answer" in trouble(sandbox, school, do="lose")
    said = trouble(sandbox, school, do="lose", method="chat.postMessage", error="channel_not_found")
    assert "The next call of chat.postMessage will be done, and the answer lost." in said
    with pytest.raises(httpx.TransportError):
        api.raw("chat.postMessage", channel=ana.id, text="posted")
    api.ok("chat.postMessage", channel=ana.id, text="again")
    assert ana.dm_texts() == ["posted", "again"]


def test_a_fault_of_a_method_that_nobody_has_is_refused(sandbox: Sandbox, school: Workspace) -> None:
    with pytest.raises(Impossible, match=r"there is no method chat\.postMesage here"):
        sandbox.faults.next("chat.postMesage", error="fatal_error")
    assert "there is no method nothing here" in trouble(
        sandbox, school, do="next", method="nothing", error="x"
    )


def test_the_page_says_how_many_calls_will_fail(sandbox: Sandbox, school: Workspace) -> None:
    sandbox.faults.next("views.open", error="fatal_error", times=3)
    assert "The next 3 calls of views.open fail with fatal_error." in trouble(
        sandbox, school, do="slow", ms="0"
    )


def test_slack_is_slow(sandbox: Sandbox, api: Api) -> None:
    sandbox.faults.slow(60)
    begun = time.monotonic()
    api.ok("auth.test")
    assert time.monotonic() - begun >= 0.06


def test_a_revoked_scope_is_missed_at_the_next_call(school: Workspace, bot: Robot) -> None:
    school.revoke_scope("groups:write")
    with pytest.raises(SlackApiError, match="missing_scope"):
        bot.client.conversations_create(name="team", is_private=True)


def test_a_dropped_or_refreshed_socket_comes_back(sandbox: Sandbox) -> None:
    school = sandbox.workspace("Drop School", app="Drop", events=[])
    ana = school.person("Ana")
    robot = Robot(school)
    robot.answers_command("/x", {"text": "here"})
    robot.connect()
    sandbox.wait_for_bot(sockets=1, app="Drop")
    sandbox.faults.refresh_socket("Drop")
    sandbox.wait_for_bot(sockets=1, app="Drop")
    assert ana.types("/x").text == "here"
    sandbox.faults.drop_socket("Drop")
    assert ana.types("/x").status == "no_bot"
    robot.close()


@pytest.mark.parametrize(
    "fault",
    [
        {"method": "auth.test"},
        {"method": "auth.test", "error": "x", "http": 500},
        {"method": "auth.test", "http": 200},
        {"method": "auth.test", "error": "x", "times": 0},
        {"method": "auth.test", "error": "x", "times": "often"},
        {"method": 7, "error": "x"},
        {"error": "x"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_at_once(
    sandbox: Sandbox, api: Api, fault: dict[str, object]
) -> None:
    with pytest.raises(Impossible):
        sandbox.wire.post("/sandbox/faults", {"do": "next", **fault})
    api.ok("auth.test")
