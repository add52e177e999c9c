"""A place that somebody answers for: the question, and what the two hear."""

from datetime import datetime

from bot.delivery.kinds import Dropped, Due, Edit, Kind, Post, Unknown, by_day
from bot.services import channels, people, planned, venues
from bot.services.venues import ANSWERED, ASKED, Question
from bot.views import venues as views
from bot.views.answer import Message
from bot.views.in_each import each_whole
from models.store import Db


def asked(db: Db, due: Due, now: datetime) -> Message:
    question = _question(db, due, now)
    if question.is_fine is not None or question.asked_of != due.target:
        raise Dropped("answered")
    if question.is_over:
        raise Dropped("over")
    if not planned.is_coming(db, question.team_id, question.starts_at):
        raise Dropped("changed")
    by_day(db, due, now)
    return views.question(question, people.language_of(db, due.target))


def asked_now(db: Db, due: Due, now: datetime) -> Message:
    if due.about.get("off"):
        return views.not_needed(people.language_of(db, due.target))
    return views.answered(_question(db, due, now), people.language_of(db, due.target))


def answered(db: Db, due: Due, now: datetime) -> Message:
    question = _question(db, due, now)
    is_channel = due.target.startswith("team:")
    languages = (
        channels.readers_languages(db, question) if is_channel else [people.language_of(db, due.target)]
    )
    return each_whole(languages, lambda one: views.told(question, one))


def _question(db: Db, due: Due, now: datetime) -> Question:
    question = venues.find_question(db, now, int(due.about["question"]))
    if question is None:
        raise Dropped("ended")
    return question


KINDS: dict[str, Kind] = {
    ASKED: Post(asked, Unknown.RESEND),
    f"{ASKED}_edit": Edit(asked_now),
    ANSWERED: Post(answered, Unknown.RESEND),
}
