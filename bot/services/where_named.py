"""Where messages are that name somebody, and which files she was given, when what else was known of them is forgotten:
for her erasure alone.

What was asked in confidence names nobody (`named_in`), so that nothing of it comes here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, select

from bot.rules.erasing import is_nobody
from models import NamedMessage, Notice, Team
from models.bulk import add_or_append
from models.store import Db

Key = tuple[str, str, str]
"""Workspace, who is named, channel."""
FILES = "files"
"""In the place of a channel: what stands there are ids of files that she was given."""
_FILE = Notice.progress["file"].as_string()
"""What a chain of steps with a file keeps of it."""
_PEOPLE = ("U", "W")
"""How Slack's ids of people begin."""
_COLUMNS = ("workspace_id", "user_id", "channel_id", "target", "stamps")


def keep(db: Db, *where: ColumnElement[bool]) -> None:
    """Of notices that are about to be forgotten. They are locked: another worker finds them gone, and keeps nothing."""
    found: dict[Key, tuple[str, set[str]]] = {}
    for home, channel, ts, target, names, file in db.execute(_known(*where)):
        if channel and ts:
            for user in names:
                if not is_nobody(user):
                    found.setdefault((home, user, channel), (target, set()))[1].add(ts)
        if file:
            for user in _given(db, home, target):
                found.setdefault((home, user, FILES), (user, set()))[1].add(file)
    rows = [
        dict(zip(_COLUMNS, (*key, target, " ".join(sorted(stamps))), strict=True))
        for key, (target, stamps) in sorted(found.items())
    ]
    add_or_append(db, NamedMessage, rows, "stamps")


def of(db: Db, named: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Channel, `ts` and target of each message that names one of them, or was to one of them and named somebody;
    `FILES`, its id and hers of each file.
    """
    hers = NamedMessage.user_id.in_(named) | NamedMessage.target.in_(named)
    for row in db.scalars(select(NamedMessage).where(hers).order_by(NamedMessage.channel_id)):
        for ts in dict.fromkeys(row.stamps.split()):
            yield row.channel_id, ts, row.target


def _given(db: Db, home: str, target: str) -> list[str]:
    """Whose a file is: one person's, or both members' of a team. A channel's is nobody's."""
    if not target.startswith("team:"):
        return [target] if target[:1] in _PEOPLE else []
    of = select(Team.student_id, Team.buddy_id).where(
        Team.workspace_id == home, Team.id == int(target.removeprefix("team:"))
    )
    return [user for row in db.execute(of) for user in row if user and not is_nobody(user)]


def _known(*where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    columns = (
        *(Notice.workspace_id, Notice.slack_channel, Notice.slack_ts),
        *(Notice.target, Notice.names, _FILE),
    )
    is_there = Notice.slack_channel.is_not(None) & Notice.slack_ts.is_not(None)
    names = is_there & (cast(Notice.names, String) != "[]")
    return select(*columns).where(names | _FILE.is_not(None), *where).order_by(Notice.id).with_for_update()
