"""Matching against trying everything, and the moments at which it runs."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules import matching
from bot.rules.matching import Helper, Solution, Waiting, WhyWaiting, assign, next_night, why_waiting

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MANY = ("git", "react", "node", "css")
MADRID = ZoneInfo("Europe/Madrid")

_languages = st.lists(st.sampled_from(["en", "es", "ar"]), min_size=1, max_size=2, unique=True).map(tuple)
_topics = st.lists(st.sampled_from(["git", "react", "node", "css"]), max_size=4, unique=True).map(tuple)
_students = st.lists(
    st.tuples(st.sampled_from("ABCDE"), _languages, _topics, st.integers(0, 90)),
    max_size=5,
    unique_by=lambda s: s[0],
)
_helpers = st.lists(
    st.tuples(st.sampled_from("ABVWXYZ"), _languages, _topics, st.integers(1, 3), st.integers(0, 2)),
    max_size=5,
    unique_by=lambda h: h[0],
)
_moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))
_declined = st.sets(st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABVWXYZ")), max_size=6)


def waiting(
    request_id: int, student: str, languages: tuple[str, ...], topics: tuple[str, ...] = (), hours: int = 0
) -> Waiting:
    return Waiting(request_id, student, languages, topics, NOW - timedelta(hours=hours))


@settings(max_examples=300, deadline=None)
@given(_students, _helpers, _declined)
def test_never_fewer_pairs_and_never_a_lower_score_than_trying_everything(
    students: list[tuple[str, tuple[str, ...], tuple[str, ...], int]],
    helpers: list[tuple[str, tuple[str, ...], tuple[str, ...], int, int]],
    declined: set[tuple[str, str]],
) -> None:
    asked = [
        waiting(at, who, speaks, wants, 20 * hours) for at, (who, speaks, wants, hours) in enumerate(students)
    ]
    offered = [Helper(*one) for one in helpers]
    found = assign(asked, offered, declined, NOW)
    _breaks_no_rule(found, asked, offered, declined)
    assert _worth(found, asked, offered) == _best(asked, offered, declined)


@settings(max_examples=60, deadline=None)
@given(_students, _helpers, _declined, st.randoms(use_true_random=False))
def test_the_same_list_in_another_order_gives_the_same_pairs(
    students: list[tuple[str, tuple[str, ...], tuple[str, ...], int]],
    helpers: list[tuple[str, tuple[str, ...], tuple[str, ...], int, int]],
    declined: set[tuple[str, str]],
    chance: random.Random,
) -> None:
    asked = [
        waiting(at, who, speaks, wants, hours) for at, (who, speaks, wants, hours) in enumerate(students)
    ]
    offered = [Helper(*one) for one in helpers]
    first = assign(asked, offered, declined, NOW)
    chance.shuffle(asked)
    chance.shuffle(offered)
    assert assign(asked, offered, declined, NOW) == first


def test_the_only_buddy_for_a_language_is_not_given_to_somebody_who_has_a_choice() -> None:
    """Greedy would take the best pair, Amal and Bilal, and leave Chen with nobody."""
    amal = waiting(1, "Amal", ("ar", "en"), MANY, hours=24 * 30)
    chen = waiting(2, "Chen", ("ar",))
    bilal = Helper("Bilal", ("ar", "en"), MANY, 1, 0)
    emma = Helper("Emma", ("en",), (), 1, 0)
    found = assign([amal, chen], [bilal, emma], (), NOW)
    assert {(pair.student_id, pair.volunteer_id) for pair in found.pairs} == {
        ("Amal", "Emma"),
        ("Chen", "Bilal"),
    }


def test_students_are_spread_over_volunteers_before_anybody_has_two() -> None:
    asked = [waiting(at, f"S{at}", ("es",)) for at in range(4)]
    found = assign(asked, [Helper("A", ("es",), (), 5, 0), Helper("B", ("es",), (), 5, 2)], (), NOW)
    assert Counter(pair.volunteer_id for pair in found.pairs) == {"A": 3, "B": 1}


def test_of_two_who_fit_equally_the_older_request_is_served() -> None:
    later, earlier = waiting(1, "Later", ("es",), hours=1), waiting(2, "Earlier", ("es",), hours=2)
    found = assign([later, earlier], [Helper("A", ("es",), (), 1, 0)], (), NOW)
    assert [pair.student_id for pair in found.pairs] == ["Earlier"]
    assert found.unmatched == {1: WhyWaiting.NO_CAPACITY}


def test_waiting_counts_more_than_a_topic_but_not_for_ever() -> None:
    helper = Helper("A", ("es",), ("git",), 1, 0)

    def served(longer: int, shorter: int) -> str:
        long, short = (waiting(at, name, ("es",), topics, hours=24 * days) for at, name, topics, days in (
            (1, "Long", (), longer), (2, "Short", ("git",), shorter)
        ))  # fmt: skip
        return assign([long, short], [helper], (), NOW).pairs[0].student_id

    assert served(longer=10, shorter=3) == "Long"
    assert served(longer=8, shorter=3) == "Short"
    assert served(longer=200, shorter=61) == "Short"


def test_a_large_list_is_exact_too() -> None:
    """400 students of one language for 300 places: all places are taken, by those who wait longest."""
    asked = [waiting(at, f"S{at:03}", ("es",), hours=at) for at in range(400)]
    offered = [Helper(f"V{at:03}", ("es", "en"), (), 3, 0) for at in range(100)]
    found = assign(asked, offered, (), NOW)
    assert len(found.pairs) == 300
    assert sorted(found.unmatched) == list(range(100))


@pytest.mark.parametrize(
    ("helpers", "declined", "why"),
    [
        ([], set(), WhyWaiting.NOBODY_YET),
        ([Helper("S", ("es",), (), 1, 0)], set(), WhyWaiting.NOBODY_YET),
        ([Helper("V", ("en",), (), 1, 0)], set(), WhyWaiting.NO_LANGUAGE),
        ([Helper("V", ("es",), (), 1, 0)], {("S", "V")}, WhyWaiting.ALL_DECLINED),
        ([Helper("V", ("es",), (), 1, 1)], set(), WhyWaiting.NO_CAPACITY),
        (
            [Helper("V", ("es",), (), 1, 1), Helper("W", ("es",), (), 2, 0)],
            {("S", "W")},
            WhyWaiting.NO_CAPACITY,
        ),
    ],
)
def test_why_somebody_waits_is_what_is_true_for_her(
    helpers: list[Helper], declined: set[tuple[str, str]], why: WhyWaiting
) -> None:
    assert why_waiting(waiting(1, "S", ("es",)), helpers, declined) is why
    assert assign([waiting(1, "S", ("es",))], helpers, declined, NOW).unmatched == {1: why}


@given(_moments)
def test_the_nightly_run_is_the_next_3_o_clock_of_the_programme(now: datetime) -> None:
    night = next_night(now, "Europe/Madrid")
    assert now < night <= now + timedelta(hours=25)
    assert night.astimezone(MADRID).hour == 3


def _breaks_no_rule(
    found: Solution, asked: list[Waiting], offered: list[Helper], declined: set[tuple[str, str]]
) -> None:
    students = {one.request_id: one for one in asked}
    helpers = {one.user_id: one for one in offered}
    used = Counter(pair.volunteer_id for pair in found.pairs)
    assert all(count <= helpers[user].capacity - helpers[user].taken for user, count in used.items())
    assert sorted([*(pair.request_id for pair in found.pairs), *found.unmatched]) == sorted(students)
    for pair in found.pairs:
        student, helper = students[pair.request_id], helpers[pair.volunteer_id]
        assert pair.student_id == student.student_id != helper.user_id
        assert (pair.student_id, pair.volunteer_id) not in declined
        assert pair.reasons.languages
        assert set(pair.reasons.languages) == set(student.languages) & set(helper.languages)


def _points(student: Waiting, helper: Helper, before: int) -> int:
    """The score as the rule's constants describe it, written once more, without matrices."""
    both = set(student.languages) & set(helper.languages)
    firsts = (student.languages[0] in both) + (helper.languages[0] in both)
    topics = min(len(set(student.topics) & set(helper.topics)), matching.MOST_TOPICS)
    days = min((NOW - student.asked_at).days, matching.MOST_DAYS)
    return (
        matching.FIRST_LISTED * firsts
        + matching.PER_LANGUAGE * min(len(both), matching.MOST_LANGUAGES)
        + matching.PER_TOPIC * topics
        + matching.PER_DAY * days
        - matching.PER_STUDENT * (helper.taken + before)
    )


