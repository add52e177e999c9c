"""A workspace with one of everything that a button can name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from bot.rules import conduct
from bot.services import drafts, endings, people, setup, workspaces
from bot.services import help as calls
from bot.vault import WorkspaceVault
from models import (
    BuddyRequest,
    BuddySession,
    ContactTimes,
    Ending,
    EndingMoment,
    HelpRequest,
    Notice,
    PrivateCase,
    Proposal,
    RoleHolder,
    Settings,
    Slot,
    Task,
    Team,
    Volunteer,
)
from models.enums import (
    EndingStep,
    EndReason,
    EndWords,
    FormKind,
    NoticeState,
    ProposalState,
    RequestState,
    Role,
    TaskKind,
    TeamState,
    VolunteerState,
)
from models.store import Db
from tests import stories
from tests.confidential import stored
from tests.straight import THERE, Program

CAST = ("petra", "mateo", "bea", "wanda", "samira", "bruno", "rosa", "vera", "olu")
KINDS = (
    *("workspace_id", "team", "channel", "session", "request", "proposal"),
    *("task", "done_task", "call", "case", "notice", "ending", "past"),
)
FAR = 2000
"""Numbers of the second workspace's rows begin here, so that no number means two rows."""


@dataclass(frozen=True)
class World:
    """Ids of one workspace's rows. `people`: name → user id."""

    workspace_id: str
    people: dict[str, str]
    team: int
    channel: str
    session: int
    request: int
    proposal: int
    task: int
    done_task: int
    call: str
    case: str
    notice: int
    ending: int
    past: int
    """An end that is over, of Olu and Vera."""
    version: str

    @property
    def words(self) -> str:
        """In every text that somebody wrote here; to be seen by nobody of another workspace."""
        return words_of(self.workspace_id)

    @property
    def readers(self) -> dict[str, Any]:
        """What the second page for more help names: it comes back with it."""
        return {"kind": "more", "people": [self.people[name] for name in ("petra", "mateo", "bea")]}

    @property
    def confidants(self) -> dict[str, Any]:
        """The same, of the page for somebody to talk to."""
        return {"kind": "talk", "people": [self.people[name] for name in ("mateo", "petra", "bea")]}

    @property
    def ids(self) -> dict[str, str]:
        """Each kind of id, as a button would carry it."""
        kinds = {name: str(getattr(self, name)) for name in KINDS}
        return {**kinds, **{name: self.people[name] for name in ("samira", "vera", "petra")}}


def words_of(workspace_id: str) -> str:
    return f"WORDSIN{workspace_id}"


def furnish(program: Program, workspace_id: str) -> World:
    """Fill a workspace. The same names are other people in another one: their ids tell them apart."""
    deps, now = program.coordinator.deps, program.now
    if workspace_id == THERE:
        workspaces.ensure(deps.store, deps.vaults, workspace_id, "U0BOT2", "Europe/Madrid", now)
    mark = workspace_id.removeprefix("T0")
    named = {name: f"U{mark}{name.upper()}" for name in CAST}
    with deps.store.begin(workspace_id) as db:
        _people(program, db, named)
        team = _team(program, db, named, f"C{mark}TEAM")
        request, proposal = _matching(program, db, named)
    vault = deps.vaults.of(workspace_id)
    with deps.store.begin(workspace_id) as db:
        calls.ask(db, vault, now, people.acting(db, named["samira"]), words_of(db.workspace_id), team)
        stored(db, vault, now, people.acting(db, named["olu"]), words_of(db.workspace_id))
        for name in ("olu", "mateo"):
            page = {"class": "web-en", "fluent": ["en"], "wish": words_of(db.workspace_id)}
            drafts.keep(db, vault, now, named[name], FormKind.REQUEST, page)
        page = {**stories.OFFER, "hello": words_of(db.workspace_id)}
        for name in ("olu", "mateo", "samira"):
            drafts.keep(db, vault, now, named[name], FormKind.OFFER, page)
        task, done = (
            Task(
                id=_number(db, number),
                kind=TaskKind.UNDELIVERED,
                dedupe_key=f"undelivered:{number}",
                about={"to": named["rosa"]},
                opened_at=now,
            )
            for number in (1, 2)
        )
        notice = _notice(program, db, named)
        db.add_all([task, done, notice])
        done.done_at, done.done_by = now, named["petra"]
        db.scalars(select(Settings)).one().match_due_at = None
        db.flush()
        return World(
            workspace_id,
            named,
            team,
            f"C{mark}TEAM",
            db.scalars(select(BuddySession.id)).one(),
            request,
            proposal,
            task.id,
            done.id,
            db.scalars(select(HelpRequest.id)).one(),
            db.scalars(select(PrivateCase.id)).one(),
            notice.id,
            _ending(program, db, vault, team, named),
            _past(program, db, named),
            setup.version(db),
        )


def _notice(program: Program, db: Db, named: dict[str, str]) -> Notice:
    return Notice(
        id=_number(db, 7),
        kind="session",
        dedupe_key="session:0",
        target=named["rosa"],
        about={"session": 0},
        state=NoticeState.PENDING,
        due_at=program.now,
        not_before=program.now,
        attempts=0,
        progress={},
    )


