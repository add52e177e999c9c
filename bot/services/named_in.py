"""Whom a message of the program names, kept beside its notice: at an erasure it is found by that, whatever its kind is.

Slack ids alone, of what people read and of what its buttons carry. Nothing is kept of what was asked in confidence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.services import notices
from models import Notice
from models.store import Db

POST, EDIT = "chat.postMessage", "chat.update"
SHOWN = ("text", "blocks")
"""Of a call's arguments, what stands in the message."""
_IDS = re.compile(r'(?<=[@":,;|/])[UW][A-Z0-9]{7,}(?=[>|":,;/\\])')
"""Ids of people as they stand in JSON: mentions, elements of rich text, values of buttons."""


def ids_in(shown: Mapping[str, Any]) -> list[str]:
    """Ids of everybody whom a message names: `text` and `blocks`, as Slack takes them."""
    said = json.dumps([shown.get(one) for one in SHOWN], separators=(",", ":"))
    return sorted(set(_IDS.findall(said)))


def begun(db: Db, row: Notice, method: str, arguments: Mapping[str, Any]) -> None:
    """A call goes out, and nobody knows yet what becomes of it: it may name these from now on, and all whom it named."""
    if method not in (POST, EDIT) or _is_private(row):
        return
    new = ids_in(arguments)
    _add([row], new)
    if method == EDIT:
        _add(_of_message(db, str(arguments["channel"]), str(arguments["ts"])), new)


def left(kind: str, method: str, arguments: Mapping[str, Any]) -> list[str] | None:
    """Whom its own message names where Slack shows it: a change has none of its own. None: as it was."""
    if method not in (POST, EDIT) or kind.startswith(notices.PRIVATE):
        return None
    return ids_in(arguments) if method == POST else []


def done(db: Db, kind: str, method: str, arguments: Mapping[str, Any]) -> None:
    """Slack shows a change of a message: that names these alone."""
    if method == EDIT and not kind.startswith(notices.PRIVATE):
        for one in _of_message(db, str(arguments["channel"]), str(arguments["ts"])):
            one.names = ids_in(arguments)


def instead(db: Db, channel: str | None, ts: str | None, payload: Mapping[str, Any]) -> None:
    """A click puts this in the place of the message; whether Slack took it is not told."""
    if channel and ts and (new := ids_in(payload)):
        _add(_of_message(db, channel, ts), new)


def _is_private(row: Notice) -> bool:
    return row.kind.startswith(notices.PRIVATE)


def _of_message(db: Db, channel: str, ts: str) -> Sequence[Notice]:
    """What posted it: none where that was long ago, or is nobody's business."""
    there = select(Notice).where(Notice.slack_ts == ts, Notice.slack_channel == channel)
    return [row for row in db.scalars(there) if not _is_private(row)]


def _add(rows: Iterable[Notice], new: Sequence[str]) -> None:
    for row in rows:
        if not set(new) <= set(row.names):
            row.names = sorted({*row.names, *new})
