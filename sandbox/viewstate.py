"""Views in front of people: opening, replacing, and what happens to typed values meanwhile."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterator
from typing import Any

from sandbox.world import Json, View, Workspace, World

INITIALS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
"""For every element with a value: its key in `state` and the field that presets it."""


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block and interactive element has an id; Slack makes up random ones."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        if not block.get("block_id"):
            block["block_id"] = secrets.token_urlsafe(4)
    for _, element, _ in elements(blocks):
        if not element.get("action_id"):
            element["action_id"] = secrets.token_urlsafe(4)
    return blocks


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json, str]]:
    """Every interactive element with its block and the words beside it."""
    for block in blocks:
        kind = block.get("type")
        if kind == "input":
            yield block, block["element"], plain(block.get("label"))
        elif kind == "section" and isinstance(block.get("accessory"), dict):
            if block["accessory"].get("type") != "image":
                yield block, block["accessory"], plain(block.get("text"))
        elif kind in ("actions", "context_actions", "card"):
            for element in block.get("elements") or block.get("actions") or []:
                yield block, element, ""
        elif kind == "carousel":
            yield from elements(block.get("elements", []))
        elif kind == "container":
            yield from elements(block.get("child_blocks", []))


def plain(text: Any) -> str:
    return str(text.get("text", "")) if isinstance(text, dict) else ""


def initial_values(blocks: list[Json]) -> Json:
    values: Json = {}
    for block, element, _ in elements(blocks):
        if element["type"] in INITIALS:
            key, initial = INITIALS[element["type"]]
            empty: Any = [] if key.endswith("s") else None
            state = {"type": element["type"], key: element.get(initial, empty)}
            values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def new_hash(now: float) -> str:
    return f"{now:.6f}.{secrets.token_hex(4)}"


def make_view(
    world: World, space: Workspace, user: str, payload: Json, now: float, below: View | None
) -> View:
    """A view that does not exist yet; `below` is the one it is pushed onto."""
    payload = {**payload, "blocks": with_ids(payload.get("blocks", []))}
    view_id = world.new_id("V")
    root = below.root_id if below else view_id
    view = View(view_id, payload["type"], user, payload, new_hash(now), root, below.id if below else None)
    view.values = initial_values(payload["blocks"])
    return view


def replace(view: View, payload: Json, now: float) -> None:
    """Show `payload` instead; what was typed stays where block_id and action_id stay. It is another page when
    nothing that can be filled in or pressed is as before.
    """
    typed, before = view.values, _keys(view.payload["blocks"])
    view.payload = {**payload, "blocks": with_ids(payload.get("blocks", []))}
    view.page += before.isdisjoint(_keys(view.payload["blocks"]))
    view.hash = new_hash(now)
    view.values = initial_values(view.payload["blocks"])
    view.errors, view.trouble = {}, None
    for block_id, actions in view.values.items():
        for action_id, state in actions.items():
            kept = typed.get(block_id, {}).get(action_id)
            if kept is not None and kept["type"] == state["type"]:
                actions[action_id] = kept


def _keys(blocks: list[Json]) -> set[tuple[str, str]]:
    return {(block["block_id"], element["action_id"]) for block, element, _ in elements(blocks)}


def external_id_taken(space: Workspace, external_id: str | None, but: View | None = None) -> bool:
    return bool(external_id) and any(
        v is not but and v.payload.get("external_id") == external_id for v in space.views()
    )
