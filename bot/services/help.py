"""Door A of "I need help": asked of the project manager, then of the next in line, until somebody has it.

Whoever has it is reminded on each of her working days until it is resolved. If she is away on one of them, has left,
or cannot be reached, the next in line is asked: somebody who waits should not wait for a person who is not there.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select

from bot.clock import local_moment
from bot.errors import UserError, Wrong
from bot.rules import routing
from bot.rules.access import MANAGERS, Acting
from bot.rules.duty import Hours
from bot.rules.routing import Step
from bot.services import channels, duty, help_record, notices, people, rounds
from bot.services.help_record import CARD, WORDS_PLACE, Request
from bot.vault import WorkspaceVault
from models import HelpRequest, Team
from models.enums import HelpNews, HelpState, Role
from models.prepared import Moment
from models.store import Db

WORDS_MAX = 1000
_IN_CHANNEL = (Role.PROJECT_MANAGER, Role.PROGRAMME_MANAGER)
"""Whom every team's channel has in it."""


@dataclass(frozen=True)
class Asked:
    """What happens next with a call for help. `until`: then she is reminded, and `following` asked after her."""

    first: str
    following: str | None
    until: datetime


def line(
    db: Db,
    asker: str | None,
    *roles: Role,
    first: str | None = None,
    last: str | None = None,
    excluded: Collection[str] = (),
) -> tuple[str, ...]:
    """Who can be asked, away or not: those who hold the roles (the managers by default), in order, but not the asker herself.

    Args:
        first, last: who of them is asked before and after all others.
        excluded: who must not learn of it.
    """
    skipped = {*filter(None, [asker]), *excluded}
    return routing.line(people.present(db, *(roles or MANAGERS)), skipped, first, last)


def available(
    db: Db,
    now: datetime,
    asker: str | None,
    *roles: Role,
    first: str | None = None,
    last: str | None = None,
    excluded: Collection[str] = (),
) -> tuple[str, ...]:
    """As `line`, without who is away now: whom a new call would be asked of."""
    return rounds.available(db, now, line(db, asker, *roles, first=first, last=last, excluded=excluded))


def line_of(db: Db, call: HelpRequest | Request) -> tuple[str, ...]:
    """Who can be asked for this call, away or not, in its own order."""
    return line(db, call.asked_by, first=call.first, last=call.last, excluded=call.excluded)


def still_asks(db: Db, now: datetime, request: Request, user_id: str) -> bool:
    """Whether somebody is to be asked now: nobody has it, and she is in line and there."""
    return request.state is HelpState.OPEN and user_id in rounds.there(db, now, line_of(db, request))


def checked_words(words: str) -> str:
    """What was typed, if it is short enough. Raises `UserError`."""
    if len(words) > WORDS_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": WORDS_MAX}, block="words")
    return words


def require_shown(there: Sequence[str], shown: Sequence[str] | None) -> None:
    """Raises `UserError` where somebody would be asked whom the form did not name, or in another order.

    Args:
        shown: as the form named them; None: nobody was named to anybody.
    """
    if not there:
        raise UserError(Wrong.NOBODY_TO_ASK, block="door")
    if shown is not None and list(there) != list(shown):
        raise UserError(Wrong.OTHER_READERS, block="door")


