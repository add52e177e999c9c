"""The hours a week of one team: one of the two asks for others, the other agrees, and below the programme's
hours a manager, too. Past weeks are judged by what held in them.

A wish has a mark that its buttons carry: one that was answered or replaced is known by it, and who was first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, delete, func, select

from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules.access import MANAGERS, Acting, require_manager, require_one_of
from bot.rules.hours import monday_of
from bot.services import notices, own_pairs, people
from bot.services.sessions import OwnTeam
from bot.services.teams import introducers
from models import History, Notice, Target, TargetWish, Team
from models.enums import TeamState
from models.store import Db

CARD, TOLD = "target_check", "target_told"
"""Kinds of notices: to a manager who is asked, and to who has asked, what was answered."""
TOLD_NOW = "target_told_now"
"""A change of that."""
_OVER = "target_over"
_ASKED = "hours_asked"
_SETTLED_SHOWN = 50
"""Lines of a team's history in which an answer is looked for."""


class Stage(StrEnum):
    """What has become of a wish."""

    ASKED = "asked"
    WAITS = "waits"
    """The two agree; a manager is asked."""
    HOLDS = "holds"
    LEFT = "left"
    """The other of the two would leave it as it is."""
    DECLINED = "declined"
    """The manager would."""
    REPLACED = "replaced"
    """One of the two has asked for other hours since."""


@dataclass(frozen=True)
class Wish:
    """Other hours for a team, and how far that is.

    Attributes:
        was: minutes a week that hold now.
        manager: who is asked after the two, where somebody must be; None where the two are enough.
        programme: minutes a week that the programme asks for.
    """

    mark: str
    team_id: int
    student_id: str
    buddy_id: str
    was: int
    minutes: int
    asked_by: str
    agreed_by: str | None
    manager: str | None
    programme: int
    stage: Stage

    @property
    def other(self) -> str:
        """Who is asked first."""
        return self.buddy_id if self.asked_by == self.student_id else self.student_id


def open_wishes(db: Db, teams: Sequence[OwnTeam]) -> dict[int, Wish]:
    """What is asked and not answered yet, by team."""
    rows = db.scalars(select(TargetWish).where(TargetWish.team_id.in_([one.id for one in teams])))
    return {row.team_id: _seen(db, row, _team(db, row.team_id)) for row in rows}


def open_wish(db: Db, mark: str) -> Wish | None:
    """The wish with this mark; None where it was answered or replaced, or its team has ended."""
    number = _team_of(mark)
    row = None if number is None else _row(db, number)
    if row is None or _mark(row) != mark:
        return None
    team = _team(db, row.team_id)
    return None if team.state is TeamState.ENDED else _seen(db, row, team)


def ask(db: Db, now: datetime, who: Acting, team: OwnTeam, minutes: int) -> Wish:
    """One of the two would like other hours; the other is asked. What was asked before is replaced by it.

    Where the other has asked for the same hours already, this is the yes to that.

    Raises:
        UserError: these hours hold already, or nobody is there to agree to fewer than the programme's.
    """
    require_one_of(who, (team.student_id, team.buddy_id))
    row = _locked(db, team.id)
    if minutes == row.weekly_minutes:
        raise UserError(Wrong.SAME_HOURS, {"minutes": minutes}, block="hours")
    before = _row(db, team.id)
    if before is not None and before.minutes == minutes and before.agreed_by is None:
        if before.asked_by == who.user_id:
            return _seen(db, before, row)
        return agree(db, now, who, _mark(before))
    _require_manager_there(db, row, minutes)
    if before is not None:
        _settle(db, now, who, _seen(db, before, row), Stage.REPLACED)
    asked_at = now + timedelta(microseconds=_asked_before(db, team.id))
    db.add(TargetWish(team_id=team.id, minutes=minutes, asked_by=who.user_id, asked_at=asked_at))
    db.flush()
    wish = _seen(db, _one(db, team.id), row)
    notices.record(db, who, now, "team", team.id, _ASKED, was=wish.was, becomes=minutes, wish=wish.mark)
    notices.owe(db, "target_wish", to=wish.other, key=wish.mark, now=now, wish=wish.mark)
    return wish


