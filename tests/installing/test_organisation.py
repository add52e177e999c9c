"""An organisation installs the program once, and gives it to its workspaces: each is a school of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from bot.services import leaving, organisations
from models import BuddyRequest, Installation, Notice, Workspace
from sandbox.people import Organisation, Person
from sandbox.people import Workspace as Space
from tests.flows.asking import ASKED, PLACE, TIMES
from tests.installing.conftest import HTTP_MANIFEST, Network
from tests.installing.test_taken_out import owe, rows

ROTATING: dict[str, Any] = json.loads(HTTP_MANIFEST.read_text(encoding="utf-8"))
ROTATING["settings"]["token_rotation_enabled"] = True


def of_two(network: Network, **how: Any) -> tuple[Organisation, Space, Space]:
    first, second = (network.workspace(name, **how) for name in ("One School", "Other School"))
    above = network.sandbox.organisation("A Network", first, second)
    page = network.install(first.person("Olga", admin=True), above)
    assert page.status_code == 200, page.text
    assert f"https://app.slack.com/manage/{above.id}/integrations/profile/" in page.text
    assert above.gives(first, second).ok
    return above, first, second


def token_of(network: Network, space: Space | Organisation) -> str | None:
    tokens = network.coordinator.deps.tokens
    assert tokens is not None
    tokens.forget(space.id)  # what it keeps for a minute of the machine's clock
    found = tokens.of(space.id)
    return None if found is None else found.token


def has_left(network: Network, space: Space) -> bool:
    with network.coordinator.deps.store.read(space.id) as db:
        return db.scalars(select(Workspace.left_at)).one() is not None


def runs(space: Space, name: str) -> Person:
    """An admin who sets the program up."""
    person = space.person(name, admin=True)
    person.types("/codebuddy setup")
    person.submits({})
    person.closes(all=True)
    return person


def test_two_schools_of_an_organisation_share_a_token_and_nothing_else(network: Network) -> None:
    above, first, second = of_two(network)
    assert token_of(network, first) == token_of(network, second) == token_of(network, above) is not None
    petra, quim = runs(first, "Petra"), runs(second, "Quim")
    students = {}
    for space, manager in ((first, petra), (second, quim)):
        students[space.id] = student = space.person("Ana")
        student.types("/codebuddy request")
        student.submits(ASKED)
        student.submits({PLACE: "Online", TIMES: ["Monday evening"]})
        assert "You are on the list now." in student.modal().text
        owe(network, manager, "1")
    network.sandbox.advance(minutes=1)
    for space, manager in ((first, petra), (second, quim)):
        assert manager.files()
        assert {call["ok"] for call in space.calls()} == {True}
        assert {call["args"].get("team_id") for call in space.calls()} == {space.id}
    for space in (first, second):
        with network.coordinator.deps.store.read(space.id) as db:
            assert db.scalars(select(BuddyRequest.student_id)).all() == [students[space.id].id]


def test_one_from_which_it_is_taken_back_falls_silent_and_the_other_goes_on(network: Network) -> None:
    above, first, second = of_two(network)
    petra, quim = runs(first, "Petra"), runs(second, "Quim")
    assert above.takes_back(first).ok
    assert token_of(network, first) is None
    assert has_left(network, first)
    before = len(first.calls())
    owe(network, petra, "1")
    owe(network, quim, "1")
    network.sandbox.advance(minutes=1)
    assert len(first.calls()) == before
    assert quim.files()
    network.sandbox.advance(days=10)
    assert above.gives(first).ok
    network.sandbox.advance(minutes=1)
    assert petra.files(), "what waited is sent, and all that was there is there"
    assert above.takes_back(first).ok
    network.sandbox.advance(days=30, hours=1)
    assert rows(network, first.id) == {}
    assert rows(network, second.id)
    assert above.gives(first).ok
    petra.types("/codebuddy setup")
    assert "Set up" in petra.modal().title


@pytest.mark.parametrize("silently", [False, True])
def test_taken_out_of_the_organisation_it_is_taken_out_of_all(network: Network, silently: bool) -> None:
    above, first, second = of_two(network)
    petra = runs(first, "Petra")
    runs(second, "Quim")
    above.takes_out_the_app(silently=silently)
    if silently:  # then Slack's answer to a message is word enough
        owe(network, petra, "1")
        network.sandbox.advance(minutes=1)
    assert [token_of(network, one) for one in (above, first, second)] == [None] * 3
    assert has_left(network, first)
    assert has_left(network, second)
    network.sandbox.advance(days=30, hours=1)
    assert [rows(network, one.id) for one in (above, first, second)] == [{}] * 3


@pytest.mark.parametrize("said", ["account_inactive", "invalid_auth"])
def test_what_slack_says_of_one_workspace_does_not_silence_the_others(network: Network, said: str) -> None:
    above, first, second = of_two(network)
    petra, quim = runs(first, "Petra"), runs(second, "Quim")
    network.sandbox.faults.next("files.getUploadURLExternal", error=said)
    owe(network, petra, "1")
    network.sandbox.advance(minutes=1)
    assert token_of(network, above) is not None
    assert not has_left(network, first)
    owe(network, quim, "1")
    network.sandbox.advance(minutes=1)
    assert quim.files()


def test_installed_once_more_it_waits_until_it_is_given_to_them_again(network: Network) -> None:
    above, first, second = of_two(network)
    petra = runs(first, "Petra")
    above.takes_out_the_app()
    network.install(petra, above)
    assert token_of(network, first) is None
    assert above.gives(first).ok
    petra.types("/codebuddy settings")
    assert petra.modal().title
    assert has_left(network, second)


def test_its_token_is_renewed_once_for_all(network: Network) -> None:
    first, second = (
        network.sandbox.workspace(name, manifest=ROTATING, url=f"{network.url}/slack/events", installed=False)
        for name in ("One School", "Other School")
    )
    above = network.sandbox.organisation("A Network", first, second)
    network.install(first.person("Olga", admin=True), above)
    above.gives(first, second)
    quim = runs(second, "Quim")
    seen = {token_of(network, second)}
    for day in range(2):
        network.sandbox.advance(days=1)
        assert token_of(network, first) == token_of(network, second)
        seen.add(token_of(network, second))
        owe(network, quim, str(day))
        network.sandbox.advance(minutes=1)
    assert len(seen) == 3
    assert "token_expired" not in {call["error"] for call in second.calls()}
    with network.coordinator.deps.store.everywhere_reading() as db:
        renewing = set(db.scalars(select(Notice.workspace_id).where(Notice.kind == "token")))
    assert renewing == {above.id}


def test_one_that_has_it_by_itself_keeps_its_own_and_falls_back_on_the_organisation(network: Network) -> None:
    first, second = (network.workspace(name) for name in ("One School", "Other School"))
    above = network.sandbox.organisation("A Network", first, second)
    petra = first.person("Petra", admin=True)
    network.install(petra)
    own = token_of(network, first)
    network.install(petra, above)
    above.gives(first, second)
    assert token_of(network, first) == own != token_of(network, second)
    above.takes_back(first)
    assert token_of(network, first) == own
    above.gives(first)
    first.takes_out_the_app()
    assert token_of(network, first) == token_of(network, second) is not None
    assert not has_left(network, first)


def test_no_workspace_of_another_organisation_ever_gets_its_token(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever either of the two rows says alone, and whatever a payload claims."""
    above, first, _ = of_two(network)
    strange = network.workspace("A Stranger")
    other = network.sandbox.organisation("Another Network", strange)
    network.install(strange.person("Sam", admin=True), other)
    other.gives(strange)
    theirs = token_of(network, strange)
    assert theirs != token_of(network, first)
    above.gives(strange)  # a word of Slack's that cannot be
    assert token_of(network, strange) == theirs
    other.takes_back(strange)
    monkeypatch.setattr(organisations, "unsettled", lambda db: [])  # no tick makes the two rows agree
    deps = network.coordinator.deps
    with deps.store.begin(strange.id) as db:
        row = db.scalars(select(Workspace)).one()
        row.organisation_id, row.left_at = above.id, None
    with deps.store.begin(above.id) as db:
        organisations.take_back(db, [strange.id])
    assert token_of(network, strange) is None, "it says so, and the organisation does not"
    with deps.store.begin(strange.id) as db:
        db.scalars(select(Workspace)).one().organisation_id = None
    with deps.store.begin(above.id) as db:
        organisations.give(db, [strange.id])
    assert token_of(network, strange) is None, "the organisation says so, and it does not"
    unheard = network.workspace("Unheard of")
    network.sandbox.organisation("A third", unheard)
    unheard.person("Sana", admin=True).types("/codebuddy help")
    assert {call["method"] for call in unheard.calls()} <= {"response_url"}, "in words of no school"


def test_nothing_is_kept_of_who_installed_it_for_all(network: Network) -> None:
    above, _, _ = of_two(network)
    with network.coordinator.deps.store.read(above.id) as db:
        row = db.scalars(select(Installation)).one()
        assert (row.installed_by, sorted(row.workspaces)) == ("", row.workspaces)
        assert b"xox" not in bytes(row.bot_token)
    network.sandbox.advance(days=8)
    here = rows(network, above.id).keys() - {"inbox"}
    assert here == {"workspaces", "settings", "installations", "notices", "paces"}
    with network.coordinator.deps.store.read(above.id) as db:
        assert set(db.scalars(select(Notice.kind))) == {"grants"}, "nothing happens in it but Slack's list"


def test_what_was_left_half_done_is_done_when_slack_sends_it_again(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    above, first, second = of_two(network)
    tries: list[str] = []

    def fails_once(*_: Any) -> None:
        tries.append("")
        if len(tries) == 1:
            raise OSError("the process is killed here")

    begun = leaving.leave
    monkeypatch.setattr(leaving, "leave", lambda db, now: (fails_once(), begun(db, now))[1])
    above.takes_back(first, second)
    network.sandbox.advance(minutes=10)
    assert has_left(network, first)
    assert has_left(network, second)
