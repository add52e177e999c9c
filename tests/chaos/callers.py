"""Those who ask for help, and those who read it and look after it: a seeded mix of all four kinds, as deliveries."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot import ids
from bot.rules.help_kinds import Kind
from sandbox.people import Sandbox
from tests import straight
from tests.chaos.slack_line import Delivery, Json, Line
from tests.confidential import MARK

NEVER, LATER, TWICE, BOTH, PASSED = 0.1, 0.2, 0.1, 0.3, 0.6
"""How many are never answered, or at a later message; brought twice; taken on by two at once; passed on."""
Then = Callable[[], object]
"""What is done when a delivery is acknowledged for the first time."""
OPEN_MARK = "giraffe-basalt-9025"
"""In what is asked of the managers: sealed, too, but no secret to all of them."""
MORE_WORDS = {"reach": f"{MARK} phone", "wishes": f"{MARK} wishes", "safe": ["safe"]}


@dataclass
class Asked:
    """One person's request. `words` are hers alone."""

    asker: str
    kind: Kind
    agrees: bool
    words: str
    delivery: Delivery | None = None

    @property
    def is_confidential(self) -> bool:
        return self.kind is not Kind.MORE

    @property
    def is_stored(self) -> bool:
        """Whether she was told so."""
        return self.delivery is not None and bool(self.delivery.answers)


@dataclass(frozen=True)
class Post:
    """A message with a button. `at`: its place among all calls."""

    at: int
    reader: str
    action: str
    value: str
    text: str


@dataclass
class Answered:
    """What readers have done with one request. Numbers: of calls made by then.

    Attributes:
        taken: by whom, as far as it was acknowledged.
        pressed: the clicks that take it on, each with its reader.
    """

    taken: list[tuple[str, int]] = field(default_factory=list)
    pressed: list[tuple[str, Delivery]] = field(default_factory=list)
    passed: bool = False

    def holders(self) -> set[str]:
        """Who may have it: those who were answered, and those whose click Slack has stopped bringing."""
        return {reader for reader, click in self.pressed if click.answers or click.given_up}


def posts(calls: list[Json], since: int = 0) -> Iterator[Post]:
    """Messages with a button of help; the first button of each."""
    for at in range(since, len(calls)):
        call = calls[at]
        if call["method"] != "chat.postMessage" or not call["ok"]:
            continue
        blocks = call["args"].get("blocks") or []
        buttons = [one for block in blocks for one in block.get("elements", ()) if one["type"] == "button"]
        about = [one for one in buttons if one.get("value")]
        helping = [one for one in about if one["action_id"].startswith(("help_", "private_"))]
        if helping:
            first = next(block["text"]["text"] for block in blocks if block["type"] == "section")
            text = f"{call['args']['text']}\n{first}"
            yield Post(at, call["args"]["channel"], helping[0]["action_id"], helping[0]["value"], text)


def _nothing() -> None:
    """There is nothing to be done then."""


class People:
    """Everybody, and what each does next.

    Args:
        shown: whom the form names behind each kind of help.
        wellbeing: to whom a case is passed on.
    """

    def __init__(
        self,
        line: Line,
        chance: random.Random,
        workspace_id: str,
        sandbox: Sandbox,
        shown: dict[Kind, list[str]],
        wellbeing: str,
    ) -> None:
        self._line = line
        self._chance = chance
        self._workspace_id = workspace_id
        self._sandbox = sandbox
        self._shown = shown
        self.wellbeing = wellbeing
        self._looked = 0
        self._silent: dict[str, bool] = {}
        self.answered: defaultdict[str, Answered] = defaultdict(Answered)
        self.calls = line.calls

    def ask(self, asker: str, number: int) -> Asked:
        """Somebody sends in the second page, as the form is filled in."""
        chance, kind = self._chance, self._chance.choice(list(Kind))
        mark = OPEN_MARK if kind is Kind.MORE else MARK
        asked = Asked(asker, kind, chance.random() < 0.7, f"{mark} {number}")
        shown = self._shown[kind]
        fields: dict[str, Any] = {"words": asked.words}
        if chance.random() < 0.3:
            fields["first"] = chance.choice(shown)
        elif chance.random() < 0.3:
            fields |= {"first": shown[0], "excluded": [shown[-1]]}
        if asked.is_confidential:
            fields |= MORE_WORDS
            fields["pass_on"] = ["yes"] if asked.agrees else []
            fields["news"] = ["yes"] if chance.random() < 0.5 else []
        else:
            fields["when"] = chance.choice(["week", "today"])
        meta = {"kind": kind.value, "people": shown}
        body = straight.submission(ids.MODAL_HELP, fields, asker, meta=meta)
        asked.delivery = self._bring(body, _nothing)
        return asked

    def look(self) -> None:
        """Readers read what has come, and most of them do something with it."""
        for post in posts(self.calls, self._looked):
            self._looked = post.at + 1
            if post.action not in (ids.HELP_ACKNOWLEDGE, ids.PRIVATE_OPEN) or post.reader == self.wellbeing:
                continue
            if self._chance.random() < LATER and post.value not in self._silent:
                self._silent[post.value] = self._chance.random() < NEVER / LATER
            elif not self._silent.get(post.value) and post.value not in self.answered:
                self._take_on(post)

    def _take_on(self, post: Post) -> None:
        answered = self.answered[post.value]
        if post.action == ids.HELP_ACKNOWLEDGE:
            both = self._chance.random() < BOTH
            others = [one for one in self._shown[Kind.MORE] if one != post.reader] if both else []
            for reader in (post.reader, *others[:1]):
                click = self._click(post.action, post.value, reader)
                brought = self._bring(click, self._taken(answered, reader))
                answered.pressed.append((reader, brought))
            return
        opens = self._click(post.action, post.value, post.reader)
        takes = self._step(f"acknowledge:{post.value}", post.reader)
        steps = [(opens, _nothing), (takes, self._taken(answered, post.reader))]
        if self._chance.random() < PASSED:
            passes = self._step(f"pass:{post.value}:{self.wellbeing}", post.reader)
            steps.append((passes, lambda: setattr(answered, "passed", True)))
        self._in_turn(steps)

    def _in_turn(self, steps: list[tuple[Json, Then]]) -> None:
        """Each click comes after the ack of the one before."""
        if steps:
            body, then = steps.pop(0)
            self._bring(body, lambda: (then(), self._in_turn(steps)))

    def _taken(self, answered: Answered, reader: str) -> Then:
        return lambda: answered.taken.append((reader, len(self.calls)))

    def _click(self, action_id: str, value: str, user: str) -> Json:
        """Its answer opens as a modal, so that its trigger tells whose it is."""
        body = straight.click(action_id, value, user, self._sandbox)
        del body["response_url"]
        return body

    def _step(self, value: str, user: str) -> Json:
        body = straight.click_in("modal", ids.PRIVATE_STEP, value, user, self._sandbox)
        return {**body, "view": {**body["view"], "id": f"V{body['trigger_id']}"}}

    def _bring(self, body: Json, then: Then) -> Delivery:
        place = {"id": self._workspace_id, "domain": "here"}
        user = {**body["user"], "team_id": self._workspace_id}
        delivery = Delivery({**body, "team": place, "user": user}, then)
        self._line.bring(delivery, twice=self._chance.random() < TWICE)
        return delivery
