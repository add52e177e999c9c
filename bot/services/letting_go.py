"""A request of which no team came is nobody's when its time is over: its number, class and days stay for the counts.

Whatever leads from it to the student goes with it: who said no to a possible pair, and the end of a team that it came of.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BindParameter, ColumnElement, inspect, select, update

from bot.rules.erasing import NOBODY
from bot.rules.retention import Rule
from bot.services import nobody
from bot.services.registered import type_of
from models import BuddyRequest, Ending, Proposal, Team
from models.store import Db

_STUDENT = "student_id"


def is_due(cut: datetime | BindParameter[datetime], *here: BindParameter[str]) -> ColumnElement[bool]:
    """Closed before `cut`, without a team, and somebody's still. `here`: the workspace, where no session adds it."""
    of = (Proposal.workspace_id == Team.workspace_id) & (Proposal.id == Team.proposal_id)
    with_team = select(Proposal.request_id).join(Team, of)
    return (
        (BuddyRequest.withdrawn_at < cut)
        & BuddyRequest.student_id.not_like(f"{NOBODY}%")
        & BuddyRequest.id.not_in(with_team.where(*(Proposal.workspace_id == it for it in here)))
    )


def let_go(db: Db, now: datetime, one: Rule, *where: ColumnElement[bool]) -> None:
    """Of these requests; all of one call get one id, so that nothing tells which of them were of one student."""
    ids = list(db.scalars(select(BuddyRequest.id).where(*where).with_for_update()))
    if not ids:
        return
    becomes = {name: _unchosen(name) for name in one.let_go if name != _STUDENT}
    becomes[_STUDENT] = no_one = nobody.make(db, now)
    hers = Proposal.request_id.in_(ids)
    for does in (
        update(BuddyRequest).where(BuddyRequest.id.in_(ids)).values(becomes),
        update(Proposal)
        .where(hers, Proposal.declined_by != Proposal.volunteer_id)
        .values(declined_by=no_one),
        update(Ending).where(Ending.request_id.in_(ids)).values(request_id=None),
    ):
        db.execute(does.execution_options(synchronize_session=False))


def _unchosen(name: str) -> Any:
    """A list is empty; the rest as the model has it where nothing is said."""
    if isinstance(type_of(BuddyRequest, name), JSON):
        return []
    return inspect(BuddyRequest).columns[name].default.arg  # type: ignore[union-attr]
