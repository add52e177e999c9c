"""The program is taken out of a workspace: it falls silent at once, and forgets after thirty days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bench.databases import beside
from bot.services import leaving, notices
from bot.services.own_data import KIND
from models import Base, Installation, Notice, Workspace
from models.enums import NoticeState
from sandbox.people import Person
from sandbox.people import Workspace as Space
from tests.installing.conftest import Network
from tests.planted import LOOSE, WORDS, plant


def installed(network: Network) -> tuple[Space, Person]:
    space = network.workspace("Made-up School")
    petra = space.person("Petra", admin=True)
    network.install(petra)
    petra.types("/codebuddy setup")
    return space, petra


def owe(network: Network, petra: Person, key: str) -> None:
    with network.coordinator.deps.store.begin(petra.workspace.id) as db:
        notices.owe(db, KIND, to=petra.id, key=f"{petra.id}:{key}:1", now=network.sandbox.now, part=1)


def rows(network: Network, workspace_id: str) -> dict[str, int]:
    """Table → rows of the workspace, of those with any."""
    found = {}
    with beside(network.coordinator.deps.store) as connection:
        for table in Base.metadata.sorted_tables:
            home = table.c.get("workspace_id", table.c.get("id"))
            number = connection.execute(
                select(func.count()).select_from(table).where(home == workspace_id)
            ).scalar()
            if number:
                found[table.name] = number
    return found


def test_it_has_no_token_at_once_and_sends_nothing_more(network: Network) -> None:
    space, petra = installed(network)
    space.takes_out_the_app()
    deps = network.coordinator.deps
    assert deps.tokens is not None
    assert deps.tokens.of(space.id) is None
    with deps.store.everywhere_reading() as db:
        assert db.scalars(select(func.count(Installation.workspace_id))).one() == 0
    before = len(space.calls())
    owe(network, petra, "1")
    network.sandbox.advance(days=3)
    assert len(space.calls()) == before
    with deps.store.everywhere_reading() as db:
        assert db.scalars(select(Notice.id)).all() == [], "no sweep sees anything there"


def test_the_bots_token_revoked_alone_is_the_same_as_taking_it_out(network: Network) -> None:
    space, petra = installed(network)
    space.revokes_the_bots_token()
    deps = network.coordinator.deps
    assert deps.tokens is not None
    assert deps.tokens.of(space.id) is None
    with deps.store.read(space.id) as db:
        assert db.scalars(select(Workspace.left_at)).one() is not None
    before = len(space.calls())
    owe(network, petra, "1")
    network.sandbox.advance(days=29, hours=23)
    assert len(space.calls()) == before
    assert rows(network, space.id)
    network.sandbox.advance(hours=2)
    assert rows(network, space.id) == {}


def test_whoever_installs_it_reads_before_how_long_its_data_stay(network: Network) -> None:
    page = network.browser().get("/slack/install", **{"accept-language": "en"}).text
    assert "What it has stored goes after 30 days" in page


def test_the_token_of_a_person_is_none_of_its_business(network: Network) -> None:
    space, petra = installed(network)
    network.sandbox.wire.post(f"{space.path}/uninstall", {"user": petra.id})
    petra.opens_home()
    assert network.coordinator.deps.tokens is not None
    assert network.coordinator.deps.tokens.of(space.id) is not None


@pytest.mark.parametrize("after", [1, 29])
def test_whoever_installs_it_again_in_time_finds_everything(network: Network, after: int) -> None:
    space, petra = installed(network)
    before = rows(network, space.id)
    space.takes_out_the_app()
    network.sandbox.advance(days=after)
    network.install(petra)
    now = rows(network, space.id)
    assert {name: now.get(name, 0) for name in before if name != "inbox"} == {
        name: number for name, number in before.items() if name != "inbox"
    }
    petra.types("/codebuddy help")
    assert "I need help" in petra.everything_visible()


def test_after_thirty_days_no_row_of_it_is_left_and_it_begins_anew(network: Network) -> None:
    space, petra = installed(network)
    other = network.workspace("Other School")
    network.install(other.person("Olga", admin=True))
    store = network.coordinator.deps.store
    plant(store, space.id, leave_out=(*LOOSE, *rows(network, space.id)))
    others = rows(network, other.id)
    space.takes_out_the_app()
    network.sandbox.advance(days=29, hours=23)
    assert len(rows(network, space.id)) > 30
    network.sandbox.advance(hours=2)
    assert rows(network, space.id) == {}
    assert (
        rows(network, other.id).items() >= {name: n for name, n in others.items() if name != "inbox"}.items()
    )
    with store.everywhere_reading() as db:
        assert db.scalars(select(Workspace.id)).all() == [other.id]
    network.install(petra)
    petra.types("/codebuddy setup")
    assert "Set up" in petra.modal().title
    assert WORDS not in petra.everything_visible()


def test_what_is_left_of_an_erasing_goes_before_it_is_installed_again(network: Network) -> None:
    space, petra = installed(network)
    space.takes_out_the_app()
    store = network.coordinator.deps.store
    with store.begin(space.id) as db:
        row = db.scalars(select(Workspace)).one()
        row.left_at = network.sandbox.now - leaving.KEPT - timedelta(seconds=1)
    network.install(petra)
    assert set(rows(network, space.id)) == {"workspaces", "settings", "installations"}


def test_slacks_answer_to_a_message_is_word_enough(network: Network) -> None:
    space, petra = installed(network)
    space.takes_out_the_app(silently=True)
    owe(network, petra, "1")
    network.sandbox.advance(minutes=1)
    tried = len(space.calls())
    network.sandbox.advance(hours=2)
    assert len(space.calls()) == tried
    store = network.coordinator.deps.store
    with store.read(space.id) as db:
        assert db.scalars(select(Workspace.left_at)).one() is not None
    network.install(petra)
    network.sandbox.advance(minutes=10)
    with store.read(space.id) as db:
        assert {row.state for row in db.scalars(select(Notice).where(Notice.kind == KIND))} == {
            NoticeState.SENT
        }
