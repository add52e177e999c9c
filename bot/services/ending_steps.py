"""What time does to an end: two weeks before it, on its evening, and after it. Each moment comes once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, String, delete, select, type_coerce

from bot.clock import zone
from bot.rules import ending as rule
from bot.rules.features import Feature
from bot.services import after_end, ended, endings, features, goodbyes, people, proposals
from bot.vault import WorkspaceVault
from models import Ending, EndingMoment, Team
from models.enums import EndingStep, TeamState
from models.prepared import Moment
from models.store import Db

CLOSING, MONTHLY, LATER = "team_closing", "go_on_monthly", "later_question"
_NEXT = Moment(select(EndingMoment.due_at).order_by(EndingMoment.due_at).limit(1))


def next_due(db: Db, now: datetime) -> datetime | None:
    """The next moment of any end of any workspace; of an unbound session."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, int, str]]:
    """Workspace, end and step of each moment that has come, the earliest first; of an unbound session."""
    found = select(EndingMoment.workspace_id, EndingMoment.ending_id, type_coerce(EndingMoment.step, String))
    return db.execute(found.where(EndingMoment.due_at <= now).order_by(EndingMoment.due_at)).all()


def take_due(db: Db, vault: WorkspaceVault, now: datetime, number: int, named: str) -> None:
    """Do what has come, once: whoever comes second finds it gone."""
    step = EndingStep(named)
    proposals.alone(db)
    gone = delete(EndingMoment).where(
        EndingMoment.ending_id == number, EndingMoment.step == step, EndingMoment.due_at <= now
    )
    if not db.execute(gone).rowcount:  # type: ignore[attr-defined]
        return
    row = db.scalars(select(Ending).where(Ending.id == number).with_for_update()).one()
    team = db.scalars(select(Team).where(Team.id == row.team_id).with_for_update()).one()
    if row.taken_back_at is not None:
        return
    both = (team.student_id, team.buddy_id)
    match step:
        case EndingStep.ANNOUNCE if row.planned_for is not None:
            endings.tell_soon(db, now, row, both)
        case EndingStep.END if team.state is not TeamState.ENDED:
            endings.close(db, vault, now, row, team, None)
        case EndingStep.CLOSING if team.state is TeamState.ENDED:
            for user in both:
                ended.tell(db, CLOSING, row.id, user, now, day=f"{team.ended_at:%Y%m%d}")
        case EndingStep.CHANNEL if team.state is TeamState.ENDED:
            after_end.settle_channel(db, now, row, team, is_over=True)
            goodbyes.forget(db, row.id)
        case EndingStep.MONTHLY if team.state is TeamState.JOB_SEARCH:
            for user in both if features.is_on(db, Feature.JOB_SEARCH) else ():
                ended.tell(db, MONTHLY, row.id, user, now, day=f"{now:%Y%m%d}")
            monthly = people.open_hours(db).next_open(now + rule.MONTH, zone(team.timezone))
            ended.remind(db, row.id, EndingStep.MONTHLY, monthly)
        case EndingStep.LATER if features.is_on(db, Feature.LATER):
            ended.tell(db, LATER, row.id, team.student_id, now)
        case _:
            return
