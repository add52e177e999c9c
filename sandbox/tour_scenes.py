"""What each step of the tour is: when it is done, read from the screens of the people, and how to do it.

Every function takes the people of the little school as :func:`sandbox.school.play` leaves it. Whoever did
something, and by which of several ways, makes no difference.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.live import Live, Note
from sandbox.school_people import MADRID, PROJECT_MANAGER
from sandbox.world import Channel, Workspace

STUDENT, BUDDY = "Leyla", "Emre"
"""Who becomes a team in the tour."""
RUNNING = ("Samira", "Bruno")
"""The team that is in the middle of its course."""
PAIR = f"@{STUDENT} and @{BUDDY}"
ZONE = ZoneInfo(MADRID)
THURSDAY, MONDAY = (3, time(17, 1)), (0, time(9, 1))
"""Just after the weekly reminder and the weekly summary."""
MOST_WEEKS = 4
"""How long a reminder may take to come: the two earlier ones of a team may be unanswered, and the other is new."""
REQUEST = {
    "Which class are you in?": "Web Development in English",
    "Which languages do you speak well?": ["Turkish"],
    "In which others do you get by?": ["English"],
    "What is it about?": ["JavaScript", "Finding errors"],
    "What would you like help with?": "I can follow the lesson, and then I sit before an empty file.",
}
MEETING = {
    "When could you meet?": ["Monday evening", "Wednesday evening", "Saturday morning"],
    "Where would you like to meet?": "Online",
}
HELP = (
    {"What do you need?": "More help with the course or with our team"},
    {"What is it about?": "We cannot find a time that suits us both. Could you help?"},
)


class Visit(Live):
    """Somebody takes the tour. `left_out`: the keys of steps that she went on without, and when."""

    def __init__(self, hub: Hub, space: Workspace) -> None:
        super().__init__(hub, space)
        self.left_out: dict[str, datetime] = {}


@dataclass(frozen=True)
class Scene:
    is_done: Callable[[Visit], bool]
    do: Callable[[Visit], Awaitable[None]]


def asked(live: Visit) -> bool:
    return bool(live.reads(PROJECT_MANAGER, f"possible team: {PAIR}"))


async def ask(live: Visit) -> None:
    await live.types(STUDENT, "/codebuddy request")
    await live.sends(STUDENT, REQUEST, MEETING)


def matched(live: Visit) -> bool:
    return bool(live.reads(BUDDY, "would like a buddy"))


async def match(live: Visit) -> None:
    await live.clicks(PROJECT_MANAGER, "proposal_approve", f"possible team: {PAIR}")


def student_is_asked(live: Visit) -> bool:
    """The first half of the step is done: the volunteer has said yes."""
    return bool(live.reads(STUDENT, f"would like to be your buddy: @{BUDDY}"))


def accepted(live: Visit) -> bool:
    room = the_channel(live)
    return room is not None and bool(live.reads(STUDENT, "you are a buddy team", room))


async def accept(live: Visit) -> None:
    if not student_is_asked(live):
        await live.clicks(BUDDY, "offer_accept")
    await live.clicks(STUDENT, "buddy_accept", f"@{BUDDY}")


def introduced(live: Visit) -> bool:
    return bool(live.reads(PROJECT_MANAGER, f"{PAIR} have been introduced"))


async def introduce(live: Visit) -> None:
    await live.clicks(PROJECT_MANAGER, "introduction_done", PAIR)


def logged(live: Visit) -> bool:
    return bool(live.reads(STUDENT, " logged ", the_channel(live)))


async def log(live: Visit) -> None:
    await live.types(STUDENT, "/logsession 1h30 react", the_channel(live))


def nudged(live: Visit) -> bool:
    """Whichever of the two teams it was: a visitor may have moved the clock by weeks."""
    words = "Hello "
    notes = live.reads(RUNNING[0], words, live.channel_of(*RUNNING)) + live.reads(
        STUDENT, words, the_channel(live)
    )
    return bool(_since_the_team(live, notes))


async def wait_for_nudge(live: Visit) -> None:
    for _ in range(MOST_WEEKS):
        await live.wait_for(*THURSDAY, ZONE)
        if nudged(live):
            return
    raise CannotDo("no team was under its hours, so nobody was reminded")


def calls(live: Visit) -> list[Note]:
    return _since_the_team(live, live.reads(PROJECT_MANAGER, "asks for help"))


def helped(live: Visit) -> bool:
    return bool(calls(live))


async def ask_for_help(live: Visit) -> None:
    """And the project manager says that she looks after it."""
    await live.clicks(RUNNING[0], "help_open")
    await live.sends(RUNNING[0], *HELP)
    await live.clicks(PROJECT_MANAGER, "help_acknowledge", "asks for help")


def summed_up(live: Visit) -> bool:
    digests = live.reads(PROJECT_MANAGER, "Private matters")
    called = [call.at for call in calls(live)[:1]]
    began = called[0] if called else live.left_out.get("help")
    return began is not None and any(one.at > began for one in digests)


async def wait_for_digest(live: Visit) -> None:
    await live.wait_for(*MONDAY, ZONE)


def the_channel(live: Visit) -> Channel | None:
    return live.channel_of(STUDENT, BUDDY)


def _since_the_team(live: Visit, notes: list[Note]) -> list[Note]:
    """Those that came after the team of the tour had begun, or after the visitor went on without one."""
    room = the_channel(live)
    began = datetime.fromtimestamp(room.created, UTC) if room else datetime.max.replace(tzinfo=UTC)
    began = min(began, live.left_out.get("log", began))
    return [note for note in notes if note.at >= began]


SCENES = {
    "request": Scene(asked, ask),
    "match": Scene(matched, match),
    "accept": Scene(accepted, accept),
    "introduction": Scene(introduced, introduce),
    "log": Scene(logged, log),
    "nudge": Scene(nudged, wait_for_nudge),
    "help": Scene(helped, ask_for_help),
    "digest": Scene(summed_up, wait_for_digest),
}
