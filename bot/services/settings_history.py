"""What was changed in the settings: who, when, from what to what; and putting back what was before, a change, too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.duty import Duty
from bot.rules.emergency import Emergency
from bot.rules.intake import Group
from bot.rules.venues import venues_of
from bot.services import (
    breaks,
    classes,
    confidence,
    duty,
    figures,
    own_texts,
    people,
    proposals,
    rosters,
    settings,
    setup,
    slots,
)
from bot.services.classes import SchoolClass
from bot.services.people import Facts
from bot.services.settings import COLUMNS, SUBJECT, Intake
from models import History
from models.enums import Role
from models.store import Db

PAGE = 8
"""Changes on one screen: each is a paragraph with its button."""
ADDED, REMOVED = "break_added", "break_removed"
"""Events of the breaks."""
Names = Callable[[SchoolClass], Collection[str]]
"""The `fold`ed names under which a class is known, in every language of the program."""


@dataclass(frozen=True)
class Changed:
    """One change. `subject`: as the history calls it; `group`: of the settings alone. `was`, `becomes`: column (or role) → value; None: nothing.

    `fits`: what it made is what is set now, so that it can be put back. `of_class`: whose numbers they are.
    `of_day`: of which day these are. `of_contact`: whose times they are; `times`: hers before and after. `is_lost`: it would fit, but names somebody who has
    left or was erased, so that it cannot be put back.
    """

    id: int
    at: datetime
    by: str | None
    group: Group | None
    event: str
    was: Mapping[str, Any] | None
    becomes: Mapping[str, Any] | None
    fits: bool
    subject: str = SUBJECT
    of_class: SchoolClass | None = None
    of_day: date | None = None
    of_contact: str | None = None
    times: tuple[Duty, Duty] | None = None
    is_lost: bool = False


@dataclass(frozen=True)
class Page:
    """`number` of `pages`, from 1; the newest change first."""

    changes: tuple[Changed, ...]
    number: int
    pages: int


@dataclass(frozen=True)
class PutBack:
    """What was put back. `told`: who has a role, or gets the figures, again and is told what it means; `no_address`:
    who has a role again and is shown without an e-mail address.
    """

    group: Group | None
    told: tuple[str, ...] = ()
    subject: str = SUBJECT
    no_address: tuple[str, ...] = ()


def _which(who: Acting) -> ColumnElement[bool]:
    """What she may know of: numbers of classes and readers of the figures are the managers'; who reads in confidence is
    the programme manager's alone, and so are their times.
    """
    of_managers = (rosters.SUBJECT, figures.SUBJECT) if who.is_manager else ()
    all_may: ColumnElement[bool] = History.subject.in_((SUBJECT, setup.SUBJECT, *of_managers))
    if who.is_manager:
        all_may |= duty.listed(who)
    if Role.PROGRAMME_MANAGER not in who.roles:
        return all_may
    return all_may | ((History.subject == confidence.SUBJECT) & (History.subject_id == confidence.SUBJECT_ID))


def page(db: Db, now: datetime, who: Acting, number: int) -> Page:
    """One page of the changes; the last one where there are not so many. The caller has checked that she may."""
    which = _which(who)
    changes = db.scalars(select(func.count(History.id)).where(which)).one()
    pages = max(1, -(-changes // PAGE))
    number = min(max(1, number), pages)
    rows = select(History).where(which).order_by(History.at.desc(), History.id.desc())
    found = db.scalars(rows.offset((number - 1) * PAGE).limit(PAGE)).all()
    return Page(tuple(_read(db, now, row) for row in found), number, pages)


def put_back(
    db: Db,
    now: datetime,
    who: Acting,
    row_id: int,
    *,
    names: Names,
    asked: Mapping[str, Facts | None],
) -> PutBack:
    """Set what a change has changed to what it was before. The caller has checked that this person may.

    Raises:
        FactsNeeded: Slack must be asked first about somebody who would get a role back.
        UserError: there is no such change, or it does not fit any more: what it made is not what is set now.
    """
    set_now = proposals.alone(db)
    row = db.scalars(select(History).where(_which(who), History.id == row_id)).first()
    if row is None:
        raise UserError(Wrong.GONE)
    change = _read(db, now, row)
    if change.subject == rosters.SUBJECT:
        rosters.put_back(db, now, who, rosters.line_of(db, row))
        return PutBack(None, subject=change.subject)
    if change.of_contact:
        duty.put_back(db, now, who, change.of_contact, row.details["was"], row.details["becomes"])
        return PutBack(None, subject=change.subject)
    if change.group is Group.CLASSES:
        was, becomes = row.details.get("was"), row.details.get("becomes")
        classes.put_back(db, now, who, row.subject_id.partition(":")[2], was, becomes, names)
        return PutBack(change.group)
    if not (change.fits or change.is_lost):  # of whom is not here any more it is said below
        raise UserError(Wrong.CHANGED_SINCE)
    if change.group is Group.TEXTS:
        own_texts.put_back(db, now, who, change.was or {})
        return PutBack(change.group)
    if change.event in (ADDED, REMOVED):
        _break_back(db, now, who, change)
        return PutBack(change.group)
    if change.group is None:
        return _people_back(db, now, who, change, asked)
    known = {column: value for column, value in (change.was or {}).items() if column in COLUMNS[change.group]}
    wanted = {column: getattr(set_now, column) for column in COLUMNS[change.group]} | known
    settings.save(db, now, who, change.group, wanted, event="put_back")
    return PutBack(change.group)


def with_values(intake: Intake, values: Mapping[str, Any]) -> Intake:
    """What would be set with other values (column → value): without who lacks what today, and answers so far."""
    plain = {column: read(values[column]) for column, read in _PLAIN.items() if column in values}
    reminders = {name: values[column] for column, name in _REMINDERS.items() if column in values}
    if "class_hours" in values:
        reminders["classes"] = slots.of_settings(values["class_hours"])
    calendar = {column: values[column] for column in COLUMNS[Group.BREAKS] if column in values}
    hours = {column: values[column] for column in COLUMNS[Group.QUIET] if column in values}
    return replace(
        intake,
        **plain,
        reminders=replace(intake.reminders, **reminders),
        calendar=replace(intake.calendar, breaks=(), **calendar),
        hours=replace(intake.hours, **hours),
        later_answers={},
        forgot=None,
        unchecked=0,
        ageless=0,
    )


_PLAIN: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        (
            "languages",
            "topics",
            "traits",
            "promise_days",
            "offer_hours",
            "idle_days",
            "features_off",
            "kept_for",
        ),
        tuple,
    ),
    **dict.fromkeys(
        ("student_hours", "later_months", "weekly_minutes", "digest_weekday", "digest_minute"), int
    ),
    **dict.fromkeys(("has_minors", "channel_after_introduction"), bool),
    "emergency": Emergency.of,
    "venues": venues_of,
    "house_note": str,
    "timezone": str,
    "currency": str,
    **dict.fromkeys(("support_channel_id", "hour_worth"), lambda kept: kept),
}
_REMINDERS = {"nudge_weekday": "weekday", "nudge_minute": "minute", "nudges_each": "each"}


def _read(db: Db, now: datetime, row: History) -> Changed:
    group = Group(row.subject_id.partition(":")[0]) if row.subject == SUBJECT else None
    was, becomes = row.details.get("was"), row.details.get("becomes")
    if row.event in (ADDED, REMOVED):
        days = {name: row.details[name] for name in ("first", "last")}
        was, becomes = (None, days) if row.event == ADDED else (days, None)
    if row.subject == figures.SUBJECT:
        gone = row.details.get("removed", [row.actor_id])
        was, becomes = {"readers": gone}, {"readers": row.details.get("added", [])}
    change = Changed(row.id, row.at, row.actor_id, group, row.event, was, becomes, False, row.subject)
    if row.subject == rosters.SUBJECT:
        return _of_numbers(db, change, rosters.line_of(db, row))
    if row.subject in (duty.TIMES, duty.TIMES_IN_CONFIDENCE):
        return _of_contact(db, now, change, row.subject_id)
    fits = _fits(db, now, change, row.subject_id.partition(":")[2])
    is_lost = fits and change.group is None and not _are_here(db, change)
    return replace(change, fits=fits and not is_lost, is_lost=is_lost)


def _of_numbers(db: Db, change: Changed, line: rosters.Line) -> Changed:
    fits = rosters.can_go_back(db, line)
    return replace(change, fits=fits, of_class=_class(db, line.key), of_day=line.as_of)


def _are_here(db: Db, change: Changed) -> bool:
    """Whether everybody who would be named again is a member."""
    named = {one for value in (change.was or {}).values() if isinstance(value, list) for one in value}
    return all(people.is_here(db, one) for one in named)


def _of_contact(db: Db, now: datetime, change: Changed, user_id: str) -> Changed:
    was, becomes = change.was or {}, change.becomes or {}
    times = (duty.as_kept(db, user_id, was), duty.as_kept(db, user_id, becomes))
    fits, is_here = duty.fits(db, now, user_id, was, becomes), people.is_here(db, user_id)
    lost = fits and not is_here
    return replace(change, fits=fits and is_here, is_lost=lost, of_contact=user_id, times=times)


def _class(db: Db, key: str) -> SchoolClass | None:
    """Also one that was taken out since, as it was then."""
    if found := classes.find(people.programme(db), key):
        return found
    lines = select(History.details).where(
        History.subject == SUBJECT, History.subject_id == f"{Group.CLASSES}:{key}"
    )
    last = db.scalars(lines.order_by(History.id.desc()).limit(1)).first()
    return classes.as_kept(last["was"]) if last and last.get("was") else None


def _fits(db: Db, now: datetime, change: Changed, key: str) -> bool:
    """Whether what the change made is what is set now."""
    set_now = people.programme(db)
    if change.group is Group.CLASSES:
        return classes.is_as(set_now, key, change.becomes)
    if change.event in (ADDED, REMOVED):
        first, last = _days(change.becomes or change.was or {})
        if change.event == REMOVED:
            return first >= breaks.today(db, now)
        return any(one.span == (first, last) for one in breaks.coming(db, now))
    if change.was is None or change.becomes is None:
        return False
    if change.group is Group.TEXTS:
        return own_texts.is_as(set_now.own_texts, change.becomes)
    if change.subject == figures.SUBJECT:
        is_hers = change.event == figures.STOPPED  # nobody else puts her on the list by a click
        added, removed = change.becomes["readers"], change.was["readers"]
        return not is_hers and figures.is_as(db, change.id, added, removed)
    if change.subject == confidence.SUBJECT:
        return confidence.is_as(db, change.becomes)
    if change.group is None:
        return setup.can_go_back(db, change.was, change.becomes)
    known = [column for column in COLUMNS[change.group] if column in change.becomes]
    return all(getattr(set_now, column) == change.becomes[column] for column in known)


def _people_back(
    db: Db, now: datetime, who: Acting, change: Changed, asked: Mapping[str, Facts | None]
) -> PutBack:
    """Who answers for what, who reads in confidence, or who reads the figures."""
    was, becomes = dict(change.was or {}), change.becomes or {}
    if change.subject == figures.SUBJECT:
        told = figures.put_back(db, now, who, becomes["readers"], was["readers"], asked)
        return PutBack(None, told, change.subject)
    if change.subject == confidence.SUBJECT:
        return PutBack(None, confidence.put_back(db, now, who, was, asked), change.subject)
    told = setup.put_back(db, now, who, was, asked)
    return PutBack(None, told, change.subject, setup.without_address(db, was, becomes))


def _break_back(db: Db, now: datetime, who: Acting, change: Changed) -> None:
    """Raises `UserError` where it overlaps with another."""
    first, last = span = _days(change.becomes or change.was or {})
    coming = breaks.coming(db, now)
    if change.becomes is not None:
        breaks.remove(db, now, who, next(one.id for one in coming if one.span == span))
        return
    for other in coming:
        if other.first <= last and first <= other.last:
            raise UserError(Wrong.BREAK_OVERLAPS, {"first": other.first, "last": other.last})
    breaks.add(db, now, who, span)


def _days(kept: Mapping[str, Any]) -> tuple[date, date]:
    return date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"])
