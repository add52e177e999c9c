"""A team's private channel: who is in it, made or not made, lost, and made anew."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_manager
from bot.services import first_days, notices, people
from bot.services.teams import introducers, owe_launch
from bot.speech import LANGUAGES
from models import BuddyRequest, Notice, Settings, StandIn, Task, Team, Volunteer
from models.enums import NoticeState, Role, StandInState, TaskKind, TeamState
from models.prepared import HERE, Bound
from models.store import Db

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""For names of channels: none that is taken for another (i, l, o, 0, 1)."""
IN_CHANNELS = (Role.PROJECT_MANAGER, Role.PROGRAMME_MANAGER)
"""Managers who are in every team's channel; never the backup."""
LEAVES, STAYS = "manager_leaves", "manager_stays"
"""Kinds of notices: to each team's channel; to a manager, where Slack leaves somebody in a channel."""
NEEDS_CHANNEL = (TaskKind.CHANNEL_GONE, TaskKind.NO_CHANNEL)
"""Tasks that a new channel mends."""


class Two(Protocol):
    """A team, whatever else is known of it."""

    @property
    def student_id(self) -> str: ...

    @property
    def buddy_id(self) -> str: ...

    @property
    def language(self) -> str: ...


@dataclass(frozen=True)
class Launching:
    """A team as its launch and its welcome need it."""

    id: int
    student_id: str
    buddy_id: str
    channel_id: str | None
    welcome_ts: str | None
    language: str
    weekly_minutes: int
    introduced: bool
    house_note: str = ""
    """What the programme adds to the guidelines."""


def launching(db: Db, team_id: int) -> Launching | None:
    """The team; None where it is not there or has ended."""
    team = _team(db, team_id)
    if team is None or team.state is TeamState.ENDED:
        return None
    return Launching(
        team.id,
        team.student_id,
        team.buddy_id,
        team.channel_id,
        team.welcome_ts,
        team.language,
        team.weekly_minutes,
        team.introduced_at is not None,
        people.programme(db).house_note,
    )


def members(db: Db, team: Launching) -> list[str]:
    """Whom to invite, in order: the two, the project manager, the programme manager, and who stands in."""
    managers = [people.present(db, role)[:1] for role in IN_CHANNELS]
    there = [team.student_id, team.buddy_id, *managers[0], *managers[1], *standing_in(db, team.id)]
    return list(dict.fromkeys(there))


def standing_in(db: Db, team_id: int) -> list[str]:
    """Who is in the channel of a team while its buddy is away."""
    there = (StandIn.team_id == team_id) & (StandIn.state == StandInState.HERE)
    return [str(one) for one in db.scalars(select(StandIn.volunteer_id).where(there))]


def belongs(db: Db, team_id: int, user_id: str) -> bool:
    """Whether somebody is in the channel of a team that has not ended for one of these reasons."""
    team = launching(db, team_id)
    return team is not None and user_id in members(db, team)


def readers_languages(db: Db, team: Two) -> list[str]:
    """What is written in the channel of the two: the language that they share, else what each of them reads.

    Of several: what the student has chosen here; what her buddy has, where she speaks it fluently; what both speak
    fluently; what her buddy has chosen, after all; what both read; the team's own. Slack's language alone says little:
    it has no Arabic. Nobody knows what somebody speaks who has not asked or offered here.
    """
    both = people.languages_of(db, (team.student_id, team.buddy_id))
    student, buddy = both[team.student_id], both[team.buddy_id]
    [[hers, his, first_hers, first_his]] = _SPOKEN.rows(db, student=team.student_id, buddy=team.buddy_id)
    common = {*(hers or ()), student.read} & {*(his or ()), buddy.read}
    best = {*(first_hers or ())}
    fluent = best & {*(first_his or ())}
    read = [student.read] if student.read == buddy.read else []
    usual = (*read, team.language, *LANGUAGES)
    his_choice = buddy.chosen if buddy.chosen in best else None
    wanted = (student.chosen, his_choice, *(one for one in usual if one in fluent), buddy.chosen, *usual)
    shared = next((one for one in wanted if one in common and one in LANGUAGES), None)
    if shared:
        return [shared]
    return sorted((student.read, buddy.read), key=lambda language: language != team.language)


def _told(by_student: Any, by_buddy: Any) -> tuple[Any, Any]:
    return (
        select(by_student)
        .where(BuddyRequest.workspace_id == HERE, BuddyRequest.student_id == bindparam("student"))
        .order_by(BuddyRequest.id.desc())
        .limit(1)
        .scalar_subquery(),
        select(by_buddy)
        .where(Volunteer.workspace_id == HERE, Volunteer.user_id == bindparam("buddy"))
        .limit(1)
        .scalar_subquery(),
    )


