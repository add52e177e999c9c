"""Days away: said with `/codebuddy away until Friday`, or in a form; and taken back."""

from __future__ import annotations

from datetime import date

from bot import ids
from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules.away_days import NOTHING_SAID, Days, days_away
from bot.services import away, duty, home
from bot.services.away import Away, Reach
from bot.views import away as views
from bot.views.answer import Answer, Message, OpenModal, Say
from handlers import home as home_door
from handlers import routing
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission
from handlers.volunteers import read_day


def typed(visit: Visit, said: Command | Click, rest: str) -> Answer:
    """What is understood is done at once, and can be taken back; anything else opens the form, which says why."""
    if not rest:
        return _form(visit)
    days = days_away(rest, _today(visit))
    if days.doubt is not None or not _reach(visit).is_any:
        return _form(visit, days, rest)
    return Say(_went(visit, away.go(visit.db, visit.now, visit.who, days.first, days.last)))


def open_form(visit: Visit, said: Click) -> Answer:
    return _form(visit)


def submitted(visit: Visit, said: Submission) -> Answer:
    first, last = read_day(said.text("first")), read_day(said.text("last"))
    done = away.go(visit.db, visit.now, visit.who, first, last)
    home.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(_went(visit, done))


def back(visit: Visit, said: Click) -> Answer:
    done = away.back(visit.db, visit.now, visit.who, said.number if said.value else None)
    if said.surface == "home":
        return home_door.show(visit)
    if done is not None:
        home.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    return Say(views.came_back(done, visit.who.language), instead=done is not None)


def _form(visit: Visit, days: Days = NOTHING_SAID, rest: str = "") -> Answer:
    """Whoever has no team and no offer, but is asked for help, says her days away with her working hours."""
    reach, today, language = _reach(visit), _today(visit), visit.who.language
    told = views.why(days, rest, language)
    if not reach.is_any:
        if not duty.is_asked(visit.db, visit.who.user_id):
            raise UserError(Wrong.NOTHING_TO_LEAVE)
        return OpenModal(routing.own_days(visit, days.first or today, days.last, told))
    own = away.own(visit.db, visit.now, visit.who.user_id)
    is_asked = visit.who.is_manager
    return OpenModal(views.form(own, reach, today, days, language, told=told, is_asked=is_asked))


def _went(visit: Visit, done: Away) -> Message:
    who = visit.who
    meets = away.meetings_within(visit.db, visit.now, who, done)
    return views.went(done, _reach(visit), meets, who.language, who.timezone, is_asked=who.is_manager)


def _reach(visit: Visit) -> Reach:
    return away.reach(visit.db, visit.now, visit.who.user_id)


def _today(visit: Visit) -> date:
    return local_day(visit.now, visit.who.timezone)


def register(door: Door) -> None:
    door.click(ids.AWAY_OPEN, open_form)
    door.click(ids.AWAY_BACK, back)
    door.submission(ids.MODAL_AWAY, submitted)
