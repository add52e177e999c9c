"""“Never pair me with”: kept, respected, and told to nobody."""

from __future__ import annotations

from sqlalchemy import select

from models import History, NeverPair, Proposal
from models.enums import ProposalState
from sandbox.people import Person
from tests import leaks, stories
from tests.conftest import School

OPEN = "Never pair me with …"


def names(person: Person, *others: Person) -> None:
    """She opens her list from her Home tab, and names these people alone."""
    person.opens_home()
    person.clicks_home(OPEN)
    person.submits({"People": list(others)})
    person.closes(all=True)


def test_a_list_is_kept_for_its_owner_and_is_nowhere_in_clear(school: School) -> None:
    stories.set_up(school)
    samira, bruno = stories.waiting(school, "Samira", "es"), school.person("Bruno")
    names(samira, bruno)
    samira.opens_home()
    samira.clicks_home(OPEN)
    assert bruno.id in str(samira.modal().view)
    samira.closes(all=True)
    assert leaks.tables_with(school, bruno.id) == set()
    assert not leaks.kept_answers_with(school, bruno.id)
    with school.store.read(school.workspace.id) as db:
        assert len(db.scalars(select(NeverPair)).all()) == 1
    for other in ("Petra", "Mateo", "Bruno"):
        school.person(other).does_not_see("list")
    names(samira)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(NeverPair)).all() == []


def test_a_possible_team_ends_and_nobody_reads_why(school: School) -> None:
    stories.set_up(school)
    samira, vera = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Vera", "es")
    stories.proposal(school, samira, vera, ProposalState.PROPOSED)
    names(vera, samira)
    school.sandbox.advance(minutes=1)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Proposal.state)).all() == [ProposalState.WITHDRAWN]
        written = db.scalars(select(History).where(History.subject == "proposal")).all()
        assert [(line.actor_id, line.event, line.details) for line in written] == [
            (None, "withdrawn", {"was": "proposed", "becomes": "withdrawn", "why": "not_available"})
        ]
