"""A text to many: its form, how it will look and to how many it goes, and what its receivers and its sender read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot import ids
from bot.services.broadcasts import ALL, UNDO_FOR, WORDS_MAX, Letter, Planned, Preview, Report
from bot.services.classes import SchoolClass
from bot.speech import LANGUAGES, Speech, speech
from bot.views import kit, previews, programme
from bot.views.answer import Block, Message, View
from models.enums import Audience

NAMED = 10
"""People named where some were not reached."""


def form(entered: Mapping[str, Any], classes: Sequence[SchoolClass], language: str) -> View:
    """`entered`: what she has written before and not sent."""
    say = speech(language)
    spoken = {code: say.language_name(code) for code in LANGUAGES}
    of_class = {ALL: say.text("All classes")}
    of_class |= {one.key: kit.cut(programme.name_of_class(one, say), 75) for one in classes}
    about = say.text(
        "Everybody gets a direct message of their own from me that names you. You see first how it looks and to how many it goes."
    )
    return kit.modal(
        ids.MODAL_BROADCAST,
        say.text("Write to many"),
        [
            kit.section("about", about),
            kit.field(
                "audience",
                say.text("To whom?"),
                kit.one_of(
                    {str(one): whom(one, say) for one in Audience},
                    initial=str(entered.get("audience") or Audience.BOTH),
                    radio=True,
                ),
            ),
            kit.field(
                "class",
                say.text("Of which class?"),
                kit.one_of(of_class, initial=str(entered.get("class") or ALL)),
                hint=say.text("Buddies are of the class of their student."),
            ),
            kit.field(
                "language",
                say.text("The text is written in"),
                kit.one_of(spoken, initial=str(entered.get("language") or say.language)),
            ),
            kit.field(
                "words",
                say.text("Your text"),
                kit.paragraph(initial=str(entered.get("words") or ""), max_length=WORDS_MAX),
            ),
        ],
        submit=say.text("Preview"),
        close=say.text("Cancel"),
    )


def preview(found: Preview, language: str, *, is_other: bool = False) -> View:
    """`is_other`: see `previews.other`."""
    say = speech(language)
    number = say.count(len(found.receivers.people), "It goes to one person.", "It goes to {n} people.")
    wanted = found.wanted
    looks = letter(Letter(found.made_by, wanted.audience, wanted.language, wanted.words))
    blocks = [
        *([previews.other(say)] if is_other else []),
        kit.section("number", f"*{number}* {whom(wanted.audience, say)}."),
        *_unreached("unreached", found.receivers.unreached, say),
        *_no_class(found.receivers.no_class, say),
        kit.section("looks", say.text("*This is how it looks:*")),
        *looks.blocks,
        kit.divider("looks_end"),
        kit.context(
            "undo",
            say.text(
                "After “Send” you have {minutes} minutes to take it back. Whoever is asleep gets it in the morning.",
                minutes=UNDO_FOR.seconds // 60,
            ),
        ),
        kit.buttons("change", kit.button(say.text("Change the text"), ids.BROADCAST_OPEN)),
    ]
    return kit.modal(
        ids.MODAL_BROADCAST_SEND,
        say.text("Write to many"),
        blocks,
        submit=say.text("Send"),
        close=say.text("Cancel"),
        meta={"seen": found.seen},
    )


def letter(found: Letter) -> Message:
    """To each receiver, in the language of the text."""
    say = speech(found.language)
    first = {
        Audience.STUDENTS: say.text("<@{manager}> writes to all students:", manager=found.made_by),
        Audience.BUDDIES: say.text("<@{manager}> writes to all buddies:", manager=found.made_by),
        Audience.BOTH: say.text("<@{manager}> writes to all students and buddies:", manager=found.made_by),
    }[found.audience]
    blocks = (kit.section("broadcast_from", first), kit.words("broadcast", found.words))
    return Message(first, blocks)


def planned(found: Planned, language: str, timezone: str) -> Message:
    """To its sender, with the button that takes it back."""
    say = speech(language)
    text = say.count(
        found.people,
        "Your text goes to one person at {time}.",
        "Your text goes to {n} people at {time}.",
        time=say.time(found.begins_at, timezone),
    )
    back = kit.button(say.text("Take it back"), ids.BROADCAST_UNDO, found.id, "danger")
    return Message(
        text,
        (
            kit.section("broadcast_planned", text),
            *_unreached("broadcast_unreached", found.unreached, say),
            kit.buttons("broadcast_do", back),
        ),
    )


def begun(found: Planned, language: str, timezone: str) -> Message:
    """To its sender, in the place of `planned`, once it cannot be taken back any more."""
    say = speech(language)
    text = say.count(
        found.people,
        "Your text goes to one person since {time}. It cannot be taken back any more.",
        "Your text goes to {n} people since {time}. It cannot be taken back any more.",
        time=say.time(found.begins_at, timezone),
    )
    unreached = _unreached("broadcast_unreached", found.unreached, say)
    return Message(text, (kit.section("broadcast_begun", text), *unreached))


def undone(language: str) -> Message:
    return Message(speech(language).text("Taken back: nobody gets it."))


def report(found: Report, language: str, timezone: str) -> Message:
    say = speech(language)
    text = say.count(
        found.sent,
        "Your text of {when} has reached one person.",
        "Your text of {when} has reached {n} people.",
        when=say.moment(found.begins_at, timezone),
    )
    blocks = [kit.section("broadcast_report", text), *_unreached("unreached", found.unreached, say)]
    if found.in_doubt:
        doubt = say.text(
            "Perhaps not reached: {people}. Slack did not say. Please ask them.",
            people=_named(found.in_doubt, say),
        )
        blocks.append(kit.section("doubt", doubt))
    return Message(text, tuple(blocks))


def whom(audience: Audience, say: Speech) -> str:
    return {
        Audience.STUDENTS: say.text("Students who are in a team or wait for a buddy"),
        Audience.BUDDIES: say.text("Buddies who are in a team"),
        Audience.BOTH: say.text("Students and buddies"),
    }[audience]


def _unreached(block_id: str, users: Sequence[str], say: Speech) -> list[Block]:
    if not users:
        return []
    text = say.text(
        "Not reached, because they have left, are guests, or Slack does not deliver to them: {people}.",
        people=_named(users, say),
    )
    return [kit.section(block_id, text)]


def _no_class(teams: int, say: Speech) -> list[Block]:
    if not teams:
        return []
    text = say.count(
        teams,
        "One running team is in no class, so it does not get this: choose “All classes” to reach it too.",
        "{n} running teams are in no class, so they do not get this: choose “All classes” to reach them too.",
    )
    return [kit.section("no_class", text)]


def _named(users: Sequence[str], say: Speech) -> str:
    more = len(users) - NAMED
    rest = [say.count(more, "one more", "{n} more")] if more > 0 else []
    return say.list([*(f"<@{user}>" for user in users[:NAMED]), *rest])
