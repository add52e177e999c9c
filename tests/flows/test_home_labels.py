"""On a Home tab that is full, no button is taken for another."""

from __future__ import annotations

from dataclasses import replace

from bot.views import home as views
from models.enums import Face
from tests.flows.test_home_limits import crowded


def test_no_two_buttons_of_what_waits_have_the_same_text() -> None:
    """Tasks, cards and offers are numbered, one list for all; what stands once has no number."""
    seen = replace(crowded(12, face=Face.MANAGER), own_calls=())
    blocks = views.home(seen)["blocks"]
    elements = [one for block in blocks for one in [block.get("accessory"), *block.get("elements", [])]]
    labels = [one["text"]["text"] for one in elements if one and one["type"] == "button"]
    twice = {label for label in labels if labels.count(label) > 1 and not label.startswith("Team ")}
    assert not twice, "a team opens the same page from both lists"
    assert "Put back" in labels
