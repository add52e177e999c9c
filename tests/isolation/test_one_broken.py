"""One school whose rows are broken, beside a good one: of every sweep, the good one's work gets done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import JSON, Enum, String, literal, type_coerce, update
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from models import Base, Notice, Workspace
from models.store import Db
from scheduler.sweeps import SWEEPS
from tests import straight
from tests.conftest import empty_database
from tests.isolation.all_due import Heard, became, engine, furnished, month
from tests.straight import HERE, THERE


def no_key_nor_zone(db: Db) -> None:
    db.here.execute(update(Workspace).where(Workspace.id == HERE).values(wrapped_key=b"lost"))

    for table in Base.metadata.sorted_tables:
        if "timezone" in table.c:
            db.here.execute(
                update(table).where(table.c.workspace_id == HERE).values(timezone="Europe/Atlantis")
            )


def no_word(db: Db) -> None:
    """As a version after this one would write them."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Enum) and table is not Notice.__table__:
                with suppress(IntegrityError), db.here.begin_nested():
                    strange = {column: type_coerce(literal("from_tomorrow"), String)}
                    db.here.execute(update(table).where(table.c.workspace_id == HERE).values(strange))


def no_shape(db: Db) -> None:
    """Lists and facts that are none, and messages to nobody."""
    db.here.execute(update(Notice).where(Notice.workspace_id == HERE).values(target="nowhere"))
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                db.here.execute(update(table).where(table.c.workspace_id == HERE).values({column: "?"}))


BROKEN = (no_key_nor_zone, no_word, no_shape)


def lived(
    folder: Path, template: Path, breaks: Callable[[Db], None] = lambda _: None
) -> tuple[Heard, Counter[tuple[str, ...]]]:
    """What a month has made of the good one, and how the sweeps went."""
    with empty_database("sqlite", folder, template, None) as url, straight.program(url) as program:
        furnished(program)
        with program.coordinator.deps.store.everywhere() as db:
            breaks(db)
        program.coordinator.deps.vaults.forget(HERE)
        clock, heard = engine(program)
        with capture_logs():
            for _ in month(program):
                clock.tick()
        return heard, became(program, THERE)


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Counter[tuple[str, ...]]:
    heard, good = lived(tmp_path_factory.mktemp("unbroken"), sqlite_template)
    told = {sweep.name for sweep in SWEEPS if sweep.is_traced}
    assert told <= set(heard.ran), "each finds something"
    assert not heard.failures
    return good


@pytest.mark.parametrize("breaks", BROKEN)
def test_the_good_one_gets_all_of_it(
    breaks: Callable[[Db], None],
    tmp_path: Path,
    sqlite_template: Path,
    unbroken: Counter[tuple[str, ...]],
) -> None:
    heard, good = lived(tmp_path, sqlite_template, breaks)
    assert heard.failures
    assert (good - unbroken, unbroken - good) == ({}, {})
