"""The two pages of an offer: what is entered is kept until it is sent, and what cannot be is told at its field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules import conduct
from bot.services import people, volunteers
from bot.services.offering import Offer
from models import Draft, History, Settings, Volunteer
from models.enums import Place, VolunteerState
from sandbox.people import Person
from tests import stories
from tests.conftest import School

WELL, SOME = "Which languages do you speak well?", "In which others do you get by?"
MOST, TIME = "How many students at most?", "How much time do you have a week, for all of them?"
HELLO, TIMES, CITY = "A few words to your student", "When could you meet?", "In which city?"
PLACE, ABOUT = "Where would you like to meet?", "About me, if you like"
CONDUCT = "Please read and tick each"


@pytest.fixture
def bruno(school: School) -> Person:
    stories.set_up(school)
    return school.person("Bruno")


def stored(school: School) -> list[Volunteer]:
    with school.store.read(school.workspace.id) as db:
        return list(db.scalars(select(Volunteer)))


def drafts(school: School) -> int:
    with school.store.read(school.workspace.id) as db:
        return len(db.scalars(select(Draft)).all())


def test_two_pages_say_how_well_when_where_and_how_much(school: School, bruno: Person) -> None:
    bruno.types("/codebuddy volunteer")
    bruno.submits({WELL: ["Spanish"], SOME: ["English", "Spanish"], MOST: "2", TIME: "3 h", HELLO: "Hi"})
    said = "For 2 students this programme asks for 4 h a week. Please choose more time, or fewer students."
    assert bruno.modal().errors == {TIME: said}
    bruno.submits({TIME: "4 h"})
    assert bruno.modal().fields[PLACE] == "Both are fine"
    assert "Code of conduct" in bruno.modal().text
    bruno.submits({TIMES: ["Monday evening"], PLACE: "In person", CONDUCT: ["is", "hours"]})
    assert bruno.modal().errors.keys() == {CITY, CONDUCT}
    assert stored(school) == []
    bruno.submits({CITY: "  San   Sebastián ", ABOUT: ["a parent"], CONDUCT: list(conduct.POINTS)})
    assert "A manager looks at it first" in bruno.modal().text
    [row] = stored(school)
    assert (row.languages, row.fluent) == (["es", "en"], ["es"])
    assert (row.capacity, row.weekly_minutes, row.times) == (2, 240, ["mon_evening"])
    assert (row.place, row.city, row.traits) == (Place.IN_PERSON, "San Sebastián", ["parent"])
    assert (row.conduct_version, row.conduct_at) == (conduct.VERSION, school.sandbox.now)
    assert drafts(school) == 0
    petra = school.person("Petra")
    petra.gets_dm("Speaks Spanish. Gets by in English. Has time for up to 2 students: 4 h a week in all.")
    petra.gets_dm("Can meet, in their own time: evenings: Monday. Meets in person in San Sebastián.")
    petra.does_not_see("parent")


def test_back_and_a_closed_form_lose_nothing(school: School, bruno: Person) -> None:
    bruno.types("/codebuddy volunteer")
    bruno.submits({WELL: ["Spanish"], HELLO: "Hola <!here>"})
    bruno.fills({TIMES: ["Monday evening", "Sunday morning"], CITY: "Girona", CONDUCT: ["is"]})
    bruno.presses("Back")
    assert (bruno.modal().fields[WELL], bruno.modal().fields[HELLO]) == ("Spanish", "Hola <!here>")
    bruno.submits({HELLO: "Hola"})
    assert bruno.modal().fields[TIMES] == "Monday evening, Sunday morning"
    assert bruno.modal().fields[CITY] == "Girona"
    bruno.closes(all=True)
    with school.store.read(school.workspace.id) as db:
        assert b"Girona" not in db.scalars(select(Draft.sealed)).one()
    school.sandbox.advance(days=6)
    bruno.types("/codebuddy volunteer")
    assert "I kept what you entered last time" in bruno.modal().text
    assert bruno.modal().fields[HELLO] == "Hola"
    bruno.closes(all=True)
    school.sandbox.advance(days=9)
    bruno.types("/codebuddy volunteer")
    assert not bruno.modal().fields.get(HELLO)
    assert (stored(school), drafts(school)) == ([], 0)


def test_what_has_changed_meanwhile_is_said_in_words_and_loses_nothing(school: School, bruno: Person) -> None:
    bruno.types("/codebuddy volunteer")
    bruno.submits({WELL: ["Spanish"], "What can you help with?": ["React"]})
    with school.store.begin(school.workspace.id) as db:
        programme = db.scalars(select(Settings)).one()
        programme.topics, programme.weekly_minutes = ["git"], 180
    page = {TIMES: ["Monday evening"], CONDUCT: list(conduct.POINTS)}
    bruno.submits(page)
    assert "Something that you chose on the first page" in str(bruno.modal().errors)
    bruno.presses("Back")
    bruno.submits({"What can you help with?": ["Git"], TIME: "3 h"})
    with school.store.begin(school.workspace.id) as db:
        db.delete(db.scalars(select(Draft)).one())
    bruno.submits()
    assert "The first page of this form is not here any more" in str(bruno.modal().errors)
    bruno.presses("Back")
    bruno.submits({WELL: ["Spanish"], TIME: "3 h"})
    assert bruno.modal().fields[TIMES] == "Monday evening"
    bruno.submits()
    assert [(row.topics, row.times, row.weekly_minutes) for row in stored(school)] == [
        ([], ["mon_evening"], 180)
    ]


def test_the_code_of_conduct_is_asked_again_only_where_it_has_changed(
    school: School, bruno: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed_to = conduct.VERSION
    stories.offers(bruno)
    bruno.types("/codebuddy volunteer")
    bruno.submits({})
    assert CONDUCT not in bruno.modal().options
    assert "You agreed to the code of conduct on Monday 2 March." in bruno.modal().text
    bruno.submits({})
    monkeypatch.setattr(conduct, "VERSION", "next")
    school.sandbox.advance(days=1)
    petra = school.person("Petra")
    petra.clicks("Approve")
    petra.sees("has not ticked the code of conduct yet")
    petra.opens_home()
    petra.clicks_home("Read the offer")
    assert "The code of conduct is not ticked yet" in petra.modal().text
    assert "[Approve]" not in petra.modal().text
    petra.closes(all=True)
    assert stored(school)[0].state is VolunteerState.OFFERED
    bruno.types("/codebuddy volunteer")
    bruno.submits({})
    bruno.submits({CONDUCT: ["is"]})
    assert "Please tick every box." in bruno.modal().errors[CONDUCT]
    bruno.submits({CONDUCT: list(conduct.POINTS)})
    [row] = stored(school)
    assert (row.conduct_version, row.conduct_at) == ("next", school.sandbox.now)
    with school.store.read(school.workspace.id) as db:
        told = db.scalars(select(History.details).where(History.subject == "volunteer").order_by(History.id))
        assert [one.get("conduct") for one in told] == [agreed_to, None, "next"]
    petra.clicks("Approve")
    assert stored(school)[0].state is VolunteerState.APPROVED


GOOD = Offer(("es", "ca"), ("react",), 5, "x" * 500, weekly_minutes=600, fluent=("es",))


@pytest.mark.parametrize(
    ("change", "wrongs"),
    [
        ({"languages": (), "fluent": ()}, {"fluent": Wrong.NO_LANGUAGE}),
        ({"languages": ("xx", "ca"), "fluent": ("xx",)}, {"fluent": Wrong.UNKNOWN_CHOICE}),
        ({"languages": ("es", "xx")}, {"getting_by": Wrong.UNKNOWN_CHOICE}),
        ({"topics": ("xx",)}, {"topics": Wrong.UNKNOWN_CHOICE}),
        ({"capacity": 0}, {"capacity": Wrong.UNKNOWN_CHOICE}),
        ({"weekly_minutes": 540}, {"minutes": Wrong.TOO_FEW_HOURS}),
        ({"weekly_minutes": 0}, {"minutes": Wrong.UNKNOWN_CHOICE}),
        ({"weekly_minutes": 601}, {"minutes": Wrong.UNKNOWN_CHOICE}),
        ({"times": ("mon_night",)}, {"times": Wrong.UNKNOWN_CHOICE}),
        ({"place": None}, {"place": Wrong.UNKNOWN_CHOICE}),
        ({"place": Place.IN_PERSON}, {"city": Wrong.NO_CITY}),
        ({"city": "x" * 101}, {"city": Wrong.TEXT_TOO_LONG}),
        ({"traits": ("tall",)}, {"traits": Wrong.UNKNOWN_CHOICE}),
        (
            {"capacity": 6, "hello": "x" * 501},
            {"capacity": Wrong.UNKNOWN_CHOICE, "hello": Wrong.TEXT_TOO_LONG},
        ),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_is_told_at_its_field_and_stores_nothing(
    school: School, bruno: Person, change: dict[str, object], wrongs: dict[str, Wrong]
) -> None:
    petra, now, here = school.person("Petra"), school.sandbox.now, school.workspace.id
    with school.store.begin(here) as db, pytest.raises(UserError) as refused:
        volunteers.offer(db, now, people.acting(db, petra.id), replace(GOOD, **change), conduct.POINTS)
    assert {one.block: one.what for one in (refused.value, *refused.value.others)} == wrongs
    assert stored(school) == []


def test_a_background_check_is_asked_for_where_there_are_minors(school: School, bruno: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().has_minors = True
    stories.offers(bruno)
    petra, mateo = school.person("Petra"), school.person("Mateo")
    petra.clicks("Approve")
    assert "Before @Bruno meets a student" in petra.modal().text
    petra.submits({"On which day was it made?": date(2026, 3, 3)})
    assert petra.modal().errors == {
        "On which day was it made?": "This day has not come yet. Please choose the day of the check."
    }
    mateo.opens_home()
    mateo.clicks_home("Read the offer")
    with school.store.begin(school.workspace.id) as db, pytest.raises(UserError) as refused:
        volunteers.approve(db, school.sandbox.now, people.acting(db, mateo.id), bruno.id)
    assert (refused.value.what, refused.value.block) == (Wrong.NO_DAY, "checked_on")
    assert stored(school)[0].state is VolunteerState.OFFERED
    petra.submits({"On which day was it made?": date(2026, 2, 27)})
    assert "Background check of 27 February 2026." in petra.modal().text
    bruno.gets_dm("Your offer to be a buddy is approved.")
    assert stored(school)[0].checked_on == date(2026, 2, 27)
    mateo.presses("Approve")
    assert "Approved by @Petra." in mateo.modal().text
    mateo.closes(all=True)
    assert "@Bruno would like to be a buddy." not in mateo.opens_home()


def test_a_manager_asks_for_a_chat_and_approves_later(school: School, bruno: Person) -> None:
    petra, mateo = school.person("Petra"), school.person("Mateo")
    stories.offers(bruno)
    stories.waiting(school, "Samira", "es")
    school.sandbox.advance(hours=1)
    petra.clicks("Ask for a chat")
    school.sandbox.advance(minutes=1)
    bruno.gets_dm("@Petra would like to talk with you for a few minutes before your first student")
    petra.gets_dm("@Petra asked for a chat on Monday 2 March, 10:00.")
    assert "Next: @Petra would like to talk with you" in bruno.opens_home()
    with school.store.begin(school.workspace.id) as db:
        volunteers.ask_for_chat(db, school.sandbox.now, people.acting(db, mateo.id), bruno.id)
    stories.match(school)
    assert sum("would like to talk with you" in text for text in bruno.dm_texts()) == 1
    petra.does_not_see("A possible team")
    petra.clicks("Approve")
    stories.match(school)
    bruno.gets_dm("Your offer to be a buddy is approved.")
    petra.gets_dm("A possible team: @Samira and @Bruno")
