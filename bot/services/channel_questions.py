"""Questions to the programme's help channel: asked, posted, taken back, helped, and told of when nobody answers.

Without a name, who asked is sealed, and only the relay of what became of it opens that (`asker`). Whoever presses
a button under her own question is known by a keyed hash. Nothing else is written beside it: no history with an
actor, no Home to bring up to date.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from bot.clock import zone
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.duty import office
from bot.rules.features import Feature
from bot.rules.question import ANSWERED_IN, Words
from bot.rules.routing import after_working_time
from bot.services import contacts, features, notices, people
from bot.vault import WorkspaceVault
from models import ChannelQuestion, Task
from models.enums import QuestionState, TaskKind
from models.prepared import Moment
from models.store import Db

POST, CARD, POSTED, STUCK, WAITING = (
    *("question", "question_card", "question_posted", "question_stuck", "question_waiting"),
)
"""Kinds of notices."""
LOOK_AGAIN = timedelta(days=1)
"""At a question that nobody has answered, while the programme does without them."""
ENDED = (QuestionState.HELPED, QuestionState.CLOSED, QuestionState.WITHDRAWN)
_WORDS, _ASKER = "channel_questions.words", "channel_questions.sealed_asker"


@dataclass(frozen=True, repr=False)
class Asked:
    """A question as its post shows it. `asked_by`: None without a name; `words`: None once it is taken back."""

    id: str
    asked_by: str | None
    words: Words | None
    state: QuestionState
    channel_id: str
    ts: str | None
    link: str | None
    rounds: int


def channel(db: Db) -> str:
    """Where questions go. Raises `UserError` where no channel is chosen."""
    chosen = people.programme(db).support_channel_id
    if chosen is None:
        raise UserError(Wrong.NO_HELP_CHANNEL)
    return chosen


def ask(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, words: Words, *, named: bool) -> Asked:
    """Keep a question and owe its post; a manager is told if it has no answer in time.

    Raises:
        UserError: no channel is chosen.
    """
    question_id = secrets.token_hex(16)
    sealed = None if named else vault.seal(_ASKER, question_id, who.user_id)
    row = ChannelQuestion(
        id=question_id,
        asked_by=who.user_id if named else None,
        asker_hash=None if named else _hash(vault, question_id, who),
        sealed_asker=sealed,
        words=vault.seal(_WORDS, question_id, json.dumps(asdict(words))),
        state=QuestionState.OPEN,
        asked_at=now,
        channel_id=channel(db),
        rounds=1,
        due_at=_answer_by(db, now),
    )
    db.add(row)
    db.flush()
    _owe_post(db, now, row)
    return _seen(vault, row)


def find(db: Db, vault: WorkspaceVault, question_id: str) -> Asked | None:
    row = db.scalars(select(ChannelQuestion).where(ChannelQuestion.id == question_id)).first()
    return None if row is None else _seen(vault, row)


def posted(db: Db, now: datetime, question_id: str, ts: str) -> None:
    """It is in the channel. Taken back meanwhile, its post says so at once."""
    row = locked(db, question_id)
    if row is None:
        return
    row.ts = ts
    if row.state is QuestionState.WITHDRAWN:
        changed(db, now, row)
    db.flush()


def filled(db: Db, now: datetime, question_id: str) -> None:
    """Its words are in the channel. What became of it while they were on their way is told there once more."""
    row = locked(db, question_id)
    if row is not None and row.state is not QuestionState.OPEN:
        changed(db, now, row)
    db.flush()


def linked(db: Db, now: datetime, question_id: str, link: str | None) -> None:
    """Its address is known; whoever asked hears where it is."""
    row = locked(db, question_id)
    if row is None or row.state in ENDED:
        return
    row.link = link
    if row.state is QuestionState.OPEN:
        owe_asker(db, POSTED, row, f"{row.id}:{row.rounds}", now)
    db.flush()


def stuck(db: Db, now: datetime, question_id: str) -> None:
    """Slack does not take it: it is kept, whoever asked hears so, and a manager what to do."""
    row = locked(db, question_id)
    if row is None or row.state in ENDED:
        return
    row.ts = None
    db.flush()
    owe_asker(db, STUCK, row, f"{row.id}:{now:%Y%m%dT%H%M%S}", now)
    cannot_post(db, now, row.channel_id)


def cannot_post(db: Db, now: datetime, channel_id: str) -> None:
    """A manager has to let the program into the channel, or choose another: on the list, once at a time."""
    before = _tasks(db, channel_id)
    if all(task.done_at for task in before):
        notices.task(db, TaskKind.HELP_CHANNEL, f"{channel_id}:{len(before)}", now, to=channel_id)


def can_post(db: Db, now: datetime, channel_id: str) -> None:
    """It is let in: nobody need do anything."""
    for task in _tasks(db, channel_id):
        task.done_at = task.done_at or now
    db.flush()


def _tasks(db: Db, channel_id: str) -> list[Task]:
    """About this channel, those that are done, too."""
    every = select(Task).where(Task.kind == TaskKind.HELP_CHANNEL).order_by(Task.id)
    return [task for task in db.scalars(every) if task.about.get("to") == channel_id]


def try_again(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, question_id: str) -> None:
    """Post one's own question that was kept, to the channel that is chosen now. Raises `UserError`."""
    row = _own(db, vault, who, question_id)
    if row.ts is not None:
        raise UserError(Wrong.ALREADY_DONE)
    row.channel_id = channel(db)
    _owe_post(db, now, row)
    db.flush()


