"""A message to the two of a team, in each language that they read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from babel import Locale

from bot.catalogues import END, FIRST_STRONG
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


def in_a_line(languages: Sequence[str], words: Callable[[Speech], str]) -> str:
    """The same words in each language, one beside the other; none of them turns the others around."""
    texts = dict.fromkeys(words(speech(one)) for one in languages)
    if len(texts) > 1 and any(Locale(one).text_direction == "rtl" for one in languages):
        return " / ".join(f"{FIRST_STRONG}{text}{END}" for text in texts)
    return " / ".join(texts)


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


def perhaps_seen(message: Message, languages: Sequence[str]) -> Message:
    """The message, with a line before it: it was perhaps sent already, and nobody can tell."""
    said = "\n".join(speech(one).text("You may have seen this already.") for one in languages)
    first = (kit.context("perhaps_seen", said),) if message.blocks else ()
    return Message(f"{said}\n{message.text}", (*first, *message.blocks))
