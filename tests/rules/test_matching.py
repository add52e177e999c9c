"""Matching against trying everything, and the moments at which it runs."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import fit
from bot.rules.matching import Helper, Pair, Solution, WhyWaiting, assign, next_night, why_apart
from models.enums import Place
from tests.rules.lists import (
    NOW,
    Instance,
    Worth,
    ages,
    allowed,
    best,
    helper,
    instance,
    student,
    why_waiting,
)

MADRID = ZoneInfo("Europe/Madrid")
INSTANCES = 600
_moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


def solve(told: Instance) -> Solution:
    return assign(told.students, told.helpers, told.declined, told.avoided, now=NOW)


@pytest.mark.parametrize("block", range(4))
def test_never_fewer_pairs_and_never_a_lower_score_than_trying_everything(block: int) -> None:
    for seed in range(block, INSTANCES, 4):
        told = instance(seed)
        found = solve(told)
        _breaks_no_rule(found, told)
        assert _worth(found, told) == best(told), seed


def test_the_instances_are_hard_enough() -> None:
    """Of those above: how often somebody waits, somebody is free, and why."""
    all_of_them = [(told, solve(told)) for told in map(instance, range(INSTANCES))]
    assert sum(len(found.pairs) > 2 for _, found in all_of_them) > INSTANCES // 5
    reasons = Counter(why for _, found in all_of_them for why in found.unmatched.values())
    assert min(reasons[why] for why in WhyWaiting if why is not WhyWaiting.NO_AGE) >= 5, reasons


def test_the_same_list_in_another_order_gives_the_same_pairs() -> None:
    for seed in range(150):
        told, chance = instance(seed), random.Random(seed)
        # everybody alike in pairs of two, so that ties abound
        helpers = [*told.helpers, *(replace(one, user_id=f"Q{one.user_id}") for one in told.helpers)]
        first = assign(told.students, helpers, told.declined, told.avoided, now=NOW)
        students = chance.sample(told.students, len(told.students))
        again = assign(students, chance.sample(helpers, len(helpers)), told.declined, told.avoided, now=NOW)
        assert again == first


def test_lists_that_have_nothing_to_do_with_each_other_are_matched_as_if_alone() -> None:
    for seed in range(100):
        here, there = instance(seed), instance(seed + 1000)
        apart = Instance(
            [
                replace(one, request_id=one.request_id + 100, student_id=f"X{one.student_id}", **_far(one))
                for one in there.students
            ],
            [replace(one, user_id=f"X{one.user_id}", **_far(one)) for one in there.helpers],
            frozenset((f"X{she}", f"X{he}") for she, he in there.declined),
            frozenset((f"X{she}", f"X{he}") for she, he in there.avoided),
        )
        both = Instance(
            here.students + apart.students,
            here.helpers + apart.helpers,
            here.declined | apart.declined,
            here.avoided | apart.avoided,
        )
        alone = [*solve(here).pairs, *solve(apart).pairs]
        assert _worth(solve(both), both)[:2] == (len(alone), _score(alone, both)), seed


def _far(one: object) -> dict[str, tuple[str, ...]]:
    languages, fluent = one.languages, one.fluent  # type: ignore[attr-defined]
    return {
        "languages": tuple(f"x{code}" for code in languages),
        "fluent": tuple(f"x{code}" for code in fluent),
    }


def test_the_only_buddy_for_a_language_is_not_given_to_somebody_who_has_a_choice() -> None:
    """Greedy would take the best pair, Amal and Bilal, and leave Chen with nobody."""
    many = ("git", "react", "node", "css")
    amal = student(1, "Amal", 30, languages=("ar", "en"), fluent=("ar", "en"), topics=many)
    chen = student(2, "Chen", languages=("ar",), fluent=("ar",))
    bilal = helper("Bilal", languages=("ar", "en"), fluent=("ar", "en"), topics=many)
    emma = helper("Emma", languages=("en",), fluent=())
    assert fit.score(amal, bilal, NOW) > max(fit.score(amal, emma, NOW), fit.score(chen, bilal, NOW))
    found = assign([amal, chen], [bilal, emma], (), now=NOW)
    assert {(pair.student_id, pair.volunteer_id) for pair in found.pairs} == {
        ("Amal", "Emma"),
        ("Chen", "Bilal"),
    }


def test_students_are_spread_over_volunteers_before_anybody_has_two() -> None:
    asked = [student(at, f"S{at}") for at in range(4)]
    found = assign(asked, [helper("A", 5), helper("B", 5, 2)], (), now=NOW)
    assert Counter(pair.volunteer_id for pair in found.pairs) == {"A": 3, "B": 1}


def test_of_two_who_fit_equally_the_older_request_is_served() -> None:
    later, earlier = student(1, "Later", 0.1), student(2, "Earlier", 0.2)
    found = assign([later, earlier], [helper()], (), now=NOW)
    assert [pair.student_id for pair in found.pairs] == ["Earlier"]
    assert found.unmatched == {1: WhyWaiting.NO_CAPACITY}


def test_of_all_that_are_equal_those_who_asked_first_are_served() -> None:
    """Everybody waits since the same day and scores the same; who may have whom is all that differs."""
    for seed in range(150):
        chance = random.Random(seed)
        students = [student(at, f"S{at}", at / 100) for at in chance.sample(range(6), 6)]
        helpers = [helper(f"V{at}", chance.choice((1, 2))) for at in range(2)]
        pairs = [(one.student_id, other.user_id) for one in students for other in helpers]
        told = Instance(students, helpers, frozenset(chance.sample(pairs, 4)), frozenset())
        assert _worth(solve(told), told) == best(told), seed


def test_a_large_list_is_exact_too() -> None:
    """400 students of one language for 300 places: all places are taken, by those who wait longest."""
    asked = [student(at, f"S{at:03}", at / 24) for at in range(400)]
    offered = [helper(f"V{at:03}", 3, languages=("es", "en")) for at in range(100)]
    found = assign(asked, offered, (), now=NOW)
    assert len(found.pairs) == 300
    assert sorted(found.unmatched) == list(range(100))


def test_an_empty_list_costs_nothing() -> None:
    """Neither of the heavy libraries is read, which takes longer than a click may."""
    code = (
        "import sys; from datetime import UTC, datetime; from bot.rules.matching import assign, Helper\n"
        "now = datetime(2026, 3, 2, tzinfo=UTC)\n"
        "assert assign([], [Helper('V', ('es',), (), 1, 0)], (), now=now).pairs == ()\n"
        "print({'numpy', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


MUST = {"traits": ("woman",), "traits_must": True}
NEW = helper(available=False, approved=False)
TIMES = {"times": ("mon_evening",), "timezone": "Europe/Madrid"}


@pytest.mark.parametrize(
    ("she", "helpers", "declined", "why"),
    [
        ({}, [], set(), WhyWaiting.NOBODY_YET),
        ({}, [helper("S")], set(), WhyWaiting.NOBODY_YET),
        ({}, [helper("AVOIDED")], set(), WhyWaiting.ALL_DECLINED),
        ({}, [helper("AVOIDED", taken=1)], set(), WhyWaiting.NO_CAPACITY),
        ({}, [replace(helper("AVOIDED"), available=False)], set(), WhyWaiting.NO_CAPACITY),
        ({}, [helper("AVOIDED"), helper(taken=1)], set(), WhyWaiting.NO_CAPACITY),
        ({}, [helper("AVOIDED", languages=("en",))], set(), WhyWaiting.NO_LANGUAGE),
        ({}, [helper("AVOIDED"), helper(languages=("en",))], set(), WhyWaiting.ALL_DECLINED),
        ({}, [replace(helper(), available=False)], set(), WhyWaiting.NO_CAPACITY),
        ({}, [replace(helper(languages=("en",)), available=False)], set(), WhyWaiting.NO_LANGUAGE),
        ({}, [NEW], set(), WhyWaiting.NOT_APPROVED),
        ({}, [replace(NEW, user_id="AVOIDED")], set(), WhyWaiting.NOT_APPROVED),
        ({}, [NEW, helper("W", taken=1)], set(), WhyWaiting.NO_CAPACITY),
        ({}, [NEW, helper("W", languages=("en",))], set(), WhyWaiting.NOT_APPROVED),
        ({}, [replace(NEW, languages=("en",))], set(), WhyWaiting.NO_LANGUAGE),
        ({"times": ("tue_evening",)}, [replace(NEW, times=("mon_morning",))], set(), WhyWaiting.NO_LANGUAGE),
        (MUST, [NEW], set(), WhyWaiting.NO_LANGUAGE),
        (MUST, [NEW, helper("W", taken=1)], set(), WhyWaiting.NO_TRAIT),
        ({}, [helper(), replace(helper("W"), available=False)], {("S", "V")}, WhyWaiting.NO_CAPACITY),
        ({}, [helper(languages=("en",), fluent=("en",))], set(), WhyWaiting.NO_LANGUAGE),
        ({"fluent": ()}, [helper(fluent=())], set(), WhyWaiting.NO_LANGUAGE),
        ({}, [helper()], {("S", "V")}, WhyWaiting.ALL_DECLINED),
        ({"place": Place.IN_PERSON}, [helper()], set(), WhyWaiting.NO_PLACE),
        (MUST, [helper()], set(), WhyWaiting.NO_TRAIT),
        (TIMES, [helper(times=("tue_evening",))], set(), WhyWaiting.NO_HOURS),
        ({}, [helper(taken=1)], set(), WhyWaiting.NO_CAPACITY),
        ({}, [helper(taken=1), helper("W", 2)], {("S", "W")}, WhyWaiting.NO_CAPACITY),
        (TIMES, [helper(), helper("W", times=("tue_evening",))], {("S", "V")}, WhyWaiting.ALL_DECLINED),
        # who fits but for one rule is not the one who fails the next
        (MUST, [helper(place=Place.IN_PERSON, traits=("woman",)), helper("W")], set(), WhyWaiting.NO_TRAIT),
    ],
)
def test_why_somebody_waits_is_what_is_true_for_her(
    she: dict[str, object], helpers: list[Helper], declined: set[tuple[str, str]], why: WhyWaiting
) -> None:
    one, avoided = student(**she), {("S", "AVOIDED")}
    assert why_waiting(one, helpers, declined, avoided, NOW) is why
    assert assign([one], helpers, declined, avoided, now=NOW).unmatched == {1: why}


def test_why_somebody_waits_is_the_same_for_one_and_for_all() -> None:
    for seed in range(INSTANCES):
        told = instance(seed)
        for request_id, why in solve(told).unmatched.items():
            one = told.students[request_id]
            assert why is why_waiting(one, told.helpers, told.declined, told.avoided, NOW)


def test_why_she_would_wait_on_without_one_of_them_is_what_a_matching_of_her_alone_says() -> None:
    reasons = set()
    for seed in range(300):
        told = instance(seed)
        for she, he in ((she, he) for she in told.students for he in told.helpers):
            apart = {*told.avoided, (she.student_id, he.user_id)}
            alone = assign([she], told.helpers, told.declined, apart, now=NOW)
            why = why_apart(she, he.user_id, told.helpers, told.declined, told.avoided, now=NOW)
            assert why == alone.unmatched.get(she.request_id, WhyWaiting.NO_CAPACITY)
            reasons.add(why)
    assert len(reasons) > 4
    assert why_apart(student(), "V", [], (), (), now=NOW) is WhyWaiting.NOBODY_YET


@given(_moments)
def test_the_nightly_run_is_the_next_3_o_clock_of_the_programme(now: datetime) -> None:
    night = next_night(now, "Europe/Madrid")
    assert now < night <= now + timedelta(hours=25)
    assert night.astimezone(MADRID).hour == 3


def _breaks_no_rule(found: Solution, told: Instance) -> None:
    students = {one.request_id: one for one in told.students}
    helpers = {one.user_id: one for one in told.helpers}
    used = Counter(pair.volunteer_id for pair in found.pairs)
    assert all(count <= helpers[user].capacity - helpers[user].taken for user, count in used.items())
    assert sorted([*(pair.request_id for pair in found.pairs), *found.unmatched]) == sorted(students)
    for pair in found.pairs:
        assert pair.student_id == students[pair.request_id].student_id
        assert allowed(students[pair.request_id], helpers[pair.volunteer_id], told)


def _worth(found: Solution, told: Instance) -> Worth:
    age = ages(told.students)
    return len(found.pairs), _score(found.pairs, told), sum(age[pair.request_id] for pair in found.pairs)


def _score(pairs: Iterable[Pair], told: Instance) -> int:
    students = {one.request_id: one for one in told.students}
    helpers = {one.user_id: one for one in told.helpers}
    before, score = Counter[str](), 0
    for pair in pairs:
        score += fit.score(students[pair.request_id], helpers[pair.volunteer_id], NOW)
        score -= fit.PER_STUDENT * before[pair.volunteer_id]
        before[pair.volunteer_id] += 1
    return score
