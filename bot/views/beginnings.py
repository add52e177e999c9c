"""How a team begins, as the settings show it: when its channel is made, and what the programme adds to the guidelines."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.intake import AFTER_INTRODUCTION, AT_LAUNCH, NOTE_MAX
from bot.services.settings import Intake
from bot.speech import Speech, escape
from bot.views import kit
from bot.views.answer import Block


def in_words(intake: Intake, say: Speech) -> str:
    if intake.channel_after_introduction:
        channel = say.text("A team's channel is made after the introduction.")
    else:
        channel = say.text("A team's channel is made at once, and the introduction follows.")
    if not intake.house_note:
        return channel
    note = "\n".join(f"> {escape(line)}" for line in intake.house_note.splitlines())
    title = say.text("In its guidelines stands your note:")
    return f"{channel} {title}\n{note}"


def entered(intake: Intake) -> dict[str, str]:
    """What is set, as the fields take it."""
    channel = AFTER_INTRODUCTION if intake.channel_after_introduction else AT_LAUNCH
    return {"channel": channel, "house_note": intake.house_note}


def fields(entered: Mapping[str, str], say: Speech) -> list[Block]:
    choices = {
        AT_LAUNCH: say.text("At once: the two can write to each other there"),
        AFTER_INTRODUCTION: say.text("After the first talk of the two, when you have noted it"),
    }
    return [
        kit.field(
            "channel",
            say.text("When is the channel of a new team made?"),
            kit.one_of(choices, initial=entered["channel"], radio=True),
        ),
        kit.field(
            "house_note",
            say.text("A note of your programme"),
            kit.paragraph(initial=entered["house_note"], max_length=NOTE_MAX),
            hint=say.text(
                "It stands in the guidelines of every team's channel, as you write it, also in those that are there already. {most} characters at most. For one language alone, write it under “Texts”.",
                most=NOTE_MAX,
            ),
            optional=True,
        ),
    ]
