"""How many students a class has: numbers that a manager reads off the class's own list, and no names."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, workspace_key


class Roster(InWorkspace, Base):
    """The numbers of one class on one day. Entered again for the same day, they take the place of the earlier ones."""

    __tablename__ = "rosters"
    __table_args__ = (
        CheckConstraint("0 <= attending and 0 <= graduated", name="not_below_nobody"),
        CheckConstraint("attending + graduated <= students", name="of_these_students"),
    )

    workspace_id: Mapped[str] = workspace_key()
    class_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    as_of: Mapped[date] = mapped_column(primary_key=True)
    students: Mapped[int]
    """At the start."""
    attending: Mapped[int]
    graduated: Mapped[int]
    with_buddy: Mapped[int | None]
    """Of those who have or had a buddy: how many attend or have graduated; None: it was left open."""
    begins: Mapped[date | None]
    ends: Mapped[date | None]
    """The first and the last day of the class, as they were entered here once: today they stand with the class."""
    entered_by: Mapped[str] = mapped_column(SlackId)
    entered_at: Mapped[datetime]
