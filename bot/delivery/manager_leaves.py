"""Whoever leads neither the project nor the programme any more goes out of the channels of the teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.kinds import Call, Dropped, Due, Unknown
from bot.delivery.launch import CHANNEL_LOST
from bot.delivery.running import team_of
from bot.delivery.stand_in import OUT
from bot.services import channels, notices
from models.store import Db


@dataclass(frozen=True)
class ManagerLeaves:
    """Whoever is no manager any more is taken out of a team's channel, unless she belongs there for another reason."""

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        team, user = team_of(db, due), str(due.about["user"])
        if team.channel_id is None or user in channels.members(db, team):
            raise Dropped("belongs_there")
        return Call("conversations.kick", {"channel": team.channel_id, "user": user})

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        return True

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if error not in CHANNEL_LOST | OUT:
            team, user = team_of(db, due), str(due.about["user"])
            key, to = f"{team.id}:{user}", str(due.about["to"])
            notices.owe(db, channels.STAYS, to=to, key=key, now=now, team=team.id, user=user)
        raise Dropped(error)
