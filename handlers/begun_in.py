"""What is begun in a digest goes on in its modals: each carries which digest it was, and what is done there draws it anew.

Nothing of what is asked in confidence carries or draws anything.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from bot.rules.access import Acting
from bot.services import digests
from bot.views import errors
from bot.views.answer import Answer, Back, OnTop, OpenModal, Say, Unkept, UpdateModal, View
from bot.views.digest import MARK
from handlers.inbound import Click, Said, Submission
from handlers.of_help import OF_HELP, is_of_help
from models.store import Db

ORIGIN = "digest"
"""In the `private_metadata` of a modal: the number of the digest's notice. It gives no right to anything."""
METADATA_MAX = 3000
NUMBER_MAX = 2**31


def is_digest(said: Said) -> bool:
    """Whether it was pressed in a digest itself."""
    return isinstance(said, Click) and said.surface == "message" and said.block_id.startswith(MARK)


def followed(db: Db, now: datetime, who: Acting, said: Said, answer: Answer) -> Answer:
    """The answer, with which digest it was begun in; what was done is owed to it. As it is, for whatever began elsewhere."""
    number = None if is_of_help(said) else _digest(db, who, said)
    if number is None:
        return answer
    is_drawn = _is_one(answer)
    if isinstance(answer, Say) and answer.instead and is_digest(said):
        answer = replace(answer, instead=is_drawn)
    if db.wrote and not is_drawn:
        digests.draw_again(db, now, who, number, said.delivery_id)
    return _carrying(said, answer, number, who.language)


def _is_one(answer: Answer) -> bool:
    """Whether it is a digest itself; nothing else takes the place of one."""
    blocks = answer.message.blocks if isinstance(answer, Say) else ()
    return bool(blocks) and all(block["block_id"].startswith(MARK) for block in blocks)


def _digest(db: Db, who: Acting, said: Said) -> int | None:
    if isinstance(said, Click) and is_digest(said):
        found = digests.in_message(db, who.user_id, said.channel_id or "", said.message_ts or "")
        return found.number if found else None
    number = said.meta.get(ORIGIN) if isinstance(said, Click | Submission) else None
    return number if isinstance(number, int) and 0 < number < NUMBER_MAX else None


def _carrying(said: Said, answer: Answer, number: int, language: str) -> Answer:
    if isinstance(answer, Unkept):
        inner = _carrying(said, answer.answer, number, language)
        assert isinstance(inner, Say | OpenModal | UpdateModal | OnTop | Back)  # noqa: S101 - it stays one of these
        return Unkept(inner)
    if isinstance(answer, Say) and isinstance(said, Submission):
        # a card that is shown in the place of the form
        answer = UpdateModal(errors.as_modal(answer.message, language))
    if isinstance(answer, OpenModal | UpdateModal | OnTop | Back):
        return replace(answer, view=_with(answer.view, number))
    return answer


def _with(view: View, number: int) -> View:
    meta = json.loads(view.get("private_metadata") or "{}")
    kept = json.dumps({**meta, ORIGIN: number}, separators=(",", ":"))
    if view.get("callback_id") in OF_HELP or len(kept) > METADATA_MAX:
        return view
    return {**view, "private_metadata": kept}
