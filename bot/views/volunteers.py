"""Offering to be a buddy: what happens next, what a volunteer hears of it, and the managers' card."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.rules.own_texts import NONE, Own, OwnText
from bot.services.volunteers import OwnOffer
from bot.speech import Speech, escape, speech
from bot.views import availability, kit, programme
from bot.views.answer import Message
from bot.views.own_texts import said
from models.enums import Place, VolunteerState


def offered(own: OwnOffer, language: str, texts: Own = NONE) -> Message:
    """The answer to the one who offers: stored, and what happens next."""
    say = speech(language)
    if own.goes_on and own.state is VolunteerState.APPROVED:
        first = say.text(
            "Your offer is saved and goes on: it is not paused any more. I write to you when a student fits."
        )
    elif own.goes_on:
        first = say.text(
            "Your offer is saved and goes on: it is not paused any more. A manager looks at it first; until then I suggest no student to you."
        )
    elif own.away_until is not None:
        first = say.text("Your offer is saved.")
    elif own.state is VolunteerState.APPROVED:
        first = say.text("Your offer is saved. I write to you when a student fits.")
    else:
        first = said(texts, OwnText.OFFERED, say)
    if own.away_until is not None:
        first = f"{first} {availability.away_line(own, say)}"
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


def again(own: OwnOffer, language: str) -> Message:
    """To managers who had said "not now"."""
    say = speech(language)
    text = say.text(
        "<@{volunteer}> offers to be a buddy once more. Please look again.", volunteer=own.user_id
    )
    read = kit.button(say.text("Read the offer"), ids.VOLUNTEER_READ, own.user_id)
    return Message(text, (kit.section("volunteer_again", text), kit.buttons("volunteer_again_do", read)))


def chat(own: OwnOffer, language: str) -> Message:
    """To the volunteer: a manager would like to talk with him first."""
    say = speech(language)
    lines = [
        say.text(
            "Thank you for your offer to be a buddy! <@{manager}> would like to talk with you for a few minutes before your first student, to get to know you. That is usual. You can write to each other here in Slack and find a time.",
            manager=own.chat_by,
        )
    ]
    change = kit.button(say.text("Change my offer"), ids.VOLUNTEER_OPEN)
    if not own.agreed:
        lines.append(
            say.text(
                "Until then, please open your offer and read the code of conduct: it is on the second page."
            )
        )
    text = "\n".join(lines)
    return Message(text, (kit.section("volunteer_chat", text), kit.buttons("volunteer_chat_do", change)))


def conduct_question(language: str) -> Message:
    """To a volunteer who is approved and has never read the code of conduct here."""
    say = speech(language)
    text = say.text(
        "Thank you for being a buddy! One thing is missing before I suggest a new student to you: please open your offer, and read and tick the code of conduct. It is on the second page, and takes two minutes. Students who are with you stay with you."
    )
    read = kit.button(say.text("Open my offer"), ids.VOLUNTEER_OPEN, style="primary")
    return Message(text, (kit.section("conduct_question", text), kit.buttons("conduct_question_do", read)))


def paused(own: OwnOffer, language: str) -> Message:
    say = speech(language)
    text = say.text(
        "Your offer is paused: I suggest no new student to you. Students whom you have said yes to stay with you. To go on, press the button."
    )
    go_on = kit.buttons("volunteer_do", availability.go_on(say))
    return Message(text, (kit.section("volunteer", text), go_on))


def not_now(own: OwnOffer, language: str) -> Message:
    """To the volunteer: a manager does not take his offer up for now, or has stopped it."""
    say = speech(language)
    first = (
        say.text(
            "Thank you for being there as a buddy. The people who run CodeBuddies suggest no new student to you for now. Students who are with you stay with you."
        )
        if own.was_stopped
        else say.text(
            "Thank you for your offer to be a buddy. The people who run CodeBuddies have read it, and cannot take it up for now."
        )
    )
    if own.put_off_by is not None:
        ask = say.text("You can ask <@{manager}> about it here in Slack.", manager=own.put_off_by)
        first = f"{first} {ask}"
    again = say.text(
        "What you wrote is kept. You can offer again whenever you like: press the button, look through it and save."
    )
    text = f"{first}\n{again}"
    button = kit.button(say.text("Offer again"), ids.VOLUNTEER_OPEN)
    return Message(
        text, (kit.section("volunteer_not_now", text), kit.buttons("volunteer_not_now_do", button))
    )


def card(own: OwnOffer, language: str) -> Message:
    """To a manager, as it stands: with Approve while nobody has, and Ask for a chat until somebody did."""
    say = speech(language)
    lines = [say.text("<@{volunteer}> offers to be a buddy.", volunteer=own.user_id), *_says(own, say)]
    stands = "\n".join(_stands(own, say))
    blocks = [kit.section("volunteer", "\n".join(lines))]
    if own.offer.hello.strip():
        blocks.append(kit.quote("volunteer_hello", own.offer.hello, say.text("For the student:")))
    blocks.append(kit.section("volunteer_stands", stands))
    if buttons := _decide(own, say):
        blocks.append(kit.buttons("volunteer_do", *buttons))
    return Message("\n".join([*lines, stands]), tuple(blocks))


def _decide(own: OwnOffer, say: Speech) -> list[Button]:
    """What a manager can do with an offer as it stands."""
    if own.state is VolunteerState.APPROVED:
        check = kit.button(say.text("Enter the check"), ids.VOLUNTEER_APPROVE, own.user_id, "primary")
        return [*([check] if own.needs_check else []), _stop(own, say)]
    if own.state is VolunteerState.PAUSED:
        return [_stop(own, say)]
    buttons = []
    if own.agreed:
        buttons.append(kit.button(say.text("Approve"), ids.VOLUNTEER_APPROVE, own.user_id, "primary"))
    if own.state is VolunteerState.NOT_NOW:
        return buttons
    if own.chat_by is None:
        buttons.append(kit.button(say.text("Ask for a chat"), ids.VOLUNTEER_CHAT, own.user_id))
    return [*buttons, _put_off(own, say)]


def _put_off(own: OwnOffer, say: Speech) -> Button:
    sure = (
        say.text("Not take this offer up for now?"),
        say.text(
            "I thank the volunteer, and say that you cannot take the offer up for now and that you can be asked about it. Nothing is deleted: they can offer again, and you can still approve the offer here."
        ),
        say.text("Not now"),
        say.text("Go back"),
    )
    return kit.button(say.text("Not now"), ids.VOLUNTEER_NOT_NOW, own.user_id, sure=sure)


def _stop(own: OwnOffer, say: Speech) -> Button:
    sure = (
        say.text("No new students for now?"),
        say.text(
            "I tell the volunteer so, thank them, and say that you can be asked about it. Whom they were asked about and have not said yes to, I suggest to somebody else. Students who are with them stay. They can offer again, and you can approve the offer again here."
        ),
        say.text("No new students"),
        say.text("Go back"),
    )
    return kit.button(say.text("No new students"), ids.VOLUNTEER_NOT_NOW, own.user_id, sure=sure)


def _says(own: OwnOffer, say: Speech) -> list[str]:
    """What the offer says, but for his own words, and what he says of himself: matching alone reads that."""
    offer = own.offer
    rest = [one for one in offer.languages if one not in offer.fluent]
    lines = []
    if offer.fluent:
        lines.append(say.text("Speaks {languages}.", languages=programme.languages(offer.fluent, say)))
    if rest:
        lines.append(say.text("Gets by in {languages}.", languages=programme.languages(rest, say)))
    if offer.topics:
        lines.append(say.text("Can help with: {topics}.", topics=programme.topics(offer.topics, say)))
    lines.append(
        say.count(
            offer.capacity,
            "Has time for {n} student: {hours} a week.",
            "Has time for up to {n} students: {hours} a week in all.",
            hours=say.hours(offer.weekly_minutes),
        )
    )
    if offer.times:
        lines.append(
            say.text("Can meet, in their own time: {times}.", times=programme.times(offer.times, say))
        )
    return [*lines, _where(own, say)]


def _where(own: OwnOffer, say: Speech) -> str:
    offer, city = own.offer, escape(own.offer.city)
    if offer.place is Place.REMOTE or not city:
        return {
            Place.REMOTE: say.text("Meets online."),
            Place.IN_PERSON: say.text("Meets in person."),
        }.get(offer.place or Place.EITHER, say.text("Meets online. For in person, the city is missing."))
    if offer.place is Place.IN_PERSON:
        return say.text("Meets in person in {city}.", city=city)
    return say.text("Meets online, or in person in {city}.", city=city)


def _stands(own: OwnOffer, say: Speech) -> list[str]:
    """How far the screening is. The day of a chat that was asked for is told in the programme's zone."""
    if own.state is VolunteerState.PAUSED:
        return [say.text("The offer is paused.")]
    if own.state is VolunteerState.NOT_NOW:
        return _put_off_stands(own, say)
    if own.state is VolunteerState.OFFERED:
        return _not_yet(own, say)
    by = say.text("Approved by <@{manager}>.", manager=own.approved_by)
    lines = [by if own.approved_by else say.text("Approved before CodeBuddies was used here.")]
    if own.conduct_at is None:
        lines.append(
            say.text(
                "The code of conduct is not ticked yet. I have asked for it, and suggest no student until then."
            )
        )
    if own.checked_on is not None:
        lines.append(say.text("Background check of {day}.", day=say.day_and_year(own.checked_on)))
    elif own.needs_check:
        lines.append(say.text("The day of the background check is missing: I suggest no student until then."))
    if own.away_until is not None:
        lines.append(say.text("Takes no new student until {day}.", day=say.day(own.away_until)))
    elif own.is_silent:
        lines.append(say.text("Has not answered for a while, so I suggest no student for now."))
    return lines


def _put_off_stands(own: OwnOffer, say: Speech) -> list[str]:
    by = say.text("<@{manager}> said: not now. The volunteer knows.", manager=own.put_off_by)
    lines = [by if own.put_off_by else say.text("Not taken up for now. The volunteer knows.")]
    if own.agreed:
        lines.append(say.text("You can still approve the offer."))
    return lines


def _not_yet(own: OwnOffer, say: Speech) -> list[str]:
    lines = []
    if own.chat_by is not None and own.chat_at is not None:
        lines.append(
            say.text(
                "<@{manager}> asked for a chat on {moment}.",
                manager=own.chat_by,
                moment=say.moment(own.chat_at, own.programme_zone),
            )
        )
    if not own.agreed:
        lines.append(
            say.text("The code of conduct is not ticked yet, so the offer cannot be approved before it is.")
        )
    lines.append(say.text("Managers look at this offer first. No student hears of it before that."))
    return lines
