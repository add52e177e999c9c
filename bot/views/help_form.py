"""The first question of "I need help": what is needed, and who would read it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot import ids
from bot.rules.duty import Duty
from bot.rules.emergency import Emergency
from bot.rules.help_kinds import Door, Kind
from bot.services.help import WORDS_MAX, Asked
from bot.speech import Speech, speech
from bot.views import errors, kit
from bot.views.answer import Block, Message, View
from bot.views.emergency import numbers
from bot.views.help_kinds import name
from bot.views.routing import times

_ANSWER = 2048
"""Bytes: the sizes to which an answer is sealed are 1,024 and 4,096."""


_CARRIED = 2500
"""Characters: Slack takes 3,000 of a form's private_metadata."""


def form(
    doors: Mapping[Kind, Door],
    duties: Mapping[str, Duty],
    emergency: Emergency,
    language: str,
    *,
    words: str = "",
    channel_id: str | None = None,
    is_buddy: bool = False,
) -> View:
    """What is needed, of four kinds. `doors`: who would read each; `duties`: when those who are first are there.

    `words`: typed before the form was opened; they fill in the next page. `is_buddy`: of a running team.
    """
    say = speech(language)
    blocks = [kit.section("numbers", numbers(emergency, say))]
    blocks += [kit.section(kind, f"*{name(kind, say)}*\n{_reads(kind, doors[kind], say)}") for kind in Kind]
    open_doors: dict[str, str] = {kind: name(kind, say) for kind in Kind if doors[kind].people}
    if open_doors:
        what = kit.one_of(open_doors, radio=True)
        blocks.append(kit.field("door", say.text("What do you need?"), what))
    blocks += _hours(duties, say)
    if is_buddy:
        blocks.append(
            kit.context(
                "worried",
                say.text(
                    "Worried about your student? Nobody can ask for another person here. Tell them about this button. If you want advice, choose “Someone to talk to”, and do not name your student."
                ),
            )
        )
    return kit.modal(
        ids.MODAL_HELP,
        say.text("I need help"),
        blocks,
        submit=say.text("Go on") if open_doors else None,
        close=say.text("Cancel"),
        meta={
            **({"words": _kept(words)} if words else {}),
            **({"channel": channel_id} if channel_id else {}),
        },
    )


def answer(words: Message, language: str) -> View:
    """The answer in a modal, filled up so that what is kept of it has one size, whichever door it was."""
    bare = errors.as_modal(words, language)
    missing = max(0, _ANSWER - len(json.dumps(bare, ensure_ascii=False).encode()))
    return {**bare, "private_metadata": json.dumps({"-": " " * missing}, separators=(",", ":"))}


def sent(asked: Asked, emergency: Emergency, language: str, timezone: str) -> Message:
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
    news = say.text("I write to you as soon as somebody looks after it. My Home tab shows when it was sent.")
    return Message(f"{text} {after} {news}\n\n{numbers(emergency, say)}")


def _kept(words: str) -> str:
    """As much of what was typed before as goes with the form to its next page."""
    words = kit.cut(words, WORDS_MAX)
    while len(json.dumps(words)) > _CARRIED:
        words = kit.cut(words, len(words) * 9 // 10)
    return words


def _reads(kind: Kind, door: Door, say: Speech) -> str:
    """Who would read it, in a sentence."""
    if not door.people:
        return say.text(
            "Nobody can read this at the moment. Please write to a person you trust at your school."
        )
    line = [f"<@{person}>" for person in door.line]
    if kind is Kind.UNSAFE:
        others = say.text("Others read it only if you choose them. Never the other member of your team.")
        if not line:
            nobody = say.text("Nobody reads it unless you choose somebody on the next page.")
            never = say.text("Never the other member of your team.")
            return f"{nobody} {never}"
        only = say.text("Only {people} can read it.", people=say.list(line))
        return f"{only} {others}"
    if not line:
        return say.text("Nobody reads it unless you choose somebody on the next page.")
    first, *rest = line
    if kind is Kind.MORE:
        if not rest:
            return say.text("{first} reads it.", first=first)
        then = say.list(rest)
        return say.text("{first} reads it. If there is no answer, then {rest}.", first=first, rest=then)
    only = say.text("Only {people} can read it. Nobody else sees that you asked.", people=say.list(line))
    if kind is not Kind.TALK:
        return only
    reason = say.text("You need no reason.")
    return f"{only} {reason}"


def _hours(duties: Mapping[str, Duty], say: Speech) -> list[Block]:
    """When those who are first are usually there; an answer is promised to nobody."""
    lines = [
        say.text("<@{person}> is usually there: {when}.", person=person, when=times(duty, say))
        for person, duty in duties.items()
    ]
    return [kit.context("hours", "\n".join(lines))] if lines else []
