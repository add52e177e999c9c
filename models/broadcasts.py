"""What a manager writes to many people at once, until it has left."""

from datetime import datetime

from sqlalchemy import JSON, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId
from models.enums import Audience


class Broadcast(InWorkspace, Base):
    """One text to many people, a direct message each. Each of these is a notice."""

    __tablename__ = "broadcasts"
    __table_args__ = (UniqueConstraint("workspace_id", "id"), Index("ix_broadcasts_look", "look_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    made_by: Mapped[str] = mapped_column(SlackId)
    made_at: Mapped[datetime]
    audience: Mapped[Audience]
    class_key: Mapped[str] = mapped_column(String(64), default="")
    """Of one class alone; empty: of all."""
    language: Mapped[str] = mapped_column(String(8))
    """What the text is written in; the sentence above it is in it, too."""
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The text, under the workspace's key; None once it has left, or was taken back."""
    begins_at: Mapped[datetime]
    """Until then it can be taken back."""
    undone_at: Mapped[datetime | None]
    unreached: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Who belongs to the audience and could not be written to from the beginning."""
    look_at: Mapped[datetime | None]
    """When it is looked at next whether everything has left; None: its sender has been told."""
