"""`fit` for everybody at once, in matrices, and the best assignment over them.

One row a student, one column a volunteer (later: a place). `fit` says what is meant; tests say that both agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.rules import fit, grid
from bot.rules.fit import AvoidedPair, DeclinedPair, Helper, Waiting
from models.enums import Place

if TYPE_CHECKING:
    from numpy import ndarray

    Matrix = ndarray[Any, Any]

Words = Sequence[Iterable[str]]


@dataclass(frozen=True)
class Table:
    """Attributes:
    may: `fit.may_pair`, bool.
    points: `fit.score`, float32 (whole numbers), of all pairs, allowed or not.
    left: for each hard rule in the order of `WhyWaiting`, bool by student: is anybody left after it?
    """

    may: Matrix
    points: Matrix
    left: tuple[Matrix, ...]


@dataclass(frozen=True)
class Places:
    """The matrix that is solved: only students and volunteers with a possible pair, one column a free place.

    Attributes:
        rows: positions of these students in the table.
        owners: for each column the position of its volunteer in the table.
        cost: float64, whole numbers; 0 where a pair may not be, else below.
    """

    rows: Matrix
    owners: Matrix
    cost: Matrix

    def solve(self) -> dict[int, int]:
        """Position of a student → position of her volunteer."""
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - see `table`

        rows, columns = linear_sum_assignment(self.cost)
        found = self.cost[rows, columns] < 0
        chosen = zip(self.rows[rows[found]], self.owners[columns[found]], strict=True)
        return {int(row): int(owner) for row, owner in chosen}


def table(
    students: Sequence[Waiting],
    helpers: Sequence[Helper],
    declined: Collection[DeclinedPair],
    avoided: Collection[AvoidedPair],
    now: datetime,
) -> Table:
    import numpy as np  # noqa: PLC0415 - 40 MB and a quarter of a second, needed only when somebody waits

    languages, speak = _languages(students, helpers)
    traits = _overlap([one.traits for one in students], [one.traits for one in helpers])
    must = np.array([one.traits_must and bool(one.traits) for one in students])[:, None]
    same_city, has_place = _cities(students, helpers)
    hours, has_hours = _hours(students, helpers, now)
    may = np.ones((len(students), len(helpers)), dtype=bool)
    left: list[Matrix] = []

    def narrow(rule: Matrix | None) -> None:
        if rule is not None:
            np.logical_and(may, rule, out=may)
        left.append(np.asarray(may.any(axis=1)))

    _forbid(may, students, helpers, [*avoided, *((one.student_id, one.student_id) for one in students)])
    narrow(None)
    narrow(speak)
    _forbid(may, students, helpers, declined)
    narrow(None)
    narrow(has_place)
    narrow((traits > 0) | ~must if must.any() else None)
    narrow(has_hours)

    points = languages
    points += np.array([fit.days_points(one.asked_at, now) for one in students], dtype=np.float32)[:, None]
    points -= np.array([fit.PER_STUDENT * one.taken for one in helpers], dtype=np.float32)
    points += hours
    topics = _overlap([one.topics for one in students], [one.topics for one in helpers])
    points += np.minimum(topics, fit.MOST_TOPICS, out=topics) * np.float32(fit.PER_TOPIC)
    points += ((traits > 0) & ~must) * np.float32(fit.WISHED_TRAIT)
    points += same_city * np.float32(fit.SAME_CITY)
    return Table(may, points, tuple(left))


def places(board: Table, free: Sequence[int]) -> Places | None:
    """The matrix to solve, for so many free places of each volunteer; None if no pair is possible.

    Every cost is -(match + points * more than all ranks + rank): no score outweighs one student more, no rank by
    age outweighs a point. All sums are below 2**53 up to about 2,000 students with a possible pair, so they are
    exact. A volunteer's second place costs more than his first; places that nobody could use are left out.
    """
    import numpy as np  # noqa: PLC0415 - see `table`

    many = np.asarray(free)
    possible = board.may & (many > 0)
    rows, columns = np.flatnonzero(possible.any(axis=1)), np.flatnonzero(possible.any(axis=0))
    if not rows.size:
        return None
    chosen = np.ix_(rows, columns)
    may, points = possible[chosen], board.points[chosen].astype(float)
    useful = np.minimum(many[columns], may.sum(axis=0))
    by_place = [np.flatnonzero(useful > place) for place in range(int(useful.max()))]

    most = min(len(rows), sum(map(len, by_place)))
    ranks = np.arange(len(rows), 0, -1)[:, None]
    unit = float(ranks[:most].sum() + 1)
    lowest, highest = points[may].min(), points[may].max()
    fewest = lowest - fit.PER_STUDENT * (len(by_place) - 1)
    match = most * (unit * (highest - fewest) + len(rows)) + 1
    first = -(match + unit * (points - fewest) + ranks)
    first[~may] = 0
    cost = np.concatenate(
        [
            first[:, some] + may[:, some] * (unit * fit.PER_STUDENT * place) if place else first[:, some]
            for place, some in enumerate(by_place)
        ],
        axis=1,
    )
    return Places(rows, columns[np.concatenate(by_place)], cost)


def _languages(students: Sequence[Waiting], helpers: Sequence[Helper]) -> tuple[Matrix, Matrix]:
    """Points for the languages, float32, and whether there is a usable one."""
    import numpy as np  # noqa: PLC0415 - see `table`

    known = _known([*(one.languages for one in students), *(one.languages for one in helpers)])
    hers = _marks([one.languages for one in students], known)
    his = _marks([one.languages for one in helpers], known)
    her_best = _marks([fit.shared(one.languages, one.fluent) for one in students], known)
    his_best = _marks([fit.shared(one.languages, one.fluent) for one in helpers], known)
    usable = np.hstack([hers, her_best]) @ np.hstack([his_best, his - his_best]).T
    speak = usable > 0
    np.minimum(usable, fit.MOST_FURTHER_LANGUAGES + 1, out=usable)
    usable *= fit.PER_FURTHER_LANGUAGE
    usable += (fit.ONE_FLUENT - fit.PER_FURTHER_LANGUAGE) * speak
    usable[her_best @ his_best.T > 0] = fit.BOTH_FLUENT
    return usable, speak


def _hours(students: Sequence[Waiting], helpers: Sequence[Helper], now: datetime) -> tuple[Matrix, Matrix]:
    """Points for the hours in common, float32, and whether they can meet as far as they told."""
    import numpy as np  # noqa: PLC0415 - see `table`

    quarters = grid.shared_matrix(
        [(one.times, one.timezone) for one in students], [(one.times, one.timezone) for one in helpers], now
    )
    silent = np.array([not one.times for one in students])[:, None] | [not one.times for one in helpers]
    has_hours = (quarters >= grid.HOUR) | silent
    quarters *= fit.PER_HOUR / grid.HOUR
    np.floor(quarters, out=quarters)
    return np.minimum(quarters, fit.MOST_FOR_HOURS, out=quarters), has_hours


def _cities(students: Sequence[Waiting], helpers: Sequence[Helper]) -> tuple[Matrix, Matrix]:
    """Whether both can meet in the same city, and whether there is a place for them at all."""
    import numpy as np  # noqa: PLC0415 - see `table`

    numbers: dict[str, int] = {}

    def numbered(people: Sequence[Waiting] | Sequence[Helper], nowhere: int) -> Matrix:
        cities = [fit.plain_city(one.city) if one.place is not Place.REMOTE else "" for one in people]
        return np.array([numbers.setdefault(city, len(numbers)) if city else nowhere for city in cities])

    same_city = numbered(students, -1)[:, None] == numbered(helpers, -2)
    anywhere = np.array([one.place is not Place.IN_PERSON for one in students])[:, None] & [
        one.place is not Place.IN_PERSON for one in helpers
    ]
    return same_city, anywhere | same_city


def _forbid(
    may: Matrix, students: Sequence[Waiting], helpers: Sequence[Helper], pairs: Iterable[tuple[str, str]]
) -> None:
    """A student may have several rows, a volunteer has one column."""
    rows: dict[str, list[int]] = {}
    for at, one in enumerate(students):
        rows.setdefault(one.student_id, []).append(at)
    column = {one.user_id: at for at, one in enumerate(helpers)}
    for student_id, user_id in pairs:
        if user_id in column:
            may[rows.get(student_id, []), column[user_id]] = False


def _overlap(left: Words, right: Words) -> Matrix:
    """How many words each of the left shares with each of the right, float32."""
    known = _known((*left, *right))
    product: Matrix = _marks(left, known) @ _marks(right, known).T
    return product


def _known(sides: Iterable[Iterable[str]]) -> dict[str, int]:
    return {word: at for at, word in enumerate(sorted({word for one in sides for word in one}))}


def _marks(side: Words, known: dict[str, int]) -> Matrix:
    """One row each, one column a known word: 0 or 1, as float32, so that a product is a matter of BLAS."""
    import numpy as np  # noqa: PLC0415 - see `table`

    marks = np.zeros((len(side), len(known)), dtype=np.float32)
    cells = [(at, known[word]) for at, words in enumerate(side) for word in words]
    if cells:
        marks[tuple(zip(*cells, strict=True))] = 1
    return marks
