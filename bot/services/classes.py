"""The classes of the programme: whose students may ask for a buddy. One that somebody has asked from is never lost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.errors import UserError, Wrong, refuse_all
from bot.rules import class_days
from bot.rules.access import Acting
from bot.rules.class_days import ClassDays
from bot.rules.intake import OPTION_MAX, Group, fold
from bot.rules.open_times import ClassHours
from bot.services import notices, people, proposals
from models import BuddyRequest, Proposal, Settings, Team
from models.enums import OPEN_REQUEST, RequestState
from models.prepared import Bound
from models.store import Db

MOST = 50
"""Each is a line with a button in a modal; Slack takes 100 blocks there."""
COURSE_MAX = 50
"""Characters; with the language behind it, it fits into an option."""
NAME_MAX = OPTION_MAX


class Standing(StrEnum):
    """What becomes of a class."""

    OPEN = "open"
    CLOSED = "closed"
    """Nobody new can ask from it; whoever waits goes on waiting."""
    REMOVED = "removed"


@dataclass(frozen=True)
class SchoolClass:
    """`language`: what it is taught in; empty where nothing is said. `name`: empty for “course in language”."""

    key: str
    course: str
    language: str
    name: str = ""
    is_open: bool = True
    days: ClassDays = class_days.UNKNOWN


@dataclass(frozen=True)
class Wanted:
    """What the form says; `days`: of `rules.class_days.BLOCKS`."""

    name: str
    course: str
    language: str
    standing: str
    days: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ClassSaved:
    """`waiting`: students of a class that was just closed who wait for a buddy."""

    is_changed: bool
    waiting: int = 0


def of(settings: Settings) -> tuple[SchoolClass, ...]:
    """All of them, in their order."""
    return tuple(as_kept(one) for one in settings.classes)


def open_keys(settings: Settings) -> frozenset[str]:
    """Those from which somebody may ask."""
    return frozenset(one.key for one in of(settings) if one.is_open)


def find(settings: Settings, key: str) -> SchoolClass | None:
    return next((one for one in of(settings) if one.key == key), None)


def hours_of_team(db: Db, team_id: int) -> ClassHours:
    """The own hours of the class out of which a team's student asked; empty where those of the programme count."""
    own = {one.key: one.days.hours for one in of(people.programme(db)) if one.days.hours.weekdays}
    if not own:
        return ClassHours()
    [[key]] = _ASKED_FROM.rows(db, team=team_id) or [("",)]
    return own.get(key or "", ClassHours())


_ASKED_FROM = Bound(
    select(BuddyRequest.class_key)
    .join(
        Proposal,
        (Proposal.workspace_id == BuddyRequest.workspace_id) & (Proposal.request_id == BuddyRequest.id),
    )
    .join(Team, (Team.workspace_id == Proposal.workspace_id) & (Team.proposal_id == Proposal.id))
    .where(Team.id == bindparam("team"))
)


def has_asked(db: Db, key: str) -> bool:
    """Whether somebody of this class has ever asked for a buddy."""
    return bool(key) and _count(db, key, RequestState) > 0


def save(
    db: Db,
    now: datetime,
    who: Acting,
    key: str,
    wanted: Wanted,
    *,
    automatic: Collection[str],
    before_automatic: Collection[str],
    taken: Mapping[str, str],
) -> ClassSaved:
    """Change a class, or add one. The caller has checked that this person may.

    Args:
        key: of the class; empty for a new one.
        automatic: `fold`ed “course in language” of what is wanted, in every language of the program.
        before_automatic: as that, of the class before; one that is left without a name of its own stays so.
        taken: `fold`ed names of all classes, in every language → key.

    Raises:
        UserError: the class is gone, or something in the form cannot be (at its field).
    """
    settings = proposals.alone(db)
    before = find(settings, key)
    if key and before is None:
        raise UserError(Wrong.GONE)
    left = before is not None and not before.name and fold(wanted.name) in before_automatic
    is_automatic = left or fold(wanted.name) in automatic
    names = automatic if is_automatic else (fold(wanted.name),)
    days = _check(db, settings, key, wanted, is_taken=any(taken.get(one, key) != key for one in names))
    if before is not None and wanted.standing == Standing.REMOVED:
        settings.classes = [one for one in settings.classes if one["key"] != key]
        _note(db, now, who, before, None)
        return ClassSaved(True)
    name = "" if is_automatic else wanted.name
    is_open = wanted.standing == Standing.OPEN
    after = SchoolClass(key or _new_key(settings, now), wanted.course, wanted.language, name, is_open, days)
    if after == before:
        return ClassSaved(False)
    kept = [stored(after) if one["key"] == key else dict(one) for one in settings.classes]
    settings.classes = kept if before is not None else [*kept, stored(after)]
    _note(db, now, who, before, after)
    has_closed = before is not None and before.is_open and not is_open
    return ClassSaved(True, _count(db, key, OPEN_REQUEST) if has_closed else 0)


def closed(one: SchoolClass) -> SchoolClass:
    return replace(one, is_open=False)


def put(db: Db, now: datetime, who: Acting, one: SchoolClass) -> None:
    """Put a class in the place of that with its key, or add it where it has none. The caller has looked at it."""
    settings = proposals.alone(db)
    before = find(settings, one.key) if one.key else None
    after = replace(one, key=one.key or _new_key(settings, now))
    if before is None:
        settings.classes = [*map(stored, of(settings)), stored(after)]
    else:
        settings.classes = [stored(after if old.key == one.key else old) for old in of(settings)]
    _note(db, now, who, before, after)


