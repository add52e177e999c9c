"""The guided tour, from the first step to the last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import expect

from sandbox.tour import STEPS
from tests.conftest import School
from tests.page.conftest import Opens
from tests.page.window import Window
from tests.sandbox.little_school import LittleSchool, Played, played_school


@pytest.fixture
def little(tmp_path: Path, played: Played) -> Iterator[LittleSchool]:
    """The little school of the demo, at its today."""
    with played_school(tmp_path, played) as made:
        yield made


@pytest.fixture
def school(little: LittleSchool) -> School:
    return School(little.sandbox, little.school.workspace, little.coordinator)


def stands_at(window: Window, number: int) -> None:
    """At the start of step `number`, counted from 1; after the last it is finished."""
    words = f"step {number} of {len(STEPS)}" if number <= len(STEPS) else "finished"
    expect(window.page.locator("#tour summary")).to_contain_text(words)


def test_each_step_is_shown_where_it_is_taken_and_by_hand_or_for_whoever_likes_it_is_done(
    school: School, opens: Opens
) -> None:
    window = opens()
    for number, step in enumerate(STEPS, 1):
        stands_at(window, number)
        window.page.locator("#tour-show").click()
        expect(window.left.root.locator("select[name=who] option:checked")).to_contain_text(step.who)
        if step.press:
            button = window.left.root.locator(f"[data-action='{step.press}']").last
            expect(button).to_have_css("outline-style", "solid")
        if number == 1:
            asks_by_hand(window)
        else:
            window.page.locator("#tour-do").click()
    stands_at(window, len(STEPS) + 1)


def asks_by_hand(window: Window) -> None:
    window.left.root.locator(".composer input").wait_for()
    window.left.types(str(STEPS[0].type))
    form = window.left.modal
    form.get_by_role("group", name="Which languages do you speak well").get_by_label("Turkish").check()
    form.get_by_role("combobox").first.select_option(index=1)
    form.get_by_role("checkbox", name="React").check()
    form.locator("button[type=submit]").click()
    form.get_by_role("group", name="When could you meet").wait_for()
    form.locator("button[type=submit]").click()
    expect(form.locator("button[type=submit]")).to_have_count(0)
    window.page.keyboard.press("Escape")


def test_only_what_whoever_is_on_turn_presses_is_marked(school: School, opens: Opens) -> None:
    window = opens()
    marked = ("outline-style", "solid")
    show, composer = window.page.locator("#tour-show"), window.left.root.locator(".composer input")
    window.left.is_someone("Samira").goes_to("general")
    expect(show).to_have_css(*marked)
    expect(composer).not_to_have_css(*marked)
    window.left.is_someone("Leyla")
    expect(show).not_to_have_css(*marked)
    expect(window.left.root.locator(".place", has_text="general")).to_have_css(*marked)
    window.left.goes_to("general")
    expect(composer).to_have_css(*marked)
    for number, step in enumerate(STEPS, 1):
        stands_at(window, number)
        if step.key == "nudge":
            break
        window.page.locator("#tour-do").click()
    expect(window.page.get_by_role("group", name="Clock")).to_have_css(*marked)


def test_a_tour_left_in_the_middle_stays_closed_until_it_is_opened_again(
    school: School, opens: Opens
) -> None:
    window = opens()
    tour = window.page.locator("#tour")
    tour.locator("summary").click()
    expect(tour).not_to_have_attribute("open", "")
    with window.page.expect_response(re.compile("/bar")):
        window.page.get_by_role("button", name="+1 hour").click()
    expect(window.clock).to_contain_text("10:")
    expect(tour).not_to_have_attribute("open", "")
    tour.locator("summary").click()
    stands_at(window, 1)


def test_a_step_asked_for_twice_at_once_is_done_once(school: School, opens: Opens) -> None:
    window = opens()
    do = window.page.locator("#tour-do")
    with window.page.expect_response(re.compile("/tour")):
        do.dblclick()
    stands_at(window, 2)
    expect(do).to_be_enabled()
    expect(do).to_be_focused()
    stands_at(window, 2)


def lets_it_pass(window: Window) -> None:
    """Emre says no to the offer."""
    emre = window.left.is_someone("Emre").goes_to("Messages")
    emre.presses("Not this time")
    emre.modal.get_by_role("radio").first.check()
    emre.presses("Send")
    expect(emre.modal.get_by_role("radio")).to_have_count(0)
    window.page.keyboard.press("Escape")
    expect(emre.modal).to_have_count(0)


def test_an_offer_let_pass_is_said_and_the_tour_goes_on_without_it(school: School, opens: Opens) -> None:
    window = opens()
    tour, do = window.page.locator("#tour"), window.page.locator("#tour-do")
    for number in (1, 2):
        stands_at(window, number)
        do.click()
    stands_at(window, 3)
    lets_it_pass(window)
    soon = 10_000  # the page looks by itself every twenty seconds
    expect(tour).to_contain_text(
        "This step cannot be taken any more. Emre or Leyla has let it pass", timeout=soon
    )
    expect(do).to_have_count(0)
    expect(tour.get_by_role("button", name="Begin the tour anew")).to_have_count(0)
    tour.get_by_role("button", name="Go on with “A quiet week, and one kind word”").click()
    stands_at(window, 6)
    do.click()
    stands_at(window, 7)


def test_where_it_can_the_sandbox_begins_anew_once_that_is_sure(
    little: LittleSchool, school: School, opens: Opens
) -> None:
    little.person("Leyla").is_deactivated()
    asked = Event()
    little.hub.anew = asked.set
    window = opens()
    window.page.locator("#tour-do").click()
    anew = window.page.locator("#tour").get_by_role("button", name="Begin the tour anew")
    expect(window.page.locator("#bar-note")).not_to_contain_text("deactivated")
    anew.click()
    sure = window.page.get_by_role("dialog", name="Begin anew?")
    sure.get_by_role("button", name="Cancel").click()
    assert not asked.is_set()
    anew.click()
    sure.get_by_role("button", name="Begin anew").click()
    expect(window.page.locator("main")).to_contain_text("The school opens.")
    assert asked.is_set()
    little.hub.is_opening = False
    stands_at(window, 1)
