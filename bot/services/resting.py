"""Whether a team rests: nothing is owed, and nobody of it is asked anything then."""

from datetime import date

from sqlalchemy import or_, select

from models import Rest, Team
from models.store import Db


def is_resting(db: Db, team_id: int, day: date) -> bool:
    """Whether a team rests on a day of its own zone: one of the two is away, or the whole programme has a break."""
    everybody = Rest.user_id.is_(None) & Rest.team_id.is_(None)
    pair = or_(Rest.user_id == Team.student_id, Rest.user_id == Team.buddy_id, Rest.team_id == Team.id)
    found = (
        select(Rest.id)
        .join(Team, Team.workspace_id == Rest.workspace_id)
        .where(Team.id == team_id, Rest.first <= day, Rest.last >= day, or_(everybody, pair))
    )
    return db.scalars(found.limit(1)).first() is not None
