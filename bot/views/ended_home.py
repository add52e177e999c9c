"""Ends of teams on the Home tab: planned ones, what can be taken back, the quiet button, and a member who has left."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Button

from bot import ids
from bot.services.ended import Seen
from bot.services.sessions import OwnTeam
from bot.services.tasks import OpenTask
from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block
from bot.views.endings import has_ended, of_two, plan_do, take_back
from bot.views.lists import Item, more_of, numbered


def on_home(ends: Sequence[Seen], more: int, user: str, timezone: str, say: Speech) -> list[Block]:
    """What can still be taken back, and planned ends. `more`: how many there are besides."""
    each = [Item(_end(seen, user, timezone, say)) for seen in ends]
    return [*numbered(each), *more_of("ends_more", more, say)]


def _end(seen: Seen, user: str, timezone: str, say: Speech) -> list[Block]:
    if seen.ended_at is None and seen.last is not None:
        text = say.text(
            "*The team of {pair} ends on {day}.*",
            pair=of_two(seen.student_id, seen.buddy_id, say),
            day=say.day(seen.last),
        )
        do = [kit.buttons(f"end_do_{seen.id}", *plan_do(seen, say))] if seen.made_by == user else []
        return [kit.section(f"end_{seen.id}", text), *do]
    if seen.until is None:
        return []
    until = say.text("Until {moment} you can take it back.", moment=say.moment(seen.until, timezone))
    text = f"{has_ended(seen, user, say)}\n{until}"
    return [kit.section(f"end_{seen.id}", text, take_back(seen, say))]


def button(teams: Sequence[OwnTeam], say: Speech) -> list[Block]:
    """The quiet way out, below everything else about her teams."""
    if not teams:
        return []
    if len(teams) == 1:
        return [kit.buttons("team_end", kit.button(say.text("End our team"), ids.END_OPEN, teams[0].id))]
    return [kit.buttons("team_end", kit.button(say.text("End one of my teams"), ids.END_OPEN))]


def next_step(say: Speech) -> str:
    """Of a team that goes on after the graduation."""
    return say.text(
        "You go on while looking for a job: no hours to reach, no reminders. When you are done: `/codebuddy end`."
    )


def member_gone(task: OpenTask, say: Speech) -> tuple[Button, Button]:
    """For a manager: what to do in one click."""
    back = kit.button(say.text("They are coming back"), ids.TASK_DONE, task.id)
    end = kit.button(say.text("End this team"), ids.END_OPEN, task.subject.team_id)
    return end, back
