"""A stand-in while a buddy is away: asked for, chosen, asked, here, and thanked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from slackblocks import Button

from bot import ids
from bot.services.stand_in_choice import Fitting
from bot.services.stand_ins import Asked, Standing
from bot.speech import Speech, speech
from bot.views import help_kinds, kit
from bot.views.answer import Block, Message, View
from bot.views.in_each import in_each
from models.enums import StandInState


def offered_to_student(student_id: str, say: Speech) -> str:
    """Below the line that the buddy is away; the button stands under it."""
    return say.text(
        "<@{student}>, if you like, ask for a stand-in: another volunteer who answers questions here until then. It is fine without one, too.",
        student=student_id,
    )


def ask_button(mark: str, say: Speech) -> Block:
    return kit.buttons("stand_in_do", kit.button(say.text("Ask for a stand-in"), ids.STAND_IN_ASK, mark))


def asked(language: str) -> Message:
    """To the student: what happens next."""
    return Message(_asked(speech(language)))


def _asked(say: Speech) -> str:
    return say.text(
        "Good that you ask. A manager now looks for a stand-in for you. It can take a few days, and I tell you when there is an answer. You need not do anything."
    )


def home(standing: Standing, support: str | None, say: Speech) -> list[Block]:
    """On the student's Home, while her buddy is away."""
    if standing.mark is not None:
        text = say.text(
            "Your buddy is away. If you like, ask for a stand-in: another volunteer who answers questions in your channel until then. It is fine without one, too."
        )
        return [kit.section("stand_in", text), ask_button(standing.mark, say)]
    found = standing.asked
    if found is None or found.state is StandInState.OVER:
        return []
    if found.state in (StandInState.ASKED, StandInState.OFFERED):
        return [kit.section("stand_in", _asked(say))]
    if found.state is StandInState.NOBODY:
        return [kit.section("stand_in", _nobody(found, support, say))]
    return [kit.section("stand_in", _stands_in(found, say))]


def _stands_in(found: Asked, say: Speech) -> str:
    return say.text(
        "<@{user}> stands in until {day}. You can ask in your channel.",
        user=found.volunteer_id,
        day=_last(found, say),
    )


def card(found: Asked, language: str, *, again: bool = False) -> Message:
    """To a manager. `again`: nobody has chosen for a day."""
    say = speech(language)
    lines = [say.text("This has waited for a day: nobody has been chosen yet.")] if again else []
    lines += [
        say.text(
            "<@{student}> would like a stand-in while <@{buddy}> is away, until {day}: a volunteer who answers questions in their channel. No hours are expected.",
            student=found.student_id,
            buddy=found.buddy_id,
            day=_last(found, say),
        )
    ]
    if found.round:
        lines.append(say.text("It did not work out with the last one whom I asked. Is there somebody else?"))
    text = "\n".join(lines)
    buttons = kit.buttons(
        "card_do",
        kit.button(say.text("Choose somebody"), ids.STAND_IN_CHOOSE, found.mark, "primary"),
        kit.button(say.text("Nobody now"), ids.STAND_IN_NOBODY, found.mark),
    )
    return Message(text, (kit.section("card", text), buttons))


def form(found: Asked, fitting: Sequence[Fitting], support: str | None, language: str) -> View:
    say = speech(language)
    what = say.text(
        "Questions in the channel of <@{student}>, until {day}.",
        student=found.student_id,
        day=_last(found, say),
    )
    if not fitting:
        blocks = [kit.section("what", what), kit.section("nobody", _nobody_fits(found, support, say))]
        return kit.modal(ids.MODAL_STAND_IN, say.text("Choose a stand-in"), blocks, close=say.text("Close"))
    choices = {one.user_id: f"<@{one.user_id}>" for one in fitting}
    about = {one.user_id: _about(one, say) for one in fitting}
    order = say.text(
        "First those who speak the team's language, and speak it well; then those with fewer students. I ask the one you choose, and a no is fine."
    )
    return kit.modal(
        ids.MODAL_STAND_IN,
        say.text("Choose a stand-in"),
        [
            kit.section("what", what),
            kit.field(
                "somebody", say.text("Whom shall I ask?"), kit.one_of(choices, radio=True, about=about)
            ),
            kit.context("order", order),
        ],
        submit=say.text("Ask this person"),
        close=say.text("Cancel"),
        meta={"mark": found.mark},
    )


