"""Which acts go through the doors of "I need help": of them neither log nor count tells anything."""

from __future__ import annotations

from bot import ids
from bot.rules.hearing import SUPPORT, hear
from bot.views import names
from handlers.inbound import Click, Command, Said, Submission

OF_HELP = frozenset(
    {
        ids.ESCALATE,
        ids.HELP_OPEN,
        ids.SHORTCUT_HELP,
        ids.MODAL_HELP,
        ids.MODAL_PRIVATE,
        ids.PRIVATE_OPEN,
        ids.PRIVATE_STEP,
    }
)
WORDS = frozenset((SUPPORT, names.PRIVATE))
"""Behind `/codebuddy`: the same."""


def is_of_help(said: Said) -> bool:
    match said:
        case Submission():
            return said.callback_id in OF_HELP
        case Click():
            stands_for = said.value if said.action_id == ids.CODEBUDDY_DO else ""
            return said.action_id in OF_HELP or stands_for in WORDS
        case Command():
            asks = said.name == ids.CODEBUDDY and hear(said.text, names.known()).word in WORDS
            return asks or said.name in OF_HELP
    return False
