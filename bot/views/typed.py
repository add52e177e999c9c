"""What somebody typed behind a command, shown back to her alone, above the form in which she says the rest."""

from __future__ import annotations

from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block

_SHOWN = 200
"""Characters."""


def shown(text: str, say: Speech) -> list[Block]:
    if not text.strip():
        return []
    return [kit.quote("typed", kit.cut(text.strip(), _SHOWN), say.text("You wrote:"))]
