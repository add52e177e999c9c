"""“Never pair me with”: kept, respected, and told to nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
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


def _names(owner: Person, other: Person) -> None:
    names(owner, other)


def _pauses(owner: Person, other: Person) -> None:
    owner.types("/codebuddy volunteer")
    owner.presses("Pause my offer")
    owner.closes(all=True)


def _is_away(owner: Person, other: Person) -> None:
    owner.opens_home()
    owner.clicks_home("Full for now")


@pytest.mark.parametrize(
    ("state", "does"),
    [
        (ProposalState.PROPOSED, _names),
        (ProposalState.PROPOSED, _pauses),
        (ProposalState.PROPOSED, _is_away),
        (ProposalState.APPROVED, _pauses),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_makes_a_pair_impossible_reads_the_same(
    school: School, state: ProposalState, does: Callable[[Person, Person], None]
) -> None:
    """To a manager and in the history of the pair."""
    stories.set_up(school)
    samira, vera = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Vera", "es")
    stories.match(school)
    petra = school.person("Petra")
    if state is ProposalState.APPROVED:
        petra.clicks("Approve")
        school.sandbox.advance(minutes=1)
    does(vera, samira)
    school.sandbox.advance(minutes=1)
    petra.types("/codebuddy request history")
    cause = {_names: "changed the offer", _pauses: "approved → paused", _is_away: "away for a while"}[does]
    petra.sees_privately(f"@Vera: offer of @Vera: {cause}.")  # whatever the cause, she has changed something
    petra.gets_dm(
        "This pair is not possible any more: something was changed, or one of the two is not available."
    )
    was = "waits for a manager" if state is ProposalState.PROPOSED else "the volunteer is asked"
    end = "→ not needed any more, because this pair is not possible any more."
    petra.sees_privately(f"the program: possible team @Samira and @Vera: {was} {end}")
    samira.types("/codebuddy status")
    why = "Some buddies would fit, but with them it did not come to a team, or the team has ended."
    full = "No buddy who fits is available right now."
    nobody = "Nobody offers to be a buddy at the moment."
    declined = does is _names  # she has a free place: as after a no
    samira.sees_privately(why if declined else nobody if does is _pauses else full)


def test_a_student_who_was_asked_and_names_the_volunteer_has_asked_for_somebody_else(school: School) -> None:
    stories.set_up(school)
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra = school.person("Petra")
    petra.clicks("Approve")
    school.sandbox.advance(minutes=1)
    bruno.clicks("Accept")
    school.sandbox.advance(minutes=1)
    names(samira, bruno)
    school.sandbox.advance(minutes=1)
    petra.types("/codebuddy request history")
    petra.sees_privately("@Samira: request of @Samira: changed what was asked.")
    samira.sees("That is all right. I look for somebody else, and you keep your place in the list.")
    bruno.gets_dm("Your place is free again")
    petra.gets_dm("@Samira would like somebody else, and stays on the list.")
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Proposal.state)).all() == [ProposalState.DECLINED]


@pytest.mark.parametrize("says_yes", [True, False])
def test_a_volunteer_does_not_learn_by_naming_people_about_whom_she_was_asked(
    school: School, says_yes: bool
) -> None:
    """Vera is asked about somebody unnamed, and guesses: whomever she names, nothing of it changes."""
    stories.set_up(school)
    samira, vera = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Vera", "es")
    stories.match(school)
    petra, noor = school.person("Petra"), school.person("Noor")
    petra.clicks("Approve")
    school.sandbox.advance(minutes=1)
    seen = []
    for guess in (noor, samira):
        names(vera, guess)
        stories.match(school)
        seen.append((vera.dm_texts(), vera.opens_home(), petra.dm_texts()))
    assert seen[0] == seen[1]
    assert state_of(school) == (ProposalState.APPROVED, None)
    if says_yes:
        vera.clicks("Accept")
        school.sandbox.advance(minutes=1)
        assert state_of(school) == (ProposalState.WITHDRAWN, "not_available")
        vera.sees("This is not needed any more. Thank you; I write to you when another student fits.")
    else:
        school.sandbox.advance(hours=80)
        assert state_of(school) == (ProposalState.WITHDRAWN, "no_answer")
        vera.sees("I had no answer, so I look for somebody else this time. That is fine.")
    assert samira.dm_texts() == []


def state_of(school: School) -> tuple[ProposalState, str | None]:
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(Proposal)).one()
        return row.state, row.reasons.get("ended")


@pytest.mark.parametrize("unnamed", [True, False])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_student_who_names_who_is_being_asked_does_not_wait_for_the_silence(
    school: School, unnamed: bool
) -> None:
    """And a volunteer who reads who she is and names her has said no."""
    stories.set_up(school)
    samira, vera = (
        stories.waiting(school, "Samira", "es", unnamed=unnamed),
        stories.volunteer(school, "Vera", "es"),
    )
    stories.match(school)
    school.person("Petra").clicks("Approve")
    school.sandbox.advance(minutes=1)
    names(samira, vera) if unnamed else names(vera, samira)
    school.sandbox.advance(minutes=1)
    ended = ProposalState.WITHDRAWN if unnamed else ProposalState.DECLINED
    assert state_of(school)[0] is ended
