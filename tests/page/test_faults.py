"""Trouble on demand from the page, two browsers, and a page that needs nobody else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

import sandbox.page
from tests import stories
from tests.conftest import School
from tests.page.conftest import Opens

STATIC = Path(sandbox.page.__file__).parent / "static"
PAGE_BYTES = 250_000
SCRIPT_LINES = 300


def test_a_call_that_fails_is_set_used_up_and_seen(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    window = opens()
    samira = window.left.is_now("Samira").goes_to(channel.name)
    window.page.get_by_role("button", name="Inspector").click()
    window.page.get_by_text("Make trouble").click()
    faults = window.page.locator("#faults")
    faults.get_by_label("The next call of").fill("views.open")
    faults.get_by_label("fails with").fill("fatal_error")
    faults.get_by_role("button", name="Set").first.click()
    expect(faults).to_contain_text("The next call of views.open fails with fatal_error.")
    samira.types("/logsession")
    expect(samira.feed).to_contain_text("did not open the form")
    expect(window.page.locator("#inspector-rows")).to_contain_text("fatal_error")
    samira.types("/logsession")
    expect(samira.modal).to_be_visible()


def test_slack_is_down_until_somebody_ends_it(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Otto")
    window = opens()
    otto = window.left.is_now("Otto").goes_to("general")
    window.page.get_by_role("button", name="Inspector").click()
    window.page.get_by_text("Make trouble").click()
    faults, bar = window.page.locator("#faults"), window.page.locator("#bar")
    faults.get_by_role("button", name="Slack is down").click()
    expect(bar).to_contain_text("Slack is down")
    expect(bar).not_to_contain_text("The program is not connected")
    assert school.workspace.bot_token not in window.page.content()
    otto.types("/codebuddy help")
    expect(otto.feed).to_contain_text("/codebuddy failed")
    faults.get_by_role("button", name="No faults").click()
    expect(bar).not_to_contain_text("Slack is down")
    expect(bar).not_to_contain_text("The program is not connected")


def test_a_form_says_that_slack_did_not_answer_and_keeps_everything(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    window = opens(size=(390, 800))
    samira = window.left.is_now("Samira").goes_to(channel.name)
    samira.types("/logsession")
    samira.modal.get_by_label("How long?").fill("2h")
    school.sandbox.faults.down()
    samira.presses("Save")
    expect(samira.note).to_contain_text("Slack did not answer")
    expect(samira.note.locator("p")).to_be_in_viewport(ratio=1)
    expect(samira.modal.get_by_label("How long?")).to_have_value("2h")
    window.page.locator("#bar").get_by_role("button", name="No faults").click()
    expect(window.page.locator("#bar [role=alert]")).to_have_count(0)
    school.sandbox.wait_for_bot(sockets=1, programs=1)
    samira.presses("Save")
    expect(samira.modal).to_contain_text("Logged: 2 h")
    expect(samira.note).to_have_text("")


def test_a_button_of_home_says_that_slack_did_not_answer(school: School, opens: Opens) -> None:
    stories.set_up(school)
    petra = opens().left.is_now("Petra")
    school.sandbox.faults.down()
    petra.feed.locator("button[data-action]").first.click()
    expect(petra.note).to_contain_text("Slack did not answer")


def test_a_search_without_a_hit_says_what_was_looked_for(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Otto")
    window = opens()
    window.page.get_by_role("button", name="Inspector").click()
    rows = window.page.locator("#inspector-rows")
    expect(rows.locator("details").first).to_be_visible()
    window.page.get_by_role("searchbox", name="Find").fill("chat.nothing")
    expect(rows).to_contain_text("Nothing here has “chat.nothing”")
    expect(rows).not_to_contain_text("Nothing yet")


def test_the_last_choice_counts_however_slow_the_one_before(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Otto")
    pane = opens().left.is_now("Otto").goes_to("general")
    school.sandbox.faults.slow(500)
    pane.root.get_by_role("button", name="Home").click()
    pane.is_now("Petra")
    pane.root.get_by_role("button", name="Home").click()
    pane.goes_to("general")


def test_nonsense_is_refused_in_words(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Otto")
    window = opens()
    window.page.get_by_role("button", name="Inspector").click()
    window.page.get_by_text("Make trouble").click()
    faults = window.page.locator("#faults")
    faults.get_by_label("Slow by").fill("a while")
    faults.get_by_role("button", name="Set").last.click()
    expect(faults).to_contain_text("at most 60000")


def test_two_browsers_see_the_same_school(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    one, other = opens(), opens()
    one.left.is_now("Samira").goes_to(channel.name)
    other.left.is_now("Bruno").goes_to(channel.name)
    one.left.types("/logsession 2h")
    school.sandbox.settle()
    expect(other.left.feed).to_contain_text("logged 2 h")


def test_what_arrived_for_whom_is_listed_after_the_clock_has_moved(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    stories.nudge_slot(school)
    window = opens()
    window.page.get_by_role("button", name="+1 week").click()
    came = window.page.locator(".came")
    expect(came).to_contain_text(f"Thu 5 March, 17:00 #{channel.name}, for Samira, Bruno")
    came.get_by_role("button", name=channel.name).click()
    expect(window.left.feed).to_contain_text("No reminders for 4 weeks")


def test_a_clock_that_brings_nothing_says_so(school: School, opens: Opens) -> None:
    stories.set_up(school)
    window = opens()
    window.page.get_by_role("button", name="+1 hour").click()
    expect(window.page.locator(".came")).to_have_text(
        "From Mon 2 March, 09:00 to Mon 2 March, 10:00: nothing has arrived."
    )


def test_it_asks_nobody_else(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    window = opens()
    hosts: set[str] = set()
    window.page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    window.page.reload()
    window.left.is_now("Samira").goes_to(channel.name)
    assert hosts == {urlsplit(school.sandbox.url).netloc}


def test_it_is_small() -> None:
    shipped = [path for path in STATIC.rglob("*") if path.suffix in (".js", ".css", ".svg")]
    assert len(shipped) > 5
    assert sum(path.stat().st_size for path in shipped) < PAGE_BYTES
    own = [path for path in shipped if path.suffix == ".js" and path.parent == STATIC]
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in own) <= SCRIPT_LINES
    vendored = {path.name for path in (STATIC / "vendor").iterdir()}
    for name in ("htmx", "htmx-sse", "idiomorph"):
        assert f"LICENSE-{name}.txt" in vendored
