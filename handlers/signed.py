"""Whether a request comes from Slack: signed over its very bytes, and not old. Of any other nothing is read."""

from __future__ import annotations

import re
from typing import Final

from slack_sdk.signature import SignatureVerifier
from werkzeug.wrappers import Request

STAMP: Final = re.compile(r"[0-9]{1,12}")
"""Seconds since 1970, as Slack writes them."""
SIGNATURE: Final = re.compile(r"v0=[0-9a-f]{64}")


class Seal:
    """What Slack signs its requests by: https://docs.slack.dev/authentication/verifying-requests-from-slack"""

    def __init__(self, secret: str) -> None:
        self._verifier = SignatureVerifier(secret)

    def is_on(self, request: Request) -> bool:
        """Whether Slack has sent this, within the last five minutes. Raises `RequestEntityTooLarge`."""
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not (STAMP.fullmatch(stamp) and SIGNATURE.fullmatch(signature)):
            return False
        try:
            return self._verifier.is_valid(request.get_data(), stamp, signature)
        except UnicodeDecodeError:
            return False
