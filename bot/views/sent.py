"""Whether and when a call for help has gone out, in words, for the person who asked."""

from __future__ import annotations

from datetime import datetime

from bot.clock import zone
from bot.services.sent import Sent
from bot.speech import Speech


def line(sent: Sent, asked_at: datetime, say: Speech, timezone: str) -> str:
    """Where the last round of asking is; before it the first one, where it was another."""
    if sent.before is None:
        return _line(sent, asked_at, say, timezone)
    return f"{_line(sent.before, asked_at, say, timezone)} {_line(sent, asked_at, say, timezone)}"


def _line(sent: Sent, asked_at: datetime, say: Speech, timezone: str) -> str:
    people = say.list(f"<@{person}>" for person in sent.to)
    if sent.at is not None and sent.again:
        return say.text(
            "Asked again: {people}, {when}.", people=people, when=when(sent.at, asked_at, say, timezone)
        )
    if sent.at is not None:
        return say.text(
            "Sent to {people}, {when}.", people=people, when=when(sent.at, asked_at, say, timezone)
        )
    if sent.is_lost:
        return say.text(
            "It is stored, but I could not reach {people}. I try again; it is not lost.", people=people
        )
    if sent.is_held:
        return say.text(
            "It is stored, but not sent to {people} yet: Slack does not take messages at the moment. I keep trying; it is not lost.",
            people=people,
        )
    return say.text("It is stored, and goes to {people} now.", people=people)


def when(at: datetime, before: datetime, say: Speech, timezone: str) -> str:
    """The day is told where it is another one than that of `before`."""
    where = zone(timezone)
    is_same_day = at.astimezone(where).date() == before.astimezone(where).date()
    return say.time(at, timezone) if is_same_day else say.short_moment(at, timezone)
