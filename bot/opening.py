"""Opening what the program keeps: the lock, the store and the key ring; and what is wrong with them, in words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from slack_sdk.errors import SlackApiError
from sqlalchemy import make_url, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot import logs, traces
from bot.config import RingSettings, Settings, StoreSettings, data_folder, unusable
from bot.deps import Tokens
from bot.metrics import Metrics
from bot.vault import BadKeys, KeyLost, KeyRing
from models import Workspace, schema, walls
from models.lock import AlreadyRunning, OneProcess
from models.store import LISTENER_SILENCE, Store

PUT_BACK = "Put your copy of it back; a new key would not open what is stored."
NEWER_TABLES = "The database belongs to a newer version of the program, and its tables do not serve this one. Start that one."
OTHER_TABLES = "The database does not have this version's tables. Run: python app.py migrate"
OPEN_WALL = (
    "The database shows every workspace's rows to the role of DATABASE_URL: only the program keeps the workspaces apart. "
    "Run `python app.py migrate` with this DATABASE_URL, or give the program a role of its own (docs/DEPLOY.md)."
)
NO_SECRETS = frozenset(("connect_timeout", "host", "port", "sslmode"))
"""Options of an address that may be repeated."""


class CannotStart(Exception):
    """One or more lines for the person who starts the program."""


def given_keys(settings: RingSettings) -> KeyRing | None:
    """The keys of the settings, looked at before anything is made. Raises `BadSettings`."""
    if settings.keys is None:
        return None
    try:
        return KeyRing.parse(settings.keys.get_secret_value())
    except BadKeys as error:
        raise unusable("keys", str(error)) from None


SOCKET_SETTING = "SLACK_APP_TOKEN"
_FOR_SOCKET = "Make a new one with the scope connections:write at api.slack.com/apps: Basic Information → App-Level Tokens."
_TAKEN_OUT = "The app was taken out of the workspace: install it again and copy the new token."
_FOR_WORKSPACE = {
    "token_revoked": _TAKEN_OUT,
    "account_inactive": _TAKEN_OUT,
    "missing_scope": "Install the app again from the manifest, so that it gets all its scopes.",
}


def slack_trouble(setting: str, settings: Settings, error: Exception) -> CannotStart:
    """What Slack said to a token, or that it said nothing, and what helps."""
    if not isinstance(error, SlackApiError):
        return CannotStart(
            f"Slack does not answer at {settings.slack_api_url}. Check the connection, and SLACK_API_URL if you set it."
        )
    code = str(error.response.get("error") or f"HTTP status {error.response.status_code}")
    if code == "ratelimited":
        advice = "It was asked too often: start again in a minute."
    elif setting == SOCKET_SETTING:
        advice = _FOR_SOCKET
    else:
        advice = _FOR_WORKSPACE.get(
            code, "Copy the token again from the app's settings at api.slack.com/apps."
        )
    return CannotStart(f"Slack did not accept {setting} ({code}). {advice}")


def silent_socket() -> CannotStart:
    """Why a process ends that was started long ago."""
    return CannotStart(
        "Slack's socket has said nothing for five minutes, though it was opened again and again. "
        "The program ends, to be started anew."
    )


ONE_PROCESS = "SQLite serves one process; for several, set DATABASE_URL to a postgresql:// address."


def lock(settings: StoreSettings, advice: str = ONE_PROCESS) -> OneProcess | None:
    """The lock of an SQLite store. Raises `CannotStart` where another process holds it."""
    path = settings.sqlite_file
    if path is None:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        taken = OneProcess(path)
        taken.take()
    except AlreadyRunning:
        raise CannotStart(f"Another process has {path} open. {advice}") from None
    except OSError as error:
        raise CannotStart(f"The store {path} cannot be opened: {error.strerror}.") from None
    return taken


def needs_postgresql(settings: Settings, mode: str) -> None:
    """Raises `CannotStart`."""
    if settings.is_sqlite:
        raise CannotStart(
            f"{mode} needs PostgreSQL: set DATABASE_URL to a postgresql:// address. "
            "On SQLite, run everything in one process: python app.py"
        )


def one_workspace(named: str | None, tokens: Tokens | None) -> str:
    """The workspace that a command is for. Raises `CannotStart` where none is named, or none of that name is here."""
    if not named:
        raise CannotStart("Several workspaces may be here. Say which one: --workspace T…")
    if named.startswith("E"):
        raise CannotStart(f"{named} is an organisation. Name one of its workspaces: --workspace T…")
    if tokens is not None and tokens.of(named) is None:
        raise CannotStart(f"The workspace {named} has not installed the program here.")
    return named


def place(settings: StoreSettings) -> str:
    """Where the store is, without user, password and options."""
    if settings.sqlite_file is not None:
        return str(settings.sqlite_file)
    url = make_url(settings.store_url)
    where = f"PostgreSQL at {url.host or 'this machine'}" + (f":{url.port}" if url.port else "")
    return where + (f", database {url.database}" if url.database else "")


def other_tables(opened: Store) -> CannotStart:
    """For a database whose tables do not serve this version."""
    return CannotStart(NEWER_TABLES if schema.is_newer(opened) else OTHER_TABLES)


@contextlib.contextmanager
def trouble(settings: StoreSettings) -> Iterator[None]:
    """A store that cannot be opened or migrated, in words and without its password."""
    try:
        yield
    except (SQLAlchemyError, schema.UnknownTables) as error:
        raise CannotStart(f"The store ({place(settings)}) cannot be used: {why(settings, error)}") from None


def why(settings: StoreSettings, error: Exception) -> str:
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
    """The store, with tables that serve this version: SQLite is brought there, PostgreSQL must be. Raises `CannotStart`."""
    with trouble(settings):
        opened = Store(settings.store_url, patience=patience, silence=LISTENER_SILENCE)
        if not schema.is_served(opened):
            if schema.is_newer(opened) or not settings.is_sqlite:
                raise other_tables(opened)
            schema.migrate(settings.store_url)
        with opened.everywhere_reading() as db:
            is_walled = walls.stands(db)
    logs.tell("store_opened", f"Everything is kept in {place(settings)}.", place=place(settings))
    if not is_walled:
        logs.tell("wall_open", OPEN_WALL, is_wrong=True, advice=OPEN_WALL)
    return opened


def ring_file(settings: RingSettings) -> Path | None:
    """The file that holds the key ring; None where KEYS holds the keys themselves."""
    if settings.keys is None:
        return data_folder() / "keys"
    return KeyRing.file_in(settings.keys.get_secret_value())


def kept_ring(settings: RingSettings) -> KeyRing:
    """The key ring as it is kept now. Raises `BadSettings`, `CannotStart`."""
    given = given_keys(settings)
    if given is not None:
        return given
    path = data_folder() / "keys"
    if not path.exists():
        raise CannotStart(
            f"The key file {path} is gone, and the store beside it is sealed with it. {PUT_BACK}"
        )
    try:
        return KeyRing.read(path)
    except BadKeys:
        raise CannotStart(f"The key file {path} is damaged or cannot be read. {PUT_BACK}") from None


def key_ring(settings: Settings, store: Store) -> KeyRing:
    """The keys given; or, beside the default SQLite store alone, a file made at the first start."""
    if settings.keys is not None:
        return kept_ring(settings)
    path = data_folder() / "keys"
    if path.exists() or _is_sealed(store):
        ring, event = kept_ring(settings), "key_ring_read"
    else:
        ring, event = KeyRing.new(), "key_ring_made"
        try:
            ring.save(path)
        except OSError as error:
            raise CannotStart(f"The key file {path} cannot be written: {error.strerror}.") from None
    advice = "Keep a copy of the key file elsewhere: without it, what people write in confidence cannot be read again."
    logs.tell(event, f"The key file is {path}. {advice}", path=str(path), advice=advice)
    return ring


def wrong_ring(settings: RingSettings, lost: KeyLost) -> Exception:
    """For a ring that does not open the store: what to say of it."""
    if settings.keys is not None:
        return unusable("keys", f"the store was sealed with another ring: {lost}")
    return CannotStart(
        f"The key file {data_folder() / 'keys'} is not the one that this store was sealed with. {PUT_BACK} ({lost}.)"
    )


def _is_sealed(store: Store) -> bool:
    with store.everywhere_reading() as db:
        return db.scalars(select(Workspace.id)).first() is not None


def metrics(store: Store) -> Metrics:
    """What this process counts and, where the environment asks for it, traces. Raises `BadSettings`."""
    told = traces.asked_for()
    if not isinstance(told, traces.Untold):
        traces.watch(store.engine)
    return Metrics(told)
