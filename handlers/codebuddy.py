"""`/codebuddy …`: what each word after it does, and what can be done here."""

from __future__ import annotations

from collections.abc import Callable

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules.features import OF_WORD
from bot.rules.words import asks_for_history, understand
from bot.services import contacts, features, home
from bot.views import contacts as contacts_views
from bot.views import guide as views
from bot.views import home as home_views
from bot.views.answer import Answer, Say
from handlers import (
    away,
    broadcasts,
    care,
    channel_questions,
    digests,
    doctor,
    endings,
    erasing,
    handovers,
    help,
    history,
    languages,
    matching,
    meetings,
    own_data,
    reports,
    requests,
    sessions,
    settings,
    targets,
    team_list,
    volunteers,
    wizard,
)
from handlers.door import Door, Visit
from handlers.inbound import Click, Command

Asked = Command | Click
"""A command, or the button that does the same."""


def command(visit: Visit, said: Command) -> Answer:
    """Do what the word says; an unknown one gets the nearest, or the guide. Its text goes nowhere else."""
    heard = understand(said.text, _offered(visit))
    if heard.word in WORDS:
        features.require(visit.db, OF_WORD.get(heard.word))
        return WORDS[heard.word](visit, said, heard.rest)
    return Say(views.not_understood(_standing(visit), heard.nearest))


def do(visit: Visit, said: Click) -> Answer:
    """The button that stands for a word of the table."""
    if said.value not in WORDS:
        raise UserError(Wrong.OLD_BUTTON)
    features.require(visit.db, OF_WORD.get(said.value))
    return WORDS[said.value](visit, said, "")


def guide(visit: Visit, said: Asked, rest: str) -> Answer:
    return Say(views.guide(_standing(visit)))


def status(visit: Visit, said: Asked, rest: str) -> Answer:
    return Say(home_views.status(_standing(visit)))


def whom_to_turn_to(visit: Visit, said: Asked, rest: str) -> Answer:
    return Say(contacts_views.message(contacts.of(visit.db), visit.who.language))


def request(visit: Visit, said: Asked, rest: str) -> Answer:
    """The form; with `history` after it, what has changed."""
    whose = asks_for_history(rest)
    if whose is not None:
        return history.show(visit, said, whose)
    return requests.open_form(visit, said)


def _standing(visit: Visit) -> home.Standing:
    return home.standing(visit.db, visit.now, visit.who, visit.settings.setup_by)


def _offered(visit: Visit) -> set[str]:
    """Words that are worth guessing for this person."""
    hers = set(WORDS)
    if not visit.who.is_manager:
        hers -= FOR_MANAGERS
    off = features.off(visit.db)
    return {word for word in hers if OF_WORD.get(word) not in off}


WORDS: dict[str, Callable[[Visit, Asked, str], Answer]] = {
    "help": guide,
    "setup": lambda visit, said, rest: wizard.open_form(visit, said),
    "handover": lambda visit, said, rest: handovers.open_form(visit, said),
    "doctor": lambda visit, said, rest: doctor.look(visit, said),
    "settings": lambda visit, said, rest: settings.open_screen(visit, said),
    "request": request,
    "volunteer": lambda visit, said, rest: volunteers.open_form(visit, said),
    "match": lambda visit, said, rest: matching.run_now(visit, said),
    "status": status,
    "digest": digests.ask,
    "broadcast": broadcasts.open_form,
    "report": reports.typed,
    "support": lambda visit, said, rest: help.open_form(visit, said),
    "contacts": whom_to_turn_to,
    "away": lambda visit, said, rest: away.typed(visit, said, rest),
    "plan": meetings.open_form,
    "ask": channel_questions.open_form,
    "language": languages.open_form,
    "privacy": lambda visit, said, rest: own_data.open_screen(visit, said),
    "erase": erasing.by_word,
    "end": endings.by_word,
    "feedback": care.open_feedback,
    "hours": lambda visit, said, rest: targets.open_form(visit, said, rest),
    "teams": team_list.open_list,
    "log": lambda visit, said, rest: sessions.log_text(visit, rest, said.channel_id),
}
"""What each word of `rules.words` does; a test holds the two against each other."""
FOR_MANAGERS = {"handover", "match", "settings", "digest", "doctor", "broadcast", "teams", "report"}


def register(door: Door) -> None:
    door.command(ids.CODEBUDDY, command)
    door.click(ids.CODEBUDDY_DO, do)
    door.click(ids.CODEBUDDY_HELP, do)
