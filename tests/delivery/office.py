"""A post office for the tests of delivery: the real sender, lanes and engine against the sandbox, with letters
of its own, so that each test says in one line what is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.calling import SlackClient
from bot.clock import Clock, SteeredClock, lasting
from bot.config import Settings
from bot.delivery.kinds import Dropped, Due, Edit, Kind, Post, Unknown
from bot.delivery.sender import LEASE, Sender
from bot.deps import Deps, Vaults
from bot.services import notices, workspaces
from bot.vault import KeyRing
from bot.views import kit
from bot.views.answer import Message
from models import Notice, Task
from models.store import BACKGROUND_PATIENCE, Db, Store
from sandbox.people import Channel, Person, Sandbox, Workspace
from scheduler.engine import Engine
from scheduler.lanes import Lanes
from scheduler.steering import Steering
from tests.conftest import MANIFEST

SEEN = "You may have seen this already.\n"


def note(db: Db, due: Due, now: datetime) -> Message:
    """`note 7`; `about["true"]` False: no longer true; `about["faulty"]`: a mistake of ours."""
    if not due.about.get("true", True):
        raise Dropped("no_longer_true")
    if due.about.get("faulty"):
        raise ZeroDivisionError
    text = f"{due.kind} {due.about['n']}"
    return Message(text, (kit.section("note", text),))


def edited(db: Db, due: Due, now: datetime) -> Message:
    return Message(f"edited {due.about['n']}", (kit.section("note", f"edited {due.about['n']}"),))


def spoils(db: Db, due: Due, now: datetime) -> None:
    raise ZeroDivisionError


KINDS: dict[str, Kind] = {
    "note": Post(note, Unknown.RESEND),
    "nag": Post(note, Unknown.DROP, late_after=timedelta(hours=12)),
    "alarm": Post(note, Unknown.RESEND, urgent=True),
    "edit": Edit(edited),
    "spoilt": Post(note, Unknown.RESEND, on_sent=spoils),
    "hopeless": Post(note, Unknown.RESEND, on_failed=spoils),
    "private": Post(note, Unknown.RESEND),
}


def deps_for(settings: Settings, clock: Clock, workspace: Workspace, *, keys: KeyRing | None = None) -> Deps:
    """Everything a sender needs, for one workspace of a sandbox."""
    store = Store(settings.store_url)
    made = Deps(
        settings=settings,
        clock=clock,
        store=store,
        patient=Store(settings.store_url, patience=BACKGROUND_PATIENCE),
        vaults=Vaults(keys or KeyRing.new(), store),
        client=_client(settings),
        sender=_client(settings),
    )
    workspaces.ensure(store, made.vaults, workspace.id, workspace.bot_user, "Europe/Madrid", clock.now())
    return made


def settings_for(sandbox: Sandbox, workspace: Workspace, database_url: str) -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=workspace.bot_token,
        slack_api_url=sandbox.api_url,
        database_url=database_url,
    )


def _client(settings: Settings) -> SlackClient:
    token = settings.slack_bot_token.get_secret_value()
    return SlackClient(token, base_url=settings.slack_api_url, timeout=10, retry_handlers=[])


@dataclass
class Office:
    """One workspace whose notices are delivered when the test moves the clock, and not before."""

    sandbox: Sandbox
    workspace: Workspace
    deps: Deps
    clock: SteeredClock
    lanes: Lanes
    engine: Engine

    def owe(self, kind: str, number: int, to: Person | Channel | str, **about: Any) -> None:
        """Owe `kind number`; `at` and `notice` as `notices.owe` takes them."""
        target = to if isinstance(to, str) else to.id
        with self.deps.store.begin(self.workspace.id) as db:
            notices.owe(db, kind, to=target, key=str(number), now=self.clock.now(), n=number, **about)

    def send(self, sender: Sender | None = None) -> int:
        """Deliver what is due now, and not a second later. Returns how many steps it took."""
        if sender is None:
            return self.lanes.drain(self.workspace.id)
        steps = 0
        while sender.send_one(self.workspace.id):
            steps += 1
        return steps

    def sender(
        self, *, kinds: Mapping[str, Kind] = KINDS, client: Any = None, lease: timedelta = LEASE
    ) -> Sender:
        """Another worker."""
        return Sender(self.deps, kinds, client=client, lease=lease)

    def row(self, kind: str, number: int) -> Notice:
        with self.deps.store.read(self.workspace.id) as db:
            return db.scalars(select(Notice).where(Notice.dedupe_key == f"{kind}:{number}")).one()

    def rows(self) -> list[Notice]:
        with self.deps.store.read(self.workspace.id) as db:
            return list(db.scalars(select(Notice).order_by(Notice.id)))

    def tasks(self) -> list[Task]:
        with self.deps.store.read(self.workspace.id) as db:
            return list(db.scalars(select(Task)))

    def posted(self, to: Person | Channel | None = None) -> list[str]:
        """Texts that Slack took, in its order, whether or not its answer arrived."""
        calls = self.workspace.calls("chat.postMessage")
        return [
            str(call["args"]["text"])
            for call in calls
            if call["ok"] and (to is None or call["args"]["channel"] == to.id)
        ]

    def statuses(self) -> set[int]:
        return {int(call["status"]) for call in self.workspace.calls()}

    def everything_is(self, state: str) -> bool:
        return {str(row.state) for row in self.rows()} == {state}


@dataclass
class Waiting:
    """How long something lasts, and has been waited for: moved, and not slept."""

    passed: float = 0.0

    def lasting(self) -> float:
        return lasting() + self.passed

    def rest(self, seconds: float) -> None:
        self.passed += seconds


def open_office(
    sandbox: Sandbox, database_url: str, kinds: Mapping[str, Kind] = KINDS
) -> tuple[Office, Steering]:
    """The office and the line on which the sandbox moves its clock."""
    workspace = sandbox.workspace("Made-up School", manifest=MANIFEST)
    settings = settings_for(sandbox, workspace, database_url)
    clock = SteeredClock()
    clock.set(sandbox.now)
    deps = deps_for(settings, clock, workspace)
    lanes = Lanes(Sender(deps, kinds))
    engine = Engine(clock, deps.patient, lanes, sweeps=())
    steering = Steering(sandbox.clock_address, engine, clock)
    steering.start()
    sandbox.wait_for_bot(sockets=0, programs=1)
    return Office(sandbox, workspace, deps, clock, lanes, engine), steering
