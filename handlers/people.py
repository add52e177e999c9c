"""What Slack tells about people: their language, their zone, and that they have left or are guests."""

from __future__ import annotations

from datetime import datetime

from bot.delivery import facts
from bot.services import (
    availability,
    duty,
    left_members,
    people,
    promises,
    proposals,
    refitting,
    stand_in_steps,
)
from handlers.door import Door
from handlers.inbound import Event
from models import Volunteer
from models.enums import ProposalState
from models.store import Db


def changed(db: Db, now: datetime, said: Event) -> None:
    """Slack tells of every profile in the workspace; only people who use the program are kept up to date.

    Who has left, come back or moved to another zone fits other people than before: what waits for a manager is
    looked at anew. What the two were asked already stands; Slack changes the zone of whoever is on a journey.
    """
    user = said.event.get("user")
    if not isinstance(user, dict) or not said.user_id or not people.is_known(db, said.user_id):
        return
    stood = left_members.standing(db, said.user_id)
    if people.remember(db, facts.read(user), now):
        proposals.soon(db, now)
        _refit(db, now, said.user_id)
        availability.look_again(db, Volunteer.user_id == said.user_id)
        duty.gone(db, now, said.user_id)
        stands = left_members.standing(db, said.user_id)
        if stands != stood:
            left_members.changed(db, now, said.user_id)
        stand_in_steps.gone(db, now, said.user_id)
        if any(stood) and not any(stands):
            promises.here_again(db, now, said.user_id)


def _refit(db: Db, now: datetime, user_id: str) -> None:
    open_ones = [
        *proposals.open_of(db, now, student_id=user_id),
        *proposals.open_of(db, now, volunteer_id=user_id),
    ]
    unasked = [one for one in open_ones if one.state is ProposalState.PROPOSED]
    refitting.refit(db, now, unasked, before={})


def joined(db: Db, now: datetime, said: Event) -> None:
    """News of a person's first day may come late: it never replaces what Slack has told of her since."""
    user = said.event.get("user")
    if isinstance(user, dict) and said.user_id and people.is_unread(db, said.user_id):
        people.remember(db, facts.read(user), now)


def register(door: Door) -> None:
    door.happening("user_change", changed)
    door.happening("team_join", joined)
