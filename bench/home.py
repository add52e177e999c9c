"""The Home tab of a manager of 1,000 teams: what she waits for, and what the program adds to its queries.

    home_build   read and drawn; against the same queries, run by the bare driver, their rows fetched. `cpu_beyond`:
                 milliseconds of CPU that it takes more than they do; `most`: the longest of all rounds
    teams_page   the last page of the list of all teams, the same way

On SQLite and, where one answers at TEST_DATABASE_URL, on PostgreSQL. The two are run in turn.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, event

from bench.databases import beside, on_both, tidy
from bench.figures import figure
from bench.large_school import MANAGER, NOW, WORKSPACE, build
from bot.services import home, people, team_list
from bot.services.team_list import Wanted
from bot.views import home as views
from bot.views import team_list as list_views
from models import schema
from models.compiled import Compiled
from models.store import Db, Store

TEAMS, ROUNDS = 1_000, 15
MILLISECONDS, CPU_MILLISECONDS = 300, 50
"""What it may take at most, and of CPU beyond the queries; a figure says them beside what it measured."""
Statement = tuple[str, Any]


def main() -> None:
    on_both(measure)


def measure(url: str, engine: str) -> None:
    schema.migrate(url)
    store = Store(url)
    build(store, TEAMS)
    tidy(store)
    for name, work in (("home_build", a_home), ("teams_page", a_page)):
        told(name, store, work, engine)
    store.close()


def a_home(db: Db) -> object:
    return views.home(home.of_home(db, NOW, people.acting(db, MANAGER), None))


def a_page(db: Db) -> object:
    found = team_list.page(db, NOW, people.acting(db, MANAGER), Wanted(), 100)
    return list_views.page(found, (), "en")


def told(name: str, store: Store, work: Callable[[Db], object], engine: str) -> None:
    statements = asked(store, work)
    whole, bare = [], []
    for _ in range(ROUNDS):
        whole.append(timed(lambda: in_store(store, work)))
        bare.append(timed(lambda: run(store, statements)))
    wall, cpu = (statistics.median(one[at] for one in whole) for at in (0, 1))
    bare_wall, bare_cpu = (statistics.median(one[at] for one in bare) for at in (0, 1))
    figure(
        name,
        round(wall, 1),
        round(bare_wall, 1),
        "ms",
        cpu_beyond=round(cpu - bare_cpu, 1),
        most=round(max(one[0] for one in whole), 1),
        statements=len(statements),
        teams=TEAMS,
        engine=engine,
        most_ms=MILLISECONDS,
        most_cpu_beyond=CPU_MILLISECONDS,
    )


def in_store(store: Store, work: Callable[[Db], object]) -> object:
    with store.read(WORKSPACE) as db:
        return work(db)


def asked(store: Store, work: Callable[[Db], object]) -> list[Statement]:
    """The statements of one such work, as the driver gets them; the second time, when all of them are compiled."""
    in_store(store, work)
    heard: list[Statement] = []
    compiled = Compiled.run

    def runs(self: Compiled, connection: Connection, values: Mapping[str, Any]) -> Any:
        heard.append((self._sql, self._bound(values)))
        return compiled(self, connection, values)

    def hears(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: Any) -> None:
        heard.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", hears)
    Compiled.run = runs  # type: ignore[method-assign] # what is asked at every click passes SQLAlchemy by
    in_store(store, work)
    Compiled.run = compiled  # type: ignore[method-assign]
    event.remove(store.engine, "before_cursor_execute", hears)
    return heard


def run(store: Store, statements: list[Statement]) -> None:
    with beside(store) as connection:
        cursor = connection.connection.cursor()
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            if cursor.description:
                cursor.fetchall()


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the clock and of this process."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


if __name__ == "__main__":
    main()
