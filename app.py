"""The command line, and where everything is put together: settings → store → Bolt app → scheduler.

python app.py              everything in one process: Socket Mode, scheduler, delivery
python app.py worker       sweeps and delivery alone, for PostgreSQL
gunicorn 'app:web()'       Slack's requests over signed HTTP, for PostgreSQL
python app.py import FILE  bring requests and offers from a CSV file
python app.py migrate      bring the database to this version's tables
python app.py move-store   from an SQLite file to PostgreSQL, with everything
python app.py backup FILE  the whole store as one file; restore FILE brings it back
python app.py keys …       the key ring: init, list, rotate, remove
python app.py doctor       a check-up: what is wrong, and how it is mended
python app.py workspaces   every workspace in a line; hold T… and release T… stop one and let it go on
"""

from __future__ import annotations

import copy
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

ENDED_BY = 128
"""The exit status of a program that a signal has ended, less the signal's number, as shells count."""
if __name__ == "__main__":
    # What follows takes a second to load, in which a signal must count already; and the first process of a container
    # is ended by those alone that it has said something about.
    for ends in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ends, lambda number, _: os._exit(ENDED_BY + number))

try:
    from flask import Flask
    from slack_bolt.authorization import AuthorizeResult
    from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

    import handlers
    from bot import backups, command_line, doctor, keys, logs, moving, opening, schools, signals
    from bot.calling import FAILURES, SlackClient
    from bot.clock import Clock, SteeredClock, SystemClock
    from bot.config import (
        BadSettings,
        Settings,
        SocketSettings,
        StoreSettings,
        WebSettings,
        WorkerSettings,
        read,
        unusable,
    )
    from bot.delivery import queue, sender
    from bot.delivery.letters import KINDS
    from bot.deps import Deps, Tokens, Vaults
    from bot.importing import bring, report
    from bot.monitoring import Scrape
    from bot.opening import CannotStart
    from bot.services import leaving, people, workspaces
    from bot.vault import KeyLost
    from handlers import installing, metrics, socket_mode
    from handlers import web as web_pages
    from handlers.door import Door
    from handlers.entry import Entry
    from handlers.outbound import CALL_SECONDS
    from handlers.signed import Seal
    from models import schema
    from models.doorbell import Bell, Listener
    from models.store import BACKGROUND_PATIENCE, BACKGROUND_SILENCE, LISTENER_PATIENCE, Store
    from scheduler.engine import Engine
    from scheduler.lanes import Lanes
    from scheduler.steering import Steering
    from scheduler.sweeps import sweeps
except ModuleNotFoundError as error:
    sys.exit(
        f"{error.name} is not installed for this Python ({sys.executable}). The program has its own: start it "
        "with `make run`, or with `.venv/bin/python app.py` (README.md says how it is made)."
    )

WAITED_FOR = 5
"""How often an import waits where Slack asks it to, for one person."""
SEND_SECONDS = 6
"""HTTP timeout of delivery; shorter than a stop (`scheduler.engine`) and a notice's lease."""


