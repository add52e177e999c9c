"""Launching a team: its channel, who is in it, its topic, its welcome, pinned; and other managers and hours later on.

Chains that can stop anywhere.

What Slack answered is kept before the next call, and the channel's name before the first: whoever goes on,
goes on where it was. A name that is taken is our own channel, made by a call whose answer was lost, if the
program is in one of that name; else somebody else's, and another name is tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.delivery.kinds import Call, Dropped, Due, GivenUp, Unknown, again, progressed
from bot.delivery.running import team_of
from bot.services import channels, contacts, notices, people
from bot.services.channels import Launching
from bot.services.teams import introducers
from bot.views import teams as views
from bot.views.answer import Message
from models import Workspace
from models.enums import TaskKind
from models.store import Db

CHANNEL_LOST = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
HARMLESS = frozenset({"already_in_channel", "cant_invite_self"})
MOST_NAMES = 5
"""Names tried; with 31⁶ of them, a second one is rare enough."""


@dataclass(frozen=True)
class Launch:
    """The chain. Its progress: `channel`, `looking`, `cursor`, `names`, `asked`, `topic`, `welcome`, `pinned`."""

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        team = team_of(db, due)
        done = due.progress
        if "channel" not in done:
            return _look(done) if done.get("looking") else _create(db, team)
        if team.channel_id != done["channel"]:
            raise Dropped("channel_gone")  # closed while it was being filled; its managers know
        channel = team.channel_id
        waiting = [user for user in channels.members(db, team) if user not in done.get("asked", ())]
        if waiting:
            return Call("conversations.invite", {"channel": channel, "users": waiting[0]})
        if not done.get("topic"):
            return Call("conversations.setTopic", {"channel": channel, "topic": _topic(db, team)})
        if "welcome" not in done:
            message = again(db, due, _welcome(db, team), f"team:{team.id}")
            arguments = {"channel": channel, "unfurl_links": False, "unfurl_media": False, **message.payload}
            return Call("chat.postMessage", arguments, channel=channel)
        if "pinned" in done:
            return None
        return Call("pins.add", {"channel": channel, "timestamp": done["welcome"]})

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        match call.method:
            case "conversations.create":
                _adopt(db, due, str(answer["channel"]["id"]), now)
            case "users.conversations":
                self._found(db, due, answer, now)
            case "conversations.invite":
                _asked(db, due, str(call.arguments["users"]))
            case "conversations.setTopic":
                progressed(db, due, topic=True)
            case "chat.postMessage":
                channels.welcomed(db, now, team_of(db, due).id, str(answer["ts"]))
                progressed(db, due, welcome=str(answer["ts"]))
            case _:
                return _finish(db, due, now)
        return False

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        team = team_of(db, due)
        if error in CHANNEL_LOST and "channel" in due.progress:
            _give_up(db, due, error, now)
        match call.method:
            case "conversations.create" if error == "name_taken":
                progressed(db, due, looking=True, cursor="")
            case "conversations.invite":
                _not_invited(db, due, str(call.arguments["users"]), error, now)
            case "conversations.setTopic":
                progressed(db, due, topic=True)
            case "chat.postMessage":
                notices.task(db, TaskKind.UNDELIVERED, str(due.id), now, notice=due.id, to=due.target)
                channels.launched(db, now, team.id)
                progressed(db, due, welcome="", pinned=False)
            case "pins.add":
                channels.launched(db, now, team.id)
                progressed(db, due, pinned=False)
            case _:
                _give_up(db, due, error, now)
        return True

    def _found(self, db: Db, due: Due, answer: Mapping[str, Any], now: datetime) -> None:
        """A page of the program's own private channels: is the taken name ours?"""
        name = channels.name_for(db, team_of(db, due).id)
        bot = db.scalars(select(Workspace.bot_user_id)).one()
        for channel in answer["channels"]:
            if channel["name"] == name and channel.get("creator", bot) == bot:
                _adopt(db, due, str(channel["id"]), now)
                return
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if cursor:
            progressed(db, due, cursor=cursor)
            return
        names = int(due.progress.get("names", 1))
        if names >= MOST_NAMES:
            _give_up(db, due, "name_taken", now)
        channels.name_for(db, team_of(db, due).id, other=True)
        progressed(db, due, looking=False, names=names + 1)


@dataclass(frozen=True)
class Renewal:
    """A running team has other managers: they are invited, and the welcome names them. Its progress: `asked`."""

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        team = team_of(db, due)
        if team.channel_id is None:
            raise Dropped("no_channel")
        new = [user for user in channels.members(db, team) if user in due.about["users"]]
        waiting = [user for user in new if user not in due.progress.get("asked", ())]
        if waiting:
            return Call("conversations.invite", {"channel": team.channel_id, "users": waiting[0]})
        if team.welcome_ts is None:
            return None
        message = _welcome(db, team)
        return Call("chat.update", {"channel": team.channel_id, "ts": team.welcome_ts, **message.payload})

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        if call.method == "conversations.invite":
            _asked(db, due, str(call.arguments["users"]))
            return False
        return True

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if error in CHANNEL_LOST or call.method != "conversations.invite":
            return False
        _not_invited(db, due, str(call.arguments["users"]), error, now)
        return True


@dataclass(frozen=True)
class HoursShown:
    """The topic and the pinned welcome say the hours that hold now: two calls, both repeatable. Its progress: `topic`."""

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        team = team_of(db, due)
        if team.channel_id is None:
            raise Dropped("no_channel")  # a new one shows them from the start
        if not due.progress.get("topic"):
            topic = _topic(db, team)
            return Call("conversations.setTopic", {"channel": team.channel_id, "topic": topic})
        if team.welcome_ts is None:
            return None
        message = _welcome(db, team)
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


def _create(db: Db, team: Launching) -> Call:
    return Call("conversations.create", {"name": channels.name_for(db, team.id), "is_private": True})


def _look(done: Mapping[str, Any]) -> Call:
    page = {"types": "private_channel", "exclude_archived": True, "limit": 200}
    return Call("users.conversations", page | ({"cursor": done["cursor"]} if done.get("cursor") else {}))


def _topic(db: Db, team: Launching) -> str:
    return views.topic(team, channels.readers_languages(db, team))


def _welcome(db: Db, team: Launching) -> Message:
    leader = next(iter(introducers(db)), None)
    languages, own = channels.readers_languages(db, team), people.programme(db).own_texts
    return views.welcome(team, contacts.of(db), leader, languages, own)


def _adopt(db: Db, due: Due, channel_id: str, now: datetime) -> None:
    channels.made(db, now, int(due.about["team"]), channel_id)
    progressed(db, due, channel=channel_id, looking=False)


def _asked(db: Db, due: Due, user_id: str) -> None:
    progressed(db, due, asked=[*due.progress.get("asked", ()), user_id])


def _not_invited(db: Db, due: Due, user_id: str, error: str, now: datetime) -> None:
    if error not in HARMLESS:
        channels.not_invited(db, now, team_of(db, due), user_id, error)
    _asked(db, due, user_id)


def _finish(db: Db, due: Due, now: datetime) -> bool:
    channels.launched(db, now, int(due.about["team"]))
    return True


def _give_up(db: Db, due: Due, error: str, now: datetime) -> None:
    """Nobody is left in the dark: the two hear who helps, a manager hears why."""
    channels.not_made(db, now, int(due.about["team"]), due.id, error)
    raise GivenUp(error)
