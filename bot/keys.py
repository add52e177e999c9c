"""`python app.py keys …`: the life of the key ring. What each command has done is its answer, in words.

A key is saved before anything is wrapped with it, and nothing is wrapped with it before it is taken out. So a
rotation may end anywhere: begun again it finds rows that another key than the first has wrapped, and wraps those.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import bindparam, select

from bot import opening
from bot.config import KeysSettings, RingSettings, read
from bot.opening import CannotStart
from bot.vault import KeyLost, KeyRing, name_on
from models import Workspace, schema
from models.bulk import change_each
from models.lock import AlreadyRunning, OneProcess, alone_with_keys, no_key_comes_to_use
from models.prepared import Everywhere
from models.store import BACKGROUND_PATIENCE, Db, Store

log = structlog.get_logger()

BATCH = 1_000
"""Rows a transaction; on SQLite it holds the write lock for some 10 ms."""
UNCHANGED = "Nothing was changed."
NEXT = Everywhere(
    select(Workspace.id, Workspace.wrapped_key)
    .where(Workspace.id > bindparam("after"))
    .order_by(Workspace.id)
    .limit(bindparam("most"))
)
WRAPPED = Everywhere(select(Workspace.id, Workspace.wrapped_key))


@dataclass
class Use:
    """What one name has wrapped: how many workspaces, and one of them."""

    count: int
    workspace_id: str
    wrapped: bytes


def offer(parser: argparse.ArgumentParser) -> None:
    """What may follow `keys` on the command line."""
    commands = parser.add_subparsers(dest="keys", required=True)
    commands.add_parser("init", help="print a new key ring")
    commands.add_parser("list", help="the names of its keys, and how many workspaces each wraps")
    commands.add_parser("rotate", help="make a new key, and wrap every workspace's key with it")
    removing = commands.add_parser("remove", help="take out a key that wraps nothing any more")
    removing.add_argument("name", help="its name, as `keys list` says it")


def run(chosen: argparse.Namespace) -> str:
    """What was done, in words. Raises `CannotStart`, `BadSettings`: what was not, and why."""
    doing: dict[str, Callable[[], str]] = {
        "init": init,
        "list": listed,
        "rotate": rotate,
        "remove": lambda: remove(chosen.name),
    }
    return doing[chosen.keys]()


def init() -> str:
    """A new ring, which nothing uses yet."""
    return KeyRing.new().text().rstrip("\n")


def listed() -> str:
    """The names on the ring, in their order, and what each wraps. Runs beside the program.

    Raises:
        CannotStart: as this text, where a workspace cannot be opened.
    """
    settings = read(KeysSettings)
    with _store(settings) as store:
        uses = _uses(store)
        ring = _ring(settings, uses)
    lines = [
        f"{name}: {'writes; ' if name == ring.names[0] else ''}{_workspaces(_count(uses, name))}"
        for name in ring.names
    ]
    troubles = _not_opened(ring, uses)
    told = "\n".join([*lines, *(f"{trouble}." for trouble in troubles)])
    if troubles:
        raise CannotStart(told)
    return told


def look(store: Store, settings: RingSettings) -> None:
    """At the start of a process of many workspaces. One that opens some but not all is a matter for the log.

    Raises:
        CannotStart, BadSettings: the ring opens none; it is that of before a rotation, or of another store.
    """
    ring, opened, lost = opening.kept_ring(settings), set[str](), dict[str, KeyLost]()
    with store.everywhere_reading() as db:
        rows = WRAPPED.rows(db)
    for workspace_id, wrapped in rows:
        if (name := name_on(wrapped)) not in opened:
            try:
                ring.unwrap(wrapped, workspace_id)
                opened.add(name)
            except KeyLost as trouble:  # of this key, or of a damaged row
                lost[name] = trouble
    if lost and not opened:
        raise opening.wrong_ring(settings, next(iter(lost.values())))
    if lost.keys() - opened:
        log.error("keys_missing", names=len(lost.keys() - opened))


def rotate() -> str:
    """Make a key that writes from now on, and wrap every workspace's key with it; or finish doing so.

    Raises:
        CannotStart, BadSettings: it cannot be done; the text says what is as it was.
    """
    settings = read(KeysSettings)
    with _alone(settings) as store:
        uses = _uses(store)
        ring = _ring(settings, uses)
        _must_open(settings, ring, uses)
        is_new = uses.keys() == {ring.names[0]}
        if is_new:
            ring = ring.with_new(_free_name({*ring.names, *uses}))
            file = _writable_file(settings)
            if file is None:
                return _by_hand(settings, ring)
            _save(ring, file)
        _wrap_anew(store, ring)
        return _rotated(settings, ring, uses, _uses(store), is_new=is_new)


def remove(name: str) -> str:
    """Take a key that wraps nothing any more out of the ring. Raises `CannotStart`, `BadSettings`."""
    settings = read(KeysSettings)
    with _alone(settings) as store, store.everywhere() as db:
        no_key_comes_to_use(db)
        uses = _uses_in(db)
        ring = _ring(settings, uses)
        _must_open(settings, ring, uses)
        if name not in ring.names:
            raise CannotStart(f"The key ring has no key named {name}; it has {_names(ring)}. {UNCHANGED}")
        if name == ring.names[0]:
            raise CannotStart(f"{name} is the key that writes; `keys rotate` makes another. {UNCHANGED}")
        if name in uses:
            raise CannotStart(
                f"{name} still wraps {_workspaces(uses[name].count)}: run `keys rotate` first. {UNCHANGED}"
            )
        left = ring.without(name)
        file = _writable_file(settings)
        if file is None:
            return f"{name} wraps nothing any more.\n{_put_in(settings, left)}"
        _save(left, file)
    return (
        f"{name} is no longer on the ring. Kept in {file}: {_names(left)}.\n"
        f"Backups of the database from before the rotation open with {name} alone: keep your copy of it as long as them."
    )


def _rotated(
    settings: KeysSettings, ring: KeyRing, before: dict[str, Use], after: dict[str, Use], *, is_new: bool
) -> str:
    writes, file = ring.names[0], opening.ring_file(settings)
    done = _count(after, writes) - _count(before, writes)
    begins = (
        f"{writes} is new and writes from now on."
        if is_new
        else f"{writes} writes; what another key still wrapped was wrapped anew, and no new key was made."
    )
    lines = [
        f"{begins} Wrapped with it now: {_workspaces(done)}. Kept in {file or 'KEYS'}: {_names(ring)}.",
        "Copy the ring to your safe place now: a copy from before does not open what is stored from now on.",
    ]
    left = {name: use.count for name, use in after.items() if name != writes}
    if left:
        told = ", ".join(f"{name} ({_workspaces(count)})" for name, count in left.items())
        why = "It came meanwhile, then run this again; or it does not open. The ring still has its key."
        raise CannotStart("\n".join([*lines, f"Not wrapped anew: {told}. {why}"]))
    lines += [f"`keys remove {name}` takes out what nothing needs any more." for name in ring.names[1:]]
    return "\n".join(lines)


def _by_hand(settings: KeysSettings, ring: KeyRing) -> str:
    return (
        f"{_put_in(settings, ring)}\n"
        f"Then run `keys rotate` again, with the same ring: it wraps what is stored with {ring.names[0]}. "
        "Until then nothing is."
    )


def _put_in(settings: KeysSettings, ring: KeyRing) -> str:
    file = opening.ring_file(settings)
    if file is None:
        where, text = "Put this line into the settings", "KEYS=" + ring.text().strip().replace("\n", ",")
    else:
        where, text = f"{file} cannot be written from here. Put these lines into it", ring.text().strip()
    return f"{where} of every process of the program, and into your safe place; start them anew.\n\n{text}\n"


def _wrap_anew(store: Store, ring: KeyRing) -> None:
    """Row by row in the order of their ids, in short transactions; what somebody else changes meanwhile stays."""
    after, writes = "", ring.names[0]
    while True:
        with store.everywhere_reading() as db:
            rows = NEXT.rows(db, after=after, most=BATCH)
        if not rows:
            return
        after = rows[-1][0]
        changes = [
            (row, wrapped, ring.wrap(key, row))
            for row, wrapped in rows
            if name_on(wrapped) != writes and (key := _key(ring, wrapped, row))
        ]
        if changes:
            with store.everywhere() as db:
                change_each(db, Workspace, "wrapped_key", changes)


def _key(ring: KeyRing, wrapped: bytes, workspace_id: str) -> bytes | None:
    try:
        return ring.unwrap(wrapped, workspace_id)
    except KeyLost:  # a damaged row: it is counted in the end, and stops no other
        return None


def _uses(store: Store) -> dict[str, Use]:
    with store.everywhere_reading() as db:
        return _uses_in(db)


def _uses_in(db: Db) -> dict[str, Use]:
    found: dict[str, Use] = {}
    for workspace_id, wrapped in WRAPPED.rows(db):
        found.setdefault(name_on(wrapped), Use(0, workspace_id, wrapped)).count += 1
    return found


def _ring(settings: KeysSettings, uses: dict[str, Use]) -> KeyRing:
    if not uses:
        raise CannotStart(f"The store holds no workspace yet: no key wraps anything. {UNCHANGED}")
    return opening.kept_ring(settings)


def _count(uses: dict[str, Use], name: str) -> int:
    return uses[name].count if name in uses else 0


def _not_opened(ring: KeyRing, uses: dict[str, Use]) -> list[str]:
    """What of the store the ring does not open, one sentence a name."""
    troubles = []
    for use in uses.values():
        try:
            ring.unwrap(use.wrapped, use.workspace_id)
        except KeyLost as lost:
            troubles.append(f"{_workspaces(use.count)} cannot be opened: {lost}")
    return troubles


def _must_open(settings: KeysSettings, ring: KeyRing, uses: dict[str, Use]) -> None:
    for trouble in _not_opened(ring, uses):
        raise opening.wrong_ring(settings, KeyLost(f"{trouble}. {UNCHANGED.rstrip('.')}"))


def _free_name(taken: set[str]) -> str:
    """`k` and a number above all that are there."""
    numbers = [int(name[1:]) for name in taken if re.fullmatch(r"k[0-9]{1,9}", name)]
    return f"k{max(numbers, default=0) + 1}"


def _names(ring: KeyRing) -> str:
    return ", ".join([f"{ring.names[0]} (writes)", *ring.names[1:]])


def _workspaces(count: int) -> str:
    return f"{count} workspace{'' if count == 1 else 's'}"


def _writable_file(settings: KeysSettings) -> Path | None:
    """The ring's file where this process may write it. Raises `CannotStart` where others read it too."""
    file = opening.ring_file(settings)
    if file is None or not os.access(file.resolve().parent, os.W_OK):
        return None
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise CannotStart(
            f"Others than its owner may read the key file {file}. Give it to the user that the program runs as, "
            f"and to nobody else: chmod 600 {file}. {UNCHANGED}"
        )
    return file


