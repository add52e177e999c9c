"""What has changed, for managers: who, when by her clock, from what to what, why; and nothing that was written."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.services import notices, people, proposals
from models import BuddyRequest, Person, Volunteer
from models.enums import ProposalState
from sandbox.people import Person as Human
from tests import stories
from tests.conftest import School
from tests.flows.waiting_list import tick


def lines(person: Human, text: str = "/codebuddy request history") -> list[str]:
    """What stands under the title, newest first."""
    said = person.types(text)
    return [line for line in said.text.splitlines() if line.startswith("•")]


def test_the_way_to_a_team_is_read_newest_first_in_words(school: School, petra: Human) -> None:
    lina = school.person("Lina")
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, lina)
    assert (
        "Nobody has asked for a buddy or offered to be one yet."
        in petra.types("/codebuddy request history").text
    )
    stories.waiting(school, "Lina", "es")
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(BuddyRequest)).one()
        row.wish = "SECRETWISH"
        notices.record(db, people.acting(db, lina.id), school.sandbox.now, "request", row.id, "asked")
        notices.record(db, None, school.sandbox.now, "setup", "x", "saved")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.clicks("Accept")
    tick(school)
    lina.clicks("Somebody else, please")
    tick(school)
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Person).where(Person.user_id == petra.id).values(timezone="America/Bogota"))
    read = lines(petra)
    team = "possible team @Lina and @Bruno"
    told = [line for line in read if team in line]
    assert [line.partition(f"{team}: ")[2] for line in told] == [
        "the student is asked → a no.",
        "the volunteer said yes, the volunteer is asked → the student is asked.",
        "waits for a manager → the volunteer is asked.",
        "waits for a manager.",
    ]
    assert told[2].startswith("• 2 Mar, 03:01, @Petra: "), "by her clock"
    assert told[3].startswith("• 2 Mar, 03:0")
    assert ", the program: " in told[3]
    assert ", @Lina: request of @Lina: asked for a buddy." in read[-1]
    assert "SECRETWISH" not in "".join(read)
    assert not [dm for dm in petra.dm_texts() if "asked for a buddy" in dm], (
        "an answer to her alone, of the moment"
    )


def test_one_students_history_and_what_is_no_person(school: School, petra: Human) -> None:
    lina, sami, bruno = (
        stories.waiting(school, "Lina", "es"),
        stories.waiting(school, "Sami", "es"),
        stories.volunteer(school, "Bruno", "es"),
    )
    number = stories.proposal(school, lina, bruno, ProposalState.PROPOSED)
    with school.store.begin(school.workspace.id) as db:
        proposals.withdraw(db, school.sandbox.now, None, number, proposals.Ended.LEFT)
        for row in db.scalars(select(BuddyRequest)):
            notices.record(db, None, school.sandbox.now, "request", row.id, "listed", day=10)
    [first, second, third] = lines(petra, f"/codebuddy request history {lina.mention}")
    assert first.endswith("request of @Lina: day 10 of the promise, on the managers' list.")
    assert second.endswith("a possible team → waits, because one of the two has left this workspace.")
    assert third.endswith(
        "waits for a manager → not needed any more, because one of the two has left this workspace."
    )
    assert len(lines(petra, f"/codebuddy Solicitud historial {sami.mention}")) == 1
    petra.types(f"/codebuddy request history {school.person('Bea').mention}")
    petra.sees_privately("@Bea has not asked for a buddy or offered to be one yet.")
    for wrong in ("Lina", "<#C123|general>", f"{lina.mention} {sami.mention}", "<!subteam^S1|all>"):
        petra.types(f"/codebuddy request history {wrong}")
        petra.sees_privately("I did not see whose history this should be.")
    for person in (lina, bruno):
        person.types("/codebuddy request history")
        person.sees_privately("Only the people who run CodeBuddies can do this.")
        person.types(f"/codebuddy request history {lina.mention}")
        assert not person.has_modal()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_thirty_are_shown_and_the_rest_is_counted(school: School, petra: Human) -> None:
    lina = stories.waiting(school, "Lina", "es")
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(BuddyRequest)).one()
        for number in range(42):
            notices.record(
                db, None, school.sandbox.now, "request", row.id, "never_heard_of", was=str(number), why="x"
            )
    said = petra.types(f"/codebuddy request history {lina.mention}").text
    assert said.count("request of @Lina: changed.") == 30
    assert "and 12 more" in said


def test_each_step_names_who_took_it_and_an_end_by_the_program_names_nobody(
    school: School, petra: Human
) -> None:
    """A yes of each of the two is one line; a place that was taken meanwhile is no act of whoever pressed the button."""
    samira, noor = stories.waiting(school, "Samira", "es"), stories.waiting(school, "Noor", "es")
    bruno = stories.volunteer(school, "Bruno", "es", capacity=2)
    stories.match(school)
    for _ in range(2):
        petra.clicks("Approve")
        tick(school)
        bruno.clicks("Accept")
        tick(school)
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Volunteer).values(capacity=1))
    samira.clicks("Accept")
    noor.clicks("Accept")
    tick(school)
    read = lines(petra)
    [yes] = [line for line in read if "possible team @Samira and @Bruno: the student said yes" in line]
    assert yes.split(", ", 2)[2] == (
        "@Samira: possible team @Samira and @Bruno: the student said yes, the student is asked → a team."
    )
    assert any("@Samira: request of @Samira: a possible team → has a buddy." in line for line in read)
    ended = [line for line in read if "because the places are taken" in line]
    assert len(ended) == 2
    assert all(", the program: " in line for line in ended)
