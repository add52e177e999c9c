"""Modals: every field, errors under them, what is typed survives, the keyboard is enough."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from sqlalchemy import select

from models import BuddyRequest
from tests import stories
from tests.conftest import School
from tests.page.conftest import Opens


def test_an_error_stands_under_its_field_and_what_was_typed_stays(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    window = opens()
    samira = window.left.is_now("Samira").goes_to(channel.name)
    samira.types("/logsession")
    length = samira.modal.get_by_label("How long?")
    expect(length).to_be_focused()
    length.fill("a while")
    samira.modal.get_by_label(re.compile("What about")).fill("hooks")
    samira.presses("Save")
    expect(length).to_have_attribute("aria-invalid", "true")
    described = str(length.get_attribute("aria-describedby")).split()
    words = " ".join(window.page.locator(f"[id='{one}']").inner_text() for one in described)
    assert "how long it was" in words
    expect(length).to_have_value("a while")
    expect(samira.modal.get_by_label(re.compile("What about"))).to_have_value("hooks")
    length.fill("45 min")
    samira.presses("Save")
    expect(samira.modal).to_contain_text("Logged: 45 min")


def test_a_whole_request_is_filled_with_the_mouse_and_arrives(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Rosa")
    window = opens()
    rosa = window.left.is_now("Rosa").goes_to("general")
    rosa.types("/codebuddy request")
    rosa.modal.get_by_role("combobox").first.select_option(index=1)
    rosa.modal.get_by_role("checkbox", name="Arabic").first.check()
    rosa.modal.get_by_role("checkbox", name="English").last.check()
    rosa.modal.get_by_role("checkbox", name="React").check()
    rosa.modal.locator("textarea").first.fill("I would like to ask small questions.")
    rosa.modal.locator("button[type=submit]").click()
    rosa.modal.get_by_role("checkbox", name="Monday evening").check()
    rosa.presses("Back")
    expect(rosa.modal.locator("textarea").first).to_have_value("I would like to ask small questions.")
    rosa.modal.locator("button[type=submit]").click()
    expect(rosa.modal.get_by_role("checkbox", name="Monday evening")).to_be_checked()
    rosa.modal.locator("button[type=submit]").click()
    expect(rosa.modal.locator("button[type=submit]")).to_have_count(0)
    with school.store.everywhere_reading() as db:
        [request] = db.scalars(select(BuddyRequest)).all()
    assert (request.languages, request.fluent, request.times) == (["ar", "en"], ["ar"], ["mon_evening"])


def test_what_is_typed_survives_a_reload_and_a_program_that_starts_again(
    school: School, opens: Opens
) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    window = opens()
    samira = window.left.is_now("Samira").goes_to(channel.name)
    samira.types("/logsession")
    with window.page.expect_response(re.compile("/change")):
        samira.modal.get_by_label("How long?").fill("2h")
    window.page.reload()
    expect(samira.modal.get_by_label("How long?")).to_have_value("2h")
    school.sandbox.faults.drop_socket()
    school.sandbox.wait_for_bot(sockets=1, programs=1)
    samira.presses("Save")
    expect(samira.modal).to_contain_text("Logged: 2 h")


def test_escape_closes_and_the_focus_returns(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    window = opens()
    samira = window.left.is_now("Samira").goes_to(channel.name)
    box = samira.root.locator(".composer input")
    box.focus()
    window.page.keyboard.type("/logsession")
    window.page.keyboard.press("Enter")
    expect(samira.modal.get_by_label("How long?")).to_be_focused()
    window.page.keyboard.press("Escape")
    expect(samira.modal).to_have_count(0)
    expect(box).to_be_focused()


def test_a_button_that_asks_first_does_nothing_until_the_answer(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    question = {"type": "plain_text", "text": "Sure?"}
    confirm = {
        "title": question,
        "text": {"type": "plain_text", "text": "This cannot be undone."},
        "confirm": {"type": "plain_text", "text": "Yes"},
        "deny": {"type": "plain_text", "text": "No"},
    }
    button = {"type": "button", "action_id": "made_up", "confirm": confirm}
    blocks = [{"type": "actions", "elements": [{**button, "text": {"type": "plain_text", "text": "Go"}}]}]
    school.coordinator.deps.sender.chat_postMessage(channel=channel.id, text="Go?", blocks=blocks)
    window = opens()
    samira = window.left.is_now("Samira").goes_to(channel.name)
    before = len(school.workspace.deliveries("interactive"))
    samira.presses("Go")
    sure = window.page.get_by_role("dialog", name="Sure?")
    sure.get_by_role("button", name="No").click()
    assert len(school.workspace.deliveries("interactive")) == before
    samira.presses("Go")
    with window.page.expect_response(re.compile("/press")):
        sure.get_by_role("button", name="Yes").click()
    assert len(school.workspace.deliveries("interactive")) == before + 1


def test_an_open_form_leaves_the_switch_of_people_free_and_waits(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    window = opens()
    samira = window.left.is_now("Samira").goes_to(channel.name)
    samira.types("/logsession")
    samira.modal.get_by_label("How long?").fill("2h")
    samira.root.locator("select[name=who]").click(timeout=5000)
    window.page.keyboard.press("Escape")
    samira.is_now("Bruno")
    expect(samira.modal).to_have_count(0)
    expect(samira.root.locator("select[name=who]")).to_be_focused()
    samira.is_now("Samira")
    expect(samira.modal.get_by_label("How long?")).to_have_value("2h")


def test_an_empty_day_says_what_it_is_for_until_one_is_chosen(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    words = {"type": "plain_text", "text": "Away until …"}
    day = {"type": "datepicker", "action_id": "made_up", "placeholder": words}
    blocks = [{"type": "actions", "block_id": "away", "elements": [day]}]
    school.coordinator.deps.sender.chat_postMessage(channel=channel.id, text="Away?", blocks=blocks)
    samira = opens().left.is_now("Samira").goes_to(channel.name)
    field = samira.feed.get_by_label("Away until …")
    shown = samira.feed.locator(".k-picker")
    before = "one => getComputedStyle(one, '::before').content"
    assert shown.evaluate(before) == '"Away until …"'
    field.focus()
    assert shown.evaluate(before) == "none"
    field.fill("2026-04-01")
    expect(shown).not_to_have_attribute("data-placeholder", "Away until …")
    field.blur()
    assert shown.evaluate(before) == "none"


def test_slack_speaks_the_language_of_whoever_reads(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Rosa", locale="es-ES")
    window = opens()
    rosa = window.left.is_now("Rosa").goes_to("Inicio").goes_to("general")
    expect(rosa.root.locator(".pane-body")).to_have_attribute("lang", "es")
    expect(rosa.root.get_by_placeholder("Mensaje a # general, o / para un comando")).to_be_visible()
    rosa.types("/codebuddy request")
    expect(rosa.modal.get_by_text("(opcional)").first).to_be_visible()
    rosa.modal.locator("button[type=submit]").click()
    rosa.modal.get_by_text("Rellena este campo, por favor: es obligatorio.").first.wait_for()
    window.page.keyboard.press("Escape")
    rosa.types("/codebuddy contacts")
    whisper = rosa.feed.locator(".is-whisper").last
    expect(whisper).to_contain_text("Solo visible para ti")
    expect(rosa.feed.locator(".day").last).to_have_text("lunes 2 de marzo")
