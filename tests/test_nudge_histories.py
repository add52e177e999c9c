"""The weekly sweep over any history of teams: once a week, twice in a row, the same however it is run, nobody forgotten.

Two programmes in two zones, around a change of their clocks. People log, rest, agree on other hours, begin and end; two
processes sweep, one batch at a time, and are killed in the middle; Slack's answers get lost. A second, plain reckoning
(`plain_weeks`) says after each step what must have come of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, select, update

from bot.services import nudges, people, sessions, targets
from bot.services.sessions import Entry
from models import Notice, Nudge, Rest, Slot, Task, Team
from models.enums import NoticeState, TaskKind, TeamState
from models.store import Store
from scheduler import sweeps
from tests import plain_weeks as plain
from tests.nudge_world import AGAIN, CAME, ENDINGS, GONE, MANAGER, WORKSPACES, Killed, Office, in_memory
from tests.plain_weeks import AT_MOST, DAY, QUARTER, WEEK, Hours, Pair, Span

CHANGES = {
    ("Europe/Madrid", "ES", "CT"): ("2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"),
    ("Africa/Cairo", "EG", ""): ("2026-04-24", "2026-10-29", "2027-04-30", "2027-10-28"),  # at midnight
    ("Africa/Casablanca", "MA", ""): ("2026-02-15", "2026-03-22", "2027-02-07", "2027-03-14"),  # for Ramadan
    ("Australia/Lord_Howe", "AU", "NSW"): ("2026-04-05", "2026-10-04", "2027-04-04", "2027-10-03"),  # half an hour
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
SHORT, LONG = 300, 10_000
STEPS = 25
_WHICH = st.integers(0, 5)
_ENDINGS = st.lists(st.sampled_from(ENDINGS), max_size=3)


@dataclass
class Mail:
    """A nudge that is owed. `told`: to whom it was posted; `counted`: it came, or may have."""

    pair: Pair
    due: datetime
    told: list[str] = field(default_factory=list)
    counted: bool = False
    refusals: int = 0
    waits_until: datetime = datetime.min.replace(tzinfo=UTC)
    left_behind: bool = False
    over: bool = False

    def count(self) -> None:
        self.pair.unanswered += not self.counted
        self.counted = True


@dataclass
class Reading:
    """What a process has read, and has not written yet. `expected`: what the plain reckoning says of each slot."""

    now: datetime
    batches: list[list[nudges.Part]]
    expected: dict[tuple[str, str], dict[int, str]]
    follows: dict[tuple[str, str], datetime]


class Histories(RuleBasedStateMachine):
    office: Office

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
        self, here: tuple[str, ...], there: tuple[str, ...], change: int, before: int, ages: list[int], each: bool, batch: int
    ) -> None:
        changes = CHANGES[here]  # type: ignore[index]
        first = plain.monday(date.fromisoformat(changes[change % len(changes)])) - before * WEEK
        self.office.empty()
        self.office.slack.gets = self._slack_gets
        self.office.slack.meanwhile = self._reclaim
        self.now = datetime.combine(first, datetime.min.time(), UTC) + timedelta(hours=7)
        self.each, self.batch = each, batch
        self.programmes = {one: Hours(*where) for one, where in zip(WORKSPACES, (here, there), strict=True)}
        self.breaks: dict[str, list[Span]] = {one: [] for one in WORKSPACES}
        self.pairs: dict[int, Pair] = {}
        self.slots: dict[tuple[str, str], datetime] = {}
        self.written: dict[tuple[str, int], str] = {}
        self.mails: list[Mail] = []
        self.endings: list[str] = []
        self.held: dict[str, datetime] = {}
        self.reading: dict[str, Reading] = {}
        self.came: defaultdict[str, list[str]] = defaultdict(list)
        self.in_a_row: defaultdict[int, set[str]] = defaultdict(set)
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

    @rule(which=_WHICH, minutes=st.sampled_from([5, 30, 90, 120, 240]), ago=st.integers(0, 9), by=st.booleans())
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
    def programme_changes_its_times(self, where: str, times: tuple[int, int, tuple[tuple[int, ...], int, int]], holidays: bool) -> None:
        hours = self.programmes[where]
        country, region = (hours.country, hours.region) if holidays else ("", "")
        hours = self.programmes[where] = Hours(hours.zone_name, country, region, *times)
        self.office.clock.at = self.now
        self.office.set_hours(where, hours)
        for (of, zone_name), due in self.slots.items():
            if of == where and due > self.now:
                self.slots[of, zone_name] = plain.slot_after(self._hours(where, zone_name), self.now)

    @precondition(lambda self: len(self.pairs) < 5)
    @rule(where=st.sampled_from(WORKSPACES), zone_name=st.sampled_from([None, *sorted(one[0] for one in CHANGES)]))
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

    @rule(late=st.sampled_from([timedelta(0), timedelta(hours=4), DAY]), times=st.integers(0, 1), endings=_ENDINGS)
    def a_week_goes_by(self, late: timedelta, times: int, endings: list[str]) -> None:
        """The next slot, as it mostly is: swept, once or again, and delivered."""
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

    @rule(who=st.sampled_from("AB"), ends=st.sampled_from(["", "", "killed", "comes late"]), times=st.integers(1, 3))
    def a_process_sweeps(self, who: str, ends: str, times: int) -> None:
        """It reads, or goes on where it was: with what it had read before, however old that is by now."""
        reading = self.reading.pop(who, None) or self._read()
        for _ in range(min(times, len(reading.batches))):
            batch = reading.batches.pop(0)
            with self.office.store.everywhere() as db:
                nudges.write(db, batch, reading.now)
            self._expect_written(batch, reading)
        if ends == "killed" and reading.batches:
            with pytest.raises(Killed), self.office.store.everywhere() as db:
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

    def _is_as_it_must_be(self) -> None:
        with self.office.store.everywhere_reading() as db:
            rows = {(week, of): told for week, of, told in db.execute(select(Nudge.week, Nudge.team_id, Nudge.decision))}
            due = {(of, zone): at for of, zone, at in db.execute(select(Slot.workspace_id, Slot.timezone, Slot.due_at))}
            tasks = sorted(one["team"] for one in db.scalars(select(Task.about).where(Task.kind == TaskKind.QUIET_TEAM)))
            counts = {number: count for number, count in db.execute(select(Team.id, Team.unanswered_nudges))}
            owed = db.execute(select(Notice.dedupe_key, Notice.state).where(Notice.kind == nudges.KIND)).all()
        assert rows == self.written
        assert due == self.slots
        assert tasks == sorted(number for (_, number), told in self.written.items() if told == "hand_over")
        assert counts == {pair.id: pair.unanswered for pair in self.pairs.values()}
        keys = {f"nudge:{number}:{week}" for (week, number), told in self.written.items() if told == "send"}
        assert {key for key, _ in owed} == keys
        waits = {f"nudge:{mail.pair.id}:{plain.week(mail.pair.today(mail.due))}" for mail in self.mails if not mail.over}
        assert {key for key, state in owed if state is NoticeState.PENDING} == waits

    # the sweep, reckoned plainly -----------------------------------------------------------------

    def _read(self) -> Reading:
        """As a tick does: leases that ran out first. What it finds and decides is held against the plain reckoning."""
        self._reclaim()
        nudges.BATCH = self.batch
        with self.office.store.everywhere_reading() as db:
            due = nudges.due_slots(db, self.now)
            decided = nudges.decide(db, due)
        found = {(slot.programme.workspace_id, slot.timezone): slot for slot in due}
        assert {key: slot.due_at for key, slot in found.items()} == {
            key: at for key, at in self.slots.items() if at <= self.now
        }
        expected: dict[tuple[str, str], dict[int, str]] = {}
        follows = {}
        for (where, zone_name), slot in found.items():
            hours = self._hours(where, zone_name)
            expected[where, zone_name] = {
                pair.id: told
                for pair in self.pairs.values()
                if (pair.workspace_id, pair.zone_name) == (where, zone_name)
                and (told := pair.decision(slot.due_at, self.now, hours, self.breaks[where])) is not None
            }
            assert {number: str(told) for number, told in decided[slot]} == expected[where, zone_name]
            assert len(decided[slot]) == len(expected[where, zone_name])
            follows[where, zone_name] = plain.slot_following(hours, slot.due_at, self.now)
        return Reading(self.now, list(nudges.batches(due, decided)), expected, follows)

    def _expect_written(self, batch: list[nudges.Part], reading: Reading) -> None:
        """Whoever writes a team's week first decides it."""
        for part in batch:
            key = part.slot.programme.workspace_id, part.slot.timezone
            for number, decision in part.teams:
                self._expect_decided(self.pairs[number], part.slot.due_at, str(decision))
            if part.is_last:
                week = plain.week(plain.wall(part.slot.due_at, key[1]).date())
                assert all((week, number) in self.written for number in reading.expected[key]), "forgotten"
                if self.slots[key] == part.slot.due_at:
                    self.slots[key] = reading.follows[key]

    def _expect_decided(self, pair: Pair, due: datetime, decision: str) -> None:
        week = plain.week(pair.today(due))
        if (week, pair.id) in self.written:
            return
        self.written[week, pair.id] = decision
        if decision == "send":
            self.mails.append(Mail(pair, due))
        if decision == "hand_over":
            pair.unanswered += 1

    # the post, reckoned plainly ------------------------------------------------------------------

    def _reclaim(self) -> None:
        self.office.reclaim()
        for mail in self.mails:
            if mail.left_behind:
                mail.left_behind, mail.over = False, True
                mail.count()

    def _deliver(self, where: str) -> None:
        self.office.clock.at = self.now
        try:
            self.office.deliver(where)
        except Killed:
            return
        if self.held.get(where) != self.now:
            for pair in self.pairs.values():
                if pair.workspace_id == where and (mail := self._next_mail(pair)) is not None:
                    assert not self._may_hear(mail), "it could have come, and did not"
                    mail.waits_until = plain.first_open(self._hours(where, pair.zone_name), self.now)

    def _next_mail(self, pair: Pair) -> Mail | None:
        """What the sender looks at next for a team: the oldest, if it does not wait; what is not true any more is over."""
        for mail in sorted((one for one in self.mails if one.pair is pair and not one.over), key=lambda one: one.due):
            if mail.waits_until > self.now or mail.left_behind:
                return None
            if self._may_hear(mail) is not None:
                return mail
            mail.over = True
        return None

    def _may_hear(self, mail: Mail) -> bool | None:
        pair = mail.pair
        hours = self._hours(pair.workspace_id, pair.zone_name)
        return pair.may_hear(mail.due, self.now, hours, self.breaks[pair.workspace_id])

    def _slack_gets(self, channel: str) -> str:
        """A call is made: whether it may be, and how it ends."""
        [pair] = [one for one in self.pairs.values() if channel in (*self._users(one), self._channel(one))]
        mail = self._next_mail(pair)
        assert mail is not None, "not true any more"
        assert self._may_hear(mail), "not at this hour"
        assert self.held.get(pair.workspace_id) != self.now
        wanted = self._users(pair) if self.each else (self._channel(pair),)
        assert channel == wanted[len(mail.told)]
        how = self.endings.pop(0) if self.endings else "ok"
        if how in AGAIN and mail.refusals == 3:  # the fourth would be tried again after more than a quarter
            how = "ok"
        if how in CAME:
            week = plain.week(pair.today(self.now))
            self.came[channel].append(week)
            self.in_a_row[pair.id].add(week)
        if how in AGAIN:
            mail.refusals += 1
            self.held[pair.workspace_id] = self.now  # for less than a quarter
        elif how in GONE:
            mail.left_behind = True
        elif how == "slow":
            mail.left_behind = True  # another process takes it for that, and the late answer is refused
        else:
            mail.told.append(channel)
            mail.count()
            mail.over = how != "ok" or len(mail.told) == len(wanted)
        return how

    # small things --------------------------------------------------------------------------------

    def _launch(self, where: str, zone_name: str, age: int) -> None:
        self.office.clock.at = self.now
        launched_on = plain.wall(self.now, zone_name).date() - age * DAY
        number = self.office.launch(where, len(self.pairs), zone_name, launched_on)
        self.pairs[number] = Pair(number, where, zone_name, launched_on, {launched_on: 120})
        key, following = (where, zone_name), plain.slot_after(self._hours(where, zone_name), self.now)
        if self.slots.get(key, following) > self.now:
            self.slots[key] = following

    def _pair(self, which: int) -> Pair:
        return list(self.pairs.values())[which % len(self.pairs)]

    def _place(self, pair: Pair) -> int:
        return list(self.pairs).index(pair.id)

    def _users(self, pair: Pair) -> tuple[str, str]:
        return f"US{self._place(pair)}", f"UB{self._place(pair)}"

    def _channel(self, pair: Pair) -> str:
        return f"C{self._place(pair)}"

    def _hours(self, where: str, zone_name: str) -> Hours:
        """The programme's times and holidays, in the zone of one of its teams."""
        one = self.programmes[where]
        return Hours(zone_name, one.country, one.region, one.weekday, one.minute, one.classes)


@pytest.fixture(scope="module")
def office(sqlite_template: Path) -> Iterator[Office]:
    store = in_memory(sqlite_template)
    before = nudges.BATCH
    yield Office(store)
    nudges.BATCH = before
    store.close()


def play(office: Office, histories: int) -> None:
    machine = type("Histories", (Histories,), {"office": office})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_history_gives_what_a_plain_reckoning_says(office: Office) -> None:
    play(office, SHORT)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_ten_thousand_histories(office: Office) -> None:
    play(office, LONG)
