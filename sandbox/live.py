"""Made-up people acting and reading inside the server's own loop, where :mod:`sandbox.people` would block it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox import fields, seen
from sandbox.acts import Actor
from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.world import Channel, Person, Workspace

SOON = timedelta(minutes=1)
"""Time of the program in which everything that follows at once has happened: its pace is a message a second."""


@dataclass(frozen=True)
class Note:
    """A message as its reader has it before her."""

    at: datetime
    text: str


class Live:
    """The people of one workspace, by their names. What somebody cannot do raises :class:`CannotDo`."""

    def __init__(self, hub: Hub, space: Workspace) -> None:
        self.hub = hub
        self.space = space

    # looking --------------------------------------------------------------------------------------

    def person(self, name: str) -> Person:
        for one in self.space.people.values():
            if one.real_name == name:
                return one
        raise CannotDo(f"there is no {name} in {self.space.name}")

    def channel_of(self, *names: str) -> Channel | None:
        """The newest private channel that all of these people are in."""
        wanted = {self.person(name).id for name in names}
        rooms = [one for one in self.space.channels.values() if one.kind == "private"]
        return next((one for one in reversed(rooms) if wanted <= set(one.members)), None)

    def reads(self, name: str, fragment: str, channel: Channel | None = None) -> list[Note]:
        """Messages with these words, in a channel or among her messages with the app; oldest first."""
        who = self.person(name)
        room = channel or self.space.dm_of(who.id)
        if room is None:
            return []
        eyes = seen.reader(self.hub, self.space, who)
        shown = [seen.message(self.space, said, eyes) for said in seen.visible_messages(room, who)]
        zone = ZoneInfo(who.tz)
        return [
            Note(datetime.fromtimestamp(float(one["ts"]), zone), one["text"])
            for one in shown
            if fragment in one["text"]
        ]

    def can_press(self, name: str, action_id: str, in_message_with: str = "") -> bool:
        """Whether she has such a button before her, in a message with these words."""
        who = self.person(name)
        eyes = seen.reader(self.hub, self.space, who)
        return any(
            fields.button(said.blocks, action_id) is not None
            and in_message_with in seen.message(self.space, said, eyes)["text"]
            for room in seen.visible_channels(self.space, who)
            for said in seen.visible_messages(room, who)
        )

    # acting ---------------------------------------------------------------------------------------

    def _actor(self, name: str) -> Actor:
        return Actor(self.hub, self.space, self.person(name))

    async def types(self, name: str, text: str, channel: Channel | None = None) -> None:
        await self._actor(name).command(text, channel.id if channel else None)
        await self.soon()

    async def clicks(self, name: str, action_id: str, in_message_with: str = "") -> None:
        """Press such a button in the newest message that shows one, among those with these words."""
        who = self.person(name)
        eyes = seen.reader(self.hub, self.space, who)
        texts = {
            said.ts: seen.message(self.space, said, eyes)["text"]
            for room in seen.visible_channels(self.space, who)
            for said in seen.visible_messages(room, who)
        }
        await self._actor(name).click(action_id, texts, in_message_with, -1)
        await self.soon()

    async def sends(self, name: str, *pages: dict[str, Any]) -> None:
        """Fill in the form that is open, page by page, send it, and close what it says then."""
        actor = self._actor(name)
        for values in pages:
            await actor.fill(values, "modal")
            await actor.submit()
            top = self.space.top(actor.who.id)
            if top is not None and (top.errors or top.trouble):
                trouble = top.trouble or "; ".join(top.errors.values())
                raise CannotDo(f"{name}'s form was not taken: {trouble}")
        if top is not None:
            await actor.close(whole=True)
        await self.soon()

    # time -----------------------------------------------------------------------------------------

    async def soon(self) -> None:
        """What follows at once happens, whether the clock runs or stands."""
        await self.hub.advance_to(self.hub.clock.now() + SOON)

    async def wait_for(self, weekday: int, moment: time, zone: ZoneInfo) -> None:
        """Live until the next such moment of the week (0: Monday)."""
        now = self.hub.clock.now().astimezone(zone)
        then = datetime.combine(now + timedelta(days=(weekday - now.weekday()) % 7), moment, zone)
        await self.hub.advance_to(then if then > now else then + timedelta(weeks=1))
