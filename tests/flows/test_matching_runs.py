"""The matching itself, run at any moment, twice at once, and over what changes meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.services import board, matching, people, proposals
from models import BuddyRequest, Notice, Settings
from models.enums import NoticeState, ProposalState, RequestState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.waiting_list import at_once, make_project_manager, meet_after, states, tick


def test_two_matchings_at_once_propose_nobody_twice(
    school: School, petra: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.volunteer(school, "Bruno", "es", capacity=1)
    stories.volunteer(school, "Bilal", "es", capacity=1)
    for name in ("Samira", "Noor", "Olena"):
        stories.waiting(school, name, "es")
    with school.store.read(school.workspace.id) as db:
        seen = matching.read(db, stories.vault(school), school.sandbox.now)
    solution = seen.solve(school.sandbox.now)
    meet_after(monkeypatch, board, "helpers")

    def write(db: object, now: datetime, *_: object) -> int:
        return matching.write(db, stories.vault(school), now, solution.pairs)  # type: ignore[arg-type]

    assert sorted(at_once(school, write, [(petra, 0), (petra, 0)])) == [0, 2]
    assert len(states(school)) == 2


def test_what_changed_while_it_was_solved_is_not_proposed(school: School, petra: Person) -> None:
    stories.volunteer(school, "Bruno", "es")
    samira, noor = (
        stories.waiting(school, name, "es", days=days) for name, days in (("Samira", 2), ("Noor", 1))
    )
    now, here = school.sandbox.now, school.workspace.id
    with school.store.read(here) as db:
        seen = matching.read(db, stories.vault(school), now)
    solution = seen.solve(now)
    with school.store.begin(here) as db:
        request = db.scalars(select(BuddyRequest).where(BuddyRequest.student_id == samira.id)).one()
        request.languages = ["tr"]
        proposals.soon(db, now)
        assert matching.write(db, stories.vault(school), now, solution.pairs) == 0
        matching.finish(db, now, seen, solution, 0)
        due = db.scalars(select(Settings.match_due_at)).one()
        assert due == now, "the wish for another matching is lost"
    tick(school)
    assert states(school) == [("Bruno", ProposalState.PROPOSED)]
    petra.gets_dm(f"A possible team: @{noor.name} and @Bruno")


def test_a_place_that_was_taken_while_it_was_solved_is_not_given_again(school: School, petra: Person) -> None:
    bruno = stories.volunteer(school, "Bruno", "es")
    samira = stories.waiting(school, "Samira", "es", days=2)
    noor = stories.waiting(school, "Noor", "es", days=1)
    now, here = school.sandbox.now, school.workspace.id
    with school.store.read(here) as db:
        seen = matching.read(db, stories.vault(school), now)
    solution = seen.solve(now)
    stories.proposal(school, noor, bruno, ProposalState.APPROVED)
    with school.store.begin(here) as db:
        assert matching.write(db, stories.vault(school), now, solution.pairs) == 0
        matching.finish(db, now, seen, solution, 0)
    tick(school)
    samira.types("/codebuddy status")
    samira.sees_privately("No buddy who fits is available right now.")
    with school.store.read(here) as db:
        due = db.scalars(select(Settings.match_due_at)).one()
        assert due is not None
        assert due > school.sandbox.now, "it is not matched for ever"


def test_who_has_left_is_not_proposed_and_frees_the_other(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    stories.has_left(school, bruno)
    petra.clicks("Approve")
    petra.sees("One of the two has left this workspace.")
    stories.waiting(school, "Noor", "es").is_deactivated()
    stories.volunteer(school, "Bilal", "es")
    school.sandbox.advance(days=1)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN), ("Bilal", ProposalState.PROPOSED)]
    petra.gets_dm("A possible team: @Samira and @Bilal")
    samira.is_deactivated()
    school.sandbox.advance(minutes=1)
    assert states(school)[-1] == ("Bilal", ProposalState.WITHDRAWN)


def test_an_offer_to_somebody_who_left_is_dropped_and_the_night_frees_the_student(
    school: School, petra: Person
) -> None:
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    school.sandbox.faults.next("chat.postMessage", retry_after=60)
    petra.clicks("Approve")
    with school.store.begin(school.workspace.id) as db:
        gone = people.Facts(bruno.id, None, None, is_admin=False, is_guest=False, is_gone=True)
        people.remember(db, gone, school.sandbox.now)
    school.sandbox.advance(days=1)
    assert bruno.dm_texts() == []
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]
    with school.store.read(school.workspace.id) as db:
        offer = db.execute(select(Notice.state, Notice.reason).where(Notice.kind == "offer")).one()
        assert tuple(offer) == (NoticeState.DROPPED, "left")
        assert db.scalars(select(BuddyRequest.state)).one() is RequestState.WAITING
    assert samira.dm_texts() == []


def test_the_list_is_matched_as_a_whole(school: School, petra: Person) -> None:
    """Best pair first would give Bilal to Amal and leave Chen, who speaks Arabic alone, with nobody."""
    many = ("react", "git", "node", "databases")
    stories.waiting(school, "Amal", "ar", "en", days=30, topics=many)
    stories.waiting(school, "Chen", "ar")
    stories.volunteer(school, "Bilal", "ar", "en", topics=many)
    stories.volunteer(school, "Emma", "en")
    stories.match(school)
    petra.gets_dm("A possible team: @Amal and @Emma")
    petra.gets_dm("A possible team: @Chen and @Bilal")


def test_a_manager_may_match_now_and_reads_who_waits_and_why(school: School, petra: Person) -> None:
    mateo, bea = school.person("Mateo"), school.person("Bea")
    for name in ("Amal", "Noor", "Sami"):
        stories.waiting(school, name, "ar", days=3)
    stories.waiting(school, "Samira", "es")
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    bea.does_not_see("A possible team")
    bea.types("/codebuddy match")
    bea.sees_privately("I am looking through the whole list now.")
    tick(school)
    bea.gets_dm("A possible team: @Samira and @Bruno")
    bea.gets_dm("One possible team needs your answer: see the message above.")
    bea.gets_dm("3 students wait without a possible team. The longest for 3 days.")
    bea.gets_dm("• 3 wait for Arabic: nobody who is approved speaks it well enough.")
    bea.clicks("Approve")
    tick(school)
    petra.sees("Approved. @Bruno has been asked.")
    mateo.does_not_see("A possible team")
    school.person("Amal").types("/codebuddy match")
    school.person("Amal").sees_privately("Only the people who run CodeBuddies can do this.")


def test_every_night_at_three_the_list_is_looked_through_again(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es")
    stories.match(school)
    with school.store.read(school.workspace.id) as db:
        due = db.scalars(select(Settings.match_due_at)).one()
        assert due == datetime(2026, 3, 3, 2, 0, tzinfo=UTC), "3:00 in Madrid"
        assert db.scalars(select(BuddyRequest.why_waiting)).one() == "nobody_yet"
    stories.volunteer(school, "Bruno", "en")
    school.sandbox.advance(days=1)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Settings.match_due_at)).one() == due + timedelta(days=1)
        assert db.scalars(select(BuddyRequest.why_waiting)).one() == "no_language"


def test_cards_go_to_who_is_there_when_the_project_manager_has_left(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es")
    stories.volunteer(school, "Bruno", "es")
    petra.is_deactivated()
    stories.match(school)
    school.person("Mateo").gets_dm("A possible team: @Samira and @Bruno")


def test_an_open_card_reaches_a_manager_who_is_named_later(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es")
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    make_project_manager(school, "Paul")
    school.sandbox.advance(days=1)
    school.person("Paul").gets_dm("A possible team: @Samira and @Bruno")
    assert sum("A possible team" in text for text in petra.dm_texts()) == 1


@pytest.mark.parametrize("asked", [False, True])
def test_who_moves_to_another_zone_is_looked_at_anew_while_nobody_was_asked(
    school: School, petra: Person, asked: bool
) -> None:
    """Their evenings are not the same hours any more; whoever was asked may be on a journey, and decides."""
    evenings = ("mon_evening", "tue_evening")
    samira = stories.waiting(school, "Samira", "es", times=evenings)
    bruno = stories.volunteer(school, "Bruno", "es", times=evenings)
    stories.match(school)
    petra.gets_dm("2 shared evenings a week.")
    if asked:
        petra.clicks("Approve")
        tick(school)
    bruno.changes_tz("Asia/Tokyo")
    tick(school)
    if asked:
        assert states(school) == [("Bruno", ProposalState.APPROVED)]
        stories.offers(bruno, times=list(evenings), hello="Greetings from Tokyo!")
        bruno.closes(all=True)
        samira.types("/codebuddy status")
        samira.clicks("Change")
        samira.submits_pages({}, {})
        samira.closes(all=True)
        assert states(school) == [("Bruno", ProposalState.APPROVED)], "nobody has changed an hour"
        bruno.clicks("Accept")
        assert states(school) == [("Bruno", ProposalState.ACCEPTED)]
    else:
        petra.gets_dm("This pair is not possible any more")
        assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]
