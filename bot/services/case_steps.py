"""What time does to a private case: its readers are told one after the other, and a closed one is erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, delete, func, select, update

from bot.clock import zone
from bot.services import behind, case_content, case_holder, contacts, notices, people, rounds
from bot.services.case_content import Sealed
from bot.vault import KeyLost, WorkspaceVault
from models import CaseReader, CaseYear, Notice, PrivateCase
from models.enums import HelpState, Role
from models.prepared import Moment
from models.store import Db, add_once

NOTICE = "private"
PASSED = "private_passed"
_UNREAD = "private_unread"
_NEWS = "private_news"
_TO_OTHERS = 2
"""Steps before this one ask the first of the readers."""
_NEXT_STEP = Moment(select(func.min(PrivateCase.next_step_at)))
_NEXT_ERASURE = Moment(select(func.min(PrivateCase.erase_at)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next step or erasure of any case is due; for the sweep."""
    return min(filter(None, (_NEXT_STEP.moment(db), _NEXT_ERASURE.moment(db))), default=None)


def due(db: Db, now: datetime) -> Sequence[Row[str, str]]:
    """Workspace and id of every case with a step or its erasure due; of an unbound session."""
    is_due = (PrivateCase.next_step_at <= now) | (PrivateCase.erase_at <= now)
    return db.execute(select(PrivateCase.workspace_id, PrivateCase.id).where(is_due)).all()


def take_due(db: Db, vault: WorkspaceVault | None, now: datetime, case_id: str) -> None:
    """Erase a case, or take its next step, if nobody was faster. `vault`: None where its key is lost."""
    hold(db, [case_id])
    row = locked(db, case_id)
    if row is None:
        return
    if row.erase_at is not None and row.erase_at <= now:
        erase(db, row)
    elif row.next_step_at is not None and row.next_step_at <= now:
        take(db, vault, now, row, row.step)


def take(db: Db, vault: WorkspaceVault | None, now: datetime, row: PrivateCase, number: int) -> None:
    """Tell the readers of step `number`, while nobody looks after it; where none is left, the one who asked, once.

    Who looks after it is reminded; once she may not read it any more, or is away, the others are told anew.
    """
    there = _there(db, vault, row)
    if not there:
        notices.owe(db, _UNREAD, to=f"case:{row.id}", key=row.id, now=now, case=row.id)
    if row.state is not HelpState.OPEN:
        if row.acknowledged_by not in there:  # nobody, too: that was not kept before
            _open_again(db, now, row)
        elif case_holder.is_missed(db, now, row, there):
            _open_again(db, now, row)
            number = max(number, _TO_OTHERS)
    if row.state is HelpState.OPEN:
        rounds.ask_next(db, now, row, number, there, NOTICE, case=row.id)
    else:
        case_holder.remind(db, now, row)
    db.flush()


def _there(db: Db, vault: WorkspaceVault | None, row: PrivateCase) -> tuple[str, ...]:
    """Who may open it now; where it cannot be opened by anybody, who is on its list."""
    try:
        content = None if vault is None else case_content.opened(vault, row)
    except KeyLost:
        content = None
    return readers(db, row, content)


def _open_again(db: Db, now: datetime, row: PrivateCase) -> None:
    """Who has looked after it is not there; that she has stays noted, and the one who asked sees it."""
    row.state = HelpState.OPEN
    news(db, now, row, f"again:{now:%Y%m%dT%H%M%S}")


def news(db: Db, now: datetime, row: PrivateCase, what: str) -> None:
    """Owe the person who asked the message that says only that there is something new. Whether she has ticked that
    she wants it, is seen when it is sent.
    """
    notices.owe(db, _NEWS, to=f"case:{row.id}", key=f"{row.id}:{what}", now=now, case=row.id)


def still_asks(db: Db, vault: WorkspaceVault, now: datetime, case_id: str, reader: str) -> bool:
    """Whether a reader is to be told of a case now: it waits for an answer, she may open it, and is not away."""
    row = db.scalars(select(PrivateCase).where(PrivateCase.id == case_id)).first()
    if row is None or row.state is not HelpState.OPEN:
        return False
    return reader in rounds.there(db, now, readers(db, row, case_content.opened(vault, row)))


def is_open_to(db: Db, vault: WorkspaceVault, case_id: str, reader: str) -> bool:
    """Whether a case is not closed, and this person may open it."""
    row = db.scalars(select(PrivateCase).where(PrivateCase.id == case_id)).first()
    if row is None or row.state is HelpState.CLOSED:
        return False
    return reader in readers(db, row, case_content.opened(vault, row))


def asker(db: Db, vault: WorkspaceVault, case_id: str, *, unread: bool) -> str | None:
    """Who asked, for a letter to her. None where it is erased; with `unread`, also where somebody can read it still,
    or need not any more; without, also where she wants no news.
    """
    row = db.scalars(select(PrivateCase).where(PrivateCase.id == case_id)).first()
    content = None if row is None else case_content.opened(vault, row)
    if row is None or content is None:
        return None
    if unread:
        is_right = row.state is not HelpState.CLOSED and not readers(db, row, content)
    else:
        is_right = content.told.wants_news
    return content.who if is_right else None


