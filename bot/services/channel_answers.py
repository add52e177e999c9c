"""What is answered to a question in the help channel: through the program, or in the thread by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.question import FORGOTTEN_AFTER
from bot.services import channel_questions, notices
from bot.services.channel_questions import ENDED, Asked
from bot.vault import WorkspaceVault
from models import ChannelAnswer, ChannelQuestion
from models.enums import QuestionState
from models.store import Db

POST, TOLD = "question_answer", "question_told"
"""Kinds of notices: the answer in the thread; and to whoever asked, that there is one."""
_WORDS = "channel_answers.words"


@dataclass(frozen=True, repr=False)
class Answer:
    """One answer. `words`: None where it was written in the thread by hand."""

    id: int
    question_id: str
    answered_by: str
    words: str | None
    ts: str | None
    link: str | None


def open_question(db: Db, vault: WorkspaceVault, question_id: str) -> Asked:
    """The question that somebody is about to answer. Raises `UserError` where it is over or not there."""
    asked = channel_questions.find(db, vault, question_id)
    if asked is None or asked.state in ENDED or asked.ts is None:
        raise UserError(Wrong.QUESTION_OVER)
    return asked


def answer(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, question_id: str, words: str) -> None:
    """Keep an answer, and owe it to the thread. Raises `UserError` where the question is over."""
    row = _answerable(db, question_id)
    kept = _keep(db, now, who, row)
    kept.words = vault.seal(_WORDS, str(kept.id), words)
    about: dict[str, Any] = {"question": row.id, "answer": kept.id}
    notices.owe(db, POST, to=row.channel_id, key=str(kept.id), now=now, **about)
    db.flush()


def answered_in_thread(db: Db, now: datetime, who: Acting, question_id: str) -> None:
    """Somebody has answered by hand; whoever asked gets the link. Raises `UserError`: it is over, or answered."""
    row = _answerable(db, question_id)
    if row.state is not QuestionState.OPEN:
        raise UserError(Wrong.ALREADY_DONE)
    kept = _keep(db, now, who, row)
    kept.link = row.link
    tell(db, now, row, kept.id)
    db.flush()


def find(db: Db, vault: WorkspaceVault, answer_id: int) -> Answer | None:
    row = db.scalars(select(ChannelAnswer).where(ChannelAnswer.id == answer_id)).first()
    if row is None:
        return None
    words = None if row.words is None else vault.open(_WORDS, str(row.id), row.words)
    return Answer(row.id, row.question_id, row.answered_by, words, row.ts, row.link)


def posted(db: Db, answer_id: int, ts: str) -> None:
    """It is in the thread."""
    _row(db, answer_id).ts = ts
    db.flush()


def linked(db: Db, now: datetime, answer_id: int, link: str | None) -> None:
    """Its address is known, or (None) it never came to the channel: whoever asked hears of it either way."""
    kept = _row(db, answer_id)
    kept.link = link
    row = channel_questions.locked(db, kept.question_id)
    if row is not None:
        tell(db, now, row, kept.id)
    db.flush()


def not_posted(db: Db, now: datetime, answer_id: int) -> None:
    """Slack does not take it: whoever asked gets the words themselves, and a manager hears what to do."""
    kept = _row(db, answer_id)
    linked(db, now, answer_id, None)
    row = channel_questions.locked(db, kept.question_id)
    if row is not None:
        channel_questions.cannot_post(db, now, row.channel_id)


def tell(db: Db, now: datetime, row: ChannelQuestion, answer_id: int) -> None:
    channel_questions.owe_asker(db, TOLD, row, str(answer_id), now, answer=answer_id)


def _answerable(db: Db, question_id: str) -> ChannelQuestion:
    row = channel_questions.locked(db, question_id)
    if row is None or row.state in ENDED or row.ts is None:
        raise UserError(Wrong.QUESTION_OVER)
    return row


def _keep(db: Db, now: datetime, who: Acting, row: ChannelQuestion) -> ChannelAnswer:
    kept = ChannelAnswer(question_id=row.id, answered_by=who.user_id, answered_at=now)
    db.add(kept)
    row.state, row.due_at = QuestionState.ANSWERED, now + FORGOTTEN_AFTER
    db.flush()
    channel_questions.waits_no_more(db, now, row)
    channel_questions.changed(db, now, row)
    return kept


def _row(db: Db, answer_id: int) -> ChannelAnswer:
    return db.scalars(select(ChannelAnswer).where(ChannelAnswer.id == answer_id)).one()
