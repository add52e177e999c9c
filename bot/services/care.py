"""How it is going, answered in private: whether the two fit, and the question of every 30 days.

No answer is shown to anybody. What reaches the managers is a task that says whom to talk with; a sentence only
where whoever wrote it has ticked that they may read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules.access import READERS, Acting
from bot.rules.pulses import SCORES, needs_talk
from bot.services import notices, people
from bot.vault import WorkspaceVault
from models import Asking, Fit, Pulse, Task, Team
from models.enums import AskingKind, FitAnswer, TaskKind, TeamState
from models.store import Db, add_once

TOLD, WORDS = "care_task", "pulse_words"
"""Kinds of notices to managers."""
PLACE = "pulses.words"
CORRECTED_WITHIN = timedelta(minutes=10)
"""A number that was touched by mistake can be changed before a manager has a message."""


@dataclass(frozen=True)
class Pair:
    """The team somebody is asked about, as that person sees it."""

    team_id: int
    partner_id: str
    is_student: bool


@dataclass(frozen=True)
class Answered:
    """`score`: of a pulse; `answer`: of the question whether they fit."""

    pair: Pair
    number: int = 0
    score: int | None = None
    answer: FitAnswer | None = None


def pair(db: Db, user_id: str, team_id: int) -> Pair | None:
    """The running team of this person; None where there is none, or she is not in it."""
    team = db.scalars(select(Team).where(Team.id == team_id, Team.state != TeamState.ENDED)).first()
    if team is None or user_id not in (team.student_id, team.buddy_id):
        return None
    is_student = user_id == team.student_id
    return Pair(team.id, team.buddy_id if is_student else team.student_id, is_student)


def fits(db: Db, now: datetime, who: Acting, team_id: int, answer: FitAnswer) -> Answered:
    """Keep whether they fit; another answer takes the place of the one before.

    Raises:
        UserError: this person was not asked that, or the team has ended.
    """
    hers = asked_fit(db, who, team_id)
    values = {"answer": answer, "answered_at": now}
    if not add_once(db, Fit, team_id=team_id, user_id=who.user_id, **values):
        row = _fit(db, who, team_id)
        assert row is not None  # noqa: S101 - it is there already
        row.answer, row.answered_at = answer, now
        db.flush()
    return Answered(hers, answer=answer)


def asked_fit(db: Db, who: Acting, team_id: int) -> Pair:
    """The team of which this person was asked whether they fit. Raises `UserError` as `fits`."""
    hers = _own(db, who, team_id)
    asked = select(Asking.asked_at).where(
        Asking.team_id == team_id, Asking.user_id == who.user_id, Asking.kind == AskingKind.FIT
    )
    if db.scalars(asked).first() is None:
        raise UserError(Wrong.GONE)
    return hers


def wants_to_talk(db: Db, now: datetime, who: Acting, team_id: int) -> Answered:
    """It does not fit: a student would like another buddy, a buddy would like to talk about it. The team stays as it is.

    Raises:
        UserError: this person has not said so, the team has ended, or nobody but the other of the two runs the programme.
    """
    hers = _own(db, who, team_id)
    row = _fit(db, who, team_id)
    if row is None or row.answer is not FitAnswer.NOT:
        raise UserError(Wrong.GONE)
    kind = TaskKind.ANOTHER_BUDDY if hers.is_student else TaskKind.TALK
    if not _tell(db, now, now, kind, f"{team_id}:{who.user_id}:fit", hers, who.user_id):
        raise UserError(Wrong.NOBODY_TO_ASK)
    return Answered(hers, answer=row.answer)


def felt(db: Db, now: datetime, who: Acting, team_id: int, number: int, score: int) -> Answered:
    """Keep a pulse. One that says so puts "talk with …" on the managers' list; corrected, it goes from there.

    Raises:
        UserError: this person was not asked that, or the team has ended.
    """
    hers, row = _own(db, who, team_id), _pulse(db, who, team_id, number)
    if score not in SCORES:
        raise UserError(Wrong.UNKNOWN_CHOICE)
    row.score, row.answered_at = score, now
    db.flush()
    key = f"{team_id}:{who.user_id}:{number}"
    if needs_talk(_scores(db, row)):
        _tell(db, now, now + CORRECTED_WITHIN, TaskKind.TALK, key, hers, who.user_id)
    else:
        _take_back(db, now, f"{TaskKind.TALK}:{key}")
    return Answered(hers, number, score)


def asked(db: Db, who: Acting, team_id: int, number: int) -> Answered:
    """The question again, to be answered otherwise, or with a sentence. Raises `UserError` as `felt`."""
    hers, row = _own(db, who, team_id), _pulse(db, who, team_id, number)
    return Answered(hers, number, row.score)


def says(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    who: Acting,
    team_id: int,
    number: int,
    words: str,
    *,
    may_read: bool,
) -> Answered:
    """Keep a sentence with a pulse, sealed. With her tick the managers read it, and who they are is not the pair's.

    Raises:
        UserError: this person was not asked that, or the team has ended.
    """
    hers, row = _own(db, who, team_id), _pulse(db, who, team_id, number)
    key = f"{team_id}:{who.user_id}:{number}"
    row.words = vault.seal(PLACE, key, words) if words else None
    row.may_read = may_read and bool(words)
    db.flush()
    if row.may_read:
        about: dict[str, Any] = {"team": team_id, "user": who.user_id, "number": number}
        for manager in _listeners(db, hers, who.user_id):
            notices.owe(db, WORDS, to=manager, key=f"{key}:{manager}", now=now, **about)
    return Answered(hers, number, row.score)


def sentence(db: Db, vault: WorkspaceVault, team_id: int, user_id: str, number: int) -> str | None:
    """What a person wrote with one pulse, where managers may read it."""
    mine = (Pulse.team_id == team_id) & (Pulse.user_id == user_id) & (Pulse.number == number)
    row = db.scalars(select(Pulse).where(mine)).first()
    if row is None or row.words is None or not row.may_read:
        return None
    return vault.open(PLACE, f"{team_id}:{user_id}:{number}", row.words)


def readable(db: Db, vault: WorkspaceVault, team_id: int, user_id: str) -> tuple[tuple[datetime, str], ...]:
    """What a person wrote with her pulses and lets managers read, newest first."""
    ticked = select(Pulse).where(
        Pulse.team_id == team_id, Pulse.user_id == user_id, Pulse.may_read.is_(True), Pulse.words.is_not(None)
    )
    rows = db.scalars(ticked.order_by(Pulse.number.desc()).limit(3)).all()
    return tuple(
        (row.answered_at or row.asked_at, vault.open(PLACE, f"{team_id}:{user_id}:{row.number}", row.words))
        for row in rows
        if row.words is not None
    )


def _tell(db: Db, now: datetime, at: datetime, kind: TaskKind, key: str, hers: Pair, user_id: str) -> bool:
    """From `at` on the managers' list, and a message about it then. False where nobody could read it."""
    managers = _listeners(db, hers, user_id)
    if managers and _listed(db, at, kind, key, hers, user_id):
        for manager in managers:
            told = f"{kind}:{key}"
            again = f"{told}:{manager}:{at:%Y%m%dT%H%M%S%f}"
            notices.owe(db, TOLD, to=manager, key=again, now=now, at=at, task=told)
    return bool(managers)


