"""The next token of a workspace, where the app's tokens end after some hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.kinds import Call, Dropped, Due, GivenUp, Unknown
from bot.services import grants, installations
from models.store import Db


@dataclass(frozen=True)
class Renewal:
    """Slack gives it once for what came with the one before. A lost answer is asked for again; where Slack refuses, the
    token of now holds until its end, and the check-up says what to do then.
    """

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = True

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        settings, given_for = due.settings, installations.to_renew(db, due.vault, now)
        if given_for is None or settings.slack_client_id is None or settings.slack_client_secret is None:
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
        raise GivenUp(error)
