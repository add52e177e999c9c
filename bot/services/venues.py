"""The programme's own places to meet: which there are, who agrees, asking that person, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules.access import MANAGERS, Acting, require_one_of
from bot.rules.venues import Venue, find, name_of, named, venues_of
from bot.services import duty, notices, people, planned
from bot.services.planned import Planned
from models import Team, VenueQuestion
from models.enums import Role, TeamState
from models.store import Db, add_once

LINE_MAX = 200
ASKED, ANSWERED = planned.PLACE_ASKED, "venue_answered"
"""Kinds of notices: to who is asked, and to the two of the team."""


@dataclass(frozen=True)
class Question:
    """Whether a team can meet at a place. `is_fine`: None until it is answered; `line`: added to the answer;
    `timezone`: the team's.
    """

    id: int
    team_id: int
    student_id: str
    buddy_id: str
    language: str
    venue: str
    starts_at: datetime
    timezone: str
    is_over: bool
    asked_by: str
    asked_of: str
    is_fine: bool | None
    answered_by: str | None
    line: str


def listed(db: Db) -> tuple[Venue, ...]:
    """The programme's places, in its order."""
    return venues_of(people.programme(db).venues)


def agrees(db: Db, venue_key: str) -> Role | None:
    """With which role a meeting there is to be agreed; None: with nobody, or it is no place of the programme."""
    venue = find(listed(db), venue_key)
    return venue.role if venue else None


def ask_named(db: Db, now: datetime, who: Acting, meeting: Planned) -> Question | None:
    """As `ask`, for a meeting; None where its place is none of the programme's, or needs no question."""
    venue = named(listed(db), meeting.place)
    return ask(db, now, who, meeting.team_id, venue.key, meeting.starts_at) if venue else None


def of_meeting(db: Db, now: datetime, meeting: Planned) -> Question | None:
    """The question about the place of a meeting, answered or not."""
    venue = named(listed(db), meeting.place)
    if venue is None or venue.role is None:
        return None
    asked = select(VenueQuestion.id).where(
        VenueQuestion.team_id == meeting.team_id,
        VenueQuestion.venue == venue.name,
        VenueQuestion.starts_at == meeting.starts_at,
    )
    number = db.scalars(asked).first()
    return None if number is None else find_question(db, now, number)


def ask(
    db: Db, now: datetime, who: Acting, team_id: int, venue_key: str, starts_at: datetime
) -> Question | None:
    """Ask whoever answers for a place, before a team meets there; the same again asks nobody twice.

    Returns None where nobody need be asked: also where she who plans it answers for it. The answer reaches whoever
    comes by itself.

    Raises:
        UserError: she is none of the two and no manager, the team is not there, nobody who answers for it is, or the
            answer was no.
    """
    role = agrees(db, venue_key)
    if role is None or role in who.roles:
        return None
    team = db.scalars(select(Team).where(Team.id == team_id, Team.state != TeamState.ENDED)).first()
    if team is None:
        raise UserError(Wrong.GONE)
    require_one_of(who, (team.student_id, team.buddy_id, who.user_id if who.is_manager else None))
    venue, of = name_of(venue_key), _whom(db, now, role, who)
    asked = {"asked_by": who.user_id, "asked_at": now, "asked_of": of, "line": ""}
    add_once(db, VenueQuestion, team_id=team_id, venue=venue, starts_at=starts_at, **asked)
    question = db.scalars(
        select(VenueQuestion).where(
            VenueQuestion.team_id == team_id,
            VenueQuestion.venue == venue,
            VenueQuestion.starts_at == starts_at,
        )
    ).one()
    if question.is_fine is False:
        raise UserError(Wrong.PLACE_REFUSED, block="place")
    if question.is_fine is None:
        if question.asked_of not in people.present(db, *Role):
            question.asked_of = of
            db.flush()
        to = question.asked_of
        at = people.next_open(db, now, to)
        notices.owe(db, ASKED, to=to, key=planned.place_key(question), now=now, at=at, question=question.id)
    return find_question(db, now, question.id)


