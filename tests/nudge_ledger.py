"""What must have come of a history of nudges, kept beside the program step by step: see `test_nudge_histories`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select

from bot.services import nudges
from models import Notice, Nudge, Slot, Task, Team
from models.enums import NoticeState, TaskKind
from tests import plain_weeks as plain
from tests.nudge_world import AGAIN, CAME, GONE, WORKSPACES, Killed, Office
from tests.plain_weeks import AT_MOST, DAY, Hours, Pair, Span

EVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class Mail:
    """A nudge that is owed. `told`: to whom it was posted; `counted`: it came, or may have."""

    pair: Pair
    due: datetime
    told: list[str] = field(default_factory=list)
    counted: bool = False
    refusals: int = 0
    waits_until: datetime = EVER
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


class Reckoning:
    """The store on one side, plain values on the other; each step is held against both.

    Attributes:
        written: what each team's week has brought; `spared`: teams that logged before they were handed over.
        came: the weeks in which something came, by channel or person; `in_a_row`: since the last session, by team.
    """

    office: Office
    now: datetime
    each: bool
    batch: int
    programmes: dict[str, Hours]

    def anew(self) -> None:
        self.office.slack.gets = self._slack_gets
        self.office.slack.meanwhile = self._reclaim
        self.breaks: dict[str, list[Span]] = {one: [] for one in WORKSPACES}
        self.pairs: dict[int, Pair] = {}
        self.slots: dict[tuple[str, str], datetime] = {}
        self.written: dict[tuple[str, int], str] = {}
        self.spared: set[tuple[str, int]] = set()
        self.mails: list[Mail] = []
        self.endings: list[str] = []
        self.held: dict[str, datetime] = {}
        self.reading: dict[str, Reading] = {}
        self.came: defaultdict[str, list[str]] = defaultdict(list)
        self.in_a_row: defaultdict[int, set[str]] = defaultdict(set)

    def _is_as_it_must_be(self) -> None:
        with self.office.store.everywhere_reading() as db:
            rows = {
                (week, of): told
                for week, of, told in db.execute(select(Nudge.week, Nudge.team_id, Nudge.decision))
            }
            due = {
                (of, zone): at
                for of, zone, at in db.execute(select(Slot.workspace_id, Slot.timezone, Slot.due_at))
            }
            tasks = sorted(
                one["team"] for one in db.scalars(select(Task.about).where(Task.kind == TaskKind.QUIET_TEAM))
            )
            counts = {
                row.id: row.unanswered_nudges for row in db.execute(select(Team.id, Team.unanswered_nudges))
            }
            owed = db.execute(select(Notice.dedupe_key, Notice.state).where(Notice.kind == nudges.KIND)).all()
        assert rows == self.written
        assert due == self.slots
        assert tasks == sorted(number for (_, number), told in self.written.items() if told == "hand_over")
        assert counts == {pair.id: pair.unanswered for pair in self.pairs.values()}
        keys = {f"nudge:{number}:{week}" for (week, number), told in self.written.items() if told == "send"}
        assert {key for key, _ in owed} == keys
        waits = {
            f"nudge:{mail.pair.id}:{plain.week(mail.pair.today(mail.due))}"
            for mail in self.mails
            if not mail.over
        }
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
                known = self.written.keys() | self.spared
                assert {(week, number) for number in reading.expected[key]} <= known, "forgotten"
                if self.slots[key] == part.slot.due_at:
                    self.slots[key] = reading.follows[key]

    def _expect_decided(self, pair: Pair, due: datetime, decision: str) -> None:
        week = plain.week(pair.today(due))
        has_logged = decision == "hand_over" and pair.unanswered < AT_MOST  # since it was read
        if (week, pair.id) in self.written:
            return
        if has_logged:
            self.spared.add((week, pair.id))
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
        for mail in sorted(
            (one for one in self.mails if one.pair is pair and not one.over), key=lambda one: one.due
        ):
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
