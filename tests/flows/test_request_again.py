"""Who asks again after withdrawing finds what she said before; what was noted repeats all of it."""

from __future__ import annotations

from sqlalchemy import select

from models import BuddyRequest, Settings
from sandbox.people import Person
from tests.conftest import School
from tests.flows.asking import AGE, ASKED, BOXES, CITY, CLASS, LANGUAGES, NOTE, PLACE, TIMES, TOPICS, WISH

SAID = ASKED | {WISH: "Hooks, *please*", NOTE: "I am shy & tired"}
MEETS = {TIMES: ["Monday evening"], PLACE: "In person", CITY: "Girona", BOXES: []}
AGAIN = "I filled in what you said last time."


def test_a_new_request_begins_with_what_the_last_one_said(school: School, samira: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().has_minors = True
    samira.types("/codebuddy request")
    assert AGAIN not in samira.modal().text
    samira.submits_pages(SAID, MEETS | {AGE: "I am younger, and my parent or guardian agrees"})
    samira.presses("Withdraw")
    samira.closes(all=True)
    school.sandbox.advance(days=40)
    samira.types("/codebuddy request")
    first = samira.modal()
    assert AGAIN in first.text
    assert (first.fields[CLASS], first.fields[LANGUAGES]) == ("Web Development in Spanish", "Arabic, Spanish")
    assert (first.fields[TOPICS], first.fields[WISH]) == ("React, Git", SAID[WISH])
    assert first.fields[NOTE] == SAID[NOTE]
    samira.submits({WISH: ""})
    second = samira.modal().fields
    assert (second[TIMES], second[PLACE], second[CITY]) == ("Monday evening", "In person", "Girona")
    assert not second[BOXES]
    assert second[AGE] is None, "consent is given anew"
    samira.submits({AGE: "I am 18 or older"})
    with school.store.read(school.workspace.id) as db:
        old, new = db.scalars(select(BuddyRequest).order_by(BuddyRequest.id)).all()
        assert (old.wish, new.wish) == (SAID[WISH], "")
        assert (new.city, new.times, new.guardian_agreed_at) == ("Girona", ["mon_evening"], None)


def test_nobody_else_finds_it(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    samira.submits_pages(SAID, MEETS)
    noor = school.person("Noor")
    noor.types("/codebuddy request")
    assert AGAIN not in noor.modal().text
    assert noor.modal().fields[WISH] is None


def test_what_was_noted_names_times_and_repeats_her_own_words(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    samira.submits_pages(SAID, MEETS)
    said = samira.modal().text
    for words in (
        "You can meet: evenings: Monday.",
        "What you would like help with. Only the people who run CodeBuddies read it:\nHooks, *please*",
        "Your note for the people who run CodeBuddies. Nobody else reads it:\nI am shy & tired",
    ):
        assert words in said
