"""Whose turn it is: everybody's first step before anybody's third, and whoever is waited for at once."""

from __future__ import annotations

import threading
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from scheduler.turns import Turns

LANES = st.lists(st.integers(1, 12), min_size=1, max_size=30)
"""How many steps each lane has."""


def served(turns: Turns, left: dict[str, int], most: int = 10_000) -> list[str]:
    """Who had a turn, by one thread, until nothing is left or so many were had."""
    order: list[str] = []
    while any(left.values()) and len(order) < most:
        lane = turns.take()
        assert lane is not None
        order.append(lane)
        left[lane] -= 1
        if left[lane]:
            turns.ring(lane)
        turns.release(lane)
    return order


@given(steps=LANES)
def test_nobody_has_another_turn_before_everybody_has_had_one(steps: list[int]) -> None:
    turns, left = Turns(), {str(number): count for number, count in enumerate(steps)}
    for lane in left:
        turns.ring(lane)
    had: Counter[str] = Counter()
    waiting = dict(left)
    for lane in served(turns, left):
        had[lane] += 1
        waiting[lane] -= 1
        behind = [other for other, count in waiting.items() if count and had[other] < had[lane] - 1]
        assert behind == []
    assert had == Counter({str(number): count for number, count in enumerate(steps)})


@given(steps=LANES, done=st.integers(1, 200))
def test_whoever_is_waited_for_comes_next(steps: list[int], done: int) -> None:
    turns, left = Turns(), {str(number): 50 + count for number, count in enumerate(steps)}
    for lane in left:
        turns.ring(lane)
    served(turns, left, max(done, len(left)))  # a bulk is under way: each has had a turn
    left["click"] = 1
    turns.ring("click", now=True)
    assert served(turns, left, 1) == ["click"]


def test_a_lane_in_which_somebody_waits_is_not_put_last_by_its_own_bulk() -> None:
    turns = Turns()
    left = dict.fromkeys(("A", "B", "C", "D"), 5)
    for lane in left:
        turns.ring(lane)
    assert served(turns, left, 4) == ["A", "B", "C", "D"]
    assert served(turns, left, 1) == ["A"]
    turns.ring("D", now=True)
    assert served(turns, left, 1) == ["D"]
    rest = served(turns, left)
    assert Counter(rest) == {"A": 3, "B": 4, "C": 4, "D": 3}, "being ahead once gives nobody a turn more"


def test_clicks_without_end_in_one_school_hold_up_no_other() -> None:
    turns, left = Turns(), {"flood": 1, **{str(number): 3 for number in range(9)}}
    for lane in left:
        turns.ring(lane, now=lane == "flood")
    order: list[str] = []
    while any(count for lane, count in left.items() if lane != "flood"):
        left["flood"] = 1
        turns.ring("flood", now=True)
        order += served(turns, left, 1)
    assert Counter(order)["flood"] <= 2 * 3 + 2


def test_a_lane_that_is_held_is_nobody_elses_and_what_rings_meanwhile_is_kept() -> None:
    turns = Turns()
    turns.ring("A")
    turns.hold("A")
    turns.ring("B")
    assert turns.take() == "B"
    assert turns.held() == {"A", "B"}
    got: list[str | None] = []
    taker = threading.Thread(target=lambda: got.append(turns.take()))
    taker.start()
    turns.release("A")
    taker.join(20)
    assert got == ["A"]
    turns.ring("A")
    turns.ring("A", now=True)
    turns.release("A")
    assert turns.take() == "A"
    turns.release("A")
    turns.end()
    assert turns.take() is None, "two rings were one"


def test_slow_ones_never_have_all_the_threads() -> None:
    turns, hanging = Turns(slow_at_once=2), ("A", "B", "C", "D")
    for lane in hanging:
        turns.ring(lane)
    assert [turns.take() for _ in hanging] == [*hanging], "nobody knows it yet"
    for lane in hanging:
        turns.release(lane, slow=True)
        turns.ring(lane)
    turns.ring("quick")
    had = [turns.take() for _ in range(3)]
    assert sorted(map(str, had)) == ["A", "B", "quick"]
    waiting = threading.Thread(target=lambda: had.append(turns.take()))
    waiting.start()
    turns.release("quick", slow=False)
    turns.ring("quick")
    waiting.join(20)
    assert had[3] == "quick", "the next slow one waits until there is room"
    turns.release("A", slow=False)
    assert turns.take() == "C"
