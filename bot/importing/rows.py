"""A row of the file as what it says, or as what is wrong with it: line, column and a sentence for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.importing import words
from bot.importing.columns import Field
from bot.importing.table import Row, Table
from bot.services.offering import HELLO_MAX, MOST_STUDENTS
from bot.services.requests import Choices
from bot.services.wishes import CITY_MAX, NOTE_MAX, WISH_MAX
from bot.speech import LANGUAGES, speech
from bot.views import programme
from models.enums import Guardian, Place

T = TypeVar("T")

REQUEST, OFFER = "request", "volunteer"
KINDS = {
    REQUEST: ("student", "students", "estudiante", "solicitud", "mentee"),
    OFFER: ("buddy", "buddies", "offer", "voluntario", "voluntaria", "voluntariado", "mentor"),
}
MINUTES = 60


@dataclass(frozen=True)
class Problem:
    """Something that cannot be: `line` as an editor counts, `column` as the file calls it, None for the whole line."""

    line: int
    column: str | None
    words: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", column “{self.column}”" if self.column else "")
        return f"{where}: {self.words}"


@dataclass(frozen=True)
class Common:
    """What both kinds of row say. `person`: an e-mail address or a Slack user id, as it stands in the file."""

    line: int
    person: str
    languages: tuple[str, ...]
    fluent: tuple[str, ...]
    topics: tuple[str, ...]
    times: tuple[str, ...]
    place: Place
    city: str
    since: date | None


@dataclass(frozen=True)
class RequestRow:
    common: Common
    class_key: str
    wish: str
    note: str
    guardian: Guardian | None


@dataclass(frozen=True)
class OfferRow:
    common: Common
    capacity: int
    weekly_minutes: int
    hello: str
    approved: bool


Typed = RequestRow | OfferRow


def understood(table: Table, choices: Choices, only: str | None = None) -> tuple[list[Typed], list[Problem]]:
    """Every row, or what is wrong with it; a row with one problem is left out whole.

    Args:
        only: `REQUEST` or `OFFER` where the file has one kind alone, and no column that says which.
    """
    rows: list[Typed] = []
    problems = [Problem(line, None, said) for line, said in table.broken]
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        reading = _Reading(row, table.names, choices)
        typed = reading.typed(only)
        if typed is None or reading.problems:
            problems += reading.problems
            continue
        key = (type(typed).__name__, typed.common.person.casefold())
        if key in seen:
            said = f"the same person stands in line {seen[key]} already; this row was left out"
            problems.append(Problem(row.line, table.names.get(Field.PERSON), said))
            continue
        seen[key] = row.line
        rows.append(typed)
    return rows, sorted(problems, key=lambda one: one.line)


class _Reading:
    """One row, and the problems that are found while it is read."""

    def __init__(self, row: Row, names: Mapping[Field, str], choices: Choices) -> None:
        self.problems: list[Problem] = []
        self._row, self._names, self._choices = row, names, choices

    def typed(self, only: str | None) -> Typed | None:
        kind = self._kind(only)
        if kind is None:
            return None
        common = self._common()
        if kind == REQUEST:
            return RequestRow(
                common,
                self._class(),
                self._text(Field.WISH, WISH_MAX),
                self._text(Field.NOTE, NOTE_MAX),
                self._guardian(),
            )
        capacity = self._capacity()
        hours = (
            self._cell(Field.HOURS, words.number, "a number of hours a week is expected")
            if (self._said(Field.HOURS))
            else None
        )
        return OfferRow(
            common,
            capacity,
            round(hours * MINUTES) if hours else capacity * self._choices.weekly_minutes,
            self._text(Field.HELLO, HELLO_MAX),
            bool(self._cell(Field.APPROVED, words.yes, "yes or no is expected")),
        )

    def _kind(self, only: str | None) -> str | None:
        if not self._said(Field.KIND):
            if only is None:
                self._wrong(Field.KIND, "“request” or “volunteer” is expected")
            return only
        found = self._cell(
            Field.KIND, lambda cell: words.named(cell, KINDS), "“request” or “volunteer” is expected"
        )
        return found[0] if found else None

    def _guardian(self) -> Guardian | None:
        """Needed where the programme has minors."""
        known = {str(Guardian.ADULT): ("adulto", "adulta"), str(Guardian.AGREED): ("yes", "sí", "de acuerdo")}
        expected = "“adult” or “agreed” (a parent or guardian agrees) is expected"
        said = self._cell(Field.GUARDIAN, lambda cell: words.named(cell, known), expected)
        if self._choices.has_minors and not said:
            self._wrong(Field.GUARDIAN, expected)
        return Guardian(said[0]) if said else None

    def _common(self) -> Common:
        person = self._said(Field.PERSON)
        if not person:
            self._wrong(Field.PERSON, "an e-mail address or a Slack user id is expected")
        well, some = self._languages()
        known = _names(self._choices, lambda say: programme.topic_choices(self._choices, say))
        topics = self._cell(
            Field.TOPICS, lambda cell: words.named(cell, known), f"known topics are {', '.join(known)}"
        )
        where = self._cell(Field.PLACE, words.place, "remote, in person or either is expected")
        city = self._text(Field.CITY, CITY_MAX)
        if where is Place.IN_PERSON and not city:
            self._wrong(Field.CITY, "a city is needed where somebody meets in person only")
        return Common(
            line=self._row.line,
            person=person,
            languages=(*well, *some),
            fluent=well,
            topics=topics or (),
            times=self._cell(
                Field.TIMES, words.times, "days and parts of the day are expected, such as “Monday evening”"
            )
            or (),
            place=where or Place.EITHER,
            city=city,
            since=self._cell(Field.SINCE, words.day, "a day is expected, such as 2026-11-21")
            if self._said(Field.SINCE)
            else None,
        )

    def _languages(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        expected = "languages are expected by their English or Spanish names, such as “Spanish (fluent), Arabic (basic)”"
        well, some = self._cell(Field.FLUENT, words.languages, expected) or ((), ())
        more = self._cell(Field.GETTING_BY, words.languages, expected) or ((), ())
        some = tuple(one for one in dict.fromkeys((*some, *more[0], *more[1])) if one not in well)
        if not (well or some or self.problems):
            self._wrong(Field.FLUENT, "at least one language is needed")
        return well, some

    def _class(self) -> str:
        known = _names(self._choices, lambda say: programme.class_choices(self._choices, say))
        if not self._said(Field.CLASS) and len(known) == 1:
            return next(iter(known))
        spoken = speech(LANGUAGES[0])
        shown = ", ".join(programme.class_choices(self._choices, spoken).values())
        found = self._cell(Field.CLASS, lambda cell: words.named(cell, known), f"the classes are: {shown}")
        if not found and not self.problems:
            self._wrong(Field.CLASS, f"one of the classes is needed: {shown}")
        return found[0] if found else ""

    def _capacity(self) -> int:
        if not self._said(Field.CAPACITY):
            return 1
        found = self._cell(Field.CAPACITY, words.number, f"a number from 1 to {MOST_STUDENTS} is expected")
        if found is None:
            return 1
        if found != int(found) or not 1 <= found <= MOST_STUDENTS:
            self._wrong(Field.CAPACITY, f"a number from 1 to {MOST_STUDENTS} is expected")
        return int(found)

    def _said(self, field: Field) -> str:
        return self._row.cells.get(field, "")

    def _text(self, field: Field, most: int) -> str:
        said = self._said(field)
        if len(said) > most:
            self._wrong(field, f"{len(said)} characters are too many; {most} fit")
        return said

    def _cell(self, field: Field, read: Callable[[str], T], expected: str) -> T | None:
        try:
            return read(self._said(field))
        except words.NotUnderstood as error:
            self._wrong(field, f"“{error.word}” was not understood; {expected}")
            return None

    def _wrong(self, field: Field, said: str) -> None:
        self.problems.append(Problem(self._row.line, self._names.get(field), said))


def _names(choices: Choices, of: Callable[..., Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """Keys and their names in every language of the program."""
    by_language = [of(speech(language)) for language in LANGUAGES]
    return {key: tuple(names[key] for names in by_language) for key in by_language[0]}
