"""The team that a notice is about, while it has not ended."""

from __future__ import annotations

from bot.delivery.kinds import Dropped, Due
from bot.services import channels
from bot.services.channels import Launching
from models.store import Db


def team_of(db: Db, due: Due) -> Launching:
    """The team, introduced or not. Raises `Dropped` where it has ended."""
    team = channels.launching(db, int(due.about["team"]))
    if team is None:
        raise Dropped("ended")
    return team
