"""What a report of a time is worked out of: read in a few queries, whatever the size of the school."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, case, func, literal, select

from bot.clock import local_day, local_moment, zone
from bot.rules import periods
from bot.rules.counting import work_out
from bot.rules.figures import Figures, Known, Logged, TeamPast
from bot.rules.holidays import between
from bot.rules.hours import Span
from bot.rules.owed_weeks import Weeks
from bot.rules.periods import Period
from bot.services import board, classes, people, rosters
from bot.services.classes import SchoolClass
from bot.services.goodbyes import LATER
from models import (
    BuddyRequest,
    BuddySession,
    Ending,
    EndingWords,
    Proposal,
    Rest,
    Settings,
    Target,
    Team,
)
from models.enums import EndWords
from models.prepared import Bound
from models.store import Db

_DAY = timedelta(days=1)
_ANY_ZONE = 2 * _DAY
"""A day of any zone lies within so much of the same day in UTC."""


@dataclass(frozen=True)
class Report:
    """The figures of a time, and the classes that they name."""

    figures: Figures
    classes: tuple[SchoolClass, ...]


def today(db: Db, now: datetime) -> date:
    """The programme's day, by which a report is counted."""
    return local_day(now, people.programme(db).timezone)


def course(db: Db) -> Period | None:
    """The days of the course: of all open classes whose days are known, the first and the last; None: of none."""
    known = rosters.days(db)
    of_open = [known[one.key] for one in classes.of(people.programme(db)) if one.is_open and one.key in known]
    both = [(begins, ends) for begins, ends in of_open if begins and ends]
    return Period(min(first for first, _ in both), max(last for _, last in both)) if both else None


def make(db: Db, now: datetime, period: Period) -> Report:
    """The report of a period, as things stand now."""
    programme = people.programme(db)
    day = today(db, now)
    unit, steps = periods.steps(period, day)
    judged = periods.weeks_of(period, day)
    own = classes.of(programme)
    days = rosters.days(db)
    later, thanks = _said(db, period, programme.timezone)
    known = Known(
        period=period,
        today=day,
        unit=unit,
        steps=steps,
        weeks=Weeks(*judged, _everybody(db, judged, programme)) if judged else None,
        teams=_teams(db, period, judged),
        logged=_logged(db, steps, judged),
        classes={one.key: days.get(one.key, (None, None))[0] for one in own},
        rosters=rosters.usable(db, period.until(day)),
        later=later,
        thanks=thanks,
        waiting=board.without_buddy(db) if period.last >= day else None,
        worth=programme.hour_worth,
        currency=programme.currency,
    )
    return Report(work_out(known), own)


def years(db: Db, now: datetime) -> tuple[Report, ...]:
    """A report of each year of the programme, the newest first; the running one so far."""
    day = today(db, now)
    first = db.scalars(select(func.min(Team.launched_at))).one()
    begun = day.year if first is None else max(first.year, day.year - periods.YEARS_MAX * 2)
    return tuple(make(db, now, periods.year(number)) for number in range(day.year, begun - 1, -1))


def teams_by(period: Period) -> Select[*tuple[Any, ...]]:
    """All teams that began by the end of a period: those of before it tell who has had a buddy at all."""
    before = local_moment(period.last, 0, zone("UTC")) + _ANY_ZONE
    return (
        select(
            *(Team.id, Team.student_id, Team.buddy_id, Team.timezone, Team.weekly_minutes, Team.launched_on),
            *(Team.launched_at, Team.introduced_at, Team.ended_at, Team.state),
            *(BuddyRequest.class_key, BuddyRequest.asked_at, BuddyRequest.paused_seconds),
            *(Ending.reason, Ending.ended_at.label("finished_at")),
        )
        .outerjoin(Proposal, (Proposal.workspace_id == Team.workspace_id) & (Proposal.id == Team.proposal_id))
        .outerjoin(
            BuddyRequest,
            (BuddyRequest.workspace_id == Proposal.workspace_id) & (BuddyRequest.id == Proposal.request_id),
        )
        .outerjoin(
            Ending,
            (Ending.workspace_id == Team.workspace_id)
            & (Ending.team_id == Team.id)
            & Ending.taken_back_at.is_(None)
            & Ending.ended_at.is_not(None),
        )
        .where(Team.launched_at < before)
        .order_by(Team.id)
    )


def sums(
    steps: Sequence[Span], judged: Span | None
) -> tuple[Select[*tuple[Any, ...]], tuple[tuple[int | None, bool], ...]]:
    """Minutes and sessions of each team and part of the time, in one look at the sessions.

    Returns:
        The statement, whose second column is the number of a part; and of each part its step, if it lies in one, and
        whether it lies in the weeks by which teams are judged.
    """
    starts = {first for first, _ in steps} | {steps[-1][1] + _DAY}
    if judged:
        starts |= {judged[0], judged[1] + _DAY}
    first, *others, end = sorted(starts)
    parts = [_part(start, steps, judged) for start in (first, *others)]
    number = case(
        *((BuddySession.held_on < start, literal(place, Integer)) for place, start in enumerate(others)),
        else_=literal(len(others), Integer),
    )
    statement = (
        select(BuddySession.team_id, number, func.sum(BuddySession.minutes), func.count())
        .where(BuddySession.held_on >= first, BuddySession.held_on < end, BuddySession.undone_at.is_(None))
        .group_by(BuddySession.team_id, number)
    )
    return statement, tuple(parts)


