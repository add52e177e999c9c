"""When the weekly digest comes: in words, and the fields of its form; beside it, who else reads the figures."""

from __future__ import annotations

from collections.abc import Mapping

from bot import ids
from bot.rules.open_hours import clock, minute_of
from bot.services.settings import Intake
from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block


def in_words(intake: Intake, say: Speech) -> str:
    return say.text(
        "Project and programme managers get it on {day} at {time} of their own time.",
        day=say.weekday_in_text(intake.digest_weekday),
        time=clock(intake.digest_minute),
    )


def as_typed(intake: Intake) -> dict[str, str]:
    """What is set, as the fields take it."""
    return {"weekday": str(intake.digest_weekday), "time": clock(intake.digest_minute)}


def fields(entered: Mapping[str, str], say: Speech) -> list[Block]:
    about = say.text(
        "Everybody gets it by their own clock. At any other time: `/codebuddy digest`. Whom you have put on the list gets the figures at the same time, without names."
    )
    days = {str(day): say.weekday(day) for day in range(7)}
    hint = say.text(
        "In other time zones this time may not exist on the day the clocks change. There it comes in the first minute after."
    )
    shown = entered["time"] if minute_of(entered["time"]) is not None else None
    return [
        kit.section("about", about),
        kit.field("weekday", say.text("Day"), kit.one_of(days, initial=entered["weekday"])),
        kit.field("time", say.text("Time"), kit.time(initial=shown), hint=hint),
        kit.buttons("figures", kit.button(say.text("Who else reads the figures"), ids.FIGURES_OPEN)),
    ]
