"""What somebody wrote is shown word for word: nothing of it comes alive, nothing is lost, nothing of it leaks out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules.matching import Reasons
from bot.services.offering import Offer
from bot.services.proposals import Shown
from bot.services.requests import Choices, OwnRequest, Promise
from bot.services.volunteers import OwnOffer
from bot.services.wishes import Wishes
from bot.views import help as help_views
from bot.views import matching, requests, volunteers
from bot.views.answer import Message
from models.enums import ProposalState, VolunteerState
from tests.conftest import START

SHOWN = Shown(
    id=1,
    request_id=1,
    state=ProposalState.PROPOSED,
    student_id="U1",
    volunteer_id="U2",
    course="Web",
    course_language="en",
    fit=Reasons(("en",), ("react",), days=3, taken=1, capacity=5, levels=("fluent_fluent",), hours=4.0),
    wish="",
    has_note=True,
    minor_since=None,
    hello="",
    unnamed=True,
    reminded=False,
    hours=(48, 72),
    weekly_minutes=120,
    unreached=False,
    declined_by=None,
    declined_why=None,
    chosen_by="U3",
    chosen_why="",
    bent=(),
    ended=None,
)
CHOICES = Choices((), (), (), (), has_minors=False, weekly_minutes=120)


def _wish_and_note(words: str) -> Message:
    return matching.manager_card(replace(SHOWN, wish=words), "en", note=words)


def _reason(words: str) -> Message:
    return matching.manager_card(replace(SHOWN, state=ProposalState.APPROVED, chosen_why=words), "en")


def _hello(words: str) -> Message:
    return matching.student_card(replace(SHOWN, state=ProposalState.ACCEPTED, hello=words), "es")


def _offer(words: str) -> Message:
    offer = Offer(("en",), (), 1, words, fluent=("en",))
    return volunteers.card(OwnOffer("U2", VolunteerState.OFFERED, offer, 0, None), "en")


def _noted(words: str) -> Message:
    wishes = Wishes("web-en", ("en",), (), words, fluent=("en",))
    own = OwnRequest(1, wishes, START, 3, None, 0, None, Promise(7, 14, None))
    return requests.asked(own, CHOICES, "en", changed=False, note=words)


def _call(words: str) -> Message:
    return Message("", tuple(help_views.quoted("words", words)))


CARDS: dict[str, tuple[Callable[[str], Message], int]] = {
    "wish and note": (_wish_and_note, 2),
    "reason": (_reason, 1),
    "hello": (_hello, 1),
    "offer": (_offer, 1),
    "what was noted": (_noted, 2),
    "call for help": (_call, 1),
}
"""Each with how often it shows the words."""
AWKWARD = (
    "*bold* _italic_ ~gone~ `code` ```\nblock\n```",
    "<!channel> <!here> <@U1> <#C1> <https://evil.example|nice>",
    "&" * 1000,
    "> quote\n\n• list\n1. one",
    ":red_circle: {student} %s \\ \u202e\u200b 🙂",
)


@pytest.mark.parametrize("name", CARDS)
@given(words=st.text(min_size=1, max_size=1000).filter(lambda text: text.strip() != ""))
@example(words=AWKWARD[0])
@example(words=AWKWARD[1])
@example(words=AWKWARD[2])
@example(words=AWKWARD[3])
@example(words=AWKWARD[4])
def test_words_stand_in_a_quote_of_their_own_and_nowhere_else(name: str, words: str) -> None:
    """With other words nothing else of the card changes: not its other texts, and not its notification."""
    draw, times = CARDS[name]
    card, other = draw(words), draw("plain")
    assert _quotes(card) == [words.strip()] * times
    assert _quotes(other) == ["plain"] * times
    assert card.text == other.text
    assert [_without_quotes(one) for one in card.blocks] == [_without_quotes(one) for one in other.blocks]


@pytest.mark.parametrize("name", CARDS)
def test_blank_words_are_no_quote(name: str) -> None:
    draw, _ = CARDS[name]
    assert _quotes(draw(" \n ")) == []


def _quotes(card: Message) -> list[str]:
    parts = [part for block in card.blocks if block["type"] == "rich_text" for part in block["elements"]]
    quotes = [part["elements"] for part in parts if part["type"] == "rich_text_quote"]
    assert all(len(pieces) == 1 and pieces[0].keys() == {"type", "text"} for pieces in quotes)
    return [pieces[0]["text"] for pieces in quotes]


def _without_quotes(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] != "rich_text":
        return block
    parts = [part for part in block["elements"] if part["type"] != "rich_text_quote"]
    return {**block, "elements": parts}
