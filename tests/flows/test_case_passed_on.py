"""A private case goes on: to the one it was passed to, open again after a click too many, asked anew when closed."""

from __future__ import annotations

from sqlalchemy import select

from models import RoleHolder
from models.enums import Role
from sandbox.people import Person
from tests import stories
from tests.confidential import MARK, TALK, Scene, ask, open_matters


def wanda(scene: Scene) -> Person:
    """She is of the Mental Health Team, and the case is passed on to her by its reader, who looks after it."""
    wanda = scene.school.person("Wanda")
    with scene.school.store.begin(scene.school.workspace.id) as db:
        stories.meet(scene.school, db, wanda)
        if Role.WELLBEING not in set(db.scalars(select(RoleHolder.role))):
            db.add(RoleHolder(role=Role.WELLBEING, user_id=wanda.id, position=0))
    scene.asker.types("/escalate")
    scene.asker.submits_pages(
        {"What do you need?": TALK},
        {"What is it about?": MARK, "The Mental Health Team": ["You may pass it on to them"]},
    )
    scene.asker.closes(all=True)
    scene.reader.clicks("Open")
    scene.reader.presses("I look after it")
    scene.reader.presses("Pass on")
    scene.reader.closes(all=True)
    return wanda


def test_whoever_it_was_passed_on_to_takes_it_over_and_the_asker_sees_who_has_it(scene: Scene) -> None:
    helper = wanda(scene)
    scene.school.sandbox.advance(minutes=5)
    helper.clicks("Open")
    assert "@Mateo has looked after it" in helper.modal().text
    helper.presses("I look after it")
    assert "You have looked after it since Monday 2 March, 09:05" in helper.modal().text
    helper.closes(all=True)
    open_matters(scene.asker)
    assert "@Wanda has looked after it since Monday 2 March, 09:05" in scene.asker.modal().text
    scene.asker.closes(all=True)
    scene.reader.clicks("Open")
    assert "I look after it" not in scene.reader.modal().text, "who passed it on does not take it back"
    scene.reader.closes(all=True)
    scene.school.sandbox.advance(days=1, hours=3)
    reminded = [sum("wait for you" in text for text in one.dm_texts()) for one in (helper, scene.reader)]
    assert reminded == [1, 0]


def test_closed_by_a_click_too_many_it_is_opened_again_and_not_erased(scene: Scene) -> None:
    ask(scene.asker)
    scene.asker.closes(all=True)
    scene.reader.clicks("Open")
    scene.reader.presses("Close the case")
    scene.reader.submits({})
    scene.reader.presses("Open it again")
    assert "You have looked after it since Monday 2 March, 09:00" in scene.reader.modal().text
    scene.reader.closes(all=True)
    scene.school.sandbox.advance(days=31)
    open_matters(scene.asker)
    assert "@Mateo has looked after it" in scene.asker.modal().text


def test_who_finds_her_case_closed_can_ask_again_from_there_and_the_old_one_stays_closed(
    scene: Scene,
) -> None:
    ask(scene.asker)
    scene.asker.closes(all=True)
    scene.reader.clicks("Open")
    scene.reader.presses("Close the case")
    scene.reader.submits({})
    open_matters(scene.asker)
    scene.asker.presses("I need help")
    scene.asker.submits_pages({"What do you need?": TALK}, {"What is it about?": "still"})
    assert "It is stored." in scene.asker.modal().text
    scene.asker.closes(all=True)
    scene.reader.presses("Open it again")
    assert "has asked anew" in scene.reader.everything_visible()
    open_matters(scene.asker)
    assert "It is closed" in scene.asker.modal().text
    assert "I need help" not in scene.asker.modal().text.split("Withdraw and erase")[0]
