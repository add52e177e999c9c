"""Whether a team rests: nothing is owed, and nobody of it is asked anything then."""

from datetime import date, timedelta

from sqlalchemy import func, or_, select

from models import Rest, Team
from models.store import Db

_DAY = timedelta(days=1)


def last_day(db: Db, team_id: int, day: date) -> date | None:
    """The last day of a team's rest, where it rests on this day of its own zone; rests that follow one another are one.

    One of the two is away, or the whole programme has a break.
    """
    last, looked_at = None, day
    while (found := _last(db, team_id, looked_at)) is not None:
        last, looked_at = found, found + _DAY
    return last


def _last(db: Db, team_id: int, day: date) -> date | None:
    everybody = Rest.user_id.is_(None) & Rest.team_id.is_(None)
    pair = or_(Rest.user_id == Team.student_id, Rest.user_id == Team.buddy_id, Rest.team_id == Team.id)
    found = (
        select(func.max(Rest.last))
        .join(Team, Team.workspace_id == Rest.workspace_id)
        .where(Team.id == team_id, Rest.first <= day, Rest.last >= day, or_(everybody, pair))
    )
    return db.scalars(found).one()
