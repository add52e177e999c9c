"""Private matters: the same door for everybody, one's own case, and for its reader what a case says.

What is shown here goes into a modal and nowhere else; the messages about it say nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot import ids
from bot.services.cases import WAITING_SHOWN, Content, Opening, Own, Waiting
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, Message, View
from bot.views.help import quoted
from bot.views.help_form import numbers
from models.enums import HelpState

_SIZE = 2944
"""Views are filled up to multiples of this many bytes, so that their size tells nobody whether there is a case.
What is missing always fits into private_metadata, which takes 3,000 characters."""


def sent(readers: Sequence[str], language: str) -> Message:
    """The answer to asking in confidence: not the asker's name, no word of it. `readers`: as the form named them."""
    say = speech(language)
    people = say.list(f"<@{person}>" for person in readers)
    text = say.text(
        "Thank you for writing. It is safe with {people}: nobody else can read it, or sees that you asked. The message that I send about it holds neither your name nor your words. I cannot promise how soon there is an answer.",
        people=people,
    )
    where = say.text(
        "So that nobody else notices, I do not write to you about it: please look under “Private matters” on my Home tab. There you can also take it back; then it is erased. Only if nobody is there any more who could read it, I ask you to look there."
    )
    return Message(f"{text}\n\n{where}\n\n{numbers(say)}")


def letter(case_id: str, language: str, *, again: bool, maybe_seen: bool) -> Message:
    """To a reader: that there is something, and nothing of what it is."""
    say = speech(language)
    if again:
        text = say.text("Something is waiting in Private matters.")
    elif maybe_seen:
        text = say.text("Someone asks for support. You may have seen this already.")
    else:
        text = say.text("Someone asks for support.")
    opens = kit.button(say.text("Open"), ids.PRIVATE_OPEN, case_id)
    return Message(text, (kit.section("private", text), kit.buttons("private_do", opens)))


def look(language: str) -> Message:
    """To the person who asked, of a case that nobody can read any more: where to look, and nothing of what it is."""
    return Message(speech(language).text("Please have a look at “Private matters” on my Home tab."))


def matters(own: Sequence[Own], waiting: Sequence[Waiting], language: str, timezone: str) -> View:
    """The modal behind everybody's "Private matters", with or without a case."""
    say = speech(language)
    blocks = [block for number, case in enumerate(own) for block in _own(number, case, say, timezone)]
    if not own:
        blocks.append(
            kit.section("none", say.text("Nothing of your own is open here. Only you see this page."))
        )
        need = kit.button(say.text("I need help"), ids.HELP_OPEN)
        blocks.append(kit.buttons("none_do", need))
    for number, case in enumerate(waiting):
        state = (
            say.text("Somebody looks after it.")
            if case.state is HelpState.ACKNOWLEDGED
            else say.text("Nobody looks after it yet.")
        )
        text = say.text("Asked on {when}.", when=say.moment(case.asked_at, timezone))
        opens = kit.button(say.text("Open"), ids.PRIVATE_OPEN, case.id)
        blocks.append(kit.section(f"case_{number}", f"{text} {state}", opens))
    if len(waiting) == WAITING_SHOWN:
        most = say.text("At most {most} are shown here at once.", most=WAITING_SHOWN)
        blocks.append(kit.context("most", most))
    blocks.append(kit.context("numbers", numbers(say)))
    return _filled(say, blocks)


def content(case: Content, language: str, timezone: str) -> View:
    """A case, for one of its readers: who asks, in her own words, and what can be done."""
    say = speech(language)
    blocks = [
        kit.section("who", say.text("<@{person}> asks for someone to talk to.", person=case.who)),
        *(quoted("words", case.words) or [kit.section("words_0", say.text("No text was written."))]),
        kit.section("state", _state(case, say, timezone)),
        kit.section(
            "how",
            say.text(
                "Please write to this person directly, and not in a channel. The Mental Health Team may help too, if this person agrees and the team is available."
            ),
        ),
    ]
    if case.state is HelpState.OPEN:
        have = kit.button(say.text("I look after it"), ids.PRIVATE_STEP, f"acknowledge:{case.id}", "primary")
        blocks.append(kit.buttons("have", have))
    if case.state is not HelpState.CLOSED:  # a block of its own: in one block every action id must differ
        done = kit.button(say.text("Close the case"), ids.PRIVATE_STEP, f"close:{case.id}")
        blocks.append(kit.buttons("done", done))
    noted = say.text("Each opening is noted, and shown to the person who asked.")
    return _filled(say, [*blocks, kit.context("noted", noted)])


def erased(language: str) -> View:
    """After taking it back."""
    say = speech(language)
    text = say.text("It is erased. Nobody can read it any more. You can ask again at any time.")
    return _filled(say, [kit.section("erased", text), kit.context("numbers", numbers(say))])


def _own(number: int, case: Own, say: Speech, timezone: str) -> list[Block]:
    lines = [
        say.text("You asked on {when}.", when=say.moment(case.asked_at, timezone)),
        _standing(case, say, timezone),
    ]
    lines += [_opening(one, say, timezone) for one in case.openings]
    do = [kit.button(say.text("Withdraw and erase"), ids.PRIVATE_STEP, f"withdraw:{case.id}", "danger")]
    if _is_unread(case):
        do.append(kit.button(say.text("Ask again"), ids.HELP_OPEN))
    return [kit.section(f"own_{number}", "\n".join(lines)), kit.buttons(f"own_{number}_do", *do)]


def _is_unread(case: Own) -> bool:
    return case.state is not HelpState.CLOSED and not case.has_reader


def _opening(one: Opening, say: Speech, timezone: str) -> str:
    when = say.moment(one.at, timezone)
    if one.allowed:
        return say.text("Opened by <@{person}> on {when}.", person=one.user_id, when=when)
    return say.text("<@{person}> tried to open it on {when}, and could not.", person=one.user_id, when=when)


def _standing(case: Own, say: Speech, timezone: str) -> str:
    if case.state is HelpState.CLOSED and case.erase_at is not None:
        return say.text("It is closed, and is erased on {when}.", when=say.moment(case.erase_at, timezone))
    if _is_unread(case):
        return say.text(
            "The person who could read it is not there any more, and nobody else can open it. You can ask again: then this one is erased."
        )
    if case.state is HelpState.ACKNOWLEDGED and case.acknowledged_at is not None:
        return say.text(
            "Somebody has looked after it since {when}.", when=say.moment(case.acknowledged_at, timezone)
        )
    return say.text("Nobody has answered yet.")


def _state(case: Content, say: Speech, timezone: str) -> str:
    if case.state is HelpState.CLOSED and case.erase_at is not None:
        return say.text("Closed. It is erased on {when}.", when=say.moment(case.erase_at, timezone))
    if case.state is HelpState.ACKNOWLEDGED and case.acknowledged_at is not None:
        return say.text(
            "Somebody has looked after it since {when}.", when=say.moment(case.acknowledged_at, timezone)
        )
    return say.text("Asked on {when}. Nobody looks after it yet.", when=say.moment(case.asked_at, timezone))


def _filled(say: Speech, blocks: Sequence[Block]) -> View:
    """The modal, filled up with blanks to the next size that all of them share."""
    bare = kit.modal(ids.MODAL_PRIVATE, say.text("Private matters"), blocks, close=say.text("Close"))
    missing = -(len(json.dumps(bare)) + len(json.dumps({"private_metadata": '{"-":""}'}))) % _SIZE
    return {**bare, "private_metadata": json.dumps({"-": " " * missing}, separators=(",", ":"))}
