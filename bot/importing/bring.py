"""The whole of an import: read, look up, write each person in a transaction of her own, and say what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from slack_sdk import WebClient

from bot.deps import Deps
from bot.errors import UserError
from bot.importing import people as lookups
from bot.importing import table
from bot.importing.columns import Field
from bot.importing.people import SlackAway
from bot.importing.rows import OFFER, REQUEST, Heard, OfferRow, RequestRow, understood
from bot.importing.table import CannotRead, Problem, Table, column_name
from bot.services import imports, requests
from bot.services import people as members
from bot.services.imports import Came
from bot.services.people import Facts
from bot.speech import LANGUAGES
from bot.vault import WorkspaceVault
from bot.views import errors
from models.store import Db

__all__ = ["KINDS", "CannotRead", "Report", "SlackAway", "bring"]

KINDS = (REQUEST, OFFER)
FARTHEST_EAST = timedelta(hours=14)
"""Where a day begins first, before UTC."""


@dataclass
class Report:
    """What came of it, or would.

    Attributes:
        rows: all of the file, those too that cannot be read.
        came: (kind, outcome) → rows.
        problems: in the order of the file; a row may have several.
    """

    file: str
    dry_run: bool
    rows: int = 0
    came: Counter[tuple[str, Came]] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()

    @property
    def left_out(self) -> int:
        """Rows."""
        return len({problem.line for problem in self.problems})


def bring(
    deps: Deps, client: WebClient, workspace_id: str, path: Path, *, only: str | None, dry_run: bool
) -> Report:
    """Bring the requests and offers of a file into a workspace.

    Good rows come in, whatever is wrong with others; whoever has asked or offered here before is left as is, so
    that a second run changes nothing. A dry run does the same, and writes nothing.

    Args:
        client: waits by itself where Slack asks it to.
        only: `request` or `volunteer`, for a file of one kind without a column that says so.

    Raises:
        CannotRead: the file as a whole is not usable.
        SlackAway: Slack cannot be asked who the people are.
    """
    read = table.read(path)
    with deps.patient.read(workspace_id) as db:
        choices = requests.choices(db)
    now, vault = deps.clock.now(), deps.vaults.of(workspace_id)
    rows, problems = understood(read, choices, (now + FARTHEST_EAST).date(), only)
    report = Report(path.name, dry_run, len(read.rows) + len(read.broken), problems=problems)
    report.unknown_columns = read.unknown
    found = lookups.look_up(client, (row.person for row in rows))
    lines: dict[tuple[str, str], int] = {}
    for row in rows:
        told = found.people.get(row.person)
        if told is None:
            report.problems.append(_nobody(read, row, found.missing[row.person]))
            continue
        first = lines.setdefault((row.kind, told.user_id), row.line)
        if (
            first != row.line
        ):  # even if that one is left out: once it is corrected, it would find this one there
            report.problems.append(_nobody(read, row, f"the same person stands in line {first} already"))
        elif row.said:
            try:
                with _one(deps, workspace_id, dry_run) as db:
                    came = _write(db, vault, now, told, row.said)
            except UserError as error:
                report.problems += refused(read, row.line, error)
            else:
                report.came[row.kind, came] += 1
    report.problems.sort(key=lambda problem: problem.line)
    return report


def refused(read: Table, line: int, error: UserError) -> list[Problem]:
    """What the programme does not take of a row that could be read: its settings have changed since."""
    fields = {**{str(one): one for one in Field}, "minutes": Field.HOURS}
    return [
        Problem(
            line,
            column_name(read.names, fields.get(str(one.block), Field.PERSON)),
            errors.words(one, LANGUAGES[0]).text.removesuffix("."),
        )
        for one in (error, *error.others)
    ]


def _nobody(read: Table, row: Heard, why: str) -> Problem:
    return Problem(row.line, column_name(read.names, Field.PERSON), f"“{row.person}”: {why}")


class _NotKept(Exception):
    """A dry run's transaction is undone."""


@contextmanager
def _one(deps: Deps, workspace_id: str, dry_run: bool) -> Iterator[Db]:
    try:
        with deps.patient.begin(workspace_id) as db:
            yield db
            if dry_run:
                raise _NotKept
    except _NotKept:
        pass


def _write(db: Db, vault: WorkspaceVault, now: datetime, told: Facts, row: RequestRow | OfferRow) -> Came:
    members.remember(db, told, now)
    since = imports.moment(row.since, members.timezone_of(db, told.user_id), now)
    if isinstance(row, RequestRow):
        return imports.request(db, vault, now, told.user_id, row.wishes, row.note, since)
    return imports.offer(db, now, told.user_id, row.offer, since, approved=row.approved)
