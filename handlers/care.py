"""How it is going: answered in private; behind a task of the managers; and feedback."""

from __future__ import annotations

from functools import partial

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules import pulses as rule
from bot.rules.access import require_set_up
from bot.rules.question import is_named
from bot.services import care, check_ins, feedback, home
from bot.views import care as views
from bot.views import check_ins as manager_views
from bot.views import tasks as task_views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import ID_DIGITS, Click, Command, Submission
from models.enums import FitAnswer

FITS = {
    ids.FIT_GOOD: FitAnswer.GOOD,
    ids.FIT_FINDING: FitAnswer.FINDING,
    ids.FIT_NOT: FitAnswer.NOT,
}


def fits(answer: FitAnswer, visit: Visit, said: Click) -> Answer:
    done = care.fits(visit.db, visit.now, visit.who, said.number, answer)
    return Say(views.fit_answered(done, visit.who.language), instead=True)


def fit_again(visit: Visit, said: Click) -> Answer:
    pair = care.asked_fit(visit.db, visit.who, said.number)
    return Say(views.fit(pair, visit.who.language), instead=True)


def wants_to_talk(visit: Visit, said: Click) -> Answer:
    done = care.wants_to_talk(visit.db, visit.now, visit.who, said.number)
    return Say(views.told_managers(done, visit.who.language), instead=True)


def felt(score: int, visit: Visit, said: Click) -> Answer:
    done = care.felt(visit.db, visit.now, visit.who, *_which(said), score)
    return Say(views.felt(done, visit.who.language), instead=True)


def again(visit: Visit, said: Click) -> Answer:
    done = care.asked(visit.db, visit.who, *_which(said))
    return Say(views.pulse(done.pair, done.number, visit.who.language), instead=True)


def open_words(visit: Visit, said: Click) -> Answer:
    done = care.asked(visit.db, visit.who, *_which(said))
    return OpenModal(views.words_form(done, visit.who.language))


def says(visit: Visit, said: Submission) -> Answer:
    words = rule.sentence(said.text("words"), block="words", needed=True)
    may_read = views.MAY_READ in said.many("reads")
    team, number = (_number(said.meta.get(name)) for name in ("team", "number"))
    care.says(visit.db, visit.vault, visit.now, visit.who, team, number, words, may_read=may_read)
    return Say(views.said(visit.who.language, may_read=may_read))


def open_task(visit: Visit, said: Click) -> Answer:
    seen = check_ins.behind(visit.db, visit.vault, visit.who, said.number)
    return OpenModal(manager_views.form(seen, visit.who.language, visit.who.timezone))


def task_done(visit: Visit, said: Submission) -> Answer:
    words = rule.sentence(said.text("line"), block="line", needed=False)
    number = _number(said.meta.get("task"))
    task = check_ins.done(visit.db, visit.vault, visit.now, visit.who, number, words)
    home.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(task_views.done(task, visit.who.language))


def open_feedback(visit: Visit, said: Command | Click, words: str = "") -> Answer:
    """What was typed behind the word is in the form."""
    require_set_up(visit.who)
    readers = feedback.readers(visit.db)
    return OpenModal(manager_views.feedback_form(readers, visit.who.language, words=words))


def send_feedback(visit: Visit, said: Submission) -> Answer:
    require_set_up(visit.who)
    words = rule.sentence(said.text("words"), block="words", needed=True)
    named = is_named(said.text("name"))
    feedback.say(visit.db, visit.vault, visit.now, visit.who, words, named=named)
    return Say(manager_views.feedback_sent(visit.who.language))


def _which(said: Click) -> tuple[int, int]:
    """The team and the number of a pulse, of a button that carries `team:number`."""
    team, _, number = said.value.partition(":")
    return _number(team), _number(number)


def _number(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= ID_DIGITS):
        raise UserError(Wrong.GONE)
    return int(text)


def register(door: Door) -> None:
    for action, answer in FITS.items():
        door.click(action, partial(fits, answer))
    for score, action in zip(rule.SCORES, ids.PULSES, strict=True):
        door.click(action, partial(felt, score))
    door.click(ids.FIT_TALK, wants_to_talk)
    door.click(ids.FIT_AGAIN, fit_again)
    door.click(ids.PULSE_AGAIN, again)
    door.click(ids.PULSE_WORDS, open_words)
    door.submission(ids.MODAL_PULSE_WORDS, says)
    door.click(ids.TASK_OPEN, open_task)
    door.submission(ids.MODAL_CHECK_IN, task_done)
    door.submission(ids.MODAL_FEEDBACK, send_feedback)
