"""Whoever has it is reminded, hands it over, or is not there any more: it never stays with nobody unseen."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from models import HelpStep, Notice
from models.enums import HelpNews, HelpState
from sandbox.people import Impossible, Person
from tests.conftest import School
from tests.flows.duty import cast as cast
from tests.flows.duty import is_away, madrid, works
from tests.flows.helping import (
    TO,
    WHY,
    asks_for,
    at_once,
    call,
    cards,
    hands_over,
    loses_roles,
    press,
    resolves,
    state,
    steps,
)

STILL = "Still with you:"
AWAY_NOW = "@Petra is away now. Next working day I ask somebody else who is there."


def reminders(person: Person) -> int:
    return sum(STILL in text for text in person.dm_texts())


def test_handed_over_it_is_asked_of_that_person_and_the_one_who_asked_sees_to_whom(
    school: School, cast: dict[str, Person]
) -> None:
    petra, mateo, bea = cast["Petra"], cast["Mateo"], cast["Bea"]
    asks_for(school, cast["Samira"])
    petra.clicks("I look after it")
    school.sandbox.advance(minutes=42)
    hands_over(petra, bea, "I am at a fair")
    [card] = cards(bea)
    assert "@Petra hands this over to you." in card
    assert "I am at a fair" in card
    assert "stuck" in card
    assert "You handed it over to @Bea on Monday 2 March, 09:42." in cards(petra)[-1]
    assert "I look after it" in cards(petra)[-1], "she can take it back"
    assert state(school) is HelpState.OPEN
    bea.clicks("I look after it")
    assert "@Bea has looked after it since Monday 2 March, 09:42" in cards(petra)[-1]
    assert steps(cast["Samira"]) == [
        "Sent to @Petra, 09:00.",
        "@Petra has seen it and looks after it, 09:00.",
        "@Petra hands it over to @Bea, 09:42.",
        "@Bea has seen it and looks after it, 09:42.",
    ]
    for person in (*cast.values(),):
        if person is not bea:
            assert not any("at a fair" in text for text in person.dm_texts())
    assert not cards(mateo)


def test_the_patience_begins_anew_and_whoever_handed_it_over_is_asked_last(
    school: School, cast: dict[str, Person]
) -> None:
    asks_for(school, cast["Samira"])
    school.sandbox.advance_to(madrid(2, 12))
    hands_over(cast["Petra"], cast["Mateo"])
    school.sandbox.advance_to(madrid(3, 10, 55))
    assert (len(cards(cast["Mateo"])), len(cards(cast["Bea"]))) == (1, 0)
    school.sandbox.advance_to(madrid(3, 11, 5))
    assert (len(cards(cast["Mateo"])), len(cards(cast["Bea"]))) == (2, 0)
    school.sandbox.advance_to(madrid(4, 10, 5))
    assert (len(cards(cast["Mateo"])), len(cards(cast["Bea"])), len(cards(cast["Petra"]))) == (2, 1, 1)
    school.sandbox.advance_to(madrid(5, 9, 5))
    assert (len(cards(cast["Mateo"])), len(cards(cast["Bea"])), len(cards(cast["Petra"]))) == (2, 1, 2)


def test_the_one_it_is_handed_to_cannot_be_reached_and_the_next_is_asked_at_once(
    school: School, cast: dict[str, Person]
) -> None:
    asks_for(school, cast["Samira"])
    cast["Petra"].clicks("I look after it")
    cast["Petra"].clicks("Need to hand over")
    school.sandbox.faults.next("chat.postMessage", error="channel_not_found")
    cast["Petra"].submits({TO: cast["Bea"].id})
    assert [len(cards(cast[name])) for name in ("Mateo", "Bea")] == [1, 0]
    assert steps(cast["Samira"])[-2:] == ["@Petra hands it over to @Bea, 09:00.", "Sent to @Mateo, 09:00."]


def test_it_is_handed_over_only_to_those_who_are_there(school: School, cast: dict[str, Person]) -> None:
    petra = cast["Petra"]
    is_away(cast["Mateo"], "2026-03-02", "2026-03-06")
    asks_for(school, cast["Samira"])
    petra.clicks("Need to hand over")
    text = petra.modal().text
    assert "@Bea" in text
    assert "@Mateo" not in text
    assert "Somebody is missing here? Then they are away or outside their hours, or" in text
    is_away(cast["Bea"], "2026-03-02", "2026-03-06")
    petra.submits({TO: cast["Bea"].id, WHY: "kept"})
    assert "not offered any more" in petra.modal().errors[TO]
    petra.closes(all=True)
    petra.clicks("Need to hand over")
    assert "Nobody else is there at the moment." in petra.modal().text
    assert "Somebody is missing here?" in petra.modal().text
    assert petra.modal().submit is None


def test_only_who_has_it_hands_it_over(school: School, cast: dict[str, Person]) -> None:
    asks_for(school, cast["Samira"])
    school.sandbox.advance_to(madrid(3, 16, 5))
    cast["Mateo"].clicks("Need to hand over")
    cast["Petra"].clicks("I look after it")
    cast["Mateo"].submits({TO: cast["Bea"].id})
    assert "Somebody else looks after it now" in str(cast["Mateo"].modal().errors)
    assert call(school).acknowledged_by == cast["Petra"].id
    assert not cards(cast["Bea"])


def test_in_the_same_moment_one_takes_it_and_another_hands_it_over(
    school: School, cast: dict[str, Person]
) -> None:
    """Whichever comes first: somebody has it, or is asked, and never both of them for the same step."""
    asks_for(school, cast["Samira"])
    school.sandbox.advance_to(madrid(3, 16, 5))
    cast["Mateo"].clicks("Need to hand over")
    at_once(
        school,
        partial(cast["Petra"].clicks, "I look after it", settle=False),
        partial(cast["Mateo"].submits, {TO: cast["Bea"].id}, settle=False),
    )
    with school.store.read(school.workspace.id) as db:
        news = db.scalars(select(HelpStep.news).order_by(HelpStep.position)).all()
    ends = news[3:]
    assert ends in ([HelpNews.SEEN], [HelpNews.HANDED_OVER, HelpNews.SEEN])
    assert call(school).acknowledged_by == cast["Petra"].id
    assert state(school) is HelpState.ACKNOWLEDGED


def test_who_has_it_is_reminded_on_her_own_working_days_until_it_is_resolved(
    school: School, cast: dict[str, Person]
) -> None:
    petra = cast["Petra"]
    works(petra, ["Monday", "Wednesday", "Thursday"], "11:00", "15:00")
    asks_for(school, cast["Samira"])
    petra.clicks("I look after it")
    at = [(3, 12, 0), (4, 10, 0), (4, 11, 1), (5, 11, 1), (8, 12, 0), (9, 11, 1)]
    seen = []
    for day, hour, minute in at:
        school.sandbox.advance_to(madrid(day, hour, minute))
        seen.append(reminders(petra))
    assert seen == [0, 0, 1, 2, 2, 3]
    petra.gets_dm("Still with you: @Samira asked 7 days ago. Is it resolved?")
    assert len(cards(petra)) == 1
    petra.clicks("Resolved", in_message_with=STILL)
    petra.submits({"What helped? One line": "a talk"})
    school.sandbox.advance(days=7)
    assert reminders(petra) == 3
    for name in ("Mateo", "Bea"):
        assert not cards(cast[name])
        assert not reminders(cast[name])


def test_who_has_it_is_away_and_the_next_in_line_is_asked_with_a_sentence_why(
    school: School, cast: dict[str, Person]
) -> None:
    petra, mateo = cast["Petra"], cast["Mateo"]
    asks_for(school, cast["Samira"])
    petra.clicks("I look after it")
    is_away(petra, "2026-03-04", "2026-03-06")
    school.sandbox.advance_to(madrid(3, 18))
    assert (reminders(petra), len(cards(mateo))) == (1, 0)
    school.sandbox.advance_to(madrid(4, 8, 55))
    assert not cards(mateo), "nobody is asked at night"
    school.sandbox.advance_to(madrid(4, 9, 1))
    assert (
        "@Petra looked after this and is not there now. So that nobody waits, I ask you." in cards(mateo)[-1]
    )
    assert "You were not there, so I asked @Mateo on Wednesday 4 March, 09:00." in cards(petra)[-1]
    assert steps(cast["Samira"])[-1] == ("@Petra is not there now, so I have asked @Mateo, 4 Mar, 09:00.")
    mateo.clicks("I look after it")
    school.sandbox.advance_to(madrid(9, 12))
    assert (reminders(petra), reminders(mateo)) == (1, 3)


def test_who_has_it_is_away_and_nobody_else_is_there_so_she_keeps_it(
    school: School, cast: dict[str, Person]
) -> None:
    asks_for(school, cast["Samira"])
    cast["Petra"].clicks("I look after it")
    for name in ("Petra", "Mateo", "Bea"):
        is_away(cast[name], "2026-03-03", "2026-03-04")
    school.sandbox.advance_to(madrid(4, 18))
    assert (call(school).acknowledged_by, reminders(cast["Petra"])) == (cast["Petra"].id, 0)
    assert AWAY_NOW in cast["Samira"].opens_home()
    school.sandbox.advance_to(madrid(5, 9, 1))
    assert reminders(cast["Petra"]) == 1
    home = cast["Samira"].opens_home()
    assert "@Petra has seen it and looks after it" in home
    assert AWAY_NOW not in home


def test_who_has_it_works_seldom_and_is_away_so_the_next_day_somebody_else_is_asked(
    school: School, cast: dict[str, Person]
) -> None:
    petra = cast["Petra"]
    works(petra, ["Monday"], "09:00", "15:00")
    asks_for(school, cast["Samira"])
    petra.clicks("I look after it")
    is_away(petra, "2026-03-02", "2026-03-06")
    school.sandbox.advance_to(madrid(3, 8, 59))
    assert not cards(cast["Mateo"])
    school.sandbox.advance_to(madrid(3, 9, 1))
    assert len(cards(cast["Mateo"])) == 1, "and not on Monday, a week later"


def test_far_away_she_is_reminded_once_a_day_and_not_on_the_day_she_took_it(
    school: School, cast: dict[str, Person]
) -> None:
    petra = cast["Petra"]
    petra.changes_tz("Asia/Tokyo")
    school.sandbox.advance_to(madrid(3, 8))
    asks_for(school, cast["Samira"])
    petra.clicks("I look after it")
    seen = []
    for moment in (madrid(3, 9, 1), madrid(4, 0, 59), madrid(4, 1, 1), madrid(4, 9, 1), madrid(5, 1, 1)):
        school.sandbox.advance_to(moment)
        seen.append(reminders(petra))
    assert seen == [0, 0, 1, 1, 2]


@pytest.mark.parametrize("how", ["left", "closed", "no role"])
def test_who_has_it_cannot_be_reached_any_more_and_the_next_in_line_is_asked(
    school: School, cast: dict[str, Person], how: str
) -> None:
    petra = cast["Petra"]
    asks_for(school, cast["Samira"])
    petra.clicks("I look after it")
    if how == "left":
        petra.is_deactivated()
        school.sandbox.advance(minutes=1)
    elif how == "no role":
        loses_roles(school, petra)
        school.sandbox.advance_to(madrid(3, 9, 1))
    else:
        school.sandbox.faults.next("chat.postMessage", error="user_disabled")
        school.sandbox.advance_to(madrid(3, 9, 1))
    assert len(cards(cast["Mateo"])) == 1
    assert state(school) is HelpState.OPEN
    assert "@Petra is not there now, so I have asked @Mateo" in steps(cast["Samira"])[-1]


def test_a_role_that_was_taken_away_a_minute_ago_gives_no_right_any_more(
    school: School, cast: dict[str, Person]
) -> None:
    petra = cast["Petra"]
    asks_for(school, cast["Samira"])
    petra.clicks("Need to hand over")
    loses_roles(school, petra)
    petra.submits({TO: cast["Bea"].id})
    assert "Only the people who run CodeBuddies can do this." in str(petra.modal().errors)
    petra.closes(all=True)
    petra.clicks("I look after it")
    petra.sees_privately("Only the people who run CodeBuddies can do this.")
    petra.clicks("Resolved")
    assert petra.private_texts()[-2:] == [petra.private_texts()[-1]] * 2
    assert call(school).acknowledged_by is None


def test_a_forged_choice_is_refused_and_what_was_typed_stays(school: School, cast: dict[str, Person]) -> None:
    asks_for(school, cast["Samira"])
    for nobody in (cast["Samira"], cast["Petra"], cast["Bruno"]):
        cast["Petra"].clicks("Need to hand over")
        with pytest.raises(Impossible):
            cast["Petra"].submits({TO: nobody.id})
        cast["Petra"].closes(all=True)
    press(school, cast["Petra"], "help_hand_over", "0" * 32)
    cast["Petra"].sees_privately("This is not here any more.")


def test_why_it_is_handed_over_and_what_helped_are_sealed(school: School, cast: dict[str, Person]) -> None:
    asks_for(school, cast["Samira"])
    hands_over(cast["Petra"], cast["Bea"], "sealed reason")
    resolves(cast["Bea"], "sealed help")
    with school.store.read(school.workspace.id) as db:
        kept = db.scalars(select(HelpStep.words).where(HelpStep.words.is_not(None))).all()
        rest = str(db.execute(select(Notice.about, Notice.dedupe_key, Notice.progress)).all())
    assert len(kept) == 2
    assert not any(b"sealed" in one for one in kept)
    assert "sealed" not in rest
    cast["Samira"].gets_dm("sealed help")
    cast["Petra"].gets_dm("sealed help")


def test_a_line_is_wanted_and_it_is_one_line(school: School, cast: dict[str, Person]) -> None:
    asks_for(school, cast["Samira"])
    petra = cast["Petra"]
    for typed, wrong in (("  ", "Please fill this in."), ("a" * 301, "at most 300 characters")):
        petra.clicks("Resolved")
        petra.submits({"What helped? One line": typed})
        assert wrong in petra.modal().errors["What helped? One line"]
        petra.closes(all=True)
    assert state(school) is HelpState.OPEN


def test_two_resolve_it_and_the_second_hears_that_it_is_closed(
    school: School, cast: dict[str, Person]
) -> None:
    asks_for(school, cast["Samira"])
    school.sandbox.advance_to(madrid(3, 16, 5))
    for name in ("Petra", "Mateo"):
        cast[name].clicks("Resolved")
    cast["Petra"].submits({"What helped? One line": "mine"})
    cast["Mateo"].submits({"What helped? One line": "no, mine"})
    assert "This was closed in the meantime" in str(cast["Mateo"].modal().errors)
    assert sum("is resolved" in text for text in cast["Samira"].dm_texts()) == 2, "the list, and one message"
    assert not any("no, mine" in text for text in cast["Samira"].dm_texts())


def test_each_reminder_names_a_moment_that_is_still_to_come(school: School, cast: dict[str, Person]) -> None:
    asks_for(school, cast["Samira"])
    cast["Petra"].clicks("I look after it")
    due = call(school).next_step_at
    assert due == madrid(3, 9)
    school.sandbox.advance_to(due + timedelta(minutes=1))
    assert call(school).next_step_at == madrid(4, 9)
