"""A school with somebody who asks in confidence, her reader, and everybody who should not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

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


MOST_BLOCKS = 50
"""Of one message, by Slack's rules."""


def stored(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, words: str) -> None:
    """A case without the form."""
    shown = behind.door(db, now, who.user_id, Kind.TALK).people
    cases.ask(db, vault, now, who, Told(Kind.TALK, words=words), Wish(), shown)


def ask(person: Someone, words: str = MARK) -> None:
    person.types("/escalate")
    person.submits_pages({"What do you need?": TALK}, {"What is it about?": words})


def forge(school: School, person: Someone, *actions: tuple[str, str]) -> None:
    """Put buttons before a person that were never meant for her, a message full at a time, and press each."""
    if len(actions) > MOST_BLOCKS:
        forge(school, person, *actions[:MOST_BLOCKS])
        forge(school, person, *actions[MOST_BLOCKS:])
        return
    elements = [
        {
            "type": "button",
            "action_id": action,
            "value": value,
            "text": {"type": "plain_text", "text": "forged"},
        }
        for action, value in actions
    ]
    blocks = [
        {"type": "actions", "block_id": f"forged{start}", "elements": elements[start : start + 1]}
        for start in range(len(elements))
    ]
    for start in range(0, len(blocks), BLOCKS):
        some = blocks[start : start + BLOCKS]
        school.coordinator.deps.sender.chat_postMessage(
            channel=person.id, text=f"forged {start}", blocks=some
        )
        for action, _ in actions[start : start + BLOCKS]:
            person.clicks(action, in_message_with="forged", settle=False)
            if person.has_modal():
                person.closes(all=True, settle=False)


def open_matters(person: Someone) -> None:
    """Open "Private matters", as it stands on everybody's Home."""
    person.opens_home()
    person.clicks_home("private_open")
