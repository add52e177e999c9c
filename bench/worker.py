"""`python app.py worker` in a process of its own, put together as it serves: ticks, lanes, listener. Its clock goes on from
a moment of the measurement's."""

from __future__ import annotations

import logging
import resource
import socket
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import text

from app import Coordinator
from bench.databases import beside
from bot.clock import SteeredClock
from bot.config import WorkerSettings
from bot.deps import KEPT_AT
from bot.vault import KeyRing, WorkspaceVault
from models.store import Store

KEY = bytes(32)
"""Of every workspace."""


def work(
    url: str, ring: str, slack_url: str, now: datetime, gates: Any, ended: Any, told: Any = None
) -> None:
    """From `gates`, which it passes again when it is at work, until `ended`; then `told` hears the most MiB that the process had."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.getLogger("apscheduler").setLevel(
        logging.ERROR
    )  # a tick that takes longer than a second is no news here
    with socket.create_server(("127.0.0.1", 0)) as nobody:  # who could move its clock, and never does
        given: dict[str, Any] = {
            **{"database_url": url, "keys": ring, "slack_api_url": slack_url},
            **{"slack_client_id": "1.2", "slack_client_secret": "made-up-secret"},
            "sandbox_clock": f"127.0.0.1:{nobody.getsockname()[1]}",
        }
        settings = WorkerSettings(_env_file=None, **given)  # type: ignore[call-arg]
        coordinator = Coordinator(settings)
        assert isinstance(coordinator.clock, SteeredClock)
        coordinator.meet_slack()
        gates.wait()
        coordinator.clock.set(now, running=True)
        coordinator.start_background()
        gates.wait()
        ended.wait()
        coordinator.stop()
    if told is not None:
        told.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def install(store: Store, ring: KeyRing, workspaces: int, now: datetime) -> None:
    """The program is installed in each, with a key and a token, both as they are kept."""
    with beside(store) as connection:
        for one in (f"T{number}" for number in range(workspaces)):
            connection.execute(
                text("UPDATE workspaces SET wrapped_key = :key WHERE id = :id"),
                {"key": ring.wrap(KEY, one), "id": one},
            )
            connection.execute(
                text(
                    "INSERT INTO installations (workspace_id, bot_token, bot_id, app_id, scopes, installed_by,"
                    " installed_at, workspaces) VALUES (:id, :token, 'B0', 'A0', '[]', 'U0', :now, '[]')"
                ),
                {"id": one, "token": WorkspaceVault(one, KEY).seal(KEPT_AT, one, "xoxb-made-up"), "now": now},
            )
