"""Both log in the same second: one counts, the other is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from sqlalchemy import select

from bot.services import people, sessions
from bot.services.sessions import Entry, Logged
from models import BuddySession
from tests import stories
from tests.conftest import School


def test_in_the_same_second_one_counts_and_the_other_is_asked(school: School) -> None:
    two = stories.team(school)[:2]
    now, gate, nobody_opens = school.sandbox.now, Barrier(2), Event()

    def logs(user_id: str) -> Logged:
        with school.store.read(school.workspace.id) as db:
            [team] = sessions.own_teams(db, user_id, now)
        gate.wait()
        with school.store.begin(school.workspace.id) as db:
            done = sessions.log(db, now, people.acting(db, user_id), team, Entry(60, now.date()))
            nobody_opens.wait(0.3)  # the other one has looked by now, if nothing holds it back
            return done

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(logs, [person.id for person in two]))
    assert sorted(one.twin is None for one in done) == [False, True]
    assert [one.tally.week for one in done] == [60, 60]
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(BuddySession)).all()
    assert sorted(row.undone_at is None for row in rows) == [False, True]
