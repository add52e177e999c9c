"""The end of a team: what those read whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass

from slackblocks import Button

from bot import ids
from bot.rules import ending as rule
from bot.rules.erasing import is_nobody
from bot.rules.own_texts import NONE, Own, OwnText
from bot.services.ended import Seen
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Message
from bot.views.own_texts import said as own_said
from models.enums import EndReason


@dataclass(frozen=True)
class End:
    """What is said of an end, planned, past, or only thought of."""

    student_id: str
    buddy_id: str
    reason: EndReason
    is_said: bool
    seeks: bool
    minutes: int
    manager: str | None

    @classmethod
    def of(cls, seen: Seen) -> End:
        manager = next(iter(seen.readers), None)
        return cls(
            seen.student_id,
            seen.buddy_id,
            seen.reason,
            seen.is_said,
            seen.seeks,
            seen.minutes,
            manager,
        )


def made(seen: Seen, by: str, timezone: str, language: str) -> Message:
    """To whoever has ended it, or planned the end."""
    say = speech(language)
    if seen.ended_at is None:
        return _planned(seen, by, say)
    lines = [has_ended(seen, by, say)]
    others = [user for user in seen.members if user != by]
    names = say.list(f"<@{user}>" for user in others)
    if seen.is_said:
        lines.append(say.text("I tell {people} kindly, with the reason.", people=names))
    else:
        lines.append(say.text("I tell {people} kindly, without the reason.", people=names))
    if seen.seeks and by == seen.student_id:
        lines.append(on_the_list(say))
    if seen.until is not None:
        moment = say.moment(seen.until, timezone)
        lines.append(say.text("Until {moment} you can take it back.", moment=moment))
    text = "\n".join(lines)
    do = [take_back(seen, say)]
    if by in seen.members:
        do.append(thanks_button(seen, say))
    return Message(text, (kit.section("ended", text), kit.buttons("ended_do", *do)))


def _planned(seen: Seen, by: str, say: Speech) -> Message:
    assert seen.last is not None  # noqa: S101 - a planned end has its day
    text = say.text(
        "The team of {pair} ends on {day}, in the evening. Two weeks before, I write to both and propose a last meeting.",
        pair=of_two(seen.student_id, seen.buddy_id, say),
        day=say.day(seen.last),
    )
    return Message(text, (kit.section("planned", text), kit.buttons("planned_do", *plan_do(seen, say))))


def plan_do(seen: Seen, say: Speech) -> list[Button]:
    """What whoever has planned an end can do with it."""
    return [
        kit.button(say.text("Another last day"), ids.END_MOVE, seen.id),
        kit.button(say.text("Cancel the end"), ids.END_TAKE_BACK, seen.id),
    ]


def take_back(seen: Seen, say: Speech) -> Button:
    return kit.button(say.text("Undo the end"), ids.END_TAKE_BACK, seen.id)


def thanks_button(seen: Seen, say: Speech) -> Button:
    return kit.button(say.text("Say thanks"), ids.THANKS_OPEN, seen.id)


def told(seen: Seen, reader: str, language: str, own: Own = NONE) -> Message:
    """To one of the two who has not ended it herself, or had planned it. `own`: the programme's own words."""
    say = speech(language)
    if is_nobody(seen.partner_of(reader)):  # erased: that it has ended, and nothing else
        lines = [say.text("Your buddy team has ended."), *([on_the_list(say)] if seen.seeks else [])]
        return Message("\n".join(lines))
    text = words_to(End.of(seen), reader, say, own)
    return Message(
        text, (kit.section("team_ended", text), kit.buttons("team_ended_do", thanks_button(seen, say)))
    )


def soon(seen: Seen, reader: str, language: str) -> Message:
    """Two weeks before a planned end, or when its day was moved: to both."""
    say = speech(language)
    assert seen.last is not None  # noqa: S101 - a planned end has its day
    lines = [
        say.text(
            "*Your buddy team with <@{partner}> ends on {day}.*",
            partner=seen.partner_of(reader),
            day=say.day(seen.last),
        )
    ]
    if seen.is_said and (why := _reason(End.of(seen), reader, say)):
        lines.append(why)
    lines.append(
        say.text(
            "Would you like a last meeting before? It is a good moment to look back, and to say what comes next."
        )
    )
    text = "\n".join(lines)
    do = [kit.button(say.text("Plan a meeting"), ids.PLAN_OPEN, seen.team_id, style="primary")]
    if reader == seen.made_by:
        do += plan_do(seen, say)
    return Message(text, (kit.section("ends_soon", text), kit.buttons("ends_soon_do", *do)))


def cancelled(seen: Seen, reader: str, language: str) -> Message:
    if reader not in seen.members:
        return taken_back(seen, language)
    text = speech(language).text(
        "Your buddy team with <@{partner}> does not end on that day after all. You go on as before.",
        partner=seen.partner_of(reader),
    )
    return Message(text)


def goes_on(seen: Seen, reader: str, language: str) -> Message:
    """It was taken back: to the other, and to managers."""
    say = speech(language)
    if reader in seen.members:
        return Message(
            say.text(
                "Good news: your buddy team with <@{partner}> goes on after all, as before.",
                partner=seen.partner_of(reader),
            )
        )
    return Message(
        say.text("The team of {pair} goes on after all.", pair=of_two(seen.student_id, seen.buddy_id, say))
    )


