"""The history of requests, possible teams and offers, in words: for managers, and for each alone."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.history import OFFER, REQUEST, Change, Log
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, Message

_NOT_POSSIBLE = ("not_available", "offer_paused", "changed")
"""Words of a proposal's end that say the same; the later two are not written any more."""
BLOCKS = 49
"""Of Slack's 50 in a message, without the title."""
IN_A_SECTION = 8
"""Lines of one block: each has at most some 300 characters, and Slack takes 3,000."""


def history(log: Log, language: str, timezone: str) -> Message:
    """Newest first, by the reader's clock; as many as a message of Slack takes, the others are counted."""
    say = speech(language)
    title = _title(log, say)
    if not log.changes:
        return Message(title)
    every = [_line(one, say, timezone) for one in log.changes]
    for shown in range(len(every), 0, -1):
        lines, reasons = every[:shown], [one.reason for one in log.changes[:shown]]
        if more := log.more + len(every) - shown:
            lines.append(say.count(more, "and one more", "and {n} more"))
            reasons.append("")
        if len(blocks := _blocks(lines, reasons, say)) <= BLOCKS:
            break
    return Message("\n".join([title, *lines]), (kit.section("history", title), *blocks))


def _blocks(lines: Sequence[str], reasons: Sequence[str], say: Speech) -> list[Block]:
    """Some lines to a block; a reason that a manager wrote in a block of its own, under its line."""
    blocks: list[Block] = []
    together: list[str] = []
    for at, (line, reason) in enumerate(zip(lines, reasons, strict=True)):
        together.append(line)
        written = bool(reason.strip())
        if written or len(together) == IN_A_SECTION or at == len(lines) - 1:
            blocks.append(kit.section(f"history_{at}", "\n".join(together)))
            together = []
        if written:
            blocks.append(kit.quote(f"history_why_{at}", reason, say.text("The reason:")))
    return blocks


def _title(log: Log, say: Speech) -> str:
    if log.about is None:
        if not log.changes:
            return say.text("Nobody has asked for a buddy or offered to be one yet.")
        return say.text("*What was changed last in requests, offers and pairs*")
    if not log.changes:
        return say.text("<@{user}> has not asked for a buddy or offered to be one yet.", user=log.about)
    return say.text("*What has changed for <@{user}>*", user=log.about)


def _line(one: Change, say: Speech, timezone: str) -> str:
    """`• 9 Mar, 10:00, @Petra: possible team @Samira and @Bruno: waits for a manager → the volunteer is asked.`"""
    who = say.text("the program") if one.actor_id is None else f"<@{one.actor_id}>"
    when = say.short_moment(one.at, timezone)
    return "• " + say.joined(": ", say.row([when, who]), _subject(one, say), _what(one, say))


def _subject(one: Change, say: Speech) -> str:
    student = f"<@{one.student_id}>" if one.student_id else say.text("somebody")
    volunteer = f"<@{one.volunteer_id}>" if one.volunteer_id else say.text("somebody")
    if one.subject == REQUEST:
        return say.text("request of {student}", student=student)
    if one.subject == OFFER:
        return say.text("offer of {volunteer}", volunteer=volunteer)
    return say.text("possible team {student} and {volunteer}", student=student, volunteer=volunteer)


def _what(one: Change, say: Speech) -> str:
    """What happened, from what to what, and why; a word that this version does not know is left out."""
    happened = _happened(one, say)
    known = states(one.subject, say)
    was, becomes = known.get(one.was or ""), known.get(one.becomes or one.event)
    parts = [happened] if happened and happened != becomes else []
    if was and becomes and was != becomes:
        parts.append(say.text("{was} → {becomes}", was=was, becomes=becomes))
    elif not happened:
        parts.append(becomes or say.text("changed"))
    why = _reasons(say).get(one.why or "")
    if why:
        parts.append(say.text("because {why}", why=why))
    return f"{say.row(parts)}."


