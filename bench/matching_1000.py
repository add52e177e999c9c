"""A thousand students and a thousand volunteers: the whole matching against the solver alone.

    matching_1000_plentiful   most pairs are possible; more places than students
    matching_1000_scarce      few pairs are possible: times, places, musts and languages leave a handful each

The value is all of `assign`: the matrices, the solver, the reasons of every pair and of everybody who waits. The
reference is `scipy.optimize.linear_sum_assignment` on the whole list's matrix: a row a student, a column each free
place, the costs those of `scores`. `solve_s` is the solver on what `scores` leaves of it, where whoever has no
possible pair and places that nobody could use are left out. All are run in turn.
Beside it: peak memory of a process that does only this; and pairs and total score, of which `exact` are those of
the optimum as HiGHS finds it (an integer programme on the possible pairs, made from the plain rules), and `greedy`
what serving by waiting time gives, everybody her best volunteer who is free.
"""

from __future__ import annotations

import gc
import random
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.figures import figure
from bot.rules import fit, grid, scores
from bot.rules.matching import Helper, Waiting, assign
from models.enums import Place

MANY, ROUNDS = 1_000, 9
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ZONES = ("Europe/Madrid", "Europe/London", "Europe/Kyiv", "America/Bogota", "Asia/Kathmandu")
LANGUAGES = ("en", "es", "ar", "uk", "fr", "ur")
TOPICS = ("git", "html", "css", "javascript", "react", "node", "sql", "tests", "interviews", "deploying")
TRAITS = ("woman", "parent", "migrant", "career_changer")
CITIES = ("Barcelona", "Madrid", "Glasgow", "Lyon")
RATIO, SECONDS, MEBIBYTES = 3.0, 1.5, 250
"""What it may cost at most; a figure says which of these it missed."""

Board = tuple[list[Waiting], list[Helper], frozenset[tuple[str, str]], frozenset[tuple[str, str]]]
Total = tuple[int, int]
"""Pairs and points."""


def people(scarce: bool) -> Board:
    chance = random.Random(20260302)
    weights = (1, 1, 1, 1, 1, 1) if scarce else (8, 8, 1, 1, 1, 1)

    def person() -> dict[str, object]:
        spoken = chance.choices(LANGUAGES, weights, k=1 if scarce else chance.randint(1, 3))
        languages = tuple(dict.fromkeys(spoken))
        return {
            "languages": languages,
            "fluent": tuple(code for code in languages if chance.random() < (0.5 if scarce else 0.8)),
            "topics": tuple(chance.sample(TOPICS, chance.randint(1, 6))),
            "times": tuple(chance.sample(grid.SLOTS, 1 if scarce else chance.randint(4, 12))),
            "timezone": chance.choice(ZONES),
            "place": chance.choice((Place.EITHER, Place.REMOTE, Place.IN_PERSON if scarce else Place.EITHER)),
            "city": chance.choice(CITIES),
            "traits": tuple(chance.sample(TRAITS, chance.randint(0, 2))),
        }

    students = [
        Waiting(
            request_id=at,
            student_id=f"S{at:04}",
            asked_at=NOW - timedelta(minutes=chance.randint(0, 60 * 24 * 60)),
            traits_must=chance.random() < (0.3 if scarce else 0.05),
            **person(),  # type: ignore[arg-type]
        )
        for at in range(MANY)
    ]
    helpers = [
        Helper(user_id=f"V{at:04}", capacity=chance.randint(1, 3), taken=0, **person())  # type: ignore[arg-type]
        for at in range(MANY)
    ]
    pairs = [(f"S{chance.randrange(MANY):04}", f"V{chance.randrange(MANY):04}") for _ in range(600)]
    return students, helpers, frozenset(pairs[:500]), frozenset(pairs[500:])


def total(pairs: list[tuple[Waiting, Helper]]) -> Total:
    before, points = Counter[str](), 0
    for student, helper in pairs:
        points += fit.score(student, helper, NOW) - fit.PER_STUDENT * before[helper.user_id]
        before[helper.user_id] += 1
    return len(pairs), points


def possible(board: Board) -> dict[tuple[int, int], int]:
    """Positions of a student and a volunteer who may be a pair → points, by the plain rules."""
    students, helpers, declined, avoided = board
    return {
        (row, column): fit.score(student, helper, NOW)
        for row, student in enumerate(students)
        for column, helper in enumerate(helpers)
        if fit.may_pair(student, helper, declined, avoided, now=NOW)
    }


def ours(board: Board) -> Total:
    students, helpers, declined, avoided = board
    by_request = {one.request_id: one for one in students}
    by_user = {one.user_id: one for one in helpers}
    found = assign(students, helpers, declined, avoided, now=NOW)
    return total([(by_request[pair.request_id], by_user[pair.volunteer_id]) for pair in found.pairs])


def greedy(board: Board, points: dict[tuple[int, int], int]) -> Total:
    students, helpers, *_ = board
    may: dict[int, list[int]] = {}
    for row, column in points:
        may.setdefault(row, []).append(column)
    used, pairs = Counter[int](), []
    for row in sorted(may, key=lambda row: (students[row].asked_at, row)):
        free = [column for column in may[row] if used[column] < helpers[column].places]
        if free:
            best = max(free, key=lambda column: points[row, column] - fit.PER_STUDENT * used[column])
            used[best] += 1
            pairs.append((students[row], helpers[best]))
    return total(pairs)


