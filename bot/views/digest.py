"""A manager's Monday: one screen, what needs her first, lists cut short, the rest counted."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.services.digests import Digest, HelpCall, UnderHours, WeekSum
from bot.speech import Speech, speech
from bot.views import kit, promises, shortage, tasks
from bot.views.answer import Block, Message
from bot.views.help import asked_when

SHOWN = 5
"""Lines of each list; seven lists of six lines are what a phone shows in one or two screens."""


def digest(found: Digest, language: str) -> Message:
    """The whole message; its last block is the same for everybody, with or without a case."""
    say = speech(language)
    private = kit.section(
        "private", say.text("Private matters"), kit.button(say.text("Open"), ids.PRIVATE_OPEN)
    )
    if found.is_quiet:
        text = say.text("Nothing waits for you right now. {weeks}", weeks=_weeks(found, say))
        return Message(text, (kit.section("quiet", text), private))
    summary = say.text("Your week in CodeBuddies")
    blocks = [
        kit.header("digest", summary),
        *_part("overdue", promises.overdue_title(say), _waiting(found, say, is_overdue=True), say),
        *_part("calls", say.text("*Asked for more support*"), [_call(one, say) for one in found.calls], say),
        *_part("tasks", say.text("*To do*"), [tasks.line(one, say) for one in found.tasks], say),
        *_to_approve(found, say),
        *_part("waiting", say.text("*Waiting for a buddy*"), _waiting(found, say, is_overdue=False), say),
        *shortage.part(found.short, say),
        *_part(
            "under",
            say.text("*Under their hours, on average*"),
            [_hours(one, say) for one in found.under],
            say,
        ),
        *_part(
            "not_introduced",
            say.text("*Not introduced yet*"),
            [_pair(student, buddy, say) for student, buddy in found.not_introduced],
            say,
        ),
        kit.context("weeks", _weeks(found, say)),
        private,
    ]
    return Message(summary, tuple(blocks))


def _part(name: str, title: str, lines: Sequence[str], say: Speech) -> list[Block]:
    """A list under its title; empty lists are not there."""
    if not lines:
        return []
    shown = [f"• {line}" for line in lines[:SHOWN]]
    more = len(lines) - len(shown)
    if more:
        shown.append(say.count(more, "and one more", "and {n} more"))
    return [kit.section(name, "\n".join([title, *shown]))]


def _to_approve(found: Digest, say: Speech) -> list[Block]:
    lines = [say.text("<@{user}> would like to be a buddy.", user=user) for user in found.volunteers[:SHOWN]]
    more = len(found.volunteers) - len(lines)
    if more:
        lines.append(say.count(more, "One more volunteer.", "{n} more volunteers."))
    if found.to_approve:
        lines.append(
            say.count(
                found.to_approve,
                "One possible team waits for your yes.",
                "{n} possible teams wait for your yes.",
            )
        )
    if not lines:
        return []
    title = say.text("*To approve, in my Home tab*")
    return [kit.section("to_approve", "\n".join([title, *(f"• {line}" for line in lines)]))]


def _call(call: HelpCall, say: Speech) -> str:
    asked = asked_when(call.asked_by, call.days, say)
    if call.taken_by is None:
        return say.text("{asked} Nobody has answered yet.", asked=asked)
    return say.text("{asked} <@{taker}> looks after it.", asked=asked, taker=call.taken_by)


def _waiting(found: Digest, say: Speech, *, is_overdue: bool) -> list[str]:
    return [
        promises.waits(one, found.promised_days, say) for one in found.waiting if one.is_overdue is is_overdue
    ]


def _hours(team: UnderHours, say: Speech) -> str:
    return say.count(
        team.weeks,
        "<@{student}> and <@{buddy}>: {average} of {target} in the last counted week",
        "<@{student}> and <@{buddy}>: {average} of {target} a week in the last {n} counted weeks",
        student=team.student_id,
        buddy=team.buddy_id,
        average=say.hours(team.average),
        target=say.hours(team.target),
    )


def _pair(student: str, buddy: str, say: Speech) -> str:
    return say.text("<@{student}> and <@{buddy}>", student=student, buddy=buddy)


def _weeks(found: Digest, say: Speech) -> str:
    return say.text(
        "Last week: {last}. The week before: {before}.",
        last=_week(found.last_week, say),
        before=_week(found.week_before, say),
    )


def _week(week: WeekSum, say: Speech) -> str:
    if not week.sessions:
        return say.text("no session")
    return say.count(
        week.sessions, "one session, {hours}", "{n} sessions, {hours}", hours=say.hours(week.minutes)
    )
