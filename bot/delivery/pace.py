"""How fast Slack may be called: token buckets on program time, one row each, shared by all workers.

A bucket is one moment, `full_at`, at which it is full again; each call moves it one interval on. A call may
be made while that moment is less than the bucket's burst ahead.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, bindparam, case, exists, select, update
from sqlalchemy.orm import aliased

from models import Pace
from models.base import UtcDateTime
from models.bulk import listed, these
from models.prepared import Bound, Change
from models.store import Db, add_once


@dataclass(frozen=True)
class Rate:
    """`burst` calls at once, then one an `interval`: together never more than the tier allows in a minute."""

    interval: timedelta
    burst: int


def _tier(per_minute: int, burst: int) -> Rate:
    return Rate(timedelta(seconds=60 / (per_minute - burst)), burst)


CHANNEL = Rate(timedelta(seconds=1), 1)
"""Slack: about one message a second per channel."""
LOOKS, BETWEEN = 20, 0.005
"""At a bucket that another worker has, and seconds between them: it keeps one for as long as a commit takes."""
HELD = timedelta(seconds=1)
"""One that is not to be had then (whoever has it stands still) is looked at again so much later, and not waited for."""
FORGOTTEN_AFTER = timedelta(hours=1)
IN_USE = timedelta(days=5)
"""A method that was called in these: its bucket stays, so that it is not made anew each day, by several at once."""
_TIER_2, _TIER_3, _TIER_4 = _tier(20, 5), _tier(50, 10), _tier(100, 20)
METHODS = {
    "chat.postMessage": _tier(200, 40),  # "several hundred messages per minute" a workspace
    "chat.update": _TIER_3,
    "chat.getPermalink": _tier(200, 40),  # "hundreds per minute"
    "conversations.create": _TIER_2,
    "conversations.invite": _TIER_3,
    "conversations.setTopic": _TIER_2,
    "files.delete": _TIER_3,
    "files.completeUploadExternal": _TIER_4,
    "files.getUploadURLExternal": _TIER_4,
    "pins.add": _TIER_2,
    "users.conversations": _TIER_2,
    "users.info": _TIER_4,
    "views.publish": _TIER_4,
}
"""Rates of Slack's tiers (2: 20 a minute, 3: 50, 4: 100), by method and workspace; a method that is not here
goes at tier 2, the slowest one the program uses."""


@dataclass(frozen=True)
class Wait:
    """Not before `until`. `all_calls`: the method itself is used up, for every channel."""

    until: datetime
    all_calls: bool


def take(db: Db, method: str, channel: str | None, now: datetime, *, apart: bool = False) -> Wait | None:
    """Take a token from the method's and the channel's bucket; or how long to wait, with nothing taken.

    `apart`: the call waits as all do, and takes nothing from the method's bucket, where others would miss it.
    """
    found = _buckets(db, method, channel, now)
    wait = _longest(found, now)
    if found is None or wait is not None:
        return wait
    by_method, by_channel = found
    moved = [one for one in (None if apart else by_method, by_channel) if one is not None]
    if moved:
        becomes = [max(one.full_at, now) + one.rate.interval for one in moved]
        keys = [one.key for one in moved]
        _MOVED.run(db, keys=listed(keys), first=keys[0], firsts=becomes[0], others=becomes[-1])
    return None


def ahead(db: Db, method: str, channel: str | None, now: datetime) -> Wait | None:
    """How long to wait, for a call that takes long to prepare; takes nothing."""
    return _longest(_buckets(db, method, channel, now), now)


def block(db: Db, method: str, until: datetime) -> None:
    """Slack answered 429: nobody calls this method for this workspace before, and then slowly at first."""
    key = f"{_METHOD}{method}"
    add_once(db, Pace, key=key, full_at=until, blocked_until=None)
    [(_, *kept)] = _WAITED_FOR.rows(db, keys=listed([key]), first=key)
    bucket = _Bucket(key, METHODS.get(method, _TIER_2), *kept)
    blocked = max(bucket.blocked_until or until, until)
    full = max(bucket.full_at, blocked + bucket.rate.interval * (bucket.rate.burst - 1))
    _BLOCKED.run(db, which=bucket.key, becomes=full, until=blocked)


def old_channels(now: datetime) -> ColumnElement[bool]:
    """For the daily sweep: a bucket that is full again says nothing. Apart from the methods', since whoever takes from
    both locks the method's first."""
    return ~_OF_METHOD & _full_since(now - FORGOTTEN_AFTER)


