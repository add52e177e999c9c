"""In the place of somebody who was erased stands an id that is nobody's: it is shown in words, wherever it comes up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.rules.erasing import NOBODY
from bot.speech import Speech, speech
from bot.views.answer import Answer, Message, OnTop, OpenModal, Say, ShowHome, Unkept, UpdateModal
from bot.views.in_each import in_a_line

_MENTION = re.compile(f"<@{NOBODY}[A-Z0-9]+>")


def is_in(text: str) -> bool:
    """Whether such an id may be in it."""
    return NOBODY in text


def shown(answer: Answer, language: str) -> Answer:
    """An answer with words in the place of such ids."""
    somebody = words(speech(language))
    match answer:
        case Unkept():
            inner = shown(answer.answer, language)
            return Unkept(inner)  # type: ignore[arg-type] # it is of the kind that it was
        case Say():
            message = answer.message
            return replace(
                answer,
                message=Message(_said(message.text, somebody), tuple(_said(message.blocks, somebody))),
            )
        case OpenModal() | UpdateModal() | OnTop() | ShowHome():
            return replace(answer, view=_said(answer.view, somebody))
    return answer


def sent(arguments: Any, languages: Sequence[str]) -> Any:
    """The arguments of a call of Slack, as `shown`; in each language of those who read it."""
    return _said(arguments, in_a_line(languages, words))


def _said(value: Any, somebody: str) -> Any:
    if isinstance(value, str):
        return _MENTION.sub(lambda _: somebody, value) if NOBODY in value else value
    if isinstance(value, dict):
        if str(value.get("user_id", "")).startswith(NOBODY) and value.get("type") == "user":
            return {"type": "text", "text": somebody}
        return {key: _said(one, somebody) for key, one in value.items()}
    return [_said(one, somebody) for one in value] if isinstance(value, list | tuple) else value


def words(say: Speech) -> str:
    return say.text("somebody who is not here any more")
