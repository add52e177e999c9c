"""The weekly sweep: what it counts, whom it leaves alone, and that several at once or a crash change nothing."""

from __future__ import annotations

import multiprocessing
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot.rules.cadence import Decision
from bot.rules.hours import Owing, tally
from bot.services import notices, nudges
from bot.services.sessions import own_teams
from bot.services.under_hours import Programme, under_hours
from models import Rest, Settings, Slot, Target, Task, Team
from models.enums import TaskKind, TeamState
from models.store import OutOfBounds, Store
from scheduler import sweeps
from tests.programmes import MADRID, THURSDAY, WEEK, log, notices_of, school, team, written

MONDAY = date(2026, 3, 2)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


# One statement for all ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("weeks_ago", range(7))
@pytest.mark.parametrize("rest", ["none", "break", "away", "team", "target", "holiday"])
def test_the_sweep_counts_as_the_rules_do(store: Store, weeks_ago: int, rest: str) -> None:
    """A team that began so many weeks ago, with a session on every second day, and something that changes its weeks."""
    school(store, "T1")
    school(store, "T2")  # of another programme, whose weeks are as ever
    launched_on = date(2026, 3, 4) - weeks_ago * WEEK
    team_id, other = team(store, "T1", launched_on), team(store, "T2", launched_on)
    days = [
        (launched_on + timedelta(days=n), 5 + n % 20)
        for n in range(0, (date(2026, 3, 5) - launched_on).days, 2)
    ]
    for day, minutes in days:
        log(store, "T1", team_id, minutes, day)
        log(store, "T2", other, minutes, day)
    log(store, "T1", team_id, 700, date(2026, 3, 4), undone=True)
    changes(store, team_id, rest)
    with store.everywhere_reading() as db:
        programmes = [Programme("T1", *HOLIDAYS[rest]), Programme("T2", "", "")]
        found = {one.team_id: one.tally for one in under_hours(db, MONDAY, THURSDAY, programmes)}
    with store.begin("T1") as db:
        programme = db.get_one(Settings, "T1")
        programme.country, programme.region = HOLIDAYS[rest]
        [standing] = [one.tally for one in own_teams(db, "U0STUDENT", THURSDAY)]
    expected = {team_id: standing} if standing.is_under else {}
    usual = tally(Owing(launched_on, ((launched_on, 120),)), days, THURSDAY.date())
    assert found == expected | ({other: usual} if usual.is_under else {})
    assert standing != usual or rest in ("none", "holiday") or weeks_ago < REACHES[rest]


HOLIDAYS = defaultdict(lambda: ("", ""), holiday=("ES", "AN"))
"""Andalusia's day is 28 February, and in 2026 a Saturday."""
REACHES = {"break": 2, "away": 2, "team": 2, "target": 1}
"""Younger teams had not begun."""


def changes(store: Store, team_id: int, rest: str) -> None:
    away = {"first": date(2026, 2, 9), "last": date(2026, 2, 23), "made_by": "U0STUDENT", "made_at": THURSDAY}
    with store.begin("T1") as db:
        if rest in ("break", "away", "team"):
            user, of_team = ("U0BUDDY" if rest == "away" else None), (team_id if rest == "team" else None)
            db.add(Rest(user_id=user, team_id=of_team, **away))
        if rest == "target":
            for since, minutes in ((date(2026, 1, 1), 120), (date(2026, 2, 25), 600)):
                db.add(Target(team_id=team_id, since=since, minutes=minutes))
            db.get_one(Team, team_id).weekly_minutes = 600


def test_teams_of_other_zones_other_slots_and_other_states_are_left_alone(store: Store) -> None:
    school(store, "T1")
    school(store, "T2", at=THURSDAY + timedelta(days=1))
    begun = date(2026, 1, 5)
    here = team(store, "T1", begun)
    team(store, "T1", begun, zone_name="America/Bogota")
    team(store, "T2", begun)
    for state in (TeamState.LAUNCHING, TeamState.ENDED):
        other = team(store, "T1", begun)
        with store.everywhere() as db:
            db.execute(update(Team).where(Team.id == other).values(state=state))
    sweeps.nudge(store, THURSDAY)
    assert written(store) == [("2026-W10", here, "send")]


