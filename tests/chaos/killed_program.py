"""The program as its host runs it, until it is killed: `gunicorn`, `app.py worker`, or `app.py` alone. Loaded once, then
forked; from there on it is the command line's own way, with its settings in the environment.

What is not as a host has it: two kinds of notices more, each of whose messages says which it is; and what `Haste` says.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from gunicorn.app import wsgiapp
from gunicorn.workers import gthread  # noqa: F401 - loaded here, not after each fork

import app
from bot.delivery import sender
from bot.delivery.letters import KINDS
from scheduler import engine
from tests.chaos.job import FastClock
from tests.delivery import office
from tests.loaded import ROOT

LETTERS = {name: office.KINDS[name] for name in ("note", "nag", "alarm")}

TICK = 0.2
"""Seconds, at least: ticks take time themselves."""

DIES_WITH_ITS_PARENT = 1
"""Linux's number for it: whoever forked it is gone when its test is."""


class Haste(NamedTuple):
    """`speed`: of the program's time, and so of its ticks, since `began`. The others stand for the sender's own."""

    began: datetime
    speed: int
    lease: timedelta = sender.LEASE
    begun_within: float = sender.BEGUN_WITHIN


def clock(haste: Haste) -> FastClock:
    return FastClock(haste.began, haste.speed)


def main(command: tuple[str, ...], settings: dict[str, str], log: Path, haste: Haste) -> None:
    """The forked process, a group of its own with whatever it forks."""
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(DIES_WITH_ITS_PARENT, signal.SIGKILL)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(ROOT)
    KINDS.update(LETTERS)
    sender.BEGUN_WITHIN = haste.begun_within
    sender.Sender = partial(sender.Sender, lease=haste.lease)  # type: ignore[assignment, misc]
    app.SystemClock = partial(clock, haste)  # type: ignore[assignment, misc]
    engine.TICK_SECONDS = max(1 / haste.speed, TICK)  # type: ignore[assignment]
    sys.argv = list(command)
    if command[0] == "gunicorn":
        wsgiapp.run()
    app.main()
