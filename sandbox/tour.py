"""The guided tour: a newcomer sees the whole programme in eight steps, or has each of them done for her.

It needs the little school as :func:`sandbox.school.play` leaves it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.school_people import PROJECT_MANAGER
from sandbox.tour_scenes import BUDDY, PAIR, RUNNING, SCENES, STUDENT, Visit, student_is_asked
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
        lost: what must have happened where the step cannot be taken any more.
        then: the key of the next step that can be taken without it; without one, it is the end.
    """

    key: str
    title: str
    text: str
    who: str
    place: str
    lost: str
    then: str | None
    press: str | None = None
    type: str | None = None


STEPS = (
    Step(
        "request",
        "A student asks for a buddy",
        "Leyla learns web development and would like company on the way. Be Leyla, type the command and send both pages of the form. Choose Turkish or English: somebody speaks it.",
        STUDENT,
        "general",
        f"{STUDENT} has asked in a way of her own, and it has not led to {BUDDY}.",
        "nudge",
        type="/codebuddy request",
    ),
    Step(
        "match",
        "A person looks at the pair",
        "The program has found somebody who speaks her language and has a free place. It asks Petra, the project manager, before anybody hears of it. Be Petra and press Approve.",
        PROJECT_MANAGER,
        "dm",
        f"{PROJECT_MANAGER} cannot approve {STUDENT} and {BUDDY} any more: she has decided something else, or one of the two is not there for it now.",
        "nudge",
        press="proposal_approve",
    ),
    Step(
        "accept",
        "Both say yes",
        "Emre, the volunteer, is asked first and does not learn who she is. Be Emre and press Accept, then be Leyla and do the same. Either may say no, and that is fine.",
        BUDDY,
        "dm",
        f"{BUDDY} or {STUDENT} has let it pass, or the offer was taken back. That is fine, and the program goes on looking for {STUDENT}.",
        "nudge",
        press="offer_accept",
    ),
    Step(
        "introduction",
        "The first talk",
        "The two have a private channel now, with both managers in it. Petra meets them once, to introduce them to each other. Be Petra and press “We have met”.",
        PROJECT_MANAGER,
        "dm",
        f"Nobody asks {PROJECT_MANAGER} any more whether she has met {STUDENT} and {BUDDY}: their team has changed meanwhile.",
        "nudge",
        press="introduction_done",
    ),
    Step(
        "log",
        "A session is noted",
        "Leyla and Emre have worked together for an hour and a half. Be Leyla and type it in their channel. Emre sees it there, and she sees how the week stands.",
        STUDENT,
        f"channel:{STUDENT}+{BUDDY}",
        f"{STUDENT} cannot note a session with {BUDDY} any more: their team or its channel has changed meanwhile.",
        "nudge",
        type="/logsession 1h30 react",
    ),
    Step(
        "nudge",
        "A quiet week, and one kind word",
        "Samira and Bruno have noted no session this week. Move the clock past Thursday, 17:00, and look at their channel. A team that keeps its hours hears nothing.",
        RUNNING[0],
        f"channel:{RUNNING[0]}+{RUNNING[1]}",
        "No team has had too few hours in these weeks, so nobody was reminded.",
        "help",
    ),
    Step(
        "help",
        "“I need help”",
        "Samira is stuck. Be Samira, press “I need help” in the channel and choose the first door, more help. Petra hears of it at once.",
        RUNNING[0],
        f"channel:{RUNNING[0]}+{RUNNING[1]}",
        f"{RUNNING[0]} has no “I need help” to press there any more, or has asked for something else: her team has changed meanwhile.",
        "digest",
        press="help_open",
    ),
    Step(
        "digest",
        "Monday morning",
        "Once a week Petra reads everything in one message, what needs her first. Move the clock past Monday, 9:00. Be Petra and look at her messages.",
        PROJECT_MANAGER,
        "dm",
        f"{PROJECT_MANAGER} has got no summary: perhaps somebody else runs the programme now.",
        None,
    ),
)


KEYS = [step.key for step in STEPS]
PAIRS = {"match": f"possible team: {PAIR}", "introduction": PAIR}
"""What stands in the message that has the button of a step, where others might have one like it."""


class Tour:
    """The tour of one workspace. Where it stands is read from the screens each time; it remembers only what a
    visitor has left out, and what could not be done for her.
    """

    def __init__(self, hub: Hub, space: Workspace) -> None:
        self.live = Visit(hub, space)
        self._failed: str | None = None
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
        undone = (at for at, step in enumerate(STEPS) if not self._is_over(step))
        return next(undone, len(STEPS))

    def _is_over(self, step: Step) -> bool:
        return step.key in self.live.left_out or SCENES[step.key].is_done(self.live)

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
    def is_stuck(self) -> bool:
        """Whether the current step cannot be taken any more, as far as can be seen now: something may be just about
        to happen. Some steps are known to be lost only once one has tried.
        """
        step = self.step
        if step is None or self.is_busy:
            return False
        if self._failed == step.key:
            return True
        return step.press is not None and not self.live.can_press(
            step.who, step.press, PAIRS.get(step.key, "")
        )

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
                try:
                    await SCENES[STEPS[at].key].do(self.live)
                except CannotDo:
                    self._failed = STEPS[at].key
                    raise

    @property
    def next_open(self) -> int:
        """The index of the step that the tour may go on with if it leaves the current one out."""
        step = self.step
        return KEYS.index(step.then) if step and step.then else len(STEPS)

    def leave_out(self) -> None:
        """Go on with the next step that can be taken without the current one."""
        now = self.live.hub.clock.now()
        for step in STEPS[self.current : self.next_open]:
            self.live.left_out.setdefault(step.key, now)

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