def _happened(one: Change, say: Speech) -> str | None:
    """For what is more, or other, than a change of its state."""
    if one.subject == REQUEST:
        return _of_request(one, say)
    if one.subject == OFFER:
        return _of_offer(say).get(one.event)
    return {
        "accepted_by_student": say.text("the student said yes"),  # rows of an older version
        "launched": say.text("the student said yes"),
        "accepted": say.text("the volunteer said yes"),
        "reminded": say.text("a reminder was sent"),
        "student_silent": say.text("no answer from the student yet, managers were told"),
        "not_reached": say.text("the message to the volunteer did not arrive, managers were told"),
    }.get(one.event)


def events(say: Speech) -> dict[str, str]:
    """Event → what happened, of those that are the same whatever they are about, without a day of a promise."""
    return {
        "asked": say.text("asked for a buddy"),
        **_of_offer(say),
        "changed": say.text("changed"),
        "withdrawn": say.text("withdrawn"),
        "launched": say.text("the student said yes"),
        "accepted": say.text("the volunteer said yes"),
        "declined": say.text("a no"),
        "reminded": say.text("a reminder was sent"),
    }


def _of_request(one: Change, say: Speech) -> str | None:
    day = one.day if one.day is not None else "?"
    return {
        "asked": say.text("asked for a buddy"),
        "imported": say.text("brought in from a file"),
        "changed": say.text("changed what was asked"),
        "put_back": say.text("took the withdrawal back"),
        "still_looking": say.text("day {day} of the promise, time to say that I am still looking", day=day),
        "listed": say.text("day {day} of the promise, on the managers' list", day=day),
        "overdue": say.text("day {day} of the promise, the promised time is over", day=day),
    }.get(one.event)


def _of_offer(say: Speech) -> dict[str, str]:
    return {
        "offered": say.text("offered to be a buddy"),
        "imported": say.text("brought in from a file"),
        "changed": say.text("changed the offer"),
        "approved": say.text("approved"),
        "checked": say.text("the day of the background check was entered"),
        "chat_asked": say.text("a manager would like to talk first"),
        "went_on": say.text("goes on after a pause"),
        "away": say.text("away for a while"),
        "came_back": say.text("back again"),
        "still_asked": say.text("asked whether the offer still holds"),
        "still_holds": say.text("said that the offer still holds"),
        "silent": say.text("no answer, so nobody is suggested for now"),
    }


def states(subject: str, say: Speech) -> dict[str, str]:
    if subject == REQUEST:
        return {
            "waiting": say.text("waits"),
            "proposed": say.text("a possible team"),
            "matched": say.text("has a buddy"),
            "withdrawn": say.text("withdrawn"),
        }
    if subject == OFFER:
        return {
            "offered": say.text("waits for approval"),
            "approved": say.text("approved"),
            "paused": say.text("paused"),
            "not_now": say.text("not now"),
        }
    return {
        "proposed": say.text("waits for a manager"),
        "approved": say.text("the volunteer is asked"),
        "accepted": say.text("the student is asked"),
        "launched": say.text("a team"),
        "declined": say.text("a no"),
        "withdrawn": say.text("not needed any more"),
    }


def _reasons(say: Speech) -> dict[str, str]:
    return {
        "request_withdrawn": say.text("the request was withdrawn"),
        **dict.fromkeys(_NOT_POSSIBLE, say.text("this pair is not possible any more")),
        "left": say.text("one of the two has left this workspace"),
        "full": say.text("the places are taken"),
        "no_answer": say.text("no answer came in time"),
        "replaced": say.text("a manager chose somebody else"),
        "no_time": say.text("the volunteer has no time now"),
        "topics": say.text("the topics are not the volunteer's"),
        "hours": say.text("the hours do not fit"),
        "student_asked_for_it": say.text("the student asked a manager for it"),
        "not_in_the_course": say.text("the student is not in the course any more"),
        "helped_elsewhere": say.text("the student has found help elsewhere"),
        "something_else": say.text("a manager had another reason"),
        "chosen": say.text("a manager chose this pair"),
    }