@pytest.mark.parametrize(
    ("zone_name", "at", "heard"),
    [
        ("Pacific/Chatham", datetime(2026, 3, 5, 19, 15, tzinfo=UTC), ["send"]),  # Friday 9:00 there
        ("America/Bogota", datetime(2026, 3, 6, 1, 0, tzinfo=UTC), []),  # Thursday 20:00 there
    ],
)
def test_no_reminders_ends_on_the_pairs_own_day(
    store: Store, zone_name: str, at: datetime, heard: list[str]
) -> None:
    """Which is the day after, or the day before, in UTC."""
    school(store, "T1", at=at, zone_name=zone_name)
    number = team(store, "T1", date(2026, 1, 5), zone_name=zone_name)
    with store.everywhere() as db:
        db.execute(update(Team).where(Team.id == number).values(nudged_from=date(2026, 3, 6)))
    sweeps.nudge(store, at)
    assert [how for _, _, how in written(store)] == heard


def test_a_pair_that_logs_while_the_sweep_looks_is_not_handed_over(store: Store) -> None:
    school(store, "T1")
    number = team(store, "T1", date(2026, 1, 5))
    with store.everywhere() as db:
        db.execute(update(Team).where(Team.id == number).values(unanswered_nudges=2))
    with store.everywhere_reading() as db:
        due = nudges.due_slots(db, THURSDAY)
        decided = nudges.decide(db, due)
    assert decided == {due[0]: [(number, Decision.HAND_OVER)]}
    log(store, "T1", number, 30, date(2026, 3, 5))
    for batch in nudges.batches(due, decided):
        with store.everywhere() as db:
            nudges.write(db, batch, THURSDAY)
    with store.everywhere_reading() as db:
        assert db.scalars(select(Task.id)).all() == []
        assert db.scalars(select(Team.unanswered_nudges)).all() == [0]
        assert set(db.scalars(select(Slot.due_at))) == {THURSDAY + WEEK}


def test_zones_whose_weeks_differ_are_each_counted_in_their_own(store: Store) -> None:
    """After an outage: Thursday's slot of one zone is due with the one of a week later of another."""
    school(store, "T1", at=THURSDAY - WEEK)
    school(store, "T2")
    begun = date(2026, 1, 5)
    one, two = team(store, "T1", begun), team(store, "T2", begun)
    for workspace_id, number in (("T1", one), ("T2", two)):
        log(store, workspace_id, number, 120, date(2026, 2, 25))
    sweeps.nudge(store, THURSDAY)  # the first zone was fine in its week, W09
    assert written(store) == [("2026-W10", two, "send")]
    sweeps.nudge(store, THURSDAY)
    assert written(store) == [("2026-W10", one, "send"), ("2026-W10", two, "send")]


# Several at once, and in the middle --------------------------------------------------------------------------


def many(store: Store) -> int:
    for number in range(6):
        school(store, f"T{number}")
        for _ in range(7):
            team(store, f"T{number}", date(2026, 1, 5))
    return 42


