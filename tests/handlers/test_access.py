"""Who may do what: every listener × every role, decided on the server, whatever a button carries.

A listener without a line in the table (`tests/handlers/table.py`) fails the test.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.task_days import Later
from bot.services import (
    breaks,
    cloning,
    drafts,
    people,
    sessions,
    setup,
    targets,
    task_moves,
    tasks,
    workspaces,
)
from bot.services import help as calls
from bot.services.people import Facts
from bot.speech import speech
from bot.vault import WorkspaceVault
from bot.views import errors
from bot.views.answer import Refuse, Say, ShowHome, Unkept
from handlers.door import Door, Registered, Visit
from handlers.inbound import Click, Command, Event, Said, Submission
from models import (
    BuddyRequest,
    BuddySession,
    HelpRequest,
    History,
    Meeting,
    PrivateCase,
    Rest,
    RoleHolder,
    Settings,
    StandIn,
    Task,
    Team,
    VenueQuestion,
)
from models.enums import (
    FormKind,
    MeetingKind,
    MeetingState,
    ProposalState,
    RequestState,
    Role,
    StandInState,
    TaskKind,
)
from models.store import Db
from tests import stories, texts, versions
from tests.asked import plant
from tests.confidential import stored
from tests.conftest import School
from tests.handlers import endings, table_of_erasing, table_of_lists
from tests.handlers.lines import NAMES, NOT_ACTS, Ids, Line
from tests.handlers.table import table

ANOTHER = "TOTHER"
MALLORY = "UMALLORY"


@pytest.fixture
def here(school: School) -> Ids:
    """The world the table speaks of, when everything that is owed has left."""
    found = furnished(school)
    table_of_erasing.left(school, found.people["backup"])
    school.sandbox.settle()
    return found


def furnished(school: School) -> Ids:
    """The case is the outsider's, the call for help and the questions the student's."""
    stories.set_up(school)
    stories.team(school, "Samira", "Bruno")
    elsewhere = [stories.team(school, *two) for two in (("Tara", "Tom"), ("Uma", "Udo"), ("Ina", "Ivo"))]
    rosa, vera = stories.waiting(school, "Rosa", "en"), stories.volunteer(school, "Vera", "en", capacity=2)
    olga = stories.waiting(school, "Olga", "en")
    proposal = stories.proposal(school, rosa, vera, ProposalState.ACCEPTED)
    stories.waiting(school, "Vera", "en")
    named = {role: school.person(name, admin=role == "admin").id for role, name in NAMES.items()}
    now, vault = school.sandbox.now, school.coordinator.deps.vaults.of(school.workspace.id)
    with school.store.begin(school.workspace.id) as db:
        for role in ("outsider", "admin"):
            people.remember(db, facts(named[role], is_admin=role == "admin"), now)
        team = db.scalars(select(Team.id).where(Team.student_id == named["student"])).one()
        session, doubtful, question = _logged(db, now, team, named)
        planned = _meetings(db, now, team, named)
        table_of_lists.tasks(db, now, team, named)
        first, second = db.scalars(select(Task.id).where(Task.kind == TaskKind.UNDELIVERED).order_by(Task.id))
        tasks.done(db, now, people.acting(db, named["project manager"]), second)
        moved = db.scalars(select(Task.id).where(Task.kind == TaskKind.CHANNEL_GONE)).one()
        task_moves.put_off(db, now, people.acting(db, named["project manager"]), moved, 0, Later.NEXT_WEEK)
        calls.ask(db, vault, now, people.acting(db, named["student"]), "x", team)
        stored(db, vault, now, people.acting(db, named["outsider"]), "x")
        texts.begun(db, vault, now, named)
        asker, pair = people.acting(db, named["student"]), (team, named["student"], named["buddy"])
        questions = plant(db, vault, now, asker, pair, "x", helper=named["volunteer"])
        [own] = sessions.own_teams(db, named["student"], now)
        wish = targets.ask(db, now, people.acting(db, named["student"]), own, 180)
        breaks.add(db, now, people.acting(db, named["backup"]), (now.date(), now.date()))
        asked = {row.student_id: row for row in db.scalars(select(BuddyRequest))}
        asked[vera.id].state, asked[vera.id].withdrawn_at = RequestState.WITHDRAWN, now
        db.scalars(select(Settings)).one().match_due_at = None
        return Ids(
            team=team,
            session=session.id,
            doubtful=doubtful.id,
            question=question.id,
            meeting=planned[0],
            planned=planned[1],
            introduction=planned[2],
            open_task=first,
            invite_task=db.scalars(select(Task.id).where(Task.kind == TaskKind.LEFT_CHANNEL)).one(),
            done_task=second,
            moved_task=moved,
            call=db.scalars(select(HelpRequest.id)).one(),
            case=db.scalars(select(PrivateCase.id)).one(),
            request=asked[rosa.id].id,
            withdrawn=asked[vera.id].id,
            proposal=proposal,
            wish=wish.mark,
            broadcast=texts.planned(db, now, named["backup"]),
            **table_of_lists.furnish(db, vault, now, team, elsewhere[0][0].id, named),
            ends=endings.furnish(db, vault, now, team, named, olga.id),
            **_of_settings(db, vault, now, named),
            stand_ins=_stand_ins(db, now, team, named, [one.id for one, _, _ in elsewhere]),
            waiting=db.scalars(select(BuddyRequest.id).where(BuddyRequest.student_id == olga.id)).one(),
            people=named,
            version=setup.version(db),
            versions=versions.of_settings(db),
            asked=questions,
        )


def _of_settings(db: Db, vault: WorkspaceVault, now: datetime, named: dict[str, str]) -> dict[str, Any]:
    """Two managers hand their roles over to the wellbeing contact, who has said yes to one of them."""
    for role, agreed in (("project manager", "yes"), ("programme manager", "")):
        going = {"to": named["wellbeing"], "roles": [role.replace(" ", "_")], "mark": "x", "agreed": agreed}
        drafts.keep(db, vault, now, named[role], FormKind.HANDOVER, going)
    text = cloning.written(db)
    for user_id in named.values():
        drafts.keep(db, vault, now, user_id, FormKind.CLONE, {"text": text})
    kept = {"settings_text": text, "settings_mark": cloning.mark(db)}
    rest = db.scalars(select(Rest.id).where(Rest.user_id.is_(None), Rest.team_id.is_(None))).one()
    added = db.scalars(select(History.id).where(History.event == "break_added")).one()
    return {**kept, "school_break": rest, "school_break_change": added}


def _stand_ins(
    db: Db, now: datetime, team: int, named: dict[str, str], elsewhere: list[str]
) -> dict[str, str]:
    """The student's buddy is away, and she has not asked; in other teams a manager, and twice the volunteer, is asked."""
    marks = {}
    others = [db.scalars(select(Team).where(Team.student_id == student)).one() for student in elsewhere]
    states = (StandInState.ASKED, StandInState.OFFERED, StandInState.HERE)
    for what, pair, state in zip(("choose", "answer", "stop"), others, states, strict=True):
        asked = [] if state is StandInState.ASKED else [named["volunteer"]]
        row = StandIn(team_id=pair.id, rest_id=_away(db, now, pair.buddy_id), state=state, asked=asked)
        row.asked_at, row.volunteer_id = now, asked[0] if asked else None
        db.add(row)
        db.flush()
        marks[what] = f"{row.id}:{len(asked)}"
    return {**marks, "ask": f"{team}:{_away(db, now, named['buddy'])}"}


