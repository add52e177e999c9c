"""PostgreSQL databases for tests: emptied and used again, since making one costs many times as much."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

import psycopg
from psycopg import sql

TABLES = """
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
RESTART = """
    SELECT setval(format('%I', sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""
SHAPE = """
    SELECT (SELECT min(version_num) FROM alembic_version),
           (SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public'),
           (SELECT count(*) FROM pg_indexes WHERE schemaname = 'public')
"""
PATIENCE_MS = 2000
"""For a lock that a test has left behind; then its database is thrown away."""


class Databases:
    """Copies of a migrated, empty template. Addresses are `postgresql://…`."""

    def __init__(self, admin: str, template: str) -> None:
        self._admin = psycopg.connect(admin, autocommit=True)
        self._base = admin.rpartition("/")[0]
        self._template = template
        self._free: list[str] = []
        self._made: list[str] = []
        self._open: dict[str, psycopg.Connection] = {}
        with psycopg.connect(f"{self._base}/{template}") as connection:
            self._shape = connection.execute(SHAPE).fetchone()
            tables = [table for (table,) in connection.execute(TABLES).fetchall()]
        deleted = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in tables]
        # foreign keys are not looked at
        emptied = [sql.SQL("SET session_replication_role = replica"), *deleted, sql.SQL(RESTART)]
        self._emptied = sql.SQL(";").join(emptied)

    def take(self) -> str:
        """The address of an empty one."""
        while self._free:
            url = self._free.pop()
            with suppress(psycopg.Error):
                if self._empty(url):  # a program that was ending may have written once more
                    return url
        name = f"codebuddies_{uuid4().hex[:12]}"
        copied = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(self._template)
        )
        self._admin.execute(copied)
        self._made.append(name)
        # a commit does not wait for the disk: tests kill programs, and never PostgreSQL or the machine
        hurried = sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name))
        self._admin.execute(hurried)
        return f"{self._base}/{name}"

    def give_back(self, url: str) -> None:
        """Empty it for the next test; one that is not as it was, or that somebody still holds, is not used again."""
        try:
            if self._empty(url):
                self._free.append(url)
        except psycopg.Error:
            return

    def _empty(self, url: str) -> bool:
        """Over a line that stays open: what PostgreSQL has read of the tables' shape, it reads once for each line."""
        line = self._open.pop(url, None)
        if line is None or line.closed or not _answers(line):
            line = psycopg.connect(url, autocommit=True, options=f"-c lock_timeout={PATIENCE_MS}")
        try:
            as_it_was = line.execute(SHAPE).fetchone() == self._shape
            if as_it_was:
                line.execute(self._emptied, prepare=False)
                self._open[url] = line
        finally:
            if url not in self._open:
                line.close()
        return as_it_was

    def close(self) -> None:
        """All of them are gone afterwards."""
        for line in self._open.values():
            line.close()
        for name in self._made:
            self._admin.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
        self._admin.close()


def _answers(line: psycopg.Connection) -> bool:
    """A test may have cut it, with all others of its database."""
    try:
        line.execute("SELECT 1")
    except psycopg.Error:
        line.close()
        return False
    return True
