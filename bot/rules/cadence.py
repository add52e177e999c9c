"""Whether a team hears from us this week, or whether a human should. Kind by rule: rarely, and never in a row."""

from __future__ import annotations

from enum import StrEnum

from bot.rules.hours import Tally

MAX_IN_A_ROW = 2
"""Nudges that nobody answered by logging a session; then a person looks, and the pair is left in peace."""


class Decision(StrEnum):
    """What one week brings for one team."""

    NOT_NEEDED = "not_needed"
    SEND = "send"
    LATE = "late"
    """It would have been sent, but its moment was missed (the program was off)."""
    HAND_OVER = "hand_over"
    """A task for the managers, once; the pair hears nothing."""
    HANDED_OVER = "handed_over"
    """The managers know; the pair hears nothing until it has logged a session."""


def nudge_due(tally: Tally, unanswered: int, *, late: bool = False) -> Decision:
    """Decide about a team's week.

    Args:
        tally: how the team stands in the week of its slot, in its own days.
        unanswered: nudges since the last logged session; one more than `MAX_IN_A_ROW` once handed over.
        late: the slot's moment was missed.
    """
    if not tally.is_under:
        return Decision.NOT_NEEDED
    if unanswered > MAX_IN_A_ROW:
        return Decision.HANDED_OVER
    if unanswered == MAX_IN_A_ROW:
        return Decision.HAND_OVER
    return Decision.LATE if late else Decision.SEND
