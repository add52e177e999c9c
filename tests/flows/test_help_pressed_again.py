"""Whoever asks for help is not left with nothing: an answer that got lost, nobody in line, one case open already."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.rules.emergency import Emergency
from bot.services import holders
from models import HelpRequest, PrivateCase, RoleHolder
from models.enums import Role
from models.people import EMERGENCY
from sandbox.people import Person
from tests import stories
from tests.confidential import MARK, MORE, TALK, Scene
from tests.conftest import School
from tests.flows.duty import cast as cast
from tests.flows.duty import madrid
from tests.flows.helping import asks_for, ids_of
from tests.flows.test_help_kinds import ALSO, FIRST, PRACTICAL, UNSAFE, WORDS, named, second_page


def number(school: School, of: type[HelpRequest] | type[PrivateCase]) -> int:
    with school.store.everywhere_reading() as db:
        return db.scalars(select(func.count(of.id))).one()


@pytest.mark.parametrize(("kind", "of"), [(MORE, HelpRequest), (TALK, PrivateCase)])
def test_whoever_heard_nothing_presses_again_and_has_asked_once(
    scene: Scene, kind: str, of: type[HelpRequest] | type[PrivateCase]
) -> None:
    """Slack did not hear the answer in time: her form is still open, and what she sends again is the same."""
    second_page(scene.asker, kind)
    scene.school.sandbox.settings(ack_timeout=0.0001)
    scene.asker.submits({WORDS: MARK})
    scene.school.sandbox.settings(ack_timeout=3)
    assert WORDS in scene.asker.modal().fields, "the form is still there"
    scene.asker.submits({WORDS: MARK})
    assert "It is stored" in scene.asker.modal().text
    scene.school.sandbox.settle()
    assert number(scene.school, of) == 1


def test_who_is_only_there_if_picked_can_be_picked(scene: Scene) -> None:
    """Nobody is in line, and one person is left to choose."""
    scene.reader.is_deactivated()
    with scene.school.store.begin(scene.school.workspace.id) as db:
        for role in (Role.BACKUP, Role.STAND_IN):
            for row in db.scalars(select(RoleHolder).where(RoleHolder.role == role)):
                db.delete(row)
    petra = scene.school.person("Petra")
    second_page(scene.asker, TALK)
    assert scene.asker.submits({WORDS: MARK}).refused, "somebody must be chosen"
    scene.asker.submits({FIRST: named(petra)})
    assert "It is stored" in scene.asker.modal().text
    scene.asker.closes(all=True)
    open_again = second_page(scene.asker, UNSAFE)
    assert "Please tick whoever may read it." in open_again
    assert scene.asker.submits({WORDS: MARK}).refused
    assert ALSO in scene.asker.modal().errors


def test_one_is_open_says_what_became_of_the_words_and_what_she_can_do(scene: Scene) -> None:
    second_page(scene.asker, PRACTICAL)
    scene.asker.submits({WORDS: "papers"})
    scene.asker.closes(all=True)
    second_page(scene.asker, UNSAFE)
    scene.asker.submits({WORDS: MARK})
    assert "So I did not store this: please copy it." in scene.asker.modal().text
    assert scene.asker.modal().fields[WORDS] == MARK


@pytest.mark.parametrize("lost", ["card", "answer"])
def test_a_message_that_does_not_arrive_tells_nothing_to_whom_she_left_out(
    school: School, cast: dict[str, Person], lost: str
) -> None:
    petra, bea = cast["Petra"], cast["Bea"]
    before = petra.opens_home()
    if lost == "card":
        school.sandbox.faults.next("chat.postMessage", error="channel_not_found")
    asks_for(school, cast["Samira"], first=bea.id, excluded=ids_of(petra))
    if lost == "answer":
        bea.clicks("I look after it", settle=False)
        school.sandbox.faults.next("chat.postMessage", error="channel_not_found")
    school.sandbox.advance(seconds=5)
    assert petra.opens_home() == before


def test_what_somebody_looks_after_is_asked_anew_when_the_role_goes_to_somebody_else(
    school: School, cast: dict[str, Person]
) -> None:
    school.sandbox.advance_to(madrid(6, 17))
    asks_for(school, cast["Samira"])
    cast["Petra"].clicks("I look after it")
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, cast["Sofia"])
        holders.put(db, school.sandbox.now, {Role.PROJECT_MANAGER: [cast["Sofia"].id]}, {})
    school.sandbox.advance(minutes=1)
    cast["Sofia"].gets_dm("@Samira asks for help.")


def test_numbers_that_a_later_version_has_added_are_passed_over() -> None:
    assert Emergency.of({**EMERGENCY, "poison": "915620420"}) == Emergency(**EMERGENCY)
