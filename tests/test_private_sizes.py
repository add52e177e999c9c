"""What is stored or sent for the two doors has one size in every language, so that it does not tell which it was."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from bot.rules.help_kinds import Kind
from bot.services.behind import MOST
from bot.services.case_content import Told
from bot.services.case_reading import WAITING_SHOWN, Waiting
from bot.services.cases import OPENINGS_SHOWN, SHOWN, Opening, Own
from bot.services.help import Asked
from bot.speech import LANGUAGES, speech
from bot.vault import WorkspaceVault
from bot.views import help_form as help_views
from bot.views import kit, private
from bot.views.answer import Answer, Back, Message, pack
from models.enums import HelpState
from tests.conftest import START

LONG = "U" + "0" * 10
WHEN = START + timedelta(days=23, hours=8)
"""A date whose words are long."""


def kept(answer: Answer) -> int:
    return len(WorkspaceVault("T1", b"k" * 32).seal("inbox.answer", "row", pack(answer)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kept_answers_of_both_doors(language: str) -> None:
    until = datetime(2026, 9, 23, 15, 0, tzinfo=START.tzinfo)
    more = [
        kept(modal(help_views.sent(Asked(LONG, following, until), language, "Europe/Madrid"), language))
        for following in (None, LONG)
    ]
    talk = [
        kept(modal(private.sent([LONG] * readers, language, wants_news=news), language))
        for readers in (1, MOST)
        for news in (True, False)
    ]
    assert {*talk, *more} == {4096 + 12 + 16}


def modal(words: Message, language: str) -> Answer:
    """As the form answers."""
    return Back(help_views.answer(words, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_with_and_without_a_case(language: str) -> None:
    openings = (
        Opening(LONG, WHEN, allowed=True),
        *(Opening(LONG, WHEN, allowed=False),) * (OPENINGS_SHOWN - 1),
    )
    own = [
        Own(
            "a" * 32,
            Told(kind, may_pass_on=bool(passed)),
            state,
            WHEN,
            WHEN,
            WHEN if state is HelpState.CLOSED else None,
            seen,
            readers,
            passed,
        )
        for kind in Kind
        for state in HelpState
        for seen in ((), openings)
        for readers in ((), (LONG,), (LONG,) * MOST)
        for passed in ((), ((LONG, WHEN),))
    ]
    waiting = Waiting("b" * 32, HelpState.OPEN, WHEN)
    pages = [private.matters((), (), language, "Europe/Madrid"), private.erased(language)]
    pages += [private.matters((one,), (), language, "Europe/Madrid") for one in own]
    pages.append(private.matters((), (waiting,), language, "Europe/Madrid"))
    assert {len(json.dumps(page)) for page in pages} == {private._SIZE}


def test_whatever_its_size_a_page_is_filled_up_to_the_next_one_that_all_share() -> None:
    say = speech("en")
    for length in range(1, 3000):
        page = private._filled(say, [kit.section("text", "x" * length)])
        assert len(json.dumps(page)) % private._SIZE == 0, length
        assert len(page["private_metadata"]) <= 3000, length


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_takes_no_more_than_slack_does(language: str) -> None:
    openings = (Opening(LONG, WHEN, allowed=False),) * OPENINGS_SHOWN
    own = (
        Own("a" * 32, Told(Kind.UNSAFE), HelpState.OPEN, WHEN, None, None, openings, (LONG,) * MOST, ()),
    ) * SHOWN
    waiting = (Waiting("b" * 32, HelpState.OPEN, WHEN),) * WAITING_SHOWN
    page = private.matters(own, waiting, language, "Europe/Madrid")
    assert len(page["blocks"]) <= 100
    assert all(len(block["text"]["text"]) < 3000 for block in page["blocks"] if block["type"] == "section")
