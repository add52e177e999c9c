"""The words of the code of conduct, their version, and the boxes in which Slack shows them."""

from __future__ import annotations

import hashlib

import pytest

from bot.rules.conduct import POINTS, VERSION
from bot.speech import LANGUAGES, speech
from bot.views import conduct

AGREED_TO = {"1": "c38ce257d690ed61", "2": "622f530677cc8d6e"}
"""Version → what its words are known by."""


def test_other_words_have_another_version() -> None:
    """Somebody has agreed to these very words: others need a new `VERSION`, and a line here."""
    say = speech("en")
    words = conduct.text(say) + "".join(conduct.points(120, say).values())
    assert hashlib.sha256(words.encode()).hexdigest()[:16] == AGREED_TO[VERSION]
    assert len(VERSION) <= 16


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_point_is_a_box_that_slack_shows_whole(language: str) -> None:
    points = conduct.points(2400, speech(language))
    assert tuple(points) == POINTS
    assert {words for words in points.values() if len(words) > 75} == set()
