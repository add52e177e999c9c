"""The guided tour: a newcomer sees the whole programme in eight steps, or has each of them done for her.

It needs the little school as :func:`sandbox.school.play` leaves it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from sandbox.hub import Hub
from sandbox.live import Live
from sandbox.school_people import PROJECT_MANAGER
from sandbox.tour_scenes import BUDDY, RUNNING, SCENES, STUDENT, student_is_asked
from sandbox.world import Workspace


@dataclass(frozen=True)
class Step:
    """One step of the tour, for the one who takes it.

    Attributes:
        text: what it is about and what to do, in at most three short sentences.
        who: the name of the person to be.
        place: where to look: "home", "dm" (her messages with the app, where nobody can write), "general" (the
            channel of everybody) or "channel:Name+Name" (a team's own).
        press: the action_id of the button to press, where there is one.
        type: the command to type, where there is one.
    """

    key: str
    title: str
    text: str
    who: str
    place: str
    press: str | None = None
    type: str | None = None


STEPS = (
    Step(
        "request",
        "A student asks for a buddy",
        "Leyla learns web development and would like company on the way. Be Leyla, type the command and send both pages of the form. Choose Turkish or English: somebody speaks it.",
        STUDENT,
        "general",
        type="/codebuddy request",
    ),
    Step(
        "match",
        "A person looks at the pair",
        "The program has found somebody who speaks her language and has a free place. It asks Petra, the project manager, before anybody hears of it. Be Petra and press Approve.",
        PROJECT_MANAGER,
        "dm",
        press="proposal_approve",
    ),
    Step(
        "accept",
        "Both say yes",
        "Emre, the volunteer, is asked first and does not learn who she is. Be Emre and press Accept, then be Leyla and do the same. Either may say no and needs no reason.",
        BUDDY,
        "dm",
        press="offer_accept",
    ),
    Step(
        "introduction",
        "The first talk",
        "The two have a private channel now, with both managers in it. Petra meets them once, to introduce them to each other. Be Petra and press “We have met”.",
        PROJECT_MANAGER,
        "dm",
        press="introduction_done",
    ),
    Step(
        "log",
        "A session is noted",
        "Leyla and Emre have worked together for an hour and a half. Be Leyla and type it in their channel. Emre sees it there, and she sees how the week stands.",
        STUDENT,
        f"channel:{STUDENT}+{BUDDY}",
        type="/logsession 1h30 react",
    ),
    Step(
        "nudge",
        "A quiet week, and one kind word",
        "Samira and Bruno have noted no session this week. Move the clock past Thursday, 17:00, and look at their channel. A team that keeps its hours hears nothing.",
        RUNNING[0],
        f"channel:{RUNNING[0]}+{RUNNING[1]}",
    ),
    Step(
        "help",
        "“I need help”",
        "Samira is stuck. Be Samira, press “I need help” in the channel and choose the first door, more help. Petra hears of it at once.",
        RUNNING[0],
        f"channel:{RUNNING[0]}+{RUNNING[1]}",
        press="help_open",
    ),
    Step(
        "digest",
        "Monday morning",
        "Once a week Petra reads everything in one message, what needs her first. Move the clock past Monday, 9:00. Be Petra and look at her messages.",
        PROJECT_MANAGER,
        "dm",
    ),
)


class Tour:
    """The tour of one workspace. It remembers nothing: where it stands is read from the screens each time."""

    def __init__(self, hub: Hub, space: Workspace) -> None:
        self.live = Live(hub, space)
        self._one_at_a_time = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Whether the tour can be taken: not in a school in which nothing has been played."""
        names = {one.real_name for one in self.live.space.people.values()}
        people = {PROJECT_MANAGER, STUDENT, BUDDY, *RUNNING}
        return people <= names and self.live.channel_of(*RUNNING) is not None

    @property
    def current(self) -> int:
        """The index of the first step that is not done; `len(STEPS)` at the end."""
        if not self.ready:
            return 0
        undone = (at for at, step in enumerate(STEPS) if not SCENES[step.key].is_done(self.live))
        return next(undone, len(STEPS))

    @property
    def step(self) -> Step | None:
        """The current step as it stands: once the volunteer has said yes, it is the student's turn."""
        at = self.current
        if at == len(STEPS):
            return None
        if STEPS[at].key == "accept" and student_is_asked(self.live):
            return replace(STEPS[at], who=STUDENT, press="buddy_accept")
        return STEPS[at]

    @property
    def is_busy(self) -> bool:
        """A step is being done for somebody."""
        return self._one_at_a_time.locked()

    async def do(self) -> None:
        """Do the current step for the visitor; pressed twice at once, it is done once.

        Raises:
            CannotDo: somebody has gone another way (has said no, say), so that it cannot be done any more.
        """
        at = self.current
        async with self._one_at_a_time:
            if at == self.current < len(STEPS):
                await SCENES[STEPS[at].key].do(self.live)

    def place_of(self, step: Step) -> str:
        """The id of the channel to show, "home" or "dm"; "dm" for a channel that is not there yet."""
        kind, _, names = step.place.partition(":")
        general = self.live.space.named("general")
        if kind == "general" and general is not None:
            return general.id
        if kind != "channel":
            return kind
        room = self.live.channel_of(*names.split("+"))
        return room.id if room else "dm"
