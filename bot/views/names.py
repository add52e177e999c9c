"""The names of buttons as they are typed: each is a command, too, in every language, by the catalogues' own words."""

from __future__ import annotations

from functools import cache

from bot.rules.hearing import Names
from bot.rules.words import plain
from bot.speech import LANGUAGES, Speech, speech

BACK, NEVER, PRIVATE = "back", "never", "private"
"""What only a button does: no word behind `/codebuddy` is for it."""


def of(say: Speech) -> dict[str, tuple[str, ...]]:
    """Each word behind `/codebuddy`, and what only a button does → how the buttons for it are called."""
    return {
        "support": (say.text("I need help"),),
        "log": (say.text("Log a session"), say.text("Log a session we had")),
        "plan": (say.text("Plan a meeting"),),
        "away": (say.text("I am away"), say.text("Other days")),
        BACK: (say.text("I am back"),),
        "hours": (say.text("Change our hours"),),
        "end": (say.text("End our team"), say.text("End one of my teams")),
        "request": (say.text("Ask for a buddy"), say.text("Open my request")),
        "volunteer": (
            say.text("Be a buddy"),
            say.text("Change my offer"),
            say.text("Open my offer"),
            say.text("Offer again"),
        ),
        "ask": (say.text("Ask a question"),),
        "contacts": (say.text("*Whom to turn to*"),),
        "language": (say.text("Change language"),),
        "privacy": (say.text("What is stored about you"),),
        "help": (say.text("*What you can do here*"), say.text("Show me everything")),
        "settings": (say.text("Settings"),),
        "setup": (say.text("Set up"),),
        "teams": (say.text("Search and filter"),),
        NEVER: (say.text("Never pair me with …"),),
        PRIVATE: (say.text("Private matters"),),
    }


@cache
def known() -> Names:
    """In every language: whoever reads one may type another."""
    return {
        tuple(filter(None, map(plain, label.split()))): word
        for language in LANGUAGES
        for word, labels in of(speech(language)).items()
        for label in labels
    }
