"""Whether a team rests: nothing is owed, and nobody of it is asked anything then."""

from datetime import date, timedelta

from sqlalchemy import or_, select

from models import Rest, Team
from models.store import Db


def day_after(db: Db, team_id: int, day: date) -> date:
    """The first day, from this one on, on which a team does not rest; rests may follow or cover one another."""
    everybody = Rest.user_id.is_(None) & Rest.team_id.is_(None)
    pair = or_(Rest.user_id == Team.student_id, Rest.user_id == Team.buddy_id, Rest.team_id == Team.id)
    rests = (
        select(Rest.first, Rest.last)
        .join(Team, Team.workspace_id == Rest.workspace_id)
        .where(Team.id == team_id, Rest.last >= day, or_(everybody, pair))
        .order_by(Rest.first)
    )
    for first, last in db.execute(rests):
        if first > day:
            break
        day = max(day, last + timedelta(days=1))
    return day
