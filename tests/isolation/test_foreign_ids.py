"""Ids of another workspace, in every button, form, command and event: they do not exist here.

Every listener is called as Slack would, by a manager, a member and somebody without a role, with each kind of
id of a second workspace in the same database. A new listener without a line in `PLANTED` fails the test.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, NoResultFound

import bot.services
from bot import ids
from bot.errors import FactsNeeded, UserError
from bot.rules.access import Acting
from bot.services import (
    availability,
    cases,
    channels,
    decisions,
    digests,
    drafts,
    home,
    notices,
    nudges,
    people,
    promises,
    proposals,
    requests,
    sessions,
    tasks,
    teams,
    volunteers,
)
from bot.services import help as calls
from bot.services.proposals import Ended
from bot.vault import WorkspaceVault
from models.enums import FormKind
from models.store import Db, OutOfBounds
from tests import stories
from tests.conftest import empty_database
from tests.isolation.pairs import OF_PAIRS, OF_PAIRS_FORMS, of_pairs
from tests.isolation.world import World, furnish
from tests.straight import (
    HERE,
    THERE,
    Json,
    Program,
    click,
    click_in,
    command,
    event,
    program,
    shortcut,
    submission,
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def running(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
    postgresql_template: str | None,
) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("foreign")
    with (
        empty_database(request.param, folder, sqlite_template, postgresql_template) as url,
        program(url) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def here(running: Program) -> World:
    return furnish(running, HERE)


@pytest.fixture(scope="module")
def there(running: Program, here: World) -> World:
    return furnish(running, THERE)


VALUE, STEPS, WORDS, NONE = "the button's value", "a step and an id", "the text", "nothing to plant"
PLANTED: dict[tuple[str, str], str | tuple[str, ...]] = {
    ("command", ids.CODEBUDDY): WORDS,
    ("command", ids.LOG_SESSION): WORDS,
    ("command", ids.ESCALATE): WORDS,
    ("shortcut", ids.SHORTCUT_REQUEST): NONE,
    ("shortcut", ids.SHORTCUT_HELP): NONE,
    ("shortcut", ids.SHORTCUT_LOG): NONE,
    ("click", ids.PRIVATE_STEP): STEPS,
    **{
        ("click", action): VALUE
        for action in (
            *(ids.CODEBUDDY_DO, ids.CODEBUDDY_HELP, ids.LOG_OPEN, ids.LOG_UNDO, ids.SETUP_OPEN),
            *(ids.TASK_DONE, ids.TASK_PUT_BACK, ids.INTRODUCTION_DONE, ids.CHANNEL_AGAIN),
            *(ids.REQUEST_OPEN, ids.REQUEST_BACK, ids.REQUEST_WITHDRAW, ids.REQUEST_PUT_BACK),
            *(ids.VOLUNTEER_OPEN, ids.VOLUNTEER_APPROVE),
            *(ids.VOLUNTEER_FIRST, ids.VOLUNTEER_CHAT, ids.VOLUNTEER_FULL, ids.VOLUNTEER_AWAY),
            *(ids.VOLUNTEER_BACK, ids.VOLUNTEER_STILL),
            *(ids.VOLUNTEER_PAUSE, ids.PROPOSAL_APPROVE, ids.PROPOSAL_REJECT, ids.PROPOSAL_TAKE_BACK),
            *(
                ids.PROPOSAL_OTHERS,
                ids.OFFER_FULL,
                ids.OFFER_ACCEPT,
                ids.OFFER_DECLINE,
                ids.BUDDY_ACCEPT,
                ids.BUDDY_DECLINE,
            ),
            *(ids.HELP_OPEN, ids.HELP_ACKNOWLEDGE, ids.HELP_CLOSE, ids.PRIVATE_OPEN, "*"),
            ids.RECRUIT_OPEN,
        )
    },
    **{("submission", form): fields for form, fields in OF_PAIRS_FORMS.items()},
    ("submission", ids.MODAL_LOG): ("team",),
    ("submission", ids.MODAL_REQUEST): ("class", "fluent", "getting_by", "topics"),
    ("submission", ids.MODAL_REQUEST_MEETING): ("times", "place", "traits", "agreed"),
    ("submission", ids.MODAL_VOLUNTEER): ("fluent", "getting_by", "topics", "capacity", "minutes"),
    ("submission", ids.MODAL_VOLUNTEER_SECOND): ("times", "place", "traits", "conduct"),
    ("submission", ids.MODAL_CHECK): ("checked_on",),
    ("submission", ids.MODAL_HELP): ("door",),
    ("submission", ids.MODAL_SETUP): (
        *("project_manager", "programme_manager", "backups", "wellbeing", "language"),
    ),
    ("submission", ids.MODAL_RECRUIT): ("text_en",),
    ("submission", "*"): ("anything",),
    ("event", "app_home_opened"): NONE,
    ("event", "user_change"): ("user",),
    ("event", "team_join"): ("user",),
    ("event", "group_archive"): ("channel",),
    ("event", "group_deleted"): ("channel",),
}
"""Where a listener could take an id from."""
LISTS = {"fluent", "getting_by", "topics", "times", "traits", "agreed", "conduct", "backups", "wellbeing"}
GIVEN: dict[str, Json] = {
    ids.MODAL_LOG: {"minutes": "1h", "day": "2026-03-02", "topic": ""},
    ids.MODAL_REQUEST: {"class": "web-en", "fluent": ["en"], "topics": [], "wish": ""},
    ids.MODAL_REQUEST_MEETING: {"place": "remote", "times": [], "traits": [], "agreed": []},
    ids.MODAL_VOLUNTEER: stories.OFFER,
    ids.MODAL_VOLUNTEER_SECOND: stories.MEETING,
    ids.MODAL_CHECK: {"checked_on": {"type": "datepicker", "selected_date": "2026-02-02"}},
    ids.MODAL_HELP: {"door": "more", "words": "x"},
}
"""What is right in a form, around the one field that is not."""


def test_every_listener_is_tried(running: Program) -> None:
    assert running.coordinator.door is not None
    registered = {(one.kind, one.name) for one in running.coordinator.door.listeners}
    assert registered == set(PLANTED)


def payloads(kind: str, name: str, foreign: str, actor: str, running: Program, here: World) -> list[Json]:
    """All deliveries to a listener with this id in each place where it could be taken from."""
    where, ear = PLANTED[kind, name], running.ear
    if kind == "command":
        texts = (foreign, f"log 1h {foreign}", f"status {foreign}", f"match {foreign}")
        return [command(name, text, actor, ear) for text in (texts if name == ids.CODEBUDDY else texts[:1])]
    if kind == "shortcut":
        return [shortcut(name, actor)]
    if kind == "click":
        action = "an_old_button" if name == "*" else name
        steps = [f"{step}:{foreign}" for step in ("acknowledge", "close", "withdraw", "")]
        values = steps if where == STEPS else [foreign]
        return [
            body
            for value in values
            for body in (click(action, value, actor, ear), click_in("home", action, value, actor, ear))
        ]
    if kind == "event":
        return _events(name, foreign, here)
    return list(_forms(name, foreign, actor, here))


def _events(name: str, foreign: str, here: World) -> list[Json]:
    if name == "app_home_opened":
        return [event(name, here.people["olu"], tab="home", channel=foreign)]
    if PLANTED["event", name] == ("channel",):
        return [event(name, here.people["olu"], channel=foreign)]
    return [event(name, {"id": foreign, "tz": "Asia/Tokyo", "locale": "es-ES", "deleted": True})]


def _forms(name: str, foreign: str, actor: str, here: World) -> Iterator[Json]:
    callback = "an_old_form" if name == "*" else name
    right = dict(GIVEN.get(name, {}))
    if name == ids.MODAL_SETUP:
        right = {
            "project_manager": here.people["petra"],
            "programme_manager": here.people["mateo"],
            "language": "en",
        }
    for block in PLANTED["submission", name]:
        fields = {**right, block: [foreign] if block in LISTS else foreign}
        yield submission(callback, fields, actor, meta={"was": here.version, "channel": foreign})
    if name == ids.MODAL_LOG:
        yield submission(callback, right, actor, meta={"team": foreign})
    if name == ids.MODAL_CHECK:
        yield submission(callback, right, actor, meta={"volunteer": foreign})
    if name in OF_PAIRS_FORMS and foreign.isdigit():
        yield of_pairs(callback, int(foreign), actor, here)


def tried(running: Program, there: World, where: object) -> Iterator[tuple[str, str, str]]:
    """Who tries which foreign id: a manager all of them, the others the kinds that matter most to them."""
    for what, foreign in there.ids.items():
        few = where in (WORDS, NONE) or not running.coordinator.deps.store.is_sqlite
        if few and what not in ("team", "call", "petra"):
            continue
        for actor in ("mateo", "samira", "olu"):
            some = running.coordinator.deps.store.is_sqlite and what in ("team", "session", "call", "case")
            if actor == "mateo" or some:
                yield what, foreign, actor


@pytest.mark.parametrize(("kind", "name"), PLANTED, ids=lambda part: str(part).strip("/"))
def test_another_workspaces_ids_do_not_exist(
    running: Program, here: World, there: World, kind: str, name: str
) -> None:
    before = running.rows()
    for what, foreign, actor in tried(running, there, PLANTED[kind, name]):
        for body in payloads(kind, name, foreign, here.people[actor], running, here):
            heard = len(running.ear.said)
            told = running.told(body)
            case = f"{actor} with a foreign {what} ({foreign}): {told}"
            assert told.startswith("200"), case
            assert there.words not in told, case
            others = [one for one in there.people.values() if one in told and one != foreign]
            assert others == [], case
            if kind != "event":
                assert running.answers[-1].body or len(running.ear.said) > heard, f"nothing said: {case}"
    after = running.rows()
    if kind == "command":  # typed words are words: a topic may look like anything
        assert only(after, THERE) == only(before, THERE)
    else:
        assert after == before


def only(rows: dict[str, list[tuple[Any, ...]]], workspace_id: str) -> dict[str, list[tuple[Any, ...]]]:
    return {table: [row for row in found if workspace_id in row] for table, found in rows.items()}


def test_what_is_right_in_a_form_stays_at_home_whatever_else_it_carries(
    running: Program, here: World, there: World
) -> None:
    before = running.rows()
    for callback, actor in (
        (ids.MODAL_HELP, "samira"),
        (ids.MODAL_REQUEST, "olu"),
        (ids.MODAL_REQUEST_MEETING, "olu"),
        (ids.MODAL_VOLUNTEER, "olu"),
        (ids.MODAL_VOLUNTEER_SECOND, "olu"),
    ):
        meta = {"channel": there.channel, "team": there.team, "was": there.version, **here.readers}
        told = running.told(submission(callback, GIVEN[callback], here.people[actor], meta=meta))
        assert '"update"' in told, told
    after = running.rows()
    assert only(after, THERE) == only(before, THERE)
    assert only(after, HERE) != only(before, HERE)
    assert not [row for row in after["help_requests"] if HERE in row and there.team in row]


def test_the_same_person_in_two_workspaces_is_two_people(running: Program, here: World, there: World) -> None:
    """Slack gives somebody the same id in workspaces of one organisation."""
    vera = there.people["vera"]
    before = only(running.rows(), THERE)
    running.ear.answers["users.info"] = {
        "ok": True,
        "user": {"id": vera, "tz": "Asia/Tokyo", "locale": "es-ES"},
    }
    told = running.told(command("/codebuddy", "status", vera, running.ear))
    del running.ear.answers["users.info"]
    assert there.words not in told
    assert only(running.rows(), THERE) == before
    assert [row for row in running.rows()["people"] if vera in row and HERE in row]


# services -----------------------------------------------------------------------------------------

Call = Callable[[Db, datetime, WorkspaceVault, Acting, World], Any]
NOT_HERE: dict[str, Call] = {
    "promises.still_waits": lambda db, now, vault, who, there: promises.still_waits(db, there.request),
    "availability.heard_from": lambda db, now, vault, who, far: availability.heard_from(
        db, now, far.people["vera"]
    ),
    "availability.take_due": lambda db, now, vault, who, far: availability.take_due(
        db, now + timedelta(days=99), far.people["vera"], availability.Change.ASKED
    ),
    "cases.read": lambda db, now, vault, who, far: cases.read(db, vault, now, who, far.case),
    "cases.acknowledge": lambda db, now, vault, who, far: cases.acknowledge(db, vault, now, who, far.case),
    "cases.close": lambda db, now, vault, who, far: cases.close(db, vault, now, who, far.case),
    "cases.withdraw": lambda db, now, vault, who, far: cases.withdraw(db, vault, now, who, far.case),
    "cases.still_asks": lambda db, now, vault, who, far: cases.still_asks(db, far.case, far.people["mateo"]),
    "cases.take_due": lambda db, now, vault, who, far: cases.take_due(db, now + timedelta(days=90), far.case),
    "cases.unread_by": lambda db, now, vault, who, far: cases.unread_by(db, vault, far.case),
    "cases.unreachable": lambda db, now, vault, who, far: cases.unreachable(
        db, now, far.case, 0, far.people["mateo"]
    ),
    "channels.launching": lambda db, now, vault, who, far: channels.launching(db, far.team),
    "channels.name_for": lambda db, now, vault, who, far: channels.name_for(db, far.team),
    "channels.made": lambda db, now, vault, who, far: channels.made(db, now, far.team, "C1"),
    "channels.welcomed": lambda db, now, vault, who, far: channels.welcomed(db, far.team, "1.0"),
    "channels.launched": lambda db, now, vault, who, far: channels.launched(db, now, far.team),
    "channels.not_made": lambda db, now, vault, who, far: channels.not_made(db, now, far.team, 1, "x"),
    "channels.closed": lambda db, now, vault, who, far: channels.closed(db, now, far.channel, "archived"),
    "channels.unreachable": lambda db, now, vault, who, far: channels.unreachable(db, now, far.team, "x"),
    "channels.again": lambda db, now, vault, who, far: channels.again(db, now, who, far.team),
    **{
        f"decisions.{name}": lambda db, now, vault, who, far, name=name: getattr(decisions, name)(
            db, now, who, far.proposal
        )
        for name in (
            *("approve", "reject", "take_back", "volunteer_accepts", "volunteer_is_full"),
            *("student_accepts", "student_declines"),
        )
    },
    **OF_PAIRS,
    "help.acknowledge": lambda db, now, vault, who, far: calls.acknowledge(db, vault, now, who, far.call),
    "help.close": lambda db, now, vault, who, far: calls.close(db, vault, now, who, far.call),
    "help.looked_after": lambda db, now, vault, who, far: calls.looked_after(db, now, far.people["petra"]),
    "help.find": lambda db, now, vault, who, far: calls.find(db, vault, far.call),
    "drafts.of": lambda db, now, vault, who, far: drafts.of(
        db, vault, now, far.people["olu"], FormKind.REQUEST
    ),
    "drafts.keep": lambda db, now, vault, who, far: drafts.keep(
        db, vault, now, far.people["olu"], FormKind.REQUEST, {}
    ),
    "drafts.forget": lambda db, now, vault, who, far: drafts.forget(db, far.people["olu"], FormKind.REQUEST),
    "help.take_due": lambda db, now, vault, who, far: calls.take_due(db, now + timedelta(days=9), far.call),
    "help.unreachable": lambda db, now, vault, who, far: calls.unreachable(
        db, now, far.call, 0, far.people["petra"]
    ),
    "help.ask": lambda db, now, vault, who, far: calls.ask(db, vault, now, who, "x", far.team),
    "nudges.sent": lambda db, now, vault, who, far: nudges.sent(db, far.team),
    "nudges.team_now": lambda db, now, vault, who, far: nudges.team_now(db, far.team, now),
    "people.acting": lambda db, now, vault, who, far: people.acting(db, far.people["petra"]),
    "people.is_known": lambda db, now, vault, who, far: people.is_known(db, far.people["petra"]),
    "people.is_unread": lambda db, now, vault, who, far: people.is_unread(db, far.people["petra"]),
    "proposals.show": lambda db, now, vault, who, far: proposals.show(db, far.proposal),
    "proposals.open_of": lambda db, now, vault, who, far: proposals.open_of(
        db, volunteer_id=far.people["vera"]
    ),
    "proposals.withdraw": lambda db, now, vault, who, far: proposals.withdraw(
        db, now, who, far.proposal, Ended.LEFT
    ),
    "proposals.locked": lambda db, now, vault, who, far: proposals.locked(db, far.proposal),
    "proposals.taken": lambda db, now, vault, who, far: proposals.taken(db, far.people["bruno"]),
    "requests.own": lambda db, now, vault, who, far: requests.own(db, now, far.people["rosa"]),
    "requests.note": lambda db, now, vault, who, far: requests.note(db, vault, far.request),
    "requests.put_back": lambda db, now, vault, who, far: requests.put_back(db, now, who, far.request),
    "requests.withdrawn": lambda db, now, vault, who, far: requests.withdrawn(db, now, far.people["rosa"]),
    "requests.withdraw": lambda db, now, vault, who, far: requests.withdraw(db, now, who, far.request),
    "sessions.own_teams": lambda db, now, vault, who, far: sessions.own_teams(db, far.people["samira"], now),
    "sessions.undo": lambda db, now, vault, who, far: sessions.undo(db, now, who, far.session),
    "tasks.done": lambda db, now, vault, who, far: tasks.done(db, now, who, far.task),
    "tasks.put_back": lambda db, now, vault, who, far: tasks.put_back(db, now, who, far.done_task),
    "teams.form": lambda db, now, vault, who, far: teams.form(db, now, far.proposal),
    "teams.introduced": lambda db, now, vault, who, far: teams.introduced(db, now, who, far.team),
    **{
        f"volunteers.{name}": lambda db, now, vault, who, far, name=name: getattr(volunteers, name)(
            db, now, who, far.people["vera"]
        )
        for name in ("ask_for_chat", "let_go")
    },
    "volunteers.is_check_due": lambda db, now, vault, who, far: volunteers.is_check_due(
        db, who, far.people["vera"]
    ),
    "volunteers.row_of": lambda db, now, vault, who, far: volunteers.row_of(db, far.people["vera"]),
    "volunteers.own": lambda db, now, vault, who, far: volunteers.own(db, far.people["vera"]),
    "volunteers.approve": lambda db, now, vault, who, far: volunteers.approve(
        db, now, who, far.people["vera"]
    ),
    "volunteers.pause": lambda db, now, vault, who, far: volunteers.pause(db, now, who, far.people["vera"]),
}
"""Called in a session of this workspace with an id of the other: nothing comes back, nothing is written."""
A_NAME_ONLY: dict[str, Call] = {
    "channels.not_invited": lambda db, now, vault, who, far: None,
    "digests.digest": lambda db, now, vault, who, far: digests.digest(db, now, far.people["petra"]),
    "home.refresh": lambda db, now, vault, who, far: home.refresh(db, far.people["petra"], "k", now),
    "notices.record": lambda db, now, vault, who, far: notices.record(db, who, now, "team", far.team, "x"),
    "people.language_of": lambda db, now, vault, who, far: people.language_of(db, far.people["petra"]),
    "people.timezone_of": lambda db, now, vault, who, far: people.timezone_of(db, far.people["petra"]),
    "proposals.owe_cards": lambda db, now, vault, who, far: proposals.owe_cards(
        db, now, [far.proposal], who.user_id
    ),
    "proposals.owe_offer_cards": lambda db, now, vault, who, far: proposals.owe_offer_cards(
        db, now, [far.people["vera"]], who.user_id
    ),
    "sessions.team_here": lambda db, now, vault, who, far: None,
    "sessions.team_chosen": lambda db, now, vault, who, far: None,
}
"""An id is a name to these: it is written down here, or compared; the other workspace's rows stay as they are."""
FOR_SWEEPS = {
    "notices.owe_teams",
    "workspaces.ensure",
    "workspaces.other_than",
    "inbox.keep",
    "inbox.earlier",
}
"""Called with what the store itself has given, or with the id of a delivery."""


