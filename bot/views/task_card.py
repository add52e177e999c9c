"""One task of managers: since when, by when, who has it; put off or passed on with one tap, and back."""

from __future__ import annotations

from bot import ids
from bot.rules.task_days import Later
from bot.services.task_moves import STAYS, Card, Unable
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
            kit.button(say.joined(": ", words[later], say.day(day)), ids.TASK_LATER, f"{mark}:{later}"),
        )
        for later, day in found.days
    ]
    pick = kit.buttons(f"day_{found.moves}", kit.day(ids.TASK_DAY, placeholder=say.text("Another day")))
    title = say.text("*Later.* It comes back by itself, on the day you choose.")
    return [kit.section("later", title), *several, pick]


def _pass_on(found: Card, say: Speech) -> list[Block]:
    """To those who may have it, by name; and why others are not among them."""
    if found.task.kind in STAYS:
        return []
    missing = [kit.context("pass_unable", "\n".join(_unable(found, say)))] if found.unable else []
    if not found.others:
        nobody = say.text("*Pass it on.* Nobody else can have this at the moment.")
        return [kit.section("pass", nobody), *missing]
    myself = say.text("I do it: nobody else has it then")
    people = {user: myself if user == found.reader else f"<@{user}>" for user in found.others[:MOST]}
    title = say.text("*Pass it on.* I tell the person you choose.")
    choice = kit.one_of(people, ids.TASK_GIVE, radio=True)
    return [kit.section("pass", title), kit.buttons(f"pass_{found.moves}", choice), *missing]


def _unable(found: Card, say: Speech) -> list[str]:
    whom = {why: [f"<@{user}>" for user, one in found.unable if one is why] for why in Unable}
    return [_why(why, say.list(users), say) for why, users in whom.items() if users]


def _why(why: Unable, people: str, say: Speech) -> str:
    if why is Unable.NOT_HERE:
        return say.text("Not to {people}: not a full member of this workspace any more.", people=people)
    if why is Unable.IN_PRIVATE:
        return say.text(
            "Not to {people}: it was said in private, for the project manager and the programme manager.",
            people=people,
        )
    return say.text("Not to {people}: it is about a pair with this person in it.", people=people)
