"""Forged and bent deliveries, signed as Slack's, over HTTP: the program never breaks, never leaks, and changes nothing
of another workspace. What cannot be from Slack is refused, with one quiet record.

The seed of the long form is new each time; it is printed, and `FUZZ_SEED` gives it again.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from slack_bolt import BoltResponse

from bot.vault import KeyRing
from sandbox.people import Sandbox
from sandbox.server import SandboxServer
from tests.bad_input import test_forms as forms
from tests.bad_input.garbage import BROKEN, LEAKS, words
from tests.bad_input.test_fuzz import CONTRACT
from tests.bad_input.test_fuzz import shapes as of_the_contract
from tests.conftest import MANIFEST, START, School, empty_database, start_program
from tests.isolation.world import World
from tests.straight import HERE, Json, command
from tests.web.bending import PLANS, Aims
from tests.web.conftest import Log
from tests.web.hosted import Hosted
from tests.web.shapes import moved, told
from tests.web.snapshots import Snapshot

SHORT, LONG, SHARDS = 1_000, 100_000, 20
EVERY = 50
"""Deliveries between two looks at the other workspace's rows; afterwards everything is as it was."""
SLACK_WAITS = 3.0
"""Seconds for an answer."""
TRIES = 3
"""The machine may have been busy; what is slow is slow each time."""
MANY = {"command": 5, "block_actions": 4, "view_submission": 10}
"""How often a kind is among the shapes; the others once."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[School]:
    """The program in a sandbox, which sends what is bent later."""
    folder = tmp_path_factory.mktemp("story")
    with SandboxServer() as server, empty_database("sqlite", folder, sqlite_template, None) as url:
        sandbox = Sandbox(server.url)
        sandbox.set_clock(START)
        sandbox.settings(ack_timeout=60, trigger_life=60)  # what is bent is looked at, not how soon it comes
        workspace = sandbox.workspace("Made-up School", manifest=MANIFEST)
        school = School(sandbox, workspace, start_program(sandbox, workspace, url, KeyRing.new().text()))
        yield school
        school.coordinator.stop()
        sandbox.close()


@pytest.fixture(scope="module")
def sent(story: School) -> list[Json]:
    return told(story)


class Attack:
    """Delivers what is planned, and looks at everything that comes of it."""

    def __init__(self, running: Hosted, aims: Aims, log: Log, folder: Path) -> None:
        self.running, self.aims, self.log = running, aims, log
        self._snapshot = Snapshot(str(running.coordinator.settings.store_url), folder)
        self._before = self._elsewhere()
        self._since: list[Any] = []
        self._trouble = ""

    def deliver(self, plan: Any) -> None:
        assert not self._trouble, self._trouble
        raw, kind = self.aims.bent(plan)
        self._since.append(plan)
        self.log.read()
        del self.running.ear.said[:]
        took = []
        while len(took) < TRIES and (not took or took[-1] > SLACK_WAITS):
            took.append(self._answers(raw, kind))
        assert took[-1] < SLACK_WAITS, f"{took} s for {raw[:2000]}"
        if len(self._since) == EVERY:
            self.look()

    def _answers(self, raw: str, kind: str) -> float:
        """Seconds."""
        began = time.monotonic()
        told = self.running.signed(raw, kind)
        took = time.monotonic() - began
        case = f"{told.status_code} {told.text[:500]} to {raw[:3000]}"
        assert told.status_code < 500, case
        read = words(BoltResponse(status=told.status_code, body=told.text), self.running.ear.said)
        assert not [text for text in read if LEAKS.search(text) or BROKEN in text], f"{read} {case}"
        assert not [text for text in read if self.aims.there.words in text], f"{read} {case}"
        records = [one for one in self.log.read() if not _is_of_the_machine(one)]
        assert not [one for one in records if one["level"] in ("error", "critical")], f"{records} {case}"
        refused = [one["event"] for one in records if one["event"] == "malformed_delivery"]
        assert not refused or len(records) == 1, f"{records} {case}"
        assert refused or told.status_code != 400, case
        return took

    def look(self) -> None:
        """Nothing has become of the other workspace; and everything is as it was at the beginning."""
        since, self._since = self._since, []
        if (now := self._elsewhere()) != self._before:
            changed = {
                table: [
                    row
                    for row in (*rows, *self._before[table])
                    if (row in rows) != (row in self._before[table])
                ]
                for table, rows in now.items()
                if rows != self._before[table]
            }
            self._trouble = f"another workspace's rows are not as they were: {changed}, after one of {since}"
        self._snapshot.put_back()
        assert not self._trouble, self._trouble

    def _elsewhere(self) -> Json:
        rows = self.running.rows()
        others = {table: [row for row in rows[table] if HERE not in row] for table in rows}
        return {table: [row for row in found if _is_of_somebody(row)] for table, found in others.items()}


def _is_of_the_machine(record: Json) -> bool:
    """The scheduler of the program that tells the story says where the machine is too busy for it."""
    return record.get("library") == "apscheduler.scheduler" and record["level"] == "warning"


def _is_of_somebody(row: tuple[Any, ...]) -> bool:
    return any(isinstance(part, str) and part.startswith("T0") for part in row)


Aimed = Callable[[list[Json]], Attack]


@pytest.fixture
def aimed(running: Hosted, here: World, there: World, log: Log, tmp_path: Path) -> Aimed:
    door = running.coordinator.door
    assert door is not None
    names: dict[str, list[str]] = {}
    for one in door.listeners:
        names.setdefault(one.kind, []).append(one.name.replace("*", "an_old_one"))
    filled = {
        form: (who, fields, forms.comes_with(running, here, form))
        for form, (who, fields) in forms.RIGHT.items()
    }

    def attack(shapes: list[Json]) -> Attack:
        often = [one for one in shapes for _ in range(MANY.get(one.get("type", "command"), 1))]
        return Attack(running, Aims(often, names, filled, here, there, running.ear.url), log, tmp_path)

    return attack


def run(attack: Attack, examples: int, chosen: int | None = None) -> None:
    """`chosen`: a seed; else the same deliveries each time."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=chosen is None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(PLANS)
    def one(plan: Any) -> None:
        attack.deliver(plan)

    (one if chosen is None else seed(chosen)(one))()
    attack.look()
    said = attack.running.deliver(
        command("/logsession", "1h today react", attack.aims.here.people["samira"], attack.running.ear)
    )
    assert "Logged: 1 h" in said.body
    attack.look()


