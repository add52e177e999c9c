"""Teams of one student and one buddy, the sessions they held, and the nudges they were sent."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace, workspace_key
from models.enums import TeamState

_NOT_ENDED = text("state <> 'ended'")
_CORRECTS = text("corrects is not null")


class Team(InWorkspace, Base):
    """One student and one buddy with a private channel."""

    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(*in_workspace("student_id", "people.user_id")),
        ForeignKeyConstraint(*in_workspace("buddy_id", "people.user_id")),
        ForeignKeyConstraint(*in_workspace("proposal_id", "proposals.id")),
        CheckConstraint("student_id <> buddy_id", name="two_people"),
        CheckConstraint("weekly_minutes between 15 and 2400", name="weekly_minutes_in_range"),
        Index(
            "uq_teams_student",
            "workspace_id",
            "student_id",
            unique=True,
            sqlite_where=_NOT_ENDED,
            postgresql_where=_NOT_ENDED,
        ),
        Index("ix_teams_buddy", "workspace_id", "buddy_id"),
        Index("ix_teams_channel", "workspace_id", "channel_id"),
        Index("ix_teams_hello", "hello_due_at"),
        Index("ix_teams_introduction", "introduction_due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None]
    student_id: Mapped[str] = mapped_column(SlackId)
    buddy_id: Mapped[str] = mapped_column(SlackId)
    state: Mapped[TeamState]
    language: Mapped[str] = mapped_column(String(8))
    """What the two share, if the program speaks it; else the programme's."""
    timezone: Mapped[str] = mapped_column(String(64))
    weekly_minutes: Mapped[int]
    """The target that holds now; see `models.hours.Target` for those of before."""
    launched_on: Mapped[date]
    """The day in the team's zone from which hours count."""
    launched_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    introduced_at: Mapped[datetime | None]
    channel_id: Mapped[str | None] = mapped_column(SlackId)
    channel_name: Mapped[str | None] = mapped_column(String(80))
    """Kept before the channel is asked for, so that a second attempt knows its own."""
    welcome_ts: Mapped[str | None] = mapped_column(String(32))
    """Slack's mark of the pinned welcome, which names the managers and is edited when they change."""
    unanswered_nudges: Mapped[int]
    """Nudges that came since the last logged session, and the handing over; after two a person takes over."""
    nudged_from: Mapped[date | None]
    """The two asked not to be reminded before this day of their zone."""
    introduction_due_at: Mapped[datetime | None]
    """When managers hear that the two are not introduced to each other yet; None: they have, or need not."""
    said_hello_at: Mapped[datetime | None]
    """When one of them told the program that they have written to each other."""
    hello_step: Mapped[int] = mapped_column(default=0)
    """How many of the two were asked to begin."""
    hello_due_at: Mapped[datetime | None]
    """When the next of them is; None: nobody is."""


class BuddySession(InWorkspace, Base):
    """A time the two worked together. Nothing is edited: an undone one stays, marked."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        CheckConstraint("minutes between 5 and 720", name="minutes_in_range"),
        Index("ix_sessions_team_day", "workspace_id", "team_id", "held_on", "minutes", "undone_at"),
        Index(
            "uq_sessions_corrects",
            "workspace_id",
            "corrects",
            unique=True,
            sqlite_where=_CORRECTS,
            postgresql_where=_CORRECTS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int]
    held_on: Mapped[date]
    """The day in the team's zone."""
    minutes: Mapped[int]
    topic: Mapped[str] = mapped_column(String(200))
    logged_by: Mapped[str] = mapped_column(SlackId)
    logged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    """Struck out: it counts no more, and it stays. Or, with `looks_like`, it does not count yet."""
    undone_by: Mapped[str | None] = mapped_column(SlackId)
    """None where nobody has struck it out."""
    corrects: Mapped[int | None]
    """The session in whose place it stands. A number alone: a foreign key would have SQLite copy the table."""
    looks_like: Mapped[int | None]
    """A session of the same day and length that was logged a moment before: whoever logged this one was asked."""
    place: Mapped[str] = mapped_column(String(80), default="")
    """See `rules.venues`; empty where nobody has said it."""


class VenueQuestion(InWorkspace, Base):
    """Whether a team can meet at a place of the programme, asked of somebody who answers for it."""

    __tablename__ = "venue_questions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "team_id", "venue", "starts_at"),
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int]
    venue: Mapped[str] = mapped_column(String(75))
    """Its name, as it was when it was asked."""
    starts_at: Mapped[datetime]
    """When they would meet there."""
    asked_by: Mapped[str] = mapped_column(SlackId)
    asked_at: Mapped[datetime]
    asked_of: Mapped[str] = mapped_column(SlackId)
    is_fine: Mapped[bool | None]
    """None until it is answered."""
    answered_by: Mapped[str | None] = mapped_column(SlackId)
    answered_at: Mapped[datetime | None]
    line: Mapped[str] = mapped_column(String(200), default="")
    """What was added to the answer, for the two of the team."""


class Nudge(InWorkspace, Base):
    """What was decided for a team in a week. One row a week, so that nobody hears twice."""

    __tablename__ = "nudges"
    __table_args__ = (ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),)

    workspace_id: Mapped[str] = workspace_key()
    team_id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    """The ISO week of the team's local date: `2026-W10`."""
    decision: Mapped[str] = mapped_column(String(16))
    decided_at: Mapped[datetime]


class Slot(InWorkspace, Base):
    """The next moment of something that comes every week at a local time, for all of one zone."""

    __tablename__ = "slots"
    __table_args__ = (Index("ix_slots_due", "due_at"),)

    workspace_id: Mapped[str] = workspace_key()
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    timezone: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_at: Mapped[datetime]
