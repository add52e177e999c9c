"""With `--one-database` each story runs on one of the two databases, one in eight on PostgreSQL, where one takes twice
as long; of those in which real processes run, end and are killed, half on each.

What is about the databases themselves (the store, delivery, keys, migrations) runs on both always.
"""

from __future__ import annotations

from collections import Counter
from zlib import crc32

import pytest

STORIES = (
    "bad_input",
    "chaos",
    "delivery/test_whom_messages_name.py",
    "flows",
    "handlers",
    "installing",
    "isolation",
    "page",
    "test_full_screens.py",
    "test_capacity.py",
    "test_metrics_served.py",
    "test_nudge_sweep.py",
    "test_silent_socket.py",
)
"""Folders and files of stories: what they tell is the program's, and not the database's."""
DATABASES = ("sqlite", "postgresql", *(["sqlite"] * 6))
HALF = ("chaos", "test_capacity.py", "test_metrics_served.py", "test_silent_socket.py")
ON_EACH = ("database_url", "running")
"""Parameters that say on which of them: a database of its own, or a program that a whole file shares."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--one-database", action="store_true", help="each story on one of the two databases")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--one-database"):
        return
    on_both = Counter(_story(item) for item in items)
    left_out = [item for item in items if on_both[_story(item)] == 2 and _is_for_the_other(item)]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def _story(item: pytest.Item) -> str:
    """The same for one story on either database; one that is told on a single database is told there."""
    mine = getattr(item, "callspec", None)
    others = {name: repr(value) for name, value in mine.params.items() if name not in ON_EACH} if mine else {}
    return f"{_name(item)} {others} {item.nodeid if mine is None else ''}"


def _name(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _is_for_the_other(item: pytest.Item) -> bool:
    """By the story's name, so that it is the same one on each machine and in each process; where many are tried with
    one program, by what is tried.
    """
    mine = getattr(item, "callspec", None)
    if mine is None:
        return False
    chosen = next((mine.params[name] for name in ON_EACH if mine.params.get(name) in DATABASES), None)
    path = item.nodeid.removeprefix("tests/").partition("::")[0]
    where = {path, path.partition("/")[0]}
    if chosen is None or where.isdisjoint(STORIES):
        return False
    told = _story(item) if "running" in mine.params else _name(item)
    choice = 2 if where.intersection(HALF) else len(DATABASES)
    return bool(chosen != DATABASES[crc32(told.encode()) % choice])
