"""Who stands behind the confidential door beside the programme manager; she alone names them, and she alone sees them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.errors import UserError, Wrong, refuse_all
from bot.rules.access import Acting
from bot.services import contacts, holders, home, notices, people
from bot.services.people import Facts
from models.enums import Role
from models.store import Db

ROLES = {"stand_ins": Role.STAND_IN, "wellbeing": Role.WELLBEING}
"""Fields of the form."""


@dataclass(frozen=True)
class Named:
    """Who reads while the programme manager is away, in order; and the wellbeing contacts. Also what the form says."""

    stand_ins: tuple[str, ...]
    wellbeing: tuple[str, ...]

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """The people named, by the field of the form."""
        return {"stand_ins": self.stand_ins, "wellbeing": self.wellbeing}


def require_programme_manager(who: Acting) -> None:
    """Raises `UserError` for anybody else."""
    if Role.PROGRAMME_MANAGER not in who.roles:
        raise UserError(Wrong.FOR_PROGRAMME_MANAGER)


def of(db: Db) -> Named:
    """Who is named now and here."""
    return Named(
        tuple(people.present(db, Role.STAND_IN)), tuple(one.user_id for one in contacts.of(db).wellbeing)
    )


def version(db: Db) -> str:
    """A short mark of who is named now; another one says that somebody has saved meanwhile."""
    return hashlib.sha256(repr(of(db)).encode()).hexdigest()[:16]


def save(
    db: Db, now: datetime, who: Acting, wish: Named, opened_at: str, asked: Mapping[str, Facts | None]
) -> tuple[str, ...]:
    """Put everybody named in the place of those before. Returns who has a role since now, and is told what it means.

    Args:
        opened_at: the `version` that the form was filled in with.
        asked: what Slack said a moment ago of the people named; None for one it did not answer about.

    Raises:
        FactsNeeded: Slack must be asked about somebody who is named here first.
        UserError: she is not the programme manager; everything that is wrong, each at its field; or it is stale.
    """
    require_programme_manager(who)
    people.programme_locked(db)
    if opened_at != version(db):
        raise UserError(Wrong.STALE)
    wrongs = holders.mistakes(wish.fields)
    wrong_at = {one.block for one in wrongs}
    if "stand_ins" not in wrong_at and set(wish.stand_ins) & set(people.present(db, Role.PROGRAMME_MANAGER)):
        wrongs.append(UserError(Wrong.READS_ANYWAY, block="stand_ins"))
    if "wellbeing" not in wrong_at and contacts.kept_out(db) & set(wish.wellbeing):
        wrongs.append(UserError(Wrong.KEPT_OUT, block="wellbeing"))
    refuse_all(wrongs)
    holders.require_members(db, wish.fields, asked)
    before = holders.of(db, ROLES.values())
    holders.put(db, now, {role: wish.fields[block] for block, role in ROLES.items()}, {})
    gained = holders.of(db, ROLES.values()) - before
    notices.record(db, who, now, "contacts", "in_confidence", "changed")
    mark = f"{now:%Y%m%dT%H%M%S}:{version(db)}"
    for user_id in sorted({user for _, user in before ^ holders.of(db, ROLES.values())}):
        home.refresh(db, user_id, f"setup:{mark}", now)
    return holders.tell(db, now, gained, mark)
