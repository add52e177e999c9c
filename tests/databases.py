"""PostgreSQL databases for tests: emptied and used again, since making one costs many times as much."""

from __future__ import annotations

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
        with psycopg.connect(f"{self._base}/{template}") as connection:
            self._shape = connection.execute(SHAPE).fetchone()
            tables = [table for (table,) in connection.execute(TABLES).fetchall()]
        deleted = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in tables]
        # foreign keys are not looked at
        emptied = [sql.SQL("SET session_replication_role = replica"), *deleted, sql.SQL(RESTART)]
        self._emptied = sql.SQL(";").join(emptied)

    def take(self) -> str:
        """The address of an empty one."""
        if self._free:
            return self._free.pop()
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
        with psycopg.connect(url, options=f"-c lock_timeout={PATIENCE_MS}") as connection:
            if connection.execute(SHAPE).fetchone() != self._shape:
                return False
            connection.execute(self._emptied)
        return True

    def close(self) -> None:
        """All of them are gone afterwards."""
        for name in self._made:
            self._admin.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
        self._admin.close()
