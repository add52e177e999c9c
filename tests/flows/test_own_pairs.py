"""A manager who is a volunteer, too: somebody else decides about her own pair, and she reads no name before its yes."""

from __future__ import annotations

from dataclasses import astuple, is_dataclass
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.errors import UserError, Wrong
from bot.rules import scores
from bot.services import (
    choosing,
    decisions,
    digest_content,
    matching,
    overview,
    people,
    promises,
    proposals,
    remedies,
    shortage,
)
from bot.services.choosing import Choice
from bot.services.remedies import Remedies
from bot.speech import speech
from bot.views import choosing as choosing_views
from bot.views import digest as digest_views
from bot.views import manager_home
from bot.views import remedies as remedy_views
from bot.views import shortage as shortage_views
from bot.views import waiting_list as waiting_list_views
from models import Proposal, RoleHolder
from models.enums import ProposalState, Role, VolunteerState
from sandbox.people import Person
from scheduler.sweeps import match_one
from tests import stories
from tests.conftest import START, School
from tests.flows.test_never_pairs import names
from tests.flows.test_pairs import NOTE, note, request
from tests.flows.waiting_list import has_no_button, states, tick

ELSEWHERE = "You are a volunteer, too, so somebody else who runs CodeBuddies decides this."


def reads_nothing(petra: Person, samira: Person) -> None:
    """She may read that Samira waits, as any manager, and never beside her own pair or in a note."""
    petra.types("/codebuddy request history")
    told = [*petra.dm_texts(), petra.opens_home(), *lines_of(petra)]
    for text in told:
        assert NOTE not in text
        for line in text.splitlines():
            assert not ("possible team" in line and samira.name in line), text
            assert "said yes" not in line or samira.name not in line, text


def helps(school: School, reader: Person, student: Person) -> Remedies | None:
    number = request(school, student).id
    with school.store.read(school.workspace.id) as db:
        return remedies.find(db, stories.vault(school), school.sandbox.now, number, reader.id)


def lines_of(petra: Person) -> list[str]:
    return petra.types("/codebuddy request history").text.splitlines()


def test_somebody_else_decides_about_a_managers_own_pair(school: School, petra: Person) -> None:
    mateo = school.person("Mateo")
    samira = stories.waiting(school, "Samira", "es", days=1)
    note(school, samira, NOTE)
    stories.volunteer(school, "Petra", "es")
    names(samira, petra)
    stories.match(school)
    before = helps(school, petra, samira)
    names(samira)
    stories.match(school)
    assert helps(school, petra, samira) == before
    assert helps(school, mateo, samira) != before
    assert states(school) == [("Petra", ProposalState.PROPOSED)]
    mateo.gets_dm("A possible team: @Samira and @Petra")
    mateo.sees(NOTE)
    reads_nothing(petra, samira)
    petra.types("/codebuddy match")
    tick(school)
    petra.gets_dm("No possible team waits for your answer.")
    reads_nothing(petra, samira)
    has_no_button(petra, "Approve")
    with school.store.read(school.workspace.id) as db:
        number = db.scalars(select(Proposal.id)).one()
    now, vault = school.sandbox.now, stories.vault(school)
    for decide in (decisions.approve, decisions.reject, decisions.take_back):
        with pytest.raises(UserError) as refused, school.store.begin(school.workspace.id) as db:
            decide(db, now, people.acting(db, petra.id), number)
        assert refused.value.what is Wrong.OWN_PAIR
    with pytest.raises(UserError) as refused, school.store.read(school.workspace.id) as db:
        decisions.note(db, vault, now, people.acting(db, petra.id), number)
    assert refused.value.what is Wrong.OWN_NOTE
    choice = Choice(request(school, samira).id, 0, mateo.id)
    with pytest.raises(UserError) as refused, school.store.read(school.workspace.id) as db:
        choosing.bends(db, vault, now, people.acting(db, petra.id), choice)
    assert refused.value.what is Wrong.STALE, "it does not tell her that it is her own pair"
    mateo.clicks("Approve")
    tick(school)
    assert helps(school, petra, samira) == before
    petra.gets_dm("A student of Web Development in English would like a buddy")
    reads_nothing(petra, samira)
    petra.clicks("Accept")
    tick(school)
    samira.gets_dm("@Petra does not learn who you are before you say yes.")
    school.sandbox.advance(days=5)
    mateo.gets_dm("@Samira has been asked")
    assert "@Samira has not answered yet whether" in mateo.opens_home()
    reads_nothing(petra, samira)
    samira.clicks("Somebody else, please")
    tick(school)
    assert "would prefer another buddy" in mateo.opens_home()
    assert "would prefer another buddy" not in petra.opens_home()
    reads_nothing(petra, samira)
    assert any("possible team @Samira and @Petra" in line for line in lines_of(mateo))


