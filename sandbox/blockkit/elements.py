"""Slack's rules for interactive elements."""

from __future__ import annotations

import re
from typing import Any

from sandbox.blockkit.problems import LIMITS, OWN, Problems
from sandbox.world import Json

SELECTS = ("static", "external", "users", "conversations", "channels")
ACCESSORIES = {"button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "image"} | {
    f"{multi}{kind}_select" for kind in SELECTS for multi in ("", "multi_")
}
IN_ACTIONS = {
    "button",
    "overflow",
    "checkboxes",
    "radio_buttons",
    "datepicker",
    "timepicker",
    "datetimepicker",
} | {f"{multi}{kind}_select" for kind in SELECTS for multi in ("", "multi_")}
IN_INPUT = (IN_ACTIONS - {"button", "overflow"}) | {
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
}
IN_CONTEXT_ACTIONS = {"feedback_buttons", "icon_button"}
COMMON = {"type", "action_id", "confirm", "focus_on_load", "placeholder"}

FIELDS: dict[str, tuple[set[str], set[str]]] = {
    "button": ({"text"}, {"value", "url", "style", "accessibility_label"}),
    "overflow": ({"options"}, set()),
    "checkboxes": ({"options"}, {"initial_options"}),
    "radio_buttons": ({"options"}, {"initial_option"}),
    "datepicker": (set(), {"initial_date"}),
    "timepicker": (set(), {"initial_time", "timezone"}),
    "datetimepicker": (set(), {"initial_date_time"}),
    "static_select": (set(), {"options", "option_groups", "initial_option"}),
    "multi_static_select": (set(), {"options", "option_groups", "initial_options", "max_selected_items"}),
    "external_select": (set(), {"initial_option", "min_query_length"}),
    "multi_external_select": (set(), {"initial_options", "min_query_length", "max_selected_items"}),
    "users_select": (set(), {"initial_user"}),
    "multi_users_select": (set(), {"initial_users", "max_selected_items"}),
    "conversations_select": (
        set(),
        {"initial_conversation", "default_to_current_conversation", "response_url_enabled", "filter"},
    ),
    "multi_conversations_select": (
        set(),
        {"initial_conversations", "default_to_current_conversation", "max_selected_items", "filter"},
    ),
    "channels_select": (set(), {"initial_channel", "response_url_enabled"}),
    "multi_channels_select": (set(), {"initial_channels", "max_selected_items"}),
    "plain_text_input": (
        set(),
        {"initial_value", "multiline", "min_length", "max_length", "dispatch_action_config"},
    ),
    "number_input": (
        {"is_decimal_allowed"},
        {"initial_value", "min_value", "max_value", "dispatch_action_config"},
    ),
    "email_text_input": (set(), {"initial_value", "dispatch_action_config"}),
    "url_text_input": (set(), {"initial_value", "dispatch_action_config"}),
    "rich_text_input": (set(), {"initial_value", "dispatch_action_config"}),
    "file_input": (set(), {"filetypes", "max_files"}),
    "feedback_buttons": ({"positive_button", "negative_button"}, set()),
    "icon_button": ({"icon", "text"}, {"value", "accessibility_label", "visible_to_user_ids"}),
    "image": ({"alt_text"}, {"image_url", "slack_file"}),
}
PATTERNS = {"initial_date": r"\d{4}-\d{2}-\d{2}", "initial_time": r"[0-2]\d:[0-5]\d"}


def check_element(problems: Problems, element: Any, at: str, allowed: set[str]) -> None:
    """One element in a place that takes the `allowed` types."""
    kind = str(element.get("type")) if isinstance(element, dict) else None
    if kind not in allowed or kind not in FIELDS:
        problems.add(f"unsupported type: {kind}", f"{at}/type")
        return
    required, optional = FIELDS[kind]
    if not problems.fields(
        element, at, required | {"type"}, optional | (COMMON if kind != "image" else set())
    ):
        return
    problems.string(element, "action_id", at, {"min_length": 1, **LIMITS["action_id"]})
    problems.text(element, "placeholder", at, LIMITS["select"]["placeholder"])
    for name, pattern in PATTERNS.items():
        if element.get(name) is not None and not re.fullmatch(pattern, str(element[name])):
            problems.add("is not in the form Slack takes", f"{at}/{name}")
    if element.get("confirm") is not None:
        _confirm(problems, element["confirm"], f"{at}/confirm")
    if kind in ("button", "icon_button"):
        _button(problems, element, at)
        problems.items(element, "visible_to_user_ids", at, LIMITS["icon_button"]["visible_to_user_ids"])
    elif kind == "feedback_buttons":
        _feedback_buttons(problems, element, at)
    elif kind == "image":
        image(problems, element, at)
    elif kind == "plain_text_input":
        _text_input(problems, element, at)
    elif kind == "number_input":
        _number_input(problems, element, at)
    elif kind == "file_input":
        _file_input(problems, element, at)
    else:
        _choices(problems, element, at, kind)


