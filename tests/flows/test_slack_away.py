"""While Slack does not answer: who is unknown is asked about again, and a Home that failed is asked for again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.opening import CannotStart
from bot.services import people
from bot.vault import KeyRing
from models import Person
from sandbox.people import Sandbox
from tests.conftest import MANIFEST, School, start_program


def facts_at(school: School, user_id: str) -> object:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Person.facts_at).where(Person.user_id == user_id)).one()


def test_whom_slack_could_not_describe_is_asked_about_at_the_next_act(school: School) -> None:
    guest = school.person("Gil", guest=True)
    school.sandbox.settle()  # Slack's own news of her is heard, and is of nobody who is known
    school.sandbox.faults.next("users.info", error="internal_error")
    guest.types("/codebuddy contacts")
    assert facts_at(school, guest.id) == people.NEVER_TOLD
    guest.types("/codebuddy contacts")
    guest.sees_privately("for full members")
    assert facts_at(school, guest.id) != people.NEVER_TOLD


def test_a_home_that_could_not_be_read_is_asked_for_again_and_nobody_is_told(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = school.person("Ana")
    first = ana.opens_home()
    assert "Private matters" in first

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the store is away")

    school.sandbox.settings(ack_timeout=0.3)
    with monkeypatch.context() as trouble:
        trouble.setattr(people, "acting", broken)
        ana.opens_home(settle=False)
        assert ana.home_text() == first
        last = school.workspace.deliveries("events_api")[-1]
        assert last["payload"]["event"]["type"] == "app_home_opened"
        assert last["ack"]["status"] == "timeout"  # Slack was not told that it is done


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_token_of_another_workspace_does_not_start_on_this_store(
    sandbox: Sandbox, database_url: str
) -> None:
    keys = KeyRing.new().text()
    school = sandbox.workspace("Made-up School", manifest=MANIFEST)
    start_program(sandbox, school, database_url, keys).stop()
    other = sandbox.workspace("Another School", manifest=MANIFEST, app="Other")
    with pytest.raises(CannotStart, match=school.id):
        start_program(sandbox, other, database_url, keys)
