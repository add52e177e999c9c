"""Where messages are that name somebody, and which files she was given, when what else was known of them is forgotten:
for her erasure alone. And where those are that somebody was sent as a manager: for when she is one no more.

What was asked in confidence names nobody (`named_in`), so that nothing of it comes here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from bot.rules.erasing import is_nobody
from bot.services.manager_cards import HERS, WHOSE
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


def keep(db: Db, *where: ColumnElement[bool]) -> list[int]:
    """Of notices that are about to be forgotten: which these are, by id. They are locked, whether they name somebody
    or not: no worker gives one of them another name meanwhile, and another one that forgets finds them gone.
    """
    found: dict[Key, tuple[str, set[str]]] = {}
    ids = list[int]()
    for number, home, kind, channel, ts, target, names, file in db.execute(_known(*where)):
        ids.append(number)
        if channel and ts:
            for user in names:
                if not is_nobody(user):
                    found.setdefault((home, user, channel), (target, set()))[1].add(ts)
            if kind in WHOSE and not is_nobody(target):
                found.setdefault((home, target, WHOSE[kind]), (target, set()))[1].add(_place(channel, ts))
        if file:
            for user in _given(db, home, target):
                found.setdefault((home, user, FILES), (user, set()))[1].add(file)
    _add(db, found)
    return ids


def gather(db: Db, user_id: str, whose: Collection[str]) -> None:
    """What she was sent as a manager lately, of which the notices are still there; `whose`: some of `HERS`."""
    kinds = sorted(kind for kind, one in WHOSE.items() if one in whose)
    sent = select(Notice.kind, Notice.slack_channel, Notice.slack_ts).where(
        *(Notice.target == user_id, Notice.kind.in_(kinds)),
        *(Notice.slack_channel.is_not(None), Notice.slack_ts.is_not(None)),
    )
    found: dict[Key, tuple[str, set[str]]] = {}
    for kind, channel, ts in db.execute(sent):
        key = (db.workspace_id, user_id, WHOSE[kind])
        found.setdefault(key, (user_id, set()))[1].add(_place(str(channel), str(ts)))
    _add(db, found)


def first(db: Db, user_id: str, whose: Collection[str]) -> tuple[str, str] | None:
    """Channel and `ts` of one that she was sent as a manager; None where no more is known."""
    hers = (NamedMessage.user_id == user_id) & NamedMessage.channel_id.in_(tuple(whose))
    stamps = db.scalars(select(NamedMessage.stamps).where(hers).order_by(NamedMessage.channel_id)).first()
    return None if stamps is None else _read(stamps.split()[0])


def emptied(db: Db, user_id: str, channel: str, ts: str) -> None:
    """This message, that she was sent as a manager, names nobody and says nothing any more."""
    named = (NamedMessage.channel_id == channel) & NamedMessage.stamps.contains(ts)
    hers = (NamedMessage.user_id == user_id) & NamedMessage.channel_id.in_(HERS)
    in_order = (
        select(NamedMessage).where(named | hers).order_by(NamedMessage.user_id, NamedMessage.channel_id)
    )
    gone = {ts, _place(channel, ts)}
    for row in db.scalars(in_order.with_for_update()).all():
        left = [one for one in row.stamps.split() if one not in gone]
        row.stamps = " ".join(left)
        if not left:
            db.delete(row)
    db.flush()


def _add(db: Db, found: Mapping[Key, tuple[str, set[str]]]) -> None:
    rows = [
        dict(zip(_COLUMNS, (*key, target, " ".join(sorted(stamps))), strict=True))
        for key, (target, stamps) in sorted(found.items())
    ]
    add_or_append(db, NamedMessage, rows, "stamps")


def of(db: Db, named: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Channel, `ts` and target of each message that names one of them, that was to one of them and named somebody, or
    that they were sent as managers; `FILES`, its id and hers of each file.
    """
    hers = NamedMessage.user_id.in_(named) | NamedMessage.target.in_(named)
    for row in db.scalars(select(NamedMessage).where(hers).order_by(NamedMessage.channel_id)):
        for one in dict.fromkeys(row.stamps.split()):
            channel, ts = _read(one) if row.channel_id in HERS else (row.channel_id, one)
            yield channel, ts, row.target


def _place(channel: str, ts: str) -> str:
    return f"{channel}:{ts}"


def _read(place: str) -> tuple[str, str]:
    channel, _, ts = place.partition(":")
    return channel, ts


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
        *(Notice.id, Notice.workspace_id, Notice.kind, Notice.slack_channel, Notice.slack_ts),
        *(Notice.target, Notice.names, _FILE),
    )
    return select(*columns).where(*where).order_by(Notice.id).with_for_update()
