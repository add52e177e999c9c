"""How long it is kept: a manager chooses, reads what was forgotten, and each person reads until when."""

from __future__ import annotations

from sqlalchemy import select, update

from models import BuddySession, Team
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.settings_screen import history, opens, programme

TEXTS, NOTES, AUDIT = "Texts of a team, in months", "Private notes, in months", "Who changed what, in months"


def test_a_manager_chooses_how_long_and_reads_what_was_forgotten(school: School, petra: Person) -> None:
    samira, bruno, _ = stories.team(school)
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team)).one()
        ended = school.sandbox.now.replace(year=school.sandbox.now.year - 1, month=1)
        db.add(
            BuddySession(
                team_id=team.id,
                held_on=ended.date(),
                minutes=60,
                topic="Hooks",
                logged_by=samira.id,
                logged_at=ended,
            )
        )
    opens(petra, "How long it is kept")
    petra.submits({TEXTS: "0", AUDIT: "6"})
    assert petra.modal().errors == {
        TEXTS: "Please write a whole number from 1 to 120.",
        AUDIT: "Please write a whole number from 12 to 120.",
    }
    petra.submits({TEXTS: "3", AUDIT: "12", NOTES: "1"})
    assert "Texts of a team: 3 months after its end." in petra.modal().text
    assert programme(school)["kept_for"] == [3, 1, 12, 6, 7]
    assert history(school)[-1][1:3] == ("kept", "changed")
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Team).values(ended_at=ended))
    school.sandbox.advance(days=1)
    petra.types("/codebuddy settings")
    assert "I forgot one entry." in petra.modal().text
    with school.store.read(school.workspace.id) as db:
        assert db.execute(select(BuddySession.topic, BuddySession.minutes)).all() == [("", 60)]
    bruno.types("/codebuddy privacy")
    assert "texts of a team: 3 months after its end" in bruno.modal().text
    assert "goes 30 days later" in bruno.modal().text
