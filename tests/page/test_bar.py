"""Above the panes: the clock, what comes next, a program that is not there, and the inspector."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests import stories
from tests.conftest import School
from tests.page.conftest import Opens

SECRET = "I sleep badly and cannot think in class"


def test_the_clock_moves_and_what_was_due_has_arrived(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    stories.nudge_slot(school)
    window = opens()
    samira = window.left.is_now("Samira").goes_to(channel.name)
    expect(window.clock).to_contain_text("Mon 2 March, 09:00")
    window.page.get_by_role("button", name="+1 hour").click()
    expect(window.clock).to_contain_text("Mon 2 March, 10:00")
    window.page.get_by_role("button", name="+1 day").click()
    expect(window.clock).to_contain_text("Tue 3 March, 10:00")
    expect(samira.feed).not_to_contain_text("No reminders for 4 weeks")
    window.page.get_by_role("button", name="+1 week").click()
    expect(window.clock).to_contain_text("Tue 10 March, 10:00")
    expect(samira.feed).to_contain_text("No reminders for 4 weeks")


def test_a_home_that_stands_there_while_time_passes_says_what_is_true_now(
    school: School, opens: Opens
) -> None:
    stories.set_up(school)
    samira, _, channel = stories.team(school)
    samira.types("/logsession 1h30 today", channel=channel)
    window = opens()
    home = window.left.is_now("Samira").goes_to("Home")
    expect(home.feed).to_contain_text("This week 1 h 30 of 2 h")
    window.page.get_by_role("button", name="+1 week").click()
    expect(home.feed).to_contain_text("This week 0 min of 2 h")


def test_a_week_later_it_is_as_late_on_the_wall_in_summer_time_too(school: School, opens: Opens) -> None:
    stories.set_up(school)
    window = opens()
    for week in ("9 March", "16 March", "23 March", "30 March"):
        window.page.get_by_role("button", name="+1 week").click()
        expect(window.clock).to_contain_text(f"Mon {week}, 09:00")
    school.sandbox.set_clock(datetime(2026, 10, 24, 7, 0, tzinfo=UTC))
    window.page.get_by_role("button", name="+1 day").click()
    expect(window.clock).to_contain_text("Sun 25 October, 09:00")


def test_what_comes_next_is_one_press_away(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    stories.nudge_slot(school)
    window = opens()
    window.left.is_now("Samira").goes_to(channel.name)
    ahead = window.page.locator("#clock-next")
    school.sandbox.advance_to(datetime(2026, 3, 5, 9, 1, tzinfo=ZoneInfo("Europe/Madrid")))
    expect(ahead).to_contain_text(re.compile("Thu 5 March, 17:00: nudges"))
    ahead.click()
    expect(window.clock).to_contain_text("Thu 5 March, 17:00")
    expect(window.left.feed).to_contain_text("No reminders for 4 weeks")


def test_a_program_that_is_not_connected_is_said_with_how_to_start_it(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Otto")
    window = opens()
    window.left.is_now("Otto").goes_to("general")
    school.coordinator.stop()
    warning = window.page.locator("#bar [role=alert]")
    expect(warning).to_contain_text("The program is not connected")
    expect(warning).to_contain_text(f"SLACK_BOT_TOKEN={school.workspace.bot_token}")
    expect(warning).to_contain_text("XDG_DATA_HOME=")
    window.left.types("/codebuddy help")
    expect(window.left.feed).to_contain_text("/codebuddy failed")


def test_the_inspector_shows_calls_and_withholds_what_is_said_in_confidence(
    school: School, opens: Opens
) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    mateo = school.person("Mateo")
    samira.types("/escalate")
    samira.submits_pages({"door": "talk"}, {"words": SECRET})
    school.sandbox.settle()
    mateo.clicks("private_open")
    assert SECRET in mateo.modal().text
    window = opens()
    window.left.is_now("Petra")
    window.page.get_by_role("button", name="Inspector").click()
    rows = window.page.locator("#inspector-rows")
    expect(rows).to_contain_text("views.open")
    expect(rows).to_contain_text("view_submission")
    assert SECRET not in window.page.content()
    assert SECRET.split()[1] not in rows.inner_text()
    window.page.get_by_role("searchbox", name="Find").fill("chat.postMessage")
    expect(rows).not_to_contain_text("views.open")
    expect(rows).to_contain_text("chat.postMessage")
    expect(rows.locator("time").first).to_have_text(re.compile(r"\d\d:\d\d:\d\d UTC"))
    assert school.workspace.bot_token not in rows.inner_text()


def test_only_its_reader_has_it_on_the_page(school: School, opens: Opens) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    mateo = school.person("Mateo")
    samira.types("/escalate")
    samira.submits_pages({"door": "talk"}, {"words": SECRET})
    samira.closes(all=True)
    school.sandbox.settle()
    mateo.clicks("private_open")
    window = opens()
    for name in ("Petra", "Bruno", "Bea", "Wanda"):
        window.left.is_now(name)
        assert SECRET not in window.page.content(), name
    window.left.is_now("Mateo")
    expect(window.left.modal).to_contain_text(SECRET)


def test_a_chart_is_drawn_and_told_in_words(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    data = [{"label": "W9", "value": 2}, {"label": "W10", "value": 3}]
    chart = {"type": "bar", "series": [{"name": "Hours", "data": data}]}
    categories = {"axis_config": {"categories": ["W9", "W10"]}}
    blocks = [{"type": "data_visualization", "title": "Hours a week", "chart": {**chart, **categories}}]
    school.coordinator.deps.sender.chat_postMessage(channel=channel.id, text="Hours", blocks=blocks)
    window = opens()
    window.left.is_now("Samira").goes_to(channel.name)
    image = window.left.feed.get_by_role("img", name=re.compile("W10: 3"))
    expect(image).to_be_visible()
    assert image.evaluate("one => one.getBoundingClientRect().height") > 50


def test_the_inspector_does_not_say_which_door_somebody_took(school: School, opens: Opens) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    samira.types("/escalate")
    samira.submits_pages({"door": "talk"}, {"words": SECRET})
    window = opens()
    window.page.get_by_role("button", name="Inspector").click()
    row = window.page.locator("#inspector-rows details", has_text="view_submission").first
    row.locator("summary").click()
    expect(row).to_contain_text("selected_option: (withheld)")
