"""Block Kit as HTML: the blocks of one message, modal or Home, as one person has them before her."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import Markup

from sandbox import viewstate
from sandbox.blockkit import render
from sandbox.page import charts, controls, emoji, markup, rich, words
from sandbox.world import Json


@dataclass(frozen=True)
class Where:
    """Where clicks go. Radio buttons of one name are one group of the browser's: each message, modal and Home
    stands in a form of its own.
    """

    press: str
    """URL to POST a pressed button to."""
    change: str
    """URL to POST a changed choice to."""
    prefix: str
    """Unique for element ids in the page: two panes may show the same message."""


def name_of(block: Json, element: Json) -> str:
    """The form name of an element."""
    return f"{block.get('block_id', '')} {element.get('action_id', '')}"


def blocks(
    blocks: list[Json],
    reader: render.Reader,
    where: Where,
    values: Json | None = None,
    errors: dict[str, str] | None = None,
) -> Markup:
    """All blocks; `values` as in View.values, `errors`: block_id → words under that input."""
    sheet = Sheet(reader, where, values or {}, errors or {})
    return Markup("\n").join(sheet.block(block) for block in blocks)


@cache
def _macros() -> Mapping[str, Callable[..., Markup]]:
    loader = PackageLoader("sandbox.page")
    environment = Environment(
        loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return vars(environment.get_template("blocks.html").module)


@dataclass(frozen=True)
class Cell:
    """A cell of a table. `scope` is "col" or "row" for one that names others, else empty."""

    shown: Markup
    scope: str
    align: str


@dataclass(frozen=True)
class Sheet:
    """What the macros ask for while they draw."""

    reader: render.Reader
    where: Where
    values: Json
    errors: Mapping[str, str]

    def block(self, block: Json) -> Markup:
        """One block; a box with its type where it is of no known one."""
        kind = str(block.get("type"))
        if kind == "data_visualization" and (block.get("chart") or {}).get("type") not in charts.KINDS:
            kind = "unknown"
        macro = _macros().get(f"block_{kind}") or _macros()["block_unknown"]
        return macro(self, block)

    def element(self, block: Json, element: Json, beside: str = "") -> Markup:
        """One element outside an input block; `beside` are the words of its block, which name it."""
        kind = str(element.get("type"))
        if controls.drawn_as(kind):
            label = self.words(element.get("placeholder"))
            control = self.control(block, element, ": ".join(part for part in (beside, label) if part))
            return _macros()["choice"](self, block, element, control)
        macro = _macros().get(f"element_{kind}")
        return macro(self, block, element) if macro else _macros()["block_unknown"](self, element)

    def control(self, block: Json, element: Json, label: str = "") -> controls.Control | None:
        """An element with a value; None where it is of no known type."""
        kind = str(element.get("type"))
        drawn = controls.drawn_as(kind)
        if drawn is None:
            return None
        state = controls.state_of(block, element, self.values)
        is_input = block.get("type") == "input"
        return controls.Control(
            id=self.id(block, element),
            name=name_of(block, element),
            drawn=drawn,
            input_type=controls.INPUT_TYPES.get(kind, ""),
            label="" if is_input else label or self.ui("Choose"),
            value=controls.typed_value(element, state, self.reader) if drawn == "text" else "",
            groups=() if drawn == "text" else controls.choices(element, state, self.reader),
            trigger=controls.trigger_of(block, element),
            hint=controls.hint_of(block, element, self.reader),
            error=self.ui(self.errors.get(str(block.get("block_id")), "")),
            is_required=is_input and not block.get("optional"),
        )

    def id(self, block: Json, element: Json) -> str:
        return controls.element_id(self.where.prefix, block, element)

    def about(self, block: Json, element: Json, option: str | None = None) -> Json:
        """What is posted with a click or a change, so that the server knows of which element."""
        said = {"block": str(block.get("block_id", "")), "action": str(element.get("action_id", ""))}
        return said if option is None else {**said, "option": option}

    def text(self, said: Json) -> Markup:
        return controls.text(said, self.reader)

    def words(self, said: Json | None) -> str:
        """A text object without markup."""
        return emoji.shown(render.text_of(said, self.reader)) if said else ""

    def ui(self, said: str) -> str:
        """Slack's own words in the reader's language."""
        return words.said(said, self.reader.locale)

    def address(self, url: Any) -> str:
        """`url` if it may be followed, else nothing."""
        return str(url) if url and markup.LINKED.match(str(url)) else ""

    def rich(self, block: Json) -> Markup:
        return rich.html(block, self.reader)

    def markdown(self, block: Json) -> Markup:
        return markup.markdown(str(block.get("text", "")))

    def chart(self, block: Json) -> Markup:
        return charts.svg(block)

    def rows(self, block: Json) -> list[list[Cell]]:
        """The rows of a table; the first one names the columns."""
        settings = block.get("column_settings") or []
        naming = block.get("row_header_column_index")
        rows: list[list[Cell]] = []
        for row in block.get("rows") or []:
            cells = []
            for index, cell in enumerate(row):
                setting = (settings[index] if index < len(settings) else None) or {}
                scope = "col" if not rows else "row" if index == naming else ""
                cells.append(Cell(self._cell(cell), scope, str(setting.get("align", ""))))
            rows.append(cells)
        return rows

    def _cell(self, cell: Any) -> Markup:
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            return self.rich(cell)
        said = cell.get("text", cell.get("value", "")) if isinstance(cell, dict) else cell
        return markup.plain(str(said), self.reader)

    def is_group(self, element: Json) -> bool:
        """Whether several fields make up the element, so that a legend names them."""
        return controls.drawn_as(str(element.get("type"))) in ("one", "many")

    def caption(self, block: Json) -> str:
        return (
            viewstate.plain(block["caption"])
            if isinstance(block.get("caption"), dict)
            else str(block.get("caption") or "")
        )
