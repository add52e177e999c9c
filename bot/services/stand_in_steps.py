"""What time does to a stand-in: he comes on the first day away, and goes when the buddy is back or the team has ended.

A step is done in the transaction that moves it on: swept twice, by two at once or after a crash, nobody hears twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select

from bot.rules.features import Feature
from bot.services import features, notices, own_pairs, people, stand_ins
from models import Notice, StandIn, Team
from models.enums import StandInState, TeamState
from models.prepared import Moment
from models.store import Db

REMINDED_AFTER = timedelta(days=1)
LOOK_AGAIN = timedelta(days=1)
"""While the programme does without stand-ins: what is under way goes on when it uses them again."""
_NEXT = Moment(select(func.min(StandIn.due_at)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next one is looked at, in any workspace; of an unbound session."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, int]]:
    """Workspace and number of each that is due; of an unbound session."""
    found = select(StandIn.workspace_id, StandIn.id).where(StandIn.due_at <= now)
    return db.execute(found.order_by(StandIn.due_at, StandIn.id)).all()


def take_due(db: Db, now: datetime, stand_in_id: int) -> None:
    """Do what is due for one, if nobody was faster."""
    row = stand_ins.locked(db, stand_in_id)
    if row is None or row.due_at is None or row.due_at > now:
        return
    team = db.scalars(select(Team).where(Team.id == row.team_id)).one()
    if team.state is TeamState.ENDED:
        stand_ins.finish(db, now, row, "ended")
    elif stand_ins.rest_of(db, row, now) is None:
        stand_ins.finish(db, now, row, "back")
    elif row.state is not StandInState.HERE and not features.is_on(db, Feature.STAND_INS):
        row.due_at = now + LOOK_AGAIN
        db.flush()
    elif row.volunteer_id is not None and not people.is_here(db, row.volunteer_id):
        _gone(db, now, row)
    elif row.state is StandInState.OFFERED and _waited_long(row, now):
        stand_ins.close_offer(db, now, row, "late")
        stand_ins.back_to_manager(db, now, row)
    elif row.state is StandInState.AGREED:
        stand_ins.come(db, now, row)
    else:
        if row.state is StandInState.ASKED:
            _remind(db, now, row, team)
        row.due_at = stand_ins.next_look(db, row, now)
        db.flush()


def _remind(db: Db, now: datetime, row: StandIn, team: Team) -> None:
    """Nobody has chosen for a day: every manager who may gets the card, once, and whoever has it gets it again."""
    card = f"{stand_ins.CARD}:{row.id}:{len(row.asked)}"
    since = db.scalars(select(Notice.due_at).where(Notice.dedupe_key == card)).first()
    if since is None or now < since + REMINDED_AFTER:
        return
    about = {**stand_ins.about_of(row), "again": True}
    for manager in own_pairs.deciders(db, team.buddy_id):
        key = f"{row.id}:{len(row.asked)}:{manager}"
        notices.owe(db, stand_ins.CARD, to=manager, key=key, now=now, **about)


def gone(db: Db, now: datetime, user_id: str) -> None:
    """Slack tells that somebody has left: whoever was asked, or stands in, is looked at at once."""
    mine = select(StandIn).where(StandIn.volunteer_id == user_id, StandIn.due_at.is_not(None))
    for row in db.scalars(mine.with_for_update()):
        row.due_at = now
    db.flush()


def _gone(db: Db, now: datetime, row: StandIn) -> None:
    """He has left the workspace. Who stood in is thanked in the channel; else somebody else can be chosen."""
    if row.state is StandInState.HERE:
        stand_ins.finish(db, now, row, "stopped")
    else:
        stand_ins.back_to_manager(db, now, row)


def _waited_long(row: StandIn, now: datetime) -> bool:
    return row.offered_at is not None and row.offered_at + stand_ins.ANSWERS_WITHIN <= now
