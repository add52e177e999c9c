"""Events: who hears what, retries on the sandbox's time, and signed HTTP instead of a socket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.people import Person, Sandbox, Workspace
from tests.sandbox.robot import Robot


def heard(bot: Robot) -> list[tuple[str, str]]:
    return [(got["event"]["type"], str(got["event"].get("user"))) for got in bot.got]


def test_the_bot_hears_who_comes_and_goes(school: Workspace, bot: Robot, ana: Person, ben: Person) -> None:
    bot.hears("member_joined_channel")
    bot.hears("member_left_channel")
    bot.hears("group_archive")
    team = bot.client.conversations_create(name="team", is_private=True)["channel"]["id"]
    bot.client.conversations_invite(channel=team, users=[ana.id])
    school.sandbox.settle()
    channel = school.channel_of(ana)
    ben.joins(channel)
    ben.leaves(channel)
    ana.archives(channel)
    assert heard(bot) == [
        ("member_joined_channel", school.bot_user),
        ("member_joined_channel", ana.id),
        ("member_joined_channel", ben.id),
        ("member_left_channel", ben.id),
        ("group_archive", ana.id),
    ]
    assert school.channels()[-1].archived


def test_a_changed_profile_carries_the_locale(bot: Robot, ana: Person) -> None:
    bot.hears("user_change")
    ana.changes_locale("fr-FR")
    ana.changes_tz("Europe/Paris")
    ana.is_deactivated()
    users = [got["event"]["user"] for got in bot.got]
    assert [u.get("locale") for u in users] == ["fr-FR", "fr-FR", None]
    assert (users[1]["tz"], users[2]["deleted"]) == ("Europe/Paris", True)


def test_without_the_scope_nothing_is_heard(school: Workspace, bot: Robot, ana: Person) -> None:
    bot.hears("user_change")
    school.revoke_scope("users:read")
    ana.changes_locale("fr-FR")
    assert bot.got == []


def test_a_new_person_and_a_deleted_channel(school: Workspace, bot: Robot, ana: Person) -> None:
    bot.hears("team_join")
    bot.hears("group_deleted")
    carla = school.person("Carla")
    school.sandbox.settle()
    ana.deletes(school.channel("gone", ana, bot=True))
    assert bot.got[0]["event"]["user"]["id"] == carla.id
    assert bot.got[1]["event"]["actor_id"] == ana.id


def test_what_happens_in_a_private_channel_without_the_bot_is_not_told_to_it(
    school: Workspace, bot: Robot, ana: Person, ben: Person
) -> None:
    for kind in ("member_joined_channel", "member_left_channel", "group_archive", "group_deleted"):
        bot.hears(kind)
    secret = school.channel("secret", ana)
    ben.joins(secret)
    ben.leaves(secret)
    ana.archives(secret)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        bot.client.conversations_info(channel=secret.id)
    ana.deletes(secret)
    assert bot.got == []


@pytest.mark.parametrize("do", ["leave", "archive", "delete"])
@pytest.mark.parametrize("private", [True, False])
def test_an_event_of_a_channel_needs_the_scope_of_its_kind(
    school: Workspace, bot: Robot, ana: Person, private: bool, do: str
) -> None:
    for what in ("left", "archive", "deleted"):
        bot.hears(f"group_{what}")
        bot.hears(f"channel_{what}")
    read = "groups:read" if private else "channels:read"

    def does() -> int:
        before = len(bot.got)
        channel = school.channel(f"team-{before}-{len(school.channels())}", ana, private=private, bot=True)
        user = school.bot_user if do == "leave" else ana.id
        school.wire.post(f"{school.path}/channels/{channel.id}", {"do": do, "user": user})
        return len(bot.got) - before

    school.grant_scope(read)
    assert does() == 1
    assert bot.got[-1]["event"]["type"].startswith("group_" if private else "channel_")
    school.revoke_scope(read)
    assert does() == 0


def test_an_event_nobody_took_comes_again_at_once_after_a_minute_and_after_five(
    sandbox: Sandbox, bot: Robot, ana: Person
) -> None:
    broken = True
    tries: list[tuple[str, Any]] = []

    def hear(body: dict[str, Any]) -> None:
        tries.append((sandbox.now.strftime("%H:%M"), body["event_id"]))
        if broken:
            raise RuntimeError("made to fail")

    sandbox.settings(ack_timeout=0.15)
    bot.hears("app_home_opened", hear)
    ana.opens_home()
    assert [at for at, _ in tries] == ["09:00", "09:00"]
    sandbox.advance(seconds=59)
    assert len(tries) == 2
    sandbox.advance(hours=1)
    assert [at for at, _ in tries] == ["09:00", "09:00", "09:01", "09:06"]
    assert len({event_id for _, event_id in tries}) == 1
    assert [d["retry_num"] for d in bot.school.deliveries("events_api")] == [0, 1, 2, 3]
    broken = False
    ana.opens_home()
    sandbox.advance(hours=1)
    assert len(tries) == 5


def test_an_event_made_twice_has_one_id(sandbox: Sandbox, bot: Robot, ana: Person) -> None:
    bot.hears("app_home_opened")
    sandbox.faults.twice()
    ana.opens_home()
    assert len(bot.got) == 2
    assert len({got["event_id"] for got in bot.got}) == 1


class HttpBot:
    """A bot that takes signed HTTP deliveries."""

    def __init__(self, app_maker: Any) -> None:
        self.headers: list[dict[str, str]] = []
        self.says: tuple[int, dict[str, str]] | None = None
        """Status and headers of every answer, instead of the app's."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                headers = {key.lower(): value for key, value in self.headers.items()}
                outer.headers.append(headers)
                if outer.says is not None:
                    self.send_response(outer.says[0])
                    for name, value in outer.says[1].items():
                        self.send_header(name, value)
                    return self.end_headers()
                said = outer.app.dispatch(BoltRequest(body=body, headers=headers))
                self.send_response(said.status)
                for name, value in said.first_headers().items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write((said.body or "").encode())

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/slack/events"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.app: App = app_maker(self.url)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def http_school(sandbox: Sandbox) -> Iterator[tuple[Workspace, HttpBot]]:
    made: list[Workspace] = []

    def make(url: str) -> App:
        made.append(sandbox.workspace("HTTP School", app="HTTP", url=url, events=["app_home_opened"]))
        client = WebClient(token=made[0].bot_token, base_url=sandbox.api_url, retry_handlers=[])
        return App(
            name="robot", client=client, signing_secret=made[0].signing_secret, process_before_response=True
        )

    bot = HttpBot(make)
    yield made[0], bot
    bot.close()


