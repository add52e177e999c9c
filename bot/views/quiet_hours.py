"""The quiet hours in the settings: in words, and the fields of their form."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.open_hours import BLOCKS, LEAST, OpenHours, clock, minute_of
from bot.services.settings import Intake
from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block


def in_words(intake: Intake, say: Speech) -> str:
    return say.text(
        "From {closes} to {opens}, by each person's own clock, what can wait waits for the morning.",
        closes=clock(intake.hours.closes),
        opens=clock(intake.hours.opens),
    )


def as_typed(hours: OpenHours) -> dict[str, str]:
    """What is set, as the fields take it."""
    return {"opens": clock(hours.opens), "closes": clock(hours.closes)}


def fields(entered: Mapping[str, str], say: Speech) -> list[Block]:
    about = say.text(
        "In the quiet hours I write nobody what can wait. Urgent help, messages in confidence and answers to what somebody has just done come at any hour."
    )
    least = say.count(LEAST // 60, "At least {n} hour later.", "At least {n} hours later.")
    opens, closes = (kit.time(initial=_shown(entered[block])) for block in BLOCKS)
    hint = say.text("By each person's own clock, on any day.")
    return [
        kit.section("about", about),
        kit.field("opens", say.text("I write from"), opens, hint=hint),
        kit.field("closes", say.text("Until"), closes, hint=least),
    ]


def _shown(text: str) -> str | None:
    """What a field for a time can show of what came in."""
    return text if minute_of(text) is not None else None
