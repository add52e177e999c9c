"""Who the people of a file are in Slack: by user id, or by e-mail where the app may look that up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.calling import FAILURES
from bot.delivery import facts
from bot.services.people import Facts

USER_ID = re.compile(r"[UW][A-Z0-9]{5,31}")
SCOPE = "users:read.email"


class SlackAway(Exception):
    """Slack cannot be asked; nothing was written. The text says why."""


@dataclass(frozen=True)
class Found:
    """`missing`: what stood in the file → why it is nobody here."""

    people: dict[str, Facts]
    missing: dict[str, str]


def look_up(client: WebClient, wanted: Iterable[str]) -> Found:
    """Ask Slack for each of them, once.

    Args:
        client: waits by itself where Slack asks it to.

    Raises:
        SlackAway: Slack does not answer, or refuses for a reason that is nobody's of the file.
    """
    found: dict[str, Facts] = {}
    missing: dict[str, str] = {}
    for person in dict.fromkeys(wanted):
        try:
            user_id = person if USER_ID.fullmatch(person) else _by_email(client, person)
            user = client.users_info(user=user_id, include_locale=True)["user"]
        except _Nobody as nobody:
            missing[person] = str(nobody)
            continue
        except SlackApiError as error:
            if error.response.get("error") not in ("user_not_found", "user_not_visible"):
                raise SlackAway(
                    f"Slack refused to say who somebody is ({error.response.get('error')})."
                ) from None
            missing[person] = "nobody in this workspace has this id"
            continue
        except FAILURES:
            raise SlackAway(
                "Slack does not answer. Check the connection, and run the command again."
            ) from None
        told = facts.read(user)
        if told.is_gone:
            missing[person] = "has left this workspace"
        elif told.is_guest:
            missing[person] = "is a guest or a bot, no member of this workspace"
        else:
            found[person] = told
    return Found(found, missing)


class _Nobody(Exception):
    """Not to be found; the text says why."""


def _by_email(client: WebClient, email: str) -> str:
    if "@" not in email:
        raise _Nobody("neither an e-mail address nor a Slack user id")
    try:
        return str(client.users_lookupByEmail(email=email)["user"]["id"])
    except SlackApiError as error:
        code = error.response.get("error")
        if code == "users_not_found":
            raise _Nobody("nobody in this workspace has this e-mail address") from None
        if code in ("missing_scope", "not_allowed_token_type"):
            raise _Nobody(
                f"the app may not look up e-mail addresses: it has no permission {SCOPE}; "
                "docs/IMPORT.md says how to give it, and how to do without"
            ) from None
        raise
