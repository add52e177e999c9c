"""Managers' tasks: done, and put back. In the Home tab the list itself is the answer."""

from __future__ import annotations

from bot import ids
from bot.services import home as standing
from bot.services import remedies, tasks
from bot.views import errors, task_list
from bot.views import remedies as remedy_views
from bot.views import tasks as views
from bot.views.answer import Answer, OpenModal, Say, UpdateModal
from handlers import screens
from handlers.door import Door, Visit
from handlers.inbound import Click


def done(visit: Visit, said: Click) -> Answer:
    task = tasks.done(visit.db, visit.now, visit.who, said.number)
    if screen := screens.again(visit, said):
        return screen
    message = views.done(task, visit.who.language)
    if said.surface == "modal":
        standing.refresh(
            visit.db, visit.who.user_id, f"task:{task.id}:{visit.now:%Y%m%dT%H%M%S%f}", visit.now
        )
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


def whole_list(visit: Visit, said: Click) -> Answer:
    """The button carries the page."""
    view = task_list.page(tasks.page(visit.db, visit.now, visit.who, said.number), visit.who.language)
    return UpdateModal(view) if said.surface == "modal" else OpenModal(view)


def register(door: Door) -> None:
    door.click(ids.TASK_DONE, done)
    door.click(ids.TASK_PUT_BACK, put_back)
    door.click(ids.TASKS_ALL, whole_list)
    door.click(ids.REMEDIES_OPEN, what_helps)
