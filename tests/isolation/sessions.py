"""Corrections and places, called with ids of another workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.services import corrections, venues
from bot.services.sessions import Entry

DAY = date(2026, 3, 1)
OF_SESSIONS: dict[str, Callable[..., Any]] = {
    "corrections.standing": lambda db, now, vault, who, far: corrections.standing(db, now, who, far.session),
    "corrections.correct": lambda db, now, vault, who, far: corrections.correct(
        db, now, who, far.session, Entry(30, DAY)
    ),
    "corrections.strike_out": lambda db, now, vault, who, far: corrections.strike_out(
        db, now, who, far.session
    ),
    "corrections.undo": lambda db, now, vault, who, far: corrections.undo(db, now, who, far.session),
    "venues.ask": lambda db, now, vault, who, far: _ask(db, now, who, far),
    "venues.answer": lambda db, now, vault, who, far: venues.answer(db, now, who, far.venue_question, True),
    "venues.open_question": lambda db, now, vault, who, far: venues.open_question(
        db, now, who, far.venue_question
    ),
    "venues.find_question": lambda db, now, vault, who, far: venues.find_question(
        db, now, far.venue_question
    ),
}


def _ask(db: Any, now: Any, who: Any, far: Any) -> Any:
    """A place that is to be agreed, so that the team is looked for."""
    with db.no_autoflush:
        own = [{"name": "Elevador", "role": "project_manager"}]
        venues.people.programme(db).venues = own
        return venues.ask(db, now, who, far.team, "at:Elevador", now)
