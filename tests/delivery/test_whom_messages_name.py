"""Whatever a message is about: after an erasure none that the program has sent or changed holds the person's id."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.delivery.kinds import Due, Edit, Kind, Post, Unknown
from bot.delivery.letters import KINDS
from bot.services import erasing_messages, notices, people
from bot.services.erasing_rows import Whose
from bot.services.notices import PRIVATE
from bot.views import kit
from bot.views.answer import Block, Message
from models import Notice, RoleHolder
from models.enums import Role
from models.store import Db
from sandbox.people import Person, Sandbox
from tests.delivery.office import Office, open_office

NEW = "a_kind_of_tomorrow"
"""One that is in no list by hand."""
FIRST = "first_nobody"
"""A message that names nobody, until it is changed."""
NAMED: dict[str, str] = {}
"""Whom the letters name, for one test."""


def named(how: int, user: str) -> Message:
    """The ways in which a message holds somebody's id."""
    ways: tuple[tuple[str, Block], ...] = (
        (f"Please talk with <@{user}>.", kit.section("a", "Please talk with her.")),
        ("Please talk with her.", kit.section("a", f"Please talk with <@{user}>, who waits.")),
        ("Who waits?", kit.buttons("a", kit.button("Keep", "keep", user))),
        ("Who waits?", kit.buttons("a", kit.button("Pass on", "pass", f"7:{user}:later"))),
        ("Who waits?", kit.buttons("a", kit.button("Open", "open", json.dumps({"n": 1, "user": user})))),
        ("Who waits?", in_rich_text(user)),
    )
    text, block = ways[how % len(ways)]
    return Message(text, (block,))


def in_rich_text(user: str) -> Block:
    elements = [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": user}]}]
    return {"type": "rich_text", "block_id": "a", "elements": elements}


def names_her(db: Db, due: Due, now: datetime) -> Message:
    return named(int(due.about["n"]), NAMED["her"])


def names_nobody(db: Db, due: Due, now: datetime) -> Message:
    return Message("Please look at your list.", (kit.section("a", "Please look at your list."),))


def all_kinds() -> Mapping[str, Kind]:
    """Every kind that the program has, and one that it has not yet, each with a letter that names her."""
    edits = {name for name, kind in KINDS.items() if isinstance(kind, Edit)}
    made: dict[str, Kind] = {
        name: Edit(names_her) if name in edits else Post(names_her, Unknown.RESEND) for name in (*KINDS, NEW)
    }
    return {**made, FIRST: Post(names_nobody), erasing_messages.KIND: KINDS[erasing_messages.KIND]}


@pytest.fixture
def office(sandbox: Sandbox, database_url: str) -> Iterator[Office]:
    opened, steering = open_office(sandbox, database_url, all_kinds())
    yield opened
    steering.stop()
    opened.lanes.stop()
    opened.deps.store.close()
    opened.deps.patient.close()
    NAMED.clear()


def owed(office: Office, readers: list[Person]) -> None:
    """Each kind once, about nothing; edits after what they change."""
    kinds = [name for name in all_kinds() if name not in (FIRST, erasing_messages.KIND)]
    for number, name in enumerate(kinds):
        to = readers[number % len(readers)]
        if isinstance(all_kinds()[name], Edit):
            office.owe(FIRST, number, to)
            office.owe(name, number, to, notice=f"{FIRST}:{number}")
        else:
            office.owe(name, number, to)


def managing(office: Office, readers: list[Person]) -> None:
    """They have a role: some kinds are for managers alone, some for those who read what is said in private."""
    with office.deps.store.begin(office.workspace.id) as db:
        for position, one in enumerate(readers):
            told = people.Facts(one.id, None, None, is_admin=False, is_guest=False, is_gone=False)
            people.remember(db, told, office.clock.now())
            db.add(RoleHolder(role=Role.PROGRAMME_MANAGER, user_id=one.id, position=position, email=None))


def holding(readers: list[Person], user: str) -> list[str]:
    """Messages that hold her id, as Slack has them now."""
    seen = [one for reader in readers for dm in reader.seen()["dms"] for one in dm["messages"]]
    return [str(one["ts"]) for one in seen if user in json.dumps([one["notification"], one["blocks"]])]


def erased(office: Office, user: str) -> None:
    """What her messages are found by, and then replaced by."""
    with office.deps.store.begin(office.workspace.id) as db:
        left = [one.to_keep() for one in erasing_messages.found(db, Whose(user, "NOBODY1"))]
        now = office.clock.now()
        notices.owe(db, erasing_messages.KIND, to="erased:NOBODY1", key="NOBODY1", now=now)
        row = db.scalars(select(Notice).where(Notice.kind == erasing_messages.KIND)).one()
        row.progress = {erasing_messages.LEFT: left}


def test_no_message_of_any_kind_holds_her_after_an_erasure(office: Office) -> None:
    readers = [office.workspace.person(f"Reader {number}") for number in range(8)]
    her, other = office.workspace.person("Samira"), office.workspace.person("Nora")
    NAMED["her"] = her.id
    managing(office, readers)
    owed(office, readers)
    office.sandbox.advance(hours=1)
    private = [name for name in KINDS if name.startswith(PRIVATE)]
    before = holding(readers, her.id)
    assert len(before) == len(all_kinds()) - 2, "each kind has come, and names her"
    office.owe(FIRST, 1000, readers[0])
    NAMED["her"] = other.id
    office.owe(NEW, 1001, readers[0])
    office.sandbox.advance(minutes=5)
    erased(office, her.id)
    office.sandbox.advance(hours=1)
    assert len(holding(readers, her.id)) == len(private), "those of confidential help have a way of their own"
    assert len(holding(readers, other.id)) == 1, "what names others stays"
    assert "Please look at your list." in readers[0].dm_texts()
    for row in office.rows():
        assert not (row.kind in private and row.names), "nothing leads from a case to a person"
        assert row.target == "erased:NOBODY1" or row.state == "sent", row.kind


def test_a_message_that_is_changed_again_and_names_her_no_more_stays(office: Office) -> None:
    reader, her, other = (office.workspace.person(name) for name in ("Petra", "Samira", "Nora"))
    NAMED["her"] = her.id
    edit = next(name for name, kind in all_kinds().items() if isinstance(kind, Edit))
    office.owe(FIRST, 0, reader)
    office.owe(edit, 0, reader, notice=f"{FIRST}:0")
    office.sandbox.advance(minutes=5)
    assert office.row(FIRST, 0).names == [her.id]
    NAMED["her"] = other.id
    office.owe(edit, 6, reader, notice=f"{FIRST}:0")
    office.sandbox.advance(minutes=5)
    assert (office.row(FIRST, 0).names, office.row(edit, 6).names) == ([other.id], [])
    with office.deps.store.read(office.workspace.id) as db:
        assert list(erasing_messages.found(db, Whose(her.id, "NOBODY1"))) == []


def test_a_change_of_which_nobody_knows_whether_it_came_counts_as_both(office: Office) -> None:
    reader, her = office.workspace.person("Petra"), office.workspace.person("Samira")
    NAMED["her"] = her.id
    edit = next(name for name, kind in all_kinds().items() if isinstance(kind, Edit))
    office.owe(FIRST, 0, reader)
    office.sandbox.advance(minutes=5)
    office.sandbox.faults.next("chat.update", http=503, times=50)
    office.owe(edit, 0, reader, notice=f"{FIRST}:0")
    office.sandbox.advance(hours=12)
    assert office.row(FIRST, 0).names == [her.id]
