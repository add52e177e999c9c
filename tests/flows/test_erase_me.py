"""Somebody is erased: what she reads before, the day to take it back, and what is left of her afterwards."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import inspect, select

from bot.rules import erasing as rule
from bot.rules import personal
from bot.rules.periods import Period
from bot.services import erasing_work, people, registered, report
from models import (
    BuddyRequest,
    BuddySession,
    Erasure,
    History,
    Notice,
    Person,
    PrivateCase,
    Team,
    Volunteer,
)
from models.enums import HelpState, NoticeState, RequestState, TeamState, VolunteerState
from sandbox.people import Person as Someone
from sandbox.people import Workspace
from scheduler.sweeps import erase_one
from tests import stories
from tests.confidential import ask, open_matters
from tests.conftest import START, School
from tests.flows.test_own_data import copies, gets
from tests.installing.conftest import Network, network
from tests.installing.test_second_school import runs

__all__ = ["network"]

DAY = timedelta(hours=24, minutes=5)


def asks(person: Someone) -> None:
    person.types("/codebuddy privacy")
    person.presses("What goes")
    person.presses("Erase my data")


def a_day_passes(school: School) -> None:
    school.sandbox.advance(hours=24, minutes=10)


def rows(school: School, model: type) -> list:
    with school.store.read(school.workspace.id) as db:
        return list(db.scalars(select(model)).all())


def test_a_student_is_erased_after_a_day(school: School) -> None:
    stories.set_up(school)
    student, buddy, channel = stories.team(school)
    student.types("/logsession 1h30 today hooks-of-mine", channel=channel)
    student.types("/codebuddy privacy")
    student.presses("What goes")
    said = student.modal().text
    assert "1 session with 1 h 30, as numbers without a name" in said
    assert "Bruno" in said
    student.presses("Erase my data")
    assert "goes on" in student.modal().text
    assert student.gets_dm("Until then you can take it back")
    a_day_passes(school)
    known = {one.user_id for one in rows(school, Person)}
    assert student.id not in known
    [team] = rows(school, Team)
    assert (team.state, team.buddy_id, team.channel_id) == (TeamState.ENDED, buddy.id, None)
    assert team.student_id != student.id
    [session] = rows(school, BuddySession)
    assert (session.minutes, session.topic, session.logged_by) == (90, "", team.student_id)
    assert buddy.gets_dm("Your buddy team has ended.")
    assert rows(school, Erasure) == []
    assert not [one for one in rows(school, Notice) if one.target == student.id]
    assert any("It is done" in text for text in student.dm_texts())


def test_the_partner_reads_that_the_team_has_ended_and_nothing_more(school: School) -> None:
    """In messages, in the channel and on the Home tab, whether they are new or others have been before."""
    stories.set_up(school)
    student, buddy, channel = stories.team(school)
    student.types("/logsession 1h30 today hooks-of-mine", channel=channel)
    assert channel is not None

    def seen() -> set[str]:
        return {*buddy.dm_texts(), *buddy.channel_texts(channel), buddy.opens_home()}

    before = seen()
    asks(student)
    assert seen() == before, "nothing before the day is over"
    a_day_passes(school)
    new = seen() - before
    assert "This message is no longer kept." in new, "of what has her name or her words"
    assert "Your buddy team has ended." in (said := " ".join(new))
    assert not re.search("eras|delet|privacy|data|forg|Samira|hooks-of-mine|" + student.id, said, re.I), said


def test_it_can_be_taken_back_for_a_day_and_not_after_it(school: School) -> None:
    stories.set_up(school)
    student, _, _ = stories.team(school)
    asks(student)
    student.presses("Keep my data")
    assert [button for button in ("Erase my data",) if button in student.modal().text]
    assert student.gets_dm("Your data stays")
    a_day_passes(school)
    assert student.id in {one.user_id for one in rows(school, Person)}
    school.sandbox.advance(minutes=1)
    asks(student)
    student.closes(all=True)
    a_day_passes(school)
    student.types("/codebuddy erase")
    assert "Erase my data" in student.modal().text, "she is new here"
    assert student.id in {one.user_id for one in rows(school, Person)}


def test_pressed_twice_it_happens_once(school: School) -> None:
    stories.set_up(school)
    student, _, _ = stories.team(school)
    student.types("/codebuddy erase", settle=False)
    student.presses("Erase my data", settle=False)
    student.types("/codebuddy privacy")
    student.presses("What goes")
    assert "Erase my data" not in student.modal().text
    assert len(rows(school, Erasure)) == 1
    told = [one for one in rows(school, Notice) if one.kind == "erase_told"]
    assert len(told) == 1


def test_a_buddy_is_erased_and_the_student_is_on_the_list_again(school: School) -> None:
    stories.set_up(school)
    student = stories.waiting(school, "Samira", "en")
    buddy = stories.volunteer(school, "Bruno", "en")
    stories.team(school)
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(BuddyRequest)).one().state = RequestState.MATCHED
    asks(buddy)
    a_day_passes(school)
    [offer] = rows(school, Volunteer)
    assert (rule.is_nobody(offer.user_id), offer.hello, offer.state) == (True, "", VolunteerState.PAUSED)
    assert [one.state for one in rows(school, BuddyRequest)] == [RequestState.MATCHED, RequestState.WAITING]
    assert student.gets_dm("Your buddy team has ended.")
    read = " ".join(student.dm_texts())
    assert "on the list again" in read
    assert buddy.id not in read
    student.opens_home()


def test_whoever_answers_for_something_hands_it_over_first(school: School) -> None:
    stories.set_up(school)
    for name in ("Petra", "Bea", "Wanda"):
        person = school.person(name)
        person.types("/codebuddy privacy")
        person.presses("What goes")
        assert "hand it over first" in person.modal().text
        assert "Erase my data" not in person.modal().text
        person.closes(all=True)


def test_what_is_asked_in_confidence_changes_no_byte_and_is_not_lost(school: School) -> None:
    """The screens, the messages and what becomes of everything else; the case stays with its readers."""
    stories.set_up(school)
    twins = [school.person(name) for name in ("Ana", "Eva")]
    for person in twins:
        person.types("/codebuddy status")
    ask(twins[0])
    shown = []
    for person in twins:
        person.types("/codebuddy erase")
        first = person.modal().text
        person.presses("Erase my data")
        shown.append((first, person.modal().text, person.dm_texts()[-1]))
        person.closes(all=True)
    assert shown[0] == shown[1]
    a_day_passes(school)
    assert {one.user_id for one in rows(school, Person)} & {person.id for person in twins} == set()
    [case] = rows(school, PrivateCase)
    assert case.state is HelpState.OPEN
    assert case.next_step_at is not None
    assert case.sealed is not None
    mateo = school.person("Mateo")
    open_matters(mateo)
    assert mateo.modal().text.count("[Open]") == 1
    open_matters(twins[0])
    assert "Withdraw and erase" in twins[0].modal().text, "there, also afterwards"


def test_a_manager_erases_somebody_who_has_left_slack(school: School) -> None:
    stories.set_up(school)
    student, buddy, _ = stories.team(school)
    petra = school.person("Petra")
    petra.types(f"/codebuddy erase {student.id}")
    assert petra.sees_privately("only the person can ask")
    stories.has_left(school, student)
    petra.types("/codebuddy erase")
    petra.presses("Erase data…")
    petra.submits({"Why?": "The person has asked for it"})
    assert "a manager can take it back" in petra.modal().text
    petra.presses("Keep the data")
    petra.submits({"Why?": "The person has left the programme for good"})
    petra.closes(all=True)
    a_day_passes(school)
    assert student.id not in {one.user_id for one in rows(school, Person)}
    done = [one for one in rows(school, History) if one.event == "erased"]
    assert [(one.actor_id, one.details) for one in done] == [(None, {"why": "left"})]
    assert buddy.gets_dm("Your buddy team has ended.")


def test_two_who_have_left_are_told_apart(school: School) -> None:
    stories.set_up(school)
    student, buddy, _ = stories.team(school)
    for person in (student, buddy):
        stories.has_left(school, person)
    petra = school.person("Petra")
    petra.types("/codebuddy erase")
    assert "[1. Erase data…]" in petra.modal().text
    petra.presses("2. Erase data…")
    petra.submits({"Why?": "The person has asked for it"})
    assert "a manager can take it back" in petra.modal().text


def test_the_figures_are_the_same_before_and_after(school: School) -> None:
    stories.set_up(school)
    student, _, channel = stories.team(school)
    for minutes in (30, 45):
        student.types(f"/logsession {minutes}m today react", channel=channel)
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team)).one()
        team.state, team.ended_at = TeamState.ENDED, school.sandbox.now
    before = figures(school)
    asks(student)
    a_day_passes(school)
    assert figures(school) == before


def figures(school: School) -> object:
    """All but who has asked, and when."""
    with school.store.read(school.workspace.id) as db:
        return report.make(db, START, Period(date(2026, 1, 1), date(2026, 3, 31)))


@pytest.mark.parametrize("to", ["her", "team", "partner"])
def test_an_erasure_waits_for_what_is_on_its_way_to_her(school: School, to: str) -> None:
    stories.set_up(school)
    student, buddy, _ = stories.team(school)
    asks(student)
    deps, later = school.coordinator.deps, school.sandbox.now + DAY
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(Notice).where(Notice.target == student.id).limit(1)).one()
        row.state, row.owner, row.dedupe_key = NoticeState.SENDING, "w", "way"
        team = db.scalars(select(Team.id)).one()
        row.target = {"her": student.id, "team": f"team:{team}", "partner": buddy.id}[to]
        row.about = {"user": student.id} if to == "partner" else {}
        way = row.id
    erase_one(school.store, deps.vaults, school.workspace.id, student.id, later)
    [waits] = rows(school, Erasure)
    assert (waits.nobody, waits.due_at > later) == (None, True)
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Notice).where(Notice.id == way)).one().state = NoticeState.SENT
    erase_one(school.store, deps.vaults, school.workspace.id, student.id, waits.due_at)
    erase_one(school.store, deps.vaults, school.workspace.id, student.id, waits.due_at)
    assert rows(school, Erasure) == []


def test_what_she_does_while_it_runs_is_refused(school: School) -> None:
    stories.set_up(school)
    student, _, _ = stories.team(school)
    asks(student)
    student.closes(all=True)
    deps, later = school.coordinator.deps, school.sandbox.now + DAY
    vault = deps.vaults.of(school.workspace.id)
    with school.store.begin(school.workspace.id) as db:
        while erasing_work.leave(db, vault, later, student.id):
            pass
        assert erasing_work.begin(db, vault, later, student.id)
    student.types("/logsession 1h today react")
    assert student.sees_privately("being erased at this moment")


NOTHING = "You have no request, no offer and no team here."


def test_somebody_of_whom_there_is_nothing_reads_so_and_can_be_erased(school: School) -> None:
    stories.set_up(school)
    olu = school.person("Olu")
    olu.types("/codebuddy privacy")
    assert NOTHING in olu.modal().text
    olu.presses("What goes")
    said = olu.modal().text
    assert NOTHING in said
    assert "Your team" not in said
    assert "numbers without a name, for the reports" in said
    olu.presses("Erase my data")
    a_day_passes(school)
    assert olu.id not in {one.user_id for one in rows(school, Person)}
    assert rows(school, Erasure) == []


def test_a_copy_that_is_asked_for_afterwards_has_nothing_of_before(school: School) -> None:
    stories.set_up(school)
    student, _, channel = stories.team(school)
    student.types("/logsession 1h30 today hooks-of-mine", channel=channel)
    student.types("/codebuddy privacy")
    assert NOTHING not in student.modal().text
    student.closes(all=True)
    asks(student)
    a_day_passes(school)
    gets(student)
    assert NOTHING in student.modal().text
    [data] = copies(student)
    assert set(data) <= {"people", "notices", "history"}
    assert "hooks-of-mine" not in str(data)


def test_a_copy_that_was_asked_for_a_moment_before_does_not_bring_back_what_went(school: School) -> None:
    """It is on its way while she is erased: it comes before, or not at all."""
    stories.set_up(school)
    student, _, channel = stories.team(school)
    student.types("/logsession 1h30 today hooks-of-mine", channel=channel)
    asks(student)
    school.sandbox.faults.next("files.getUploadURLExternal", http=503, times=3)
    student.closes(all=True)
    school.sandbox.advance(hours=23, minutes=59)
    gets(student)
    student.closes(all=True)
    school.sandbox.advance(minutes=30)
    assert rows(school, Erasure) == []
    assert student.id not in {one.user_id for one in rows(school, Person)}
    assert not [one for one in rows(school, Notice) if one.target == student.id]


def test_in_another_workspace_nothing_of_hers_changes(network: Network) -> None:
    """Though she has the same id there."""
    first, second = (network.workspace(name) for name in ("One School", "Other School"))
    runs(network, first, "Petra")
    runs(network, second, "Ola")
    student = first.person("Samira")
    student.types("/codebuddy volunteer")
    student.closes(all=True)
    deps, now = network.coordinator.deps, network.sandbox.now
    for space in (first, second):
        with deps.store.begin(space.id) as db:
            told = people.Facts(
                student.id, "en-US", "Europe/Madrid", is_admin=False, is_guest=False, is_gone=False
            )
            people.remember(db, told, now)
            asked = {
                "state": RequestState.WITHDRAWN,
                "class_key": "web-en",
                "languages": ["en"],
                "topics": [],
            }
            db.add(
                BuddyRequest(
                    student_id=student.id,
                    wish="of-mine",
                    asked_at=now,
                    why_waiting=None,
                    unnamed=True,
                    **asked,
                )
            )
    before = hers(network, second, student.id)
    assert "of-mine" in str(before)
    asks(student)
    network.sandbox.advance(hours=24, minutes=10)
    assert hers(network, first, student.id) == {}
    assert hers(network, second, student.id) == before


def hers(network: Network, space: Workspace, user_id: str) -> dict[str, list[str]]:
    """Table → her rows there, as they stand, byte for byte."""
    found = {}
    with network.coordinator.deps.store.read(space.id) as db:
        for table in personal.TABLES.values():
            where, model = registered.hers(table, (user_id,)), registered.model_of(table.name)
            if where is not None:
                keys = [one.key for one in inspect(model).column_attrs]
                some = [
                    repr([getattr(row, key) for key in keys])
                    for row in db.scalars(select(model).where(where))
                ]
                found |= {table.name: some} if some else {}
    return found
