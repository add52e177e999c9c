"""Offering to be a buddy: the form, what happens next, and the managers' card."""

from __future__ import annotations

from bot import ids
from bot.services.requests import Choices
from bot.services.volunteers import HELLO_MAX, MOST_STUDENTS, OwnOffer
from bot.speech import Speech, speech
from bot.views import kit, programme
from bot.views.answer import Block, Message, View
from models.enums import VolunteerState


def form(choices: Choices, own: OwnOffer | None, language: str) -> View:
    """The form; filled in with what was offered before, which it then changes."""
    say = speech(language)
    had = own.offer if own else None
    numbers = {str(number): str(number) for number in range(1, MOST_STUDENTS + 1)}
    blocks = [
        kit.section(
            "volunteer_note",
            say.text(
                "A buddy gives one student about two hours a week on average: questions, encouragement, company on the way. When and where is for the two of you to agree."
            ),
        ),
        kit.field(
            "languages",
            say.text("Which languages can you help in?"),
            kit.some_of(programme.language_choices(choices, say), initial=had.languages if had else ()),
            hint=say.text("Choose the one you like best first."),
        ),
        kit.field(
            "topics",
            say.text("What can you help with?"),
            kit.some_of(programme.topic_choices(choices, say), initial=had.topics if had else ()),
            hint=say.text("You can leave this empty."),
            optional=True,
        ),
        kit.field(
            "capacity",
            say.text("How many students at most?"),
            kit.one_of(numbers, initial=str(had.capacity) if had else "1"),
        ),
        kit.field(
            "hello",
            say.text("A few words to your student"),
            kit.paragraph(initial=had.hello if had else "", max_length=HELLO_MAX),
            hint=say.text("Who you are, and why you do this. Write it in a language your student reads."),
            optional=True,
        ),
    ]
    if own and own.state is not VolunteerState.PAUSED:
        blocks.append(_pause(own, say))
    return kit.modal(
        ids.MODAL_VOLUNTEER,
        say.text("Your offer") if own else say.text("Be a buddy"),
        blocks,
        submit=say.text("Save") if own else say.text("Offer"),
        close=say.text("Cancel"),
    )


def offered(own: OwnOffer, language: str) -> Message:
    """The answer to the one who offers: stored, and what happens next."""
    say = speech(language)
    if own.state is VolunteerState.APPROVED:
        first = say.text("Your offer is saved. I write to you when a student fits.")
    else:
        first = say.text(
            "Thank you! Your offer is saved. A manager looks at it first; until then I suggest no student to you."
        )
    lines = [first, say.text("You can change or pause it at any time: type `/codebuddy volunteer`.")]
    text = "\n".join(lines)
    change = kit.button(say.text("Change my offer"), ids.VOLUNTEER_OPEN)
    return Message(text, (kit.section("volunteer", text), kit.buttons("volunteer_do", change)))


def approved(language: str) -> Message:
    """To the volunteer."""
    say = speech(language)
    text = say.text(
        "Your offer to be a buddy is approved. Thank you! When a student fits, I ask you first, and you can say no. To change or pause your offer, type `/codebuddy volunteer`."
    )
    return Message(text, (kit.section("volunteer_approved", text),))


def paused(own: OwnOffer, language: str) -> Message:
    say = speech(language)
    text = say.text(
        "Your offer is paused: I suggest no new student to you. Students whom you have said yes to stay with you. To go on, press the button."
    )
    go_on = kit.button(say.text("Go on"), ids.VOLUNTEER_OPEN)
    return Message(text, (kit.section("volunteer", text), kit.buttons("volunteer_do", go_on)))


def card(own: OwnOffer, language: str, *, maybe_seen: bool = False) -> Message:
    """To a manager, as it stands: with Approve while nobody has."""
    say = speech(language)
    offer = own.offer
    lines = [
        say.text("<@{volunteer}> offers to be a buddy.", volunteer=own.user_id),
        say.text("Speaks {languages}.", languages=programme.languages(offer.languages, say)),
    ]
    if maybe_seen:
        lines.insert(0, say.text("You may have seen this already."))
    if offer.topics:
        lines.append(say.text("Can help with: {topics}.", topics=programme.topics(offer.topics, say)))
    lines.append(say.count(offer.capacity, "Has time for {n} student.", "Has time for up to {n} students."))
    if offer.hello:
        lines.append(programme.quoted(offer.hello))
    lines.append(_stands(own, say))
    text = "\n".join(lines)
    blocks = [kit.section("volunteer", text)]
    if own.state is VolunteerState.OFFERED:
        approve = kit.button(say.text("Approve"), ids.VOLUNTEER_APPROVE, own.user_id, "primary")
        blocks.append(kit.buttons("volunteer_do", approve))
    return Message(text, tuple(blocks))


def _stands(own: OwnOffer, say: Speech) -> str:
    if own.state is VolunteerState.PAUSED:
        return say.text("The offer is paused.")
    if own.state is VolunteerState.OFFERED or own.approved_by is None:
        return say.text("No student hears of this offer before a manager has approved it.")
    return say.text("Approved by <@{manager}>.", manager=own.approved_by)


def _pause(own: OwnOffer, say: Speech) -> Block:
    return kit.buttons(
        "volunteer_do", kit.button(say.text("Pause my offer"), ids.VOLUNTEER_PAUSE, own.user_id)
    )
