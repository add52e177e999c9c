"""Slack's lengths and counts (block-limits.json), looked for anywhere in blocks and views.

Written without a look at how the sandbox checks blocks: the one is there to hold the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Limits = dict[str, Any]


def over_the_limits(part: Any, limits: Limits, at: str = "") -> Iterator[str]:
    """Where `part` (a view, blocks, or anything in them) is longer, shorter, more or less than Slack allows."""
    if isinstance(part, list):
        for index, one in enumerate(part):
            yield from over_the_limits(one, limits, f"{at}/{index}")
        return
    if not isinstance(part, dict):
        return
    for name, value in part.items():
        for rule in _rules(part, name, limits):
            yield from _measured(value, rule, f"{at}/{name}")
        yield from over_the_limits(value, limits, f"{at}/{name}")
    for name, group in (("options", "option"), ("option_groups", "option_group")):
        for index, one in enumerate(part.get(name) or []):
            for field, rule in limits[group].items():
                yield from _measured(one.get(field), rule, f"{at}/{name}/{index}/{field}")
    for field, rule in limits["confirmation"].items() if "confirm" in part else ():
        yield from _measured(part["confirm"].get(field), rule, f"{at}/confirm/{field}")
    if part.get("type") == "data_visualization":
        yield from _chart(part["chart"], limits["data_visualization"], f"{at}/chart")


def _rules(part: dict[str, Any], name: str, limits: Limits) -> Iterator[Limits]:
    kind = str(part.get("type"))
    if kind in ("plain_text", "mrkdwn") and name == "text":
        yield limits["text"]
    if name in ("action_id", "block_id"):
        yield limits[name]
    family = "select" if kind.endswith("_select") else "view" if kind in ("modal", "home") else kind
    rules = limits.get(family, {})
    if name in rules:
        yield rules[name]


def _chart(chart: dict[str, Any], limits: Limits, at: str) -> Iterator[str]:
    axes = chart.get("axis_config") or {}
    named = [
        (chart, "segments", limits["segments"], "label", limits["segment"]["label"]),
        (chart, "series", limits["series"], "name", limits["series_name"]),
        *((one, "data", limits["data"], "label", limits["point_label"]) for one in chart.get("series") or []),
    ]
    for holder, name, count, words, length in named:
        yield from _measured(holder.get(name), count, f"{at}/{name}")
        for one in holder.get(name) or []:
            yield from _measured(one.get(words), length, f"{at}/{name}/{words}")
    yield from _measured(axes.get("categories"), limits["categories"], f"{at}/axis_config/categories")
    for category in axes.get("categories") or []:
        yield from _measured(category, limits["category_label"], f"{at}/axis_config/categories")
    for name in ("x_label", "y_label"):
        yield from _measured(axes.get(name), limits["axis_label"], f"{at}/axis_config/{name}")


def _measured(value: Any, rule: Limits, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        value = value.get("text")
    if value is None or isinstance(value, bool):
        return
    size = value if isinstance(value, int | float) else len(value)
    least, most = "min_length", "max_length"
    if not isinstance(value, str):
        least, most = ("min_items", "max_items") if isinstance(value, list) else ("min", "max")
    if size > rule.get(most, size) or size < rule.get(least, size):
        yield f"{size} where {rule} is allowed, at {at}"
    if isinstance(value, list) and "item_max_length" in rule:
        for index, one in enumerate(value):
            yield from _measured(one, {"max_length": rule["item_max_length"]}, f"{at}/{index}")