def exact(board: Board, points: dict[tuple[int, int], int]) -> Total:
    """The optimum by linear programming (HiGHS): its corners are whole numbers, for it is a flow.

    Per pair one variable of its points, and per further place of a volunteer one that takes off its load.
    """
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    helpers = board[1]
    edges = list(points)
    loads = [(column, place) for column, one in enumerate(helpers) for place in range(one.places)]
    match = 10**6  # more than all points of a list differ by, for a pair: 1,000 pairs of below 1,000 points
    worth = [-(match + points[edge]) for edge in edges] + [fit.PER_STUDENT * place for _, place in loads]
    cells, values = [], []
    for at, (row, _) in enumerate(edges):
        cells.append((row, at))
        values.append(1)
    once = csr_matrix((values, tuple(zip(*cells, strict=True))), shape=(MANY, len(worth)))
    cells, values = [], []
    for at, (_, column) in enumerate(edges):
        cells.append((column, at))
        values.append(1)
    for at, (column, _) in enumerate(loads, len(edges)):
        cells.append((column, at))
        values.append(-1)
    held = csr_matrix((values, tuple(zip(*cells, strict=True))), shape=(MANY, len(worth)))
    found = linprog(
        worth, A_ub=once, b_ub=np.ones(MANY), A_eq=held, b_eq=np.zeros(MANY), bounds=(0, 1), method="highs-ds"
    )
    if not found.success or np.abs(found.x - np.round(found.x)).max() > 1e-6:
        raise SystemExit(f"no exact optimum: {found.message}")
    used = np.round(found.x)
    pairs = int(used[: len(edges)].sum())
    return pairs, round(-float(np.dot(worth, used))) - match * pairs


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    gc.collect()
    begin, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begin, time.process_time() - used


def peak(kind: str) -> float:
    """MiB of a process that makes the list, matches it and does nothing else.

    Asked for before this process grows: on Linux a child's peak begins at what its parent has in memory.
    """
    command = [sys.executable, "-m", "bench.matching_1000", kind]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def only_match(kind: str) -> None:
    students, helpers, declined, avoided = people(kind == "scarce")
    assign(students, helpers, declined, avoided, now=NOW)
    print(round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1))


def whole(solved: scores.Places, free: list[int]) -> Any:
    """The matrix with every student and every free place; 0 where a pair may not be."""
    import numpy as np

    first = np.cumsum([0, *free])
    seen = Counter[int]()
    columns = []
    for owner in solved.owners:
        columns.append(first[owner] + seen[owner])
        seen[owner] += 1
    matrix = np.zeros((MANY, int(first[-1])))
    matrix[np.ix_(solved.rows, columns)] = solved.cost
    return matrix


def measure(kind: str, mebibytes: float) -> None:
    from scipy.optimize import linear_sum_assignment

    board = people(kind == "scarce")
    students, helpers, declined, avoided = board
    ordered = sorted(students, key=lambda one: (one.asked_at, one.request_id))
    free = [one.places for one in helpers]

    def build() -> scores.Places:
        made = scores.places(scores.table(ordered, helpers, declined, avoided, NOW), free)
        assert made is not None
        return made

    solved = build()
    plain = whole(solved, free)
    took: dict[str, list[tuple[float, float]]] = {"whole": [], "build": [], "solve": [], "reference": []}
    for _ in range(ROUNDS):
        took["reference"].append(timed(lambda: linear_sum_assignment(plain)))
        took["whole"].append(timed(lambda: assign(students, helpers, declined, avoided, now=NOW)))
        took["build"].append(timed(build))
        took["solve"].append(timed(solved.solve))
    median, cpu = (
        {name: statistics.median(value[at] for value in values) for name, values in took.items()}
        for at in (0, 1)
    )
    points = possible(board)
    found, optimum, by_waiting = ours(board), exact(board, points), greedy(board, points)
    missed = {
        "ratio": median["whole"] > RATIO * median["reference"],
        "seconds": median["whole"] > SECONDS,
        "memory": mebibytes > MEBIBYTES,
    }
    figure(
        f"matching_1000_{kind}",
        round(median["whole"], 4),
        round(median["reference"], 4),
        build_s=round(median["build"], 4),
        solve_s=round(median["solve"], 4),
        cpu_s=round(cpu["whole"], 4),
        cpu_ratio=round(cpu["whole"] / cpu["reference"], 3),
        peak_mib=mebibytes,
        missed=[name for name, is_missed in missed.items() if is_missed],
        matrix=list(plain.shape),
        left=list(solved.cost.shape),
        possible=len(points),
        matching=_points(found),
        exact=_points(optimum),
        greedy=_points(by_waiting),
    )

    if found != optimum:
        raise SystemExit(f"{kind}: {found} is not the optimum {optimum}")


def _points(value: tuple[int, int]) -> dict[str, int]:
    return dict(zip(("pairs", "points"), value, strict=True))


def main() -> None:
    if len(sys.argv) > 1:
        only_match(sys.argv[1])
        return
    peaks = {kind: peak(kind) for kind in ("plentiful", "scarce")}
    for kind, mebibytes in peaks.items():
        measure(kind, mebibytes)


if __name__ == "__main__":
    main()
