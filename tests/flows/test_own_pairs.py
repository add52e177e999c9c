"""A manager who is a volunteer, too: somebody else decides about her own pair, and she reads no name before its yes."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from bot.errors import UserError, Wrong
from bot.services import choosing, decisions, people, remedies
from bot.services.choosing import Choice
from bot.services.remedies import Remedies
from models import Proposal, RoleHolder
from models.enums import ProposalState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.test_pairs import NOTE, note, request
from tests.flows.waiting_list import has_no_button, states, tick

ELSEWHERE = "You are a volunteer, too, so somebody else who runs CodeBuddies decides this."


def reads_nothing(petra: Person, samira: Person) -> None:
    """She may read that Samira waits, as any manager, and never beside her own pair or in a note."""
    petra.types("/codebuddy request history")
    told = [*petra.dm_texts(), petra.opens_home(), *lines_of(petra)]
    for text in told:
        assert NOTE not in text
        assert not ("possible team" in text and samira.name in text), text
        assert "said yes" not in text or samira.name not in text, text


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
    before = helps(school, petra, samira)
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
    with pytest.raises(UserError) as refused, school.store.read(school.workspace.id) as db:
        choosing.others(db, vault, now, people.acting(db, petra.id), request(school, samira).id)
    assert refused.value.what is Wrong.STALE, "an older list does not tell her that it is her own pair"
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
