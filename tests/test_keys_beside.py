"""Real processes and the key ring: beside a rotation they go on; with a ring that does not open the store they say so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.vault import KeyRing
from sandbox.people import Sandbox
from tests import stories
from tests.conftest import MANIFEST
from tests.hosted import Hosted
from tests.test_keys import IDS, OLD, Kept, kept
from tests.test_modes import APP, ROOT, Space, Start, answers, free_port, slack, start, workspace

__all__ = ["kept", "start", "workspace"]  # fixtures


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_web_and_worker_go_on_beside_a_rotation_and_say_when_the_ring_is_another(
    start: Start, sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    port = free_port()
    manifest, url = MANIFEST.with_name("manifest.http.json"), f"http://127.0.0.1:{port}/slack/events"
    workspace = sandbox.workspace("Made-up School", manifest=manifest, url=url)
    file = tmp_path / "keys"
    OLD.save(file)
    given = slack(workspace, DATABASE_URL=database_url, KEYS=f"file:{file}")
    gunicorn = ("-m", "gunicorn", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{port}", "app:web()")
    web, worker = start(*gunicorn, **given), start(APP, "worker", **given)
    web.until(lambda: answers(port))
    worker.is_ready()
    for command in (("rotate",), ("remove", "k1")):
        done = start(APP, "keys", *command, **given)
        assert done.ends() == 0, done.said
    with Hosted.at(database_url, sandbox, workspace) as school:
        student, _, channel = stories.team(school)
        assert student.types("/logsession 1h30 today react", channel=channel, settle=False).ok
    assert channel is not None
    worker.until(lambda: any(" logged 1 h 30" in said for said in student.channel_texts(channel)))
    for program in (web, worker):
        program.terminate()

    wrong = {
        "has no key named k2": (OLD, gunicorn, (APP, "worker")),
        "the key named k2 on the key ring is not the one": (
            KeyRing.new("k2"),
            (APP,),
            (APP, "import", "a.csv"),
        ),
    }
    for told, (ring, *commands) in wrong.items():
        ring.save(file)
        for command in commands:
            said = start(*command, **given).refuses()
            assert "KEYS is not usable: expected the key ring" in said
            assert "the store was sealed with another ring" in said
            assert told in said


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_of_many_workspaces_it_serves_those_that_its_ring_opens_and_does_not_start_with_one_that_opens_none(
    start: Start, kept: Kept
) -> None:
    given = {
        **{"DATABASE_URL": kept.url, "KEYS": f"file:{kept.file}", "SLACK_SIGNING_SECRET": "made-up-secret"},
        **{"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "made-up-secret"},
        "PUBLIC_URL": "https://codebuddies.example.org",
    }
    other = KeyRing.new("k9")
    other.save(kept.file)
    for command in (("-m", "gunicorn", "--chdir", str(ROOT), "app:web()"), (APP, "worker")):
        assert "has no key named k1" in start(*command, **given).refuses()
    kept.put(other, IDS[0])
    worker = start(APP, "worker", **given)
    worker.is_ready()
    assert '"event": "keys_missing"' in worker.said
    worker.terminate()


def test_one_process_goes_on_beside_a_rotation_and_says_when_its_ring_is_another(
    start: Start, workspace: Space, tmp_path: Path
) -> None:
    program = start(APP, **slack(workspace))
    program.is_ready()
    ana = workspace.person("Ana", admin=True)
    assert ana.types("/codebuddy setup", settle=False).ok
    store = tmp_path / "data" / "codebuddies" / "codebuddies.sqlite3"
    with closing(sqlite3.connect(store)) as now, closing(sqlite3.connect(tmp_path / "backup")) as backup:
        now.backup(backup)
    for command in (("rotate",), ("remove", "k1")):
        done = start(APP, "keys", *command)
        assert done.ends() == 0, done.said
    looking = start(APP, "keys", "list")
    assert looking.ends() == 0
    assert looking.said == "k2: writes; 1 workspace\n"
    assert ana.types("/codebuddy help me", settle=False).ok
    program.terminate()
    again = start(APP, **slack(workspace))
    again.is_ready()
    assert ana.types("/codebuddy privacy", settle=False).ok
    again.terminate()

    for left in store.parent.glob(f"{store.name}*"):
        left.unlink()
    store.write_bytes((tmp_path / "backup").read_bytes())
    said = start(APP, **slack(workspace)).refuses()
    file = tmp_path / "data" / "codebuddies" / "keys"
    assert f"The key file {file} is not the one that this store was sealed with. Put your copy" in said
    assert "has no key named k1" in said
