"""Tasks for managers, each kind in its words: used by the Home tab and by the weekly digest."""

from __future__ import annotations

from collections.abc import Callable

from slackblocks import Button

from bot import ids
from bot.rules.erasing import is_nobody
from bot.services.check_ins import OPENED
from bot.services.tasks import NOT_PUT_BACK, OpenTask, Subject
from bot.services.undelivered import Left
from bot.speech import Speech, speech
from bot.views import kit, minors
from bot.views.answer import Message
from models.enums import TaskKind

Wording = Callable[[Subject, Speech], str]


def line(task: OpenTask, say: Speech) -> str:
    """What is to be done, in Slack markup, as one or two sentences."""
    return _WORDINGS[task.kind](task.subject, say)


def buttons(task: OpenTask, say: Speech) -> tuple[Button, ...]:
    """What can be done about it at once: that it is done, and where there is more, to read it first."""
    done_now = kit.button(say.text("Done"), ids.TASK_DONE, task.id)
    if task.kind is TaskKind.CLASS_NUMBERS:
        return kit.button(say.text("Enter numbers"), ids.CLASS_NUMBERS_LIST), done_now
    if task.kind not in OPENED:
        return (done_now,)
    is_read = task.kind is TaskKind.FEEDBACK  # behind the others there is room for a line, too
    label = say.text("Read") if is_read else say.text("Read and note")
    return done_now, kit.button(label, ids.TASK_OPEN, task.id)


def done(task: OpenTask, language: str) -> Message:
    """The answer to a task marked as done outside the Home tab."""
    say = speech(language)
    text = say.text("Done: {task}", task=line(task, say))
    if task.kind in NOT_PUT_BACK:
        return Message(text)
    undo = kit.button(say.text("Put back"), ids.TASK_PUT_BACK, task.id)
    return Message(text, (kit.section("task_done", text), kit.buttons("task_done_do", undo)))


def put_back(task: OpenTask, language: str) -> Message:
    say = speech(language)
    return Message(say.text("Back on the list: {task}", task=line(task, say)))


def gone(team_id: int, pair: tuple[str, str], user_id: str, task_id: int, language: str) -> Message:
    """To a manager, as a message: one of a team has left or is a guest now, with what to do in one click."""
    say = speech(language)
    text = _member_gone(Subject(team_id, *pair, user_id=user_id), say)
    end = kit.button(say.text("End this team"), ids.END_OPEN, team_id)
    back = kit.button(say.text("They are coming back"), ids.TASK_DONE, task_id)
    return Message(text, (kit.section("member_gone", text), kit.buttons("member_gone_do", end, back)))


def _introduction(about: Subject, say: Speech) -> str:
    what = (
        say.text("{pair}: launched a week ago, no introduction yet.", pair=_pair(about, say))
        if about.is_late
        else _introduce(about, say)
    )
    if about.minor_since is None or about.student_id is None:
        return what
    return f"{what} {minors.line(about.student_id, about.minor_since, say)}"


def _introduce(about: Subject, say: Speech) -> str:
    return say.text(
        "Introduce {pair} to each other: who they are, how CodeBuddies works, their questions.",
        pair=_pair(about, say),
    )


def _undelivered(about: Subject, say: Speech) -> str:
    if about.user_id and is_nobody(about.user_id):
        return say.text(
            "A message to somebody who is not here any more did not arrive. You have nothing to do: please press “Done”."
        )
    if about.left:
        return _to_who_left(about.left, say)
    if about.user_id:
        return say.text(
            "A message to <@{user}> did not arrive. Please write to them directly.", user=about.user_id
        )
    if about.channel_id:
        return say.text(
            "A message to <#{channel}> did not arrive. Please look whether I am still in that channel.",
            channel=about.channel_id,
        )
    return say.text(
        "A message to the channel of {pair} did not arrive. Please write to them directly.",
        pair=_pair(about, say),
    )


def _to_who_left(left: Left, say: Speech) -> str:
    """What can be done instead of writing to somebody whom no message reaches."""
    if left.partners:
        return say.count(
            len(left.partners),
            "A message did not arrive: <@{user}> has left this Slack. Please ask {partners} how to go on. You can end the team or let it rest: /codebuddy teams.",
            "A message did not arrive: <@{user}> has left this Slack. Please ask {partners} how to go on. You can end their teams or let them rest: /codebuddy teams.",
            user=left.user_id,
            partners=say.list(f"<@{partner}>" for partner in left.partners),
        )
    if left.holds:
        return say.text(
            "A message did not arrive: <@{user}> has left this Slack and still has a role here. Please give it to somebody else: /codebuddy settings.",
            user=left.user_id,
        )
    return say.text(
        "A message did not arrive: <@{user}> has left this Slack. You have nothing to do: please press “Done”.",
        user=left.user_id,
    )


def _channel_gone(about: Subject, say: Speech) -> str:
    return say.text(
        "The channel of {pair} is archived or gone, or I was taken out of it. Please ask them how they want to go on.",
        pair=_pair(about, say),
    )


def _no_channel(about: Subject, say: Speech) -> str:
    return say.text(
        "Slack did not let me make a channel for {pair}. They know that I have told you.",
        pair=_pair(about, say),
    )


def _quiet_team(about: Subject, say: Speech) -> str:
    what = say.text(
        "{pair} have logged no session after two reminders. Please ask each of them how it is going.",
        pair=_pair(about, say),
    )
    if about.quiet is None:
        return what
    if about.quiet.last is None:
        none = say.text("They have logged none so far.")
        return f"{what} {none}"
    before = say.text(
        "Their last session was on {day}. In the four weeks before this was handed to you: {hours}.",
        day=say.day(about.quiet.last),
        hours=say.hours(about.quiet.minutes),
    )
    return f"{what} {before}"


