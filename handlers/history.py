"""What has changed with requests, for managers; and the text with which they look for volunteers."""

from __future__ import annotations

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules import words
from bot.rules.access import require_manager
from bot.services import history, people, shortage
from bot.views import history as views
from bot.views import shortage as shortage_views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import Click, Command


def show(visit: Visit, said: Command | Click, whose: str) -> Answer:
    """`/codebuddy request history`, of all; with a mention after it, of that one."""
    require_manager(visit.who)
    about = words.mentioned(whose)
    if whose and about is None:
        raise UserError(Wrong.WHOSE_HISTORY)
    log = history.newest(visit.db, visit.vault, visit.who, about)
    return Say(views.history(log, visit.who.language, visit.who.timezone))


def recruit(visit: Visit, said: Click) -> Answer:
    """The text to recruit with, of what is short now."""
    require_manager(visit.who)
    short = shortage.short(visit.db, visit.now, visit.who.user_id)
    minutes = people.programme(visit.db).weekly_minutes
    return OpenModal(shortage_views.recruit(short, minutes, visit.who.language))


def register(door: Door) -> None:
    door.click(ids.RECRUIT_OPEN, recruit)
