"""Who asks for a buddy, who offers to be one, and the possible teams between them."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace, workspace_key
from models.enums import OPEN_PROPOSAL, FormKind, Guardian, Place, ProposalState, RequestState, VolunteerState


def _languages(context: DefaultExecutionContext) -> Any:
    """Where no level was told, every language counts as spoken well."""
    return context.get_current_parameters()["languages"]  # type: ignore[no-untyped-call]


LOOK_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


def _asked_at(context: DefaultExecutionContext) -> Any:
    return context.get_current_parameters()["asked_at"]  # type: ignore[no-untyped-call]


def _offered_at(context: DefaultExecutionContext) -> Any:
    return context.get_current_parameters()["offered_at"]  # type: ignore[no-untyped-call]


_OPEN_REQUEST = text("state in ('waiting', 'proposed')")
_OPEN_PROPOSAL = text(f"state in ({', '.join(repr(str(s)) for s in OPEN_PROPOSAL)})")

UNSEALED = text("chosen_why <> ''")
"""Written in clear by a version before; few, or none."""


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
        Index("ix_buddy_requests_promise", "promise_due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[str] = mapped_column(SlackId)
    state: Mapped[RequestState]
    class_key: Mapped[str] = mapped_column(String(64))
    languages: Mapped[list[str]] = mapped_column(JSON)
    """All she can learn in: first those of `fluent`, then those she gets by in."""
    fluent: Mapped[list[str]] = mapped_column(JSON, default=_languages)
    topics: Mapped[list[str]] = mapped_column(JSON)
    wish: Mapped[str] = mapped_column(Text)
    """What she would like help with, in her words (at most 1,000 characters)."""
    times: Mapped[list[str]] = mapped_column(JSON, default=list)
    """When she can meet, in her own zone: words of `rules.grid.SLOTS`."""
    place: Mapped[Place] = mapped_column(default=Place.EITHER)
    city: Mapped[str] = mapped_column(String(100), default="")
    traits: Mapped[list[str]] = mapped_column(JSON, default=list)
    """She would prefer a buddy who is any of these: words of the programme's list."""
    traits_must: Mapped[bool] = mapped_column(default=False)
    """It is a must, not a wish."""
    unnamed: Mapped[bool] = mapped_column(default=False)
    """The volunteer does not read who she is before both have said yes."""
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What managers alone should know. Sealed under the workspace's key."""
    guardian: Mapped[Guardian | None]
    """What she said of her age; None: nothing, or nobody asked."""
    guardian_agreed_at: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    why_waiting: Mapped[str | None] = mapped_column(String(32))
    """Why the last matching found nobody: a word of `rules.matching.WhyWaiting`; None before the first."""
    paused_at: Mapped[datetime | None]
    """Since when we wait for her answer, which does not count as her waiting; None: we do not."""
    paused_seconds: Mapped[int] = mapped_column(default=0)
    """How long we have waited for her before."""
    earlier_seconds: Mapped[int] = mapped_column(default=0)
    """Of `paused_seconds`: before this search, when she waited or had a buddy. It counts for her place in the line,
    and not for the promise, which begins anew."""
    promise_step: Mapped[int] = mapped_column(default=0)
    """How far the promise has run: a number of `rules.promise.Step`."""
    promise_due_at: Mapped[datetime | None] = mapped_column(default=_asked_at)
    """When to look at it again; None: nothing is due any more."""
    """When its next step is due; None: none follows, or it is paused."""
    withdrawn_at: Mapped[datetime | None]


class Volunteer(InWorkspace, Base):
    """A volunteer's offer. Proposed to nobody before a manager has approved it."""

    __tablename__ = "volunteers"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("user_id", "people.user_id")),
        CheckConstraint("capacity between 1 and 5", name="capacity_in_range"),
        Index("ix_volunteers_look", "look_at"),
    )

    workspace_id: Mapped[str] = workspace_key()
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    state: Mapped[VolunteerState]
    languages: Mapped[list[str]] = mapped_column(JSON)
    """All he can help in: first those of `fluent`, then those he gets by in."""
    fluent: Mapped[list[str]] = mapped_column(JSON, default=_languages)
    topics: Mapped[list[str]] = mapped_column(JSON)
    capacity: Mapped[int]
    weekly_minutes: Mapped[int] = mapped_column(default=120)
    """What he can give in all, on average."""
    hello: Mapped[str] = mapped_column(Text)
    """A few words for the student (at most 500 characters)."""
    times: Mapped[list[str]] = mapped_column(JSON, default=list)
    """When he can meet, in his own zone: words of `rules.grid.SLOTS`."""
    place: Mapped[Place] = mapped_column(default=Place.EITHER)
    city: Mapped[str] = mapped_column(String(100), default="")
    traits: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What he says of himself, of the programme's list; read by matching, and by a manager where it was wished."""
    offered_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(SlackId)
    conduct_version: Mapped[str | None] = mapped_column(String(16))
    """Which text of the code of conduct and the checklist he agreed to; None: none yet."""
    conduct_at: Mapped[datetime | None]
    chat_asked_at: Mapped[datetime | None]
    """A manager would like to talk with him before she approves."""
    chat_asked_by: Mapped[str | None] = mapped_column(SlackId)
    checked_on: Mapped[date | None]
    """The date of his background check, where the programme has minors."""
    away_until: Mapped[date | None]
    """No new students before this day of his own zone; then he is back by himself."""
    answered_at: Mapped[datetime] = mapped_column(default=_offered_at)
    """When he last said or did something that shows that the offer holds."""
    still_asked_at: Mapped[datetime | None]
    """When he was asked whether it does, and has not answered."""
    silent_since: Mapped[datetime | None]
    """Since when he is proposed to nobody, because he did not answer; None: he did, or was not asked."""
    look_at: Mapped[datetime | None] = mapped_column(default=LOOK_AT_ONCE, onupdate=LOOK_AT_ONCE)
    """Not later than the next moment at which time changes something for him; None: it changes nothing.

    Whoever writes anything else into the row need not know: it is looked at again at once.
    """


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
        Index("ix_proposals_next", "next_step_at"),
        Index("ix_proposals_unsealed", "proposed_at", sqlite_where=UNSEALED, postgresql_where=UNSEALED),
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
    decline_reason: Mapped[str | None] = mapped_column(String(16))
    """Why the volunteer said no, in a word of ours; the student is not asked for one."""
    chosen_by: Mapped[str | None] = mapped_column(SlackId)
    """The manager who chose this pair by hand; None: matching did."""
    chosen_why: Mapped[str] = mapped_column(String(300), default="")
    """As a version before 0039 wrote the next one, in clear, until it is sealed: soon (`services.chosen_why`)."""
    sealed_why: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Her reason, where she chose against a rule. Sealed under the workspace's key."""
    step: Mapped[int] = mapped_column(default=0)
    """How often somebody was reminded since the last decision."""
    next_step_at: Mapped[datetime | None]
    """When the one who was asked is reminded, or the offer goes on to somebody else."""


class Draft(InWorkspace, Base):
    """What somebody has entered in the first step of a form that she has not sent yet. Forgotten after a week."""

    __tablename__ = "drafts"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("user_id", "people.user_id")),
        Index("ix_drafts_saved", "saved_at"),
    )

    workspace_id: Mapped[str] = workspace_key()
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    form: Mapped[FormKind] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime]


class NeverPair(InWorkspace, Base):
    """The people somebody must never be paired with. Who, and whose list it is, is sealed."""

    __tablename__ = "never_pairs"

    workspace_id: Mapped[str] = workspace_key()
    owner_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
