"""Her own page of "Private matters": every case of hers can be erased there, and nobody who opened one drops out."""

from __future__ import annotations

from sqlalchemy import func, select

from models import CaseYear, PrivateCase
from models.enums import Role
from tests.confidential import Scene, ask, forge, open_matters
from tests.flows.test_help_kinds import has_role


def asks_and_is_answered(scene: Scene, number: int) -> str:
    ask(scene.asker, f"case {number}")
    scene.asker.closes(all=True)
    case_id = scene.case_id
    forge(scene.school, scene.reader, ("private_step", f"close:{case_id}"))
    scene.school.sandbox.advance(hours=3)
    return case_id


def left(scene: Scene) -> int:
    with scene.school.store.everywhere_reading() as db:
        return db.scalar(select(func.count()).select_from(PrivateCase)) or 0


def test_every_case_that_is_not_erased_can_be(scene: Scene) -> None:
    cases = [asks_and_is_answered(scene, number) for number in range(5)]
    forge(scene.school, scene.others[2], ("private_step", f"older:{cases[1]}"))
    scene.others[2].sees_privately("This is not here any more.")
    assert (left(scene), scene.openings()[-1]) == (5, (scene.others[2].id, False))
    open_matters(scene.asker)
    text = scene.asker.modal().text
    assert text.count("Withdraw and erase") == 3
    assert "Older, and closed: what you asked on 2 Mar, 12:00 and 2 Mar, 09:00." in text
    scene.asker.presses("Erase all older ones")
    assert "Older, and closed" not in scene.asker.modal().text
    assert scene.asker.modal().text.count("Withdraw and erase") == 3
    assert left(scene) == 3
    scene.asker.presses("Withdraw and erase")
    assert left(scene) == 2
    with scene.school.store.everywhere_reading() as db:
        assert db.scalars(select(CaseYear.cases)).all() == [3]


def test_nobody_who_opened_it_drops_out_of_her_sight(scene: Scene) -> None:
    sofia = scene.school.person("Sofia")
    has_role(scene.school, sofia, Role.STAND_IN)
    ask(scene.asker)
    scene.asker.closes(all=True)
    forge(scene.school, sofia, ("private_open", scene.case_id))
    for person in scene.others:
        forge(scene.school, person, *[("private_open", scene.case_id)] * 2)
    scene.school.sandbox.advance(minutes=5)
    forge(scene.school, scene.reader, *[("private_open", scene.case_id)] * 6)
    open_matters(scene.asker)
    mine = scene.asker.modal().text
    assert "Opened by @Sofia on Monday 2 March, 09:00." in mine
    assert "Opened by @Mateo 6 times: first 2 Mar, 09:05, last 2 Mar, 09:05." in mine
    assert mine.count("tried to open it 2 times: first 2 Mar, 09:00, last 2 Mar, 09:00, and could not.") == 5
    assert "One more person tried to open it, and could not." in mine
