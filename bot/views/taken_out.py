"""What a manager has put into a list of the settings, or taken out: who had chosen it, and what becomes of that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.rules.intake import Group
from bot.services.settings import Gone, Intake
from bot.speech import Speech, escape
from bot.views import programme
from bot.views.lists import in_room

SHOWN, ROOM = 10, 1000
"""Entries, and characters of them; there are two lists."""


def entry_name(group: Group) -> Callable[[str, Speech], str]:
    """How an entry of a list is said: a language, a topic, or what a buddy may be wished to be."""
    if group is Group.LANGUAGES:
        return lambda code, say: say.language_name(code)
    return programme.topic_name if group is Group.TOPICS else programme.trait_name


def added(keys: Sequence[str], group: Group, say: Speech) -> str:
    """By the names that people read: a slip of the one who wrote it is seen."""
    name = entry_name(group)
    names = in_room([escape(name(key, say)) for key in keys], SHOWN, ROOM, say)
    return say.text("Added: {what}", what=say.row(names))


def lines(gone: Sequence[Gone], group: Group, intake: Intake, say: Speech) -> list[str]:
    """`intake`: what is set now."""
    name = entry_name(group)
    chosen = [
        say.count(
            one.people,
            "{name} (one person had chosen it)",
            "{name} ({n} people had chosen it)",
            name=escape(name(one.key, say)),
        )
        for one in gone
        if one.people
    ]
    told = []
    if chosen:
        entries = say.row(in_room(chosen, SHOWN, ROOM, say))
        told.append(say.text("No longer offered: {entries}.", entries=entries))
    if len(chosen) < len(gone):
        others = [escape(name(one.key, say)) for one in gone if not one.people]
        entries = say.row(in_room(others, SHOWN, ROOM, say))
        told.append(say.text("No longer offered, and chosen by nobody: {entries}.", entries=entries))
    if chosen and group is Group.LANGUAGES:
        told.append(
            say.text(
                "People who chose it keep it in their own form, and it still counts when I look for a buddy. To undo this, write it into the list again."
            )
        )
    elif chosen:
        told.append(
            say.text(
                "People who chose it still see it, but it no longer counts. To undo this, write it into the list again."
            )
        )
    if group is Group.LANGUAGES:
        told += _taught({one.key for one in gone}, intake, say)
    musts = sum(one.musts for one in gone)
    if musts:
        told.append(
            say.count(
                musts,
                "For one student it is a must. That stays so until the student changes the request: please talk with them.",
                "For {n} students it is a must. That stays so until they change their requests: please talk with them.",
            )
        )
    return told


def _taught(gone: set[str], intake: Intake, say: Speech) -> list[str]:
    """Classes from which somebody may ask, and whose language is among those."""
    named = [
        escape(programme.name_of_class(one, say))
        for one in intake.classes
        if one.is_open and one.language in gone
    ]
    if not named:
        return []
    return [
        say.count(
            len(named),
            "This class is taught in a language that you took out, and stays so: {classes}.",
            "These classes are taught in languages that you took out, and stay so: {classes}.",
            classes=say.row(in_room(named, SHOWN, ROOM, say)),
        )
    ]
