"""What a meeting is called in calendars, and a link that fills in Google's form for one. Neither names anybody."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import urlencode

from bot.rules.meeting import GOOGLE
from bot.services.planned import Planned
from bot.speech import Speech


def title(meeting: Planned, say: Speech) -> str:
    if meeting.is_introduction:
        return say.text("CodeBuddies: introduction")
    return say.text("CodeBuddies: meeting of two")


def link(meeting: Planned, say: Speech) -> str:
    """Google's form for a new entry, filled in. Nothing is sent before somebody presses it."""
    begins, ends = (f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (meeting.starts_at, meeting.ends_at))
    filled = {
        "action": "TEMPLATE",
        "text": title(meeting, say),
        "dates": f"{begins}/{ends}",
        **({"location": meeting.place} if meeting.place else {}),
    }
    return GOOGLE + urlencode(filled)
