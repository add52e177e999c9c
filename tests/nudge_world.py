"""A few teams, their sweep and their post, without Slack and without a sandbox: what histories of nudges play with."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlalchemy import delete, insert, update

from bot.config import Settings as Configuration
from bot.delivery.letters import KINDS
from bot.delivery.sender import Sender
from bot.deps import Deps, Vaults
from bot.services import nudges, slots
from bot.services.workspaces import CLASSES, TOPICS
from bot.vault import KEY_BYTES, KeyRing
from models import Base, Notice, Person, RoleHolder, Settings, Team, Workspace
from models.enums import Role, TeamState
from models.store import Db, Store, add
from scheduler import sweeps
from tests.plain_weeks import Hours

WORKSPACES = ("T1", "T2")
MANAGER = "UPETRA"
RAN_OUT = timedelta(seconds=-1)
"""A lease that is over as soon as it is taken: whoever looks next takes its worker for dead."""
CAME = {"ok", "lost", "killed", "slow"}
"""Slack has got it, whatever the program knows of it."""
AGAIN = {"refused", "limited"}
"""It has not, and the program knows: it is tried again."""
GONE = {"killed", "killed before"}
"""The process is, and a lease is left behind."""
ENDINGS = (*sorted(CAME | AGAIN), "never", "killed before")
"""How a call can end."""


class Killed(BaseException):
    """The process is no more."""


@dataclass
class Clock:
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class Slack:
    """Stands where the SDK's client does. `gets` is told of each call, and says how it ends; `meanwhile` is what
    another process does during a slow one.
    """

    def __init__(self) -> None:
        self.gets: Callable[[str], str] = lambda channel: "ok"
        self.meanwhile: Callable[[], None] = lambda: None

    def chat_postMessage(self, *, channel: str, **_: object) -> SimpleNamespace:
        match self.gets(channel):
            case "lost" | "never":
                raise TimeoutError
            case "killed" | "killed before":
                raise Killed
            case "refused":
                raise ConnectionRefusedError
            case "limited":
                data, headers = {"error": "ratelimited"}, {"Retry-After": "30"}
                answer = SimpleNamespace(status_code=429, data=data, headers=headers)
                raise SlackApiError("limited", answer)
            case "slow":
                self.meanwhile()
        return SimpleNamespace(data={"ok": True, "ts": "1.1", "channel": channel})


def in_memory(template: Path) -> Store:
    """A store that lives as long as it is open: a copy of the migrated template."""
    made = Store("sqlite://")
    driver: Any = made.engine.raw_connection()
    with sqlite3.connect(template) as source:
        source.backup(driver.driver_connection)
    driver.close()
    return made


class Office:
    """The store with its sweep and its sender, emptied for each history."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock, self.slack = store, Clock(), Slack()
        ring = KeyRing.new()
        self._wrapped = {one: ring.wrap(bytes(KEY_BYTES), one) for one in WORKSPACES}
        settings = Configuration(_env_file=None, slack_bot_token="xoxb-0-0-histories", keys=ring.text())
        client: Any = self.slack
        deps = Deps(settings, self.clock, store, store, Vaults(ring, store), client, client)
        self.sender = Sender(deps, KINDS, lease=RAN_OUT)
        self._tables = [table.name for table in reversed(Base.metadata.sorted_tables)]

    def empty(self) -> None:
        with self.store.everywhere() as db:
            for table in self._tables:
                db.here.exec_driver_sql(f"DELETE FROM {table}")

    def open(self, workspace_id: str, hours: Hours, *, each: bool) -> None:
        """A programme with a manager, and nobody else yet."""
        begun = self.clock.now()
        with self.store.everywhere() as db:
            values = {"id": workspace_id, "bot_user_id": "UBOT", "created_at": begun}
            db.here.execute(
                insert(Workspace.__table__), {**values, "wrapped_key": self._wrapped[workspace_id]}
            )
            values = {
                "workspace_id": workspace_id,
                "set_up_at": begun,
                "timezone": hours.zone_name,
                "language": "en",
                "weekly_minutes": 120,
                "classes": list(CLASSES),
                "topics": list(TOPICS),
                "promise_days": [7, 10, 14],
                "digest_weekday": 0,
                "digest_minute": 9 * 60,
                "nudges_each": each,
            }
            db.here.execute(insert(Settings.__table__), {**values, **_columns(hours)})
            self._meet(db, workspace_id, hours.zone_name, MANAGER)
            holds = {"role": Role.PROJECT_MANAGER, "user_id": MANAGER, "position": 0}
            db.here.execute(insert(RoleHolder.__table__), {"workspace_id": workspace_id, **holds})

    def _meet(self, db: Db, workspace_id: str, zone_name: str, *users: str) -> None:
        facts = {"is_admin": False, "is_guest": False, "is_gone": False, "facts_at": self.clock.now()}
        rows = [
            {"workspace_id": workspace_id, "user_id": one, "timezone": zone_name, **facts} for one in users
        ]
        db.here.execute(insert(Person.__table__), rows)

    def launch(self, workspace_id: str, number: int, zone_name: str, launched_on: date) -> int:
        """A team with its channel, and the slot of its zone. Returns its id."""
        now = self.clock.now()
        with self.store.begin(workspace_id) as db:
            self._meet(db, workspace_id, zone_name, f"US{number}", f"UB{number}")
            team_id = add(
                db,
                Team,
                student_id=f"US{number}",
                buddy_id=f"UB{number}",
                state=TeamState.ACTIVE,
                language="en",
                timezone=zone_name,
                weekly_minutes=120,
                launched_on=launched_on,
                launched_at=now,
                channel_id=f"C{number}",
                unanswered_nudges=0,
                hello_step=0,
            )
            slots.plan(db, slots.NUDGE, zone_name, now)
            return team_id

    def set_hours(self, workspace_id: str, hours: Hours) -> None:
        """As the settings' form does."""
        with self.store.begin(workspace_id) as db:
            db.execute(update(Settings).values(**_columns(hours)))
            slots.plan_anew(db, slots.NUDGE, self.clock.now())

    def deliver(self, workspace_id: str) -> None:
        """What is owed but nudges is none of this; raises `Killed`."""
        with self.store.everywhere() as db:
            db.execute(delete(Notice).where(Notice.kind != nudges.KIND))
        with self.store.everywhere_reading() as db:
            if workspace_id not in self.sender.due_workspaces(db, self.clock.now()):
                return
        while self.sender.send_one(workspace_id):
            pass

    def reclaim(self) -> None:
        """As each tick begins."""
        sweeps.reclaim(self.store, self.clock.now())


def _columns(hours: Hours) -> dict[str, Any]:
    weekdays, begins, ends = hours.classes
    return {
        "country": hours.country,
        "region": hours.region,
        "nudge_weekday": hours.weekday,
        "nudge_minute": hours.minute,
        "class_hours": {"weekdays": list(weekdays), "begins": begins, "ends": ends} if weekdays else {},
    }
