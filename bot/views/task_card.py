"""One task of managers: since when, by when, who has it; put off or passed on with one tap, and back."""

from __future__ import annotations

from bot import ids
from bot.rules.task_days import Later
from bot.services.task_moves import STAYS, Card
from bot.services.tasks import OpenTask
from bot.speech import Speech, speech
from bot.views import kit, task_list, tasks
from bot.views.answer import Block, Message, View

MOST = 10
"""Radio buttons, as Slack has them."""


def card(found: Card, language: str) -> View:
    say = speech(language)
    task = found.task
    blocks = [
        kit.section("task", tasks.line(task, say)),
        kit.context("stands", task_list.stands(task, say)),
        *_undo(found, say),
        *_later(found, say),
        *_pass_on(found, say),
    ]
    do = [*tasks.buttons(task, say), kit.button(say.text("All tasks"), ids.TASKS_ALL, 1)]
    blocks.append(kit.buttons("task_do", *do))
    meta = {"task": task.id, "moves": found.moves}
    return kit.modal("message", say.text("To do"), blocks, close=say.text("Close"), meta=meta)


def passed(task: OpenTask, by: str, language: str) -> Message:
    """To the manager who has it now."""
    say = speech(language)
    text = say.text("<@{user}> asks you to take this over: {task}", user=by, task=tasks.line(task, say))
    more = kit.button(say.text("Later, pass on"), ids.TASK_CARD, task.id)
    stands = kit.context("task_passed_stands", task_list.since(task, say))
    do = kit.buttons("task_passed_do", *tasks.buttons(task, say), more)
    return Message(text, (kit.section("task_passed", text), stands, do))


def _undo(found: Card, say: Speech) -> list[Block]:
    if not found.may_undo:
        return []
    return [kit.buttons("undo", kit.button(say.text("Undo"), ids.TASK_MOVE_BACK, found.task.id))]


def _later(found: Card, say: Speech) -> list[Block]:
    """Each with its day, so that nothing is guessed."""
    if found.task.kind in STAYS:
        return []
    words = {
        Later.TOMORROW: say.text("Tomorrow"),
        Later.WORKING_DAY: say.text("Next working day"),
        Later.NEXT_WEEK: say.text("Next week"),
    }
    mark = f"{found.task.id}:{found.moves}"
    several = [
        kit.buttons(
            f"{later}_{found.moves}",
            kit.button(f"{words[later]}: {say.day(day)}", ids.TASK_LATER, f"{mark}:{later}"),
        )
        for later, day in found.days
    ]
    pick = kit.buttons(f"day_{found.moves}", kit.day(ids.TASK_DAY, placeholder=say.text("Another day")))
    title = say.text("*Later.* It comes back by itself, on the day you choose.")
    return [kit.section("later", title), *several, pick]


def _pass_on(found: Card, say: Speech) -> list[Block]:
    """To those who may have it, by name."""
    if found.task.kind in STAYS or not found.others:
        return []
    people = {user: f"<@{user}>" for user in found.others[:MOST]}
    title = say.text("*Pass it on.* I tell the person you choose.")
    choice = kit.one_of(people, ids.TASK_GIVE, radio=True)
    return [kit.section("pass", title), kit.buttons(f"pass_{found.moves}", choice)]
