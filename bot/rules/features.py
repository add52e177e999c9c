"""Parts of the program that a programme may do without, and what belongs to each.

Help and the door in confidence are none of them. What somebody has written already still arrives, and what was asked
already may still be answered: only new things end.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from bot import ids


class Feature(StrEnum):
    """In the order in which they are shown."""

    QUESTIONS = "questions"
    STAND_INS = "stand_ins"
    PULSES = "pulses"
    BROADCASTS = "broadcasts"
    THANKS = "thanks"
    CERTIFICATE = "certificate"
    JOB_SEARCH = "job_search"
    LATER = "later"


OF_ACTION: dict[str, Feature] = {
    **dict.fromkeys((ids.QUESTION_OPEN, ids.SHORTCUT_QUESTION, ids.MODAL_QUESTION), Feature.QUESTIONS),
    **dict.fromkeys(
        (ids.STAND_IN_ASK, ids.STAND_IN_CHOOSE, ids.STAND_IN_YES, ids.MODAL_STAND_IN), Feature.STAND_INS
    ),
    **dict.fromkeys((ids.BROADCAST_OPEN, ids.MODAL_BROADCAST, ids.MODAL_BROADCAST_SEND), Feature.BROADCASTS),
    **dict.fromkeys((ids.THANKS_OPEN, ids.MODAL_THANKS), Feature.THANKS),
    **dict.fromkeys((ids.CERTIFICATE_OPEN, ids.MODAL_CERTIFICATE), Feature.CERTIFICATE),
    ids.GO_ON_YES: Feature.JOB_SEARCH,
}
"""Buttons that are not shown, and forms that are not taken; also of old messages."""
OF_WORD: dict[str, Feature] = {"ask": Feature.QUESTIONS, "broadcast": Feature.BROADCASTS}
"""After `/codebuddy`."""


def off(kept: Collection[str]) -> frozenset[Feature]:
    """What is off, of what is stored; a part that another version knew is none."""
    return frozenset(one for one in Feature if one in kept)
