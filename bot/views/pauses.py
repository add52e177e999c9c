"""What the two of a team read when a manager lets it rest, and when it goes on before its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.views.answer import Message
from bot.views.in_each import in_each


def begins(by: str, goes_on: date, languages: Sequence[str]) -> Message:
    return in_each(
        languages,
        lambda say: say.text(
            "<@{user}> lets your team rest until {day}. Until then nobody expects hours of you two, and I send no reminders. From that day on you go on as before.",
            user=by,
            day=say.day(goes_on),
        ),
        "paused",
    )


def goes_on(by: str, languages: Sequence[str]) -> Message:
    return in_each(
        languages,
        lambda say: say.text(
            "Your team goes on from today: <@{user}> has ended its rest. There is nothing to catch up on.",
            user=by,
        ),
        "unpaused",
    )
