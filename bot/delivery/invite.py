"""Somebody is brought back into a team's channel: one call that may be repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.kinds import Call, Dropped, Due, GivenUp, Unknown
from bot.delivery.launch import CHANNEL_LOST, HARMLESS
from bot.delivery.running import team_of
from bot.services import channels
from models.store import Db


@dataclass(frozen=True)
class InviteAgain:
    """Whoever belongs there no more by now is not invited."""

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        team, user = team_of(db, due), str(due.about["user"])
        if team.channel_id is None:
            raise Dropped("no_channel")  # a new one is made with whoever belongs there
        if user not in channels.members(db, team):
            raise Dropped("not_hers")
        return Call("conversations.invite", {"channel": team.channel_id, "users": user})

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        return True

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if error in HARMLESS:
            raise Dropped(error)
        if error in CHANNEL_LOST:
            return False
        channels.not_invited(db, now, team_of(db, due), str(call.arguments["users"]), error)
        raise GivenUp(error)
