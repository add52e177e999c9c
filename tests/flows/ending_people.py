"""What the stories of ends share: a pair that came of a request, and the form filled in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from models import BuddyRequest, BuddySession, Ending, Team
from models.enums import ProposalState, RequestState, TeamState
from sandbox.people import Channel, Person
from tests import stories
from tests.conftest import School
from tests.flows.waiting_list import tick

REASON, NOTE, WHEN, LAST = (
    "Why?",
    "A private note, if you like",
    "When?",
    "The last day, if it is to come",
)
SAID = "May the other person read the reason?"
NEW_BUDDY, GRADUATED = "new_buddy", "graduated"
"""Of the options: each of the two reads them in words of her own."""


def pair(
    school: School, student: str = "Samira", buddy: str = "Bruno", *, asked_days: int = 50, minutes: int = 90
) -> tuple[Person, Person, Channel]:
    """A team of six weeks that came of a request, with a session; both are matched as they were."""
    one = stories.waiting(school, student, "en", days=asked_days)
    other = stories.volunteer(school, buddy, "en")
    proposal = stories.proposal(school, one, other, ProposalState.LAUNCHED)
    _, _, room = stories.team(school, student, buddy)
    assert room is not None
    with school.store.begin(school.workspace.id) as db:
        request = db.scalars(select(BuddyRequest).where(BuddyRequest.student_id == one.id)).one()
        request.state = RequestState.MATCHED
        team = db.scalars(select(Team).where(Team.student_id == one.id)).one()
        team.proposal_id, team.introduced_at = proposal, school.sandbox.now - timedelta(weeks=5)
        if minutes:
            db.add(
                BuddySession(
                    team_id=team.id,
                    held_on=date(2026, 2, 20),
                    minutes=minutes,
                    topic="",
                    logged_by=one.id,
                    logged_at=school.sandbox.now,
                )
            )
    return one, other, room


def ends(school: School, person: Person, reason: str, **more: Any) -> None:
    """The form and what it shows, to its answer, which stays open."""
    person.types("/codebuddy end")
    person.submits({REASON: reason, **more})
    person.submits({})
    tick(school)


def ending(school: School) -> Ending:
    """The newest."""
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(Ending).order_by(Ending.id.desc())).first()
        assert row is not None
        db.expunge(row)
        return row


def state(school: School, student: Person) -> TeamState:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(
            select(Team.state).where(Team.student_id == student.id).order_by(Team.id.desc())
        ).first()  # type: ignore[return-value]


def request(school: School, student: Person) -> BuddyRequest:
    """Her newest."""
    with school.store.read(school.workspace.id) as db:
        hers = select(BuddyRequest).where(BuddyRequest.student_id == student.id)
        row = db.scalars(hers.order_by(BuddyRequest.id.desc())).first()
        assert row is not None
        db.expunge(row)
        return row
