"""Who stands in comes into the team's channel, and goes: a call each that may be repeated, and one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.kinds import Call, Dropped, Due, Unknown, again, post, progressed
from bot.delivery.launch import CHANNEL_LOST, HARMLESS
from bot.delivery.running import team_of
from bot.services import channels, notices, stand_ins
from bot.services.stand_ins import Asked
from bot.services.teams import introducers
from bot.views import stand_ins as views
from models.enums import StandInState
from models.store import Db

OUT = frozenset({"not_in_channel", "user_not_found"})
"""He is out already."""


@dataclass(frozen=True)
class Comes:
    """Invited, then a line. Its progress: `asked`."""

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        found, channel = _found(db, due)
        if found.state is not StandInState.HERE or found.last is None:
            raise Dropped("over")
        if not due.progress.get("asked"):
            return Call("conversations.invite", {"channel": channel, "users": found.volunteer_id})
        message = views.comes(found, channels.readers_languages(db, found))
        return post(channel, again(db, due, message, f"team:{found.team_id}"))

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        if call.method != "conversations.invite":
            return True
        progressed(db, due, asked=True)
        return False

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if error in CHANNEL_LOST or call.method != "conversations.invite":
            return False
        team = team_of(db, due)
        if error not in HARMLESS:
            channels.not_invited(db, now, team, str(call.arguments["users"]), error)
        progressed(db, due, asked=True)
        return True


@dataclass(frozen=True)
class Goes:
    """Taken out, then a line. Whoever is in the channel for another reason by now stays. Its progress: `out`."""

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        found, channel = _found(db, due)
        user = str(due.about["user"])
        if not (due.progress.get("out") or channels.belongs(db, found.team_id, user)):
            return Call("conversations.kick", {"channel": channel, "user": user})
        message = views.goes(found, user, channels.readers_languages(db, found))
        return post(channel, again(db, due, message, f"team:{found.team_id}"))

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        if call.method != "conversations.kick":
            return True
        progressed(db, due, out=True)
        return False

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if call.method != "conversations.kick" or error in CHANNEL_LOST - OUT:
            raise Dropped(error)  # nobody is left in a channel that is gone
        if error not in OUT:
            for manager in introducers(db):
                number, user = int(due.about["stand_in"]), str(due.about["user"])
                notices.owe(
                    db, stand_ins.STAYS, to=manager, key=f"{number}", now=now, stand_in=number, user=user
                )
        progressed(db, due, out=True)
        return True


def _found(db: Db, due: Due) -> tuple[Asked, str]:
    found = stand_ins.told(db, int(due.about["stand_in"]))
    if found is None or found.channel_id is None:
        raise Dropped("no_channel")  # a new one is made with whoever belongs there
    return found, found.channel_id
