"""The forms of ends, filled in by somebody who may."""

from __future__ import annotations

from typing import Any

from bot import ids
from tests.isolation.world import World

RIGHT: dict[str, tuple[str, dict[str, Any]]] = {
    ids.MODAL_END: (
        "samira",
        {"reason": "other", "said": [], "note": "x", "when": "now", "last": "2026-04-01"},
    ),
    ids.MODAL_END_SURE: ("samira", {"x": "1"}),
    ids.MODAL_END_WHOSE: ("petra", {"whose": "UHERESAMIRA"}),
    ids.MODAL_END_MOVE: ("samira", {"last": "2026-04-01"}),
    ids.MODAL_THANKS: ("olu", {"thanks": "x"}),
    ids.MODAL_GOODBYE: ("vera", {"helped": "yes", "hours": "right", "support": "no", "sentence": "x"}),
    ids.MODAL_CERTIFICATE: ("vera", {"name": "x"}),
}


def meta(here: World) -> dict[str, Any]:
    """With which they come back."""
    return {"ending": here.past, "team": here.team, "teams": [here.team], "version": "x", "readers": ""}
