"""The figures of made-up schools, worked out a second time by a plain count over each day and each session."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import ceil
from statistics import median

import pytest
from sqlalchemy import select

from bot.deps import Vaults
from bot.rules.figures import Missing, Value
from bot.rules.periods import Period
from bot.services import report, workspaces
from bot.vault import KeyRing
from models import Rest, Settings, Target
from models.enums import EndReason
from models.store import Db, Store
from tests.flows.report_school import DAY, team

HERE = "TORACLE"
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
PERIODS = (
    Period(date(2025, 12, 1), date(2026, 2, 28)),
    Period(date(2026, 1, 1), date(2026, 3, 31)),
    Period(date(2025, 1, 1), date(2025, 12, 31)),
    Period(date(2026, 2, 3), date(2026, 2, 12)),
)
REASONS = (EndReason.GRADUATED, EndReason.DROPPED_OUT, EndReason.BUDDY_LEFT)


@dataclass(frozen=True)
class Made:
    """A team as it was made up. `over`: its last day; `change`: from which day on it owes how much."""

    began: date
    waited: int
    over: date | None
    reason: EndReason
    change: tuple[date, int] | None
    rest: tuple[date, date] | None
    sessions: tuple[tuple[date, int], ...]

    def runs(self, first: date, last: date) -> bool:
        return any(self.began <= day and (self.over is None or day <= self.over) for day in days(first, last))

    def owed(self, monday: date, off: list[date]) -> int:
        """Minutes in a week: a seventh of the target for each day of it, in steps of five minutes where one is cut."""
        if self.began > monday + 3 * DAY:
            return 0
        each = []
        for day in days(monday, monday + 6 * DAY):
            is_off = day in off or (self.rest is not None and self.rest[0] <= day <= self.rest[1])
            if day >= self.began and (self.over is None or day <= self.over) and not is_off:
                each.append(self.change[1] if self.change and day >= self.change[0] else 120)
        if len(each) == 7 and len(set(each)) == 1:
            return each[0]
        return max(5, sum(each) // 7 // 5 * 5) if each else 0


def days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * DAY


def made_up(chance: random.Random) -> Made:
    began = date(2025, 10, 1) + chance.randrange(140) * DAY
    over = began + chance.randrange(10, 120) * DAY if chance.random() < 0.5 else None
    over = over if over and over < NOW.date() else None
    last = over or NOW.date()
    change = (
        (began + chance.randrange(1, 60) * DAY, chance.choice((60, 90, 240)))
        if chance.random() < 0.3
        else None
    )
    away = began + chance.randrange(60) * DAY
    rest = (away, away + chance.randrange(20) * DAY) if chance.random() < 0.3 else None
    held = [day for day in days(began, last) if chance.random() < 0.2]
    sessions = tuple((day, chance.choice((30, 60, 90, 120, 180))) for day in held)
    return Made(began, chance.randrange(30), over, chance.choice(REASONS), change, rest, sessions)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


def put(db: Db, teams: list[Made], off: list[date]) -> None:
    settings = db.scalars(select(Settings)).one()
    settings.country = settings.region = ""
    settings.timezone = "Europe/Madrid"
    for number, one in enumerate(teams, start=1):
        ended = (one.over, one.reason) if one.over else None
        team_id = team(db, number, began=one.began, waited=one.waited, ended=ended, sessions=one.sessions)
        if one.change:
            db.add(Target(team_id=team_id, since=one.began, minutes=120))
            db.add(Target(team_id=team_id, since=one.change[0], minutes=one.change[1]))
        if one.rest:
            first, last = one.rest
            db.add(Rest(user_id=f"UB{number}", first=first, last=last, made_by=f"UB{number}", made_at=NOW))
    db.add_all(Rest(first=day, last=day, made_by="UB1", made_at=NOW) for day in off)
    db.flush()


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_what_a_plain_count_finds(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    teams = [made_up(chance) for _ in range(40)]
    off = [date(2025, 12, 22) + number * DAY for number in range(12)]
    workspaces.ensure(store, Vaults(KeyRing.new(), store), HERE, "UBOT", "Europe/Madrid", NOW)
    with store.begin(HERE) as db:
        put(db, teams, off)
    for period in PERIODS:
        with store.read(HERE) as db:
            found = report.make(db, NOW, period).figures
        first, until = period.first, min(period.last, NOW.date())
        of_it = [one for one in teams if one.runs(first, until)]
        started = [one for one in teams if first <= one.began <= until]
        held = [minutes for one in teams for day, minutes in one.sessions if first <= day <= until]
        same(found.students, len(of_it))
        same(found.running, sum(one.over is None or one.over > until for one in of_it))
        same(found.started, len(started))
        same(found.ended, sum(one.over is not None and one.over <= until for one in of_it))
        same(found.minutes, sum(held))
        same(found.sessions, len(held))
        waits = sorted(one.waited for one in started)
        if len(waits) >= 5:
            same(found.wait_median, median(waits))
            same(found.wait_p90, waits[ceil(0.9 * len(waits)) - 1])
        judged = [judge(one, period, off) for one in teams]
        counted = [one for one in judged if one is not None]
        same(found.judged, len(counted))
        same(found.on_target, sum(logged >= owed for logged, owed in counted))


def judge(one: Made, period: Period, off: list[date]) -> tuple[int, int] | None:
    """Minutes logged and owed in the finished weeks whose Thursday is in the period; None where nothing is owed."""
    start = date(2025, 1, 6)
    mondays = [
        start + 7 * number * DAY
        for number in range(70)
        if period.first <= start + (7 * number + 3) * DAY <= period.last
        and start + (7 * number + 6) * DAY < date(2026, 3, 2)
    ]
    owed = [one.owed(monday, off) for monday in mondays if one.over is None or one.over >= monday]
    logged = sum(m for day, m in one.sessions if mondays and mondays[0] <= day <= mondays[-1] + 6 * DAY)
    return (logged, sum(owed)) if any(owed) else None


def same(found: Value, counted: float) -> None:
    """What is shown is right."""
    assert found in (counted, Missing.HIDDEN)
