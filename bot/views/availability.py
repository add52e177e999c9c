"""Whether a volunteer takes new students: how it stands, the buttons to change it, and what he hears of it."""

from __future__ import annotations

from slackblocks import Button, Element

from bot import ids
from bot.services.volunteers import OwnOffer
from bot.speech import Speech, speech
from bot.views import away, help_kinds, kit
from bot.views.answer import Message
from models.enums import VolunteerState


def not_now(say: Speech, proposal_id: int | None = None) -> tuple[Button, ...]:
    """No new students for a while: for four weeks, or on days away. `proposal_id`: on the card of a possible team."""
    on_card = kit.button(say.text("Full for now"), ids.OFFER_FULL, proposal_id)
    return full(say) if proposal_id is None else on_card, away.button(say)


def full(say: Speech) -> Button:
    return kit.button(say.text("Full for now"), ids.VOLUNTEER_FULL)


def what_full_means(say: Speech) -> str:
    """Said before the button is pressed."""
    return say.text("“Full for now” means: I ask you about no new student for four weeks.")


def away_line(own: OwnOffer, say: Speech) -> str:
    """Until when, for somebody who is away."""
    assert own.away_until is not None  # noqa: S101 - asked of those who are away
    return say.text(
        "Until {day} I suggest no new student to you. On that day you are back by yourself, and I tell you.",
        day=say.day(own.away_until),
    )


def go_on(say: Speech) -> Button:
    """Takes a pause back, with one click."""
    return kit.button(say.text("Go on"), ids.VOLUNTEER_GO_ON, style="primary")


def told(own: OwnOffer, language: str) -> Message:
    """The answer to a click: how it stands now, and the way back."""
    say = speech(language)
    if own.state is VolunteerState.PAUSED:
        text = say.text("Your offer is paused, and stays paused. To go on, press the button.")
        return _message("volunteer", text, go_on(say))
    if own.state is VolunteerState.NOT_NOW:
        text = say.text("Your offer is not taken up for now. You can offer again whenever you like.")
        return _message("volunteer", text, kit.button(say.text("Offer again"), ids.VOLUNTEER_OPEN))
    if own.away_until is not None:
        kept = say.text("Students who are with you stay with you.")
        text = f"{away_line(own, say)} {kept}"
        return _message(
            "volunteer", text, kit.button(say.text("Take new students again"), ids.VOLUNTEER_BACK)
        )
    if own.state is VolunteerState.OFFERED:
        text = say.text("Thank you. A manager looks at your offer first, and I write to you.")
        return _message("volunteer", text)
    text = say.text("Thank you! Your offer holds: I write to you when a student fits.")
    return _message("volunteer", text)


def back(own: OwnOffer, language: str) -> Message:
    """His day has come."""
    say = speech(language)
    text = say.text(
        "Welcome back! From today I suggest students to you again. I ask you first each time, and you can say no. Do you need more time? Use the buttons below."
    )
    return _message("volunteer_back", f"{text} {what_full_means(say)}", *not_now(say))


def still(own: OwnOffer, language: str) -> Message:
    """Nothing has happened with his offer for long: does it still hold?"""
    say = speech(language)
    text = say.text(
        "It has been quiet for a while: you have no student at the moment. Is your offer to be a buddy still as you made it? One click is enough. If it is not, that is fine too."
    )
    return _message("volunteer_still", text, *_answers(own, say))


def silent(own: OwnOffer, language: str) -> Message:
    """He has not answered: he is not proposed, and reads how to come back."""
    say = speech(language)
    text = say.text(
        "I asked you whether your offer to be a buddy still holds, and have not heard from you. So I suggest no student to you for now. Nothing is deleted, and nobody minds. When you have time again, press the button."
    )
    return _message("volunteer_silent", text, *_answers(own, say))


def _answers(own: OwnOffer, say: Speech) -> tuple[Element, ...]:
    return (
        kit.button(say.text("Yes, it still holds"), ids.VOLUNTEER_STILL, style="primary"),
        kit.button(say.text("Change my offer"), ids.VOLUNTEER_OPEN),
        kit.button(say.text("Pause my offer"), ids.VOLUNTEER_PAUSE, own.user_id),
        help_kinds.button(say),
    )


def _message(block_id: str, text: str, *buttons: Element) -> Message:
    blocks = [kit.section(block_id, text)]
    if buttons:
        blocks.append(kit.buttons(f"{block_id}_do", *buttons))
    return Message(text, tuple(blocks))
