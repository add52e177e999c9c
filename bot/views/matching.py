"""A possible team: the cards of the manager, the volunteer and the student, at every step; the waiting list."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Button

from bot import ids
from bot.rules.matching import WhyWaiting
from bot.services.matching import Group, WaitingList
from bot.services.proposals import Ended, Shown
from bot.speech import Speech, speech
from bot.views import kit, programme
from bot.views.answer import Message
from models.enums import ProposalState

GROUPS_SHOWN = 8


def manager_card(shown: Shown, language: str, *, maybe_seen: bool = False) -> Message:
    """To managers: why the two fit, and what they may do about it now."""
    say = speech(language)
    title = say.text(
        "*A possible team: <@{student}> and <@{volunteer}>*",
        student=shown.student_id,
        volunteer=shown.volunteer_id,
    )
    lines, wish = [title, _manager_line(shown, say)], list[str]()
    buttons: list[Button] = []
    if shown.state is ProposalState.PROPOSED:
        lines = [title, _why(shown, say)]
        wish = _wish(shown, say)
        buttons = [
            kit.button(say.text("Approve"), ids.PROPOSAL_APPROVE, shown.id, "primary"),
            kit.button(say.text("Not this pair"), ids.PROPOSAL_REJECT, shown.id),
        ]
    elif shown.is_open:
        buttons = [kit.button(say.text("Take it back"), ids.PROPOSAL_TAKE_BACK, shown.id)]
    return _card("proposal", _again(lines, maybe_seen, say), buttons, unannounced=wish)


def volunteer_card(shown: Shown, language: str, *, maybe_seen: bool = False) -> Message:
    """To the volunteer: what it is about, not who she is, so that a no is nobody's hurt."""
    say = speech(language)
    title = say.text("*A student of {course} would like a buddy*", course=_course(shown, say))
    if shown.state is not ProposalState.APPROVED:
        return _card("offer", [title, _volunteer_line(shown, say)], [])
    lines = [title, *_about(shown, say)]
    lines.append(
        say.text("Would you be this student's buddy, for about two hours a week on average? A no is fine.")
    )
    buttons = [
        kit.button(say.text("Accept"), ids.OFFER_ACCEPT, shown.id, "primary"),
        kit.button(say.text("Not this time"), ids.OFFER_DECLINE, shown.id),
    ]
    return _card("offer", _again(lines, maybe_seen, say), buttons)


def student_card(shown: Shown, language: str, *, maybe_seen: bool = False) -> Message:
    """To the student: who would be her buddy. She decides, and needs no reason."""
    say = speech(language)
    if shown.state is not ProposalState.ACCEPTED:
        return _card("buddy", [_student_line(shown, say)], [])
    lines = [
        say.text("*Somebody would like to be your buddy: <@{volunteer}>*", volunteer=shown.volunteer_id),
        say.text("You both speak {languages}.", languages=programme.languages(shown.languages, say)),
    ]
    if shown.topics:
        lines.append(say.text("You both named: {topics}.", topics=programme.topics(shown.topics, say)))
    if shown.hello:
        lines += [
            say.text("<@{volunteer}> writes to you:", volunteer=shown.volunteer_id),
            programme.quoted(shown.hello),
        ]
    lines.append(
        say.text(
            "Would you like that? If not, I will look for somebody else; you do not need to give a reason. <@{volunteer}> does not learn who you are before you say yes.",
            volunteer=shown.volunteer_id,
        )
    )
    buttons = [
        kit.button(say.text("Accept"), ids.BUDDY_ACCEPT, shown.id, "primary"),
        kit.button(say.text("Somebody else, please"), ids.BUDDY_DECLINE, shown.id),
    ]
    return _card("buddy", _again(lines, maybe_seen, say), buttons)


def offer_ended(shown: Shown, language: str) -> Message:
    """To a volunteer who had said yes and waited for the student's answer."""
    say = speech(language)
    if shown.ended is Ended.FULL:
        text = say.text(
            "The student whom you said yes to waits for somebody else now: your places are taken. Thank you."
        )
    else:
        text = say.text(
            "It will not be this time: the student whom you said yes to goes another way. This says nothing about you. Your place is free again, and I write to you when another student fits."
        )
    return Message(text, (kit.section("offer_ended", text),))


def buddy_ended(language: str) -> Message:
    """To a student who was asked, when the offer ended without her."""
    text = speech(language).text(
        "The volunteer of whom I wrote to you cannot be your buddy after all. This is not because of you. You keep your place in the list, and I am looking for somebody else."
    )
    return Message(text, (kit.section("buddy_ended", text),))


def _why(shown: Shown, say: Speech) -> str:
    """In words: language, topics, how long she has waited, how many students the volunteer has."""
    parts = [say.text("Both speak {languages}.", languages=programme.languages(shown.languages, say))]
    if shown.topics:
        parts.append(say.text("Both named {topics}.", topics=programme.topics(shown.topics, say)))
    parts += [
        say.text("<@{student}> is in {course}.", student=shown.student_id, course=_course(shown, say)),
        say.count(shown.days, "The request is {n} day old.", "The request is {n} days old.")
        if shown.days
        else say.text("The request is from today."),
        say.text(
            "{taken} of {capacity} places of <@{volunteer}> are taken.",
            volunteer=shown.volunteer_id,
            taken=shown.taken,
            capacity=shown.capacity,
        ),
    ]
    return " ".join(parts)


