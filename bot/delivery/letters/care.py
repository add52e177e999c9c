"""How it is going: asked in private, by day, and never once more; and what managers are told."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.kinds import NO_NEWS_AFTER, Dropped, Due, Kind, Post, Unknown, by_day, in_open_hours
from bot.rules.access import READERS
from bot.services import asking, care, feedback, own_pairs, people, tasks
from bot.services.care import Pair
from bot.views import care as views
from bot.views import check_ins
from bot.views.answer import Message
from models.store import Db


def fit(db: Db, due: Due, now: datetime) -> Message:
    """What does not come now, and is not over, is asked another time."""
    try:
        pair = _pair(db, due, now)
    except Dropped as dropped:
        if dropped.reason != "ended":
            asking.not_asked(db, now, int(due.about["team"]), due.target)
        raise
    return views.fit(pair, people.language_of(db, due.target))


def pulse(db: Db, due: Due, now: datetime) -> Message:
    return views.pulse(_pair(db, due, now), int(due.about["number"]), people.language_of(db, due.target))


def _pair(db: Db, due: Due, now: datetime) -> Pair:
    """The team, still running and not at rest; what comes too late is not asked."""
    pair = care.pair(db, due.target, int(due.about["team"]))
    if pair is None:
        raise Dropped("ended")
    if asking.rests_until(db, now, pair.team_id) is not None:
        raise Dropped("resting")
    in_open_hours(db, due, now)
    return pair


def task(db: Db, due: Due, now: datetime) -> Message:
    """What was taken from the list meanwhile is not told, and what came back to it, by a message of its own."""
    key = str(due.about["task"])
    found = tasks.of_key(db, key)
    if found is None or found.opened_at > now or key in own_pairs.hidden_tasks(db, due.target):
        raise Dropped("done")
    return check_ins.told(found, _managers_language(db, due, now))


def wrote(db: Db, due: Due, now: datetime) -> Message:
    """A sentence, if whoever wrote it still wants it read."""
    language = _managers_language(db, due, now)
    words = care.sentence(
        db, due.vault, int(due.about["team"]), str(due.about["user"]), int(due.about["number"])
    )
    if words is None:
        raise Dropped("taken_back")
    return check_ins.wrote(str(due.about["user"]), words, language)


def said(db: Db, due: Due, now: datetime) -> Message:
    language = _managers_language(db, due, now)
    found = feedback.find(db, due.vault, str(due.about["feedback"]))
    if found is None:
        raise Dropped("gone")
    return check_ins.feedback(found, language)


def _managers_language(db: Db, due: Due, now: datetime) -> str:
    if due.target not in people.present(db, *READERS):
        raise Dropped("no_manager_any_more")
    by_day(db, due, now)
    return people.language_of(db, due.target)


KINDS: dict[str, Kind] = {
    asking.FIT: Post(fit, Unknown.DROP),
    asking.PULSE: Post(pulse, Unknown.DROP),
    care.TOLD: Post(task, Unknown.DROP, late_after=NO_NEWS_AFTER),
    care.WORDS: Post(wrote, Unknown.DROP, late_after=NO_NEWS_AFTER),
    feedback.KIND: Post(said, Unknown.DROP, late_after=NO_NEWS_AFTER),
}
