"""Logging a session: typed, or in a form; is it another one; and taking it back."""

from __future__ import annotations

from datetime import date

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules import days
from bot.rules.parsing import TOPIC_MAX, SessionText, check_session, parse_duration, parse_session
from bot.services import corrections, ended, sessions, venues
from bot.services.sessions import Entry, Logged
from bot.views import errors, session_forms
from bot.views import sessions as views
from bot.views.answer import Answer, Message, OpenModal, Say, UpdateModal
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
    entry = Entry(read.minutes, read.day or team.today, read.topic)
    return Say(_answer(visit, sessions.log(visit.db, visit.now, visit.who, team, entry), channel_id))


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
    entry = entered(said, teams[0].today if teams else visit.now.date())
    team = sessions.team_chosen(teams, wanted)
    done = sessions.log(visit.db, visit.now, visit.who, team, entry)
    return Say(_answer(visit, done, None))


def undo(visit: Visit, said: Click) -> Answer:
    """A correction that is taken back leaves what stood before; that is said as a correction."""
    done = corrections.undo(visit.db, visit.now, visit.who, said.number)
    view = views.undone if done.was is None else views.corrected
    return in_place(visit, said, view(done, visit.who.language))


def another(visit: Visit, said: Click) -> Answer:
    done = sessions.another(visit.db, visit.now, visit.who, said.number)
    return in_place(visit, said, _answer(visit, done, said.channel_id))


def the_same(visit: Visit, said: Click) -> Answer:
    done = sessions.the_same(visit.db, visit.now, visit.who, said.number)
    return in_place(visit, said, views.the_same(done, visit.who.language))


def entered(said: Submission, today: date) -> Entry:
    """What a form says of a session. Raises `UserError` at the field that does not say it."""
    topic = said.text("topic")
    if len(topic) > TOPIC_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": TOPIC_MAX}, block="topic")
    return Entry(_minutes(said.text("minutes")), _day(said.text("day"), today), topic, said.text("place"))


def in_place(visit: Visit, said: Click, message: Message) -> Answer:
    """In place of the message or the modal whose button was pressed."""
    if said.surface == "modal":
        return UpdateModal(errors.as_modal(message, visit.who.language))
    return Say(message, instead=True)


def _answer(visit: Visit, done: Logged, channel_id: str | None) -> Message:
    who, team = visit.who, done.team
    if done.twin:
        return views.twin(done, who.user_id, who.timezone, who.language)
    is_there = team.channel_id is not None and team.channel_id == channel_id
    return views.logged(done, who.language, None if is_there else team.partner_of(who.user_id))


def _form(
    visit: Visit, teams: list[sessions.OwnTeam], read: SessionText, doubt: UserError | None = None
) -> Answer:
    if not teams:
        raise UserError(Wrong.NO_TEAM)
    own, who = venues.listed(visit.db), visit.who
    return OpenModal(session_forms.form(teams, own, who.user_id, who.language, read, doubt))


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
    days.load()
    door.command(ids.LOG_SESSION, log)
    door.shortcut(ids.SHORTCUT_LOG, open_form)
    door.click(ids.LOG_OPEN, open_form)
    door.click(ids.LOG_UNDO, undo)
    door.click(ids.LOG_ANOTHER, another)
    door.click(ids.LOG_THE_SAME, the_same)
    door.submission(ids.MODAL_LOG, submitted)
