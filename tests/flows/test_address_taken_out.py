"""An e-mail address that was taken out in the set-up is shown to nobody again, whatever else its person is."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from models import RoleHolder
from models.enums import Role
from sandbox.people import Person
from tests.conftest import School
from tests.flows.duty import opens_routing
from tests.flows.test_settings_history import looks

ADDRESS, FIELD = "mateo@school.example", "E-mail of the programme manager"


def sets_up(person: Person, **fields: object) -> None:
    person.closes(all=True) if person.has_modal() else None
    person.types("/codebuddy setup")
    person.submits(fields)
    assert "Saved." in person.modal().text, person.modal().errors
    person.closes(all=True)


def told(school: School) -> str:
    """What anybody reads of whom to turn to."""
    olu = school.person("Olu")
    olu.types("/codebuddy contacts")
    return olu.private_texts()[-1]


@pytest.fixture
def mateo(school: School, petra: Person) -> Person:
    """The programme manager, who is named behind the confidential door as well."""
    mateo = school.person("Mateo")
    opens_routing(mateo)
    mateo.presses("confidence_open")
    mateo.submits({"Wellbeing contacts": [mateo]})
    assert "Saved." in mateo.modal().text, mateo.modal().errors
    mateo.closes(all=True)
    assert ADDRESS in told(school)
    return mateo


def test_no_role_in_confidence_carries_an_address(school: School, mateo: Person) -> None:
    with school.store.read(school.workspace.id) as db:
        rows = db.execute(select(RoleHolder.role, RoleHolder.email).where(RoleHolder.user_id == mateo.id))
        assert {(role, email) for role, email in rows if email} == {(Role.PROGRAMME_MANAGER, ADDRESS)}


def copied(school: School, mateo: Person) -> None:
    """Rows of before: they carried the address along."""
    with school.store.begin(school.workspace.id) as db:
        hers = (RoleHolder.user_id == mateo.id) & (RoleHolder.role != Role.PROGRAMME_MANAGER)
        db.execute(update(RoleHolder).where(hers).values(email=ADDRESS))


@pytest.mark.parametrize("before", [False, True])
def test_it_stays_out_where_backups_are_put_back(
    school: School, petra: Person, mateo: Person, before: bool
) -> None:
    sets_up(mateo, **{FIELD: ""})
    if before:
        copied(school, mateo)
    sets_up(petra, Backups=[])
    looks(petra)
    petra.presses("settings_put_back")
    assert "Roles and language: put back." in petra.modal().text
    assert "@Bea" in told(school)
    assert ADDRESS not in told(school)


@pytest.mark.parametrize("before", [False, True])
def test_it_stays_out_where_he_takes_another_role(
    school: School, petra: Person, mateo: Person, before: bool
) -> None:
    sets_up(mateo, **{FIELD: ""})
    if before:
        copied(school, mateo)
    petra.types("/codebuddy handover")
    petra.submits({"Who takes it?": mateo})
    petra.closes(all=True)
    mateo.clicks("Yes, I take it")
    petra.clicks("Hand over now")
    school.sandbox.advance(minutes=2)
    assert "about CodeBuddies: @Mateo" in told(school)
    assert ADDRESS not in told(school)


def test_it_stays_out_where_he_is_a_backup_too(school: School, petra: Person, mateo: Person) -> None:
    sets_up(petra, Backups=[mateo])
    sets_up(mateo, **{FIELD: ""})
    assert ADDRESS not in told(school)
    sets_up(petra, **{"Programme manager": school.person("Nora")})
    assert "@Mateo" in told(school)
    assert ADDRESS not in told(school)


def test_who_stays_as_a_backup_keeps_what_is_shown(school: School, petra: Person, mateo: Person) -> None:
    sets_up(petra, **{"Programme manager": school.person("Nora"), FIELD: "", "Backups": [mateo]})
    assert f"@Mateo ({ADDRESS})" in told(school)
