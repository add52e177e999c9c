"""What stands above both panes: the clock, what comes next, whether the program is connected, the tour."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.clockport import ClockError
from sandbox.hub import Hub
from sandbox.tour import STEPS, Step, Tour
from sandbox.world import Person, Workspace

MOVES = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
NEXT = "next"
A_MOMENT = timedelta(seconds=10)
"""After what is next, so that the messages it brings have arrived too."""
Due = tuple[datetime, str | None] | None
"""When the program does something by itself next, and what."""


@dataclass(frozen=True)
class Guide:
    """Where the tour stands; `step` is None when it is over. `where` is the place to look, as the page names it."""

    number: int
    of: int
    step: Step | None
    who: Person | None
    where: str
    is_busy: bool
    is_stuck: bool = False
    onward: str = ""
    """Where the step cannot be taken any more: the title of the one to go on with, "" if there is none."""
    is_unsure: bool = False
    """It seems so, but something is just about to happen: look again."""

    @property
    def to_press(self) -> tuple[str, ...]:
        """CSS selectors of what the one who takes the step presses next, wherever the visitor is now."""
        if self.step is None or self.who is None or self.is_stuck:
            return ()
        if not self.step.press and not self.step.type:
            return (".clock",)
        hers = f".pane[data-who={self.who.id}]"
        what = f"[data-action={self.step.press}]" if self.step.press else ".composer input"
        return (
            f"body:not(:has({hers})) #tour-show",
            f"{hers}:not([data-place={self.where}]) .place[id$=-go-{self.where}]",
            f"{hers} {what}",
        )


@dataclass(frozen=True)
class Bar:
    """`next_due`: when and what the program does next by itself, in its own words. `is_down`: Slack is, because somebody has
    set it so. `start`: how to start it."""

    now: str
    at: str
    zone: str
    is_moving: bool
    next_due: str
    is_connected: bool
    is_down: bool
    start: tuple[str, ...]
    guide: Guide | None
    can_begin_anew: bool


async def look(hub: Hub, space: Workspace, tour: Tour | None) -> Bar:
    zone = zone_of(space)
    now = hub.clock.now().astimezone(zone)
    due, answers = await _due(hub)
    soon = not answers or (due is not None and due[0] <= now + A_MOMENT)
    return Bar(
        now=_words(now),
        at=now.isoformat(timespec="minutes"),
        zone=str(zone),
        is_moving=hub.is_moving or (tour is not None and tour.is_busy),
        next_due=_in_words(due, zone),
        is_connected=space.app.url is not None or any(s.app is space.app for s in hub.delivery.sockets),
        is_down=hub.faults.down is not None,
        start=_start(hub, space),
        guide=guide(space, tour, soon=soon or hub.is_moving) if tour else None,
        can_begin_anew=hub.anew is not None,
    )


def _start(hub: Hub, space: Workspace) -> tuple[str, ...]:
    """The command that starts the program for this workspace, in a data folder that is nobody's real one."""
    folder = space.app.data_folder or str(Path(tempfile.gettempdir()) / f"codebuddies-{space.id}")
    return (
        f"XDG_DATA_HOME={folder}",
        "DATABASE_URL= KEYS=",
        f"SLACK_API_URL={hub.base_url}/api/",
        f"SLACK_BOT_TOKEN={space.bot_token}",
        f"SLACK_APP_TOKEN={space.app.app_token}",
        f"SANDBOX_CLOCK={hub.port.address}",
        ".venv/bin/python app.py",
    )


async def move(hub: Hub, by: str, zone: ZoneInfo) -> None:
    """Move the clock by an hour, a day, a week, or to what is next; what is due meanwhile happens in order. A day
    later it is as late on the clock of the wall, in summer time too.

    Raises:
        KeyError: an unknown move.
        ClockError: the program has left, or something stays due.
    """
    if by == NEXT:
        due = await hub.port.next_due()
        if due is not None:
            await hub.advance_to(max(due[0], hub.clock.now()) + A_MOMENT)
    else:
        now = hub.clock.now()
        wall = (now.astimezone(zone) + MOVES[by]).astimezone(UTC)
        await hub.advance_to(now + MOVES[by] if by == "hour" else wall)


async def _due(hub: Hub) -> tuple[Due, bool]:
    """What is next, and whether there is a program that says so."""
    try:
        return await hub.port.next_due(), True
    except ClockError:
        return None, False


def _in_words(due: Due, zone: ZoneInfo) -> str:
    if due is None or due[1] is None:
        return ""
    return f"{_words(due[0].astimezone(zone))}: {due[1]}"


def moment(hub: Hub, space: Workspace) -> str:
    """What the clock of the bar says."""
    return _words(hub.clock.now().astimezone(zone_of(space)))


def _words(moment: datetime) -> str:
    return f"{moment:%a %-d %B, %H:%M}"


def zone_of(space: Workspace) -> ZoneInfo:
    """The zone that most people of the workspace live in."""
    zones = [person.tz for person in space.people.values() if not person.is_bot]
    return ZoneInfo(max(set(zones), key=zones.count)) if zones else ZoneInfo("UTC")


def guide(space: Workspace, tour: Tour, *, soon: bool = True) -> Guide | None:
    """None in a school where the tour cannot be taken. `soon`: something is just about to happen."""
    if not tour.ready:
        return None
    step = tour.step
    if step is None:
        return Guide(len(STEPS), len(STEPS), None, None, "", is_busy=False)
    who = next((p for p in space.people.values() if p.real_name == step.who), None)
    where, seems_stuck = _where(space, tour, step, who), tour.is_stuck
    is_stuck = seems_stuck and not soon
    onward = STEPS[tour.next_open].title if is_stuck and tour.next_open < len(STEPS) else ""
    return Guide(
        tour.current, len(STEPS), step, who, where, tour.is_busy, is_stuck, onward, seems_stuck and soon
    )


def _where(space: Workspace, tour: Tour, step: Step, who: Person | None) -> str:
    """The id of the conversation, where there is one already."""
    place = tour.place_of(step)
    room = space.dm_of(who.id) if who and place == "dm" else None
    return room.id if room else place
