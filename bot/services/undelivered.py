"""A message that did not arrive because its reader has left Slack: nobody can write to that person there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from bot.services import duty, people
from models import Person, Task, Team
from models.enums import TaskKind, TeamState
from models.store import Db

_TEAM = "team:"


@dataclass(frozen=True)
class Left:
    """Who has left.

    `partners`: the other of each team that goes on and that the message has to do with, as far as they are here;
    `holds`: has a role still, of those of which the reader knows who has them.
    """

    user_id: str
    partners: tuple[str, ...]
    holds: bool


def left(db: Db, rows: Iterable[Task], reader: str | None) -> dict[int, Left]:
    """Task → who has left, of those about a message to somebody who has, or to the channel of such a team.

    `reader`: None: one of the managers, whoever it is.
    """
    to = {row.id: str(row.about.get("to") or "") for row in rows if row.kind is TaskKind.UNDELIVERED}
    if not to:
        return {}
    numbers = [int(one.removeprefix(_TEAM)) for one in to.values() if one.startswith(_TEAM)]
    named = or_(Team.student_id.in_(to.values()), Team.buddy_id.in_(to.values()), Team.id.in_(numbers))
    goes_on = select(Team.id, Team.student_id, Team.buddy_id).where(named, Team.state != TeamState.ENDED)
    teams = db.execute(goes_on.order_by(Team.id)).all()
    everybody = {*to.values(), *(user for _, *both in teams for user in both)}
    gone = set(db.scalars(select(Person.user_id).where(Person.user_id.in_(everybody), Person.is_gone)))
    holders = set(people.holders(db, *duty.known(db, reader))) if gone else set()
    who = {user: user for user in gone}
    partners = defaultdict[str, list[str]](list)
    for number, student, buddy in teams:
        for user, other in ((student, buddy), (buddy, student)):
            if user in gone:
                channel = f"{_TEAM}{number}"
                who.setdefault(channel, user)
                here = [] if other in gone else [other]
                partners[user] += here
                partners[channel] += here
    return {
        number: Left(who[place], tuple(dict.fromkeys(partners[place])), who[place] in holders)
        for number, place in to.items()
        if place in who
    }
