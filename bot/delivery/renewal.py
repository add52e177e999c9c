"""The next token of a workspace, where the app's tokens end after some hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.delivery.kinds import Call, Dropped, Due, NotYet, Unknown
from bot.services import grants, installations
from models.store import Db

log = structlog.get_logger()

SPENT = "invalid_refresh_token"
"""What Slack says where it will give no next token for this one: somebody must install the program anew. Everything
else it says is of the app or of Slack itself, and passes when that is mended.
"""
FIRST, LONGEST, LONGEST_SPENT = timedelta(minutes=1), timedelta(minutes=15), timedelta(days=1)
"""Between two tries; each wait is as long as all before it."""


@dataclass(frozen=True)
class Renewal:
    """Slack gives it once for what came with the one before. A lost answer is asked for again; where Slack refuses, the
    token of now holds until its end, and it is tried again, also after that: what the next one is given for has no end.
    """

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = True

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        settings = due.settings
        if settings.slack_client_id is None or settings.slack_client_secret is None:
            raise NotYet(now + LONGEST)
        given_for = installations.to_renew(db, due.vault, now)
        if given_for is None:
            raise Dropped("lasts")
        return Call(
            "oauth.v2.access",
            {
                "client_id": settings.slack_client_id,
                "client_secret": settings.slack_client_secret.get_secret_value(),
                "grant_type": "refresh_token",
                "refresh_token": given_for,
            },
        )

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        lasts = timedelta(seconds=int(answer["expires_in"]))
        token, refresh_token = str(answer["access_token"]), str(answer["refresh_token"])
        given_for = str(call.arguments["refresh_token"])
        if not installations.renewed(db, due.vault, now, given_for, token, refresh_token, lasts):
            raise Dropped("installed_anew")
        grants.installed(db, now)
        return True

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        log.warning("token_not_renewed", workspace=db.workspace_id, error=error)
        longest = LONGEST_SPENT if error == SPENT else LONGEST
        raise NotYet(now + min(max(now - due.due_at, FIRST), longest))
