"""What some of the thirty teams of a whole course do, week by week, and what each person must have received of it."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import select

from bot.rules.meeting import Wanted
from bot.services import asking, introductions, people
from models import Pulse, Settings, Team
from models.enums import TeamState
from sandbox.people import Channel, Person
from tests import stories
from tests.conftest import START, School
from tests.flows.ending_people import GRADUATED, LAST, WHEN, ends
from tests.flows.meeting_people import at, count
from tests.flows.test_channel_questions import answers, asks
from tests.flows.test_ending_planned import LATER
from tests.flows.test_goodbyes import CLOSING
from tests.flows.test_meetings import plans

INTRODUCED, PLANNING, LATE, ASKING, AWAY, ANSWERING, GRADUATING = (
    *(range(5), range(5, 8), 7, range(8, 10), 10, range(11, 13), range(5)),
)
"""Which of the teams does what."""
WELCOME_BACK = "Welcome back"


class Course:
    """The teams in order, and everybody in them. `room`: where questions are asked, and Hugo answers."""

    def __init__(self, school: School, pairs: list[tuple[Person, Person, Channel]]) -> None:
        self.school, self.pairs = school, pairs
        self.petra, self.hugo = school.person("Petra"), school.person("Hugo")
        asking_ones = [pairs[number][0] for number in ASKING]
        room = school.workspace.channel("support-technical", self.hugo, *asking_ones, private=False, bot=True)
        with school.store.begin(school.workspace.id) as db:
            stories.meet(school, db, self.hugo)
            db.scalars(select(Settings)).one().support_channel_id = room.id
            for team in db.scalars(select(Team)).all():
                asking.begin(db, school.sandbox.now, team.id, (team.student_id, team.buddy_id))

    def week(self, number: int) -> None:
        """What happens in one week; it ends some days before the next begins."""
        acts = {
            0: self.introductions,
            1: self.meetings,
            2: self.questions,
            3: self.buddy_goes_away,
            4: self.pulses,
            8: self.last_days_are_planned,
        }
        if number in acts:
            acts[number]()

    def introductions(self) -> None:
        with self.school.store.begin(self.school.workspace.id) as db:
            leader, teams = (
                people.acting(db, self.petra.id),
                list(db.scalars(select(Team.id).order_by(Team.id))),
            )
            for number in INTRODUCED:
                begins = at("2026-03-04T09:00:00+00:00") + timedelta(hours=number)
                wanted = Wanted(begins, 30, "Room 2")
                introductions.plan(db, self.school.sandbox.now, leader, teams[number], wanted)
        self.school.sandbox.advance(minutes=1)
        for number in INTRODUCED:
            for person in self.pairs[number][:2]:
                person.clicks("Yes, I can come")
        self.school.sandbox.advance_to(at("2026-03-04T15:00:00+00:00"))
        for _ in INTRODUCED:
            self.petra.clicks("We have met", in_message_with="should be over now")

    def meetings(self) -> None:
        for number in PLANNING:
            plans(self.pairs[number][0], "2026-03-14", "11:00")
        self.school.sandbox.advance_to(at("2026-03-14T09:30:00+00:00"))
        buddy = self.pairs[LATE][1]
        buddy.clicks("late_open", in_message_with="Today you meet")
        buddy.submits({"what": "I will be 10 minutes late"})
        buddy.closes(all=True)
        self.school.sandbox.advance_to(at("2026-03-14T11:30:00+00:00"))
        for number in PLANNING:
            self.pairs[number][0].clicks("Log 1 h")

    def questions(self) -> None:
        for number in ASKING:
            student = self.pairs[number][0]
            asks(student, f"Question {number}")
            self.school.sandbox.advance(minutes=1)
            answers(self.hugo, f"Answer {number}")
            self.school.sandbox.advance(minutes=1)
            [*_, link] = self.school.workspace.calls("chat.getPermalink")
            assert link["result"]["permalink"] in json.dumps(student.seen()), (
                "she is told where the answer is"
            )
            student.clicks("That helped")

    def buddy_goes_away(self) -> None:
        self.pairs[AWAY][1].types("/codebuddy away until 5 April")

    def pulses(self) -> None:
        self.school.sandbox.advance_to(START + timedelta(days=31))
        for number in ANSWERING:
            for person in self.pairs[number][:2]:
                person.clicks("5 · Very well")

    def last_days_are_planned(self) -> None:
        for number in GRADUATING:
            student = self.pairs[number][0]
            ends(self.school, student, GRADUATED, **{WHEN: LATER, LAST: "2026-05-22"})
            student.closes(all=True)

    # what they have received ---------------------------------------------------------------------

    def check(self) -> None:
        wrong = []
        for number, (student, buddy, channel) in enumerate(self.pairs):
            hers, his, room = student.dm_texts(), buddy.dm_texts(), student.channel_texts(channel)
            meetings, ends_ = (number in INTRODUCED) + (number in PLANNING), number in GRADUATING
            for texts, words, times in (
                *((of, "Tomorrow you meet", meetings) for of in (hers, his)),
                *((of, "Today you meet", meetings) for of in (hers, his)),
                *((of, "Would you like a last meeting before?", ends_) for of in (hers, his)),
                *((of, "has come to its end.", ends_) for of in (hers, his)),
                *((of, CLOSING, ends_) for of in (hers, his)),
                (hers, "10 minutes late", number == LATE),
                (room, WELCOME_BACK, number == AWAY),
                (room, "logged 1 h", number in PLANNING),
            ):
                if count(texts, words) != times:
                    wrong.append((number, words, count(texts, words)))
        assert wrong == [], wrong
        assert count(self.petra.dm_texts(), "Have you met?") == 0, "each is settled"
        self._is_kept()

    def _is_kept(self) -> None:
        with self.school.store.read(self.school.workspace.id) as db:
            states = [team.state for team in db.scalars(select(Team).order_by(Team.id))]
            introduced = [team.introduced_at for team in db.scalars(select(Team).order_by(Team.id))]
            scores = db.scalars(select(Pulse.score).where(Pulse.score.is_not(None))).all()
            asked = len(db.scalars(select(Pulse)).all())
        assert [number for number, state in enumerate(states) if state is TeamState.ENDED] == list(GRADUATING)
        assert [number for number, moment in enumerate(introduced) if moment] == list(INTRODUCED)
        assert scores == [5] * (2 * len(ANSWERING))
        assert asked == 2 * 2 * len(self.pairs), "two pulses in twelve weeks, for each"
