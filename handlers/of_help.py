"""Which acts go through the doors of "I need help": of them neither log nor count tells anything."""

from __future__ import annotations

from bot import ids
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
SUPPORT = "support"
"""Behind `/codebuddy`: the same."""


def is_of_help(said: Said) -> bool:
    match said:
        case Submission():
            return said.callback_id in OF_HELP
        case Click():
            return said.action_id in OF_HELP
        case Command():
            asks = said.name == ids.CODEBUDDY and said.text.partition(" ")[0].casefold() == SUPPORT
            return asks or said.name in OF_HELP
    return False
