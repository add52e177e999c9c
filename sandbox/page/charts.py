"""Charts as SVG that stands alone: no script, no style, no address; blocks.css gives the colours."""

from __future__ import annotations

import json
import sys
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree  # writes, and reads nothing # nosec

import pygal
from markupsafe import Markup
from pygal.style import Style

from sandbox.blockkit import render
from sandbox.world import Json

# pygal's finder of plug-ins, of which we use none, makes Python warn at each later import of what is not there.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]

FONT = 12
"""Height of all letters in the SVG's own units; blocks.css says the same."""
WIDTH, HEIGHT = 420, 260
CROWDED = 5
"""From so many categories on, their labels stand askew."""

KINDS: dict[str, Any] = {"pie": pygal.Pie, "bar": pygal.Bar, "line": pygal.Line, "area": pygal.Line}
DROPPED = {"script", "style", "defs", "desc", "title"}
KEPT_ATTRIBUTES = {"x", "y", "cx", "cy", "r", "rx", "ry", "width", "height", "d", "transform", "class"}


def words(block: Json) -> str:
    """The chart for those who do not see it: its title and all its numbers."""
    return ". ".join([str(block.get("title", "")), *render.chart_lines(block.get("chart", {}))])


def svg(block: Json) -> Markup:
    """The picture of a data_visualization block of a kind in KINDS."""
    return _svg(json.dumps(block["chart"], sort_keys=True), words(block))


@lru_cache(maxsize=64)
def _svg(chart_json: str, label: str) -> Markup:
    chart = json.loads(chart_json)
    root = _drawing(chart).render_tree()
    _clean(root)
    attributes = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} {HEIGHT}"}
    root.attrib |= {**attributes, "class": "k-plot", "role": "img", "aria-label": label}
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704 - ElementTree escapes all text # nosec


def _drawing(chart: Json) -> Any:
    sizes = dict.fromkeys(("label", "major_label", "legend", "title", "value"), FONT)
    style = Style(**{f"{name}_font_size": size for name, size in sizes.items()})
    axes = chart.get("axis_config") or {}
    series = chart.get("series") or []
    names = axes.get("categories") or [point["label"] for point in (series[0]["data"] if series else [])]
    drawing = KINDS[chart["type"]](
        width=WIDTH,
        height=HEIGHT,
        margin=8,
        style=style,
        js=[],
        fill=chart["type"] == "area",
        x_labels=names,
        x_title=axes.get("x_label"),
        y_title=axes.get("y_label"),
        x_label_rotation=30 if len(names) > CROWDED else 0,
        margin_right=36 if len(names) > CROWDED else 8,
        truncate_label=-1,
        truncate_legend=-1,
        show_legend=chart["type"] == "pie" or len(series) > 1,
        legend_at_bottom=chart["type"] != "pie",
        inner_radius=0.5,
        include_x_axis=True,
    )
    for segment in chart.get("segments") or []:
        drawing.add(segment["label"], segment["value"])
    for one in series:
        values = {point["label"]: point["value"] for point in one["data"]}
        drawing.add(one["name"], [values.get(name) for name in names])
    return drawing


def _clean(node: ElementTree.Element) -> None:
    """Keep shapes and letters; each bar, dot and slice is named by a title, which browsers show."""
    for child in list(node):
        if not isinstance(child.tag, str) or "tooltip-overlay" in child.get("class", ""):
            node.remove(child)
            continue
        _clean(child)
    told = {child.get("class"): child.text or "" for child in node if child.tag == "desc"}
    for child in list(node):
        if child.tag in DROPPED:
            node.remove(child)
    if "value" in told:
        parts = [told.get("x_label", ""), told["value"]]
        title = ElementTree.SubElement(node, "title")
        title.text = ": ".join(part for part in parts if part)
    node.attrib = {name: value for name, value in node.attrib.items() if name in KEPT_ATTRIBUTES}
