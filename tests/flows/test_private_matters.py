"""Help in confidence: how it goes, who may open it, and what its keys hold."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from bench.databases import beside
from bot.rules.access import Acting
from bot.services import workspaces
from bot.vault import KeyLost, KeyRing
from models import CaseOpening, CaseReader, CaseYear, PrivateCase, RoleHolder, Task
from models.enums import HelpState, Role
from sandbox.people import Person as Someone
from tests import leaks, stories
from tests.confidential import MARK, TALK, Printed, Scene, ask, forge, open_matters, stored

# how it goes ------------------------------------------------------------------------------------------


def test_only_the_reader_reads_it_and_the_asker_sees_that_he_did(scene: Scene) -> None:
    ask(scene.asker)
    answer = scene.asker.modal().text
    for part in (
        "It is safe with @Mateo: nobody else can read it",
        "I cannot promise",
        "Private matters",
        "112",
        "024",
        "016",
    ):
        assert part in answer
    assert scene.asker.dm_texts() == [], "what she gets is in the modal alone"
    assert "Someone asks for support." in scene.reader.last_dm()
    scene.reader.clicks("Open")
    modal = scene.reader.modal().text
    assert "@Samira asks for help: Someone to talk to, in confidence." in modal
    assert MARK in modal
    scene.reader.presses("I look after it")
    assert "You have looked after it since Monday 2 March, 09:00" in scene.reader.modal().text
    scene.reader.closes(all=True)
    open_matters(scene.asker)
    mine = scene.asker.modal().text
    assert "You asked on Monday 2 March, 09:00" in mine
    assert "@Mateo has looked after it since Monday 2 March, 09:00" in mine
    assert "Opened by @Mateo 2 times: first 2 Mar, 09:00, last 2 Mar, 09:00." in mine
    assert MARK not in mine
    case_id = scene.case_id
    assert leaks.tables_with(scene.school, case_id)
    scene.asker.presses("Withdraw and erase")
    scene.asker.presses("Erase")
    assert "It is erased." in scene.asker.modal().text
    assert leaks.tables_with(scene.school, case_id) == set(), "nor who was told of it, and when"
    scene.reader.clicks("Open")
    scene.reader.sees_privately("This is not here any more.")
    assert not scene.reader.has_modal()


def test_nobody_answers_so_he_is_reminded_in_neutral_words(scene: Scene) -> None:
    ask(scene.asker)
    scene.school.sandbox.advance(days=3, hours=2)
    texts = scene.reader.dm_texts()
    assert "Someone asks for support." in texts[0]
    assert [said.split("\n")[0] for said in texts[1:]] == ["Something is waiting in Private matters."] * 4
    scene.reader.clicks("Open")
    scene.reader.presses("I look after it")
    scene.school.sandbox.advance(days=4)
    assert len(scene.reader.dm_texts()) == 5 + 2, "from then on only that they wait for him"


def test_one_is_open_so_a_second_is_refused_and_what_was_typed_stays(scene: Scene) -> None:
    ask(scene.asker)
    ask(scene.asker, "again")
    assert "still open" in scene.asker.modal().errors["What is it about?"]
    with scene.school.store.everywhere_reading() as db:
        assert db.scalar(select(func.count()).select_from(PrivateCase)) == 1


def test_no_words_are_needed(scene: Scene) -> None:
    scene.asker.types("/escalate")
    scene.asker.submits_pages({"What do you need?": TALK}, {})
    scene.reader.clicks("Open")
    assert "No text was written." in scene.reader.modal().text


def test_he_cannot_be_reached_so_the_next_reader_is_told_and_no_manager(scene: Scene) -> None:
    second = scene.school.person("Mira")
    scene.school.sandbox.settle()
    with scene.school.store.begin(scene.school.workspace.id) as db:
        stories.meet(scene.school, db, second)
        db.add(RoleHolder(role=Role.PROGRAMME_MANAGER, user_id=second.id, position=9))
    scene.school.sandbox.faults.next("chat.postMessage", error="channel_not_found")
    ask(scene.asker)
    assert scene.reader.dm_texts() == []
    assert "Someone asks for support" not in second.last_dm(), "a second round speaks of nothing new"
    assert "Something is waiting in Private matters." in second.last_dm()
    with scene.school.store.everywhere_reading() as db:
        assert db.scalars(select(Task.id)).all() == []


def test_closed_it_is_erased_after_thirty_days(scene: Scene) -> None:
    ask(scene.asker)
    scene.reader.clicks("Open")
    scene.reader.presses("Close the case")
    scene.reader.submits({})
    assert "It is erased on Wednesday 1 April" in scene.reader.modal().text
    case_id = scene.case_id
    scene.school.sandbox.advance(days=29, hours=23)
    assert not is_erased(scene)
    scene.school.sandbox.advance(hours=2)
    assert is_erased(scene)
    assert leaks.tables_with(scene.school, case_id) == set()


def is_erased(scene: Scene) -> bool:
    """Nothing but a year's count is left; all together, or nothing of it."""
    with scene.school.store.everywhere_reading() as db:
        case = db.scalars(select(PrivateCase)).first()
        left = [*db.scalars(select(CaseReader.user_id)), *db.scalars(select(CaseOpening.user_id))]
        years = db.execute(select(CaseYear.year, CaseYear.cases)).all()
    assert case is None or (case.state is HelpState.CLOSED and case.sealed and case.wrapped_key)
    assert (case is None) == (not left) == (years == [(2026, 1)])
    return case is None


