"""The program over HTTP on one SQLite store, with a furnished workspace and a second one beside it."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import logs
from tests.conftest import empty_database
from tests.isolation.world import World, furnish
from tests.straight import HERE, THERE
from tests.web.hosted import Hosted, hosted


@dataclass
class Log:
    """What a served program writes to standard error; `read` empties it."""

    kept: io.StringIO

    def read(self) -> list[dict[str, Any]]:
        lines = self.kept.getvalue().splitlines()
        self.kept.seek(0)
        self.kept.truncate()
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def log() -> Iterator[Log]:
    """All records, the program's and the libraries', as they are where it serves."""
    before, root, made = structlog.get_config(), logging.getLogger(), logging.getLogRecordFactory()
    hung, level, kept = root.handlers[:], root.level, io.StringIO()
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    logs.configure()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(kept), cache_logger_on_first_use=False)
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(kept)
    yield Log(kept)
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    structlog.configure(**before)
    logging.captureWarnings(capture=False)
    logging.setLogRecordFactory(made)
    root.handlers = hung
    root.setLevel(level)


@pytest.fixture(scope="module", params=["sqlite"])
def running(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
    postgresql_template: str | None,
    log: Log,
) -> Iterator[Hosted]:
    folder = tmp_path_factory.mktemp("web")
    with (
        empty_database(request.param, folder, sqlite_template, postgresql_template) as url,
        hosted(url) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def here(running: Hosted) -> World:
    return furnish(running, HERE)


@pytest.fixture(scope="module")
def there(running: Hosted, here: World) -> World:
    return furnish(running, THERE)
