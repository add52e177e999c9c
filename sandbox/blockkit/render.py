"""Block Kit as readable lines of text, the way one person sees it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.world import Json

BULLETS = {"ordered": "1. ", "bullet": "• "}


@dataclass(frozen=True)
class Reader:
    """Who reads: her zone and clock for dates, and the names she knows for ids."""

    names: Mapping[str, str]
    channels: Mapping[str, str]
    tz: str
    now: datetime
    gone: frozenset[str] = frozenset()
    """Ids of people who are deactivated: named where they stand, and offered nowhere."""
    private: frozenset[str] = frozenset()
    """Ids of private channels among those she knows."""
    locale: str = "en-US"
    """In which Slack's own words are written."""


def message_text(text: str, blocks: list[Json], reader: Reader) -> str:
    """A message as seen; where there are blocks, `text` is for notifications only."""
    return "\n".join(block_lines(blocks, reader)) if blocks else mrkdwn(text, reader)


def block_lines(blocks: list[Json], reader: Reader, values: Json | None = None) -> list[str]:
    """The lines of all blocks; `values` are the typed values of a view."""
    lines: list[str] = []
    for block in blocks:
        lines += [line for line in _block(block, reader, values or {}) if line is not None]
    return lines


def _block(block: Json, reader: Reader, values: Json) -> list[str]:
    kind = block.get("type")
    if kind == "divider":
        return ["---"]
    if kind == "header":
        return [text_of(block["text"], reader)]
    if kind == "section":
        parts = [text_of(block["text"], reader)] if block.get("text") else []
        parts += [text_of(part, reader) for part in block.get("fields", [])]
        if block.get("accessory"):
            parts.append(element(block["accessory"], reader, _value(block, block["accessory"], values)))
        return parts
    if kind == "context":
        return [" ".join(text_of(part, reader) for part in block["elements"])]
    if kind in ("actions", "context_actions"):
        return [" ".join(element(e, reader, _value(block, e, values)) for e in block["elements"])]
    if kind == "input":
        return _input(block, reader, values)
    if kind == "image":
        return [f"[image: {block.get('alt_text', '')}]"]
    if kind == "video":
        return _video(block, reader)
    if kind == "markdown":
        return [str(block["text"])]
    if kind == "rich_text":
        return rich_lines(block, reader)
    return _data(block, reader, values)


def _video(block: Json, reader: Reader) -> list[str]:
    lines = [f"[video: {text_of(block['title'], reader)}] {block['alt_text']}"]
    lines += [text_of(block["description"], reader)] if block.get("description") else []
    made_by = " · ".join(str(block[name]) for name in ("author_name", "provider_name") if block.get(name))
    return [*lines, made_by] if made_by else lines


def _input(block: Json, reader: Reader, values: Json) -> list[str]:
    mark = " (optional)" if block.get("optional") else ""
    shown = element(block["element"], reader, _value(block, block["element"], values))
    lines = [f"{text_of(block['label'], reader)}{mark}: {shown}"]
    return [*lines, text_of(block["hint"], reader)] if block.get("hint") else lines


def _data(block: Json, reader: Reader, values: Json) -> list[str]:
    kind = block.get("type")
    if kind in ("alert", "card"):
        names = ("title", "subtitle", "text", "body", "subtext")
        lines = [text_of(block[name], reader) for name in names if block.get(name)]
        buttons = " ".join(element(e, reader, None) for e in block.get("actions", []))
        return [*lines, buttons] if buttons else lines
    if kind == "carousel":
        return block_lines(block.get("elements", []), reader, values)
    if kind == "container":
        titles = [text_of(block[name], reader) for name in ("title", "subtitle") if block.get(name)]
        return titles + block_lines(block.get("child_blocks", []), reader, values)
    if kind in ("table", "data_table"):
        caption = [str(block["caption"])] if block.get("caption") else []
        return caption + [" | ".join(_cell(cell, reader) for cell in row) for row in block.get("rows", [])]
    if kind == "data_visualization":
        return [f"[chart: {block.get('title', '')}]", *chart_lines(block.get("chart", {}))]
    return [f"[{kind}]"]


def _cell(cell: Any, reader: Reader) -> str:
    if isinstance(cell, dict) and cell.get("type") == "rich_text":
        return " ".join(rich_lines(cell, reader))
    return str(cell.get("text", cell.get("value", ""))) if isinstance(cell, dict) else str(cell)


def chart_lines(chart: Json) -> list[str]:
    """The numbers of a chart in words, a line for each segment or series."""
    points = [f"{s.get('label')}: {s.get('value')}" for s in chart.get("segments", [])]
    for series in chart.get("series", []):
        inside = ", ".join(f"{p.get('label')}: {p.get('value')}" for p in series.get("data", []))
        points.append(f"{series.get('name')}: {inside}")
    return points


def rich_lines(block: Json, reader: Reader) -> list[str]:
    """The lines of a rich_text block, without their styles."""
    lines: list[str] = []
    for part in block.get("elements", []):
        if part.get("type") == "rich_text_list":
            bullet = BULLETS.get(part.get("style", "bullet"), "• ")
            lines += [bullet + _rich_inline(item, reader) for item in part.get("elements", [])]
        else:
            lines.append(_rich_inline(part, reader))
    return lines


