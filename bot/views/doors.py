"""Who would get each kind of help now, in words; and what managers are told while nobody would."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.rules.help_kinds import Kind
from bot.services.doors import AWAY, LEFT, PICKED, Door
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Message
from bot.views.help_kinds import name


def summary(more: Door, say: Speech) -> str:
    """Who is asked first now, for the screen of the settings."""
    if more.lacks:
        return nobody(Kind.MORE, more.lacks, say)
    return say.text("<@{first}> is asked first now.", first=more.line[0])


def in_confidence(kind: Kind, door: Door, say: Speech) -> str:
    """Who could read it, for the programme manager alone."""
    if door.lacks:
        lines = [f"⚠️ {nobody(kind, door.lacks, say)}"]
        if door.can_pick:
            lines.append(say.text("Only whom the person who asks chooses could read it."))
        return " ".join(lines)
    people = say.list(f"<@{person}>" for person in door.line)
    lines = [say.text("If somebody asked now, only {people} could read it.", people=people)]
    if len(door.line) > 1:
        lines.append(say.text("<@{first}> would be told first.", first=door.line[0]))
    if door.can_pick:
        lines.append(say.text("Others only if the person who asks chooses them."))
    return " ".join(lines)


def nobody(kind: Kind, lacks: str, say: Speech) -> str:
    """`lacks`: why."""
    first = say.text("Nobody would get it now.")
    return f"{first} {_why(kind, lacks, say)}"


def warning(found: Sequence[str], language: str, *, is_manager: bool) -> Message:
    """Nobody is behind a door. It names nobody, and says nothing of anybody who has asked."""
    say = speech(language)
    lines = [f"• {lacking(one, say)}" for one in found]
    rest = say.text(
        "The form “I need help” says so to everybody who opens it. I write again only when this changes."
    )
    text = "\n".join([*lines, rest])
    button = (
        kit.button(say.text("Who is asked for help"), ids.ROUTING_OPEN)
        if is_manager
        else kit.button(say.text("Change the set-up"), ids.SETUP_OPEN)
    )
    return Message(text, (kit.section("doors", text), kit.buttons("doors_do", button)))


def lacking(found: str, say: Speech) -> str:
    """Of one door (`talk:away:picked`), that nobody is behind it, and why."""
    return _lacking(*_parts(found), say)


def _parts(found: str) -> tuple[Kind, str, bool]:
    """`talk:away:picked`."""
    kind, lacks, *rest = found.split(":")
    return Kind(kind), lacks, PICKED in rest


def _lacking(kind: Kind, lacks: str, can_pick: bool, say: Speech) -> str:
    why = _why(kind, lacks, say)
    if kind is Kind.MORE:
        what = say.text("Nobody can be asked for more help at the moment.")
        return f"{what} {why}"
    if can_pick:
        what = say.text(
            "*{kind}*: nobody reads it at the moment, unless the person who asks chooses somebody.",
            kind=name(kind, say),
        )
    else:
        what = say.text("*{kind}*: nobody can read it at the moment.", kind=name(kind, say))
    if kind is Kind.UNSAFE:
        return f"{what} {why}"
    name_one = say.text("The programme manager can name somebody.")
    return f"{what} {why} {name_one}"


def _why(kind: Kind, lacks: str, say: Speech) -> str:
    if kind is Kind.UNSAFE:
        return _why_unsafe(lacks, say)
    if lacks == AWAY:
        return say.text("Everybody who is named is away.")
    if lacks == LEFT:
        return say.text("Everybody who was named has left the workspace or is a guest now.")
    return say.text("Nobody is named.")


def _why_unsafe(lacks: str, say: Speech) -> str:
    """The programme manager alone reads it without being chosen."""
    if lacks == AWAY:
        return say.text("The programme manager is away. Nobody else reads it unless they are chosen.")
    if lacks == LEFT:
        return say.text(
            "The programme manager has left the workspace or is a guest now. Nobody else reads it unless they are chosen."
        )
    return say.text("There is no programme manager. Nobody else reads it unless they are chosen.")
