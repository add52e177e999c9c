"""What is looked at before it is done: a text to many, a text in the programme's words, settings that are taken over."""

from __future__ import annotations

from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block


def other(say: Speech) -> Block:
    """Above a preview in the place of one that was sent in: what it shows is not any more what would be done."""
    return kit.section(
        "other", say.text("⚠️ This has changed in the meantime. Nothing was done yet: please look once more.")
    )
