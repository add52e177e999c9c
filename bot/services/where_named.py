"""Where messages are that name somebody, when what else was known of them is forgotten: for her erasure alone.

What was asked in confidence names nobody (`named_in`), so that nothing of it comes here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, select, tuple_

from bot.rules.erasing import is_nobody
from models import NamedMessage, Notice
from models.store import Db, add_each_once

PART = 500
"""Rows that are looked up at once."""
Key = tuple[str, str, str]
"""Workspace, who is named, channel."""
_KEY = (NamedMessage.workspace_id, NamedMessage.user_id, NamedMessage.channel_id)


def keep(db: Db, *where: ColumnElement[bool]) -> None:
    """Of notices that are about to be forgotten. They are locked: another worker finds them gone, and keeps nothing."""
    found: dict[Key, tuple[str, set[str]]] = {}
    for home, channel, ts, target, names in db.execute(_named(*where)):
        for user in names:
            if not is_nobody(user):
                found.setdefault((home, user, channel), (target, set()))[1].add(ts)
    keys = sorted(found)
    new = [
        {"workspace_id": home, "user_id": user, "channel_id": channel, "target": found[key][0], "stamps": ""}
        for key in keys
        for home, user, channel in (key,)
    ]
    add_each_once(db, NamedMessage, new)
    for start in range(0, len(keys), PART):
        there = select(NamedMessage).where(tuple_(*_KEY).in_(keys[start : start + PART]))
        for row in db.scalars(there.order_by(*_KEY).with_for_update()):
            _, more = found[row.workspace_id, row.user_id, row.channel_id]
            row.stamps = " ".join(sorted({*row.stamps.split(), *more}))
        db.flush()


def of(db: Db, named: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Channel, `ts` and target of each message that names one of them."""
    for row in db.scalars(select(NamedMessage).where(NamedMessage.user_id.in_(named)).order_by(*_KEY)):
        for ts in row.stamps.split():
            yield row.channel_id, ts, row.target


def _named(*where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    columns = (Notice.workspace_id, Notice.slack_channel, Notice.slack_ts, Notice.target, Notice.names)
    there = (
        Notice.slack_channel.is_not(None),
        Notice.slack_ts.is_not(None),
        cast(Notice.names, String) != "[]",
    )
    return select(*columns).where(*there, *where).order_by(Notice.id).with_for_update()
