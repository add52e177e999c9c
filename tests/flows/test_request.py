"""A student asks for a buddy, changes her mind, and is told the truth about her place in the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules import matching as rule
from bot.services import matching, people, proposals, requests
from bot.services.requests import Wishes
from models import BuddyRequest, History, Notice, Proposal, Settings
from models.enums import ProposalState, RequestState
from sandbox.people import Impossible, Person
from tests import stories
from tests.conftest import School

CLASS = "Which class are you in?"
LANGUAGES = "Which languages can you learn in?"
TOPICS = "What is it about?"
WISH = "What would you like help with?"
ASKED = {CLASS: "Web Development in Spanish", LANGUAGES: ["Arabic", "Spanish"], TOPICS: ["React", "Git"]}


@pytest.fixture
def samira(school: School) -> Person:
    """A student of a school that is set up."""
    stories.set_up(school)
    return school.person("Samira")


def request(school: School) -> tuple[RequestState, str, list[str], list[str], str, datetime]:
    """The only request there is."""
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(BuddyRequest)).one()
        return row.state, row.class_key, row.languages, row.topics, row.wish, row.asked_at


def on_its_way(school: School, yes: int) -> tuple[Person, Person]:
    """Petra and Bruno; a possible team of Samira and Bruno, to which so many have said yes."""
    petra, bruno = school.person("Petra"), stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    for person, label in ((petra, "Approve"), (bruno, "Accept"))[:yes]:
        person.clicks(label)
        school.sandbox.advance(minutes=1)
    return petra, bruno


def test_she_asks_and_reads_at_once_what_happens_next(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    assert "Please write to @Petra." in samira.modal().text
    samira.submits(ASKED | {WISH: "I am lost <!channel> & afraid"})
    said = samira.modal().text
    assert "You are on the list now." in said
    assert "I look for a volunteer who speaks Arabic or Spanish." in said
    assert "It usually takes 1 to 2 weeks." in said
    assert "You can change or withdraw your request at any time" in said
    state, class_key, languages, topics, wish, asked_at = request(school)
    assert (state, class_key, languages) == (RequestState.WAITING, "web-es", ["ar", "es"])
    assert (topics, wish, asked_at) == (["react", "git"], "I am lost <!channel> & afraid", school.sandbox.now)


def test_the_promise_is_what_the_programme_says(school: School, samira: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().promise_days = [10, 20, 30]
    samira.shortcut("shortcut_request")
    samira.submits(ASKED)
    assert "It usually takes 10 to 30 days." in samira.modal().text


def test_a_second_request_changes_the_first_and_keeps_her_place(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    samira.submits(ASKED | {WISH: "Hooks"})
    first = request(school)[-1]
    school.sandbox.advance(days=3)
    samira.types("/codebuddy request")
    modal = samira.modal()
    assert modal.fields[CLASS] == "Web Development in Spanish"
    assert modal.fields[LANGUAGES] == "Arabic, Spanish", "in her order"
    assert modal.fields[WISH] == "Hooks"
    samira.submits({CLASS: "Web Development in English", WISH: "Promises"})
    assert "Your changes are saved. You keep your place in the list." in samira.modal().text
    assert request(school) == (
        RequestState.WAITING, "web-en", ["ar", "es"], ["react", "git"], "Promises", first
    )  # fmt: skip


def test_her_words_reach_managers_alone_and_mention_nobody(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    samira.submits(ASKED | {WISH: "I cry at night <!channel>"})
    petra, bruno = on_its_way(school, yes=0)
    petra.gets_dm("What @Samira would like help with: > I cry at night")
    announced = [said["notification"] for talk in petra.seen()["dms"] for said in talk["messages"]]
    assert any("A possible team" in text for text in announced)
    assert not any("cry" in text for text in announced), "a locked phone shows it"
    assert "&lt;!channel&gt;" in petra.everything_visible()
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
    stories.team(school)
    samira.submits(ASKED)
    assert "You have a buddy already." in " ".join(samira.modal().errors.values())
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(BuddyRequest)).all() == []


@pytest.mark.parametrize(
    ("change", "wrongs"),
    [
        ({"class_key": "web-xx"}, {"class": Wrong.UNKNOWN_CHOICE}),
        ({"languages": ()}, {"languages": Wrong.NOTHING_CHOSEN}),
        ({"languages": ("es", "klingon")}, {"languages": Wrong.UNKNOWN_CHOICE}),
        ({"topics": ("react", "drop table")}, {"topics": Wrong.UNKNOWN_CHOICE}),
        ({"wish": "x" * 1001}, {"wish": Wrong.TEXT_TOO_LONG}),
        (
            {"class_key": "", "languages": (), "wish": "é" * 5000},
            {"class": Wrong.UNKNOWN_CHOICE, "languages": Wrong.NOTHING_CHOSEN, "wish": Wrong.TEXT_TOO_LONG},
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_stores_nothing(
    school: School, samira: Person, change: dict[str, object], wrongs: dict[str, Wrong]
) -> None:
    good = Wishes("web-es", ("es",), ("react",), "x" * 1000)
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, samira)
    with school.store.begin(school.workspace.id) as db, pytest.raises(UserError) as refused:
        requests.ask(db, school.sandbox.now, people.acting(db, samira.id), replace(good, **change))
    told = [refused.value, *refused.value.others]
    assert {wrong.block: wrong.what for wrong in told} == wrongs
    with school.store.begin(school.workspace.id) as db:
        assert db.scalars(select(BuddyRequest)).all() == []
        requests.ask(db, school.sandbox.now, people.acting(db, samira.id), good)


def test_she_withdraws_while_she_waits(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    samira.submits(ASKED)
    school.sandbox.advance(minutes=1)
    samira.presses("Withdraw")
    assert "Your request is withdrawn" in samira.modal().text
    assert request(school)[0] is RequestState.WITHDRAWN
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    school.person("Petra").does_not_see("A possible team")
    samira.types("/codebuddy request")
    assert samira.modal().title == "Ask for a buddy"
    assert samira.modal().fields[LANGUAGES] is None


def test_withdrawn_while_a_manager_looks_at_it(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es")
    petra, _ = on_its_way(school, yes=0)
    withdraws(school, samira)
    petra.gets_dm("Not needed any more: the request was withdrawn.")
    shows_no(petra, "Approve", "Not this pair")
    ended(school)


def test_withdrawn_while_the_volunteer_is_asked(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es")
    petra, bruno = on_its_way(school, yes=1)
    withdraws(school, samira)
    bruno.gets_dm("This is not needed any more. Thank you")
    shows_no(bruno, "Accept", "Not this time")
    shows_no(petra, "Take it back")
    assert len(bruno.dm_texts()) == 1, "who has not answered needs no second message"
    ended(school)


def test_withdrawn_after_the_volunteers_yes(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es")
    _, bruno = on_its_way(school, yes=2)
    withdraws(school, samira)
    bruno.gets_dm("the student whom you said yes to goes another way. This says nothing about you.")
    samira.gets_dm("You have withdrawn your request. You can ask again whenever you like.")
    shows_no(samira, "Accept", "Somebody else, please")
    ended(school)


def test_a_withdrawal_counts_once_and_is_hers_alone(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es")
    stories.waiting(school, "Noor", "es")
    noor, here = school.person("Noor"), school.workspace.id
    with school.store.read(here) as db:
        number = db.scalars(select(BuddyRequest.id).where(BuddyRequest.student_id == samira.id)).one()

    def refused(person: Person, number: int) -> Wrong:
        with school.store.begin(here) as db, pytest.raises(UserError) as wrong:
            requests.withdraw(db, school.sandbox.now, people.acting(db, person.id), number)
        return wrong.value.what

    assert refused(noor, number) is Wrong.NOT_YOURS
    assert refused(samira, 999) is Wrong.GONE
    with school.store.begin(here) as db:
        requests.withdraw(db, school.sandbox.now, people.acting(db, samira.id), number)
    assert refused(samira, number) is Wrong.ALREADY_DONE


def test_what_no_longer_fits_after_a_change_is_withdrawn(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es", "ar")
    petra, bruno = on_its_way(school, yes=1)
    samira.types("/codebuddy request")
    samira.submits({LANGUAGES: ["Spanish", "Turkish"]})
    school.sandbox.advance(minutes=1)
    bruno.sees("would like a buddy You both speak Spanish.")
    samira.types("/codebuddy request")
    samira.submits({LANGUAGES: ["Turkish"]})
    school.sandbox.advance(minutes=1)
    petra.gets_dm("They share no language any more")
    shows_no(bruno, "Accept")
    assert request(school)[0] is RequestState.WAITING


@pytest.mark.parametrize(
    ("buddy", "capacity", "no", "words"),
    [
        (None, 0, False, "No volunteer is ready yet."),
        ("en", 1, False, "Nobody who speaks Arabic has offered yet. 2 other students wait for the same."),
        ("ar", 1, True, "Nobody new who speaks Arabic has offered since."),
        ("ar", 1, False, "Every volunteer who speaks Arabic supports somebody else right now."),
    ],
)
def test_status_says_honestly_why_she_waits(
    school: School, samira: Person, buddy: str | None, capacity: int, no: bool, words: str
) -> None:
    stories.waiting(school, "Samira", "ar", days=4)
    for name in ("Amal", "Noor"):
        stories.waiting(school, name, "ar", days=5)
    bruno = stories.volunteer(school, "Bruno", buddy, capacity=capacity) if buddy else None
    if no and bruno:
        number = stories.proposal(school, samira, bruno, ProposalState.DECLINED)
        with school.store.begin(school.workspace.id) as db:
            proposal = db.scalars(select(Proposal).where(Proposal.id == number)).one()
            asked = select(BuddyRequest).where(BuddyRequest.id == proposal.request_id)
            db.scalars(asked).one().state = RequestState.WAITING
    stories.match(school)
    samira.types("/codebuddy status")
    samira.sees_privately(f"You have waited for 4 days. {words}")
    samira.sees_privately("It usually takes 1 to 2 weeks.")


def test_status_does_not_promise_what_is_over(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "ar", days=15)
    stories.match(school)
    samira.types("/codebuddy status")
    samira.sees_privately("This takes longer than usual. It is not because of you. You can write to @Petra")
    assert "weeks" not in samira.private_texts()[-1]
    samira.clicks("Change")
    samira.submits()
    assert "Your changes are saved." in samira.modal().text
    assert "This takes longer than usual." in samira.modal().text
    assert "weeks" not in samira.modal().text


def test_status_shows_the_answer_that_waits_for_her(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es")
    on_its_way(school, yes=1)
    samira.types("/codebuddy status")
    samira.sees_privately("Somebody may fit, and I am asking. It can still come to nothing")
    samira.does_not_see("Bruno")
    school.person("Bruno").clicks("Accept")
    school.sandbox.advance(minutes=1)
    samira.types("/codebuddy status")
    samira.clicks("Accept")
    samira.sees_privately("You have a buddy: @Bruno.")


def withdraws(school: School, person: Person) -> None:
    person.types("/codebuddy request")
    person.presses("Withdraw")
    school.sandbox.advance(minutes=1)


def shows_no(person: Person, *labels: str) -> None:
    for label in labels:
        with pytest.raises(Impossible, match="shows"):
            person.clicks(label)


def ended(school: School) -> None:
    assert request(school)[0] is RequestState.WITHDRAWN
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Proposal.state)).all() == [ProposalState.WITHDRAWN]


def test_a_wish_that_comes_while_a_matching_runs_is_matched_next(school: School) -> None:
    stories.set_up(school)
    now = school.sandbox.now
    with school.store.begin(school.workspace.id) as db:
        proposals.soon(db, now)
        board = matching.read(db, now)
    with school.store.begin(school.workspace.id) as db:
        proposals.soon(db, now)  # somebody asks while it is solved, in the same standing moment
    with school.store.begin(school.workspace.id) as db:
        matching.finish(db, now, board, rule.assign(board.waiting, board.helpers, board.declined, now=now))
        due = db.scalars(select(Settings.match_due_at)).one()
    assert due is not None
    assert due - now < timedelta(seconds=1)
