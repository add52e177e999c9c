"""What is stored or sent for the two doors has one size in every language, so that it does not tell which it was."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.rules.emergency import COUNTRY_MAX, NUMBER_MAX, OUTSIDE_MAX, Emergency
from bot.rules.help_kinds import Kind
from bot.services.behind import MOST
from bot.services.case_content import LAST_WORD_MAX, Told
from bot.services.case_reading import WAITING_SHOWN, Waiting
from bot.services.cases import REFUSED_SHOWN, SHOWN, Older, Opening, Own
from bot.services.help import Asked
from bot.services.sent import Sent
from bot.speech import LANGUAGES, speech
from bot.vault import WorkspaceVault
from bot.views import emergency as emergency_views
from bot.views import help_form as help_views
from bot.views import kit, private, private_frame
from bot.views.answer import Answer, Back, Message, pack
from models.enums import HelpState
from models.people import EMERGENCY
from tests.conftest import START

LONG = "U" + "0" * 10
WHEN = START + timedelta(days=23, hours=8)
"""A date whose words are long."""
SPAIN = Emergency(**EMERGENCY)
NUMBERS = {
    "as it begins": SPAIN,
    "as short as can be": Emergency("x", "11"),
    **{
        f"as long as can be, of {letter}": Emergency(
            letter * COUNTRY_MAX, *["+" * (NUMBER_MAX - 2) + "11"] * 3, letter * OUTSIDE_MAX
        )
        for letter in "&é\\\U0001f600"
    },
}
"""What a programme may write as its emergency numbers."""
MORE: dict[HelpState, dict[str, Any]] = {
    HelpState.OPEN: {"could_let": (LONG,)},
    HelpState.ACKNOWLEDGED: {},
    HelpState.CLOSED: {"last_word": "\U0001f600" * LAST_WORD_MAX},
}
"""What else her page shows of a case: whom else she can let read it, and what whoever closed it wrote."""
every_number = pytest.mark.parametrize("emergency", NUMBERS.values(), ids=NUMBERS)


def kept(answer: Answer) -> int:
    return len(WorkspaceVault("T1", b"k" * 32).seal("inbox.answer", "row", pack(answer)))


@every_number
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kept_answers_of_both_doors(language: str, emergency: Emergency) -> None:
    until = datetime(2026, 9, 23, 15, 0, tzinfo=START.tzinfo)
    more = [
        kept(
            modal(
                help_views.sent(Asked(LONG, following, until), emergency, language, "Europe/Madrid"), language
            )
        )
        for following in (None, LONG)
    ]
    talk = [
        kept(
            modal(
                private.sent([LONG] * readers, emergency, language, wants_news=news, may_pass_on=passes),
                language,
            )
        )
        for readers in (1, MOST)
        for news in (True, False)
        for passes in (True, False)
    ]
    assert {*talk, *more} == {4096 + 12 + 16}


def modal(words: Message, language: str) -> Answer:
    """As the form answers."""
    return Back(help_views.answer(words, language))


@pytest.mark.parametrize("each", [23, pytest.param(1, marks=pytest.mark.long)])
@every_number
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_with_and_without_a_case(language: str, emergency: Emergency, each: int) -> None:
    """The short form looks at every 23rd, other ones in each language; the long form at all."""
    once, often = seen_by_all(1), seen_by_all(9999)
    own = [
        Own(
            "a" * 32,
            Told(kind, may_pass_on=agrees),
            state,
            WHEN,
            LONG,
            WHEN,
            WHEN if state is HelpState.CLOSED else None,
            seen,
            REFUSED_SHOWN if seen else 0,
            readers,
            away,
            passed,
            sent,
        )
        for kind in Kind
        for state in HelpState
        for seen in ((), once, often)
        for readers in ((), (LONG,), (LONG,) * MOST)
        for away in ((), readers[:1], readers)
        for agrees, passed in ((False, ()), (True, ()), (True, ((LONG, WHEN),)))
        for sent in (None, *where(readers))
    ]
    own += [replace(one, **MORE[one.state]) for one in own[:: len(own) // 40]]
    waiting = Waiting("b" * 32, HelpState.OPEN, WHEN)
    pages = [
        private.matters((), (), (), emergency, language, "Europe/Madrid"),
        private.erased(emergency, language),
        private.sure(f"older:{'a' * 32}", emergency, language),
        private.add_form(own[-1], emergency, language),
        private.let_form(replace(own[-1], could_let=(LONG,) * (MOST - 1)), emergency, language),
    ]
    some = own[LANGUAGES.index(language) :: each]
    pages += [private.matters((one,), (), (), emergency, language, "Europe/Madrid") for one in some]
    pages.append(private.matters((), (), (waiting,), emergency, language, "Europe/Madrid"))
    numbers = len(json.dumps(kit.section("numbers", emergency_views.numbers(emergency, speech(language)))))
    assert {len(json.dumps(page)) for page in pages} == {private_frame.SIZE + len(", ") + numbers}


def seen_by_all(times: int) -> tuple[Opening, ...]:
    """Everybody who can be named has opened it so often, or was refused."""
    opened = Opening(LONG, WHEN, WHEN, times, allowed=True)
    return (opened,) * MOST + (replace(opened, allowed=False),) * REFUSED_SHOWN


def where(readers: tuple[str, ...]) -> tuple[Sent, ...]:
    """Wherever what was asked may be, while these can read it."""
    first = Sent(readers[:1], WHEN)
    return (
        *(Sent(readers, WHEN), Sent(readers, is_held=True), Sent(readers, is_lost=True), Sent(readers)),
        *(Sent(readers, WHEN, again=True, before=first), Sent(readers, is_held=True, before=first)),
    )


def test_whatever_its_size_a_page_is_filled_up_to_the_next_one_that_all_share() -> None:
    say = speech("en")
    numbers = len(", ") + len(json.dumps(kit.section("numbers", emergency_views.numbers(SPAIN, say))))
    for length in range(1, 3000):
        page = private_frame.filled(say, [kit.section("text", "x" * length)], SPAIN)
        assert (len(json.dumps(page)) - numbers) % private_frame.SIZE == 0, length
        assert len(page["private_metadata"]) <= 3000, length


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_takes_no_more_than_slack_does(language: str) -> None:
    openings, readers = seen_by_all(9999), (LONG,) * MOST
    own = (
        Own(
            "a" * 32,
            Told(Kind.UNSAFE),
            HelpState.OPEN,
            WHEN,
            LONG,
            None,
            None,
            openings,
            99,
            readers,
            readers,
            (),
            where(readers)[-1],
            (LONG,),
        ),
    ) * SHOWN
    older = (Older("c" * 32, WHEN),) * 40
    waiting = (Waiting("b" * 32, HelpState.OPEN, WHEN),) * WAITING_SHOWN
    page = private.matters(own, older, waiting, list(NUMBERS.values())[2], language, "Europe/Madrid")
    assert len(page["blocks"]) <= 100
    assert all(len(block["text"]["text"]) < 3000 for block in page["blocks"] if block["type"] == "section")
