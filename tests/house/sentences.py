"""Finds the sentences of the program in its source: what is translated, where it is shown, what was forgotten."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ROOT / "bot" / "locales"
WAITING = ROOT / "docs" / "translations"
"""Catalogues of languages that are not offered yet."""
SPEAKING = ("bot/views", "bot/delivery/letters")
"""The folders that may say something to a person."""
SILENT = ("handlers", "scheduler", "bot/services", "bot/rules", "models")
"""The folders that may not."""
KEYWORDS = parse_keywords(["text", "count:2,3"])
"""As in the Makefile's `i18n`."""


def extracted() -> Catalog:
    """Every sentence of the source, as Babel finds it by the mapping in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    mappings = [(one["pattern"], one["method"]) for one in project["tool"]["babel"]["mappings"]]
    found = Catalog()
    for path, line, message, _, _ in extract_from_dir(
        ROOT, mappings, keywords=KEYWORDS, directory_filter=_is_source
    ):
        found.add(message, locations=[(path, line)])
    return found


def _is_source(folder: str | Path) -> bool:
    return Path(folder).name in ("bot", "views", "delivery", "letters")


@dataclass(frozen=True)
class Place:
    """A node of the source, with the nodes around it, innermost last."""

    path: Path
    node: ast.AST
    around: tuple[ast.AST, ...]

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{getattr(self.node, 'lineno', '?')}"


@cache
def places(*folders: str) -> tuple[Place, ...]:
    return tuple(
        place
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        for place in _walk(path, ast.parse(path.read_text(encoding="utf-8")), ())
    )


def places_of(source: str) -> tuple[Place, ...]:
    """Of what would stand in a view."""
    return tuple(_walk(ROOT / "a_view.py", ast.parse(source), ()))


def _walk(path: Path, node: ast.AST, around: tuple[ast.AST, ...]) -> Iterator[Place]:
    yield Place(path, node, around)
    for child in ast.iter_child_nodes(node):
        yield from _walk(path, child, (*around, node))


def name_of(call: ast.AST) -> str:
    """`kit.button` → `button`; "" for what is no call of a name."""
    if not isinstance(call, ast.Call):
        return ""
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def is_saying(node: ast.AST) -> bool:
    """A call of `text` or `count` of what speaks: `say.text(…)`, `speech(language).count(…)`."""
    if name_of(node) not in ("text", "count") or not isinstance(node, ast.Call):
        return False
    speaker = node.func.value if isinstance(node.func, ast.Attribute) else None
    return name_of(speaker) == "speech" if isinstance(speaker, ast.Call) else _name(speaker) == "say"


def _name(node: ast.AST | None) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def sentences(call: ast.Call) -> list[ast.expr]:
    """The arguments that are to be translated."""
    return call.args[:1] if name_of(call) == "text" else call.args[1:3]


WORDS = re.compile(r"[^\W\d_]{2,}[,.…!?:;]*\s+[^\W\d_]+|^[A-Z][a-z]+[.!?…]?$")
"""Two words in a row, or one with a capital: something a person would read."""
NOT_SPOKEN = {
    *("log", "getLogger", "warning", "info", "error", "exception", "format_date", "format_datetime"),
    "Sweep",  # its name stands in the log
}
PROTOCOL = {"text/html; charset=utf-8", "Bearer"}
"""What one machine says to another."""
NAMES = {"|Google Calendar>"}
"""The same in every language."""
NOT_SHOWN = (ast.Assert, ast.arg)
LETTERS = re.compile(r"[^\W\d_]{2,}")


def forgotten(folders: tuple[str, ...]) -> list[Place]:
    """Words in the source that would reach a person without having passed a catalogue."""
    return forgotten_in(places(*folders))


def forgotten_in(source: Iterable[Place]) -> list[Place]:
    return [
        place
        for place in source
        if isinstance(place.node, ast.Constant)
        and isinstance(place.node.value, str)
        and (WORDS.search(place.node.value) or _is_label(place, place.node.value))
        and place.node.value not in PROTOCOL | NAMES
        and _may_be_shown(place)
    ]


def _may_be_shown(place: Place) -> bool:
    parent = place.around[-1]
    if isinstance(parent, ast.Expr | ast.Compare | ast.Subscript):
        return False  # a docstring; something compared with; a key
    for outer in place.around:
        if isinstance(outer, NOT_SHOWN) or name_of(outer) in NOT_SPOKEN:
            return False
        if isinstance(outer, ast.Raise) and name_of(outer.exc or outer) != "Refuse":
            return False
        if is_saying(outer) and isinstance(outer, ast.Call) and place.node in sentences(outer):
            return False  # and not what is filled in
        if isinstance(outer, ast.AnnAssign) and outer.annotation in (*place.around, place.node):
            return False
        if isinstance(outer, ast.Assign) and any(_name(target) == "__all__" for target in outer.targets):
            return False
    return True


LIMITS: dict[tuple[str, int | str], int] = {
    ("modal", 1): 24,
    ("modal", "title"): 24,
    ("modal", "submit"): 24,
    ("modal", "close"): 24,
    ("button", 0): 75,
    ("header", 1): 150,
    ("Refuse", 1): 2000,
    ("field", 1): 2000,
    ("field", "hint"): 2000,
    ("line", "placeholder"): 150,
}
"""(function of `bot.views.kit`, argument) → characters that Slack takes; sources in the sandbox's limits."""
CHOICES = {"one_of": 75, "some_of": 75}
"""Functions whose first argument is a dictionary of choices."""
SURE = (100, 300, 30, 30)
"""What is asked before a button counts (`kit.Sure`): title, text, yes, no."""


