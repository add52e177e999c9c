"""The hours a week of one team: the form, the other's answer, and the manager's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules import targets as rule
from bot.rules.access import Acting
from bot.services import home, sessions, targets
from bot.services.targets import Wish
from bot.views import targets as views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission
from models.store import Db

Answering = Callable[[Db, datetime, Acting, str], Wish]


def open_form(visit: Visit, said: Command | Click, rest: str = "") -> Answer:
    """`/codebuddy hours 3h`, or a button: of one team, of the channel's team, else of all her teams."""
    teams = sessions.own_teams(visit.db, visit.who.user_id, visit.now)
    if isinstance(said, Click):
        here = [team for team in teams if str(team.id) == said.value]
    else:
        here = [team for team in teams if team.channel_id == said.channel_id]
    here = here or teams
    if not here:
        raise UserError(Wrong.NO_TEAM_FOR_HOURS)
    wishes = targets.open_wishes(visit.db, here)
    return OpenModal(
        views.form(here, wishes, visit.who.user_id, visit.who.language, rest, rule.unreadable(rest))
    )


def ask(visit: Visit, said: Submission) -> Answer:
    who = visit.who
    teams = sessions.own_teams(visit.db, who.user_id, visit.now)
    team = sessions.team_chosen(teams, said.text("team") or str(said.meta.get("team") or ""))
    wish = targets.ask(visit.db, visit.now, who, team, rule.read(said.text("hours")))
    home.refresh(visit.db, who.user_id, said.view_id, visit.now)
    return Say(views.answered(wish, who.user_id, who.user_id, who.language))


def answer(what: Answering, visit: Visit, said: Click) -> Answer:
    """One of the two buttons, in a message or in the form."""
    who = visit.who
    wish = what(visit.db, visit.now, who, said.value)
    home.refresh(visit.db, who.user_id, said.delivery_id, visit.now)
    return Say(views.answered(wish, who.user_id, who.user_id, who.language), instead=True)


def register(door: Door) -> None:
    door.click(ids.TARGET_OPEN, open_form)
    door.submission(ids.MODAL_TARGET, ask)
    door.click(ids.TARGET_AGREE, partial(answer, targets.agree))
    door.click(ids.TARGET_LEAVE, partial(answer, targets.leave))
    door.click(ids.TARGET_ALLOW, partial(answer, targets.allow))
    door.click(ids.TARGET_DECLINE, partial(answer, targets.decline))
