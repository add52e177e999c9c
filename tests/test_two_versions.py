"""The newest version with other tables, out of the history, and this one: both at work on this one's tables."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, text

from bot.vault import KeyRing
from models import schema
from sandbox.people import Sandbox
from tests import stories
from tests.conftest import MANIFEST
from tests.test_modes import APP, ROOT, Hosted, Process, Start, answers, free_port, slack, start
from tests.web.test_shedding_served import types

__all__ = ["start"]  # a fixture
MIGRATIONS = "migrations/versions"


def git(*command: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", str(ROOT), *command], check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no history here to take an earlier version from")


def migrations(commit: str) -> list[str]:
    listed = git("ls-tree", "--name-only", commit, f"{MIGRATIONS}/").decode().split()
    return sorted(one for one in listed if one.endswith(".py"))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its files, as they were."""
    now = migrations("HEAD")
    for commit in git("log", "--format=%H", "HEAD", "--", MIGRATIONS).decode().split():
        if migrations(commit) != now:
            folder = tmp_path_factory.mktemp("before")
            with tarfile.open(fileobj=io.BytesIO(git("archive", commit))) as files:
                files.extractall(folder, filter="data")
            return folder
    pytest.skip("the history has no version with other tables")


def serves(url: str, before: Path) -> None:
    """Skips where a migration has ended it."""
    head = (before / MIGRATIONS).glob("[0-9]*.py")
    engine = create_engine(url)
    with engine.connect() as db:
        since = db.execute(text("select * from alembic_version")).mappings().one().get(schema.SERVES_SINCE)
    engine.dispose()
    if max(one.name[:4] for one in head) < (since or schema.HEAD):
        pytest.skip("this version's tables serve no earlier one")


def web(start: Start, folder: Path, port: int, **given: str) -> Process:
    return start(
        *("-m", "gunicorn", "--chdir", str(folder), "--config", str(folder / "gunicorn.conf.py")),
        *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4", "app:web()"),
        **given,
    )


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_both_answer_and_send_side_by_side_and_nothing_is_lost(
    start: Start, sandbox: Sandbox, database_url: str, before: Path
) -> None:
    serves(database_url, before)
    sandbox.settings(rate_limits=False)  # its time stands, and the programs' does not
    ours, theirs = free_port(), free_port()
    space = sandbox.workspace(
        "Made-up School",
        manifest=MANIFEST.with_name("manifest.http.json"),
        url=f"http://127.0.0.1:{ours}/slack/events",
    )
    given = slack(space, DATABASE_URL=database_url, KEYS=KeyRing.new().text().strip(), SLACK_APP_TOKEN="")
    old_worker = start("-u", str(before / "app.py"), "worker", **given)
    old, new = web(start, before, theirs, **given), web(start, ROOT, ours, **given)
    for program, port in ((old, theirs), (new, ours)):
        program.until(lambda port=port: answers(port))  # type: ignore[misc]
    old_worker.is_ready()
    with Hosted.at(database_url, sandbox, space) as school:
        samira, _, channel = stories.team(school)
        assert channel is not None
        typed = iter(range(100))

        def logs_through(*ports: int) -> list[str]:
            said = []
            for port in ports:
                number = next(typed)
                at = SimpleNamespace(school=school, port=port)
                assert "Logged" in types(at, samira.id, channel.id, number).text  # type: ignore[arg-type]
                said.append(f"logged {10 + number} min")
            return said

        def heard(said: list[str]) -> bool:
            texts = samira.channel_texts(channel)
            return all(any(one in line for line in texts) for one in said)

        asked = logs_through(ours)
        old_worker.until(lambda: heard(asked))
        new_worker = start(APP, "worker", **given)
        new_worker.is_ready()
        asked += logs_through(*(ours, theirs) * 2)
        new_worker.until(lambda: heard(asked))
        old_worker.terminate()
        asked += logs_through(theirs)
        new_worker.until(lambda: heard(asked))
        texts = samira.channel_texts(channel)
        assert [sum(one in line for line in texts) for one in asked] == [1] * len(asked)
    programs = (old_worker, new_worker, old, new)
    for program in programs:
        if program.popen.poll() is None:
            program.terminate()
        assert '"level": "error"' not in program.said, program.said
        assert "Traceback" not in program.said, program.said
