"""The settings of a programme go to another workspace: written as a text, looked at, and taken over as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.errors import UserError, Wrong
from bot.rules import programme_file, reminders
from bot.rules.access import Acting
from bot.rules.intake import Group
from bot.rules.open_hours import OpenHours
from bot.services import classes, confidence, notices, own_texts, people, proposals, settings, setup, slots
from bot.services.classes import SchoolClass
from bot.services.settings import COLUMNS, IMPORTED
from models.store import Db

KIND = "settings_file"
"""Of the notice that brings the file."""
FILE = "codebuddies-settings.json"
ALONE = ("language", "cases_kept_days")
"""Columns of no group: each is set in a form with people, who are not in the file."""
Names = Callable[[SchoolClass], Collection[str]]


@dataclass(frozen=True)
class Difference:
    """What taking over would change in a group (None: one of `ALONE`); of the classes: those that come, and those that
    are closed; of the texts: each that is said otherwise."""

    group: Group | None
    was: Mapping[str, Any]
    becomes: Mapping[str, Any]
    new: tuple[SchoolClass, ...] = ()
    closed: tuple[SchoolClass, ...] = ()
    texts: tuple[own_texts.Turned, ...] = ()


def written(db: Db) -> str:
    """The text of the file."""
    set_now = people.programme(db)
    columns = {name: getattr(set_now, name) for name in _columns()}
    return programme_file.write({**columns, "own_texts": own_texts.can_be_said(set_now.own_texts)})


def owe_file(db: Db, now: datetime, who: Acting, mark: str) -> None:
    """The file comes as a message to the one who asks. The caller has checked that she may."""
    notices.owe(db, KIND, to=who.user_id, key=f"{who.user_id}:{mark}", now=now)


def mark(db: Db) -> str:
    """A short mark of what is set now; another one says that somebody has saved meanwhile."""
    return hashlib.sha256(written(db).encode()).hexdigest()[:16]


def is_overtaken(db: Db, was: str) -> bool:
    """Whether something was set since `mark` was taken; nothing can be until this transaction ends."""
    proposals.alone(db)
    return mark(db) != was


def is_kept_from(db: Db, who: Acting, wanted: Mapping[str, Any]) -> bool:
    """Whether it says something else of how long closed cases are kept, which the programme manager alone sets."""
    return "cases_kept_days" in _alone(db, wanted) and not confidence.may_name(who)


def differences(
    db: Db, now: datetime, who: Acting, wanted: Mapping[str, Any], names: Names
) -> list[Difference]:
    """What taking it over would change.

    Raises:
        UserError: the reminder or the digest would be left no hour, or there would be more classes than fit.
    """
    set_now = people.programme(db)
    _require_hours(db, now, wanted)
    found = []
    new, closed = _classes(classes.of(set_now), wanted["classes"], names)
    if new or closed:
        found.append(Difference(Group.CLASSES, {}, {}, tuple(new), tuple(closed)))
    for group, columns in COLUMNS.items():
        mine = [one for one in columns if one in wanted]
        was = {one: getattr(set_now, one) for one in mine}
        becomes = {one: wanted[one] for one in mine}
        if was != becomes:
            found.append(Difference(group, was, becomes))
    if texts := own_texts.taken_over(db, wanted):
        found.append(Difference(Group.TEXTS, {}, {}, texts=tuple(texts)))
    for column in _hers(db, who, wanted):
        found.append(Difference(None, {column: getattr(set_now, column)}, {column: wanted[column]}))
    return found


def take_over(db: Db, now: datetime, who: Acting, wanted: Mapping[str, Any], names: Names) -> int:
    """Set everything at once, each group a change of its own in the history. Returns how many have changed.

    Classes that the text does not name are closed: nobody who waits loses the place. People, channels and breaks stay,
    and so does what `is_kept_from` her. The caller has checked that this person may.
    """
    set_now = proposals.alone(db)
    _require_hours(db, now, wanted)
    new, closed = _classes(classes.of(set_now), wanted["classes"], names)
    changed = int(bool(new or closed))
    for one in [*new, *closed]:
        classes.put(db, now, who, one)
    for group, columns in COLUMNS.items():
        values = {one: wanted.get(one, getattr(set_now, one)) for one in columns}
        changed += settings.save(db, now, who, group, values, event=IMPORTED).is_changed
    texts = own_texts.taken_over(db, wanted)
    for which, _, becomes in texts:
        own_texts.put(db, now, who, which, becomes, event=IMPORTED)
    alone = _hers(db, who, wanted)
    if "language" in alone:
        setup.speak(db, now, who, wanted["language"], event=IMPORTED)
    if "cases_kept_days" in alone:
        confidence.keep_for(db, now, who, wanted["cases_kept_days"], event=IMPORTED)
    return changed + bool(texts) + len(alone)


def _alone(db: Db, wanted: Mapping[str, Any]) -> list[str]:
    """Those of `ALONE` that would be otherwise."""
    set_now = people.programme(db)
    return [one for one in ALONE if one in wanted and wanted[one] != getattr(set_now, one)]


def _hers(db: Db, who: Acting, wanted: Mapping[str, Any]) -> list[str]:
    is_kept = is_kept_from(db, who, wanted)
    return [one for one in _alone(db, wanted) if not (is_kept and one == "cases_kept_days")]


def _require_hours(db: Db, now: datetime, wanted: Mapping[str, Any]) -> None:
    """With what stays as it is here."""
    set_now = people.programme(db)
    hours = OpenHours(wanted.get("opens", set_now.opens), wanted.get("closes", set_now.closes))
    classes_at = slots.of_settings(wanted["class_hours"])
    try:
        reminders.require_hour(wanted["nudge_weekday"], wanted["nudge_minute"], classes_at, hours)
    except UserError as wrong:
        raise UserError(wrong.what, wrong.values, block="text") from None
    if not wanted.keys().isdisjoint(COLUMNS[Group.DIGEST]):
        settings.require_digest_hour(set_now, now, wanted, block="text")
    elif "timezone" in wanted:
        settings.require_digest_hour(set_now, now, wanted, block="text", kept=set_now.timezone)


def _columns() -> list[str]:
    return [name for name in programme_file.ProgrammeFile.model_fields if name != "codebuddies_settings"]


def _classes(
    here: Collection[SchoolClass], wanted: Collection[Mapping[str, Any]], names: Names
) -> tuple[list[SchoolClass], list[SchoolClass]]:
    """Classes that come or are otherwise, with the key of the one of that name here; and those that are closed.

    Raises `UserError` where there would be more than fit.
    """
    by_name = {name: one for one in here for name in names(one)}
    come, met = [], set()
    for kept in wanted:
        one = classes.as_kept({"key": "", **kept})
        known = next((by_name[name] for name in names(one) if name in by_name), None)
        if known is not None:
            met.add(known.key)
            days = replace(known.days, hours=one.days.hours)
            one = replace(classes.as_kept({**kept, "key": known.key}), days=days)
        if one != known:
            come.append(one)
    together = len(here) + sum(not one.key for one in come)
    if together > max(classes.MOST, len(here)):
        values = {"here": len(here), "together": together, "most": classes.MOST}
        raise UserError(Wrong.CLASSES_DO_NOT_FIT, values, block="text")
    return come, [classes.closed(one) for one in here if one.key not in met and one.is_open]
