"""Ready-made beginnings of stories: a school that is set up, a team in the middle of its course.

They write to the store directly, so that a story begins where it has something to say.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from bot.rules import conduct
from bot.services import people, slots
from bot.vault import WorkspaceVault
from models import BuddyRequest, Proposal, RoleHolder, Settings, Team, Volunteer
from models import Person as Member
from models.enums import ProposalState, RequestState, Role, TeamState, VolunteerState
from sandbox.people import Channel, Person
from tests.conftest import START, School

CAST = {
    Role.PROJECT_MANAGER: "Petra",
    Role.PROGRAMME_MANAGER: "Mateo",
    Role.BACKUP: "Bea",
    Role.WELLBEING: "Wanda",
}


def set_up(school: School) -> None:
    """Petra is project manager, Mateo programme manager, Bea backup, Wanda wellbeing contact."""
    now = school.sandbox.now
    cast = {role: school.person(name) for role, name in CAST.items()}
    with school.store.begin(school.workspace.id) as db:
        for position, (role, person) in enumerate(cast.items()):
            name = CAST[role]
            meet(school, db, person)
            email = f"{name.lower()}@school.example"
            db.add(RoleHolder(role=role, user_id=person.id, position=position, email=email))
        settings = db.scalars(select(Settings)).one()
        settings.set_up_at = now


def meet(school: School, db: object, person: Person) -> None:
    """As if the person had used the program before."""
    told = people.Facts(person.id, "en-US", "Europe/Madrid", is_admin=False, is_guest=False, is_gone=False)
    people.remember(db, told, school.sandbox.now)  # type: ignore[arg-type]


def team(
    school: School, student: str = "Samira", buddy: str = "Bruno", *, weeks: int = 6, channel: bool = True
) -> tuple[Person, Person, Channel | None]:
    """A team that began `weeks` weeks before the tests' first day, with its channel."""
    one, other = school.person(student), school.person(buddy)
    room = (
        school.workspace.channel(f"buddy-{student}-{buddy}".lower(), one, other, bot=True)
        if channel
        else None
    )
    with school.store.begin(school.workspace.id) as db:
        meet(school, db, one)
        meet(school, db, other)
        db.add(
            Team(
                student_id=one.id,
                buddy_id=other.id,
                state=TeamState.ACTIVE,
                language="en",
                timezone="Europe/Madrid",
                weekly_minutes=120,
                launched_on=date(2026, 3, 2) - timedelta(weeks=weeks),
                launched_at=START - timedelta(weeks=weeks),
                channel_id=room.id if room else None,
                unanswered_nudges=0,
            )
        )
    return one, other, room


def nudge_slot(school: School) -> None:
    """The week's reminders have their moment: Thursday 17:00 in Madrid."""
    with school.store.begin(school.workspace.id) as db:
        slots.plan(db, slots.NUDGE, "Europe/Madrid", school.sandbox.now)


def waiting(
    school: School, name: str, *languages: str, days: int = 0, topics: tuple[str, ...] = (), **more: Any
) -> Person:
    """A student who asked `days` days ago, unnamed until both agree; `match` looks for her buddy."""
    student = school.person(name)
    with school.store.begin(school.workspace.id) as db:
        meet(school, db, student)
        db.add(
            BuddyRequest(
                student_id=student.id,
                state=RequestState.WAITING,
                class_key="web-en",
                languages=list(languages),
                topics=list(topics),
                wish="",
                asked_at=school.sandbox.now - timedelta(days=days),
                why_waiting=None,
                **{"unnamed": True, **more},
            )
        )
    return student


def volunteer(
    school: School, name: str, *languages: str, capacity: int = 1, topics: tuple[str, ...] = (), **more: Any
) -> Person:
    """An approved volunteer; `match` looks for his student."""
    person = school.person(name)
    with school.store.begin(school.workspace.id) as db:
        meet(school, db, person)
        now = school.sandbox.now
        told = {"state": VolunteerState.APPROVED, "approved_at": now, "approved_by": None}
        told |= {"conduct_version": conduct.VERSION, "conduct_at": now}
        db.add(
            Volunteer(
                user_id=person.id,
                languages=list(languages),
                topics=list(topics),
                capacity=capacity,
                hello=f"Hello, I am {name}.",
                offered_at=school.sandbox.now,
                **{**told, **more},
            )
        )
    return person


OFFER = {"fluent": ["es"], "getting_by": [], "topics": [], "capacity": "1", "minutes": "120", "hello": ""}
"""The first page of an offer, by the ids of its fields and options: they are the same in every language."""
MEETING = {"times": [], "place": "either", "city": "", "traits": [], "conduct": list(conduct.POINTS)}
"""Its second page."""


def offers(person: Person, **change: object) -> None:
    """Somebody fills in and sends both pages of the offer's form, as `change` says; what it answers stays open."""
    assert change.keys() <= OFFER.keys() | MEETING.keys()
    person.types("/codebuddy volunteer")
    person.submits({field: change.get(field, value) for field, value in OFFER.items()})
    second = {field: change.get(field, value) for field, value in MEETING.items()}
    if not asks_conduct(person):
        del second["conduct"]
    person.submits(second)


def asks_conduct(person: Person) -> bool:
    """Whether the page on top has boxes to tick; they are asked for once."""
    blocks = person.seen()["modals"][-1]["view"]["blocks"]
    return any(block["block_id"] == "conduct" for block in blocks)


def vault(school: School) -> WorkspaceVault:
    return school.coordinator.deps.vaults.of(school.workspace.id)


def match(school: School) -> None:
    """The waiting list is matched now, and everybody has their cards."""
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().match_due_at = school.sandbox.now
    school.sandbox.advance(minutes=1)


def has_left(school: School, person: Person) -> None:
    """The store knows that somebody has left Slack; no matching has run since."""
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Member).where(Member.user_id == person.id)).one().is_gone = True


def proposal(school: School, student: Person, buddy: Person, state: ProposalState) -> int:
    """A possible team of a waiting student and a volunteer, so far on its way. Nobody has a card of it."""
    with school.store.begin(school.workspace.id) as db:
        request = db.scalars(select(BuddyRequest).where(BuddyRequest.student_id == student.id)).one()
        request.state = RequestState.PROPOSED
        row = Proposal(
            request_id=request.id,
            volunteer_id=buddy.id,
            state=state,
            reasons={"languages": request.languages, "topics": [], "days": 0, "taken": 0, "capacity": 1},
            proposed_at=school.sandbox.now,
        )
        db.add(row)
        db.flush()
        return row.id