def _away(db: Db, now: datetime, user_id: str) -> int:
    until = now + timedelta(days=9)
    row = Rest(
        user_id=user_id, made_by=user_id, made_at=now, first=now.date(), last=until.date(), back_at=until
    )
    db.add(row)
    db.flush()
    return row.id


def _logged(
    db: Db, now: datetime, team: int, named: dict[str, str]
) -> tuple[BuddySession, BuddySession, VenueQuestion]:
    """A session of the student, another of hers that looks like it, and a place asked of the project manager."""
    said = {"team_id": team, "held_on": now.date(), "minutes": 60, "topic": ""}
    said |= {"logged_by": named["student"], "logged_at": now}
    session = BuddySession(**said)
    db.add(session)
    db.flush()
    doubtful = BuddySession(**said, undone_at=now, looks_like=session.id)
    question = VenueQuestion(
        team_id=team,
        venue="Elevador",
        starts_at=now + timedelta(days=2),
        asked_by=named["student"],
        asked_at=now,
        asked_of=named["project manager"],
    )
    db.add_all([doubtful, question])
    return session, doubtful, question


def _meetings(db: Db, now: datetime, team: int, named: dict[str, str]) -> list[int]:
    """One of the two that is over, one that is to come, and an introduction that is proposed."""
    session, introduction = MeetingKind.SESSION, MeetingKind.INTRODUCTION
    rows = [
        Meeting(
            team_id=team,
            kind=kind,
            state=MeetingState.CONFIRMED if kind is session else MeetingState.PROPOSED,
            starts_at=now + timedelta(days=days),
            minutes=60,
            place="x",
            planned_by=named[by],
            planned_at=now,
            sequence=0,
            agreed=[],
            is_in_calendars=False,
            step=3,
        )
        for kind, days, by in (
            (session, -1, "student"),
            (session, 2, "buddy"),
            (introduction, 4, "project manager"),
        )
    ]
    db.add_all(rows)
    db.flush()
    return [row.id for row in rows]


