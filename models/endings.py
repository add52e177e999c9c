"""How teams end: why, when, what was said of it, and what still comes after it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace, workspace_key
from models.enums import ChannelWish, EndingStep, EndReason, EndWords, TeamState

_STANDS = text("taken_back_at is null")


class Ending(InWorkspace, Base):
    """The end of a team, planned or past. One that was taken back stays, marked; a team has one other at most."""

    __tablename__ = "endings"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        ForeignKeyConstraint(*in_workspace("request_id", "buddy_requests.id")),
        Index(
            "uq_endings_team",
            "workspace_id",
            "team_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int]
    team_was: Mapped[TeamState]
    """What the team becomes again where the end is taken back."""
    reason: Mapped[EndReason]
    may_be_said: Mapped[bool]
    """The other of the two may read why."""
    made_by: Mapped[str] = mapped_column(SlackId)
    made_at: Mapped[datetime]
    planned_for: Mapped[date | None]
    """The last day, in the team's zone; None: it ended at once."""
    ended_at: Mapped[datetime | None]
    """None: it is planned."""
    taken_back_at: Mapped[datetime | None]
    readers: Mapped[list[str]] = mapped_column(JSON)
    """Managers whom the form named: who reads the reason, the note and the answers, and nobody else."""
    request_id: Mapped[int | None]
    """The request that came out of it, so that its student keeps her place in the line."""
    student_channel: Mapped[ChannelWish | None]
    buddy_channel: Mapped[ChannelWish | None]
    """What each would like for the channel."""
    channel: Mapped[ChannelWish | None]
    """What has been decided."""
    goes_on: Mapped[list[str]] = mapped_column(JSON)
    """Who of the two would like to go on while the student looks for a job."""


class EndingMoment(InWorkspace, Base):
    """Something that comes at its moment, before or after the end of a team; once."""

    __tablename__ = "ending_moments"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("ending_id", "endings.id")),
        Index("ix_ending_moments_due", "due_at"),
    )

    workspace_id: Mapped[str] = workspace_key()
    ending_id: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[EndingStep] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]


class EndingWords(InWorkspace, Base):
    """What one person wrote or answered at the end, sealed, as long as somebody needs it."""

    __tablename__ = "ending_words"
    __table_args__ = (ForeignKeyConstraint(*in_workspace("ending_id", "endings.id")),)

    workspace_id: Mapped[str] = workspace_key()
    ending_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    kind: Mapped[EndWords] = mapped_column(primary_key=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None: it has been passed on, and is not kept."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Of questions with buttons: question → word of the program."""
    written_at: Mapped[datetime]
