"""Who is asked for help and when they are there: the screen of the managers, and everybody's own hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot import ids
from bot.rules import duty as rule
from bot.rules.access import require_manager, require_set_up
from bot.rules.duty import Away, Duty
from bot.services import confidence, doors, duty, holders, home
from bot.services.confidence import Named
from bot.views import routing as views
from bot.views.answer import Answer, Back, Block, OpenModal, Say, UpdateModal, View
from handlers.door import Door, Visit
from handlers.inbound import Click, Submission


def open_screen(visit: Visit, said: Click) -> Answer:
    """In the place of the settings, where it was pressed there: above it there is room for a form."""
    screen = _screen(visit)
    return UpdateModal(screen) if said.surface == "modal" else OpenModal(screen)


def open_duty(visit: Visit, said: Click) -> Answer:
    """When somebody is there; her own where the button names nobody."""
    who = visit.who
    user_id = said.value or who.user_id
    duty.require_may_change(visit.db, who, user_id)
    now, was = duty.own(visit.db, user_id).current(visit.now), duty.version(visit.db, user_id)
    is_own, is_alone = user_id == who.user_id, not said.value
    return OpenModal(views.duty_form(user_id, now, was, who.language, is_own=is_own, is_alone=is_alone))


def own_days(visit: Visit, first: date, last: date | None, told: list[Block]) -> View:
    """Her own form, with the days away that she typed; `told`: what was in doubt about them."""
    who = visit.who
    now, was = duty.own(visit.db, who.user_id).current(visit.now), duty.version(visit.db, who.user_id)
    if last is not None:
        now = replace(now, away=Away(first, last))
    about = [*told, views.days_away(who.language, are_typed=last is not None)]
    return views.duty_form(who.user_id, now, was, who.language, is_own=True, is_alone=True, told=tuple(about))


def save_duty(visit: Visit, said: Submission) -> Answer:
    db, who, user_id = visit.db, visit.who, str(said.meta.get("user") or "")
    duty.require_may_change(db, who, user_id)
    entered = {
        block: said.text(block) for block in ("opens", "closes", "away", "away_from", "away_until", "about")
    }
    wanted = rule.read(said.many("weekdays"), entered, duty.own(db, user_id).hours.where, visit.now)
    duty.change(db, visit.now, who, user_id, wanted, str(said.meta.get("was") or ""))
    home.refresh(db, user_id, f"duty:{said.delivery_id}", visit.now)
    return _saved(visit, said, user_id, wanted)


def _saved(visit: Visit, said: Submission, user_id: str, wanted: Duty) -> Answer:
    """The screen below says it, where the form was opened from it."""
    language = visit.who.language
    if said.below is None or said.meta.get("alone") or not visit.who.is_manager:
        return Say(views.duty_message(user_id, wanted, language))
    return Back(_screen(visit, views.duty_saved(user_id, wanted, language)))


def open_confidence(visit: Visit, said: Click) -> Answer:
    confidence.require_programme_manager(visit.who)
    named, was = confidence.of(visit.db), confidence.version(visit.db)
    years = confidence.years(visit.db, visit.now)
    return OpenModal(views.confidence_form(named, years, was, visit.who.language))


def save_confidence(visit: Visit, said: Submission) -> Answer:
    confidence.require_programme_manager(visit.who)
    wish = Named(
        tuple(said.many("stand_ins")),
        tuple(said.many("practical")),
        tuple(said.many("wellbeing")),
        confidence.days(said.text("kept_days")),
    )
    was = str(said.meta.get("was") or "")
    told = confidence.save(visit.db, visit.now, visit.who, wish, was, visit.asked)
    students = holders.students(visit.db, told)
    return Back(_screen(visit, views.confidence_saved(told, visit.who.language, students)))


def _screen(visit: Visit, told: list[str] | None = None) -> View:
    who = visit.who
    require_manager(who)
    require_set_up(who)
    return views.screen(doors.seen(visit.db, visit.now, who), who.language, who.timezone, told=told or ())


def register(door: Door) -> None:
    door.click(ids.ROUTING_OPEN, open_screen)
    door.click(ids.DUTY_OPEN, open_duty)
    door.click(ids.CONFIDENCE_OPEN, open_confidence)
    door.submission(ids.MODAL_DUTY, save_duty)
    door.submission(ids.MODAL_CONFIDENCE, save_confidence)
