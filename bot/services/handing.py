"""What goes along with a role that is handed over: introductions that she leads, chats that she asked for, her tasks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.rules.access import Acting
from bot.services import home, meeting_steps, notices, planned, proposals, task_moves, volunteers
from models import Meeting, Task, Team, Volunteer
from models.enums import MeetingKind, MeetingState, TeamState, VolunteerState
from models.store import Db

LED = "introduction_led"
"""A kind of notice: to all who come to an introduction, that somebody else leads it now."""


def over(db: Db, now: datetime, who: Acting, to: str) -> None:
    """All of it goes to the successor, who has the role by now. The caller has locked the programme."""
    mark = f"{now:%Y%m%dT%H%M%S%f}"
    _chats(db, now, who, to, mark)
    for row, team in list(_introductions(db, who.user_id)):
        _introduction(db, now, who, to, row, team, mark)
    _tasks(db, who, to)
    db.flush()


def _chats(db: Db, now: datetime, who: Acting, to: str, mark: str) -> None:
    """A volunteer with whom she wanted to talk hears who does now. Nobody talks with herself."""
    proposals.alone(db)
    asked = select(Volunteer).where(Volunteer.chat_asked_by == who.user_id).order_by(Volunteer.user_id)
    for row in db.scalars(asked.with_for_update()).all():
        if row.user_id == to:
            row.chat_asked_at = row.chat_asked_by = None
        else:
            row.chat_asked_by = to
        db.flush()
        if row.state is not VolunteerState.OFFERED:
            continue
        volunteers.edit_cards(db, now, row)
        if row.user_id != to:
            to_him, key = row.user_id, f"{row.user_id}:{mark}"
            notices.owe(db, "volunteer_chat", to=to_him, key=key, now=now, volunteer=to_him)
            home.refresh(db, row.user_id, f"chat:{mark}", now)


def _introductions(db: Db, leader: str) -> Iterator[tuple[Meeting, Team]]:
    """Those that have not been, or of which nobody has said yet that they were; each locked with its team."""
    hers = (
        select(Meeting.id)
        .join(Team, (Team.workspace_id == Meeting.workspace_id) & (Team.id == Meeting.team_id))
        .where(
            Meeting.kind == MeetingKind.INTRODUCTION,
            Meeting.planned_by == leader,
            Team.introduced_at.is_(None),
            Team.state != TeamState.ENDED,
        )
        .order_by(Team.id)
    )
    for number in db.scalars(hers).all():
        yield planned.locked(db, number)


def _introduction(db: Db, now: datetime, who: Acting, to: str, row: Meeting, team: Team, mark: str) -> None:
    row.planned_by, was = to, who.user_id
    notices.record(db, who, now, "meeting", row.id, "introduction_led", team=team.id, to=to)
    db.flush()
    both = (team.student_id, team.buddy_id)
    about: dict[str, Any] = {"meeting": row.id, "sequence": row.sequence}

    def owe(kind: str, user: str, **more: Any) -> None:
        key = f"{row.id}:{row.sequence}:{user}:{mark}"
        notices.owe(db, kind, to=user, key=key, now=now, **about, **more)

    if not planned.is_open(row, now):
        if row.state is MeetingState.CONFIRMED:
            key = f"{row.id}:{row.sequence}:{to}"
            notices.owe(db, meeting_steps.MET, to=to, key=key, now=now, **about)
        return
    planned.edit_cards(db, now, row, mark)
    for user in dict.fromkeys((*both, to)):
        owe(LED, user, instead=was, by=to)
    if row.state is MeetingState.CONFIRMED and to not in both:
        owe(planned.INVITATION, to)
    if row.is_in_calendars and was not in both:
        owe("meeting_off", was, led_by=to, handed=True)


def _tasks(db: Db, who: Acting, to: str) -> None:
    """What was passed on to her is the successor's, where she may have it; otherwise everybody's again."""
    held = select(Task).where(Task.held_by == who.user_id, Task.done_at.is_(None)).order_by(Task.id)
    for row in db.scalars(held.with_for_update()).all():
        task_moves.hand_over(db, row, who, to)
