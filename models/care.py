"""How it is going in a team: what each of the two is asked in private, and what managers note of their check-ins."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace, workspace_key
from models.enums import AskingKind, FitAnswer


class Asking(InWorkspace, Base):
    """When one person of a team is asked next, or looked after by a manager; a row for each kind of it."""

    __tablename__ = "askings"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        Index("ix_askings_due", "due_at"),
        Index("ix_askings_person", "workspace_id", "user_id"),
    )

    workspace_id: Mapped[str] = workspace_key()
    team_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    kind: Mapped[AskingKind] = mapped_column(primary_key=True)
    due_at: Mapped[datetime | None]
    """None: no more."""
    number: Mapped[int] = mapped_column(default=0)
    """How often so far."""
    asked_at: Mapped[datetime | None]
    """The last time."""


class Fit(InWorkspace, Base):
    """Whether the two fit, as one of them said in private. Shown to nobody."""

    __tablename__ = "fits"
    __table_args__ = (ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),)

    workspace_id: Mapped[str] = workspace_key()
    team_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    answer: Mapped[FitAnswer]
    answered_at: Mapped[datetime]


class Pulse(InWorkspace, Base):
    """One of the questions of every 30 days, and what was answered, if it was."""

    __tablename__ = "pulses"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        CheckConstraint("score between 1 and 5", name="score_in_range"),
    )

    workspace_id: Mapped[str] = workspace_key()
    team_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    score: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    """One sentence, sealed under the workspace's key."""
    may_read: Mapped[bool] = mapped_column(default=False)
    """Whoever wrote it has ticked that managers may read it."""


class CheckIn(InWorkspace, Base):
    """A line that a manager wrote of a check-in with one person, for herself and the other managers."""

    __tablename__ = "check_ins"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        Index("ix_check_ins_person", "workspace_id", "team_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int]
    user_id: Mapped[str] = mapped_column(SlackId)
    written_by: Mapped[str] = mapped_column(SlackId)
    written_at: Mapped[datetime]
    words: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed under the workspace's key."""


class TeamNote(InWorkspace, Base):
    """What a manager has noted of a team, for herself and the other managers; never for one who is of the two."""

    __tablename__ = "team_notes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        Index("ix_team_notes_team", "workspace_id", "team_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Made by chance, so that a button of one that was deleted is never another one's."""
    team_id: Mapped[int]
    written_by: Mapped[str] = mapped_column(SlackId)
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    words: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed under the workspace's key."""
    kept_until: Mapped[date]
    """The day after which it need not be kept."""


class FormerNote(InWorkspace, Base):
    """A note as it was before it was changed or deleted: for the hour in which that can be taken back."""

    __tablename__ = "former_notes"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        Index("ix_former_notes_done", "done_at"),
    )

    workspace_id: Mapped[str] = workspace_key()
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Of the note."""
    team_id: Mapped[int]
    written_by: Mapped[str] = mapped_column(SlackId)
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    words: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed under the workspace's key."""
    kept_until: Mapped[date]
    done_by: Mapped[str] = mapped_column(SlackId)
    """Who has changed or deleted it."""
    done_at: Mapped[datetime]
    is_deleted: Mapped[bool]


class Feedback(InWorkspace, Base):
    """What somebody tells the managers, with a name or without; without one, nothing says who it was."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(*in_workspace("said_by", "people.user_id")),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    said_by: Mapped[str | None] = mapped_column(SlackId)
    words: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed under the workspace's key."""
    said_at: Mapped[datetime]
