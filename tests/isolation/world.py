"""A workspace with one of everything that a button can name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from bot.rules import conduct
from bot.services import drafts, people, setup, workspaces
from bot.services import help as calls
from models import (
    BuddyRequest,
    BuddySession,
    ContactTimes,
    HelpRequest,
    Meeting,
    Notice,
    PrivateCase,
    Proposal,
    Rest,
    RoleHolder,
    Settings,
    Slot,
    Task,
    Team,
    VenueQuestion,
    Volunteer,
)
from models.enums import (
    FormKind,
    MeetingKind,
    MeetingState,
    NoticeState,
    ProposalState,
    RequestState,
    Role,
    TaskKind,
    TeamState,
    VolunteerState,
)
from models.store import Db
from tests import asked, stories
from tests.confidential import stored
from tests.isolation import digests, of_settings, resting, team_pages, world_of_ends
from tests.straight import THERE, Program

CAST = ("petra", "mateo", "bea", "wanda", "samira", "bruno", "rosa", "vera", "olu")
KINDS = (
    *("workspace_id", "team", "channel", "session", "request", "proposal"),
    *(
        "task",
        "done_task",
        "call",
        "case",
        "notice",
        "venue_question",
        "meeting",
        "question",
        "care_task",
        "ending",
        "past",
    ),
    *("stand_in", "settings_change", "broadcast", "note"),
)
PLANTED = 1_000_000
"""Beyond what a database counts up to by itself while forms are tried: a number that is there already is an error."""
FAR = 2000
"""So much farther are the numbers of the second workspace's rows, so that no number means two rows."""


@dataclass(frozen=True)
class World:
    """Ids of one workspace's rows. `people`: name → user id."""

    workspace_id: str
    people: dict[str, str]
    team: int
    channel: str
    session: int
    rest: int
    request: int
    proposal: int
    task: int
    done_task: int
    call: str
    case: str
    notice: int
    venue_question: int
    meeting: int
    school_break: int
    """A break of the programme, in summer."""
    version: str
    question: str
    answer: int
    care_task: int
    help_channel: str
    ending: int
    past: int
    """An end that is over, of Olu and Vera."""
    stand_in: int
    settings_change: int
    """A line of the history: the topics were others."""
    broadcast: int
    note: str

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
        task, done, notice = _owed(program, db, named)
        settings = db.scalars(select(Settings)).one()
        settings.match_due_at, settings.support_channel_id = None, f"C{mark}HELP"
        planted = _asked(program, db, named, team)
        db.add(_break(program, db, named))
        broadcast = digests.plant(db, now, named, _number(db, 14))
        db.flush()
        return World(
            workspace_id,
            named,
            team,
            f"C{mark}TEAM",
            db.scalars(select(BuddySession.id)).one(),
            db.scalars(select(Rest.id).where(Rest.user_id.is_not(None))).one(),
            request,
            proposal,
            task.id,
            done.id,
            db.scalars(select(HelpRequest.id)).one(),
            db.scalars(select(PrivateCase.id)).one(),
            notice,
            *(db.scalars(select(model.id)).one() for model in (VenueQuestion, Meeting)),
            db.scalars(select(Rest.id).where(Rest.user_id.is_(None))).one(),
            setup.version(db),
            planted.question,
            planted.answer,
            planted.care_task,
            f"C{mark}HELP",
            world_of_ends.planned(program, db, vault, team, named, _number(db, 10), words_of(workspace_id)),
            world_of_ends.past(program, db, named, (_number(db, 11), _number(db, 12))),
            resting.stand_in(db, _number(db, 9), team, named["vera"]),
            of_settings.change(db, now, named["petra"], _number(db, 13), words_of(workspace_id)),
            broadcast,
            team_pages.note(program, db, team, named["mateo"], f"note{mark}", words_of(workspace_id)),
        )


def _owed(program: Program, db: Db, named: dict[str, str]) -> tuple[Task, Task, int]:
    """A task that is open and one that is done, and a notice."""
    now = program.now
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
    notice = Notice(
        id=_number(db, 7),
        kind="session",
        dedupe_key="session:0",
        target=named["rosa"],
        about={"session": 0},
        state=NoticeState.PENDING,
        due_at=now,
        not_before=now,
        attempts=0,
        progress={},
    )
    db.add_all([task, done, notice])
    done.done_at, done.done_by = now, named["petra"]
    db.flush()
    return task, done, notice.id


def _asked(program: Program, db: Db, named: dict[str, str], team: int) -> asked.Planted:
    """Questions to the help channel, and how it is going in the team."""
    db.flush()
    return asked.plant(
        db,
        program.coordinator.deps.vaults.of(db.workspace_id),
        program.now,
        people.acting(db, named["samira"]),
        (team, named["samira"], named["bruno"]),
        words_of(db.workspace_id),
        helper=named["vera"],
        numbers=(_number(db, 8), _number(db, 9)),
    )


def _number(db: Db, number: int) -> int:
    return PLANTED + number + (FAR if db.workspace_id == THERE else 0)


def _break(program: Program, db: Db, named: dict[str, str]) -> Rest:
    return Rest(
        id=_number(db, 9),
        first=date(2026, 8, 3),
        last=date(2026, 8, 7),
        made_by=named["petra"],
        made_at=program.now,
        back_at=None,
    )


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
    db.add(
        Rest(
            id=_number(db, 8),
            user_id=named["olu"],
            first=date(2026, 2, 2),
            last=date(2026, 2, 20),
            made_by=named["olu"],
            made_at=program.now,
            back_at=program.now,
        )
    )
    db.add(
        VenueQuestion(
            id=_number(db, 8),
            team_id=team.id,
            venue=words_of(db.workspace_id),
            starts_at=program.now + timedelta(days=3),
            asked_by=named["samira"],
            asked_at=program.now,
            asked_of=named["petra"],
            line=words_of(db.workspace_id),
        )
    )
    _meeting(program, db, team.id, named["samira"])
    db.add(Slot(kind="nudge", timezone="Europe/Madrid", due_at=program.now + timedelta(days=3)))
    return team.id


def _meeting(program: Program, db: Db, team: int, by: str) -> None:
    """The two's next meeting."""
    db.add(
        Meeting(
            id=_number(db, 8),
            team_id=team,
            kind=MeetingKind.SESSION,
            state=MeetingState.CONFIRMED,
            starts_at=program.now + timedelta(days=3),
            minutes=60,
            place=words_of(db.workspace_id),
            planned_by=by,
            planned_at=program.now,
            sequence=0,
            agreed=[],
            is_in_calendars=False,
            step=3,
            due_at=None,
        )
    )


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
