"""Where the story is played, and what is printed of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule

from sandbox.backstage import NoProgram, backstage
from sandbox.people import Channel, Person, Sandbox, Workspace

ZONE = ZoneInfo("Europe/Madrid")
FIRST_DAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday, 9:00 in Madrid."""


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
    with backstage(FIRST_DAY, "Made-up School") as behind:
        try:
            behind.program.wait_until_connected()
        except NoProgram as trouble:
            raise SystemExit(str(trouble)) from None
        yield Stage(behind.sandbox, behind.school, console)
