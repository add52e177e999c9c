"""What is stored or sent for the two doors has one size in every language, so that it does not tell which it was."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from bot.services.cases import OPENINGS_SHOWN, SHOWN, WAITING_SHOWN, Opening, Own, Waiting
from bot.services.help import Asked
from bot.services.holders import MOST
from bot.speech import LANGUAGES, speech
from bot.vault import WorkspaceVault
from bot.views import help_form as help_views
from bot.views import kit, private
from bot.views.answer import Say, pack
from models.enums import HelpState
from tests.conftest import START

LONG = "U" + "0" * 10
WHEN = START + timedelta(days=23, hours=8)
"""A date whose words are long."""


def kept(answer: Say) -> int:
    return len(WorkspaceVault("T1", b"k" * 32).seal("inbox.answer", "row", pack(answer)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kept_answers_of_both_doors(language: str) -> None:
    until = datetime(2026, 9, 23, 15, 0, tzinfo=START.tzinfo)
    more = [
        kept(Say(help_views.sent(Asked(LONG, following, until), language, "Europe/Madrid")))
        for following in (None, LONG)
    ]
    talk = [kept(Say(private.sent([LONG] * readers, language))) for readers in (1, 1 + MOST)]
    assert {*talk, *more} == {1024 + 12 + 16}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_with_and_without_a_case(language: str) -> None:
    openings = (
        Opening(LONG, WHEN, allowed=True),
        *(Opening(LONG, WHEN, allowed=False),) * (OPENINGS_SHOWN - 1),
    )
    own = [
        Own("a" * 32, state, WHEN, WHEN, WHEN if state is HelpState.CLOSED else None, seen, has_reader)
        for state in HelpState
        for seen in ((), openings)
        for has_reader in (True, False)
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
    own = (Own("a" * 32, HelpState.OPEN, WHEN, None, None, openings, has_reader=False),) * SHOWN
    waiting = (Waiting("b" * 32, HelpState.OPEN, WHEN),) * WAITING_SHOWN
    page = private.matters(own, waiting, language, "Europe/Madrid")
    assert len(page["blocks"]) <= 100
    assert all(len(block["text"]["text"]) < 3000 for block in page["blocks"] if block["type"] == "section")
