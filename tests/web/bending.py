"""Deliveries that Slack would not send: real shapes, aimed at the program's own listeners with forged contents, and bent.

All of it is planned by plain numbers, so that Hypothesis can make it smaller, and a plan tells the same each time.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

from handlers.codebuddy import WORDS
from tests.bad_input.garbage import GARBAGE
from tests.isolation.world import World
from tests.straight import HERE, Json, fresh, submission
from tests.web.hosted import FORM, JSON

DEEP = "@@deep@@"
"""Stands for what is nested deeper than Python itself writes."""
NESTED = "[" * 20_000 + "]" * 20_000
NUMBERS: list[Any] = [
    0,
    -1,
    2**31,
    2**63,
    2**200,
    -(2**64),
    1e308,
    5e-324,
    float("nan"),
    float("inf"),
    True,
    False,
]
TYPES: list[Any] = [None, "", [], {}, [[]], [{}], {"id": None}, [None], {"id": {"id": "U1"}}, {"value": []}]
IDS = (
    "",
    "U0",
    "u1",
    "T0NOWHERE",
    "U1'; --",
    "U1\x00",
    "U" * 33,
    "../../etc",
    "U1|x",
    "1:2:3",
    ":",
    "-1",
    "0",
)
TYPED = (
    "1h today react",
    "1h30 yesterday",
    "history",
    "2026-03-02",
    "en",
    "until 15/8",
    "<@U0NEW|x>",
    "here",
)


def _huge(dice: random.Random, here: Aims) -> Any:
    return dice.choice(("x", "ä", "🙂", " ", "9", "<@U1>", "\n")) * dice.choice(
        (76, 301, 3001, 40_001, 120_000)
    )


def _nested(dice: random.Random, here: Aims) -> Any:
    depth: Any = DEEP if dice.random() < 0.5 else "x"
    for _ in range(dice.choice((3, 40, 300))):
        depth = {"id": depth} if dice.random() < 0.5 else [depth]
    return depth


BENDS: dict[str, Callable[[random.Random, Aims], Any]] = {
    "gone": lambda dice, aims: None,
    "another type": lambda dice, aims: deepcopy(dice.choice(TYPES)),
    "a number": lambda dice, aims: dice.choice(NUMBERS),
    "garbage": lambda dice, aims: dice.choice(list(GARBAGE.values())),
    "a surrogate": lambda dice, aims: dice.choice(("\ud83d", "\udc00x", "U1\ud800", "\ud83d" * 300)),
    "controls": lambda dice, aims: dice.choice(
        ("\x00", "a\x00b", "\x1b[2J", "\r\nX: y", "\u2028", "\x7f\x85")
    ),
    "huge": _huge,
    "deep": _nested,
    "a foreign id": lambda dice, aims: dice.choice([*aims.foreign, *IDS]),
    "an id of ours": lambda dice, aims: dice.choice(aims.own),
    "a listener": lambda dice, aims: dice.choice(aims.names),
}
"""What is put in the place of something, by what it is."""
OF_WORKSPACE = (("team_id",), ("team", "id"), ("user", "team_id"))
"""Where a delivery says whose it is. One that Slack has signed for another workspace is that one's, and no forgery."""
_BENT = st.tuples(st.sampled_from(sorted(BENDS)), st.integers(0, 2**16), st.integers(0, 2**16))
PLANS = st.tuples(
    st.integers(0, 2**24 - 1),  # of a wider range Hypothesis takes small ones mostly
    st.one_of(st.just([]), st.lists(_BENT, max_size=1), st.lists(_BENT, max_size=4)),
    st.sampled_from(["sent"] * 24 + ["cut", "as JSON", "as a form", "with more", "unlike", "twice"]),
)
"""What it is aimed at (a seed), how it is bent, and how it is written."""


