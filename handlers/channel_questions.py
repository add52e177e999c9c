"""Questions to the help channel: asked, answered, helped with, taken back."""

from __future__ import annotations

from bot import ids
from bot.rules import question as rule
from bot.rules.access import require_set_up
from bot.services import channel_answers, channel_questions, help_channel
from bot.views import channel_questions as views
from bot.views import question_told as told
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission
from handlers.setup import require_may_set_up_now


def open_form(visit: Visit, said: Command | Click, want: str = "") -> Answer:
    """What was typed behind the word fills in the first field."""
    require_set_up(visit.who)
    return OpenModal(views.form(channel_questions.channel(visit.db), visit.who.language, want=want))


def open_by_click(visit: Visit, said: Click) -> Answer:
    return open_form(visit, said)


def open_on_message(visit: Visit, said: Click) -> Answer:
    """The shortcut in a message's menu: her own words there fill in what happened, nobody else's."""
    require_set_up(visit.who)
    channel = channel_questions.channel(visit.db)
    return OpenModal(views.form(channel, visit.who.language, happened=said.own_words))


def submitted(visit: Visit, said: Submission) -> Answer:
    require_set_up(visit.who)
    words = rule.read({part: said.text(part) for part in ("want", "tried", "happened")})
    named = rule.is_named(said.text("name"))
    asked = channel_questions.ask(visit.db, visit.vault, visit.now, visit.who, words, named=named)
    return Say(views.sent(asked, visit.who.language))


def open_answer(visit: Visit, said: Click) -> Answer:
    asked = channel_answers.open_question(visit.db, visit.vault, said.value)
    return OpenModal(views.answer_form(asked, visit.who.language))


def answered(visit: Visit, said: Submission) -> Answer:
    words = rule.read_answer(said.text("answer"))
    question = str(said.meta.get("question") or "")
    channel_answers.answer(visit.db, visit.vault, visit.now, visit.who, question, words)
    return Say(views.answer_kept(visit.who.language))


def answered_in_thread(visit: Visit, said: Click) -> Answer:
    channel_answers.answered_in_thread(visit.db, visit.now, visit.who, said.value)
    return Say(views.noted(visit.who.language))


def helped(visit: Visit, said: Click) -> Answer:
    channel_questions.helped(visit.db, visit.vault, visit.now, visit.who, said.value)
    return Say(told.helped(visit.who.language), instead=True)


def still(visit: Visit, said: Click) -> Answer:
    named = channel_questions.still(visit.db, visit.vault, visit.now, visit.who, said.value)
    return Say(told.still(visit.who.language, named=named), instead=True)


def withdraw(visit: Visit, said: Click) -> Answer:
    channel_questions.withdraw(visit.db, visit.vault, visit.now, visit.who, said.value)
    return Say(told.withdrawn(visit.who.language), instead=True)


def try_again(visit: Visit, said: Click) -> Answer:
    channel_questions.try_again(visit.db, visit.vault, visit.now, visit.who, said.value)
    return Say(told.tries_again(visit.who.language), instead=True)


def channel_again(visit: Visit, said: Click) -> Answer:
    require_may_set_up_now(visit)
    help_channel.try_again(visit.db, visit.now, visit.who, said.value)
    return Say(told.channel_tries_again(said.value, visit.who.language))


def register(door: Door) -> None:
    door.shortcut(ids.SHORTCUT_QUESTION, open_on_message)
    door.click(ids.QUESTION_OPEN, open_by_click)
    door.submission(ids.MODAL_QUESTION, submitted)
    door.click(ids.QUESTION_ANSWER, open_answer)
    door.submission(ids.MODAL_QUESTION_ANSWER, answered)
    door.click(ids.QUESTION_IN_THREAD, answered_in_thread)
    door.click(ids.QUESTION_HELPED, helped)
    door.click(ids.QUESTION_STILL, still)
    door.click(ids.QUESTION_WITHDRAW, withdraw)
    door.click(ids.QUESTION_AGAIN, try_again)
    door.click(ids.HELP_CHANNEL_AGAIN, channel_again)
