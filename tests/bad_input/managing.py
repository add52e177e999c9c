"""Forms of those who run the programme: pages of teams, texts to many, reports, figures, hand-over, settings as a file."""

from __future__ import annotations

from typing import Any

from bot import ids
from tests.first_questions import FIRST_QUESTIONS
from tests.isolation.world import World
from tests.texts import ENTERED, OWN, OWN_WORDS

RIGHT: dict[str, tuple[str, dict[str, Any]]] = {
    ids.MODAL_LANGUAGE: ("olu", {"language": "es"}),
    ids.MODAL_ERASE_GONE: ("petra", {"why": "left"}),
    ids.MODAL_TEAM_NOTE: ("petra", {"words": "x"}),
    ids.MODAL_TEAM_PAUSE: ("petra", {"goes_on": "2026-03-20"}),
    ids.MODAL_TEAM_REASSIGN: ("petra", {"somebody": "UHEREVERA", "why": "x"}),
    ids.MODAL_BROADCAST: ("petra", dict(ENTERED)),
    ids.MODAL_BROADCAST_SEND: ("petra", {}),
    ids.MODAL_FIGURES: ("petra", {"readers": ["UHEREBEA"]}),
    ids.MODAL_REPORT: ("petra", {"form": "message", "when": "last_quarter"}),
    ids.MODAL_CLASS_NUMBERS: (
        "petra",
        {"as_of": "2026-02-27", "students": "20", "attending": "15", "graduated": "0"},
    ),
    ids.MODAL_HOURS: ("petra", {"hours": "2h"}),
    ids.MODAL_ZONE: ("petra", {"timezone": "Europe/Lisbon"}),
    ids.MODAL_QUIET: ("petra", {"opens": "08:00", "closes": "22:00"}),
    ids.MODAL_KEPT: (
        "petra",
        {"texts": "6", "notes": "6", "audit": "24", "unmatched": "6", "delivered": "7"},
    ),
    ids.MODAL_WORTH: ("petra", {"amount": "15", "currency": "EUR"}),
    ids.MODAL_DIGEST: ("petra", {"weekday": "0", "time": "09:00"}),
    ids.MODAL_HANDOVER: ("petra", {"successor": "UHEREVERA"}),
    ids.MODAL_FEATURES: ("petra", {"features": ["questions", "later"]}),
    ids.MODAL_TEXT: ("petra", {"words": OWN_WORDS}),
    ids.MODAL_TEXT_SAVE: ("petra", {}),
    ids.MODAL_TEXT_RESET: ("petra", {}),
    **{modal: ("petra", dict(fields)) for modal, fields in FIRST_QUESTIONS.items()},
    ids.MODAL_CLONE: ("petra", {"text": "x"}),
    ids.MODAL_CLONE_SURE: ("petra", {"text": "x"}),
}
"""Every form, filled in by somebody who may."""
TYPED = {"why", "students", "attending", "graduated", "amount", "text"}


def meta(here: World) -> dict[str, Any]:
    """With which they come back."""
    return {"user": here.people["olu"], "team": here.team, "class": "web-en", **OWN, "was": "x", "shown": []}