def _about(one: Fitting, say: Speech) -> str:
    language = say.language_in_text(one.language)
    if one.fluent:
        spoken = say.text("Speaks {language} well.", language=language)
    else:
        spoken = say.text("Gets by in {language}.", language=language)
    if not one.students:
        students = say.text("Has no student.")
    else:
        students = say.count(one.students, "Has one student.", "Has {n} students.")
    return f"{spoken} {students}"


def _nobody_fits(found: Asked, support: str | None, say: Speech) -> str:
    text = say.text(
        "Nobody fits at the moment: approved, here on these days, not full, and speaking a language of theirs. You can look again tomorrow, answer questions in the channel yourself, or press “Nobody now” on the card: then I tell <@{student}> kindly.",
        student=found.student_id,
    )
    if support is None:
        return text
    rest = say.text("Questions can also be asked in <#{channel}>.", channel=support)
    return f"{text} {rest}"


def card_over(found: Asked, how: str, user: str | None, language: str) -> Message:
    """In place of the card."""
    say = speech(language)
    names = {"student": found.student_id, "buddy": found.buddy_id, "user": user}
    if how == "chosen":
        text = say.text(
            "I have asked <@{user}> to stand in for <@{buddy}>. If it is a no, or there is no answer for 2 days, you get a new card.",
            **names,
        )
    elif how == "yes":
        text = say.text("<@{user}> stands in for <@{buddy}>.", **names)
    elif how == "nobody":
        text = say.text("No stand-in this time. I tell <@{student}> kindly.", **names)
    else:
        text = say.text(
            "This is over: <@{buddy}> is back, or the team has ended. There is nothing to do.", **names
        )
    return Message(text, (kit.section("card_over", text),))


def offer(found: Asked, zone: tzinfo, language: str, *, again: bool = False) -> Message:
    """To the volunteer: until when, whose student, and what is expected. `again`: he was asked for other days."""
    say = speech(language)
    lines = []
    if again and found.first is not None:
        changed = say.text(
            "The days have changed, so I ask you again. The first day away is {day} now.",
            day=say.day(found.first),
        )
        lines = [changed]
    lines += [
        say.text(
            "<@{manager}> asks you: <@{buddy}> is away until {day}. Would you stand in, for <@{student}>?",
            manager=found.chosen_by,
            buddy=found.buddy_id,
            student=found.student_id,
            day=_last(found, say),
        ),
        say.text(
            "You would be in their channel and answer questions there when you can. No hours and no meetings are expected. After these days I take you out of the channel."
        ),
    ]
    if found.until is not None:
        day = say.day(found.until.astimezone(zone).date())
        lines.append(say.text("Both answers are fine. Please answer by {day}.", day=day))
    text = "\n".join(lines)
    buttons = kit.buttons(
        "offer_do",
        kit.button(say.text("Yes, gladly"), ids.STAND_IN_YES, found.mark, "primary"),
        kit.button(say.text("Not this time"), ids.STAND_IN_NO, found.mark),
    )
    return Message(text, (kit.section("offer", text), buttons))


def accepted(found: Asked, language: str) -> Message:
    """In place of what he was asked, with the way out."""
    say = speech(language)
    if found.state not in (StandInState.HERE, StandInState.AGREED):
        text = say.text("Thank you for your yes. It was settled otherwise, so there is nothing to do.")
        return Message(text, (kit.section("accepted", text),))
    if found.state is StandInState.HERE:
        text = say.text(
            "Thank you! I bring you into the channel of <@{student}> and <@{buddy}>, until {day}. Answer questions there when you can.",
            student=found.student_id,
            buddy=found.buddy_id,
            day=_last(found, say),
        )
    else:
        text = say.text(
            "Thank you! On {first} I bring you into the channel of <@{student}> and <@{buddy}>, until {day}. Answer questions there when you can.",
            first=say.day(found.first) if found.first else "",
            student=found.student_id,
            buddy=found.buddy_id,
            day=_last(found, say),
        )
    return Message(text, (kit.section("accepted", text), kit.buttons("accepted_do", _stop(found, say))))


