"""Teams: made of an accepted proposal, launched in Slack, introduced by the project manager."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from bot.clock import local_day, zone
from bot.errors import UserError, Wrong
from bot.rules.access import MANAGERS, Acting, require_manager
from bot.services import asking, ended, notices, people, promises, slots
from bot.speech import LANGUAGES
from models import BuddyRequest, BuddySession, Meeting, Notice, Proposal, Task, Team, Volunteer
from models.enums import (
    OPEN_MEETING,
    MeetingKind,
    MeetingState,
    ProposalState,
    RequestState,
    TaskKind,
    TeamState,
)
from models.store import Db

INTRODUCED_WITHIN = timedelta(days=7)
"""After that managers hear of a team that is not introduced yet."""


def form(db: Db, now: datetime, who: Acting, proposal_id: int) -> int:
    """Make the team of a proposal that the student says yes to; its channel follows as a notice.

    The volunteer has accepted before; the channel comes after the introduction where the programme wants it so. Writes the team (launching), what became of the proposal and the
    request, the launch, and the introduction: a task for managers and a card for who leads it.

    Returns:
        The team's id.

    Raises:
        UserError: the proposal is not there, not at this step any more, or she has a team already.
    """
    proposal = db.scalars(select(Proposal).where(Proposal.id == proposal_id).with_for_update()).first()
    if proposal is None:
        raise UserError(Wrong.GONE)
    if proposal.state is not ProposalState.ACCEPTED:
        raise UserError(Wrong.STALE)
    request = db.scalars(select(BuddyRequest).where(BuddyRequest.id == proposal.request_id)).one()
    volunteer = db.scalars(select(Volunteer).where(Volunteer.user_id == proposal.volunteer_id)).one()
    _refuse_second_team(db, request.student_id)
    team = _new_team(db, now, proposal.id, request, volunteer)
    _close(db, now, who, proposal, request)
    notices.record(db, None, now, "team", team.id, "formed", proposal=proposal.id)
    if not people.programme(db).channel_after_introduction:
        owe_launch(db, now, team.id, str(team.id))
    else:
        for user in (team.student_id, team.buddy_id):
            notices.owe(db, "team_formed", to=user, key=f"{team.id}:{user}", now=now, team=team.id)
    _owe_introduction(db, now, team.id)
    slots.plan(db, "nudge", team.timezone, now)
    asking.begin(db, now, team.id, (team.student_id, team.buddy_id))
    return team.id


def introduced(db: Db, now: datetime, who: Acting, team_id: int) -> tuple[str, str]:
    """The two have met, led by a manager: from now on they are active. Returns the student's and the buddy's ids.

    Their hours count from the day on which they first met where they had logged nothing before; a channel that waited
    for it is made.

    Raises:
        UserError: she is no manager, the team is not there or has ended, or it was noted before.
    """
    require_manager(who)
    team = db.scalars(select(Team).where(Team.id == team_id).with_for_update()).first()
    if team is None:
        raise UserError(Wrong.GONE)
    if team.introduced_at is not None:
        raise UserError(Wrong.ALREADY_DONE)
    if team.state is TeamState.ENDED:
        raise UserError(Wrong.TEAM_ENDED, ended.when(team))
    team.introduced_at, team.introduction_due_at = now, None
    _begin(db, now, who, team)
    key = f"{TaskKind.INTRODUCTION}:{team.id}"
    db.execute(
        update(Task)
        .where(Task.dedupe_key == key, Task.done_at.is_(None))
        .values(done_at=now, done_by=who.user_id)
    )
    notices.record(db, who, now, "team", team.id, "introduced")
    card = f"introduction:{team.id}"
    for reader in db.scalars(select(Notice.target).where(Notice.dedupe_key == card)):
        notices.owe(
            db,
            "introduction_done",
            to=reader,
            key=str(team.id),
            now=now,
            team=team.id,
            notice=card,
            by=who.user_id,
        )
    return team.student_id, team.buddy_id


def _begin(db: Db, now: datetime, who: Acting, team: Team) -> None:
    """What the introduction changes for the team itself."""
    if team.state is TeamState.LAUNCHING:
        notices.record(
            db, who, now, "team", team.id, "active", was=TeamState.LAUNCHING, becomes=TeamState.ACTIVE
        )
        team.state = TeamState.ACTIVE
        logged = select(BuddySession.id).where(BuddySession.team_id == team.id).limit(1)
        if db.scalars(logged).first() is None:
            team.launched_on = local_day(_first_met(db, now, team), team.timezone)
    db.execute(
        update(Meeting)
        .where(
            Meeting.team_id == team.id,
            Meeting.kind == MeetingKind.INTRODUCTION,
            Meeting.state.in_(OPEN_MEETING),
        )
        .values(state=MeetingState.HELD, due_at=None)
    )
    launched = select(Notice.id).where(Notice.kind == "launch", Notice.target == f"team:{team.id}").limit(1)
    if team.channel_id is None and db.scalars(launched).first() is None:
        owe_launch(db, now, team.id, str(team.id))


def _first_met(db: Db, now: datetime, team: Team) -> datetime:
    """By what was planned, for the introduction or by the two: somebody who notes it a day later must not keep them from
    logging it. Without a plan: now.
    """
    been = select(func.min(Meeting.starts_at)).where(
        Meeting.team_id == team.id,
        Meeting.state.in_((MeetingState.CONFIRMED, MeetingState.HELD)),
        Meeting.starts_at <= now,
    )
    return db.scalars(been).first() or now


def owe_launch(db: Db, now: datetime, team_id: int, key: str) -> None:
    """Owe a team its channel."""
    notices.owe(db, "launch", to=f"team:{team_id}", key=key, now=now, team=team_id)


def introducers(db: Db) -> list[str]:
    """Who is asked to lead an introduction: the first manager there is, or nobody."""
    return people.present(db, *MANAGERS)[:1]


def _refuse_second_team(db: Db, student_id: str) -> None:
    running = select(Team.id).where(Team.student_id == student_id, Team.state != TeamState.ENDED)
    if db.scalars(running).first() is not None:
        raise UserError(Wrong.HAS_TEAM)


def _new_team(db: Db, now: datetime, proposal_id: int, request: BuddyRequest, volunteer: Volunteer) -> Team:
    settings = people.programme(db)
    timezone = zone(people.timezone_of(db, request.student_id), settings.timezone).key
    own = people.language_of(db, request.student_id)
    team = Team(
        proposal_id=proposal_id,
        student_id=request.student_id,
        buddy_id=volunteer.user_id,
        state=TeamState.LAUNCHING,
        language=shared_language(request.languages, volunteer.languages, own, settings.language),
        timezone=timezone,
        weekly_minutes=settings.weekly_minutes,
        launched_on=local_day(now, timezone),
        launched_at=now,
        unanswered_nudges=0,
        introduction_due_at=now + INTRODUCED_WITHIN,
    )
    db.add(team)
    db.flush()
    return team


def shared_language(hers: Iterable[str], his: Iterable[str], own: str, programme: str) -> str:
    """What the team's channel is written in: a language both have and the program speaks, else the programme's.

    Where they share several: the one the student reads the program in, then the programme's.
    """
    both = set(hers) & set(his)
    return next((one for one in (own, programme, *LANGUAGES) if one in both and one in LANGUAGES), programme)


def _close(db: Db, now: datetime, who: Acting, proposal: Proposal, request: BuddyRequest) -> None:
    notices.record(
        db, who, now, "proposal", proposal.id, "launched", was=proposal.state, becomes=ProposalState.LAUNCHED
    )
    notices.record(
        db, who, now, "request", request.id, "matched", was=request.state, becomes=RequestState.MATCHED
    )
    proposal.state = ProposalState.LAUNCHED
    proposal.decided_at = now
    request.state = RequestState.MATCHED
    promises.end(db, now, request)
    db.flush()


def _owe_introduction(db: Db, now: datetime, team_id: int) -> None:
    notices.task(db, TaskKind.INTRODUCTION, str(team_id), now, team=team_id)
    for leader in introducers(db):
        notices.owe(db, "introduction", to=leader, key=str(team_id), now=now, team=team_id)
