"""What a programme decides for itself about its intake: what is set, and changing it, one group at a time.

A form knows the `version` of what it was filled in with. Whoever saves later than somebody else sees what that
changed before anything is written over it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, select

from bot.clock import local_day
from bot.rules import digest_hour, reminders
from bot.rules.access import Acting
from bot.rules.emergency import Emergency
from bot.rules.intake import Group, fold
from bot.rules.open_hours import OpenHours
from bot.rules.open_times import ClassHours
from bot.rules.own_texts import Own
from bot.rules.venues import Venue, venues_of
from bot.services import (
    availability,
    board,
    breaks,
    channels,
    classes,
    help_channel,
    notices,
    offers,
    people,
    promises,
    proposals,
    retention,
    slots,
)
from bot.services.breaks import Break
from bot.services.classes import SchoolClass
from bot.services.retention import LastRun
from models import BuddyRequest, EndingWords, History, Person, Settings, Volunteer
from models.enums import OPEN_REQUEST, EndWords, VolunteerState
from models.store import Db, set_each

SUBJECT = "settings"
"""Of a line of the history; its `subject_id` is the group, for a class with its key."""
COLUMNS: dict[Group, tuple[str, ...]] = {
    Group.LANGUAGES: ("languages",),
    Group.TOPICS: ("topics",),
    Group.TRAITS: ("traits",),
    Group.PROMISE: ("promise_days",),
    Group.ANSWERS: ("offer_hours", "student_hours"),
    Group.IDLE: ("idle_days",),
    Group.HOURS: ("weekly_minutes",),
    Group.REMINDERS: ("nudge_weekday", "nudge_minute", "nudges_each", "class_hours"),
    Group.DIGEST: ("digest_weekday", "digest_minute"),
    Group.BREAKS: ("country", "region"),
    Group.ZONE: ("timezone",),
    Group.QUIET: ("opens", "closes"),
    Group.MINORS: ("has_minors",),
    Group.EMERGENCY: ("emergency",),
    Group.VENUES: ("venues",),
    Group.BEGINNINGS: ("channel_after_introduction", "house_note"),
    Group.QUESTIONS: ("support_channel_id",),
    Group.LATER: ("later_months",),
    Group.WORTH: ("hour_worth", "currency"),
    Group.FEATURES: ("features_off",),
    Group.KEPT: ("kept_for",),
}
WRITTEN = (Group.TOPICS, Group.TRAITS)
"""Lists of what a programme spells as it likes."""
LISTS = (*WRITTEN, Group.LANGUAGES)
IMPORTED = "imported"
"""Event of what a file has set."""


@dataclass(frozen=True)
class Change:
    """Who changed a group last, and when."""

    group: Group
    by: str | None
    at: datetime


@dataclass(frozen=True)
class Reminders:
    """When the weekly reminder comes, in each team's zone. `minute`: after midnight; `each`: to each of the two alone."""

    weekday: int
    minute: int
    each: bool
    classes: ClassHours


@dataclass(frozen=True)
class Calendar:
    """Whose public holidays count, and the breaks of the whole programme that are not over."""

    country: str
    region: str
    breaks: tuple[Break, ...]


@dataclass(frozen=True)
class Intake:
    """What is set. `unchecked`: approved volunteers of whom no date of a background check is known; `ageless`: students
    who wait and have not said whether they are adults."""

    classes: tuple[SchoolClass, ...]
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    traits: tuple[str, ...]
    promise_days: tuple[int, ...]
    offer_hours: tuple[int, ...]
    student_hours: int
    idle_days: tuple[int, ...]
    weekly_minutes: int
    reminders: Reminders
    digest_weekday: int
    digest_minute: int
    calendar: Calendar
    timezone: str
    hours: OpenHours
    has_minors: bool
    emergency: Emergency
    venues: tuple[Venue, ...]
    channel_after_introduction: bool
    house_note: str
    own_texts: Own
    features_off: tuple[str, ...]
    kept_for: tuple[int, ...]
    forgot: LastRun | None
    support_channel_id: str | None
    later_months: int
    hour_worth: int | None
    currency: str
    later_answers: dict[str, int]
    """To the question long after the end: answer → how many gave it."""
    unchecked: int
    ageless: int
    last: Change | None

    @property
    def is_closed(self) -> bool:
        """Nobody can ask for a buddy: no class is open."""
        return not any(one.is_open for one in self.classes)


@dataclass(frozen=True)
class Gone:
    """An entry that is offered no more. `people` had chosen it, `musts` of them as a must."""

    key: str
    people: int
    musts: int


@dataclass(frozen=True)
class Saved:
    """What saving a group has done."""

    group: Group
    is_changed: bool
    gone: tuple[Gone, ...] = ()
    added: tuple[str, ...] = ()


