"""The weekly sweep over any history of teams: once a week, twice in a row, the same however it is run, nobody forgotten.

Two programmes in two zones, around a change of their clocks. People log, rest, agree on other hours, begin and end; two
processes sweep, one batch at a time, and are killed in the middle; Slack's answers get lost. A second, plain reckoning
(`plain_weeks`) says after each step what must have come of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import update

from bot.services import nudges, people, sessions, targets
from bot.services.sessions import Entry
from models import Rest, Team
from models.enums import TeamState
from scheduler import sweeps
from tests import plain_weeks as plain
from tests.nudge_ledger import Reckoning
from tests.nudge_world import ENDINGS, MANAGER, WORKSPACES, Killed, Office, in_memory
from tests.plain_weeks import AT_MOST, DAY, QUARTER, WEEK, Hours

CHANGES = {
    ("Europe/Madrid", "ES", "CT"): ("2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"),
    ("Africa/Cairo", "EG", ""): ("2026-04-24", "2026-10-29", "2027-04-30", "2027-10-28"),  # at midnight
    ("Africa/Casablanca", "MA", ""): ("2026-02-15", "2026-03-22", "2027-02-07", "2027-03-14"),  # for Ramadan
    ("Australia/Lord_Howe", "AU", "NSW"): (
        "2026-04-05",
        "2026-10-04",
        "2027-04-04",
        "2027-10-03",
    ),  # half an hour
    ("Asia/Kathmandu", "", ""): ("2026-04-01", "2026-12-28"),  # never; 5 hours 45 minutes ahead
    ("Pacific/Chatham", "NZ", ""): ("2026-04-05", "2026-09-27", "2027-04-04", "2027-09-26"),  # 12:45 or 13:45
}
"""Where programmes are, whose holidays they keep, and the days on which their clocks change."""
TIMES = (
    (3, 17 * 60, ((), 0, 0)),
    (3, 17 * 60, ((0, 1, 2, 3, 4), 10 * 60, 18 * 60)),
    (4, 0, ((), 0, 0)),  # in Cairo's gap
    (0, 9 * 60, ((0, 3), 9 * 60, 14 * 60)),
    (2, 20 * 60 + 30, ((), 0, 0)),
)
"""When reminders come, and class hours."""
SPANS = (QUARTER, timedelta(hours=3), timedelta(hours=13), DAY, 3 * DAY, 9 * DAY)
SHORT, LONG = (300, 12), (10_000, 12)
"""Histories, and how much happens in each."""
_WHICH = st.integers(0, 5)
_ENDINGS = st.lists(st.sampled_from(ENDINGS), max_size=3)


class Histories(Reckoning, RuleBasedStateMachine):
    # how it begins -------------------------------------------------------------------------------

    @initialize(
        here=st.sampled_from(sorted(CHANGES)),
        there=st.sampled_from(sorted(CHANGES)),
        change=st.integers(0, 3),
        before=st.integers(0, 4),
        ages=st.lists(st.integers(0, 60), min_size=3, max_size=3),
        each=st.booleans(),
        batch=st.integers(1, 3),
    )
    def begin(
        self,
        here: tuple[str, ...],
        there: tuple[str, ...],
        change: int,
        before: int,
        ages: list[int],
        each: bool,
        batch: int,
    ) -> None:
        changes = CHANGES[here]  # type: ignore[index]
        first = plain.monday(date.fromisoformat(changes[change % len(changes)])) - before * WEEK
        self.office.empty()
        self.now = datetime.combine(first, datetime.min.time(), UTC) + timedelta(hours=7)
        self.each, self.batch = each, batch
        self.programmes = {one: Hours(*where) for one, where in zip(WORKSPACES, (here, there), strict=True)}
        self.anew()
        self.logged: dict[int, tuple[int, str, datetime, tuple[date, int]]] = {}
        for workspace_id, hours in self.programmes.items():
            self.office.open(workspace_id, hours, each=each)
        for workspace_id, age in zip(("T1", "T1", "T2"), ages, strict=True):
            self._launch(workspace_id, self.programmes[workspace_id].zone_name, age)

    def teardown(self) -> None:
        """Everything is run to its end, and nothing is missing."""
        if not hasattr(self, "now"):
            return
        self.sweep_all(times=1)
        self.endings = []
        for _ in WORKSPACES:
            self.now += QUARTER
            for workspace_id in WORKSPACES:
                self._deliver(workspace_id)
        self._is_as_it_must_be()

    # what people do ------------------------------------------------------------------------------

    @rule(
        which=_WHICH, minutes=st.sampled_from([5, 30, 90, 120, 240]), ago=st.integers(0, 9), by=st.booleans()
    )
    def logs(self, which: int, minutes: int, ago: int, by: bool) -> None:
        pair = self._pair(which)
        if pair.has_ended:
            return
        day = max(pair.today(self.now) - ago * DAY, pair.launched_on)
        with self.office.store.begin(pair.workspace_id) as db:
            user = self._users(pair)[by]
            team = sessions.own_team(db, self.now, people.acting(db, user), pair.id)
            stored = sessions.log(db, self.now, people.acting(db, user), team, Entry(minutes, day))
        if stored.twin is None:  # else somebody is asked whether it is another one
            pair.days.append((day, minutes))
            pair.unanswered = 0
            self.in_a_row[pair.id].clear()
            self.logged[pair.id] = stored.session_id, user, self.now, (day, minutes)

    @rule(which=_WHICH)
    def takes_back(self, which: int) -> None:
        pair = self._pair(which)
        session_id, user, at, entry = self.logged.get(pair.id, (0, "", self.now, (date.min, 0)))
        if not session_id or pair.has_ended or self.now - at > DAY:
            return
        del self.logged[pair.id]
        with self.office.store.begin(pair.workspace_id) as db:
            sessions.undo(db, self.now, people.acting(db, user), session_id)
        pair.days.remove(entry)

    @rule(
        which=_WHICH,
        who=st.sampled_from(["student", "buddy", "team", "everybody"]),
        after=st.integers(-10, 5),
        length=st.sampled_from([0, 2, 9, 30]),
    )
    def rests(self, which: int, who: str, after: int, length: int) -> None:
        pair = self._pair(which)
        first = pair.today(self.now) + after * DAY
        span = first, first + length * DAY
        student, buddy = self._users(pair)
        with self.office.store.begin(pair.workspace_id) as db:
            db.add(
                Rest(
                    user_id={"student": student, "buddy": buddy}.get(who),
                    team_id=pair.id if who == "team" else None,
                    first=span[0],
                    last=span[1],
                    made_by=MANAGER,
                    made_at=self.now,
                )
            )
        (self.breaks[pair.workspace_id] if who == "everybody" else pair.rests).append(span)

    @rule(which=_WHICH, minutes=st.sampled_from([15, 60, 120, 180, 240]))
    def agrees_on_hours(self, which: int, minutes: int) -> None:
        """Below the programme's hours a manager agrees, too."""
        pair = self._pair(which)
        if pair.has_ended or pair.target_on(pair.today(self.now)) == minutes:
            return
        with self.office.store.begin(pair.workspace_id) as db:
            student, buddy, manager = (people.acting(db, one) for one in (*self._users(pair), MANAGER))
            team = sessions.own_team(db, self.now, student, pair.id)
            mark = targets.ask(db, self.now, student, team, minutes).mark
            if targets.agree(db, self.now, buddy, mark).manager is not None:
                targets.allow(db, self.now, manager, mark)
        pair.targets[max(plain.monday(pair.today(self.now)), pair.launched_on)] = minutes

    @rule(which=_WHICH)
    def want_no_reminders(self, which: int) -> None:
        pair = self._pair(which)
        if pair.has_ended:
            return
        with self.office.store.begin(pair.workspace_id) as db:
            student = people.acting(db, self._users(pair)[0])
            nudges.no_more_for_now(db, self.now, student, pair.id)
        pair.quiet_until = pair.today(self.now) + 4 * WEEK

    @rule(where=st.sampled_from(WORKSPACES), times=st.sampled_from(TIMES), holidays=st.booleans())
    def programme_changes_its_times(
        self, where: str, times: tuple[int, int, tuple[tuple[int, ...], int, int]], holidays: bool
    ) -> None:
        hours = self.programmes[where]
        country, region = (hours.country, hours.region) if holidays else ("", "")
        hours = self.programmes[where] = Hours(hours.zone_name, country, region, *times)
        self.office.clock.at = self.now
        self.office.set_hours(where, hours)
        for (of, zone_name), due in self.slots.items():
            if of == where and due > self.now:
                self.slots[of, zone_name] = plain.slot_after(self._hours(where, zone_name), self.now)

    @precondition(lambda self: len(self.pairs) < 5)
    @rule(
        where=st.sampled_from(WORKSPACES),
        zone_name=st.sampled_from([None, *sorted(one[0] for one in CHANGES)]),
    )
    def begins(self, where: str, zone_name: str | None) -> None:
        """A new team, often in a zone that the programme had no slot for."""
        self._launch(where, zone_name or self.programmes[where].zone_name, 0)

    @rule(which=_WHICH)
    def ends(self, which: int) -> None:
        pair = self._pair(which)
        with self.office.store.begin(pair.workspace_id) as db:
            db.execute(update(Team).where(Team.id == pair.id).values(state=TeamState.ENDED))
        pair.has_ended = True

    # what time and machines do -------------------------------------------------------------------

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        """Nobody sweeps meanwhile: the program is off, or busy."""
        self.now += span

    @rule(
        weeks=st.integers(1, 2),
        late=st.sampled_from([timedelta(0), timedelta(0), timedelta(hours=4), DAY]),
        times=st.integers(0, 1),
        endings=_ENDINGS,
    )
    def weeks_go_by(self, weeks: int, late: timedelta, times: int, endings: list[str]) -> None:
        """The next slots, as they mostly are: swept, once or again, and delivered."""
        for _ in range(weeks):
            self.now = max(self.now, min(self.slots.values()) + late)
            self.sweep_all(times)
            for workspace_id in WORKSPACES:
                self.delivers(workspace_id, endings)

    @rule(times=st.integers(0, 1))
    def sweep_all(self, times: int) -> None:
        """The program's own sweep, as often as its tick finds something due; and `times` more for nothing."""
        while (reading := self._read()).follows:
            for batch in reading.batches:
                self._expect_written(batch, reading)
            sweeps.nudge(self.office.store, self.now)
        for _ in range(times):
            sweeps.nudge(self.office.store, self.now)
        with self.office.store.everywhere_reading() as db:
            assert nudges.next_due(db, self.now) == min(self.slots.values())

    @rule(
        who=st.sampled_from("AB"),
        ends=st.sampled_from(["", "", "killed", "comes late"]),
        times=st.integers(1, 3),
    )
    def a_process_sweeps(self, who: str, ends: str, times: int) -> None:
        """It reads, or goes on where it was: with what it had read before, however old that is by now."""
        reading = self.reading.pop(who, None) or self._read()
        for _ in range(min(times, len(reading.batches))):
            batch = reading.batches.pop(0)
            with self.office.store.everywhere() as db:
                nudges.write(db, batch, reading.now)
            self._expect_written(batch, reading)
        if ends == "killed" and reading.batches:
            with suppress(Killed), self.office.store.everywhere() as db:
                nudges.write(db, reading.batches[0], reading.now)
                raise Killed
        elif ends == "comes late":
            self.reading[who] = reading

    @rule(where=st.sampled_from(WORKSPACES), endings=_ENDINGS)
    def delivers(self, where: str, endings: list[str]) -> None:
        self.endings = list(endings)
        self._reclaim()
        self._deliver(where)

    # what must be so -----------------------------------------------------------------------------

    @invariant()
    def never_twice_in_a_week_and_never_three_in_a_row(self) -> None:
        for channel, weeks in getattr(self, "came", {}).items():
            assert len(weeks) == len(set(weeks)), channel
        assert all(len(weeks) <= AT_MOST for weeks in getattr(self, "in_a_row", {}).values())