def _listed(db: Db, at: datetime, kind: TaskKind, key: str, hers: Pair, user_id: str) -> bool:
    """Whether it is new on the list, or there again after it was taken back; what a manager has done stays done."""
    if notices.task(db, kind, key, at, team=hers.team_id, user=user_id):
        return True
    row = _task(db, f"{kind}:{key}")
    if row is None or row.done_at is None or row.done_by is not None:
        return False
    row.opened_at, row.done_at, row.snoozed_until = at, None, None
    db.flush()
    return True


def _take_back(db: Db, now: datetime, task_key: str) -> None:
    """It stays, as done by nobody: an id must never come again under a button that is on a screen somewhere."""
    row = _task(db, task_key)
    if row is not None and row.done_at is None:
        row.done_at = now
        db.flush()


def _task(db: Db, task_key: str) -> Task | None:
    return db.scalars(select(Task).where(Task.dedupe_key == task_key).with_for_update()).first()


def _listeners(db: Db, hers: Pair, user_id: str) -> list[str]:
    """The first of the two roles that read it in which there is somebody who is not of the pair."""
    pair_ids = (hers.partner_id, user_id)
    by_role = ([one for one in people.present(db, role) if one not in pair_ids] for role in READERS)
    return next(filter(None, by_role), [])


def _own(db: Db, who: Acting, team_id: int) -> Pair:
    hers = pair(db, who.user_id, team_id)
    if hers is None:
        raise UserError(Wrong.GONE)
    return hers


def _fit(db: Db, who: Acting, team_id: int) -> Fit | None:
    return db.scalars(select(Fit).where(Fit.team_id == team_id, Fit.user_id == who.user_id)).first()


def _pulse(db: Db, who: Acting, team_id: int, number: int) -> Pulse:
    mine = (Pulse.team_id == team_id) & (Pulse.user_id == who.user_id) & (Pulse.number == number)
    row = db.scalars(select(Pulse).where(mine).with_for_update()).first()
    if row is None:
        raise UserError(Wrong.GONE)
    return row


def _scores(db: Db, row: Pulse) -> list[int]:
    """What this person has answered in this team up to this pulse."""
    found = select(Pulse.score).where(
        Pulse.team_id == row.team_id,
        Pulse.user_id == row.user_id,
        Pulse.number <= row.number,
        Pulse.score.is_not(None),
    )
    return [score for score in db.scalars(found.order_by(Pulse.number)) if score is not None]
