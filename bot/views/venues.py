"""Places to meet: choosing one, the programme's own in the settings, asking who agrees, and the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot import ids
from bot.rules.venues import AGREES, PUBLIC, REMOTE, VENUES_MAX, Venue, name_of
from bot.services.venues import LINE_MAX, Question
from bot.speech import Speech, escape, speech
from bot.views import kit
from bot.views.answer import Block, Message, View
from bot.views.in_each import seen_perhaps
from models.enums import Role


def place_field(venues: Iterable[Venue], place: str, say: Speech, *, hint: str | None = None) -> Block:
    """Where it was or will be; nobody has to say it. What was said before stays a choice."""
    choices = {
        REMOTE: say.text("Online"),
        **{one.key: one.name for one in venues},
        PUBLIC: say.text("A public place, like a library or a café"),
    }
    name = name_of(place)
    if name is not None:
        choices.setdefault(place, name)
    return kit.field(
        "place", say.text("Where?"), kit.one_of(choices, initial=place or None), hint=hint, optional=True
    )


def place_in_text(place: str, say: Speech) -> str:
    """`online`, `at Elevador`: inside a sentence; empty where nobody has said it."""
    name = name_of(place)
    if name is not None:
        return say.text("at {place}", place=escape(name))
    return {REMOTE: say.text("online"), PUBLIC: say.text("in a public place")}.get(place, "")


def line(venue: Venue, say: Speech) -> str:
    """`Elevador (to be agreed with the project manager)`, on the settings' screen."""
    return _with_whom(venue, escape(venue.name), say)


def choice(venue: Venue, say: Speech) -> str:
    """The same, as a choice of a form: plain words."""
    return _with_whom(venue, venue.name, say)


def _with_whom(venue: Venue, name: str, say: Speech) -> str:
    return {
        None: name,
        Role.PROJECT_MANAGER: say.text("{place} (the project manager is asked first)", place=name),
        Role.PROGRAMME_MANAGER: say.text("{place} (the programme manager is asked first)", place=name),
    }.get(venue.role, name)


def entered(venues: Sequence[Venue]) -> dict[str, str]:
    """What is set, as the fields of the settings take it."""
    return {
        str(role or "free"): "\n".join(one.name for one in venues if one.role == role)
        for role in (None, *AGREES)
    }


def settings_fields(entered: Mapping[str, str], say: Speech) -> list[Block]:
    about = say.text(
        "Where a team can meet, besides online and public places. They choose from these when they plan a meeting or log a session. Before a meeting at a place of the second or third list I ask that person, with the buttons Yes and No. When a session is logged afterwards, I ask nobody."
    )
    hint = say.text("One on each line, {most} in all.", most=VENUES_MAX)
    labels = {
        "free": say.text("Places to use at any time"),
        str(Role.PROJECT_MANAGER): say.text("Places where the project manager is asked first"),
        str(Role.PROGRAMME_MANAGER): say.text("Places where the programme manager is asked first"),
    }
    return [
        kit.section("about", about),
        *(
            kit.field(block, label, kit.paragraph(initial=entered[block]), hint=hint, optional=True)
            for block, label in labels.items()
        ),
    ]


def question(asked: Question, language: str, *, maybe_seen: bool = False) -> Message:
    """To whoever answers for the place."""
    say = speech(language)
    text = say.text(
        "<@{student}> and <@{buddy}> would like to meet at {place} on {day}. Is that fine?",
        student=asked.student_id,
        buddy=asked.buddy_id,
        place=escape(asked.venue),
        day=_when(asked, say),
    )
    if maybe_seen:
        text = seen_perhaps(text, say)
    buttons = kit.buttons(
        "venue_do",
        kit.button(say.text("Yes"), ids.VENUE_YES, asked.id, "primary"),
        kit.button(say.text("No"), ids.VENUE_NO, asked.id),
        kit.button(say.text("Answer with a line"), ids.VENUE_LINE, asked.id),
    )
    return Message(text, (kit.section("venue", text), buttons))


def place_line(asked: Question | None, say: Speech) -> str:
    """Below a meeting: whether they can be there; empty where nobody need be asked."""
    if asked is None:
        return ""
    if asked.is_fine is None:
        return say.text(
            "The place is not sure yet: I ask <@{user}> whether you can meet there, and tell you the answer.",
            user=asked.asked_of,
        )
    if asked.is_fine:
        return say.text("The place is sure: <@{user}> says yes.", user=asked.answered_by)
    return say.text(
        "It is not possible there at that time, says <@{user}>. Please choose another place or another time.",
        user=asked.answered_by,
    )


def not_needed(language: str) -> Message:
    """In place of a question whose meeting has another time or place by now, or is off."""
    text = speech(language).text("This is not needed any more: the meeting has changed.")
    return Message(text, (kit.section("venue", text),))


def _when(asked: Question, say: Speech) -> str:
    """By the clock at the place: the team's."""
    return say.moment(asked.starts_at, asked.timezone)


def line_form(asked: Question, language: str) -> View:
    say = speech(language)
    about = say.text(
        "<@{student}> and <@{buddy}>: {place}, {day}. Both read your answer in their channel.",
        student=asked.student_id,
        buddy=asked.buddy_id,
        place=escape(asked.venue),
        day=_when(asked, say),
    )
    choices = {"yes": say.text("Yes, that is fine"), "no": say.text("No, not this time")}
    return kit.modal(
        ids.MODAL_VENUE,
        say.text("A place to meet"),
        [
            kit.section("about", about),
            kit.field("fine", say.text("Can they meet there?"), kit.one_of(choices, radio=True)),
            kit.field(
                "line",
                say.text("One line for the two"),
                kit.line(max_length=LINE_MAX),
                hint=say.text("For example where the key is, or when else it is free."),
                optional=True,
            ),
        ],
        submit=say.text("Send"),
        close=say.text("Cancel"),
        meta={"question": asked.id},
    )


def answered(asked: Question, language: str) -> Message:
    """In place of the question."""
    say = speech(language)
    values = {
        "by": asked.answered_by,
        "student": asked.student_id,
        "buddy": asked.buddy_id,
        "place": escape(asked.venue),
        "day": _when(asked, say),
    }
    if asked.is_fine:
        text = say.text("<@{by}> said yes: <@{student}> and <@{buddy}>, {place}, {day}. Both know.", **values)
    else:
        text = say.text("<@{by}> said no: <@{student}> and <@{buddy}>, {place}, {day}. Both know.", **values)
    return Message(text, (kit.section("venue", text), *_quoted(asked)))


def told(asked: Question, language: str) -> Message:
    """To the two, in their channel."""
    say = speech(language)
    values = {
        "student": asked.student_id,
        "buddy": asked.buddy_id,
        "by": asked.answered_by,
        "place": escape(asked.venue),
        "day": _when(asked, say),
    }
    if asked.is_fine:
        text = say.text(
            "<@{student}> and <@{buddy}>: <@{by}> says yes, you can meet at {place} on {day}.", **values
        )
    else:
        text = say.text(
            "<@{student}> and <@{buddy}>: on {day} it is not possible at {place}, says <@{by}>. Please choose another place or another time.",
            **values,
        )
    return Message(text, (kit.section("venue", text), *_quoted(asked)))


def _quoted(asked: Question) -> list[Block]:
    return [kit.quote("venue_line", asked.line)] if asked.line.strip() else []
