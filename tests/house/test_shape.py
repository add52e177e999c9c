"""The house keeps its shape: sizes, who calls Slack, what comes after `ack`, what logs say."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

from handlers.door import Door, Registered
from tests.house.sentences import ROOT, Place, name_of, places

PROGRAM = ("bot", "handlers", "models", "scheduler")
OURS = (*PROGRAM, "sandbox", "tests", "bench")
FILE_LINES = 400
FUNCTION_LINES = 60
LISTENER_LINES = 15
ROUND_THE_LISTENERS = (
    "door.py",
    "entry.py",
    "listening.py",
    "outbound.py",
    "shedding.py",
    "socket_mode.py",
    "installing.py",
    "web.py",
    "signed.py",
)
"""The files of `handlers` that know Bolt, Slack's client and `ack`."""


def files() -> list[Path]:
    return [ROOT / "app.py", *(path for folder in OURS for path in sorted((ROOT / folder).rglob("*.py")))]


def test_no_file_is_too_long() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files()}
    assert len(lengths) > 50
    assert {str(path): count for path, count in lengths.items() if count > FILE_LINES} == {}


def test_no_function_is_too_long() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{node.name}": _lines(node)
        for path in files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(node) > FUNCTION_LINES
    }
    assert found == {}


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_a_listener_is_short(door: Door) -> None:
    assert len(door.listeners) > 10
    assert {one.name: lines for one in door.listeners if (lines := _length(one)) > LISTENER_LINES} == {}


def _length(registered: Registered) -> int:
    if not inspect.isfunction(registered.listener) or registered.listener.__name__ == "<lambda>":
        return 1
    tree = ast.parse(inspect.cleandoc("\n" + inspect.getsource(registered.listener)))
    assert isinstance(tree.body[0], ast.FunctionDef)
    return _lines(tree.body[0])


def test_listeners_know_neither_bolt_nor_slack_nor_ack() -> None:
    for place in places("handlers"):
        if place.path.name in ROUND_THE_LISTENERS:
            continue
        node = place.node
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            assert not [one for one in modules if one.startswith("slack_")], place
        assert not (isinstance(node, ast.Name) and node.id == "ack"), place
        assert not (isinstance(node, ast.Attribute) and node.attr in ("client", "sender")), place


def test_nothing_comes_after_ack() -> None:
    """Once Slack has its answer the act is over: only `return` may follow."""
    seen = 0
    for place in places("handlers"):
        for block in _blocks(place.node):
            acked = [number for number, line in enumerate(block) if _is_ack(line)]
            seen += len(acked)
            if acked:
                after = block[acked[0] + 1 :]
                assert all(isinstance(line, ast.Return) for line in after), place
    assert seen > 3


def _blocks(node: ast.AST) -> list[list[ast.stmt]]:
    return [
        block
        for name in ("body", "orelse", "finalbody")
        if isinstance(block := getattr(node, name, None), list)
    ]


def _is_ack(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and name_of(line.value) == "ack"


def test_services_rules_and_views_call_no_slack() -> None:
    for place in places("bot/services", "bot/views", "bot/rules", "models", "scheduler"):
        node = place.node
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            assert not [one for one in modules if one.split(".")[0] in ("slack_sdk", "slack_bolt")], place


UNLOGGED = re.compile(r"text|word|body|payload|name$|mail|token|secret|user|person|actor")
"""What a log record may not hold: what people wrote, names, addresses, secrets, who somebody is."""


def log_calls() -> list[Place]:
    return [
        place
        for place in places(*PROGRAM)
        if isinstance(place.node, ast.Call)
        and isinstance(place.node.func, ast.Attribute)
        and isinstance(place.node.func.value, ast.Name)
        and place.node.func.value.id == "log"
    ]


def test_no_service_asks_what_time_it_is() -> None:
    """Whoever begins something says when that is."""
    below = [path for part in ("services", "rules", "views") for path in (ROOT / "bot" / part).rglob("*.py")]
    below.append(ROOT / "bot/delivery/turned_out.py")
    assert len(below) > 100
    assert [str(path) for path in below if "clock.now(" in path.read_text(encoding="utf-8")] == []


def test_logs_hold_ids_and_counts() -> None:
    calls = log_calls()
    assert len(calls) > 5
    for place in calls:
        assert isinstance(place.node, ast.Call)
        assert all(isinstance(arg, ast.Constant) for arg in place.node.args), f"{place}: a fixed word"
        keys = [word.arg or "**" for word in place.node.keywords]
        assert not [key for key in keys if UNLOGGED.search(key)], f"{place}: {keys}"


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "NotImplementedError"])
def test_nothing_is_left_for_later(word: str) -> None:
    here = Path(__file__)
    left = [str(path) for path in files() if path != here and word in path.read_text(encoding="utf-8")]
    assert left == []
