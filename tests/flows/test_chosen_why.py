"""Why a manager chose a pair against a rule: she reads it where she needs it, and no copy of the store tells it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.deps import Vaults
from bot.services import chosen_why, history, people
from bot.vault import KeyLost, KeyRing
from models import Proposal
from sandbox.people import Person
from tests import leaks, stories
from tests.conftest import School
from tests.flows.waiting_list import tick

WHY = "Her-brother-told-me-that-she-fears-groups"


def chooses(school: School, petra: Person) -> Person:
    """Against the rules, with a reason. Returns the volunteer."""
    stories.waiting(school, "Samira", "ar", fluent=["ar"], times=("mon_morning",))
    emma = stories.volunteer(school, "Emma", "en", fluent=[], times=("tue_evening",))
    petra.types("/codebuddy match")
    petra.clicks("Choose")
    petra.presses("Choose")
    petra.submits({"Why is it right all the same?": WHY})
    tick(school)
    return emma


def test_a_manager_reads_it_and_the_store_does_not_tell_it(school: School, petra: Person) -> None:
    emma = chooses(school, petra)
    assert WHY in petra.last_dm()
    petra.clicks("Take it back")
    assert WHY in petra.last_dm(), "the card stays as it is"
    assert WHY in petra.types("/codebuddy request history").text
    assert WHY not in emma.everything_visible()
    assert leaks.tables_with(school, WHY) == set()
    assert leaks.files_with(school, WHY.encode()) == set()
    with school.store.read(school.workspace.id) as db:
        assert chosen_why.of(db, stories.vault(school), [1]) == {1: WHY}
        stranger = Vaults(KeyRing.new(), school.store)
        with pytest.raises(KeyLost):
            stranger.of(school.workspace.id)


def test_what_a_version_before_has_written_in_clear_is_read_and_soon_sealed(
    school: School, petra: Person
) -> None:
    chooses(school, petra)
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Proposal).values(chosen_why=WHY, sealed_why=None))
        log = history.newest(db, stories.vault(school), people.acting(db, petra.id))
        assert WHY in {one.reason for one in log.changes}, "until then it is read, too"
    tick(school)
    assert leaks.tables_with(school, WHY) == set()
    assert leaks.files_with(school, WHY.encode()) == set(), "it is overwritten"
    with school.store.read(school.workspace.id) as db:
        assert chosen_why.of(db, stories.vault(school), [1]) == {1: WHY}
    assert WHY in petra.types("/codebuddy request history").text


def test_it_is_sealed_for_its_own_row_alone(school: School, petra: Person) -> None:
    chooses(school, petra)
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(Proposal)).one()
        assert row.sealed_why is not None
        with pytest.raises(KeyLost):
            stories.vault(school).open(chosen_why.PLACE, str(row.id + 1), row.sealed_why)