def _ending(program: Program, db: Db, vault: WorkspaceVault, team: int, named: dict[str, str]) -> int:
    """A planned end of the team, with a note."""
    row = Ending(
        id=_number(db, 8),
        team_id=team,
        team_was=TeamState.ACTIVE,
        reason=EndReason.GRADUATED,
        may_be_said=False,
        made_by=named["samira"],
        made_at=program.now,
        planned_for=date(2026, 6, 1),
        readers=[named["petra"]],
        goes_on=[],
    )
    db.add(row)
    db.flush()
    words = words_of(db.workspace_id)
    endings.write(db, vault, program.now, row.id, named["samira"], EndWords.NOTE, words)
    db.add(EndingMoment(ending_id=row.id, step=EndingStep.CLOSING, due_at=program.now + timedelta(days=900)))
    return row.id


def _past(program: Program, db: Db, named: dict[str, str]) -> int:
    """Of a team without sessions, ended a moment ago."""
    team = Team(
        id=_number(db, 9),
        student_id=named["olu"],
        buddy_id=named["vera"],
        state=TeamState.ENDED,
        language="en",
        timezone="Europe/Madrid",
        weekly_minutes=120,
        launched_on=date(2026, 1, 12),
        launched_at=program.now - timedelta(weeks=7),
        ended_at=program.now,
        unanswered_nudges=0,
    )
    db.add(team)
    db.flush()
    row = Ending(
        id=_number(db, 10),
        team_id=team.id,
        team_was=TeamState.ACTIVE,
        reason=EndReason.GRADUATED,
        may_be_said=False,
        made_by=named["olu"],
        made_at=program.now,
        ended_at=program.now,
        readers=[named["petra"]],
        goes_on=[],
    )
    db.add(row)
    db.flush()
    return row.id


def _number(db: Db, number: int) -> int:
    return 100 + number + (FAR if db.workspace_id == THERE else 0)


def _people(program: Program, db: Db, named: dict[str, str]) -> None:
    for user_id in named.values():
        told = people.Facts(user_id, "en-US", "Europe/Madrid", is_admin=False, is_guest=False, is_gone=False)
        people.remember(db, told, program.now)
    holders = {
        Role.PROJECT_MANAGER: "petra",
        Role.PROGRAMME_MANAGER: "mateo",
        Role.BACKUP: "bea",
        Role.WELLBEING: "wanda",
    }.items()
    for position, (role, name) in enumerate(holders):
        email = f"{name}@{named[name]}.example".lower()
        db.add(RoleHolder(role=role, user_id=named[name], position=position, email=email))
        db.add(
            ContactTimes(user_id=named[name], weekdays=[0, 1], opens=540, closes=1080)
            if name == "petra"
            else ContactTimes(
                user_id=named[name],
                weekdays=[0, 1, 2, 3, 4],
                opens=600,
                closes=1020,
                away_from=date(2026, 3, 9),
                away_until=date(2026, 3, 13),
            )
        )
    db.scalars(select(Settings)).one().set_up_at = program.now


def _team(program: Program, db: Db, named: dict[str, str], channel: str) -> int:
    team = Team(
        id=_number(db, 3),
        student_id=named["samira"],
        buddy_id=named["bruno"],
        state=TeamState.ACTIVE,
        language="en",
        timezone="Europe/Madrid",
        weekly_minutes=120,
        launched_on=date(2026, 1, 12),
        launched_at=program.now - timedelta(weeks=7),
        channel_id=channel,
        unanswered_nudges=1,
    )
    db.add(team)
    db.flush()
    db.add(
        BuddySession(
            id=_number(db, 4),
            team_id=team.id,
            held_on=date(2026, 3, 1),
            minutes=60,
            topic=words_of(db.workspace_id),
            logged_by=named["samira"],
            logged_at=program.now,
        )
    )
    db.add(Slot(kind="nudge", timezone="Europe/Madrid", due_at=program.now + timedelta(days=3)))
    return team.id


def _matching(program: Program, db: Db, named: dict[str, str]) -> tuple[int, int]:
    request = BuddyRequest(
        id=_number(db, 5),
        student_id=named["rosa"],
        state=RequestState.PROPOSED,
        class_key="web-en",
        languages=["en"],
        topics=[],
        wish=words_of(db.workspace_id),
        asked_at=program.now,
    )
    volunteer = Volunteer(
        user_id=named["vera"],
        state=VolunteerState.APPROVED,
        languages=["en"],
        topics=[],
        capacity=2,
        hello=words_of(db.workspace_id),
        offered_at=program.now,
        approved_at=program.now,
        approved_by=named["petra"],
        conduct_version=conduct.VERSION,
        conduct_at=program.now,
    )
    db.add_all([request, volunteer])
    db.flush()
    reasons = {"languages": ["en"], "topics": [], "days": 0, "taken": 0, "capacity": 2}
    proposal = Proposal(
        id=_number(db, 6),
        request_id=request.id,
        volunteer_id=named["vera"],
        state=ProposalState.ACCEPTED,
        reasons=reasons,
        proposed_at=program.now,
    )
    db.add(proposal)
    db.flush()
    return request.id, proposal.id