def agree(db: Db, now: datetime, who: Acting, mark: str) -> Wish:
    """The other of the two agrees: it holds from this week on, or a manager is asked.

    Raises:
        UserError: it is somebody else's to answer, was answered or replaced, or no manager is there to agree.
    """
    wish = _to_answer(db, who, mark)
    if wish.manager is None:
        return _hold(db, now, who, wish, agreed_by=who.user_id)
    row = _one(db, wish.team_id)
    row.agreed_by = who.user_id
    db.flush()
    notices.record(db, who, now, "team", wish.team_id, "hours_agreed", wish=mark)
    waits = replace(wish, agreed_by=who.user_id, stage=Stage.WAITS)
    _close_card(db, now, who, waits, f"target_wish:{mark}")
    notices.owe(db, CARD, to=wish.manager, key=mark, now=now, wish=mark)
    notices.owe(db, TOLD, to=wish.asked_by, key=f"{mark}:waits", now=now, **_about(waits, who.user_id))
    return waits


def leave(db: Db, now: datetime, who: Acting, mark: str) -> Wish:
    """The other of the two would leave it as it is; who has asked is told kindly. Raises as `agree`."""
    wish = replace(_to_answer(db, who, mark), stage=Stage.LEFT)
    _settle(db, now, who, wish, Stage.LEFT)
    notices.owe(db, TOLD, to=wish.asked_by, key=f"{mark}:left", now=now, **_about(wish, who.user_id))
    return wish


def allow(db: Db, now: datetime, who: Acting, mark: str) -> Wish:
    """A manager agrees to fewer hours than the programme's, for two who agree on them.

    Raises:
        UserError: she is no manager, it is her own team and somebody else could, or it was answered or replaced.
    """
    wish = _to_decide(db, who, mark)
    return _hold(db, now, who, wish, agreed_by=wish.agreed_by or wish.other)


def decline(db: Db, now: datetime, who: Acting, mark: str) -> Wish:
    """A manager would keep the hours; both are told kindly. Raises as `allow`."""
    wish = replace(_to_decide(db, who, mark), stage=Stage.DECLINED)
    _settle(db, now, who, wish, Stage.DECLINED)
    for user in (wish.student_id, wish.buddy_id):
        about = _about(wish, who.user_id)
        notices.owe(db, TOLD, to=user, key=f"{mark}:{user}:no", now=now, **about)
    return wish


def hand_on(db: Db, now: datetime, kept: Collection[str]) -> None:
    """Roles have changed. Where none of those who keep one was asked last, whoever is asked first now is, and the two
    read who that is.
    """
    waiting = select(TargetWish).where(TargetWish.agreed_by.is_not(None)).order_by(TargetWish.team_id)
    for row in db.scalars(waiting).all():
        team = _team(db, row.team_id)
        wish = _seen(db, row, team)
        asked = db.execute(_cards(f"{CARD}:{wish.mark}")).all()
        if team.state is TeamState.ENDED or wish.manager is None or (asked and asked[-1].target in kept):
            continue
        key, about = f"{wish.mark}:{now:%Y%m%dT%H%M%S%f}", _about(wish, str(wish.agreed_by))
        notices.owe(db, CARD, to=wish.manager, key=key, now=now, wish=wish.mark)
        told, answered = f"{TOLD}:{wish.mark}:waits", f"target_wish:{wish.mark}"
        notices.owe(db, TOLD_NOW, to=wish.asked_by, key=key, now=now, notice=told, **about)
        notices.owe(db, _OVER, to=wish.other, key=f"wish:{key}", now=now, notice=answered, **about)


def _asked_before(db: Db, team_id: int) -> int:
    """How often this team has asked: added to the moment, so that no two wishes have the same mark."""
    asked = (History.subject == "team") & (History.subject_id == str(team_id)) & (History.event == _ASKED)
    return db.scalars(select(func.count(History.id)).where(asked)).one()