def _whom(db: Db, now: datetime, role: Role, who: Acting) -> str:
    """The first of the role who is here, and not away if it can be; without one, the next manager."""
    line = [user for user in people.present(db, role, *MANAGERS) if user != who.user_id]
    if not line:
        raise UserError(Wrong.NOBODY_FOR_PLACE)
    there = duty.of(db, line)
    return next((user for user in line if not there[user].is_away(now)), line[0])


def answer(db: Db, now: datetime, who: Acting, question_id: int, is_fine: bool, line: str = "") -> Question:
    """Say whether they can meet there, with a line if one likes; both of the pair are told.

    Raises:
        UserError: it was asked of somebody else, answered already, for a meeting that has moved, or is not there.
    """
    row = _asked_of(db, who, question_id)
    if len(line) > LINE_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": LINE_MAX}, block="line")
    row.is_fine, row.answered_by, row.answered_at, row.line = is_fine, who.user_id, now, line
    db.flush()
    question = find_question(db, now, row.id)
    if question is None:
        raise UserError(Wrong.GONE)
    leaders = planned.place_answered(db, now, row.team_id, row.starts_at, f"place-{row.id}")
    readers = [*_both(db, question), *(one for one in leaders if one != who.user_id)]
    for to in dict.fromkeys(readers):
        notices.owe(db, ANSWERED, to=to, key=f"{row.id}:{to}", now=now, question=row.id)
    told = f"{ASKED}:{planned.place_key(row)}"
    to = row.asked_of
    notices.owe(db, f"{ASKED}_edit", to=to, key=str(row.id), now=now, question=row.id, notice=told)
    return question


def open_question(db: Db, now: datetime, who: Acting, question_id: int) -> Question:
    """A question that she can still answer. Raises as `answer`."""
    question = find_question(db, now, _asked_of(db, who, question_id).id)
    if question is None:
        raise UserError(Wrong.GONE)
    return question


def find_question(db: Db, now: datetime, question_id: int) -> Question | None:
    """A question of a team that has not ended."""
    found = db.execute(
        select(VenueQuestion, Team)
        .join(Team, (Team.workspace_id == VenueQuestion.workspace_id) & (Team.id == VenueQuestion.team_id))
        .where(VenueQuestion.id == question_id, Team.state != TeamState.ENDED)
    ).first()
    if found is None:
        return None
    row, team = found
    return Question(
        id=row.id,
        team_id=team.id,
        student_id=team.student_id,
        buddy_id=team.buddy_id,
        language=team.language,
        venue=row.venue,
        starts_at=row.starts_at,
        timezone=team.timezone,
        is_over=row.starts_at <= now,
        asked_by=row.asked_by,
        asked_of=row.asked_of,
        is_fine=row.is_fine,
        answered_by=row.answered_by,
        line=row.line,
    )


def _asked_of(db: Db, who: Acting, question_id: int) -> VenueQuestion:
    """A question that waits for an answer, to herself until the transaction ends; managers answer for one another."""
    row = db.scalars(select(VenueQuestion).where(VenueQuestion.id == question_id).with_for_update()).first()
    if row is None:
        raise UserError(Wrong.GONE)
    require_one_of(who, (row.asked_of, who.user_id if who.is_manager else None))
    if row.is_fine is not None:
        raise UserError(Wrong.ALREADY_DONE)
    if not planned.is_coming(db, row.team_id, row.starts_at):
        raise UserError(Wrong.MEETING_MOVED)
    return row


def _both(db: Db, question: Question) -> list[str]:
    """The team's channel; the two themselves while there is none."""
    channel = db.scalars(select(Team.channel_id).where(Team.id == question.team_id)).first()
    return [f"team:{question.team_id}"] if channel else [question.student_id, question.buddy_id]