def _save(ring: KeyRing, file: Path) -> None:
    try:
        ring.save(file)
    except OSError as error:
        raise _cannot_write(file, error) from None


def _cannot_write(file: Path, error: OSError) -> CannotStart:
    return CannotStart(f"The key file {file} cannot be written: {error.strerror}. {UNCHANGED}")


@contextlib.contextmanager
def _alone(settings: KeysSettings) -> Iterator[Store]:
    """The store, while no other `keys` command changes it or the ring's file. The program may run beside it."""
    busy = f"Another `keys` command is at work. {UNCHANGED}"
    _must_be_there(settings)
    with contextlib.ExitStack() as held:
        file = settings.sqlite_file
        for path in (file and file.with_name(f"{file.name}-keys"), _ring_file_here(settings)):
            held.enter_context(_held(_lock_beside(path, busy)))
        store = held.enter_context(_store(settings))
        if not alone_with_keys(held.enter_context(store.engine.connect())):
            raise CannotStart(busy)
        yield store


@contextlib.contextmanager
def _held(lock: OneProcess | None) -> Iterator[None]:
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _ring_file_here(settings: KeysSettings) -> Path | None:
    """The ring's file where this process can write beside it."""
    file = opening.ring_file(settings)
    return file.resolve() if file is not None and os.access(file.resolve().parent, os.W_OK) else None


def _lock_beside(path: Path | None, busy: str) -> OneProcess | None:
    """For one `keys` command at a time. Raises `CannotStart`."""
    if path is None:
        return None
    lock = OneProcess(path)
    try:
        lock.take()
    except AlreadyRunning:
        raise CannotStart(busy) from None
    except OSError as error:
        raise _cannot_write(path, error) from None
    return lock


@contextlib.contextmanager
def _store(settings: KeysSettings) -> Iterator[Store]:
    """The store with this version's tables. Raises `CannotStart`."""
    _must_be_there(settings)
    with opening.trouble(settings):
        store = Store(settings.store_url, patience=BACKGROUND_PATIENCE)
        try:
            if not schema.is_served(store):
                raise CannotStart(f"{opening.other_tables(store)} {UNCHANGED}")
            yield store
        finally:
            store.close()


def _must_be_there(settings: KeysSettings) -> None:
    if settings.sqlite_file is not None and not settings.sqlite_file.exists():
        raise CannotStart(f"There is no store at {settings.sqlite_file} yet.")
