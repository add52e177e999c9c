"""Who reads the figures of a programme each week without being its manager."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace, workspace_key


class FiguresReader(InWorkspace, Base):
    """Somebody to whom the week's figures go, without names. She can stop it herself."""

    __tablename__ = "figures_readers"
    __table_args__ = (ForeignKeyConstraint(*in_workspace("user_id", "people.user_id")),)

    workspace_id: Mapped[str] = workspace_key()
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    made_by: Mapped[str] = mapped_column(SlackId)
    """The manager who has put her on the list."""
    made_at: Mapped[datetime]
