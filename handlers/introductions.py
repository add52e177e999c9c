"""Planning an introduction: the manager's form, and the yes or no of the two."""

from __future__ import annotations

from bot import ids
from bot.clock import zone
from bot.errors import UserError, Wrong
from bot.rules import meeting as rule
from bot.rules.venues import written
from bot.services import home, introductions, venues
from bot.views import introductions as views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import ID_DIGITS, Click, Submission


def open_form(visit: Visit, said: Click) -> Answer:
    found = introductions.to_plan(visit.db, visit.now, visit.who, said.number)
    places = venues.listed(visit.db)
    return OpenModal(views.form(found, visit.who.language, visit.who.timezone, places))


def submitted(visit: Visit, said: Submission) -> Answer:
    slot = said.text("slot")
    entered = {block: said.text(block) for block in ("day", "time", "minutes")}
    entered["place"] = written(venues.listed(visit.db), said.text("venue"), said.text("place"))
    team = said.meta.get("team")
    if not isinstance(team, int) or not 0 <= team < 2**31:
        raise UserError(Wrong.GONE)
    offered = slot not in ("", views.OWN)
    wanted = rule.read(entered, zone(visit.who.timezone), visit.now, slot=slot if offered else "")
    done = introductions.plan(visit.db, visit.now, visit.who, team, wanted, offered=offered)
    home.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    place = venues.ask_named(visit.db, visit.now, visit.who, done)
    return Say(views.proposed(done, visit.who.timezone, visit.who.language, place))


def yes(visit: Visit, said: Click) -> Answer:
    who = visit.who
    found = introductions.agree(visit.db, visit.now, who, *_which(said))
    home.refresh(visit.db, who.user_id, said.delivery_id, visit.now)
    return Say(views.agreed(found, who.user_id, who.timezone, who.language), instead=True)


def no(visit: Visit, said: Click) -> Answer:
    found = introductions.cannot(visit.db, visit.now, visit.who, *_which(said))
    home.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    return Say(views.cannot(found, visit.who.language), instead=True)


def _which(said: Click) -> tuple[int, int]:
    """The meeting and the change of it that a button is about."""
    parts = said.value.split(":")
    if len(parts) != 2 or not all(one.isascii() and one.isdigit() and len(one) <= ID_DIGITS for one in parts):
        raise UserError(Wrong.GONE)
    return int(parts[0]), int(parts[1])


def register(door: Door) -> None:
    door.click(ids.INTRODUCTION_PLAN, open_form)
    door.submission(ids.MODAL_INTRODUCTION, submitted)
    door.click(ids.INTRODUCTION_YES, yes)
    door.click(ids.INTRODUCTION_NO, no)
