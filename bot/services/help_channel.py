"""The channel for questions: what the program says in it when it is chosen, and what is said where it cannot."""

from __future__ import annotations

from datetime import datetime

from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.services import channel_questions, notices, people
from models.store import Db

HELLO, NOT_IN = "questions_hello", "questions_closed"
"""Kinds of notices: in the channel; and to whoever has chosen it, that the program is not in it."""


def greet(db: Db, now: datetime, who: Acting) -> None:
    """Owe a first message to the channel that is chosen now, which tells at once whether it can be written to."""
    chosen = people.programme(db).support_channel_id
    if chosen is not None:
        key = f"{chosen}:{now:%Y%m%dT%H%M%S%f}"
        notices.owe(db, HELLO, to=chosen, key=key, now=now, by=who.user_id)


def try_again(db: Db, now: datetime, who: Acting, channel_id: str) -> None:
    """The same again, after somebody has let the program in. The caller has checked who may.

    Raises:
        UserError: another channel is chosen by now, or none.
    """
    if not is_chosen(db, channel_id):
        raise UserError(Wrong.GONE)
    greet(db, now, who)


def is_chosen(db: Db, channel_id: str) -> bool:
    return people.programme(db).support_channel_id == channel_id


def greeted(db: Db, now: datetime, channel_id: str) -> None:
    """It can be written to: that is off the managers' list, and questions that were kept go there."""
    channel_questions.can_post(db, now, channel_id)
    if is_chosen(db, channel_id):
        channel_questions.post_kept(db, now, channel_id)


def not_greeted(db: Db, now: datetime, channel_id: str, by: str) -> None:
    """It cannot: whoever has chosen it reads what to type, and it is on the managers' list."""
    channel_questions.cannot_post(db, now, channel_id)
    notices.owe(db, NOT_IN, to=by, key=f"{channel_id}:{now:%Y%m%dT%H%M%S%f}", now=now, channel=channel_id)
