"""The program as its host runs it: real processes, ended by signals, against the pretend Slack."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import create_engine, select, text

from bot.deps import Vaults
from bot.services import workspaces
from bot.vault import KeyRing
from models import Workspace, schema
from models.store import Store
from sandbox.people import Sandbox
from sandbox.people import Workspace as Space
from tests import stories
from tests.collector import Collector, collecting
from tests.conftest import MANIFEST, START
from tests.hosted import Hosted
from tests.installing.conftest import Browser
from tests.loaded import Loaded

ROOT = Path(__file__).parent.parent
APP = str(ROOT / "app.py")
PATIENCE = 30
"""Seconds until a process that says nothing has failed; a start takes about two."""


class Process:
    """A process of the program with the settings given and nothing else of this machine's."""

    def __init__(self, folder: Path, *command: str, **settings: str) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
        self.log = folder / f"log-{time.monotonic_ns()}"
        env = {**kept, "HOME": str(folder), "XDG_DATA_HOME": str(folder / "data"), **settings}
        self.log.touch()
        self.popen: Loaded | subprocess.Popen[bytes]
        if command[0].endswith(".py"):
            self.popen = Loaded(command, folder, env, self.log)
            return
        with self.log.open("wb") as log:
            self.popen = subprocess.Popen(
                [sys.executable, *command], cwd=folder, env=env, stdout=log, stderr=subprocess.STDOUT
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def until(self, happened: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not happened():
            assert self.popen.poll() is None, f"ended with {self.popen.returncode}:\n{self.said}"
            assert time.monotonic() < end, f"nothing within {PATIENCE} s:\n{self.said}"
            time.sleep(0.02)

    def is_ready(self) -> None:
        self.until(lambda: '"event": "ready"' in self.said)

    def ends(self) -> int:
        return self.popen.wait(PATIENCE)

    def terminate(self) -> float:
        """Ask it to end; the seconds it took."""
        began = time.monotonic()
        self.popen.send_signal(signal.SIGTERM)
        try:
            self.popen.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            if isinstance(self.popen, Loaded):
                self.popen.stacks()
                time.sleep(0.5)
            raise AssertionError(f"does not end:\n{self.said}") from None
        return time.monotonic() - began

    def refuses(self) -> str:
        """It must end by itself, with words and without a traceback."""
        assert self.ends() != 0
        said = self.said
        assert "Traceback" not in said
        return said


Start = Callable[..., Process]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a process; all of them are ended with the test."""
    started: list[Process] = []

    def begin(*command: str, **settings: str) -> Process:
        started.append(Process(tmp_path, *command, **settings))
        return started[-1]

    yield begin
    for process in started:
        if process.popen.poll() is None:
            process.popen.kill()
        process.popen.wait(PATIENCE)


@pytest.fixture
def workspace(sandbox: Sandbox) -> Space:
    return sandbox.workspace("Made-up School", manifest=MANIFEST)


def slack(workspace: Space, **more: str) -> dict[str, str]:
    """What somebody fills in who follows the README."""
    return {
        "SLACK_API_URL": workspace.sandbox.api_url,
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        **more,
    }


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_alone_it_makes_its_store_and_keys_answers_and_ends_on_a_signal(
    start: Start, workspace: Space, tmp_path: Path
) -> None:
    person = workspace.person("Samira")
    program = start(APP, **slack(workspace))
    program.is_ready()
    workspace.sandbox.wait_for_bot()
    assert person.types("/logsession 2h", settle=False).ok
    assert program.terminate() < 10
    assert program.popen.returncode == 0
    kept = tmp_path / "data" / "codebuddies"
    store = create_engine(f"sqlite:///{kept / 'codebuddies.sqlite3'}")
    assert schema.current(store) == schema.HEAD
    store.dispose()
    assert stat.S_IMODE((kept / "keys").stat().st_mode) == 0o600
    assert "key_ring_made" in program.said
    assert KeyRing.parse(f"file:{kept / 'keys'}").keys
    assert (kept / "keys").read_text().strip() not in program.said
    for secret in (workspace.bot_token, workspace.app_token, workspace.signing_secret):
        assert secret not in program.said

    again = start(APP, **slack(workspace))
    again.is_ready()
    assert "key_ring_made" not in again.said


def test_a_proxy_of_the_network_is_not_asked_for_this_machines_own_sandbox(
    start: Start, workspace: Space
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    program = start(APP, **slack(workspace, HTTP_PROXY=nobody, HTTPS_PROXY=nobody, http_proxy=nobody))
    program.is_ready()


def test_a_second_process_on_one_sqlite_store_is_refused(start: Start, workspace: Space) -> None:
    first = start(APP, **slack(workspace))
    first.is_ready()
    said = start(APP, **slack(workspace)).refuses()
    assert "Another process has" in said
    assert "postgresql://" in said
    said = start(APP, "migrate").refuses()
    assert "Another process has" in said


def test_a_killed_process_leaves_nothing_that_stops_the_next(start: Start, workspace: Space) -> None:
    first = start(APP, **slack(workspace))
    first.is_ready()
    first.popen.kill()
    first.popen.wait(PATIENCE)
    start(APP, **slack(workspace)).is_ready()


def test_a_lost_key_file_is_said_and_not_replaced(start: Start, workspace: Space, tmp_path: Path) -> None:
    first = start(APP, **slack(workspace))
    first.is_ready()
    first.terminate()
    keys = tmp_path / "data" / "codebuddies" / "keys"
    keys.rename(tmp_path / "copy")
    said = start(APP, **slack(workspace)).refuses()
    assert str(keys) in said
    assert "Put your copy of it back" in said
    assert not keys.exists()
    said = start(APP, **slack(workspace, KEYS=KeyRing.new().text().strip())).refuses()
    assert "KEYS is not usable" in said
    assert "sealed with another ring" in said
    (tmp_path / "copy").rename(keys)
    start(APP, **slack(workspace)).is_ready()


@pytest.mark.parametrize("mode", ["web", "worker"])
def test_several_processes_need_postgresql(mode: str, start: Start, workspace: Space) -> None:
    command = ("-m", "gunicorn", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{free_port()}", "app:web()")
    process = start(*(command if mode == "web" else (APP, "worker")), **slack(workspace))
    said = process.refuses()
    assert f"{mode} needs PostgreSQL: set DATABASE_URL to a postgresql:// address." in said


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is missing: expected"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN is missing: expected"),
        (
            {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""},
            "Write what is missing into .env (cp .env.example .env)",
        ),
        ({"SLACK_BOT_TOKEN": "xoxb-revoked"}, "Slack did not accept SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-revoked"}, "Slack did not accept SLACK_APP_TOKEN"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "Slack does not answer at http://127.0.0.1:9/api/"),
        (
            {"DATABASE_URL": "sqlite:////proc/no/store", "KEYS": f"k1:{'A' * 43}="},
            "The store /proc/no/store cannot be opened",
        ),
        ({"DATABASE_URL": "sqlite:///store.sqlite3"}, "KEYS is missing: expected the key ring"),
        ({"KEYS": "k1:short"}, "KEYS is not usable: expected the key ring"),
        ({"KEYS": "file:/no/such/file"}, "KEYS is not usable: expected the key ring"),
        ({"SANDBOX_CLOCK": "127.0.0.1:9"}, "SANDBOX_CLOCK is not usable"),
    ],
)
def test_what_stops_a_start_is_said_in_words(
    changed: dict[str, str], expected: str, start: Start, workspace: Space
) -> None:
    said = start(APP, **{**slack(workspace), **changed}).refuses()
    assert expected in said


def test_the_clock_of_the_real_slack_is_not_moved(start: Start, workspace: Space) -> None:
    steered = slack(workspace, SANDBOX_CLOCK=workspace.sandbox.clock_address)
    steered["SLACK_API_URL"] = "https://slack.com/api/"
    assert start(APP, **steered).refuses().startswith("SANDBOX_CLOCK is refused")


def test_a_store_of_a_newer_version_is_left_alone(start: Start, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    schema.migrate(url)
    engine = create_engine(url)
    with engine.begin() as db:
        db.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    assert "made by another version" in start(APP, "migrate", DATABASE_URL=url).refuses()


def test_keys_init_prints_a_ring_and_nothing_else(start: Start) -> None:
    process = start(APP, "keys", "init")
    assert process.ends() == 0
    assert re.fullmatch(r"k1:[A-Za-z0-9+/]{43}=\n", process.said)
    assert KeyRing.parse(process.said).keys


def test_migrating_needs_no_slack_and_says_that_it_is_done(start: Start, tmp_path: Path) -> None:
    for _ in range(2):
        process = start(APP, "migrate")
        assert process.ends() == 0
        assert process.said.startswith("The tables are up to date (")
    store = create_engine(f"sqlite:///{tmp_path / 'data' / 'codebuddies' / 'codebuddies.sqlite3'}")
    assert schema.current(store) == schema.HEAD
    store.dispose()


def test_processes_that_start_together_make_one_workspace(database_url: str) -> None:
    stores = [Store(database_url) for _ in range(4)]
    ring = KeyRing.new()
    together = Barrier(len(stores))

    def starts(store: Store) -> None:
        together.wait()
        workspaces.ensure(store, Vaults(ring, store), "T1", "B1", "Europe/Madrid", START)

    with ThreadPoolExecutor(len(stores)) as processes:
        list(processes.map(starts, stores))
    with stores[0].read("T1") as db:
        assert len(db.scalars(select(Workspace.id)).all()) == 1
    for store in stores:
        store.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_web_and_worker_serve_signed_http_together_and_tell_what_it_took(
    start: Start, sandbox: Sandbox, database_url: str, collector: Collector
) -> None:
    port = free_port()
    workspace = sandbox.workspace(
        "Made-up School",
        manifest=MANIFEST.with_name("manifest.http.json"),
        url=f"http://127.0.0.1:{port}/slack/events",
    )
    given = slack(workspace, DATABASE_URL=database_url, KEYS=KeyRing.new().text().strip())
    given |= {"SLACK_APP_TOKEN": "", "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address}
    web = start(
        *("-m", "gunicorn", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{port}"),
        *("--workers", "2", "--threads", "4", "app:web()"),
        **given,
    )
    worker = start(APP, "worker", **given)
    web.until(lambda: answers(port))
    worker.is_ready()

    unsigned = httpx.post(f"http://127.0.0.1:{port}/slack/events", data={"command": "/codebuddy"})
    assert unsigned.status_code == 401

    with Hosted.at(database_url, sandbox, workspace) as school:
        student, _, channel = stories.team(school)
    assert student.types("/logsession 1h30 today react", channel=channel, settle=False).ok
    assert channel is not None
    worker.until(lambda: any(" logged 1 h 30" in said for said in student.channel_texts(channel)))

    assert worker.terminate() < 10
    assert worker.popen.returncode == 0
    assert web.terminate() < 10
    assert web.popen.returncode == 0
    told = {span.name for span in collector.spans}
    assert {"answer command", "call chat.postMessage"} <= told, told


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as taking:
        yield taking


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).text == "ok"
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_web_and_worker_serve_workspaces_that_install_it_themselves(
    start: Start, sandbox: Sandbox, database_url: str
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    manifest = MANIFEST.with_name("manifest.http.json")
    workspace = sandbox.workspace(
        "Made-up School", manifest=manifest, url=f"{url}/slack/events", installed=False
    )
    described = sandbox.wire.get(f"/sandbox/workspaces/{workspace.id}")
    given = slack(workspace, DATABASE_URL=database_url, KEYS=KeyRing.new().text().strip(), PUBLIC_URL=url)
    given |= {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}
    given |= {f"SLACK_CLIENT_{name}": described[f"client_{name.lower()}"] for name in ("ID", "SECRET")}
    web = start(
        *("-m", "gunicorn", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{port}"),
        *("--workers", "2", "--threads", "4", "--log-level", "debug", "--access-logfile", "-", "app:web()"),
        **given,
    )
    worker = start(APP, "worker", **given)
    web.until(lambda: answers(port))
    worker.is_ready()
    refused = start(APP, "import", "people.csv", **given)
    assert refused.ends() == 1
    assert "--workspace" in refused.said

    with closing(Browser(url)) as browser:
        back = browser.allows(browser.leaves(), workspace.person("Petra", admin=True))
        assert back.startswith(f"{url}/slack/oauth_redirect")
        assert "That worked" in browser.comes_back(back).text
        browser.get("/slack/oauth_redirect?error=MARKED_WORDS")
    assert httpx.post(f"{url}/slack/events?a=MARKED", content=b"%ff=MARKED").status_code == 401
    with Hosted.at(database_url, sandbox, workspace) as school:
        student, _, channel = stories.team(school)
    assert student.types("/logsession 1h30 today react", channel=channel, settle=False).ok
    worker.until(lambda: any(" logged 1 h 30" in said for said in student.channel_texts(channel)))
    checked = start(APP, "doctor", **given)
    checked.ends()
    assert workspace.id in checked.said
    assert "invalid_auth" not in checked.said
    assert "role that I use in the database" not in checked.said, "the wall stands for a superuser, too"
    asked = parse_qs(urlsplit(back).query)
    given_secrets = (given["SLACK_CLIENT_SECRET"], given["SLACK_SIGNING_SECRET"], given["KEYS"][3:])
    for secret in (*asked["code"], *asked["state"], "MARKED", "react", *given_secrets):
        assert secret not in web.said + worker.said
    assert '"event": "not_installed"' in web.said
