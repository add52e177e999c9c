"""Meetings that are planned: the introduction of a team, and those of the two alone."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace
from models.enums import MeetingKind, MeetingState

_INTRODUCTION = text("kind = 'introduction'")
PLACE_MAX = 200


class Meeting(InWorkspace, Base):
    """A date of a team. The same row, and the same entry in a calendar, is moved to another date."""

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        ForeignKeyConstraint(*in_workspace("session_id", "sessions.id")),
        CheckConstraint("minutes between 5 and 720", name="minutes_in_range"),
        Index("ix_meetings_due", "due_at"),
        Index("ix_meetings_team", "workspace_id", "team_id", "starts_at"),
        Index(
            "uq_meetings_introduction",
            "workspace_id",
            "team_id",
            unique=True,
            sqlite_where=_INTRODUCTION,
            postgresql_where=_INTRODUCTION,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int]
    kind: Mapped[MeetingKind]
    state: Mapped[MeetingState]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(PLACE_MAX))
    """Where, or the link of a video call, as it was typed."""
    planned_by: Mapped[str] = mapped_column(SlackId)
    planned_at: Mapped[datetime]
    """When it was changed last."""
    sequence: Mapped[int]
    """Of its date: raised at each change. What was said of an older one is no longer true."""
    handed: Mapped[int] = mapped_column(default=0)
    """How often an introduction has got another leader at the same date: a change for calendars alone."""
    agreed: Mapped[list[str]] = mapped_column(JSON)
    """Which of the two can come to an introduction."""
    is_in_calendars: Mapped[bool]
    """An invitation has been owed since it was planned first, so that a change must be told to calendars."""
    step: Mapped[int]
    """How far its reminders are: a number of `rules.meeting.Step`."""
    due_at: Mapped[datetime | None]
    """When the next step is due; None: none follows."""
    logged_by: Mapped[str | None] = mapped_column(SlackId)
    session_id: Mapped[int | None]
    """The session that was logged of it with one click."""
