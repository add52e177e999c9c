"""The two doors of "I need help". What a person wrote is sealed; door B hides who and what kind as well."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace, workspace_key
from models.enums import HelpNews, HelpState

_NEVER_SILENT = "state <> 'open' or next_step_at is not null"
_NOT_CLOSED = text("state <> 'closed'")


class HelpRequest(InWorkspace, Base):
    """Door A: more support, asked of the project manager, then of the next in line."""

    __tablename__ = "help_requests"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(*in_workspace("asked_by", "people.user_id")),
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        CheckConstraint(_NEVER_SILENT, name="never_silent"),
        Index("ix_help_requests_next", "next_step_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    asked_by: Mapped[str] = mapped_column(SlackId)
    team_id: Mapped[int | None]
    words: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed under the workspace's key."""
    state: Mapped[HelpState]
    asked_at: Mapped[datetime]
    step: Mapped[int]
    """How many have been asked so far; each step's notice is unique by it."""
    steps_before: Mapped[int] = mapped_column(default=0)
    """Where counting began anew: it was handed over, or opened again."""
    next_step_at: Mapped[datetime | None]
    """When the next person is asked, or, once somebody has it, when she is reminded; None when it is closed."""
    is_urgent: Mapped[bool] = mapped_column(default=False)
    """Help is needed today."""
    first: Mapped[str | None] = mapped_column(SlackId)
    """Who is asked before all others: whom the asker chose, then whom it was handed to, or who had it before."""
    last: Mapped[str | None] = mapped_column(SlackId)
    """Who is asked after all others: who has handed it over."""
    excluded: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Who must not learn of it, by the wish of the person who asked."""
    for_team: Mapped[bool] = mapped_column(default=False)
    """She asks for her team, and not only for herself."""
    acknowledged_by: Mapped[str | None] = mapped_column(SlackId)
    acknowledged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class HelpStep(InWorkspace, Base):
    """What has happened with a call for more support. Append-only; the person who asked sees all but the reasons."""

    __tablename__ = "help_steps"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("request_id", "help_requests.id"), ondelete="CASCADE"),
    )

    workspace_id: Mapped[str] = workspace_key()
    request_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    news: Mapped[HelpNews]
    actor: Mapped[str | None] = mapped_column(SlackId)
    """Whose doing it was; None: the program's."""
    receiver: Mapped[str | None] = mapped_column(SlackId)
    """Who was asked by it."""
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What helped, or why it was handed over, sealed under the workspace's key."""


class PrivateCase(InWorkspace, Base):
    """Door B: in confidence. In clear stand an opaque id, a state, dates and which reader has it, and nothing else."""

    __tablename__ = "private_cases"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        CheckConstraint("(sealed is null) = (wrapped_key is null)", name="erased_together"),
        CheckConstraint(_NEVER_SILENT, name="never_silent"),
        Index("ix_private_cases_next", "next_step_at"),
        Index("ix_private_cases_erase", "erase_at"),
        Index(
            "uq_private_cases_asker",
            "workspace_id",
            "asker_hash",
            unique=True,
            sqlite_where=_NOT_CLOSED,
            postgresql_where=_NOT_CLOSED,
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    asker_hash: Mapped[str | None] = mapped_column(String(64))
    """A keyed hash of who asked, so that she finds her own; erased with the case."""
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The case's own key. Erasing the case deletes it together with what it seals, from this store; a backup holds
    both for as long as it is kept (docs/DEPLOY.md)."""
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Who, what kind and every word, padded, under the case's key."""
    state: Mapped[HelpState]
    asked_at: Mapped[datetime]
    step: Mapped[int]
    next_step_at: Mapped[datetime | None]
    """When the next reader is told, or, once somebody has it, when she is reminded, and it is asked whether she is still there."""
    acknowledged_by: Mapped[str | None] = mapped_column(SlackId)
    """Which of its readers looks after it; where it is open again, who did before."""
    acknowledged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    erase_at: Mapped[datetime | None]


class CaseReader(InWorkspace, Base):
    """Who may open a private case. Decided when it is asked; no role gives a right of its own."""

    __tablename__ = "case_readers"
    __table_args__ = (ForeignKeyConstraint(*in_workspace("case_id", "private_cases.id"), ondelete="CASCADE"),)

    workspace_id: Mapped[str] = workspace_key()
    case_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    position: Mapped[int]
    is_picked: Mapped[bool] = mapped_column(default=False)
    """Whoever asked has picked this person herself; any role is enough then."""
    since: Mapped[datetime | None]
    """When it was passed on to this person; None: from the beginning."""


class CaseYear(InWorkspace, Base):
    """How many private cases of a year have been erased: all that is left of them."""

    __tablename__ = "case_years"

    workspace_id: Mapped[str] = workspace_key()
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cases: Mapped[int] = mapped_column(default=0)


class CaseOpening(InWorkspace, Base):
    """Each time somebody opened a private case, or was refused. Append-only; the person who asked sees the newest."""

    __tablename__ = "case_openings"
    __table_args__ = (ForeignKeyConstraint(*in_workspace("case_id", "private_cases.id"), ondelete="CASCADE"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(SlackId)
    at: Mapped[datetime]
    allowed: Mapped[bool]
