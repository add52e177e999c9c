"""Somebody who answers a student's questions while her buddy is away."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace
from models.enums import OPEN_STAND_IN, StandInState

_OPEN = text(f"state in ({', '.join(repr(str(state)) for state in OPEN_STAND_IN)})")


class StandIn(InWorkspace, Base):
    """A student has asked for a stand-in: once per absence of her buddy, and one at a time."""

    __tablename__ = "stand_ins"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "team_id", "rest_id"),
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        ForeignKeyConstraint(*in_workspace("volunteer_id", "people.user_id")),
        Index("ix_stand_ins_due", "due_at"),
        Index(
            "uq_stand_ins_open",
            "workspace_id",
            "team_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int]
    rest_id: Mapped[int | None]
    """The buddy's days away; None: he is back before they were over."""
    state: Mapped[StandInState]
    asked_at: Mapped[datetime]
    asked: Mapped[list[str]] = mapped_column(JSON)
    """Who was asked, one after the other; the last one may not have answered yet."""
    volunteer_id: Mapped[str | None] = mapped_column(SlackId)
    """The last of these, until he says no."""
    chosen_by: Mapped[str | None] = mapped_column(SlackId)
    offered_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    """When to look at it again; None: it is over."""
