"""How the figures of a report are worked out: pure, of plain values. What each means is said in `views/report_words.py`."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import median

from bot.rules.figures import (
    ClassShare,
    Figures,
    Kept,
    Known,
    Missing,
    Step,
    TeamPast,
    Value,
)
from bot.rules.small_groups import LEAST, Sum, hidden, hidden_steps, is_small
from models.enums import EndReason

FINISHED = (EndReason.GRADUATED, EndReason.FOUND_JOB)
"""Students whose team ended for one of these have come to the end of the course."""
DAY = 86400
"""Seconds."""
_NO_CLASS = ""
AT_START = "at_start"
"""All students of the classes when they began: not in the report, but what a school tells anybody."""


@dataclass
class _Counted:
    """People by name, and which numbers are sums of which. A name that begins with `_` is not in the report, and stands
    for what could be worked out of those that are."""

    numbers: dict[str, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    never: set[str] = field(default_factory=set)
    """Of them, those that must not be shown, whatever else is."""
    out: frozenset[str] = frozenset()

    def add(self, total: str, parts: dict[str, int]) -> None:
        self.numbers = {total: sum(parts.values()), **self.numbers, **parts}
        self.sums.append(Sum(total, tuple(parts)))

    def settle(self, *before: _Counted) -> None:
        """Nothing more is added: decide what must not be shown.

        `before`: the same, as it was when less was known, each with more than the one before it. A report of then may
        have been shown already: what it has not shown is not shown later, either, and what it has shown stays. Where
        what is new would tell a number of few by that, it is left out, if need be all of it.
        """
        told, out = set[str](), frozenset[str]()
        for one in (*before, self):
            inner = [name for name in one.numbers if name.startswith("_")]
            new = one.numbers.keys() - told
            was, told = out, set(one.numbers)
            out = hidden(
                one.numbers, one.sums, inner, ("students", AT_START), new - {AT_START}, was | one.never
            )
            out -= set(inner)
            if out - new != was:
                out = was | new
        self.out = out

    def shown(self, name: str) -> Value:
        return Missing.HIDDEN if name in self.out else self.numbers[name]


@dataclass(frozen=True)
class _Teams:
    """Teams of the period, as they were by its last day, or by today."""

    all: Sequence[TeamPast]
    running: Sequence[TeamPast]
    started: Sequence[TeamPast]
    ended: Sequence[TeamPast]

    @classmethod
    def of(cls, known: Known) -> _Teams:
        first, until = known.period.first, known.period.until(known.today)
        teams = [team for team in known.teams if team.runs_in(first, until)]
        return cls(
            teams,
            [team for team in teams if team.over is None or team.over > until],
            [team for team in teams if team.began >= first],
            [team for team in teams if team.over is not None and team.over <= until],
        )


def work_out(known: Known) -> Figures:
    """The figures of a period, with nothing in them of groups under five."""
    teams, owed, retained = _Teams.of(known), _owed(known), _retained(known)
    usable = {key: one for key, one in retained.items() if isinstance(one, _Retained)}
    lacking = tuple(key for key in retained if key not in usable)
    counted = _count(known, teams, owed, {} if lacking else usable)
    counted.settle(_count(replace(known, rosters={}), teams, owed, {}), _count(known, teams, owed, {}))
    why_not = _why_not(retained)
    waits = [team.waited // DAY for team in teams.started if team.waited is not None]
    steps, minutes, sessions = _hours(known)
    return Figures(
        period=known.period,
        today=known.today,
        unit=known.unit,
        **{name: counted.shown(name) for name in ("students", "buddies", "running", "started", "ended")},
        reasons=tuple((reason, counted.shown(f"ended:{reason}")) for reason in EndReason),
        waiting=None if known.waiting is None else counted.shown("waiting"),
        wait_median=_of_group(waits, median),
        wait_p90=_of_group(waits, ninetieth),
        sessions=sessions,
        minutes=minutes,
        average=owed.average(counted.shown("judged")),
        judged=counted.shown("judged"),
        on_target=counted.shown("on_target"),
        steps=steps,
        classes=tuple(_share(key, known, counted) for key in known.classes),
        with_buddy=_kept("with", counted, why_not),
        without_buddy=_kept("without", counted, why_not),
        lacking=lacking,
        later=tuple((answer, counted.shown(f"later:{answer}")) for answer in known.later),
        thanks=counted.shown("thanks"),
        worth=_worth(minutes, known.worth),
        worth_of_hour=known.worth,
        currency=known.currency,
    )


def _count(known: Known, teams: _Teams, owed: _Judged, retained: Mapping[str, _Retained]) -> _Counted:
    """All people of a report. `retained`: of each class of which it says who has stayed."""
    counted = _Counted()
    counted.add("judged", {"on_target": owed.on, "under": owed.under})
    _people(known, teams, retained, counted)
    _not_judged(teams, owed.teams, counted)
    if retained:
        _retention(retained.values(), counted)
    counted.add("later", {f"later:{answer}": number for answer, number in known.later.items()})
    counted.numbers["thanks"] = known.thanks
    if known.waiting is not None:
        counted.numbers["waiting"] = known.waiting
    return counted


def ninetieth(values: Sequence[float]) -> float:
    """The smallest of these that nine in ten of them do not exceed."""
    return sorted(values)[math.ceil(0.9 * len(values)) - 1]


def _people(known: Known, teams: _Teams, usable: Collection[str], counted: _Counted) -> None:
    """Students, buddies and teams; and how much of one can be worked out of another.

    Whoever knows how many students there were and how many have a buddy at the end knows how many have not, which is
    how many teams ended, where nobody had two; and the same of those that began. How many attend a class is not shown
    where few of them have no buddy, even if nobody knows how many have one: numbers of another class could tell that.
    """
    students = {team.student_id for team in teams.all}
    counted.numbers["students"] = len(students)
    counted.numbers["buddies"] = len({team.buddy_id for team in teams.all})
    counted.add("students", {"running": len(teams.running), "_gone": len(students) - len(teams.running)})
    ended = {f"ended:{reason}": 0 for reason in EndReason}
    for team in teams.ended:
        ended[f"ended:{team.reason or EndReason.OTHER}"] += 1
    counted.add("ended", ended)
    if len(teams.ended) == counted.numbers["_gone"]:
        counted.sums.append(Sum("ended", ("_gone",)))
    counted.numbers["started"] = len(teams.started)
    if len({team.student_id for team in teams.started}) == len(teams.started):
        counted.add(
            "students", {"started": len(teams.started), "_before": len(students) - len(teams.started)}
        )
    of_class: defaultdict[str, int] = defaultdict(int)
    for team in teams.running:
        of_class[team.class_key or _NO_CLASS] += 1
    one = {f"class:{key}": of_class[key] for key in known.classes if key in usable}
    others = {f"class:{key}": of_class[key] for key in known.classes if key not in usable}
    counted.add("_usable", one)
    none = len(teams.running) - sum(one.values()) - sum(others.values())
    counted.add("_others", {**others, "_no_class": none})
    counted.sums.append(Sum("running", ("_usable", "_others")))
    for key, roster in known.rosters.items():
        has = of_class[key]
        if key in known.classes and has <= roster.attending:
            counted.add(f"attending:{key}", {f"class:{key}": has, f"_without:{key}": roster.attending - has})
            if is_small(roster.attending - has):
                counted.never.add(f"attending:{key}")


def _not_judged(teams: _Teams, judged: Collection[int], counted: _Counted) -> None:
    """Who knows how many teams there were, and of how many hours were expected, knows of how many none were."""
    here = len({team.id for team in teams.all} & set(judged))
    part, outside = "judged", len(judged) - here
    if outside:
        part = "_judged_here"
        counted.add("judged", {part: here, "_judged_outside": outside})
    total = "students"
    if len(teams.all) != counted.numbers[total]:
        total = "_teams"
        counted.add(total, {"running": len(teams.running), "ended": len(teams.ended)})
    counted.add(total, {part: here, "_not_judged": len(teams.all) - here})


@dataclass(frozen=True)
class _Judged:
    """`teams`: of which hours were expected; `on`, `under`: how many have logged what they owed, and how many not."""

    on: int
    under: int
    minutes: int
    weeks: int
    teams: Collection[int]

    def average(self, judged: Value) -> Value:
        """Minutes a week of a team, where the teams can be shown."""
        if not isinstance(judged, int):
            return judged
        return round(self.minutes / self.weeks) if judged and self.weeks else Missing.NONE


def _owed(known: Known) -> _Judged:
    """How many teams have logged what they owed, in all weeks that count together."""
    on = under = minutes = weeks = 0
    judged = list[int]()
    for team in known.teams if known.weeks else ():
        assert known.weeks is not None  # noqa: S101 - there are no teams to judge without
        if not team.introduced or not team.runs_in(known.weeks.first, known.weeks.last):
            continue
        owed = known.weeks.owed(team.launched_on, team.over or date.max, team.targets, team.rests)
        if not owed.weeks:
            continue
        logged = known.logged.judged.get(team.id, 0) - team.after
        on, under = on + (logged >= owed.minutes), under + (logged < owed.minutes)
        minutes, weeks = minutes + logged, weeks + owed.weeks
        judged.append(team.id)
    return _Judged(on, under, minutes, weeks, judged)


@dataclass(frozen=True)
class _Retained:
    """Of one class: students with a buddy and the others, at the start, and who of them is there or has graduated."""

    had: int
    stayed: int
    others: int
    others_stayed: int


def _retained(known: Known) -> dict[str, _Retained | Missing]:
    """Of each class that had a buddy team in the period what can be said of who has stayed, with and without a buddy.

    How many with a buddy have stayed is entered, or else worked out of how the teams of the class ended; that says
    nothing of a student whose team ended for another reason and who has no buddy now.
    """
    first, until = known.period.first, known.period.until(known.today)
    found = dict[str, _Retained | Missing]()
    for key, start in known.classes.items():
        roster = known.rosters.get(key)
        since = min(start or date.min, until)
        teams = [team for team in known.teams if team.class_key == key and team.runs_in(since, until)]
        if not any(team.runs_in(first, until) for team in teams):
            continue
        if roster is None:
            found[key] = Missing.NOT_KNOWN
            continue
        stayed = roster.with_buddy if roster.with_buddy is not None else _stayed(teams, until)
        if stayed is None:
            found[key] = Missing.NOT_KNOWN
            continue
        had = len({team.student_id for team in teams})
        others, there = roster.students - had, roster.attending + roster.graduated
        fits = stayed <= had and 0 <= there - stayed <= others
        found[key] = _Retained(had, stayed, others, there - stayed) if fits else Missing.DOES_NOT_FIT
    return found


def _stayed(teams: Iterable[TeamPast], until: date) -> int | None:
    """Students who have a buddy still, or whose team ended because they came to the end; None where one is unsure."""
    last = {team.student_id: team for team in sorted(teams, key=lambda team: (team.began, team.id))}
    goes_on = [team.over is None or team.over > until for team in last.values()]
    sure = [team.reason in (*FINISHED, EndReason.DROPPED_OUT) for team in last.values()]
    if not all(goes or is_sure for goes, is_sure in zip(goes_on, sure, strict=True)):
        return None
    stayed = [team.reason in FINISHED for team in last.values()]
    return sum(goes or stays for goes, stays in zip(goes_on, stayed, strict=True))


def _why_not(of_class: Mapping[str, _Retained | Missing]) -> Missing | None:
    """None: who has stayed can be said of all classes; else why it is not said.

    Of some of them it is not said, either: with more numbers later, the difference of two reports would tell of the few
    of one class.
    """
    if of_class and all(isinstance(one, _Retained) for one in of_class.values()):
        return None
    return Missing.DOES_NOT_FIT if Missing.DOES_NOT_FIT in of_class.values() else Missing.NOT_KNOWN


def _retention(known: Collection[_Retained], counted: _Counted) -> None:
    """The sum over all classes of which something can be said."""
    had, stayed = sum(one.had for one in known), sum(one.stayed for one in known)
    others, others_stayed = sum(one.others for one in known), sum(one.others_stayed for one in known)
    counted.add("with", {"with_there": stayed, "with_gone": had - stayed})
    counted.add("with", {"_usable": counted.numbers["_usable"], "_rest": had - counted.numbers["_usable"]})
    counted.add("without", {"without_there": others_stayed, "without_gone": others - others_stayed})
    counted.add(AT_START, {"with": had, "without": others})


def _kept(group: str, counted: _Counted, why_not: Missing | None) -> Kept:
    if why_not is not None:
        return Kept(why_not, why_not)
    start, there = counted.shown(group), counted.shown(f"{group}_there")
    if start == 0:
        return Kept(Missing.NONE, Missing.NONE)
    if start is Missing.HIDDEN or Missing.HIDDEN not in (there, counted.shown(f"{group}_gone")):
        return Kept(start, Missing.HIDDEN if start is Missing.HIDDEN else there)
    few_left, few_stayed = (is_small(counted.numbers[f"{group}_{part}"]) for part in ("gone", "there"))
    return Kept(start, Missing.HIDDEN, few_left, few_stayed and not few_left)


def _share(key: str, known: Known, counted: _Counted) -> ClassShare:
    roster, has = known.rosters.get(key), counted.shown(f"class:{key}")
    if roster is None:
        return ClassShare(key, has, Missing.NOT_KNOWN, None)
    if f"attending:{key}" not in counted.numbers:
        return ClassShare(key, has, Missing.DOES_NOT_FIT, roster.as_of)
    return ClassShare(key, has, counted.shown(f"attending:{key}"), roster.as_of)


def _hours(known: Known) -> tuple[tuple[Step, ...], Value, Value]:
    """Minutes of each step, of all of them, and how many sessions these were."""
    teams: list[set[int]] = [set() for _ in known.steps]
    minutes = [0] * len(known.steps)
    for (team, step), logged in known.logged.minutes.items():
        teams[step].add(team)
        minutes[step] += logged
    out, is_sum_out = hidden_steps(teams)
    hide = is_sum_out or is_small(len(set().union(*teams)))
    steps = tuple(
        Step(first, last, Missing.HIDDEN if place in out else minutes[place])
        for place, (first, last) in enumerate(known.steps)
    )
    if hide:
        return steps, Missing.HIDDEN, Missing.HIDDEN
    return steps, sum(minutes), known.logged.sessions


def _of_group(values: Sequence[float], of: Callable[[Sequence[float]], float]) -> Value:
    if not values:
        return Missing.NONE
    return of(values) if len(values) >= LEAST else Missing.HIDDEN


def _worth(minutes: Value, cents: int | None) -> Value:
    """In cents, of all hours."""
    if cents is None:
        return Missing.NOT_KNOWN
    return minutes if isinstance(minutes, Missing) else round(minutes * cents / 60)
