"""Which part that a programme may do without an act belongs to; the door refuses it where it is off."""

from __future__ import annotations

from bot.rules.features import OF_ACTION, Feature
from handlers.inbound import Click, Said, Submission


def feature_of(said: Said) -> Feature | None:
    """None: to none of them. Of a word after `/codebuddy` its own handler knows."""
    match said:
        case Submission():
            return OF_ACTION.get(said.callback_id)
        case Click():
            return OF_ACTION.get(said.action_id)
    return None