def _to_answer(db: Db, who: Acting, mark: str) -> Wish:
    wish = _locked_wish(db, who, mark)
    require_one_of(who, (wish.student_id, wish.buddy_id))
    require_one_of(who, (wish.other,))
    if wish.agreed_by is not None:
        raise UserError(Wrong.ALREADY_DONE)
    _require_manager_there(db, _team(db, wish.team_id), wish.minutes)
    return wish


def _to_decide(db: Db, who: Acting, mark: str) -> Wish:
    require_manager(who)
    wish = _locked_wish(db, who, mark)
    if wish.agreed_by is None:
        raise UserError(Wrong.WISH_OVER)
    for member in (wish.student_id, wish.buddy_id):
        own_pairs.refuse(db, who, member)
    return wish


def _locked_wish(db: Db, who: Acting, mark: str) -> Wish:
    """The open wish of this mark, nobody else's until this transaction ends; else who was faster, if anybody."""
    number = _team_of(mark)
    if number is None:
        raise UserError(Wrong.GONE)
    team = _locked(db, number)
    if not who.is_manager:
        require_one_of(who, (team.student_id, team.buddy_id))
    wish = open_wish(db, mark)
    if wish is not None:
        return wish
    lines = db.execute(
        select(History.actor_id, History.event, History.details)
        .where(History.subject == "team", History.subject_id == str(number))
        .order_by(History.id.desc())
        .limit(_SETTLED_SHOWN)
    )
    for actor, event, details in lines:
        if details.get("wish") == mark and event in _EVENTS.values():
            by = str(actor)
            raise UserError(Wrong.ALREADY_DONE if by == who.user_id else Wrong.WISH_ANSWERED, {"user": by})
    raise UserError(Wrong.WISH_OVER)


_EVENTS = {Stage.HOLDS: "hours_changed", Stage.LEFT: "hours_left", Stage.DECLINED: "hours_declined"}
"""Of the history: somebody has answered."""


def _hold(db: Db, now: datetime, who: Acting, wish: Wish, *, agreed_by: str) -> Wish:
    """From this week's Monday on. The first change keeps what held since the launch beside it."""
    team = _team(db, wish.team_id)
    today = local_day(now, team.timezone)
    since = max(monday_of(today), team.launched_on)
    held = list(db.scalars(select(Target).where(Target.team_id == team.id)))
    if not held and since > team.launched_on:
        db.add(Target(team_id=team.id, since=team.launched_on, minutes=team.weekly_minutes))
    new = next((one for one in held if one.since == since), None) or Target(team_id=team.id, since=since)
    new.minutes, new.asked_by, new.agreed_by = wish.minutes, wish.asked_by, agreed_by
    db.add(new)
    team.weekly_minutes = wish.minutes
    holds = replace(wish, agreed_by=agreed_by, stage=Stage.HOLDS)
    _settle(db, now, who, holds, Stage.HOLDS)
    to = f"team:{team.id}" if team.channel_id else wish.asked_by
    notices.owe(db, "target_holds", to=to, key=wish.mark, now=now, **_about(holds, who.user_id))
    notices.owe(db, "hours_shown", to=f"team:{team.id}", key=wish.mark, now=now, team=team.id)
    return holds


def _settle(db: Db, now: datetime, who: Acting, wish: Wish, stage: Stage) -> None:
    """The wish is over: its cards say so, and the history."""
    db.execute(delete(TargetWish).where(TargetWish.team_id == wish.team_id))
    db.flush()
    event = _EVENTS.get(stage, "hours_replaced")
    notices.record(
        db, who, now, "team", wish.team_id, event, was=wish.was, becomes=wish.minutes, wish=wish.mark
    )
    over = replace(wish, stage=stage)
    _close_card(db, now, who, over, f"{CARD}:{wish.mark}")
    if stage is not Stage.DECLINED:  # of that both get a message, and this card says what it was
        _close_card(db, now, who, over, f"target_wish:{wish.mark}")


