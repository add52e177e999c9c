"""Where a person stands in the programme: what the Home tab, `/codebuddy` and its status are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from bot.errors import UserError, Wrong
from bot.rules.access import Acting, may_set_up
from bot.rules.duty import Duty
from bot.rules.features import Feature
from bot.services import (
    away,
    contacts,
    duty,
    ended,
    erasing,
    features,
    installations,
    notices,
    overview,
    people,
    planned,
    proposals,
    requests,
    sessions,
    stand_ins,
    volunteers,
)
from bot.services import help_answers as calls
from bot.services.away import Away
from bot.services.contacts import Contacts
from bot.services.ended import Seen
from bot.services.erasing import Coming
from bot.services.help_answers import Own
from bot.services.overview import Overview
from bot.services.planned import Planned
from bot.services.proposals import Shown
from bot.services.requests import OwnRequest, Withdrawn
from bot.services.sessions import OwnTeam
from bot.services.volunteers import OwnOffer
from models import Person, Team
from models.enums import Face, ProposalState
from models.store import Db


@dataclass(frozen=True)
class TeamSeen:
    """One of her teams, and whether the introduction has been."""

    team: OwnTeam
    introduced: bool
    channel_waits: bool = False
    """Its channel is made after the introduction."""
    stand_in: stand_ins.Standing | None = None
    """Of the student: while her buddy is away, whether somebody stands in."""
    next: Planned | None = None
    """The meeting that comes next."""


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
    """Those that she can take back, and planned ends of her teams: the first of them."""
    more_ends: int = 0
    """How many there are besides."""
    erasure: Coming | None = None
    """Of her data, while she can take it back."""
    off: frozenset[Feature] = frozenset()
    """What the programme does without."""
    face: Face | None = None
    """As what she sees her Home tab; None: she has no more than one role, or everything is shown."""

    @property
    def takes_part(self) -> bool:
        """She asks, offers, or is in a team."""
        return bool(self.learning or self.request or self.supporting or self.offer)

    def is_away_for(self, until: date) -> bool:
        """He takes no new student before this day because he is away: he is back with one click for both."""
        return self.away is not None and self.away.last + timedelta(days=1) == until

    @property
    def faces(self) -> tuple[Face, ...]:
        """As what she can see her Home tab."""
        hers = {
            Face.STUDENT: self.learning or self.request or self.withdrawn,
            Face.BUDDY: self.supporting or self.offer,
            Face.MANAGER: self.who.is_manager,
        }
        return tuple(face for face, is_hers in hers.items() if is_hers)

    @property
    def shown(self) -> list[TeamSeen]:
        """Her teams in the roles that are shown, the one in which she learns first."""
        learning = (self.learning,) if self.learning and self.shows(Face.STUDENT) else ()
        return [*learning, *(self.supporting if self.shows(Face.BUDDY) else ())]

    def shows(self, face: Face) -> bool:
        """Whether what is hers in this role is shown."""
        return self.face in (None, face)

    @property
    def is_outsider(self) -> bool:
        return not (self.takes_part or self.overview or self.who.roles)

    @property
    def is_new(self) -> bool:
        """She is asked in which language to write to her."""
        return self.is_outsider and self.who.is_set_up and not self.who.has_chosen_language


def of_home(db: Db, now: datetime, who: Acting, setup_by: str | None) -> Standing:
    """As `standing`, for her Home tab: of several roles in the one that she chose last. What a manager looks after is
    read for that one alone.
    """
    hers = _standing(db, now, who, setup_by)
    face = _face(db, who, hers.faces)
    if not who.is_manager or not who.is_set_up or face not in (None, Face.MANAGER):
        return replace(hers, face=face)
    return replace(hers, face=face, overview=overview.overview(db, now, who))


def choose_face(db: Db, now: datetime, who: Acting, setup_by: str | None, face: Face) -> None:
    """As what she sees her Home tab from now on; a role that is not hers, or her only one, is no choice.

    Raises:
        UserError: she is no manager, and would see what managers do.
    """
    if face is Face.MANAGER and not who.is_manager:
        raise UserError(Wrong.FOR_MANAGERS)
    faces = _standing(db, now, who, setup_by).faces
    if face in faces and len(faces) > 1:
        db.execute(update(Person).where(Person.user_id == who.user_id).values(face=face))


def standing(db: Db, now: datetime, who: Acting, setup_by: str | None) -> Standing:
    """Where this person stands now, in all her roles. `setup_by`: the setting of that name."""
    hers = _standing(db, now, who, setup_by)
    return replace(hers, overview=overview.overview(db, now, who)) if who.is_manager else hers


def _face(db: Db, who: Acting, faces: Sequence[Face]) -> Face | None:
    """What she chose; else what asks most of her. None where there is nothing to choose."""
    if len(faces) < 2:
        return None
    chosen = db.scalars(select(Person.face).where(Person.user_id == who.user_id)).first()
    if chosen in faces:
        return chosen
    return Face.MANAGER if Face.MANAGER in faces else faces[0]


def _standing(db: Db, now: datetime, who: Acting, setup_by: str | None) -> Standing:
    begins = installations.sets_up(db, who.user_id, setup_by, is_set_up=who.is_set_up)
    own = sessions.own_teams(db, who.user_id, now)
    coming = planned.next_of(db, now, [team.id for team in own])
    teams = [_seen(db, now, team, who, coming) for team in own]
    asked = proposals.open_of(db, now, volunteer_id=who.user_id)
    learning = next((seen for seen in teams if seen.team.student_id == who.user_id), None)
    asked_for = requests.own(db, now, who.user_id)
    offer = volunteers.own(db, who.user_id)
    supporting = tuple(seen for seen in teams if seen.team.buddy_id == who.user_id)
    ends, more_ends = ended.on_home(db, now, who)
    return Standing(
        who=who,
        may_set_up=may_set_up(who, begins),
        learning=learning,
        request=asked_for,
        withdrawn=None if learning or asked_for else requests.withdrawn(db, now, who.user_id),
        supporting=supporting,
        offer=offer,
        asked=tuple(shown for shown in asked if shown.state is ProposalState.APPROVED),
        overview=None,
        own_calls=calls.own(db, now, who.user_id),
        contacts=contacts.of(db),
        duty=duty.own(db, who.user_id).current(now) if who.roles else None,
        away=away.own(db, now, who.user_id) if teams or offer else None,
        weekly_minutes=people.programme(db).weekly_minutes,
        ends=ends,
        more_ends=more_ends,
        erasure=erasing.coming(db, now, who.user_id),
        off=features.off(db),
    )


def refresh(db: Db, user_id: str, key: str, now: datetime) -> None:
    """Owe a person her Home tab brought up to date, after something she did. `key`: ids of what it was."""
    refresh_each(db, [user_id], key, now)


def refresh_each(db: Db, user_ids: Iterable[str], key: str, now: datetime) -> None:
    """As `refresh`, of several at once."""
    notices.owe_each(db, "home", ((user, f"{user}:{key}", {}) for user in user_ids), now)


def _seen(db: Db, now: datetime, team: OwnTeam, who: Acting, coming: Mapping[int, Planned]) -> TeamSeen:
    introduced = db.scalars(select(Team.introduced_at).where(Team.id == team.id)).one()
    waits = team.channel_id is None and people.programme(db).channel_after_introduction
    return TeamSeen(
        team,
        introduced is not None,
        channel_waits=waits and introduced is None,
        stand_in=stand_ins.standing(db, now, team.id) if team.student_id == who.user_id else None,
        next=coming.get(team.id),
    )
