"""With `--one-database` each story runs on one of the two databases, half of them on each.

What is about the databases themselves (the store, delivery, keys, kills, migrations) runs on both always.
"""

from __future__ import annotations

from zlib import crc32

import pytest

STORIES = ("bad_input", "flows", "handlers", "isolation", "page")
"""Folders of stories: what they tell is the program's, and not the database's."""
DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--one-database", action="store_true", help="each story on one of the two databases")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--one-database"):
        return
    left_out = [item for item in items if _is_for_the_other(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _is_for_the_other(item: pytest.Item) -> bool:
    """By the story's name, so that it is the same one on each machine and in each process."""
    mine = getattr(item, "callspec", None)
    if mine is None or mine.params.get("database_url") not in DATABASES:
        return False
    folder, _, _ = item.nodeid.removeprefix("tests/").partition("/")
    if folder not in STORIES:
        return False
    return mine.params["database_url"] != DATABASES[crc32(item.nodeid.partition("[")[0].encode()) % 2]
