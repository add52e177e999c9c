"""One database of each kind for all tests of the store's isolation, emptied for each; and a program with two workspaces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from models import Team, Workspace
from models.store import Store
from tests import straight
from tests.conftest import empty_database
from tests.isolation.rows import HERE, THERE, Two, workspace
from tests.isolation.world import World, furnish
from tests.straight import Program


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def opened(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
    postgresql_template: str | None,
) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("stores")
    with empty_database(request.param, folder, sqlite_template, postgresql_template) as url:
        made = Store(url, patience=0.2)
        yield made
        made.close()


@pytest.fixture
def store(opened: Store) -> Store:
    """One database for all these tests, emptied for each."""
    with opened.everywhere() as db:
        db.execute(delete(Team))
        db.execute(delete(Workspace))
    return opened


@pytest.fixture
def two(store: Store) -> Two:
    return Two(store, workspace(store, HERE), workspace(store, THERE))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def running(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
    postgresql_template: str | None,
) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("foreign")
    with (
        empty_database(request.param, folder, sqlite_template, postgresql_template) as url,
        straight.program(url) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def here(running: Program) -> World:
    return furnish(running, straight.HERE)


@pytest.fixture(scope="module")
def there(running: Program, here: World) -> World:
    return furnish(running, straight.THERE)