def _rich_inline(part: Json, reader: Reader) -> str:
    said = ""
    for piece in part.get("elements", []):
        kind = piece.get("type")
        if kind == "user":
            said += f"@{reader.names.get(piece['user_id'], piece['user_id'])}"
        elif kind == "channel":
            said += f"#{reader.channels.get(piece['channel_id'], 'private channel')}"
        elif kind == "emoji":
            said += f":{piece.get('name')}:"
        else:
            said += str(piece.get("text") or piece.get("url") or "")
    return said


def _value(block: Json, shown: Json, values: Json) -> Json | None:
    state = values.get(str(block.get("block_id")), {}).get(str(shown.get("action_id")))
    return state if isinstance(state, dict) else None


def element(shown: Json, reader: Reader, state: Json | None) -> str:
    """An element as seen: [Button], or [its value], or <its placeholder>."""
    kind = str(shown.get("type"))
    if kind == "button":
        return f"[{text_of(shown['text'], reader)}]"
    if kind == "image":
        return f"[image: {shown.get('alt_text', '')}]"
    if kind == "overflow":
        return "[⋯ " + " / ".join(text_of(o["text"], reader) for o in shown["options"]) + "]"
    value = state_text(state, reader) if state is not None else ""
    if kind in ("checkboxes", "radio_buttons"):
        chosen = chosen_values(state)
        marks = {True: "[x]", False: "[ ]"}
        return " ".join(f"{marks[o.get('value') in chosen]} {_option(o, reader)}" for o in shown["options"])
    if value:
        return f"[{value}]"
    return f"<{text_of(shown['placeholder'], reader)}>" if shown.get("placeholder") else "< >"


def _option(option: Json, reader: Reader) -> str:
    said = text_of(option["text"], reader)
    return f"{said} ({text_of(option['description'], reader)})" if option.get("description") else said


def chosen_values(state: Json | None) -> set[str]:
    if state is None:
        return set()
    options = state.get("selected_options") or (
        [state["selected_option"]] if state.get("selected_option") else []
    )
    return {o["value"] for o in options}


def state_text(state: Json, reader: Reader) -> str:
    """The value of an element's state in words."""
    found = next((v for k, v in state.items() if k != "type"), None)
    values = found if isinstance(found, list) else [found]
    words: list[str] = []
    for value in values:
        if isinstance(value, dict):
            words.append(
                text_of(value["text"], reader) if "text" in value else " ".join(rich_lines(value, reader))
            )
        elif value is not None:
            words.append(reader.names.get(str(value)) or reader.channels.get(str(value)) or str(value))
    return ", ".join(words)


def text_of(text: Json, reader: Reader) -> str:
    """The words of a text object, or of an image beside text."""
    if text.get("type") == "image":
        return f"[image: {text.get('alt_text', '')}]"
    if text.get("type") == "mrkdwn":
        return mrkdwn(str(text.get("text", "")), reader)
    return str(text.get("text", ""))


# mrkdwn -----------------------------------------------------------------------------------------------


def mrkdwn(text: str, reader: Reader) -> str:
    """mrkdwn without its marks: mentions by name, dates in the reader's zone, links by their words."""
    text = re.sub(r"<([^<>]+)>", lambda found: angle(found.group(1), reader), text)
    for mark in ("*", "_", "~"):
        sign = re.escape(mark)
        text = re.sub(rf"(?<![\w{sign}]){sign}(\S(?:[^\n{sign}]*\S)?){sign}(?![\w{sign}])", r"\1", text)
    text = re.sub(r"`([^`\n]+)`", r"\1", text)
    return html.unescape(text)


def angle(inside: str, reader: Reader) -> str:
    """The words for what stood between angle brackets: a mention, a date, a link."""
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return f"@{reader.names.get(target[1:], label or target[1:])}"
    if target.startswith("#"):
        return f"#{reader.channels.get(target[1:], label or 'private channel')}"
    if target.startswith("!date^"):
        return _date(target, label, reader)
    if target.startswith("!subteam"):
        return label or "@group"
    if target.startswith("!"):
        return f"@{target[1:]}"
    return label or target.removeprefix("mailto:")


def _date(target: str, fallback: str, reader: Reader) -> str:
    parts = target.split("^")
    try:
        moment, shape = datetime.fromtimestamp(int(parts[1]), ZoneInfo(reader.tz)), parts[2]
    except (ValueError, IndexError, OverflowError, OSError):
        return fallback
    today = reader.now.astimezone(ZoneInfo(reader.tz)).date()
    words = date_words(moment, today - moment.date())
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found.group(1), found.group(0)), shape)


def date_words(moment: datetime, ago: timedelta) -> dict[str, str]:
    """Slack's date tokens in English; `ago` is how many days back that day lies."""
    day = moment.day
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    long = f"{moment:%A}, {moment:%B} {day}{ending}, {moment:%Y}"
    plain = f"{moment:%B} {day}{ending}, {moment:%Y}"
    short = f"{moment:%b} {day}, {moment:%Y}"
    pretty = {0: "today", 1: "yesterday", -1: "tomorrow"}.get(ago.days)
    clock = f"{moment:%H:%M}"
    return {
        "date_num": f"{moment:%Y-%m-%d}",
        "date": plain,
        "date_short": short,
        "date_long": long,
        "date_pretty": pretty or plain,
        "date_short_pretty": pretty or short,
        "date_long_pretty": pretty or long,
        "time": clock,
        "time_secs": f"{moment:%H:%M:%S}",
    }
