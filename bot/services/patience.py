"""How long whoever was asked has to answer: the programme's hours, and the word of a reminder."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import zone
from bot.rules import silence
from bot.services import people
from models import Proposal, Settings
from models.enums import ProposalState
from models.store import Db

_NAMED = "named_hours"
"""In a proposal's reasons, from a reminder on: `[48, 72]`."""


def hours(proposal: Proposal, programme: Settings) -> silence.Hours:
    """Those of the reminder that was sent; the programme's, where there was none."""
    first, last = proposal.reasons.get(_NAMED, programme.offer_hours)[:2]
    return int(first), int(last)


def name(proposal: Proposal, programme: Settings) -> silence.Hours:
    """Keep the programme's hours of today with a proposal: its reminder names them, and they hold from now on."""
    proposal.reasons = {**proposal.reasons, _NAMED: list(programme.offer_hours[:2])}
    return hours(proposal, programme)


def next_step(db: Db, proposal: Proposal, to: ProposalState, since: datetime) -> datetime | None:
    """When the one who was asked `since` then is reminded, or managers are told of the silence.

    `to`: the state in which somebody is asked; None where nobody is.
    """
    programme = people.programme(db)
    if to is ProposalState.APPROVED:
        where = zone(people.timezone_of(db, proposal.volunteer_id))
        return silence.reminder_at(since, hours(proposal, programme), people.hours_of(programme), where)
    if to is ProposalState.ACCEPTED:
        return since + timedelta(hours=programme.student_hours)
    return None
