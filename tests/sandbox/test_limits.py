"""Rate limits, counted on the sandbox's time."""

from __future__ import annotations

from datetime import timedelta

from sandbox.people import Person, Sandbox, Workspace
from tests.sandbox.conftest import MONDAY
from tests.sandbox.robot import Api


def test_a_tier_is_a_number_of_calls_a_minute(sandbox: Sandbox, api: Api) -> None:
    for _ in range(20):
        api.ok("users.list")
    refused = api.raw("users.list")
    assert (refused.status_code, refused.json()["error"]) == (429, "ratelimited")
    assert refused.headers["Retry-After"] == "60"
    api.ok("auth.test")
    sandbox.set_clock(MONDAY + timedelta(seconds=45))
    assert api.raw("users.list").headers["Retry-After"] == "15"
    sandbox.set_clock(MONDAY + timedelta(seconds=60))
    api.ok("users.list")


def test_limits_are_per_workspace(sandbox: Sandbox, school: Workspace, api: Api) -> None:
    for _ in range(20):
        api.ok("users.list")
    with Api(sandbox.workspace("Other School")) as other:
        other.ok("users.list")


def test_a_channel_takes_a_short_burst_and_then_one_a_second(
    sandbox: Sandbox, api: Api, ana: Person, ben: Person
) -> None:
    def post(who: Person) -> int:
        return api.raw("chat.postMessage", channel=who.id, text="hi").status_code

    assert [post(ana) for _ in range(5)] == [200, 200, 200, 200, 429]
    assert post(ben) == 200
    sandbox.set_clock(MONDAY + timedelta(seconds=1))
    assert [post(ana), post(ana)] == [200, 429]
    assert len(ana.dm_texts()) == 5


def test_limits_can_be_switched_off(sandbox: Sandbox, api: Api) -> None:
    sandbox.settings(rate_limits=False)
    for _ in range(25):
        api.ok("users.list")
