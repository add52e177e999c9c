"""What is stored about one person: counted for her screen, and gathered for the file that she can ask for.

Which rows are hers and which columns she gets stands in the registry (`rules.personal`). Nothing of what is asked in
confidence is looked at here: whether there is any changes no byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_, select

from bot.rules import personal
from bot.rules.access import Acting
from bot.rules.personal import Export, Table
from bot.services import care, ended, help_record, notices, people, proposals
from bot.services.registered import any_of, column, hers, keys_of, model_of
from bot.vault import WorkspaceVault
from models import (
    Base,
    Broadcast,
    BuddyRequest,
    BuddySession,
    ChannelAnswer,
    ChannelQuestion,
    CheckIn,
    Draft,
    Feedback,
    FiguresReader,
    HelpRequest,
    History,
    Installation,
    Notice,
    Proposal,
    Pulse,
    RoleHolder,
    Roster,
    Task,
    Team,
    TeamNote,
    Volunteer,
)
from models.enums import NoticeState, ProposalState, Role
from models.store import Db

KIND = "own_data"
"""Of the notice."""
MOST_BYTES = 8 * 1024 * 1024
"""Of one part, before it is packed: what a phone opens and what is sent to Slack within one call's ten seconds."""
_OWN = {"ending_words": "user_id"}
"""Of tables whose rows belong to a team, too: the column with whom a row is of alone."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Counts:
    """How much there is of her, for the screen.

    Attributes:
        tasks: of managers, that she has, has done or moved last.
        calls: for help; never one in confidence.
        notes: of managers, about her or her teams.
        figures: 1 where she gets the week's.
        texts: that she has written to many.
        entered: numbers of a class, and that she added the program.
    """

    requests: int
    offers: int
    teams: int
    sessions: int
    questions: int
    answers: int
    checks: int
    tasks: int
    calls: int
    feedback: int
    notes: int
    drafts: int
    figures: int
    texts: int
    entered: int
    roles: tuple[Role, ...]
    kept_for: tuple[int, ...]
    """As `rules.intake.KEPT`."""


@dataclass(frozen=True)
class Part:
    """One file's worth: table → rows, each column → value. `number` from 1."""

    number: int
    of: int
    tables: dict[str, list[Row]]


def counts(db: Db, user_id: str) -> Counts:
    def many(model: type[Base], *where: ColumnElement[bool]) -> int:
        return int(db.scalars(select(func.count()).select_from(model).where(*where)).one())

    mine = or_(Team.student_id == user_id, Team.buddy_id == user_id)
    own_teams = select(Team.id).where(mine).scalar_subquery()
    return Counts(
        requests=many(BuddyRequest, BuddyRequest.student_id == user_id),
        offers=many(Volunteer, Volunteer.user_id == user_id),
        teams=many(Team, mine),
        sessions=many(BuddySession, BuddySession.team_id.in_(own_teams), BuddySession.undone_at.is_(None)),
        questions=many(ChannelQuestion, ChannelQuestion.asked_by == user_id),
        answers=many(ChannelAnswer, ChannelAnswer.answered_by == user_id),
        checks=many(Pulse, Pulse.user_id == user_id, Pulse.score.is_not(None)),
        tasks=many(Task, or_(Task.held_by == user_id, Task.done_by == user_id, Task.moved_by == user_id)),
        calls=many(HelpRequest, HelpRequest.asked_by == user_id),
        feedback=many(Feedback, Feedback.said_by == user_id),
        notes=many(CheckIn, CheckIn.user_id == user_id) + many(TeamNote, TeamNote.team_id.in_(own_teams)),
        drafts=many(Draft, Draft.user_id == user_id),
        figures=many(FiguresReader, FiguresReader.user_id == user_id),
        texts=many(Broadcast, Broadcast.made_by == user_id),
        entered=many(Roster, Roster.entered_by == user_id)
        + many(Installation, Installation.installed_by == user_id),
        roles=_roles(db, user_id),
        kept_for=tuple(people.programme(db).kept_for),
    )


def _roles(db: Db, user_id: str) -> tuple[Role, ...]:
    held = set(db.scalars(select(RoleHolder.role).where(RoleHolder.user_id == user_id)))
    return tuple(role for role in Role if role in held)


def order(db: Db, now: datetime, who: Acting) -> bool:
    """Owe her the file. False: one is on its way already, and this changes nothing."""
    waits = select(Notice.id).where(
        Notice.kind == KIND,
        Notice.target == who.user_id,
        Notice.state.in_((NoticeState.PENDING, NoticeState.SENDING)),
    )
    if db.scalars(waits).first() is not None:
        return False
    return notices.owe(
        db, KIND, to=who.user_id, key=f"{who.user_id}:{now:%Y%m%dT%H%M%S%f}:1", now=now, part=1
    )


