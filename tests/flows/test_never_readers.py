"""Who must never read what is asked in confidence, whoever names them later, and whatever role they get."""

from __future__ import annotations

import json

from sqlalchemy import select, update

from models import CaseReader, PrivateCase, RoleHolder, Team
from models.enums import Role, TeamState
from sandbox.people import Person
from tests import leaks
from tests.confidential import MARK, TALK, Scene, ask, forge, open_matters
from tests.flows.test_help_kinds import NOT, UNSAFE, WORDS, has_role, named, readers, second_page

AGREES = {"The Mental Health Team": ["You may pass it on to them"]}


def test_what_is_not_right_is_never_passed_on_to_the_person_it_is_about(scene: Scene) -> None:
    buddy, wanda = scene.others[0], scene.school.person("Wanda")
    has_role(scene.school, buddy, Role.WELLBEING)
    second_page(scene.asker, UNSAFE)
    scene.asker.submits({WORDS: MARK, **AGREES})
    scene.asker.closes(all=True)
    scene.reader.clicks("Open")
    assert "Mental Health Team: @Wanda" in scene.reader.modal().text
    assert "Mental Health Team: @Bruno" not in scene.reader.modal().text
    scene.reader.closes(all=True)
    for person in (buddy, scene.others[2]):
        forge(scene.school, scene.reader, ("private_step", f"pass:{scene.case_id}:{person.id}"))
    refused = scene.reader.private_texts()[-2:]
    assert refused[0] == refused[1], "he is no other than somebody who is not there"
    assert readers(scene.school) == [scene.reader.id]
    assert "Someone asks" not in str(buddy.dm_texts())
    forge(scene.school, scene.reader, ("private_step", f"pass:{scene.case_id}:{wanda.id}"))
    assert readers(scene.school) == [scene.reader.id, wanda.id]
    forge(scene.school, buddy, ("private_open", scene.case_id))
    assert (buddy.id, False) in scene.openings()
    assert leaks.screens_with([buddy], MARK) == set()


def test_who_is_left_out_does_not_get_it_by_another_door(scene: Scene) -> None:
    sofia = scene.school.person("Sofia")
    has_role(scene.school, sofia, Role.STAND_IN)
    second_page(scene.asker, TALK)
    scene.asker.submits({WORDS: MARK, NOT: [named(sofia)], **AGREES})
    scene.asker.closes(all=True)
    is_also(scene, sofia, Role.WELLBEING)
    scene.reader.clicks("Open")
    assert "@Sofia" not in scene.reader.modal().text
    scene.reader.closes(all=True)
    for person in (sofia, scene.others[2]):
        forge(scene.school, scene.reader, ("private_step", f"pass:{scene.case_id}:{person.id}"))
    refused = scene.reader.private_texts()[-2:]
    assert refused[0] == refused[1]
    assert readers(scene.school) == [scene.reader.id]
    case_id = scene.case_id.encode()
    assert not [
        table for table, row in leaks.rows(scene.school) if case_id in row and sofia.id.encode() in row
    ]
    with scene.school.store.begin(scene.school.workspace.id) as db:  # as an older version has passed it on
        db.add(
            CaseReader(case_id=scene.case_id, user_id=sofia.id, position=9, since=scene.school.sandbox.now)
        )
    forge(scene.school, sofia, ("private_open", scene.case_id))
    assert scene.openings()[-1] == (sofia.id, False)
    open_matters(sofia)
    assert "Asked on" not in sofia.modal().text
    scene.school.sandbox.advance(days=3)
    assert "Private matters" not in str(sofia.dm_texts())
    open_matters(scene.asker)
    assert "@Mateo can read it" in scene.asker.modal().text


def test_what_was_asked_before_anybody_was_noted_stays_readable(scene: Scene) -> None:
    ask(scene.asker)
    vault = scene.school.coordinator.deps.vaults.of(scene.school.workspace.id)
    with scene.school.store.begin(scene.school.workspace.id) as db:
        row = db.scalars(select(PrivateCase)).one()
        assert row.wrapped_key
        assert row.sealed
        key = vault.case_key(row.id, row.wrapped_key)
        said = json.loads(vault.open_case("private_cases.sealed", row.id, key, row.sealed))
        del said["never"]
        row.sealed = vault.seal_case("private_cases.sealed", row.id, key, json.dumps(said))
    scene.reader.clicks("Open")
    assert MARK in scene.reader.modal().text


def is_also(scene: Scene, person: Person, role: Role) -> None:
    with scene.school.store.begin(scene.school.workspace.id) as db:
        db.add(RoleHolder(role=role, user_id=person.id, position=30))


def test_the_other_member_stays_out_when_the_team_has_ended(scene: Scene) -> None:
    buddy = scene.others[0]
    has_role(scene.school, buddy, Role.STAND_IN)
    is_also(scene, buddy, Role.WELLBEING)
    with scene.school.store.begin(scene.school.workspace.id) as db:
        db.execute(update(Team).values(state=TeamState.ENDED))
    assert "@Bruno" not in second_page(scene.asker, UNSAFE)
    scene.asker.submits({WORDS: MARK, **AGREES})
    scene.reader.clicks("Open")
    assert "@Bruno" not in scene.reader.modal().text


def test_who_is_kept_out_by_a_new_role_reads_nothing_that_was_passed_on_before(scene: Scene) -> None:
    wanda = scene.school.person("Wanda")
    second_page(scene.asker, TALK)
    scene.asker.submits({WORDS: MARK, **AGREES})
    scene.asker.closes(all=True)
    forge(scene.school, scene.reader, ("private_step", f"pass:{scene.case_id}:{wanda.id}"))
    scene.school.sandbox.settle()
    wanda.clicks("Open")
    assert MARK in wanda.modal().text
    wanda.closes(all=True)
    is_also(scene, wanda, Role.PROJECT_MANAGER)
    wanda.clicks("Open", in_message_with="Someone asks for support.")
    wanda.sees_privately("This is not here any more.")
    assert scene.openings()[-1] == (wanda.id, False)
    open_matters(wanda)
    assert "Asked on" not in wanda.modal().text
    open_matters(scene.asker)
    assert "@Mateo can read it" in scene.asker.modal().text
