"""One program on each kind of database, with a furnished workspace and a second one beside it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
import structlog

from bot import logs
from tests.conftest import empty_database
from tests.isolation.world import World, furnish
from tests.straight import HERE, THERE, Program, program


@pytest.fixture(autouse=True, scope="module")
def served() -> Iterator[None]:
    """Logs as where it serves: structlog's own way to print an exception takes longer than Slack waits."""
    before = structlog.get_config()
    logs.configure()
    structlog.configure(cache_logger_on_first_use=False)
    yield
    structlog.configure(**before)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def running(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
    postgresql_template: str | None,
) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("bad")
    with (
        empty_database(request.param, folder, sqlite_template, postgresql_template) as url,
        program(url) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def here(running: Program) -> World:
    return furnish(running, HERE)


@pytest.fixture(scope="module")
def there(running: Program, here: World) -> World:
    return furnish(running, THERE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Half surrogates that a library has logged: written out, or no report could pass between processes."""
    report = yield
    report.sections = [(name, _written(text)) for name, text in report.sections]
    if report.longrepr is not None and not str(report.longrepr).isascii():
        report.longrepr = _written(str(report.longrepr))
    return report


def _written(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
