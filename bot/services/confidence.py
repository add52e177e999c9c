"""Who stands behind the confidential door beside the programme manager; she alone names them, and she alone sees them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.clock import zone
from bot.errors import UserError, Wrong, refuse_all
from bot.rules.access import Acting
from bot.rules.intake import CASE_DAYS_MAX, whole
from bot.services import contacts, holders, home, notices, people
from bot.services.people import Facts
from models import CaseYear
from models.enums import Role
from models.store import Db

SUBJECT = "contacts"
SUBJECT_ID = "in_confidence"
"""Of a line of the history; the programme manager alone reads it."""
ROLES = {"stand_ins": Role.STAND_IN, "practical": Role.PRACTICAL, "wellbeing": Role.WELLBEING}
"""Fields of the form."""
KEPT_DAYS = (1, CASE_DAYS_MAX)
SHOWN_FROM = 5
"""A year with fewer cases is shown to nobody."""


@dataclass(frozen=True)
class Named:
    """Who stands behind the door, and what the form says of it.

    Attributes:
        stand_ins: who reads while the programme manager is away, in order.
        practical: who reads first what is asked about papers, housing, money or a computer; else he does.
        kept_days: a closed case is erased so many days later.
    """

    stand_ins: tuple[str, ...]
    practical: tuple[str, ...]
    wellbeing: tuple[str, ...]
    kept_days: int

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """The people named, by the field of the form."""
        return {"stand_ins": self.stand_ins, "practical": self.practical, "wellbeing": self.wellbeing}


def may_name(who: Acting) -> bool:
    """Whether what is set here is hers to set."""
    return Role.PROGRAMME_MANAGER in who.roles


def require_programme_manager(who: Acting) -> None:
    """Raises `UserError` for anybody else."""
    if not may_name(who):
        raise UserError(Wrong.FOR_PROGRAMME_MANAGER)


def of(db: Db) -> Named:
    """Who is named now and here, without whom another role keeps out."""
    outside = contacts.kept_out(db)
    return Named(
        stand_ins=tuple(one for one in people.present(db, Role.STAND_IN) if one not in outside),
        practical=tuple(one for one in people.present(db, Role.PRACTICAL) if one not in outside),
        wellbeing=tuple(one.user_id for one in contacts.of(db).wellbeing),
        kept_days=people.programme(db).cases_kept_days,
    )


def years(db: Db, now: datetime) -> tuple[tuple[int, int], ...]:
    """How many cases were asked in each year and are erased by now, newest first; by the programme's calendar.

    Small numbers are left out, and so is a year that is not over; the rest are multiples of `SHOWN_FROM`: a number
    that grows by one tells the day on which somebody has withdrawn what she asked.
    """
    this_year = now.astimezone(zone(people.programme(db).timezone)).year
    found = select(CaseYear.year, CaseYear.cases).where(
        CaseYear.cases >= SHOWN_FROM, CaseYear.year < this_year
    )
    rows = db.execute(found.order_by(CaseYear.year.desc()))
    return tuple((year, cases - cases % SHOWN_FROM) for year, cases in rows)


def days(text: str) -> int:
    """Until a closed case is erased. Raises `UserError` where it is no such number."""
    least, most = KEPT_DAYS
    if not least <= (number := whole(text)) <= most:
        raise UserError(Wrong.WHOLE_NUMBER, {"least": least, "most": most}, block="kept_days")
    return number


def version(db: Db) -> str:
    """A short mark of who is named now; another one says that somebody has saved meanwhile."""
    return hashlib.sha256(repr(of(db)).encode()).hexdigest()[:16]


def save(
    db: Db,
    now: datetime,
    who: Acting,
    wish: Named,
    opened_at: str,
    asked: Mapping[str, Facts | None],
    *,
    event: str = "changed",
) -> tuple[str, ...]:
    """Put everybody named in the place of those before. Returns who has a role since now, and is told what it means.

    Args:
        opened_at: the `version` that the form was filled in with.
        asked: what Slack said a moment ago of the people named; None for one it did not answer about.
        event: how the history calls it.

    Raises:
        FactsNeeded: Slack must be asked about somebody who is named here first.
        UserError: she is not the programme manager; everything that is wrong, each at its field; or it is stale.
    """
    require_programme_manager(who)
    settings = people.programme_locked(db)
    if opened_at != version(db):
        raise UserError(Wrong.STALE)
    wrongs = holders.mistakes(wish.fields)
    wrong_at = {one.block for one in wrongs}
    if "stand_ins" not in wrong_at and set(wish.stand_ins) & set(people.present(db, Role.PROGRAMME_MANAGER)):
        wrongs.append(UserError(Wrong.READS_ANYWAY, block="stand_ins"))
    outside = contacts.kept_out(db)
    for block, users in wish.fields.items():
        if block not in wrong_at and outside & set(users):
            wrongs.append(UserError(Wrong.KEPT_OUT, block=block))
    refuse_all(wrongs)
    holders.require_members(db, wish.fields, asked)
    before, was = holders.of(db, ROLES.values()), _facts(db)
    settings.cases_kept_days = wish.kept_days
    holders.put(db, now, {role: wish.fields[block] for block, role in ROLES.items()}, {})
    gained = holders.of(db, ROLES.values()) - before
    if (becomes := _facts(db)) != was:
        notices.record(db, who, now, SUBJECT, SUBJECT_ID, event, was=was, becomes=becomes)
    mark = f"{now:%Y%m%dT%H%M%S}:{version(db)}"
    for user_id in sorted({user for _, user in before ^ holders.of(db, ROLES.values())}):
        home.refresh(db, user_id, f"setup:{mark}", now)
    return holders.tell(db, now, gained, mark)


def keep_for(db: Db, now: datetime, who: Acting, kept_days: int, *, event: str) -> None:
    """Set when a closed case is erased, and nothing else. Raises `UserError` as `save`."""
    require_programme_manager(who)
    settings, was = people.programme_locked(db), _facts(db)
    settings.cases_kept_days = kept_days
    db.flush()
    notices.record(db, who, now, SUBJECT, SUBJECT_ID, event, was=was, becomes=_facts(db))


def is_as(db: Db, kept: Mapping[str, Any]) -> bool:
    """Whether what is set is what a line of the history says it became."""
    return _facts(db) == kept


def put_back(
    db: Db, now: datetime, who: Acting, was: Mapping[str, Any], asked: Mapping[str, Facts | None]
) -> tuple[str, ...]:
    """Name those again who were named before. Returns who is told. Raises as `save`."""
    people_of = {block: tuple(was[block]) for block in ROLES}
    wish = Named(**people_of, kept_days=was["kept_days"])
    return save(db, now, who, wish, version(db), asked, event="put_back")


def _facts(db: Db) -> dict[str, Any]:
    """What the history keeps: who is named, whoever has left, too."""
    held = people.holders_by_role(db)
    named = {block: held[role] for block, role in ROLES.items()}
    return {**named, "kept_days": people.programme(db).cases_kept_days}
