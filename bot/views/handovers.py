"""Handing a role over: what goes with it, the question to the successor, and what each of the two reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from slackblocks import Button

from bot import ids
from bot.services.channels import IN_CHANNELS
from bot.services.handovers import FIELD, Done, Goes, Handover
from bot.speech import Speech, speech
from bot.views import kit, roles
from bot.views.answer import Block, Message, View
from models.enums import Role


def form(goes: Goes, language: str, *, student: str | None = None) -> View:
    """Who is to be the successor, and what goes with it. `student`: who was chosen, and is one: that is read first."""
    say = speech(language)
    return kit.modal(
        ids.MODAL_HANDOVER,
        say.text("Hand over my role"),
        [
            kit.section("what", say.text("You hand over: *{roles}*.", roles=_roles(goes.roles, say))),
            *_read_first(student, say),
            kit.field(FIELD, say.text("Who takes it?"), kit.user(initial=student), hint=_hint(say)),
            kit.section("goes", "\n".join(_goes(goes, say))),
        ],
        submit=say.text("Ask"),
        close=say.text("Cancel"),
        meta={"student": student} if student else None,
    )


def standing(found: Handover, language: str) -> View:
    """Where it stands, for the one who hands over."""
    say = speech(language)
    stop = _stop(found, say)
    if not found.agreed:
        words = _with_student(found, say) + say.text(
            "I have asked <@{to}>. There is no answer yet, and you keep your role.", to=found.to
        )
        buttons = [stop]
    else:
        words = _agreed(found, say)
        buttons = [_finish(say), stop]
    blocks = [kit.section("standing", words), kit.buttons("standing_do", *buttons)]
    return kit.modal("message", say.text("Hand over my role"), blocks, close=say.text("Close"))


def was_asked(found: Handover, language: str) -> Message:
    """To the one who hands over, when she has asked."""
    say = speech(language)
    text = say.text(
        "I ask <@{to}>, and write to you when there is an answer. Until both of you have said yes nothing changes, and each of you can stop it: /codebuddy handover.",
        to=found.to,
    )
    text = _with_student(found, say) + text
    return Message(text, (kit.section("asked", text),))


def question(found: Handover, language: str) -> Message:
    """To the successor."""
    say = speech(language)
    lines = [
        say.text(
            "<@{by}> would like to hand a role in CodeBuddies over to you: *{roles}*.",
            by=found.by,
            roles=_roles(found.roles, say),
        ),
        *_meanings(found.roles, say),
        say.text(
            "If you say yes, <@{by}> confirms it, and then you have it. Until then you can stop it. It is fine to say no.",
            by=found.by,
        ),
    ]
    text = "\n".join(lines)
    yes = kit.button(say.text("Yes, I take it"), ids.HANDOVER_YES, found.by, style="primary")
    no = kit.button(say.text("No, thank you"), ids.HANDOVER_NO, found.by)
    return Message(text, (kit.section("question", text), kit.buttons("question_do", yes, no)))


def said_yes(found: Handover, language: str) -> Message:
    """To the successor, in place of the question."""
    say = speech(language)
    text = say.text(
        "Thank you! <@{by}> has to confirm it now. Until then you can still stop it.", by=found.by
    )
    return Message(text, (kit.section("yes", text), kit.buttons("yes_do", _stop(found, say))))


def confirm(found: Handover, language: str) -> Message:
    """To the one who hands over: the successor has said yes."""
    say = speech(language)
    text = _agreed(found, say)
    return Message(
        text, (kit.section("confirm", text), kit.buttons("confirm_do", _finish(say), _stop(found, say)))
    )


def stopped(language: str) -> Message:
    """To whoever has stopped it."""
    return Message(speech(language).text("It is stopped. Nobody's role has changed. I tell the other one."))


def was_stopped(who: str, language: str) -> Message:
    """To the other one of the two."""
    return Message(
        speech(language).text("<@{who}> has stopped the handover. Nobody's role has changed.", who=who)
    )


def over(to: str, language: str, *, is_hers: bool, is_done: bool) -> Message:
    """In place of the question or of the successor's yes. `is_hers`: of the successor, `to`."""
    say = speech(language)
    if not is_done:
        return Message(say.text("The handover is stopped. Nobody's role has changed."))
    if is_hers:
        return Message(say.text("The handover is done: you have the role now."))
    return Message(say.text("The handover is done: <@{to}> has the role now.", to=to))


def _read_first(student: str | None, say: Speech) -> list[Block]:
    if student is None:
        return []
    again = say.text(
        "Nobody has been asked yet. Press “Ask” once more to ask <@{user}>, or choose somebody else.",
        user=student,
    )
    return [kit.section("student", f"{roles.of_student(student, say)}\n{again}")]


