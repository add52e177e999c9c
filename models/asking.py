"""Questions to the programme's help channel, with a name or without, and what was answered to them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace
from models.enums import QuestionState


class ChannelQuestion(InWorkspace, Base):
    """A question that the program posts to the help channel. Who asked without a name stands nowhere in clear."""

    __tablename__ = "channel_questions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(*in_workspace("asked_by", "people.user_id")),
        CheckConstraint("asked_by is null or sealed_asker is null", name="named_or_sealed"),
        CheckConstraint("(asker_hash is null) = (sealed_asker is null)", name="sealed_together"),
        Index("ix_channel_questions_due", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    asked_by: Mapped[str | None] = mapped_column(SlackId)
    """None: without a name."""
    asker_hash: Mapped[str | None] = mapped_column(String(64))
    """A keyed hash of who asked and of this question, so that it is found out to be hers and no two look alike."""
    sealed_asker: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Who asked, for the relay of the answer alone; erased when it is over, with the hash."""
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed under the workspace's key; None once it is withdrawn."""
    state: Mapped[QuestionState]
    asked_at: Mapped[datetime]
    channel_id: Mapped[str] = mapped_column(SlackId)
    ts: Mapped[str | None] = mapped_column(String(32))
    """Slack's mark of the post; None: it is not there yet."""
    link: Mapped[str | None] = mapped_column(String(300))
    rounds: Mapped[int]
    """How often it was opened: once more with each "I still need help"."""
    due_at: Mapped[datetime | None]
    """While it is open: when a manager is told. Once it is answered: when who asked is forgotten."""


class ChannelAnswer(InWorkspace, Base):
    """Somebody answered a question: through the program, or (without words) by herself in the thread."""

    __tablename__ = "channel_answers"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(*in_workspace("question_id", "channel_questions.id"), ondelete="CASCADE"),
        ForeignKeyConstraint(*in_workspace("answered_by", "people.user_id")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(String(32))
    answered_by: Mapped[str] = mapped_column(SlackId)
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed under the workspace's key."""
    answered_at: Mapped[datetime]
    ts: Mapped[str | None] = mapped_column(String(32))
    link: Mapped[str | None] = mapped_column(String(300))
