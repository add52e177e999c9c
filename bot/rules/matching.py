"""Who could be whose buddy: the whole waiting list at once, by shared language and free places.

First as many students as possible get a buddy; among all ways to do that, the one with the highest score.
A greedy choice, best pair first, can leave the last student without the only buddy who speaks her language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.clock import local_moment, zone

if TYPE_CHECKING:
    from numpy import ndarray

    Matrix = ndarray[Any, Any]

LEARNING_LANGUAGES = (
    "en", "es", "ca", "am", "ar", "hy", "bn", "zh", "nl", "fil", "fr", "ka", "de", "hi", "it", "ku", "ne",
    "ps", "fa", "pl", "pt", "pa", "ro", "ru", "so", "ti", "tr", "uk", "ur", "wo",
)  # fmt: skip
"""ISO 639 codes of what the people of such a programme learn and help in."""

FIRST_LISTED = 12
"""For the language that the student named first, and for the one that the volunteer named first."""
PER_LANGUAGE = 4
MOST_LANGUAGES = 3
PER_TOPIC = 6
MOST_TOPICS = 4
PER_DAY = 1
MOST_DAYS = 60
"""A day of waiting counts one point: a week weighs about as much as one shared topic, a month more than all."""
PER_STUDENT = 10
"""Taken off for each student whom a volunteer has already, so that nobody is loaded while others are free."""

NIGHTLY = 3 * 60
"""Minutes after midnight in the programme's zone."""

DeclinedPair = tuple[str, str]
"""A student and a volunteer of whom one (or a manager) said no before."""


class WhyWaiting(StrEnum):
    """Why the last matching found nobody for a student."""

    NOBODY_YET = "nobody_yet"
    """No volunteer is approved."""
    NO_LANGUAGE = "no_language"
    """Nobody speaks a language of hers."""
    ALL_DECLINED = "all_declined"
    """Everybody who does was proposed before."""
    NO_PLACE = "no_place"
    """Nobody of the others can meet where she can."""
    NO_TRAIT = "no_trait"
    """Nobody of the others is what she must have."""
    NO_HOURS = "no_hours"
    """Nobody of the others has an hour a week in common with her."""
    NO_CAPACITY = "no_capacity"
    """Everybody who does is taken."""


@dataclass(frozen=True)
class Waiting:
    """A student on the waiting list. `languages`: the one she likes best first."""

    request_id: int
    student_id: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    asked_at: datetime


@dataclass(frozen=True)
class Helper:
    """An approved volunteer. `taken`: running teams and open proposals, out of `capacity`."""

    user_id: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    capacity: int
    taken: int

    @property
    def places(self) -> int:
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True)
class Reasons:
    """Why the two fit, as plain values for a card. `taken`: the volunteer's students before this one."""

    languages: tuple[str, ...]
    topics: tuple[str, ...]
    days: int
    taken: int
    capacity: int

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "languages": list(self.languages), "topics": list(self.topics)}


@dataclass(frozen=True)
class Pair:
    """A student and a volunteer who should be proposed to each other."""

    request_id: int
    student_id: str
    volunteer_id: str
    reasons: Reasons


@dataclass(frozen=True)
class Solution:
    """`unmatched`: request id → why."""

    pairs: tuple[Pair, ...]
    unmatched: dict[int, WhyWaiting]

    def parts(self, size: int) -> Iterator[tuple[Pair, ...]]:
        """The pairs, so many at a time."""
        for start in range(0, len(self.pairs), size):
            yield self.pairs[start : start + size]


def shared(hers: Iterable[str], his: Collection[str]) -> tuple[str, ...]:
    """What both listed, in her order."""
    return tuple(dict.fromkeys(one for one in hers if one in his))


def may_pair(student: Waiting, helper: Helper, declined: Collection[DeclinedPair]) -> bool:
    """The rules that nothing outweighs; free places apart."""
    return (
        student.student_id != helper.user_id
        and (student.student_id, helper.user_id) not in declined
        and bool(shared(student.languages, helper.languages))
    )


def explain(student: Waiting, helper: Helper, now: datetime) -> Reasons:
    return Reasons(
        languages=shared(student.languages, helper.languages),
        topics=shared(student.topics, helper.topics),
        days=days_waiting(student.asked_at, now),
        taken=helper.taken,
        capacity=helper.capacity,
    )


