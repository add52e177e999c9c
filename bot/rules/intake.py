"""What a manager writes about the programme's intake: lists, one entry a line, and numbers; and what of it cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from bot.errors import UserError, Wrong, refuse_all
from bot.rules import open_hours, reminders, targets, worth, zones
from bot.rules.emergency import COUNTRY_MAX, NUMBER_MAX, OUTSIDE_MAX, Emergency, is_number
from bot.rules.features import Feature
from bot.rules.open_hours import OpenHours
from bot.rules.venues import AGREES, VENUES_MAX, Venue, to_store

OPTIONS_MAX = 100
"""Slack's options of one menu."""
OPTION_MAX = 75
"""Slack's characters of one option."""
LIST_MAX = 2500
"""Characters of a whole list: a text field takes 3,000, and another language's names of it may be longer."""
DAYS_MAX = 90
HOURS_MAX = 336
"""Two weeks."""
IDLE_MAX = 365
MONTHS_MAX = 60
KEPT_MONTHS_MAX, KEPT_DAYS_MAX = 120, 60
CASE_DAYS_MAX = 365
YES, NO = "yes", "no"
AT_LAUNCH, AFTER_INTRODUCTION = "launch", "introduction"
"""When the channel of a team is made."""
NOTE_MAX = 500
WORD_MAX = 40
"""Characters of a line that are said again where it cannot be: Slack shows 150 of an error, or little more."""
ALIKE = 0.8
"""From which ratio of `difflib` on a word is taken for a slip: `portugese`, but not `elvish` for `Welsh`."""
CODE_MAX = 3
"""Letters of a code of ISO 639."""
_DIGITS = 5
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,31}")


class Group(StrEnum):
    """What is changed together, in a form of its own."""

    CLASSES = "classes"
    LANGUAGES = "languages"
    TOPICS = "topics"
    TRAITS = "traits"
    PROMISE = "promise"
    ANSWERS = "answers"
    IDLE = "idle"
    HOURS = "hours"
    REMINDERS = "reminders"
    DIGEST = "digest"
    BREAKS = "breaks"
    ZONE = "zone"
    QUIET = "quiet"
    MINORS = "minors"
    EMERGENCY = "emergency"
    VENUES = "venues"
    BEGINNINGS = "beginnings"
    QUESTIONS = "questions"
    LATER = "later"
    WORTH = "worth"
    TEXTS = "texts"
    FEATURES = "features"
    KEPT = "kept"


@dataclass(frozen=True)
class Number:
    """A field for a whole number. `rises`: it is more than the one before."""

    block: str
    most: int
    rises: bool = False
    least: int = 1


PROMISE = (Number("still", DAYS_MAX), Number("listed", DAYS_MAX, True), Number("overdue", DAYS_MAX, True))
OFFER = (Number("remind", HOURS_MAX), Number("pass_on", HOURS_MAX, True))
STUDENT = (Number("student", HOURS_MAX),)
IDLE = (Number("idle", IDLE_MAX), Number("answer", DAYS_MAX))
KEPT = (
    Number("texts", KEPT_MONTHS_MAX),
    Number("notes", KEPT_MONTHS_MAX),
    Number("audit", KEPT_MONTHS_MAX, least=12),
    Number("unmatched", KEPT_MONTHS_MAX),
    Number("delivered", KEPT_DAYS_MAX),
)
"""Months, but for the last, which is days. Who changed what is needed for a year at least: it is what undoes mistakes."""
LATER = (Number("months", MONTHS_MAX, least=0),)
BLOCKS: dict[Group, tuple[str, ...]] = {
    Group.LANGUAGES: ("languages",),
    Group.TOPICS: ("topics",),
    Group.ZONE: ("timezone",),
    Group.QUIET: open_hours.BLOCKS,
    Group.TRAITS: ("traits",),
    Group.PROMISE: tuple(one.block for one in PROMISE),
    Group.ANSWERS: tuple(one.block for one in (*OFFER, *STUDENT)),
    Group.IDLE: tuple(one.block for one in IDLE),
    Group.HOURS: ("hours",),
    Group.REMINDERS: reminders.BLOCKS,
    Group.DIGEST: ("weekday", "time"),
    Group.MINORS: ("minors",),
    Group.LATER: tuple(one.block for one in LATER),
    Group.WORTH: worth.BLOCKS,
    Group.KEPT: tuple(one.block for one in KEPT),
    Group.EMERGENCY: ("country", "danger", "suicide", "partner", "outside"),
    Group.VENUES: ("free", *(str(role) for role in AGREES)),
    Group.BEGINNINGS: ("channel", "house_note"),
    Group.QUESTIONS: ("support_channel",),
    Group.FEATURES: ("features",),
}
"""The fields of each group's form, but for the classes, which have one each, and the breaks (`rules.breaks`)."""


