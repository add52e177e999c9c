"""Who takes over a role is no backup of herself any more, and where that leaves none it is said before and after."""

from __future__ import annotations

from sqlalchemy import select

from models import RoleHolder
from models.enums import Role
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.test_doctor import looks
from tests.flows.test_role_handed_over import asks, hands_over
from tests.flows.test_setup import roles

LAST = "@Bea is the only backup. As soon as @Bea has your role, there is none"
WHERE = "/codebuddy setup, “Backups”"


def backups(school: School) -> list[str]:
    with school.store.read(school.workspace.id) as db:
        hers = select(RoleHolder.user_id).where(RoleHolder.role == Role.BACKUP)
        names = {person.id: name for name, person in school.people.items()}
        return [names[user] for user in db.scalars(hers.order_by(RoleHolder.position))]


def test_the_only_backup_takes_over_and_everybody_reads_that_there_is_none(
    school: School, petra: Person
) -> None:
    bea, mateo = school.person("Bea"), school.person("Mateo")
    asks(petra, bea)
    petra.closes(all=True)
    bea.clicks("Yes, I take it")
    petra.gets_dm(LAST)
    petra.sees(WHERE)
    petra.types("/codebuddy handover")
    assert LAST in petra.modal().text
    petra.closes(all=True)
    petra.clicks("Hand over now")
    school.sandbox.advance(minutes=2)
    petra.sees(f"There is no backup any more. @Bea can name one: {WHERE}.")
    bea.gets_dm(f"There is no backup now, for when others are away. You can name one: {WHERE}.")
    assert ("project_manager", bea.id, 0) in roles(school)
    assert backups(school) == []
    mateo.types("/codebuddy contacts")
    assert "When @Bea is away: @Mateo" in mateo.private_texts()[-1]
    mateo.types("/codebuddy history")
    mateo.types("/codebuddy setup")
    assert "@Bea" not in mateo.modal().text.split("Backups")[1].split("Channel")[0]


def test_where_another_backup_is_left_nothing_is_missed(school: School, petra: Person) -> None:
    bea, nora = school.person("Bea"), school.person("Nora")
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, nora)
        db.add(RoleHolder(role=Role.BACKUP, user_id=nora.id, position=9, email=None))
    hands_over(school, petra, bea)
    assert backups(school) == ["Nora"]
    assert "backup" not in petra.dm_texts()[-1]
    assert not [one for one in bea.dm_texts() if "no backup" in one]


def test_a_backup_who_hands_over_leaves_a_backup(school: School, petra: Person) -> None:
    bea, nora = school.person("Bea"), school.person("Nora")
    hands_over(school, bea, nora)
    assert backups(school) == ["Nora"]


def test_the_doctor_warns_of_backups_who_are_asked_first_anyway(school: School, petra: Person) -> None:
    said = looks(petra)[0]
    assert "Backups" not in said
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(RoleHolder).where(RoleHolder.role == Role.BACKUP)).one()
        row.user_id = petra.id
    said = looks(petra)[0]
    assert "@Petra is named as backup, but is asked before the backups anyway." in said
    assert WHERE in said
