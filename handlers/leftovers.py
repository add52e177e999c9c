"""Buttons and forms that nothing else knows: from before an upgrade, or changed on their way. Said in words."""

from __future__ import annotations

from bot.errors import UserError, Wrong
from bot.views.answer import Answer
from handlers.door import Door, Visit
from handlers.inbound import Click, Submission


def old_button(visit: Visit, said: Click) -> Answer:
    raise UserError(Wrong.OLD_BUTTON)


def old_form(visit: Visit, said: Submission) -> Answer:
    raise UserError(Wrong.OLD_FORM)


def register(door: Door) -> None:
    door.leftovers(old_button, old_form)
