"""Who may do what with questions to the help channel, and with how it is going."""

from __future__ import annotations

from bot import ids
from tests.handlers.lines import EVERYBODY, MEMBERS, READERS, SETTERS, Ids, Line


def of_asking(here: Ids) -> list[Line]:
    student, question, pulse = frozenset({"student"}), here.asked.question, f"{here.team}:1"
    team, task = str(here.team), here.asked.care_task
    fits = (
        (ids.FIT_GOOD, MEMBERS),
        (ids.FIT_FINDING, MEMBERS),
        (ids.FIT_NOT, MEMBERS),
        (ids.FIT_TALK, MEMBERS),
        (ids.FIT_AGAIN, MEMBERS),
    )
    own = (
        (ids.QUESTION_HELPED, here.asked.answered),
        (ids.QUESTION_STILL, here.asked.answered),
        (ids.QUESTION_WITHDRAW, question),
        (ids.QUESTION_AGAIN, here.asked.kept),
    )
    forms = (
        (ids.MODAL_QUESTION_ANSWER, EVERYBODY, ("answer", "x"), (("question", question),)),
        (ids.MODAL_PULSE_WORDS, student, ("words", "x"), (("team", here.team), ("number", 1))),
        (ids.MODAL_CHECK_IN, READERS, ("line", "x"), (("task", task),)),
    )
    return [
        Line("command", ids.CODEBUDDY, EVERYBODY, "ask"),
        Line("command", ids.CODEBUDDY, EVERYBODY, "feedback"),
        Line("shortcut", ids.SHORTCUT_QUESTION, EVERYBODY),
        Line("click", ids.QUESTION_OPEN, EVERYBODY),
        Line("submission", ids.MODAL_QUESTION, EVERYBODY, fields=(("want", "x"), ("name", "unnamed"))),
        Line("submission", ids.MODAL_FEEDBACK, EVERYBODY, fields=(("words", "x"), ("name", "named"))),
        Line("click", ids.QUESTION_ANSWER, EVERYBODY, question, by_id=True),
        Line("click", ids.QUESTION_IN_THREAD, EVERYBODY, question, by_id=True),
        *(Line("click", action, student, value, by_id=True) for action, value in own),
        Line("click", ids.HELP_CHANNEL_AGAIN, SETTERS, "C0HELP", by_id=True),
        *(Line("click", action, may, team, by_id=True) for action, may in fits),
        *(Line("click", action, student, pulse, by_id=True) for action in ids.PULSES),
        Line("click", ids.PULSE_AGAIN, student, pulse, by_id=True),
        Line("click", ids.PULSE_WORDS, student, pulse, by_id=True),
        Line("click", ids.TASK_OPEN, READERS, str(task), by_id=True),
        *(
            Line("submission", form, may, fields=(field,), meta=meta, by_id=True)
            for form, may, field, meta in forms
        ),
    ]