def ask(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    who: Acting,
    words: str,
    team_id: int | None = None,
    shown: Sequence[str] | None = None,
    *,
    is_urgent: bool = False,
    first: str | None = None,
    excluded: Collection[str] = (),
    for_team: bool = False,
    tells_channel: bool = False,
) -> Asked:
    """Store a call for help and ask the first in line.

    Args:
        team_id: a team of her own.
        shown: see `require_shown`: as the form named them before she chose among them.
        is_urgent: needed today.
        first: whom she chose of `shown`, to be asked before the others.
        excluded: who must not learn of it.
        for_team: she asks for her team, and not only for herself: whoever is asked reads who is in it.
        tells_channel: the team's channel, where there is one, reads that help is on its way.

    Raises:
        UserError: there are too many words; nobody to ask, before she chose or after it; others than `shown`; the
            team is not hers; or somebody excluded would read it in the channel. Nothing is stored.
    """
    checked_words(words)
    require_shown(there := available(db, now, who.user_id), shown)
    there = _chosen(db, now, who, there, first, excluded)
    team = _own_team(db, who, team_id)
    if tells_channel and team is not None:
        _require_unread(db, team, excluded)
    row = HelpRequest(
        id=(request_id := secrets.token_hex(16)),
        asked_by=who.user_id,
        team_id=team_id,
        words=vault.seal(WORDS_PLACE, request_id, words),
        state=HelpState.OPEN,
        asked_at=now,
        step=0,
        steps_before=0,
        next_step_at=now,
        is_urgent=is_urgent,
        first=first,
        excluded=sorted(set(excluded)),
        for_team=for_team and team is not None,
    )
    db.add(row)
    db.flush()
    notices.record(db, who, now, "help_request", request_id, "asked")
    if tells_channel and team is not None and team.channel_id is not None:
        notices.owe(
            db,
            "help_channel",
            to=f"team:{team.id}",
            key=request_id,
            now=now,
            request=request_id,
            team=team.id,
        )
    until = _take(db, now, row, 0)
    return Asked(there[0], next(iter(there[1:]), None), until)


def _chosen(
    db: Db, now: datetime, who: Acting, there: Sequence[str], first: str | None, excluded: Collection[str]
) -> tuple[str, ...]:
    """Who is asked after she has chosen. Raises `UserError` where nobody is left, or the one she chose is not there."""
    if first is not None and first in excluded:
        raise UserError(Wrong.WANTED_AND_NOT, block="first")
    if first is not None and first not in there:
        raise UserError(Wrong.OTHER_READERS, block="door")
    left = available(db, now, who.user_id, first=first, excluded=excluded)
    if not left:
        raise UserError(Wrong.NOBODY_LEFT, block="excluded")
    return left


def _own_team(db: Db, who: Acting, team_id: int | None) -> Team | None:
    """Raises `UserError` where it is not hers."""
    if team_id is None:
        return None
    team = db.scalars(select(Team).where(Team.id == team_id)).first()
    if team is None or who.user_id not in (team.student_id, team.buddy_id):
        raise UserError(Wrong.NOT_YOURS)
    return team


def _require_unread(db: Db, team: Team, excluded: Collection[str]) -> None:
    """Raises `UserError` where somebody who must not learn of it reads the team's channel."""
    reads = [*people.present(db, *_IN_CHANNEL), team.student_id, team.buddy_id]
    reads += channels.standing_in(db, team.id)
    if not set(reads).isdisjoint(excluded):
        raise UserError(Wrong.READS_CHANNEL, block="tells_channel")


def begin_anew(db: Db, now: datetime, row: HelpRequest, first: str | None, last: str | None) -> None:
    """Nobody has it: ask from the beginning, this person `first` and that one `last`; what that is was just noted."""
    row.first, row.last = first, last
    row.state, row.closed_at, row.next_step_at = HelpState.OPEN, None, now
    row.acknowledged_by = row.acknowledged_at = None
    row.steps_before = row.step
    _take(db, now, row, row.step)


def unreachable(db: Db, now: datetime, request_id: str, number: int, user_id: str) -> None:
    """The card of step `number` did not reach its reader: the next in line is asked at once."""
    row = db.scalars(select(HelpRequest).where(HelpRequest.id == request_id).with_for_update()).first()
    if row is None or row.state is not HelpState.OPEN:
        return
    began = row.steps_before
    following = rounds.after_failure(db, now, row, number, line_of(db, row), CARD, user_id, began)
    if following is not None:
        _take(db, now, row, following)


def not_reminded(db: Db, now: datetime, request_id: str, user_id: str) -> None:
    """Who has it cannot be reached any more: the next in line is asked at once."""
    row = db.scalars(select(HelpRequest).where(HelpRequest.id == request_id).with_for_update()).first()
    if row is not None and row.state is HelpState.ACKNOWLEDGED and row.acknowledged_by == user_id:
        _pass_on(db, now, row)


