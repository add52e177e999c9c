"""Who asks for a buddy, who offers to be one, and the possible teams between them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace, workspace_key
from models.enums import OPEN_PROPOSAL, ProposalState, RequestState, VolunteerState

_OPEN_REQUEST = text("state in ('waiting', 'proposed')")
_OPEN_PROPOSAL = text(f"state in ({', '.join(repr(str(s)) for s in OPEN_PROPOSAL)})")


class BuddyRequest(InWorkspace, Base):
    """A student's wish for a buddy. At most one open request each."""

    __tablename__ = "buddy_requests"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(*in_workspace("student_id", "people.user_id")),
        Index(
            "uq_buddy_requests_open",
            "workspace_id",
            "student_id",
            unique=True,
            sqlite_where=_OPEN_REQUEST,
            postgresql_where=_OPEN_REQUEST,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[str] = mapped_column(SlackId)
    state: Mapped[RequestState]
    class_key: Mapped[str] = mapped_column(String(64))
    languages: Mapped[list[str]] = mapped_column(JSON)
    topics: Mapped[list[str]] = mapped_column(JSON)
    wish: Mapped[str] = mapped_column(Text)
    """What she would like help with, in her words (at most 1,000 characters)."""
    asked_at: Mapped[datetime]
    why_waiting: Mapped[str | None] = mapped_column(String(32))
    """Why the last matching found nobody: a word of `rules.matching.WhyWaiting`; None before the first."""


class Volunteer(InWorkspace, Base):
    """A volunteer's offer. Proposed to nobody before a manager has approved it."""

    __tablename__ = "volunteers"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("user_id", "people.user_id")),
        CheckConstraint("capacity between 1 and 5", name="capacity_in_range"),
    )

    workspace_id: Mapped[str] = workspace_key()
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    state: Mapped[VolunteerState]
    languages: Mapped[list[str]] = mapped_column(JSON)
    topics: Mapped[list[str]] = mapped_column(JSON)
    capacity: Mapped[int]
    hello: Mapped[str] = mapped_column(Text)
    """A few words for the student (at most 500 characters)."""
    offered_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(SlackId)


class Proposal(InWorkspace, Base):
    """A request and a volunteer who fit, until a team is made of them or somebody says no."""

    __tablename__ = "proposals"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(*in_workspace("request_id", "buddy_requests.id")),
        ForeignKeyConstraint(*in_workspace("volunteer_id", "volunteers.user_id")),
        Index(
            "uq_proposals_open",
            "workspace_id",
            "request_id",
            unique=True,
            sqlite_where=_OPEN_PROPOSAL,
            postgresql_where=_OPEN_PROPOSAL,
        ),
        Index("ix_proposals_volunteer", "workspace_id", "volunteer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int]
    volunteer_id: Mapped[str] = mapped_column(SlackId)
    state: Mapped[ProposalState]
    reasons: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Why they fit, as plain values: `{"languages": ["es"], "topics": ["react"], "days": 9, …}`."""
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    declined_by: Mapped[str | None] = mapped_column(SlackId)
