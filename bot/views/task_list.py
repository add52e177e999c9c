"""Managers' tasks with what can be done about each: in the Home tab, as a whole list, and in a message."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Button

from bot import ids
from bot.services.channel_members import INVITED
from bot.services.channels import NEEDS_CHANNEL
from bot.services.tasks import PAGE, OpenTask, Page
from bot.speech import Speech, speech
from bot.views import ended_home, introductions, kit, remedies, tasks, teams
from bot.views.answer import Block, Message, View
from bot.views.lists import Item, first, numbered
from models.enums import TaskKind


def blocks(task: OpenTask, say: Speech) -> list[Block]:
    """What is to be done; of a student who waits, what could help, and behind it that it is done."""
    if task.kind is TaskKind.INTRODUCTION and task.subject.team_id is not None:
        return _introduction(task, task.subject.team_id, say)
    if task.kind is TaskKind.MEMBER_GONE and task.subject.team_id is not None:
        return ended_home.member_gone(task, say)
    block_id, line = f"task_{task.id}", tasks.line(task, say)
    if task.subject.request_id is not None:
        return [kit.section(block_id, line, remedies.open_button(task.subject.request_id, say))]
    buttons = (*_mends(task, say), *tasks.buttons(task, say))
    if len(buttons) == 1:
        return [kit.section(block_id, line, buttons[0])]
    return [kit.section(block_id, line), kit.buttons(f"{block_id}_do", *buttons)]


def _introduction(task: OpenTask, team_id: int, say: Speech) -> list[Block]:
    """Not yet: plan it. It has been: note it."""
    met = kit.button(say.text("We have met"), ids.TASK_DONE, task.id)
    plan = introductions.plan_button(team_id, say)
    return [
        kit.section(f"task_{task.id}", tasks.line(task, say)),
        kit.buttons(f"task_do_{task.id}", plan, met),
    ]


def _mends(task: OpenTask, say: Speech) -> tuple[Button, ...]:
    """What puts it right in one click."""
    if task.kind in INVITED and task.subject.user_id is not None:
        return (teams.invite_button(task.id, say),)
    if task.kind in NEEDS_CHANNEL and task.subject.team_id is not None:
        return (teams.new_channel_button(task.subject.team_id, say),)
    return ()


def rest(more: int, say: Speech, page: int = 1) -> list[Block]:
    """How many more there are, as a button that opens a page of the whole list."""
    if not more:
        return []
    label = say.count(more, "and one more", "and {n} more")
    return [kit.buttons("tasks_more", kit.button(label, ids.TASKS_ALL, page))]


def page(found: Page, language: str) -> View:
    say = speech(language)
    before = (found.number - 1) * PAGE
    shown = numbered([Item(blocks(task, say)) for task in found.tasks], before, is_alone=not found.more)
    if not shown:
        shown = [kit.section("no_tasks", say.text("Nothing waits for you."))]
    shown += rest(found.more, say, found.number + 1)
    return kit.modal("message", say.text("To do"), shown, close=say.text("Close"))


def quiet(found: Sequence[OpenTask], language: str) -> Message:
    """To a manager: teams that were handed over to her."""
    say = speech(language)
    some, more = first(found)
    lines = [tasks.line(task, say) for task in some]
    if more:
        lines.append(say.count(more, "and one more", "and {n} more"))
    lines.append(say.text("It is on the list in my Home tab, too. There you mark it as done."))
    return Message("\n".join(lines), tuple(kit.section(f"quiet_{n}", line) for n, line in enumerate(lines)))
