"""Block Kit on the page: every block is drawn, everything has a name, nothing people write becomes a tag."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.blockkit import render
from sandbox.page import blocks as page
from sandbox.viewstate import INITIALS
from tests.sandbox import every_block
from tests.sandbox.every_block import BLOCKS, CHARTS, CLICKS, FIELDS, Json
from tests.sandbox.parsed import FIELDS as FIELD_TAGS
from tests.sandbox.parsed import Parsed, Tag, check

READER = render.Reader(
    {"U1": "Ana", "U2": "Ben", "USLACKBOT": "Slackbot"},
    {"C1": "team", "D1": "directmessage"},
    "Europe/Madrid",
    datetime(2026, 3, 2, 12, tzinfo=UTC),
)
WHERE = page.Where("/press?a=1&b=2", "/change", "left-m1.5")


def draw(*shown: Json, values: Json | None = None, errors: dict[str, str] | None = None) -> Parsed:
    return Parsed(str(page.blocks(list(shown), READER, WHERE, values, errors)))


def block(block_id: str) -> Json:
    return next(one for one in BLOCKS if one["block_id"] == block_id)


def test_every_block_is_drawn_and_everything_in_it_has_a_name() -> None:
    drawn = draw(*BLOCKS)
    check(drawn)
    assert not [tag for tag in drawn.tags if tag.attributes.get("class") == "k-unknown"]
    assert {one["element"]["type"] for one in FIELDS} == set(INITIALS)


@pytest.mark.parametrize("shown", BLOCKS, ids=lambda one: str(one["block_id"]))
def test_the_words_of_each_block_are_those_that_the_tests_read(shown: Json) -> None:
    drawn = draw(shown)
    heard = drawn.text + " ".join(" ".join(tag.attributes.values()) for tag in drawn.tags)
    texts = [shown["text"]["text"]] if isinstance(shown.get("text"), dict) else []
    texts += [shown[name]["text"] for name in ("label", "title", "hint") if isinstance(shown.get(name), dict)]
    assert all(text.strip("*") in heard for text in texts)


def test_it_is_drawn_alike_each_time_so_that_the_focus_stays() -> None:
    assert str(page.blocks(BLOCKS, READER, WHERE)) == str(page.blocks(BLOCKS, READER, WHERE))


def test_what_is_unknown_is_a_box_with_its_type() -> None:
    odd: list[Json] = [
        {"type": "call", "block_id": "v"},
        {"block_id": "none"},
        {"type": "data_visualization", "block_id": "c", "title": "Odd", "chart": {"type": "radar"}},
        {"type": "actions", "block_id": "a", "elements": [{"type": "workflow_button", "action_id": "w"}]},
        {
            "type": "input",
            "block_id": "i",
            "label": every_block.plain("File"),
            "element": {"type": "file_input"},
        },
    ]
    drawn = draw(*odd)
    boxes = [tag.text for tag in drawn.tags if tag.attributes.get("class") == "k-unknown"]
    assert boxes == ["call", "?", "data_visualization", "workflow_button", "file_input"]


# what is posted -----------------------------------------------------------------------------------------


def vals(tag: Tag) -> Any:
    return json.loads(tag.attributes["hx-vals"])


def test_a_button_says_where_it_is_and_asks_where_the_app_wants_it() -> None:
    drawn = draw(CLICKS)
    no = drawn.by_id("left-m1_2e_5-clicks-no")
    assert (no.attributes["hx-post"], vals(no)) == (WHERE.press, {"block": "clicks", "action": "no"})
    asked = {name: no.attributes[f"data-confirm-{name}"] for name in ("title", "text", "yes", "no")}
    assert asked == {"title": "Sure?", "text": "It ends here.", "yes": "End", "no": "Keep"}
    assert "k-danger" in no.attributes["class"]
    assert "data-confirm-title" not in drawn.by_id("left-m1_2e_5-clicks-yes").attributes


def test_a_button_with_an_address_is_a_link_and_a_click() -> None:
    link = draw(CLICKS).by_id("left-m1_2e_5-clicks-more")
    assert (link.name, link.attributes["href"], link.attributes["target"]) == (
        "a",
        "https://x.example",
        "_blank",
    )
    assert link.above is not None
    assert vals(link.above) == {"block": "clicks", "action": "more"}
    bad = every_block.button("x", "X", url="javascript:alert(1)")
    assert draw({**CLICKS, "elements": [bad]}).named("a") == []


def test_each_option_of_a_menu_is_a_button() -> None:
    drawn = draw(CLICKS)
    options = [vals(tag).get("option") for tag in drawn.named("button") if tag.inside("details")]
    assert options == ["r", "b"]


@pytest.mark.parametrize(
    ("more", "kind", "trigger"),
    [
        ({}, "plain_text_input", "change, input changed delay:500ms"),
        ({"dispatch_action": True}, "plain_text_input", "change"),
        ({}, "static_select", "change"),
    ],
)
def test_what_is_typed_is_kept_at_once_and_what_the_app_hears_of_when_it_is_done(
    more: Json, kind: str, trigger: str
) -> None:
    drawn = draw({**every_block.field("Name", kind), **more})
    [wrapper] = [tag for tag in drawn.tags if "hx-post" in tag.attributes]
    assert (wrapper.attributes["hx-post"], wrapper.attributes["hx-trigger"]) == (WHERE.change, trigger)
    assert (wrapper.attributes["hx-include"], vals(wrapper)) == ("this", {"block": "name", "action": "value"})
    [one] = drawn.named(*FIELD_TAGS)
    assert one.attributes["name"] == "name value"


# values and errors --------------------------------------------------------------------------------------


def test_presets_and_typed_values_are_in_the_fields() -> None:
    drawn = draw(*FIELDS)
    values = {tag.attributes["name"].split()[0]: tag.attributes.get("value") for tag in drawn.named("input")}
    assert {name: values[name] for name in ("hours", "day", "time", "moment")} == {
        "hours": "1.5",
        "day": "2026-03-04",
        "time": "17:00",
        "moment": "2026-03-04T05:53",
    }
    chosen = [
        (tag.attributes["value"], tag.text) for tag in drawn.named("option") if "selected" in tag.attributes
    ]
    assert chosen == [("b", "Blue"), ("r", "Red"), ("U1", "Ana")]
    ticked = [tag.attributes["value"] for tag in drawn.named("input") if "checked" in tag.attributes]
    assert ticked == ["U2", "C1", "r"]


def test_what_a_person_typed_counts_before_the_preset() -> None:
    typed = {
        "hours": {"value": {"type": "number_input", "value": "2"}},
        "colour": {"value": {"type": "static_select", "selected_option": None}},
        "some_of": {"value": {"type": "checkboxes", "selected_options": [every_block.MARKED[1]]}},
    }
    drawn = draw(*FIELDS, values=typed)
    assert drawn.by_id("left-m1_2e_5-hours-value").attributes["value"] == "2"
    chosen = [tag for tag in drawn.named("option") if "selected" in tag.attributes]
    assert not [tag for tag in chosen if tag.above is drawn.by_id("left-m1_2e_5-colour-value")]
    assert "checked" in drawn.by_id("left-m1_2e_5-some_of-value-1").attributes


def test_an_error_stands_under_its_field_and_is_told_with_it() -> None:
    drawn = draw(*FIELDS, errors={"name": "Too <short>.", "one_of": "Choose."})
    check(drawn)
    name = drawn.by_id("left-m1_2e_5-name-value")
    assert name.attributes["aria-invalid"] == "true"
    told = [drawn.by_id(one).text for one in name.attributes["aria-describedby"].split()]
    assert told == ["A hint", "Too <short>."]
    assert drawn.by_id("left-m1_2e_5-one_of-value").attributes["aria-invalid"] == "true"
    assert "aria-invalid" not in drawn.by_id("left-m1_2e_5-mail-value").attributes


def test_people_and_channels_are_those_she_knows() -> None:
    drawn = draw(
        every_block.field("Who", "users_select"), every_block.field("Where", "multi_channels_select")
    )
    assert [tag.text for tag in drawn.named("option")] == ["Select an option", "Ana", "Ben"]
    assert [tag.text for tag in drawn.named("label")] == ["Who", "#team"]


# what people write ----------------------------------------------------------------------------------------

WRITTEN = {"text", "value", "block_id", "alt_text", "caption", "title", "label", "initial_value", "name"}


def rewritten(data: Any, words: str) -> Any:
    """The same blocks, where all that an app or a person words are these words."""
    if isinstance(data, list):
        return [rewritten(one, words) for one in data]
    if not isinstance(data, dict):
        return data
    return {
        key: f"{value} {words}" if key in WRITTEN and isinstance(value, str) else rewritten(value, words)
        for key, value in data.items()
    }


WORDED = [one for one in BLOCKS if one["type"] not in ("markdown", "data_visualization")]
TAGS = draw(*rewritten(WORDED, "words")).skeleton()


@given(st.text(st.sampled_from("<>&\"'/= scriptonjava:;\\{}%()"), max_size=40))
@example('"><script>alert(1)</script>')
@example("' onfocus='alert(1)' x='")
@settings(deadline=None, max_examples=60)
def test_no_words_change_the_tags(words: str) -> None:
    assert draw(*rewritten(WORDED, words)).skeleton() == TAGS


def test_rich_text_keeps_its_styles_and_says_what_the_tests_read() -> None:
    drawn = draw(every_block.RICH)
    styled = [(tag.name, tag.text) for tag in drawn.named("strong", "code", "blockquote", "pre", "li")]
    assert styled == [
        ("strong", "Bold"),
        ("code", "code"),
        ("li", "three"),
        ("li", "deep"),
        ("blockquote", "quoted"),
        ("pre", "x = 1y = 2"),
    ]
    assert [tag.attributes["start"] for tag in drawn.named("ol")] == ["3"]
    assert [(tag.text, tag.attributes["href"]) for tag in drawn.named("a")] == [("link", "https://x.example")]
    assert [tag.text for tag in drawn.named("span")] == ["@Ana", "#private channel", "@here"]
    bad = every_block.section_of({"type": "link", "url": "javascript:alert(1)", "text": "<b>"})
    assert draw({"type": "rich_text", "elements": [bad]}).skeleton() == [("div", ("class",))] * 2


# charts and tables ----------------------------------------------------------------------------------------


HOSTILE = '</svg><script>alert(1)</script>" href="http://x.example'


@pytest.mark.parametrize("words", ["", HOSTILE])
@pytest.mark.parametrize("shown", CHARTS, ids=lambda one: str(one["block_id"]))
def test_a_chart_is_a_picture_that_stands_alone_and_says_its_numbers(shown: Json, words: str) -> None:
    shown = rewritten(shown, words)
    [found] = re.findall(r"<svg.*</svg>", draw(shown).html, re.DOTALL)
    svg = ElementTree.fromstring(found)
    label = svg.attrib["aria-label"]
    assert svg.attrib["role"] == "img"
    assert label.startswith(shown["title"].strip())
    assert all(line in label for line in render.chart_lines(shown["chart"]))
    for node in svg.iter():
        assert node.tag.rpartition("}")[2] in ("svg", "g", "rect", "path", "circle", "text", "title", "tspan")
        assert not [
            value
            for name, value in node.attrib.items()
            if name != "aria-label" and ("http" in value or "href" in name)
        ]
    classes = {node.attrib.get("class", "") for node in svg.iter()}
    series = shown["chart"].get("series") or shown["chart"]["segments"]
    assert all(any(f"color-{number}" in one for one in classes) for number in range(len(series)))


def test_a_table_has_a_caption_and_headings() -> None:
    drawn = draw(block("data"))
    assert [tag.text for tag in drawn.named("caption")] == ["Hours by team"]
    headings = [(tag.attributes["scope"], tag.text) for tag in drawn.named("th")]
    assert headings == [("col", "Team"), ("col", "Hours"), ("row", "A & B")]
    assert [tag.text for tag in drawn.named("td")] == ["6.5"]
