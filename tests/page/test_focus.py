"""What has the focus is drawn anew like everything else; only what somebody is typing is left alone."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from tests import stories
from tests.conftest import School
from tests.page.conftest import Opens
from tests.page.window import Pane, Window

GO = {"type": "button", "action_id": "made_up", "text": {"type": "plain_text", "text": "Go"}}


def asks(window: Window) -> Pane:
    """Rosa has filled in the first page of a request, and it is still open."""
    rosa = window.left.is_now("Rosa").goes_to("general")
    rosa.types("/codebuddy request")
    rosa.modal.get_by_role("combobox").first.select_option(index=1)
    rosa.modal.get_by_role("checkbox", name="English").first.check()
    rosa.modal.get_by_role("checkbox", name="React").check()
    return rosa


def test_the_button_that_was_pressed_says_what_it_does_on_the_next_page(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Rosa")
    rosa = asks(opens())
    send = rosa.modal.locator("button[type=submit]")
    expect(send).to_have_text("Next")
    send.click()
    expect(rosa.modal.get_by_role("group", name="When could you meet")).to_be_visible()
    expect(send).to_be_focused()
    expect(send).to_have_text("Ask")


def test_messages_come_while_the_list_of_them_has_the_focus(school: School, opens: Opens) -> None:
    stories.set_up(school)
    samira, _, channel = stories.team(school)
    bruno = opens().left.is_now("Bruno").goes_to(channel.name)
    bruno.feed.focus()
    samira.types("/logsession 1h30 react")
    school.sandbox.settle()
    expect(bruno.feed).to_contain_text("logged 1 h 30")
    expect(bruno.feed).to_be_focused()


def test_what_is_typed_is_left_alone_by_news(school: School, opens: Opens) -> None:
    stories.set_up(school)
    samira, _, channel = stories.team(school)
    rosa = school.person("Rosa")
    window = opens()
    pane = asks(window)
    wish = pane.modal.locator("textarea").first
    wish.press_sequentially("I would")
    with window.page.expect_response(re.compile("/news")):
        rosa.opens_home()
        samira.types("/logsession 1h30 react", channel=channel)
    wish.press_sequentially(" like company")
    expect(wish).to_have_value("I would like company")


def test_a_button_pressed_twice_before_the_first_answer_is_heard_twice(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    blocks = [{"type": "actions", "elements": [GO]}]
    school.coordinator.deps.sender.chat_postMessage(channel=channel.id, text="Go?", blocks=blocks)
    window = opens()
    samira = window.left.is_now("Samira").goes_to(channel.name)
    before = len(school.workspace.deliveries("interactive"))
    held: list[Route] = []
    window.page.route(re.compile("/press"), lambda route: held.append(route))
    with window.page.expect_request(re.compile("/press")):
        samira.presses("Go")
    with window.page.expect_request(re.compile("/press")):
        samira.presses("Go")
    for one in held:
        with window.page.expect_response(re.compile("/press")):
            one.continue_()
    assert len(school.workspace.deliveries("interactive")) == before + 2
