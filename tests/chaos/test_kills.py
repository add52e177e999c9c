"""Processes killed at random moments: what matters arrives, nothing is made twice that must not be.

A worker is forked from a process that has everything loaded, and killed (SIGKILL) some calls later, over and
over; then one worker is left alone until nothing is owed. The seed is in the test's name.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from multiprocessing.context import ForkServerContext

import pytest
from sqlalchemy import select

from bot.clock import SystemClock
from bot.services import notices, people, workspaces
from bot.vault import KeyRing
from models import Notice, RoleHolder, Task, Team
from models.enums import NoticeState, Role, TeamState
from models.store import Db
from sandbox.people import Sandbox, Workspace
from tests.chaos import worker
from tests.chaos.worker import Job
from tests.conftest import MANIFEST, START
from tests.delivery.office import SEEN

SHORT = (10, 24, 3)
LONG = (200, 800, 30)
"""Kills, messages of each sort, teams to launch."""
ROOMS = 8


@pytest.fixture
def job(sandbox: Sandbox, database_url: str) -> Job:
    workspace = sandbox.workspace("Made-up School", manifest=MANIFEST)
    sandbox.settings(rate_limits=False)  # its clock stands still while the workers' runs
    return Job(
        database_url,
        sandbox.api_url,
        workspace.bot_token,
        KeyRing.new().text(),
        workspace.id,
        SystemClock().now(),
    )


def meet(db: Db, user: str) -> None:
    told = people.Facts(user, "en-US", None, is_admin=False, is_guest=False, is_gone=False)
    people.remember(db, told, START)


def owe_everything(job: Job, workspace: Workspace, messages: int, teams: int) -> None:
    """Notes (must arrive) and nags (must not come twice) to several rooms; teams to launch."""
    deps = worker.open_deps(job)
    workspaces.ensure(deps.store, deps.vaults, workspace.id, workspace.bot_user, "Europe/Madrid", START)
    petra, mateo = workspace.person("Petra"), workspace.person("Mateo")
    rooms = [workspace.channel(f"room-{n}", petra, bot=True) for n in range(ROOMS)]
    with deps.store.begin(workspace.id) as db:
        for person, role in ((petra, Role.PROJECT_MANAGER), (mateo, Role.PROGRAMME_MANAGER)):
            meet(db, person.id)
            db.add(RoleHolder(role=role, user_id=person.id, position=0, email=None))
        for number in range(teams):
            pair = workspace.person(f"Student {number}").id, workspace.person(f"Buddy {number}").id
            for user in pair:
                meet(db, user)
            team = Team(
                student_id=pair[0],
                buddy_id=pair[1],
                state=TeamState.LAUNCHING,
                language="en",
                timezone="Europe/Madrid",
                weekly_minutes=120,
                launched_on=START.date(),
                launched_at=START,
                unanswered_nudges=0,
            )
            db.add(team)
            db.flush()
            notices.owe(db, "launch", to=f"team:{team.id}", key=str(team.id), now=START, team=team.id)
        for number in range(messages):
            for kind in ("note", "nag"):
                room = rooms[number % ROOMS].id
                notices.owe(db, kind, to=room, key=str(number), now=START, n=number)
    deps.store.close()
    deps.patient.close()


def kill_again_and_again(
    forks: ForkServerContext, job: Job, workspace: Workspace, kills: int, chance: random.Random
) -> None:
    """Each worker makes a few calls, and is killed some milliseconds later, wherever it then is."""
    for _ in range(kills):
        calls = len(workspace.calls()) + chance.randrange(1, 8)
        process = forks.Process(target=worker.main, args=(job,), daemon=True)
        process.start()
        patience = time.monotonic() + 5
        while len(workspace.calls()) < calls and time.monotonic() < patience:
            process.join(0.001)
        process.join(chance.uniform(0, 0.01))
        assert process.exitcode is None, "the worker ended by itself"
        process.kill()
        process.join(10)
        assert process.exitcode == -9
        process.close()


def check(job: Job, workspace: Workspace, kills: int, messages: int, teams: int) -> None:
    posts = [call for call in workspace.calls("chat.postMessage") if call["ok"]]
    texts = Counter(str(call["args"]["text"]).removeprefix(SEEN) for call in posts)
    notes = [texts[f"note {n}"] for n in range(messages)]
    nags = [texts[f"nag {n}"] for n in range(messages)]
    welcomes = [count for text, count in texts.items() if text.startswith("Welcome")]
    made = [call for call in workspace.calls("conversations.create") if call["ok"]]
    assert min(notes) >= 1, "something that matters was lost"
    assert max(nags) <= 1, "a nag came twice"
    assert len(made) == teams, "a team has a second channel, or none"
    assert len(welcomes) == teams
    assert sum(notes) - messages + sum(welcomes) - teams <= kills
    marked = sum(SEEN.strip() in str(call["args"]["text"]) for call in posts)
    assert marked >= sum(notes) - messages, "a message came twice without saying so"
    deps = worker.open_deps(job)
    with deps.store.read(workspace.id) as db:
        states = Counter(db.scalars(select(Notice.state)))
        rows = db.scalars(select(Team)).all()
        assert db.scalars(select(Task)).all() == []
    deps.store.close()
    deps.patient.close()
    assert set(states) <= {NoticeState.SENT, NoticeState.DROPPED}
    assert messages - sum(nags) <= states[NoticeState.DROPPED] <= kills
    channels = {channel.id: channel for channel in workspace.channels()}
    for team in rows:
        assert team.welcome_ts is not None
        channel = channels[str(team.channel_id)]
        assert channel.name == team.channel_name
        assert {team.student_id, team.buddy_id} < set(channel.members)
        assert len(channel.members) == 5
        assert channel.topic
        assert len(channel.pins) >= 1


def live_through(
    forks: ForkServerContext, job: Job, sandbox: Sandbox, size: tuple[int, int, int], seed: int
) -> None:
    kills, messages, teams = size
    workspace = sandbox.workspaces()[0]
    owe_everything(job, workspace, messages, teams)
    kill_again_and_again(forks, job, workspace, kills, random.Random(seed))
    deps = worker.open_deps(job)
    worker.deliver(deps, job.workspace_id, until_done=True)
    deps.store.close()
    deps.patient.close()
    check(job, workspace, kills, messages, teams)


@pytest.mark.parametrize("seed", [1])
def test_ten_kills(forks: ForkServerContext, job: Job, sandbox: Sandbox, seed: int) -> None:
    live_through(forks, job, sandbox, SHORT, seed)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", [2, 3])
def test_two_hundred_kills(forks: ForkServerContext, job: Job, sandbox: Sandbox, seed: int) -> None:
    live_through(forks, job, sandbox, LONG, seed)
