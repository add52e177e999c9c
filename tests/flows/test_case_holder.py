"""Who looks after a private case: kept, reminded in neutral words, and followed by the others when she is gone."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from models import PrivateCase, RoleHolder
from models.enums import HelpState, Role
from sandbox.people import Person
from tests import leaks, stories
from tests.confidential import MARK, TALK, Scene, ask, forge, open_matters
from tests.flows.duty import is_away, madrid
from tests.flows.test_help_kinds import FIRST, WORDS, has_role, named, second_page

LINE = "Private matters wait for you."
LINE_ONLY = "Write me a line that says only that"


@pytest.fixture
def sofia(scene: Scene) -> Person:
    """A stand-in who looks after the one case there is; Mateo could read it, too."""
    sofia = scene.school.person("Sofia")
    has_role(scene.school, sofia, Role.STAND_IN)
    takes_one(scene.asker, sofia)
    return sofia


def takes_one(asker: Person, reader: Person) -> None:
    second_page(asker, TALK)
    asker.submits({WORDS: MARK, FIRST: named(reader)})
    asker.closes(all=True)
    reader.clicks("Open")
    reader.presses("I look after it")
    reader.closes(all=True)


def lines(person: Person) -> list[str]:
    """What she was reminded with."""
    return [text for text in person.dm_texts() if LINE in text]


def test_who_looks_after_it_is_reminded_each_of_her_working_days_until_it_is_closed(
    scene: Scene, sofia: Person
) -> None:
    takes_one(scene.others[2], sofia)  # a second case, and still one line a day
    scene.school.sandbox.advance_to(madrid(2, 18))
    assert lines(sofia) == [], "not on the day on which she has taken it"
    scene.school.sandbox.advance_to(madrid(4, 12))
    assert lines(sofia) == [f"{LINE}\n[Open]"] * 2
    for person in (sofia, scene.reader):
        is_away(person, "2026-03-05", "2026-03-06")
    scene.school.sandbox.advance_to(madrid(6, 12))
    open_matters(scene.asker)
    assert (
        "None of them is there now. You can wait, or withdraw it and ask again." in scene.asker.modal().text
    )
    assert "@Sofia has looked after it since" in scene.asker.modal().text, "nobody else is there to ask"
    scene.school.sandbox.advance_to(madrid(9, 8))
    assert len(lines(sofia)) == 2, "neither away nor at the weekend"
    assert "Private matters" not in str(scene.reader.dm_texts())
    scene.school.sandbox.advance_to(madrid(9, 12))
    assert len(lines(sofia)) == 3
    sofia.clicks("Open", in_message_with=LINE)
    assert MARK not in sofia.modal().text
    for label in ("1. Open", "Open"):
        sofia.presses(label)
        sofia.presses("Close the case")
        sofia.submits({})
        sofia.closes(all=True)
        open_matters(sofia)
    scene.school.sandbox.advance_to(madrid(12, 12))
    assert len(lines(sofia)) == 3
    for table, row in leaks.rows(scene.school):
        if b"private_remind" in row:
            assert scene.case_id.encode() not in row, table


def test_she_goes_away_and_the_next_one_is_asked_until_somebody_has_it(scene: Scene, sofia: Person) -> None:
    is_away(sofia, "2026-03-02", "2026-03-06")
    open_matters(scene.asker)
    mine = scene.asker.modal().text
    assert "@Sofia has looked after it since" in mine
    assert "@Sofia is away now. Next working day I ask the others." in mine
    scene.asker.closes(all=True)
    assert scene.reader.dm_texts() == []
    scene.school.sandbox.advance_to(madrid(3, 9, 10))
    assert scene.reader.dm_texts() == ["Something is waiting in Private matters.\n[Open]"]
    open_matters(scene.asker)
    assert "@Sofia looked after it, and is not there now. The others are asked." in scene.asker.modal().text
    scene.reader.clicks("Open")
    assert (
        "@Sofia looked after it, and was not there. Nobody looks after it yet." in scene.reader.modal().text
    )
    scene.reader.closes(all=True)
    scene.school.sandbox.advance_to(madrid(10, 12))
    assert len(scene.reader.dm_texts()) > 1, "he is asked until somebody has it"
    assert lines(sofia) == []
    sofia.clicks("Open", in_message_with="Something is waiting")
    assert "You looked after it, and were not there. Nobody else does so far." in sofia.modal().text
    sofia.presses("I look after it")
    before = len(scene.reader.dm_texts())
    scene.school.sandbox.advance_to(madrid(12, 12))
    assert (len(scene.reader.dm_texts()), len(lines(sofia))) == (before, 2)
    assert MARK not in str(scene.reader.dm_texts() + sofia.dm_texts())


def test_that_it_goes_to_the_others_is_news_only_for_one_who_wants_them(scene: Scene) -> None:
    sofia, other = scene.school.person("Sofia"), scene.others[2]
    has_role(scene.school, sofia, Role.STAND_IN)
    for asker, news in ((scene.asker, {"When something is new": [LINE_ONLY]}), (other, {})):
        second_page(asker, TALK)
        asker.submits({FIRST: named(sofia), **news})
        asker.closes(all=True)
        sofia.clicks("Open", in_message_with="Someone asks for support.")
        sofia.presses("I look after it")
        sofia.closes(all=True)
    is_away(sofia, "2026-03-03", "2026-03-06")
    scene.school.sandbox.advance_to(madrid(3, 12))
    assert scene.asker.dm_texts() == ["There is something new in CodeBuddies."] * 2
    assert other.dm_texts() == []


@pytest.mark.parametrize("how", ["has left", "has lost her role", "cannot be reached"])
def test_it_is_open_again_when_she_is_not_there_and_the_others_are_told(
    scene: Scene, sofia: Person, how: str
) -> None:
    if how == "has left":
        stories.has_left(scene.school, sofia)
    elif how == "has lost her role":
        with scene.school.store.begin(scene.school.workspace.id) as db:
            db.execute(delete(RoleHolder).where(RoleHolder.role == Role.STAND_IN))
    else:
        scene.school.sandbox.faults.next("chat.postMessage", error="user_not_found")
    assert scene.reader.dm_texts() == []
    scene.school.sandbox.advance_to(madrid(3, 9, 10))
    assert scene.reader.dm_texts()[0].split("\n")[0] == "Something is waiting in Private matters."
    open_matters(scene.asker)
    assert "@Sofia looked after it, and is not there now. The others are asked." in scene.asker.modal().text
    assert "has looked after it" not in scene.asker.modal().text
    scene.reader.clicks("Open")
    assert "Nobody looks after it yet." in scene.reader.modal().text
    scene.reader.presses("I look after it")
    with scene.school.store.everywhere_reading() as db:
        row = db.scalars(select(PrivateCase)).one()
    assert (row.state, row.acknowledged_by) == (HelpState.ACKNOWLEDGED, scene.reader.id)


def test_of_two_who_take_it_at_once_both_see_which_one_has_it(scene: Scene) -> None:
    sofia = scene.school.person("Sofia")
    has_role(scene.school, sofia, Role.STAND_IN)
    ask(scene.asker)
    scene.asker.closes(all=True)
    scene.reader.clicks("Open")
    forge(scene.school, sofia, ("private_step", f"acknowledge:{scene.case_id}"))
    scene.reader.presses("I look after it")
    assert "@Sofia has looked after it since Monday 2 March" in scene.reader.modal().text
    scene.reader.closes(all=True)
    open_matters(scene.reader)
    assert "Somebody looks after it." in scene.reader.modal().text
    open_matters(sofia)
    assert "You look after it." in sofia.modal().text
    sofia.presses("Open")
    assert "You have looked after it since Monday 2 March" in sofia.modal().text
    open_matters(scene.asker)
    assert "@Sofia has looked after it since Monday 2 March" in scene.asker.modal().text
