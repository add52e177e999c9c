"""A form's next page begins at its top, and what is wrong with a form comes into sight."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests import stories
from tests.conftest import School
from tests.page.conftest import Opens
from tests.page.window import Pane

PHONE, LOW, WIDE = (390, 800), (780, 437), (1280, 800)
SIZES = pytest.mark.parametrize("size", [PHONE, LOW, WIDE], ids=["phone", "low", "wide"])
AT = "one => one.scrollTop"
TO_THE_END = "one => { one.scrollTop = one.scrollHeight; }"


def asks(school: School, opens: Opens, size: tuple[int, int]) -> Pane:
    """Rosa has the first page of a request before her."""
    school.person("Rosa")
    rosa = opens(size=size).left.is_now("Rosa").goes_to("general")
    rosa.types("/codebuddy request")
    expect(rosa.modal).to_be_visible()
    return rosa


@SIZES
def test_the_next_page_begins_at_its_top_and_so_does_the_one_before(
    school: School, opens: Opens, size: tuple[int, int]
) -> None:
    stories.set_up(school)
    rosa = asks(school, opens, size)
    rosa.modal.get_by_role("combobox").first.select_option(index=1)
    rosa.modal.get_by_role("checkbox", name="Arabic").first.check()
    rosa.modal.get_by_role("checkbox", name="React").check()
    body = rosa.modal.locator(".modal-body")
    body.evaluate(TO_THE_END)
    assert body.evaluate(AT) > 0
    rosa.modal.locator("button[type=submit]").click()
    expect(rosa.modal.get_by_role("checkbox", name="Monday evening")).to_be_visible()
    assert body.evaluate(AT) == 0
    body.evaluate(TO_THE_END)
    rosa.presses("Back")
    expect(rosa.modal.get_by_role("checkbox", name="React")).to_be_visible()
    assert body.evaluate(AT) == 0


@SIZES
def test_what_is_missing_is_in_sight_each_time_a_form_comes_back(
    school: School, opens: Opens, size: tuple[int, int]
) -> None:
    stories.set_up(school)
    rosa = asks(school, opens, size)
    body = rosa.modal.locator(".modal-body")
    for _ in range(2):
        body.evaluate(TO_THE_END)
        rosa.modal.locator("button[type=submit]").click()
        missing = rosa.modal.locator(".k-error").first
        expect(missing).to_be_in_viewport(ratio=1)
        expect(rosa.modal.locator("[aria-invalid=true]").first).to_be_focused()


def test_a_page_that_only_hears_of_news_stays_where_it_was_scrolled_to(school: School, opens: Opens) -> None:
    stories.set_up(school)
    rosa = asks(school, opens, LOW)
    body = rosa.modal.locator(".modal-body")
    body.evaluate(TO_THE_END)
    before = body.evaluate(AT)
    with rosa.page.expect_response(re.compile("/news")):
        school.people["Rosa"].opens_home()
    assert body.evaluate(AT) == before > 0


def test_a_form_without_a_field_is_seen_by_whoever_was_far_down(school: School, opens: Opens) -> None:
    """On a phone the page is long, and a form opens at the top of its pane."""
    stories.set_up(school)
    school.person("Otto")
    window = opens()
    window.page.set_viewport_size({"width": 390, "height": 500})
    otto = window.left.is_now("Otto").goes_to("Home")
    otto.root.locator("[data-action=private_open]").last.click()
    expect(otto.modal.get_by_role("heading").first).to_be_in_viewport()