_SPOKEN = Bound(
    select(
        *_told(BuddyRequest.languages, Volunteer.languages), *_told(BuddyRequest.fluent, Volunteer.fluent)
    ).select_from(Settings)
)
"""Which languages the student told who asked, and the volunteer who offered, and those of them that each speaks
fluently; null for whoever has not."""


def name_for(db: Db, team_id: int, *, other: bool = False) -> str:
    """The channel's name, kept before it is asked for; `other`: that one belongs to somebody else.

    No personal names in it: a channel's name is read by more people than the channel.
    """
    team = _one(db, team_id)
    if team.channel_name is None or other:
        team.channel_name = "buddy-" + "".join(secrets.choice(LETTERS) for _ in range(6))
        db.flush()
    return team.channel_name


def made(db: Db, now: datetime, team_id: int, channel_id: str) -> None:
    """Slack has made the channel."""
    team = _one(db, team_id)
    team.channel_id = channel_id
    notices.record(db, None, now, "team", team_id, "channel_made", channel=channel_id)


def welcomed(db: Db, now: datetime, team_id: int, ts: str) -> None:
    """The welcome is in the channel."""
    team = _one(db, team_id)
    team.welcome_ts = ts
    first_days.channel_opened(db, now, team)
    db.flush()


def launched(db: Db, now: datetime, team_id: int) -> None:
    """Everybody is in and welcomed. The team is active when the two have been introduced to each other."""
    notices.record(db, None, now, "team", _one(db, team_id).id, "launched")


def renew(db: Db, now: datetime, gained: Iterable[str], mark: str) -> None:
    """Other managers since now: owe each running team their invitation, and a welcome that names them.

    Args:
        gained: who leads the project or the programme since now.
        mark: of this change; the same one is owed once.
    """
    users = sorted(gained)
    running = db.scalars(select(Team.id).where(Team.state != TeamState.ENDED).order_by(Team.id))
    owed = ((f"team:{one}", f"{one}:{mark}", {"team": one, "users": users}) for one in running)
    notices.owe_each(db, "managers", owed, now)


def leave(db: Db, now: datetime, user: str, to: str, mark: str) -> None:
    """Who is no such manager any more goes out of each running team's channel, unless she is one of the two.

    Args:
        to: who hears of it where Slack leaves her in one.
        mark: of this change; the same one is owed once.
    """
    running = db.scalars(select(Team.id).where(Team.state != TeamState.ENDED).order_by(Team.id))
    about: dict[str, Any] = {"user": user, "to": to}
    owed = ((f"team:{one}", f"{one}:{user}:{mark}", {"team": one, **about}) for one in running)
    notices.owe_each(db, LEAVES, owed, now)


def not_invited(db: Db, now: datetime, team: Launching, user_id: str, reason: str) -> None:
    """Slack refused to let one person in: a manager who is inside can add her by hand, or have her invited again."""
    refused = select(Task.about).where(Task.kind == TaskKind.REFUSED_INVITE, Task.done_at.is_(None))
    if any((one["team"], one.get("user")) == (team.id, user_id) for one in db.scalars(refused)):
        return
    key = f"{team.channel_id}:{user_id}:{now:%Y%m%dT%H%M%S}"
    notices.task(db, TaskKind.REFUSED_INVITE, key, now, team=team.id, user=user_id, reason=reason)
    helper = next((user for user in people.present(db, *IN_CHANNELS) if user != user_id), None)
    if helper is not None:
        notices.owe(db, "not_invited", to=helper, key=key, now=now, team=team.id, user=user_id)


def not_made(db: Db, now: datetime, team_id: int, launch: int, reason: str) -> None:
    """The launch is given up: the two hear who helps, the project manager hears why and can try again.

    Args:
        launch: the launch's own id; each that fails is told once.
        reason: Slack's error.
    """
    team = _one(db, team_id)
    notices.record(db, None, now, "team", team_id, "channel_not_made", reason=reason)
    notices.task(db, TaskKind.NO_CHANNEL, f"{team_id}:{launch}", now, team=team_id, reason=reason)
    for manager in introducers(db):
        notices.owe(
            db, "no_channel", to=manager, key=f"{team_id}:{launch}", now=now, team=team_id, reason=reason
        )
    for user in (team.student_id, team.buddy_id):
        notices.owe(db, "no_channel_yet", to=user, key=f"{team_id}:{user}", now=now, team=team_id)


