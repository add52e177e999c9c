"""The weekly nudge: in a team's channel, or to each of the two alone; looked at again when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import local_day
from bot.delivery.kinds import (
    Call,
    Dropped,
    Due,
    Kind,
    NotYet,
    Post,
    Unknown,
    by_day,
    post,
    progressed,
)
from bot.rules.hours import monday_of
from bot.services import channels, classes, nudges, people, quiet_teams, sessions, slots, tasks
from bot.services.sessions import OwnTeam
from bot.views import nudges as views
from bot.views import task_list
from bot.views.answer import Message
from models.store import Db


@dataclass(frozen=True)
class Nudging:
    """One message in the channel; or one to each, in their own language, one after the other."""

    unknown: Unknown = Unknown.DROP
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        team = _still_under(db, due, now)
        programme = people.programme(db)
        if not programme.nudges_each:
            if team.channel_id is None:
                raise Dropped("no_channel")
            languages = channels.readers_languages(db, team)
            return post(team.channel_id, views.nudge(team, languages, programme.own_texts))
        for user_id in (team.student_id, team.buddy_id):
            if user_id not in due.progress:
                language = people.language_of(db, user_id)
                return post(user_id, views.to_one(team, user_id, language, programme.own_texts))
        return None

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        if True not in due.progress.values():
            nudges.sent(db, _team_id(due))
        return self._went_on(db, due, call, came=True)

    def in_doubt(self, db: Db, target: str, progress: Mapping[str, Any]) -> None:
        """Better one nudge too few than three in a row."""
        if True not in progress.values():
            nudges.sent(db, int(target.removeprefix("team:")))

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        """One who cannot be reached keeps it from nobody else."""
        return _is_to_one(db, due, call) and not self._went_on(db, due, call, came=False)

    def _went_on(self, db: Db, due: Due, call: Call, *, came: bool) -> bool:
        """Whether nobody is left to be written to."""
        if not _is_to_one(db, due, call):
            return True
        progressed(db, due, **{str(call.channel): came})
        return any(user != call.channel for user in due.progress)


def _is_to_one(db: Db, due: Due, call: Call) -> bool:
    team = nudges.pair_of(db, _team_id(due))
    return call.channel in team


def _still_under(db: Db, due: Due, now: datetime) -> OwnTeam:
    team = sessions.active_team(db, _team_id(due), now)
    if team is None:
        raise Dropped("ended")
    if monday_of(team.today) != monday_of(local_day(due.due_at, team.timezone)):
        raise Dropped("week_over")
    if not team.tally.is_under:
        raise Dropped("logged")
    if team.owing.is_resting(team.today):
        raise Dropped("resting")
    if team.wants_no_reminder:
        raise Dropped("not_wanted")
    own = classes.hours_of_team(db, team.id)
    open_ = slots.open_times(people.programme(db), team.timezone, own)
    if open_.is_late(due.due_at, now):
        raise Dropped("too_late")
    at = open_.next_open(now)
    if at > now:
        raise NotYet(at)
    return team


def _team_id(due: Due) -> int:
    return int(due.target.removeprefix("team:"))


def quiet(db: Db, due: Due, now: datetime) -> Message:
    """To a manager, late or not: the teams that nobody has looked after meanwhile."""
    by_day(db, due, now)
    found = tasks.of_keys(db, quiet_teams.keys(str(due.about["week"]), list(due.about["teams"])))
    if not found:
        raise Dropped("done")
    return task_list.quiet(found, people.language_of(db, due.target))


KINDS: dict[str, Kind] = {nudges.KIND: Nudging(), quiet_teams.TOLD: Post(quiet)}
