"""The files for containers, as far as they can be tried without an engine: what is copied runs, and writes nothing there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from app import GUNICORN_GIVES_UP
from bot import command_line
from tests.test_modes import free_port

ROOT = Path(__file__).parents[2]
LINES = [
    line.strip()
    for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    if line.strip() and not line.startswith("#")
]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS = {name: one for name, one in COMPOSE["services"].items() if "build" in one}


def said(instruction: str) -> list[str]:
    """What follows it, in the second stage."""
    last = max(at for at, line in enumerate(LINES) if line.startswith("FROM "))
    return [
        line.removeprefix(instruction).strip() for line in LINES[last:] if line.startswith(f"{instruction} ")
    ]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The folder of the program as the image has it, with times that an engine has rounded."""
    made = tmp_path / "image"
    made.mkdir()
    for line in said("COPY"):
        if not line.startswith("--from"):
            *sources, to = line.split()
            for source in sources:
                _copy(ROOT / source, made / to)
    [compiling] = [line for line in said("RUN") if "app.py" in line]
    subprocess.run([sys.executable, *shlex.split(compiling)[1:]], cwd=made, check=True)
    for one in made.rglob("*.py"):
        os.utime(one, (0, one.stat().st_mtime + 1))
    return made


def _copy(source: Path, to: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, to, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, to)


def ran(image: Path, home: Path, *command: str, **given: str) -> subprocess.CompletedProcess[str]:
    first = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    here = {"PATH": first, "HOME": str(home), "XDG_DATA_HOME": str(home), **given}
    return subprocess.run(command, cwd=image, env=here, capture_output=True, text=True, timeout=180)


def run(image: Path, home: Path, *command: str) -> str:
    done = ran(image, home, sys.executable, "app.py", *command)
    assert done.returncode == 0, done.stderr
    return done.stdout


def files(folder: Path) -> dict[Path, bytes]:
    return {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_what_is_copied_makes_tables_and_a_backup_and_writes_nothing_beside_itself(
    image: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    before = files(image)
    assert "The tables are up to date" in run(image, home, "migrate")
    assert "Wrote 0 rows" in run(image, home, "backup", str(tmp_path / "copy"))
    assert "usage: app.py" in run(image, home, "--help")
    assert files(image) == before


def test_web_without_settings_says_what_is_missing_and_writes_nothing(image: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    before = files(image)
    [command] = said("CMD")
    ended = ran(image, home, *json.loads(command), PORT=str(free_port()))
    assert ended.returncode == GUNICORN_GIVES_UP
    assert "SLACK_SIGNING_SECRET is missing" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert files(image) == before
    assert not list(home.iterdir())


def test_all_is_compiled_for_good() -> None:
    compiling = [line for line in LINES if "compileall" in line]
    assert len(compiling) == 3
    for line in compiling:
        assert "--invalidation-mode unchecked-hash" in line
    [installing] = [line for line in LINES if "pip" in line.split()]
    assert "--no-compile" in installing
    assert "--require-hashes" in installing


def test_it_runs_without_rights_and_nothing_secret_goes_in() -> None:
    assert said("USER") == ["10001"]
    assert not [line for line in said("COPY") if re.match(r"\.($|/| )", line.removeprefix("--from=build "))]
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".env", ".git", ".venv", "**/*.sqlite3*", "keys"} <= set(ignored)
    assert not any("SLACK" in line or "KEYS" in line for line in LINES)


def test_the_image_serves_as_the_procfile_does() -> None:
    [web] = [line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web: ")]
    wanted = shlex.split(web.removeprefix("web: "))
    [command] = said("CMD")[-1:]
    served = shlex.split(yaml.safe_load(command)[-1])
    for option in wanted:
        assert option in served, option


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A server that is ready or not; its port."""

    class Web(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Web) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server.server_port
        server.shutdown()
        serving.join()


@pytest.mark.parametrize(("status", "is_well"), [(200, True), (503, False)])
@pytest.mark.parametrize("is_told", [True, False], ids=["port given", "port empty"])
def test_its_health_is_asked_where_the_program_answers_past_any_proxy(
    status: int, is_well: bool, is_told: bool, tmp_path: Path
) -> None:
    [health] = said("HEALTHCHECK")
    command = health.partition("CMD ")[2]
    with answering(status) as port:
        given = {"PORT": str(port)} if is_told else {"PORT": ""}
        asked = command if is_told else command.replace("8000", str(port))
        ended = ran(tmp_path, tmp_path, *json.loads(asked), http_proxy="http://127.0.0.1:9", **given)
    assert (ended.returncode == 0) is is_well, ended.stderr


@pytest.mark.parametrize("name", OURS)
def test_each_process_has_no_more_rights_than_it_needs(name: str) -> None:
    one = OURS[name]
    assert "image" not in one  # of one name, made by several at once: the engine refuses all but the first
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["tmpfs"] == ["/tmp"]
    assert int(one["stop_grace_period"].removesuffix("s")) > 10
    for port in one.get("ports", []):
        assert port.startswith("127.0.0.1:")
        assert port.endswith(f":{one['environment']['PORT']}")


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_logs_are_kept_for_a_while_only(name: str) -> None:
    assert {"max-size", "max-file"} <= COMPOSE["services"][name]["logging"]["options"].keys()


@pytest.mark.parametrize("name", [name for name, one in OURS.items() if "command" in one])
def test_each_command_is_one_of_the_programs(name: str) -> None:
    python, script, *rest = OURS[name]["command"]
    assert (python, script) == ("python", "app.py")
    assert command_line.parser().parse_args(rest).command == rest[0]


def test_nothing_begins_before_the_tables_are_made() -> None:
    for name in ("web", "worker"):
        assert OURS[name]["depends_on"] == {"role": {"condition": "service_completed_successfully"}}
    assert COMPOSE["services"]["role"]["depends_on"] == {
        "tables": {"condition": "service_completed_successfully"}
    }
    assert OURS["tables"]["depends_on"] == {"store": {"condition": "service_healthy"}}


def test_whoever_serves_is_no_superuser_of_the_database() -> None:
    users = {
        name: re.findall(r"//(\w+):", one["environment"]["DATABASE_URL"])
        for name, one in COMPOSE["services"].items()
        if "build" in one
    }
    superuser = COMPOSE["services"]["store"]["environment"]["POSTGRES_USER"]
    assert users == {"tables": [superuser], "web": ["codebuddies_rows"], "worker": ["codebuddies_rows"]}
    assert "ALTER ROLE codebuddies_rows LOGIN" in COMPOSE["services"]["role"]["command"][-1]
