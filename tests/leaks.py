"""What finds a secret where it must not be: screens, logs, rows, files, sealed answers. Used to look, and to be tried."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select, text

from bench.databases import beside
from bot.services import inbox
from bot.vault import KeyRing
from models import Inbox
from sandbox.people import Person, Sandbox
from sandbox.server import SandboxServer
from tests.conftest import MANIFEST, START, School, start_program

Row = tuple[str, bytes]
"""A table's name, and everything in one of its rows, one after the other."""
MADE_ID = re.compile(r"\b[A-Z][A-Za-z]?\d{5}[0-9A-F]{6}\b|(?<![0-9A-Za-z])[0-9a-f]{32}\b")
"""Ids that the pretend Slack makes, and the program's own opaque ones."""
TS = re.compile(r"\b(\d{10})\.\d{6}\b")


HINT = re.compile(r"private|case|confiden|unread", re.IGNORECASE)
"""Words that only confidential help has: kinds, tables, files, functions."""


def hints(printed: str) -> list[str]:
    """The lines of a log that tell that something is asked in confidence."""
    return [line for line in printed.splitlines() if HINT.search(line)]


def rows(school: School) -> Iterator[Row]:
    """Every row of every table there is, read past the program's own mapping."""
    with beside(school.store) as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'select * from "{table}"')):
                yield table, b"|".join(_bytes(cell) for cell in row)


def tables_with(school: School, secret: str) -> set[str]:
    return {table for table, row in rows(school) if secret.encode() in row}


def files_with(school: School, secret: bytes) -> set[str]:
    """The files of an SQLite store (write-ahead log too) that hold these bytes; none for another store."""
    if not school.store.is_sqlite:
        return set()
    store = Path(str(school.store.url.database))
    return {path.name for path in store.parent.glob(f"{store.name}*") if secret in path.read_bytes()}


def kept_answers_with(school: School, secret: str) -> list[str]:
    """Answers kept beside deliveries that hold it, opened with the workspace's key as a thief of all keys would."""
    vault = school.coordinator.deps.vaults.of(school.workspace.id)
    with school.store.read(school.workspace.id) as db:
        kept = db.execute(select(Inbox.key, Inbox.answer)).all()
    opened = (vault.open(inbox._PLACE, key, answer) for key, answer in kept)
    return [answer for answer in opened if secret in answer]


def screens_with(people: Iterable[Person], secret: str) -> set[str]:
    """The names of those who see it anywhere: channels, messages, modals, Home, and the data under them."""
    return {person.name for person in people if secret in person.everything_visible()}


def received(school: School, person: Person, *, without: tuple[str, ...] = ()) -> list[str]:
    """Every call that put or changed something before a person, and what she sees at the end; in order, with times.

    Ids are numbered by their first appearance; the microseconds of a `ts`, which Slack makes, are left out.
    """
    seen = person.seen()
    places = {person.id, *(place["id"] for place in seen["channels"] + seen["dms"])}
    calls = [
        json.dumps([call["at"], call["method"], call["args"]], sort_keys=True, default=str)
        for call in school.workspace.calls()
        if places & {call["args"].get("channel"), call["args"].get("user_id")}
    ]
    shown = [json.dumps(part, sort_keys=True) for part in _parts(seen)]
    known: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        kind = found.group()[0] if found.group()[0].isupper() else "id"
        return known.setdefault(found.group(), f"{kind}#{len(known)}")

    lines = (line for line in [*calls, *shown] if not any(words in line for words in without))
    return [TS.sub(r"\1", MADE_ID.sub(numbered, _without_view_ids(line))) for line in lines]


@contextmanager
def a_school(folder: Path, template: Path) -> Iterator[School]:
    """A school of its own, on SQLite, from the first day."""
    folder.mkdir()
    shutil.copy(template, folder / "store.sqlite3")
    server = SandboxServer()
    server.start()
    sandbox = Sandbox(server.url)
    sandbox.set_clock(START)
    workspace = sandbox.workspace("Made-up School", manifest=MANIFEST)
    url = f"sqlite:///{folder / 'store.sqlite3'}"
    coordinator = start_program(sandbox, workspace, url, KeyRing.new().text())
    yield School(sandbox, workspace, coordinator)
    coordinator.stop()
    sandbox.close()
    server.stop()


def _parts(seen: dict[str, Any]) -> Iterator[Any]:
    for place in seen["channels"] + seen["dms"]:
        yield {name: value for name, value in place.items() if name != "messages"}
        yield from place["messages"]
    yield seen["modals"]
    yield seen["home"]


def _without_view_ids(line: str) -> str:
    """A view's own id and hash are Slack's, made anew at each call."""
    return re.sub(r'"(id|hash|view_id|root_view_id)": "V[^"]*"', r'"\1": "V"', line)


def _bytes(cell: object) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
