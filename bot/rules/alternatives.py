"""For a manager who would rather choose somebody else: who is there, and what it would cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules import fit, scores
from bot.rules.fit import AvoidedPair, Bent, DeclinedPair, Helper, Reasons, Waiting

COMPARED = ("language_level", "hours", "topics", "place", "trait", "load")


@dataclass(frozen=True)
class Alternative:
    """Another volunteer with a free place who may be paired with the student."""

    helper: Helper
    reasons: Reasons
    score: int


@dataclass(frozen=True)
class Bending:
    """Another volunteer with a free place, and the rules that speak against the pair."""

    helper: Helper
    rules: tuple[Bent, ...]


@dataclass(frozen=True)
class Cost:
    """What another volunteer costs.

    Attributes:
        score: points that the proposed one has more; negative where the other fits better.
        loses: in what the other is worse, of `COMPARED`; `gains`: in what better.
        only_for: how many other waiting students could have nobody else.
    """

    score: int
    loses: tuple[str, ...]
    only_for: int = 0
    gains: tuple[str, ...] = ()


def ranked(
    student: Waiting,
    helpers: Iterable[Helper],
    declined: Collection[DeclinedPair],
    avoided: Collection[AvoidedPair],
    now: datetime,
    most: int = 3,
    but: str | None = None,
) -> tuple[Alternative, ...]:
    """The best volunteers with a free place whom she may have, best first; `but`: not this one."""
    found = [
        (-fit.score(student, helper, now), helper.user_id, helper)
        for helper in helpers
        if helper.places
        and helper.user_id != but
        and fit.may_pair(student, helper, declined, avoided, now=now)
    ]
    return tuple(
        Alternative(helper, fit.explain(student, helper, now), -below)
        for below, _, helper in sorted(found)[:most]
    )


def bending(
    student: Waiting,
    helpers: Iterable[Helper],
    declined: Collection[DeclinedPair],
    avoided: Collection[AvoidedPair],
    now: datetime,
    but: str | None = None,
) -> tuple[Bending, ...]:
    """Everybody else with a free place: a rule speaks against each. The fewest rules and students first.

    Who is nobody to her (`fit.exists_for`) is not among them; `but`: nor is this one.
    """
    there = (
        Bending(helper, fit.bent(student, helper, declined, now))
        for helper in helpers
        if helper.places and helper.user_id != but and fit.exists_for(student, helper, avoided)
    )
    found = (one for one in there if one.rules)
    return tuple(sorted(found, key=lambda one: (len(one.rules), one.helper.taken, one.helper.user_id)))


def alternative_costs(
    student: Waiting,
    proposed: Helper,
    others: Sequence[Helper],
    waiting: Iterable[Waiting],
    helpers: Iterable[Helper],
    declined: Collection[DeclinedPair],
    avoided: Collection[AvoidedPair],
    now: datetime,
) -> tuple[Cost, ...]:
    """What each of `others` would cost instead of `proposed`, in their order.

    Args:
        proposed: with `taken` as it was before he was proposed to her: he would be free again.
        waiting: who waits; she herself does not count, whether she is among them or not.
        helpers: all approved volunteers.
    """
    only_for = _only_for(student, proposed, others, waiting, helpers, declined, avoided, now)
    had = fit.points(student, proposed, now)
    costs = []
    for other in others:
        has = fit.points(student, other, now)
        loses = tuple(name for name in COMPARED if getattr(has, name) < getattr(had, name))
        gains = tuple(name for name in COMPARED if getattr(has, name) > getattr(had, name))
        costs.append(Cost(sum(had) - sum(has), loses, only_for.get(other.user_id, 0), gains))
    return tuple(costs)


def _only_for(
    student: Waiting,
    proposed: Helper,
    others: Sequence[Helper],
    waiting: Iterable[Waiting],
    helpers: Iterable[Helper],
    declined: Collection[DeclinedPair],
    avoided: Collection[AvoidedPair],
    now: datetime,
) -> dict[str, int]:
    """User id → how many other waiting students may have only this one of those with a free place."""
    rest = [one for one in waiting if one.student_id != student.student_id]
    there = {one.user_id: one for one in (*helpers, *others, proposed)}
    free = [one for one in there.values() if one.places]
    if not others or not rest or not free:
        return {}
    may = scores.table(rest, free, declined, avoided, now).may
    alone = may[may.sum(axis=1) == 1].sum(axis=0)
    return {helper.user_id: int(count) for helper, count in zip(free, alone, strict=True)}
