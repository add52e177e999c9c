"""What takes long to read is read before its notice is taken: nobody who writes waits for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.delivery.kinds import Dropped, Due, Prepares
from bot.delivery.letters import KINDS
from bot.delivery.pictured import Pictured
from bot.services import notices
from bot.views.answer import Message
from models.store import Db
from tests.delivery.office import Office

LONG = {"digest", "digest_now", "digest_again", "week_figures", "report", "report_file", "own_data"}


def test_these_are_read_before() -> None:
    assert {name for name, kind in KINDS.items() if isinstance(kind, Prepares)} == LONG


class Report:
    """A letter that takes long, and does something meanwhile."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self.meanwhile, self.made = meanwhile, 0

    def __call__(self, db: Db, due: Due, now: datetime) -> Message:
        if due.about.get("over"):
            raise Dropped("over")
        if isinstance(due.made, Message):
            return due.made
        self.made += 1
        self.meanwhile()
        if due.about.get("faulty"):
            raise ZeroDivisionError
        return Message(f"report {due.about['n']}")


def owes(office: Office, kind: str, number: int, to: str) -> None:
    with office.deps.store.begin(office.workspace.id) as db:
        notices.owe(db, kind, to=to, key=str(number), now=office.clock.now(), n=number)


def test_others_write_while_it_is_made_and_it_is_made_once(office: Office) -> None:
    ana = office.workspace.person("Ana").id
    letter = Report(lambda: owes(office, "note", 2, ana))
    sender = office.sender(kinds={**dict(office.sender().kinds), "long": Pictured(letter)})
    office.owe("long", 1, ana)
    assert sender.send_one(office.workspace.id)
    assert office.posted() == ["report 1"]
    assert letter.made == 1
    assert str(office.row("note", 2).state) == "pending"


def test_what_comes_first_meanwhile_goes_first(office: Office) -> None:
    ana, bea = (office.workspace.person(name).id for name in ("Ana", "Bea"))
    letter = Report(lambda: owes(office, "alarm", 1, bea) if letter.made == 1 else None)
    sender = office.sender(kinds={**dict(office.sender().kinds), "long": Pictured(letter)})
    office.owe("long", 1, ana)
    office.send(sender)
    assert office.posted() == ["alarm 1", "report 1"]


@pytest.mark.parametrize(
    ("about", "state", "reason"), [("over", "dropped", "over"), ("faulty", "pending", None)]
)
def test_what_is_over_is_dropped_and_a_mistake_is_tried_later(
    office: Office, about: str, state: str, reason: str | None
) -> None:
    sender = office.sender(kinds={"long": Pictured(Report(lambda: None))})
    office.owe("long", 1, office.workspace.person("Ana"), **{about: True})
    assert sender.send_one(office.workspace.id)
    row = office.row("long", 1)
    assert (str(row.state), row.reason) == (state, reason)
    assert office.posted() == []


def test_what_must_wait_for_its_pace_is_not_prepared_before(office: Office) -> None:
    """The place has had a message this second."""
    ana = office.workspace.person("Ana").id
    letter = Report(lambda: None)
    sender = office.sender(kinds={**dict(office.sender().kinds), "long": Pictured(letter)})
    office.owe("note", 1, ana)
    office.owe("long", 2, ana)
    assert office.send(sender) == 2
    assert (office.posted(), letter.made) == (["note 1"], 0)
    office.clock.set(office.clock.now() + timedelta(seconds=1))
    office.send(sender)
    assert letter.made == 1
    assert office.posted() == ["note 1", "report 2"]
