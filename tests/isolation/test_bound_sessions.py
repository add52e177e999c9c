"""A session bound to one workspace sees, changes and makes rows of that workspace alone."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, exists, func, insert, select, text, update
from sqlalchemy.orm import aliased

from models import Base, NamedMessage, Notice, Pace, Person, Settings, Team, Workspace
from models.bulk import add_or_append, change_each
from models.prepared import Bound
from models.store import Db, OutOfBounds, Store, add, add_once
from tests.house.sentences import ROOT
from tests.isolation.rows import HERE, NOW, THERE, Two, notice, notice_values, person, team

_OTHER = aliased(Team)
_ALL = select(Team.id, Team.workspace_id).subquery()
_CTE = select(Team.id, Team.workspace_id).cte()
_BOUND = Bound(select(Team.id, Team.workspace_id).where(Team.weekly_minutes > bindparam("more")))

SELECTS: dict[str, Any] = {
    "entities": select(Team),
    "columns": select(Team.id, Team.workspace_id),
    "alias": select(_OTHER.id, _OTHER.workspace_id),
    "subquery": select(_ALL.c.id, _ALL.c.workspace_id),
    "alias of a subquery": select(aliased(Team, _ALL)),
    "common table": select(_CTE.c.id, _CTE.c.workspace_id),
    "join without a condition": select(Person.user_id, Team.id, Team.workspace_id).join(Team, Team.id > 0),
    "outer join": select(Person.user_id, Team.id, Team.workspace_id).outerjoin(Team, Team.id > 0),
    "self join": select(Team.id, _OTHER.id, _OTHER.workspace_id).join(_OTHER, _OTHER.id > 0),
    "union": select(Team.id, Team.workspace_id).union_all(select(_OTHER.id, _OTHER.workspace_id)),
    "exists": select(Team).where(exists().where(Team.id > 0)),
    "locked": select(Team).with_for_update(),
    "workspaces": select(Workspace.id, Workspace.id.label("workspace_id")),
}


@pytest.mark.parametrize("name", SELECTS)
def test_a_select_finds_the_rows_of_its_own_workspace_alone(two: Two, name: str) -> None:
    def found(db: Db) -> list[str]:
        rows = db.execute(SELECTS[name]).all()
        return [row[0].workspace_id if hasattr(row[0], "workspace_id") else row.workspace_id for row in rows]

    with two.store.begin(HERE) as db:
        seen = found(db)
    assert seen
    assert set(seen) == {HERE}


LOOKS: dict[str, Callable[[Db, Two], Any]] = {
    "get": lambda db, two: db.get(Team, two.team_there),
    "get a workspace": lambda db, two: db.get(Workspace, THERE),
    "by its number": lambda db, two: db.scalars(select(Team).where(Team.id == two.team_there)).first(),
    "exists": lambda db, two: db.scalars(
        select(Person.user_id).where(select(Team.id).where(Team.id == two.team_there).exists())
    ).first(),
    "scalar subquery": lambda db, two: db.scalar(
        select(select(Team.id).where(Team.id == two.team_there).scalar_subquery())
        .select_from(Person)
        .limit(1)
    ),
    "in": lambda db, two: db.scalars(
        select(Person.user_id).where(Person.user_id.in_(select(Team.language).where(Team.id > 0)))
    ).first(),
    "query": lambda db, two: db.query(Team).filter(Team.id == two.team_there).first(),
    "update": lambda db, two: (
        db.execute(update(Team).where(Team.id == two.team_there).values(weekly_minutes=60)).rowcount or None
    ),
    "update by a subquery": lambda db, two: (
        db.execute(
            update(Person)
            .where(select(Team.id).where(Team.id == two.team_there).exists())
            .values(timezone="UTC")
        ).rowcount
        or None
    ),
    "delete": lambda db, two: (
        db.execute(delete(Team).where(Team.id == two.team_there)).rowcount or None
    ),
    "old query's update": lambda db, two: (
        db.query(Team).filter(Team.id == two.team_there).update({"weekly_minutes": 60}) or None
    ),
    "a select made once": lambda db, two: [
        row for row in _BOUND.rows(db, more=0) if row[1] != HERE
    ] or None,
}  # fmt: skip


@pytest.mark.parametrize("name", LOOKS)
def test_another_workspaces_row_does_not_exist(two: Two, name: str) -> None:
    before = two.rows()
    with two.store.begin(HERE) as db:
        assert LOOKS[name](db, two) is None
    assert two.rows() == before


@pytest.mark.parametrize("statement", [update(Team).values(weekly_minutes=60), delete(Notice)])
def test_an_update_or_delete_without_a_condition_stays_at_home(two: Two, statement: Any) -> None:
    def there() -> list[tuple[Any, ...]]:
        return [row for row in two.rows() if row[0] == THERE]

    before = there()
    with two.store.begin(HERE) as db:
        assert db.execute(statement).rowcount == 1
    assert there() == before


def _change_foreign(db: Db, two: Two) -> None:
    with two.store.everywhere_reading() as everywhere:
        foreign = everywhere.get(Team, two.team_there)
    db.add(foreign)
    foreign.weekly_minutes = 60
    db.flush()


def _delete_foreign(db: Db, two: Two) -> None:
    with two.store.everywhere_reading() as everywhere:
        foreign = everywhere.get(Team, two.team_there)
    db.delete(foreign)
    db.flush()


def _take_away(db: Db, two: Two) -> None:
    own = db.get(Team, two.team_here)
    assert own is not None
    own.workspace_id = THERE
    db.flush()


def _flushed(db: Db, row: Base) -> None:
    db.add(row)
    db.flush()


TEAMS = Team.__table__
REFUSED: dict[str, Callable[[Db, Two], Any]] = {
    "add a row": lambda db, two: _flushed(db, person("U9", workspace_id=THERE)),
    "add a workspace": lambda db, two: _flushed(
        db, Workspace(id="T3", bot_user_id="B1", created_at=NOW, wrapped_key=b"key")
    ),
    "change a row": _change_foreign,
    "delete a row": _delete_foreign,
    "take a row away": _take_away,
    "move rows": lambda db, two: db.execute(update(Notice).values(workspace_id=THERE)),
    "merge": lambda db, two: (db.merge(team(id=two.team_there, workspace_id=THERE)), db.flush()),
    "add": lambda db, two: add(db, Notice, workspace_id=THERE, **notice_values("k:2")),
    "add_once": lambda db, two: add_once(db, Notice, workspace_id=THERE, **notice_values("k:2")),
    "insert": lambda db, two: db.execute(insert(Notice).values(**notice_values("k:2"))),
    "update by primary keys": lambda db, two: db.execute(
        update(Team), [{"id": two.team_there, "weekly_minutes": 60}]
    ),
    "bulk insert": lambda db, two: db.bulk_insert_mappings(
        Notice, [{"workspace_id": THERE, **notice_values("k:2")}]
    ),
    "bulk update": lambda db, two: db.bulk_update_mappings(
        Team, [{"id": two.team_there, "weekly_minutes": 60}]
    ),
    "change each": lambda db, two: change_each(db, Workspace, "bot_user_id", [(THERE, "B1", "B2")]),
    "add or append": lambda db, two: add_or_append(
        db,
        NamedMessage,
        [{"workspace_id": THERE, "user_id": "U1", "channel_id": "C1", "target": "U1", "stamps": "1.2"}],
        "stamps",
    ),
    "bulk save": lambda db, two: db.bulk_save_objects([notice("k:2", workspace_id=THERE)]),
    "text": lambda db, two: db.execute(text("select id from teams")),
    "a table": lambda db, two: db.execute(select(TEAMS)),
    "a table's update": lambda db, two: db.execute(
        update(TEAMS).values(weekly_minutes=60)  # type: ignore[arg-type]
    ),
    "entities from text": lambda db, two: db.scalars(
        select(Team).from_statement(text("select * from teams"))
    ),
    "entities from a table": lambda db, two: db.scalars(select(Team).from_statement(select(TEAMS))),
}


@pytest.mark.parametrize("name", REFUSED)
def test_ways_round_the_workspace_are_refused(two: Two, name: str) -> None:
    before = two.rows()
    with pytest.raises(OutOfBounds), two.store.begin(HERE) as db:
        REFUSED[name](db, two)
    assert two.rows() == before


def test_rows_added_in_a_bound_session_get_its_workspace(two: Two) -> None:
    with two.store.begin(HERE) as db:
        db.add(person("U3"))
        number = add(db, Notice, **notice_values("k:3"))
        assert add_once(db, Pace, key="k", full_at=NOW, blocked_until=None)
    with two.store.read(HERE) as db:
        found = db.get(Notice, number)
        assert found is not None
        assert found.workspace_id == HERE
    with two.store.read(THERE) as db:
        assert db.scalar(select(func.count()).select_from(Person)) == 2
        assert db.scalars(select(Pace.key)).all() == []


@pytest.mark.parametrize("way", ["begin", "read"])
def test_no_workspace_is_an_error(store: Store, way: str) -> None:
    with pytest.raises(OutOfBounds):
        getattr(store, way)("")
    with store.everywhere_reading() as db, pytest.raises(OutOfBounds):
        _ = db.workspace_id


def test_a_row_that_is_added_without_a_session_gets_what_its_table_gives_where_nothing_is_said(
    two: Two,
) -> None:
    times = {"nudge_weekday": 3, "nudge_minute": 1020, "digest_weekday": 0, "digest_minute": 540}
    lists = {"classes": [], "topics": [], "promise_days": 7}
    said = {
        "set_up_at": NOW,
        "timezone": "Europe/Madrid",
        "language": "en",
        "weekly_minutes": 60,
        **times,
        **lists,
    }
    with two.store.begin(HERE) as db:
        assert add_once(db, Settings, **said)
        row = db.scalars(select(Settings)).one()
        given = Settings(**said)
        db.expunge_all()
    with two.store.begin(THERE) as db:
        db.add(given)
        db.flush()
        names = [column.key for column in Settings.__table__.columns if column.default is not None]
        assert [getattr(row, name) for name in names] == [getattr(given, name) for name in names]


def test_a_select_made_once_joins_by_the_workspace_or_not_at_all() -> None:
    with pytest.raises(OutOfBounds):
        Bound(select(Team.id).join(Person, Person.user_id == Team.student_id))


# raw doors, in the text of the program -------------------------------------------------------------

RAW = {"here", "__table__", "connection", "get_bind", "from_statement"}
RAW_SQL = {"text", "literal_column", "table", "column"}


def raw_doors(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in RAW:
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            found |= {alias.name for alias in node.names if alias.name in RAW_SQL}
    return found


def test_nobody_but_the_store_goes_round_the_bound_session() -> None:
    assert raw_doors("from sqlalchemy import text\nNotice.__table__\n") == {"text", "__table__"}
    for folder in ("bot", "handlers", "scheduler"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not raw_doors(path.read_text(encoding="utf-8")), path


def test_listeners_and_views_look_at_no_workspace_but_their_own() -> None:
    """`everywhere` belongs to what the scheduler and the sender call."""
    for path in (file for folder in ("handlers", "bot/views") for file in (ROOT / folder).rglob("*.py")):
        assert "everywhere(" not in path.read_text(encoding="utf-8"), path