class Coordinator:
    """The program, put together but not started. `start` and `stop` what the mode needs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock: Clock = SteeredClock() if settings.sandbox_clock else SystemClock()
        opening.given_keys(settings)  # what is wrong with them is said before a folder is made
        self.lock = opening.lock(settings)
        self.deps = _deps(settings, self.clock)
        self.lanes = Lanes(sender.Sender(self.deps, KINDS))
        self.ring = self.lanes.ring
        self.engine = Engine(self.clock, self.deps.patient, self.lanes, sweeps(self.deps), self.deps.metrics)
        self.is_ending = False
        self.app: Entry | None = None
        self.door: Door | None = None
        self.workspace_id = ""
        self.is_set_up = False
        self._socket: socket_mode.Line | None = None
        self._steering: Steering | None = None
        self._ringing: list[Bell | Listener] = []
        self._port: metrics.Port | None = None

    def meet_slack(self) -> None:
        """Ask Slack whose token this is, and make the workspace known; where each workspace has its own token, there is
        nothing to ask but the key ring. Raises `CannotStart`, `BadSettings`."""
        if self.settings.is_installed_by_workspaces:
            keys.look(self.deps.store, self.settings)
            self._listen(lambda team_id: self._installed(team_id))  # Bolt counts a method's `self`, too
            self.is_set_up = True
            return
        try:
            told = self.deps.sender.auth_test()
        except FAILURES as error:
            raise opening.slack_trouble("SLACK_BOT_TOKEN", self.settings, error) from None
        workspace_id, bot_user_id = str(told["team_id"]), str(told["user_id"])
        self._know(workspace_id, bot_user_id)
        self.workspace_id = workspace_id
        known = AuthorizeResult(
            enterprise_id=None,
            team_id=workspace_id,
            bot_token=self.settings.slack_bot_token.get_secret_value(),
            bot_user_id=bot_user_id,
            bot_id=told["bot_id"],
        )
        self._listen(lambda: known)

    def _installed(self, team_id: str | None) -> AuthorizeResult | None:
        """For Bolt: who speaks in the workspace that a request comes from. Where that cannot be read now, nobody does, and
        the door, which fails on the same, says so in the person's words, or has an event come again.
        """
        assert self.deps.tokens is not None  # noqa: S101 - its settings say so
        try:
            found = self.deps.tokens.of(team_id) if team_id else None
        except Exception:  # noqa: BLE001 - the door meets it, too
            return AuthorizeResult(enterprise_id=None, team_id=team_id)
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team_id,
            bot_token=found.token,
            bot_user_id=found.bot_user_id,
            bot_id=found.bot_id,
        )

    def _listen(self, authorize: Callable[..., AuthorizeResult | None]) -> None:
        secret = self.settings.slack_signing_secret
        self.app = Entry(
            self.deps,
            name="codebuddies",  # without one Bolt reads the source of every caller, which takes 20 ms
            client=self.deps.client,
            authorize=authorize,  # None: Bolt says that it is not installed
            signing_secret=secret.get_secret_value() if secret else "socket-mode-needs-none",
            process_before_response=True,
        )
        self.door = Door(self.deps, self.app, self.ring)
        handlers.register(self.door)

    def _know(self, workspace_id: str, bot_user_id: str) -> None:
        """Find the workspace in the store, or make it, and see that its key opens."""
        store, vaults = self.deps.store, self.deps.vaults
        other = workspaces.other_than(store, workspace_id)
        if other is not None:
            raise CannotStart(
                f"This store belongs to the Slack workspace {other}, and SLACK_BOT_TOKEN to {workspace_id}. "
                "Nothing was changed. Use the token of that workspace, or another DATABASE_URL."
            )
        zone = self.settings.timezone
        try:
            workspaces.ensure(store, vaults, workspace_id, bot_user_id, zone, self.clock.now())
            vaults.of(workspace_id)
        except KeyLost as lost:
            raise opening.wrong_ring(self.settings, lost) from None
        with store.begin(workspace_id) as db:
            leaving.come_back(db)
            self.is_set_up = people.programme(db).set_up_at is not None

    def start_background(self) -> None:
        """Sweeps and delivery: by themselves, or under a sandbox's hand. Raises `BadSettings`."""
        self._port = metrics.port(self.settings, self.watched)
        if self.deps.patient.is_sqlite:
            with self.deps.patient.everywhere() as db:
                queue.reclaim(db, KINDS, all_leases=True)
        else:
            self._ringing.append(listener := Listener(self.deps.patient.address, self.ring))
            listener.start()
        self.engine.start()
        if self.settings.sandbox_clock and isinstance(self.clock, SteeredClock):
            self._steering = Steering(self.settings.sandbox_clock, self.engine, self.clock)
            try:
                self._steering.start()
            except OSError as error:
                raise unusable("sandbox_clock", f"nothing answers there: {error.strerror}") from None

    def watched(self, made: Flask) -> None:
        """Add the pages for whoever runs the program."""
        scrape, token = Scrape(self.deps, self.engine.late), self.settings.metrics_token
        metrics.offer(made, scrape, token, lambda: not self.is_ending and schema.answers(self.deps.store))

    def ring_others(self) -> None:
        """What is to be sent, workers send."""
        bell = Bell(self.deps.store.address)
        self.ring = bell.ring
        self._ringing.append(bell)

    def connect(self) -> None:
        """Open the socket to Slack. Raises `CannotStart`."""
        assert self.app is not None  # noqa: S101 - meet_slack comes first
        self._socket = socket_mode.Line(self.app, self.settings, self.deps.metrics)
        self._socket.open()

    @property
    def lost(self) -> CannotStart | None:
        """Why it is to end by itself."""
        return self._socket.lost if self._socket is not None else None

    def stop(self) -> None:
        """End within seconds; what is owed stays in the store."""
        self.is_ending = True
        if self._socket is not None:
            self._socket.close()
        if self._steering is not None:
            self._steering.stop()
        for one in self._ringing:
            one.stop()
        is_over = self.engine.stop()
        if self._port is not None:
            self._port.stop()
        self.deps.metrics.end()
        self.deps.store.close()
        self.deps.patient.close()
        if self.lock is not None and is_over:  # what is left behind may still write: its process lets go
            self.lock.release()


def _deps(settings: Settings, clock: Clock) -> Deps:
    if settings.slack_is_here:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            os.environ.pop(name, None)  # no proxy reaches this machine's own loopback
    store = opening.store(settings, LISTENER_PATIENCE)
    vaults = Vaults(opening.key_ring(settings, store), store, opening.ring_file(settings))
    return Deps(
        settings=settings,
        clock=clock,
        store=store,
        patient=Store(settings.store_url, patience=BACKGROUND_PATIENCE, silence=BACKGROUND_SILENCE),
        vaults=vaults,
        client=_client(settings, CALL_SECONDS),
        sender=_client(settings, SEND_SECONDS),
        tokens=Tokens(store, vaults) if settings.is_installed_by_workspaces else None,
        metrics=opening.metrics(store),
    )


