"""A check-up of the machine: key ring and database, beside the running program; and all of it, at the command line."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import and_, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot import opening
from bot.calling import FAILURES
from bot.clock import SystemClock
from bot.config import BadSettings, RingSettings, StoreSettings, WorkerSettings
from bot.delivery import checkup as asking
from bot.delivery import outcome
from bot.delivery.kinds import Call
from bot.deps import Tokens, Vaults, speaking_with
from bot.rules import checkup as rule
from bot.rules.checkup import Finding, Part, Trouble
from bot.services import checkup, people
from bot.vault import KeyLost
from bot.views import checkup as views
from models import Installation, Workspace, schema, walls
from models.store import BACKGROUND_PATIENCE, Db, Store, database_now

OF_ORGANISATION = (Part.KEYS, Part.DATABASE, Part.SCOPES, Part.CLOCK)
"""Nobody works in it; it has a key and a token."""
_SERVED = (
    select(Workspace.id, Workspace.organisation_id)
    .outerjoin(Installation, Installation.workspace_id == Workspace.id)
    .where(
        or_(
            Installation.workspace_id.is_not(None),
            and_(Workspace.organisation_id.is_not(None), Workspace.left_at.is_(None)),
        )
    )
    .order_by(Workspace.id)
)
"""Every workspace and organisation for which there should be a token."""


def machine(db: Db, settings: RingSettings) -> list[Finding]:
    """What is wrong with the key ring and the database, as a running program sees them in a workspace's transaction."""
    wrapped = db.scalars(select(Workspace.wrapped_key)).one()
    return [*_ring(settings, db.workspace_id, wrapped), *_tables(db, settings), *_clock(db)]


def report(settings: WorkerSettings, client: WebClient) -> tuple[str, bool]:
    """Everything that can be looked at without starting the program, in words; and whether all is well.

    Where workspaces install the program themselves, each of them is looked at with its own token.

    Raises:
        CannotStart, BadSettings: the store cannot be opened at all.
    """
    file = settings.sqlite_file
    if file is not None and not file.exists():
        return views.everything([Finding(Part.DATABASE, Trouble.NO_STORE)], "en", [Part.DATABASE]), False
    store = Store(settings.store_url, patience=BACKGROUND_PATIENCE)
    try:
        if settings.is_installed_by_workspaces:
            return _each(store, settings, client)
        found = _everything(store, settings, client)
    finally:
        store.close()
    looked_at = _looked_at(found)
    lines, is_open = _socket(settings, client) if Part.SCOPES in looked_at else ([], True)
    return "\n".join([views.everything(found, "en", looked_at), *lines]), is_open and not found


def _socket(settings: WorkerSettings, client: WebClient) -> tuple[list[str], bool]:
    """Whether Slack takes the token for Socket Mode, where there is one: it names a socket, which nobody opens. In a line,
    and whether all is well."""
    if settings.slack_app_token is None:
        return [], True
    try:
        client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except FAILURES as error:
        return [f"⚠️ Socket Mode\n• {opening.slack_trouble(opening.SOCKET_SETTING, settings, error)}"], False
    return ["✅ Socket Mode: Slack takes the app token."], True


def _each(store: Store, settings: WorkerSettings, client: WebClient) -> tuple[str, bool]:
    with opening.trouble(settings), store.everywhere_reading() as db:
        if not schema.fits(db):
            return views.everything(
                [Finding(Part.DATABASE, Trouble.OTHER_TABLES)], "en", [Part.DATABASE]
            ), False
        installed = db.execute(_SERVED).all()
        wrong = [] if walls.stands(db) else [Finding(Part.DATABASE, Trouble.NO_WALL)]
    wrong += _writable(store, settings)
    said, is_well = [views.everything(wrong, "en", [Part.DATABASE])], not wrong
    ring = opening.kept_ring(settings)
    tokens = Tokens(store, Vaults(ring, store))
    for workspace_id, organisation_id in installed:
        is_all = workspace_id == organisation_id
        with store.read(workspace_id) as db:
            found = [*machine(db, settings), *([] if is_all else checkup.found(db, SystemClock().now()))]
        if not any(one.part is Part.KEYS for one in found):
            try:
                speaking = speaking_with(client, tokens.of(workspace_id), workspace_id)
            except KeyLost:  # of the token, which may be its organisation's
                found.append(Finding(Part.KEYS, Trouble.OTHER_RING))
            else:
                found += _slack(store, None if is_all else workspace_id, speaking)
        parts = OF_ORGANISATION if is_all else _looked_at(found)
        said.append(f"{workspace_id}\n{views.everything(found, 'en', parts)}")
        is_well = is_well and not found
    return "\n\n".join(said), is_well