# who may ----------------------------------------------------------------------------------------------


def test_everybody_else_is_refused_in_words_and_it_is_noted(scene: Scene) -> None:
    ask(scene.asker)
    tries = [("private_open", scene.case_id), ("private_step", f"acknowledge:{scene.case_id}")]
    tries += [("private_step", f"{what}:{scene.case_id}") for what in ("close", "withdraw")]
    for person in scene.others:
        forge(scene.school, person, ("private_open", scene.case_id))
        person.sees_privately("This is not here any more.")
        for one in tries[1:]:
            forge(scene.school, person, one)
            assert person.private_texts()[-1].startswith("This is not here any more.")
    assert scene.openings() == [(person.id, False) for person in scene.others for _ in tries]
    with scene.school.store.everywhere_reading() as db:
        assert db.scalars(select(PrivateCase.state)).one() is HelpState.OPEN


def test_a_reader_removed_a_minute_ago_is_refused(scene: Scene) -> None:
    ask(scene.asker)
    with scene.school.store.begin(scene.school.workspace.id) as db:
        db.execute(
            update(RoleHolder).where(RoleHolder.user_id == scene.reader.id).values(role=Role.PROJECT_MANAGER)
        )
    scene.reader.clicks("Open")
    scene.reader.sees_privately("This is not here any more.")
    assert scene.openings() == [(scene.reader.id, False)]
    open_matters(scene.asker)
    assert "nobody else can open it. You can ask again: then this one is erased." in scene.asker.modal().text


def test_a_new_programme_manager_gets_no_right_to_what_was_asked_before(scene: Scene) -> None:
    ask(scene.asker)
    petra = scene.school.person("Petra")
    with scene.school.store.begin(scene.school.workspace.id) as db:
        db.add(RoleHolder(role=Role.PROGRAMME_MANAGER, user_id=petra.id, position=9))
    forge(scene.school, petra, ("private_open", scene.case_id))
    assert scene.openings() == [(petra.id, False)]


def test_the_askers_own_forged_try_is_refused_and_not_written_down(scene: Scene) -> None:
    ask(scene.asker)
    forge(
        scene.school, scene.asker, ("private_open", scene.case_id), ("private_step", f"close:{scene.case_id}")
    )
    assert scene.openings() == []


