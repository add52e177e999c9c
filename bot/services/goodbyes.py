"""What people say at the end: thanks to the other, three answers, a note to managers; and how it is going months after.

Words are sealed, and kept until they have been passed on, those to managers for thirty days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from bot.errors import UserError, Wrong
from bot.rules import ending as rule
from bot.rules.access import Acting, require_manager
from bot.services import ended, endings
from bot.services.ended import NOTE, Seen, place
from bot.vault import WorkspaceVault
from models import EndingWords
from models.enums import EndWords
from models.store import Db

THANKS, ANSWERED, CERTIFICATE = "thanks", "ending_answered", "certificate"
QUESTIONS: dict[str, tuple[str, ...]] = {
    "helped": ("yes", "partly", "no"),
    "hours": ("right", "too_few", "too_many"),
    "support": ("yes", "partly", "no"),
}
"""The three short questions, each with its answers."""
LATER = ("tech", "studying", "looking", "rather_not")


@dataclass(frozen=True, repr=False)
class Written:
    """What one person said to the managers at the end. `text`: the note or the sentence; empty where there is none."""

    user_id: str
    kind: EndWords
    text: str
    answers: Mapping[str, str] = field(default_factory=dict)


def thank(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, number: int, text: str) -> Seen:
    """Pass thanks on to the other of the two, once.

    Raises:
        UserError: there are no words, or too many; they were sent before; it is not hers.
    """
    found = ended.of_member(db, who, number)
    _check(text, rule.THANKS_MAX, "thanks")
    _once(db, who, number, EndWords.THANKS)
    endings.write(db, vault, now, number, who.user_id, EndWords.THANKS, text)
    ended.tell(db, THANKS, number, found.partner_of(who.user_id), now, by=who.user_id)
    return found


def answer(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    who: Acting,
    number: int,
    answers: Mapping[str, str],
    text: str,
) -> Seen:
    """Keep the answers to the three questions, each of which may stay open, and a sentence to the managers.

    Raises:
        UserError: nothing was said, too much, or before; an answer that there is not; it is not hers.
    """
    found = ended.of_member(db, who, number)
    given = {question: said for question, said in answers.items() if said}
    if any(said not in QUESTIONS.get(question, ()) for question, said in given.items()):
        raise UserError(Wrong.UNKNOWN_CHOICE)
    if not given and not text.strip():
        raise UserError(Wrong.NOTHING_CHOSEN, block="helped")
    if len(text) > rule.SENTENCE_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": rule.SENTENCE_MAX}, block="sentence")
    _once(db, who, number, EndWords.SURVEY)
    endings.write(db, vault, now, number, who.user_id, EndWords.SURVEY, text)
    db.execute(update(EndingWords).where(*_one(number, who.user_id, EndWords.SURVEY)).values(answers=given))
    for reader in found.readers:
        ended.tell(db, ANSWERED, number, reader, now, by=who.user_id)
    return found


def later(db: Db, now: datetime, who: Acting, number: int, said: str) -> Seen:
    """How it is going, months after: kept once, without words. Raises `UserError` as `thank`."""
    found = ended.read(db, number)
    if found is None or who.user_id != found.student_id:
        raise UserError(Wrong.GONE)
    if said not in LATER:
        raise UserError(Wrong.UNKNOWN_CHOICE)
    _once(db, who, number, EndWords.LATER)
    row = EndingWords(
        ending_id=number,
        user_id=who.user_id,
        kind=EndWords.LATER,
        sealed=None,
        answers={"later": said},
        written_at=now,
    )
    db.add(row)
    db.flush()
    return found


def certify(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, number: int, name: str) -> Seen:
    """A certificate with this name on it is made and sent; the name is forgotten with that. It can be asked for anew.

    Raises:
        UserError: there is no name, or a long one; there were no hours; it is not his.
    """
    found = ended.of_member(db, who, number)
    if who.user_id != found.buddy_id:
        raise UserError(Wrong.NOT_YOURS)
    if not found.minutes:
        raise UserError(Wrong.NO_HOURS_HELD)
    _check(name, rule.NAME_MAX, "name")
    old = db.scalars(select(EndingWords).where(*_one(number, who.user_id, EndWords.NAME))).first()
    if old is not None:
        db.delete(old)
        db.flush()
    endings.write(db, vault, now, number, who.user_id, EndWords.NAME, name)
    mark = f"{now:%Y%m%dT%H%M%S%f}"
    ended.tell(db, CERTIFICATE, number, who.user_id, now, at_once=True, asked=mark)
    return found


def text(db: Db, vault: WorkspaceVault, number: int, user_id: str, kind: EndWords) -> str | None:
    """Somebody's words; None where they have been passed on, or never were. Whoever calls decides who reads them."""
    sealed = db.scalars(select(EndingWords.sealed).where(*_one(number, user_id, kind))).first()
    return vault.open(NOTE, place(number, user_id, kind), sealed) if sealed else None


def passed_on(db: Db, number: int, user_id: str, kind: EndWords) -> None:
    """They have arrived, or cannot: they are kept no longer."""
    db.execute(update(EndingWords).where(*_one(number, user_id, kind)).values(sealed=None))


def forget(db: Db, number: int) -> None:
    """The managers have had their time to read: no words of this end are kept, the answers of buttons are."""
    db.execute(update(EndingWords).where(EndingWords.ending_id == number).values(sealed=None))


def has_said(db: Db, number: int, user_id: str, kind: EndWords) -> bool:
    return db.scalars(select(EndingWords.user_id).where(*_one(number, user_id, kind))).first() is not None


def for_managers(db: Db, vault: WorkspaceVault, who: Acting, number: int) -> tuple[Seen, tuple[Written, ...]]:
    """What was said to the managers, for one of those whom the form named.

    Raises:
        UserError: it is not there, or is for somebody else to read.
    """
    found = ended.read(db, number)
    if found is None:
        raise UserError(Wrong.GONE)
    require_manager(who)
    if who.user_id not in found.readers:
        raise UserError(Wrong.NOT_YOURS)
    rows = ended.words_of(db, number, (EndWords.NOTE, EndWords.SURVEY))
    return found, tuple(
        Written(
            row.user_id,
            row.kind,
            vault.open(NOTE, place(number, row.user_id, row.kind), row.sealed) if row.sealed else "",
            dict(row.answers),
        )
        for row in rows
    )


def _check(text: str, most: int, block: str) -> None:
    if not text.strip():
        raise UserError(Wrong.NOTHING_WRITTEN, block=block)
    if len(text) > most:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": most}, block=block)


def _once(db: Db, who: Acting, number: int, kind: EndWords) -> None:
    if has_said(db, number, who.user_id, kind):
        raise UserError(Wrong.ALREADY_DONE)


def _one(number: int, user_id: str, kind: EndWords) -> tuple[ColumnElement[bool], ...]:
    return (
        EndingWords.ending_id == number,
        EndingWords.user_id == user_id,
        EndingWords.kind == kind,
    )
