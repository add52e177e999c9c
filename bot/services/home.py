"""Where a person stands in the programme: what the Home tab, `/codebuddy` and its status are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.rules import fit
from bot.rules.access import Acting, may_set_up
from bot.rules.duty import Duty
from bot.services import (
    away,
    board,
    contacts,
    duty,
    ended,
    notices,
    own_pairs,
    people,
    promises,
    proposals,
    requests,
    sessions,
    shortage,
    stand_ins,
    tasks,
    volunteers,
)
from bot.services import help_answers as calls
from bot.services.away import Away
from bot.services.contacts import Contacts
from bot.services.ended import Seen
from bot.services.help_answers import LookedAfter, Own
from bot.services.promises import Waits
from bot.services.proposals import Shown
from bot.services.requests import OwnRequest, Withdrawn
from bot.services.sessions import OwnTeam
from bot.services.shortage import Shortage
from bot.services.tasks import OpenTask
from bot.services.volunteers import OwnOffer
from models import BuddyRequest, Person, Proposal, Team, Volunteer
from models.enums import OPEN_REQUEST, ProposalState, RequestState, TeamState
from models.store import Db

LINES = 6
"""Lines of a list of tasks or offers."""
CARDS = 5
"""Possible teams, and students who have waited too long, with their buttons."""
T = TypeVar("T")


@dataclass(frozen=True)
class TeamSeen:
    """One of her teams, and whether the introduction has been."""

    team: OwnTeam
    introduced: bool
    channel_waits: bool = False
    """Its channel is made after the introduction."""
    stand_in: stand_ins.Standing | None = None
    """Of the student: while her buddy is away, whether somebody stands in."""


@dataclass(frozen=True)
class First(Generic[T]):
    """The first of a long list, and how many there are: only what is shown is read."""

    shown: tuple[T, ...]
    number: int

    @property
    def more(self) -> int:
        return self.number - len(self.shown)


@dataclass(frozen=True)
class Overview:
    """What a manager looks after. The confidential door is no part of it."""

    overdue: First[Waits]
    """Students who wait longer than was promised, the longest first; `tasks` do not name them again."""
    promised_days: int
    short: tuple[Shortage, ...]
    tasks: First[OpenTask]
    just_done: OpenTask | None
    volunteers: First[str]
    """User ids of those whose offer waits for a manager, longest first."""
    proposals: First[Shown]
    """Possible teams that wait for a manager, oldest first."""
    waiting: int
    """Students without a buddy."""
    teams: int
    help_open: int
    looked_after: tuple[LookedAfter, ...]
    """Open calls for help that she has herself."""
    wanted: Mapping[str, int] = field(default_factory=dict)
    """Of `volunteers`: how many students wait for a language that each speaks well enough."""

    @property
    def waits_for_her(self) -> int:
        """How many things she can do something about here."""
        lists = (self.overdue, self.tasks, self.volunteers, self.proposals)
        return sum(one.number for one in lists) + len(self.looked_after)


@dataclass(frozen=True)
class Standing:
    """Everything a person is here, at once; a part is None or empty where it is not hers."""

    who: Acting
    may_set_up: bool
    learning: TeamSeen | None
    request: OwnRequest | None
    withdrawn: Withdrawn | None
    """A request that she can still put back."""
    supporting: tuple[TeamSeen, ...]
    offer: OwnOffer | None
    asked: tuple[Shown, ...]
    """Possible teams that wait for her own yes as a volunteer."""
    overview: Overview | None
    own_calls: tuple[Own, ...]
    """What she has asked for at the door of more support, and is not closed."""
    contacts: Contacts
    duty: Duty | None
    """When she is there, where people turn to her."""
    away: Away | None
    """Her days away, now or to come, where she is in a team or offers to be a buddy."""
    weekly_minutes: int
    """What the programme asks of a buddy for each student, on average."""
    ends: tuple[Seen, ...] = ()
    """Planned ends of her teams, and those that she can take back."""

    @property
    def teams(self) -> list[OwnTeam]:
        """Of her own, the one in which she learns first."""
        return [one.team for one in ((self.learning,) if self.learning else ()) + self.supporting]

    @property
    def takes_part(self) -> bool:
        """She asks, offers, or is in a team."""
        return bool(self.learning or self.request or self.supporting or self.offer)

    @property
    def is_outsider(self) -> bool:
        return not (self.takes_part or self.overview or self.who.roles)

    @property
    def is_new(self) -> bool:
        """She is asked in which language to write to her."""
        return self.is_outsider and self.who.is_set_up and not self.who.has_chosen_language


def standing(db: Db, now: datetime, who: Acting, setup_by: str | None) -> Standing:
    """Where this person stands now. `setup_by`: the setting of that name."""
    teams = [_seen(db, now, team, who) for team in sessions.own_teams(db, who.user_id, now)]
    asked = proposals.open_of(db, now, volunteer_id=who.user_id)
    learning = next((seen for seen in teams if seen.team.student_id == who.user_id), None)
    asked_for = requests.own(db, now, who.user_id)
    supporting = tuple(seen for seen in teams if seen.team.buddy_id == who.user_id)
    return Standing(
        who=who,
        may_set_up=may_set_up(who, setup_by),
        learning=learning,
        request=asked_for,
        withdrawn=None if learning or asked_for else requests.withdrawn(db, now, who.user_id),
        supporting=supporting,
        offer=volunteers.own(db, who.user_id),
        asked=tuple(shown for shown in asked if shown.state is ProposalState.APPROVED),
        overview=_overview(db, now, who) if who.is_manager else None,
        own_calls=calls.own(db, now, who.user_id),
        contacts=contacts.of(db),
        duty=duty.own(db, who.user_id).current(now) if who.roles else None,
        away=away.own(db, now, who.user_id) if teams else None,
        weekly_minutes=people.programme(db).weekly_minutes,
        ends=tuple(ended.on_home(db, now, who)),
    )


def refresh(db: Db, user_id: str, key: str, now: datetime) -> None:
    """Owe a person her Home tab brought up to date, after something she did. `key`: ids of what it was."""
    notices.owe(db, "home", to=user_id, key=f"{user_id}:{key}", now=now)


def _seen(db: Db, now: datetime, team: OwnTeam, who: Acting) -> TeamSeen:
    introduced = db.scalars(select(Team.introduced_at).where(Team.id == team.id)).one()
    waits = team.channel_id is None and people.programme(db).channel_after_introduction
    return TeamSeen(
        team,
        introduced is not None,
        channel_waits=waits and introduced is None,
        stand_in=stand_ins.standing(db, now, team.id) if team.student_id == who.user_id else None,
    )


def _overview(db: Db, now: datetime, who: Acting) -> Overview:
    offered, own = board.TO_LOOK_AT, own_pairs.hidden(db, who.user_id)
    proposed = (Proposal.state == ProposalState.PROPOSED) & Proposal.id.not_in(own)
    longest = select(Volunteer.user_id).where(offered).order_by(Volunteer.offered_at, Volunteer.user_id)
    oldest = select(Proposal.id).where(proposed).order_by(Proposal.id)
    cards = [
        proposals.show(db, now, one).to_manager(who.user_id) for one in db.scalars(oldest.limit(CARDS)).all()
    ]
    looking = BuddyRequest.state.in_(OPEN_REQUEST)
    here = exists().where(board.STUDENT, people.HERE).correlate(BuddyRequest)
    late = promises.overdue(db, now)
    told = [one.task_key for one in late]
    offers = tuple(db.scalars(longest.limit(LINES)))
    return Overview(
        overdue=First(late[:CARDS], len(late)),
        promised_days=people.programme(db).promise_days[-1],
        short=shortage.short(db, now),
        tasks=First(
            tuple(tasks.open_tasks(db, now, who.user_id, LINES, told)),
            tasks.number_open(db, now, who.user_id, told),
        ),
        just_done=tasks.just_done(db, who, now),
        volunteers=First(offers, _count(db, Volunteer.user_id, offered)),
        wanted=_wanted(db, offers),
        proposals=First(tuple(cards), _count(db, Proposal.id, proposed)),
        waiting=_count(db, BuddyRequest.id, looking & here),
        teams=_count(db, Team.id, Team.state != TeamState.ENDED),
        help_open=calls.unanswered(db, who.user_id),
        looked_after=calls.looked_after(db, now, who.user_id),
    )


def _wanted(db: Db, offers: tuple[str, ...]) -> dict[str, int]:
    if not offers:
        return {}
    spoken = db.execute(
        select(Volunteer.user_id, Volunteer.languages, Volunteer.fluent).where(Volunteer.user_id.in_(offers))
    ).all()
    waiting = db.execute(
        select(BuddyRequest.languages, BuddyRequest.fluent)
        .join(Person, board.STUDENT)
        .where(BuddyRequest.state == RequestState.WAITING, people.HERE)
    ).all()
    return {
        user: sum(fit.understand(hers, her_best, his, his_best) for hers, her_best in waiting)
        for user, his, his_best in spoken
    }


def _count(db: Db, column: InstrumentedAttribute[Any], which: ColumnElement[bool]) -> int:
    return db.scalars(select(func.count(column)).where(which)).one()
