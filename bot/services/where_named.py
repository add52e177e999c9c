"""Where messages are that name somebody, when what else was known of them is forgotten: for her erasure alone.

What was asked in confidence names nobody (`named_in`), so that nothing of it comes here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, select

from bot.rules.erasing import is_nobody
from models import NamedMessage, Notice
from models.bulk import add_or_append
from models.store import Db

Key = tuple[str, str, str]
"""Workspace, who is named, channel."""
_COLUMNS = ("workspace_id", "user_id", "channel_id", "target", "stamps")


def keep(db: Db, *where: ColumnElement[bool]) -> None:
    """Of notices that are about to be forgotten. They are locked: another worker finds them gone, and keeps nothing."""
    found: dict[Key, tuple[str, set[str]]] = {}
    for home, channel, ts, target, names in db.execute(_named(*where)):
        for user in names:
            if not is_nobody(user):
                found.setdefault((home, user, channel), (target, set()))[1].add(ts)
    rows = [
        dict(zip(_COLUMNS, (*key, target, " ".join(sorted(stamps))), strict=True))
        for key, (target, stamps) in sorted(found.items())
    ]
    add_or_append(db, NamedMessage, rows, "stamps")


def of(db: Db, named: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Channel, `ts` and target of each message that names one of them."""
    for row in db.scalars(
        select(NamedMessage).where(NamedMessage.user_id.in_(named)).order_by(NamedMessage.channel_id)
    ):
        for ts in dict.fromkeys(row.stamps.split()):
            yield row.channel_id, ts, row.target


def _named(*where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    columns = (Notice.workspace_id, Notice.slack_channel, Notice.slack_ts, Notice.target, Notice.names)
    there = (
        Notice.slack_channel.is_not(None),
        Notice.slack_ts.is_not(None),
        cast(Notice.names, String) != "[]",
    )
    return select(*columns).where(*there, *where).order_by(Notice.id).with_for_update()
