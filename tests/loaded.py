"""`python app.py …` from a process that has loaded it already: as on the command line, but seconds sooner."""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path

ROOT = Path(__file__).parent.parent


def forks() -> ForkServerContext:
    """Whoever forks; it has everything loaded and does nothing else."""
    context = multiprocessing.get_context("forkserver")
    killed = ("killed_program", "killed_keys", "killed_help", "moody_slack")
    context.set_forkserver_preload(["tests.loaded", *(f"tests.chaos.{name}" for name in killed), "app"])
    with contextlib.chdir(ROOT):  # it passes over what it cannot import, and imports from where it begins
        forkserver.ensure_running()
    return context


class Loaded:
    """As `subprocess.Popen`, of one run of the program."""

    def __init__(self, command: tuple[str, ...], folder: Path, env: dict[str, str], log: Path) -> None:
        self._process = forks().Process(target=_run, args=(command, folder, env, log), daemon=True)
        self._process.start()
        self._command = command

    @property
    def pid(self) -> int:
        return int(self._process.pid or 0)

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, seconds: float) -> int:
        self._process.join(seconds)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._command, seconds)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self._process.exitcode is None:
            os.kill(self.pid, number)

    def stacks(self) -> None:
        """Where each of its threads is, into its log."""
        self.send_signal(signal.SIGUSR1)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _run(command: tuple[str, ...], folder: Path, env: dict[str, str], log: Path) -> None:
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    faulthandler.register(signal.SIGUSR1)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.argv = list(command)
    runpy.run_path(command[0], run_name="__main__")
