"""Who is asked for help, and when: working hours and days away, of the one who is asked and of the others."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from models import ContactTimes
from sandbox.people import Person
from tests.confidential import MORE
from tests.conftest import School
from tests.flows.duty import asked_at, asks, cards, cast, is_away, madrid, opens_routing, own_form, works

__all__ = ["cast"]


# her own hours ------------------------------------------------------------------------------------


def test_everybody_who_is_a_contact_says_on_her_home_when_she_is_there(
    school: School, cast: dict[str, Person]
) -> None:
    for name in ("Petra", "Mateo", "Bea", "Wanda"):
        assert "Monday to Friday, 09:00 to 18:00 (Europe/Madrid)" in cast[name].opens_home()
    for name in ("Samira", "Bruno", "Sofia"):
        assert "09:00 to 18:00" not in cast[name].opens_home()
    works(cast["Wanda"], ["Tuesday", "Thursday"], "16:00", "20:30")
    assert "Tuesday and Thursday, 16:00 to 20:30" in cast["Wanda"].opens_home()
    is_away(cast["Wanda"], "2026-03-09", "2026-03-13")
    assert "away from Monday 9 March to Friday 13 March" in cast["Wanda"].opens_home()
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(ContactTimes)).one()
    assert (row.user_id, row.weekdays, row.opens, row.closes) == (cast["Wanda"].id, [1, 3], 960, 1230)
    assert (row.away_from, row.away_until) == (date(2026, 3, 9), date(2026, 3, 13))
    school.sandbox.advance_to(madrid(14, 9))
    assert "away from" not in cast["Wanda"].opens_home(), "what is over is not shown"
    own_form(cast["Wanda"])
    assert cast["Wanda"].modal().fields["Days away"] == "Not away"


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    school: School, cast: dict[str, Person]
) -> None:
    petra = cast["Petra"]
    own_form(petra)
    away = {"Days away": "Away on the days below", "First day away": "2026-03-12"}
    petra.submits({"From": "18:00", "To": "09:00", **away})
    assert petra.modal().errors == {
        "To": "This must be later than “From”, on the same day.",
        "Last day away": "Please choose a day.",
    }
    petra.submits({"To": "20:00", "Last day away": "2026-03-11"})
    assert petra.modal().errors == {
        "Last day away": "The last day away cannot be before the first. Please choose another day."
    }
    petra.submits({"First day away": "2026-02-20", "Last day away": "2026-03-01"})
    assert "This day is over." in petra.modal().errors["Last day away"]
    petra.submits({"Last day away": "2027-04-01"})
    assert "more than a year ahead" in petra.modal().errors["Last day away"]
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(ContactTimes)).all() == []
    assert petra.modal().fields["From"] == "18:00"
    petra.submits({"Days away": "Not away"})
    assert "18:00 to 20:00" in petra.modal().text


def test_of_two_who_change_the_same_hours_the_second_is_told(school: School, cast: dict[str, Person]) -> None:
    own_form(cast["Petra"])
    opens_routing(cast["Mateo"])
    cast["Mateo"].presses("Change: working hours of number 1")
    cast["Mateo"].submits({"From": "10:00"})
    assert "== Who is asked for help ==" in cast["Mateo"].modal().text
    assert "Saved: @Petra, Monday to Friday, 10:00 to 18:00" in cast["Mateo"].modal().text
    cast["Petra"].submits({"From": "08:00"})
    assert "This has changed in the meantime." in " ".join(cast["Petra"].modal().errors.values())
    assert "10:00 to 18:00" in cast["Petra"].opens_home()


# who is asked -------------------------------------------------------------------------------------


def test_who_is_away_is_not_asked_and_the_form_names_the_others(
    school: School, cast: dict[str, Person]
) -> None:
    is_away(cast["Petra"], "2026-03-02", "2026-03-03")
    cast["Samira"].types("/escalate")
    assert "@Mateo reads it. If there is no answer, then @Bea." in cast["Samira"].modal().text
    cast["Samira"].closes()
    asks(cast["Samira"])
    assert not cards(cast["Petra"])
    assert len(cards(cast["Mateo"])) == 1
    school.sandbox.advance_to(madrid(4, 9, 5))
    cast["Samira"].types("/escalate")
    assert "@Petra reads it." in cast["Samira"].modal().text, "she is back by herself"


def test_who_goes_away_while_she_is_asked_is_waited_for_no_longer(
    school: School, cast: dict[str, Person]
) -> None:
    asks(cast["Samira"])
    assert len(cards(cast["Petra"])) == 1
    is_away(cast["Petra"], "2026-03-02", "2026-03-06")
    assert asked_at(school, cast["Mateo"]) == [madrid(2, 9)]
    school.sandbox.advance_to(madrid(2, 16, 59))
    assert len(cards(cast["Petra"])) == len(cards(cast["Mateo"])) == 1
    assert not cards(cast["Bea"])
    school.sandbox.advance_to(madrid(2, 17, 1))
    assert len(cards(cast["Bea"])) == 1
    assert len(cards(cast["Petra"])) == 1


def test_days_away_that_were_planned_end_the_waiting_when_they_begin(
    school: School, cast: dict[str, Person]
) -> None:
    school.sandbox.advance_to(madrid(2, 15))
    asks(cast["Samira"])
    is_away(cast["Petra"], "2026-03-03", "2026-03-06")
    school.sandbox.advance_to(madrid(2, 23, 59))
    assert not cards(cast["Mateo"])
    school.sandbox.advance_to(madrid(3, 0, 1))
    assert len(cards(cast["Mateo"])) == 1
    assert len(cards(cast["Petra"])) == 1


def test_another_persons_days_away_hurry_nothing(school: School, cast: dict[str, Person]) -> None:
    asks(cast["Samira"])
    is_away(cast["Mateo"], "2026-03-02", "2026-03-06")
    school.sandbox.advance_to(madrid(2, 16, 59))
    assert len(cards(cast["Petra"])) == 1
    school.sandbox.advance_to(madrid(3, 16, 1))
    assert len(cards(cast["Petra"])) == 2
    assert not cards(cast["Mateo"])
    assert len(cards(cast["Bea"])) == 1


def test_who_leaves_or_loses_the_role_while_she_is_asked_is_waited_for_no_longer(
    school: School, cast: dict[str, Person]
) -> None:
    asks(cast["Samira"])
    cast["Petra"].is_deactivated()
    assert len(cards(cast["Mateo"])) == 1
    cast["Bea"].types("/codebuddy setup")
    cast["Bea"].submits({"Project manager": cast["Bea"], "Programme manager": cast["Sofia"], "Backups": []})
    school.sandbox.settle()
    assert "Saved." in cast["Bea"].modal().text, cast["Bea"].modal().errors
    assert len(cards(cast["Bea"])) == 1
    school.sandbox.advance(minutes=1)
    assert len(cards(cast["Mateo"])) == 0, "he keeps nothing of a role that is over"


def test_a_reminder_waits_for_her_working_hours_and_not_when_it_is_needed_today(
    school: School, cast: dict[str, Person]
) -> None:
    """She works on Monday and Tuesday mornings: two days are waited at most, today two hours."""
    works(cast["Petra"], ["Monday", "Tuesday"], "09:00", "13:00")
    asks(cast["Samira"])
    asks(cast["Bruno"], when="Today")
    assert "It is needed today." in " ".join(cards(cast["Petra"]))
    assert "Monday 2 March, 11:00" in cast["Bruno"].modal().text
    assert "Tuesday 3 March, 13:00" in cast["Samira"].modal().text
    school.sandbox.advance_to(madrid(2, 11, 1))
    assert len(cards(cast["Petra"])) == 3, "reminded of what is needed today, and of nothing else"
    school.sandbox.advance_to(madrid(2, 13, 1))
    [urgent] = cards(cast["Mateo"])
    assert "@Bruno" in urgent
    assert "It is needed today." in urgent
    school.sandbox.advance_to(madrid(3, 12, 59))
    assert sum("@Samira asks" in card for card in cards(cast["Petra"])) == 1
    school.sandbox.advance_to(madrid(3, 13, 1))
    assert sum("@Samira asks" in card for card in cards(cast["Petra"])) == 2


def test_when_all_are_reminded_each_is_in_her_own_hours_and_not_on_her_days_off(
    school: School, cast: dict[str, Person]
) -> None:
    works(cast["Bea"], ["Monday", "Tuesday"], "11:00", "18:00")
    asks(cast["Samira"])
    school.sandbox.advance_to(madrid(10, 18))
    at = {name: [one for one in asked_at(school, cast[name]) if one >= madrid(6, 9)] for name in cast}
    assert madrid(9, 9) in at["Petra"]
    assert at["Petra"] == at["Mateo"]
    assert [one for one in at["Bea"] if one.hour == 10] == [madrid(9, 11), madrid(10, 11)]
    assert not [one for one in at["Bea"] if one < madrid(9, 9)]


def test_nobody_there_is_said_before_sending_and_what_is_open_still_reaches_somebody(
    school: School, cast: dict[str, Person]
) -> None:
    asks(cast["Bruno"])
    for name in ("Petra", "Mateo", "Bea"):
        is_away(cast[name], "2026-03-02", "2026-03-06")
    cast["Samira"].types("/escalate")
    modal = cast["Samira"].modal()
    assert modal.text.count("Nobody can read this at the moment.") == 4
    assert "112" in modal.text
    assert modal.submit is None
    school.sandbox.advance_to(madrid(4, 20))
    assert len(cards(cast["Bea"])) >= 1, "all of them are away: all of them are asked all the same"
    cast["Bruno"].gets_dm("nobody has answered yet")


def test_who_goes_away_with_the_form_open_is_not_sent_to_unseen(
    school: School, cast: dict[str, Person]
) -> None:
    cast["Samira"].types("/escalate")
    cast["Samira"].submits({"What do you need?": MORE})
    is_away(cast["Petra"], "2026-03-02", "2026-03-06")
    cast["Samira"].submits({"What is it about?": "kept"})
    assert cast["Samira"].modal().errors
    assert cast["Samira"].modal().fields["What is it about?"] == "kept"
    assert not cards(cast["Mateo"])
