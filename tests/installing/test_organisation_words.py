"""Each word of what an organisation gives or takes back has a look at Slack's list of its own, and counts until then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.services import grants, organisations
from models import Installation, Notice
from models.enums import NoticeState
from sandbox.people import Organisation
from tests.installing.conftest import Network
from tests.installing.test_organisation import has_left, token_of
from tests.installing.test_organisation_asked import asked, quiet


def given(network: Network, above: Organisation) -> list[str]:
    with network.coordinator.deps.store.read(above.id) as db:
        return db.scalars(select(Installation.workspaces)).one()


@pytest.mark.parametrize("apart", [5, 53])
def test_a_second_word_is_not_undone_by_the_look_of_the_first(network: Network, apart: int) -> None:
    above, first, second = quiet(network)
    network.sandbox.advance(seconds=5)
    before = asked(above)
    above.takes_back(first)
    network.sandbox.advance(seconds=apart)
    above.takes_back(second)
    above.gives(second, silently=True)  # Slack's list is behind its own word
    network.sandbox.advance(seconds=61 - apart)
    assert asked(above) == before + 1
    assert token_of(network, second) is None
    above.takes_back(second, silently=True)
    network.sandbox.advance(seconds=apart)
    assert asked(above) == before + 2, "each has its own"
    assert token_of(network, second) is None
    assert has_left(network, second)


def test_a_word_that_comes_while_the_list_is_read_counts_more(network: Network) -> None:
    above, first, second = quiet(network)
    third = network.workspace("A third School")
    now = network.sandbox.now
    with network.coordinator.deps.store.begin(above.id) as db:
        organisations.take_back(db, [first.id])
        organisations.give(db, [third.id])
        grants.told(db, now, [first.id, third.id])
        assert grants.listed(db, [first.id, second.id], now - timedelta(seconds=5)) == []
    assert given(network, above) == sorted([second.id, third.id])
    with network.coordinator.deps.store.begin(above.id) as db:
        later = now + grants.AFTER_NEWS
        assert grants.listed(db, [first.id, second.id], later) == [third.id], "then the list counts"
    assert given(network, above) == sorted([first.id, second.id, third.id])


def test_a_look_that_an_older_version_could_not_take_is_owed_again(network: Network) -> None:
    """While processes are replaced one by one, an old one may find it, and give it up after some hours."""
    above, first, _ = quiet(network)
    third = network.workspace("A third School")
    network.sandbox.advance(days=1)
    above.gives(third, silently=True)
    with network.coordinator.deps.store.begin(above.id) as db:
        look = db.scalars(
            select(Notice).where(Notice.kind == grants.LOOK).order_by(Notice.due_at.desc())
        ).first()
        assert look is not None
        look.state, look.reason = NoticeState.FAILED, "unknown_kind"
    network.sandbox.advance(minutes=1)
    assert token_of(network, third) == token_of(network, first) is not None
    before = asked(above)
    network.sandbox.advance(hours=3)
    assert asked(above) == before