def seen(db: Db, now: datetime) -> Intake:
    """What is set now."""
    settings = people.programme(db)
    return Intake(
        classes=classes.of(settings),
        languages=tuple(settings.languages),
        topics=tuple(settings.topics),
        traits=tuple(settings.traits),
        promise_days=tuple(settings.promise_days),
        offer_hours=tuple(settings.offer_hours),
        student_hours=settings.student_hours,
        idle_days=tuple(settings.idle_days),
        weekly_minutes=settings.weekly_minutes,
        reminders=Reminders(
            settings.nudge_weekday,
            settings.nudge_minute,
            settings.nudges_each,
            slots.of_settings(settings.class_hours),
        ),
        digest_weekday=settings.digest_weekday,
        digest_minute=settings.digest_minute,
        calendar=Calendar(settings.country, settings.region, breaks.coming(db, now)),
        timezone=settings.timezone,
        hours=people.hours_of(settings),
        has_minors=settings.has_minors,
        emergency=Emergency.of(settings.emergency),
        venues=venues_of(settings.venues),
        channel_after_introduction=settings.channel_after_introduction,
        house_note=settings.house_note,
        own_texts=settings.own_texts,
        features_off=tuple(settings.features_off),
        kept_for=tuple(settings.kept_for),
        forgot=retention.last_run(settings),
        support_channel_id=settings.support_channel_id,
        later_months=settings.later_months,
        hour_worth=settings.hour_worth,
        currency=settings.currency,
        later_answers=_later_answers(db),
        unchecked=_unchecked(db),
        ageless=_ageless(db),
        last=last_change(db),
    )


def last_change(db: Db, group: Group | None = None, key: str = "") -> Change | None:
    """The last change of a group (of one class: `key`), or of anything here."""
    which = History.subject == SUBJECT
    if group is not None:
        which &= History.subject_id == (f"{group}:{key}" if key else str(group))
    found = select(History).where(which).order_by(History.at.desc(), History.id.desc()).limit(1)
    row = db.scalars(found).first()
    return None if row is None else Change(Group(row.subject_id.partition(":")[0]), row.actor_id, row.at)


def version(db: Db, group: Group, key: str = "") -> str:
    """A short mark of what a group (or one class) is now; another one says that somebody has saved meanwhile."""
    settings = people.programme(db)
    now = classes.find(settings, key) if group is Group.CLASSES else _values(settings, group)
    return hashlib.sha256(repr(now).encode()).hexdigest()[:16]


def is_overtaken(db: Db, group: Group, was: str, key: str = "") -> bool:
    """Whether somebody has saved since a form was filled in; nobody can until this transaction ends."""
    proposals.alone(db)
    return version(db, group, key) != was


def save(
    db: Db, now: datetime, who: Acting, group: Group, wanted: dict[str, Any], *, event: str = "changed"
) -> Saved:
    """Set a group to what is wanted (see `rules.intake.read`). The caller has checked that this person may.

    It counts from now on, for everybody who waits or was asked; what was said and done stays. `event`: how the
    history calls it; `imported`: more is to be set, and what is required of the hours is the caller's.

    Raises:
        UserError: it leaves the weekly reminder no open hour, or the digest comes at one that does not exist.
    """
    settings = proposals.alone(db)
    was = _values(settings, group)
    if was == wanted:
        return Saved(group, False)
    before = {column: list(was[column]) for column in COLUMNS[group]} if group in LISTS else {}
    for column, value in wanted.items():
        setattr(settings, column, value)
    db.flush()
    if event != IMPORTED:
        require_hour(db)
        if group is Group.DIGEST:
            require_digest_hour(settings, now, wanted)
        if group is Group.ZONE:
            require_digest_hour(settings, now, wanted, "timezone", kept=was["timezone"])
    notices.record(db, who, now, SUBJECT, group, event, was=was, becomes=wanted)
    gone: tuple[Gone, ...] = ()
    added: tuple[str, ...] = ()
    for column, entries in before.items():
        if group in WRITTEN:
            _spell_anew(db, column, wanted[column])
        spelled = {fold(one) for one in wanted[column]}
        gone = _gone(db, column, [one for one in entries if fold(one) not in spelled])
        had = {fold(one) for one in entries}
        added = tuple(one for one in wanted[column] if fold(one) not in had)
    _FOLLOWS[group](db, now, who)
    return Saved(group, True, gone, added)


def require_hour(db: Db) -> None:
    """Raises `UserError` where what is set leaves the weekly reminder no open hour."""
    set_now = people.programme(db)
    own = [one.days.hours for one in classes.of(set_now)]
    for taught in (slots.of_settings(set_now.class_hours), *own):
        reminders.require_hour(set_now.nudge_weekday, set_now.nudge_minute, taught, people.hours_of(set_now))


def require_digest_hour(
    set_now: Settings, now: datetime, wanted: Mapping[str, Any], block: str = "time", kept: str | None = None
) -> None:
    """Raises `UserError` at `block` where the clocks leave out the digest's time. `wanted`: column → value; else what is set.

    `kept`: the zone that stays, where another zone alone was wanted.
    """
    weekday, minute, timezone = (
        wanted.get(one, getattr(set_now, one)) for one in ("digest_weekday", "digest_minute", "timezone")
    )
    digest_hour.require(weekday, minute, timezone, local_day(now, timezone), block, kept)