def test_commands_clicks_and_events_also_come_as_signed_http(http_school: tuple[Workspace, HttpBot]) -> None:
    school, bot = http_school
    opened: list[str] = []

    @bot.app.command("/hours")
    def hours(ack: Any) -> None:
        ack(text="2 h")

    @bot.app.event("app_home_opened")
    def home(body: dict[str, Any]) -> None:
        opened.append(body["event"]["user"])

    ana = school.person("Ana")
    assert ana.types("/hours").text == "2 h"
    ana.opens_home()
    assert opened == [ana.id]
    assert all(h["x-slack-signature"].startswith("v0=") for h in bot.headers)


def test_what_the_http_bot_answers_is_what_slack_tells(http_school: tuple[Workspace, HttpBot]) -> None:
    school, bot = http_school

    @bot.app.command("/broken")
    def broken(ack: Any) -> None:
        raise RuntimeError("made to fail")

    ana = school.person("Ana")
    assert ana.types("/broken").status == "http_500"
    assert ana.sees_privately("http_service_error")
    assert ana.types("/unknown").status == "http_404"
    assert ana.sees_privately("http_client_error")


def retries(bot: HttpBot) -> list[tuple[str | None, str | None]]:
    return [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h in bot.headers]


def test_an_event_over_http_comes_again_with_its_number_and_the_reason(
    sandbox: Sandbox, http_school: tuple[Workspace, HttpBot]
) -> None:
    school, bot = http_school
    bot.says = (503, {})
    school.person("Ana").opens_home()
    sandbox.advance(hours=1)
    again = [(str(number), "http_error") for number in (1, 2, 3)]
    assert retries(bot) == [(None, None), *again]


def test_an_event_is_not_sent_again_to_a_bot_that_says_so_nor_after_any_success(
    sandbox: Sandbox, http_school: tuple[Workspace, HttpBot]
) -> None:
    school, bot = http_school
    ana = school.person("Ana")
    for status, headers in ((500, {"X-Slack-No-Retry": "1"}), (202, {})):
        bot.says = (status, headers)
        ana.opens_home()
        sandbox.advance(hours=1)
    assert retries(bot) == [(None, None), (None, None)]


def test_an_event_for_a_bot_that_is_away_comes_again_when_it_is_back(
    sandbox: Sandbox, http_school: tuple[Workspace, HttpBot]
) -> None:
    school, bot = http_school
    sandbox.faults.down("503")
    school.person("Ana").opens_home()
    sandbox.faults.up()
    bot.says = (200, {})
    sandbox.advance(minutes=1)
    assert retries(bot) == [("2", "connection_failed")]


def test_an_answer_of_broken_json_is_no_answer_to_a_command(http_school: tuple[Workspace, HttpBot]) -> None:
    school, bot = http_school

    @bot.app.command("/hours")
    def hours(ack: Any) -> BoltResponse:
        return BoltResponse(status=200, body="{", headers={"content-type": "application/json"})

    ana = school.person("Ana")
    assert ana.types("/hours").status == "invalid_json"
    assert ana.sees_privately("invalid_command_response")
