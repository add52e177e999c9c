"""Slack's rules for messages and views: block types, fields, lengths, counts, unique ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.blockkit import data_blocks
from sandbox.blockkit.elements import (
    ACCESSORIES,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    check_element,
    image,
)
from sandbox.blockkit.problems import LIMITS, OWN, Problems
from sandbox.world import Json

NOT_IN_MODALS = {"table", "data_table", "data_visualization", "carousel", "container", "markdown"}
NOT_IN_HOMES = {"alert", "markdown"}
NOT_IN_MESSAGES = {"alert"}

VIEW_FIELDS = {
    "title",
    "submit",
    "close",
    "private_metadata",
    "callback_id",
    "external_id",
    "clear_on_close",
    "notify_on_close",
    "submit_disabled",
}


def message_problems(blocks: Any) -> list[str]:
    """Everything Slack would object to in the blocks of a message, whatever is given for them."""
    problems = Problems()
    if not isinstance(blocks, list):
        problems.add("must be an array", "/blocks")
        return problems.found
    if len(blocks) > OWN["message_blocks"]:
        problems.add(f"no more than {OWN['message_blocks']} items allowed", "/blocks")
    check_blocks(problems, blocks, "/blocks", NOT_IN_MESSAGES)
    for kind, most, words in (
        ("data_visualization", OWN["charts_in_message"], "charts"),
        ("table", OWN["tables_in_message"], "tables"),
    ):
        if sum(_kind(block) == kind for block in blocks) > most:
            problems.add(f"no more than {most} {words} allowed", "/blocks")
    marked = [block.get("text") for block in blocks if _kind(block) == "markdown"]
    longest = LIMITS["markdown"]["text"]["max_length"]
    if len(marked) > 1 and sum(len(text) for text in marked if isinstance(text, str)) > longest:
        problems.add(f"no more than {longest} characters of markdown allowed", "/blocks")
    return problems.found


def view_problems(view: Json) -> list[str]:
    """Everything Slack would object to in a modal or Home view."""
    problems = Problems()
    kind = view.get("type")
    if kind not in ("modal", "home"):
        problems.add("must be one of modal, home", "/view/type")
        return problems.found
    modal = kind == "modal"
    required = {"type", "blocks", "title"} if modal else {"type", "blocks"}
    problems.fields(view, "/view", required, VIEW_FIELDS)
    limits = LIMITS["view"]
    for name in ("title", "submit", "close"):
        problems.text(view, name, "/view", limits[name])
    for name in ("private_metadata", "callback_id"):
        problems.string(view, name, "/view", limits[name])
    problems.string(view, "external_id", "/view", {"max_length": OWN["external_id"]})
    blocks = problems.items(view, "blocks", "/view", limits["blocks"])
    check_blocks(problems, blocks, "/view/blocks", NOT_IN_MODALS if modal else NOT_IN_HOMES)
    if modal and not view.get("submit") and any(_kind(b) == "input" for b in blocks):
        problems.add("missing required field: submit (there is an input block)", "/view")
    return problems.found


def _kind(block: Any) -> Any:
    return block.get("type") if isinstance(block, dict) else None


def check_blocks(problems: Problems, blocks: list[Any], at: str, refused: set[str]) -> None:
    seen: set[str] = set()
    focused = 0
    for index, block in enumerate(blocks):
        there = f"{at}/{index}"
        kind = _kind(block)
        checker = CHECKERS.get(str(kind))
        if checker is None or kind in refused:
            problems.add(f"unsupported type: {kind}", f"{there}/type")
            continue
        block_id = str(block.get("block_id") or "")
        problems.string(block, "block_id", there, LIMITS["block_id"])
        if block_id and block_id in seen:
            problems.add(f"block_id {block_id!r} is used twice", f"{there}/block_id")
        seen.add(block_id)
        checker(problems, block, there)
        _unique_actions(problems, block, there)
        focused += str(block).count("'focus_on_load': True")
    if focused > 1:
        problems.add("only one element may have focus_on_load", at)


def _unique_actions(problems: Problems, block: Json, at: str) -> None:
    seen: set[str] = set()
    elements = block.get("elements")
    for index, element in enumerate(elements if isinstance(elements, list) else []):
        action_id = str(element.get("action_id") or "") if isinstance(element, dict) else ""
        if action_id and action_id in seen:
            problems.add(
                f"action_id {action_id!r} is used twice in a block", f"{at}/elements/{index}/action_id"
            )
        seen.add(action_id)


def _section(problems: Problems, block: Json, at: str) -> None:
    problems.fields(block, at, {"type"}, {"block_id", "text", "fields", "accessory", "expand"})
    limits = LIMITS["section"]
    if not block.get("text") and not block.get("fields"):
        problems.add("missing required field: text or fields", at)
    problems.text(block, "text", at, limits["text"], plain=False)
    for index, part in enumerate(problems.items(block, "fields", at, limits["fields"])):
        length = {"max_length": limits["fields"]["item_max_length"]}
        problems.text_object(part, f"{at}/fields/{index}", length, plain=False)
    if block.get("accessory") is not None:
        check_element(problems, block["accessory"], f"{at}/accessory", ACCESSORIES)


def _header(problems: Problems, block: Json, at: str) -> None:
    if problems.fields(block, at, {"type", "text"}, {"block_id"}):
        problems.text(block, "text", at, LIMITS["header"]["text"])


def _divider(problems: Problems, block: Json, at: str) -> None:
    problems.fields(block, at, {"type"}, {"block_id"})


def _context(problems: Problems, block: Json, at: str) -> None:
    problems.fields(block, at, {"type", "elements"}, {"block_id"})
    for index, part in enumerate(problems.items(block, "elements", at, LIMITS["context"]["elements"])):
        there = f"{at}/elements/{index}"
        if _kind(part) == "image":
            image(problems, part, there)
        else:
            problems.text_object(part, there, LIMITS["text"], plain=False)


def _actions(problems: Problems, block: Json, at: str) -> None:
    problems.fields(block, at, {"type", "elements"}, {"block_id"})
    for index, element in enumerate(problems.items(block, "elements", at, LIMITS["actions"]["elements"])):
        check_element(problems, element, f"{at}/elements/{index}", IN_ACTIONS)


def _context_actions(problems: Problems, block: Json, at: str) -> None:
    problems.fields(block, at, {"type", "elements"}, {"block_id"})
    for there, element in problems.objects(block, "elements", at, LIMITS["context_actions"]["elements"]):
        check_element(problems, element, there, IN_CONTEXT_ACTIONS)


def _input(problems: Problems, block: Json, at: str) -> None:
    optional = {"block_id", "hint", "optional", "dispatch_action"}
    if problems.fields(block, at, {"type", "label", "element"}, optional):
        problems.text(block, "label", at, LIMITS["input"]["label"])
        problems.text(block, "hint", at, LIMITS["input"]["hint"])
        check_element(problems, block["element"], f"{at}/element", IN_INPUT)


def _image(problems: Problems, block: Json, at: str) -> None:
    if problems.fields(block, at, {"type", "alt_text"}, {"block_id", "image_url", "slack_file", "title"}):
        image(problems, block, at)


def _markdown(problems: Problems, block: Json, at: str) -> None:
    if problems.fields(block, at, {"type", "text"}, {"block_id"}):
        problems.string(block, "text", at, LIMITS["markdown"]["text"])


def _rich_text(problems: Problems, block: Json, at: str) -> None:
    problems.fields(block, at, {"type", "elements"}, {"block_id"})
    allowed = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
    for there, part in problems.objects(block, "elements", at, {"min_items": 0}):
        if _kind(part) not in allowed:
            problems.add(f"unsupported type: {_kind(part)}", f"{there}/type")


def _video(problems: Problems, block: Json, at: str) -> None:
    limits = LIMITS["video"]
    required = {"type", "alt_text", "title", "thumbnail_url", "video_url"}
    optional = {"block_id", "author_name", "description", "provider_name", "provider_icon_url", "title_url"}
    problems.fields(block, at, required, optional)
    for name in ("title", "description"):
        problems.text(block, name, at, limits[name])
    for name in ("alt_text", "author_name", "provider_name"):
        problems.string(block, name, at, limits[name])
    for name in ("thumbnail_url", "provider_icon_url"):
        problems.string(block, name, at, {})
    for name in ("video_url", "title_url"):
        problems.string(block, name, at, {})
        if isinstance(block.get(name), str) and not block[name].startswith("https://"):
            problems.add("must be an https URL", f"{at}/{name}")


def _container(problems: Problems, block: Json, at: str) -> None:
    data_blocks.container(problems, block, at)
    inside = block.get("child_blocks")
    check_blocks(problems, inside if isinstance(inside, list) else [], f"{at}/child_blocks", {"container"})


Checker = Callable[[Problems, Json, str], None]
CHECKERS: dict[str, Checker] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "video": _video,
    "container": _container,
    **data_blocks.CHECKERS,
}
