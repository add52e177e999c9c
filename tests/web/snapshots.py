"""The whole database as it was, again and again, within milliseconds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


class Snapshot:
    """Taken when it is made. `put_back` while nobody is in a transaction."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._copy = folder / "snapshot.sqlite3"
        self._rows: dict[str, bytes] = {}
        if self._is_sqlite:
            with closing(self._file()) as now, closing(sqlite3.connect(self._copy)) as copy:
                now.backup(copy)
            return
        with self._server() as server:
            for (table,) in server.execute(TABLES).fetchall():
                taken = sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(table))
                with server.cursor().copy(taken) as out:
                    self._rows[table] = b"".join(bytes(part) for part in out)

    def put_back(self) -> None:
        if self._is_sqlite:
            with closing(self._file()) as now, closing(sqlite3.connect(self._copy)) as copy:
                copy.backup(now)
            return
        with self._server() as server:
            server.execute("SET session_replication_role = replica")
            for table, rows in self._rows.items():
                server.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                given = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table))
                with server.cursor().copy(given) as into:
                    into.write(rows)

    @property
    def _is_sqlite(self) -> bool:
        return self._url.startswith("sqlite")

    def _file(self) -> sqlite3.Connection:
        opened = sqlite3.connect(str(make_url(self._url).database))
        opened.execute("PRAGMA synchronous = OFF")
        return opened

    def _server(self) -> psycopg.Connection:
        return psycopg.connect(self._url.replace("+psycopg", ""))
