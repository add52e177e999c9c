"""The two's own meetings: planned, moved, late or off, and logged afterwards."""

from __future__ import annotations

from bot import ids
from bot.clock import local_day, zone
from bot.errors import UserError, Wrong
from bot.rules import meeting as rule
from bot.rules.meeting import Wanted
from bot.rules.meeting_words import read_when
from bot.rules.parsing import SessionText
from bot.rules.venues import written
from bot.services import ended, first_days, home, introductions, meetings, people, sessions, venues
from bot.services.planned import Planned
from bot.views import introductions as first_views
from bot.views import meetings as views
from bot.views import session_forms
from bot.views import sessions as session_views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def open_form(visit: Visit, said: Click | Command, typed: str = "") -> Answer:
    """In a team's channel, and by a button of one team, that team's form; anywhere else, the form of all. What was
    typed behind the word fills in day and time."""
    value = (
        said.value if isinstance(said, Click) else ""
    )  # of a button that stands for the command: no number
    ended.refuse(visit.db, visit.who, team=value, channel_id=said.channel_id)
    teams = sessions.own_teams(visit.db, visit.who.user_id, visit.now)
    if not teams:
        raise UserError(Wrong.NOBODY_TO_MEET)
    here = [team for team in teams if str(team.id) == value]
    here = here or [
        team for team in teams if team.channel_id is not None and team.channel_id == said.channel_id
    ]
    who = visit.who
    teams, places = here or teams, venues.listed(visit.db)
    read = read_when(typed, local_day(visit.now, who.timezone))
    return OpenModal(
        views.form(
            teams,
            who.user_id,
            who.language,
            who.timezone,
            visit.now,
            places=places,
            typed=typed,
            read=read,
        )
    )


def open_by_click(visit: Visit, said: Click) -> Answer:
    return open_form(visit, said)


def open_move(visit: Visit, said: Click) -> Answer:
    """Another time for a meeting."""
    found, who = meetings.to_move(visit.db, visit.now, visit.who, said.number), visit.who
    places = venues.listed(visit.db)
    return OpenModal(
        views.form([], who.user_id, who.language, who.timezone, visit.now, places=places, moves=found)
    )


def submitted(visit: Visit, said: Submission) -> Answer:
    wanted = _wanted(visit, said)
    if said.meta.get("meeting"):
        meeting, sequence = which(said)
        done = meetings.move(visit.db, visit.now, visit.who, meeting, sequence, wanted)
    else:
        teams = sessions.own_teams(visit.db, visit.who.user_id, visit.now)
        team = sessions.team_chosen(teams, said.text("team") or str(said.meta.get("team") or ""))
        done = meetings.plan(visit.db, visit.now, visit.who, team.id, wanted)
    home.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    zones = {user: people.timezone_of(visit.db, user) for user in done.members}
    place, who = venues.ask_named(visit.db, visit.now, visit.who, done), visit.who
    return Say(views.planned(done, who.user_id, who.timezone, zones, who.language, place))


def open_late(visit: Visit, said: Click) -> Answer:
    """Late for the next meeting of a team, or cannot come."""
    try:
        found = meetings.coming(visit.db, visit.now, visit.who, said.number)
    except UserError as error:
        if error.what is not Wrong.NO_MEETING:
            raise
        return Say(views.nothing_planned(said.number, visit.who.language))
    return OpenModal(views.late_form(found, visit.who.timezone, visit.who.language))


def late(visit: Visit, said: Submission) -> Answer:
    what, (meeting, sequence) = said.text("what"), which(said)
    who, language = visit.who, visit.who.language
    if what == views.CANNOT:
        off = _off(visit, meeting, sequence)
        home.refresh(visit.db, who.user_id, said.view_id, visit.now)
        return Say(views.told_off(off, who.user_id, language))
    minutes = int(what) if what in map(str, rule.LATE) else 0
    found = meetings.late(visit.db, visit.now, who, meeting, sequence, minutes)
    return Say(views.told_late(found, who.user_id, minutes, language))


def _off(visit: Visit, meeting: int, sequence: int) -> Planned:
    """Off, by one who cannot come; of an introduction, its leader chooses anew."""
    service = introductions.cannot if meetings.is_introduction(visit.db, meeting) else meetings.cannot_come
    return service(visit.db, visit.now, visit.who, meeting, sequence)


def log(visit: Visit, said: Click) -> Answer:
    done = meetings.log(visit.db, visit.now, visit.who, said.number)
    if done.twin:
        who = visit.who
        return Say(session_views.twin(done, who.user_id, who.timezone, who.language))
    return Say(session_views.logged(done, visit.who.language), instead=True)


def log_open(visit: Visit, said: Click) -> Answer:
    """The form of a session, filled in with what was planned."""
    found, who = meetings.over(visit.db, visit.now, visit.who, said.number), visit.who
    teams = [
        team for team in sessions.own_teams(visit.db, who.user_id, visit.now) if team.id == found.team_id
    ]
    held_on = local_day(found.starts_at, found.timezone)
    read = SessionText(found.minutes, held_on, "")
    places = venues.listed(visit.db)
    return OpenModal(session_forms.form(teams, places, who.user_id, who.language, read))


def missed(visit: Visit, said: Click) -> Answer:
    found = meetings.missed(visit.db, visit.now, visit.who, said.number)
    return Say(views.missed(found, visit.who.language), instead=True)


def said_hello(visit: Visit, said: Click) -> Answer:
    first_days.said_hello(visit.db, visit.now, visit.who, said.number)
    return Say(first_views.said_hello(visit.who.language))


def which(said: Submission) -> tuple[int, int]:
    """The meeting that a form is about, and the change of it that the form was filled in with."""
    meeting, sequence = said.meta.get("meeting"), said.meta.get("sequence")
    if not isinstance(meeting, int) or not isinstance(sequence, int) or not 0 <= meeting < 2**31:
        raise UserError(Wrong.GONE)
    return meeting, sequence


def _wanted(visit: Visit, said: Submission) -> Wanted:
    entered = {block: said.text(block) for block in ("day", "time", "minutes")}
    entered["place"] = written(venues.listed(visit.db), said.text("venue"), said.text("place"))
    return rule.read(entered, zone(visit.who.timezone), visit.now)


def register(door: Door) -> None:
    door.click(ids.PLAN_OPEN, open_by_click)
    door.click(ids.PLAN_AGAIN, open_move)
    door.submission(ids.MODAL_PLAN, submitted)
    door.click(ids.LATE_OPEN, open_late)
    door.submission(ids.MODAL_LATE, late)
    door.click(ids.MEETING_LOG, log)
    door.click(ids.MEETING_LOG_OPEN, log_open)
    door.click(ids.MEETING_MISSED, missed)
    door.click(ids.HELLO_SAID, said_hello)
