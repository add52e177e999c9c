"""What arrived for whom while the clock was moved. Only that it came: what it says is on each one's own screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.world import Channel, Workspace

SHOWN = 40


@dataclass(frozen=True)
class Arrival:
    """Messages of one minute in one conversation. `who`, `place`: whose screen to look at, and where."""

    when: str
    what: str
    who: str
    place: str


@dataclass(frozen=True)
class Came:
    """What arrived while the clock was moved from `begun` to `ended`."""

    begun: str
    ended: str
    found: list[Arrival]


def since(space: Workspace, before: int, zone: ZoneInfo) -> list[Arrival]:
    """What the app has written after the message with the stamp `before` (microseconds), in order; the newest."""
    came = [
        (said.micros, channel)
        for channel in space.channels.values()
        for said in channel.messages
        if said.user == space.bot_user and said.viewer is None and said.micros > before
    ]
    found = (
        _arrival(space, micros, channel, zone) for micros, channel in sorted(came, key=lambda one: one[0])
    )
    return list(dict.fromkeys(found))[-SHOWN:]


def _arrival(space: Workspace, micros: int, channel: Channel, zone: ZoneInfo) -> Arrival:
    moment = datetime.fromtimestamp(micros / 1_000_000, zone)
    people = [space.people[one] for one in channel.members if not space.people[one].is_bot]
    names = ", ".join(person.real_name for person in people)
    what = f"a direct message for {names}" if channel.kind == "im" else f"#{channel.name}, for {names}"
    return Arrival(f"{moment:%a %-d %B, %H:%M}", what, people[0].id if people else "", channel.id)