@dataclass
class Aims:
    """What a forger would know of the program: the names of its listeners, ids of rows, forms rightly filled in."""

    shapes: list[Json]
    listeners: dict[str, list[str]]
    forms: dict[str, tuple[str, Json, Json]]
    """By callback: who may send it, its fields, its private metadata."""
    here: World
    there: World
    url: str
    names: list[str] = field(init=False)
    own: list[str] = field(init=False)
    foreign: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = [name for names in self.listeners.values() for name in names]
        self.own = [*self.here.ids.values(), *self.here.people.values(), self.here.version]
        self.foreign = [*self.there.ids.values(), *self.there.people.values()]

    def body(self, seed: int) -> Json:
        """A delivery as it could come, to one of the listeners, from somebody."""
        dice = random.Random(seed)
        body = deepcopy(dice.choice(self.shapes))
        person = dice.choice([*self.here.people.values(), "U0NEW"])
        if "trigger_id" in body:
            body["trigger_id"] = fresh()
        if "response_url" in body:
            body["response_url"] = f"{self.url}/response/1"
        if "command" in body:
            self._command(body, person, dice)
        elif "event" in body:
            self._event(body, person, dice)
        else:
            body["user"].update(id=person, team_id=HERE)
            self._interaction(body, dice)
        return body

    def _command(self, body: Json, person: str, dice: random.Random) -> None:
        words = (dice.choice(sorted(WORDS)), dice.choice([*TYPED, *self.own, *self.foreign]))
        body.update(user_id=person, command=dice.choice(self.listeners["command"]))
        body["text"] = " ".join(words[dice.randint(0, 1) :])

    def _event(self, body: Json, person: str, dice: random.Random) -> None:
        event, body["event_id"] = body["event"], fresh("Ev")
        if dice.random() < 0.3:
            event["type"] = dice.choice(self.listeners["event"])
        user = event.get("user")
        event["user"] = {**user, "id": person} if isinstance(user, dict) else person

    def _interaction(self, body: Json, dice: random.Random) -> None:
        if "callback_id" in body:
            body["callback_id"] = dice.choice(self.listeners["shortcut"])
        for action in body.get("actions", ()):
            action["action_id"] = dice.choice(self.listeners["click"])
            self._forge(action, dice)
        if body["type"] == "block_suggestion":
            body["action_id"] = dice.choice(self.listeners["click"])
        if body["type"] in ("view_submission", "view_closed"):
            form = dice.choice(sorted(self.forms))
            who, fields, meta = self.forms[form]
            if dice.random() < 0.7:
                body["user"]["id"] = self.here.people[who]
            if dice.random() < 0.2:
                meta = {name: self._value(dice) for name in meta}
            sent = submission(form, fields, "", meta=meta)["view"]
            body["view"].update({name: sent[name] for name in sent if name != "hash"})
        elif "view" in body:
            body["view"]["private_metadata"] = json.dumps(
                {"user": self._value(dice), "team": self._value(dice)}
            )

    def _forge(self, action: Json, dice: random.Random) -> None:
        value = self._value(dice)
        if dice.random() < 0.2:
            del action["value"]
            action["selected_option"] = {"value": value}
        else:
            action["value"] = value

    def _value(self, dice: random.Random) -> str:
        ours, other = dice.choice(self.own), dice.choice(self.own)
        odd = (dice.choice(self.foreign), dice.choice(IDS), dice.choice(sorted(WORDS)))
        return dice.choice([ours, other, *odd, f"{ours}:{dice.randint(0, 9)}", f"close:{ours}"])

    def bent(self, plan: Any) -> tuple[str, str]:
        """The bytes that are posted, and their content type."""
        seed, bends, way = plan
        body = self.body(seed)
        for kind, where, what in bends:
            _bend(body, kind, where, BENDS[kind](random.Random(what), self))
        for *way_there, last in OF_WORKSPACE:
            inside: Any = body
            for step in way_there:
                inside = inside.get(step) if isinstance(inside, dict) else None
            if isinstance(inside, dict) and inside.get(last) == self.there.workspace_id:
                inside[last] = HERE
        return WAYS[way](body)


def _bend(body: Json, kind: str, where: int, value: Any) -> None:
    """At a place near the surface, where the program reads, as often as anywhere."""
    found = list(_places(body))
    if where % 2:
        found = [place for place in found if len(place) <= 2]
    if not found:
        return
    *way, last = found[where // 2 % len(found)]
    inside: Any = body
    for step in way:
        inside = inside[step]
    if kind == "gone":
        del inside[last]
    else:
        inside[last] = value


def _places(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(data, dict | list):
        for key, value in list(data.items()) if isinstance(data, dict) else enumerate(data):
            yield (*at, key)
            yield from _places(value, (*at, key))


def _json(body: Any) -> str:
    return json.dumps(body).replace(f'"{DEEP}"', NESTED)


def _sent(body: Json) -> tuple[str, str]:
    """As Slack writes it: events as JSON, commands as a form, everything else as JSON in a form."""
    if "event" in body:
        return _json(body), JSON
    if "command" in body:
        flat = {name: value if isinstance(value, str) else _json(value) for name, value in body.items()}
        return urlencode(flat, errors="surrogatepass"), FORM
    return urlencode({"payload": _json(body)}), FORM


def _with_more(body: Json) -> tuple[str, str]:
    """Of one kind and of another: a command, a payload and an event in one."""
    text, kind = _sent(body)
    more = urlencode({"command": "/codebuddy", "text": "help", "payload": _json({"type": "shortcut"})})
    return (text, kind) if kind == JSON else (f"{text}&{more}", kind)


WAYS: dict[str, Callable[[Json], tuple[str, str]]] = {
    "sent": _sent,
    "cut": lambda body: (_sent(body)[0][:-7], _sent(body)[1]),
    "as JSON": lambda body: (_json(body), JSON),
    "as a form": lambda body: (_json(body), FORM),
    "with more": _with_more,
    "unlike": lambda body: (_json([body]), JSON),
    "twice": lambda body: (f"payload={_json(body)}&payload=%7B%7D", FORM),
}
"""How it is written."""
