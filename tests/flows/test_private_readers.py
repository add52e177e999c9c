"""Who reads what is asked in confidence: as the form named them, and what happens when they are not there any more."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from bot.services import help as calls
from bot.services import notices
from models import HelpRequest, Notice, Pace, PrivateCase, RoleHolder
from models.enums import HelpState, NoticeState, Role
from sandbox.people import Person as Someone
from scheduler.rows import each
from scheduler.sweeps import asker
from tests import leaks, stories
from tests.confidential import MARK, MORE, TALK, Scene, ask, forge, open_matters

LOOK = "Please have a look at “Private matters” on my Home tab."


def replace_reader(scene: Scene, name: str = "Nora") -> Someone:
    """Another person is programme manager from now on."""
    new = scene.school.person(name)
    with scene.school.store.begin(scene.school.workspace.id) as db:
        stories.meet(scene.school, db, new)
        db.execute(update(RoleHolder).where(RoleHolder.role == Role.PROGRAMME_MANAGER).values(user_id=new.id))
    return new


def bring_back_reader(scene: Scene) -> None:
    with scene.school.store.begin(scene.school.workspace.id) as db:
        back = update(RoleHolder).where(RoleHolder.role == Role.PROGRAMME_MANAGER)
        db.execute(back.values(user_id=scene.reader.id))


def test_nobody_is_left_to_read_it_so_she_alone_is_told_once_and_may_ask_again(scene: Scene) -> None:
    ask(scene.asker)
    scene.asker.closes(all=True)
    new = replace_reader(scene)
    scene.school.sandbox.advance(days=6)
    assert scene.asker.dm_texts() == [LOOK]
    assert new.dm_texts() == []
    told = [call for call in scene.school.workspace.calls("chat.postMessage") if LOOK in call["args"]["text"]]
    assert [call["args"]["channel"] for call in told] == [scene.asker.id]
    open_matters(scene.asker)
    assert "You can ask again: then this one is erased." in scene.asker.modal().text
    scene.asker.presses("Ask again")
    assert "Only @Nora can read it" in scene.asker.modal().text
    scene.asker.submits_pages({"What do you need?": TALK}, {"What is it about?": "once more"})
    assert "It is safe with @Nora" in scene.asker.modal().text
    new.clicks("Open")
    assert "once more" in new.modal().text
    with scene.school.store.everywhere_reading() as db:
        assert db.scalars(select(PrivateCase.state)).all() == [HelpState.OPEN], "the old one is erased"


def test_nothing_that_is_kept_says_whom_the_notice_went_to(scene: Scene) -> None:
    ask(scene.asker)
    replace_reader(scene)
    scene.school.sandbox.advance(days=1)
    assert scene.asker.dm_texts() == [LOOK]
    dm = next(place["id"] for place in scene.asker.seen()["dms"])
    with scene.school.store.everywhere_reading() as db:
        notice = db.scalars(select(Notice).where(Notice.kind == "private_unread")).one()
        paces = list(db.scalars(select(Pace.key)))
    assert notice.state is NoticeState.SENT
    assert notice.target == f"case:{scene.case_id}"
    assert f"channel:{scene.asker.id}" not in paces
    for table, row in leaks.rows(scene.school):
        assert dm.encode() not in row, table
        if scene.case_id.encode() in row:
            assert scene.asker.id.encode() not in row, table


def test_a_reader_who_looks_after_it_and_leaves_is_missed_too(scene: Scene) -> None:
    ask(scene.asker)
    scene.reader.clicks("Open")
    scene.reader.presses("I look after it")
    scene.school.sandbox.advance(days=3)
    assert scene.asker.dm_texts() == []
    replace_reader(scene)
    scene.school.sandbox.advance(days=1)
    assert scene.asker.dm_texts() == [LOOK]
    open_matters(scene.asker)
    assert "nobody else can open it" in scene.asker.modal().text


def test_a_reader_who_is_back_before_it_is_sent_spares_her_the_message(scene: Scene) -> None:
    ask(scene.asker)
    replace_reader(scene)
    scene.school.sandbox.faults.next("chat.postMessage", http=503)
    scene.school.sandbox.advance_to(scene.school.sandbox.now.replace(hour=16, minute=0, second=1))
    bring_back_reader(scene)
    scene.school.sandbox.advance(days=1)
    assert scene.asker.dm_texts() == []
    assert "Something is waiting in Private matters." in scene.reader.last_dm()


def test_while_somebody_can_read_it_a_second_is_refused_as_before(scene: Scene) -> None:
    ask(scene.asker)
    replace_reader(scene)
    bring_back_reader(scene)
    ask(scene.asker, "again")
    assert "still open" in scene.asker.modal().errors["What is it about?"]


@pytest.mark.parametrize("door", [TALK, MORE])
def test_others_would_read_it_than_the_form_named_so_it_is_not_sent(scene: Scene, door: str) -> None:
    scene.asker.types("/escalate")
    assert "Only @Mateo can read it" in scene.asker.modal().text
    scene.asker.submits({"What do you need?": door})
    new = replace_reader(scene)
    scene.asker.submits({"What is it about?": MARK})
    assert "it has changed who reads it" in str(scene.asker.modal().errors)
    assert scene.asker.modal().fields["What is it about?"] == MARK
    with scene.school.store.everywhere_reading() as db:
        assert db.scalars(select(PrivateCase.id)).all() == []
        assert db.scalars(select(HelpRequest.id)).all() == []
    scene.asker.closes(all=True)
    scene.asker.types("/escalate")
    scene.asker.submits_pages({"What do you need?": door}, {"What is it about?": MARK})
    assert ("It is safe with @Nora" if door == TALK else "It is stored") in scene.asker.modal().text
    assert (new.dm_texts() != []) is (door == TALK)


def test_she_sees_each_opening_and_who_was_refused(scene: Scene) -> None:
    ask(scene.asker)
    scene.asker.closes(all=True)
    forge(scene.school, scene.others[0], ("private_open", scene.case_id))
    for _ in range(2):
        scene.school.sandbox.advance(minutes=1)
        scene.reader.clicks("Open", in_message_with="Someone asks for support.")
        scene.reader.closes(all=True)
    open_matters(scene.asker)
    mine = scene.asker.modal().text
    assert "Opened by @Mateo 2 times: first 2 Mar, 09:01, last 2 Mar, 09:02." in mine
    assert "@Bruno tried to open it on Monday 2 March, 09:00, and could not." in mine


@pytest.mark.parametrize("door", [TALK, MORE])
def test_one_bad_row_does_not_stop_the_others(
    scene: Scene, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (scene.asker, scene.others[2]):
        person.types("/escalate")
        person.submits_pages({"What do you need?": door}, {"What is it about?": MARK})
        scene.school.sandbox.advance(minutes=1)
    kind, about = (PrivateCase, "case") if door == TALK else (HelpRequest, "request")
    with scene.school.store.everywhere_reading() as db:
        bad, good = db.scalars(select(kind.id).order_by(kind.asked_at)).all()
    before, owe = told(scene, good), notices.owe

    def fails(*args: Any, **more: Any) -> bool:
        if more.get(about) == bad:
            raise ZeroDivisionError
        return owe(*args, **more)

    monkeypatch.setattr(notices, "owe", fails)
    due = scene.school.sandbox.now.replace(hour=22)
    deps = scene.school.coordinator.deps
    run = asker(deps.vaults) if door == TALK else each(calls.due, calls.take_due)
    with pytest.raises(ExceptionGroup) as caught:
        run(deps.patient, due)
    assert [type(error) for error in caught.value.exceptions] == [ZeroDivisionError]
    assert told(scene, good) == before + 1


def told(scene: Scene, subject: str) -> int:
    """How many readers were told of a case or a call for help."""
    cards = select(Notice.about).where(Notice.kind.in_(("private", "help")))
    with scene.school.store.everywhere_reading() as db:
        return sum(subject in about.values() for about in db.scalars(cards))
