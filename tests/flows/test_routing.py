"""Who is asked for help, and when: working hours, days away, stand-ins, who would get it now, and nobody behind a door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import CaseReader, ContactTimes, HelpRequest, Settings
from models.enums import HelpState
from sandbox.people import Person
from tests import stories
from tests.confidential import MORE, TALK, open_matters
from tests.conftest import School

EVERY_DAY = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


@pytest.fixture
def cast(school: School) -> Iterator[dict[str, Person]]:
    """A school that is set up, a team in it, and somebody more. After each story: no open call is without a next step."""
    stories.set_up(school)
    student, buddy, _ = stories.team(school)
    names = ("Petra", "Mateo", "Bea", "Wanda", "Sofia")
    people = {"Samira": student, "Bruno": buddy, **{name: school.person(name) for name in names}}
    school.sandbox.settle()
    yield people
    with school.store.everywhere_reading() as db:
        for state, due in db.execute(select(HelpRequest.state, HelpRequest.next_step_at)):
            assert (state is HelpState.OPEN) == (due is not None)


def madrid(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in March 2026, before the clocks change (UTC+1)."""
    return datetime(2026, 3, day, tzinfo=UTC) + timedelta(hours=hour - 1, minutes=minute)


def own_form(person: Person) -> None:
    person.opens_home()
    person.clicks_home("duty_open")


def is_away(person: Person, first: str, last: str) -> None:
    """She says so herself, on her Home tab."""
    own_form(person)
    person.submits({"Days away": "Away on the days below", "First day away": first, "Last day away": last})
    assert "Saved" in person.modal().text, person.modal().errors
    person.closes(all=True)


def works(person: Person, days: list[str], opens: str, closes: str) -> None:
    own_form(person)
    person.submits({"Working days": days, "From": opens, "To": closes})
    assert "Saved" in person.modal().text, person.modal().errors
    person.closes(all=True)


def asks(person: Person, door: str = MORE, when: str | None = None) -> None:
    person.types("/escalate")
    fields: dict[str, Any] = {"What do you need?": door, "What is it about?": "x"}
    person.submits({**fields, "When do you need it?": when} if when else fields)


def cards(person: Person) -> list[str]:
    return [text for text in person.dm_texts() if "asks for help" in text]


def warnings(person: Person) -> list[str]:
    return [text for text in person.dm_texts() if "I write again only when this changes" in text]


def opens_routing(person: Person) -> str:
    person.types("/codebuddy settings")
    person.presses("routing_open")
    return person.modal().text


def names_stand_ins(manager: Person, *people: Person) -> None:
    opens_routing(manager)
    manager.presses("confidence_open")
    manager.submits({"Who reads it while you are away": list(people)})
    assert "Saved. It counts from now on." in manager.modal().text
    manager.closes(all=True)


def asked_at(school: School, person: Person) -> list[datetime]:
    """When she was told that somebody asks, behind whichever door."""
    return [
        datetime.fromisoformat(call["at"]).replace(second=0, microsecond=0)
        for call in school.workspace.calls("chat.postMessage")
        if call["args"]["channel"] == person.id
        and any(
            part in call["args"]["text"] for part in ("asks for help", "asks for support", "is waiting in")
        )
    ]


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
    assert len(cards(cast["Mateo"])) == 1


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
    assert sum("@Samira, in a team" in card for card in cards(cast["Petra"])) == 1
    school.sandbox.advance_to(madrid(3, 13, 1))
    assert sum("@Samira, in a team" in card for card in cards(cast["Petra"])) == 2


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
    assert modal.text.count("Nobody can read this at the moment.") == 2
    assert "112" in modal.text
    assert modal.submit is None
    school.sandbox.advance_to(madrid(4, 20))
    assert len(cards(cast["Bea"])) >= 1, "all of them are away: all of them are asked all the same"
    cast["Bruno"].gets_dm("nobody has answered yet")


def test_who_goes_away_with_the_form_open_is_not_sent_to_unseen(
    school: School, cast: dict[str, Person]
) -> None:
    cast["Samira"].types("/escalate")
    is_away(cast["Petra"], "2026-03-02", "2026-03-06")
    cast["Samira"].submits({"What do you need?": MORE, "What is it about?": "kept"})
    assert cast["Samira"].modal().errors
    assert cast["Samira"].modal().fields["What is it about?"] == "kept"
    assert not cards(cast["Mateo"])


