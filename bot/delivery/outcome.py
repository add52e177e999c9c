"""What became of a call to Slack that did not simply succeed: in words of the sender, never Slack's prose."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError

from slack_sdk.errors import SlackApiError

from bot.calling import NotReached

AWAY = frozenset({"service_unavailable", "request_timeout"})
"""Slack did nothing, for anybody, and will later."""
LOCKED_OUT = frozenset(
    {
        "access_denied",
        "account_inactive",
        "accesslimited",
        "ekm_access_denied",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
    }
)
"""Slack did nothing because of our token or the workspace's state, which a person can mend."""
TURNED_OUT = frozenset({"account_inactive", "invalid_auth", "token_revoked"})
"""Of these, what Slack answers where the program was taken out: our token is nobody's any more."""
NOT_GIVEN = TURNED_OUT | {"team_access_not_granted"}
"""What Slack may answer where an organisation has taken the program back from one workspace."""
IN_DOUBT = frozenset({"internal_error", "fatal_error"})
"""Slack's own words: "it's possible some aspect of the operation succeeded before the error was raised"."""
_UNREACHED = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ECONNREFUSED, errno.ENETDOWN)
_CODE = re.compile(r"[a-z0-9_]{1,64}")


@dataclass(frozen=True)
class Trouble:
    """Why a call did not succeed.

    Attributes:
        code: Slack's error, or `ratelimited`, `not_reached`, `timed_out`, `no_answer`, `broken` (our own fault).
        in_doubt: Slack may have done it.
        passing: it is worth trying again.
        all_calls: every other call would meet the same now.
        wait: what Slack asked for (Retry-After).
    """

    code: str
    in_doubt: bool = False
    passing: bool = False
    all_calls: bool = False
    wait: timedelta | None = None


def word(answer: Mapping[str, Any] | Trouble) -> str:
    """What became of a call, for whoever counts them: `ok`, `rate_limited`, `in_doubt`, `later` or `refused`."""
    if not isinstance(answer, Trouble):
        return "ok"
    if answer.wait is not None:
        return "rate_limited"
    return "in_doubt" if answer.in_doubt else "later" if answer.passing else "refused"


def read(error: Exception) -> Trouble:
    """What an exception of the SDK, or of the network below it, says of the call."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, HTTPError) and error.code < 500:
        return Trouble("file_not_taken")
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(
        cause, NotReached | ConnectionRefusedError | socket.gaierror | ssl.SSLCertVerificationError
    ):
        return Trouble("not_reached", passing=True, all_calls=True)
    if isinstance(cause, OSError) and cause.errno in _UNREACHED:
        return Trouble("not_reached", passing=True, all_calls=True)
    if isinstance(cause, TimeoutError):
        return Trouble("timed_out", in_doubt=True, passing=True, all_calls=True)
    if isinstance(error, OSError | HTTPException):
        return Trouble("no_answer", in_doubt=True, passing=True)
    return Trouble("broken", in_doubt=True)


def _answered(error: SlackApiError) -> Trouble:
    """Slack, or something in front of it, has answered."""
    response = error.response
    status: int = response.status_code
    code = str(response.data.get("error") or "") if isinstance(response.data, dict) else ""
    if status == 429 or code == "ratelimited":
        return Trouble("ratelimited", passing=True, wait=_retry_after(response.headers))
    if status == 503 or code in AWAY:
        return Trouble("service_unavailable", passing=True, all_calls=True)
    if status >= 500 or code in IN_DOUBT or not _CODE.fullmatch(code):
        return Trouble("no_answer", in_doubt=True, passing=True)
    if code in LOCKED_OUT:
        return Trouble(code, passing=True, all_calls=True)
    return Trouble(code)


def _retry_after(headers: Mapping[str, Any]) -> timedelta:
    """Whole seconds; one where Slack names none."""
    value = next((headers[name] for name in headers if name.lower() == "retry-after"), "1")
    first = value[0] if isinstance(value, list) else value
    return timedelta(seconds=max(1, int(first)) if str(first).isdigit() else 1)
