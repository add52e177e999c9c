"""“Never pair me with”: a list that its owner alone sees."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.services.never_pairs import MOST
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, Message, View


def form(never: Sequence[str], language: str) -> View:
    say = speech(language)
    return kit.modal(
        ids.MODAL_NEVER_PAIR,
        say.text("Never pair me with"),
        [
            kit.section(
                "never_note",
                say.text(
                    "I will never suggest these people to you, nor you to them. Only you see this list. Nobody is told, the managers neither, and nobody asks you why."
                ),
            ),
            kit.field(
                "never",
                say.text("People"),
                kit.users(initial=never, most=MOST),
                hint=say.text("Leave it empty if there is nobody."),
                optional=True,
            ),
            kit.context(
                "never_team",
                say.text(
                    "A team that you are in already goes on. If something is not right there, press “I need help”: you decide who reads it."
                ),
            ),
        ],
        submit=say.text("Save"),
        close=say.text("Cancel"),
    )


def kept(never: Sequence[str], language: str) -> Message:
    say = speech(language)
    text = (
        say.count(len(never), "Saved. One person is on your list.", "Saved. {n} people are on your list.")
        if never
        else say.text("Saved. Nobody is on your list.")
    )
    return Message(text, (kit.section("never", text),))


def home(say: Speech) -> list[Block]:
    """The way to it, on the Home tab of everybody who asks, offers or is in a team."""
    text = say.text("Is there somebody you would not like as a buddy or a student? Only you see your list.")
    return [kit.section("never", text, kit.button(say.text("Never pair me with …"), ids.NEVER_PAIR_OPEN))]