def _part(start: date, steps: Sequence[Span], judged: Span | None) -> tuple[int | None, bool]:
    step = next((place for place, (first, last) in enumerate(steps) if first <= start <= last), None)
    return step, judged is not None and judged[0] <= start <= judged[1]


def _logged(db: Db, steps: Sequence[Span], judged: Span | None) -> Logged:
    statement, parts = sums(steps, judged)
    minutes: defaultdict[tuple[int, int], int] = defaultdict(int)
    of_judged: defaultdict[int, int] = defaultdict(int)
    sessions = 0
    for team_id, part, logged, count in Bound(statement).rows(db):
        step, is_judged = parts[part]
        if step is not None:
            minutes[team_id, step] += logged
            sessions += count
        if is_judged:
            of_judged[team_id] += logged
    return Logged(minutes, sessions, of_judged)


def _teams(db: Db, period: Period, judged: Span | None) -> list[TeamPast]:
    rests, targets = _rests(db, judged), _targets(db)
    rows = db.execute(teams_by(period)).all()
    over = {row.id: _over(row) for row in rows}
    went_on = [row.id for row in rows if row.finished_at and row.finished_at != row.ended_at]
    after = _after(db, judged, {team_id: day for team_id in went_on if (day := over[team_id])})
    return [
        TeamPast(
            id=row.id,
            student_id=row.student_id,
            buddy_id=row.buddy_id,
            class_key=row.class_key,
            began=local_day(row.launched_at, row.timezone),
            launched_on=row.launched_on,
            over=over[row.id],
            reason=row.reason,
            introduced=row.introduced_at is not None,
            waited=_waited(row),
            targets=tuple(targets.get(row.id, ())) or ((row.launched_on, row.weekly_minutes),),
            rests=(*rests[row.student_id], *rests[row.buddy_id], *rests[row.id]) if rests else (),
            after=after.get(row.id, 0),
        )
        for row in rows
    ]


def _over(row: Any) -> date | None:
    """The day on which a team ended first: a graduation ends it, whether or not the two go on."""
    over_at = row.finished_at or row.ended_at
    return None if over_at is None else local_day(over_at, row.timezone)


def _waited(row: Any) -> float | None:
    if row.asked_at is None:
        return None
    seconds: float = (row.launched_at - row.asked_at).total_seconds() - row.paused_seconds
    return max(0.0, seconds)


def _after(db: Db, judged: Span | None, over: Mapping[int, date]) -> Counter[int]:
    """Minutes in the judged weeks of teams that went on, logged when they owed nothing any more."""
    found: Counter[int] = Counter()
    if judged and over:
        rows = db.execute(
            select(BuddySession.team_id, BuddySession.held_on, BuddySession.minutes).where(
                BuddySession.team_id.in_(over),
                BuddySession.held_on >= judged[0],
                BuddySession.held_on <= judged[1],
                BuddySession.undone_at.is_(None),
            )
        )
        for team_id, held_on, minutes in rows:
            found[team_id] += minutes if held_on > over[team_id] else 0
    return found


def _rests(db: Db, judged: Span | None) -> defaultdict[str | int, list[Span]]:
    """Days of rest of people and of single teams, in the judged weeks."""
    found: defaultdict[str | int, list[Span]] = defaultdict(list)
    for user_id, team_id, first, last in db.execute(_resting(judged)) if judged else ():
        if user_id or team_id:
            found[user_id or team_id].append((first, last))
    return found


def _everybody(db: Db, judged: Span, programme: Settings) -> tuple[Span, ...]:
    """Days of rest of the whole programme: its breaks and the public holidays."""
    breaks = [
        (first, last)
        for user_id, team_id, first, last in db.execute(_resting(judged))
        if not (user_id or team_id)
    ]
    return (*between(*judged, programme.country, programme.region), *breaks)


def _resting(judged: Span) -> Select[*tuple[Any, ...]]:
    return select(Rest.user_id, Rest.team_id, Rest.first, Rest.last).where(
        Rest.last >= judged[0], Rest.first <= judged[1]
    )


def _targets(db: Db) -> dict[int, list[tuple[date, int]]]:
    found: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = select(Target.team_id, Target.since, Target.minutes).order_by(Target.team_id, Target.since)
    for team_id, since, minutes in db.execute(rows):
        found[team_id].append((since, minutes))
    return found


def _said(db: Db, period: Period, timezone: str) -> tuple[dict[str, int], int]:
    """Answers to the question long after the end, and how often somebody said thanks at the end, in the period."""
    where = zone(timezone)
    rows = db.execute(
        select(EndingWords.kind, EndingWords.answers).where(
            EndingWords.kind.in_((EndWords.LATER, EndWords.THANKS)),
            EndingWords.written_at >= local_moment(period.first, 0, where),
            EndingWords.written_at < local_moment(period.last + _DAY, 0, where),
        )
    ).all()
    given = Counter(str(answers.get("later")) for kind, answers in rows if kind is EndWords.LATER)
    return {answer: given[answer] for answer in LATER}, sum(kind is EndWords.THANKS for kind, _ in rows)
