"""Questions to the help channel: posted, answered in their thread, and told to whoever asked.

Who asked without a name is opened at sending and kept nowhere. A message that does not reach that person is no
task of anybody: it would name them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.delivery.kinds import Dropped, Due, GivenUp, Kind, Letter, Post, Unknown
from bot.delivery.linked import Card, Linked
from bot.services import channel_answers, channel_questions, contacts, help_channel, people
from bot.services.channel_answers import Answer
from bot.services.channel_questions import ENDED, Asked
from bot.views import channel_questions as views
from bot.views import question_told as told
from bot.views.answer import Message
from bot.views.in_each import perhaps_seen
from models.enums import QuestionState
from models.store import Db


def _post(db: Db, due: Due) -> dict[str, Any]:
    """The place of the post, without a word of the question: nobody finds a second one again that a lost answer made.

    One that is there already is not posted again.
    """
    asked = _asked(db, due)
    if asked.state in ENDED or asked.ts is not None or asked.channel_id != due.target:
        raise Dropped("posted_or_over")
    return views.place(asked, _language(db)).payload


def _again(db: Db, due: Due, message: Message) -> dict[str, Any]:
    """As it is sent now, in the language of the help channel."""
    return (perhaps_seen(message, [_language(db)]) if due.maybe_seen else message).payload


def _in_thread(db: Db, due: Due) -> dict[str, Any]:
    """An answer, in the thread of its question."""
    asked, answer = _asked(db, due), _answer(db, due)
    if asked.state is QuestionState.WITHDRAWN or asked.ts is None or answer.words is None:
        raise Dropped("over")
    payload = _again(db, due, views.answer_post(answer.answered_by, answer.words, _language(db)))
    return {"thread_ts": asked.ts, **payload}


def _filled(db: Db, due: Due, now: datetime) -> None:
    channel_questions.filled(db, now, str(due.about["question"]))


QUESTION = Linked(
    _post,
    lambda db, due, ts, now: channel_questions.posted(db, now, str(due.about["question"]), ts),
    lambda db, due, link, now: channel_questions.linked(db, now, str(due.about["question"]), link),
    lambda db, due, now: channel_questions.stuck(db, now, str(due.about["question"])),
    fill=lambda db, due: views.post(_asked(db, due), _language(db)).payload,
    filled=_filled,
)
ANSWER = Linked(
    _in_thread,
    lambda db, due, ts, now: channel_answers.posted(db, int(due.about["answer"]), ts),
    lambda db, due, link, now: channel_answers.linked(db, now, int(due.about["answer"]), link),
    lambda db, due, now: channel_answers.not_posted(db, now, int(due.about["answer"])),
)


def _card(db: Db, due: Due) -> tuple[str, str, Message]:
    """The post, as it stands now, and where it is."""
    asked = _asked(db, due)
    if asked.ts is None:
        raise Dropped("never_posted")
    return asked.channel_id, asked.ts, views.post(asked, _language(db))


def posted(db: Db, due: Due, now: datetime) -> Message:
    asked = _asked(db, due)
    if asked.state is not QuestionState.OPEN:
        raise Dropped("over")
    return told.posted(asked, _hers(db, due))


def stuck(db: Db, due: Due, now: datetime) -> Message:
    asked = _asked(db, due)
    if asked.state in ENDED or asked.ts is not None:
        raise Dropped("posted_or_over")
    first = contacts.of(db).first
    return told.stuck(asked, first.user_id if first else None, _hers(db, due))


def answered(db: Db, due: Due, now: datetime) -> Message:
    asked = _asked(db, due)
    if asked.state in ENDED:
        raise Dropped("over")
    return told.told(asked, _answer(db, due), _hers(db, due))


def asker(db: Db, due: Due) -> str:
    user_id = channel_questions.asker(db, due.vault, str(due.about["question"]))
    if user_id is None:
        raise Dropped("forgotten")
    return user_id


def not_reached(db: Db, due: Due, now: datetime) -> None:
    raise GivenUp("asker_not_reached")


def waiting(db: Db, due: Due, now: datetime) -> Message:
    asked = _asked(db, due)
    if asked.state is not QuestionState.OPEN:
        raise Dropped("answered")
    return told.waiting(asked, people.language_of(db, due.target))


def hello(db: Db, due: Due, now: datetime) -> Message:
    if not help_channel.is_chosen(db, due.target):
        raise Dropped("not_chosen")
    return views.hello(_language(db))


def greeted(db: Db, due: Due, now: datetime) -> None:
    help_channel.greeted(db, now, due.target)


def not_greeted(db: Db, due: Due, now: datetime) -> None:
    help_channel.not_greeted(db, now, due.target, str(due.about["by"]))
    raise GivenUp("not_in_channel")


def not_in_channel(db: Db, due: Due, now: datetime) -> Message:
    channel = str(due.about["channel"])
    if not help_channel.is_chosen(db, channel):
        raise Dropped("not_chosen")
    return told.not_in_channel(channel, people.language_of(db, due.target))


def _asked(db: Db, due: Due) -> Asked:
    asked = channel_questions.find(db, due.vault, str(due.about["question"]))
    if asked is None:
        raise Dropped("gone")
    return asked


def _answer(db: Db, due: Due) -> Answer:
    answer = channel_answers.find(db, due.vault, int(due.about["answer"]))
    if answer is None:
        raise Dropped("gone")
    return answer


def _hers(db: Db, due: Due) -> str:
    return people.language_of(db, asker(db, due))


def _language(db: Db) -> str:
    """A channel is written to in the programme's language."""
    return people.programme(db).language


def _to_asker(letter: Letter) -> Kind:
    return Post(letter, Unknown.RESEND, urgent=True, on_failed=not_reached, whom=asker)


KINDS: dict[str, Kind] = {
    channel_questions.POST: QUESTION,
    channel_questions.CARD: Card(_card),
    channel_questions.POSTED: _to_asker(posted),
    channel_questions.STUCK: _to_asker(stuck),
    channel_questions.WAITING: Post(waiting, Unknown.RESEND),
    channel_answers.POST: ANSWER,
    channel_answers.TOLD: _to_asker(answered),
    help_channel.HELLO: Post(hello, Unknown.RESEND, on_sent=greeted, on_failed=not_greeted),
    help_channel.NOT_IN: Post(not_in_channel, Unknown.RESEND),
}
