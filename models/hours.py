"""What a team owes and when it rests: targets over time, days away and breaks."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace, workspace_key

_OF_ALL = text("user_id is null and team_id is null")


class Target(InWorkspace, Base):
    """Minutes a week of one team from a day on. Teams that never changed theirs have no row: `Team.weekly_minutes`."""

    __tablename__ = "targets"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        CheckConstraint("minutes between 15 and 2400", name="minutes_in_range"),
    )

    workspace_id: Mapped[str] = workspace_key()
    team_id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    """The day in the team's zone."""
    minutes: Mapped[int]
    asked_by: Mapped[str | None] = mapped_column(SlackId)
    agreed_by: Mapped[str | None] = mapped_column(SlackId)
    """Both None: what the programme asked for when the team began."""


class TargetWish(InWorkspace, Base):
    """One of the two would like other hours, and somebody has not agreed yet. A team has one at a time."""

    __tablename__ = "target_wishes"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        CheckConstraint("minutes between 15 and 2400", name="minutes_in_range"),
    )

    workspace_id: Mapped[str] = workspace_key()
    team_id: Mapped[int] = mapped_column(primary_key=True)
    minutes: Mapped[int]
    asked_by: Mapped[str] = mapped_column(SlackId)
    asked_at: Mapped[datetime]
    agreed_by: Mapped[str | None] = mapped_column(SlackId)
    """The other of the two; then only a manager is waited for."""


class Rest(InWorkspace, Base):
    """Days on which nothing is owed: of one person in all their teams, of one team, or of the whole programme."""

    __tablename__ = "rests"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("user_id", "people.user_id")),
        ForeignKeyConstraint(*in_workspace("team_id", "teams.id")),
        CheckConstraint("first <= last", name="in_order"),
        CheckConstraint("user_id is null or team_id is null", name="of_one"),
        Index("ix_rests_last", "workspace_id", "last"),
        Index("ix_rests_back_at", "back_at"),
        Index("ix_rests_breaks", "back_at", sqlite_where=_OF_ALL, postgresql_where=_OF_ALL),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str | None] = mapped_column(SlackId)
    team_id: Mapped[int | None]
    first: Mapped[date]
    last: Mapped[date]
    """Included; days of the zone of whoever rests. Coming back earlier makes it earlier."""
    made_by: Mapped[str] = mapped_column(SlackId)
    made_at: Mapped[datetime]
    back_at: Mapped[datetime | None]
    """When "welcome back" is owed; None once it is, or where nobody is to be told. Of a break of the whole programme
    that nobody has heard of yet: when its teams hear of it."""
