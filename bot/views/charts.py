"""Slack's own charts. Whatever one shows stands in words beside it: not every workspace takes them, nor every reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slackblocks import AxisConfig, BarChart, DataPoint, DataSeries, DataVisualizationBlock, LineChart

from bot.views import kit
from bot.views.answer import Block

KIND = "data_visualization"
POINTS_MAX = 20
TITLE_MAX, LABEL_MAX, AXIS_MAX = 50, 20, 50
Points = Sequence[tuple[str, float]]
"""A label and a value; at most 20 of them, no label twice."""


def bars(block_id: str, title: str, name: str, points: Points) -> Block:
    """One series. `name`: what is counted, on its axis and in its legend."""
    chart = BarChart([_series(name, points)], _axes(points, name))
    return DataVisualizationBlock(kit.cut(title, TITLE_MAX), chart, block_id=block_id)._resolve()


def lines(block_id: str, title: str, series: Mapping[str, Points]) -> Block:
    """Several series over the same labels."""
    chart = LineChart(
        [_series(name, points) for name, points in series.items()], _axes(next(iter(series.values())))
    )
    return DataVisualizationBlock(kit.cut(title, TITLE_MAX), chart, block_id=block_id)._resolve()


def without(blocks: Sequence[Block]) -> list[Block]:
    """The same in words alone."""
    return [block for block in blocks if block.get("type") != KIND]


def has(blocks: Sequence[Block]) -> bool:
    return any(block.get("type") == KIND for block in blocks)


def _series(name: str, points: Points) -> DataSeries:
    shown = [DataPoint(kit.cut(label, LABEL_MAX), value) for label, value in points]
    return DataSeries(kit.cut(name, LABEL_MAX), shown)


def _axes(points: Points, name: str = "") -> AxisConfig:
    categories = [kit.cut(label, LABEL_MAX) for label, _ in points]
    return AxisConfig(categories, y_label=kit.cut(name, AXIS_MAX) or None)