def is_as(settings: Settings, key: str, kept: Mapping[str, Any] | None) -> bool:
    """Whether a class is what a line of the history says it became; None: it is not there."""
    one = find(settings, key)
    return (stored(one) if one else None) == kept


def put_back(
    db: Db,
    now: datetime,
    who: Acting,
    key: str,
    was: Mapping[str, Any] | None,
    becomes: Mapping[str, Any] | None,
    names: Callable[[SchoolClass], Collection[str]],
) -> None:
    """Make a class what it `was` before a change, by which it `becomes` what it is. None: it was, or is, not there.

    Args:
        names: the `fold`ed names under which a class is known, in every language.

    Raises:
        UserError: it is not any more what the change made of it; somebody has asked from it; its name is taken by
            another one; or there is no room for it.
    """
    settings = proposals.alone(db)
    now_is = find(settings, key)
    if becomes is not None and now_is is None:
        raise UserError(Wrong.CLASS_REMOVED)
    if not is_as(settings, key, becomes):
        raise UserError(Wrong.CHANGED_SINCE)
    wanted = as_kept(was) if was is not None else None
    others = [one for one in of(settings) if one.key != key]
    if wanted is None and has_asked(db, key):
        raise UserError(Wrong.CLASS_IN_USE)
    if wanted and {name for one in others for name in names(one)} & set(names(wanted)):
        raise UserError(Wrong.SAME_CLASS)
    if wanted and now_is is None and len(others) >= MOST:
        raise UserError(Wrong.TOO_MANY_CLASSES, {"most": MOST})
    if wanted is None:
        settings.classes = [stored(one) for one in others]
    elif now_is is None:
        settings.classes = [*map(stored, others), stored(wanted)]
    else:
        settings.classes = [stored(wanted if one.key == key else one) for one in of(settings)]
    _note(db, now, who, now_is, wanted)


def _check(db: Db, settings: Settings, key: str, wanted: Wanted, *, is_taken: bool) -> ClassDays:
    wrongs = [
        UserError(Wrong.TEXT_TOO_LONG if text else Wrong.NOTHING_WRITTEN, {"most": most}, block=block)
        for block, text, most in (("name", wanted.name, NAME_MAX), ("course", wanted.course, COURSE_MAX))
        if not 1 <= len(text) <= most
    ]
    if is_taken:
        wrongs.append(UserError(Wrong.SAME_CLASS, block="name"))
    before = find(settings, key)
    if wanted.language not in {"", *settings.languages, before.language if before else ""}:
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="language"))
    if wanted.standing == Standing.REMOVED and has_asked(db, key):
        wrongs.append(UserError(Wrong.CLASS_IN_USE, block="standing"))
    elif wanted.standing not in set(Standing) or (wanted.standing == Standing.REMOVED and not key):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="standing"))
    if not key and len(settings.classes) >= MOST:
        wrongs.append(UserError(Wrong.TOO_MANY_CLASSES, {"most": MOST}, block="name"))
    since = (settings.nudge_weekday, settings.nudge_minute)
    days = class_days.read(wanted.days, since, people.hours_of(settings), wrongs)
    refuse_all(wrongs)
    return days


def _note(db: Db, now: datetime, who: Acting, was: SchoolClass | None, becomes: SchoolClass | None) -> None:
    db.flush()
    one = becomes or was
    assert one is not None  # noqa: S101 - a class that neither was nor becomes is not noted
    details: dict[str, Any] = {
        "was": stored(was) if was else None,
        "becomes": stored(becomes) if becomes else None,
    }
    event = "added" if was is None else "removed" if becomes is None else "changed"
    notices.record(db, who, now, "settings", f"{Group.CLASSES}:{one.key}"[:64], event, **details)


def _count(db: Db, key: str, states: Iterable[RequestState]) -> int:
    which = (BuddyRequest.class_key == key) & BuddyRequest.state.in_(tuple(states))
    return db.scalars(select(func.count(BuddyRequest.id)).where(which)).one()


def _new_key(settings: Settings, now: datetime) -> str:
    """Never one that was there before: a request, or a form that nobody has sent yet, may still name that."""
    key = f"class-{now:%Y%m%d%H%M%S}"
    while any(one["key"] == key for one in settings.classes):
        key += "x"
    return key


def as_kept(one: Mapping[str, Any]) -> SchoolClass:
    """A class, from what the settings or a line of the history keep of it."""
    first, last = (date.fromisoformat(day) if (day := one.get(name)) else None for name in ("first", "last"))
    hours = (
        ClassHours(tuple(kept["weekdays"]), kept["begins"], kept["ends"])
        if (kept := one.get("hours"))
        else ClassHours()
    )
    return SchoolClass(
        one["key"],
        one["course"],
        one["language"],
        one.get("name", ""),
        one.get("eligible", True),
        ClassDays(first, last, hours),
    )


def stored(one: SchoolClass) -> dict[str, Any]:
    """As the settings and the history keep a class."""
    kept = {"key": one.key, "course": one.course, "language": one.language, "eligible": one.is_open}
    first, last, hours = one.days.first, one.days.last, one.days.hours
    more: dict[str, Any] = {
        "name": one.name,
        "first": first.isoformat() if first else "",
        "last": last.isoformat() if last else "",
        "hours": {**asdict(hours), "weekdays": list(hours.weekdays)} if hours.weekdays else None,
    }
    return {**kept, **{name: value for name, value in more.items() if value}}
