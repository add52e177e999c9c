"""The weekly sweep over any history of teams: once a week, twice in a row, the same however it is run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, select, update

from bot.clock import iso_week, local_moment, zone
from bot.rules.cadence import Decision, nudge_due
from bot.rules.holidays import between
from bot.rules.hours import Owing, Span, monday_of, tally, window_start
from bot.rules.open_times import OpenTimes
from bot.services import nudges, slots
from models import BuddySession, Notice, Nudge, Person, Rest, Settings, Slot, Target, Task, Team, Workspace
from models.enums import NoticeState, TaskKind
from models.store import Store
from scheduler import sweeps
from tests.programmes import THURSDAY, WEEK, log, notices_of, school, team, written


@pytest.fixture(scope="module")
def quick(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store for many short histories: as any other, but it does not wait for the disk."""
    path = tmp_path_factory.mktemp("quick") / "store.sqlite3"
    shutil.copy(sqlite_template, path)
    opened = Store(f"sqlite:///{path}")
    event.listen(opened.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    yield opened
    opened.close()


def empty(store: Store) -> None:
    with store.everywhere() as db:
        for model in (
            Notice,
            Nudge,
            Task,
            BuddySession,
            Rest,
            Target,
            Team,
            Person,
            Slot,
            Settings,
            Workspace,
        ):
            db.execute(delete(model))


@dataclass
class Place:
    """Where and when a history plays: a zone whose clocks change within its weeks, and whose holidays count."""

    zone_name: str
    first: date
    country: str = ""
    region: str = ""

    @property
    def open(self) -> OpenTimes:
        return OpenTimes(zone(self.zone_name), self.country, self.region)

    @property
    def thursday(self) -> datetime:
        return local_moment(self.first, 17 * 60, zone(self.zone_name))


PLACES = (
    Place("Europe/Madrid", date(2026, 3, 12), "ES", "CT"),
    Place("Europe/Madrid", date(2026, 10, 8), "ES", "CT"),
    Place("Africa/Cairo", date(2026, 4, 9)),  # its clocks go on at midnight
    Place("Africa/Casablanca", date(2026, 2, 5)),  # and on again after Ramadan
    Place("Australia/Lord_Howe", date(2026, 3, 26)),  # by half an hour
    Place("Asia/Kathmandu", date(2026, 3, 26)),  # 5 hours 45 minutes ahead of UTC
)


@dataclass
class Pair:
    """A team in the plainest form, with what the rules say of it."""

    id: int
    launched_on: date
    place: Place
    targets: dict[date, int]
    rests: list[Span] = field(default_factory=list)
    days: list[tuple[date, int]] = field(default_factory=list)
    unanswered: int = 0
    told: list[tuple[str, int, str]] = field(default_factory=list)

    def slot(self, due: datetime, now: datetime) -> None:
        open_ = self.place.open
        today = due.astimezone(open_.where).date()
        until = monday_of(today) + WEEK
        days = [(day, minutes) for day, minutes in self.days if day < until]
        holidays = between(window_start(today), until, open_.country, open_.region)
        owing = Owing(self.launched_on, tuple(sorted(self.targets.items())), (*self.rests, *holidays))
        if owing.is_resting(today):
            return
        decision = nudge_due(tally(owing, days, today), self.unanswered, late=open_.is_late(due, now))
        if decision is not Decision.NOT_NEEDED:
            self.told.append((iso_week(today), self.id, str(decision)))
        if decision is Decision.HAND_OVER:
            self.unanswered += 1


SESSIONS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from([5, 30, 90, 120, 240]), st.integers(0, 9), st.sampled_from("vvu")
    ),
    max_size=3,
)
"""Of which team, how long, how many days before the slot, and whether it was undone."""
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["student", "buddy", "team", "everybody", "target"]),
        st.integers(-10, 5),
        st.sampled_from([0, 2, 9, 30]),
    ),
    max_size=1,
)
"""Of which team, what rests or that its target changes, from how many days after the slot, for how long."""
RUNS = st.sampled_from(["once", "again", "crash", "shuffled", "two at once", "late", "too late", "off"])
HISTORIES = st.tuples(
    st.sampled_from(PLACES),
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)),
    st.lists(st.tuples(SESSIONS, CHANGES, RUNS, st.randoms(use_true_random=False)), min_size=1, max_size=6),
)
SHORT, LONG = 300, 10_000