@pytest.fixture(scope="module")
def office(sqlite_template: Path) -> Iterator[Office]:
    store = in_memory(sqlite_template)
    before = nudges.BATCH
    yield Office(store)
    nudges.BATCH = before
    store.close()


def play(office: Office, histories: int, steps: int) -> None:
    machine = type("Histories", (Histories,), {"office": office})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.timeout(600)
def test_any_history_gives_what_a_plain_reckoning_says(office: Office) -> None:
    play(office, *SHORT)


def test_a_week_that_is_looked_at_late_is_judged_by_what_was_owed_in_it(office: Office) -> None:
    """The program was off for nine days, and the two have agreed on fewer hours meanwhile: of 100 minutes they had 35."""
    history = type("Histories", (Histories,), {"office": office})()
    where = ("Africa/Cairo", "EG", "")
    history.begin(where, where, change=0, before=0, ages=[4, 0, 0], each=False, batch=1)
    history.logs(which=0, minutes=5, ago=0, by=False)
    history.time_passes(9 * DAY)
    history.agrees_on_hours(which=0, minutes=15)
    history.logs(which=0, minutes=30, ago=3, by=False)
    history.teardown()


@pytest.mark.long
@pytest.mark.timeout(14400)
def test_ten_thousand_histories(office: Office) -> None:
    play(office, *LONG)
