"""The channel of a team that has ended, archived as the two prefer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.kinds import Call, Dropped, Due, Unknown
from bot.services import ended
from models.enums import ChannelWish, TeamState
from models.store import Db


@dataclass(frozen=True)
class Archive:
    """The two prefer their channel archived. Repeatable; where Slack will not, it stays."""

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        found = ended.read(db, int(due.about["ending"]))
        if found is None or not found.is_over or found.team_state is not TeamState.ENDED:
            raise Dropped("goes_on")
        if found.channel is not ChannelWish.ARCHIVE or found.channel_id is None:
            raise Dropped("kept")
        return Call("conversations.archive", {"channel": found.channel_id})

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        return True

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        """Somebody has archived it by hand, or has taken the program out of it: nobody needs to do anything."""
        raise Dropped(error)
