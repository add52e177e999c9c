"""The first question of "I need help", and its answer: who reads it, and what happens next."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.services.help import WORDS_MAX, Asked
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Message, View

MORE, TALK = "more", "talk"
"""The two doors, as they stand in the submitted state and nowhere else."""
WEEK, TODAY = "week", "today"
"""When help is needed."""


def form(
    more: Sequence[str], talk: Sequence[str], language: str, *, words: str = "", channel_id: str | None = None
) -> View:
    """The one form of both doors. `more`, `talk`: who would read it, in order; empty where nobody can.

    Both come back with it, for whoever reads it must be whom the form has named.
    """
    say = speech(language)
    blocks = [
        kit.section("more", _who_helps(more, say)),
        kit.section("talk", _who_listens(talk, say)),
    ]
    if more or talk:
        doors = {
            MORE: say.text("More help with the course or with our team"),
            TALK: say.text("Someone to talk to, in confidence"),
        }
        blocks.append(kit.field("door", say.text("What do you need?"), kit.one_of(doors, radio=True)))
    blocks.append(kit.context("numbers", numbers(say)))
    if more:
        when = {WEEK: say.text("This week"), TODAY: say.text("Today")}
        hint = say.text("Only for more help with the course or with your team.")
        blocks.append(
            kit.field("when", say.text("When do you need it?"), kit.one_of(when, initial=WEEK), hint=hint)
        )
    if more or talk:
        blocks.append(
            kit.field(
                "words",
                say.text("What is it about?"),
                kit.paragraph(initial=kit.cut(words, WORDS_MAX), max_length=WORDS_MAX),
                hint=say.text(
                    "You can leave this empty if the words are hard to find. What you type goes through Slack."
                ),
                optional=True,
            )
        )
    return kit.modal(
        ids.MODAL_HELP,
        say.text("I need help"),
        blocks,
        submit=say.text("Send") if more or talk else None,
        close=say.text("Cancel"),
        meta={MORE: list(more), TALK: list(talk), **({"channel": channel_id} if channel_id else {})},
    )


def numbers(say: Speech) -> str:
    """The emergency numbers: 112 (all emergencies), 024 (suicidal behaviour), 016 (violence against women)."""
    return say.text(
        "In danger now? Call *112*. Thoughts of suicide: *024*. Violence by a partner: *016*. In Spain, these numbers are free and answer day and night."
    )


def sent(asked: Asked, language: str, timezone: str) -> Message:
    """To the person who asked, where she asked: what happens next, and until when."""
    say = speech(language)
    until = say.moment(asked.until, timezone)
    if asked.following is None:
        after = say.text(
            "If nobody has answered by {until}, I ask <@{first}> again.", first=asked.first, until=until
        )
    else:
        after = say.text(
            "If nobody has answered by {until}, I ask <@{first}> again, and then <@{following}>.",
            first=asked.first,
            following=asked.following,
            until=until,
        )
    text = say.text("It is stored, and goes to <@{first}> now.", first=asked.first)
    news = say.text("I write to you as soon as somebody looks after it.")
    return Message(f"{text} {after} {news}\n\n{numbers(say)}")


def _who_helps(more: Sequence[str], say: Speech) -> str:
    title = say.text("*More help with the course or with our team*")
    if not more:
        nobody = say.text("Nobody can read this at the moment. Please write to a person of your school.")
        return f"{title}\n{nobody}"
    first, *rest = (f"<@{person}>" for person in more)
    if not rest:
        alone = say.text("{first} reads it.", first=first)
        return f"{title}\n{alone}"
    then = say.text("{first} reads it. If there is no answer, then {rest}.", first=first, rest=say.list(rest))
    return f"{title}\n{then}"


def _who_listens(talk: Sequence[str], say: Speech) -> str:
    title = say.text("*Someone to talk to, in confidence*")
    if not talk:
        nobody = say.text(
            "Nobody can read this at the moment. Please write to a person you trust at your school."
        )
        return f"{title}\n{nobody}"
    about = say.text(
        "Also for worries about your residence papers, money or housing, or if you do not feel safe. You need no reason."
    )
    people = say.list(f"<@{person}>" for person in talk)
    only = say.text("Only {people} can read it. Nobody else sees that you asked.", people=people)
    return f"{title}\n{about} {only}"
