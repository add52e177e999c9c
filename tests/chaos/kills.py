"""A network of schools and what is owed in it; the processes that serve it; and whoever kills them again and again."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select, text, update

from bench.databases import beside
from bot.delivery import queue
from bot.deps import Vaults
from bot.rules.features import Feature
from bot.services import installations, notices, workspaces
from bot.vault import KeyRing
from models import Notice, RoleHolder, Settings, Team
from models.enums import Role, TeamState
from models.store import BACKGROUND_PATIENCE, Db, Store
from tests.chaos import killed_program
from tests.chaos.job import meet
from tests.chaos.killed_program import Haste
from tests.chaos.moody_slack import BOT, StandIn
from tests.conftest import START
from tests.loaded import ROOT

SECRET = "made-up-signing-secret"
AT_WORK_WITHIN = 30.0
"""Seconds from a start."""
AT_WORK = 0.85
"""Of those that are killed, so many are at work by then; the others may be starting."""
STILL = 150.0
"""Seconds in which nothing goes out, after which nothing more is to be expected: some are tried again after 120."""
BACKLOG = 300
"""Notices that wait at once, at most twice as many: each look for the next one goes through all of them."""
NO_ROOM = "too many clients"
IN_CALLS = 0.5
"""Of the kills: as soon as Slack has done a call, and before it has answered."""
STANDS_FOR = (2.0, 8.0)
"""Seconds, at most, between two kills."""
KINDS = ("note", "nag")
ALARMS = 20
"""One of so many notices is an alarm."""


class Size(NamedTuple):
    """How much there is of everything. `clicks`: seconds between two of the same hand, at most."""

    kills: int
    notices: int
    workspaces: int
    rooms: int
    launches: int
    clicks: float


@dataclass
class School:
    """`rooms`: channels for what is owed beforehand; `team`: the one whose buddy logs sessions, in its own channel."""

    id: str
    rooms: list[str] = field(default_factory=list)
    team: int = 0
    buddy: str = ""
    channel: str = ""


class Network:
    """Schools in one store."""

    def __init__(self, url: str, haste: Haste) -> None:
        self.url, self.haste, self.keys = url, haste, KeyRing.new().text().strip()
        self.store = Store(url, patience=BACKGROUND_PATIENCE)
        self.vaults = Vaults(KeyRing.parse(self.keys), self.store)
        self.schools: list[School] = []
        self.owed = 0

    def found(self, size: Size) -> None:
        """Make the schools, and owe what there is to launch."""
        for number in range(size.workspaces):
            school = School(f"T{number}", [f"C{number}0{room}" for room in range(size.rooms)])
            self.schools.append(school)
            workspaces.ensure(self.store, self.vaults, school.id, BOT, "Europe/Madrid", START)
            with self.store.begin(school.id) as db:
                # three hours after its first session a team would be asked whether it fits: owed by the program itself
                db.execute(update(Settings).values(features_off=[Feature.PULSES]))
                self._install(db, school)
                self._people(db)
                school.buddy, school.channel = f"UB{number}", f"CT{number}"
                school.team = _team(db, number, school.channel)
                for launch in range(number, size.launches, size.workspaces):
                    team = _team(db, size.workspaces + launch, None)
                    notices.owe(db, "launch", to=f"team:{team}", key=str(team), now=START, team=team)

    def owe(self, many: int) -> None:
        """So many more in all schools; they go by their numbers."""
        first, now = self.owed, killed_program.clock(self.haste).now()
        for number, school in enumerate(self.schools):
            mine = [one for one in range(first, first + many) if one % len(self.schools) == number]
            with self.store.begin(school.id) as db:
                notices.owe_all(db, [_owed(school, one, one // len(self.schools)) for one in mine], now)
        self.owed = first + many

    @contextmanager
    def owing(self, many: int) -> Iterator[None]:
        """Owe so many, little by little; all of them are when the block has ended."""
        rest = threading.Thread(target=self._owe_all, args=(many,))
        rest.start()
        yield
        rest.join()

    def _owe_all(self, many: int) -> None:
        while self.owed < many:
            if self.left() < BACKLOG:
                self.owe(min(BACKLOG, many - self.owed))
            time.sleep(0.1)

    def _install(self, db: Db, school: School) -> None:
        given = installations.Given("B0BOT", "A0", ("chat:write",), "UP", f"xoxb-{school.id}")
        installations.keep(db, self.vaults.of(school.id), START, given)

    def _people(self, db: Db) -> None:
        for user, role in (("UP", Role.PROJECT_MANAGER), ("UM", Role.PROGRAMME_MANAGER)):
            meet(db, user)
            db.add(RoleHolder(role=role, user_id=user, position=0, email=None))

    def left(self) -> int:
        """How many notices are owed by now."""
        clock = killed_program.clock(self.haste)
        unsent = (
            select(func.count()).select_from(Notice).where(queue.unsent(Notice), Notice.due_at <= clock.now())
        )
        with self.store.everywhere_reading() as db:
            return int(db.scalars(unsent).one())

    def rest(self) -> None:
        """Until everything is done."""
        left, since = self.left(), time.monotonic()
        while left:
            time.sleep(0.1)
            now = self.left()
            if now < left:
                since = time.monotonic()
            assert time.monotonic() - since < STILL, f"{now} are owed, and nothing is done"
            left = now

    def close(self) -> None:
        self.store.close()


def _owed(school: School, number: int, place: int) -> notices.Owed:
    kind = "alarm" if number % ALARMS == 0 else KINDS[place // len(school.rooms) % 2]
    return kind, school.rooms[place % len(school.rooms)], str(number), {"n": number}


def _team(db: Db, number: int, channel: str | None) -> int:
    """At work, or to be launched where it has no channel."""
    pair = f"US{number}", f"UB{number}"
    for user in pair:
        meet(db, user)
    team = Team(
        student_id=pair[0],
        buddy_id=pair[1],
        state=TeamState.ACTIVE if channel else TeamState.LAUNCHING,
        language="en",
        timezone="Europe/Madrid",
        weekly_minutes=120,
        launched_on=START.date() - timedelta(weeks=6),
        launched_at=START - timedelta(weeks=6),
        introduced_at=START - timedelta(weeks=5) if channel else None,
        channel_id=channel,
        unanswered_nudges=0,
    )
    db.add(team)
    db.flush()
    return team.id


# doubt -------------------------------------------------------------------------------------------

IN_DOUBT = (
    "(NEW.state = 'dropped' AND OLD.state <> 'dropped' AND NEW.reason = 'outcome_unknown')"
    " OR (NEW.attempts > OLD.attempts AND CAST(NEW.progress AS text) LIKE '%maybe_seen%')"
)
DOUBTS = {
    "sqlite": (
        "CREATE TRIGGER doubted AFTER UPDATE ON notices FOR EACH ROW"
        f" WHEN {IN_DOUBT} BEGIN INSERT INTO doubts VALUES (NEW.id); END",
    ),
    "postgresql": (
        "CREATE FUNCTION doubted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
        " 'BEGIN INSERT INTO doubts VALUES (NEW.id); RETURN NULL; END'",
        f"CREATE TRIGGER doubted AFTER UPDATE ON notices FOR EACH ROW WHEN ({IN_DOUBT}) EXECUTE FUNCTION doubted()",
    ),
}


def count_doubts(store: Store) -> None:
    """From now on the store keeps, with each outcome that the program calls unknown, whose it was."""
    with beside(store) as connection:
        connection.execute(text("CREATE TABLE doubts (notice integer)"))
        for statement in DOUBTS[store.engine.dialect.name]:
            connection.exec_driver_sql(statement.replace("%", "%%") if not store.is_sqlite else statement)


def doubts(store: Store) -> Counter[int]:
    """How many there were, by notice."""
    with beside(store) as connection:
        return Counter(connection.scalars(text("SELECT notice FROM doubts")))


# processes ---------------------------------------------------------------------------------------


class Life:
    """One process through all its lives."""

    def __init__(
        self,
        forks: ForkServerContext,
        command: tuple[str, ...],
        settings: dict[str, str],
        log: Path,
        haste: Haste,
    ) -> None:
        self._forks, self._given, self.log = forks, (command, settings, log, haste), log
        self.name = command[0] if command[0] == "gunicorn" else " ".join(command)
        self.port = int(settings["PORT"]) if command[0] == "gunicorn" else 0
        log.touch()
        self.kills = 0
        self.start()

    def start(self) -> None:
        self._said = self.log.stat().st_size
        self._has_ended = False
        self._process = self._forks.Process(target=killed_program.main, args=self._given, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        return int(self._process.pid or 0)

    def is_at_work(self) -> bool:
        if self._process.exitcode is not None:
            self.end()
            self.start()  # as its host does
        if self.port:
            return _answers(self.port)
        with self.log.open() as log:
            log.seek(self._said)
            return '"event": "ready"' in log.read()

    def until_at_work(self) -> None:
        end = time.monotonic() + AT_WORK_WITHIN
        while not self.is_at_work():
            assert time.monotonic() < end, f"{self.name} does not start:\n{self.log.read_text()[-3000:]}"
            time.sleep(0.02)

    def kill(self) -> None:
        """With all that it has forked."""
        self.kills += 1
        self.end()

    def end(self) -> None:
        """By itself it ends only where PostgreSQL takes no more connections for a moment."""
        if self._has_ended:
            return
        self._has_ended = True
        with suppress(ProcessLookupError):  # it is no group yet
            os.killpg(self.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join(10)
        said, ended = self.log.read_text()[-3000:], self._process.exitcode
        self._process.close()
        assert ended == -signal.SIGKILL or NO_ROOM in said, f"{self.name} ended by itself ({ended}):\n{said}"

    def kill_one_that_serves(self, chance: random.Random) -> None:
        """One of gunicorn's own processes; gunicorn starts another."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        if children:
            self.kills += 1
            with suppress(ProcessLookupError):
                os.kill(int(chance.choice(children)), signal.SIGKILL)


