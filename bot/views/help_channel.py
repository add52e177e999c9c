"""The channel for questions, in the settings: in words, and its form."""

from __future__ import annotations

from collections.abc import Mapping

from bot.services.settings import Intake
from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block


def in_words(intake: Intake, say: Speech) -> str:
    if intake.support_channel_id is None:
        return say.text("None yet: nobody can ask a question through me.")
    return say.text("Questions go to <#{channel}>.", channel=intake.support_channel_id)


def fields(entered: Mapping[str, str], say: Speech) -> list[Block]:
    about = say.text(
        "Students ask here when their buddy is not there: `/codebuddy ask`. I post the question, with a name or without, and bring the answer back. Choose a channel whose members can help, for example #support-technical. I must be in it: open that channel and type `/invite @CodeBuddies`."
    )
    return [
        kit.section("about", about),
        kit.field(
            "support_channel",
            say.text("Channel for questions"),
            kit.channel(initial=entered["support_channel"] or None),
            hint=say.text("Leave it empty, and nobody can ask a question through me."),
            optional=True,
        ),
    ]