def finished(done: Done, language: str) -> Message:
    """To the one who has handed over."""
    say = speech(language)
    to = done.handover.to
    lines = [
        say.text(
            "Done: *{roles}* is <@{to}> from now on. Thank you for all you have done!",
            roles=_roles(done.handover.roles, say),
            to=to,
        ),
        say.text("You get no more messages for this role, and I take you out of the channels of the teams.")
        if _is_in_channels(done.handover.roles)
        else say.text("You get no more messages for this role."),
    ]
    if done.no_address:
        lines.append(
            say.text(
                "Your e-mail address is not shown any more, and of <@{to}> there is none yet. It is entered in /codebuddy setup.",
                to=to,
            )
        )
    if done.handover.last_backup:
        lines.append(
            say.text(
                "There is no backup any more. <@{to}> can name one: /codebuddy setup, “Backups”.",
                to=to,
            )
        )
    if done.calls:
        lines.append(
            say.count(
                done.calls,
                "One call for more support that you looked after goes to <@{to}>.",
                "{n} calls for more support that you looked after go to <@{to}>.",
                to=to,
            )
        )
    if done.kept:
        lines.append(
            say.count(
                done.kept,
                "One call for more support does not go to <@{to}>: it goes to the next in line.",
                "{n} calls for more support do not go to <@{to}>: they go to the next in line.",
                to=to,
            )
        )
    text = "\n".join(lines)
    return Message(text, (kit.section("finished", text),))


def stays(user: str, student: str, language: str) -> Message:
    """To the successor: somebody could not be taken out of a channel."""
    return Message(
        speech(language).text(
            "Slack did not let me take <@{user}> out of the channel of <@{student}>. Please type `/remove` with that name there.",
            user=user,
            student=student,
        )
    )


def _agreed(found: Handover, say: Speech) -> str:
    return (
        _with_student(found, say)
        + _last_backup(found, say)
        + say.text(
            "<@{to}> says yes. Press “Hand over now”: then <@{to}> has your role at once, and you have it no more. You cannot take that back yourself.",
            to=found.to,
        )
    )


def _with_student(found: Handover, say: Speech) -> str:
    return f"{roles.of_student(found.to, say)}\n" if found.to_student else ""


def _last_backup(found: Handover, say: Speech) -> str:
    if not found.last_backup:
        return ""
    warns = say.text(
        "⚠️ <@{to}> is the only backup. As soon as <@{to}> has your role, there is none. Name another one before: /codebuddy setup, “Backups”.",
        to=found.to,
    )
    return f"{warns}\n"


def _goes(goes: Goes, say: Speech) -> list[str]:
    """What goes with it, and what does not."""
    lines = [say.text("*This goes with it:*")]
    lines.append(
        say.count(
            goes.tasks,
            "• the list of what needs the managers: one thing now",
            "• the list of what needs the managers: {n} things now",
        )
        if goes.tasks
        else say.text("• the list of what needs the managers: nothing now")
    )
    if goes.calls:
        lines.append(
            say.count(
                goes.calls,
                "• one call for more support that you look after",
                "• {n} calls for more support that you look after",
            )
        )
    return [
        *lines,
        say.text("• notes, feedback and settings: whoever has the role reads them"),
        say.text("• talks that you lead or asked for, and tasks that others gave to you"),
        *(
            [say.text("• the channels of the teams: your successor comes in, and you go out")]
            if _is_in_channels(goes.roles)
            else []
        ),
        say.text("*This does not go with it:*"),
        say.text(
            "• what was asked in confidence: only who was named when it was asked reads it. You read nothing of it any more, and it goes on with the others who were named. If somebody counts on you, talk with them first."
        ),
    ]


def _is_in_channels(held: Sequence[Role]) -> bool:
    """A backup is in none."""
    return any(role in IN_CHANNELS for role in held)


def _hint(say: Speech) -> str:
    return say.text(
        "A member of this workspace, no guest. You keep your role until both of you have said yes."
    )


def _roles(held: Iterable[Role], say: Speech) -> str:
    names = roles.names(say)
    return say.list(names[role] for role in held)


def _meanings(held: Iterable[Role], say: Speech) -> list[str]:
    means = {
        Role.PROJECT_MANAGER: say.text(
            "• You would decide who fits whom, and lead the introductions. You would be asked first when somebody needs more support."
        ),
        Role.PROGRAMME_MANAGER: say.text(
            "• You would be in every team's channel. You would be asked when the project manager is away. From then on you would read what people ask in confidence."
        ),
        Role.BACKUP: say.text("• You would be asked when the other two are away."),
    }
    return [means[role] for role in held]


def _finish(say: Speech) -> Button:
    sure = (
        say.text("Hand over now?"),
        say.text("You lose the role at once."),
        say.text("Yes, hand over"),
        say.text("No"),
    )
    return kit.button(say.text("Hand over now"), ids.HANDOVER_FINISH, style="primary", sure=sure)


def _stop(found: Handover, say: Speech) -> Button:
    return kit.button(say.text("Stop it"), ids.HANDOVER_NO, found.by)
