"""Modals and Home: triggers, typed values, submissions and what their acks do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.people import Impossible, Person, Sandbox, Workspace
from tests.sandbox.robot import Api, Robot, actions, button, field_block, modal, plain, section

NAME = field_block("Name", {"type": "plain_text_input"})
FORM = modal(NAME)


@pytest.fixture
def trigger(bot: Robot, ana: Person) -> Callable[[], str]:
    """Fresh trigger_ids of Ana."""
    bot.answers_command("/t")

    def fresh() -> str:
        ana.types("/t", settle=False)
        return str(bot.got[-1]["trigger_id"])

    return fresh


def test_a_trigger_opens_one_view_and_only_for_three_seconds(
    sandbox: Sandbox, api: Api, trigger: Callable[[], str], ana: Person
) -> None:
    one = trigger()
    api.ok("views.open", trigger_id=one, view=FORM)
    assert api.error("views.open", trigger_id=one, view=FORM) == "exchanged_trigger_id"
    assert api.error("views.open", trigger_id="1.2.3", view=FORM) == "invalid_trigger_id"
    sandbox.settings(trigger_life=0.0)
    assert api.error("views.open", trigger_id=trigger(), view=FORM) == "expired_trigger_id"
    assert ana.modal().title == "A form"


def test_views_outside_slacks_limits_are_refused(api: Api, trigger: Callable[[], str]) -> None:
    said = api("views.open", trigger_id=trigger(), view=modal(NAME, title=plain("x" * 25)))
    assert said["error"] == "invalid_arguments"
    assert "[json-pointer:/view/title/text]" in said["response_metadata"]["messages"][0]
    large = modal(*(section("x" * 2900) for _ in range(99)), submit=None)
    assert api.error("views.open", trigger_id=trigger(), view=large) == "view_too_large"


def test_three_views_stand_on_each_other(api: Api, trigger: Callable[[], str], ana: Person) -> None:
    assert api.error("views.push", trigger_id=trigger(), view=FORM) == "not_found"
    api.ok("views.open", trigger_id=trigger(), view=modal(NAME, external_id="one"))
    assert (
        api.error("views.push", trigger_id=trigger(), view=modal(NAME, external_id="one"))
        == "duplicate_external_id"
    )
    for title in ("Two", "Three"):
        api.ok("views.push", trigger_id=trigger(), view=modal(NAME, title=plain(title)))
    assert api.error("views.push", trigger_id=trigger(), view=FORM) == "push_limit_reached"
    assert ana.modal().title == "Three"
    ana.closes()
    assert ana.modal().title == "Two"
    ana.closes(all=True)
    assert not ana.has_modal()


def test_an_update_keeps_what_was_typed_where_the_ids_stay(
    api: Api, trigger: Callable[[], str], ana: Person
) -> None:
    view = api.ok("views.open", trigger_id=trigger(), view=FORM)["view"]
    ana.fills({"Name": "Ana B."})
    more = modal(NAME, field_block("Age", {"type": "number_input", "is_decimal_allowed": False}))
    updated = api.ok("views.update", view_id=view["id"], hash=view["hash"], view=more)["view"]
    assert ana.modal().fields == {"Name": "Ana B.", "Age": None}
    assert api.error("views.update", view_id=view["id"], hash=view["hash"], view=FORM) == "hash_conflict"
    other = modal({**NAME, "block_id": "another"})
    api.ok("views.update", view_id=view["id"], hash=updated["hash"], view=other)
    assert ana.modal().fields["Name"] is None
    ana.closes()
    assert api.error("views.update", view_id=view["id"], view=FORM) == "not_found"


def options(*words: str) -> list[dict[str, Any]]:
    return [{"text": plain(word), "value": word.lower()} for word in words]


def test_every_kind_of_field_can_be_filled_by_its_label(
    school: Workspace, bot: Robot, ana: Person, ben: Person
) -> None:
    team = school.channel("team", ana)
    languages = {"type": "static_select", "options": options("English", "Spanish")}
    form = modal(
        NAME,
        field_block("Mail", {"type": "email_text_input"}),
        field_block("Hours", {"type": "number_input", "is_decimal_allowed": True}),
        field_block("Language", languages),
        field_block("Topics", {"type": "multi_static_select", "options": options("React", "CSS", "Git")}),
        field_block("Buddy", {"type": "users_select"}),
        field_block("Others", {"type": "multi_users_select"}),
        field_block("Where", {"type": "conversations_select"}),
        field_block("Day", {"type": "datepicker"}),
        field_block("Time", {"type": "timepicker"}),
        field_block("Agree", {"type": "checkboxes", "options": options("Yes")}),
        field_block("How", {"type": "radio_buttons", "options": options("Online", "Here")}),
    )
    bot.opens("/form", form)
    bot.answers_view("form")
    ana.types("/form")
    ana.submits(
        {
            "Name": "Ana",
            "Mail": "ana@example.org",
            "Hours": 1.5,
            "Language": "Spanish",
            "Topics": ["React", "Git"],
            "Buddy": ben,
            "Others": ["Ana", ben],
            "Where": team,
            "Day": "2026-03-09",
            "Time": "17:30",
            "Agree": ["Yes"],
            "How": "Online",
        }
    )
    values = {block: next(iter(v.values())) for block, v in bot.got[-1]["view"]["state"]["values"].items()}
    assert values["name"] == {"type": "plain_text_input", "value": "Ana"}
    assert values["hours"]["value"] == "1.5"
    assert values["language"]["selected_option"]["value"] == "spanish"
    assert [o["value"] for o in values["topics"]["selected_options"]] == ["react", "git"]
    assert values["buddy"]["selected_user"] == ben.id
    assert values["others"]["selected_users"] == [ana.id, ben.id]
    assert values["where"]["selected_conversation"] == team.id
    assert (values["day"]["selected_date"], values["time"]["selected_time"]) == ("2026-03-09", "17:30")
    assert values["agree"]["selected_options"][0]["value"] == "yes"
    assert values["how"]["selected_option"]["text"]["text"] == "Online"
    assert not ana.has_modal()


def test_slacks_client_refuses_what_it_can_before_the_bot_hears_of_it(bot: Robot, ana: Person) -> None:
    number = {"type": "number_input", "is_decimal_allowed": False, "max_value": "8"}
    bot.opens(
        "/form", modal(NAME, field_block("Hours", number), field_block("Mail", {"type": "email_text_input"}))
    )
    bot.answers_view("form")
    ana.types("/form")
    reply = ana.submits({"Hours": "9", "Mail": "nowhere"})
    assert reply.status == "refused"
    assert ana.modal().errors == {
        "Name": "Please complete this required field.",
        "Hours": "Please enter a number of at most 8.",
        "Mail": "Please enter a valid email address.",
    }
    assert [got for got in bot.got if got.get("type") == "view_submission"] == []


def test_a_field_that_is_not_there_is_told_with_those_that_are(bot: Robot, ana: Person) -> None:
    bot.opens("/form", FORM)
    ana.types("/form")
    with pytest.raises(Impossible, match=r"no field 'Nmae'.*Name"):
        ana.fills({"Nmae": "x"})


SUBMISSIONS: dict[str, tuple[dict[str, Any], str | None]] = {
    "close": ({}, None),
    "clear": ({"response_action": "clear"}, None),
    "update": (
        {"response_action": "update", "view": modal(section("done"), title=plain("Done"), submit=None)},
        "Done",
    ),
    "push": ({"response_action": "push", "view": modal(NAME, title=plain("Next"))}, "Next"),
}


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_the_ack_of_a_submission_decides_over_the_modal(bot: Robot, ana: Person, name: str) -> None:
    body, title = SUBMISSIONS[name]
    bot.opens("/form", FORM)
    bot.answers_view("form", lambda _: body)
    ana.types("/form")
    assert ana.submits({"Name": "Ana"}).body == (body or None)
    assert (ana.modal().title if ana.has_modal() else None) == title


def test_errors_stand_beside_their_fields_and_typed_text_stays(bot: Robot, ana: Person) -> None:
    bot.opens("/form", FORM)
    bot.answers_view("form", lambda _: {"response_action": "errors", "errors": {"name": "Too short."}})
    ana.types("/form")
    ana.submits({"Name": "A"})
    assert ana.modal().errors == {"Name": "Too short."}
    assert ana.modal().fields == {"Name": "A"}
    ana.fills({"Name": "Ana"})
    assert ana.modal().errors == {}


@pytest.mark.parametrize(
    "body",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": modal(section(""))},
        {"response_action": "dance"},
    ],
)
def test_an_ack_that_slack_does_not_take_leaves_the_modal_in_trouble(
    school: Workspace, bot: Robot, ana: Person, body: dict[str, Any]
) -> None:
    bot.opens("/form", FORM)
    bot.answers_view("form", lambda _: body)
    ana.types("/form")
    ana.submits({"Name": "Ana"})
    assert ana.modal().trouble == "We had some trouble connecting. Try again?"
    assert school.rejections()[0]["said"] == body


def test_a_submission_without_ack_leaves_the_modal_standing(
    sandbox: Sandbox, bot: Robot, ana: Person
) -> None:
    bot.opens("/form", FORM)
    ana.types("/form")
    sandbox.settings(ack_timeout=0.1)
    assert ana.submits({"Name": "Ana"}).status == "timeout"
    assert ana.sees("We had some trouble connecting. Try again?")


def test_a_button_inside_a_modal_sends_the_view_and_no_response_url(bot: Robot, ana: Person) -> None:
    def add(body: dict[str, Any]) -> None:
        again = field_block("More", {"type": "plain_text_input"}, optional=True)
        view = modal(NAME, again, actions(button("Add", "add")))
        bot.client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    bot.opens("/form", modal(NAME, actions(button("Add", "add"))))
    bot.answers_action("add", add)
    ana.types("/form")
    ana.fills({"Name": "Ana"})
    ana.presses("Add")
    got = bot.got[-1]
    assert "response_url" not in got
    assert got["view"]["state"]["values"]["name"]["value"]["value"] == "Ana"
    assert ana.modal().fields["Name"] == "Ana"
    assert "More" in ana.modal().fields


def test_a_field_with_dispatch_tells_at_once(bot: Robot, ana: Person) -> None:
    bot.opens("/form", modal(field_block("Name", {"type": "plain_text_input"}, dispatch_action=True)))
    bot.answers_action("value")
    ana.types("/form")
    assert ana.fills({"Name": "Ana"}).ok
    assert bot.got[-1]["actions"][0]["value"] == "Ana"


def test_closing_is_told_only_where_the_view_asks_for_it(bot: Robot, ana: Person) -> None:
    @bot.app.view_closed("form")
    def listen(ack: Any, body: dict[str, Any]) -> None:
        bot.got.append(body)
        ack()

    bot.opens("/quiet", modal(NAME))
    bot.opens("/loud", modal(NAME, notify_on_close=True))
    ana.types("/quiet")
    ana.closes()
    ana.types("/loud")
    ana.closes()
    assert [got["type"] for got in bot.got if "type" in got] == ["view_closed"]


def test_of_several_buttons_with_the_same_words_each_is_pressed_by_what_is_read_aloud(
    bot: Robot, ana: Person
) -> None:
    first, second = (
        {**button("Change", name), "accessibility_label": f"Change: {name}"} for name in ("days", "hours")
    )
    bot.opens("/form", modal(NAME, actions(first), {**actions(second), "block_id": "second"}))
    bot.answers_action("hours")
    ana.types("/form")
    ana.presses("Change: hours")
    assert bot.got[-1]["actions"][0]["action_id"] == "hours"


def test_home_is_published_when_it_is_opened_and_its_buttons_work(
    bot: Robot, ana: Person, ben: Person
) -> None:
    def publish(body: dict[str, Any]) -> None:
        blocks = [section("Welcome"), actions(button("Private matters", "open"))]
        bot.client.views_publish(user_id=body["event"]["user"], view={"type": "home", "blocks": blocks})

    bot.hears("app_home_opened", publish)
    bot.answers_action("open")
    assert ana.opens_home() == "Welcome\n[Private matters]"
    ana.clicks_home("Private matters")
    got = bot.got[-1]
    assert got["view"]["type"] == "home"
    assert "response_url" not in got
    assert ben.home_text() == ""
    with pytest.raises(Impossible, match="Home is empty"):
        ben.clicks_home("Private matters")


def test_a_stale_hash_does_not_overwrite_a_home(api: Api, ana: Person) -> None:
    view = {"type": "home", "blocks": [section("one")]}
    old = api.ok("views.publish", user_id=ana.id, view=view)["view"]["hash"]
    api.ok("views.publish", user_id=ana.id, view=view, hash=old)
    assert api.error("views.publish", user_id=ana.id, view=view, hash=old) == "hash_conflict"
    assert api.error("views.publish", user_id="U0NOBODY", view=view) == "invalid_arguments"
