"""Some weeks of several teams, all of whose moments come by themselves: what is planned, what is owed, what came."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.delivery import queue
from bot.delivery.kinds import Unknown
from bot.delivery.letters import KINDS
from bot.rules.meeting import Step, moment
from bot.services import away, breaks, ending_steps, endings, meeting_steps, people, stand_in_steps
from bot.services.ended import Form
from models import Ending, EndingMoment, History, Meeting, Notice, Rest, RoleHolder, StandIn, Task, Team
from models.enums import (
    EndingStep,
    EndReason,
    MeetingKind,
    MeetingState,
    NoticeState,
    Role,
    StandInState,
    TeamState,
)
from models.store import Db
from tests.chaos import killed_help
from tests.chaos.job import meet
from tests.chaos.slack_line import LOOKS
from tests.chaos.test_killed_help import Scene
from tests.conftest import START
from tests.delivery.office import SEEN

TUESDAY, WEDNESDAY, FRIDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 6)
MEETS_AT = datetime.fromisoformat("2026-03-06T17:00+01:00")
MINUTES = 60
SOON = (breaks, away, stand_in_steps, meeting_steps, ending_steps)
"""Whose moments the clock goes to."""
UNTIL = START + timedelta(days=60)
EACH = {
    "break_begins": ("channel",),
    "stand_in_comes": ("channel",),
    "stand_in_goes": ("channel",),
    "stand_in_thanks": ("stand_in",),
    "away_over": ("channel",),
    "break_over": ("channel",),
    meeting_steps.DAY: ("student", "buddy"),
    meeting_steps.HOUR: ("student", "buddy"),
    "meeting_log": ("student", "buddy"),
    endings.SOON: ("student", "buddy"),
    endings.TOLD: ("student", "buddy"),
    ending_steps.CLOSING: ("student", "buddy"),
}
"""What each team is owed in these weeks, and who gets it."""


class Life(Scene):
    """Each team has a meeting, a buddy who is away and somebody who stands in, and a last day that is planned."""

    def begin(self, teams: int) -> None:
        self.teams: dict[int, dict[str, str]] = {}
        with self.deps.store.read(self.workspace.id) as db:
            petra = db.scalars(
                select(RoleHolder.user_id).where(RoleHolder.role == Role.PROJECT_MANAGER)
            ).one()
        owner = self.workspace.person("Owner")
        for number in range(teams):
            cast = [self.workspace.person(f"{who} {number}") for who in ("Student", "Buddy", "Stand-in")]
            room = self.workspace.channel(f"buddy-{number}", owner, *cast[:2], bot=True)
            ids = dict(zip(("student", "buddy", "stand_in"), (one.id for one in cast), strict=True))
            with self.deps.store.begin(self.workspace.id) as db:
                self.teams[self._team(db, room.id, ids)] = {**ids, "channel": room.id}
        with self.deps.store.begin(self.workspace.id) as db:
            breaks.add(db, START, people.acting(db, petra), (TUESDAY, WEDNESDAY))
            people.programme_locked(db).kept_for = [
                12,
                6,
                24,
                6,
                60,
            ]  # what was delivered is counted at the end
        self.began_with = len(self.workspace.calls())

    def _team(self, db: Db, channel: str, ids: dict[str, str]) -> int:
        for user in ids.values():
            meet(db, user)
        team = Team(
            student_id=ids["student"],
            buddy_id=ids["buddy"],
            state=TeamState.ACTIVE,
            language="en",
            timezone="Europe/Madrid",
            weekly_minutes=120,
            launched_on=START.date() - timedelta(weeks=6),
            launched_at=START - timedelta(weeks=6),
            introduced_at=START - timedelta(weeks=5),
            channel_id=channel,
            unanswered_nudges=0,
        )
        db.add(team)
        db.flush()
        self._meeting(db, team)
        self._stand_in(db, team, ids["stand_in"])
        vault, student = self.deps.vaults.of(self.workspace.id), people.acting(db, team.student_id)
        form = Form(EndReason.FOUND_JOB, is_planned=True, last=FRIDAY)
        endings.end(
            db, vault, START, student, team.id, form, endings.parting(db, START, student, team.id).readers
        )
        return team.id

    def _meeting(self, db: Db, team: Team) -> None:
        db.add(
            Meeting(
                team_id=team.id,
                kind=MeetingKind.SESSION,
                state=MeetingState.CONFIRMED,
                starts_at=MEETS_AT,
                minutes=MINUTES,
                place="Room 2",
                planned_by=team.student_id,
                planned_at=START,
                sequence=0,
                agreed=[team.student_id, team.buddy_id],
                is_in_calendars=False,
                step=int(Step.DAY),
                due_at=moment(MEETS_AT, MINUTES, Step.DAY),
            )
        )

    def _stand_in(self, db: Db, team: Team, user: str) -> None:
        back_at = START + timedelta(days=3)
        rest = Rest(
            user_id=team.buddy_id,
            first=START.date(),
            last=WEDNESDAY,
            made_by=team.buddy_id,
            made_at=START,
            back_at=back_at,
        )
        db.add(rest)
        db.flush()
        agreed: dict[str, Any] = {"state": StandInState.AGREED, "volunteer_id": user, "asked": [user]}
        db.add(
            StandIn(
                team_id=team.id, rest_id=rest.id, asked_at=START, offered_at=START, due_at=START, **agreed
            )
        )

    # time ----------------------------------------------------------------------------------------

    def next_due(self) -> datetime:
        """The next of the moments that this is about, or of what is owed."""
        looks = queue.looks(KINDS)
        with self.deps.store.everywhere_reading() as db:
            moments = [one.next_due(db, START) for one in SOON] + [looks.next_moment.moment(db)]
        return min(filter(None, moments), default=UNTIL)

    def go_on(self) -> bool:
        """The clock goes to what comes next, where nothing is due. False: nothing comes any more."""
        now, following = killed_help.clock(self.job).now(), self.next_due()
        if following >= UNTIL:
            return False
        if following > now:
            self.job = self.job._replace(began=self.job.began - (following - now) / killed_help.SPEED)
        return True

    def die_in_it(self) -> None:
        """A process works at what is due, and is killed after some calls, wherever it then is."""
        self.go_on()
        calls = self.line.calls
        enough, look = len(calls) + self.chance.randrange(2, 3 * len(self.teams)), [0.0]

        def is_over() -> bool:
            if time.monotonic() - look[0] < LOOKS:
                return len(calls) >= enough
            look[0] = time.monotonic()
            return len(calls) >= enough or self.is_quiet()

        self.line.live_until(self.job, is_over)
        self.kills += 1

    def is_quiet(self) -> bool:
        with self.deps.store.everywhere_reading() as db:
            leased = db.scalars(select(Notice.id).where(Notice.state == NoticeState.SENDING)).first()
        return leased is None and self.next_due() > killed_help.clock(self.job).now()

    def to_the_end(self) -> None:
        while self.go_on():
            self.line.rest(self.job, self.is_quiet)

    # what became of it ---------------------------------------------------------------------------

    def check(self) -> None:
        with self.deps.store.read(self.workspace.id) as db:
            self._nothing_is_lost(db)
            self._what_ends_has_ended_once(db)
            sent = [row for row in db.scalars(select(Notice)) if row.kind in EACH and row.slack_ts]
        self._nothing_came_twice(sent)
        for ids in self.teams.values():
            [room] = [one for one in self.workspace.channels() if one.id == ids["channel"]]
            assert ids["stand_in"] not in room.members
            assert {ids["student"], ids["buddy"]} < set(room.members)

    def _nothing_is_lost(self, db: Db) -> None:
        """Each was owed once, and came, or was under way when a process was killed."""
        rows = [row for row in db.scalars(select(Notice)) if row.kind in EACH]
        targets = {ids["channel"]: f"team:{number}" for number, ids in self.teams.items()}
        expected = Counter(
            (kind, targets.get(ids[who], ids[who]))
            for ids in self.teams.values()
            for kind, readers in EACH.items()
            for who in readers
        )
        assert Counter((row.kind, row.target) for row in rows) == expected
        states = Counter((row.state, row.reason) for row in rows)
        assert set(states) <= {(NoticeState.SENT, None), (NoticeState.DROPPED, "outcome_unknown")}
        assert states[NoticeState.DROPPED, "outcome_unknown"] <= self.kills
        assert all(row.slack_ts for row in rows if row.state is NoticeState.SENT), (
            "kept as sent, and never posted"
        )
        assert db.scalars(select(Task)).all() == []
        self.figures = {"owed": len(rows), "dropped": states[NoticeState.DROPPED, "outcome_unknown"]}

    def _what_ends_has_ended_once(self, db: Db) -> None:
        assert {one.state for one in db.scalars(select(Team))} == {TeamState.ENDED}
        assert {one.state for one in db.scalars(select(StandIn))} == {StandInState.OVER}
        assert {one.step for one in db.scalars(select(Meeting))} == {int(Step.DONE)}
        left = {one.step for one in db.scalars(select(EndingMoment))}
        assert left == {EndingStep.LATER}
        events = Counter(map(tuple, db.execute(select(History.subject_id, History.event))))
        for number in self.teams:
            assert events[str(number), "ended"] == events[str(number), "stand_in_over"] == 1
        assert len(db.scalars(select(Ending)).all()) == len(self.teams)

    def _nothing_came_twice(self, sent: list[Notice]) -> None:
        """But for what was under way at a kill; and of that, only what is worth it."""
        posts = [call for call in self.workspace.calls("chat.postMessage") if call["ok"]]
        posted = Counter((call["args"]["channel"], call["args"]["text"]) for call in posts)
        marked = sum(SEEN.strip() in text for _, text in posted)
        doubled = {one for one, times in posted.items() if times > 1}
        self.figures |= {"posts": len(posts), "doubled": len(doubled) + marked, "kills": self.kills}
        assert posted.total() - len(posted) + marked <= self.kills
        unsaid = {text for _, text in doubled if not text.startswith(SEEN)}
        assert not unsaid, f"what may have come already says so: {unsaid}"
        texts = {(call["result"]["channel"], call["result"]["ts"]): call["args"]["text"] for call in posts}
        for row in sent:
            if KINDS[row.kind].unknown is Unknown.DROP:
                text = texts[str(row.slack_channel), str(row.slack_ts)]
                assert not any(said == text for _, said in doubled), row.kind
