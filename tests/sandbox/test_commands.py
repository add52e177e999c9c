"""Slash commands and shortcuts: their answers, and Slack's words where there is none."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.people import Impossible, Person, Sandbox, Workspace
from tests.sandbox.robot import Robot, actions, button, modal, plain, section


def test_the_answer_is_seen_by_the_person_alone(
    school: Workspace, bot: Robot, ana: Person, ben: Person
) -> None:
    team = school.channel("team", ana, ben)
    bot.answers_command("/hours", {"text": "2 h this *week*"})
    reply = ana.types("/hours  all ", channel=team)
    assert (reply.ok, reply.text) == (True, "2 h this week")
    assert ana.sees_privately("2 h this week")
    assert ben.does_not_see("2 h this")
    (got,) = bot.got
    assert (got["text"], got["channel_name"], got["user_id"]) == ("all", "privategroup", ana.id)
    assert "locale" not in str(got)


def test_an_answer_in_the_channel_is_seen_by_all(
    school: Workspace, bot: Robot, ana: Person, ben: Person
) -> None:
    team = school.channel("team", ana, ben)
    bot.answers_command("/hours", {"text": "for all", "response_type": "in_channel"})
    ana.types("/hours", channel=team)
    assert ben.sees("for all", in_channel=team)


def test_an_ack_without_words_shows_nothing(bot: Robot, ana: Person) -> None:
    bot.answers_command("/hours")
    assert ana.types("/hours").text == ""
    assert ana.private_texts() == []


def test_slack_says_that_the_app_did_not_answer_in_time(sandbox: Sandbox, bot: Robot, ana: Person) -> None:
    sandbox.settings(ack_timeout=0.1)

    def fail(_: dict[str, Any]) -> None:
        raise RuntimeError("made to fail")

    bot.answers_command("/hours", fail)
    assert ana.types("/hours").status == "timeout"
    assert ana.sees_privately('/hours failed with the error "operation_timeout"')


def test_without_a_bot_a_command_is_not_dispatched(sandbox: Sandbox) -> None:
    lonely = sandbox.workspace("Lonely School", app="Lonely", events=[]).person("Ana")
    assert lonely.types("/hours").status == "no_bot"
    assert lonely.sees_privately('/hours failed with the error "dispatch_failed"')


def test_an_answer_that_slack_does_not_take_is_told(school: Workspace, bot: Robot, ana: Person) -> None:
    bot.answers_command("/hours", {"text": "x", "blocks": [section("")]})
    ana.types("/hours")
    assert ana.sees_privately("invalid_command_response")
    assert "/blocks/0/text/text" in str(school.rejections())


def test_nobody_writes_where_she_is_not(school: Workspace, ana: Person, ben: Person) -> None:
    team = school.channel("team", ben)
    with pytest.raises(Impossible, match="Ana is not in channel"):
        ana.types("/hours", channel=team)
    ana.is_deactivated()
    with pytest.raises(Impossible, match="deactivated"):
        ana.types("/hours")


def test_a_manifest_says_which_commands_shortcuts_scopes_and_events_exist(sandbox: Sandbox) -> None:
    school = sandbox.workspace(
        "Manifest School",
        app="Manifest",
        manifest={
            "features": {"slash_commands": [{"command": "/hours", "description": "x"}], "shortcuts": []},
            "oauth_config": {"scopes": {"bot": ["commands"]}},
            "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
        },
    )
    ana = school.person("Ana")
    ana.types("/minutes")
    assert ana.sees_privately("/minutes is not a valid command.")
    with pytest.raises(Impossible, match="no shortcut"):
        ana.shortcut("log")
    ana.changes_locale("fr-FR")
    assert school.deliveries() == []


@pytest.mark.parametrize(("optional", "granted"), [(False, []), (True, ["users:read.email"])])
def test_optional_scopes_are_granted_by_whoever_installs_it(
    sandbox: Sandbox, optional: bool, granted: list[str]
) -> None:
    scopes = {"bot": ["users:read"], "bot_optional": ["users:read.email"]}
    school = sandbox.workspace(
        "Free School", manifest={"oauth_config": {"scopes": scopes}}, optional=optional
    )
    assert school.wire.get(school.path)["scopes"] == ["users:read", *granted]


def test_a_shortcut_opens_a_modal_and_knows_no_channel(bot: Robot, ana: Person) -> None:
    @bot.app.shortcut("log")
    def listen(ack: Any, body: dict[str, Any], client: Any) -> None:
        bot.got.append(body)
        client.views_open(trigger_id=body["trigger_id"], view=modal(section("hello"), submit=None))
        ack()

    ana.shortcut("log")
    assert "hello" in ana.modal().text
    assert {"channel", "response_url"}.isdisjoint(bot.got[0])


def test_a_shortcut_in_a_messages_menu_carries_the_message_and_its_channel(
    school: Workspace, bot: Robot, ana: Person, ben: Person
) -> None:
    @bot.app.shortcut("ask")
    def listen(ack: Any, body: dict[str, Any]) -> None:
        bot.got.append(body)
        ack()

    room = school.channel("help", ana, ben)
    ben.says("it is red", room)
    ana.shortcut_on("ask", "it is red")
    assert (bot.got[0]["type"], bot.got[0]["channel"]["id"]) == ("message_action", room.id)
    assert (bot.got[0]["message"]["text"], bot.got[0]["message"]["user"]) == ("it is red", ben.id)
    assert bot.got[0]["response_url"]
    with pytest.raises(Impossible, match="no message"):
        ana.shortcut_on("ask", "it is green")


def test_a_click_carries_the_message_and_a_way_to_answer(
    school: Workspace, bot: Robot, ana: Person, ben: Person
) -> None:
    bot.answers_action("yes")
    for who in (ana, ben):
        blocks = [section(f"For {who.name}"), actions(button("Approve", "yes", who.id), button("No", "no"))]
        bot.client.chat_postMessage(channel=who.id, text="a match", blocks=blocks)
    ana.clicks("Approve", in_message_with="For Ana")
    (got,) = bot.got
    assert got["actions"][0]["value"] == ana.id
    assert got["container"]["message_ts"] == got["message"]["ts"]
    assert got["channel"]["id"].startswith("D")
    assert got["response_url"].startswith(school.sandbox.url)
    with pytest.raises(Impossible, match=r"(?s)no message .* button 'Refuse'.*For Ana"):
        ana.clicks("Refuse")


def test_the_newest_message_with_the_button_is_clicked_unless_another_is_meant(
    bot: Robot, ana: Person
) -> None:
    bot.answers_action("yes")
    for value in ("first", "second"):
        bot.client.chat_postMessage(channel=ana.id, text=value, blocks=[actions(button("Yes", "yes", value))])
    ana.clicks("Yes")
    ana.clicks("yes", nth=0)
    assert [got["actions"][0]["value"] for got in bot.got] == ["second", "first"]


def test_a_click_without_ack_leaves_a_warning(sandbox: Sandbox, bot: Robot, ana: Person) -> None:
    sandbox.settings(ack_timeout=0.1)
    bot.client.chat_postMessage(channel=ana.id, text="x", blocks=[actions(button("Yes", "yes"))])
    assert ana.clicks("Yes").status == "timeout"
    assert ana.sees("⚠ yes: timeout")


def test_choosing_in_a_message(bot: Robot, ana: Person) -> None:
    bot.answers_action("when")
    menu = {"type": "overflow", "action_id": "more", "options": [{"text": plain("Snooze"), "value": "s"}]}
    bot.answers_action("more")
    picker = {"type": "datepicker", "action_id": "when", "placeholder": plain("Day")}
    bot.client.chat_postMessage(channel=ana.id, text="x", blocks=[actions(picker, menu)])
    ana.chooses("Day", "2026-03-09")
    ana.clicks("Snooze")
    first, second = bot.got
    assert first["actions"][0]["selected_date"] == "2026-03-09"
    assert second["actions"][0]["selected_option"]["value"] == "s"


def test_a_delivery_made_twice_has_the_same_payload_and_two_acks(
    sandbox: Sandbox, bot: Robot, ana: Person
) -> None:
    bot.answers_command("/hours", {"text": "2 h"})
    sandbox.faults.twice()
    reply = ana.types("/hours")
    assert [ack["body"] for ack in reply.acks] == [{"text": "2 h"}] * 2
    assert bot.got[0] == bot.got[1]
    assert ana.private_texts() == ["2 h"]
    sandbox.faults.twice(at_once=True)
    assert len(ana.types("/hours").acks) == 2
    assert len(ana.types("/hours").acks) == 1


def test_names_become_ids_where_the_manifest_asks_for_it(sandbox: Sandbox) -> None:
    commands = [
        {"command": "/pair", "description": "x", "should_escape": True},
        {"command": "/log", "description": "x", "should_escape": False},
    ]
    school = sandbox.workspace(
        "Named School", app="Named", manifest={"features": {"slash_commands": commands}}
    )
    mia, noor = school.person("Mia Novak"), school.person("Noor")
    gone = school.person("Gwen")
    gone.is_deactivated()
    for _ in range(2):
        school.person("Sam")
    square = school.channel("square", noor, private=False)
    school.channel("secret", noor)

    def said(text: str) -> str:
        mia.types(text)
        return str(school.deliveries("slash_commands")[-1]["payload"]["text"])

    ids = f"<@{mia.id}|mia.novak> <@{noor.id}|noor>, <#{square.id}|square>"
    assert said("/pair @mia novak @Noor, #square") == ids
    assert said(f"/pair <@{noor.id}|noor> x@noor.example") == f"<@{noor.id}|noor> x@noor.example"
    assert said("/pair @Gwen #secret @Noora") == "@Gwen #secret @Noora"
    assert said("/log @Noor") == "@Noor"
