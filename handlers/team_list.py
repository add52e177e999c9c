"""All teams, for managers: the list with its filters. What was chosen comes with the modal, and is checked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot import ids
from bot.rules.access import require_manager
from bot.services import classes, people, team_list
from bot.services.team_list import Kind, Wanted
from bot.views import team_list as views
from bot.views.answer import Answer, OpenModal, UpdateModal
from handlers.door import Door, Visit
from handlers.inbound import Click, Command

Change = Callable[[Wanted, str], Wanted]
CHOICE_MAX = 150
"""Characters of a choice's value, as Slack takes it."""


def open_list(visit: Visit, said: Command | Click, rest: str = "") -> Answer:
    """The button carries which teams; the word has none."""
    asked = said.value if isinstance(said, Click) else ""
    return _page(visit, said, Wanted(kind=_kind(asked)), 1)


def chosen(change: Change, visit: Visit, said: Click) -> Answer:
    """Another choice begins on the first page."""
    return _page(visit, said, change(_wanted(said), said.value), 1)


def turned(visit: Visit, said: Click) -> Answer:
    """The button carries the page."""
    return _page(visit, said, _wanted(said), said.number)


def _page(visit: Visit, said: Command | Click, wanted: Wanted, at: int) -> Answer:
    require_manager(visit.who)
    found = team_list.page(visit.db, visit.now, visit.who, wanted, at)
    view = views.page(found, classes.of(people.programme(visit.db)), visit.who.language)
    return UpdateModal(view) if isinstance(said, Click) and said.surface == "modal" else OpenModal(view)


def _wanted(said: Click) -> Wanted:
    def text(name: str) -> str | None:
        value = said.meta.get(name)
        return _any(value) if isinstance(value, str) and value else None

    return Wanted(_kind(text("kind") or ""), text("class"), text("language"), _person(text("user") or ""))


def _person(word: str) -> str | None:
    """A Slack id, as it may stand in the id of a block; anything else looks for nobody."""
    return word if word.isascii() and word.isalnum() and len(word) <= 32 else None


def _kind(word: str) -> Kind:
    return next((one for one in Kind if one == word), Kind.ALL)


def _any(value: str) -> str | None:
    """Of a class or a language; what is longer than any choice chooses nothing."""
    return None if value == views.ANY or len(value) > CHOICE_MAX else value


def register(door: Door) -> None:
    door.click(ids.TEAMS_OPEN, open_list)
    door.click(ids.TEAMS_KIND, partial(chosen, lambda wanted, value: replace(wanted, kind=_kind(value))))
    door.click(ids.TEAMS_CLASS, partial(chosen, lambda wanted, value: replace(wanted, class_key=_any(value))))
    door.click(
        ids.TEAMS_LANGUAGE, partial(chosen, lambda wanted, value: replace(wanted, language=_any(value)))
    )
    door.click(
        ids.TEAMS_PERSON, partial(chosen, lambda wanted, value: replace(wanted, user_id=_person(value)))
    )
    door.click(ids.TEAMS_EVERYBODY, partial(chosen, lambda wanted, value: replace(wanted, user_id=None)))
    door.click(ids.TEAMS_BEFORE, turned)
    door.click(ids.TEAMS_NEXT, turned)
    door.click(ids.TEAMS_BACK, partial(chosen, lambda wanted, value: wanted))
