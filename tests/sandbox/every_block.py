"""One of every block and element that Slack's clients draw, with something in each of its fields."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def raw(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def button(action_id: str, text: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def field(label: str, kind: str, **more: Any) -> Json:
    block_id = label.lower().replace(" ", "_")
    element = {"type": kind, "action_id": "value", **more}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element}


def section_of(*pieces: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(pieces)}


def said(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, "style": style}


def chart(kind: str) -> Json:
    if kind == "pie":
        shares = [{"label": "English", "value": 12}, {"label": "Spanish", "value": 7}]
        return {"type": kind, "segments": shares}
    weeks = [f"Week {number}" for number in range(1, 8)]
    series = [
        {"name": name, "data": [{"label": week, "value": at * step} for at, week in enumerate(weeks)]}
        for name, step in (("Web English", 3), ("Web Spanish", 5))
    ]
    return {"type": kind, "series": series, "axis_config": {"categories": weeks, "y_label": "Hours"}}


IMAGE = {"type": "image", "image_url": "https://pictures.example/cat.png", "alt_text": "A cat"}
OPTIONS = [
    {"text": plain("Red"), "value": "r"},
    {"text": plain("Blue"), "value": "b", "description": plain("like the sea")},
]
MARKED = [
    {"text": mrkdwn("*Red*"), "value": "r"},
    {"text": mrkdwn("Blue"), "value": "b", "description": mrkdwn("_like_ the sea")},
]
SURE = {
    "title": plain("Sure?"),
    "text": plain("It ends here."),
    "confirm": plain("End"),
    "deny": plain("Keep"),
}
RICH: Json = {
    "type": "rich_text",
    "block_id": "rich",
    "elements": [
        section_of(
            said("Bold", bold=True),
            said("code", code=True),
            {"type": "user", "user_id": "U1"},
            {"type": "channel", "channel_id": "C9"},
            {"type": "emoji", "name": "wave"},
            {"type": "link", "url": "https://x.example", "text": "link"},
            {"type": "broadcast", "range": "here"},
        ),
        {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [section_of(said("three"))]},
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section_of(said("deep"))]},
        {"type": "rich_text_quote", "elements": [said("quoted")]},
        {"type": "rich_text_preformatted", "elements": [said("x = 1\ny = 2")]},
    ],
}
CARD: Json = {
    "type": "card",
    "block_id": "card",
    "title": mrkdwn("*Samira*"),
    "subtitle": plain("Web Development"),
    "body": mrkdwn("English and Arabic"),
    "subtext": plain("since March"),
    "hero_image": IMAGE,
    "actions": [button("accept", "Accept", style="primary")],
}
CHARTS: list[Json] = [
    {"type": "data_visualization", "block_id": kind, "title": f"Hours, {kind}", "chart": chart(kind)}
    for kind in ("pie", "bar", "line", "area")
]
FIELDS: list[Json] = [
    {**field("Name", "plain_text_input", max_length=20, placeholder=plain("Yours")), "hint": plain("A hint")},
    {**field("Story", "plain_text_input", multiline=True, initial_value="\nOnce"), "optional": True},
    field("Hours", "number_input", is_decimal_allowed=True, initial_value="1.5"),
    field("Mail", "email_text_input"),
    field("Site", "url_text_input"),
    field("Rich words", "rich_text_input", initial_value=RICH),
    field("Day", "datepicker", initial_date="2026-03-04"),
    field("Time", "timepicker", initial_time="17:00"),
    field("Moment", "datetimepicker", initial_date_time=1772600000),
    field("Colour", "static_select", options=OPTIONS, initial_option=OPTIONS[1]),
    field("Grouped", "static_select", option_groups=[{"label": plain("Warm"), "options": OPTIONS}]),
    field("Outside", "external_select", initial_option=OPTIONS[0]),
    field("Person", "users_select", initial_user="U1"),
    field("Room", "conversations_select"),
    field("Channel", "channels_select"),
    field("Colours", "multi_static_select", options=OPTIONS, max_selected_items=2),
    field("People", "multi_users_select", initial_users=["U2"]),
    field("Rooms", "multi_conversations_select"),
    field("Channels", "multi_channels_select", initial_channels=["C1"]),
    field("Far", "multi_external_select"),
    field("One of", "radio_buttons", options=MARKED),
    field("Some of", "checkboxes", options=MARKED, initial_options=MARKED[:1]),
]
CLICKS: Json = {
    "type": "actions",
    "block_id": "clicks",
    "elements": [
        button("yes", "Yes", style="primary", value="1"),
        button("no", "No", style="danger", confirm=SURE),
        button("more", "Read more", url="https://x.example"),
        {"type": "overflow", "action_id": "menu", "options": OPTIONS},
        {"type": "users_select", "action_id": "who", "placeholder": plain("Somebody")},
        {"type": "radio_buttons", "action_id": "which", "options": MARKED},
        {"type": "checkboxes", "action_id": "several", "options": MARKED},
    ],
}
BLOCKS: list[Json] = [
    {"type": "header", "block_id": "header", "text": plain("Your week")},
    {"type": "section", "block_id": "told", "text": mrkdwn("*Hi*"), "accessory": button("open", "Open")},
    {"type": "section", "block_id": "fields", "fields": [mrkdwn("*Hours*\n6"), plain("Buddy")]},
    {"type": "section", "block_id": "seen", "text": plain("With a picture"), "accessory": IMAGE},
    {
        "type": "section",
        "block_id": "picked",
        "text": plain("Your colour"),
        "accessory": {"type": "static_select", "action_id": "pick", "options": OPTIONS},
    },
    {"type": "context", "block_id": "context", "elements": [IMAGE, mrkdwn("small")]},
    {"type": "divider", "block_id": "divider"},
    CLICKS,
    {
        "type": "context_actions",
        "block_id": "feedback",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "liked",
                "positive_button": {"text": plain("Good"), "value": "+"},
                "negative_button": {"text": plain("Bad"), "value": "-"},
            },
            {"type": "icon_button", "action_id": "gone", "icon": "trash", "text": plain("Delete")},
        ],
    },
    *FIELDS,
    {**IMAGE, "block_id": "image", "title": plain("The board")},
    {
        "type": "video",
        "block_id": "video",
        "title": plain("Why loops"),
        "description": plain("Ten minutes"),
        "alt_text": "A talk about loops",
        "thumbnail_url": "https://pictures.example/loops.png",
        "video_url": "https://videos.example/embed/loops",
        "title_url": "https://videos.example/loops",
        "author_name": "Ada",
        "provider_name": "Videos",
        "provider_icon_url": "https://videos.example/icon.png",
    },
    {"type": "markdown", "block_id": "markdown", "text": "# Title\n**bold**"},
    RICH,
    {"type": "alert", "block_id": "alert", "level": "warning", "text": mrkdwn("*Careful*")},
    CARD,
    {
        "type": "carousel",
        "block_id": "cards",
        "elements": [{**CARD, "block_id": "one"}, {**CARD, "block_id": "two"}],
    },
    {
        "type": "container",
        "block_id": "box",
        "title": plain("Details"),
        "is_collapsible": True,
        "child_blocks": [{"type": "section", "block_id": "boxed", "text": plain("inside")}],
    },
    {"type": "table", "block_id": "table", "rows": [[raw("Team"), raw("Hours")], [raw("A & B"), raw("6")]]},
    {
        "type": "data_table",
        "block_id": "data",
        "caption": "Hours by team",
        "row_header_column_index": 0,
        "rows": [[raw("Team"), raw("Hours")], [raw("A & B"), {"type": "raw_number", "value": 6.5}]],
    },
    *CHARTS,
]
