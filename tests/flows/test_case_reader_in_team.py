"""Who may read what is not right between two, and becomes one of them: others are told, and nothing untrue is said."""

from __future__ import annotations

from sqlalchemy import select, update

from models import PrivateCase, Team
from models.enums import HelpState, TeamState
from sandbox.people import Person
from tests.confidential import MARK, Scene, open_matters
from tests.flows.duty import madrid
from tests.flows.test_case_unanswered import asks, her_page
from tests.flows.test_help_kinds import ALSO, named

WAITS = "Something is waiting in Private matters."


def becomes_her_buddy(scene: Scene, reader: Person) -> None:
    """Her team of before has ended."""
    now = scene.school.sandbox.now
    with scene.school.store.begin(scene.school.workspace.id) as db:
        db.execute(update(Team).values(state=TeamState.ENDED, ended_at=now))
        db.add(
            Team(
                student_id=scene.asker.id,
                buddy_id=reader.id,
                state=TeamState.ACTIVE,
                language="en",
                timezone="Europe/Madrid",
                weekly_minutes=120,
                launched_on=now.date(),
                launched_at=now,
                unanswered_nudges=0,
            )
        )


def looked_after(scene: Scene) -> None:
    scene.reader.clicks("Open")
    scene.reader.presses("I look after it")
    scene.reader.closes(all=True)


def state(scene: Scene) -> HelpState:
    with scene.school.store.read(scene.school.workspace.id) as db:
        return db.scalars(select(PrivateCase.state)).one()


def test_who_has_looked_after_it_and_may_not_any_more_is_followed_by_the_others(scene: Scene) -> None:
    petra = scene.school.person("Petra")
    asks(scene, **{ALSO: [named(petra)]})
    looked_after(scene)
    becomes_her_buddy(scene, scene.reader)
    scene.school.sandbox.advance_to(madrid(4, 12))
    assert any(WAITS in text for text in petra.dm_texts())
    assert state(scene) is HelpState.OPEN
    page = her_page(scene)
    assert "@Mateo has looked after it" not in page
    assert "@Petra can read it, and nobody else." in page
    assert MARK not in str(scene.reader.dm_texts())


def test_where_nobody_is_left_she_is_told_to_look(scene: Scene) -> None:
    asks(scene)
    looked_after(scene)
    becomes_her_buddy(scene, scene.reader)
    scene.school.sandbox.advance_to(madrid(4, 12))
    scene.asker.gets_dm("Please have a look at “Private matters” on my Home tab.")
    open_matters(scene.asker)
    assert "has looked after it since" not in scene.asker.modal().text


def test_who_was_asked_and_becomes_her_buddy_before_the_answer_is_asked_no_more(scene: Scene) -> None:
    asks(scene)
    becomes_her_buddy(scene, scene.reader)
    before = len(scene.reader.dm_texts())
    scene.school.sandbox.advance_to(madrid(4, 12))
    assert len(scene.reader.dm_texts()) == before
    scene.asker.gets_dm("Please have a look at “Private matters” on my Home tab.")