def facts(user_id: str, *, is_admin: bool = False) -> Facts:
    return Facts(user_id, "en-US", "Europe/Madrid", is_admin=is_admin, is_guest=False, is_gone=False)


def test_every_listener_has_a_line_in_the_table(school: School, here: Ids) -> None:
    registered = {(one.kind, one.name) for one in door(school).listeners} - {
        ("event", name) for name in NOT_ACTS
    }
    assert {(line.kind, line.name) for line in table(here)} == registered


@pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)
def test_who_may_do_what(school: School, here: Ids) -> None:
    wrong = [
        f"{line.kind} {line.name} {line.value}: {role} {'may not' if role in line.may else 'may'}, by {outcome}"
        for line, listener in lines(school, here)
        for role in NAMES
        if ((outcome := tried(school, here, line, listener, role)) is None) != (role in line.may)
    ]
    assert wrong == []


def test_a_stranger_and_a_guest_may_do_nothing(school: School, here: Ids) -> None:
    guest = school.person("Gus", guest=True)
    with school.store.begin(school.workspace.id) as db:
        people.remember(db, replace(facts(guest.id), is_guest=True), school.sandbox.now)
    refusal = errors.words(UserError(Wrong.NOT_A_MEMBER), "en").text
    for line, listener in lines(school, here):
        for user_id, home in ((here.people["project manager"], ANOTHER), (guest.id, school.workspace.id)):
            said = replace(said_by(school, line, user_id), home_workspace_id=home)
            answer, _ = door(school)._decide(said, listener.listener)
            told = answer.text if isinstance(answer, Refuse) else getattr(answer, "message", answer).text
            assert told == refusal, f"{line.kind} {line.name}"