def test_threads_at_once_write_each_team_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nudges, "BATCH", 3)
    teams = many(store)
    ready, troubles = threading.Barrier(3), []

    def sweep() -> None:
        ready.wait()
        try:
            sweeps.nudge(store, THURSDAY)
        except Exception as trouble:  # noqa: BLE001 - shown below
            troubles.append(trouble)

    threads = [threading.Thread(target=sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert_each_once(store, teams)


def _sweep(url: str, start: Any) -> None:
    opened = Store(url)
    start.wait()
    nudges.BATCH = 3
    sweeps.nudge(opened, THURSDAY)
    opened.close()


def test_processes_at_once_write_each_team_once(store: Store, database_url: str) -> None:
    teams = many(store)
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    workers = [context.Process(target=_sweep, args=(database_url, start)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert_each_once(store, teams)


@pytest.mark.parametrize("survives", [0, 1, 5, 13])
def test_after_a_crash_the_rest_is_written_and_nothing_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch, survives: int
) -> None:
    monkeypatch.setattr(nudges, "BATCH", 3)
    teams = many(store)
    real, left = nudges._move, [survives]

    def crashing(db: Any, done: Any, now: datetime) -> None:
        real(db, done, now)
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1

    monkeypatch.setattr(nudges, "_move", crashing)
    with pytest.raises(KeyboardInterrupt):
        sweeps.nudge(store, THURSDAY)
    assert len(written(store)) < teams
    monkeypatch.setattr(nudges, "_move", real)
    sweeps.nudge(store, THURSDAY + timedelta(seconds=1))
    assert_each_once(store, teams)


def test_what_fails_for_all_together_is_done_school_by_school_and_logged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams = many(store)
    real, faults = nudges.decide, [ValueError("once")]

    def failing(db: Any, due: Any) -> Any:
        if faults:
            raise faults.pop()
        return real(db, due)

    monkeypatch.setattr(nudges, "decide", failing)
    with capture_logs() as said:
        sweeps.nudge(store, THURSDAY)
    [line] = said
    assert (line["event"], line["sweep"]) == ("sweep_taken_apart", "nudges")
    assert isinstance(line["exc_info"], ValueError)
    assert_each_once(store, teams)


def assert_each_once(store: Store, teams: int) -> None:
    assert len(written(store)) == teams
    assert len(notices_of(store)) == teams
    with store.everywhere_reading() as db:
        assert set(db.scalars(select(Team.unanswered_nudges))) == {0}  # none has come yet
        assert set(db.scalars(select(Slot.due_at))) == {THURSDAY + WEEK}


def test_a_sweep_across_a_change_of_clocks_keeps_to_the_wall_clock(store: Store) -> None:
    school(store, "T1", at=THURSDAY)
    team(store, "T1", date(2026, 1, 5))
    for number in range(8):  # the clocks go forward on 29 March
        with store.everywhere_reading() as db:
            due = nudges.next_due(db, THURSDAY)
        assert due is not None
        local = due.astimezone(MADRID)
        assert (local.weekday(), local.hour, local.minute) == (3, 17, 0)
        assert local.date() == date(2026, 3, 5) + number * WEEK
        sweeps.nudge(store, due)
    weeks = [week for week, _, _ in written(store)]
    assert weeks == sorted(set(weeks))
    assert len(weeks) == 8


def test_a_slow_batch_holds_no_lock_over_another(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large slot goes in parts, each a transaction of its own; the slot is moved with the last."""
    monkeypatch.setattr(nudges, "BATCH", 4)
    school(store, "T1")
    for _ in range(10):
        team(store, "T1", date(2026, 1, 5))
    sizes: list[tuple[int, datetime]] = []
    real = nudges.write

    def watching(db: Any, batch: list[nudges.Part], now: datetime) -> None:
        real(db, batch, now)
        due = db.scalars(select(Slot.due_at)).one()
        sizes.append((sum(len(part.teams) for part in batch), due))

    monkeypatch.setattr(nudges, "write", watching)
    sweeps.nudge(store, THURSDAY)
    assert sizes == [(4, THURSDAY), (4, THURSDAY), (2, THURSDAY + WEEK)]


def test_statements_over_all_workspaces_are_refused_in_a_session_of_one(store: Store) -> None:
    school(store, "T1")
    slot = nudges.DueSlot(
        Programme("T1", "", ""),
        "Europe/Madrid",
        THURSDAY,
        THURSDAY + WEEK,
        THURSDAY.date(),
        date(2026, 3, 2),
        "2026-W10",
        False,
    )
    part = nudges.Part(slot, [(1, Decision.SEND)], is_last=True)
    with store.read("T1") as db:
        for work in (
            lambda: nudges.write(db, [part], THURSDAY),
            lambda: nudges.decide(db, [slot]),
            lambda: notices.owe_teams(db, "nudge", [1], "2026-W10", THURSDAY),
            lambda: notices.task_each(db, TaskKind.QUIET_TEAM, [("T2", "1", {"team": 1})], THURSDAY),
        ):
            with pytest.raises(OutOfBounds):
                work()
