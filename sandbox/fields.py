"""Filling the fields of a view the way Slack's own client lets a person do it."""

from __future__ import annotations

import re
from typing import Any

from sandbox import pickers, viewstate
from sandbox.world import Json, Person, View, Workspace

REQUIRED = "Please complete this required field."


class CannotDo(Exception):
    """A person cannot do that with what is before her; the message says why, in words."""


def find(blocks: list[Json], wanted: str, *, kinds: set[str] | None = None) -> tuple[Json, Json]:
    """The element with that label, block_id, action_id or placeholder; visible words count first."""
    known = [
        (block, element, {label.strip(), viewstate.plain(element.get("placeholder")).strip()})
        for block, element, label in viewstate.elements(blocks)
        if kinds is None or element["type"] in kinds
    ]
    wanted = wanted.strip()
    for block, element, words in known:
        if wanted in words:
            return block, element
    for block, element, _ in known:
        if wanted in (element["action_id"], block["block_id"]):
            return block, element
    partly = [(block, element) for block, element, words in known if any(wanted in w for w in words if w)]
    if len(partly) == 1:
        return partly[0]
    labels = [sorted(w for w in words if w) or [element["action_id"]] for _, element, words in known]
    raise CannotDo(f"there is no field {wanted!r}; there are {[' / '.join(part) for part in labels]}")


def button(blocks: list[Json], wanted: str) -> tuple[Json, Json, Json | None] | None:
    """The button (or overflow option, then third) with those words, visible or read aloud, or that action_id."""
    partly: list[tuple[Json, Json, Json | None]] = []
    for block, element, _ in viewstate.elements(blocks):
        if element["type"] == "overflow":
            for option in element["options"]:
                if viewstate.plain(option["text"]).strip() == wanted.strip():
                    return block, element, option
        if element["type"] != "button":
            continue
        words = viewstate.plain(element["text"]).strip()
        if wanted.strip() in (words, element.get("accessibility_label")) or wanted == element["action_id"]:
            return block, element, None
        if wanted.strip() in words:
            partly.append((block, element, None))
    return partly[0] if len(partly) == 1 else None


def new_state(space: Workspace, who: Person, element: Json, value: Any, before: Json | None = None) -> Json:
    """The state of an element after `who` put `value` there; None empties it. `before`: what stood there."""
    kind = str(element["type"])
    if kind not in viewstate.INITIALS:
        raise CannotDo(f"a {kind} cannot be filled")
    key, _ = viewstate.INITIALS[kind]
    many = key.endswith("s")
    if value is None or value == []:
        return {"type": kind, key: [] if many else None}
    if many:
        values = value if isinstance(value, list | tuple | set) else [value]
        most = element.get("max_selected_items")
        if most is not None and len(values) > most:
            raise CannotDo(f"at most {most} can be selected")
        return {"type": kind, key: [_one(space, who, element, key, v, before) for v in values]}
    state = {"type": kind, key: _one(space, who, element, key, value, before)}
    if kind == "timepicker" and element.get("timezone"):
        state["timezone"] = element["timezone"]
    return state


def _one(space: Workspace, who: Person, element: Json, key: str, value: Any, before: Json | None) -> Any:
    if key.startswith("selected_option"):
        return _option(element, str(value))
    if "user" in key or "conversation" in key or "channel" in key:
        what = "person" if "user" in key else "channel"
        return _id(str(value), pickers.offered(space, who, element, before or {}), what)
    if key == "selected_date" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        raise CannotDo(f"{value!r} is no date (YYYY-MM-DD)")
    if key == "selected_time" and not re.fullmatch(r"[0-2]\d:[0-5]\d", str(value)):
        raise CannotDo(f"{value!r} is no time (HH:MM)")
    if key == "selected_date_time":
        return int(value)
    return value if key == "rich_text_value" else str(value)


def _option(element: Json, wanted: str) -> Json:
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    for option in options:
        if wanted.strip() in (viewstate.plain(option["text"]).strip(), option["value"]):
            return dict(option)
    raise CannotDo(
        f"there is no option {wanted!r}; there are {[viewstate.plain(o['text']) for o in options]}"
    )


def _id(wanted: str, known: dict[str, tuple[str, str]], what: str) -> str:
    if wanted in known:
        return wanted
    found = [i for i, names in known.items() if wanted.lstrip("@#") in names or wanted in names]
    if len(found) != 1:
        raise CannotDo(f"there is no {what} {wanted!r} to choose")
    return found[0]


def client_errors(view: View) -> dict[str, str]:
    """What Slack's client says before it submits: block_id → words."""
    errors: dict[str, str] = {}
    for block, element, _ in viewstate.elements(view.payload["blocks"]):
        if block["type"] != "input":
            continue
        state = view.values.get(block["block_id"], {}).get(element["action_id"]) or {}
        value = next((v for k, v in state.items() if k not in ("type", "timezone")), None)
        if value in (None, "", []):
            if not block.get("optional"):
                errors[block["block_id"]] = REQUIRED
            continue
        words = _wrong(element, value)
        if words:
            errors[block["block_id"]] = words
    return errors


def _wrong(element: Json, value: Any) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        if len(value) > element.get("max_length", 3000):
            return f"Please use at most {element.get('max_length', 3000)} characters."
        if len(value) < element.get("min_length", 0):
            return f"Please use at least {element['min_length']} characters."
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if kind == "number_input":
        return _wrong_number(element, value)
    return None


def _wrong_number(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a number." if element["is_decimal_allowed"] else "Please enter a whole number."
    if element.get("min_value") is not None and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if element.get("max_value") is not None and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def action_of(block: Json, element: Json, state: Json | None, option: Json | None, stamp: str) -> Json:
    """One entry of `actions` in a block_actions payload."""
    action: Json = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
    for name in ("text", "value", "style", "url", "placeholder"):
        if name in element:
            action[name] = element[name]
    if option is not None:
        action["selected_option"] = option
    if state is not None:
        action |= {k: v for k, v in state.items() if k != "type"}
    return {**action, "action_ts": stamp}
