"""Who is asked for help, in which order, and when the next one is.

Steps are counted from 0: the first in line is asked (0), then reminded (1), then one more person at each step, as
long as there is one who was not asked yet; when everybody has been, all of them are asked again each working day.
Nothing ends by itself. The line may change between two steps: somebody goes away, comes back, or leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.duty import Duty, Hours, office

PATIENCE = timedelta(hours=8)
"""Of her own working time, that a person has to answer before the next step."""
TODAY = timedelta(hours=2)
"""Of the programme's working time, where help is needed today: whose own hours are over is not waited for."""
LONGEST = timedelta(hours=18)
"""Of the programme's working time, that is waited at most for somebody who works seldom: two of its days."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """One round of asking. `whom` is empty where nobody is left to ask."""

    whom: tuple[str, ...]
    reminds: bool
    """They have been asked before."""
    is_last: bool
    """Everybody has been asked: this round repeats each working day."""


def line(
    candidates: Iterable[str], skipped: Collection[str], first: str | None = None, last: str | None = None
) -> tuple[str, ...]:
    """The people to ask, in order, each once; without those who cannot be or must not be asked.

    Args:
        first, last: who of them is asked before and after all others; somebody who is none of them is not asked.
    """
    people = dict.fromkeys(person for person in candidates if person not in skipped)
    return tuple(sorted(people, key=lambda person: (person != first, person == last)))


def in_line(people: tuple[str, ...], duties: Mapping[str, Duty], now: datetime) -> tuple[str, ...]:
    """Those of the line who are not away. `duties`: of each of them."""
    return tuple(person for person in people if not duties[person].is_away(now))


def step(people: tuple[str, ...], number: int, asked: Collection[str]) -> Step:
    """What step `number` does, with the line as it is now. `asked`: who has been asked at the steps before."""
    if number <= 1 and people:
        return Step(people[:1], reminds=people[0] in asked, is_last=False)
    following = next((person for person in people if person not in asked), None)
    if following is not None:
        return Step((following,), reminds=False, is_last=False)
    return Step(people, reminds=True, is_last=True)


def after_failure(
    people: tuple[str, ...], number: int, asked: Collection[str], unreachable: str
) -> int | None:
    """The step to take at once because step `number` did not reach a person; None: wait for the next one.

    A round that asks everybody is not hurried: it comes again by itself. `asked`: at the steps before `number`.
    """
    this = step(people, number, asked)
    if this.is_last:
        return None
    since = {*asked, *this.whom, unreachable}
    following = (number + 1, max(number + 1, 2))
    return next((n for n in following if set(step(people, n, since).whom) - {unreachable}), None)


def next_step_at(
    this: Step, duties: Mapping[str, Duty], now: datetime, where: ZoneInfo, *, is_urgent: bool = False
) -> datetime:
    """When the step after this one is due, if nobody has answered; in UTC.

    Args:
        duties: when each of those who are asked is there. Who goes away is waited for until then, and no longer.
        where: the programme's zone.
        is_urgent: help is needed today.
    """
    ours = office(where)
    if this.is_last:
        return next_opening(now, ours)
    if is_urgent:
        due = after_working_time(now, TODAY, ours)
    else:
        answers = (after_working_time(now, PATIENCE, duties[person].hours) for person in this.whom)
        due = min(after_working_time(now, LONGEST, ours), *answers)
    leaves = (duties[person].leaves_at(now) for person in this.whom)
    return min((due, *filter(None, leaves)))


def reminded_at(duty: Duty, now: datetime, before: datetime) -> datetime | None:
    """When, in her own working hours, a person is reminded in the round of `now`; None: not before the next one."""
    moment = duty.hours.next_open(now)
    return moment if moment < before else None


def after_working_time(start: datetime, working: timedelta, hours: Hours) -> datetime:
    """The moment at which `working` time has passed since `start`, counted in these hours; in UTC."""
    day = start.astimezone(hours.where).date()
    left = working
    while True:
        opens, closes = hours.of(day)
        if closes is not None and closes > start:
            begin = max(start, opens)
            if begin + left <= closes:
                return begin + left
            left -= closes - begin
        day += _DAY


def next_opening(after: datetime, hours: Hours) -> datetime:
    """The first moment after `after` at which a working day begins; in UTC."""
    day = after.astimezone(hours.where).date()
    while True:
        opens, closes = hours.of(day)
        if closes is not None and opens > after:
            return opens
        day += _DAY