def read(
    group: Group, entered: Mapping[str, str], names: Mapping[str, str], hours: OpenHours
) -> dict[str, Any]:
    """What a group's form says, as column → value of the settings.

    Args:
        entered: field → text, of `BLOCKS`.
        names: `fold`ed names of entries that the program has a word of its own for → that word.
        hours: the programme's open hours, in which a reminder comes.

    Raises:
        UserError: everything that cannot be, each at its field.
    """
    wrongs: list[UserError] = []
    values: dict[str, Any] = {}
    if group in (Group.TOPICS, Group.TRAITS):
        least = 1 if group is Group.TOPICS else 0
        values[str(group)] = _entries(str(group), entered.get(str(group), ""), names, least, wrongs)
    elif group is Group.LANGUAGES:
        values["languages"] = _languages(entered.get("languages", ""), names, wrongs)
    elif group is Group.PROMISE:
        values["promise_days"] = _numbers(PROMISE, entered, wrongs)
    elif group is Group.ANSWERS:
        values["offer_hours"] = _numbers(OFFER, entered, wrongs)
        values["student_hours"] = next(iter(_numbers(STUDENT, entered, wrongs)))
    elif group is Group.IDLE:
        values["idle_days"] = _numbers(IDLE, entered, wrongs)
    elif group is Group.HOURS:
        values["weekly_minutes"] = targets.read(entered.get("hours", ""))
    elif group is Group.REMINDERS:
        values |= reminders.read(entered, hours)
    elif group is Group.WORTH:
        values |= worth.read(entered)
    elif group is Group.ZONE:
        values["timezone"] = _zone(entered.get("timezone", ""), wrongs)
    elif group is Group.QUIET:
        values |= open_hours.read(entered)
    elif group is Group.DIGEST:
        values |= _digest(entered, wrongs)
    elif group is Group.LATER:
        values["later_months"] = next(iter(_numbers(LATER, entered, wrongs)))
    elif group is Group.KEPT:
        values["kept_for"] = _numbers(KEPT, entered, wrongs)
    elif group is Group.FEATURES:
        values["features_off"] = _features(entered.get("features", ""), wrongs)
    elif group is Group.MINORS:
        values["has_minors"] = entered.get("minors") == YES
        if entered.get("minors") not in (YES, NO):
            wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="minors"))
    elif group is Group.EMERGENCY:
        values["emergency"] = asdict(_emergency(entered, names, wrongs))
    elif group is Group.VENUES:
        values["venues"] = to_store(_venues(entered, wrongs))
    elif group is Group.BEGINNINGS:
        values |= _beginnings(entered, wrongs)
    elif group is Group.QUESTIONS:
        values["support_channel_id"] = _channel(entered.get("support_channel", ""), wrongs)
    refuse_all(wrongs)
    return values


def _digest(entered: Mapping[str, str], wrongs: list[UserError]) -> dict[str, Any]:
    """Any day and minute; whether the clocks leave it out: see `rules.digest_hour`."""
    weekday, minute = entered.get("weekday", ""), open_hours.minute_of(entered.get("time", ""))
    if weekday not in map(str, range(7)):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="weekday"))
    if minute is None:
        wrongs.append(UserError(Wrong.NO_TIME, block="time"))
    return {} if wrongs else {"digest_weekday": int(weekday), "digest_minute": minute}


def _zone(typed: str, wrongs: list[UserError]) -> str:
    found = zones.zone_named(typed)
    if found is None:
        _add(wrongs, "timezone", Wrong.UNKNOWN_ZONE)
    return found or ""


def _features(ticked: str, wrongs: list[UserError]) -> list[str]:
    """Those that are off: what is not ticked."""
    on = set(ticked.split(",")) - {""}
    if not on <= set(Feature):
        _add(wrongs, "features", Wrong.UNKNOWN_CHOICE)
    return [str(one) for one in Feature if one not in on]


def _channel(chosen: str, wrongs: list[UserError]) -> str | None:
    if chosen and not is_channel(chosen):
        _add(wrongs, "support_channel", Wrong.UNKNOWN_CHOICE)
    return chosen or None


def is_channel(text: str) -> bool:
    """Whether it looks like the id of a channel."""
    return _CHANNEL.fullmatch(text) is not None


def fold(text: str) -> str:
    """By what two entries are the same: without capitals, and one space between words."""
    return " ".join(text.split()).casefold()


