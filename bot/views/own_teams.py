"""The teams of a person on her Home tab: how each stands, its next step, and what she can do."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.services.home import Standing, TeamSeen
from bot.speech import Speech, escape
from bot.views import away, ended_home, kit, sessions, stand_ins
from bot.views.answer import Block
from bot.views.lists import Item, first, more_of, numbered
from models.enums import MeetingState


def learning(seen: Standing, mine: TeamSeen, say: Speech) -> list[Block]:
    title = say.text("*Your buddy is <@{buddy}>*", buddy=mine.team.buddy_id)
    return [
        kit.section("learning", "\n".join([title, *_standing(seen, mine, say)])),
        kit.buttons(
            "learning_do",
            kit.button(say.text("Log a session"), ids.LOG_OPEN, mine.team.id, style="primary"),
            kit.button(say.text("Plan a meeting"), ids.PLAN_OPEN, mine.team.id),
            kit.button(say.text("Change our hours"), ids.TARGET_OPEN, mine.team.id),
            *_away(seen, say),
        ),
        *(stand_ins.home(mine.stand_in, seen.contacts.support_channel_id, say) if mine.stand_in else []),
    ]


def supporting(seen: Standing, say: Speech, most: int) -> list[Block]:
    """At most so many of her teams."""
    some, more = first(seen.supporting, most)
    teams = []
    for mine in some:
        title = say.text("*You support <@{student}>*", student=mine.team.student_id)
        section = kit.section(
            f"supporting_{mine.team.id}",
            "\n".join([title, *_standing(seen, mine, say)]),
            kit.button(say.text("Log a session"), ids.LOG_OPEN, mine.team.id),
        )
        teams.append(Item([section]))
    only = seen.supporting[0].team.id if len(seen.supporting) == 1 else ""
    hours = kit.button(say.text("Change our hours"), ids.TARGET_OPEN, only)
    doors = kit.buttons("supporting_do", hours, *([] if seen.learning in seen.shown else _away(seen, say)))
    return [*numbered(teams), *more_of("supporting_more", more, say), doors]


def _away(seen: Standing, say: Speech) -> list[Button]:
    """The way to days away; who has said some already sees them above."""
    return [] if seen.away else [away.button(say)]


def _standing(seen: Standing, mine: TeamSeen, say: Speech) -> list[str]:
    """How the team stands, and its next step; nothing is counted of one that owes nothing."""
    if mine.team.is_job_search:
        return [*_next_meeting(seen, mine, say), _next_step(seen, mine, say)]
    standing = sessions.standing(mine.team, say)
    bar = [sessions.squares(mine.team.tally)] if mine.team.tally.target else []
    return [*bar, standing, *_next_meeting(seen, mine, say), _next_step(seen, mine, say)]


def _next_meeting(seen: Standing, mine: TeamSeen, say: Speech) -> list[str]:
    """When and where, in her own zone."""
    if mine.next is None:
        return []
    values = {
        "when": say.moment(mine.next.starts_at, seen.who.timezone),
        "place": escape(mine.next.place),
    }
    if not mine.next.is_introduction:
        return [say.text("Next meeting: {when}. {place}", **values).rstrip()]
    if mine.next.state is MeetingState.CONFIRMED:
        return [say.text("Introduction: {when}. {place}", **values).rstrip()]
    return [say.text("Introduction, if you can both come: {when}. {place}", **values).rstrip()]


def _next_step(seen: Standing, mine: TeamSeen, say: Speech) -> str:
    if mine.team.is_job_search:
        return ended_home.next_step(say)
    if mine.channel_waits:
        return say.text("Next: the introduction. After it I open your private channel.")
    if mine.team.channel_id is None:
        return say.text("Next: your private channel. I am making it.")
    if mine.team.owing.is_resting(mine.team.today):
        return say.text("Next: nothing. Your team rests today, and nobody expects hours.")
    manager = seen.contacts.first
    if not mine.introduced and not mine.team.days:
        if manager is None:
            return say.text("Next: say hello in <#{channel}>.", channel=mine.team.channel_id)
        return say.text(
            "Next: say hello in <#{channel}>. <@{manager}> introduces you to each other.",
            channel=mine.team.channel_id,
            manager=manager.user_id,
        )
    if mine.team.tally.to_go:
        return say.text(
            "Next: agree on a time in <#{channel}>, and log it when you have met.",
            channel=mine.team.channel_id,
        )
    return say.text(
        "This week's hours are complete. Your channel: <#{channel}>.", channel=mine.team.channel_id
    )
