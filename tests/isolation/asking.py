"""Services, buttons and forms of questions and of how it is going, called with ids of another workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bot import ids
from bot.services import asking, care, check_ins, feedback, help_channel, private_tasks, quiet_teams
from bot.services import channel_answers as answers
from bot.services import channel_questions as questions
from models.enums import AskingKind, FitAnswer
from tests.straight import Json, submission

CLICKS = (
    *(ids.QUESTION_OPEN, ids.QUESTION_ANSWER, ids.QUESTION_IN_THREAD, ids.QUESTION_HELPED),
    *(ids.QUESTION_STILL, ids.QUESTION_WITHDRAW, ids.QUESTION_AGAIN, ids.HELP_CHANNEL_AGAIN),
    *(ids.FIT_GOOD, ids.FIT_FINDING, ids.FIT_NOT, ids.FIT_TALK, ids.FIT_AGAIN, ids.TASK_OPEN),
)
PAIRS = (*ids.PULSES, ids.PULSE_WORDS, ids.PULSE_AGAIN)
"""Buttons that carry a team and a number."""
OF_ASKING_FORMS = {
    ids.MODAL_QUESTION: ("name",),
    ids.MODAL_QUESTION_ANSWER: (),
    ids.MODAL_PULSE_WORDS: (),
    ids.MODAL_CHECK_IN: (),
    ids.MODAL_FEEDBACK: ("name",),
}
FIELDS = {"want": "x", "answer": "x", "words": "x", "line": "x"}


def of_asking(callback: str, foreign: str, actor: str) -> Iterator[Json]:
    """A form that came back with a foreign id."""
    if callback == ids.MODAL_QUESTION_ANSWER:
        yield submission(callback, FIELDS, actor, meta={"question": foreign})
    if callback == ids.MODAL_CHECK_IN:
        yield submission(callback, FIELDS, actor, meta={"task": foreign})
    if callback == ids.MODAL_PULSE_WORDS:
        yield submission(callback, FIELDS, actor, meta={"team": foreign, "number": 1})


LATER = timedelta(days=99)
OF_ASKING: dict[str, Callable[..., Any]] = {
    "asking.begin": lambda db, now, vault, who, far: asking.begin(db, now, far.team, ("U1", "U2")),
    "asking.go_on": lambda db, now, vault, who, far: asking.go_on(db, now, far.team),
    "asking.not_asked": lambda db, now, vault, who, far: asking.not_asked(
        db, now, far.team, far.people["samira"]
    ),
    "asking.rests_until": lambda db, now, vault, who, far: asking.rests_until(db, now, far.team),
    "asking.session_logged": lambda db, now, vault, who, far: asking.session_logged(
        db, now, far.team, ("U1", "U2")
    ),
    "asking.take_due": lambda db, now, vault, who, far: asking.take_due(
        db, now + LATER, far.team, far.people["samira"], AskingKind.FIT
    ),
    "care.asked": lambda db, now, vault, who, far: care.asked(db, who, far.team, 1),
    "care.asked_fit": lambda db, now, vault, who, far: care.asked_fit(db, who, far.team),
    "care.felt": lambda db, now, vault, who, far: care.felt(db, now, who, far.team, 1, 1),
    "care.fits": lambda db, now, vault, who, far: care.fits(db, now, who, far.team, FitAnswer.NOT),
    "care.pair": lambda db, now, vault, who, far: care.pair(db, far.people["samira"], far.team),
    "care.readable": lambda db, now, vault, who, far: care.readable(
        db, vault, far.team, far.people["samira"]
    ),
    "care.says": lambda db, now, vault, who, far: care.says(
        db, vault, now, who, far.team, 1, "x", may_read=True
    ),
    "care.sentence": lambda db, now, vault, who, far: care.sentence(
        db, vault, far.team, far.people["samira"], 1
    ),
    "care.wants_to_talk": lambda db, now, vault, who, far: care.wants_to_talk(db, now, who, far.team),
    "channel_answers.answer": lambda db, now, vault, who, far: answers.answer(
        db, vault, now, who, far.question, "x"
    ),
    "channel_answers.answered_in_thread": lambda db, now, vault, who, far: answers.answered_in_thread(
        db, now, who, far.question
    ),
    "channel_answers.find": lambda db, now, vault, who, far: answers.find(db, vault, far.answer),
    "channel_answers.linked": lambda db, now, vault, who, far: answers.linked(db, now, far.answer, "x"),
    "channel_answers.not_posted": lambda db, now, vault, who, far: answers.not_posted(db, now, far.answer),
    "channel_answers.open_question": lambda db, now, vault, who, far: answers.open_question(
        db, vault, far.question
    ),
    "channel_answers.posted": lambda db, now, vault, who, far: answers.posted(db, far.answer, "1.1"),
    "channel_questions.asker": lambda db, now, vault, who, far: questions.asker(db, vault, far.question),
    "channel_questions.find": lambda db, now, vault, who, far: questions.find(db, vault, far.question),
    "channel_questions.locked": lambda db, now, vault, who, far: questions.locked(db, far.question),
    "channel_questions.filled": lambda db, now, vault, who, far: questions.filled(db, now, far.question),
    "channel_questions.linked": lambda db, now, vault, who, far: questions.linked(db, now, far.question, "x"),
    "channel_questions.posted": lambda db, now, vault, who, far: questions.posted(
        db, now, far.question, "1.1"
    ),
    "channel_questions.stuck": lambda db, now, vault, who, far: questions.stuck(db, now, far.question),
    "channel_questions.take_due": lambda db, now, vault, who, far: questions.take_due(
        db, now + LATER, far.question
    ),
    **{
        f"channel_questions.{name}": lambda db, now, vault, who, far, name=name: getattr(questions, name)(
            db, vault, now, who, far.question
        )
        for name in ("helped", "still", "withdraw", "try_again")
    },
    "check_ins.behind": lambda db, now, vault, who, far: check_ins.behind(db, vault, who, far.care_task),
    "check_ins.done": lambda db, now, vault, who, far: check_ins.done(
        db, vault, now, who, far.care_task, "x"
    ),
    "feedback.find": lambda db, now, vault, who, far: feedback.find(db, vault, far.question),
    "help_channel.try_again": lambda db, now, vault, who, far: help_channel.try_again(
        db, now, who, far.help_channel
    ),
    "help_channel.is_chosen": lambda db, now, vault, who, far: help_channel.is_chosen(db, far.help_channel),
}
NAMED_ONLY: dict[str, Callable[..., Any]] = {
    "channel_answers.tell": lambda db, now, vault, who, far: None,
    "channel_questions.can_post": lambda db, now, vault, who, far: questions.can_post(
        db, now, far.help_channel
    ),
    "channel_questions.cannot_post": lambda db, now, vault, who, far: questions.cannot_post(
        db, now, far.help_channel
    ),
    "channel_questions.post_kept": lambda db, now, vault, who, far: questions.post_kept(
        db, now, far.help_channel
    ),
    "help_channel.greeted": lambda db, now, vault, who, far: help_channel.greeted(db, now, far.help_channel),
    "help_channel.not_greeted": lambda db, now, vault, who, far: help_channel.not_greeted(
        db, now, far.help_channel, who.user_id
    ),
    "quiet_teams.keys": lambda db, now, vault, who, far: quiet_teams.keys("2026-W10", [far.team]),
    "private_tasks.closed_kinds": lambda db, now, vault, who, far: private_tasks.closed_kinds(
        db, far.people["petra"]
    ),
}
"""A channel is a name to these."""