def old_methods(now: datetime) -> ColumnElement[bool]:
    return _OF_METHOD & _full_since(now - IN_USE)


def _full_since(moment: datetime) -> ColumnElement[bool]:
    return (Pace.full_at < moment) & (Pace.blocked_until.is_(None) | (Pace.blocked_until < moment))


_METHOD = "method:"
_OF_METHOD = Pace.key.startswith(_METHOD)


Known = tuple[datetime, datetime | None]
"""A bucket as it is kept: `full_at`, `blocked_until`."""


@dataclass(frozen=True)
class _Bucket:
    key: str
    rate: Rate
    full_at: datetime
    blocked_until: datetime | None

    @property
    def ready(self) -> datetime:
        """When the next call may be made; in the past where it may be made at once."""
        ready = self.full_at - self.rate.interval * (self.rate.burst - 1)
        return max(ready, self.blocked_until or ready)


_Buckets = tuple[_Bucket, _Bucket | None]
"""The method's, and the channel's where it has one."""


def _longest(found: _Buckets | None, now: datetime) -> Wait | None:
    if found is None:
        return Wait(now + HELD, all_calls=False)
    by_method, by_channel = found
    waits = [
        Wait(ready, bucket is by_method)
        for bucket in (by_method, by_channel)
        if bucket is not None and (ready := bucket.ready) > now
    ]
    return max(waits, key=lambda wait: wait.until, default=None)


def _buckets(db: Db, method: str, channel: str | None, now: datetime) -> _Buckets | None:
    """Locked until the transaction ends (PostgreSQL); always the method's before the channel's, which is made first,
    too, where it is not there: two that wait for what the other has made would wait for ever. None: another worker has
    one of them, and stands still.
    """
    keys = {f"{_METHOD}{method}": METHODS.get(method, _TIER_2)}
    if channel is not None:
        keys[f"channel:{channel}"] = CHANNEL
    there: set[str] = set()
    for look in range(LOOKS):
        time.sleep(BETWEEN if look else 0)
        known = _read(db, [*keys])
        for key in keys:
            if key in known:
                continue
            if key in there or not add_once(db, Pace, key=key, full_at=now, blocked_until=None):
                there.add(key)
                break
            known[key] = now, None
        else:
            found = [_Bucket(key, rate, *known[key]) for key, rate in keys.items()]
            return found[0], found[1] if channel is not None else None
    return None


def _read(db: Db, keys: Sequence[str]) -> dict[str, Known]:
    """Those that nobody has; where the first is not there, none."""
    found = _BUCKETS.rows(db, keys=listed(keys), first=keys[0])
    return {key: (full_at, blocked) for key, full_at, blocked in found}


_FIRST = aliased(Pace)
_NAMED = (
    select(Pace.key, Pace.full_at, Pace.blocked_until)
    .where(
        Pace.key.in_(these("keys", String)),
        exists().where(_FIRST.workspace_id == Pace.workspace_id, _FIRST.key == bindparam("first")),
    )
    .order_by(Pace.key.desc())  # "method:" comes before "channel:"
)
_BUCKETS = Bound(_NAMED.with_for_update(skip_locked=True, of=Pace))
_WAITED_FOR = Bound(_NAMED.with_for_update())
_MOVED = Change(
    update(Pace)
    .where(Pace.key.in_(these("keys", String)))
    .values(
        full_at=case(
            (Pace.key == bindparam("first"), bindparam("firsts", type_=UtcDateTime)),
            else_=bindparam("others", type_=UtcDateTime),
        )
    )
)
_BLOCKED = Change(
    update(Pace)
    .where(Pace.key == bindparam("which"))
    .values(
        full_at=bindparam("becomes", type_=UtcDateTime), blocked_until=bindparam("until", type_=UtcDateTime)
    )
)
