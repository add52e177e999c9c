"""A team's beginning: the introduction noted; its channel lost and made anew, and who is out of it."""

from __future__ import annotations

from datetime import datetime

from bot import ids
from bot.services import channel_members, channels, teams
from bot.views import teams as views
from bot.views.answer import Answer, Say
from handlers import home
from handlers.door import Door, Visit
from handlers.inbound import Click, Event
from models.store import Db

PROGRAM_LEFT = "group_left"
ENDINGS = {"group_archive": "archived", "group_deleted": "deleted"}


def introduced(visit: Visit, said: Click) -> Answer:
    student, buddy = teams.introduced(visit.db, visit.now, visit.who, said.number)
    return Say(views.introduced(student, buddy, visit.who.user_id, visit.who.language), instead=True)


def channel_again(visit: Visit, said: Click) -> Answer:
    student, buddy = channels.again(visit.db, visit.now, visit.who, said.number)
    if said.surface == "home":
        return home.show(visit)
    return Say(views.making_again(student, buddy, visit.who.language), instead=True)


def invite_again(visit: Visit, said: Click) -> Answer:
    """Somebody is out of a team's channel; the button carries the task."""
    invited = channel_members.again(visit.db, visit.now, visit.who, said.number)
    if said.surface == "home":
        return home.show(visit)
    return Say(
        views.inviting(invited.user_id, invited.channel_id, visit.who.language),
        instead=said.surface == "message",
    )


def channel_closed(db: Db, now: datetime, said: Event) -> None:
    """Slack tells of every private channel the program was in; teams' are looked after."""
    if said.channel_id:
        channels.closed(db, now, said.channel_id, ENDINGS[said.kind])


def left(db: Db, now: datetime, said: Event) -> None:
    """Somebody is out of a private channel; `group_left` names nobody, it is the program itself."""
    if said.channel_id and (said.user_id or said.kind == PROGRAM_LEFT):
        channel_members.left(db, now, said.channel_id, said.user_id or None)


def joined(db: Db, now: datetime, said: Event) -> None:
    if said.channel_id and said.user_id:
        channel_members.joined(db, now, said.channel_id, said.user_id)


def register(door: Door) -> None:
    door.click(ids.INTRODUCTION_DONE, introduced)
    door.click(ids.CHANNEL_AGAIN, channel_again)
    door.click(ids.CHANNEL_INVITE, invite_again)
    door.happening("member_joined_channel", joined)
    door.happening("member_left_channel", left)
    door.happening(PROGRAM_LEFT, left)
    for event in ENDINGS:
        door.happening(event, channel_closed)
