"""What somebody means behind `/codebuddy`: the name of a button, a command, or a word of need. Nothing is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.rules.need import calls, needs
from bot.rules.words import Heard, plain, understand

Names = Mapping[tuple[str, ...], str]
"""The words of a button's name, as they are compared → what it does."""
SUPPORT = "support"
TAKES_WORDS = frozenset((SUPPORT, "ask", "feedback", "log"))
"""Commands behind which somebody writes what she likes."""


def hear(text: str, names: Names, offered: Collection[str] = ()) -> Heard:
    """Read `No estoy mañana`, `support …` or `I am afraid of my buddy`. The last opens the way to help with all that
    was typed.

    Args:
        names: in every language; one of a single word counts where it is no command.
        offered: see `understand`.
    """
    whole = " ".join(text.split())
    named = _named(whole, names, shortest=2)
    if named is not None and named.word == SUPPORT and named.rest:
        return Heard(SUPPORT, None, whole)
    if named is not None:
        return named
    heard = understand(text, offered)
    if _needs_help(whole, heard):
        return Heard(SUPPORT, None, whole)
    if heard.word is not None:
        return heard
    return _named(whole, names, shortest=1) or heard


def _needs_help(text: str, heard: Heard) -> bool:
    """A command is taken at its word, unless fear stands behind it where nobody would read it."""
    if heard.word is None:
        return needs(text) or calls(text)
    if heard.word in TAKES_WORDS or not heard.rest:
        return False
    first = text.split()[0]
    if heard.word == "help" and calls(first) and understand(heard.rest, ()).word is None:
        return True
    return needs(heard.rest) or (heard.word == "request" and calls(heard.rest))


def _named(text: str, names: Names, shortest: int) -> Heard | None:
    """The longest name that the text begins with. `shortest`: words."""
    words = text.split()
    typed = [(at, bare) for at, word in enumerate(words) if (bare := plain(word))]
    for long in range(min(len(typed), max(map(len, names), default=0)), shortest - 1, -1):
        word = names.get(tuple(bare for _, bare in typed[:long]))
        if word is not None:
            rest = " ".join(words[typed[long - 1][0] + 1 :])
            return Heard(word, None, rest if any(map(str.isalnum, rest)) else "")
    return None
