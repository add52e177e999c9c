"""At the speed of a machine: what is on the screen is what counts, however late the answers come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route, expect

from tests import stories
from tests.conftest import School
from tests.page.conftest import Opens
from tests.page.window import Pane

CHANGE = re.compile("/change")
SUBMIT = re.compile("/submit")


@contextmanager
def held(page: Page, what: re.Pattern[str]) -> Iterator[list[Route]]:
    """The first request of this kind does not get through before the block ends; the others do."""
    routes: list[Route] = []

    def hold(route: Route) -> None:
        routes.append(route)
        if len(routes) > 1:
            route.continue_()

    page.route(what, hold)
    yield routes
    with page.expect_response(what):
        routes[0].continue_()


def logs(school: School, opens: Opens) -> Pane:
    """Samira has the form of a session before her."""
    _, _, channel = stories.team(school)
    samira = opens().left.is_now("Samira").goes_to(channel.name)
    samira.types("/logsession")
    expect(samira.modal.get_by_label("How long?")).to_be_focused()
    return samira


def asks(school: School, opens: Opens) -> Pane:
    """Rosa has the first page of a request before her, filled in."""
    school.person("Rosa")
    rosa = opens().left.is_now("Rosa").goes_to("general")
    rosa.types("/codebuddy request")
    rosa.modal.get_by_role("combobox").first.select_option(index=1)
    rosa.modal.get_by_role("checkbox", name="Arabic").first.check()
    rosa.modal.get_by_role("checkbox", name="React").check()
    return rosa


def test_a_box_ticked_before_the_last_one_was_answered_stays_ticked(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Rosa")
    window = opens()
    rosa = window.left.is_now("Rosa").goes_to("general")
    rosa.types("/codebuddy request")
    react, arabic = (rosa.modal.get_by_role("checkbox", name=one).first for one in ("React", "Arabic"))
    english = rosa.modal.get_by_role("checkbox", name="English").first
    with held(window.page, CHANGE):
        with window.page.expect_request(CHANGE):
            arabic.check()
        english.check()
        with window.page.expect_response(CHANGE):
            react.check()
        expect(english).to_be_checked()
    expect(arabic).to_be_checked()
    expect(english).to_be_checked()
    with window.page.expect_response(CHANGE):
        rosa.modal.locator("textarea").first.fill("Hello")
    window.page.reload()
    for box in (arabic, english, react):
        expect(box).to_be_checked()


def test_an_error_stays_when_what_was_typed_is_heard_of_once_more(school: School, opens: Opens) -> None:
    stories.set_up(school)
    samira = logs(school, opens)
    length = samira.modal.get_by_label("How long?")
    length.fill("a while")
    samira.presses("Save")
    expect(length).to_have_attribute("aria-invalid", "true")
    with samira.page.expect_response(CHANGE):
        length.dispatch_event("change")
    samira.page.reload()
    expect(length).to_have_attribute("aria-invalid", "true")
    with samira.page.expect_response(CHANGE):
        length.fill("2h")
    expect(length).not_to_have_attribute("aria-invalid", "true")


def test_what_is_sent_counts_more_than_what_stood_there_before(school: School, opens: Opens) -> None:
    stories.set_up(school)
    samira = logs(school, opens)
    length = samira.modal.get_by_label("How long?")
    with held(samira.page, CHANGE):
        with samira.page.expect_request(CHANGE):
            length.fill("7")
        length.fill("a while")
        samira.presses("Save")
        expect(length).to_have_attribute("aria-invalid", "true")
    expect(length).to_have_value("a while")
    samira.page.reload()
    expect(length).to_have_value("a while")
    expect(length).to_have_attribute("aria-invalid", "true")


def test_what_is_put_in_while_a_form_is_under_way_stays(school: School, opens: Opens) -> None:
    stories.set_up(school)
    samira = logs(school, opens)
    length, about = (
        samira.modal.get_by_label("How long?"),
        samira.modal.get_by_label(re.compile("What about")),
    )
    length.fill("a while")
    with held(samira.page, SUBMIT):
        with samira.page.expect_request(SUBMIT):
            samira.presses("Save")
        about.fill("hooks")
        length.fill("2h")
    expect(length).to_have_attribute("aria-invalid", "true")
    expect(about).to_have_value("hooks")
    expect(length).to_have_value("2h")
    samira.presses("Save")
    expect(samira.modal).to_contain_text("Logged: 2 h")


def test_the_last_words_before_a_reload_are_kept(school: School, opens: Opens) -> None:
    stories.set_up(school)
    samira = logs(school, opens)
    samira.modal.get_by_label(re.compile("What about")).fill("hooks")
    samira.page.reload()
    expect(samira.modal.get_by_label(re.compile("What about"))).to_have_value("hooks")


def test_a_button_in_a_form_is_pressed_with_everything_that_is_on_the_screen(
    school: School, opens: Opens
) -> None:
    stories.set_up(school)
    rosa = asks(school, opens)
    send = rosa.modal.locator("button[type=submit]")
    send.click()
    monday = rosa.modal.get_by_role("checkbox", name="Monday evening")
    with held(rosa.page, CHANGE):
        with rosa.page.expect_request(CHANGE):
            monday.check()
        rosa.presses("Back")
        expect(monday).to_have_count(0)
    send.click()
    expect(monday).to_be_checked()
    expect(rosa.note).to_have_text("")
