"""Everybody can use it: axe finds nothing serious, in light and dark, wide and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import stories
from tests.conftest import School
from tests.page.conftest import Opens
from tests.page.window import Window

WIDE, PHONE = (1200, 800), (390, 800)
LOOKS: list[dict[str, Any]] = [
    {"color_scheme": "light", "size": WIDE},
    {"color_scheme": "dark", "size": WIDE},
    {"color_scheme": "light", "size": PHONE},
]


def serious(window: Window) -> list[str]:
    """What axe finds on the page as it is, with the places."""
    found = Axe().run(window.page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node.get('any', [{}])[:1]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "phone"])
def test_nothing_stands_in_anybodys_way(school: School, opens: Opens, look: dict[str, Any]) -> None:
    stories.set_up(school)
    samira, _, channel = stories.team(school)
    samira.types("/logsession 1h30", channel=channel)
    school.sandbox.settle()
    window = opens(**look)
    petra = window.left.is_now("Petra")
    assert serious(window) == []
    window.left.is_now("Samira").goes_to(channel.name)
    assert serious(window) == []
    window.left.types("/codebuddy support")
    window.left.modal.locator("button[type=submit]").click()
    window.left.modal.locator("[role=alert], [aria-invalid=true], input").first.wait_for()
    assert serious(window) == []
    window.page.keyboard.press("Escape")
    window.page.get_by_role("button", name="Inspector").click()
    window.page.locator("#inspector-rows details").first.wait_for()
    assert serious(window) == []
    assert petra.root.count() == 1


def test_a_phone_never_scrolls_sideways(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    school.person("Otto")
    window = opens(size=PHONE)
    window.left.is_now("Otto").goes_to("general")
    window.left.types("Good morning")
    window.left.is_now("Samira")
    expect(window.left.root.locator(".badge")).to_be_attached()
    assert window.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    window.left.goes_to(channel.name)
    assert window.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    window.left.types("/logsession")
    window.left.modal.wait_for()
    assert window.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_whole_session_is_logged_with_the_keyboard_alone(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    window = opens()
    keys = window.page.keyboard
    samira = window.left.is_now("Samira")
    place = samira.root.locator(".place", has_text=channel.name)
    for _ in range(40):
        if place.evaluate("one => one === document.activeElement"):
            break
        keys.press("Tab")
    keys.press("Enter")
    samira.root.locator(".place[aria-current]", has_text=channel.name).wait_for()
    box = samira.root.locator(".composer input")
    for _ in range(40):
        if box.evaluate("one => one === document.activeElement"):
            break
        keys.press("Tab")
    keys.type("/logsession")
    keys.press("Enter")
    samira.modal.get_by_label("How long?").wait_for()
    keys.type("2h")
    keys.press("Enter")
    samira.modal.get_by_text("Logged: 2 h").wait_for()
    keys.press("Escape")
    samira.modal.wait_for(state="detached")
