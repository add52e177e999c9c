"""Blocks and views against Slack's limits, with the place of each problem."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import slackblocks as sb

from sandbox.blockkit import check, render
from tests.sandbox.every_block import BLOCKS
from tests.sandbox.robot import actions, button, field_block, modal, plain, section


def options(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"text": plain(f"Option {n}"), "value": str(n), **more} for n in range(count)]


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "s", "placeholder": plain("Choose"), **more}


VIDEO = next(one for one in BLOCKS if one["type"] == "video")
BAD_MESSAGES: list[tuple[str, list[dict[str, Any]], str]] = [
    ("an unknown block", [{"type": "paragraph"}], "/blocks/0/type"),
    ("too many blocks", [{"type": "divider"}] * 51, "/blocks"),
    ("an empty section", [{"type": "section"}], "/blocks/0"),
    ("a field nobody knows", [{"type": "divider", "colour": "red"}], "/blocks/0/colour"),
    ("a long header", [{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text"),
    (
        "mrkdwn in a header",
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "/blocks/0/text/type",
    ),
    ("a long section", [section("x" * 3001)], "/blocks/0/text/text"),
    ("an empty text", [section("")], "/blocks/0/text/text"),
    (
        "eleven fields",
        [{"type": "section", "fields": [plain("x")] * 11}],
        "/blocks/0/fields",
    ),
    ("a long field", [{"type": "section", "fields": [plain("x" * 2001)]}], "/blocks/0/fields/0/text"),
    ("a long context", [{"type": "context", "elements": [plain("x")] * 11}], "/blocks/0/elements"),
    ("no elements", [{"type": "actions", "elements": []}], "/blocks/0/elements"),
    ("26 buttons", [actions(*(button("x", f"b{n}") for n in range(26)))], "/blocks/0/elements"),
    ("a long button", [actions(button("x" * 76, "b"))], "/blocks/0/elements/0/text/text"),
    ("a long value", [actions(button("x", "b", "v" * 2001))], "/blocks/0/elements/0/value"),
    ("one action id twice", [actions(button("x", "b"), button("y", "b"))], "/blocks/0/elements/1/action_id"),
    ("one block id twice", [actions(button("x", "b")), actions(button("y", "b"))], "/blocks/1/block_id"),
    ("a long action id", [actions(button("x", "b" * 256))], "/blocks/0/elements/0/action_id"),
    ("a style nobody knows", [actions({**button("x", "b"), "style": "blue"})], "/blocks/0/elements/0/style"),
    ("a text input among buttons", [actions({"type": "plain_text_input"})], "/blocks/0/elements/0/type"),
    ("101 options", [actions(select(options=options(101)))], "/blocks/0/elements/0/options"),
    ("no options", [actions(select())], "/blocks/0/elements/0"),
    (
        "a long option",
        [actions(select(options=[{"text": plain("x" * 76), "value": "1"}]))],
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        "a preset that is no option",
        [actions(select(options=options(2), initial_option={"text": plain("No"), "value": "9"}))],
        "/blocks/0/elements/0",
    ),
    (
        "a long description",
        [
            actions(
                {"type": "checkboxes", "action_id": "c", "options": options(2, description=plain("x" * 76))}
            )
        ],
        "/blocks/0/elements/0/options/0/description/text",
    ),
    (
        "eleven boxes",
        [actions({"type": "checkboxes", "action_id": "c", "options": options(11)})],
        "/blocks/0/elements/0/options",
    ),
    ("an image without words", [{"type": "image", "image_url": "https://x.org/i"}], "/blocks/0"),
    ("an alert in a message", [{"type": "alert", "text": plain("x")}], "/blocks/0/type"),
    (
        "a confirmation without a title",
        [actions({**button("x", "b"), "confirm": {"text": plain("Sure?")}})],
        "/blocks/0/elements/0/confirm",
    ),
    ("two tables", [{"type": "table", "rows": [[{}]]}] * 2, "/blocks"),
    ("much markdown", [{"type": "markdown", "text": "x" * 6001}] * 2, "/blocks"),
    (
        "a long text in a container",
        [{"type": "container", "child_blocks": [section("x" * 3001)]}],
        "/blocks/0/child_blocks/0/text/text",
    ),
    (
        "a container in a container",
        [{"type": "container", "child_blocks": [{"type": "container", "child_blocks": [section("x")]}]}],
        "/blocks/0/child_blocks/0/type",
    ),
    ("no card", [{"type": "carousel", "elements": [section("x")]}], "/blocks/0/elements/0/type"),
    ("a video without an address", [{**VIDEO, "video_url": None}], "/blocks/0"),
    ("a video of an open line", [{**VIDEO, "video_url": "http://x.example/v"}], "/blocks/0/video_url"),
    ("a video without words", [{**VIDEO, "alt_text": ""}], "/blocks/0/alt_text"),
    ("a video with a long title", [{**VIDEO, "title": plain("x" * 201)}], "/blocks/0/title/text"),
    ("a video by many", [{**VIDEO, "author_name": "x" * 51}], "/blocks/0/author_name"),
    ("rows of different length", [{"type": "table", "rows": [[{}, {}], [{}]]}], "/blocks/0/rows/1"),
]


@pytest.mark.parametrize(("blocks", "at"), [pytest.param(b, at, id=name) for name, b, at in BAD_MESSAGES])
def test_slack_refuses(blocks: list[dict[str, Any]], at: str) -> None:
    problems = check.message_problems(blocks)
    assert any(problem.endswith(f"[json-pointer:{at}]") for problem in problems), problems


NAME = field_block("Name", {"type": "plain_text_input"})
BAD_VIEWS: list[tuple[str, dict[str, Any], str]] = [
    ("no type", {"blocks": []}, "/view/type"),
    ("no title", {k: v for k, v in modal(NAME).items() if k != "title"}, "/view"),
    ("a long title", modal(NAME, title=plain("x" * 25)), "/view/title/text"),
    ("an input without submit", {k: v for k, v in modal(NAME).items() if k != "submit"}, "/view"),
    ("no blocks", modal(), "/view/blocks"),
    ("101 blocks", modal(*[{"type": "divider"}] * 101), "/view/blocks"),
    ("much metadata", modal(NAME, private_metadata="x" * 3001), "/view/private_metadata"),
    ("a long callback id", modal(NAME, callback_id="x" * 256), "/view/callback_id"),
    ("a table in a modal", modal({"type": "table", "rows": [[{}]]}), "/view/blocks/0/type"),
    ("a button as input", modal(field_block("X", button("x", "b"))), "/view/blocks/0/element/type"),
    (
        "a number without its kind",
        modal(field_block("X", {"type": "number_input"})),
        "/view/blocks/0/element",
    ),
    (
        "a day in words",
        modal(field_block("X", {"type": "datepicker", "initial_date": "2 March"})),
        "/view/blocks/0/element/initial_date",
    ),
    (
        "two focused fields",
        modal(
            field_block("A", {"type": "plain_text_input", "focus_on_load": True}),
            field_block("B", {"type": "plain_text_input", "focus_on_load": True}),
        ),
        "/view/blocks",
    ),
]


@pytest.mark.parametrize(("view", "at"), [pytest.param(v, at, id=name) for name, v, at in BAD_VIEWS])
def test_slack_refuses_a_view(view: dict[str, Any], at: str) -> None:
    problems = check.view_problems(view)
    assert any(problem.endswith(f"[json-pointer:{at}]") for problem in problems), problems


def test_slack_takes_what_a_careful_builder_makes() -> None:
    chart = sb.PieChart([sb.ChartSegment("Done", 3), sb.ChartSegment("Open", 1)])
    blocks = [
        sb.HeaderBlock("Teams", block_id="h"),
        sb.SectionBlock(sb.Text("*Ana* and Ben"), block_id="s", accessory=sb.Button("Open", "open")),
        sb.DividerBlock(block_id="d"),
        sb.ActionsBlock([sb.Button("Approve", "yes", style="primary"), sb.Button("No", "no")], block_id="a"),
        sb.ContextBlock([sb.Text("since March")], block_id="c"),
        sb.DataVisualizationBlock("Sessions", chart, block_id="v"),
        sb.TableBlock([[sb.RawText("Ana"), sb.RawText("2 h")]], block_id="t"),
    ]
    assert check.message_problems([json.loads(str(block)) for block in blocks]) == []


def test_slack_takes_a_video_and_people_read_what_it_is() -> None:
    assert check.message_problems([VIDEO]) == []
    assert check.view_problems({"type": "home", "blocks": [VIDEO]}) == []
    reader = render.Reader({}, {}, "Europe/Madrid", datetime(2026, 3, 2, tzinfo=UTC))
    assert render.block_lines([VIDEO], reader) == [
        "[video: Why loops] A talk about loops",
        "Ten minutes",
        "Ada · Videos",
    ]


ELEMENTS: list[dict[str, Any]] = [
    {"type": "plain_text_input", "multiline": True, "max_length": 300},
    {"type": "number_input", "is_decimal_allowed": True, "min_value": "0.25", "max_value": "12"},
    {"type": "email_text_input"},
    {"type": "url_text_input"},
    select(options=options(3)),
    {**select(option_groups=[{"label": plain("G"), "options": options(2)}]), "type": "multi_static_select"},
    {"type": "users_select"},
    {"type": "multi_users_select", "max_selected_items": 2},
    {"type": "conversations_select", "filter": {"include": ["private"]}},
    {"type": "channels_select"},
    {"type": "datepicker", "initial_date": "2026-03-02"},
    {"type": "timepicker", "initial_time": "17:00", "timezone": "Europe/Madrid"},
    {"type": "checkboxes", "options": options(10)},
    {"type": "radio_buttons", "options": options(2), "initial_option": options(2)[1]},
]


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda e: e["type"])
def test_slack_takes_every_kind_of_field(element: dict[str, Any]) -> None:
    assert check.view_problems(modal(field_block("Field", element))) == []
