"""Opening what the program keeps: the lock, the store and the key ring; and what is wrong with them, in words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import make_url, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot import logs
from bot.config import Settings, StoreSettings, data_folder, unusable
from bot.vault import BadKeys, KeyRing
from models import Workspace, schema
from models.lock import AlreadyRunning, OneProcess
from models.store import Store

PUT_BACK = "Put your copy of it back; a new key would not open what is stored."

NO_SECRETS = frozenset(("connect_timeout", "host", "port", "sslmode"))
"""Options of an address that may be repeated."""


class CannotStart(Exception):
    """One or more lines for the person who starts the program."""


def given_keys(settings: Settings) -> KeyRing | None:
    """The keys of the settings, looked at before anything is made. Raises `BadSettings`."""
    if settings.keys is None:
        return None
    try:
        return KeyRing.parse(settings.keys.get_secret_value())
    except BadKeys as error:
        raise unusable("keys", str(error)) from None


def lock(settings: StoreSettings) -> OneProcess | None:
    """The lock of an SQLite store. Raises `CannotStart` where another process holds it."""
    path = settings.sqlite_file
    if path is None:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        taken = OneProcess(path)
        taken.take()
    except AlreadyRunning:
        raise CannotStart(
            f"Another process has {path} open. SQLite serves one process; for several, set DATABASE_URL to a "
            "postgresql:// address."
        ) from None
    except OSError as error:
        raise CannotStart(f"The store {path} cannot be opened: {error.strerror}.") from None
    return taken


def place(settings: StoreSettings) -> str:
    """Where the store is, without user, password and options."""
    if settings.sqlite_file is not None:
        return str(settings.sqlite_file)
    url = make_url(settings.store_url)
    where = f"PostgreSQL at {url.host or 'this machine'}" + (f":{url.port}" if url.port else "")
    return where + (f", database {url.database}" if url.database else "")


@contextlib.contextmanager
def trouble(settings: StoreSettings) -> Iterator[None]:
    """A store that cannot be opened or migrated, in words and without its password."""
    try:
        yield
    except (SQLAlchemyError, schema.UnknownTables) as error:
        raise CannotStart(f"The store ({place(settings)}) cannot be used: {_why(settings, error)}") from None


def _why(settings: StoreSettings, error: Exception) -> str:
    """The driver's own words, unless they repeat what only the address holds."""
    words = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    url = make_url(settings.store_url)
    names = url.query.keys() - NO_SECRETS  # a password with & in it looks like one
    options = [value for name in names for value in url.normalized_query[name]]
    if any(part in words for part in (url.password, *names, *options) if part):
        return (
            "what it said repeats a part of DATABASE_URL and is not shown. Check user, password and options."
        )
    return words


def store(settings: Settings, patience: float) -> Store:
    """The store, with this version's tables: SQLite is brought there, PostgreSQL must be. Raises `CannotStart`."""
    with trouble(settings):
        opened = Store(settings.store_url, patience=patience)
        if schema.current(opened.engine) != schema.HEAD:
            if not settings.is_sqlite:
                raise CannotStart(
                    "The database does not have this version's tables. Run: python app.py migrate"
                )
            schema.migrate(settings.store_url)
    logs.tell("store_opened", f"Everything is kept in {place(settings)}.", place=place(settings))
    return opened


def key_ring(settings: Settings, store: Store) -> KeyRing:
    """The keys given; or, beside the default SQLite store alone, a file made at the first start."""
    given = given_keys(settings)
    if given is not None:
        return given
    path = data_folder() / "keys"
    if path.exists():
        try:
            ring = KeyRing.parse(f"file:{path}")
        except BadKeys:
            raise CannotStart(f"The key file {path} is damaged or cannot be read. {PUT_BACK}") from None
        event = "key_ring_read"
    elif _is_sealed(store):
        raise CannotStart(
            f"The key file {path} is gone, and the store beside it is sealed with it. {PUT_BACK}"
        )
    else:
        try:
            ring = KeyRing.kept_in(path)
        except OSError as error:
            raise CannotStart(f"The key file {path} cannot be written: {error.strerror}.") from None
        event = "key_ring_made"
    advice = "Keep a copy of the key file elsewhere: without it, what people write in confidence cannot be read again."
    logs.tell(event, f"The key file is {path}. {advice}", path=str(path), advice=advice)
    return ring


def wrong_ring(settings: Settings) -> Exception:
    """For a ring that does not open the store: what to say of it."""
    if settings.keys is not None:
        return unusable("keys", "the store was sealed with another ring")
    return CannotStart(
        f"The key file {data_folder() / 'keys'} is not the one that this store was sealed with. {PUT_BACK}"
    )


def _is_sealed(store: Store) -> bool:
    with store.everywhere_reading() as db:
        return db.scalars(select(Workspace.id)).first() is not None
