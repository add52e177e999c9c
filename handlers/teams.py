"""A team's beginning: the introduction noted, its channel lost and made anew."""

from __future__ import annotations

from datetime import datetime

from bot import ids
from bot.services import channels, teams
from bot.views import teams as views
from bot.views.answer import Answer, Say
from handlers.door import Door, Visit
from handlers.inbound import Click, Event
from models.store import Db

ENDINGS = {"group_archive": "archived", "group_deleted": "deleted"}


def introduced(visit: Visit, said: Click) -> Answer:
    student, buddy = teams.introduced(visit.db, visit.now, visit.who, said.number)
    return Say(views.introduced(student, buddy, visit.who.user_id, visit.who.language), instead=True)


def channel_again(visit: Visit, said: Click) -> Answer:
    student, buddy = channels.again(visit.db, visit.now, visit.who, said.number)
    return Say(views.making_again(student, buddy, visit.who.language), instead=True)


def channel_closed(db: Db, now: datetime, said: Event) -> None:
    """Slack tells of every private channel the program was in; teams' are looked after."""
    if said.channel_id:
        channels.closed(db, now, said.channel_id, ENDINGS[said.kind])


def register(door: Door) -> None:
    door.click(ids.INTRODUCTION_DONE, introduced)
    door.click(ids.CHANNEL_AGAIN, channel_again)
    for event in ENDINGS:
        door.happening(event, channel_closed)