def longer(found: Asked, language: str) -> Message:
    """To who stands in: the buddy has said another last day."""
    say = speech(language)
    text = say.text(
        "The days have changed: <@{buddy}> is away until {day} now. If you cannot stand in until then, that is fine.",
        buddy=found.buddy_id,
        day=_last(found, say),
    )
    return Message(text, (kit.section("longer", text), kit.buttons("longer_do", _stop(found, say))))


def _stop(found: Asked, say: Speech) -> Button:
    return kit.button(say.text("I have to stop"), ids.STAND_IN_STOP, found.mark)


def declined(language: str) -> Message:
    text = speech(language).text("Thank you for telling me. That is fine, and nobody asks why.")
    return Message(text, (kit.section("declined", text),))


def stopped(language: str) -> Message:
    text = speech(language).text(
        "Thank you for standing in. It is over now, and nobody asks why. If you are in their channel, I take you out."
    )
    return Message(text, (kit.section("stopped", text),))


def offer_over(language: str) -> Message:
    """In place of what he was asked and has not answered."""
    text = speech(language).text("This question is over, and there is nothing to do. Thank you all the same.")
    return Message(text, (kit.section("offer_over", text),))


def told(found: Asked, how: str, support: str | None, language: str) -> Message:
    """To the student, in private."""
    say = speech(language)
    if how == "nobody":
        text = _nobody(found, support, say)
        return Message(text, (kit.section("told", text), kit.buttons("told_do", help_kinds.button(say))))
    text = say.text(
        "<@{buddy}> is here again, so I look for no stand-in any more. It was good to ask.",
        buddy=found.buddy_id,
    )
    return Message(text, (kit.section("told", text),))


def _nobody(found: Asked, support: str | None, say: Speech) -> str:
    text = say.text(
        "Nobody can stand in at the moment. It was good to ask, and it has nothing to do with you. <@{buddy}> is away until {day}.",
        buddy=found.buddy_id,
        day=_last(found, say),
    )
    return f"{text} {meanwhile(support, say)}"


def meanwhile(support: str | None, say: Speech) -> str:
    """Where a student turns while her buddy is away. `support`: the channel for technical questions."""
    if support is None:
        return say.text("Do you need something meanwhile? Press “I need help” on my Home tab.")
    return say.text("Do you have a question meanwhile? Ask it in <#{channel}>.", channel=support)


def comes(found: Asked, languages: Sequence[str]) -> Message:
    """One line in the team's channel, in each language of its two."""
    return in_each(
        languages,
        lambda say: say.text(
            "Welcome, <@{user}>: here for <@{buddy}> until {day}. <@{student}>, ask your questions here. No hours are expected.",
            user=found.volunteer_id,
            buddy=found.buddy_id,
            student=found.student_id,
            day=_last(found, say),
        ),
    )


def goes(found: Asked, user_id: str, languages: Sequence[str]) -> Message:
    """One line in the team's channel."""
    return in_each(
        languages,
        lambda say: say.text(
            "Thank you, <@{user}>, for standing in for <@{buddy}>. This time is over now.",
            user=user_id,
            buddy=found.buddy_id,
        ),
    )


def thanks(found: Asked, here: bool, language: str) -> Message:
    """To who stood in, or would have."""
    say = speech(language)
    if not here:
        return Message(
            say.text(
                "Nobody needs to stand in for <@{buddy}> any more. Thank you for your yes! There is nothing to do.",
                buddy=found.buddy_id,
            )
        )
    return Message(
        say.text(
            "Thank you for standing in for <@{buddy}>! This time is over, and you are not in their channel any more. It was a help to <@{student}> to know that somebody is there.",
            buddy=found.buddy_id,
            student=found.student_id,
        )
    )


def stays(found: Asked, user_id: str, language: str) -> Message:
    """To a manager: Slack did not let the program take somebody out of the channel."""
    return Message(
        speech(language).text(
            "<@{user}> does not stand in any more, and Slack did not let me take them out of <#{channel}>. Please do it: open the channel and type /remove <@{user}>",
            user=user_id,
            channel=found.channel_id,
        )
    )


def _last(found: Asked, say: Speech) -> str:
    return "" if found.last is None else say.day(found.last)
