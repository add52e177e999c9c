"""A check-up of what Slack alone knows: a chain of questions that change nothing, and one message with what they found.
A channel for questions that takes nothing is put on the managers' list, too, where it is tried again.

The questions are made one after the other, with what is known so far as plain values; so they can be asked by a notice,
and at the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient

from bot.clock import SystemClock
from bot.delivery.kinds import Call, Dropped, Due, Unknown, again, post, progressed
from bot.delivery.outcome import LOCKED_OUT
from bot.rules import checkup as rule
from bot.rules.checkup import Finding, Part, Trouble
from bot.services import channel_questions, checkup, people
from bot.views import checkup as views
from models.store import Db

LOOK = "look"
"""Not one of Slack's methods: `auth.test`, of which the headers of the answer count."""
PAGE = 200
MOST_PAGES = 20
READER_IS_NOT_THERE = "user_not_in_channel"
HELP_CHANNEL = {
    "channel_not_found": Trouble.HELP_CHANNEL_UNSEEN,
    "is_archived": Trouble.HELP_CHANNEL_ARCHIVED,
    "not_in_channel": Trouble.NOT_IN_HELP_CHANNEL,
}
"""What Slack says to a try to write there."""
Known = Mapping[str, Any]
"""What the questions have brought: `look`, `help` (an error, or nothing), `unseen` with its `cursor`, and `read`."""


def look(client: WebClient) -> Mapping[str, Any]:
    """Which permissions the app has, and what time it is for Slack and for this machine."""
    answer = client.auth_test()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    given, date = (_first(headers.get(name)) for name in ("x-oauth-scopes", "date"))
    return {"scopes": given, "date": date, "here": SystemClock().now().isoformat()}


def question(known: Known, channels: list[str], *, tries: Call | None = None) -> Call | None:
    """What to ask next; None where nothing is left. `channels`: of the running teams; `tries`: see `a_try`."""
    if "look" not in known:
        return Call(LOOK, {})
    if tries is not None and "help" not in known:
        return tries
    if known.get("read") or not channels:
        return None
    page = {"types": "private_channel", "exclude_archived": True, "limit": PAGE}
    return Call("users.conversations", page | ({"cursor": known["cursor"]} if known.get("cursor") else {}))


def a_try(help_channel: str | None, reader: str, language: str) -> Call | None:
    """Whether the program can write in the channel for questions, which may be public, and not for it to look at.

    One line there that only the person reads who has asked for the check-up.
    """
    if help_channel is None:
        return None
    return Call(
        "chat.postEphemeral", {"channel": help_channel, "user": reader, "text": views.a_try(language)}
    )


def answered(known: Known, call: Call, answer: Mapping[str, Any], channels: list[str]) -> dict[str, Any]:
    """What is new."""
    if call.method == LOOK:
        return {"look": dict(answer)}
    if call.method == "chat.postEphemeral":
        return {"help": ""}
    here = {str(channel["id"]) for channel in answer["channels"]}
    unseen = [one for one in known.get("unseen", channels) if one not in here]
    cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
    pages = int(known.get("pages", 0)) + 1
    return {"unseen": unseen, "cursor": cursor, "pages": pages, "read": not cursor or pages >= MOST_PAGES}


def refused(call: Call, error: str) -> dict[str, Any]:
    """What is new, where Slack will not say."""
    if call.method == LOOK:
        return {"look": {"error": error}}
    if call.method == "chat.postEphemeral":
        return {"help": "" if error == READER_IS_NOT_THERE else error}
    return {"read": True, "unread": error}


def found(db: Db, known: Known, help_channel: str | None) -> list[Finding]:
    """What is wrong, by what the questions have brought and by what the store knows."""
    return [*of_look(known["look"]), *_of_help(db, known.get("help"), help_channel), *_of_teams(db, known)]


def refused_of_late(db: Db) -> list[Finding]:
    """Whether what waits is held up because Slack does not take the token: known at once, with no answer from Slack."""
    return checkup.refused(db, LOCKED_OUT)


def of_look(seen: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with the permissions and the clock."""
    if "error" in seen:
        trouble = Trouble.SLACK_REFUSES if seen["error"] in LOCKED_OUT else Trouble.SLACK_SILENT
        return [Finding(part, trouble, {"code": seen["error"]}) for part in (Part.SCOPES, Part.CLOCK)]
    here = datetime.fromisoformat(seen["here"])
    return [
        *(rule.scopes(seen["scopes"].split(",")) if seen["scopes"] else []),
        *(rule.clock(seen["date"], here) if seen["date"] else []),
    ]


def _of_help(db: Db, error: str | None, channel: str | None) -> list[Finding]:
    """`error`: of the try; None where none was made: then the store knows whether a post went through last."""
    if not error:
        return checkup.help_channel(db) if error is None else []
    trouble = HELP_CHANNEL.get(error, Trouble.HELP_CHANNEL_STUCK)
    return [Finding(Part.CHANNELS, trouble, {"channel": channel})]


def _of_teams(db: Db, known: Known) -> list[Finding]:
    if "unread" in known:
        return [Finding(Part.CHANNELS, Trouble.CHANNELS_UNREAD, {"code": known["unread"]})]
    complete = known.get("read") and not known.get("cursor")
    return checkup.unseen(db, known.get("unseen", ())) if complete else []


def _first(value: Any) -> str:
    return str((value[0] if isinstance(value, list) and value else value) or "")


@dataclass(frozen=True)
class Checkup:
    """All questions, then the message. Whoever may not set up any more hears nothing."""

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = timedelta(hours=1)
    urgent: bool = True

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        if not checkup.may_still_read(db, due.target, due.settings.setup_by):
            raise Dropped("may_not_any_more")
        channel = people.programme(db).support_channel_id
        language = people.language_of(db, due.target)
        tries = a_try(channel, due.target, language)
        call = question(due.progress, checkup.running(db), tries=tries)
        if call is not None:
            return call
        return post(due.target, again(db, due, views.from_slack(found(db, due.progress, channel), language)))

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        if call.method == "chat.postMessage":
            return True
        progressed(db, due, **answered(due.progress, call, answer, checkup.running(db)))
        return False

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if not call.method or call.method == "chat.postMessage":
            raise Dropped(error)
        progressed(db, due, **refused(call, error))
        if call.method == "chat.postEphemeral" and error not in (*HELP_CHANNEL, READER_IS_NOT_THERE):
            channel_questions.cannot_post(db, now, str(call.arguments["channel"]))
        return True