def _looked_at(found: Sequence[Finding]) -> Sequence[Part]:
    """With other tables nothing else can be read."""
    return [Part.DATABASE] if any(one.trouble is Trouble.OTHER_TABLES for one in found) else tuple(Part)


def _everything(store: Store, settings: WorkerSettings, client: WebClient) -> list[Finding]:
    with opening.trouble(settings), store.everywhere_reading() as db:
        other = not schema.fits(db)
    if other:
        return [Finding(Part.DATABASE, Trouble.OTHER_TABLES)]
    wrong = _writable(store, settings)
    with store.everywhere_reading() as db:
        workspace_id = db.scalars(select(Workspace.id)).first()
    if workspace_id is None:
        return [*wrong, Finding(Part.CONTACTS, Trouble.NOT_SET_UP), *_slack(store, None, client)]
    with store.read(workspace_id) as db:
        wrong += [*machine(db, settings), *checkup.found(db, SystemClock().now())]
    return [*wrong, *_slack(store, workspace_id, client)]


def _slack(store: Store, workspace_id: str | None, client: WebClient) -> list[Finding]:
    """The questions of `delivery.checkup`, asked one after the other; no transaction is open while one is."""
    known: dict[str, Any] = {}
    channels, chosen = [], None
    if workspace_id is not None:
        with store.read(workspace_id) as db:
            channels, chosen = checkup.running(db), people.programme(db).support_channel_id
    while (call := asking.question(known, channels)) is not None:
        known |= _asked(client, call, known, channels)
    if workspace_id is None:
        return asking.of_look(known["look"])
    with store.read(workspace_id) as db:
        return asking.found(db, known, chosen)


def _asked(client: WebClient, call: Call, known: asking.Known, channels: list[str]) -> dict[str, Any]:
    try:
        if call.method == asking.LOOK:
            return asking.answered(known, call, asking.look(client), channels)
        answer = getattr(client, call.method.replace(".", "_"))(**call.arguments).data
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        return asking.refused(call, outcome.read(error).code)
    return asking.answered(known, call, answer, channels)


def _ring(settings: RingSettings, workspace_id: str, wrapped: bytes) -> list[Finding]:
    """Whether the key ring, read anew, opens the workspace."""
    try:
        opening.kept_ring(settings).unwrap(wrapped, workspace_id)
    except KeyLost:
        return [Finding(Part.KEYS, Trouble.OTHER_RING)]
    except (opening.CannotStart, BadSettings):
        return [Finding(Part.KEYS, Trouble.NO_RING)]
    return []


def _tables(db: Db, settings: StoreSettings) -> list[Finding]:
    wrong = [] if schema.fits(db) else [Finding(Part.DATABASE, Trouble.OTHER_TABLES)]
    file = settings.sqlite_file
    return wrong if file is None else [*wrong, *rule.room(shutil.disk_usage(file.parent).free)]


def _clock(db: Db) -> list[Finding]:
    theirs: datetime = db.execute(select(database_now(), Workspace.id)).one()[0]
    return rule.database_clock(theirs, SystemClock().now())


def _writable(store: Store, settings: StoreSettings) -> list[Finding]:
    """Whether a row can be written; it is written as it was, and not kept."""
    try:
        with store.everywhere() as db:
            db.execute(update(Workspace).values(created_at=Workspace.created_at))
            db.rollback()
    except SQLAlchemyError as error:
        return [Finding(Part.DATABASE, Trouble.NOT_WRITABLE, {"why": opening.why(settings, error)})]
    return []
