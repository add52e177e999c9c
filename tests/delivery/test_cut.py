"""All connections to the database are cut, again and again, in the middle of a run: what is promised holds."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from bot.delivery import queue
from tests.delivery.cut import Connections, Cutter, Moody, cut_now_and_then
from tests.delivery.office import KINDS, Office

EXPIRED = timedelta(seconds=-1)
"""One worker: what is being sent while it looks around is nobody's any more."""
PLACES = 8
MOST_ROUNDS = 40
"""Looks for a notice at most; a run that takes more does not come to its end."""


def run(office: Office, slack: Moody) -> None:
    """Look for lost workers and send, through everything that fails, until nothing waits."""
    store, sender = office.deps.patient, office.sender(client=slack, lease=EXPIRED)
    for _ in range(MOST_ROUNDS * len(office.rows())):
        with suppress(DBAPIError):
            with store.everywhere() as db:
                queue.reclaim(db, KINDS)
            office.send(sender)
            with store.everywhere_reading() as db:
                following = sender.next_due(db)
                if following is None and not queue.expired(db, office.clock.now()):
                    return
            office.clock.forward(following or office.clock.now())
    raise AssertionError("something stays due")


def owe_both(office: Office, messages: int) -> None:
    for number in range(messages):
        office.owe("nag" if number % 2 else "note", number, f"C{number // 2 % PLACES}")


def check(office: Office, slack: Moody, cuts: int, messages: int) -> None:
    unknown = slack.became["lost"] + cuts
    notes = [slack.times("note", number) for number in range(0, messages, 2)]
    nags = [slack.times("nag", number) for number in range(1, messages, 2)]
    assert min(notes) >= 1, "something that matters was lost"
    assert max(nags) <= 1, "a nag came twice"
    assert sum(notes) - len(notes) <= unknown
    assert len(nags) - sum(nags) <= unknown
    states = Counter((row.kind, str(row.state), row.reason) for row in office.rows())
    assert set(states) <= {
        ("note", "sent", None),
        ("nag", "sent", None),
        ("nag", "dropped", "outcome_unknown"),
    }
    assert states["nag", "dropped", "outcome_unknown"] <= unknown
    assert office.tasks() == []
    for place in range(PLACES):
        came = slack.order(f"C{place}")
        assert came == sorted(came)


def live_through(office: Office, cutter: Cutter, messages: int, seed: int, often: float = 1) -> None:
    """`often`: how often it is cut; 1: at three of a thousand statements and eight of a hundred commits."""
    chance = random.Random(seed)
    slack = Moody(random.Random(seed))
    owe_both(office, messages)
    engine = office.deps.patient.engine
    with cut_now_and_then(engine, cutter, chance, statement=0.003 * often, commit=0.08 * often):
        run(office, slack)
    assert min(cutter.cuts, slack.became["limited"], slack.became["lost"]) >= 1
    check(office, slack, cutter.cuts, messages)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_cut_in_the_middle_nothing_that_matters_is_lost_and_no_nag_comes_twice(office: Office) -> None:
    with Connections(office.deps.store.address) as cutter:
        live_through(office, cutter, 100, seed=6)
