"""Writing to many: the form, the preview, sending it, and taking it back."""

from __future__ import annotations

from bot import ids
from bot.services import broadcasts, classes, drafts, people
from bot.views import broadcasts as views
from bot.views.answer import Answer, OpenModal, Say, UpdateModal
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def open_form(visit: Visit, said: Command | Click, rest: str = "") -> Answer:
    """`/codebuddy broadcast`; and from the preview, to change it: what she has entered is still there."""
    entered = broadcasts.draft(visit.db, visit.vault, visit.now, visit.who)
    view = views.form(entered, classes.of(people.programme(visit.db)), visit.who.language)
    return UpdateModal(view) if isinstance(said, Click) and said.surface == "modal" else OpenModal(view)


def preview(visit: Visit, said: Submission) -> Answer:
    entered = drafts.read(said.fields, broadcasts.FIELDS, ())
    found = broadcasts.preview(visit.db, visit.vault, visit.now, visit.who, entered)
    return UpdateModal(views.preview(found, visit.who.language))


def send(visit: Visit, said: Submission) -> Answer:
    """What she has seen; where she has entered something else since, she sees that first."""
    seen = str(said.meta.get("seen") or "")
    planned = broadcasts.send(visit.db, visit.vault, visit.now, visit.who, seen)
    if isinstance(planned, broadcasts.Preview):
        return UpdateModal(views.preview(planned, visit.who.language, is_other=True))
    return Say(views.planned(planned, visit.who.language, visit.who.timezone))


def undo(visit: Visit, said: Click) -> Answer:
    broadcasts.undo(visit.db, visit.now, visit.who, said.number)
    return Say(views.undone(visit.who.language), instead=True)


def register(door: Door) -> None:
    door.click(ids.BROADCAST_OPEN, open_form)
    door.click(ids.BROADCAST_UNDO, undo)
    door.submission(ids.MODAL_BROADCAST, preview)
    door.submission(ids.MODAL_BROADCAST_SEND, send)
