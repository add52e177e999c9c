"""What stands on a buddy's certificate."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.ended import Seen
from bot.speech import Speech


@dataclass(frozen=True)
class Words:
    title: str
    sentence: str
    hours: str
    days: str
    thanks: str


def words(seen: Seen, say: Speech) -> Words:
    """In the reader's language; the name stands between the title and the sentence."""
    hours = say.hours(seen.minutes)
    return Words(
        say.text("Certificate of volunteering"),
        say.text("has helped a student learn to make software, as a buddy of CodeBuddies."),
        say.count(seen.sessions, "{hours} in one session", "{hours} in {n} sessions", hours=hours),
        say.text(
            "{first} to {last}",
            first=say.day_and_year(seen.began_on),
            last=say.day_and_year(seen.ended_on or seen.began_on),
        ),
        say.text("Thank you for your time, your patience and your help."),
    )
