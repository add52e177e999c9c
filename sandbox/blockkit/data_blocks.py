"""Slack's rules for its newer blocks: alert, card, carousel, container, tables and charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.blockkit.elements import check_element, image
from sandbox.blockkit.problems import LIMITS, OWN, Problems
from sandbox.world import Json


def _alert(problems: Problems, block: Json, at: str) -> None:
    if problems.fields(block, at, {"type", "text"}, {"block_id", "level"}):
        problems.text(block, "text", at, LIMITS["alert"]["text"], plain=False)


def _card(problems: Problems, block: Json, at: str) -> None:
    limits = LIMITS["card"]
    fields = {
        "block_id",
        "icon",
        "slack_icon",
        "hero_image",
        "title",
        "subtitle",
        "body",
        "subtext",
        "actions",
    }
    problems.fields(block, at, {"type"}, fields)
    if not {"title", "body", "hero_image", "actions"} & block.keys():
        problems.add("a card needs a title, a body, an image or actions", at)
    for name in ("title", "subtitle", "body", "subtext"):
        problems.text(block, name, at, limits[name], plain=False)
    for there, element in problems.objects(block, "actions", at, limits["actions"]):
        check_element(problems, element, there, {"button", "overflow"})
    if isinstance(block.get("hero_image"), dict):
        image(problems, block["hero_image"], f"{at}/hero_image")


def _carousel(problems: Problems, block: Json, at: str) -> None:
    problems.fields(block, at, {"type", "elements"}, {"block_id"})
    for there, card in problems.objects(block, "elements", at, LIMITS["carousel"]["elements"]):
        if card.get("type") != "card":
            problems.add(f"unsupported type: {card.get('type')}", f"{there}/type")
            continue
        _card(problems, card, there)


def container(problems: Problems, block: Json, at: str) -> None:
    limits = LIMITS["container"]
    optional = {"block_id", "title", "subtitle", "icon", "width", "is_collapsible", "default_collapsed"}
    problems.fields(block, at, {"type", "child_blocks"}, optional)
    for name in ("title", "subtitle"):
        problems.text(block, name, at, limits[name], plain=False)
    problems.items(block, "child_blocks", at, limits["child_blocks"])


def _rows(problems: Problems, block: Json, at: str, limit: Json, columns: int) -> None:
    rows = problems.items(block, "rows", at, limit)
    for index, row in enumerate(rows):
        if not isinstance(row, list) or not 1 <= len(row) <= columns:
            problems.add(f"a row has 1 to {columns} cells", f"{at}/rows/{index}")
        elif isinstance(rows[0], list) and len(row) != len(rows[0]):
            problems.add("rows differ in length", f"{at}/rows/{index}")


def _table(problems: Problems, block: Json, at: str) -> None:
    problems.fields(block, at, {"type", "rows"}, {"block_id", "column_settings"})
    _rows(problems, block, at, {"max_items": OWN["table_rows"]}, OWN["table_columns"])


def _data_table(problems: Problems, block: Json, at: str) -> None:
    limits = LIMITS["data_table"]
    optional = {"block_id", "page_size", "row_header_column_index", "column_settings"}
    problems.fields(block, at, {"type", "rows", "caption"}, optional)
    _rows(problems, block, at, limits["rows"], limits["columns"]["max_items"])
    size = block.get("page_size")
    if isinstance(size, int) and not limits["page_size"]["min"] <= size <= limits["page_size"]["max"]:
        problems.add("must be between 1 and 100", f"{at}/page_size")
    words = _cell_words(problems, block, at)
    if sum(map(len, words)) > limits["content"]["max_length"]:
        problems.add(f"no more than {limits['content']['max_length']} characters allowed", f"{at}/rows")


def _cell_words(problems: Problems, block: Json, at: str) -> list[str]:
    """The text of every cell that is plain text; an empty one is objected to."""
    words, rows = [], block.get("rows")
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        for place, cell in enumerate(row if isinstance(row, list) else []):
            there = f"{at}/rows/{number}/{place}"
            if not isinstance(cell, dict):
                problems.add("must be an object", there)
            elif cell.get("type") == "raw_text":
                problems.string(cell, "text", there, LIMITS["data_table"]["cell_text"])
                words.append(str(cell.get("text") or ""))
    return words


def _chart(problems: Problems, block: Json, at: str) -> None:
    """Pie charts have segments; bar, line and area charts have series over categories."""
    limits = LIMITS["data_visualization"]
    problems.fields(block, at, {"type", "title", "chart"}, {"block_id"})
    problems.string(block, "title", at, {"min_length": 1, **limits["title"]})
    chart: Any = block.get("chart")
    if not isinstance(chart, dict) or chart.get("type") not in ("pie", "bar", "area", "line"):
        problems.add("must be a pie, bar, area or line chart", f"{at}/chart")
        return
    here = f"{at}/chart"
    if chart["type"] == "pie":
        problems.fields(chart, here, {"type", "segments"}, set())
        for there, segment in problems.objects(chart, "segments", here, limits["segments"]):
            problems.string(segment, "label", there, limits["segment"]["label"])
            value = segment.get("value")
            if type(value) not in (int, float) or not value > limits["segment"]["value"]["exclusive_min"]:
                problems.add("must be more than 0", f"{there}/value")
        return
    problems.fields(chart, here, {"type", "series"}, {"axis_config"})
    for there, series in problems.objects(chart, "series", here, limits["series"]):
        problems.string(series, "name", there, limits["series_name"])
        for point_at, point in problems.objects(series, "data", there, limits["data"]):
            problems.string(point, "label", point_at, limits["point_label"])
    if isinstance(chart.get("axis_config"), dict):
        _axes(problems, chart["axis_config"], f"{here}/axis_config")
        _points(problems, chart, here)


def _points(problems: Problems, chart: Json, at: str) -> None:
    """Series have names of their own, and one point for each category, in its words."""
    series = [one for one in problems.items(chart, "series", at, {}) if isinstance(one, dict)]
    names = [str(one.get("name")) for one in series]
    if len(set(names)) < len(names):
        problems.add("names of series must be unique", f"{at}/series")
    categories = chart["axis_config"].get("categories")
    if not isinstance(categories, list):
        return
    for index, one in enumerate(series):
        points = one.get("data")
        labels = (
            [point.get("label") for point in points if isinstance(point, dict)]
            if isinstance(points, list)
            else []
        )
        if labels != categories:
            problems.add("needs one point for each category", f"{at}/series/{index}/data")


def _axes(problems: Problems, axes: Json, at: str) -> None:
    limits = LIMITS["data_visualization"]
    for name in ("x_label", "y_label"):
        problems.string(axes, name, at, limits["axis_label"])
    for index, category in enumerate(problems.items(axes, "categories", at, limits["categories"])):
        problems.string(
            {"category": category}, "category", f"{at}/categories/{index}", limits["category_label"]
        )


Checker = Callable[[Problems, Json, str], None]
CHECKERS: dict[str, Checker] = {
    "alert": _alert,
    "card": _card,
    "carousel": _carousel,
    "table": _table,
    "data_table": _data_table,
    "data_visualization": _chart,
}
