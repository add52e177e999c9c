"""It is closed, and yet it is not over: one click opens it again; and what the person who asked sees all the while."""

from __future__ import annotations

import pytest

from models.enums import HelpState
from sandbox.people import Impossible, Person
from tests.conftest import School
from tests.flows.duty import cast as cast
from tests.flows.duty import is_away, madrid
from tests.flows.helping import asks_for, call, cards, hands_over, ids_of, press, resolves, state, steps


def resolved(school: School, cast: dict[str, Person]) -> None:
    """Petra has handed it over to Bea, who has resolved it."""
    asks_for(school, cast["Samira"])
    hands_over(cast["Petra"], cast["Bea"])
    cast["Bea"].clicks("I look after it")
    resolves(cast["Bea"], "a talk of all three")


def test_the_one_who_asked_opens_it_again_and_it_goes_to_who_had_it_with_what_was_said(
    school: School, cast: dict[str, Person]
) -> None:
    resolved(school, cast)
    school.sandbox.advance(days=13, hours=23)
    cast["Samira"].clicks("I still need help", in_message_with="says that your request for help is resolved")
    cast["Samira"].gets_dm("It is open again. I ask first who looked after it before.")
    card = cards(cast["Bea"])[-1]
    for part in ("stuck", "It was closed before, and is open again.", "What had helped before:"):
        assert part in card
    assert "a talk of all three" in card
    assert state(school) is HelpState.OPEN
    assert (len(cards(cast["Petra"])), len(cards(cast["Mateo"]))) == (1, 0)
    assert "I look after it" in cards(cast["Petra"])[-1]
    assert steps(cast["Samira"])[-2:] == [
        "You have opened it again, 16 Mar, 08:00.",
        "Sent to @Bea, 08:00.",
    ]
    school.sandbox.advance_to(madrid(16, 17, 5))
    assert "is still waiting" in cards(cast["Bea"])[-1]
    school.sandbox.advance_to(madrid(17, 16, 5))
    assert (len(cards(cast["Petra"])), len(cards(cast["Mateo"]))) == (2, 0), "the steps begin anew"


def test_it_goes_first_to_who_had_it_and_not_to_whom_she_had_chosen(
    school: School, cast: dict[str, Person]
) -> None:
    asks_for(school, cast["Samira"], first=cast["Bea"].id)
    school.sandbox.advance_to(madrid(4, 15, 5))
    cast["Mateo"].clicks("I look after it")
    resolves(cast["Mateo"])
    before = len(cards(cast["Bea"]))
    cast["Samira"].clicks("I still need help")
    assert (len(cards(cast["Mateo"])), len(cards(cast["Bea"]))) == (2, before)


def test_the_manager_who_closed_it_opens_it_again_and_no_other(
    school: School, cast: dict[str, Person]
) -> None:
    resolved(school, cast)
    with pytest.raises(Impossible):
        cast["Petra"].clicks("Open it again")
    press(school, cast["Petra"], "help_reopen", call(school).id)
    cast["Petra"].sees_privately("This is for somebody else to decide.")
    cast["Bea"].clicks("Open it again")
    assert state(school) is HelpState.OPEN
    assert steps(cast["Samira"])[-2] == "@Bea has opened it again, 09:00."
    cast["Bea"].clicks("I look after it")
    assert state(school) is HelpState.ACKNOWLEDGED


def test_who_had_it_is_away_so_the_first_of_the_others_is_asked(
    school: School, cast: dict[str, Person]
) -> None:
    resolved(school, cast)
    is_away(cast["Bea"], "2026-03-02", "2026-03-06")
    before = len(cards(cast["Petra"]))
    cast["Samira"].clicks("I still need help")
    assert len(cards(cast["Petra"])) == before + 1


def test_after_14_days_it_is_said_in_words_and_she_can_ask_anew(
    school: School, cast: dict[str, Person]
) -> None:
    resolved(school, cast)
    school.sandbox.advance(days=14)
    cast["Samira"].clicks("I still need help")
    cast["Samira"].sees_privately("This was closed more than 14 days ago, so I cannot open it again.")
    assert state(school) is HelpState.CLOSED
    cast["Samira"].clicks("I need help")
    assert cast["Samira"].modal().title == "I need help"


def test_pressed_twice_it_is_opened_once(school: School, cast: dict[str, Person]) -> None:
    resolved(school, cast)
    request = call(school).id
    cast["Samira"].clicks("I still need help")
    press(school, cast["Samira"], "help_reopen", request)
    assert sum("opened it again" in line for line in steps(cast["Samira"])) == 1
    assert len(cards(cast["Bea"])) == 2


def test_closed_by_herself_she_opens_it_again_and_who_must_not_know_is_still_left_out(
    school: School, cast: dict[str, Person]
) -> None:
    asks_for(school, cast["Samira"], first=cast["Bea"].id, excluded=ids_of(cast["Petra"]))
    cast["Samira"].opens_home()
    cast["Samira"].clicks_home("I do not need it any more")
    assert state(school) is HelpState.CLOSED
    cast["Samira"].clicks("I still need help")
    assert len(cards(cast["Bea"])) == 2
    school.sandbox.advance_to(madrid(6, 18))
    assert not cards(cast["Petra"])
    assert cards(cast["Mateo"])


def test_every_step_stands_in_one_message_by_her_own_clock(school: School, cast: dict[str, Person]) -> None:
    samira = cast["Samira"]
    samira.changes_tz("Asia/Tokyo")
    asks_for(school, samira)
    assert not [text for text in samira.dm_texts() if "Your request" in text], "said where she asked"
    school.sandbox.advance_to(madrid(2, 10, 42))
    cast["Petra"].clicks("I look after it")
    assert len(samira.dm_texts()) == 1, "one message on her phone, and not two"
    school.sandbox.advance_to(madrid(2, 11))
    hands_over(cast["Petra"], cast["Bea"])
    assert len(samira.dm_texts()) == 1, "no sound for what she need not notice"
    cast["Bea"].clicks("I look after it")
    assert [text.count("@Bea has seen it and looks after it, 19:00.") for text in samira.dm_texts()] == [1, 1]
    assert steps(samira)[1] == "@Petra has seen it and looks after it, 18:42."


def test_her_home_shows_what_she_asked_with_the_last_step(school: School, cast: dict[str, Person]) -> None:
    samira = cast["Samira"]
    assert "Your request for help" not in samira.opens_home()
    asks_for(school, samira)
    assert "Your request for help, Monday 2 March, 09:00\nSent to @Petra, 09:00." in samira.opens_home()
    cast["Petra"].clicks("I look after it")
    assert "@Petra has seen it and looks after it, 09:00." in samira.opens_home()
    samira.clicks_home("I do not need it any more")
    assert "Your request for help" not in samira.home_text()
    assert "@Samira does not need it any more" in cards(cast["Petra"])[-1]
    for name in ("Bruno", "Petra", "Mateo"):
        assert "Your request for help" not in cast[name].opens_home()
