"""A role is handed over: somebody asks a successor, who says yes, and then hands it over. Until then either can stop it.

What was asked in confidence never goes with a role: whoever was named when it was asked reads it, and nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.errors import UserError, Wrong, refuse_all
from bot.rules.access import MANAGERS, READERS, Acting, require_manager
from bot.services import drafts, handing, help_answers, holders, notices, people, setup, tasks
from bot.services.people import Facts
from bot.vault import WorkspaceVault
from models import HelpRequest
from models.enums import FormKind, HelpState, Role
from models.store import Db

ASKED, AGREED, STOPPED = "handover_asked", "handover_agreed", "handover_stopped"
"""Kinds of notices: to the successor; to the one who asked; to the other of the two."""
OVER = "handover_over"
"""A kind of notice: the first two get other content, without buttons."""
FIELD = "successor"


@dataclass(frozen=True)
class Handover:
    """`mark`: of this one; `agreed`: the successor has said yes; `to_student`: the successor is a student here.

    `last_backup`: she is the only backup now, and is none when she has the role.
    """

    by: str
    to: str
    roles: tuple[Role, ...]
    mark: str
    agreed: bool
    to_student: bool = False
    last_backup: bool = False


@dataclass(frozen=True)
class Goes:
    """What goes with a role. `tasks`: on the list of all managers; `calls`: for more support, that she looks after."""

    roles: tuple[Role, ...]
    tasks: int
    calls: int


@dataclass(frozen=True)
class Done:
    """`kept`: calls for more support that did not go to the successor, who is away, has asked it herself or is left out.

    `no_address`: an e-mail address was shown for the role, and of the successor none is.
    """

    handover: Handover
    calls: int
    kept: int
    no_address: bool


def goes(db: Db, now: datetime, who: Acting) -> Goes:
    """Raises `UserError` for anybody who is no manager."""
    require_manager(who)
    return Goes(_roles(who), tasks.number_open(db, now, who.user_id), len(_calls(db, who.user_id)))


def pending(db: Db, vault: WorkspaceVault, now: datetime, user_id: str) -> Handover | None:
    """What this person is handing over; None after a week, too."""
    kept = drafts.of(db, vault, now, user_id, FormKind.HANDOVER)
    if kept is None:
        return None
    roles = tuple(Role(one) for one in kept["roles"])
    to = kept["to"]
    to_student, last_backup = bool(holders.students(db, (to,))), _is_last_backup(db, to, roles)
    return Handover(user_id, to, roles, kept["mark"], bool(kept["agreed"]), to_student, last_backup)


def ask(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    who: Acting,
    to: str,
    asked: Mapping[str, Facts | None],
) -> Handover:
    """Ask a successor. Nothing changes until she has said yes, and it is handed over then.

    Raises:
        FactsNeeded: Slack must be asked about her first.
        UserError: she is no member, has the role already, or somebody else is asked; the person is no manager.
    """
    people.programme_locked(db)
    to_student = is_student(db, vault, now, who, to, asked)
    mark = f"{now:%Y%m%dT%H%M%S%f}"
    roles = [str(role) for role in _roles(who)]
    drafts.keep(
        *(db, vault, now, who.user_id, FormKind.HANDOVER),
        {"to": to, "roles": roles, "mark": mark, "agreed": ""},
    )
    notices.owe(db, ASKED, to=to, key=f"{who.user_id}:{mark}", now=now, by=who.user_id, mark=mark)
    return Handover(who.user_id, to, _roles(who), mark, agreed=False, to_student=to_student)


def is_student(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, to: str, asked: Mapping[str, Facts | None]
) -> bool:
    """Whether the successor, who can be asked, is a student here. Raises as `ask`."""
    require_manager(who)
    if pending(db, vault, now, who.user_id) is not None:
        raise UserError(Wrong.HANDOVER_ONE, block=FIELD)
    if to == who.user_id:
        raise UserError(Wrong.HANDOVER_SELF, block=FIELD)
    refuse_all(holders.mistakes({FIELD: (to,)}))
    holders.require_members(db, {FIELD: (to,)}, asked)
    has = {role for role, user in holders.of(db, MANAGERS) if user == to}
    if has & set(_roles(who)):
        raise UserError(Wrong.HANDOVER_HAS_IT, block=FIELD)
    return bool(holders.students(db, (to,)))


def agree(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, by_id: str) -> Handover:
    """The successor says yes. Raises `UserError`: she is not asked, or not any more."""
    people.programme_locked(db)
    found = _one(db, vault, now, by_id)
    if who.user_id != found.to:
        raise UserError(Wrong.HANDOVER_OVER)
    if found.agreed:
        raise UserError(Wrong.ALREADY_DONE)
    drafts.keep(db, vault, now, by_id, FormKind.HANDOVER, {"agreed": "yes"})
    about: dict[str, Any] = {"by": by_id, "mark": found.mark, "successor": found.to}
    notices.owe(db, AGREED, to=by_id, key=f"{by_id}:{found.mark}", now=now, **about)
    return found


def stop(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, by_id: str, *, in_message: bool
) -> Handover:
    """Either of the two does not want it any more; the other hears of it. Raises `UserError`: it is over.

    Args:
        in_message: it was pressed in her message, which the answer takes the place of.
    """
    people.programme_locked(db)
    found = _one(db, vault, now, by_id)
    if who.user_id not in (found.by, found.to):
        raise UserError(Wrong.HANDOVER_OVER)
    drafts.forget(db, by_id, FormKind.HANDOVER)
    other = found.to if who.user_id == found.by else found.by
    notices.owe(db, STOPPED, to=other, key=f"{by_id}:{found.mark}", now=now, who=who.user_id)
    _no_more_buttons(db, now, found, [other] if in_message else [found.by, found.to], is_done=False)
    return found


def finish(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    who: Acting,
    asked: Mapping[str, Facts | None],
    *,
    in_message: bool,
) -> Done:
    """Both have said yes: the successor has the roles from now on, and the person who asked has none of them.

    Args:
        in_message: as `stop`.

    Raises:
        FactsNeeded: Slack must be asked about the successor first.
        UserError: it is over, she has not said yes, or is no member any more.
    """
    people.programme_locked(db)
    found = _one(db, vault, now, who.user_id)
    roles = tuple(role for role in found.roles if role in who.roles)
    if not (found.agreed and roles):
        raise UserError(Wrong.HANDOVER_OVER)
    holders.require_members(db, {FIELD: (found.to,)}, asked)
    refused: list[str] = []

    def calls() -> None:
        refused.extend(_hand_over_calls(db, vault, now, who, found.to))

    number, had_address = len(_calls(db, who.user_id)), setup.has_address(db, found.by, roles)
    setup.replace_one(db, now, who, found.by, found.to, roles, meanwhile=calls)
    if not set(_roles(who)) - set(roles):  # a manager of another kind keeps what she has under way
        handing.over(db, now, who, found.by, found.to)
    drafts.forget(db, who.user_id, FormKind.HANDOVER)
    _no_more_buttons(db, now, found, [found.to] if in_message else [found.by, found.to], is_done=True)
    no_address = had_address and not setup.has_address(db, found.to, roles)
    return Done(found, number - len(refused), len(refused), no_address)


def _no_more_buttons(db: Db, now: datetime, found: Handover, whose: Sequence[str], *, is_done: bool) -> None:
    """The messages of these of the two."""
    for user in whose:
        notice = f"{ASKED if user == found.to else AGREED}:{found.by}:{found.mark}"
        notices.owe(db, OVER, to=user, key=notice, now=now, notice=notice, successor=found.to, done=is_done)


def _one(db: Db, vault: WorkspaceVault, now: datetime, by_id: str) -> Handover:
    found = pending(db, vault, now, by_id)
    if found is None:
        raise UserError(Wrong.HANDOVER_OVER)
    return found


def _roles(who: Acting) -> tuple[Role, ...]:
    return tuple(role for role in MANAGERS if role in who.roles)


def _is_last_backup(db: Db, user_id: str, roles: Sequence[Role]) -> bool:
    """She takes a role that is asked before the backups, and is the only one of them."""
    return bool(set(roles) & set(READERS)) and people.present(db, Role.BACKUP) == [user_id]


def _calls(db: Db, user_id: str) -> list[str]:
    hers = (HelpRequest.state == HelpState.ACKNOWLEDGED) & (HelpRequest.acknowledged_by == user_id)
    return list(db.scalars(select(HelpRequest.id).where(hers).order_by(HelpRequest.asked_at)))


def _hand_over_calls(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, to: str) -> list[str]:
    """Calls for more support go to the successor. Returns those that cannot: they go on in line."""
    refused = []
    for call in _calls(db, who.user_id):
        try:
            help_answers.hand_over(db, vault, now, who, call, to)
        except UserError:
            refused.append(call)
    return refused
