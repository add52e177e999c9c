"""Whether a team rests: nobody of it is asked anything then."""

from datetime import date

from models.store import Db


def is_resting(db: Db, team_id: int, day: date) -> bool:
    """Whether a team rests on a day of its own zone: one of the two is away, or the whole programme has a break."""
    return False