def test_ids_of_another_workspace_do_not_exist(school: School, here: Ids) -> None:
    """Mallory is everything in a workspace of her own, and presses buttons with this school's ids."""
    now, deps = school.sandbox.now, school.coordinator.deps
    workspaces.ensure(deps.store, deps.vaults, ANOTHER, "UBOT2", "Europe/Madrid", now)
    with school.store.begin(ANOTHER) as db:
        people.remember(db, facts(MALLORY, is_admin=True), now)
        for position, role in enumerate(Role):
            db.add(RoleHolder(role=role, user_id=MALLORY, position=position, email=None))
        db.scalars(select(Settings)).one().set_up_at = now
    before = counted(school)
    for line, listener in lines(school, here):
        if line.by_id and line.name != ids.LOG_OPEN:
            assert tried_in(school, ANOTHER, MALLORY, line, listener) is not None, f"{line.name} {line.value}"
    assert counted(school) == before


def counted(school: School) -> list[int]:
    with school.store.read(school.workspace.id) as db:
        return [len(db.scalars(select(model)).all()) for model in (BuddySession, Task, Team, RoleHolder)]


# trying --------------------------------------------------------------------------------------------------


class _Undo(Exception):
    """Whatever was done is undone, so that the next one finds the same world."""


def door(school: School) -> Door:
    assert school.coordinator.door is not None
    return school.coordinator.door


def lines(school: School, here: Ids) -> Iterator[tuple[Line, Registered]]:
    known = {(one.kind, one.name): one for one in door(school).listeners}
    for line in table(here):
        yield line, known[line.kind, line.name]


def tried(school: School, here: Ids, line: Line, listener: Registered, role: str) -> str | None:
    return tried_in(school, school.workspace.id, here.people[role], line, listener)


def tried_in(school: School, workspace_id: str, user_id: str, line: Line, listener: Registered) -> str | None:
    """None where it is done; else what refused it."""
    refused: str | None = None
    with suppress(_Undo), school.store.begin(workspace_id) as db:
        try:
            who = people.acting(db, user_id)
            answer = listener.listener(visit(school, db, who), said_by(school, line, user_id, workspace_id))
            refused = _refused(answer)
        except UserError as error:
            refused = str(error.what)
        raise _Undo
    return refused


def visit(school: School, db: Db, who: Acting) -> Visit:
    deps = school.coordinator.deps
    asked = {who.user_id: facts(who.user_id, is_admin=who.is_admin)}
    return Visit(db, school.sandbox.now, who, deps.vaults.of(db.workspace_id), deps.settings, asked)


def _refused(answer: object) -> str | None:
    """Some refuse without raising: the try itself is noted."""
    answer = answer.answer if isinstance(answer, Unkept) else answer
    gone = speech("en").text(errors.words(UserError(Wrong.GONE), "en").text)
    if isinstance(answer, Say) and answer.message.text == gone:
        return "gone, in words"
    return None if not isinstance(answer, ShowHome) or answer.view else "an empty Home"


def _without(value: object, user_id: str) -> object:
    """A form names those who will read it, and nobody to herself."""
    return [one for one in value if one != user_id] if isinstance(value, list) else value


_numbers = itertools.count()


def said_by(school: School, line: Line, user_id: str, workspace_id: str | None = None) -> Said:
    """What Slack would deliver."""
    where = workspace_id or school.workspace.id
    delivery = f"delivery-{next(_numbers)}"
    who: dict[str, Any] = {
        "workspace_id": where,
        "user_id": user_id,
        "delivery_id": delivery,
        "home_workspace_id": where,
    }
    if line.kind == "command":
        return Command(
            **who, name=line.name, text=line.value, channel_id="C1", trigger_id=delivery, response_url=None
        )
    if line.kind == "submission":
        fields = dict(line.fields)
        return Submission(
            **who,
            callback_id=line.name,
            view_id="V1",
            meta={key: _without(value, user_id) for key, value in line.meta},
            fields=fields,
            blocks=tuple(fields),
        )
    if line.kind == "event":
        return Event(**who, kind=line.name, event={"tab": "home"})
    return Click(
        **who,
        action_id=line.name,
        value=line.value,
        surface="message",
        trigger_id=delivery,
        response_url=None,
        meta=dict(line.meta),
    )
