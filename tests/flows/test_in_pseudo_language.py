"""Whole stories in a language that is longer, accented and isolated: nothing is cut, refused, or said past the catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from types import FunctionType

import pytest

from tests.flows import (
    test_channel_questions,
    test_corrections,
    test_digest,
    test_ending,
    test_goodbyes,
    test_help,
    test_launch,
    test_log_session,
    test_matching,
    test_nudge,
    test_request,
    test_settings_lists,
    test_setup,
    test_stand_in,
    test_volunteer,
)
from tests.house.test_catalogues import catalogue, forms, messages
from tests.pseudo import pseudo, spoken_everywhere

STORIES = (
    *(test_setup, test_settings_lists, test_request, test_volunteer, test_matching, test_launch),
    *(test_log_session, test_corrections, test_nudge, test_stand_in, test_channel_questions),
    *(test_help, test_digest, test_ending, test_goodbyes),
)
NOT_HERE = {"test_a_question_without_a_name_shows_nobody_who_asked"}
"""It looks into the bytes of what was sent, for words of English."""
OF_EACH = 3
"""Stories of each file: its first ones tell the main way."""

pytestmark = [pytest.mark.long, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture(autouse=True)
def spoken(database_url: str) -> Iterator[None]:
    """The program speaks it from before it starts. Languages stand by their own names in it, too."""
    spanish = {form for message in messages(catalogue("es")) for form in forms(message.string)}
    with spoken_everywhere(frozenset({"English", "Español", "forged", *spanish})) as unspoken:
        yield
    assert unspoken == []


def _take() -> None:
    """The stories of other files, to be collected here as well, with the fixtures beside them."""
    for module in STORIES:
        for name, one in vars(module).items():
            if type(one).__name__ == "FixtureFunctionDefinition":
                globals().setdefault(name, one)
        stories = [
            one
            for name, one in vars(module).items()
            if isinstance(one, FunctionType) and name.startswith("test_") and name not in NOT_HERE
        ]
        for story in stories[:OF_EACH]:
            globals()[f"{story.__name__}_{module.__name__.rpartition('.')[2].removeprefix('test_')}"] = story


_take()


def test_the_language_is_longer_and_can_be_told_from_english() -> None:
    assert pseudo("Ask for {n} buddies") == "Ȧsk fȯr {n} bṵddḭḛsˑˑˑˑˑ"
