"""The settings of a programme as a text that another workspace can take over: no people, no ids of Slack, no days."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.errors import UserError, Wrong
from bot.rules import holidays, open_hours, own_texts, reminders, retention, targets, worth, zones
from bot.rules.emergency import COUNTRY_MAX, NUMBER_MAX, OUTSIDE_MAX, is_number
from bot.rules.features import Feature
from bot.rules.intake import (
    CASE_DAYS_MAX,
    DAYS_MAX,
    HOURS_MAX,
    IDLE_MAX,
    LIST_MAX,
    MONTHS_MAX,
    NOTE_MAX,
    OPTION_MAX,
    OPTIONS_MAX,
    fold,
)
from bot.rules.open_hours import OpenHours
from bot.rules.open_times import ClassHours, leaves_an_hour
from bot.rules.venues import AGREES, VENUES_MAX

VERSION = 5
"""Of the format; it grows when an older version of the program could not read it."""
PART_MAX = 2800
"""Characters between two empty lines: so many fit into one field of Slack, of 3,000."""
CLASSES_MAX, COURSE_MAX = 50, 50
LANGUAGE = r"^[a-z]{2,3}$"


def _line(text: str) -> str:
    if text != " ".join(text.split()):
        raise ValueError("spaces")
    return text


def _different(entries: list[str]) -> list[str]:
    if len({fold(one) for one in entries}) != len(entries) or sum(len(one) + 1 for one in entries) > LIST_MAX:
        raise ValueError("twice, or too long")
    return entries


def _zone(text: str) -> str:
    if zones.zone_named(text) != text:
        raise ValueError("no zone")
    return text


def _currency(text: str) -> str:
    if text not in list_currencies():
        raise ValueError("no currency")
    return text


def _periods(numbers: list[int]) -> list[int]:
    if not retention.fits(numbers):
        raise ValueError("no periods")
    return numbers


def _rising(numbers: list[int]) -> list[int]:
    if sorted(set(numbers)) != numbers:
        raise ValueError("not rising")
    return numbers


Line = Annotated[str, Field(min_length=1, max_length=OPTION_MAX), AfterValidator(_line)]
Entries = Annotated[list[Line], Field(max_length=OPTIONS_MAX), AfterValidator(_different)]
Days = Annotated[int, Field(ge=1, le=DAYS_MAX)]
Hours = Annotated[int, Field(ge=1, le=HOURS_MAX)]
Minute = Annotated[int, Field(ge=0, le=24 * 60 - 1)]
Weekday = Annotated[int, Field(ge=0, le=6)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class FileHours(_Part):
    weekdays: Annotated[list[Weekday], Field(min_length=1), AfterValidator(_rising)]
    begins: Minute
    ends: Minute


class FileClass(_Part):
    course: Annotated[Line, Field(max_length=COURSE_MAX)]
    language: Annotated[str, Field(pattern=rf"{LANGUAGE}|^$")]
    name: Annotated[str, Field(max_length=OPTION_MAX), AfterValidator(_line)] = ""
    eligible: bool = True
    hours: FileHours | None = None


class FileVenue(_Part):
    name: Line
    role: Literal["", *(str(role) for role in AGREES)]  # type: ignore[valid-type]


class FileEmergency(_Part):
    country: Annotated[Line, Field(max_length=COUNTRY_MAX)]
    danger: Annotated[str, Field(max_length=NUMBER_MAX)]
    suicide: Annotated[str, Field(max_length=NUMBER_MAX)] = ""
    partner: Annotated[str, Field(max_length=NUMBER_MAX)] = ""
    outside: Annotated[str, Field(max_length=OUTSIDE_MAX), AfterValidator(_line)] = ""

    @model_validator(mode="after")
    def _can_be_called(self) -> FileEmergency:
        if not all(
            is_number(one) for one in (self.danger, self.suicide or self.danger, self.partner or self.danger)
        ):
            raise ValueError("no number")
        return self


class ProgrammeFile(_Part):
    """The names are those of the settings' columns."""

    codebuddies_settings: Literal[1, 2, 3, 4, 5] = 5
    classes: Annotated[list[FileClass], Field(max_length=CLASSES_MAX)]
    topics: Annotated[Entries, Field(min_length=1)]
    traits: Entries
    promise_days: Annotated[list[Days], Field(min_length=3, max_length=3), AfterValidator(_rising)]
    offer_hours: Annotated[list[Hours], Field(min_length=2, max_length=2), AfterValidator(_rising)]
    student_hours: Hours
    idle_days: Annotated[list[Annotated[int, Field(ge=1, le=IDLE_MAX)]], Field(min_length=2, max_length=2)]
    weekly_minutes: Annotated[int, Field(ge=targets.LEAST, le=targets.MOST)]
    nudge_weekday: Annotated[int, Field(ge=0, le=max(reminders.WEEKDAYS))]
    nudge_minute: Minute
    nudges_each: bool
    class_hours: FileHours | None = None
    country: str = ""
    region: str = ""
    has_minors: bool
    emergency: FileEmergency
    venues: Annotated[list[FileVenue], Field(max_length=VENUES_MAX)]
    channel_after_introduction: bool
    house_note: Annotated[str, Field(max_length=NOTE_MAX)]
    later_months: Annotated[int, Field(ge=0, le=MONTHS_MAX)]
    own_texts: dict[str, dict[Annotated[str, Field(pattern=LANGUAGE)], str]] | None = None
    features_off: list[Literal[*(str(one) for one in Feature)]] | None = None  # type: ignore[valid-type]
    """None, both: a file of the first version says nothing of them; one of the second nothing of what follows."""
    digest_weekday: Weekday = 0
    digest_minute: Minute = 9 * 60
    opens: Minute = open_hours.OPENS
    closes: Minute = open_hours.CLOSES
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    hour_worth: Annotated[int, Field(gt=0, le=worth.MOST * 100)] | None = None
    currency: Annotated[str, AfterValidator(_currency)] = "EUR"
    kept_for: Annotated[list[int], AfterValidator(_periods)] = list(retention.DEFAULT)
    languages: Annotated[
        list[Annotated[str, Field(pattern=LANGUAGE)]],
        Field(min_length=1, max_length=OPTIONS_MAX),
        AfterValidator(_different),
    ] = []
    language: Annotated[str, Field(pattern=LANGUAGE)] = "en"
    cases_kept_days: Annotated[int, Field(ge=1, le=CASE_DAYS_MAX)] = 30

    @model_validator(mode="after")
    def _together(self) -> ProgrammeFile:
        if self.idle_days[1] > DAYS_MAX:
            raise ValueError("idle_days")
        if (self.country or self.region) and not holidays.is_known(self.country, self.region):
            raise ValueError("country")
        if len({fold(one.name) for one in self.venues}) != len(self.venues):
            raise ValueError("venues")
        names = [fold(one.name) or (fold(one.course), one.language) for one in self.classes]
        if len(set(names)) != len(names):
            raise ValueError("classes")
        own = self.own_texts or {}
        if own_texts.unfit(own) or own_texts.length(own) > own_texts.TOTAL_MAX:
            raise ValueError("own_texts")
        self._leave_hours()
        return self

    def unnamed(self, known: Collection[str], spoken: Collection[str]) -> list[str]:
        """Where it names languages that are none of the `known` ones, or of those `spoken` by the program."""
        classes = [
            f"classes {number} language"
            for number, one in enumerate(self.classes)
            if one.language and one.language not in known
        ]
        own = ["language"] if self.language not in spoken and "language" in self.model_fields_set else []
        return [*classes, *([] if set(self.languages) <= set(known) else ["languages"]), *own]

    def _leave_hours(self) -> None:
        taught, hours = self.class_hours, OpenHours(self.opens, self.closes)
        if self.closes - self.opens < open_hours.LEAST:
            raise ValueError("closes")
        if not reminders.fits(self.nudge_minute, hours) and "opens" in self.model_fields_set:
            raise ValueError("nudge_minute")
        for where, one in (("class_hours", taught), *(("classes", one.hours) for one in self.classes)):
            classes = ClassHours(tuple(one.weekdays), one.begins, one.ends) if one else ClassHours()
            is_backwards = one is not None and one.begins >= one.ends
            if is_backwards or not leaves_an_hour(classes, self.nudge_weekday, self.nudge_minute, hours):
                raise ValueError(where)

    def columns(self) -> dict[str, Any]:
        """Column → value of the settings, of which the file says something; the classes have no keys yet."""
        values = self.model_dump(exclude={"codebuddies_settings"})
        unsaid = {name for name in SINCE_THEN if name not in self.model_fields_set}
        unsaid |= {name for name in ("own_texts", "features_off") if values[name] is None}
        said = {name: value for name, value in values.items() if name not in unsaid}
        return {**said, "class_hours": values["class_hours"] or {}}


