"""`fit` for everybody at once, in matrices, and the best assignment over them.

One row a student, one column a volunteer (later: a place). `fit` says what is meant; tests say that both agree.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

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
    left: for each hard rule in the order of `matching.WhyWaiting`, bool by student: is anybody left after it? After the
        first, somebody who is approved.
        Who avoids whom is none of them, so that no reason tells of it: one with a free place counts as declined, for
        managers see that he has one; any other as not available.
    unapproved: bool by student: is somebody left after all of them whose offer waits for approval?
    """

    may: Matrix
    points: Matrix
    left: tuple[Matrix, ...]
    unapproved: Matrix


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

    points, speaks = _languages(students, helpers)
    hours, has_hours = _hours(students, helpers, now)
    trait, has_trait = _traits(students, helpers)
    same_city, has_place = _cities(students, helpers)
    may = np.ones((len(students), len(helpers)), dtype=bool)
    approved = np.array([one.approved for one in helpers], dtype=bool)
    left: list[Matrix] = []

    def narrow(rule: Matrix | None = None, *, without: Iterable[tuple[str, str]] = ()) -> None:
        if rule is not None:
            np.logical_and(may, rule, out=may)
        _forbid(may, students, helpers, without)
        counts = True if approved.all() or not left else approved
        left.append(np.asarray(may.any(axis=1, where=counts)))

    narrow(without=((one.student_id, one.student_id) for one in students))
    for rule in (speaks, has_place, has_trait, has_hours):
        narrow(rule)
    free = {one.user_id for one in helpers if one.places}
    narrow(without=(*declined, *(pair for pair in avoided if pair[1] in free)))
    unapproved = np.asarray(may.any(axis=1, where=~approved))
    _forbid(may, students, helpers, avoided)

    for some in (hours, trait, same_city, _topics(students, helpers)):
        points += some
    points += np.array([fit.days_points(one.asked_at, now) for one in students], dtype=np.float32)[:, None]
    points -= np.array([fit.PER_STUDENT * one.taken for one in helpers], dtype=np.float32)
    return Table(may, points, tuple(left), unapproved)


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
    may, points = (np.take(np.take(one, columns, axis=1), rows, axis=0) for one in (possible, board.points))
    points = points.astype(np.float64)
    useful = np.minimum(many[columns], may.sum(axis=0))
    by_place = [np.flatnonzero(useful > place) for place in range(int(useful.max()))]

    most = min(len(rows), sum(map(len, by_place)))
    ranks = np.arange(len(rows), 0, -1)[:, None]
    unit = float(ranks[:most].sum() + 1)
    lowest, highest = points.min(), points.max()
    fewest = lowest - fit.PER_STUDENT * (len(by_place) - 1)
    match = most * (unit * (highest - fewest) + len(rows)) + 1
    points *= -unit
    points += unit * fewest - match - ranks
    points *= may
    cost = np.empty((len(rows), sum(map(len, by_place))))
    begins = 0
    for place, some in enumerate(by_place):
        block = cost[:, begins : begins + len(some)]
        block[:] = points[:, some] if place else points
        if place:
            block += may[:, some] * (unit * fit.PER_STUDENT * place)
        begins += len(some)
    return Places(rows, columns[np.concatenate(by_place)], cost)


def _languages(students: Sequence[Waiting], helpers: Sequence[Helper]) -> tuple[Matrix, Matrix]:
    """Points for the languages, and whether there is a usable one."""
    import numpy as np  # noqa: PLC0415 - see `table`

    hers, rows = _distinct((one.languages, one.fluent) for one in students)
    his, columns = _distinct((one.languages, one.fluent) for one in helpers)
    known = _known(languages for languages, _ in (*hers, *his))
    her_all, his_all = (_marks([languages for languages, _ in side], known) for side in (hers, his))
    her_best, his_best = (
        _marks([fit.shared(languages, fluent) for languages, fluent in side], known) for side in (hers, his)
    )
    usable = np.hstack([her_all, her_best]) @ np.hstack([his_best, his_all - his_best]).T
    speaks = usable > 0
    further = np.minimum(usable - 1, fit.MOST_FURTHER_LANGUAGES)
    points = (fit.ONE_FLUENT + fit.PER_FURTHER_LANGUAGE * further) * speaks
    points[her_best @ his_best.T > 0] = fit.BOTH_FLUENT
    return _spread(points, rows, columns), _spread(speaks, rows, columns)


