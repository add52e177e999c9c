"""Breaks of the programme and its public holidays: their form in the settings, and one click to remove one."""

from __future__ import annotations

from collections.abc import Mapping

from bot import ids
from bot.rules import breaks as rule
from bot.rules.intake import Group
from bot.services import breaks, settings
from bot.views import breaks as views
from bot.views import settings_forms
from bot.views.answer import Answer, Back, Block, OpenModal, UpdateModal, View
from handlers.door import Door, Visit
from handlers.inbound import Click, Submission
from handlers.settings import require, screen, was


def open_form(visit: Visit, said: Click) -> Answer:
    require(visit)
    return OpenModal(_form(visit))


def remove(visit: Visit, said: Click) -> Answer:
    """In the same form; what she had typed for another one stays."""
    require(visit)
    gone = breaks.remove(visit.db, visit.now, visit.who, said.number)
    typed = {block: str(said.fields.get(block) or "") for block in rule.BLOCKS}
    return UpdateModal(_form(visit, typed, views.removed(gone, visit.who.language)))


def save(visit: Visit, said: Submission) -> Answer:
    require(visit)
    db, now, who = visit.db, visit.now, visit.who
    typed = {block: said.text(block) for block in rule.BLOCKS}
    if settings.is_overtaken(db, Group.BREAKS, was(said)):
        return UpdateModal(_form(visit, typed, _overtaken(visit)))
    others = [one.span for one in breaks.coming(db, now)]
    wanted = rule.read(typed, breaks.today(db, now), others)
    if wanted.span:
        breaks.add(db, now, who, wanted.span)
    columns = {"country": wanted.country, "region": wanted.region}
    done = settings.save(db, now, who, Group.BREAKS, columns)
    told = views.added(wanted.span, who.language) if wanted.span else []
    return Back(screen(visit, done if done.is_changed or not told else None, told))


def _form(visit: Visit, typed: Mapping[str, str] | None = None, above: list[Block] | None = None) -> View:
    seen = settings.seen(visit.db, visit.now)
    version = settings.version(visit.db, Group.BREAKS)
    return views.form(seen.calendar, version, visit.who.language, above=above or (), typed=typed)


def _overtaken(visit: Visit) -> list[Block]:
    now = settings.seen(visit.db, visit.now)
    last = settings.last_change(visit.db, Group.BREAKS)
    return settings_forms.overtaken(Group.BREAKS, now, last, visit.who.language, visit.who.timezone)


def register(door: Door) -> None:
    door.click(ids.BREAKS_OPEN, open_form)
    door.click(ids.BREAK_REMOVE, remove)
    door.submission(ids.MODAL_BREAKS, save)
