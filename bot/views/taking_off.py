"""A manager takes a request off the list: why, and what its student reads."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.services.requests import Withdrawn
from bot.services.taking_off import Why
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Message, View


def button(request_id: int, say: Speech) -> Button:
    return kit.button(say.text("Take off the list"), ids.REQUEST_TAKE_OFF, request_id)


def form(request_id: int, student_id: str, language: str) -> View:
    """Asked first, with the reason."""
    say = speech(language)
    words = say.text(
        "Take the request of <@{student}> off the list? I tell the student kindly that it was you. For 24 hours they can put it back at the same place; they can ask again whenever they like. Whoever was asked reads that it is not needed any more.",
        student=student_id,
    )
    reasons = {
        Why.ASKED_FOR: say.text("The student asked for it"),
        Why.NOT_HERE: say.text("The student is not in the course any more"),
        Why.HELPED: say.text("The student has found help elsewhere"),
        Why.OTHER: say.text("Something else"),
    }
    choice = kit.one_of({str(key): text for key, text in reasons.items()}, radio=True)
    label = say.text("Why? Only the people who run CodeBuddies read it.")
    return kit.modal(
        ids.MODAL_TAKE_OFF,
        say.text("Take off the list"),
        [kit.section("page", words), kit.field("reason", label, choice)],
        submit=say.text("Take it off"),
        close=say.text("Cancel"),
        meta={"request": request_id},
    )


def done(student_id: str, language: str) -> Message:
    """To the manager."""
    return Message(
        speech(language).text(
            "The request of <@{student}> is off the list. I tell the student.", student=student_id
        )
    )


def told(gone: Withdrawn, by: str, timezone: str, language: str) -> Message:
    """To the student."""
    say = speech(language)
    text = say.text(
        "<@{manager}> has taken your request for a buddy off the list. If that is not right for you: until {moment} you can put it back and keep your place. You can also ask again whenever you like with `/codebuddy request`, or write to <@{manager}>.",
        manager=by,
        moment=say.moment(gone.until, timezone),
    )
    back = kit.button(say.text("Put it back"), ids.REQUEST_PUT_BACK, gone.id)
    return Message(text, (kit.section("taken_off", text), kit.buttons("taken_off_do", back)))
