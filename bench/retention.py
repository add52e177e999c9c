"""Forgetting by schedule: a million sessions of teams that ended long ago, each with its topic.

retention_1m   the whole run over one workspace; the reference is one bare DELETE of the same rows by the same driver,
               its commit included. The run itself updates them: sessions stay as hours and lose their topic.
               `update_s`: one bare UPDATE that does the same. `longest_lock_ms`: the longest of the run's `parts`
               transactions, from its first write to its commit.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bench.databases import beside, on_both, tidy
from bench.figures import figure
from bench.nudge_sweep import NOW, WriteLocks, day_of, moment_of, timed
from bot.deps import Vaults
from bot.services import workspaces
from bot.vault import KeyRing
from models import BuddySession, schema
from models.store import BACKGROUND_PATIENCE, Store
from scheduler import forgetting

TEAMS, EACH = 2_000, 500
NUMBERS = {
    True: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) ",
    False: "WITH n(i) AS (SELECT generate_series(1, {most})) ",
}
"""Of SQLite, and of PostgreSQL."""


def build(store: Store) -> None:
    workspaces.ensure(store, Vaults(KeyRing.new(), store), "T1", "UBOT", "Europe/Madrid", NOW)
    lite = store.is_sqlite
    day, moment = day_of(NOW.date() - timedelta(days=600), lite), moment_of(NOW - timedelta(days=500), lite)
    no = "0" if lite else "false"
    numbers = NUMBERS[lite]
    statements = (
        f"""INSERT INTO people (workspace_id, user_id, is_admin, is_guest, is_gone, facts_at)
            {numbers.format(most=TEAMS)} SELECT 'T1', p || i, {no}, {no}, {no}, {moment}
            FROM n, (SELECT 'S' AS p UNION SELECT 'B') AS both_of""",
        f"""INSERT INTO teams (workspace_id, id, student_id, buddy_id, state, language, timezone, weekly_minutes,
            launched_on, launched_at, ended_at, unanswered_nudges, hello_step)
            {numbers.format(most=TEAMS)} SELECT 'T1', i, 'S' || i, 'B' || i, 'ended', 'en', 'Europe/Madrid', 120,
            {day}, {moment}, {moment}, 0, 0 FROM n""",
        f"UPDATE settings SET set_up_at = {moment}",
    )
    with beside(store) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def log_sessions(store: Store) -> None:
    lite = store.is_sqlite
    day, moment = day_of(NOW.date() - timedelta(days=600), lite), moment_of(NOW - timedelta(days=500), lite)
    with beside(store) as connection:
        connection.exec_driver_sql(
            f"""INSERT INTO sessions (workspace_id, team_id, held_on, minutes, topic, logged_by, logged_at, place)
            {NUMBERS[lite].format(most=EACH)} SELECT 'T1', t.id, {day}, 60, 'How hooks work', t.student_id, {moment}, ''
            FROM teams t, n"""
        )
    tidy(store)


def bare(store: Store, statement: str) -> float:
    with beside(store) as connection:
        return timed(lambda: connection.exec_driver_sql(statement)) + timed(connection.commit)


def measure(url: str, database: str) -> None:
    schema.migrate(url)
    store = Store(url, patience=BACKGROUND_PATIENCE)
    build(store)
    log_sessions(store)
    deleted = bare(store, "DELETE FROM sessions WHERE topic <> ''")
    log_sessions(store)
    updated = bare(store, "UPDATE sessions SET topic = '' WHERE topic <> ''")
    with beside(store) as connection:
        connection.exec_driver_sql("UPDATE sessions SET topic = 'How hooks work'")
    tidy(store)
    locks = WriteLocks(store)
    value = timed(lambda: forgetting.forget(store, NOW, "T1"))
    with store.read("T1") as db:
        assert db.scalars(select(BuddySession.id).where(BuddySession.topic != "").limit(1)).first() is None
    figure(
        "retention_1m", round(value, 2), round(deleted, 2), "s", database=database, update_s=round(updated, 2),
        parts=len(locks.lasted), longest_lock_ms=round(max(locks.lasted) * 1000, 1), sessions=TEAMS * EACH,
    )  # fmt: skip
    store.close()


def main() -> None:
    on_both(measure)


if __name__ == "__main__":
    main()