def order_next(db: Db, now: datetime, user_id: str, key: str, part: int) -> None:
    """The part after the one that has gone out."""
    notices.owe(db, KIND, to=user_id, key=f"{key.rpartition(':')[0]}:{part}", now=now, part=part)


def part(db: Db, vault: WorkspaceVault, user_id: str, number: int, most: int = MOST_BYTES) -> Part:
    """One part of all that is hers. An empty last part where there is less by now than when it was asked for."""
    parts = _parts(gather(db, vault, user_id), most)
    tables = parts[number - 1] if number <= len(parts) else {}
    return Part(number, max(number, len(parts)), tables)


def gather(db: Db, vault: WorkspaceVault, user_id: str) -> dict[str, list[Row]]:
    """Table → her rows, in the order of the registry, oldest first."""
    found = {}
    for table in personal.TABLES.values():
        rows = list(_rows(db, vault, table, user_id))
        if rows:
            found[table.name] = rows
    return found


def _parts(found: dict[str, list[Row]], most: int) -> list[dict[str, list[Row]]]:
    parts: list[dict[str, list[Row]]] = [{}]
    size = 0
    for name, rows in found.items():
        for row in rows:
            weighs = len(json.dumps(row, ensure_ascii=False).encode())
            if size and size + weighs > most:
                parts.append({})
                size = 0
            parts[-1].setdefault(name, []).append(row)
            size += weighs
    return parts


def _rows(db: Db, vault: WorkspaceVault, table: Table, user_id: str) -> Iterator[Row]:
    names = [one.name for one in table.columns() if one.is_personal and one.export is Export.FILE]
    if not (names and table.hers):
        return
    model = model_of(table.name)
    where = any_of(hers(table, (user_id,)))
    if table.name in _OWN:
        where &= column(model, _OWN[table.name]) == user_id
    if table.told:
        where &= TOLD[table.name](user_id)
    if table.name == Notice.__tablename__:
        where &= ~Notice.kind.startswith(notices.PRIVATE)
    for row in db.scalars(select(model).where(where).order_by(*keys_of(model))):
        yield {name: _value(vault, table.name, row, name) for name in names}


def _told_of_pair(user_id: str) -> ColumnElement[bool]:
    """A possible team is told to its volunteer when a manager has approved it, to its student when he has said yes."""
    approved, accepted, launched = ProposalState.APPROVED, ProposalState.ACCEPTED, ProposalState.LAUNCHED
    his = Proposal.volunteer_id == user_id
    return or_(
        Proposal.state.in_((accepted, launched)),
        Proposal.declined_by == user_id,
        his & (Proposal.state == approved),
        his & _was(approved),
        ~his & _was(accepted),
    )


def _was(state: ProposalState) -> ColumnElement[bool]:
    """It has come so far, whatever has become of it."""
    this = History.subject_id == cast(Proposal.id, String)
    return (
        select(History.id)
        .where(History.subject == "proposal", this, History.event == str(state))
        .correlate(Proposal)
        .exists()
    )


def _value(vault: WorkspaceVault, table: str, row: Any, name: str) -> Any:
    value = getattr(row, name)
    if value == b"":
        return ""
    if isinstance(value, bytes):
        place = f"{table}.{name}"
        return vault.open(place, SEALED[place](row), value)
    return value if isinstance(value, str | int | bool | None) else _plain(value)


def _plain(value: Any) -> Any:
    """As JSON takes it: moments and days in ISO 8601, moments in UTC."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if isinstance(value, list | dict | float) else str(value)


TOLD: dict[str, Callable[[str], ColumnElement[bool]]] = {Proposal.__tablename__: _told_of_pair}
"""Of the tables that the registry marks so: of which rows of hers somebody has been told."""
SEALED: dict[str, Callable[[Any], str]] = {
    "drafts.sealed": lambda row: f"{row.user_id}|{row.form}",
    proposals.NOTE: lambda row: str(row.id),
    ended.NOTE: lambda row: ended.place(row.ending_id, row.user_id, row.kind),
    care.PLACE: lambda row: f"{row.team_id}:{row.user_id}:{row.number}",
    "check_ins.words": lambda row: f"{row.team_id}:{row.user_id}",
    "feedback.words": lambda row: row.id,
    help_record.WORDS_PLACE: lambda row: row.id,
    "channel_questions.words": lambda row: row.id,
    "channel_answers.words": lambda row: str(row.id),
    "broadcasts.sealed": lambda row: str(row.id),
}
"""Sealed column → under which row each value was sealed; a test holds it against the registry."""