def _close_card(db: Db, now: datetime, who: Acting, wish: Wish, card: str) -> None:
    for one, reader in db.execute(_cards(card)).all():
        key = f"{one}:{wish.stage}"
        notices.owe(db, _OVER, to=reader, key=key, now=now, notice=one, **_about(wish, who.user_id))


def _cards(card: str) -> Select[*tuple[Any, ...]]:
    """Key and reader of this card, in the order in which they were owed: one of a manager's may have gone on."""
    again = Notice.dedupe_key.startswith(f"{card}:", autoescape=True)
    found = select(Notice.dedupe_key, Notice.target).where((Notice.dedupe_key == card) | again)
    return found.order_by(Notice.id)


def _about(wish: Wish, by: str) -> dict[str, Any]:
    """All that is read of a wish that is no more: numbers and ids."""
    return {
        "team": wish.team_id,
        "stage": str(wish.stage),
        "was": wish.was,
        "minutes": wish.minutes,
        "asked_by": wish.asked_by,
        "by": by,
        "manager": wish.manager,
    }


def told(db: Db, about: dict[str, object]) -> tuple[Wish, str] | None:
    """A wish as it was when somebody answered, and who did; None where its team has ended."""
    team = db.scalars(select(Team).where(Team.id == about["team"])).first()
    if team is None or team.state is TeamState.ENDED:
        return None
    manager = about["manager"]
    wish = Wish(
        mark="",
        team_id=team.id,
        student_id=team.student_id,
        buddy_id=team.buddy_id,
        was=int(str(about["was"])),
        minutes=int(str(about["minutes"])),
        asked_by=str(about["asked_by"]),
        agreed_by=None,
        manager=None if manager is None else str(manager),
        programme=people.programme(db).weekly_minutes,
        stage=Stage(str(about["stage"])),
    )
    return wish, str(about["by"])


def _require_manager_there(db: Db, team: Team, minutes: int) -> None:
    programme = people.programme(db).weekly_minutes
    if minutes < programme and not introducers(db):
        raise UserError(Wrong.NO_MANAGER, {"minutes": programme}, block="hours")


def _manager(db: Db, team: Team, minutes: int) -> str | None:
    """Who agrees after the two. Of a pair with the only manager in it, her yes is there already."""
    if minutes >= people.programme(db).weekly_minutes:
        return None
    two = (team.student_id, team.buddy_id)
    return next((one for one in people.present(db, *MANAGERS) if one not in two), None)


def _seen(db: Db, row: TargetWish, team: Team) -> Wish:
    return Wish(
        mark=_mark(row),
        team_id=team.id,
        student_id=team.student_id,
        buddy_id=team.buddy_id,
        was=team.weekly_minutes,
        minutes=row.minutes,
        asked_by=row.asked_by,
        agreed_by=row.agreed_by,
        manager=_manager(db, team, row.minutes),
        programme=people.programme(db).weekly_minutes,
        stage=Stage.WAITS if row.agreed_by else Stage.ASKED,
    )


def _mark(row: TargetWish) -> str:
    return f"{row.team_id}:{row.minutes}:{row.asked_at.timestamp():.6f}"


def _team_of(mark: str) -> int | None:
    number = mark.partition(":")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) <= 9 else None


def _row(db: Db, team_id: int) -> TargetWish | None:
    return db.scalars(select(TargetWish).where(TargetWish.team_id == team_id)).first()


def _one(db: Db, team_id: int) -> TargetWish:
    return db.scalars(select(TargetWish).where(TargetWish.team_id == team_id)).one()


def _team(db: Db, team_id: int) -> Team:
    return db.scalars(select(Team).where(Team.id == team_id)).one()


def _locked(db: Db, team_id: int) -> Team:
    """The team, nobody else's until this transaction ends."""
    team = db.scalars(select(Team).where(Team.id == team_id).with_for_update()).first()
    if team is None or team.state is TeamState.ENDED:
        raise UserError(Wrong.GONE)
    return team