def _hours(students: Sequence[Waiting], helpers: Sequence[Helper], now: datetime) -> tuple[Matrix, Matrix]:
    """Points for the hours in common, and whether they can meet as far as they told."""
    import numpy as np  # noqa: PLC0415 - see `table`

    hers, rows = _distinct((one.times, one.timezone) for one in students)
    his, columns = _distinct((one.times, one.timezone) for one in helpers)
    fewer, more = grid.shared_matrices(hers, his, now)
    has_hours = more >= grid.HOUR
    has_hours |= np.array([not times for times, _ in hers])[:, None]
    has_hours |= np.array([not times for times, _ in his])
    quarters = fewer * np.float32(fit.PER_HOUR / grid.HOUR)
    np.floor(quarters, out=quarters)
    points = np.minimum(quarters, fit.MOST_FOR_HOURS, out=quarters)
    return _spread(points, rows, columns), _spread(has_hours, rows, columns)


def _traits(students: Sequence[Waiting], helpers: Sequence[Helper]) -> tuple[Matrix, Matrix]:
    """Points for a wish that is fulfilled, and whether a must is kept."""
    import numpy as np  # noqa: PLC0415 - see `table`

    hers, rows = _distinct((one.traits, one.traits_must) for one in students)
    his, columns = _distinct(one.traits for one in helpers)
    fulfilled = _overlap([traits for traits, _ in hers], his) > 0
    must = np.array([bool(traits) and is_must for traits, is_must in hers])[:, None]
    points = (fulfilled & ~must) * np.float32(fit.WISHED_TRAIT)
    return _spread(points, rows, columns), _spread(fulfilled | ~must, rows, columns)


def _cities(students: Sequence[Waiting], helpers: Sequence[Helper]) -> tuple[Matrix, Matrix]:
    """Points for meeting in the same city, and whether there is a place for them at all."""
    import numpy as np  # noqa: PLC0415 - see `table`

    hers, rows = _distinct((one.place, fit.plain_city(one.city)) for one in students)
    his, columns = _distinct((one.place, fit.plain_city(one.city)) for one in helpers)
    numbers = {city: at for at, city in enumerate(sorted({city for _, city in (*hers, *his)}))}

    def numbered(side: Sequence[tuple[Place, str]], nowhere: int) -> Matrix:
        meets = [bool(city) and place is not Place.REMOTE for place, city in side]
        return np.array(
            [numbers[city] if can else nowhere for (_, city), can in zip(side, meets, strict=True)]
        )

    same_city = numbered(hers, -1)[:, None] == numbered(his, -2)
    anywhere = np.array([place is not Place.IN_PERSON for place, _ in hers])[:, None] & np.array(
        [place is not Place.IN_PERSON for place, _ in his]
    )
    points = same_city * np.float32(fit.SAME_CITY)
    return _spread(points, rows, columns), _spread(anywhere | same_city, rows, columns)


def _topics(students: Sequence[Waiting], helpers: Sequence[Helper]) -> Matrix:
    """Points for shared topics."""
    import numpy as np  # noqa: PLC0415 - see `table`

    hers, rows = _distinct(one.topics for one in students)
    his, columns = _distinct(one.topics for one in helpers)
    many = _overlap(hers, his)
    np.minimum(many, fit.MOST_TOPICS, out=many)
    many *= fit.PER_TOPIC
    return _spread(many, rows, columns)


T = TypeVar("T", bound=Hashable)


def _distinct(values: Iterable[T]) -> tuple[list[T], list[int]]:
    """Each value once, and for each person the position of hers: many people are alike in one thing or another."""
    positions: dict[T, int] = {}
    found = [positions.setdefault(one, len(positions)) for one in values]
    return list(positions), found


def _spread(small: Matrix, rows: list[int], columns: list[int]) -> Matrix:
    """A matrix over what is distinct → over people, float32 or bool."""
    import numpy as np  # noqa: PLC0415 - see `table`

    wide: Matrix = np.take(np.take(small, columns, axis=1), rows, axis=0)
    return wide if wide.dtype == bool else wide.astype(np.float32, copy=False)


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
    import numpy as np  # noqa: PLC0415 - see `table`

    known = _known((*left, *right))
    with np.errstate(
        invalid="ignore"
    ):  # of ones and zeros nothing is invalid: libraries leave that flag behind
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
