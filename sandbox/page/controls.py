"""Elements that hold a value, made ready for the templates: their names, values and choices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sandbox import pickers, viewstate
from sandbox.blockkit import render
from sandbox.page import emoji, markup, words
from sandbox.world import SLACKBOT, Json

INPUT_TYPES = {
    "plain_text_input": "text",
    "number_input": "text",
    "email_text_input": "email",
    "url_text_input": "url",
    "rich_text_input": "text",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
}
"""The browser's type for what is typed. A number is text, so that a wrong one stays and is refused in words."""
TYPED = {name for name, shown in INPUT_TYPES.items() if shown in ("text", "email", "url")}
PICKED = ("date", "time", "datetime-local")
MOST_TYPED = 3000
CHANNELS = "C"
"""What ids of channels begin with; direct messages are no choice."""


@dataclass(frozen=True)
class Choice:
    """One option. `words` are for a native menu, which shows no markup."""

    value: str
    words: str
    shown: Markup
    description: Markup | None
    is_chosen: bool


@dataclass(frozen=True)
class Choices:
    """Options under a heading, which is empty where there is none."""

    heading: str
    options: tuple[Choice, ...]


@dataclass(frozen=True)
class Control:
    """An element with a value. `label` is its name where no label stands beside it."""

    id: str
    name: str
    drawn: str
    input_type: str
    label: str
    value: str
    groups: tuple[Choices, ...]
    trigger: str
    hint: str
    error: str
    is_required: bool

    @property
    def is_picked(self) -> bool:
        """A day or a time; where it is empty, browsers show no placeholder in it."""
        return self.input_type in PICKED

    @property
    def described(self) -> str:
        """The ids of what is said about it, for aria-describedby."""
        said = (("hint", self.hint), ("error", self.error))
        return " ".join(f"{self.id}-{part}" for part, told in said if told)


def element_id(prefix: str, block: Json, element: Json) -> str:
    """An id for HTML and CSS alike; different ids of blocks and actions stay different."""
    parts = (prefix, str(block.get("block_id", "")), str(element.get("action_id", "")))
    return "-".join(re.sub(r"[^A-Za-z0-9_-]", lambda sign: f"_{ord(sign[0]):x}_", part) for part in parts)


def drawn_as(kind: str) -> str | None:
    """How an element of this type is drawn: text, menu, many or one (of several); None if it has no value."""
    if kind in INPUT_TYPES:
        return "text"
    if kind == "radio_buttons":
        return "one"
    if kind == "checkboxes" or kind.startswith("multi_"):
        return "many"
    return "menu" if kind in viewstate.INITIALS else None


def hint_of(block: Json, element: Json, reader: render.Reader) -> str:
    """What is said below it: the block's hint, and how many may be chosen."""
    most = element.get("max_selected_items")
    parts = (viewstate.plain(block.get("hint")), words.said(f"At most {most}", reader.locale) if most else "")
    return emoji.shown(" · ".join(part for part in parts if part))


def trigger_of(block: Json, element: Json) -> str:
    """When its value is posted. Typing is kept while it goes on, but an app hears of it when it is done."""
    if element["type"] not in TYPED:
        return "change"
    config = element.get("dispatch_action_config") or {}
    eager = "on_character_entered" in config.get("trigger_actions_on", [])
    heard = block.get("type") != "input" or block.get("dispatch_action")
    return "change" if heard and not eager else "change, input changed delay:500ms"


def state_of(block: Json, element: Json, values: Json) -> Json:
    """What is in it: what a person put there, else what the app presets."""
    state = values.get(str(block.get("block_id")), {}).get(str(element.get("action_id")))
    if isinstance(state, dict):
        return state
    key, initial = viewstate.INITIALS[element["type"]]
    return {"type": element["type"], key: element.get(initial)}


def typed_value(element: Json, state: Json, reader: render.Reader) -> str:
    """The value of a text field or picker as the browser writes it; moments in the reader's zone."""
    key, _ = viewstate.INITIALS[element["type"]]
    value = state.get(key)
    if value is None:
        return ""
    if key == "selected_date_time":
        return f"{datetime.fromtimestamp(int(value), ZoneInfo(reader.tz)):%Y-%m-%dT%H:%M}"
    return "\n".join(render.rich_lines(value, reader)) if isinstance(value, dict) else str(value)


def choices(element: Json, state: Json, reader: render.Reader) -> tuple[Choices, ...]:
    """Everything that can be chosen, in its groups."""
    kind = str(element["type"])
    chosen = _chosen(state.get(viewstate.INITIALS[kind][0]))
    if "users" in kind:
        left_out = {SLACKBOT, *(reader.gone - chosen)}
        known = {key: name for key, name in reader.names.items() if key not in left_out}
        return (_named(known, "", chosen),)
    if "channels" in kind or "conversations" in kind:
        kinds = pickers.kinds_of(element)
        known = {
            key: name
            for key, name in reader.channels.items()
            if key in chosen
            or (key.startswith(CHANNELS) and ("private" if key in reader.private else "public") in kinds)
        }
        return (_named(known, "#", chosen),)
    groups = element.get("option_groups") or [{"options": element.get("options") or _kept(element, state)}]
    return tuple(
        Choices(
            emoji.shown(viewstate.plain(group.get("label"))),
            tuple(_option(option, chosen, reader) for option in group["options"]),
        )
        for group in groups
    )


def _chosen(value: Any) -> set[str]:
    several = value if isinstance(value, list) else [value]
    return {str(one["value"] if isinstance(one, dict) else one) for one in several if one is not None}


def _kept(element: Json, state: Json) -> list[Json]:
    """What is chosen already: all that is known of options that come from outside."""
    value = state.get(viewstate.INITIALS[element["type"]][0])
    return [one for one in (value if isinstance(value, list) else [value]) if one]


def _named(known: dict[str, str], sign: str, chosen: Iterable[str]) -> Choices:
    ordered = sorted(known.items(), key=lambda pair: pair[1].casefold())
    options = [
        Choice(key, sign + name, Markup.escape(sign + name), None, key in chosen) for key, name in ordered
    ]
    return Choices("", tuple(options))


def _option(option: Json, chosen: Iterable[str], reader: render.Reader) -> Choice:
    told = option.get("description")
    value = str(option["value"])
    bare = emoji.shown(render.text_of(option["text"], reader))
    description = text(told, reader) if told else None
    return Choice(value, bare, text(option["text"], reader), description, value in chosen)


def text(said: Json, reader: render.Reader) -> Markup:
    """A text object by its type."""
    draw = markup.html if said.get("type") == "mrkdwn" else markup.plain
    return draw(str(said.get("text", "")), reader)
