"""One programme as large as any will be, written straight into a store: everything that a manager's screens list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.rules import conduct
from bot.services.workspaces import CLASSES, TOPICS
from models import (
    BuddyRequest,
    BuddySession,
    HelpRequest,
    Person,
    Proposal,
    Rest,
    RoleHolder,
    Settings,
    Target,
    Task,
    Team,
    Volunteer,
    Workspace,
)
from models.base import Base
from models.enums import HelpState, ProposalState, RequestState, Role, TaskKind, TeamState, VolunteerState
from models.store import Db, Store

WORKSPACE, MANAGER, BACKUP = "T1", "UPETRA", "UBEA"
NOW = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
"""A Thursday, 17:00 in Madrid."""
MONDAY = date(2026, 3, 2)
LANGUAGES = (["en"], ["es", "en"], ["es"], ["ar"])
OTHERS = 100
"""Of each: students who wait, offers, possible teams, tasks, calls for help."""


def build(store: Store, teams: int, *, weeks: int = 8, others: int = OTHERS) -> None:
    """`teams` running teams with a session each week for `weeks` weeks; one in ten under its hours, some silent, some
    not introduced, some away, some with another target.
    """
    with store.everywhere() as db:
        _programme(db)
    with store.begin(WORKSPACE) as db:
        for rows in (*_people(teams, others), *_asking(teams, others), *_teams(teams, weeks), *_owed(others)):
            for row in rows:
                db.add(row)
            db.flush()


def _programme(db: Db) -> None:
    db.add(Workspace(id=WORKSPACE, bot_user_id="U0BOT", created_at=NOW, wrapped_key=b"made-up"))
    db.flush()
    db.add(
        Settings(
            workspace_id=WORKSPACE,
            set_up_at=NOW,
            timezone="Europe/Madrid",
            language="en",
            weekly_minutes=120,
            classes=list(CLASSES),
            topics=list(TOPICS),
            promise_days=[7, 10, 14],
            nudge_weekday=3,
            nudge_minute=17 * 60,
            digest_weekday=0,
            digest_minute=9 * 60,
        )
    )


Rows = Iterator[Base]


def _people(teams: int, others: int) -> list[Rows]:
    users = [MANAGER, BACKUP, *(f"U{who}{n}" for n in range(teams) for who in ("S", "B"))]
    users += [f"U{who}{n}" for n in range(others) for who in ("WAITS", "ASKS", "OFFERS", "HELPS")]
    facts = {"is_admin": False, "is_guest": False, "is_gone": False, "facts_at": NOW}
    return [
        (Person(user_id=user, timezone="Europe/Madrid", **facts) for user in users),
        iter(
            (
                RoleHolder(role=Role.PROJECT_MANAGER, user_id=MANAGER, position=0),
                RoleHolder(role=Role.BACKUP, user_id=BACKUP, position=1),
            )
        ),
    ]


def _asking(teams: int, others: int) -> list[Rows]:
    reasons = {"languages": ["en"], "topics": [], "days": 0, "taken": 0, "capacity": 2}
    return [
        (_request(n + 1, f"US{n}", RequestState.MATCHED, n) for n in range(teams)),
        (_request(teams + n + 1, f"UASKS{n}", RequestState.PROPOSED, n) for n in range(others)),
        (_request(teams + others + n + 1, f"UWAITS{n}", RequestState.WAITING, n) for n in range(others)),
        (_offer(f"UB{n}", VolunteerState.APPROVED) for n in range(teams)),
        (_offer(f"UOFFERS{n}", VolunteerState.OFFERED) for n in range(others)),
        (_offer(f"UHELPS{n}", VolunteerState.APPROVED) for n in range(others)),
        (
            Proposal(
                id=n + 1,
                request_id=n + 1,
                volunteer_id=f"UB{n}",
                state=ProposalState.LAUNCHED,
                reasons=reasons,
                proposed_at=NOW,
            )
            for n in range(teams)
        ),
        (
            Proposal(
                id=teams + n + 1,
                request_id=teams + n + 1,
                volunteer_id=f"UHELPS{n}",
                state=ProposalState.PROPOSED,
                reasons=reasons,
                proposed_at=NOW,
            )
            for n in range(others)
        ),
    ]


def _request(number: int, student: str, state: RequestState, n: int) -> BuddyRequest:
    return BuddyRequest(
        id=number,
        student_id=student,
        state=state,
        class_key=CLASSES[n % len(CLASSES)]["key"],
        languages=LANGUAGES[n % len(LANGUAGES)],
        topics=[],
        wish="",
        asked_at=NOW - timedelta(days=n % 30),
    )


def _offer(user: str, state: VolunteerState) -> Volunteer:
    return Volunteer(
        user_id=user,
        state=state,
        languages=["en"],
        topics=[],
        capacity=2,
        hello="",
        offered_at=NOW,
        conduct_version=conduct.VERSION,
    )


def _teams(teams: int, weeks: int) -> list[Rows]:
    return [
        (_team(n) for n in range(teams)),
        (
            BuddySession(
                team_id=n + 1,
                held_on=MONDAY + timedelta(days=2) - timedelta(weeks=week),
                minutes=(30 if n % 10 == 0 else 120) + (n + week) % 60,
                topic="react",
                logged_by=f"US{n}",
                logged_at=NOW,
            )
            for week in reversed(range(weeks))
            for n in range(teams)
            if n % 25 != 7
        ),
        (
            Rest(
                user_id=f"UB{n}",
                first=MONDAY - timedelta(days=18),
                last=MONDAY - timedelta(days=14),
                made_by=f"UB{n}",
                made_at=NOW,
            )
            for n in range(0, teams, 20)
        ),
        (
            Target(team_id=n + 1, since=since, minutes=minutes)
            for n in range(10, teams, 20)
            for since, minutes in ((MONDAY - timedelta(weeks=9), 180), (MONDAY - timedelta(weeks=3), 120))
        ),
    ]


def _team(n: int) -> Team:
    is_new = n % 50 == 3
    return Team(
        id=n + 1,
        proposal_id=n + 1,
        student_id=f"US{n}",
        buddy_id=f"UB{n}",
        state=TeamState.LAUNCHING if is_new else TeamState.ACTIVE,
        language="es" if n % 3 == 0 else "en",
        timezone="Europe/Madrid",
        weekly_minutes=120,
        launched_on=MONDAY - timedelta(days=10 + n % 300),
        launched_at=NOW - timedelta(days=13 + n % 300),
        introduced_at=None if is_new else NOW - timedelta(days=n % 10),
        channel_id=f"C{n}",
        unanswered_nudges=3 if n % 40 == 0 else 0,
    )


def _owed(others: int) -> list[Rows]:
    def task(kind: TaskKind, n: int, **about: Any) -> Task:
        return Task(kind=kind, dedupe_key=f"{kind}:{n}", about=about, opened_at=NOW)

    return [
        (task(TaskKind.UNDELIVERED, n, to=f"US{n}") for n in range(others)),
        (task(TaskKind.INTRODUCTION, n, team=n + 1) for n in range(others)),
        (task(TaskKind.QUIET_TEAM, n, team=n + 1) for n in range(others)),
        (
            HelpRequest(
                id=f"{n:032x}",
                asked_by=f"US{n}",
                words=b"sealed",
                state=HelpState.OPEN,
                asked_at=NOW - timedelta(days=n % 9),
                step=1,
                next_step_at=NOW,
                excluded=[],
            )
            for n in range(others)
        ),
    ]
