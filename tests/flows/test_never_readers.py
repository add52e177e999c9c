"""Who must never read what is asked in confidence, whoever names them later, and whatever role they get."""

from __future__ import annotations

from models.enums import Role
from tests import leaks
from tests.confidential import MARK, Scene, forge
from tests.flows.test_help_kinds import UNSAFE, WORDS, has_role, readers, second_page

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
