"""A list of problems with JSON pointers, and the checks of single values that fill it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sandbox.world import Json

LIMITS: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "data" / "limits.json").read_text(encoding="utf-8")
)
OWN: dict[str, int] = LIMITS["sandbox"]

KINDS_OF_VALUE: dict[str, tuple[type, str]] = {
    **dict.fromkeys(
        (
            *("multiline", "is_decimal_allowed", "optional", "dispatch_action", "focus_on_load", "expand"),
            *("clear_on_close", "notify_on_close", "submit_disabled", "emoji", "verbatim"),
            *(
                "is_collapsible",
                "default_collapsed",
                "response_url_enabled",
                "default_to_current_conversation",
            ),
        ),
        (bool, "a boolean"),
    ),
    **dict.fromkeys(
        (*("max_selected_items", "min_query_length", "max_files"), *("initial_date_time", "page_size")),
        (int, "an integer"),
    ),
    **dict.fromkeys(("filter", "dispatch_action_config"), (dict, "an object")),
    **dict.fromkeys(
        ("timezone", "initial_user", "initial_channel", "initial_conversation"), (str, "a string")
    ),
    **dict.fromkeys(("width", "level"), (str, "a string")),
}
"""Fields that are of one kind wherever they stand."""

TEXT_FIELDS = {"type", "text", "emoji", "verbatim"}


class Problems:
    """What Slack would object to; every entry ends with where it is."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, words: str, at: str) -> None:
        self.found.append(f"{words} [json-pointer:{at}]")

    def fields(self, data: Json, at: str, required: set[str], optional: set[str]) -> bool:
        """Whether all required fields are there; unknown ones are objected to."""
        missing = sorted(name for name in required if data.get(name) is None)
        for name in missing:
            self.add(f"missing required field: {name}", at)
        for name in sorted(data.keys() - required - optional):
            self.add(f"no such field: {name}", f"{at}/{name}")
        for name in sorted(data.keys() & KINDS_OF_VALUE.keys()):
            kind, words = KINDS_OF_VALUE[name]
            if data[name] is not None and type(data[name]) is not kind:
                self.add(f"must be {words}", f"{at}/{name}")
        return not missing

    def string(self, data: Json, name: str, at: str, limit: Json) -> None:
        value = data.get(name)
        if value is None:
            return
        if not isinstance(value, str):
            self.add("must be a string", f"{at}/{name}")
        else:
            self.length(value, f"{at}/{name}", limit)

    def length(self, value: str, at: str, limit: Json) -> None:
        if len(value) > limit.get("max_length", 10**9):
            self.add(f"must be less than {limit['max_length'] + 1} characters", at)
        if len(value) < limit.get("min_length", 0):
            self.add(f"must be more than {limit['min_length'] - 1} characters", at)

    def items(self, data: Json, name: str, at: str, limit: Json) -> list[Any]:
        """The list in a field, its count checked; an empty one where there is none to look into."""
        value = data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.add("must be an array", f"{at}/{name}")
            return []
        if len(value) > limit.get("max_items", 10**9):
            self.add(f"no more than {limit['max_items']} items allowed", f"{at}/{name}")
        if len(value) < limit.get("min_items", 1):
            self.add("must have at least 1 item", f"{at}/{name}")
        return value

    def objects(self, data: Json, name: str, at: str, limit: Json) -> Iterator[tuple[str, Json]]:
        """(where it is, the entry) for each entry of such a list; what is no object is objected to."""
        for index, one in enumerate(self.items(data, name, at, limit)):
            there = f"{at}/{name}/{index}"
            if isinstance(one, dict):
                yield there, one
            else:
                self.add("must be an object", there)

    def text(self, data: Json, name: str, at: str, limit: Json, *, plain: bool = True) -> None:
        """A text object in a field; `plain` means that mrkdwn is refused."""
        if data.get(name) is not None:
            self.text_object(data[name], f"{at}/{name}", limit, plain=plain)

    def text_object(self, value: Any, at: str, limit: Json, *, plain: bool) -> None:
        if not isinstance(value, dict) or value.get("type") not in ("plain_text", "mrkdwn"):
            self.add("must be a text object", at)
            return
        if plain and value["type"] != "plain_text":
            self.add("must be a plain_text object", f"{at}/type")
        self.fields(value, at, {"type", "text"}, TEXT_FIELDS)
        if "emoji" in value and value["type"] == "mrkdwn":
            self.add("only plain_text has emoji", f"{at}/emoji")
        self.string(value, "text", at, {"min_length": 1, **limit})

    def one_of(self, data: Json, name: str, at: str, allowed: tuple[Any, ...]) -> None:
        if data.get(name) is not None and data[name] not in allowed:
            self.add(f"must be one of {', '.join(map(str, allowed))}", f"{at}/{name}")