def closed(db: Db, now: datetime, channel_id: str, how: str) -> None:
    """A team has no channel any more; what it is told goes to the two directly. Others than a team's are ignored.

    Args:
        how: `archived` or `deleted`, for good: a bot cannot bring it back. `removed`: the program was taken out of
            it, and may be let in again.
    """
    team = db.scalars(
        select(Team).where(Team.channel_id == channel_id, Team.state != TeamState.ENDED).with_for_update()
    ).first()
    if team is None:
        return
    about = {"team": team.id, "channel": channel_id, "name": team.channel_name, "welcome": team.welcome_ts}
    team.channel_id = team.channel_name = team.welcome_ts = None
    notices.record(db, None, now, "team", team.id, "channel_gone", channel=channel_id, how=how)
    key = f"{team.id}:{channel_id}:{now:%Y%m%dT%H%M%S}"
    notices.task(db, TaskKind.CHANNEL_GONE, key, now, how=how, **about)
    told: dict[str, Any] = {"team": team.id, "channel": channel_id, "how": how}
    for manager in introducers(db):
        notices.owe(db, "channel_gone", to=manager, key=f"{key}:{manager}", now=now, **told)


def unreachable(db: Db, now: datetime, team_id: int, error: str) -> None:
    """A message did not get into a team's channel: it is archived, or the program was taken out of it."""
    team = _team(db, team_id)
    if team is not None and team.channel_id is not None:
        closed(db, now, team.channel_id, "archived" if error == "is_archived" else "removed")


def found_again(db: Db, now: datetime, channel_id: str) -> None:
    """The program is let into a channel that it was taken out of: it is the team's again, unless it has another.

    What Slack tells late of a channel that was archived since changes nothing.
    """
    gone = select(Task).where(Task.kind == TaskKind.CHANNEL_GONE, Task.done_at.is_(None))
    was_removed = {"channel": channel_id, "how": "removed"}.items()
    task = next((one for one in db.scalars(gone) if was_removed <= one.about.items()), None)
    if task is None:
        return
    team = db.scalars(select(Team).where(Team.id == int(task.about["team"])).with_for_update()).one()
    if team.channel_id is None and team.state is not TeamState.ENDED and not _is_launching(db, team.id):
        team.channel_id, team.channel_name = channel_id, task.about["name"]
        team.welcome_ts = task.about["welcome"]
        task.done_at = now
        notices.record(db, None, now, "team", team.id, "channel_back", channel=channel_id)
        db.flush()


def again(db: Db, now: datetime, who: Acting, team_id: int) -> tuple[str, str]:
    """A manager wants a new channel for a team that has none. Returns the student's and the buddy's ids.

    Raises:
        UserError: she is no manager, the team is not there, or it has a channel, or one is on its way.
    """
    require_manager(who)
    team = db.scalars(select(Team).where(Team.id == team_id).with_for_update()).first()
    if team is None or team.state is TeamState.ENDED:
        raise UserError(Wrong.GONE)
    tasks = [
        task for task in db.scalars(select(Task).where(Task.kind.in_(NEEDS_CHANNEL))) if _is_of(task, team)
    ]
    missing = team.channel_id is None or any(task.done_at is None for task in tasks)
    if not missing or _is_launching(db, team.id):
        raise UserError(Wrong.ALREADY_DONE)
    for task in tasks:
        if task.done_at is None:
            task.done_at, task.done_by = now, who.user_id
    team.channel_id = team.channel_name = team.welcome_ts = None
    notices.record(db, who, now, "team", team.id, "channel_wanted_again")
    owe_launch(db, now, team.id, f"{team.id}:{now.isoformat()}")
    return team.student_id, team.buddy_id


def _is_launching(db: Db, team_id: int) -> bool:
    under_way = select(Notice.id).where(
        Notice.kind == "launch",
        Notice.target == f"team:{team_id}",
        Notice.state.in_((NoticeState.PENDING, NoticeState.SENDING)),
    )
    return db.scalars(under_way).first() is not None


def _is_of(task: Task, team: Team) -> bool:
    return task.about.get("team") == team.id


def _team(db: Db, team_id: int) -> Team | None:
    return db.scalars(select(Team).where(Team.id == team_id)).first()


def _one(db: Db, team_id: int) -> Team:
    return db.scalars(select(Team).where(Team.id == team_id)).one()
