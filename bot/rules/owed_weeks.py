"""What many teams owed in a time that is over: most of them the same in each week, so that it is counted once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
        first = max(self.first, monday_of(launched_on))
        last = min(monday_of(self.last), monday_of(until))
        if last < first:
            return Owed(0, 0)
        apart = self._apart(first, last, launched_on, until, targets, rests)
        after = ((until + _DAY, date.max),) if until < date.max else ()
        owing = Owing(launched_on, tuple(targets), (*self.rests, *rests, *after))
        minutes = weeks = 0
        for begin, end, target in _same_target(first, last, targets):
            whole = self._whole(target, begin, end)
            minutes, weeks = minutes + whole.minutes, weeks + whole.weeks
            for monday in apart:
                if begin <= monday <= end:
                    alike, owed = self._whole(target, monday, monday), 0
                    if launched_on - monday < _MOST_OF_A_WEEK:
                        owed = owing.in_week(monday)
                    minutes, weeks = minutes + owed - alike.minutes, weeks + bool(owed) - alike.weeks
        return Owed(minutes, weeks)

    def _apart(
        self,
        first: date,
        last: date,
        launched_on: date,
        until: date,
        targets: Sequence[tuple[date, int]],
        rests: Sequence[Span],
    ) -> set[date]:
        """Mondays of weeks that are not as everybody's: the first and the last, with days of rest, with a change."""
        days = [launched_on, *(since for since, _ in targets[1:])]
        apart = {monday_of(day) for day in days if day.weekday()}
        if until < date.max:
            apart.add(monday_of(until))
        for begin, end in rests:
            monday = max(first, monday_of(begin))
            while monday <= min(end, last):
                apart.add(monday)
                monday += _WEEK
        return apart

    def _whole(self, target: int, first: date, last: date) -> Owed:
        """Of weeks, by their Mondays, in which a team runs on all days and owes what everybody does."""
        if target not in self._sums:
            owing = Owing(date.min, ((date.min, target),), tuple(self.rests))
            each = [owing.in_week(monday) for monday in self._mondays()]
            self._sums[target] = (
                list(accumulate(each, initial=0)),
                list(accumulate(map(bool, each), initial=0)),
            )
        begin, end = (first - self.first).days // 7, (last - self.first).days // 7 + 1
        minutes, weeks = self._sums[target]
        return Owed(minutes[end] - minutes[begin], weeks[end] - weeks[begin])

    def _mondays(self) -> list[date]:
        return [self.first + n * _WEEK for n in range((self.last - self.first).days // 7 + 1)]


def _same_target(
    first: date, last: date, targets: Sequence[tuple[date, int]]
) -> Iterator[tuple[date, date, int]]:
    """The first and the last Monday of weeks that begin with the same target, and the target."""
    begin, held = first, targets[0][1]
    for since, minutes in targets[1:]:
        monday = monday_of(since + 6 * _DAY)
        if begin < monday <= last:
            yield begin, monday - _WEEK, held
            begin = monday
        if monday <= last:
            held = minutes
    yield begin, last, held
