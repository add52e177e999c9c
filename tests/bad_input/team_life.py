"""Forms of meetings, questions, days away and how it is going, filled in by somebody who may."""

from __future__ import annotations

from typing import Any

from bot import ids
from tests.isolation.world import World

_WHEN = {"day": "2026-03-12", "time": "18:00", "minutes": "60", "place": "x"}
RIGHT: dict[str, tuple[str, dict[str, Any]]] = {
    ids.MODAL_AWAY: ("samira", {"first": "2026-03-12", "last": "2026-03-13"}),
    ids.MODAL_PLAN: ("samira", _WHEN),
    ids.MODAL_LATE: ("samira", {"what": "10"}),
    ids.MODAL_INTRODUCTION: ("petra", {**_WHEN, "slot": "own"}),
    ids.MODAL_QUESTION: ("samira", {"want": "x", "tried": "x", "happened": "x", "name": "named"}),
    ids.MODAL_QUESTION_ANSWER: ("vera", {"answer": "x"}),
    ids.MODAL_PULSE_WORDS: ("samira", {"words": "x", "reads": []}),
    ids.MODAL_CHECK_IN: ("petra", {"line": "x"}),
    ids.MODAL_FEEDBACK: ("samira", {"words": "x", "name": "unnamed"}),
    ids.MODAL_STAND_IN: ("petra", {"somebody": "UHEREVERA"}),
    ids.MODAL_BEGINNINGS: ("petra", {"channel": "launch", "house_note": "x"}),
    ids.MODAL_HELP_CHANNEL: ("petra", {"support_channel": "C0HELP"}),
}
TYPED = {"place", "want", "tried", "happened", "words", "line", "house_note"}


def meta(here: World) -> dict[str, Any]:
    """With which they come back."""
    return {
        **{"team": here.team, "meeting": here.meeting, "sequence": 0, "number": 1},
        **{"question": here.question, "task": here.care_task, "mark": f"{here.stand_in}:1"},
    }
