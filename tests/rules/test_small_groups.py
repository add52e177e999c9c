"""Nothing that is shown tells of a group of fewer than five people: held against an exact search by linear programming."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from bot.rules.small_groups import LEAST, Sum, hidden, hidden_steps


def most(
    name: str, numbers: dict[str, int], sums: Sequence[Sum], out: frozenset[str], never: Sequence[str]
) -> float:
    """The most that a reader must allow for a number: whatever fits all that is shown, and all sums."""
    names = list(numbers)
    rows = np.zeros((len(sums), len(names)))
    for row, one in enumerate(sums):
        rows[row, names.index(one.total)] = 1
        for part in one.parts:
            rows[row, names.index(part)] -= 1
    ranges = [
        (0, None) if one in never else (1, None) if one in out else (numbers[one], numbers[one])
        for one in names
    ]
    goal = np.array([-1.0 if one == name else 0.0 for one in names])
    found = linprog(goal, A_eq=rows, b_eq=np.zeros(len(sums)), bounds=ranges)
    return float("inf") if found.status == 3 else -float(found.fun)


@st.composite
def reports(draw: st.DrawFn) -> tuple[dict[str, int], list[Sum], list[str]]:
    """Numbers that are sums of others, in a tree, some of them never named."""
    numbers: dict[str, int] = {}
    sums: list[Sum] = []
    waiting = [f"n{place}" for place in range(draw(st.integers(1, 2)))]
    leaves = list(waiting)
    while waiting and len(numbers) + len(leaves) < 14:
        name = waiting.pop(0)
        if draw(st.booleans()):
            parts = tuple(f"{name}.{place}" for place in range(draw(st.integers(1, 4))))
            sums.append(Sum(name, parts))
            leaves.remove(name)
            leaves += parts
            waiting += parts
    numbers = {name: draw(st.one_of(st.integers(0, 7), st.integers(0, 40))) for name in leaves}
    for one in reversed(sums):
        numbers[one.total] = sum(numbers[part] for part in one.parts)
    never = [name for name in numbers if draw(st.integers(0, 4)) == 0]
    return numbers, sums, never


@given(reports())
def test_of_no_hidden_group_it_can_be_worked_out_that_it_is_small(
    made: tuple[dict[str, int], list[Sum], list[str]],
) -> None:
    numbers, sums, never = made
    out = hidden(numbers, sums, never)
    for name, people in numbers.items():
        if 0 < people < LEAST:
            assert name in out
            assert most(name, numbers, sums, out, never) >= LEAST - 1e-6, (name, numbers, sums, out)
    assert all(numbers[name] for name in out), "nobody is no group: 0 may be told"


@given(reports())
def test_nothing_is_hidden_without_a_small_group(made: tuple[dict[str, int], list[Sum], list[str]]) -> None:
    numbers, sums, never = made
    if not any(0 < people < LEAST for people in numbers.values()):
        assert not hidden(numbers, sums, never)


def test_a_total_does_not_tell_the_one_number_that_is_missing() -> None:
    numbers = {"all": 20, "a": 3, "b": 7, "c": 10}
    assert hidden(numbers, [Sum("all", ("a", "b", "c"))]) == {"a", "b"}
    ones = {"all": 24, "a": 1, "b": 1, "c": 22}
    assert hidden(ones, [Sum("all", ("a", "b", "c"))]) == {"a", "b", "c"}, (
        "two of one each would be told by their sum"
    )
    assert hidden({"all": 3, "a": 3, "b": 0}, [Sum("all", ("a", "b"))]) == {"all", "a"}
    assert hidden({"a": 4, "b": 5}) == {"a"}


def test_what_the_report_names_first_is_hidden_last() -> None:
    numbers = {"students": 12, "running": 11, "_gone": 1}
    sums = [Sum("students", ("running", "_gone"))]
    assert hidden(numbers, sums, ["_gone"], last=["students"]) == {"_gone", "running"}


TEAMS = st.lists(st.frozensets(st.integers(1, 12), max_size=9), min_size=1, max_size=8)


@given(TEAMS)
def test_hours_of_few_teams_are_not_told_by_the_sum_either(teams: list[frozenset[int]]) -> None:
    out, is_sum_out = hidden_steps(teams)
    assert {place for place, some in enumerate(teams) if 0 < len(some) < LEAST} <= out
    if out and not is_sum_out:
        assert len(out) > 1
        assert len(frozenset().union(*(teams[place] for place in out))) >= LEAST
    if not any(0 < len(some) < LEAST for some in teams):
        assert (out, is_sum_out) == (frozenset(), False)
    assert all(teams[place] for place in out)


@pytest.mark.parametrize("total", [0, 2, 6, 40])
def test_numbers_that_contradict_each_other_end_it_too(total: int) -> None:
    numbers = {"all": total, "one": 3, "other": 9, "third": 7}
    sums = (Sum("all", ("one", "other")), Sum("other", ("third",)))
    assert "one" in hidden(numbers, sums)
