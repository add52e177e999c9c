"""Her own page of "Private matters": every case of hers can be erased there, and nobody who opened one drops out."""

from __future__ import annotations

from sqlalchemy import func, select

from models import CaseYear, PrivateCase
from models.enums import Role
from tests import leaks
from tests.confidential import MARK, TALK, Scene, ask, forge, open_matters
from tests.flows.test_help_kinds import WORDS, has_role, second_page

MORE_WORDS = "What would you like to add?"


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
    for step in ("erase", "erase_older", "older"):
        forge(scene.school, scene.others[2], ("private_step", f"{step}:{cases[1]}"))
    scene.others[2].sees_privately("This is not here any more.")
    assert (left(scene), scene.openings()[-1]) == (5, (scene.others[2].id, False))
    open_matters(scene.asker)
    text = scene.asker.modal().text
    assert text.count("Withdraw and erase") == 3
    assert "Older, and closed: what you asked on 2 Mar, 12:00 and 2 Mar, 09:00." in text
    scene.asker.presses("Erase all older ones")
    scene.asker.presses("Keep it")
    assert left(scene) == 5
    assert "Older, and closed" in scene.asker.modal().text
    scene.asker.presses("Erase all older ones")
    scene.asker.presses("Erase")
    assert "Older, and closed" not in scene.asker.modal().text
    assert scene.asker.modal().text.count("Withdraw and erase") == 3
    assert left(scene) == 3
    scene.asker.presses("1. Withdraw and erase")
    assert "Then nobody can read it, and it does not come back." in scene.asker.modal().text
    assert left(scene) == 3
    scene.asker.presses("Erase")
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
    assert mine.count("tried to open it 2 times: first 2 Mar, 09:00, last 2 Mar, 09:00, and could not.") == 3
    assert "3 more people tried to open it, and could not." in mine


def test_what_she_adds_is_for_the_same_readers_and_who_looks_after_it_is_told(scene: Scene) -> None:
    ask(scene.asker, "the first words")
    scene.asker.closes(all=True)
    scene.reader.clicks("Open")
    scene.reader.presses("I look after it")
    scene.reader.closes(all=True)
    second_page(scene.asker, TALK)
    scene.asker.submits({WORDS: MARK})
    assert "you can add it to what is open" in scene.asker.modal().errors[WORDS]
    assert "112" in scene.asker.modal().text
    scene.asker.closes(all=True)
    told = scene.reader.dm_texts()
    open_matters(scene.asker)
    scene.asker.presses("Add words")
    assert "@Mateo can read it, and nobody else. They read what you add, too." in scene.asker.modal().text
    assert "112" in scene.asker.modal().text
    scene.asker.submits({MORE_WORDS: MARK})
    assert "You asked on" in scene.asker.modal().text, "she is on her page again"
    scene.asker.closes(all=True)
    assert scene.reader.dm_texts() == [*told, "Something is waiting in Private matters.\n[Open]"]
    scene.reader.clicks("Open", in_message_with="Something is waiting")
    assert f"the first words\n\n{MARK}" in scene.reader.modal().text
    scene.reader.closes(all=True)
    assert leaks.screens_with([scene.asker, *scene.others], MARK) == set()
    assert leaks.tables_with(scene.school, MARK) == set()
    assert leaks.kept_answers_with(scene.school, MARK) == []


def test_what_is_added_has_a_limit_and_twice_the_same_is_once(scene: Scene) -> None:
    ask(scene.asker, "")
    scene.asker.closes(all=True)
    open_matters(scene.asker)
    for letter in "aaabc":
        scene.asker.presses("Add words")
        scene.asker.submits({MORE_WORDS: letter * 1000})
    assert "at most 996 characters" in scene.asker.modal().errors[MORE_WORDS]
    scene.asker.submits({MORE_WORDS: "c" * 996})
    scene.asker.closes(all=True)
    scene.reader.clicks("Open")
    assert scene.reader.modal().text.count("a" * 1000) == 1
    for letter in "bc":
        assert letter * 996 in scene.reader.modal().text


def test_nobody_else_adds_to_it_nor_she_when_it_is_closed(scene: Scene) -> None:
    ask(scene.asker, "x")
    for person in (scene.reader, scene.others[0]):
        forge(scene.school, person, ("private_open", f"add:{scene.case_id}"))
        assert not person.has_modal()
        person.sees_privately("This is not here any more.")
        assert scene.openings()[-1] == (person.id, False)
    scene.asker.closes(all=True)
    open_matters(scene.asker)
    scene.asker.presses("Add words")
    forge(scene.school, scene.reader, ("private_step", f"close:{scene.case_id}"))
    scene.asker.submits({MORE_WORDS: MARK})
    assert "This is not here any more." in scene.asker.modal().text
    scene.asker.closes(all=True)
    open_matters(scene.asker)
    assert "Add words" not in scene.asker.modal().text
    forge(scene.school, scene.asker, ("private_open", f"add:{scene.case_id}"))
    scene.asker.sees_privately("This is not here any more.")
