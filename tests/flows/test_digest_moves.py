"""A manager who moves to another time zone: one digest for each week of hers, whenever she moves and where to."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.services import digests, figures, slots
from models import FiguresReader, Notice, Person
from sandbox.people import Person as Human
from tests import stories
from tests.conftest import School
from tests.flows.test_digest import MONDAY, set_up
from tests.flows.test_digest import digests as seen

ZONES = ("Pacific/Auckland", "Asia/Tokyo", "Europe/Madrid", "America/Bogota", "Pacific/Honolulu")
HOUR = timedelta(hours=1)


def moves(school: School, person: Human, timezone: str) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Person).where(Person.user_id == person.id).values(timezone=timezone))


def weeks(school: School, person: Human, kind: str = digests.KIND) -> Counter[str]:
    """How often she is owed the digest of each of her weeks."""
    with school.store.read(school.workspace.id) as db:
        owed = select(Notice.dedupe_key).where(Notice.kind == kind, Notice.target == person.id)
        return Counter(key.rpartition(":")[2] for key in db.scalars(owed))


def test_who_moves_to_where_her_morning_is_over_gets_it_all_the_same(school: School) -> None:
    petra, _ = set_up(school)
    moves(school, petra, "America/Bogota")
    with school.store.begin(school.workspace.id) as db:
        slots.plan(db, slots.DIGEST, "America/Bogota", school.sandbox.now)
    school.sandbox.advance_to(MONDAY + 2 * HOUR)
    before = len(seen(petra))
    moves(school, petra, "Europe/Madrid")  # 11:00 there, 5:00 in Bogotá
    school.sandbox.advance_to(MONDAY + 7 * HOUR)
    assert len(seen(petra)) == before + 1
    school.sandbox.advance_to(MONDAY + timedelta(weeks=1, hours=7))
    assert len(seen(petra)) == before + 2


def test_who_has_had_it_reads_it_once_wherever_she_goes(school: School) -> None:
    petra, _ = set_up(school)
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    for timezone in ("America/Bogota", "Pacific/Honolulu", "Asia/Tokyo", "Europe/Madrid"):
        moves(school, petra, timezone)
        school.sandbox.advance(hours=18)
    assert len(seen(petra)) == 1


def test_it_tells_of_the_week_in_which_it_was_owed(school: School) -> None:
    """Owed on Monday in Auckland, and sent when she is in Honolulu, where it is Sunday still."""
    petra, _ = set_up(school)
    student, _, channel = stories.team(school)
    student.types("/logsession 1h30 today react", channel=channel)
    moves(school, petra, "Pacific/Auckland")
    with school.store.begin(school.workspace.id) as db:
        slots.plan(db, slots.DIGEST, "Pacific/Auckland", school.sandbox.now)
    school.sandbox.advance_to(MONDAY - 13 * HOUR)
    school.sandbox.faults.next("chat.postMessage", retry_after=600)
    school.sandbox.advance_to(MONDAY - 12 * HOUR + timedelta(minutes=1))
    moves(school, petra, "Pacific/Honolulu")
    school.sandbox.advance(hours=1)
    [said] = seen(petra)
    assert "Last week: one session, 1 h 30" in said
    school.sandbox.advance(days=6)
    assert len(seen(petra)) == 1


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 6))]
)
def test_each_week_is_owed_once_whenever_she_moves(school: School, seed: int) -> None:
    """Twelve weeks with a move every few hours or days, most of them near a morning, and hours without the program."""
    petra, mateo = set_up(school)
    by_chance = random.Random(seed)
    reader = school.person("Rita")
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, reader)
        db.add(FiguresReader(user_id=reader.id, made_by=petra.id, made_at=school.sandbox.now))
    now, end = school.sandbox.now + HOUR, MONDAY + timedelta(weeks=11, days=3)
    while now < end:
        with school.store.everywhere() as db:
            is_due = bool(digests.due(db, now))
        if is_due:
            with school.store.begin(school.workspace.id) as db:
                digests.take_due(db, now)
        near = abs((now - MONDAY + timedelta(hours=12)) % timedelta(weeks=1)) < timedelta(hours=48)
        for person in (petra, mateo, reader):
            if by_chance.random() < (0.2 if near else 0.02):
                moves(school, person, by_chance.choice(ZONES))
        now += by_chance.choice((HOUR / 2, HOUR, HOUR, 3 * HOUR))
    expected = {f"2026-W{week}": 1 for week in range(11, 23)}
    for person, kind in ((petra, digests.KIND), (mateo, digests.KIND), (reader, figures.KIND)):
        found = weeks(school, person, kind)
        assert {week: number for week, number in found.items() if week in expected} == expected
