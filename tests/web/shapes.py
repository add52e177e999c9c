"""What Slack sends, as it is sent: every kind of delivery, taken from a short story that the sandbox tells."""

from __future__ import annotations

import json
from copy import deepcopy

from bot import ids
from tests import stories
from tests.conftest import School
from tests.isolation.world import World
from tests.straight import HERE, Ear, Json

AFTER = {
    "Samira": "samira",
    "Bruno": "bruno",
    "Petra": "petra",
    "Mateo": "mateo",
    "Bea": "bea",
    "Wanda": "wanda",
}
"""Who of the story stands for whom of the world in which its deliveries are tried."""


def told(school: School) -> list[Json]:
    """One payload of each kind: type, what it is about, and where it comes from."""
    stories.set_up(school)
    samira, bruno, channel = stories.team(school, "Samira", "Bruno")
    petra = school.person("Petra")
    assert channel is not None
    samira.types("/logsession 1h30 today react", channel=channel)
    samira.clicks("Undo")
    bruno.types("/logsession ayer react", channel=channel)
    bruno.submits({"How long?": "1,5 h"})
    bruno.closes(all=True)
    samira.shortcut(ids.SHORTCUT_LOG)
    samira.closes()
    samira.says("undefined is not a function", channel)
    samira.shortcut_on(ids.SHORTCUT_QUESTION, "undefined is")
    petra.opens_home()
    petra.clicks_home("Settings")
    petra.presses("History of settings")
    petra.closes(all=True)
    bruno.changes_tz("Asia/Tokyo")
    school.person("Rosa")
    bruno.leaves(channel)
    bruno.joins(channel)
    samira.archives(channel)
    school.workspace.takes_out_the_app()
    sent = [one["payload"] for one in school.workspace.deliveries()]
    kinds = {_kind(one): one for one in sent}
    return [*kinds.values(), *_that_are_not_asked_for(kinds)]


def _kind(payload: Json) -> str:
    about = payload.get("event") or payload.get("container") or payload.get("view") or {}
    return f"{payload.get('type')} {about.get('type')}"


def _that_are_not_asked_for(kinds: dict[str, Json]) -> list[Json]:
    """Slack sends them to apps whose views ask for it: a modal that was closed, and what somebody types in a menu."""
    sent_in, pressed = kinds["view_submission modal"], kinds["block_actions view"]
    closed = {name: value for name, value in sent_in.items() if name not in ("trigger_id", "response_urls")}
    menu = {name: value for name, value in pressed.items() if name not in ("trigger_id", "actions", "state")}
    typed = {"action_id": "choose", "block_id": "menu", "value": "rea"}
    return [
        {**closed, "type": "view_closed", "is_cleared": True},
        {**menu, "type": "block_suggestion", **typed},
    ]


def moved(shapes: list[Json], school: School, here: World, ear: Ear) -> list[Json]:
    """The same, from people and a channel of the world `here`, answered at `ear`."""
    stands_for = {school.workspace.id: HERE, school.sandbox.api_url.removesuffix("/api/"): ear.url}
    stands_for |= {
        person.id: here.people[AFTER[name]] for name, person in school.people.items() if name in AFTER
    }
    stands_for |= {one.id: here.channel for one in school.workspace.channels() if "samira" in one.name}
    text = json.dumps(shapes)
    for was, becomes in stands_for.items():
        text = text.replace(was, becomes)
    return [deepcopy(one) for one in json.loads(text)]
