"""Managers' tasks: done, put off, passed on, and each of these put back. In the Home tab the list itself is the answer."""

from __future__ import annotations

from datetime import date
from functools import partial

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules.task_days import Later
from bot.services import home as standing
from bot.services import remedies, task_moves, tasks
from bot.services.task_moves import Card
from bot.views import errors, task_list
from bot.views import remedies as remedy_views
from bot.views import task_card as views_of_card
from bot.views import tasks as views
from bot.views.answer import Answer, OpenModal, Say, UpdateModal, View
from handlers import screens
from handlers.door import Door, Visit
from handlers.inbound import ID_DIGITS, Click


def done(visit: Visit, said: Click) -> Answer:
    task = tasks.done(visit.db, visit.now, visit.who, said.number)
    if screen := screens.again(visit, said):
        return screen
    message = views.done(task, visit.who.language)
    if said.surface == "modal":
        return UpdateModal(errors.as_modal(message, visit.who.language))
    return Say(message)


def put_back(visit: Visit, said: Click) -> Answer:
    task = tasks.put_back(visit.db, visit.now, visit.who, said.number)
    if screen := screens.again(visit, said):
        return screen
    return Say(views.put_back(task, visit.who.language), instead=True)


def what_helps(visit: Visit, said: Click) -> Answer:
    """What could help a student who waits for long; the button carries the request."""
    found = remedies.asked(visit.db, visit.vault, visit.now, visit.who, said.number)
    message = remedy_views.seen(found, visit.who.language)
    return OpenModal(errors.as_modal(message, visit.who.language))


def listed(everybody: bool, visit: Visit, said: Click) -> Answer:
    """The button carries the page."""
    found = tasks.page(visit.db, visit.now, visit.who, said.number, everybody=everybody)
    return _shown(said, task_list.page(found, visit.who.language))


def card(visit: Visit, said: Click) -> Answer:
    return _shown(said, views_of_card.card(_found(visit, said.number), visit.who.language))


def later(visit: Visit, said: Click) -> Answer:
    """The button carries the task, how often it has been moved, and until when."""
    number, _, rest = said.value.partition(":")
    moves, _, word = rest.partition(":")
    chosen = next((one for one in Later if one == word), None)
    if chosen is None:
        raise UserError(Wrong.GONE)
    who, task_id = visit.who, _number(number)
    return _moved(visit, said, task_moves.put_off(visit.db, visit.now, who, task_id, _number(moves), chosen))


def to_day(visit: Visit, said: Click) -> Answer:
    task_id, moves = _which(said)
    found = task_moves.put_off_to(visit.db, visit.now, visit.who, task_id, moves, _day(said.value))
    return _moved(visit, said, found)


def pass_on(visit: Visit, said: Click) -> Answer:
    task_id, moves = _which(said)
    found = task_moves.pass_on(visit.db, visit.now, visit.who, task_id, moves, said.value)
    standing.refresh(visit.db, said.value, f"task_passed:{task_id}:{found.moves}", visit.now)
    return _moved(visit, said, found)


def move_back(visit: Visit, said: Click) -> Answer:
    return _moved(visit, said, task_moves.back(visit.db, visit.now, visit.who, said.number))


def _found(visit: Visit, task_id: int) -> Card:
    return task_moves.card(visit.db, visit.now, visit.who, task_id)


def _moved(visit: Visit, said: Click, found: Card) -> Answer:
    """The task as it stands now, with the way back."""
    key = f"task_moved:{found.task.id}:{found.moves}"
    standing.refresh(visit.db, visit.who.user_id, key, visit.now)
    return _shown(said, views_of_card.card(found, visit.who.language))


def _shown(said: Click, view: View) -> Answer:
    return UpdateModal(view) if said.surface == "modal" else OpenModal(view)


def _which(said: Click) -> tuple[int, int]:
    return _number(said.meta.get("task")), _number(said.meta.get("moves"))


def _number(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= ID_DIGITS):
        raise UserError(Wrong.GONE)
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def register(door: Door) -> None:
    door.click(ids.TASK_DONE, done)
    door.click(ids.TASK_PUT_BACK, put_back)
    door.click(ids.TASKS_MINE, partial(listed, False))
    door.click(ids.TASKS_ALL, partial(listed, True))
    door.click(ids.TASK_CARD, card)
    door.click(ids.TASK_LATER, later)
    door.click(ids.TASK_DAY, to_day)
    door.click(ids.TASK_GIVE, pass_on)
    door.click(ids.TASK_MOVE_BACK, move_back)
    door.click(ids.REMEDIES_OPEN, what_helps)