def _refused_invite(about: Subject, say: Speech) -> str:
    if about.user_id is None:
        return say.text(
            "Slack did not let me bring everybody into the channel of {pair}. Please add who is missing.",
            pair=_pair(about, say),
        )
    if is_nobody(about.user_id):
        return say.text(
            "Somebody who is not here any more was to come into the channel of {pair}. You have nothing to do: please press “Done”.",
            pair=_pair(about, say),
        )
    return say.text(
        "Slack did not let me bring <@{user}> into the channel of {pair}. Please add them.",
        user=about.user_id,
        pair=_pair(about, say),
    )


def _left_channel(about: Subject, say: Speech) -> str:
    if about.user_id is None:
        return say.text("Somebody is not in the channel of {pair} any more.", pair=_pair(about, say))
    return say.text(
        "<@{user}> is not in the channel of {pair} any more. Their team goes on.",
        user=about.user_id,
        pair=_pair(about, say),
    )


def _student_declined(about: Subject, say: Speech) -> str:
    if about.student_id is None:
        return say.text(
            "A student would prefer another buddy. Please ask what would fit better; a reason is not needed."
        )
    return say.text(
        "<@{student}> would prefer another buddy. Please ask what would fit better; a reason is not needed.",
        student=about.student_id,
    )


def _student_silent(about: Subject, say: Speech) -> str:
    if about.student_id is None:
        return say.text(
            "A student has not answered yet whether a possible buddy is right. Please ask kindly whether my message was seen."
        )
    return say.text(
        "<@{student}> has not answered yet whether a possible buddy is right. Please ask kindly whether my message was seen.",
        student=about.student_id,
    )


def _long_wait(about: Subject, say: Speech) -> str:
    if about.student_id is None:
        return say.text("A student has waited for a buddy for a long time. Please look at what could help.")
    return say.text(
        "<@{student}> has waited for a buddy for a long time. Please look at what could help.",
        student=about.student_id,
    )


def _another_buddy(about: Subject, say: Speech) -> str:
    return say.text(
        "{user} would like another buddy and has said so in private. Please talk with them; no reason is needed. The other of the two does not know.",
        user=_who(about, say),
    )


def _talk(about: Subject, say: Speech) -> str:
    return say.text(
        "Please talk with {user}, alone, about how it is going in the team of {pair}.",
        user=_who(about, say),
        pair=_pair(about, say),
    )


def _check_in(about: Subject, say: Speech) -> str:
    return say.text(
        "Please ask {user}, alone, how it is going in the team of {pair}.",
        user=_who(about, say),
        pair=_pair(about, say),
    )


def _who(about: Subject, say: Speech) -> str:
    return say.text("Somebody") if about.user_id is None else f"<@{about.user_id}>"


def _question_waiting(about: Subject, say: Speech) -> str:
    if about.question_link is None:
        return say.text("A question to the help channel has had no answer for four working hours.")
    return say.text(
        "A question in the help channel has had no answer for four working hours: <{link}|read it here>. Please look who could help.",
        link=about.question_link,
    )


def _help_channel(about: Subject, say: Speech) -> str:
    if about.channel_id is None:
        return say.text("I cannot post questions in the help channel. What was asked is kept.")
    return say.text(
        "I cannot post questions in <#{channel}>. Please type `/invite @CodeBuddies` there, or choose another channel in `/codebuddy settings`. What was asked is kept.",
        channel=about.channel_id,
    )


def _feedback(about: Subject, say: Speech) -> str:
    return say.text("Somebody has feedback for you.")


def _class_numbers(about: Subject, say: Speech) -> str:
    return say.text("Please enter how many students each class has now, once a month: reports need it.")


def _member_gone(about: Subject, say: Speech) -> str:
    if about.user_id is None:
        return say.text(
            "One of {pair} has left this workspace or is a guest now. Their team goes on until you decide.",
            pair=_pair(about, say),
        )
    return say.text(
        "<@{user}> has left this workspace or is a guest now. The team of {pair} goes on until you decide.",
        user=about.user_id,
        pair=_pair(about, say),
    )


def _pair(about: Subject, say: Speech) -> str:
    if about.student_id and about.buddy_id:
        return say.text("<@{student}> and <@{buddy}>", student=about.student_id, buddy=about.buddy_id)
    return say.text("a team that is not here any more")


_WORDINGS: dict[TaskKind, Wording] = {
    TaskKind.INTRODUCTION: _introduction,
    TaskKind.UNDELIVERED: _undelivered,
    TaskKind.CHANNEL_GONE: _channel_gone,
    TaskKind.NO_CHANNEL: _no_channel,
    TaskKind.QUIET_TEAM: _quiet_team,
    TaskKind.REFUSED_INVITE: _refused_invite,
    TaskKind.LEFT_CHANNEL: _left_channel,
    TaskKind.STUDENT_DECLINED: _student_declined,
    TaskKind.STUDENT_SILENT: _student_silent,
    TaskKind.LONG_WAIT: _long_wait,
    TaskKind.ANOTHER_BUDDY: _another_buddy,
    TaskKind.MEMBER_GONE: _member_gone,
    TaskKind.TALK: _talk,
    TaskKind.CHECK_IN: _check_in,
    TaskKind.QUESTION_WAITING: _question_waiting,
    TaskKind.HELP_CHANNEL: _help_channel,
    TaskKind.FEEDBACK: _feedback,
    TaskKind.CLASS_NUMBERS: _class_numbers,
}
"""Every kind has its sentence; a test holds the table against `TaskKind`."""