def test_a_case_of_another_workspace_and_a_made_up_one_do_not_exist(scene: Scene) -> None:
    deps, now = scene.school.coordinator.deps, scene.school.sandbox.now
    workspaces.ensure(deps.store, deps.vaults, "T0ELSEWHERE", "U0BOT", "Europe/Madrid", now)
    there = Acting("T0ELSEWHERE", "U0ASKER", "en", "UTC", frozenset(), is_admin=False, is_set_up=True)
    with deps.store.begin("T0ELSEWHERE") as db:
        for user in (scene.reader.id, "U0ASKER"):
            stories.meet(scene.school, db, Someone(scene.school.workspace, user, user))
        db.add(RoleHolder(role=Role.PROGRAMME_MANAGER, user_id=scene.reader.id, position=0))
        db.flush()
        stored(db, deps.vaults.of("T0ELSEWHERE"), now, there, MARK)
    elsewhere = scene.case_id
    for value in (elsewhere, "0" * 32, "'; drop table", "acknowledge"):
        forge(scene.school, scene.reader, ("private_open", value), ("private_step", f"close:{value}"))
        scene.reader.sees_privately("This is not here any more.")
    assert scene.openings() == []
    assert leaks.screens_with([scene.reader], MARK) == set()


def test_an_opening_delivered_twice_is_noted_once_and_shown_again(scene: Scene) -> None:
    ask(scene.asker)
    scene.school.sandbox.faults.twice()
    scene.reader.clicks("Open")
    assert MARK in scene.reader.modal().text
    assert scene.openings() == [(scene.reader.id, True)]
    shown = [call["args"]["view"] for call in scene.school.workspace.calls("views.open")][-2:]
    assert shown[0] == shown[1]
    assert leaks.kept_answers_with(scene.school, MARK) == []


# keys -------------------------------------------------------------------------------------------------


def test_a_ciphertext_moved_to_another_case_is_refused(scene: Scene, printed: Printed) -> None:
    ask(scene.others[0], "his words")
    scene.school.sandbox.advance(minutes=1)
    ask(scene.asker)
    with scene.school.store.begin(scene.school.workspace.id) as db:
        his, hers = db.scalars(select(PrivateCase).order_by(PrivateCase.asked_at)).all()
        his.sealed, hers.sealed = hers.sealed, his.sealed
        his.wrapped_key, hers.wrapped_key = hers.wrapped_key, his.wrapped_key
    forge(scene.school, scene.reader, ("private_open", scene.case_id))
    scene.reader.sees_privately("Something went wrong on my side.")
    assert leaks.screens_with([scene.reader], "his words") == set()
    assert '"error": "KeyLost"' in printed()


def test_a_lost_key_ring_is_said_in_words(
    scene: Scene, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(scene.asker)
    vaults = scene.school.coordinator.deps.vaults
    monkeypatch.setattr(vaults, "_ring", KeyRing.new())
    monkeypatch.setattr(vaults, "_open", {})
    scene.reader.clicks("Open", settle=False)
    scene.reader.sees_privately("Something went wrong on my side.")
    scene.others[0].types("/escalate", settle=False)
    scene.others[0].sees_privately("write to a person you trust")
    assert scene.reader.id not in printed()


def test_taken_back_it_cannot_be_read_from_what_is_left(scene: Scene) -> None:
    ask(scene.asker)
    with scene.school.store.everywhere_reading() as db:
        before = db.scalars(select(PrivateCase)).one()
    assert before.wrapped_key
    assert before.sealed
    forge(scene.school, scene.asker, ("private_step", f"withdraw:{scene.case_id}"))
    with scene.school.store.everywhere_reading() as db:
        assert db.scalars(select(PrivateCase)).all() == []
    vault = scene.school.coordinator.deps.vaults.of(scene.school.workspace.id)
    other_key, _ = vault.new_case_key(before.id)
    with pytest.raises(KeyLost):
        vault.open_case("private_cases.sealed", before.id, other_key, before.sealed)
    if scene.school.store.is_sqlite:
        with beside(scene.school.store) as connection:
            connection.exec_driver_sql("rollback")
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
            connection.exec_driver_sql("begin")
        assert leaks.files_with(scene.school, before.wrapped_key) == set()
        assert leaks.files_with(scene.school, before.sealed) == set()


def test_the_store_itself_refuses_an_open_case_without_a_next_step(scene: Scene) -> None:
    ask(scene.asker)
    with (
        pytest.raises(Exception, match="never_silent"),
        scene.school.store.begin(scene.school.workspace.id) as db,
    ):
        db.execute(update(PrivateCase).values(next_step_at=None))
