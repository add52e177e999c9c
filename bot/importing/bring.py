"""The whole of an import: read, look up, write each person in a transaction of her own, and say what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from slack_sdk import WebClient

from bot.deps import Deps
from bot.errors import UserError
from bot.importing import people as lookups
from bot.importing import table
from bot.importing.columns import Field
from bot.importing.people import SlackAway
from bot.importing.rows import OFFER, REQUEST, OfferRow, Problem, RequestRow, Typed, understood
from bot.importing.table import CannotRead
from bot.services import imports, requests
from bot.services import people as members
from bot.services.imports import Came
from bot.services.offering import Offer
from bot.services.people import Facts
from bot.services.wishes import Wishes
from bot.speech import LANGUAGES
from bot.vault import WorkspaceVault
from bot.views import errors
from models.store import Db

__all__ = ["KINDS", "CannotRead", "Report", "SlackAway", "bring"]

KINDS = (REQUEST, OFFER)


@dataclass
class Report:
    """What came of it, or would. `came`: (kind, outcome) → rows."""

    file: str
    dry_run: bool
    rows: int = 0
    came: Counter[tuple[str, Came]] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    missing: list[Problem] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not (self.problems or self.missing)


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
    rows, problems = understood(read, choices, only)
    report = Report(path.name, dry_run, len(read.rows) + len(read.broken), problems=problems)
    report.unknown_columns = read.unknown
    found = lookups.look_up(client, (row.common.person for row in rows))
    column, vault, now = read.names.get(Field.PERSON), deps.vaults.of(workspace_id), deps.clock.now()
    for row in rows:
        person = row.common.person
        told = found.people.get(person)
        if told is None:
            why = f"“{person}”: {found.missing[person]}"
            report.missing.append(Problem(row.common.line, column, why))
            continue
        try:
            with _one(deps, workspace_id, dry_run) as db:
                came = _write(db, vault, now, told, row)
        except UserError as error:
            words = errors.words(error, LANGUAGES[0]).text
            report.problems.append(Problem(row.common.line, None, words))
            continue
        report.came[REQUEST if isinstance(row, RequestRow) else OFFER, came] += 1
    return report


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


def _write(db: Db, vault: WorkspaceVault, now: datetime, told: Facts, row: Typed) -> Came:
    members.remember(db, told, now)
    zone = members.timezone_of(db, told.user_id)
    since = imports.moment(row.common.since, zone, now)
    if isinstance(row, RequestRow):
        return imports.request(db, vault, now, told.user_id, _wishes(row), row.note, since)
    return imports.offer(db, now, told.user_id, _offer(row), since, approved=row.approved)


def _wishes(row: RequestRow) -> Wishes:
    said = row.common
    return Wishes(
        class_key=row.class_key,
        languages=said.languages,
        topics=said.topics,
        wish=row.wish,
        fluent=said.fluent,
        times=said.times,
        place=said.place,
        city=said.city,
        guardian=row.guardian,
    )


def _offer(row: OfferRow) -> Offer:
    said = row.common
    return Offer(
        languages=said.languages,
        topics=said.topics,
        capacity=row.capacity,
        hello=row.hello,
        weekly_minutes=row.weekly_minutes,
        fluent=said.fluent,
        times=said.times,
        place=said.place,
        city=said.city,
    )