def _answers(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as line, suppress(OSError, HTTPException):
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    return False


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as one:
        return int(one.getsockname()[1])


@contextmanager
def served(
    forks: ForkServerContext, network: Network, slack: StandIn, folder: Path, *, web: bool = True
) -> Iterator[dict[str, Life]]:
    """On PostgreSQL `web` and two workers; on SQLite the one process that does everything."""
    given = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "DATABASE_URL": network.url,
        "KEYS": network.keys,
        "SLACK_API_URL": slack.api_url,
    }
    if network.store.is_sqlite:
        given |= {"SLACK_BOT_TOKEN": "xoxb-T0", "SLACK_APP_TOKEN": "xapp-1-A0-0-made-up"}
        commands: dict[str, tuple[str, ...]] = {"all": ("app.py",)}
    else:
        given |= {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "made-up", "SLACK_SIGNING_SECRET": SECRET}
        given["PORT"] = str(free_port())
        commands = {"worker": ("app.py", "worker"), "other": ("app.py", "worker")}
        if web:
            config = ("--config", str(ROOT / "gunicorn.conf.py"), "--bind", f"127.0.0.1:{given['PORT']}")
            asked = ("--workers", "2", "--threads", "8", "--timeout", "30", "--no-control-socket")
            commands["web"] = ("gunicorn", *config, *asked, "app:web()")
    lives = {
        name: Life(forks, command, given, folder / f"{name}.log", network.haste)
        for name, command in commands.items()
    }
    try:
        yield lives
    finally:
        for life in lives.values():
            life.end()


def kill_again_and_again(lives: dict[str, Life], slack: StandIn, size: Size, chance: random.Random) -> None:
    """Now one, now the other, wherever it then is; it is started anew at once. All the while something is sent."""
    for _ in range(size.kills):
        life = lives[chance.choice(list(lives))]
        if chance.random() < AT_WORK:
            life.until_at_work()
            _until_called(
                slack, chance.randrange(2 * size.notices // size.kills), chance.uniform(*STANDS_FOR)
            )
        if chance.random() < IN_CALLS:
            _until_called(slack, 1, 1.0)
        else:
            time.sleep(chance.uniform(0, 0.1))
        if life.port and chance.random() < 0.5:
            life.kill_one_that_serves(chance)
        else:
            life.kill()
            life.start()


def _until_called(slack: StandIn, times: int, seconds: float) -> None:
    """So many more calls were made; or so many seconds have passed, where most of what is owed must wait."""
    enough, end = slack.count + times, time.monotonic() + seconds
    while slack.count < enough and time.monotonic() < end:
        time.sleep(0.0005)