@given(HISTORIES)
@settings(
    max_examples=SHORT,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_history_gives_what_the_rules_say_once(
    quick: Store, monkeypatch: pytest.MonkeyPatch, history: Any
) -> None:
    play(quick, monkeypatch, history)


@pytest.mark.long
@pytest.mark.timeout(3600)
@given(HISTORIES)
@settings(
    max_examples=LONG,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_ten_thousand_histories(quick: Store, monkeypatch: pytest.MonkeyPatch, history: Any) -> None:
    play(quick, monkeypatch, history)


def play(quick: Store, monkeypatch: pytest.MonkeyPatch, history: Any) -> None:
    monkeypatch.setattr(nudges, "BATCH", 1)
    place, ages, weeks = history
    empty(quick)
    due = place.open.next_open(place.thursday)
    school(quick, "T1", at=due, zone_name=place.zone_name)
    with quick.everywhere() as db:
        db.execute(update(Settings).values(country=place.country, region=place.region))
    pairs = []
    for age in ages:
        launched_on = place.first - timedelta(days=age)
        number = team(quick, "T1", launched_on, zone_name=place.zone_name)
        pairs.append(Pair(number, launched_on, place, {launched_on: 120}))
    for number, (sessions, changed, how, chance) in enumerate(weeks):
        day = place.first + number * WEEK
        for which, minutes, ago, kind in sessions:
            pair = pairs[which]
            held_on = max(day - timedelta(days=ago), pair.launched_on)
            log(quick, "T1", pair.id, minutes, held_on, undone=kind == "u")
            pair.unanswered = 0
            if kind != "u":
                pair.days.append((held_on, minutes))
        for which, what, after, length in changed:
            from_day = day + timedelta(days=min(after, 0) if what == "target" else after)
            change(quick, pairs, which, what, from_day, length)
        if how == "off":
            continue
        moment = local_moment(day, 17 * 60, place.open.where)
        now = moment + {"late": timedelta(hours=24), "too late": timedelta(hours=25)}.get(how, timedelta(0))
        run(quick, now, how, chance)
        while due <= now:
            for pair in pairs:
                pair.slot(due, now)
            due = slots.following_nudge(due, 3, 17 * 60, place.open, now)
        deliver(quick, pairs, chance)
    check(quick, pairs, due)


def change(store: Store, pairs: list[Pair], which: int, what: str, first: date, length: int) -> None:
    """Somebody goes away, or a team agrees on other hours."""
    pair, last = pairs[which], first + timedelta(days=length)
    with store.begin("T1") as db:
        row = db.get_one(Team, pair.id)
        if what == "target":
            since, minutes = max(monday_of(first), pair.launched_on), 60 + 10 * length  # as the service does
            pair.targets[since] = minutes
            row.weekly_minutes = pair.targets[max(pair.targets)]
            for day, agreed in pair.targets.items():
                db.merge(Target(workspace_id="T1", team_id=pair.id, since=day, minutes=agreed))
            return
        who = {"student": row.student_id, "buddy": row.buddy_id}.get(what)
        of_team = pair.id if what == "team" else None
        db.add(Rest(user_id=who, team_id=of_team, first=first, last=last, made_by="U1", made_at=THURSDAY))
    for one in pairs if what == "everybody" else [pair]:
        one.rests.append((first, last))


def deliver(store: Store, pairs: list[Pair], chance: Any) -> None:
    """Some of the nudges that were owed come, the others are dropped for one reason or another."""
    with store.begin("T1") as db:
        for notice in db.scalars(select(Notice).where(Notice.state == NoticeState.PENDING)).all():
            came = chance.random() < 0.7
            notice.state = NoticeState.SENT if came else NoticeState.DROPPED
            pair = next(one for one in pairs if notice.target == f"team:{one.id}")
            pair.unanswered += came
            if came:
                nudges.sent(db, pair.id)


def run(store: Store, now: datetime, how: str, chance: Any) -> None:
    """The sweep, in many ways; afterwards always until nothing is due, as ticks do."""
    if how in ("crash", "shuffled", "two at once"):
        with store.everywhere_reading() as db:
            due = nudges.due_slots(db, now)
            decided = nudges.decide(db, due)
        batches = list(nudges.batches(due, decided))
        if how == "crash":
            batches = batches[: chance.randint(0, len(batches))]
        if how == "two at once":
            batches += batches
        if how == "two at once":
            chance.shuffle(batches)
        for batch in batches:
            with store.everywhere() as db:
                nudges.write(db, batch, now)
    for _ in range(20):
        with store.everywhere_reading() as db:
            following = nudges.next_due(db, now)
        assert following is not None
        if following > now:
            break
        sweeps.nudge(store, now)
    if how == "again":
        sweeps.nudge(store, now)


def check(store: Store, pairs: list[Pair], due: datetime) -> None:
    expected = sorted(row for pair in pairs for row in pair.told)
    assert written(store) == expected
    sent = sorted(f"nudge:{team_id}:{week}" for week, team_id, how in expected if how == "send")
    assert notices_of(store) == sent
    with store.everywhere_reading() as db:
        assert db.scalars(select(Slot.due_at)).all() == [due]
        tasks = db.scalars(select(func.count(Task.id)).where(Task.kind == TaskKind.QUIET_TEAM)).one()
        assert tasks == sum(how == "hand_over" for _, _, how in expected)
        rows = db.execute(select(Team.id, Team.unanswered_nudges)).all()
    assert {number: count for number, count in rows} == {pair.id: pair.unanswered for pair in pairs}  # noqa: C416