# in confidence ------------------------------------------------------------------------------------


def test_a_stand_in_reads_while_the_programme_manager_is_away_and_nobody_else_hears(
    school: School, cast: dict[str, Person]
) -> None:
    names_stand_ins(cast["Mateo"], cast["Sofia"])
    cast["Sofia"].gets_dm("Stand-in:")
    cast["Samira"].types("/escalate")
    assert "Only @Mateo and @Sofia can read it." in cast["Samira"].modal().text
    cast["Samira"].closes()
    is_away(cast["Mateo"], "2026-03-02", "2026-03-06")
    cast["Samira"].types("/escalate")
    assert "Only @Sofia can read it." in cast["Samira"].modal().text
    cast["Samira"].submits({"What do you need?": TALK, "What is it about?": "for her alone"})
    cast["Sofia"].gets_dm("Someone asks for support.")
    cast["Sofia"].clicks("Open")
    assert "for her alone" in cast["Sofia"].modal().text
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(CaseReader.user_id)).all() == [cast["Sofia"].id]
    school.sandbox.advance_to(madrid(6, 20))
    for name in ("Petra", "Bea", "Wanda", "Mateo"):
        assert asked_at(school, cast[name]) == [], name
        assert "Sofia" not in cast[name].opens_home(), name


def test_a_reader_who_goes_away_is_followed_by_her_stand_in_and_keeps_her_right_to_read(
    school: School, cast: dict[str, Person]
) -> None:
    names_stand_ins(cast["Mateo"], cast["Sofia"])
    asks(cast["Samira"], TALK)
    assert asked_at(school, cast["Mateo"]) == [madrid(2, 9)]
    is_away(cast["Mateo"], "2026-03-02", "2026-03-06")
    assert asked_at(school, cast["Sofia"]) == [madrid(2, 9)]
    cast["Mateo"].clicks("Open")
    assert "No text was written" in cast["Mateo"].modal().text or "x" in cast["Mateo"].modal().text
    cast["Mateo"].closes(all=True)
    is_away(cast["Sofia"], "2026-03-02", "2026-03-06")
    school.sandbox.advance_to(madrid(5, 12))
    assert len(asked_at(school, cast["Sofia"])) > 1, "both are away: both are told all the same"
    open_matters(cast["Samira"])
    assert "Nobody who could read it" not in cast["Samira"].modal().text


def test_only_the_programme_manager_names_and_sees_them(school: School, cast: dict[str, Person]) -> None:
    names_stand_ins(cast["Mateo"], cast["Sofia"])
    text = opens_routing(cast["Mateo"])
    assert "only you see this part" in text
    assert "If somebody asked now, only @Mateo and @Sofia could read it. @Mateo would be told first." in text
    assert "@Wanda" in text
    cast["Mateo"].presses("confidence_open")
    wrong = {"Who reads it while you are away": [cast["Mateo"]]}
    cast["Mateo"].submits({**wrong, "Wellbeing contacts": [cast["Wanda"], cast["Petra"]]})
    assert set(cast["Mateo"].modal().errors) == {"Who reads it while you are away", "Wellbeing contacts"}
    assert "kept out of help in confidence" in cast["Mateo"].modal().errors["Wellbeing contacts"]
    cast["Mateo"].submits(
        {"Who reads it while you are away": [cast["Bea"]], "Wellbeing contacts": [cast["Wanda"]]}
    )
    assert "@Mateo and @Bea could read it" in cast["Mateo"].modal().text, "a backup, where she is chosen"
    for name in ("Petra", "Bea"):
        other = opens_routing(cast[name])
        assert "@Mateo" in other
        for hidden in ("in confidence", "@Sofia", "@Wanda", "Wellbeing", "told first"):
            assert hidden not in other, name
        cast[name].presses("setup_open")
        assert "Wellbeing" not in cast[name].modal().text
        cast[name].closes(all=True)