def unreachable(
    db: Db, vault: WorkspaceVault, now: datetime, case_id: str, number: int, user_id: str
) -> None:
    """The notice of step `number` did not reach its reader: the next one is told at once, and nobody else."""
    row = locked(db, case_id)
    if row is None or row.state is not HelpState.OPEN:
        return
    following = rounds.after_failure(db, now, row, number, _there(db, vault, row), NOTICE, user_id)
    if following is not None:
        take(db, vault, now, row, following)


def not_reminded(db: Db, vault: WorkspaceVault, now: datetime, user_id: str) -> None:
    """Who looks after cases cannot be reached: where others can read one, they are told anew at once."""
    for case_id in case_holder.held(db, user_id):
        row = locked(db, case_id)
        others = {*_there(db, vault, row)} - {user_id} if row is not None else set()
        if (
            row is not None
            and others
            and row.acknowledged_by == user_id
            and row.state is HelpState.ACKNOWLEDGED
        ):
            _open_again(db, now, row)
            take(db, vault, now, row, max(row.step, _TO_OTHERS))


def not_passed(db: Db, now: datetime, case_id: str, user_id: str) -> None:
    """The notice did not reach whom it was passed on to: she may not read it, and the others look at it again."""
    passed = (CaseReader.case_id == case_id) & (CaseReader.user_id == user_id)
    db.execute(delete(CaseReader).where(passed, CaseReader.since.is_not(None)))
    for reader in present_readers(db, case_id):
        key = f"{case_id}:{user_id}:{reader}"
        notices.owe(db, PASSED, to=reader, key=key, now=now, case=case_id, back=True)


def has_more(db: Db, now: datetime, row: PrivateCase) -> None:
    """She has written more: whoever looks after it looks again. While nobody does, the next step is on its way."""
    if row.state is HelpState.ACKNOWLEDGED and row.acknowledged_by is not None:
        key = f"{row.id}:{now:%Y%m%dT%H%M%S%f}:{row.acknowledged_by}"
        notices.owe(db, PASSED, to=row.acknowledged_by, key=key, now=now, case=row.id, back=True)


def present_readers(db: Db, case_id: str) -> tuple[str, ...]:
    """Those on the case's list who may read it still, in the list's order."""
    listed = select(CaseReader.user_id, CaseReader.is_picked).where(CaseReader.case_id == case_id)
    may, roles = who_may(db)
    rows = db.execute(listed.order_by(CaseReader.position)).all()
    return tuple(user for user, is_picked in rows if user in may or (is_picked and user in roles))


def readers(db: Db, row: PrivateCase, content: Sealed | None) -> tuple[str, ...]:
    """Those who may open a case now, in the list's order: of `present_readers`, nobody who must never read it."""
    left_out = never(db, content) if content else set()
    return tuple(user for user in present_readers(db, row.id) if user not in left_out)


def never(db: Db, content: Sealed) -> set[str]:
    """Who must not read a case, whoever names them: who was left out then, and who `behind.never` is now."""
    return {*content.told.never, *behind.never(db, content.who, content.told.kind)}


def who_may(db: Db) -> tuple[set[str], set[str]]:
    """Who reads by right of a role, or as one of the Mental Health Team, and is not kept out; and who has any role."""
    by_role = people.present(db, *behind.READING, Role.WELLBEING)
    return set(by_role) - contacts.kept_out(db), set(people.present(db, *Role))


def erase(db: Db, row: PrivateCase) -> None:
    """All of it goes: whose it was, key, content, readers, openings, and who was told of it. A year's count stays.

    Before its row was locked, `hold` was called.
    """
    year = row.asked_at.astimezone(_zone(db)).year
    add_once(db, CaseYear, year=year, cases=0)
    db.execute(update(CaseYear).where(CaseYear.year == year).values(cases=CaseYear.cases + 1))
    db.execute(delete(Notice).where(_told([row.id])).execution_options(synchronize_session=False))
    db.delete(row)
    db.flush()


def hold(db: Db, case_ids: Sequence[str]) -> None:
    """Lock what was told of these, before any of them: a worker that gives such a notice up has that first, too, and
    then the case. In the other order the two would wait for each other.
    """
    db.scalars(select(Notice.id).where(_told(case_ids)).order_by(Notice.id).with_for_update()).all()


def _told(case_ids: Sequence[str]) -> ColumnElement[bool]:
    return and_(Notice.kind.startswith(notices.PRIVATE), Notice.about["case"].as_string().in_(case_ids))


def locked(db: Db, case_id: str) -> PrivateCase | None:
    return db.scalars(select(PrivateCase).where(PrivateCase.id == case_id).with_for_update()).first()


def _zone(db: Db) -> ZoneInfo:
    return zone(people.programme(db).timezone)
