"""The window of private matters: filled up, so that its size tells nothing, with the emergency numbers below."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot import ids
from bot.rules.emergency import Emergency
from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block, View
from bot.views.emergency import numbers

SIZE = 17_400
"""Views are filled up to multiples of this many bytes, so that their size tells nobody whether there is a case.
The emergency numbers are not counted: they are on each of them, and as long as the programme has written them.
What is missing always fits into private_metadata, which takes 3,000 characters: most of what fills it is sent as six
bytes each, as are the letters of Arabic and Cyrillic."""
_WIDE, _WIDE_BYTES = "\u00b7", 6


def filled(
    say: Speech,
    blocks: Sequence[Block],
    emergency: Emergency,
    *,
    submit: str | None = None,
    meta: Mapping[str, str] | None = None,
) -> View:
    """The modal, filled up with blanks to the next size that all of them share; below it stand the emergency numbers,
    which all of them have, and are as long as the programme has written them.
    """
    title, close = say.text("Private matters"), say.text("Close") if submit is None else say.text("Cancel")
    bare = kit.modal(ids.MODAL_PRIVATE, title, blocks, submit=submit, close=close)
    own = dict(meta or {})
    missing = -(len(json.dumps(bare)) + len(json.dumps({"private_metadata": _carried(own, 0)}))) % SIZE
    return {
        **bare,
        "blocks": [*bare["blocks"], kit.section("numbers", numbers(emergency, say))],
        "private_metadata": _carried(own, missing),
    }


def since(person: str | None, at: datetime, say: Speech, timezone: str) -> str:
    """Who looks after it. Before that was kept, only that somebody does."""
    when = say.moment(at, timezone)
    if person is None:
        return say.text("Somebody has looked after it since {when}.", when=when)
    return say.text("<@{person}> has looked after it since {when}.", person=person, when=when)


def last_word_title(say: Speech) -> str:
    """Above what whoever closed it wrote to the person who asked."""
    return say.text("Written when it was closed:")


def _carried(meta: Mapping[str, str], missing: int) -> str:
    filled = _WIDE * (missing // _WIDE_BYTES) + " " * (missing % _WIDE_BYTES)
    return json.dumps({"-": filled, **meta}, separators=(",", ":"), ensure_ascii=False)
