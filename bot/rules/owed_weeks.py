"""What many teams owed in a time that is over: most of them the same in each week, so that it is counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from bot.rules.hours import Owing, Span, monday_of

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_MOST_OF_A_WEEK = 4 * _DAY
"""As in `rules.hours`: a first week that began on Friday or later owes nothing."""


@dataclass(frozen=True)
class Owed:
    """Minutes owed, and in how many weeks."""

    minutes: int
    weeks: int


@dataclass
class Weeks:
    """The finished weeks of a time. `rests`: days on which nobody of the programme owes anything.

    `first`, `last`: the Monday of the first and the Sunday of the last of them.
    """

    first: date
    last: date
    rests: Sequence[Span]
    _sums: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict)
    """Of a weekly target: minutes and weeks that count, before each week of these."""

    def owed(
        self, launched_on: date, until: date, targets: Sequence[tuple[date, int]], rests: Sequence[Span] = ()
    ) -> Owed:
        """What a team owed in them, each week by the target that held in it, from its launch on until its last day.

        Args:
            until: the last day of the team, which may be long after these weeks.
            targets: minutes a week, each with its first day; the first holds from the launch.
            rests: the team's own days of rest.
        """
        begins = max(self.first, monday_of(launched_on))
        if len(targets) > 1 or rests:
            return self._one_by_one(begins, launched_on, until, targets, rests)
        whole_first = begins if launched_on <= begins else begins + _WEEK
        whole_last = min(self.last, until - _DAY * ((until.weekday() + 1) % 7))  # a Sunday
        edges = []
        if begins < whole_first:
            edges.append(begins)
        cut = monday_of(until)
        if whole_last < self.last and cut <= self.last and cut >= whole_first and cut > whole_last:
            edges.append(cut)
        owed = self._whole(targets[0][1], whole_first, whole_last)
        for monday in edges:
            one = self._one_by_one(monday, launched_on, until, targets, rests, last=monday)
            owed = Owed(owed.minutes + one.minutes, owed.weeks + one.weeks)
        return owed

    def _whole(self, target: int, first: date, last: date) -> Owed:
        """Of weeks in which a team ran on all days and that target held."""
        if target not in self._sums:
            owing = Owing(date.min, ((date.min, target),), tuple(self.rests))
            each = [owing.in_week(monday) for monday in self._mondays()]
            self._sums[target] = (
                list(accumulate(each, initial=0)),
                list(accumulate(map(bool, each), initial=0)),
            )
        if last < first:
            return Owed(0, 0)
        begin, end = (first - self.first).days // 7, (last + _DAY - self.first).days // 7
        minutes, weeks = self._sums[target]
        return Owed(minutes[end] - minutes[begin], weeks[end] - weeks[begin])

    def _one_by_one(
        self,
        begins: date,
        launched_on: date,
        until: date,
        targets: Sequence[tuple[date, int]],
        rests: Sequence[Span],
        last: date | None = None,
    ) -> Owed:
        after = ((until + _DAY, date.max),) if until < date.max else ()
        owing = Owing(launched_on, tuple(targets), (*self.rests, *rests, *after))
        minutes = weeks = 0
        monday = begins
        while monday <= min(last or self.last, self.last, until):
            if launched_on - monday < _MOST_OF_A_WEEK:
                owed = owing.in_week(monday)
                minutes, weeks = minutes + owed, weeks + bool(owed)
            monday += _WEEK
        return Owed(minutes, weeks)

    def _mondays(self) -> list[date]:
        return [self.first + n * _WEEK for n in range((self.last - self.first).days // 7 + 1)]