def taking_ids() -> set[str]:
    """Public functions of services that take an id of something."""
    found = set()
    for module in pkgutil.iter_modules(bot.services.__path__):
        loaded = import_module(f"bot.services.{module.name}")
        for name, function in vars(loaded).items():
            if not inspect.isfunction(function) or function.__module__ != loaded.__name__ or name[0] == "_":
                continue
            if any(one.endswith(("_id", "_ids")) for one in inspect.signature(function).parameters):
                found.add(f"{module.name}.{name}")
    return found


def test_every_service_that_takes_an_id_is_tried() -> None:
    assert taking_ids() == {*NOT_HERE, *A_NAME_ONLY, *FOR_SWEEPS}


def test_a_service_finds_nothing_of_another_workspace(running: Program, here: World, there: World) -> None:
    before = running.rows()
    for name, call in NOT_HERE.items():
        assert not _called(running, here, there, call), name
    assert running.rows() == before


def test_a_name_of_another_workspace_leaves_that_as_it_is(
    running: Program, here: World, there: World
) -> None:
    before = running.rows()
    for name, call in A_NAME_ONLY.items():
        assert there.words not in repr(_called(running, here, there, call)), name
    assert only(running.rows(), THERE) == only(before, THERE)


def _called(running: Program, here: World, there: World, call: Call) -> Any:
    """What came back; None where it was refused and rolled back."""
    deps = running.coordinator.deps
    try:
        with deps.store.begin(HERE) as db:
            who = people.acting(db, here.people["mateo"])
            return call(db, running.now, deps.vaults.of(HERE), who, there)
    except (UserError, FactsNeeded, OutOfBounds, NoResultFound, IntegrityError):
        return None
