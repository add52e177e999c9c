"""A possible team: the cards of the manager, the volunteer and the student, at every step."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Button, Element

from bot import ids
from bot.rules import silence
from bot.rules.own_texts import OwnText
from bot.services.proposals import Ended, NoReason, Shown
from bot.speech import Speech, speech
from bot.views import availability, fitting, help_kinds, kit, minors, programme
from bot.views.answer import Block, Message, View
from bot.views.own_texts import said
from models.enums import ProposalState


def manager_card(shown: Shown, language: str, *, note: str = "") -> Message:
    """To managers: why the two fit, and what they may do about it now. `note`: what the student wrote for them."""
    say = speech(language)
    title = say.text(
        "*A possible team: <@{student}> and <@{volunteer}>*",
        student=shown.student_id,
        volunteer=shown.volunteer_id,
    )
    lines, words = [title, *_chosen(shown, say), manager_line(shown, say)], _chosen_why(shown, say)
    unannounced: list[str] = []
    buttons: list[Element] = []
    if shown.minor_since is not None and shown.is_open:
        unannounced = [minors.line(shown.student_id, shown.minor_since, say)]
    if shown.state is ProposalState.PROPOSED:
        lines = [title, _why(shown, say)]
        words = [*_wish(shown, say), *_note(shown, note, say)]
        buttons = [
            kit.button(say.text("Approve"), ids.PROPOSAL_APPROVE, shown.id, "primary"),
            _reject(shown, say),
            kit.button(say.text("Others"), ids.PROPOSAL_OTHERS, shown.request_id),
        ]
        if shown.has_note and not note:
            unannounced.append(say.text("There is a note, only for you who run CodeBuddies."))
            buttons.append(kit.button(say.text("Read the note"), ids.PROPOSAL_NOTE, shown.id))
    elif shown.is_open:
        buttons = [_take_back(shown, say)]
    elif shown.is_managers_no:
        buttons = [kit.button(say.text("Choose by hand"), ids.PROPOSAL_OTHERS, shown.request_id)]
    return _card("proposal", lines, buttons, unannounced=unannounced, words=words)


def note(shown: Shown, words: str, language: str) -> Message:
    """To a manager who asked to read it: what the student wrote for managers alone."""
    say = speech(language)
    title = say.text("<@{student}> wrote a note for you.", student=shown.student_id)
    if not words.strip():
        return Message(say.text("There is no note any more."))
    return Message(title, (kit.section("note", title), *_note(shown, words, say)))


def volunteer_card(shown: Shown, language: str, *, reminds: bool = False, is_alone: bool = True) -> Message:
    """To the volunteer: what it is about; who she is only where she does not mind. `reminds`: asked a second time;
    `is_alone`: nothing around it has the buttons with which he is full or away.
    """
    say = speech(language)
    title = _asks(shown, say)
    if shown.state is not ProposalState.APPROVED:
        return _card("offer", [title, _volunteer_line(shown, say)], [])
    lines = [title, *fitting.to_volunteer(shown.fit, shown.bent, say)]
    if reminds:
        first = say.text("I asked you a while ago and have no answer yet. Did you see this?")
        lines = [first, *lines]
    lines += [
        said(shown.own_texts, OwnText.OFFER, say, hours=say.hours(shown.weekly_minutes)),
        _else_somebody_else(shown, say),
        *([availability.what_full_means(say)] if is_alone else []),
    ]
    buttons = [
        kit.button(say.text("Accept"), ids.OFFER_ACCEPT, shown.id, "primary"),
        kit.button(say.text("Not this time"), ids.OFFER_DECLINE, shown.id),
        *(availability.not_now(say, shown.id) if is_alone else ()),
        *([help_kinds.button(say)] if reminds else []),
    ]
    return _card("offer", lines, buttons)


def why_not(shown: Shown, language: str) -> View:
    """The form behind "Not this time": one word is enough."""
    say = speech(language)
    reasons = {
        str(NoReason.NO_TIME): say.text("I have no time right now"),
        str(NoReason.TOPICS): say.text("These are not my topics"),
        str(NoReason.HOURS): say.text("The hours do not fit"),
        str(NoReason.OTHER): say.text("Something else"),
    }
    note = say.text(
        "That is fine. Your answer helps to find somebody for this student. The student does not read it."
    )
    return kit.modal(
        ids.MODAL_OFFER_DECLINE,
        say.text("Not this time"),
        [
            kit.section("why_not", note),
            kit.field("reason", say.text("What is it?"), kit.one_of(reasons, radio=True)),
        ],
        submit=say.text("Send"),
        close=say.text("Back"),
        meta={"proposal": shown.id},
    )


def student_card(shown: Shown, language: str) -> Message:
    """To the student: who would be her buddy. She decides, and needs no reason."""
    say = speech(language)
    if shown.state is not ProposalState.ACCEPTED:
        return _card("buddy", [_student_line(shown, say)], [])
    who = {"volunteer": shown.volunteer_id}
    lines = [
        say.text("*Somebody would like to be your buddy: <@{volunteer}>*", **who),
        *fitting.to_student(shown.fit, shown.bent, say),
    ]
    words = []
    if shown.hello.strip():
        title = say.text("<@{volunteer}> writes to you:", **who)
        words.append(kit.quote("buddy_hello", shown.hello, title))
    asks = [said(shown.own_texts, OwnText.BUDDY_FOUND, say, buddy=f"<@{shown.volunteer_id}>")]
    if shown.unnamed:
        asks.append(say.text("<@{volunteer}> does not learn who you are before you say yes.", **who))
    buttons = [
        kit.button(say.text("Accept"), ids.BUDDY_ACCEPT, shown.id, "primary"),
        _somebody_else(shown, say),
    ]
    return _card("buddy", lines, buttons, words=words, below=asks)


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
        "The volunteer of whom I wrote to you cannot be your buddy after all. I am sorry. You keep your place in the list, and I am looking for somebody else."
    )
    return Message(text, (kit.section("buddy_ended", text),))


def _somebody_else(shown: Shown, say: Speech) -> Button:
    sure = (
        say.text("Somebody else?"),
        say.text(
            "Then I look for somebody else, and do not suggest this volunteer to you again. You cannot undo this yourself. You keep your place in the list, and need no reason."
        ),
        say.text("Somebody else, please"),
        say.text("Go back"),
    )
    return kit.button(say.text("Somebody else, please"), ids.BUDDY_DECLINE, shown.id, sure=sure)


def _reject(shown: Shown, say: Speech) -> Button:
    sure = (
        say.text("Not this pair?"),
        say.text(
            "I do not propose these two to each other again, and look for somebody else for the student. The two do not hear of it. You can still choose this pair by hand later."
        ),
        say.text("Not this pair"),
        say.text("Go back"),
    )
    return kit.button(say.text("Not this pair"), ids.PROPOSAL_REJECT, shown.id, sure=sure)


def _take_back(shown: Shown, say: Speech) -> Button:
    sure = (
        say.text("Take this pair back?"),
        say.text(
            "Whoever was asked reads that it is not needed any more. I do not propose these two to each other again, and look for somebody else for the student. You can still choose this pair by hand later."
        ),
        say.text("Take it back"),
        say.text("Go back"),
    )
    return kit.button(say.text("Take it back"), ids.PROPOSAL_TAKE_BACK, shown.id, sure=sure)


def _why(shown: Shown, say: Speech) -> str:
    """In words: languages, times, topics, class, how long she has waited, how many students the volunteer has."""
    fits = fitting.to_managers(shown.fit, shown.student_id, shown.volunteer_id, say)
    course = say.text("<@{student}> is in {course}.", student=shown.student_id, course=_course(shown, say))
    return f"{fits} {course}"


def _wish(shown: Shown, say: Speech) -> list[Block]:
    if not shown.wish.strip():
        return []
    title = say.text("What <@{student}> would like help with:", student=shown.student_id)
    return [kit.quote("proposal_wish", shown.wish, title)]


def _note(shown: Shown, note: str, say: Speech) -> list[Block]:
    if not note.strip():
        return []
    return [kit.quote("proposal_note", note, say.text("Only for you who run CodeBuddies:"))]


def _chosen(shown: Shown, say: Speech) -> list[str]:
    if shown.chosen_by is None:
        return []
    by = say.text("<@{manager}> chose this pair by hand.", manager=shown.chosen_by)
    return [" ".join([by, *(fitting.against(rule, shown.student_id, say) for rule in shown.bent)])]


def _chosen_why(shown: Shown, say: Speech) -> list[Block]:
    if not shown.chosen_why.strip():
        return []
    return [kit.quote("proposal_why", shown.chosen_why, say.text("The reason:"))]


def _asks(shown: Shown, say: Speech) -> str:
    course = _course(shown, say)
    if shown.unnamed:
        return say.text("*A student of {course} would like a buddy*", course=course)
    return say.text(
        "*<@{student}>, a student of {course}, would like a buddy*", student=shown.student_id, course=course
    )


def _else_somebody_else(shown: Shown, say: Speech) -> str:
    after = duration(silence.hours_left(shown.hours) if shown.reminded else shown.hours[1], say)
    return say.text(
        "If you do not answer within {time}, I look for somebody else. That is fine, too.", time=after
    )


def duration(hours: int, say: Speech) -> str:
    """`3 days`, `36 hours`."""
    if hours % 24 == 0:
        return say.count(hours // 24, "{n} day", "{n} days")
    return say.count(hours, "{n} hour", "{n} hours")


def _course(shown: Shown, say: Speech) -> str:
    return programme.class_name(shown.course, shown.course_language, say)


def manager_line(shown: Shown, say: Speech) -> str:
    """How a proposal stands that was approved or ended; to managers."""
    who = {"student": shown.student_id, "volunteer": shown.volunteer_id}
    if shown.state is ProposalState.APPROVED and shown.unreached:
        return say.text(
            "Approved, but my message to <@{volunteer}> did not arrive. Please write to them directly: the question stands on their Home tab. You can also take it back.",
            **who,
        )
    if shown.state is ProposalState.APPROVED:
        times = {"first": duration(shown.hours[0], say), "last": duration(shown.hours[1], say)}
        if shown.reminded:
            return say.text(
                "Approved. <@{volunteer}> has been asked and reminded. Without an answer, I look for somebody else {left} after the reminder. You can also take it back.",
                left=duration(silence.hours_left(shown.hours), say),
                **who,
            )
        return say.text(
            "Approved. <@{volunteer}> has been asked. Without an answer, a reminder goes out after {first}, and after {last} I look for somebody else. You can also take it back.",
            **who,
            **times,
        )
    if shown.state is ProposalState.ACCEPTED and shown.reminded:
        return say.text(
            "<@{volunteer}> has said yes. <@{student}> has been asked and has not answered for a while. Please ask how it stands; you can also take it back.",
            **who,
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
    if shown.ended is Ended.NO_ANSWER:
        return say.text(
            "<@{volunteer}> did not answer within {time}. I look for somebody else for <@{student}>.",
            time=duration(shown.hours[1], say),
            **who,
        )
    not_possible = say.text(
        "This pair is not possible any more: something was changed, or one of the two is not available. I look for somebody else for <@{student}>.",
        **who,
    )
    return {
        Ended.REQUEST_WITHDRAWN: say.text("Not needed any more: the request was withdrawn."),
        Ended.LEFT: say.text("One of the two has left this workspace."),
        Ended.FULL: say.text("The volunteer's places were taken meanwhile. I look for somebody else."),
        Ended.REPLACED: say.text("Somebody else was chosen for <@{student}>.", **who),
        Ended.NOT_AVAILABLE: not_possible,
        None: not_possible,
    }[shown.ended]


def _declined(shown: Shown, who: dict[str, str], say: Speech) -> str:
    if shown.declined_by == shown.volunteer_id:
        no = {
            NoReason.NO_TIME: say.text("<@{volunteer}> said: not this time, no time right now.", **who),
            NoReason.TOPICS: say.text("<@{volunteer}> said: not this time, not the right topics.", **who),
            NoReason.HOURS: say.text("<@{volunteer}> said: not this time, the hours do not fit.", **who),
            NoReason.FULL: say.text("<@{volunteer}> said: full for now.", **who),
        }.get(shown.declined_why or NoReason.OTHER, say.text("<@{volunteer}> said: not this time.", **who))
        looking = say.text("I look for somebody else for <@{student}>.", **who)
        return f"{no} {looking}"
    if shown.declined_by == shown.student_id:
        return say.text("<@{student}> would like somebody else, and stays on the list.", **who)
    return say.text(
        "<@{manager}> decided: not this pair. I look for somebody else for <@{student}>.",
        manager=shown.declined_by,
        **who,
    )


def _volunteer_line(shown: Shown, say: Speech) -> str:
    if shown.state is ProposalState.ACCEPTED:
        return said(shown.own_texts, OwnText.ACCEPTED, say)
    if shown.state is ProposalState.LAUNCHED:
        return say.text("You are <@{student}>'s buddy now. Thank you!", student=shown.student_id)
    if shown.declined_why is NoReason.FULL:
        return say.text(
            "That is fine, and thank you for telling me. I ask you about no new student for four weeks. If you have room again before that, type `/codebuddy volunteer`."
        )
    if shown.ended is Ended.NO_ANSWER:
        return say.text(
            "I had no answer, so I look for somebody else this time. That is fine. I write to you when another student fits."
        )
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
        return say.text("Your request is withdrawn. You can ask again whenever you like.")
    if shown.state is ProposalState.DECLINED and shown.declined_by == shown.student_id:
        return say.text("That is all right. I look for somebody else, and you keep your place in the list.")
    if shown.ended is Ended.FULL:
        return say.text(
            "I am sorry: this place was given away a moment ago. You keep your place in the list, and I look for somebody else."
        )
    return say.text(
        "This buddy is not available any more. You keep your place in the list, and I look for somebody else."
    )


def _card(
    name: str,
    lines: Sequence[str],
    buttons: Sequence[Element],
    *,
    unannounced: Sequence[str] = (),
    words: Sequence[Block] = (),
    below: Sequence[str] = (),
) -> Message:
    """A card; `unannounced` lines and people's own `words` are not in its notification, which a locked phone shows.

    `below`: lines that follow the words.
    """
    blocks = [kit.section(name, "\n".join([*lines, *unannounced])), *words]
    if below:
        blocks.append(kit.section(f"{name}_below", "\n".join(below)))
    if buttons:
        blocks.append(kit.buttons(f"{name}_do", *buttons))
    return Message("\n".join([*lines, *below]), tuple(blocks))
