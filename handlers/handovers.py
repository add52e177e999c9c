"""Handing a role over: the form, the successor's answer, and the last word of the one who has it."""

from __future__ import annotations

from bot import ids
from bot.rules.access import require_manager, require_set_up
from bot.services import handovers
from bot.views import handovers as views
from bot.views.answer import Answer, OpenModal, Say, UpdateModal
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def open_form(visit: Visit, said: Command | Click) -> Answer:
    """`/codebuddy handover` and its button: the form, or how it stands."""
    require_manager(visit.who)
    require_set_up(visit.who)
    found = handovers.pending(visit.db, visit.vault, visit.now, visit.who.user_id)
    if found is not None:
        return OpenModal(views.standing(found, visit.who.language))
    return OpenModal(views.form(handovers.goes(visit.db, visit.now, visit.who), visit.who.language))


def submitted(visit: Visit, said: Submission) -> Answer:
    """Who chooses a student reads first what the role shows her; then it is asked."""
    to = said.text(handovers.FIELD)
    is_student = handovers.is_student(visit.db, visit.vault, visit.now, visit.who, to, visit.asked)
    if is_student and said.meta.get("student") != to:
        goes = handovers.goes(visit.db, visit.now, visit.who)
        return UpdateModal(views.form(goes, visit.who.language, student=to))
    found = handovers.ask(visit.db, visit.vault, visit.now, visit.who, to, visit.asked)
    return Say(views.was_asked(found, visit.who.language))


def yes(visit: Visit, said: Click) -> Answer:
    found = handovers.agree(visit.db, visit.vault, visit.now, visit.who, said.value)
    return Say(views.said_yes(found, visit.who.language), instead=True)


def stop(visit: Visit, said: Click) -> Answer:
    in_message = said.surface == "message"
    handovers.stop(visit.db, visit.vault, visit.now, visit.who, said.value, in_message=in_message)
    return Say(views.stopped(visit.who.language), instead=in_message)


def finish(visit: Visit, said: Click) -> Answer:
    in_message = said.surface == "message"
    done = handovers.finish(visit.db, visit.vault, visit.now, visit.who, visit.asked, in_message=in_message)
    return Say(views.finished(done, visit.who.language), instead=in_message)


def register(door: Door) -> None:
    door.click(ids.HANDOVER_OPEN, open_form)
    door.submission(ids.MODAL_HANDOVER, submitted)
    door.click(ids.HANDOVER_YES, yes)
    door.click(ids.HANDOVER_NO, stop)
    door.click(ids.HANDOVER_FINISH, finish)