def days_waiting(asked_at: datetime, now: datetime) -> int:
    """Whole days."""
    return max(0, (now - asked_at) // timedelta(days=1))


def assign(
    waiting: Iterable[Waiting], helpers: Iterable[Helper], declined: Collection[DeclinedPair], now: datetime
) -> Solution:
    """The best assignment for everybody who waits; the same for the same input, in whatever order it comes.

    Among assignments of equal score the older requests are served. Sums stay exact in floating point up to
    about 2,000 waiting students of one programme.
    """
    students = sorted(waiting, key=lambda one: (one.asked_at, one.request_id))
    everybody = sorted(helpers, key=lambda one: one.user_id)
    free = [helper for helper in everybody if helper.places]
    chosen = _solve(students, free, declined, now) if students and free else {}
    pairs = tuple(
        Pair(one.request_id, one.student_id, helper.user_id, explain(one, helper, now))
        for one in students
        if (helper := chosen.get(one.request_id)) is not None
    )
    unmatched = {
        one.request_id: why_waiting(one, everybody, declined)
        for one in students
        if one.request_id not in chosen
    }
    return Solution(pairs, unmatched)


def why_waiting(
    student: Waiting, helpers: Sequence[Helper], declined: Collection[DeclinedPair]
) -> WhyWaiting:
    """In words that are true for her, not for the list."""
    others = [helper for helper in helpers if helper.user_id != student.student_id]
    if not others:
        return WhyWaiting.NOBODY_YET
    speaking = [helper for helper in others if shared(student.languages, helper.languages)]
    if not speaking:
        return WhyWaiting.NO_LANGUAGE
    if not any(may_pair(student, helper, declined) for helper in speaking):
        return WhyWaiting.ALL_DECLINED
    return WhyWaiting.NO_CAPACITY


def next_night(now: datetime, timezone: str) -> datetime:
    """The next 3:00 of the programme, in UTC."""
    where = zone(timezone)
    today = now.astimezone(where).date()
    moments = (local_moment(today + timedelta(days=ahead), NIGHTLY, where) for ahead in (0, 1))
    return next(moment for moment in moments if moment > now)


def _solve(
    students: Sequence[Waiting], free: Sequence[Helper], declined: Collection[DeclinedPair], now: datetime
) -> dict[int, Helper]:
    """Request id → volunteer. Every free place is a column; a volunteer's second place costs more than his first."""
    import numpy as np  # noqa: PLC0415 - 40 MB and a quarter of a second, needed only when somebody waits
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - the same

    allowed, score = _scores(students, free, declined, now)
    columns = [(position, place) for position, helper in enumerate(free) for place in range(helper.places)]
    owner = np.array([position for position, _ in columns])
    load = np.array([PER_STUDENT * (free[position].taken + place) for position, place in columns])
    score = score[:, owner] - load
    allowed = allowed[:, owner]
    many = len(students)
    score += 1 - min(0, int(score.min()))
    by_age = np.arange(many, 0, -1)[:, None]
    worth = score * many * many + by_age  # a tie-break can never outweigh a point: all of them sum to less
    match = int(worth.max()) * many + 1  # and no score outweighs one student more
    rows, places = linear_sum_assignment(np.where(allowed, worth + match, 0).astype(float), maximize=True)
    return {
        students[row].request_id: free[owner[place]]
        for row, place in zip(rows, places, strict=True)
        if allowed[row, place]
    }


def _scores(
    students: Sequence[Waiting], free: Sequence[Helper], declined: Collection[DeclinedPair], now: datetime
) -> tuple[Matrix, Matrix]:
    """Which pairs may be, and their points; one row a student, one column a volunteer."""
    import numpy as np  # noqa: PLC0415 - see `_solve`

    both = _overlap([one.languages for one in students], [one.languages for one in free])
    topics = _overlap([one.topics for one in students], [one.topics for one in free])
    hers = _overlap([one.languages[:1] for one in students], [one.languages for one in free])
    his = _overlap([one.languages for one in students], [one.languages[:1] for one in free])
    days = np.array([min(MOST_DAYS, days_waiting(one.asked_at, now)) for one in students])[:, None]
    allowed = both > 0
    row = {one.student_id: at for at, one in enumerate(students)}
    column = {one.user_id: at for at, one in enumerate(free)}
    for student_id, user_id in [*declined, *((user, user) for user in row)]:
        if student_id in row and user_id in column:
            allowed[row[student_id], column[user_id]] = False
    points = (
        FIRST_LISTED * (hers + his)
        + PER_LANGUAGE * np.minimum(both, MOST_LANGUAGES)
        + PER_TOPIC * np.minimum(topics, MOST_TOPICS)
        + PER_DAY * days
    )
    return allowed, points


def _overlap(left: Sequence[tuple[str, ...]], right: Sequence[tuple[str, ...]]) -> Matrix:
    """How many words each of the left shares with each of the right."""
    import numpy as np  # noqa: PLC0415 - see `_solve`

    words = {word: at for at, word in enumerate(sorted({word for one in (*left, *right) for word in one}))}

    def marked(side: Sequence[tuple[str, ...]]) -> Matrix:
        marks = np.zeros((len(side), len(words)), dtype=np.int64)
        for at, one in enumerate(side):
            marks[at, [words[word] for word in one]] = 1
        return marks

    return marked(left) @ marked(right).T