def _client(settings: Settings, seconds: int) -> SlackClient:
    """Calls once and waits `seconds`: what is to be tried again, the program decides itself."""
    token = settings.slack_bot_token.get_secret_value()
    return SlackClient(token or None, base_url=settings.slack_api_url, timeout=seconds, retry_handlers=[])


REFUSALS = (BadSettings, CannotStart)
GUNICORN_GIVES_UP = 3


def run() -> None:
    """Everything in one process until SIGTERM or Ctrl-C."""
    _work(read(SocketSettings), connected=True)


def worker() -> None:
    """Sweeps and delivery until SIGTERM."""
    settings = read(WorkerSettings)
    opening.needs_postgresql(settings, "worker")
    _work(settings, connected=False)


def _work(settings: Settings, *, connected: bool) -> None:
    is_told_to_end = signals.watched()
    coordinator = Coordinator(settings)
    try:
        coordinator.meet_slack()
        coordinator.start_background()
        if connected:
            coordinator.connect()
        logs.tell("ready", _ready(coordinator.is_set_up, connected), set_up=coordinator.is_set_up)
        is_told_to_end()
        if coordinator.lost is not None:
            raise coordinator.lost
    finally:
        coordinator.stop()
    logs.tell("ended", "Ended.")


def _ready(is_set_up: bool, connected: bool) -> str:
    begins = (
        "Connected to Slack." if connected else "At work: reminders, digests and everything that is sent."
    )
    return f"{begins} {'' if is_set_up else 'Type /codebuddy setup there. '}Ctrl-C ends it{'' if is_set_up else ' here'}."


def web() -> Flask:
    """Slack's signed requests, for gunicorn. Says what is wrong, and ends with the status by which gunicorn
    gives up instead of trying again for ever."""
    logs.configure()
    try:
        return _flask(read(WebSettings))
    except REFUSALS as error:
        print(error, file=sys.stderr, flush=True)
        raise SystemExit(GUNICORN_GIVES_UP) from None


def _flask(settings: Settings) -> Flask:
    opening.needs_postgresql(settings, "web")
    coordinator = Coordinator(settings)
    coordinator.ring_others()
    return serve(coordinator)


def serve(coordinator: Coordinator) -> Flask:
    """Meet Slack, and make the server of its requests. Raises `CannotStart`."""
    coordinator.meet_slack()
    assert coordinator.app is not None  # noqa: S101 - meet_slack made it
    deps, flow = coordinator.deps, None
    if deps.tokens is not None:
        flow = installing.flow(deps, _client(deps.settings, SEND_SECONDS), coordinator.ring)
    secret = deps.settings.slack_signing_secret
    assert secret is not None  # noqa: S101 - its settings demand it
    server = web_pages.server(coordinator.app, Seal(secret.get_secret_value()), coordinator.watched, flow)
    server.extensions["coordinator"] = coordinator
    return server


def migrate() -> None:
    """Bring the store to this version's tables; needs no Slack."""
    settings = read(StoreSettings)
    lock = opening.lock(settings)
    with opening.trouble(settings):
        schema.migrate(settings.store_url)
    if lock is not None:
        lock.release()
    print(f"The tables are up to date ({opening.place(settings)}).")


def bring_people(file: str, only: str | None, workspace_id: str | None, *, dry_run: bool) -> None:
    """Bring requests and offers from a CSV file; on SQLite while the program does not run."""
    settings = read(WorkerSettings)
    coordinator = Coordinator(settings)
    try:
        coordinator.meet_slack()
        where = opening.one_workspace(coordinator.workspace_id or workspace_id, coordinator.deps.tokens)
        client = copy.copy(coordinator.deps.sender_of(where))
        client.retry_handlers = []
        client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=WAITED_FOR))
        came = bring.bring(coordinator.deps, client, where, Path(file), only=only, dry_run=dry_run)
    except (bring.CannotRead, bring.SlackAway) as error:
        raise CannotStart(f"{error} Nothing was written.") from None
    finally:
        coordinator.stop()
    print(report.words(came))
    if came.left_out:
        sys.exit(1)


def check_up() -> None:
    """A check-up beside the running program, or without it. Ends with 1 where something is wrong."""
    settings = read(WorkerSettings)
    words, is_well = doctor.report(settings, _client(settings, SEND_SECONDS))
    print(words)
    if not is_well:
        sys.exit(1)


def main() -> None:
    chosen = command_line.parser().parse_args()
    logs.configure()
    doing: dict[str, Callable[[], None]] = {
        "run": run,
        "worker": worker,
        "import": lambda: bring_people(chosen.file, chosen.only, chosen.workspace, dry_run=chosen.dry_run),
        "migrate": migrate,
        "move-store": lambda: print(moving.run(chosen)),
        "backup": lambda: print(backups.backup(chosen.file)),
        "restore": lambda: print(backups.restore(chosen.file)),
        "keys": lambda: print(keys.run(chosen)),
        "doctor": check_up,
        "workspaces": lambda: print(schools.listed()),
        "hold": lambda: print(schools.hold(chosen.workspace)),
        "release": lambda: print(schools.release(chosen.workspace)),
    }
    try:
        doing[chosen.command or "run"]()
    except REFUSALS as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