def _ages(asked: list[Waiting]) -> dict[int, int]:
    """The older, the more."""
    order = sorted(asked, key=lambda one: (one.asked_at, one.request_id), reverse=True)
    return {one.request_id: rank for rank, one in enumerate(order, 1)}


def _worth(found: Solution, asked: list[Waiting], offered: list[Helper]) -> tuple[int, int, int]:
    students = {one.request_id: one for one in asked}
    helpers = {one.user_id: one for one in offered}
    ages, before, score = _ages(asked), Counter[str](), 0
    for pair in found.pairs:
        score += _points(students[pair.request_id], helpers[pair.volunteer_id], before[pair.volunteer_id])
        before[pair.volunteer_id] += 1
    return len(found.pairs), score, sum(ages[pair.request_id] for pair in found.pairs)


def _best(
    asked: list[Waiting], offered: list[Helper], declined: set[tuple[str, str]]
) -> tuple[int, int, int]:
    """Every assignment there is: for each use of places so far, the best worth that reaches it."""
    ages = _ages(asked)
    reached = {tuple(0 for _ in offered): (0, 0, 0)}
    for student in asked:
        following = dict(reached)
        for used, (count, score, age) in reached.items():
            for at, helper in enumerate(offered):
                if used[at] >= helper.capacity - helper.taken or student.student_id == helper.user_id:
                    continue
                if (student.student_id, helper.user_id) in declined:
                    continue
                if not set(student.languages) & set(helper.languages):
                    continue
                now_used = (*used[:at], used[at] + 1, *used[at + 1 :])
                worth = (
                    count + 1,
                    score + _points(student, helper, used[at]),
                    age + ages[student.request_id],
                )
                following[now_used] = max(following.get(now_used, (0, 0, 0)), worth)
        reached = following
    return max(reached.values())
