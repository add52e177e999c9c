"""English is plain: a learner at about B1 reads it, and a reminder is short."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.services.sessions import OwnTeam
from bot.speech import LANGUAGES
from bot.views import nudges
from tests.house import plain

HARDEST = 8.3
"""No text is harder. The hardest is in the code of conduct: to its very words buddies have agreed."""
ON_AVERAGE = 3.2
NUDGE_WORDS = 60
DAY = date(2026, 3, 5)
TEAM = OwnTeam(1, "U1", "U2", None, "en", "Europe/Madrid", 120, DAY, 0, None, DAY, None, ())  # type: ignore[arg-type]


def test_no_text_is_hard_to_read() -> None:
    found = plain.hardest()
    assert len(found) > 500
    assert [text for grade, text in found if grade > HARDEST] == []
    assert sum(grade for grade, _ in found) / len(found) <= ON_AVERAGE


def test_a_hard_text_is_told_from_an_easy_one() -> None:
    hard = "Notwithstanding considerable organisational difficulties, participation remains obligatory everywhere."
    assert plain.grade(hard) > HARDEST
    assert plain.grade("Have you met? You can log it here. A short note is fine.") < ON_AVERAGE


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_has_at_most_sixty_words(language: str) -> None:
    for week in range(3):
        team = replace(TEAM, today=DAY + timedelta(weeks=week))
        for said in (nudges.nudge(team, [language]), nudges.to_one(team, "U1", language)):
            assert len(said.text.split()) <= NUDGE_WORDS