SINCE_THEN = (
    "digest_weekday",
    "digest_minute",
    "opens",
    "closes",
    "timezone",
    "hour_worth",
    "currency",
    "kept_for",
    "languages",
    "language",
    "cases_kept_days",
)
"""Fields that came with the third version; `languages` with the fourth, and what follows with the fifth."""


def write(columns: Mapping[str, Any]) -> str:
    """The text of the file: one entry a line, and an empty line wherever a new field begins when it is pasted.

    Args:
        columns: column → value of the settings, those of `ProgrammeFile` at least.
    """
    fields = [name for name in ProgrammeFile.model_fields if name in columns]
    values = {"codebuddies_settings": VERSION, **{name: columns[name] for name in fields}}
    values["classes"] = [
        {name: one[name] for name in FileClass.model_fields if name in one} for one in columns["classes"]
    ]
    values["class_hours"] = columns["class_hours"] or None
    parts: list[list[str]] = [[]]
    for line in json.dumps(values, ensure_ascii=False, indent=1).split("\n"):
        if sum(len(one) + 1 for one in parts[-1]) + len(line) > PART_MAX:
            parts.append([])
        parts[-1].append(line)
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def read(text: str, languages: Collection[str], spoken: Collection[str]) -> dict[str, Any]:
    """Column → value of the settings, as another programme has them.

    Args:
        languages: codes of those that there are; `spoken`: of those that the program speaks.

    Raises:
        UserError: it is not whole, comes from a newer version, or something in it cannot be.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise UserError(Wrong.CLONE_UNREADABLE, block="text") from None
    if not isinstance(said, dict) or not isinstance(said.get("codebuddies_settings"), int):
        raise UserError(Wrong.CLONE_UNREADABLE, block="text")
    if said["codebuddies_settings"] > VERSION:
        raise UserError(Wrong.CLONE_NEWER, block="text")
    try:
        file = ProgrammeFile.model_validate(said)
    except ValidationError as error:
        where = error.errors()[0]["loc"] or (str(error.errors()[0]["ctx"]["error"]),)
        known = [str(one) for one in where if isinstance(one, int) or one in KNOWN]
        raise UserError(Wrong.CLONE_BAD, {"where": " ".join(known) or "?"}, block="text") from None
    if unnamed := file.unnamed(languages, spoken):
        raise UserError(Wrong.CLONE_BAD, {"where": unnamed[0]}, block="text")
    return file.columns()


def names_in(columns: Mapping[str, Any]) -> tuple[str, ...]:
    """`#channel` and `@person`, as texts of another programme name them: whether this workspace has them is not known."""
    own = (text for by_language in columns.get("own_texts", {}).values() for text in by_language.values())
    texts = (columns["house_note"], *own, *(venue["name"] for venue in columns["venues"]))
    return tuple(dict.fromkeys(name for text in texts for name in _NAMED.findall(text)))


_NAMED = re.compile(r"(?<![\w/])[#@]\w[\w.-]*\w")
KNOWN = {
    *ProgrammeFile.model_fields,
    *FileClass.model_fields,
    *FileVenue.model_fields,
    *FileEmergency.model_fields,
    *FileHours.model_fields,
}
"""Words of the format: nothing else of the text is given back."""
