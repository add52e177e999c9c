"""After the end: whether the channel stays, and whether the two go on while the student looks for a job."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from bot.clock import zone
from bot.errors import UserError, Wrong
from bot.rules import ending as rule
from bot.rules.access import Acting, require_manager, require_one_of
from bot.services import ended, notices, people, proposals, team_stops
from bot.services.ended import Seen, seen
from models import Ending, EndingMoment, Team
from models.enums import ChannelWish, EndingStep, EndReason, TeamState
from models.store import Db

ASKED, BEGUN, DECLINED, OVER, ARCHIVE = (
    *("go_on_asked", "go_on_begun", "go_on_declined", "go_on_over"),
    "channel_archive",
)


def wish_channel(db: Db, now: datetime, who: Acting, number: int, wish: ChannelWish) -> Seen:
    """One of the two says whether the channel should stay; until it is archived she can change her mind.

    Raises:
        UserError: it is not hers, the team goes on, or the channel is gone.
    """
    row, team = _mine(db, who, number)
    if team.state is not TeamState.ENDED:
        raise UserError(Wrong.STALE)
    if team.channel_id is None or row.channel is ChannelWish.ARCHIVE:
        raise UserError(Wrong.ALREADY_DONE)
    if who.user_id == team.student_id:
        row.student_channel = wish
    else:
        row.buddy_channel = wish
    settle_channel(db, now, row, team, is_over=False)
    return seen(db, row, team)


def settle_channel(db: Db, now: datetime, row: Ending, team: Team, *, is_over: bool) -> None:
    """Archive or keep it, as the two have said by now (`rules.ending.channel_of_two`)."""
    row.channel = rule.channel_of_two((row.student_channel, row.buddy_channel), is_over=is_over)
    db.flush()
    if row.channel is ChannelWish.ARCHIVE and team.channel_id is not None:
        notices.record(db, None, now, "team", team.id, "channel_archived")
        notices.owe(db, ARCHIVE, to=f"team:{team.id}", key=str(row.id), now=now, ending=row.id)


def go_on(db: Db, now: datetime, who: Acting, number: int) -> Seen:
    """One of the two would like to go on while the student looks for a job; when both do, they go on.

    Raises:
        UserError: it is not hers, was no graduation, is long ago, or the student has another buddy.
    """
    proposals.alone(db)
    row, team = _mine(db, who, number)
    if team.state is TeamState.JOB_SEARCH:
        raise UserError(Wrong.ALREADY_DONE)
    assert row.ended_at is not None  # noqa: S101 - `_mine` has looked
    if row.reason is not EndReason.GRADUATED or now > row.ended_at + rule.CHANNEL_WAITS:
        raise UserError(Wrong.STALE)
    other = select(Team.id).where(Team.student_id == team.student_id, Team.state != TeamState.ENDED)
    if db.scalars(other).first() is not None:
        raise UserError(Wrong.STUDENT_HAS_OTHER)
    row.goes_on = sorted({*row.goes_on, who.user_id})
    partner = team.buddy_id if who.user_id == team.student_id else team.student_id
    if partner in row.goes_on:
        _begin(db, now, who, row, team)
    ended.tell(db, BEGUN if partner in row.goes_on else ASKED, row.id, partner, now, anew=True)
    db.flush()
    return seen(db, row, team)


def leave_it(db: Db, now: datetime, who: Acting, number: int) -> Seen:
    """She would rather not go on: the other, who asked, hears it kindly. Raises `UserError` as `go_on`."""
    row, team = _mine(db, who, number)
    if team.state is not TeamState.ENDED:
        raise UserError(Wrong.STALE)
    asked = [user for user in row.goes_on if user != who.user_id]
    if not asked:
        raise UserError(Wrong.ALREADY_DONE)
    row.goes_on = []
    db.flush()
    ended.tell(db, DECLINED, row.id, asked[0], now, anew=True)
    return seen(db, row, team)


def still(db: Db, who: Acting, number: int) -> Seen:
    """They still meet: nothing changes. Raises `UserError` where they do not go on."""
    row, team = _mine(db, who, number)
    if team.state is not TeamState.JOB_SEARCH:
        raise UserError(Wrong.STALE)
    return seen(db, row, team)


def done(db: Db, now: datetime, who: Acting, number: int) -> Seen:
    """One of the two says that they are done, or a manager that they are: the team ends for good.

    Raises:
        UserError: she is none of them, or it does not go on.
    """
    proposals.alone(db)
    row, team = _mine(db, who, number, or_managers=True)
    if team.state is not TeamState.JOB_SEARCH:
        raise UserError(Wrong.ALREADY_DONE)
    notices.record(db, who, now, "team", team.id, "ended", was=team.state, becomes=TeamState.ENDED)
    team.state, team.ended_at = TeamState.ENDED, now
    row.student_channel = row.buddy_channel = row.channel = None
    row.goes_on = []
    team_stops.stop(db, now, team, who)
    _forget(db, row.id)
    where, hours = zone(team.timezone), people.open_hours(db)
    ended.remind(db, row.id, EndingStep.CLOSING, hours.next_open(now + rule.UNDO, where))
    ended.remind(db, row.id, EndingStep.CHANNEL, hours.next_open(now + rule.CHANNEL_WAITS, where))
    for user in sorted({team.student_id, team.buddy_id} - {who.user_id}):
        ended.tell(db, OVER, row.id, user, now, day=f"{now:%Y%m%d}")
    return seen(db, row, team)


def _begin(db: Db, now: datetime, who: Acting, row: Ending, team: Team) -> None:
    notices.record(db, who, now, "team", team.id, "goes_on", was=team.state, becomes=TeamState.JOB_SEARCH)
    team.state, team.ended_at = TeamState.JOB_SEARCH, None
    team_stops.go_on(db, now, who, team)
    is_archived = row.channel is ChannelWish.ARCHIVE
    row.student_channel = row.buddy_channel = row.channel = None
    _forget(db, row.id)
    monthly = people.open_hours(db).next_open(now + rule.MONTH, zone(team.timezone))
    ended.remind(db, row.id, EndingStep.MONTHLY, monthly)
    if is_archived:
        team.channel_id = team.channel_name = team.welcome_ts = None
        key = f"{team.id}:{now.isoformat()}"
        notices.owe(db, "launch", to=f"team:{team.id}", key=key, now=now, team=team.id)


def _forget(db: Db, number: int) -> None:
    """What belonged to the end that was, but not the question months later."""
    db.flush()
    db.execute(
        delete(EndingMoment).where(EndingMoment.ending_id == number, EndingMoment.step != EndingStep.LATER)
    )


def _mine(db: Db, who: Acting, number: int, *, or_managers: bool = False) -> tuple[Ending, Team]:
    row = db.scalars(select(Ending).where(Ending.id == number).with_for_update()).first()
    if row is None:
        raise UserError(Wrong.GONE)
    team = db.scalars(select(Team).where(Team.id == row.team_id).with_for_update()).one()
    pair = (team.student_id, team.buddy_id)
    if or_managers and who.user_id not in pair:
        require_manager(who)
    else:
        require_one_of(who, pair)
    if row.ended_at is None or row.taken_back_at is not None:
        raise UserError(Wrong.STALE)
    return row, team
