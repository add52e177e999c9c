"""A message to the two of a team, in each language that they read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, Message


def in_each(
    languages: Sequence[str], words: Callable[[Speech], str], block_id: str = "", *below: Block
) -> Message:
    """The same words in each language, one under the other.

    Args:
        block_id: each language is a block of its own, named after it; empty: there are no blocks.
        below: blocks under them, once.
    """
    texts = [words(speech(one)) for one in languages]
    text = "\n".join(texts)
    if not block_id:
        return Message(text)
    said = (kit.section(f"{block_id}_{one}", line) for one, line in zip(languages, texts, strict=True))
    return Message(text, (*said, *below))


def each_whole(languages: Sequence[str], message: Callable[[str], Message]) -> Message:
    """A whole message in each language, one under the other, buttons and all."""
    made = [message(one) for one in languages]
    if len(made) == 1:
        return made[0]
    blocks = (
        {**block, "block_id": f"{block['block_id']}_{language}"}
        for language, one in zip(languages, made, strict=True)
        for block in one.blocks
    )
    return Message("\n".join(one.text for one in made), tuple(blocks))


def seen_perhaps(text: str, say: Speech) -> str:
    """A message that was perhaps sent before, and nobody can tell."""
    already = say.text("You may have seen this already.")
    return f"{already} {text}"