def _button(problems: Problems, element: Json, at: str) -> None:
    limits = LIMITS["button"]
    problems.text(element, "text", at, limits["text"])
    for name in ("value", "url", "accessibility_label"):
        problems.string(element, name, at, limits[name])
    problems.one_of(element, "style", at, ("primary", "danger"))


def _feedback_buttons(problems: Problems, element: Json, at: str) -> None:
    limits = LIMITS["feedback_button"]
    for name in ("positive_button", "negative_button"):
        button, there = element[name], f"{at}/{name}"
        if not isinstance(button, dict):
            problems.add("must be an object", there)
        elif problems.fields(button, there, {"text", "value"}, {"accessibility_label"}):
            problems.text(button, "text", there, limits["text"])
            problems.string(button, "value", there, limits["value"])
            problems.string(button, "accessibility_label", there, limits["accessibility_label"])


def image(problems: Problems, element: Json, at: str) -> None:
    limits = LIMITS["image"]
    if not element.get("image_url") and not element.get("slack_file"):
        problems.add("missing required field: image_url", at)
    problems.string(element, "image_url", at, limits["image_url"])
    problems.string(element, "alt_text", at, {"min_length": 1, **limits["alt_text"]})
    problems.text(element, "title", at, {"max_length": OWN["image_title"]})


def _text_input(problems: Problems, element: Json, at: str) -> None:
    most = LIMITS["plain_text_input"]["max_length"]["max"]
    for name in ("min_length", "max_length"):
        value = element.get(name)
        least = 1 if name == "max_length" else 0
        if value is not None and not (type(value) is int and least <= value <= most):
            problems.add(f"must be between {least} and {most}", f"{at}/{name}")
    if isinstance(element.get("initial_value"), str):
        longest = element.get("max_length")
        limit = {"max_length": longest if type(longest) is int else most}
        problems.length(element["initial_value"], f"{at}/initial_value", limit)


def _file_input(problems: Problems, element: Json, at: str) -> None:
    limits = LIMITS["file_input"]["max_files"]
    most = element.get("max_files")
    if isinstance(most, int) and not limits["min"] <= most <= limits["max"]:
        problems.add(f"must be between {limits['min']} and {limits['max']}", f"{at}/max_files")


def _number_input(problems: Problems, element: Json, at: str) -> None:
    values: dict[str, float] = {}
    for name in ("min_value", "max_value", "initial_value"):
        if element.get(name) is not None:
            try:
                values[name] = float(element[name])
            except (TypeError, ValueError):
                problems.add("must be a number in a string", f"{at}/{name}")
            if not isinstance(element[name], str):
                problems.add("must be a string", f"{at}/{name}")
    if values.get("min_value", float("-inf")) > values.get("max_value", float("inf")):
        problems.add("must not be more than max_value", f"{at}/min_value")


def _confirm(problems: Problems, confirm: Any, at: str) -> None:
    if not isinstance(confirm, dict):
        problems.add("must be an object", at)
        return
    problems.fields(confirm, at, {"title", "text", "confirm", "deny"}, {"style"})
    for name in ("title", "text", "confirm", "deny"):
        problems.text(confirm, name, at, LIMITS["confirmation"][name], plain=name != "text")


def _choices(problems: Problems, element: Json, at: str, kind: str) -> None:
    """Options, groups and the presets that must be among them."""
    given = [element.get(name) is not None for name in ("options", "option_groups")]
    if kind in ("static_select", "multi_static_select") and sum(given) != 1:
        problems.add("must have either options or option_groups", at)
        return
    rich = kind in ("checkboxes", "radio_buttons")
    limit = (
        LIMITS[kind]["options"]
        if kind in ("overflow", "checkboxes", "radio_buttons")
        else LIMITS["select"]["options"]
    )
    options = _options(problems, element, at, limit, rich=rich)
    for there, group in problems.objects(element, "option_groups", at, LIMITS["select"]["option_groups"]):
        if problems.fields(group, there, {"label", "options"}, set()):
            problems.text(group, "label", there, LIMITS["option_group"]["label"])
            options += _options(problems, group, there, LIMITS["option_group"]["options"], rich=False)
    presets = [element["initial_option"]] if element.get("initial_option") else []
    presets += problems.items(element, "initial_options", at, LIMITS["select"]["options"])
    if "external" not in kind:
        for preset in presets:
            if preset not in options:
                problems.add("initial option is not among the options", at)


def _options(problems: Problems, data: Json, at: str, limit: Json, *, rich: bool) -> list[Any]:
    options = []
    limits = LIMITS["option"]
    for there, option in problems.objects(data, "options", at, limit):
        options.append(option)
        problems.fields(option, there, {"text", "value"}, {"description", "url"})
        problems.text(option, "text", there, limits["text"], plain=not rich)
        problems.text(option, "description", there, limits["description"], plain=not rich)
        problems.string(option, "value", there, {"min_length": 1, **limits["value"]})
        problems.string(option, "url", there, limits["url"])
    return options