def _wish(shown: Shown, say: Speech) -> list[str]:
    if not shown.wish:
        return []
    title = say.text("What <@{student}> would like help with:", student=shown.student_id)
    return [title, programme.quoted(shown.wish)]


def _about(shown: Shown, say: Speech) -> list[str]:
    lines = [
        say.text("You both speak {languages}.", languages=programme.languages(shown.languages, say)),
    ]
    if shown.topics:
        lines.append(say.text("You both named: {topics}.", topics=programme.topics(shown.topics, say)))
    return lines


def _course(shown: Shown, say: Speech) -> str:
    return programme.class_name(shown.course, shown.course_language, say)


def _manager_line(shown: Shown, say: Speech) -> str:
    who = {"student": shown.student_id, "volunteer": shown.volunteer_id}
    if shown.state is ProposalState.APPROVED:
        return say.text(
            "Approved. <@{volunteer}> has been asked. If no answer comes, you can take it back.", **who
        )
    if shown.state is ProposalState.ACCEPTED:
        return say.text(
            "<@{volunteer}> has said yes. <@{student}> has been asked. If no answer comes, you can take it back.",
            **who,
        )
    if shown.state is ProposalState.LAUNCHED:
        return say.text("Both have said yes: they are a team.")
    if shown.state is ProposalState.DECLINED:
        return _declined(shown, who, say)
    return {
        Ended.REQUEST_WITHDRAWN: say.text("Not needed any more: the request was withdrawn."),
        Ended.OFFER_PAUSED: say.text("The offer was paused. I look for somebody else."),
        Ended.CHANGED: say.text(
            "They share no language any more: one of them changed it. I keep looking for both."
        ),
        Ended.LEFT: say.text("One of the two has left this workspace."),
        Ended.FULL: say.text("The volunteer's places were taken meanwhile. I look for somebody else."),
        None: say.text("Not needed any more."),
    }[shown.ended]


def _declined(shown: Shown, who: dict[str, str], say: Speech) -> str:
    if shown.declined_by == shown.volunteer_id:
        return say.text(
            "<@{volunteer}> said: not this time. I look for somebody else for <@{student}>.", **who
        )
    if shown.declined_by == shown.student_id:
        return say.text("<@{student}> would like somebody else, and stays on the list.", **who)
    return say.text(
        "<@{manager}> decided: not this pair. I look for somebody else for <@{student}>.",
        manager=shown.declined_by,
        **who,
    )


def _volunteer_line(shown: Shown, say: Speech) -> str:
    if shown.state is ProposalState.ACCEPTED:
        return say.text("Thank you for your yes! Now the student decides, and I write to you.")
    if shown.state is ProposalState.LAUNCHED:
        return say.text("You are <@{student}>'s buddy now. Thank you!", student=shown.student_id)
    if shown.state is ProposalState.DECLINED and shown.declined_by == shown.volunteer_id:
        return say.text(
            "That is fine, and thank you for telling me. I look for somebody else, and write to you when another student fits."
        )
    if shown.ended is Ended.FULL:
        return say.text(
            "Your places are taken, so I look for somebody else for this student. To take more students, type `/codebuddy volunteer`."
        )
    return say.text("This is not needed any more. Thank you; I write to you when another student fits.")


def _student_line(shown: Shown, say: Speech) -> str:
    if shown.state is ProposalState.LAUNCHED:
        return say.text(
            "You have a buddy: <@{volunteer}>. I am making a private channel for you both.",
            volunteer=shown.volunteer_id,
        )
    if shown.ended is Ended.REQUEST_WITHDRAWN:
        return say.text("You have withdrawn your request. You can ask again whenever you like.")
    if shown.state is ProposalState.DECLINED and shown.declined_by == shown.student_id:
        return say.text("That is all right. I look for somebody else, and you keep your place in the list.")
    if shown.ended is Ended.FULL:
        return say.text(
            "I am sorry: this place was given away a moment ago. You keep your place in the list, and I look for somebody else."
        )
    return say.text(
        "This buddy is not available any more. It is not because of you. You keep your place in the list, and I look for somebody else."
    )


def _again(lines: list[str], maybe_seen: bool, say: Speech) -> list[str]:
    return [say.text("You may have seen this already."), *lines] if maybe_seen else lines


def _card(
    name: str, lines: Sequence[str], buttons: Sequence[Button], *, unannounced: Sequence[str] = ()
) -> Message:
    """`unannounced`: what stands in the card and not in its notification, which a locked phone shows."""
    blocks = [kit.section(name, "\n".join([*lines, *unannounced]))]
    if buttons:
        blocks.append(kit.buttons(f"{name}_do", *buttons))
    return Message("\n".join(lines), tuple(blocks))
