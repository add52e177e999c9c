"""Somebody who had a role is told so where she is refused what it allowed; and who has it now, which everybody may know."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import String, cast, select

from bot.services import contacts, people, setup
from models import History
from models.enums import Role
from models.store import Db


@dataclass(frozen=True)
class Lost:
    """Roles that somebody had last, and has no more. `now`: who has them, or else who is asked first; perhaps nobody."""

    roles: tuple[Role, ...]
    now: tuple[str, ...]


def of(db: Db, user_id: str, roles: Collection[Role]) -> Lost | None:
    """Of these roles, those that she had last, as the history says; None where she had none. The caller knows that she has none."""
    had = next(_losses(db, user_id, roles), None)
    if had is None:
        return None
    here = people.present(db, *had)
    first = contacts.of(db).first
    return Lost(had, tuple(here or ([first.user_id] if first else [])))


def _losses(db: Db, user_id: str, roles: Collection[Role]) -> Iterator[tuple[Role, ...]]:
    """What she lost at each change of the roles, the last first."""
    named = (History.subject == setup.SUBJECT) & cast(History.details, String).contains(user_id)
    lines = db.scalars(select(History.details).where(named).order_by(History.at.desc(), History.id.desc()))
    for details in lines:
        was, becomes = details.get("was") or {}, details.get("becomes") or {}
        lost = tuple(
            role
            for field, role in setup.ROLES.items()
            if role in roles and user_id in was.get(field, ()) and user_id not in becomes.get(field, ())
        )
        if lost:
            yield lost
