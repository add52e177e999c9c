"""A school with somebody who asks in confidence, her reader, and everybody who should not know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot import ids
from bot.rules.access import Acting
from bot.rules.help_kinds import Kind, Wish
from bot.services import behind, cases
from bot.services.case_content import Told
from bot.vault import WorkspaceVault
from models import CaseOpening, PrivateCase
from models.store import Db
from sandbox.people import Person as Someone
from tests.conftest import School

MARK = "zebra-quartz-7431"
"""What is written in confidence, and looked for everywhere."""
MORE = "More help with the course or with our team"
TALK = "Someone to talk to, in confidence"
BLOCKS = 50
"""Slack's, of one message."""
Printed = Callable[[], str]
"""Everything that was logged so far."""


@dataclass
class Scene:
    """A school with one case in it, and everybody who should not know."""

    school: School
    asker: Someone
    reader: Someone
    others: list[Someone]

    @property
    def case_id(self) -> str:
        with self.school.store.everywhere_reading() as db:
            return db.scalars(select(PrivateCase.id).order_by(PrivateCase.asked_at.desc())).first() or ""

    def openings(self) -> list[tuple[str, bool]]:
        with self.school.store.everywhere_reading() as db:
            rows = db.execute(select(CaseOpening.user_id, CaseOpening.allowed).order_by(CaseOpening.id))
            return [(row.user_id, row.allowed) for row in rows]


def stored(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, words: str) -> None:
    """A case without the form."""
    shown = behind.door(db, now, who.user_id, Kind.TALK).people
    cases.ask(db, vault, now, who, Told(Kind.TALK, words=words), Wish(), shown)


def ask(person: Someone, words: str = MARK) -> None:
    person.types("/escalate")
    person.submits_pages({"What do you need?": TALK}, {"What is it about?": words})


def forge(school: School, person: Someone, *actions: tuple[str, str]) -> None:
    """Put buttons before a person that were never meant for her, a message full at a time, and press each."""
    for some in _messages(actions):
        blocks = [
            {"type": "actions", "block_id": f"forged{place}", "elements": [_button(*one, place)]}
            for place, one in enumerate(some)
        ]
        school.coordinator.deps.sender.chat_postMessage(channel=person.id, text="forged", blocks=blocks)
        for action, _ in some:
            person.clicks(action, in_message_with="forged", settle=False)
            if person.has_modal():
                person.closes(all=True, settle=False)


def _messages(actions: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """As many as a message holds; one whose answer takes the place of its message is the last in it."""
    some: list[tuple[str, str]] = []
    for one in actions:
        some.append(one)
        if len(some) == BLOCKS or one[0] == ids.ERASE_KEEP:
            yield some
            some = []
    if some:
        yield some


def _button(action: str, value: str, place: int) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": action,
        "value": value,
        "text": {"type": "plain_text", "text": f"forged {place}"},
    }


def open_matters(person: Someone) -> None:
    """Open "Private matters", as it stands on everybody's Home."""
    person.opens_home()
    person.clicks_home("private_open")
