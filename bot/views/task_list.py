"""Managers' tasks with what can be done about each: in the Home tab, as a whole list, and in a message."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Button

from bot import ids
from bot.rules.erasing import is_nobody
from bot.services.channel_members import INVITED
from bot.services.channels import NEEDS_CHANNEL
from bot.services.tasks import PAGE, OpenTask, Page
from bot.speech import Speech, speech
from bot.views import ended_home, introductions, kit, question_told, remedies, tasks, teams
from bot.views.answer import Block, Message, View
from bot.views.lists import Item, first, numbered
from models.enums import TaskKind


def blocks(task: OpenTask, say: Speech) -> list[Block]:
    """What is to be done; of a student who waits, what could help, and behind it that it is done."""
    if task.kind is TaskKind.INTRODUCTION and task.subject.team_id is not None:
        return _introduction(task, task.subject.team_id, say)
    if task.kind is TaskKind.MEMBER_GONE and task.subject.team_id is not None:
        return _member_gone(task, say)
    block_id, line = f"task_{task.id}", with_day(task, say)
    if task.subject.request_id is not None:
        return [kit.section(block_id, line, remedies.open_button(task.subject.request_id, say))]
    buttons = (*_mends(task, say), *tasks.buttons(task, say))
    return [kit.section(block_id, line), kit.buttons(f"{block_id}_do", *buttons, more_button(task, say))]


def more_button(task: OpenTask, say: Speech) -> Button:
    return kit.button(say.text("Later, pass on"), ids.TASK_CARD, task.id)


def since(task: OpenTask, say: Speech) -> str:
    return say.text("Since {day}, to do by {due}", day=say.short_day(task.since), due=say.short_day(task.due))


def stands(task: OpenTask, say: Speech) -> str:
    """Since when, by when, until when it was put off, and who has it."""
    facts = [since(task, say)]
    if task.back_on is not None:
        facts.append(say.text("comes back on {day}", day=say.day(task.back_on)))
    if task.was_off_until is not None:
        facts.append(say.text("was put off until {day}", day=say.day(task.was_off_until)))
    if task.held_by is not None:
        facts.append(say.text("<@{user}> has it", user=task.held_by))
    return say.joined(" · ", *facts)


def with_day(task: OpenTask, say: Speech) -> str:
    """What is to be done, and on a line of its own how it stands."""
    return f"{tasks.line(task, say)}\n_{stands(task, say)}_"


def _introduction(task: OpenTask, team_id: int, say: Speech) -> list[Block]:
    """Not yet: plan it. It has been: note it."""
    met = kit.button(say.text("We have met"), ids.TASK_DONE, task.id, sure=introductions.have_they_met(say))
    plan = introductions.plan_button(team_id, say)
    return [
        kit.section(f"task_{task.id}", with_day(task, say)),
        kit.buttons(f"task_do_{task.id}", plan, met, more_button(task, say)),
    ]


def _member_gone(task: OpenTask, say: Speech) -> list[Block]:
    buttons = (*ended_home.member_gone(task, say), more_button(task, say))
    block_id = f"task_{task.id}"
    return [kit.section(block_id, with_day(task, say)), kit.buttons(f"task_do_{task.id}", *buttons)]


def _mends(task: OpenTask, say: Speech) -> tuple[Button, ...]:
    """What puts it right in one click."""
    user_id = task.subject.user_id
    if task.kind in INVITED and user_id is not None and not is_nobody(user_id):
        return (teams.invite_button(task.id, say),)
    if task.kind in NEEDS_CHANNEL and task.subject.team_id is not None:
        return (teams.new_channel_button(task.subject.team_id, say),)
    if task.kind is TaskKind.HELP_CHANNEL and task.subject.channel_id is not None:
        return (question_told.channel_again_button(task.subject.channel_id, say),)
    return ()


def rest(more: int, say: Speech) -> list[Block]:
    """How many more there are, as a button that opens the list."""
    if not more:
        return []
    label = say.count(more, "and one more", "and {n} more")
    return [kit.buttons("tasks_more", kit.button(label, ids.TASKS_MINE, 1))]


def page(found: Page, language: str) -> View:
    say = speech(language)
    before = (found.number - 1) * PAGE
    shown = numbered([Item(blocks(task, say)) for task in found.tasks], before, is_alone=not found.more)
    if not shown:
        shown = [kit.section("no_tasks", say.text("Nothing waits for you."))]
    others = say.text(
        "What is no task is on the Home tab: possible teams, offers, students who wait, calls for more support."
    )
    blocks_ = [
        kit.buttons("whose", _other_list(found, say)),
        *shown,
        *_turn(found, say),
        kit.context("others", others),
    ]
    title = say.text("All tasks") if found.everybody else say.text("To do")
    return kit.modal("message", title, blocks_, close=say.text("Close"))


def _other_list(found: Page, say: Speech) -> Button:
    if found.everybody:
        return kit.button(say.text("Only what I have to do"), ids.TASKS_MINE, 1)
    return kit.button(say.text("All tasks, also of others and for later"), ids.TASKS_ALL, 1)


def _turn(found: Page, say: Speech) -> list[Block]:
    action = ids.TASKS_ALL if found.everybody else ids.TASKS_MINE
    turns = []
    if found.number > 1:
        turns.append(kit.buttons("turn_back", kit.button(say.text("Back"), action, found.number - 1)))
    if found.more:
        label = say.count(found.more, "Next: one more", "Next: {n} more")
        turns.append(kit.buttons("turn_next", kit.button(label, action, found.number + 1)))
    return turns


def quiet(found: Sequence[OpenTask], language: str) -> Message:
    """To a manager: teams that were handed over to her."""
    say = speech(language)
    some, more = first(found)
    lines = [tasks.line(task, say) for task in some]
    if more:
        lines.append(say.count(more, "and one more", "and {n} more"))
    lines.append(say.text("It is on the list in my Home tab, too. There you mark it as done."))
    return Message("\n".join(lines), tuple(kit.section(f"quiet_{n}", line) for n, line in enumerate(lines)))