def post_kept(db: Db, now: datetime, channel_id: str) -> None:
    """The channel takes questions (again): those that were kept go there."""
    kept = select(ChannelQuestion).where(
        ChannelQuestion.state == QuestionState.OPEN, ChannelQuestion.ts.is_(None)
    )
    for row in db.scalars(kept.order_by(ChannelQuestion.asked_at).with_for_update()):
        row.channel_id = channel_id
        _owe_post(db, now, row)
    db.flush()


def helped(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, question_id: str) -> None:
    """ "That helped": it is over, and who asked is forgotten. Raises `UserError`."""
    row = _own(db, vault, who, question_id)
    if row.state is not QuestionState.ANSWERED:
        raise UserError(Wrong.ALREADY_DONE)
    _end(db, now, row, QuestionState.HELPED)
    changed(db, now, row)
    db.flush()


def still(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, question_id: str) -> bool:
    """ "I still need help": it is open again, and waited for as before. Returns whether it has a name.

    Raises:
        UserError: it is not hers, over, or not answered.
    """
    row = _own(db, vault, who, question_id)
    if row.state is not QuestionState.ANSWERED:
        raise UserError(Wrong.ALREADY_DONE)
    row.state, row.rounds, row.due_at = QuestionState.OPEN, row.rounds + 1, _answer_by(db, now)
    changed(db, now, row)
    db.flush()
    return row.asked_by is not None


def withdraw(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, question_id: str) -> None:
    """Take it back: its words are gone from the channel and from here. Raises `UserError`."""
    row = _own(db, vault, who, question_id)
    row.words = None
    _end(db, now, row, QuestionState.WITHDRAWN)
    changed(db, now, row)
    db.flush()


