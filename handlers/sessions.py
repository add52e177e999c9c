"""Logging a session: typed, or in a form; and taking it back."""

from __future__ import annotations

from datetime import date

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules.parsing import TOPIC_MAX, SessionText, check_session, parse_duration, parse_session
from bot.services import ended, home, sessions
from bot.views import sessions as views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def log(visit: Visit, said: Command) -> Answer:
    """`/logsession 1h30 yesterday react`; where anything is in doubt, or with several teams, the form opens."""
    return log_text(visit, said.text, said.channel_id)


def log_text(visit: Visit, text: str, channel_id: str | None) -> Answer:
    teams = sessions.own_teams(visit.db, visit.who.user_id, visit.now)
    here = [team for team in teams if team.channel_id == channel_id]
    if not here:
        ended.refuse(visit.db, visit.who, channel_id=channel_id)
    here = here or teams
    today = here[0].today if here else visit.now.date()
    read = parse_session(text, today)
    doubt = _doubt(read, here, today)
    if doubt or read.minutes is None or len(here) > 1:
        return _form(visit, here, read, doubt)
    team = sessions.team_here(here, channel_id)
    day = read.day or team.today
    done = sessions.log(visit.db, visit.now, visit.who, team, read.minutes, day, read.topic)
    return Say(views.logged(done, visit.who.language))


def _doubt(read: SessionText, teams: list[sessions.OwnTeam], today: date) -> UserError | None:
    """Why what was typed cannot be logged as it stands; in a form, where no word of it is lost."""
    if read.doubt is not None:
        return UserError(read.doubt, {"most": TOPIC_MAX, "today": today})
    if read.minutes is None or len(teams) != 1:
        return None
    try:
        check_session(read.minutes, read.day or teams[0].today, teams[0].today, teams[0].launched_on)
    except UserError as error:
        return error
    return None


def open_form(visit: Visit, said: Click) -> Answer:
    """The button of one team opens that team's form; any other button, the form of all."""
    teams = sessions.own_teams(visit.db, visit.who.user_id, visit.now)
    here = [team for team in teams if str(team.id) == said.value]
    if not here and said.value:
        ended.refuse(visit.db, visit.who, team=said.value)
    here = here or teams
    return _form(visit, here, SessionText(None, None, ""))


def submitted(visit: Visit, said: Submission) -> Answer:
    teams = sessions.own_teams(visit.db, visit.who.user_id, visit.now)
    wanted = said.text("team") or str(said.meta.get("team") or "")
    topic = said.text("topic")
    if len(topic) > TOPIC_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": TOPIC_MAX}, block="topic")
    minutes, day, team = (
        _minutes(said.text("minutes")),
        _day(said.text("day"), teams[0].today if teams else visit.now.date()),
        sessions.team_chosen(teams, wanted),
    )
    done = sessions.log(visit.db, visit.now, visit.who, team, minutes, day, topic)
    home.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(views.logged(done, visit.who.language))


def undo(visit: Visit, said: Click) -> Answer:
    done = sessions.undo(visit.db, visit.now, visit.who, said.number)
    return Say(views.undone(done, visit.who.language), instead=True)


def _form(
    visit: Visit, teams: list[sessions.OwnTeam], read: SessionText, doubt: UserError | None = None
) -> Answer:
    if not teams:
        raise UserError(Wrong.NO_TEAM)
    return OpenModal(views.form(teams, visit.who.user_id, visit.who.language, read, doubt))


def _minutes(text: str) -> int:
    try:
        return parse_duration(text)
    except UserError as error:
        raise UserError(error.what, error.values, block="minutes") from None


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(Wrong.BAD_DATE, {"today": today}, block="day") from None


def register(door: Door) -> None:
    door.command(ids.LOG_SESSION, log)
    door.shortcut(ids.SHORTCUT_LOG, open_form)
    door.click(ids.LOG_OPEN, open_form)
    door.click(ids.LOG_UNDO, undo)
    door.submission(ids.MODAL_LOG, submitted)
