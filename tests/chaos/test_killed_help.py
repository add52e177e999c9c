"""Requests for help while the program dies again and again: whoever was told that hers is stored is not forgotten.

The whole program runs in a forked process: what comes in goes through its door, its sweeps and its delivery work at
the same time. It is killed (SIGKILL) at random moments, and time goes on by days meanwhile. What it acknowledged,
Slack has; what it did not, Slack brings again. The seed is in the test's name.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from sqlalchemy import select

from app import Coordinator
from bot.clock import SystemClock
from bot.rules.help_kinds import Kind
from bot.services import behind, workspaces
from bot.vault import KeyRing
from models import RoleHolder, Settings
from models.enums import Role
from sandbox.people import Sandbox, Workspace
from sandbox.server import SandboxServer
from tests import leaks
from tests.chaos import killed_help
from tests.chaos.callers import OPEN_MARK, Asked, People
from tests.chaos.job import Job, meet, open_deps
from tests.chaos.slack_line import Line
from tests.chaos.what_became import Record, is_quiet
from tests.confidential import MARK
from tests.conftest import MANIFEST, START, School

SHORT = (10, 24)
LONG = (200, 1000)
"""Kills, requests."""
UNANSWERED = 0.05
"""Of the clicks: whose answer may take longer than a click has, on a machine with nothing left to give."""
JUMP = timedelta(hours=11)
"""Program time that passes at once: a working day, or a night."""
JUMPS = 2
"""Of these, so many while processes are killed, and as many afterwards."""
FAULT = re.compile("(letter|outcome|sweep|lane|event)_failed")
"""In a log: something went wrong that no kill explains."""
HOLDERS = {
    "Petra": Role.PROJECT_MANAGER,
    "Mateo": Role.PROGRAMME_MANAGER,
    "Bea": Role.BACKUP,
    "Wanda": Role.WELLBEING,
    "Stella": Role.STAND_IN,
    "Pablo": Role.PRACTICAL,
}


class Scene:
    """A school, everybody in it, and the end of the line at which Slack stands."""

    def __init__(
        self, url: str, folder: Path, server: SandboxServer, forks: ForkServerContext, chance: random.Random
    ) -> None:
        self.chance = chance
        self.log = folder / "log"
        self.sandbox = Sandbox(server.url)
        self.sandbox.settings(rate_limits=False)  # its clock stands still while the program's runs
        self.workspace = self.sandbox.workspace("Made-up School", manifest=MANIFEST)
        keys, began = KeyRing.new().text(), SystemClock().now()
        self.job = Job(url, self.sandbox.api_url, self.workspace.bot_token, keys, self.workspace.id, began)
        calls = server.hub.world.workspaces[self.workspace.id].calls
        self.line = Line(forks, chance, self.log, calls)
        self.deps = open_deps(self.job, killed_help.SPEED)
        shown, wanda = self._set_up(self.workspace)
        self.people = People(self.line, chance, self.workspace.id, self.sandbox, shown, wanda)
        self.asked: list[Asked] = []
        self.kills = 0

    def _set_up(self, workspace: Workspace) -> tuple[dict[Kind, list[str]], str]:
        """The roles; whom the form names; and who is in the Mental Health Team."""
        deps = self.deps
        workspaces.ensure(deps.store, deps.vaults, workspace.id, workspace.bot_user, "Europe/Madrid", START)
        cast = {name: workspace.person(name).id for name in HOLDERS}
        with deps.store.begin(workspace.id) as db:
            for position, (name, role) in enumerate(HOLDERS.items()):
                meet(db, cast[name])
                db.add(RoleHolder(role=role, user_id=cast[name], position=position, email=None))
            db.scalars(select(Settings)).one().set_up_at = START
            db.flush()
            doors = behind.doors(db, START, "nobody")
        return {kind: list(door.people) for kind, door in doors.items()}, cast["Wanda"]

    def askers(self, many: int) -> list[str]:
        """So many who have used the program before."""
        users = [self.workspace.person(f"Student {number}").id for number in range(many)]
        with self.deps.store.begin(self.workspace.id) as db:
            for user in users:
                meet(db, user)
        return users

    def die(self, askers: list[str]) -> None:
        """Some more ask, readers do what they do, and the program is killed in the middle of it."""
        self.asked += [self.people.ask(user, len(self.asked) + n) for n, user in enumerate(askers)]
        self.people.look()
        self.line.live(self.job, self.chance.randrange(0, 4 * max(1, len(askers))))
        self.kills += 1

    def jump(self) -> None:
        self.job = self.job._replace(began=self.job.began - JUMP / killed_help.SPEED)

    def rest(self) -> None:
        """The program is left alone until everything is done that is due by now."""
        clock = killed_help.clock(self.job)

        def is_done() -> bool:
            self.people.look()
            return self.line.is_idle and is_quiet(self.deps.store, clock.now())

        self.line.rest(self.job, is_done)

    def close(self) -> None:
        self.deps.store.close()
        self.deps.patient.close()
        self.sandbox.close()


@pytest.fixture
def opened(database_url: str, tmp_path: Path, forks: ForkServerContext) -> Iterator[Callable[[int], Scene]]:
    """A scene for a seed."""
    with SandboxServer() as server, ExitStack() as scenes:

        def make(seed: int) -> Scene:
            scene = Scene(database_url, tmp_path, server, forks, random.Random(seed))
            return scenes.enter_context(closing(scene))

        yield make


def live_through(scene: Scene, kills: int, requests: int) -> Record:
    askers, each = scene.askers(requests), -(-requests // kills)
    jumps = set(scene.chance.sample(range(kills // 2, kills), JUMPS))
    for number in range(kills):
        scene.die(askers[number * each : (number + 1) * each])
        if number in jumps:
            scene.jump()
    scene.rest()
    quiet_since = len(scene.people.calls)
    for _ in range(JUMPS):
        scene.jump()
        scene.rest()
    return Record(scene.deps, scene.job, scene.asked, scene.people, quiet_since)


def check(scene: Scene, record: Record) -> None:
    record.nothing_is_lost()
    record.nothing_is_there_twice(scene.kills)
    record.whoever_was_told_has_it()
    record.passed_on_once()
    nothing_has_leaked(scene)
    assert scene.line.unanswered <= UNANSWERED * len(scene.asked), "Slack was slow for more than a few clicks"


def nothing_has_leaked(scene: Scene) -> None:
    """No word lies open, and nothing outside the sealed ones tells who has asked in confidence."""
    confidential = [one.asker.encode() for one in scene.asked if one.is_confidential]
    school = School(scene.sandbox, scene.workspace, Coordinator(killed_help.settings(scene.job)))
    try:
        for table, row in leaks.rows(school):
            assert MARK.encode() not in row, table
            assert OPEN_MARK.encode() not in row, table
            assert table == "people" or not any(asker in row for asker in confidential), table
        assert leaks.kept_answers_with(school, MARK) == []
        assert leaks.files_with(school, MARK.encode()) == set()
    finally:
        school.coordinator.stop()
    said = scene.log.read_text()
    assert not [line for line in said.splitlines() if FAULT.search(line)]
    assert leaks.hints(said.replace(str(scene.log.parent), "")) == []
    assert MARK not in said


@pytest.mark.parametrize("seed", [1])
def test_ten_kills(opened: Callable[[int], Scene], seed: int) -> None:
    scene = opened(seed)
    check(scene, live_through(scene, *SHORT))


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", [2])
def test_two_hundred_kills(
    opened: Callable[[int], Scene], seed: int, record_property: Callable[[str, object], None]
) -> None:
    scene = opened(seed)
    record = live_through(scene, *LONG)
    check(scene, record)
    figures = {
        name: getattr(scene.line, name) for name in ("brought_again", "given_up", "busy", "unanswered")
    }
    figures["kills"] = scene.kills
    for name, figure in (figures | record.figures).items():
        record_property(name, figure)
