"""What goes along with a role that somebody else has now: introductions that she leads, chats that she asked for, her
tasks.

However much there is of each, it is done in a few statements: everybody else's clicks wait meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.rules.access import MANAGERS, Acting
from bot.rules.meeting import Step
from bot.services import (
    channels,
    home,
    meeting_steps,
    notices,
    planned,
    proposals,
    stand_ins,
    targets,
    task_moves,
    volunteers,
)
from bot.services.teams import introducers
from models import Meeting, Notice, Team, Volunteer
from models.enums import MeetingKind, MeetingState, Role, TeamState, VolunteerState
from models.store import Db

Held = AbstractSet[tuple[Role, str]]
"""Who has which role."""
BY_HAND_WITHIN = timedelta(days=14)
"""Nobody says that somebody was taken out of a channel by hand: later it is taken to be done."""
LED, UNPLANNED = "introduction_led", "introduction_unplanned"
"""Kinds of notices: to all who come to an introduction, that somebody else leads it now; to her, that no time holds."""


def over(db: Db, now: datetime, who: Acting, was: str, to: str) -> None:
    """All of it goes to the successor, who has the role by now. The caller has locked the programme.

    `who`: whoever does this; `was`: who had the role.
    """
    _others_wait(db, now, who, was, to)
    task_moves.hand_over(db, who, was, to)
    db.flush()


def changed(db: Db, now: datetime, who: Acting, before: Held, after: Held) -> None:
    """Somebody has changed the roles: what whoever has none any more had under way is that one's who has hers instead.

    Where nobody has, or several have, others who wait for her hear from who is asked first; her tasks are everybody's.
    """
    still = {user for role, user in after if role in MANAGERS}
    lost: dict[str, Role] = {}
    for role in MANAGERS:
        for user in sorted(_with(role, before) - still):
            lost.setdefault(user, role)
    for was, role in lost.items():
        instead = sorted(_with(role, after - before))
        if len(instead) == 1:
            over(db, now, who, was, instead[0])
        elif first := introducers(db):
            _others_wait(db, now, who, was, first[0])


def cards(db: Db, now: datetime, before: Held, after: Held) -> None:
    """What one manager alone was asked, and that nobody finds on a list, is asked of who is asked first now."""
    had, have = ({user for role, user in held if role in MANAGERS} for held in (before, after))
    if had == have:
        return
    targets.hand_on(db, now, had & have)
    hers = Notice.kind.in_((stand_ins.STAYS, channels.STAYS)) & Notice.target.in_(sorted(had - have))
    told = select(Notice).where(hers, Notice.due_at > now - BY_HAND_WITHIN).order_by(Notice.id)
    latest = {(row.kind, *sorted(row.about.items())): row for row in db.scalars(told)}
    for row in latest.values() if (first := introducers(db)) else ():
        key = f"{row.id}:{now:%Y%m%dT%H%M%S%f}"
        notices.owe(db, row.kind, to=first[0], key=key, now=now, **row.about)


def _with(role: Role, held: Held) -> set[str]:
    return {user for one, user in held if one == role}


def _others_wait(db: Db, now: datetime, who: Acting, was: str, to: str) -> None:
    mark = f"{now:%Y%m%dT%H%M%S%f}"
    _chats(db, now, was, to, mark)
    _introductions(db, now, who, was, to, mark)


def _chats(db: Db, now: datetime, was: str, to: str, mark: str) -> None:
    """A volunteer with whom she wanted to talk hears who does now. Nobody talks with herself."""
    proposals.alone(db)
    asked = select(Volunteer).where(Volunteer.chat_asked_by == was).order_by(Volunteer.user_id)
    rows = db.scalars(asked.with_for_update()).all()
    for row in rows:
        row.chat_asked_by = to
        if row.user_id == to:
            row.chat_asked_at = row.chat_asked_by = None
    db.flush()
    offered = [row for row in rows if row.state is VolunteerState.OFFERED]
    volunteers.edit_cards(db, now, *offered)
    others = [row.user_id for row in offered if row.user_id != to]
    told = ((user, f"{user}:{mark}", {"volunteer": user}) for user in others)
    notices.owe_each(db, "volunteer_chat", told, now)
    home.refresh_each(db, others, f"chat:{mark}", now)


def _introductions(db: Db, now: datetime, who: Acting, was: str, to: str, mark: str) -> None:
    led = _led(db, was)
    for row, _ in led:
        row.planned_by, row.planned_at = to, now
        row.handed += 1
    db.flush()
    changes = [(row.id, "introduction_led", {"team": team.id, "to": to}) for row, team in led]
    notices.record_each(db, now, "meeting", changes, who=who)
    planned.edit_cards(db, now, [row for row, _ in led if planned.is_open(row, now)], mark)
    owed: defaultdict[str, list[tuple[str, str, dict[str, Any]]]] = defaultdict(list)
    for row, team in led:
        for kind, user, more in _news(row, team, now, was):
            about = {"meeting": row.id, "sequence": row.sequence, **more}
            owed[kind].append((user, f"{row.id}:{row.sequence}:{user}:{mark}", about))
    for kind, some in owed.items():
        notices.owe_each(db, kind, some, now)


def _led(db: Db, leader: str) -> list[tuple[Meeting, Team]]:
    """Those that have not been, or of which nobody has said yet that they were; locked, first the teams."""
    hers = (Meeting.kind == MeetingKind.INTRODUCTION) & (Meeting.planned_by == leader)
    to_come = (
        select(Team)
        .join(Meeting, (Meeting.workspace_id == Team.workspace_id) & (Meeting.team_id == Team.id))
        .where(hers, Team.introduced_at.is_(None), Team.state != TeamState.ENDED)
        .order_by(Team.id)
        .with_for_update(of=Team)
    )
    teams = {team.id: team for team in db.scalars(to_come)}
    rows = select(Meeting).where(hers, Meeting.team_id.in_(teams)).order_by(Meeting.team_id).with_for_update()
    return [(row, teams[row.team_id]) for row in db.scalars(rows)]


def _news(row: Meeting, team: Team, now: datetime, was: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Kind and reader of each notice of it, and more ids. `was`: who led it before."""
    both, to = (team.student_id, team.buddy_id), row.planned_by
    if not planned.is_open(row, now):
        yield (meeting_steps.MET if row.state is MeetingState.CONFIRMED else UNPLANNED), to, {}
        return
    for user in dict.fromkeys((*both, to)):
        yield LED, user, {"instead": was, "by": to}
    if row.state is MeetingState.CONFIRMED and to not in both:
        yield planned.INVITATION, to, {}
    if row.state is MeetingState.PROPOSED and row.step == Step.DONE:
        yield meeting_steps.UNANSWERED, to, {}
    if row.is_in_calendars and was not in both:
        yield "meeting_off", was, {"led_by": to}
