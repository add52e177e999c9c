"""The two pages of the form: nothing typed is lost, what cannot be is told at its field, nothing half is stored."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.services import people, requests
from bot.services.wishes import Wishes
from models import BuddyRequest, Draft, History, Inbox, Notice, Settings
from models.enums import Place
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.asking import (
    AGE,
    ASKED,
    BOXES,
    CITY,
    CLASS,
    LANGUAGES,
    NOTE,
    PLACE,
    SOME,
    TIMES,
    TOPICS,
    TRAITS,
    WISH,
    on_its_way,
    request,
)


def nothing_stored(school: School) -> bool:
    with school.store.read(school.workspace.id) as db:
        return not db.scalars(select(BuddyRequest)).all()


def change_programme(school: School, **changes: object) -> None:
    with school.store.begin(school.workspace.id) as db:
        settings = db.scalars(select(Settings)).one()
        for name, value in changes.items():
            setattr(settings, name, value)


def test_nothing_typed_is_lost_between_the_pages_and_until_they_are_sent(
    school: School, samira: Person
) -> None:
    secret = "I cannot go out alone"
    samira.types("/codebuddy request")
    samira.submits(ASKED | {SOME: ["English"], WISH: "Hooks", NOTE: secret})
    assert samira.modal().callback_id == "modal_request_meeting"
    samira.fills({TIMES: ["Monday evening"], PLACE: "In person", CITY: "Girona", TRAITS: ["a woman"]})
    samira.presses("Back")
    first = samira.modal().fields
    assert (first[CLASS], first[LANGUAGES], first[SOME]) == (
        "Web Development in Spanish",
        "Arabic, Spanish",
        "English",
    )
    assert (first[WISH], first[NOTE]) == ("Hooks", secret)
    samira.submits({WISH: "Promises"})
    second = samira.modal().fields
    assert (second[TIMES], second[PLACE], second[CITY]) == ("Monday evening", "In person", "Girona")
    samira.closes(all=True)
    assert nothing_stored(school)
    school.sandbox.advance(days=2)
    samira.opens_home()
    samira.clicks_home("Ask for a buddy")
    assert "I kept what you entered last time and did not send." in samira.modal().text
    assert samira.modal().fields[WISH] == "Promises"
    samira.submits()
    assert samira.modal().fields[TRAITS] == "a woman"
    samira.submits({BOXES: ["My preference is a must (it can take longer)"]})
    assert "Your buddy must be a woman." in samira.modal().text
    asked = request(school)
    assert (asked.place, asked.city, asked.traits_must, asked.unnamed) == ("in_person", "Girona", True, False)
    samira.types("/codebuddy request")
    assert "did not send" not in samira.modal().text
    assert samira.modal().fields[NOTE] == secret
    samira.closes(all=True)
    petra, bruno = on_its_way(school, yes=0)
    for person in (petra, bruno, school.person("Mateo")):
        assert secret not in str(person.dm_texts()) or person is not bruno
        assert not [
            said
            for talk in person.seen()["dms"]
            for said in talk["messages"]
            if secret in said["notification"]
        ]
    with school.store.read(school.workspace.id) as db:
        kept = [*db.scalars(select(Notice.about)), *db.scalars(select(History.details))]
        sealed = [*db.scalars(select(Inbox.answer)), *db.scalars(select(BuddyRequest.note))]
        assert db.scalars(select(Draft)).all() == []
        vault = school.coordinator.deps.vaults.of(school.workspace.id)
        assert requests.note(db, vault, asked.id) == secret
    assert "alone" not in repr(kept)
    assert sealed
    assert all(secret.encode() not in one for one in sealed if one)
    assert secret not in repr(vars(asked))


def test_what_is_wrong_is_told_at_its_field_and_the_rest_stays(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    samira.submits({CLASS: "Web Development in English", WISH: "Hooks"})
    assert samira.modal().errors == {
        LANGUAGES: "Please choose at least one language, here or in the next field."
    }
    assert samira.modal().fields[WISH] == "Hooks"
    samira.submits({SOME: ["Turkish"]})
    samira.submits({PLACE: "In person", BOXES: ["My preference is a must (it can take longer)"]})
    assert set(samira.modal().errors) == {CITY, TRAITS}
    assert nothing_stored(school)
    samira.submits({CITY: "Vic", TRAITS: ["a parent"]})
    assert "You get by in Turkish." in samira.modal().text
    assert (request(school).fluent, request(school).languages) == ([], ["tr"])


def test_who_is_in_no_class_of_the_programme_reads_why_and_whom_to_ask(
    school: School, samira: Person
) -> None:
    samira.types("/codebuddy request")
    samira.submits({CLASS: "I am in another class", WISH: "Python"})
    said = samira.modal().text
    assert (
        "It is for the students of these classes: Web Development in English and Web Development in Spanish"
        in said
    )
    assert "Please write to @Petra about it" in said
    assert nothing_stored(school)
    samira.presses("Back")
    assert samira.modal().fields[WISH] == "Python"
    samira.closes(all=True)
    change_programme(school, classes=[], topics=[], traits=[])
    samira.types("/codebuddy request")
    assert samira.modal().options[CLASS] == ["I am in another class"]
    samira.submits()
    assert "CodeBuddies cannot look for a buddy for you yet." in samira.modal().text
    assert nothing_stored(school)


def test_a_choice_that_is_gone_and_a_page_that_is_too_old_lose_nothing(
    school: School, samira: Person
) -> None:
    samira.types("/codebuddy request")
    samira.submits(ASKED | {TOPICS: ["React", "Git"]})
    change_programme(school, topics=["git"], traits=["woman"])
    samira.submits({PLACE: "Online"})
    assert "on the first page is not offered any more" in " ".join(samira.modal().errors.values())
    assert nothing_stored(school)
    samira.presses("Back")
    assert samira.modal().fields[TOPICS] == "Git"
    samira.submits()
    samira.fills({TIMES: ["Sunday morning"]})
    school.sandbox.advance(days=8)
    samira.submits()
    assert "The first page of this form is not here any more" in " ".join(samira.modal().errors.values())
    samira.presses("Back")
    assert samira.modal().fields[CLASS] is None
    samira.submits(ASKED | {TOPICS: ["Git"]})
    assert samira.modal().fields[TIMES] == "Sunday morning"
    samira.submits({TIMES: ["Sunday morning"], PLACE: "Online"})
    assert (request(school).topics, request(school).times) == (["git"], ["sun_morning"])


def test_where_there_are_minors_a_guardian_agrees(school: School, samira: Person) -> None:
    change_programme(school, has_minors=True)
    samira.types("/codebuddy request")
    samira.submits_pages(ASKED, {})
    assert set(samira.modal().errors) == {AGE}
    samira.submits({AGE: "I am younger, and my parent or guardian agrees"})
    assert request(school).guardian_agreed_at == school.sandbox.now
    samira.types("/codebuddy request")
    samira.submits({})
    assert samira.modal().fields[AGE] == "I am younger, and my parent or guardian agrees"
    samira.submits({AGE: "I am 18 or older"})
    assert request(school).guardian_agreed_at is None
    vault = school.coordinator.deps.vaults.of(school.workspace.id)
    with school.store.begin(school.workspace.id) as db, pytest.raises(UserError) as refused:
        requests.ask(db, vault, school.sandbox.now, people.acting(db, samira.id), GOOD)
    assert (refused.value.what, refused.value.block) == (Wrong.NOTHING_CHOSEN, "guardian")


GOOD = Wishes("web-es", ("es",), ("react",), "x" * 1000, fluent=("es",))


@pytest.mark.parametrize(
    ("change", "note", "wrongs"),
    [
        ({"class_key": "another_class"}, "", {"class": Wrong.UNKNOWN_CHOICE}),
        ({"languages": (), "fluent": ()}, "", {"fluent": Wrong.NO_LANGUAGE}),
        ({"languages": ("es", "klingon")}, "", {"getting_by": Wrong.UNKNOWN_CHOICE}),
        ({"topics": ("react", "drop table")}, "", {"topics": Wrong.UNKNOWN_CHOICE}),
        ({"times": ("mon_morning", "mon_night")}, "", {"times": Wrong.UNKNOWN_CHOICE}),
        ({"place": None, "traits": ("rich",)}, "", {"place": Wrong.UNKNOWN_CHOICE, "traits": Wrong.UNKNOWN_CHOICE}),
        ({"place": Place.IN_PERSON}, "", {"city": Wrong.NO_CITY}),
        ({"traits_must": True}, "", {"traits": Wrong.MUST_WHAT}),
        (
            {"wish": "é" * 5000, "city": "x" * 101, "class_key": ""},
            "n" * 1001,
            {
                "class": Wrong.UNKNOWN_CHOICE,
                "wish": Wrong.TEXT_TOO_LONG,
                "note": Wrong.TEXT_TOO_LONG,
                "city": Wrong.TEXT_TOO_LONG,
            },
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_is_refused_all_at_once_and_stores_nothing(
    school: School, samira: Person, change: dict[str, object], note: str, wrongs: dict[str, Wrong]
) -> None:
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, samira)
    vault, now = school.coordinator.deps.vaults.of(school.workspace.id), school.sandbox.now
    with school.store.begin(school.workspace.id) as db, pytest.raises(UserError) as refused:
        requests.ask(db, vault, now, people.acting(db, samira.id), replace(GOOD, **change), note)
    told = [refused.value, *refused.value.others]
    assert {wrong.block: wrong.what for wrong in told} == wrongs
    with school.store.begin(school.workspace.id) as db:
        assert db.scalars(select(BuddyRequest)).all() == []
        requests.ask(db, vault, now, people.acting(db, samira.id), GOOD, "n" * 1000)
