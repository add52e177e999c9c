"""Where the story is played: a pretend Slack, the real program in a process of its own, and what is printed.

Nothing is kept: the program's store lives in a temporary folder that goes with the story.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule

from sandbox.__main__ import find_port
from sandbox.people import Channel, Person, Sandbox, Workspace
from sandbox.server import SandboxServer

ROOT = Path(__file__).parent.parent
ZONE = ZoneInfo("Europe/Madrid")
FIRST_DAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday, 9:00 in Madrid."""
PORT = 8765


class Stage:
    """The school, and a narrator who prints what people do and what each of them sees."""

    def __init__(self, sandbox: Sandbox, school: Workspace, console: Console) -> None:
        self.sandbox = sandbox
        self.school = school
        self.console = console
        self._shown: set[tuple[str, str]] = set()

    def scene(self, title: str) -> None:
        local = self.sandbox.now.astimezone(ZONE)
        self.console.print()
        self.console.print(Rule(f"[bold]{escape(title)}[/]  [dim]{local:%A %-d %B, %H:%M}[/]", align="left"))

    def tells(self, words: str) -> None:
        self.console.print(Padding(words, (0, 0, 0, 2)))

    def does(self, who: Person, what: str) -> None:
        self.console.print(f"\n  [bold cyan]{escape(who.name)}[/] {escape(what)}")

    def shows(self, who: Person, where: str, text: str) -> None:
        """A screen as that person has it before her, and nobody else."""
        title = f"[dim]what[/] {escape(who.name)} [dim]sees,[/] {escape(where)}"
        panel = Panel(escape(text.strip() or "nothing"), title=title, title_align="left", border_style="dim")
        self.console.print(Padding(panel, (0, 0, 0, 4)))

    def answer(self, who: Person) -> None:
        """The newest answer that nobody else sees."""
        self.shows(who, f"only visible to {who.name}", who.private_texts()[-1])

    def modal(self, who: Person, where: str = "a form") -> None:
        self.shows(who, where, who.modal().text)

    def news(self, who: Person, *, quietly: bool = False) -> None:
        """Direct messages that have come or changed since they were last shown; `quietly`: count them as shown."""
        for text in who.dm_texts():
            if quietly:
                self._shown.add((who.id, text))
            if (who.id, text) not in self._shown:
                self._shown.add((who.id, text))
                self.shows(who, "a direct message from CodeBuddies", text)

    def channel(self, who: Person, channel: Channel, last: int = 1) -> None:
        for text in who.channel_texts(channel)[-last:]:
            self.shows(who, f"in #{channel.name}", text)


@contextlib.contextmanager
def stage(console: Console) -> Iterator[Stage]:
    """Start the pretend Slack and the program; end both, and leave nothing behind."""
    with find_port(PORT) as free:
        port = int(free.getsockname()[1])
    server = SandboxServer(port)
    server.start()
    try:
        with Sandbox(server.url) as sandbox, tempfile.TemporaryDirectory(prefix="codebuddies-") as folder:
            sandbox.set_clock(FIRST_DAY)
            school = sandbox.workspace("Made-up School", manifest=ROOT / "manifest.socket.json")
            with _program(sandbox, school, Path(folder)):
                yield Stage(sandbox, school, console)
    finally:
        server.stop()


@contextlib.contextmanager
def _program(sandbox: Sandbox, school: Workspace, folder: Path) -> Iterator[None]:
    """`python app.py`, as anybody would start it, pointed at the pretend Slack."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
    environment |= {
        "DATABASE_URL": "",
        "KEYS": "",
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "SLACK_BOT_TOKEN": school.bot_token,
        "SLACK_APP_TOKEN": school.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "SANDBOX_CLOCK": sandbox.clock_address,
    }
    log = folder / "program.log"
    with log.open("wb") as out:
        program = subprocess.Popen(  # noqa: S603 - this Python, this program
            [sys.executable, str(ROOT / "app.py")], cwd=folder, env=environment, stdout=out, stderr=out
        )
    try:
        try:
            sandbox.wait_for_bot(sockets=1, programs=1, seconds=60)
        except AssertionError:
            raise SystemExit(f"The program did not start:\n{log.read_text()}") from None
        yield
    finally:
        program.send_signal(signal.SIGTERM)
        try:
            program.wait(15)
        except subprocess.TimeoutExpired:
            program.kill()
