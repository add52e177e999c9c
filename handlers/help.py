""" "I need help": one form for both doors."""

from __future__ import annotations

from bot import ids
from bot.errors import UserError, Wrong
from bot.services import cases, sessions
from bot.services import help as calls
from bot.views import help_form as views
from bot.views.answer import Answer, OpenModal, Say
from handlers import private
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def open_form(visit: Visit, said: Command | Click) -> Answer:
    """The form. What was typed behind the command only fills it in; it is kept nowhere."""
    who = visit.who
    more = calls.available(visit.db, visit.now, who.user_id)
    talk = cases.available(visit.db, visit.now, who.user_id)
    return OpenModal(views.form(more, talk, who.language, words=_typed(said), channel_id=said.channel_id))


def submitted(visit: Visit, said: Submission) -> Answer:
    """The door is in the submitted state alone."""
    if said.text("door") == views.TALK:
        return private.ask(visit, said.text("words"), _shown(said, views.TALK))
    if said.text("door") != views.MORE:
        raise UserError(Wrong.UNKNOWN_CHOICE, block="door")
    team_id = _team(visit, said.meta.get("channel"))
    shown, words = _shown(said, views.MORE), said.text("words")
    asked = calls.ask(
        visit.db, visit.vault, visit.now, visit.who, words, team_id, shown, is_urgent=_is_urgent(said)
    )
    return Say(views.sent(asked, visit.who.language, visit.who.timezone))


def _typed(said: Command | Click) -> str:
    """Behind `/escalate`, or behind the second word of `/codebuddy support …`."""
    if isinstance(said, Click):
        return ""
    return said.text.partition(" ")[2] if said.name == ids.CODEBUDDY else said.text


def _is_urgent(said: Submission) -> bool:
    """A form from before the question was asked has no answer to it."""
    when = said.text("when") or views.WEEK
    if when not in (views.WEEK, views.TODAY):
        raise UserError(Wrong.UNKNOWN_CHOICE, block="when")
    return when == views.TODAY


def _shown(said: Submission, door: str) -> list[str]:
    """Who would read it, as the form has named them."""
    named = said.meta.get(door)
    return [str(one) for one in named] if isinstance(named, list) else []


def _team(visit: Visit, channel_id: object) -> int | None:
    """The team whose channel it was asked from, or her only one."""
    teams = sessions.own_teams(visit.db, visit.who.user_id, visit.now)
    here = [team for team in teams if team.channel_id is not None and team.channel_id == channel_id] or teams
    return here[0].id if len(here) == 1 else None


def register(door: Door) -> None:
    door.command(ids.ESCALATE, open_form)
    door.shortcut(ids.SHORTCUT_HELP, open_form)
    door.click(ids.HELP_OPEN, open_form)
    door.submission(ids.MODAL_HELP, submitted)
