"""How it is going: when it is asked, and what of the answers a person should look at. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bot.errors import UserError, Wrong

SCORES = (1, 2, 3, 4, 5)
EVERY = timedelta(days=30)
FIRST_CHECK_IN = timedelta(days=14)
APART = timedelta(days=7)
"""Nobody is asked more often, however many teams somebody is in."""
AFTER_FIRST_SESSION = timedelta(hours=1)
SENTENCE_MAX = 500


def needs_talk(scores: Sequence[int]) -> bool:
    """Whether somebody should talk with a person: a 1, or two falls in a row.

    Args:
        scores: what was answered, the newest last; questions without an answer are left out.
    """
    if not scores:
        return False
    newest = scores[-3:]
    falls = [later < earlier for earlier, later in pairwise(newest)]
    return scores[-1] == min(SCORES) or (len(falls) == 2 and all(falls))


def next_check_in(launched_at: datetime, now: datetime) -> datetime:
    """The next of day 14, day 30 and every 30 days from there; always after `now`."""
    if now < launched_at + FIRST_CHECK_IN:
        return launched_at + FIRST_CHECK_IN
    return launched_at + EVERY * (max(0, (now - launched_at) // EVERY) + 1)


def sentence(text: str, *, block: str, needed: bool) -> str:
    """What somebody wrote, on one line. Raises `UserError` where it is too long, or missing and needed."""
    said = " ".join(text.split())
    if len(said) > SENTENCE_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": SENTENCE_MAX}, block=block)
    if needed and not said:
        raise UserError(Wrong.NOTHING_WRITTEN, block=block)
    return said
