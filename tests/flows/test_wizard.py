"""The first questions of a programme: forward and back, resumed, accepted as they are, and by two people at once."""

from __future__ import annotations

from sqlalchemy import select

from models import Settings
from sandbox.people import Person
from tests.conftest import School


def admin(school: School, name: str = "Petra") -> Person:
    return school.person(name, admin=True)


def is_asked(person: Person, number: int) -> str:
    text = person.modal().text
    assert f"Question {number} of 6" in text
    return text


def kept(school: School) -> Settings:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Settings)).one()


def test_who_accepts_everything_is_ready_in_three_clicks(school: School) -> None:
    petra = admin(school)
    petra.types("/codebuddy setup")
    assert "You are in both roles until you choose somebody else" in is_asked(petra, 1)
    petra.submits({})
    is_asked(petra, 2)
    petra.presses("Accept all that is left")
    said = petra.modal().text
    assert "You are ready" in said
    assert "Europe/Madrid" in said
    assert said.count("In danger now?") == 1
    assert "Please enter yours" not in said
    assert "Questions 2, 3, 4, 5, and 6: kept as they are set." in said
    assert kept(school).set_up_at is not None
    petra.types("/codebuddy setup")
    assert "Question" not in petra.modal().text


def test_six_answers_are_kept_and_the_summary_says_what_is_open(school: School) -> None:
    petra, mateo = admin(school), school.person("Mateo")
    petra.types("/codebuddy setup")
    petra.submits({"Programme manager": mateo.id})
    is_asked(petra, 2)
    petra.submits(
        {
            "Time zone of the programme": "America/Bogota",
            "Public holidays: country": "CO",
            "Public holidays: region": "",
        }
    )
    is_asked(petra, 3)
    petra.submits({"One more class": "Data Analysis", "Taught in": "Spanish"})
    is_asked(petra, 4)
    petra.submits({"Hours a week": "1h30"})
    is_asked(petra, 5)
    assert (
        "What you have typed on this page stays only when you press “Next” or “Back”." in petra.modal().text
    )
    petra.presses("Accept the defaults")
    assert "Question 5: kept as it is set." in is_asked(petra, 6)
    assert "those of Spain" in petra.modal().text
    petra.submits({})
    said = petra.modal().text
    assert "You are ready" in said
    assert "those of Spain" in said
    settings = kept(school)
    assert (settings.timezone, settings.country, settings.region) == ("America/Bogota", "CO", "")
    assert settings.weekly_minutes == 90
    assert [one["course"] for one in settings.classes][-1] == "Data Analysis"


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(school: School) -> None:
    petra = admin(school)
    petra.types("/codebuddy setup")
    petra.submits({})
    petra.submits({"Time zone of the programme": "Barcelona", "Public holidays: country": "Catalonia"})
    errors = petra.modal().errors
    assert "I do not know this time zone" in str(errors)
    assert len(errors) == 2
    assert kept(school).timezone == "Europe/Madrid"
    petra.submits(
        {
            "Time zone of the programme": "Europe/Lisbon",
            "Public holidays: country": "PT",
            "Public holidays: region": "",
        }
    )
    is_asked(petra, 3)


def test_back_and_closing_lose_nothing_and_it_goes_on_where_it_was(school: School) -> None:
    petra = admin(school)
    petra.types("/codebuddy setup")
    petra.submits({})
    petra.presses("Accept the defaults")
    is_asked(petra, 3)
    petra.fills({"One more class": "Robotics"})
    petra.presses("Back")
    is_asked(petra, 2)
    petra.closes(all=True)
    school.sandbox.advance(days=2)
    petra.types("/codebuddy setup")
    is_asked(petra, 2)
    petra.presses("Accept the defaults")
    assert "Robotics" in petra.modal().text


def test_two_at_once_hear_of_each_other_and_neither_is_overwritten(school: School) -> None:
    petra, mateo = admin(school), admin(school, "Mateo")
    petra.types("/codebuddy setup")
    petra.submits({"Programme manager": mateo.id})
    mateo.types("/codebuddy setup")
    mateo.presses("Where, when and for whom")
    assert petra.mention in mateo.modal().text or "Petra" in mateo.modal().text
    mateo.submits({"Time zone of the programme": "Europe/Kyiv"})
    petra.submits({"Time zone of the programme": "Europe/Lisbon"})
    assert "Mateo" in petra.modal().text
    assert kept(school).timezone == "Europe/Kyiv"
    petra.submits({"Time zone of the programme": "Europe/Lisbon"})
    assert kept(school).timezone == "Europe/Lisbon"


def test_whoever_may_not_set_it_up_is_told_so(school: School) -> None:
    ana = school.person("Ana")
    ana.types("/codebuddy setup")
    assert not ana.has_modal()
    assert kept(school).set_up_at is None