def _is_label(place: Place, text: str) -> bool:
    """One word is enough where the kit shows it as it is."""
    parent = place.around[-1]
    if not isinstance(parent, ast.Call) or not LETTERS.search(text):
        return False
    at = parent.args.index(place.node) if place.node in parent.args else None
    return at is not None and ((name_of(parent), at) in LIMITS or (name_of(parent), at) in TEXTS)


TEXTS = {("section", 1), ("context", 1), ("Message", 0)}


@dataclass(frozen=True)
class Shown:
    """A sentence where Slack limits its length."""

    place: Place
    message: str
    limit: int
    what: str


def limited() -> list[Shown]:
    """Every sentence that stands, directly or through a local name, where its length is limited."""
    found: list[Shown] = []
    for place in places(*SPEAKING):
        if isinstance(place.node, ast.Tuple) and _is_sure(place):
            for position, value in enumerate(place.node.elts):
                what = f"sure[{position}]"
                found += [Shown(place, text, SURE[position], what) for text in _said_in(value, place)]
        if not isinstance(place.node, ast.Call):
            continue
        called = name_of(place.node)
        given: list[tuple[int | str, ast.expr]] = [
            *enumerate(place.node.args),
            *((word.arg, word.value) for word in place.node.keywords if word.arg),
        ]
        for position, value in given:
            limit = LIMITS.get((called, position)) or (CHOICES.get(called) if position == 0 else None)
            if limit is not None:
                what = f"{called}({position})"
                found += [Shown(place, text, limit, what) for text in _said_in(value, place)]
    return found


def _is_sure(place: Place) -> bool:
    parent = place.around[-1]
    if isinstance(parent, ast.keyword):
        return parent.arg == "sure"
    return isinstance(parent, ast.Assign) and any(_name(target) == "sure" for target in parent.targets)


def _said_in(value: ast.expr, place: Place) -> list[str]:
    """The literal sentences in an argument, and in what a local name in it was given."""
    nodes: list[ast.AST] = list(ast.walk(value))
    functions = [outer for outer in place.around if isinstance(outer, ast.FunctionDef)]
    if functions:
        names = {node.id for node in nodes if isinstance(node, ast.Name)} - {"say"}
        for inner in ast.walk(functions[-1]):
            if isinstance(inner, ast.Assign) and {_name(target) for target in inner.targets} & names:
                nodes += ast.walk(inner.value)
    return [
        text.value
        for node in nodes
        if is_saying(node) and isinstance(node, ast.Call)
        for text in sentences(node)
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    ]
