"""What people read of the end of a team and of what comes after it; and its channel archived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from bot.delivery.archive import Archive
from bot.delivery.certificate import LETTER
from bot.delivery.kinds import Dropped, Due, Kind, Post, Unknown, by_day
from bot.services import after_end, ended, ending_steps, endings, goodbyes, left_members, people, volunteers
from bot.services.ended import Seen
from bot.views import endings as views
from bot.views import goodbyes as goodbye_views
from bot.views import tasks as task_views
from bot.views.answer import Message
from models import Notice, Person, Team
from models.enums import EndWords, TeamState
from models.store import Db

Worded = Callable[[Seen, str, str], Message]


def told(db: Db, due: Due, now: datetime) -> Message:
    found = _over(db, due, now)
    return views.told(found, due.target, _language(db, due), people.programme(db).own_texts)


def soon(db: Db, due: Due, now: datetime) -> Message:
    found = _standing(db, due, now)
    if found.ended_at is not None:
        raise Dropped("ended")
    if found.last is None or found.last.isoformat() != due.about["day"]:
        raise Dropped("moved")
    return views.soon(found, due.target, _language(db, due))


def cancelled(db: Db, due: Due, now: datetime) -> Message:
    """Whoever has not read that it would end need not read that it does not."""
    found = _back(db, due, now, endings.SOON, endings.READ)
    return views.cancelled(found, due.target, _language(db, due))


def goes_on(db: Db, due: Due, now: datetime) -> Message:
    found = _back(db, due, now, endings.TOLD, endings.READ)
    return views.goes_on(found, due.target, _language(db, due))


def for_manager(db: Db, due: Due, now: datetime) -> Message:
    found = _standing(db, due, now)
    if (due.about["stage"] == "planned") != (found.ended_at is None):
        raise Dropped("ended")
    if str(found.last) != due.about.get("day", str(found.last)):
        raise Dropped("moved")
    note = any(row.sealed for row in ended.words_of(db, found.id, (EndWords.NOTE,)))
    return views.for_manager(found, note and due.target in found.readers, _language(db, due))


def answered(db: Db, due: Due, now: datetime) -> Message:
    found = _standing(db, due, now)
    return goodbye_views.someone_answered(found, str(due.about["by"]), _language(db, due))


def thanks(db: Db, due: Due, now: datetime) -> Message:
    """They are passed on whatever has become of the team since."""
    found, by = _read(db, due), str(due.about["by"])
    _here(db, due, now)
    words = goodbyes.text(db, due.vault, found.id, by, EndWords.THANKS)
    if words is None:
        raise Dropped("passed_on")
    return goodbye_views.thanks(by, words, _language(db, due))


def thanks_passed_on(db: Db, due: Due, now: datetime) -> None:
    goodbyes.passed_on(db, int(due.about["ending"]), str(due.about["by"]), EndWords.THANKS)


def closing(db: Db, due: Due, now: datetime) -> Message:
    found = _over(db, due, now)
    said = {
        kind: goodbyes.has_said(db, found.id, due.target, kind) for kind in (EndWords.SURVEY, EndWords.THANKS)
    }
    return goodbye_views.closing(
        found,
        due.target,
        _language(db, due),
        answered=said[EndWords.SURVEY],
        thanked=said[EndWords.THANKS],
        is_volunteer=volunteers.row_of(db, due.target) is not None,
        own=people.programme(db).own_texts,
    )


def asked(db: Db, due: Due, now: datetime) -> Message:
    found = _over(db, due, now)
    if found.partner_of(due.target) not in found.goes_on:
        raise Dropped("not_asked")
    return goodbye_views.go_on_asked(found, due.target, _language(db, due))


def _in_job_search(worded: Worded) -> Callable[[Db, Due, datetime], Message]:
    def letter(db: Db, due: Due, now: datetime) -> Message:
        found = _standing(db, due, now)
        if found.team_state is not TeamState.JOB_SEARCH:
            raise Dropped("ended")
        return worded(found, due.target, _language(db, due))

    return letter


def _afterwards(worded: Worded) -> Callable[[Db, Due, datetime], Message]:
    def letter(db: Db, due: Due, now: datetime) -> Message:
        return worded(_over(db, due, now), due.target, _language(db, due))

    return letter


def later(db: Db, due: Due, now: datetime) -> Message:
    found = _standing(db, due, now)
    if goodbyes.has_said(db, found.id, due.target, EndWords.LATER):
        raise Dropped("answered")
    return goodbye_views.later_question(found, _language(db, due))


def member_gone(db: Db, due: Due, now: datetime) -> Message:
    """To a manager; only while somebody still has to decide."""
    task_id = left_members.still_open(db, str(due.about["task"]))
    if task_id is None:
        raise Dropped("decided")
    _here(db, due, now)
    number = int(due.about["team"])
    pair = db.execute(select(Team.student_id, Team.buddy_id).where(Team.id == number)).one()
    return task_views.gone(number, (pair[0], pair[1]), str(due.about["user"]), task_id, _language(db, due))


def _read(db: Db, due: Due) -> Seen:
    found = ended.read(db, int(due.about["ending"]))
    if found is None:
        raise Dropped("gone")
    return found


def _standing(db: Db, due: Due, now: datetime) -> Seen:
    found = _read(db, due)
    if found.taken_back_at is not None:
        raise Dropped("taken_back")
    _here(db, due, now)
    return found


def _over(db: Db, due: Due, now: datetime) -> Seen:
    found = _standing(db, due, now)
    if found.ended_at is None or found.team_state is not TeamState.ENDED:
        raise Dropped("goes_on")
    return found


def _back(db: Db, due: Due, now: datetime, *kinds: str) -> Seen:
    """It was taken back, and its reader has read of it, or made it. Raises `Dropped`."""
    found = _read(db, due)
    keys = [
        Notice.dedupe_key.startswith(f"{kind}:{found.id}:{due.target}", autoescape=True) for kind in kinds
    ]
    told_of = select(Notice.id).where(keys[0] if len(keys) == 1 else keys[0] | keys[1])
    has_read = db.scalars(told_of.where(Notice.sent_at.is_not(None))).first() is not None
    if not has_read and due.target != found.made_by:
        raise Dropped("never_told")
    _here(db, due, now)
    return found


def _here(db: Db, due: Due, now: datetime) -> None:
    """Raises `Dropped` for somebody who has left, `NotYet` at night."""
    here = select(Person.user_id).where(Person.user_id == due.target, people.HERE)
    if db.scalars(here).first() is None:
        raise Dropped("gone")
    by_day(db, due, now)


def _language(db: Db, due: Due) -> str:
    return people.language_of(db, due.target)


KINDS: dict[str, Kind] = {
    endings.TOLD: Post(told),
    endings.SOON: Post(soon),
    endings.OFF: Post(cancelled),
    endings.BACK: Post(goes_on),
    endings.READ: Post(for_manager),
    goodbyes.ANSWERED: Post(answered),
    goodbyes.THANKS: Post(thanks, on_sent=thanks_passed_on, on_failed=thanks_passed_on),
    ending_steps.CLOSING: Post(closing, Unknown.DROP),
    after_end.ASKED: Post(asked),
    after_end.BEGUN: Post(_in_job_search(goodbye_views.go_on_begun)),
    after_end.DECLINED: Post(_afterwards(goodbye_views.go_on_declined)),
    after_end.OVER: Post(_afterwards(goodbye_views.go_on_over)),
    ending_steps.MONTHLY: Post(_in_job_search(goodbye_views.monthly), Unknown.DROP),
    ending_steps.LATER: Post(later, Unknown.DROP),
    after_end.ARCHIVE: Archive(),
    goodbyes.CERTIFICATE: LETTER,
    left_members.TOLD: Post(member_gone),
}