def test_a_manager_does_not_choose_herself_where_others_can(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es")
    stories.volunteer(school, "Petra", "es")
    petra.types("/codebuddy match", settle=False)
    number, vault, now = request(school, samira).id, stories.vault(school), school.sandbox.now
    with school.store.read(school.workspace.id) as db:
        for name, seen in (("Petra", 0), ("Mateo", 1)):
            who = people.acting(db, school.person(name).id)
            found = choosing.others(db, vault, now, who, number)
            assert len(found.found) == seen
            if not seen:
                with pytest.raises(UserError) as refused:
                    choosing.bends(db, vault, now, who, Choice(number, 0, petra.id))
                assert refused.value.what is Wrong.OWN_PAIR


def test_who_runs_it_alone_decides_without_the_note_and_the_student_reads_no_promise(
    school: School, petra: Person
) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.execute(delete(RoleHolder).where(RoleHolder.user_id != petra.id))
    samira = stories.waiting(school, "Samira", "es")
    note(school, samira, NOTE)
    stories.volunteer(school, "Petra", "es")
    stories.match(school)
    petra.gets_dm("A possible team: @Samira and @Petra")
    petra.does_not_see(NOTE)
    has_no_button(petra, "Read the note")
    assert "Read the note" not in petra.opens_home()
    petra.clicks("Approve")
    tick(school)
    petra.clicks("Accept")
    tick(school)
    samira.gets_dm("Somebody would like to be your buddy: @Petra")
    assert not any("does not learn who you are" in text for text in samira.dm_texts())


def screens(school: School, reader: Person, *students: Person) -> dict[str, str]:
    """All that a manager reads of who waits and who is free. `students`: about whom she opens what could help."""
    now, vault, say = school.sandbox.now, stories.vault(school), speech("en")
    with school.store.read(school.workspace.id) as db:
        who = people.acting(db, reader.id)
        found: dict[str, Any] = {
            "home": manager_home.manager(overview.overview(db, now, who), say),
            "digest": digest_views.digest(digest_content.digest(db, now, reader.id), "en", charts=True),
            "list": waiting_list_views.report(matching.waiting_list(db, now, reader.id), "en", START, "UTC"),
            "recruit": shortage_views.recruit(shortage.short(db, now, reader.id), 120, "en"),
        }
        for one in students:
            number = request(school, one).id
            helped = remedies.find(db, vault, now, number, reader.id)
            assert helped is not None
            found[f"help {one.name}"] = remedy_views.seen(helped, "en")
            if one is not reader:
                others = choosing.others(db, vault, now, who, number)
                found[f"choose {one.name}"] = choosing_views.form(others, "en")
    return {name: str(astuple(one) if is_dataclass(one) else one) for name, one in found.items()}


@pytest.mark.parametrize("she_is", ["buddy", "student"])
def test_each_line_and_number_is_as_if_her_own_pair_were_not_there(
    school: School, petra: Person, she_is: str
) -> None:
    """The other world is one in which the two are never to be paired."""
    mateo, other = school.person("Mateo"), school.person("Samira")
    student, buddy = (other, petra) if she_is == "buddy" else (petra, other)
    stories.waiting(school, student.name, "es", days=3)
    stories.volunteer(school, buddy.name, "es", fluent=["es"])
    lina = stories.waiting(school, "Lina", "tr", days=2)
    stories.volunteer(school, "Otto", "es", fluent=["es"], state=VolunteerState.OFFERED, approved_at=None)
    names(other, petra)
    stories.match(school)
    without = screens(school, petra, lina, student)
    names(other)
    for does in (
        lambda: stories.match(school),
        partial(mateo.clicks, "Approve"),
        partial(buddy.clicks, "Accept"),
    ):
        does()
        tick(school)
        assert screens(school, petra, lina, student) == without
    assert [state for _, state in states(school)] == [ProposalState.ACCEPTED]
    school.sandbox.advance(days=2)
    with school.store.read(school.workspace.id) as db:
        days = [
            next(
                one.day
                for one in promises.waiting(db, school.sandbox.now, reader.id)
                if one.student_id == student.id
            )
            for reader in (petra, mateo)
        ]
    assert days == [5, 3], "her days stand still while the student decides, and that would tell"


def test_a_student_who_runs_the_programme_reads_no_place_that_is_kept_for_her(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    stories.waiting(school, "Petra", "es", days=3)
    stories.volunteer(school, "Vera", "es", capacity=2)
    stories.match(school)
    assert not any("A possible team" in text for text in petra.dm_texts())
    has_no_button(petra, "Approve")
    stories.waiting(school, "Noor", "es")
    stories.match(school)
    petra.gets_dm("0 of 2 places of @Vera are taken.")
    assert "1 of 2 places of @Vera are taken." in mateo.opens_home()
    assert "1 of 2 places" not in "".join([*petra.dm_texts(), petra.opens_home()])
    with school.store.read(school.workspace.id) as db:
        number = db.scalars(select(Proposal.id).order_by(Proposal.id)).first()
    for decide in (decisions.approve, decisions.reject, decisions.take_back):
        with pytest.raises(UserError) as refused, school.store.begin(school.workspace.id) as db:
            decide(db, school.sandbox.now, people.acting(db, petra.id), number or 0)
        assert refused.value.what is Wrong.OWN_PAIR


def test_why_her_student_would_wait_on_is_found_while_others_can_write(
    school: School, petra: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.volunteer(school, "Petra", "es")
    samira, real, looked = stories.waiting(school, "Samira", "es"), scores.table, []

    def table(*given: Any) -> scores.Table:
        with school.store.begin(school.workspace.id) as db:
            proposals.alone(db)
        looked.append(given)
        return real(*given)

    monkeypatch.setattr(scores, "table", table)
    match_one(school.store, school.coordinator.deps.vaults, school.workspace.id, school.sandbox.now)
    assert len(looked) == 2
    assert states(school) == [("Petra", ProposalState.PROPOSED)]
    assert request(school, samira).why_waiting == "all_declined"


def test_who_runs_the_programme_since_it_was_solved_is_looked_at_anew(school: School, petra: Person) -> None:
    bruno = stories.volunteer(school, "Bruno", "es")
    samira = stories.waiting(school, "Samira", "es")
    now, here = school.sandbox.now, school.workspace.id
    with school.store.read(here) as db:
        seen = matching.read(db, stories.vault(school), now)
    solution = seen.solve(now)
    with school.store.begin(here) as db:
        db.add(RoleHolder(role=Role.BACKUP, user_id=bruno.id, position=1, email=None))
        assert matching.write(db, stories.vault(school), now, solution.pairs) == 0
        matching.finish(db, now, seen, solution, 0)
    tick(school)
    assert states(school) == [("Bruno", ProposalState.PROPOSED)]
    assert request(school, samira).why_waiting == "all_declined"