def _entries(
    block: str, text: str, names: Mapping[str, str], least: int, wrongs: list[UserError]
) -> list[str]:
    """One entry a line, without empty lines; what is wrong first is told, with the number of its line."""
    lines = [(number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), start=1)]
    found: dict[str, tuple[int, str]] = {}
    for number, line in lines:
        key = names.get(fold(line), line)
        if not line:
            continue
        if len(line) > OPTION_MAX:
            _add(wrongs, block, Wrong.LINE_TOO_LONG, line=number, most=OPTION_MAX)
        elif fold(key) in found:
            first = found[fold(key)][0]
            _add(wrongs, block, Wrong.LINE_TWICE, line=number, entry=line, first=first)
        found.setdefault(fold(key), (number, key))
    if len(found) > OPTIONS_MAX:
        _add(wrongs, block, Wrong.TOO_MANY_LINES, lines=len(found), most=OPTIONS_MAX)
    if len(text) > LIST_MAX:
        _add(wrongs, block, Wrong.TEXT_TOO_LONG, most=LIST_MAX)
    if len(found) < least:
        _add(wrongs, block, Wrong.NO_ENTRY)
    return [key for _, key in found.values()]


def _languages(text: str, names: Mapping[str, str], wrongs: list[UserError]) -> list[str]:
    """Codes; the first line that names no language is told, with what stands there and the code of what it is like."""
    codes = _entries("languages", text, names, 1, wrongs)
    lines = enumerate(text.splitlines(), start=1)
    unknown = next(((number, line) for number, line in lines if fold(line) not in {"", *names}), None)
    if unknown is not None:
        word = " ".join(unknown[1].split())[:WORD_MAX]
        known = [name for name in names if len(name) > CODE_MAX]
        like = [names[name] for name in get_close_matches(fold(word), known, n=1, cutoff=ALIKE)]
        _add(wrongs, "languages", Wrong.LINE_NO_LANGUAGE, line=unknown[0], word=word, like="".join(like))
    return codes


def _numbers(fields: Sequence[Number], entered: Mapping[str, str], wrongs: list[UserError]) -> list[int]:
    found: list[int] = []
    for one in fields:
        number = whole(entered.get(one.block, ""), otherwise=-1)
        if not one.least <= number <= one.most:
            _add(wrongs, one.block, Wrong.WHOLE_NUMBER, least=one.least, most=one.most)
        elif one.rises and number <= found[-1]:
            _add(wrongs, one.block, Wrong.NOT_MORE, before=found[-1])
        found.append(number)
    return found


def _emergency(entered: Mapping[str, str], names: Mapping[str, str], wrongs: list[UserError]) -> Emergency:
    typed = {block: " ".join(entered.get(block, "").split()) for block in BLOCKS[Group.EMERGENCY]}
    for block, most in (("country", COUNTRY_MAX), ("outside", OUTSIDE_MAX)):
        if len(typed[block]) > most:
            _add(wrongs, block, Wrong.TEXT_TOO_LONG, most=most)
    if not typed["country"]:
        _add(wrongs, "country", Wrong.NOTHING_WRITTEN)
    for block in ("danger", "suicide", "partner"):
        if (typed[block] or block == "danger") and not is_number(typed[block]):
            _add(wrongs, block, Wrong.NO_TELEPHONE, most=NUMBER_MAX)
    return Emergency(**{**typed, "country": names.get(fold(typed["country"]), typed["country"])})


def _venues(entered: Mapping[str, str], wrongs: list[UserError]) -> list[Venue]:
    """A list of places with which nobody need agree, and one for each role that is asked."""
    found: dict[str, Venue] = {}
    for block, role in (("free", None), *((str(role), role) for role in AGREES)):
        text = entered.get(block, "")
        for name in _entries(block, text, {}, 0, wrongs):
            if fold(name) in found:
                lines = [fold(line) for line in text.splitlines()]
                _add(wrongs, block, Wrong.OTHER_LIST, line=lines.index(fold(name)) + 1)
            found[fold(name)] = Venue(name, role)
    if len(found) > VENUES_MAX:
        _add(wrongs, "free", Wrong.TOO_MANY_LINES, lines=len(found), most=VENUES_MAX)
    return list(found.values())


def _beginnings(entered: Mapping[str, str], wrongs: list[UserError]) -> dict[str, Any]:
    channel, note = entered.get("channel", ""), entered.get("house_note", "").strip()
    if channel not in (AT_LAUNCH, AFTER_INTRODUCTION):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="channel"))
    if len(note) > NOTE_MAX:
        _add(wrongs, "house_note", Wrong.TEXT_TOO_LONG, most=NOTE_MAX)
    return {"channel_after_introduction": channel == AFTER_INTRODUCTION, "house_note": note}


def whole(text: str, otherwise: int = 0) -> int:
    """The number that a text is; `otherwise` where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else otherwise


def _add(wrongs: list[UserError], block: str, what: Wrong, **values: int | str) -> None:
    """One thing at each field: Slack shows one."""
    if block not in {one.block for one in wrongs}:
        wrongs.append(UserError(what, values, block=block))
