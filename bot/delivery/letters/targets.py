"""What people hear of the hours of their team; and its channel's topic and welcome, which show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.kinds import Call, Dropped, Due, Edit, Kind, Post, Unknown, progressed
from bot.delivery.launch import CHANNEL_LOST, welcome
from bot.services import channels, people, targets
from bot.services.channels import Launching
from bot.services.targets import Stage, Wish
from bot.views import targets as views
from bot.views import teams as team_views
from bot.views.answer import Message
from models.store import Db


def wish(db: Db, due: Due, now: datetime) -> Message:
    return views.card(_open(db, due, Stage.ASKED), people.language_of(db, due.target))


def check(db: Db, due: Due, now: datetime) -> Message:
    return views.manager_card(_open(db, due, Stage.WAITS), people.language_of(db, due.target))


def over(db: Db, due: Due, now: datetime) -> Message:
    seen, by = _told(db, due)
    return views.answered(seen, by, due.target, people.language_of(db, due.target))


def told(db: Db, due: Due, now: datetime) -> Message:
    seen, by = _told(db, due)
    return views.told(seen, by, people.language_of(db, due.target))


def holds(db: Db, due: Due, now: datetime) -> Message:
    seen, _ = _told(db, due)
    if not due.target.startswith("team:"):
        return views.holds(seen, [people.language_of(db, due.target)])
    return views.holds(seen, channels.readers_languages(db, _team(db, due)))


def _open(db: Db, due: Due, stage: Stage) -> Wish:
    """Still asked, and still of this reader."""
    found = targets.open_wish(db, str(due.about["wish"]))
    if found is None or found.stage is not stage:
        raise Dropped("answered")
    return found


def _told(db: Db, due: Due) -> tuple[Wish, str]:
    found = targets.told(db, dict(due.about))
    if found is None:
        raise Dropped("ended")
    return found


def _team(db: Db, due: Due) -> Launching:
    team = channels.launching(db, int(due.about["team"]))
    if team is None:
        raise Dropped("ended")
    return team


@dataclass(frozen=True)
class HoursShown:
    """The topic and the pinned welcome say the hours that hold now: two calls, both repeatable. Its progress: `topic`."""

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        team = _team(db, due)
        if team.channel_id is None:
            raise Dropped("no_channel")  # a new one shows them from the start
        if not due.progress.get("topic"):
            topic = team_views.topic(team)
            return Call("conversations.setTopic", {"channel": team.channel_id, "topic": topic})
        if team.welcome_ts is None:
            return None
        message = welcome(db, team, maybe_seen=False)
        return Call("chat.update", {"channel": team.channel_id, "ts": team.welcome_ts, **message.payload})

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        if call.method == "conversations.setTopic":
            progressed(db, due, topic=True)
            return False
        return True

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if error in CHANNEL_LOST or call.method != "conversations.setTopic":
            raise Dropped(error)  # the line in the channel has said it
        progressed(db, due, topic=True)
        return True


KINDS: dict[str, Kind] = {
    "target_wish": Post(wish, Unknown.RESEND),
    "target_check": Post(check, Unknown.RESEND),
    "target_over": Edit(over),
    "target_told": Post(told, Unknown.RESEND),
    "target_holds": Post(holds, Unknown.RESEND),
    "hours_shown": HoursShown(),
}
