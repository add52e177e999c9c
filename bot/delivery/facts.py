"""What Slack says of a person: asked before any write, at first contact and where an admin must be known."""

from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.calling import FAILURES
from bot.services.people import Facts

log = structlog.get_logger()


def ask(client: WebClient, user_id: str) -> Facts | None:
    """One `users.info`; None where Slack cannot be reached or does not know the person."""
    try:
        user = client.users_info(user=user_id, include_locale=True)["user"]
    except FAILURES as error:
        log.warning("facts_not_known", error=type(error).__name__)
        return None
    return read(user)


def read(user: Mapping[str, Any]) -> Facts:
    """From Slack's user object, in `users.info` as in `user_change` and `team_join`."""
    guest = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot")
    return Facts(
        user_id=str(user["id"]),
        locale=_word(user.get("locale"), 16),
        timezone=_word(user.get("tz"), 64),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_guest=any(bool(user.get(flag)) for flag in guest),
        is_gone=bool(user.get("deleted")),
    )


def _word(value: object, longest: int) -> str | None:
    """A name of Slack's, if it is one that can be kept."""
    return value if isinstance(value, str) and value.isprintable() and len(value) <= longest else None


def unknown(user_id: str) -> Facts:
    """For somebody Slack could not be asked about: a plain member, in the programme's language and zone."""
    return Facts(user_id, None, None, is_admin=False, is_guest=False, is_gone=False)
