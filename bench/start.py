"""How long `python app.py` takes to be connected, and how much memory it then holds.

ready_seconds   with an existing store, to the socket's opening; against importing the libraries of the
                running path alone
resident_mib    a second after it is ready; the reference is the memory of those imports
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import figure
from sandbox.people import Sandbox, Workspace
from sandbox.server import SandboxServer

ROUNDS = 7
ROOT = Path(__file__).parent.parent
LIBRARIES = """
import apscheduler.schedulers.background, babel.dates, babel.lists, cryptography.hazmat.primitives.ciphers.aead
import flask, pydantic, pydantic_settings, slack_bolt, slack_bolt.adapter.flask
import slack_bolt.adapter.socket_mode, slack_sdk, slackblocks, sqlalchemy.orm, structlog
"""
MEMORY = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmRSS')))"


def imports() -> tuple[float, float]:
    """Seconds and MiB of the libraries alone."""
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", LIBRARIES + MEMORY], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return time.perf_counter() - begin, int(done.stdout) / 1024


def program(sandbox: Sandbox, workspace: Workspace, folder: Path) -> tuple[float, float]:
    """Seconds to the open socket, and MiB a second later."""
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(folder),
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_API_URL": sandbox.api_url,
    }
    begin = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        sandbox.wait_for_bot(sockets=1, seconds=60)
        took = time.perf_counter() - begin
        time.sleep(1)
        status = Path(f"/proc/{running.pid}/status").read_text()
        resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(20)
    while sandbox.state["sockets"]:
        time.sleep(0.02)
    return took, resident / 1024


def main() -> None:
    server = SandboxServer()
    server.start()
    with tempfile.TemporaryDirectory() as name, Sandbox(server.url) as sandbox:
        workspace = sandbox.workspace("Made-up School", manifest=ROOT / "manifest.socket.json")
        program(sandbox, workspace, Path(name))  # makes the store
        imports()
        ours, alone = [], []
        for _ in range(ROUNDS):
            ours.append(program(sandbox, workspace, Path(name)))
            alone.append(imports())
    server.stop()
    for place, (figure_name, unit) in enumerate((("ready_seconds", "s"), ("resident_mib", "MiB"))):
        value = statistics.median(run[place] for run in ours)
        reference = statistics.median(run[place] for run in alone)
        figure(figure_name, round(value, 3), round(reference, 3), unit)


if __name__ == "__main__":
    main()
