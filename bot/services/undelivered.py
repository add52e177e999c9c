"""A message that did not arrive because its reader has left Slack: nobody can write to that person there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from bot.services import people
from models import Person, Task, Team
from models.enums import TaskKind, TeamState
from models.store import Db

_TEAM = "team:"


@dataclass(frozen=True)
class Left:
    """Who has left. `partner`: the other of a team that goes on, if that one is here; `holds`: has a role still."""

    user_id: str
    partner: str | None
    holds: bool


def left(db: Db, rows: Iterable[Task]) -> dict[int, Left]:
    """Task → who has left, of those about a message to somebody who has, or to the channel of such a team."""
    to = {row.id: str(row.about.get("to") or "") for row in rows if row.kind is TaskKind.UNDELIVERED}
    if not to:
        return {}
    numbers = [int(one.removeprefix(_TEAM)) for one in to.values() if one.startswith(_TEAM)]
    named = or_(Team.student_id.in_(to.values()), Team.buddy_id.in_(to.values()), Team.id.in_(numbers))
    teams = db.execute(
        select(Team.id, Team.student_id, Team.buddy_id).where(named, Team.state != TeamState.ENDED)
    ).all()
    everybody = {*to.values(), *(user for _, *both in teams for user in both)}
    gone = set(db.scalars(select(Person.user_id).where(Person.user_id.in_(everybody), Person.is_gone)))
    holders = {user for some in people.holders_by_role(db).values() for user in some} if gone else set()
    partners: dict[str, str | None] = {}
    of_team: dict[str, str] = {}
    for number, student, buddy in teams:
        for user, other in ((student, buddy), (buddy, student)):
            if user in gone:
                partners[user] = partners.get(user) or (None if other in gone else other)
                of_team.setdefault(f"{_TEAM}{number}", user)
    who = {number: of_team.get(place, place) for number, place in to.items()}
    return {
        number: Left(user, partners.get(user), user in holders)
        for number, user in who.items()
        if user in gone
    }
