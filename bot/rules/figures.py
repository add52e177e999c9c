"""What a report is worked out of, and what it says, as plain values; see `rules.counting` for how.

A number that cannot be known is not a number but a word (`Missing`). Durations are minutes, money is in cents, waiting
is in days; shares are worked out by whoever shows them, of two numbers that are both shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.rules.hours import Span
from bot.rules.owed_weeks import Weeks
from bot.rules.periods import Period, Unit
from models.enums import EndReason


class Missing(StrEnum):
    """What stands in the place of a number."""

    HIDDEN = "hidden"
    """It is of fewer than five people, or would tell such a number."""
    NOT_KNOWN = "not_known"
    """Nobody has entered what it needs."""
    DOES_NOT_FIT = "does_not_fit"
    """What was entered cannot be."""
    NONE = "none"
    """There is nobody of whom it could be said."""


Value = int | float | Missing


@dataclass(frozen=True)
class TeamPast:
    """A team as a report needs it.

    Attributes:
        class_key: of the student's request; None where she has never asked through the program.
        began: the day on which the two became a team, in the team's zone.
        launched_on: the day from which hours count.
        over: the last day of it; None while it goes on. A student who graduates ends it, even if the two go on while
            she looks for a job.
        introduced: hours are expected of a team from its introduction on.
        waited: seconds from the student's question for a buddy to the team, but for the time in which she was waited
            for; None where it is not known.
        targets, rests: see `rules.hours.Owing`; of the team alone.
        after: minutes logged in the judged weeks after `over`.
    """

    id: int
    student_id: str
    buddy_id: str
    class_key: str | None
    began: date
    launched_on: date
    over: date | None
    reason: EndReason | None
    introduced: bool
    waited: float | None
    targets: tuple[tuple[date, int], ...]
    rests: tuple[Span, ...] = ()
    after: int = 0

    def runs_in(self, first: date, last: date) -> bool:
        return self.began <= last and (self.over is None or self.over >= first)


@dataclass(frozen=True)
class Logged:
    """Sessions by team and step of the period, which stand and are not doubtful.

    `judged`: minutes of a team in the weeks by which it is judged.
    """

    minutes: Mapping[tuple[int, int], int]
    sessions: int
    judged: Mapping[int, int]


@dataclass(frozen=True)
class Roster:
    """Numbers of a class, as a manager has entered them.

    Attributes:
        students: at the start; `attending`: of them, now; `graduated`: of them, so far.
        with_buddy: of those who have or had a buddy, how many attend or have graduated; None: not entered.
        begins, ends: the days of the class; None: not entered.
    """

    class_key: str
    as_of: date
    students: int
    attending: int
    graduated: int
    with_buddy: int | None = None
    begins: date | None = None
    ends: date | None = None


@dataclass(frozen=True)
class Known:
    """All that a report is worked out of.

    Attributes:
        weeks: the finished weeks by which teams are judged; None where there is none.
        classes: keys of the programme's classes, in their order, each with its first day where that is known.
        rosters: the newest of each class that may be used.
        later: answers to the question long after the end; `thanks`: how often somebody said thanks at the end.
        waiting: students who wait today; None where the period is over.
        worth: of an hour of volunteering, in cents; None: the programme has set none.
    """

    period: Period
    today: date
    unit: Unit
    steps: tuple[Span, ...]
    weeks: Weeks | None
    teams: Sequence[TeamPast]
    logged: Logged
    classes: Mapping[str, date | None]
    rosters: Mapping[str, Roster]
    later: Mapping[str, int]
    thanks: int
    waiting: int | None
    worth: int | None
    currency: str


@dataclass(frozen=True)
class ClassShare:
    """Students of a class with a buddy on the last day, of those who attend it. `as_of`: of the roster."""

    class_key: str
    with_buddy: Value
    attending: Value
    as_of: date | None


@dataclass(frozen=True)
class Kept:
    """Of a group of students: how many there were at the start, and how many are still there or have graduated.

    `few_left`: fewer than five have gone, so that only “at least” is said; `few_stayed`: fewer than five are there.
    """

    start: Value
    there: Value
    few_left: bool = False
    few_stayed: bool = False


@dataclass(frozen=True)
class Step:
    first: date
    last: date
    minutes: Value


@dataclass(frozen=True)
class Figures:
    """What a report says."""

    period: Period
    today: date
    unit: Unit
    students: Value
    buddies: Value
    running: Value
    started: Value
    ended: Value
    reasons: tuple[tuple[EndReason, Value], ...]
    waiting: Value | None
    wait_median: Value
    wait_p90: Value
    sessions: Value
    minutes: Value
    average: Value
    judged: Value
    on_target: Value
    steps: tuple[Step, ...]
    classes: tuple[ClassShare, ...]
    with_buddy: Kept
    without_buddy: Kept
    later: tuple[tuple[str, Value], ...]
    thanks: Value
    worth: Value
    worth_of_hour: int | None
    currency: str
    lacking: tuple[str, ...]
    """Classes with a buddy team in the period without numbers from which retention could be worked out: it is not said
    before all have them."""

    @property
    def graduated(self) -> Value:
        return dict(self.reasons)[EndReason.GRADUATED]

    @property
    def jobs(self) -> Value:
        return dict(self.reasons)[EndReason.FOUND_JOB]
