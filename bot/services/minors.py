"""What is known of a student's age, in a programme that has minors: her own word, for managers and for nobody else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from bot.clock import local_day
from bot.services import people
from models import BuddyRequest, Proposal, Settings, Team
from models.enums import Guardian
from models.store import Db


def agreed_on(programme: Settings, request: BuddyRequest) -> date | None:
    """The day, by the programme's calendar, on which a minor said that a parent or guardian agrees; None for others."""
    if not programme.has_minors or request.guardian is not Guardian.AGREED:
        return None
    said_at = request.guardian_agreed_at or request.asked_at
    return local_day(said_at, programme.timezone)


def agreed_in_teams(db: Db, team_ids: Collection[int]) -> dict[int, date]:
    """As `agreed_on`, of the students of these teams; adults are not in it."""
    programme = people.programme(db)
    if not (programme.has_minors and team_ids):
        return {}
    asked = (
        select(Team.id, BuddyRequest)
        .join(Proposal, (Proposal.workspace_id == Team.workspace_id) & (Proposal.id == Team.proposal_id))
        .join(
            BuddyRequest,
            (BuddyRequest.workspace_id == Proposal.workspace_id) & (BuddyRequest.id == Proposal.request_id),
        )
        .where(Team.id.in_(team_ids))
    )
    days = {team_id: agreed_on(programme, request) for team_id, request in db.execute(asked)}
    return {team_id: day for team_id, day in days.items() if day is not None}
