"""What a check-up looks at, what can be wrong with it, and from when on it is: nothing here looks at anything itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

SCOPES = (
    *("commands", "chat:write", "groups:write", "groups:read", "pins:write", "files:write", "users:read"),
)
"""What the manifest asks Slack for; a test holds the two against each other."""
SKEW = timedelta(seconds=60)
"""Of a clock. Slack refuses what is signed five minutes away from its own."""
STEP = 10
"""Seconds: as exactly as it is told. Slack says whole seconds, and its answer was under way."""
LATE = timedelta(minutes=15)
"""Of a message that is owed, or of what the clock should have done: longer than any wait of the program's own but those that it
names."""
LITTLE_ROOM = 200 * 1024 * 1024
"""Free bytes: a store of some thousand people has fewer."""


class Part(StrEnum):
    """In the order in which they are told."""

    KEYS = "keys"
    DATABASE = "database"
    QUEUE = "queue"
    CONTACTS = "contacts"
    TEXTS = "texts"
    SCOPES = "scopes"
    CHANNELS = "channels"
    CLOCK = "clock"


AT_ONCE = (Part.KEYS, Part.DATABASE, Part.QUEUE, Part.CONTACTS, Part.TEXTS)
FROM_SLACK = (Part.SCOPES, Part.CHANNELS, Part.CLOCK)


class Trouble(StrEnum):
    NO_RING = "no_ring"
    OTHER_RING = "other_ring"
    NO_STORE = "no_store"
    """Nothing has been started yet."""
    OTHER_TABLES = "other_tables"
    NOT_WRITABLE = "not_writable"
    LITTLE_ROOM = "little_room"
    NO_WALL = "no_wall"
    """Of several schools in one database, only the program keeps the rows apart."""
    DATABASE_CLOCK = "database_clock"
    NOTICE_LATE = "notice_late"
    CLOCKWORK_LATE = "clockwork_late"
    NOT_SET_UP = "not_set_up"
    NOBODY = "nobody"
    """Behind a door of "I need help"."""
    HOLDERS_GONE = "holders_gone"
    """A role is held by somebody who has left Slack, or is a guest now."""
    NO_OTHER_BACKUP = "no_other_backup"
    """Every backup has a role that is asked before the backups."""
    TEXT_UNFIT = "text_unfit"
    """In the programme's own words; this version fills in other things."""
    SLACK_SILENT = "slack_silent"
    SLACK_REFUSES = "slack_refuses"
    """The token is not taken."""
    NO_SCOPE = "no_scope"
    HELP_CHANNEL_UNSEEN = "help_channel_unseen"
    HELP_CHANNEL_ARCHIVED = "help_channel_archived"
    NOT_IN_HELP_CHANNEL = "not_in_help_channel"
    HELP_CHANNEL_STUCK = "help_channel_stuck"
    TEAM_CHANNELS = "team_channels"
    CHANNELS_UNREAD = "channels_unread"
    SLACK_CLOCK = "slack_clock"


@dataclass(frozen=True)
class Finding:
    """Something that is wrong. `values`: numbers, ids and codes for its sentence."""

    part: Part
    trouble: Trouble
    values: Mapping[str, Any] = field(default_factory=dict)


def scopes(given: Iterable[str]) -> list[Finding]:
    """What the app may not do that it must."""
    has = {one.strip() for one in given}
    lacking = [one for one in SCOPES if one not in has]
    return [Finding(Part.SCOPES, Trouble.NO_SCOPE, {"scopes": lacking})] if lacking else []


def clock(theirs: str, ours: datetime) -> list[Finding]:
    """`theirs`: Slack's `Date` header, in whole seconds; `ours`: the machine's clock when it came."""
    return _skew(Part.CLOCK, Trouble.SLACK_CLOCK, parsedate_to_datetime(theirs), ours)


def database_clock(theirs: datetime, ours: datetime) -> list[Finding]:
    """The database's clock decides how long somebody may take to send a message."""
    return _skew(Part.DATABASE, Trouble.DATABASE_CLOCK, theirs, ours)


def room(free: int) -> list[Finding]:
    """`free`: bytes where the store is."""
    if free >= LITTLE_ROOM:
        return []
    return [Finding(Part.DATABASE, Trouble.LITTLE_ROOM, {"megabytes": free // (1024 * 1024)})]


def _skew(part: Part, trouble: Trouble, theirs: datetime, ours: datetime) -> list[Finding]:
    off = ours - theirs
    if abs(off) <= SKEW:
        return []
    return [Finding(part, trouble, {"seconds": STEP * round(off.total_seconds() / STEP)})]