def test_who_is_told_in_the_open_does_not_become_a_reader_by_another_role(
    school: School, cast: dict[str, Person]
) -> None:
    """A stand-in who is named project manager stays one: the programme manager has chosen her."""
    asks(cast["Samira"], TALK)
    names_stand_ins(cast["Mateo"], cast["Petra"])
    is_away(cast["Mateo"], "2026-03-02", "2026-03-06")
    school.sandbox.advance_to(madrid(4, 12))
    assert asked_at(school, cast["Petra"]) == [], "she was not named to the one who asked"


# who would get it now, and nobody behind a door -----------------------------------------------------


def test_the_screen_says_who_would_get_it_now(school: School, cast: dict[str, Person]) -> None:
    cast["Petra"].types("/codebuddy settings")
    assert "@Petra is asked first now." in cast["Petra"].modal().text
    text = opens_routing(cast["Petra"])
    assert "If a student asked now, @Petra would be asked." in text
    assert "by Monday 2 March, 17:00, or by Monday 2 March, 11:00 if it is needed today" in text
    assert "Then I would ask @Mateo and @Bea." in text
    cast["Petra"].presses("Change: working hours of number 3")
    cast["Petra"].submits(
        {
            "Days away": "Away on the days below",
            "First day away": "2026-03-02",
            "Last day away": "2026-03-04",
        }
    )
    text = cast["Petra"].modal().text
    assert "Saved: @Bea, Monday to Friday, 09:00 to 18:00 (Europe/Madrid), away from Monday 2 March" in text
    assert "Then I would ask @Mateo." in text
    assert "Away today, and not asked." in text
    cast["Bea"].is_deactivated()
    cast["Petra"].closes(all=True)
    assert "@Bea: ⚠️ has left the workspace, and is not asked." in opens_routing(cast["Petra"])


def test_managers_hear_once_that_nobody_is_behind_a_door_and_again_when_it_changes(
    school: School, cast: dict[str, Person]
) -> None:
    school.sandbox.advance_to(madrid(3, 12))
    assert not any(warnings(cast[name]) for name in cast)
    is_away(cast["Mateo"], "2026-03-03", "2026-03-20")
    for name in ("Petra", "Mateo", "Bea"):
        [told] = warnings(cast[name])
        assert "Nobody can read what is asked in confidence at the moment." in told
        assert "Everybody who is named is away." in told
        assert "more help" not in told
    school.sandbox.advance_to(madrid(6, 12))
    assert [len(warnings(cast[name])) for name in ("Petra", "Mateo", "Bea")] == [1, 1, 1], "once"
    is_away(cast["Petra"], "2026-03-09", "2026-03-20")
    cast["Bea"].is_deactivated()
    school.sandbox.advance_to(madrid(9, 9, 1))
    assert len(warnings(cast["Petra"])) == 2
    assert "Nobody can be asked for more help at the moment." in warnings(cast["Petra"])[-1]
    for name in ("Samira", "Bruno", "Wanda", "Sofia"):
        assert not warnings(cast[name]), name
    school.sandbox.advance_to(madrid(21, 9, 1))
    with school.store.read(school.workspace.id) as db:
        settings = db.scalars(select(Settings)).one()
    assert (settings.doors_found, settings.doors_due_at) == ([], madrid(22, 9))
    assert len(warnings(cast["Petra"])) == 2
    cast["Petra"].clicks("Who is asked for help")
    assert "@Petra would be asked" in cast["Petra"].modal().text


def test_a_warning_that_waited_for_the_morning_is_not_sent_when_somebody_is_there_again(
    school: School, cast: dict[str, Person]
) -> None:
    school.sandbox.advance_to(madrid(2, 23))
    is_away(cast["Mateo"], "2026-03-02", "2026-03-20")
    assert not warnings(cast["Petra"])
    own_form(cast["Mateo"])
    cast["Mateo"].submits({"Days away": "Not away"})
    school.sandbox.advance_to(madrid(3, 12))
    assert not any(warnings(cast[name]) for name in cast)


def test_where_all_managers_have_left_the_admins_hear_it(school: School, cast: dict[str, Person]) -> None:
    ada = school.person("Ada", admin=True)
    ada.opens_home()
    for name in ("Petra", "Mateo", "Bea"):
        cast[name].is_deactivated()
    [*_, told] = warnings(ada)
    assert told.count("Everybody who was named has left the workspace.") == 2
    ada.clicks("Change the set-up")
    assert ada.modal().title == "Set up CodeBuddies"