_NEXT_STEP = Moment(select(func.min(HelpRequest.next_step_at)).where(HelpRequest.state != HelpState.CLOSED))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next step of any call for help is due; for the sweep."""
    return _NEXT_STEP.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, str]]:
    """Workspace and id of every call whose next step is due; of an unbound session."""
    return db.execute(
        select(HelpRequest.workspace_id, HelpRequest.id)
        .where(HelpRequest.state != HelpState.CLOSED, HelpRequest.next_step_at <= now)
        .order_by(HelpRequest.next_step_at)
    ).all()


def take_due(db: Db, now: datetime, request_id: str) -> None:
    """Take the next step of a call, if nobody was faster."""
    row = help_record.locked(db, request_id)
    if row.next_step_at is None or row.next_step_at > now:
        return
    if row.state is HelpState.OPEN:
        _take(db, now, row, row.step)
    else:
        _remind(db, now, row)


def remind_next(db: Db, now: datetime, row: HelpRequest) -> None:
    """Whoever has it is reminded when her next working day begins, and not on the day of today; on each working day of
    the programme it is seen whether she is there.
    """
    hours = duty.own(db, row.acknowledged_by or "").hours
    row.next_step_at = min(rounds.next_day(db, now), hours.next_open(_tomorrow(now, hours)))


def _tomorrow(now: datetime, hours: Hours) -> datetime:
    return local_moment(now.astimezone(hours.where).date() + timedelta(days=1), 0, hours.where)


def _take(db: Db, now: datetime, row: HelpRequest, number: int) -> datetime:
    """Ask those of step `number`, and set when the step after it is due; returns that."""
    began, there = row.steps_before, line_of(db, row)
    this = rounds.ask_next(
        db, now, row, number, there, CARD, is_urgent=row.is_urgent, began=began, request=row.id
    )
    _note(db, now, row, number, this)
    if this.is_last:
        notices.owe(db, "help_waiting", to=row.asked_by, key=f"{row.id}:{began}", now=now, request=row.id)
    assert row.next_step_at is not None  # noqa: S101 - a step was just taken, and sets it
    return row.next_step_at


def _note(db: Db, now: datetime, row: HelpRequest, number: int, this: Step) -> None:
    """Keep whom this round has asked, unless that is what it was handed over for."""
    if this.is_last:
        if this.whom:
            help_record.note(db, now, row, HelpNews.ASKED_ALL)
        return
    [person] = this.whom
    before = help_record.last_news(db, row.id)
    if number == row.steps_before and before is not None and before.receiver == person:
        return
    what = HelpNews.REMINDED if this.reminds else HelpNews.ASKED
    help_record.note(db, now, row, what, receiver=person)


def _remind(db: Db, now: datetime, row: HelpRequest) -> None:
    """Remind the one who has it, in her working hours; where she is not there, ask the next in line."""
    holder, hers = row.acknowledged_by or "", duty.own(db, row.acknowledged_by or "")
    if hers.is_away(now) or holder not in line_of(db, row):
        _pass_on(db, now, row)
        return
    first = _tomorrow(row.acknowledged_at or now, hers.hours)
    opens = hers.hours.next_open(max(now, first))
    if opens > now:
        row.next_step_at = min(opens, rounds.next_day(db, now))
        return
    key = f"{row.id}:{holder}:{now.astimezone(hers.hours.where).date()}"
    notices.owe(db, "help_remind", to=holder, key=key, now=now, request=row.id)
    remind_next(db, now, row)


def _pass_on(db: Db, now: datetime, row: HelpRequest) -> None:
    """Ask the next in line instead of the one who has it; she keeps it while nobody else is there."""
    holder = row.acknowledged_by or ""
    everybody = line_of(db, row)
    others = [person for person in rounds.available(db, now, everybody) if person != holder]
    if not others and holder in everybody:
        remind_next(db, now, row)
        return
    following = next(iter(others), None)
    notices.record(db, None, now, "help_request", row.id, "passed_on")
    help_record.note(db, now, row, HelpNews.PASSED_ON, actor=holder, receiver=following)
    begin_anew(db, now, row, following, holder)
