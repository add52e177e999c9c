"""Slack's own list of the workspaces to which an organisation has given the program, asked page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from bot.delivery import outcome
from bot.delivery.kinds import Call, Dropped, Due, GivenUp, Unknown, progressed
from bot.services import grants, organisations
from models import Installation
from models.store import Db

log = structlog.get_logger()

LIST = "auth.teams.list"
ASK = "grant"
"""Not one of Slack's methods: something that changes nothing, asked of one workspace."""
PAGE = 1000
MOST_PAGES = 20


def ask(client: WebClient, team_id: str) -> Mapping[str, Any]:
    """Whether the organisation's token is good for this workspace. Where Slack says that it is not, it is asked about
    the organisation, too: raises what it says, where the token is nobody's any more."""
    try:
        client.users_conversations(team_id=team_id, types="private_channel", limit=1)
    except SlackApiError as error:
        if outcome.read(error).code not in outcome.NOT_GIVEN:
            raise
        client.auth_test()
        return {"given": False}
    return {"given": True}


@dataclass(frozen=True)
class Look:
    """The whole list first. What it has and the program has not is given; what it has not is asked about, one after the
    other, before it falls silent. Where Slack will not say, nothing changes. The workspaces learn of it at the next
    tick (`organisations.agree`).
    """

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        if db.scalars(select(Installation.installed_at)).first() is None:
            raise Dropped("taken_out")
        if "ask" in due.progress:
            return Call(ASK, {"team_id": due.progress["ask"][0]})
        cursor = due.progress.get("cursor")
        return Call(LIST, {"limit": PAGE, **({"cursor": cursor} if cursor else {})})

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        if call.method == ASK:
            return self._asked(db, due, str(call.arguments["team_id"]), is_given=bool(answer["given"]))
        seen = [*due.progress.get("seen", ()), *(str(one["id"]) for one in answer["teams"])]
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        pages = int(due.progress.get("pages", 0)) + 1
        if cursor and pages < MOST_PAGES:
            progressed(db, due, seen=seen, cursor=cursor, pages=pages)
            return False
        missing = grants.listed(db, seen, due.due_at)
        if cursor or not missing:
            return True
        progressed(db, due, seen=[], ask=missing)
        return False

    def _asked(self, db: Db, due: Due, team_id: str, *, is_given: bool) -> bool:
        if is_given:
            log.info("given_and_not_listed", workspace=team_id)
        else:
            organisations.take_back(db, [team_id])
        return self._goes_on(db, due)

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        """What Slack says of one workspace is no word about the others."""
        if call.method != ASK or self._goes_on(db, due):
            raise GivenUp(error)
        return True

    def _goes_on(self, db: Db, due: Due) -> bool:
        """To the next workspace. True where there is none."""
        rest = due.progress["ask"][1:]
        if rest:
            progressed(db, due, ask=rest)
        return not rest
