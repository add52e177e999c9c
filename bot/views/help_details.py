"""The second page of "I need help": whom she picks, and what she tells; nothing has to be filled in."""

from __future__ import annotations

from collections.abc import Mapping

from bot import ids
from bot.rules.emergency import Emergency
from bot.rules.help_kinds import Door, Kind
from bot.services.case_content import MOST
from bot.services.help import WORDS_MAX
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, View
from bot.views.emergency import numbers
from bot.views.help_kinds import name, who_else, who_first

WEEK, TODAY = "week", "today"
"""When help is needed."""
ME, TEAM = "me", "team"
"""For whom."""
YES = "yes"
SAFE, LEAVE_WORD = "safe", "leave_word"


def form(
    kind: Kind,
    door: Door,
    about: Mapping[str, str],
    emergency: Emergency,
    language: str,
    *,
    words: str = "",
    channel_id: str | None = None,
    has_team: bool = False,
) -> View:
    """`about`: what the readers say of themselves. `has_team`: she has one team, for which she may ask, too.

    The kind and the people come back with it, for whoever reads it must be whom the form has named.
    """
    say = speech(language)
    people = door.people
    blocks = [kit.section("kind", f"*{name(kind, say)}*")]
    if kind is Kind.MORE:
        blocks += _more(say, has_team=has_team)
    blocks.append(_words(words, say))
    blocks += _readers(kind, door, people, about, say)
    if kind is Kind.MORE and has_team:
        blocks.append(
            _tick(
                "tells_channel",
                say.text("In your team's channel"),
                say.text("Say there that help is on its way"),
                say,
            )
        )
    if kind is not Kind.MORE:
        blocks += _in_confidence(door, say)
    blocks.append(kit.section("numbers", numbers(emergency, say)))
    return kit.modal(
        ids.MODAL_HELP,
        say.text("I need help"),
        blocks,
        submit=say.text("Send"),
        close=say.text("Back"),
        meta={"kind": kind, "people": list(people), **({"channel": channel_id} if channel_id else {})},
    )


def _more(say: Speech, *, has_team: bool) -> list[Block]:
    when = {WEEK: say.text("This week"), TODAY: say.text("Today")}
    blocks = [kit.field("when", say.text("When do you need it?"), kit.one_of(when, initial=WEEK))]
    if has_team:
        whom = {ME: say.text("For me"), TEAM: say.text("For our team")}
        blocks.append(kit.field("whom", say.text("For whom?"), kit.one_of(whom, initial=ME)))
    return blocks


def _words(words: str, say: Speech) -> Block:
    return kit.field(
        "words",
        say.text("What is it about?"),
        kit.paragraph(initial=kit.cut(words, WORDS_MAX), max_length=WORDS_MAX),
        hint=say.text(
            "You can leave this empty if the words are hard to find. What you type goes through Slack."
        ),
        optional=True,
    )


def _readers(
    kind: Kind, door: Door, people: tuple[str, ...], about: Mapping[str, str], say: Speech
) -> list[Block]:
    mentions = {person: f"<@{person}>" for person in people}
    blocks = []
    if kind is Kind.UNSAFE:
        others = {person: mentions[person] for person in people if person in door.others}
        if others:
            blocks.append(
                kit.field(
                    "also",
                    who_else(say),
                    kit.boxes(others, about=about),
                    hint=say.text("Only whom you tick. Nobody is ticked.")
                    if door.line
                    else say.text("Please tick whoever may read it. Nobody else is there at the moment."),
                    optional=bool(door.line),
                )
            )
    elif len(people) > 1 or door.others:
        initial = door.line[0] if door.line else None
        texts = {one: _with_line(one, door, about, say) for one in people}
        blocks.append(
            kit.field(
                "first",
                who_first(say),
                kit.one_of(mentions, initial=initial, radio=True, about=texts),
            )
        )
    if len(people) > 1 or kind is Kind.UNSAFE:
        blocks.append(
            kit.field(
                "excluded",
                say.text("Who must not read it?"),
                kit.boxes(mentions),
                hint=say.text("They are left out at every step, and do not learn of it."),
                optional=True,
            )
        )
    return blocks


def _with_line(person: str, door: Door, about: Mapping[str, str], say: Speech) -> str:
    own = about.get(person, "")
    if person not in door.others:
        return own
    only = say.text("Reads it only if you choose them.")
    return f"{own} {only}".strip()


def _in_confidence(door: Door, say: Speech) -> list[Block]:
    safe = {
        SAFE: say.text("It is safe to reach me there"),
        LEAVE_WORD: say.text("You may leave a message there"),
    }
    return [
        kit.field(
            "reach",
            say.text("How and when can we reach you?"),
            kit.line(max_length=MOST["reach"]),
            hint=say.text("Here in Slack, a telephone number, an e-mail address; mornings, evenings …"),
            optional=True,
        ),
        kit.field("safe", say.text("There, nobody else listens or reads"), kit.boxes(safe), optional=True),
        kit.field(
            "wishes",
            say.text("Your language, and other wishes"),
            kit.line(max_length=MOST["wishes"]),
            hint=say.text("For example: in Arabic, with a woman, not by telephone."),
            optional=True,
        ),
        _tick("pass_on", say.text("The Mental Health Team"), say.text("You may pass it on to them"), say),
        _tick(
            "news", say.text("When something is new"), say.text("Write me a line that says only that"), say
        ),
        kit.context("notice", notice(door, say)),
    ]


def notice(door: Door, say: Speech) -> str:
    """What she agrees to by sending; its version is `rules.help_kinds.NOTICE`."""
    if door.line:
        people = say.list(f"<@{person}>" for person in door.line)
        agree = say.text(
            "When you send this, you agree who can read it: {people}, unless you leave them out; and whom you choose here. Nobody whom you leave out reads it.",
            people=people,
        )
    else:
        agree = say.text("When you send this, you agree that whom you choose here can read it.")
    stored = say.text(
        "It is stored encrypted, your name too. You see each opening under “Private matters” on my Home tab, and can erase it there at any time."
    )
    return f"{agree} {stored}"


def _tick(block_id: str, label: str, text: str, say: Speech) -> Block:
    """One box, not ticked."""
    return kit.field(block_id, label, kit.boxes({YES: text}), optional=True)
