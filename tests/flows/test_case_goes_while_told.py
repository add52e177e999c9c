"""A case is erased while a worker gives up what was told of it: the two do not wait for each other for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from bot.delivery.letters import private
from bot.services import case_steps, cases, people
from models import Notice, PrivateCase
from models.store import Db
from tests.confidential import Scene, ask

Goes = Callable[[Scene, Db], object]


def withdrawn(scene: Scene, db: Db) -> object:
    who, vault = people.acting(db, scene.asker.id), scene.school.coordinator.deps.vaults.of(db.workspace_id)
    return cases.withdraw(db, vault, scene.school.sandbox.now, who, scene.case_id)


def older_ones_withdrawn(scene: Scene, db: Db) -> object:
    who, vault = people.acting(db, scene.asker.id), scene.school.coordinator.deps.vaults.of(db.workspace_id)
    return cases.withdraw_older(db, vault, scene.school.sandbox.now, who, scene.case_id)


def its_time_is_over(scene: Scene, db: Db) -> object:
    now = scene.school.sandbox.now
    with scene.school.store.begin(db.workspace_id) as other:
        other.execute(update(PrivateCase).values(erase_at=now - timedelta(seconds=1)))
    vault = scene.school.coordinator.deps.vaults.of(db.workspace_id)
    return case_steps.take_due(db, vault, now, scene.case_id)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("goes", [withdrawn, older_ones_withdrawn, its_time_is_over])
def test_the_two_come_to_an_end(scene: Scene, goes: Goes) -> None:
    ask(scene.asker)
    scene.asker.closes(all=True)
    school, troubles = scene.school, list[BaseException]()
    with school.store.begin(school.workspace.id) as db:
        if goes is older_ones_withdrawn:
            db.execute(update(PrivateCase).values(state="closed"))

    def erases() -> None:
        try:
            with school.store.begin(school.workspace.id) as db:
                goes(scene, db)
        except BaseException as error:  # noqa: BLE001 - shown below
            troubles.append(error)

    other = threading.Thread(target=erases)
    with school.store.begin(school.workspace.id) as db:
        told = select(Notice).where(Notice.kind.startswith("private")).order_by(Notice.id)
        row = db.scalars(told.with_for_update()).first()
        assert row is not None
        other.start()
        other.join(0.3)  # it gets as far as it can
        assert other.is_alive()
        vault = school.coordinator.deps.vaults.of(school.workspace.id)
        due = SimpleNamespace(about=row.about, target=row.target, vault=vault)
        private.not_reached(db, due, school.sandbox.now)  # type: ignore[arg-type]
    other.join(20)
    assert not other.is_alive()
    assert troubles == []
    with school.store.begin(school.workspace.id) as db:
        assert db.scalars(select(PrivateCase.id)).all() == []
        assert db.scalars(select(Notice.id).where(Notice.kind.startswith("private"))).all() == []
