"""Whom a manager could choose instead, and what it would cost."""

from __future__ import annotations

from bot.rules import fit
from bot.rules.alternatives import COMPARED
from bot.rules.matching import Cost, alternative_costs, bending, ranked
from models.enums import Place
from tests.rules.lists import NOW, Instance, allowed, helper, instance, student

NONE: frozenset[tuple[str, str]] = frozenset()


def test_alternatives_are_the_best_others_with_a_free_place() -> None:
    seen = 0
    for seed in range(200):
        told = instance(seed)
        for she in told.students:
            but = told.helpers[0].user_id if told.helpers else None
            found = ranked(she, told.helpers, told.declined, told.avoided, NOW, most=2, but=but)
            others = [one for one in told.helpers[1:] if one.places and allowed(she, one, told)]
            others.sort(key=lambda one: (-fit.score(she, one, NOW), one.user_id))
            assert [one.helper for one in found] == others[:2]
            assert all(one.score == fit.score(she, one.helper, NOW) for one in found)
            assert all(one.reasons == fit.explain(she, one.helper, NOW) for one in found)
            seen += len(found)
    assert seen > 200


def test_whoever_has_a_free_place_fits_or_is_named_with_every_rule_against_it() -> None:
    """But for whom either of the two never wants to meet: nothing about such a pair is read anywhere."""
    named = kept_quiet = 0
    for seed in range(200):
        told = instance(seed)
        for she in told.students:
            lists = (told.helpers, told.declined, told.avoided, NOW)
            fits = {one.helper.user_id for one in ranked(she, *lists, most=9)}
            against = bending(she, *lists)
            free = {one.user_id for one in told.helpers if one.places and one.user_id != she.student_id}
            quiet = {user for user in free if (she.student_id, user) in told.avoided}
            assert fits | {one.helper.user_id for one in against} == free - quiet
            assert all(one.rules == fit.bent(she, one.helper, told.declined, NOW) != () for one in against)
            assert [len(one.rules) for one in against] == sorted(len(one.rules) for one in against)
            named, kept_quiet = named + len(against), kept_quiet + len(quiet)
    assert named > 200
    assert kept_quiet > 10


def test_only_for_counts_those_who_wait_for_nobody_else() -> None:
    seen = 0
    for seed in range(200):
        told = instance(seed)
        if not told.students or not told.helpers:
            continue
        (she, *_), (proposed, *others) = told.students, told.helpers
        costs = alternative_costs(
            she, proposed, others, told.students, told.helpers, told.declined, told.avoided, NOW
        )
        assert [cost.only_for for cost in costs] == [_only(other.user_id, told) for other in others]
        seen += sum(cost.only_for for cost in costs)
    assert seen > 50


def _only(user_id: str, told: Instance) -> int:
    free = [one for one in told.helpers if one.places]
    names = [[he.user_id for he in free if allowed(one, he, told)] for one in told.students[1:]]
    return names.count([user_id])


def test_the_proposed_one_counts_as_free_again() -> None:
    """He is full in the list because he was proposed to her; Bea could have him."""
    she, bea = student(1, "S"), student(2, "Bea")
    proposed, other = helper("P", taken=0), helper("O")
    there = [helper("P", taken=1), other]
    (cost,) = alternative_costs(she, proposed, [other], [she, bea], there, NONE, NONE, NOW)
    assert cost == Cost(0, (), 0)


def test_a_cost_names_what_is_lost() -> None:
    she = student(
        topics=("git",),
        traits=("woman",),
        city="Lyon",
        place=Place.EITHER,
        times=("mon_evening", "tue_evening"),
    )
    best = helper(
        "A", 3, 0, topics=("git",), traits=("woman",), city="Lyon", times=("mon_evening", "tue_evening")
    )
    worst = helper("B", 3, 1, fluent=(), times=("mon_evening",))
    there, back = (
        alternative_costs(she, one, [other], [she], [best, worst], NONE, NONE, NOW)[0]
        for one, other in ((best, worst), (worst, best))
    )
    assert there == Cost(150 + 20 + 15 + 30 + 40 + 5, COMPARED)
    assert back == Cost(-there.score, (), gains=COMPARED)
