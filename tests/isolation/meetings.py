"""Services and forms of meetings, called with ids of another workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bot import ids
from bot.rules.meeting import Wanted
from bot.services import first_days, introductions, meeting_steps, meetings, planned
from tests.straight import Json, submission

RIGHT = {"day": "2026-03-12", "time": "18:00", "minutes": "60", "place": "x"}
OF_MEETINGS_FORMS: dict[str, tuple[str, ...]] = {
    ids.MODAL_PLAN: ("team",),
    ids.MODAL_LATE: (),
    ids.MODAL_INTRODUCTION: ("slot",),
}
OF_MEETINGS_BUTTONS = (
    *(ids.PLAN_OPEN, ids.PLAN_AGAIN, ids.LATE_OPEN, ids.HELLO_SAID),
    *(ids.MEETING_LOG, ids.MEETING_LOG_OPEN, ids.MEETING_MISSED),
    *(ids.INTRODUCTION_PLAN, ids.INTRODUCTION_YES, ids.INTRODUCTION_NO),
)


def of_meetings(callback: str, foreign: int, actor: str) -> Iterator[Json]:
    """Forms that came back with a foreign number in every place that holds one, and are right otherwise."""
    yield submission(callback, RIGHT, actor, meta={"team": foreign})
    for what in ("10", "cannot"):
        fields = {**RIGHT, "what": what}
        yield submission(callback, fields, actor, meta={"team": foreign, "meeting": foreign, "sequence": 0})


def _wanted(now: Any) -> Wanted:
    return Wanted(now + timedelta(days=9), 60, "x")


OF_MEETINGS: dict[str, Callable[..., Any]] = {
    "planned.read": lambda db, now, vault, who, far: planned.read(db, far.meeting),
    "planned.locked": lambda db, now, vault, who, far: planned.locked(db, far.meeting),
    "planned.locked_team": lambda db, now, vault, who, far: planned.locked_team(db, far.team),
    "planned.is_coming": lambda db, now, vault, who, far: planned.is_coming(
        db, far.team, now + timedelta(days=3)
    ),
    "planned.place_answered": lambda db, now, vault, who, far: planned.place_answered(
        db, now, far.team, now + timedelta(days=3), "x"
    ),
    "planned.is_here": lambda db, now, vault, who, far: planned.is_here(db, far.people["samira"]),
    "meetings.plan": lambda db, now, vault, who, far: meetings.plan(db, now, who, far.team, _wanted(now)),
    "meetings.to_move": lambda db, now, vault, who, far: meetings.to_move(db, now, who, far.meeting),
    "meetings.move": lambda db, now, vault, who, far: meetings.move(
        db, now, who, far.meeting, 0, _wanted(now)
    ),
    "meetings.coming": lambda db, now, vault, who, far: meetings.coming(db, now, who, far.team),
    "meetings.late": lambda db, now, vault, who, far: meetings.late(db, now, who, far.meeting, 0, 10),
    "meetings.is_introduction": lambda db, now, vault, who, far: meetings.is_introduction(db, far.meeting),
    **{
        f"meetings.{name}": lambda db, now, vault, who, far, name=name: getattr(meetings, name)(
            db, now + timedelta(days=30), who, far.meeting
        )
        for name in ("log", "over", "missed")
    },
    "meetings.cannot_come": lambda db, now, vault, who, far: meetings.cannot_come(
        db, now, who, far.meeting, 0
    ),
    "introductions.to_plan": lambda db, now, vault, who, far: introductions.to_plan(db, now, who, far.team),
    "introductions.plan": lambda db, now, vault, who, far: introductions.plan(
        db, now, who, far.team, _wanted(now)
    ),
    **{
        f"introductions.{name}": lambda db, now, vault, who, far, name=name: getattr(introductions, name)(
            db, now, who, far.meeting, 0
        )
        for name in ("agree", "cannot")
    },
    "meeting_steps.take_due": lambda db, now, vault, who, far: meeting_steps.take_due(
        db, now + timedelta(days=30), far.meeting
    ),
    "first_days.take_due": lambda db, now, vault, who, far: first_days.take_due(db, now, far.team),
    "first_days.said_hello": lambda db, now, vault, who, far: first_days.said_hello(db, now, who, far.team),
    "first_days.is_silent": lambda db, now, vault, who, far: first_days.is_silent(db, far.team),
}
