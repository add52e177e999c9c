"""Texts in the programme's own words belong to one workspace."""

from __future__ import annotations

from sqlalchemy import select

from bot import ids
from bot.services import own_texts
from models import Settings
from tests.isolation.world import World
from tests.straight import Program, click


def test_another_programmes_words_are_neither_shown_nor_said(
    running: Program, here: World, there: World
) -> None:
    store = running.coordinator.deps.store
    with store.begin("T0THERE") as db:
        db.scalars(select(Settings)).one().own_texts = {"welcome": {"en": "Theirs, {student} and {buddy}."}}
    with store.read("T0HERE") as db:
        assert own_texts.of(db) == {}
    before = len(running.ear.said)
    for action, value in (
        (ids.TEXTS_OPEN, ""),
        (ids.TEXT_OPEN, "welcome"),
        (ids.TEXT_CHANGE, "welcome:en"),
    ):
        running.deliver(click(action, value, here.people["petra"], running.ear))
    shown = str(running.ear.said[before:])
    assert "you are a buddy team" in shown
    assert "Theirs" not in shown
