"""Nobody answers what was asked in confidence: what she sees of it, and whom else she lets read it; and how it ends."""

from __future__ import annotations

from sqlalchemy import select

from models import CaseReader
from models.enums import Role
from tests import leaks
from tests.confidential import MARK, TALK, Scene, forge, open_matters
from tests.flows.duty import madrid
from tests.flows.test_help_kinds import ALSO, NOT, UNSAFE, WORDS, has_role, named, readers, second_page

CHOOSE, KNOW = "Choose somebody", "What should they know?"
STALE = "This has changed in the meantime."


def asks(scene: Scene, kind: str = UNSAFE, **choice: list[str]) -> None:
    second_page(scene.asker, kind)
    scene.asker.submits({WORDS: MARK, **choice})
    scene.asker.closes(all=True)


def her_page(scene: Scene) -> str:
    scene.asker.closes(all=True) if scene.asker.has_modal() else None
    open_matters(scene.asker)
    return scene.asker.modal().text


def test_her_page_keeps_the_day_on_which_it_was_sent_first(scene: Scene) -> None:
    asks(scene)
    assert "You asked on Monday 2 March, 09:00.\nSent to @Mateo, 09:00.\nNobody" in her_page(scene)
    scene.school.sandbox.advance_to(madrid(9, 12))
    first = "Sent to @Mateo, 09:00. Asked again: @Mateo, 9 Mar, 09:00.\nNobody has answered yet."
    assert first in her_page(scene)


def test_after_long_silence_she_lets_somebody_else_read_it_who_is_told_at_once(scene: Scene) -> None:
    petra, bea, buddy = scene.school.person("Petra"), scene.school.person("Bea"), scene.others[0]
    has_role(scene.school, buddy, Role.STAND_IN)
    asks(scene, **{NOT: [named(petra)]})
    assert CHOOSE not in her_page(scene), "not before he was reminded"
    scene.school.sandbox.advance_to(madrid(4, 12))
    assert "Nobody has answered for a while." in her_page(scene)
    scene.asker.presses(CHOOSE)
    text = scene.asker.modal().text
    assert "Whom you choose here can read all that you wrote, and is asked at once." in text
    assert "112" in text
    assert "@Bea" in text
    assert "@Petra" not in text, "she left her out"
    assert "@Bruno" not in text, "never the other member of her team"
    seen = {one.name: one.dm_texts() for one in scene.others}
    scene.asker.submits({ALSO: named(bea)})
    assert "@Mateo and @Bea can read it, and nobody else." in scene.asker.modal().text
    assert CHOOSE not in scene.asker.modal().text, "nobody is left to choose"
    scene.school.sandbox.advance(minutes=1)
    assert "Sent to @Mateo, 09:00. Sent to @Bea, 4 Mar, 12:00." in her_page(scene)
    scene.asker.closes(all=True)
    new = {one.name: one.dm_texts() for one in scene.others if one.dm_texts() != seen[one.name]}
    assert new == {"Bea": [*seen["Bea"], "Something is waiting in Private matters.\n[Open]"]}
    for other in (petra, buddy):
        forge(scene.school, other, ("private_open", scene.case_id))
        other.sees_privately("This is not here any more.")
    bea.clicks("Open", in_message_with="Something is waiting")
    assert MARK in bea.modal().text
    bea.presses("I look after it")
    bea.closes(all=True)
    assert "@Bea has looked after it since Wednesday 4 March" in her_page(scene)
    assert leaks.tables_with(scene.school, MARK) == set()
    assert leaks.kept_answers_with(scene.school, MARK) == []
    with scene.school.store.everywhere_reading() as db:
        picked = select(CaseReader.user_id).where(CaseReader.is_picked)
        assert db.scalars(picked).all() == [bea.id]


def test_of_another_kind_it_is_the_same_and_all_are_asked_again_later(scene: Scene) -> None:
    asks(scene, TALK)
    scene.school.sandbox.advance_to(madrid(4, 12))
    her_page(scene)
    scene.asker.presses(CHOOSE)
    assert "@Petra" in scene.asker.modal().text
    scene.asker.submits({ALSO: named(scene.school.person("Petra"))})
    assert CHOOSE in scene.asker.modal().text, "somebody is left"
    scene.school.sandbox.advance_to(madrid(9, 12))
    assert "Sent to @Mateo, 09:00. Asked again: @Mateo and @Petra, 9 Mar, 09:00." in her_page(scene)


def test_who_is_not_hers_to_choose_is_refused_and_so_is_everybody_once_it_is_looked_after(
    scene: Scene,
) -> None:
    petra = scene.school.person("Petra")
    asks(scene)
    for person in (petra, scene.reader, scene.asker):
        forge(scene.school, person, ("private_open", f"let:{scene.case_id}"))
        assert not person.has_modal()
    scene.asker.sees_privately(STALE)
    petra.sees_privately("This is not here any more.")
    scene.school.sandbox.advance_to(madrid(4, 12))
    her_page(scene)
    scene.asker.presses(CHOOSE)
    scene.reader.clicks("Open", in_message_with="Something is waiting")
    scene.reader.presses("I look after it")
    scene.asker.submits({ALSO: named(petra)})
    assert STALE in scene.asker.modal().errors[ALSO]
    assert readers(scene.school) == [scene.reader.id]
    assert CHOOSE not in her_page(scene)


def test_whoever_closes_it_leaves_her_a_line_which_she_alone_and_its_readers_see(scene: Scene) -> None:
    said = "You can write to me at any time: kestrel-4471"
    asks(scene)
    scene.reader.clicks("Open")
    scene.reader.presses("Close the case")
    assert "@Samira reads that it is closed." in scene.reader.modal().text
    scene.reader.submits({KNOW: said})
    assert f"Written when it was closed:\n{said}" in scene.reader.modal().text
    scene.reader.closes(all=True)
    assert f"Written when it was closed:\n{said}" in her_page(scene)
    assert scene.asker.dm_texts() == []
    scene.asker.closes(all=True)
    assert leaks.screens_with([scene.asker, *scene.others], "kestrel-4471") == set()
    assert leaks.tables_with(scene.school, "kestrel-4471") == set()
    assert leaks.kept_answers_with(scene.school, "kestrel-4471") == []
    assert leaks.files_with(scene.school, b"kestrel-4471") == set()


def test_the_line_may_stay_empty_and_goes_with_what_was_closed_too_early(scene: Scene) -> None:
    asks(scene)
    scene.reader.clicks("Open")
    scene.reader.presses("Close the case")
    scene.reader.submits({KNOW: "x" * 300})
    scene.reader.presses("Open it again")
    assert "x" * 300 not in scene.reader.modal().text
    assert "x" * 300 not in her_page(scene)
    scene.reader.presses("Close the case")
    scene.reader.submits({})
    assert "It is closed, and is erased on" in her_page(scene)
    assert "Written when it was closed" not in scene.asker.modal().text
    forge(scene.school, scene.others[2], ("private_open", f"close:{scene.case_id}"))
    scene.others[2].sees_privately("This is not here any more.")
    assert scene.openings()[-1] == (scene.others[2].id, False)
