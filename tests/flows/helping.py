"""What the stories of a call for more support have in common."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import select

from bot.services import help as calls
from bot.services import people
from models import HelpRequest, RoleHolder, Team
from models.enums import HelpState
from sandbox.people import Person
from tests import stories
from tests.conftest import School

HELPED, WHY, TO = "What helped? One line", "Why? One line", "Who can look after it?"
STEPS = "Your request for help"


def asks_for(school: School, person: Person, words: str = "stuck", **choice: Any) -> None:
    """Somebody asks for more support, with what the form lets her choose."""
    with school.store.begin(school.workspace.id) as db:
        who = people.acting(db, person.id)
        team = db.scalars(
            select(Team.id).where((Team.student_id == person.id) | (Team.buddy_id == person.id))
        ).one()
        calls.ask(db, stories.vault(school), school.sandbox.now, who, words, team, **choice)
    school.sandbox.advance(seconds=1)


def resolves(person: Person, helped: str = "a talk of all three") -> None:
    person.clicks("Resolved")
    person.submits({HELPED: helped})


def hands_over(person: Person, to: Person, why: str = "") -> None:
    person.clicks("Need to hand over")
    person.submits({TO: to.id, WHY: why})


def cards(person: Person) -> list[str]:
    return [text for text in person.dm_texts() if "asks for help" in text]


def steps(person: Person) -> list[str]:
    """The steps in the one message that she was sent, with their times; fails where there are two messages."""
    [text] = [text for text in person.dm_texts() if text.startswith(STEPS)]
    return [line.removeprefix("• ") for line in text.splitlines() if line.startswith("• ")]


def call(school: School) -> HelpRequest:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(HelpRequest)).one()


def state(school: School) -> HelpState:
    return call(school).state


def loses_roles(school: School, person: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        for holder in db.scalars(select(RoleHolder).where(RoleHolder.user_id == person.id)):
            db.delete(holder)


def at_once(school: School, *acts: Callable[[], Any]) -> None:
    """All of these in the same moment, each in a thread of its own."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        start.wait()
        act()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    school.sandbox.settle()


def press(school: School, person: Person, action: str, value: str) -> Any:
    """Press a button that was never meant for this person: forged, but through Slack."""
    button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "forged"}}
    school.sandbox.advance(seconds=2)
    school.coordinator.deps.sender.chat_postMessage(
        channel=person.id,
        text="forged",
        blocks=[{"type": "actions", "block_id": "forged", "elements": [{**button, "value": value}]}],
    )
    return person.clicks("forged")


def ids_of(*persons: Person) -> Collection[str]:
    return [person.id for person in persons]
