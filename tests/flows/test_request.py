"""A student asks for a buddy, changes her mind, and is told the truth about her place in the list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.rules.matching import WhyWaiting
from bot.services import matching, proposals
from bot.services.requests import OwnRequest, Promise, Wishes
from bot.speech import speech
from bot.views import requests as views
from models import BuddyRequest, History, Notice, Proposal, Settings, Volunteer
from models.enums import Place, ProposalState, RequestState, VolunteerState
from sandbox.people import Person
from tests import stories
from tests.conftest import START, School
from tests.flows.asking import (
    ASKED,
    BOXES,
    CITY,
    CLASS,
    LANGUAGES,
    PLACE,
    SOME,
    TIMES,
    TRAITS,
    WISH,
    on_its_way,
    request,
)
from tests.flows.waiting_list import has_no_button


def test_she_asks_and_reads_at_once_what_was_noted_and_what_happens_next(
    school: School, samira: Person
) -> None:
    samira.types("/codebuddy request")
    samira.submits(ASKED | {SOME: ["English"], WISH: "I am lost <!channel> & afraid"})
    samira.submits(
        {TIMES: ["Monday evening", "Saturday morning"], PLACE: "Both are fine", CITY: " Barcelona "}
    )
    said = samira.modal().text
    assert "You are on the list now." in said
    for noted in (
        "Web Development in Spanish",
        "You speak Arabic and Spanish well.",
        "You get by in English.",
        "It is about React, Git.",
        "You can meet: mornings: Saturday; evenings: Monday.",
        "I am lost <!channel> & afraid",
        "Online, or in person in Barcelona.",
        "The volunteer does not learn who you are before you both agree.",
        "It usually takes 1 to 2 weeks.",
        "You can change or withdraw your request at any time",
    ):
        assert noted in said
    asked = request(school)
    assert (asked.state, asked.class_key, asked.asked_at) == (
        RequestState.WAITING,
        "web-es",
        school.sandbox.now,
    )
    assert (asked.languages, asked.fluent, asked.topics) == (
        ["ar", "es", "en"],
        ["ar", "es"],
        ["react", "git"],
    )
    assert (asked.times, asked.place, asked.city) == (["mon_evening", "sat_morning"], "either", "Barcelona")
    assert (asked.unnamed, asked.wish) == (True, "I am lost <!channel> & afraid")
    assert asked.promise_due_at is not None
    assert asked.promise_due_at - asked.asked_at > timedelta(days=6)


def test_the_promise_is_what_the_programme_says(school: School, samira: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().promise_days = [10, 20, 30]
    samira.shortcut("shortcut_request")
    samira.submits_pages(ASKED, {})
    assert "It usually takes 10 to 30 days." in samira.modal().text


def test_a_second_request_changes_the_first_and_keeps_her_place(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    samira.submits_pages(ASKED | {WISH: "Hooks"}, {TIMES: ["Monday evening"], TRAITS: ["a woman"], BOXES: []})
    first = request(school).asked_at
    school.sandbox.advance(days=3)
    samira.types("/codebuddy request")
    modal = samira.modal()
    assert modal.title == "Your request"
    assert modal.fields[CLASS] == "Web Development in Spanish"
    assert modal.fields[LANGUAGES] == "Arabic, Spanish", "in her order"
    assert modal.fields[WISH] == "Hooks"
    samira.submits({CLASS: "Web Development in English", LANGUAGES: ["Arabic"], WISH: "Promises"})
    modal = samira.modal()
    assert (modal.fields[TIMES], modal.fields[TRAITS]) == ("Monday evening", "a woman")
    assert not modal.fields[BOXES]
    samira.submits({PLACE: "Online"})
    assert "Your changes are saved. You keep your place in the list." in samira.modal().text
    asked = request(school)
    assert (asked.asked_at, asked.class_key, asked.wish) == (first, "web-en", "Promises")
    assert (asked.languages, asked.fluent, asked.place) == (["ar"], ["ar"], "remote")
    assert (asked.times, asked.traits, asked.unnamed) == (["mon_evening"], ["woman"], False)
    with school.store.read(school.workspace.id) as db:
        rows = db.execute(select(History.event, History.details).where(History.subject == "request")).all()
    assert rows == [
        ("asked", {"becomes": "waiting", "why": "own_wish"}),
        (
            "changed",
            {
                "was": "waiting",
                "becomes": "waiting",
                "why": "own_wish",
                "changed": ["class_key", "languages", "fluent", "wish", "place"],
            },
        ),
    ]


def test_her_words_reach_managers_alone_and_mention_nobody(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    samira.submits_pages(ASKED | {WISH: "I cry at night <!channel>"}, {})
    petra, bruno = on_its_way(school, yes=0)
    petra.gets_dm("What @Samira would like help with: I cry at night")
    announced = [said["notification"] for talk in petra.seen()["dms"] for said in talk["messages"]]
    assert any("A possible team" in text for text in announced)
    assert not any("cry" in text for text in announced), "a locked phone shows it"
    petra.sees("I cry at night <!channel>")
    petra.clicks("Approve")
    school.sandbox.advance(minutes=1)
    bruno.gets_dm("would like a buddy")
    bruno.clicks("Accept")
    school.sandbox.advance(minutes=1)
    for person in (bruno, school.person("Mateo"), school.person("Wanda")):
        person.does_not_see("I cry at night")
    with school.store.read(school.workspace.id) as db:
        kept = [*db.scalars(select(Notice.about)), *db.scalars(select(History.details))]
    assert "cry" not in repr(kept)


def test_who_has_a_buddy_or_no_programme_cannot_ask(school: School) -> None:
    noor = school.person("Noor")
    noor.types("/codebuddy request")
    noor.sees_privately("CodeBuddies is not set up here yet.")
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    samira.types("/codebuddy request")
    samira.sees_privately("You have a buddy already.")
    bruno.types("/codebuddy request")
    assert bruno.modal().title == "Ask for a buddy"


def test_a_form_that_was_open_when_her_team_began_is_refused(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    samira.submits(ASKED)
    stories.team(school)
    samira.submits()
    assert "You have a buddy already." in " ".join(samira.modal().errors.values())
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(BuddyRequest)).all() == []


def test_what_no_longer_fits_after_a_change_is_withdrawn(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es", "ar")
    petra, bruno = on_its_way(school, yes=1)
    samira.types("/codebuddy request")
    samira.submits_pages({LANGUAGES: ["Spanish", "Turkish"]}, {})
    school.sandbox.advance(minutes=1)
    bruno.sees("would like a buddy You both speak Spanish (both fluently).")
    samira.types("/codebuddy request")
    samira.submits_pages({LANGUAGES: ["Turkish"]}, {})
    school.sandbox.advance(minutes=1)
    petra.gets_dm("This pair is not possible any more: something was changed")
    has_no_button(bruno, "Accept")
    assert request(school).state is RequestState.WAITING


@pytest.mark.parametrize(
    ("buddy", "capacity", "no", "words"),
    [
        (None, 0, False, "Nobody offers to be a buddy at the moment."),
        ("en", 1, False, "3 people wait for Arabic. Right now there is no buddy who speaks Arabic well."),
        (
            "ar",
            1,
            True,
            "Some buddies would fit, but with them it did not come to a team, or the team has ended.",
        ),
        ("ar", 1, False, "2 people wait for Arabic. No buddy who fits is available right now."),
    ],
)
def test_status_says_honestly_why_she_waits(
    school: School, samira: Person, buddy: str | None, capacity: int, no: bool, words: str
) -> None:
    stories.waiting(school, "Samira", "ar", days=4)
    for name in ("Amal", "Noor"):
        stories.waiting(school, name, "ar", days=5)
    gone = stories.waiting(school, "Gone", "ar")
    bruno = stories.volunteer(school, "Bruno", buddy, capacity=capacity) if buddy else None
    if no and bruno:
        number = stories.proposal(school, samira, bruno, ProposalState.DECLINED)
        with school.store.begin(school.workspace.id) as db:
            proposal = db.scalars(select(Proposal).where(Proposal.id == number)).one()
            asked = select(BuddyRequest).where(BuddyRequest.id == proposal.request_id)
            db.scalars(asked).one().state = RequestState.WAITING
    stories.match(school)
    stories.has_left(school, gone)
    samira.types("/codebuddy status")
    samira.sees_privately("Day 4 since you asked. It usually takes 1 to 2 weeks.")
    samira.sees_privately(f"Now: I am looking for a buddy for you. {words}")


@pytest.mark.parametrize(
    ("why", "wishes", "english", "spanish"),
    [
        (WhyWaiting.NO_PLACE, {"place": Place.IN_PERSON, "city": "Vic <!here>"}, "in person in Vic &lt;!here&gt;", "en persona en Vic"),
        (WhyWaiting.NO_PLACE, {"place": Place.REMOTE}, "meet only in person, and not where you can", "solo quedan en persona"),
        (WhyWaiting.NO_TRAIT, {"traits": ("woman", "parent"), "traits_must": True}, "You need a buddy who is a woman or a parent; none of them has said that they are.", "imprescindible"),
        (WhyWaiting.NO_HOURS, {"times": ("mon_morning",)}, "have time at other hours than you", "a otras horas"),
        (WhyWaiting.NO_LANGUAGE, {}, "3 people wait for Turkish. Right now there is no buddy who speaks Turkish well", "3 personas esperan"),
        (WhyWaiting.NO_CAPACITY, {}, "3 people wait for Turkish. No buddy who fits is available", "nadie que encaje"),
        (WhyWaiting.NOT_APPROVED, {}, "3 people wait for Turkish. No buddy who fits is available", "nadie que encaje"),
        (WhyWaiting.ALL_DECLINED, {}, "it did not come to a team", "no se llegó a formar un equipo"),
        (WhyWaiting.NOBODY_YET, {}, "Nobody offers to be a buddy at the moment.", "Ahora mismo nadie se ofrece"),
        (None, {}, "I am about to look through the list.", ""),
    ],
)  # fmt: skip
def test_every_reason_has_honest_words(
    why: WhyWaiting | None, wishes: dict[str, Any], english: str, spanish: str
) -> None:
    asked = Wishes("web-en", ("tr",), (), "", fluent=("tr",), **wishes)
    own = OwnRequest(1, asked, START, 3, why, 2, None, Promise(7, 14, None))
    assert english in views.why(own, speech("en"))
    assert spanish in views.why(own, speech("es"))


def test_what_nobody_has_approved_steers_nothing_that_she_reads(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "ar", times=["tue_evening"])
    new = stories.volunteer(
        school, "Bilal", "ar", times=["mon_morning"], state=VolunteerState.OFFERED, approved_at=None
    )
    stories.match(school)
    samira.types("/codebuddy status")
    samira.sees_privately("Right now there is no buddy who speaks Arabic well.")
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Volunteer).where(Volunteer.user_id == new.id)).one().times = ["tue_evening"]
    stories.match(school)
    samira.types("/codebuddy status")
    samira.sees_privately("No buddy who fits is available right now.")
    petra = school.person("Petra")
    petra.types("/codebuddy match")
    school.sandbox.advance(minutes=1)
    petra.gets_dm("• 1 waits for Arabic: somebody who may fit waits for a manager's approval.")


def test_status_does_not_promise_what_is_over(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "ar", days=14)
    stories.match(school)
    samira.types("/codebuddy status")
    samira.sees_privately(
        "The promised time is over. I am sorry. It is not because of you. You can write to @Petra"
    )
    assert "weeks" not in samira.private_texts()[-1]
    samira.clicks("Change")
    samira.submits_pages({}, {})
    assert "Your changes are saved." in samira.modal().text
    assert "The promised time is over." in samira.modal().text
    assert "weeks" not in samira.modal().text


def test_status_shows_the_answer_that_waits_for_her(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es")
    petra, _ = on_its_way(school, yes=0)
    samira.types("/codebuddy status")
    samira.sees_privately("You asked today. It usually takes 1 to 2 weeks.")
    samira.sees_privately("Now: somebody may fit. The people who run CodeBuddies look at it.")
    petra.clicks("Approve")
    school.sandbox.advance(minutes=1)
    samira.types("/codebuddy status")
    samira.sees_privately("Now: somebody may fit, and I am asking. It can still come to nothing")
    samira.does_not_see("Bruno")
    school.person("Bruno").clicks("Accept")
    school.sandbox.advance(minutes=1)
    samira.types("/codebuddy status")
    samira.clicks("Accept")
    samira.sees_privately("You have a buddy: @Bruno.")


def test_a_wish_that_comes_while_a_matching_runs_is_matched_next(school: School) -> None:
    stories.set_up(school)
    now = school.sandbox.now
    with school.store.begin(school.workspace.id) as db:
        proposals.soon(db, now)
        board = matching.read(db, stories.vault(school), now)
    with school.store.begin(school.workspace.id) as db:
        proposals.soon(db, now)  # somebody asks while it is solved, in the same standing moment
    with school.store.begin(school.workspace.id) as db:
        matching.finish(db, now, board, board.solve(now), 0)
        due = db.scalars(select(Settings.match_due_at)).one()
    assert due is not None
    assert due - now < timedelta(seconds=1)
