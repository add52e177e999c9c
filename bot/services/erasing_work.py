"""Somebody is erased when her day is over: what runs is ended, then everything goes, some rows at a time.

    leave one thing after the other → begin → rows, part after part, until none is found → finish

Each arrow is a transaction of its own. Killed anywhere, or done by two at once, it goes on from what is found: nothing
of it is kept but the id that hers gives way to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, delete, func, inspect, select

from bot.rules import erasing as rule
from bot.services import (
    channel_questions,
    endings,
    erasing,
    erasing_hidden,
    erasing_messages,
    erasing_rows,
    help_answers,
    nobody,
    notices,
    proposals,
    requests,
    stand_in_steps,
    volunteers,
)
from bot.services.erasing_messages import HOME, KIND, LEFT, Place
from bot.services.erasing_rows import Part, Whose
from bot.services.proposals import Ended
from bot.services.registered import column
from bot.vault import WorkspaceVault
from models import (
    BuddyRequest,
    ChannelQuestion,
    Erasure,
    HelpRequest,
    Notice,
    Person,
    Team,
    Volunteer,
)
from models.enums import (
    AT_REST,
    OPEN_REQUEST,
    HelpState,
    NoticeState,
    QuestionState,
    TeamState,
    VolunteerState,
)
from models.prepared import Moment
from models.store import Db

SENDING_WAITS = timedelta(seconds=30)
"""While something is being sent to her, whose place in Slack is not known before it is."""
TOLD_AGAIN = timedelta(days=7)
"""Between two messages that a role must be handed over first."""
_OPEN_QUESTION = (QuestionState.OPEN, QuestionState.ANSWERED)
_NEXT = Moment(select(func.min(Erasure.due_at)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next person is erased, in any workspace; of an unbound session."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, str]]:
    """Workspace and person of each whose day is over; of an unbound session."""
    found = select(Erasure.workspace_id, Erasure.user_id).where(Erasure.due_at <= now)
    return db.execute(found.order_by(Erasure.due_at, Erasure.user_id)).all()


def leave(db: Db, vault: WorkspaceVault, now: datetime, user_id: str) -> bool:
    """End one thing that still runs in her name. False: there is none any more, or it is not to be done now."""
    proposals.alone(db)
    row = _due(db, now, user_id)
    return (
        row is not None
        and row.nobody is None
        and not _is_back(db, now, row)
        and not erasing.holds(db, user_id)
        and _leave(db, vault, now, row)
    )


def begin(db: Db, vault: WorkspaceVault, now: datetime, user_id: str) -> Whose | None:
    """From here on she can do nothing until it is over. None: it is not to be done now, or was done."""
    row = _due(db, now, user_id)
    if row is None:
        return None
    if row.nobody is not None:
        return Whose(user_id, row.nobody)
    if _is_back(db, now, row) or _put_off(db, now, row):
        return None
    person = db.scalars(select(Person).where(Person.user_id == user_id)).one()
    person.is_gone = True
    row.nobody = nobody.make(db, person.facts_at)
    whose = Whose(user_id, row.nobody)
    _copy_offer(db, vault, whose)
    stand_in_steps.gone(db, now, user_id)
    erasing_hidden.stop_waiting(db, whose, endings.TOLD)
    left = [place.to_keep() for place in erasing_messages.found(db, whose)]
    notices.owe(db, KIND, to=f"erased:{whose.nobody}", key=whose.nobody, now=now)
    chain = _chain(db, whose)
    chain.progress = {LEFT: left}
    db.flush()
    return whose


def found(db: Db, vault: WorkspaceVault, whose: Whose) -> Iterator[Part]:
    """What is left of her, in parts, each for a transaction of its own."""
    yield from erasing_hidden.found(db, vault, whose)
    yield from erasing_rows.found(db, whose)


def run(db: Db, vault: WorkspaceVault, now: datetime, whose: Whose, part: Part) -> bool:
    """One part. False: somebody else has finished meanwhile."""
    if _due(db, now, whose.user_id) is None:
        return False
    part.run(db, vault, whose)
    return True


def finish(db: Db, now: datetime, whose: Whose) -> None:
    """The last rows, on which others hung; then she is a stranger here. It waits for what is on its way with her name."""
    row = _due(db, now, whose.user_id)
    if row is None:
        return
    if erasing_messages.on_its_way(db, whose):
        row.due_at = now + SENDING_WAITS
        return
    notices.record(db, None, now, "person", whose.nobody, "erased", why=str(row.why or ""))
    chain = _chain(db, whose)
    home = Place(HOME, whose.user_id, "", [erasing.acting(db, whose.user_id).language])
    left = [Place.read(one) for one in chain.progress.get(LEFT, [])]
    known = {(one.where, one.ts) for one in left}
    since = [one for one in erasing_messages.named_since(db, whose) if (one.where, one.ts) not in known]
    chain.progress = {LEFT: [one.to_keep() for one in (home, *left, *since)]}
    if chain.state not in (NoticeState.PENDING, NoticeState.SENDING):
        chain.state, chain.not_before, chain.sent_at = NoticeState.PENDING, now, None
    db.flush()
    for model in (Volunteer, Erasure, Person):
        db.execute(delete(model).where(column(model, "user_id") == whose.user_id))


def _due(db: Db, now: datetime, user_id: str) -> Erasure | None:
    mine = select(Erasure).where(Erasure.user_id == user_id, Erasure.due_at <= now)
    return db.scalars(mine.with_for_update()).first()


def _is_back(db: Db, now: datetime, row: Erasure) -> bool:
    """Somebody asked for it because she had left Slack, and she is there again: then she alone may ask, and it is taken
    back."""
    mine = select(Person.is_gone).where(Person.user_id == row.user_id)
    is_back = row.why is not None and db.scalars(mine).first() is False
    if is_back:
        erasing.take_back(db, now, None, row)
    return is_back


def _chain(db: Db, whose: Whose) -> Notice:
    """Locked: a worker may just be keeping what Slack has answered to its last step."""
    chain = select(Notice).where(Notice.dedupe_key == f"{KIND}:{whose.nobody}").with_for_update()
    return db.scalars(chain.execution_options(populate_existing=True)).one()


def _put_off(db: Db, now: datetime, row: Erasure) -> bool:
    """Whether it has to wait: a role would be left with nobody, or something is on its way to her, to her team, or about her."""
    if erasing.holds(db, row.user_id):
        row.due_at = now + rule.UNDO
        key = f"{erasing.key(row)}:held{(now - row.asked_at) // TOLD_AGAIN}"
        notices.owe(db, erasing.TOLD, to=row.asked_by, key=key, now=now, user=row.user_id)
        return True
    mine = (Team.student_id == row.user_id) | (Team.buddy_id == row.user_id)
    to = {row.user_id, *(f"team:{number}" for number in db.scalars(select(Team.id).where(mine)))}
    for one in db.scalars(select(Notice).where(Notice.state == NoticeState.SENDING)):
        if not (rule.holds(erasing_messages.said(one), row.user_id) or one.target in to):
            continue
        row.due_at = now + SENDING_WAITS
        return True
    return False


def _leave(db: Db, vault: WorkspaceVault, now: datetime, row: Erasure) -> bool:
    who = erasing.acting(db, row.user_id)
    mine = (Team.student_id == row.user_id) | (Team.buddy_id == row.user_id)
    team = select(Team.id).where(mine, Team.state != TeamState.ENDED).order_by(Team.id)
    if (number := db.scalars(team).first()) is not None:
        endings.end_unsaid(db, vault, now, who, number)
        return True
    asked = select(BuddyRequest).where(
        BuddyRequest.student_id == row.user_id, BuddyRequest.state.in_(OPEN_REQUEST)
    )
    if (request := db.scalars(asked).first()) is not None:
        requests.end(db, now, who, request, requests.OWN_WISH)
        return True
    offer = volunteers.row_of(db, row.user_id)
    if offer is not None and offer.state not in AT_REST:
        volunteers.pause(db, now, who, row.user_id)
        return True
    for proposal in proposals.open_of(db, now, volunteer_id=row.user_id):
        proposals.withdraw(db, now, None, proposal.id, Ended.NOT_AVAILABLE)
        return True
    call = select(HelpRequest.id).where(
        HelpRequest.asked_by == row.user_id, HelpRequest.state != HelpState.CLOSED
    )
    if (called := db.scalars(call).first()) is not None:
        help_answers.not_needed(db, vault, now, who, called)
        return True
    question = select(ChannelQuestion.id).where(
        ChannelQuestion.asked_by == row.user_id, ChannelQuestion.state.in_(_OPEN_QUESTION)
    )
    if (wondered := db.scalars(question).first()) is not None:
        channel_questions.withdraw(db, vault, now, who, wondered)
        return True
    return False


def _copy_offer(db: Db, vault: WorkspaceVault, whose: Whose) -> None:
    """An offer stays as numbers, under nobody's id, before hers can go: possible teams hang on it."""
    row = volunteers.row_of(db, whose.user_id)
    if row is None:
        return
    words = erasing_rows.plan_of("volunteers").words
    same = {
        one.key: getattr(row, one.key)
        for one in inspect(Volunteer).column_attrs
        if one.key not in words and one.key not in ("user_id", "look_at")
    }
    same |= {one: erasing_rows.empty(vault, "volunteers", row, one) for one in words}
    same["state"] = VolunteerState.PAUSED if row.state not in AT_REST else row.state
    db.add(Volunteer(user_id=whose.nobody, look_at=None, **same))
    db.flush()
