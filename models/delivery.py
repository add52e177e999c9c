"""What the program owes to people (notices), what Slack delivered to it (inbox), and tasks for managers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, workspace_key
from models.enums import NoticeState, TaskKind

_UNSENT = text("state in ('pending', 'sending')")


class Notice(InWorkspace, Base):
    """Something owed to someone, kept until delivered. Holds its kind and ids, never a text."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("workspace_id", "dedupe_key"),
        Index(
            "ix_notices_unsent",
            "workspace_id",
            "not_before",
            sqlite_where=_UNSENT,
            postgresql_where=_UNSENT,
        ),
        Index(
            "ix_notices_lane",
            "workspace_id",
            "target",
            "due_at",
            "id",
            sqlite_where=_UNSENT,
            postgresql_where=_UNSENT,
        ),
        Index("ix_notices_message", "workspace_id", "slack_ts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    dedupe_key: Mapped[str] = mapped_column(String(128))
    """What it is, in ids: `nudge:17:2026-W10`. Owing the same notice twice is harmless."""
    target: Mapped[str] = mapped_column(String(64))
    """Where it goes: a user, a channel, or `team:<id>` while that has no channel yet. Order is kept in it.
    `case:<id>`: the person who asked in confidence, found out at sending alone."""
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Ids of what it speaks of; read again when it is sent."""
    state: Mapped[NoticeState]
    due_at: Mapped[datetime]
    not_before: Mapped[datetime]
    """Program time of the next attempt; later than `due_at` after a rate limit or a failure."""
    attempts: Mapped[int]
    owner: Mapped[str | None] = mapped_column(String(32))
    """Token of the worker that is sending it; another token's late write is refused."""
    lease_until: Mapped[datetime | None]
    """On the database's clock."""
    progress: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What a chain of steps has done so far."""
    reason: Mapped[str | None] = mapped_column(String(64))
    """Why it was dropped or given up: a code of ours or of Slack, never a sentence."""
    sent_at: Mapped[datetime | None]
    slack_channel: Mapped[str | None] = mapped_column(SlackId)
    slack_ts: Mapped[str | None] = mapped_column(String(32))
    names: Mapped[list[str]] = mapped_column(JSON, server_default="[]")
    """Slack ids of everybody whom the message names as it is now, or perhaps is: found by it at an erasure."""


class NamedMessage(InWorkspace, Base):
    """Where messages of the program are that name somebody, once their notices are forgotten: so that an erasure finds
    them, however old they are. One row for all that name her in one place, and one for the files that she was given.
    And where those are that she was sent as a manager, so that a role that is over leaves nothing of them.
    """

    __tablename__ = "named_messages"

    workspace_id: Mapped[str] = workspace_key()
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    """Whom they name."""
    channel_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    """`files`: not a channel, but what she was given. `of_managers`, `of_readers`: what she was sent for such a role."""
    target: Mapped[str] = mapped_column(String(64))
    """As in their notices: in whose language other content is written."""
    stamps: Mapped[str] = mapped_column(Text)
    """Slack's `ts` of each, or the id of each file, with spaces between. Of a role's: `<channel>:<ts>`."""


class Pace(InWorkspace, Base):
    """How far ahead of its rate a channel or a method is (a token bucket in one column)."""

    __tablename__ = "paces"

    workspace_id: Mapped[str] = workspace_key()
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """`channel:<id>`, `method:<name>`."""
    full_at: Mapped[datetime]
    """Program time at which the bucket is full again."""
    blocked_until: Mapped[datetime | None]
    """Program time until which Slack asked us to wait (Retry-After)."""


class Inbox(InWorkspace, Base):
    """A delivery from Slack that has taken effect, and what it was answered."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_received", "received_at"),)

    workspace_id: Mapped[str] = workspace_key()
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A keyed hash of Slack's id of the delivery, so that a row says nothing of whose it was."""
    received_at: Mapped[datetime]
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed."""


class Task(InWorkspace, Base):
    """Something a manager should look at, with the ids of what it is about."""

    __tablename__ = "tasks"
    __table_args__ = (UniqueConstraint("workspace_id", "dedupe_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TaskKind]
    dedupe_key: Mapped[str] = mapped_column(String(128))
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(SlackId)
    snoozed_until: Mapped[datetime | None]
    """Until then no list names it but that of all tasks; it comes back by itself."""
    held_by: Mapped[str | None] = mapped_column(SlackId)
    """The manager it was passed on to; None: it is everybody's."""
    moves: Mapped[int | None]
    """How often it was put off or passed on; a button made before the last one moves nothing."""
    moved_by: Mapped[str | None] = mapped_column(SlackId)
    moved_from: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What the last of them changed: `until` and `holder` before it; None: it was undone."""
