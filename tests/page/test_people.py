"""Being somebody, being two people at once, and what each of them sees."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests import stories
from tests.conftest import School
from tests.page.conftest import Opens


def test_two_people_side_by_side_and_news_come_by_themselves(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    window = opens()
    window.left.is_now("Samira").goes_to(channel.name)
    bruno = window.opens_a_second_pane().is_now("Bruno").goes_to(channel.name)
    window.left.types("/logsession 1h30 react")
    whisper = window.left.feed.locator(".is-whisper", has_text="1 h 30")
    expect(whisper).to_contain_text("Only visible to you")
    school.sandbox.settle()
    expect(bruno.feed).to_contain_text("logged 1 h 30")
    expect(bruno.feed.locator(".is-whisper")).to_have_count(0)


def test_a_channel_is_marked_unread_until_somebody_looks(school: School, opens: Opens) -> None:
    stories.set_up(school)
    samira, _, channel = stories.team(school)
    window = opens()
    window.left.is_now("Bruno")
    samira.types("/logsession 2h", channel=channel)
    school.sandbox.settle()
    place = window.left.root.locator(".place", has_text=channel.name)
    expect(place).to_have_class(re.compile("is-unread"))
    window.left.goes_to(channel.name)
    expect(place).not_to_have_class(re.compile("is-unread"))


def test_a_private_channel_is_not_there_for_who_is_not_in_it(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    school.person("Otto")
    window = opens()
    window.left.is_now("Otto")
    expect(window.left.root.locator(".place", has_text=channel.name)).to_have_count(0)
    window.page.goto(f"{school.sandbox.url}/?left={school.person('Otto').id}&at={channel.id}")
    expect(window.page.locator("#left .talk-head")).not_to_contain_text(channel.name)


def test_a_plain_message_stays_among_people_and_a_very_long_one_is_refused(
    school: School, opens: Opens
) -> None:
    stories.set_up(school)
    school.person("Otto")
    window = opens()
    window.left.is_now("Otto").goes_to("general")
    window.left.types("Good morning <b>all</b>")
    expect(window.left.feed).to_contain_text("Good morning <b>all</b>")
    before = len(school.workspace.deliveries())
    window.left.types("x" * 40_001)
    expect(window.left.note).to_contain_text("at most 40,000 characters; this one has 40,001")
    assert len(school.workspace.deliveries()) == before


def test_the_app_takes_no_messages_and_says_so(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Petra").types("/codebuddy contacts")
    window = opens()
    window.left.is_now("Petra").goes_to("Messages")
    expect(window.left.root.locator(".composer")).to_contain_text("nobody can write here")


def test_right_to_left_where_the_person_reads_so(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Layla", locale="ar-AE")
    window = opens()
    window.left.is_now("Layla")
    assert window.left.root.get_attribute("dir") == "rtl"
    sidebar, talk = (window.left.root.locator(part).bounding_box() for part in (".places", ".talk"))
    assert sidebar is not None
    assert talk is not None
    assert sidebar["x"] > talk["x"]


def test_a_reload_shows_the_same_people_at_the_same_places(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    window = opens()
    window.left.is_now("Samira").goes_to(channel.name)
    window.opens_a_second_pane().is_now("Petra")
    window.page.reload()
    expect(window.left.root.locator("h2").first).to_contain_text(channel.name)
    expect(window.right.root.locator("select[name=who] option:checked")).to_contain_text("Petra")


def test_who_is_named_in_the_address_and_is_not_there_hurts_nobody(school: School, opens: Opens) -> None:
    stories.set_up(school)
    window = opens()
    for query in ("left=U404", "left=../..&at=%00", "team=T404", "left=USLACKBOT", "inspect=1&at=<script>"):
        window.page.goto(f"{school.sandbox.url}/?{query}")
        expect(window.left.root).to_be_visible()


def test_words_that_are_refused_stay_and_a_second_enter_sends_nothing(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Otto")
    window = opens()
    otto = window.left.is_now("Otto").goes_to("general")
    box = otto.root.locator(".composer input")
    otto.types("x" * 40_001)
    expect(otto.note).to_contain_text("at most 40,000 characters")
    expect(box).to_have_value("x" * 40_001)
    box.fill("Good morning")
    box.press("Enter")
    box.press("Enter")
    expect(otto.feed.get_by_text("Good morning", exact=True)).to_have_count(1)
    expect(box).to_have_value("")
    expect(otto.note).to_be_empty()


def test_what_a_command_takes_is_said_while_it_is_typed(school: School, opens: Opens) -> None:
    stories.set_up(school)
    school.person("Otto")
    window = opens()
    otto = window.left.is_now("Otto").goes_to("general")
    box, usage = otto.root.locator(".composer input"), otto.root.locator(".usage")
    box.press_sequentially("/logsession 1h")
    expect(usage).to_contain_text("1h30 yesterday")
    box.press_sequentially(" react")
    expect(usage).to_contain_text("1h30 yesterday")
    box.fill("/nothing")
    expect(usage).to_be_empty()
