"""The week in figures, without names, for people whom a manager has put on the list: who they are, and what they read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select

from bot.clock import local_day, local_moment, zone
from bot.errors import UserError, Wrong, refuse_all
from bot.rules import few
from bot.rules.access import READERS, Acting, require_manager
from bot.rules.hours import monday_of
from bot.services import board, digest_content, holders, notices, people, proposals, slots, team_weeks
from bot.services.people import Facts
from models import FiguresReader, History, Person, Team
from models.store import Db, add_once

KIND, BEGINS = "week_figures", "week_figures_begin"
BLOCK = "readers"
SUBJECT, STOPPED, ROLE_OVER = "figures", "stopped", "handed_over"
"""Of a line of the history, and what happened where a reader wants them no more, or has no role any more."""
WEEK = timedelta(weeks=1)
_HERE = (Person.workspace_id == FiguresReader.workspace_id) & (Person.user_id == FiguresReader.user_id)


@dataclass(frozen=True)
class WeekFigures:
    """A finished week; what is of too few is None. `minutes` are of all sessions together."""

    monday: date
    minutes: int | None
    on_target: int | None
    owing: int | None


@dataclass(frozen=True)
class Figures:
    """Numbers of people and teams; None: of fewer than five. `since`: the day from which things have come and ended."""

    since: date
    running: int | None
    waiting: int | None
    places: int | None
    sessions: int | None
    minutes: int | None
    weeks: tuple[WeekFigures, ...]
    asked: int | None
    offered: int | None
    ended: int | None
    thanks: int | None
    made_by: str
    """Who has put the reader on the list."""


def readers(db: Db) -> list[str]:
    """Who is on the list, is here, and does not get the whole digest."""
    listed = select(FiguresReader.user_id).join(Person, _HERE).where(people.HERE)
    managers = people.present(db, *READERS)
    return [user for user in db.scalars(listed.order_by(FiguresReader.user_id)) if user not in managers]


def on_the_list(db: Db, who: Acting) -> list[str]:
    """Raises `UserError` for anybody who is no manager."""
    require_manager(who)
    return list(db.scalars(select(FiguresReader.user_id).order_by(FiguresReader.user_id)))


def save(
    db: Db,
    now: datetime,
    who: Acting,
    wanted: Sequence[str],
    asked: Mapping[str, Facts | None],
    shown: Collection[str],
    *,
    event: str = "changed",
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Put on the list whom she has added to those that her form has `shown`, and take off whom she has taken out.

    What somebody else has changed meanwhile stays. Returns who has come onto it, each of whom is told, and who is off.

    Raises:
        FactsNeeded: Slack must be asked about somebody who is named here first.
        UserError: she is no manager; somebody named is no member, or they are too many.
    """
    require_manager(who)
    proposals.alone(db)
    before = set(on_the_list(db, who))
    new = [user for user in dict.fromkeys(wanted) if user not in before and user not in shown]
    gone = tuple(sorted((before & set(shown)) - set(wanted)))
    refuse_all(holders.mistakes({BLOCK: list(dict.fromkeys(wanted))}) if wanted else [])
    if new and len(before) + len(new) - len(gone) > holders.MOST:
        raise UserError(Wrong.TOO_MANY, {"most": holders.MOST}, block=BLOCK)
    if new:
        holders.require_members(db, {BLOCK: new}, asked)
    if gone:
        db.execute(delete(FiguresReader).where(FiguresReader.user_id.in_(gone)))
    for user in new:
        add_once(db, FiguresReader, user_id=user, made_by=who.user_id, made_at=now)
        slots.plan(db, slots.DIGEST, people.timezone_of(db, user), now)
        notices.owe(db, BEGINS, to=user, key=f"{user}:{now:%Y%m%dT%H%M%S%f}", now=now)
    if new or gone:
        notices.record(db, who, now, SUBJECT, "list", event, added=new, removed=list(gone))
    return tuple(new), gone


def stop(db: Db, now: datetime, who: Acting) -> None:
    """She does not want them any more.

    Raises:
        UserError: she is not on the list.
    """
    proposals.alone(db)
    if made_by(db, who.user_id) is None:
        raise UserError(Wrong.GONE)
    db.execute(delete(FiguresReader).where(FiguresReader.user_id == who.user_id))
    notices.record(db, who, now, SUBJECT, "list", STOPPED)


def role_over(db: Db, now: datetime, who: Acting, users: Collection[str]) -> None:
    """They had the whole digest, in the place of the figures: that they were on the list before does not count any more.

    `who`: whoever has given their role to somebody else.
    """
    proposals.alone(db)
    gone = sorted(db.scalars(select(FiguresReader.user_id).where(FiguresReader.user_id.in_(users))))
    if not gone:
        return
    db.execute(delete(FiguresReader).where(FiguresReader.user_id.in_(gone)))
    notices.record(db, who, now, SUBJECT, "list", ROLE_OVER, added=[], removed=gone)


def is_as(db: Db, line: int, added: Collection[str], removed: Collection[str]) -> bool:
    """Whether what a line of the history did to the list holds, and nobody has touched one of these people since."""
    later = select(History.actor_id, History.details).where(History.subject == SUBJECT, History.id > line)
    touched = {
        user
        for actor, details in db.execute(later)
        for user in (*details.get("added", (actor,)), *details.get("removed", ()))
    }
    listed, about = set(db.scalars(select(FiguresReader.user_id))), {*added, *removed}
    return bool(about) and not about & touched and about & listed == set(added)


def put_back(
    db: Db,
    now: datetime,
    who: Acting,
    added: Collection[str],
    removed: Sequence[str],
    asked: Mapping[str, Facts | None],
) -> tuple[str, ...]:
    """Take off whom a change has `added`, and put on whom it has `removed`. Returns who is told. Raises as `save`."""
    came, _ = save(db, now, who, removed, asked, added, event="put_back")
    return came


def made_by(db: Db, user_id: str) -> str | None:
    """Who has put somebody on the list; None where she is not on it."""
    return db.scalars(select(FiguresReader.made_by).where(FiguresReader.user_id == user_id)).first()


def figures(db: Db, now: datetime, user_id: str, monday: date | None = None) -> Figures:
    """Of the week before `monday` (None: before this one), in the days of this reader's zone."""
    timezone = people.timezone_of(db, user_id)
    monday = monday or monday_of(local_day(now, timezone))
    begins = local_moment(monday - WEEK, 0, zone(timezone))
    seen = team_weeks.read(db, now, monday, timezone)
    come = digest_content.news(db, now, monday - WEEK, begins)
    met = seen.weeks[-1].met
    return Figures(
        since=monday - WEEK,
        running=few.told(seen.running),
        waiting=few.told(board.without_buddy(db)),
        places=few.told(digest_content.free_places(db, board.taken(db)).volunteers),
        sessions=None if few.told(met) is None else seen.last_week.sessions,
        minutes=None if few.told(met) is None else seen.last_week.minutes,
        weeks=tuple(_week(one) for one in seen.weeks),
        asked=few.told(come.asked),
        offered=few.told(come.offered),
        ended=few.told(_ended(db, begins)),
        thanks=few.told(come.thanks),
        made_by=made_by(db, user_id) or "",
    )


def _week(one: team_weeks.Week) -> WeekFigures:
    return WeekFigures(
        one.monday,
        None if few.told(one.met) is None else one.minutes,
        few.part(one.on_target, one.owing),
        few.told(one.owing),
    )


def _ended(db: Db, begins: datetime) -> int:
    return db.scalars(select(func.count(Team.id)).where(Team.ended_at >= begins)).one()