def _minors(db: Db, now: datetime) -> None:
    availability.look_again(db)
    proposals.soon(db, now)


def _move_reminders(db: Db, now: datetime) -> None:
    slots.plan_anew(db, slots.NUDGE, now)


_FOLLOWS: dict[Group, Callable[[Db, datetime, Acting], None]] = {
    Group.LANGUAGES: lambda db, now, who: None,
    Group.TOPICS: lambda db, now, who: proposals.soon(db, now),
    Group.TRAITS: lambda db, now, who: proposals.soon(db, now),
    Group.PROMISE: lambda db, now, who: promises.count_anew(db, now),
    Group.ANSWERS: lambda db, now, who: offers.count_anew(db, now),
    Group.IDLE: lambda db, now, who: availability.look_again(db),
    Group.MINORS: lambda db, now, who: _minors(db, now),
    Group.EMERGENCY: lambda db, now, who: None,
    Group.VENUES: lambda db, now, who: None,
    Group.BEGINNINGS: lambda db, now, who: channels.renew(db, now, [], f"note:{now:%Y%m%dT%H%M%S%f}"),
    Group.QUESTIONS: help_channel.greet,
    Group.HOURS: lambda db, now, who: None,
    Group.REMINDERS: lambda db, now, who: _move_reminders(db, now),
    Group.DIGEST: lambda db, now, who: slots.plan_anew(db, slots.DIGEST, now),
    Group.BREAKS: lambda db, now, who: _move_reminders(db, now),
    Group.ZONE: lambda db, now, who: None,
    Group.QUIET: lambda db, now, who: _move_reminders(db, now),
    Group.LATER: lambda db, now, who: None,
    Group.WORTH: lambda db, now, who: None,
    Group.FEATURES: lambda db, now, who: None,
    Group.KEPT: lambda db, now, who: None,
}
"""What is to be done at once."""


def _values(settings: Settings, group: Group) -> dict[str, Any]:
    values = {column: getattr(settings, column) for column in COLUMNS[group]}
    return {column: list(one) if isinstance(one, list) else one for column, one in values.items()}


def _later_answers(db: Db) -> dict[str, int]:
    given = db.scalars(select(EndingWords.answers).where(EndingWords.kind == EndWords.LATER))
    return dict(Counter(str(one.get("later")) for one in given))


def _ageless(db: Db) -> int:
    return db.scalars(
        select(func.count(BuddyRequest.id))
        .join(Person, board.STUDENT)
        .where(BuddyRequest.state.in_(OPEN_REQUEST), BuddyRequest.guardian.is_(None), people.HERE)
    ).one()


def _unchecked(db: Db) -> int:
    return db.scalars(
        select(func.count(Volunteer.user_id))
        .join(Person, board.VOLUNTEER)
        .where(
            Volunteer.state == VolunteerState.APPROVED,
            Volunteer.checked_on.is_(None),
            people.HERE,
        )
    ).one()


def _spell_anew(db: Db, column: str, entries: list[str]) -> None:
    """What people chose is spelled as the list spells it: other capitals make no other choice.

    So an entry that comes back into the list counts again for whoever had chosen it. Most saves change no spelling:
    the database says what is chosen at all, and only rows that change are read and written.
    """
    spelled = {fold(one): one for one in entries}
    for model, key in ((BuddyRequest, BuddyRequest.id), (Volunteer, Volunteer.user_id)):
        chosen = cast(getattr(model, column), String)
        anew = {
            text: list(dict.fromkeys(spelled.get(fold(one), one) for one in json.loads(text)))
            for text in db.scalars(select(chosen).distinct())
        }
        changed = [text for text, becomes in anew.items() if becomes != json.loads(text)]
        if changed:
            rows = db.execute(select(key, chosen).where(chosen.in_(changed))).all()
            set_each(db, model, key.key, column, ((row_key, anew[text]) for row_key, text in rows))


def _gone(db: Db, column: str, entries: list[str]) -> tuple[Gone, ...]:
    """How many of those who ask or offer now had chosen each entry."""
    if not entries:
        return ()
    asked = db.execute(
        select(BuddyRequest.student_id, getattr(BuddyRequest, column), BuddyRequest.traits_must).where(
            BuddyRequest.state.in_(OPEN_REQUEST)
        )
    ).all()
    offered = db.execute(select(Volunteer.user_id, getattr(Volunteer, column))).all()
    people_of: defaultdict[str, set[str]] = defaultdict(set)
    for user, chosen in (*((student, chosen) for student, chosen, _ in asked), *offered):
        for entry in chosen:
            people_of[entry].add(user)
    musts = Counter(entry for _, chosen, is_must in asked if is_must for entry in chosen)
    return tuple(Gone(one, len(people_of[one]), musts[one] if column == "traits" else 0) for one in entries)
