"""Logging a session: typed, or in a form; and taking it back."""

from __future__ import annotations

from datetime import date

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules.parsing import TOPIC_MAX, SessionText, parse_duration, parse_session
from bot.services import home, sessions
from bot.views import sessions as views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def log(visit: Visit, said: Command) -> Answer:
    """`/logsession 1h30 yesterday react`; without a duration, or with several teams, the form opens."""
    return log_text(visit, said.text, said.channel_id)


def log_text(visit: Visit, text: str, channel_id: str | None) -> Answer:
    teams = sessions.own_teams(visit.db, visit.who.user_id, visit.now)
    here = [team for team in teams if team.channel_id == channel_id] or teams
    today = here[0].today if here else visit.now.date()
    understood = parse_session(text, today, visit.who.language)
    if not understood.is_clear or len(here) > 1:
        return _form(visit, here, understood)
    team = sessions.team_here(here, channel_id)
    assert understood.minutes is not None  # noqa: S101 - `is_clear` says so
    done = sessions.log(
        visit.db,
        visit.now,
        visit.who,
        team,
        understood.minutes,
        understood.day or team.today,
        understood.topic,
    )
    return Say(views.logged(done, visit.who.language))


def open_form(visit: Visit, said: Click) -> Answer:
    """The button of one team opens that team's form; any other button, the form of all."""
    teams = sessions.own_teams(visit.db, visit.who.user_id, visit.now)
    here = [team for team in teams if str(team.id) == said.value] or teams
    return _form(visit, here, SessionText(None, None, ""))


def submitted(visit: Visit, said: Submission) -> Answer:
    teams = sessions.own_teams(visit.db, visit.who.user_id, visit.now)
    wanted = said.text("team") or str(said.meta.get("team") or "")
    topic = said.text("topic")
    if len(topic) > TOPIC_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": TOPIC_MAX}, block="topic")
    minutes, day, team = (
        _minutes(said.text("minutes")),
        _day(said.text("day")),
        sessions.team_chosen(teams, wanted),
    )
    done = sessions.log(visit.db, visit.now, visit.who, team, minutes, day, topic)
    home.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(views.logged(done, visit.who.language))


def undo(visit: Visit, said: Click) -> Answer:
    done = sessions.undo(visit.db, visit.now, visit.who, said.number)
    return Say(views.undone(done, visit.who.language), instead=True)


def _form(visit: Visit, teams: list[sessions.OwnTeam], understood: SessionText) -> Answer:
    if not teams:
        raise UserError(Wrong.NO_TEAM)
    return OpenModal(
        views.form(
            teams,
            visit.who.user_id,
            visit.who.language,
            minutes=understood.minutes,
            day=understood.day,
            topic=understood.topic,
        )
    )


def _minutes(text: str) -> int:
    try:
        return parse_duration(text)
    except UserError as error:
        raise UserError(error.what, error.values, block="minutes") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(Wrong.BAD_DATE, block="day") from None


def register(door: Door) -> None:
    door.command(ids.LOG_SESSION, log)
    door.shortcut(ids.SHORTCUT_LOG, open_form)
    door.click(ids.LOG_OPEN, open_form)
    door.click(ids.LOG_UNDO, undo)
    door.submission(ids.MODAL_LOG, submitted)