def taken_back(seen: Seen, language: str) -> Message:
    """To whoever took it back, and of a planned end to managers who had read of it."""
    say = speech(language)
    pair = of_two(seen.student_id, seen.buddy_id, say)
    if seen.ended_at is None:
        return Message(say.text("The end is cancelled. The team of {pair} goes on as before.", pair=pair))
    return Message(say.text("It is taken back. The team of {pair} goes on as before.", pair=pair))


def for_manager(seen: Seen, has_note: bool, language: str) -> Message:
    """To a manager whom the form named."""
    say = speech(language)
    pair = of_two(seen.student_id, seen.buddy_id, say)
    if seen.ended_at is None and seen.last is not None:
        lines = [say.text("The team of {pair} ends on {day}.", pair=pair, day=say.day(seen.last))]
    else:
        lines = [say.text("The team of {pair} has ended.", pair=pair)]
    lines.append(
        say.text(
            "Reason, given by <@{user}>: {reason}.", user=seen.made_by, reason=reason_names(say)[seen.reason]
        )
    )
    if seen.seeks:
        lines.append(
            say.text("<@{student}> looks for a new buddy, at the old place.", student=seen.student_id)
        )
    text = "\n".join(lines)
    if not has_note:
        return Message(text)
    read = kit.button(say.text("Read the note"), ids.END_READ, seen.id)
    return Message(text, (kit.section("manager_ended", text), kit.buttons("manager_ended_do", read)))


def reason_names(say: Speech) -> dict[EndReason, str]:
    return {
        EndReason.GRADUATED: say.text("The student has graduated"),
        EndReason.FOUND_JOB: say.text("The student has found a job"),
        EndReason.DROPPED_OUT: say.text("The student is not in the course any more"),
        EndReason.NEW_BUDDY: say.text("The student would like a new buddy"),
        EndReason.BUDDY_LEFT: say.text("The buddy cannot go on"),
        EndReason.OTHER: say.text("Something else"),
    }


def own_reasons(say: Speech, *, is_student: bool) -> dict[EndReason, str]:
    """As the student, or the buddy, would say it of the own team; others read `reason_names`."""
    if not is_student:
        return {**reason_names(say), EndReason.BUDDY_LEFT: say.text("I cannot go on")}
    return {
        EndReason.GRADUATED: say.text("I have graduated"),
        EndReason.FOUND_JOB: say.text("I have found a job"),
        EndReason.DROPPED_OUT: say.text("I am not in the course any more"),
        EndReason.NEW_BUDDY: say.text("I would like a new buddy"),
        EndReason.BUDDY_LEFT: say.text("My buddy cannot go on"),
        EndReason.OTHER: say.text("Something else"),
    }


def of_two(student: str, buddy: str, say: Speech) -> str:
    return say.text("<@{student}> and <@{buddy}>", student=student, buddy=buddy)


def has_ended(seen: Seen, by: str, say: Speech) -> str:
    if by in seen.members:
        return say.text("*Your team with <@{partner}> has ended.*", partner=seen.partner_of(by))
    return say.text("*The team of {pair} has ended.*", pair=of_two(seen.student_id, seen.buddy_id, say))


def on_the_list(say: Speech) -> str:
    return say.text(
        "Your request for a buddy is on the list again, at your old place. I look for a new buddy from now on; you need not do anything."
    )


def words_to(end: End, reader: str, say: Speech, own: Own = NONE) -> str:
    is_student = reader == end.student_id
    partner = end.buddy_id if is_student else end.student_id
    lines = [own_said(own, OwnText.ENDING, say, partner=f"<@{partner}>")]
    why = _reason(end, reader, say) if end.is_said else ""
    lines.append(why or say.text("This happens, and it says nothing about you."))
    if end.minutes:
        lines.append(
            say.text(
                "You have worked together for {hours}. Thank you for that.", hours=say.hours(end.minutes)
            )
        )
    if is_student and end.seeks:
        lines.append(on_the_list(say))
    elif is_student and end.reason not in rule.HAPPY:
        lines.append(say.text("If you would like another buddy, `/codebuddy request` is open to you."))
    elif not is_student:
        lines.append(say.text("Your place for a student is free again; you need not do anything."))
    if end.manager:
        lines.append(say.text("If you would like to talk about it: <@{manager}>.", manager=end.manager))
    return "\n".join(lines)


def _reason(end: End, reader: str, say: Speech) -> str:
    """Why, as this reader hears it; empty where there is nothing to say."""
    is_student = reader == end.student_id
    student, buddy = end.student_id, end.buddy_id
    match end.reason:
        case EndReason.GRADUATED if is_student:
            return say.text("You have graduated. Congratulations!")
        case EndReason.GRADUATED:
            return say.text("<@{student}> has graduated. Congratulations to you both!", student=student)
        case EndReason.FOUND_JOB if is_student:
            return say.text("You have found a job. Congratulations!")
        case EndReason.FOUND_JOB:
            return say.text("<@{student}> has found a job. Congratulations to you both!", student=student)
        case EndReason.DROPPED_OUT if not is_student:
            return say.text("<@{student}> is not in the course any more.", student=student)
        case EndReason.NEW_BUDDY if not is_student:
            return say.text("<@{student}> would like to work with somebody new.", student=student)
        case EndReason.BUDDY_LEFT if is_student:
            return say.text("<@{buddy}> cannot go on as a buddy.", buddy=buddy)
    return ""
