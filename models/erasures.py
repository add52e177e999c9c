"""Somebody is to be erased: kept until it is done, or was taken back."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace, workspace_key
from models.enums import EraseWhy


class Erasure(InWorkspace, Base):
    """All that is stored about one person goes at its moment; this row goes with it."""

    __tablename__ = "erasures"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("user_id", "people.user_id")),
        Index("ix_erasures_due", "due_at"),
    )

    workspace_id: Mapped[str] = workspace_key()
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    asked_by: Mapped[str] = mapped_column(SlackId)
    """She herself, or a manager."""
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """When it begins; until then it can be taken back."""
    why: Mapped[EraseWhy | None]
    """A manager's reason; None: she has asked herself."""
    nobody: Mapped[str | None] = mapped_column(SlackId)
    """The id, made by chance, that hers gives way to; None: it has not begun."""