ON_EACH = pytest.mark.parametrize(
    ("running", "part"), [("sqlite", 5), ("postgresql", 5)], indirect=["running"], scope="module"
)


@ON_EACH
def test_what_the_sandbox_sends_bent(
    running: Hosted, here: World, sent: list[Json], story: School, aimed: Aimed, part: int
) -> None:
    run(aimed(moved(sent, story, here, running.ear)), SHORT * part // 10)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("running", "shard"),
    [("sqlite" if shard % 4 else "postgresql", shard) for shard in range(SHARDS)],
    indirect=["running"],
    scope="module",
)
def test_very_many(
    running: Hosted,
    here: World,
    sent: list[Json],
    story: School,
    aimed: Aimed,
    shard: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chosen = int(os.environ.get("FUZZ_SEED") or secrets.randbelow(2**32))
    with capsys.disabled():
        print(f"\nshard {shard} of {SHARDS}: FUZZ_SEED={chosen}")  # noqa: T201 - it is what gives it again
    try:
        run(aimed(moved(sent, story, here, running.ear)), LONG // SHARDS, chosen + shard)
    except BaseException as error:
        error.add_note(f"FUZZ_SEED={chosen}")  # where processes run the parts, what they print is lost
        raise


@pytest.mark.skipif(
    not CONTRACT.is_dir(), reason="Slack's contract is not here (set SLACK_CONTRACT to its folder)"
)
def test_what_slack_describes_bent(running: Hosted, here: World, aimed: Aimed) -> None:
    shapes = of_the_contract()
    run(aimed([_of_here(one, here) for one in shapes]), SHORT // 4)


def _of_here(shape: Json, here: World) -> Json:
    """Blank values become those of this workspace where the program looks at them first."""
    shape = {**shape, "team_id": HERE}
    if isinstance(shape.get("team"), dict):
        shape["team"] = {**shape["team"], "id": HERE}
    if "event" in shape:
        shape.update(type="event_callback")
        shape["event"] = {**shape["event"], "channel": here.channel}
    return shape
