"""Everything one server holds, and how its time moves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

from sandbox import payloads
from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.clockport import SETTLE_HORIZON, ClockPort, StuckGuard
from sandbox.delivery import Delivery
from sandbox.faults import Faults
from sandbox.rates import RateLimits
from sandbox.world import Json, ResponseUrl, Trigger, Workspace, World

TRIGGER_LIFE = 3.0
"""Real seconds a trigger_id lives."""

COMMAND = "make demo"
"""What somebody types who wants all this again when it has ended."""

EVENT_SCOPES = {
    "user_change": "users:read",
    "team_join": "users:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "channel_left": "channels:read",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "member_joined_channel": "groups:read",
    "member_left_channel": "groups:read",
}
"""The scope without which Slack does not send an event (where a channel may be of either kind: a private one)."""


class Hub:
    """The world, the clock, the faults and the ways to the bot."""

    def __init__(self) -> None:
        self.world = World()
        self.clock = SandboxClock()
        self.rates = RateLimits()
        self.faults = Faults()
        self.delivery = Delivery(self.clock, self.faults)
        self.port = ClockPort(self.clock)
        self.changes = Changes()
        self.base_url = ""
        self.trigger_life = TRIGGER_LIFE
        self.command = COMMAND
        self.is_opening = False
        """What is there is still being made; pages wait."""
        self.anew: Callable[[], None] | None = None
        """Begins everything again from the start, where whoever holds it open can do so."""
        self._ticker: asyncio.Task[None] | None = None
        self._moving = asyncio.Lock()

    async def open(self, host: str, clock_port: int = 0) -> None:
        await self.port.open(host, clock_port)
        self._ticker = asyncio.create_task(self._tick())

    async def close(self) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
            await asyncio.gather(self._ticker, return_exceptions=True)
        await self.delivery.close()
        await self.port.close()

    async def _tick(self) -> None:
        """While time runs by itself, retries of events come due by themselves."""
        while True:
            await asyncio.sleep(0.25)
            due = self.delivery.next_retry()
            if self.clock.running and due is not None and due <= self.clock.now():
                self.delivery.start(self.delivery.run_retries())

    def reset(self) -> None:
        """Forget the world, the faults and the limits; sockets and clock programs stay connected."""
        apps = self.world.apps
        self.world = World()
        self.world.apps = apps
        self.rates.reset()
        self.faults.clear()
        self.delivery.retries.clear()

    # what every payload needs ---------------------------------------------------------------------

    def new_trigger(self, space: Workspace, user: str) -> str:
        trigger = Trigger(f"{time.time_ns()}.{space.id}.{self.world.new_id('')}", user, time.monotonic())
        space.triggers[trigger.id] = trigger
        return trigger.id

    def new_response_url(
        self, space: Workspace, channel: str, user: str, message_ts: str | None = None
    ) -> str:
        key = self.world.new_id("R")
        self.world.response_urls[key] = ResponseUrl(key, channel, user, self.clock.now(), message_ts)
        return f"{self.base_url}/response/{space.id}/{key}"

    def emit(self, space: Workspace, event: Json) -> None:
        """Send an event to the bot in the background, if it subscribes to it and has the scope."""
        payload = self._event(space, event)
        if payload is not None:
            self.delivery.start(self._send_event(space, payload))

    async def emit_now(self, space: Workspace, event: Json) -> list[Json]:
        """The same, and wait for the acks."""
        payload = self._event(space, event)
        if payload is None:
            return []
        return [ack.plain() for ack in await self.delivery.send_event(space, payload)]

    async def _send_event(self, space: Workspace, payload: Json) -> None:
        await self.delivery.send_event(space, payload)

    def _event(self, space: Workspace, event: Json) -> Json | None:
        kind = str(event["type"])
        needed = EVENT_SCOPES.get(kind)
        if needed is not None and not self._may_receive(space, event, needed):
            return None
        if space.events is not None and kind not in space.events:
            return None
        event_id = self.world.new_id("Ev")
        return payloads.event_callback(space, event, event_id, self.clock.now())

    @staticmethod
    def _may_receive(space: Workspace, event: Json, needed: str) -> bool:
        channel, bot = space.channels.get(str(event.get("channel"))), space.bot_user
        if channel is not None and channel.kind == "public":
            needed = "channels:read"
        elif (
            channel is not None
            and event["type"] != "group_left"
            and bot not in {*channel.members, *channel.former}
        ):
            return False
        return needed in space.scopes

    @property
    def is_moving(self) -> bool:
        """The clock is being moved, and what is due on the way is happening."""
        return self._moving.locked()

    # time -----------------------------------------------------------------------------------------

    async def set_clock(self, now: datetime, *, running: bool) -> None:
        async with self._moving:
            await self.port.set(now, running=running)

    async def advance_to(self, until: datetime) -> None:
        """Step from due to due up to `until`, retries of events included, and stand (or run on) there."""
        async with self._moving:
            running = self.clock.running
            self.clock.set(self.clock.now(), running=False)
            if running:
                await self.port.set(self.clock.now(), running=False)
            await self._step(until)
            self.clock.set(max(until, self.clock.now()), running=False)
            await self.port.run_until(self.clock.now())
            await self.delivery.idle()
            if running:
                await self.port.set(self.clock.now(), running=True)

    async def settle(self) -> None:
        """Let everything happen that is due now or within the next seconds of pacing."""
        async with self._moving:
            await self.delivery.idle()
            if not self.clock.running:
                await self._step(self.clock.now() + SETTLE_HORIZON, retries=False)

    async def _step(self, until: datetime, *, retries: bool = True) -> None:
        guard = StuckGuard()
        while True:
            await self.delivery.idle()
            retry = self.delivery.next_retry() if retries else None
            due = await self.port.next_due()
            if retry is not None and retry <= until and (due is None or retry <= due[0]):
                self.clock.set(max(retry, self.clock.now()), running=False)
                await self.delivery.run_retries()
                continue
            if due is None or due[0] > until:
                return
            guard.saw(due)
            self.clock.set(max(due[0], self.clock.now()), running=False)
            await self.port.run_until(self.clock.now())
