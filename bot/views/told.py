"""What managers are told of a possible team that stands still: short, with what they can do about it."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.services.proposals import Shown
from bot.speech import Speech, speech
from bot.views import kit, matching
from bot.views.answer import Message


def student_silent(shown: Shown, task_id: int | None, student_hours: int, language: str) -> Message:
    """A student was asked whether the buddy is right, and says nothing. `task_id`: of the same on the Home tab."""
    say = speech(language)
    text = say.text(
        "<@{student}> has not answered for {time} whether <@{volunteer}> is right as a buddy. Please ask kindly whether my message was seen. Until there is an answer, the days of <@{student}> stand still.",
        student=shown.student_id,
        volunteer=shown.volunteer_id,
        time=matching.duration(student_hours, say),
    )
    done = [kit.button(say.text("Done"), ids.TASK_DONE, task_id)] if task_id is not None else []
    return _message(text, *done, _take_back(shown, say))


def passed_on(shown: Shown, can_choose: bool, language: str) -> Message:
    """A volunteer did not answer, and the offer has ended. `can_choose`: nobody else is being asked yet."""
    say = speech(language)
    text = say.text(
        "<@{volunteer}> did not answer whether to be the buddy of <@{student}>, also not after a reminder. I look for somebody else.",
        student=shown.student_id,
        volunteer=shown.volunteer_id,
    )
    if not can_choose:
        return Message(text)
    card = say.text("When I find somebody, you get a card. You can also choose by hand.")
    choose = kit.button(say.text("Choose by hand"), ids.PROPOSAL_OTHERS, shown.request_id)
    return _message(f"{text} {card}", choose)


def not_reached(shown: Shown, language: str) -> Message:
    """The question did not arrive at the volunteer; no time runs."""
    say = speech(language)
    text = say.text(
        "My message to <@{volunteer}> did not arrive: the question whether to be the buddy of <@{student}>. Please write to <@{volunteer}> directly; the question stands on their Home tab, too. Or take it back, and I look for somebody else.",
        student=shown.student_id,
        volunteer=shown.volunteer_id,
    )
    return _message(text, _take_back(shown, say))


def now_stands(shown: Shown, language: str) -> Message:
    """In place of one of the above, when it is true no more: what was decided since, with a button for that alone."""
    say = speech(language)
    text = matching.manager_line(shown, say)
    if not shown.is_open:
        return Message(text, (kit.section("told", text),))
    return _message(text, _take_back(shown, say))


def _take_back(shown: Shown, say: Speech) -> Button:
    return kit.button(say.text("Take it back"), ids.PROPOSAL_TAKE_BACK, shown.id)


def _message(text: str, *buttons: Button) -> Message:
    return Message(text, (kit.section("told", text), kit.buttons("told_do", *buttons)))