_NEXT = Moment(select(func.min(ChannelQuestion.due_at)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next question has waited long enough, or is forgotten; for the sweep."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, str]]:
    """Workspace and id of every question that is due; of an unbound session."""
    return db.execute(
        select(ChannelQuestion.workspace_id, ChannelQuestion.id)
        .where(ChannelQuestion.due_at <= now)
        .order_by(ChannelQuestion.due_at)
    ).all()


def take_due(db: Db, now: datetime, question_id: str) -> None:
    """Tell a manager of one that nobody has answered, once; or forget who asked one that was answered long ago."""
    row = locked(db, question_id)
    if row is None or row.due_at is None or row.due_at > now:
        return
    row.due_at = None
    if row.state is QuestionState.ANSWERED:
        _end(db, now, row, QuestionState.CLOSED)
    elif row.state is QuestionState.OPEN and not features.is_on(db, Feature.QUESTIONS):
        row.due_at = now + LOOK_AGAIN
    elif row.state is QuestionState.OPEN:
        key = f"{row.id}:{row.rounds}"
        notices.task(db, TaskKind.QUESTION_WAITING, key, now, question=row.id)
        first = contacts.of(db).first
        if first is not None:
            notices.owe(db, WAITING, to=first.user_id, key=key, now=now, question=row.id)
    db.flush()


def asker(db: Db, vault: WorkspaceVault, question_id: str) -> str | None:
    """Who asked: for the relay of what became of it, and for nothing else. None where it is forgotten."""
    row = db.scalars(select(ChannelQuestion).where(ChannelQuestion.id == question_id)).first()
    if row is None or row.sealed_asker is None:
        return None if row is None else row.asked_by
    return vault.open(_ASKER, row.id, row.sealed_asker)


def owe_asker(db: Db, kind: str, row: ChannelQuestion, key: str, now: datetime, **about: Any) -> None:
    """Owe whoever asked a message; who that is, is found out at sending."""
    notices.owe(db, kind, to=f"question:{row.id}", key=key, now=now, question=row.id, **about)


def changed(db: Db, now: datetime, row: ChannelQuestion) -> None:
    """Its post says how it stands."""
    if row.ts is not None:
        key = f"{row.id}:{row.state}:{now:%Y%m%dT%H%M%S%f}"
        notices.owe(db, CARD, to=row.channel_id, key=key, now=now, question=row.id)


def waits_no_more(db: Db, now: datetime, row: ChannelQuestion) -> None:
    """It has an answer, or is over: managers need not look for one."""
    prefix = f"{TaskKind.QUESTION_WAITING}:{row.id}:"
    of_it = select(Task).where(Task.dedupe_key.startswith(prefix, autoescape=True), Task.done_at.is_(None))
    for task in db.scalars(of_it.order_by(Task.id).with_for_update()):
        notices.task_over(db, now, task)
    db.flush()


def locked(db: Db, question_id: str) -> ChannelQuestion | None:
    found = select(ChannelQuestion).where(ChannelQuestion.id == question_id)
    return db.scalars(found.with_for_update()).first()


def _own(db: Db, vault: WorkspaceVault, who: Acting, question_id: str) -> ChannelQuestion:
    """One's own question that is not over. To everybody else it is not there, whatever it is."""
    row = locked(db, question_id)
    if row is None or row.state in ENDED:
        raise UserError(Wrong.QUESTION_OVER)
    if who.user_id != row.asked_by and _hash(vault, question_id, who) != row.asker_hash:
        raise UserError(Wrong.QUESTION_OVER)
    return row


def _end(db: Db, now: datetime, row: ChannelQuestion, state: QuestionState) -> None:
    row.state, row.due_at = state, None
    row.asker_hash = row.sealed_asker = None
    waits_no_more(db, now, row)


def _owe_post(db: Db, now: datetime, row: ChannelQuestion) -> None:
    key = f"{row.id}:{now:%Y%m%dT%H%M%S}"
    notices.owe(db, POST, to=row.channel_id, key=key, now=now, question=row.id)


def _answer_by(db: Db, now: datetime) -> datetime:
    return after_working_time(now, ANSWERED_IN, office(zone(people.programme(db).timezone)))


def unnamed_of(db: Db, vault: WorkspaceVault, user_id: str) -> list[tuple[str]]:
    """Questions that somebody has asked without her name and that are not over: their ids, for her erasure alone."""
    rows = db.execute(
        select(ChannelQuestion.id, ChannelQuestion.asker_hash).where(ChannelQuestion.asker_hash.is_not(None))
    )
    return [(number,) for number, kept in rows if kept == vault.hash(f"{_ASKER}.{number}", user_id)]


def _hash(vault: WorkspaceVault, question_id: str, who: Acting) -> str:
    return vault.hash(f"{_ASKER}.{question_id}", who.user_id)


def _seen(vault: WorkspaceVault, row: ChannelQuestion) -> Asked:
    words = None if row.words is None else Words(**json.loads(vault.open(_WORDS, row.id, row.words)))
    return Asked(row.id, row.asked_by, words, row.state, row.channel_id, row.ts, row.link, row.rounds)
