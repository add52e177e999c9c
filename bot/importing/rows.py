"""A row of the file as what it says, or as what is wrong with it: line, column and a sentence for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict, TypeVar

from bot.importing import words
from bot.importing.columns import Field
from bot.importing.table import CannotRead, Problem, Row, Table, column_name
from bot.importing.times import times as times_of_the_week
from bot.services import offering
from bot.services.offering import HELLO_MAX, MOST_STUDENTS, Offer
from bot.services.requests import Choices
from bot.services.wishes import CITY_MAX, NOTE_MAX, WISH_MAX, Wishes
from bot.speech import LANGUAGES, Speech, speech
from bot.views import programme
from models.enums import Guardian, Place

T = TypeVar("T")

REQUEST, OFFER = "request", "volunteer"
KINDS = {
    REQUEST: ("student", "students", "estudiante", "petición", "solicitud", "mentee"),
    OFFER: ("buddy", "buddies", "offer", "voluntario", "voluntaria", "voluntariado", "mentor", "mentora"),
}
EACH = f"“{REQUEST}” or “{OFFER}” is expected"
MINUTES = 60
LONGEST_AGO = timedelta(days=5 * 366)
"""Nobody waits for so long: the year was mistyped, or it is a birthday."""


@dataclass(frozen=True, repr=False)
class RequestRow:
    """`since`: the day she asked."""

    since: date | None
    wishes: Wishes
    note: str


@dataclass(frozen=True)
class OfferRow:
    """`since`: the day he offered."""

    since: date | None
    offer: Offer
    approved: bool


@dataclass(frozen=True, repr=False)
class Heard:
    """A row that says who it is.

    Attributes:
        kind: `REQUEST` or `OFFER`.
        person: an e-mail address or a Slack user id, as it stands in the file.
        said: None where something in it cannot be.
    """

    line: int
    kind: str
    person: str
    said: RequestRow | OfferRow | None


class Both(TypedDict):
    """What both kinds of row say of the work together."""

    languages: tuple[str, ...]
    fluent: tuple[str, ...]
    topics: tuple[str, ...]
    times: tuple[str, ...]
    place: Place
    city: str


def understood(
    table: Table, choices: Choices, today: date, only: str | None = None
) -> tuple[list[Heard], list[Problem]]:
    """Every row that says who it is, and what is wrong with any; a row with one problem is left out whole.

    Args:
        today: the last day on which somebody can have asked or offered, wherever she is.
        only: `REQUEST` or `OFFER` where the file has one kind alone, and no column that says which.

    Raises:
        CannotRead: nothing says which kind the rows are.
    """
    if only is None and Field.KIND not in table.names:
        raise CannotRead(
            f"No column says what each row is. Add a column “kind” with “{REQUEST}” or “{OFFER}” in each row; "
            f"or, if all rows are of one kind, add --only {REQUEST} or --only {OFFER} to the command."
        )
    rows: list[Heard] = []
    problems = list(table.broken)
    for row in table.rows:
        reading = _Reading(row, table.names, choices, today)
        heard = reading.heard(only)
        if heard:
            rows.append(heard)
        problems += reading.problems
    return rows, problems


class _Reading:
    """One row, and the problems that are found while it is read."""

    def __init__(self, row: Row, names: Mapping[Field, str], choices: Choices, today: date) -> None:
        self.problems: list[Problem] = []
        self._row, self._names, self._choices, self._today = row, names, choices, today

    def heard(self, only: str | None) -> Heard | None:
        kind, person = self._kind(only), self._said(Field.PERSON)
        if not person:
            self._wrong(Field.PERSON, "it is empty; an e-mail address or a Slack user id is expected")
        if kind is None:
            return None
        said = self._request() if kind == REQUEST else self._offer()
        return Heard(self._row.line, kind, person, None if self.problems else said) if person else None

    def _request(self) -> RequestRow:
        wishes = Wishes(
            class_key=self._class(),
            wish=self._text(Field.WISH, WISH_MAX),
            guardian=self._guardian(),
            **self._both(),
        )
        return RequestRow(self._since(), wishes, self._text(Field.NOTE, NOTE_MAX))

    def _offer(self) -> OfferRow:
        capacity = self._capacity()
        offer = Offer(
            capacity=capacity,
            weekly_minutes=self._weekly_minutes(capacity),
            hello=self._text(Field.HELLO, HELLO_MAX),
            **self._both(),
        )
        approved = self._cell(Field.APPROVED, words.yes, "yes or no is expected")
        return OfferRow(self._since(), offer, bool(approved))

    def _kind(self, only: str | None) -> str | None:
        if not self._said(Field.KIND):
            if only is None:
                self._wrong(
                    Field.KIND, f"it is empty; {EACH}, or --only in the command for a file of one kind"
                )
            return only
        kind = self._one(Field.KIND, KINDS, EACH)
        if kind and only and kind != only:
            self._wrong(Field.KIND, f"this row is a {kind}, and the command says --only {only}")
        return kind

    def _guardian(self) -> Guardian | None:
        """Needed where the programme has minors."""
        known = {str(Guardian.ADULT): ("adulto", "adulta"), str(Guardian.AGREED): ("yes", "sí", "de acuerdo")}
        expected = "“adult” or “agreed” (a parent or guardian agrees) is expected"
        if not self._said(Field.GUARDIAN):
            if self._choices.has_minors:
                self._wrong(Field.GUARDIAN, f"it is empty; {expected}")
            return None
        said = self._one(Field.GUARDIAN, known, expected)
        return Guardian(said) if said else None

    def _both(self) -> Both:
        well, some = self._languages()
        known = _names(self._choices, programme.topic_choices)
        topics = self._cell(
            Field.TOPICS,
            lambda cell: words.named(cell, known),
            f"the topics are: {_shown(self._choices, programme.topic_choices)}",
        )
        expected = "days and parts of the day are expected, such as “Monday evening, Saturdays” or “Monday to Friday morning”"
        times = self._cell(Field.TIMES, times_of_the_week, expected)
        where = self._cell(Field.PLACE, words.place, "remote, in person or either is expected")
        city = self._text(Field.CITY, CITY_MAX)
        if where is Place.IN_PERSON and not city:
            self._wrong(Field.CITY, "a city is needed where somebody meets in person only")
        return Both(
            languages=(*well, *some),
            fluent=well,
            topics=topics or (),
            times=times or (),
            place=where or Place.EITHER,
            city=city,
        )

    def _since(self) -> date | None:
        if not self._said(Field.SINCE):
            return None
        expected = "a day is expected, such as 2026-11-21, or 21/11/2026 with the day first"
        day = self._cell(Field.SINCE, words.day, expected)
        if day and day > self._today:
            self._wrong(Field.SINCE, f"{day.isoformat()} has not come yet; {expected}")
        elif day and day < self._today - LONGEST_AGO:
            self._wrong(Field.SINCE, f"{day.isoformat()} is more than five years ago; {expected}")
        return day

    def _languages(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        offered = self._choices.languages
        expected = (
            "languages are expected with their levels, such as “Spanish (fluent), Arabic (basic)”; "
            f"the languages are: {_shown(self._choices, programme.language_choices)}"
        )
        first = self._cell(Field.FLUENT, lambda cell: words.languages(cell, offered), expected)
        more = self._cell(Field.GETTING_BY, lambda cell: words.languages(cell, offered), expected)
        if first is None or more is None:
            return (), ()
        well, some = first
        some = tuple(one for one in dict.fromkeys((*some, *more[0], *more[1])) if one not in well)
        if not (well or some):
            self._wrong(Field.FLUENT, "it is empty; at least one language is needed")
        return well, some

    def _class(self) -> str:
        known = _names(self._choices, programme.class_choices)
        if not self._said(Field.CLASS) and len(known) == 1:
            return next(iter(known))
        expected = f"one of the classes is expected: {_shown(self._choices, programme.class_choices)}"
        return self._one(Field.CLASS, known, expected) or ""

    def _capacity(self) -> int:
        if not self._said(Field.CAPACITY):
            return 1
        expected = f"a whole number from 1 to {MOST_STUDENTS} is expected"
        found = self._cell(Field.CAPACITY, words.number, expected)
        if found is None:
            return 1
        if found != int(found) or not 1 <= found <= MOST_STUDENTS:
            self._wrong(Field.CAPACITY, f"“{self._said(Field.CAPACITY)}” cannot be; {expected}")
            return 1
        return int(found)

    def _weekly_minutes(self, capacity: int) -> int:
        """Of the lengths that the form offers, one that is enough for so many students."""
        least = capacity * self._choices.weekly_minutes
        if not self._said(Field.HOURS):
            return least
        possible = [one for one in offering.lengths(self._choices.weekly_minutes) if one >= least]
        students = "one student" if capacity == 1 else f"{capacity} students"
        shown = ", ".join(f"{one / MINUTES:g}" for one in possible)
        expected = f"for {students}, these hours a week are possible: {shown}"
        hours = self._cell(Field.HOURS, words.number, expected)
        if hours is None:
            return least
        minutes = round(hours * MINUTES)
        if minutes not in possible:
            self._wrong(Field.HOURS, f"“{self._said(Field.HOURS)}” cannot be; {expected}")
        return minutes

    def _said(self, field: Field) -> str:
        return self._row.cells.get(field, "")

    def _text(self, field: Field, most: int) -> str:
        said = self._said(field)
        if len(said) > most:
            self._wrong(field, f"{len(said):,} characters are too many; at most {most:,} fit")
        return said

    def _one(self, field: Field, known: Mapping[str, tuple[str, ...]], expected: str) -> str | None:
        """The one thing that a cell names."""
        found = self._cell(field, lambda cell: words.named(cell, known), expected)
        if found is not None and len(found) != 1:
            said = self._said(field)
            self._wrong(
                field, f"“{said}” is more than one; {expected}" if said else f"it is empty; {expected}"
            )
            return None
        return found[0] if found else None

    def _cell(self, field: Field, read: Callable[[str], T], expected: str) -> T | None:
        try:
            return read(self._said(field))
        except words.NotUnderstood as error:
            self._wrong(field, f"“{error.word}” was not understood; {expected}")
            return None

    def _wrong(self, field: Field, said: str) -> None:
        self.problems.append(Problem(self._row.line, column_name(self._names, field), said))


Named = Callable[[Choices, Speech], Mapping[str, str]]


def _names(choices: Choices, of: Named) -> dict[str, tuple[str, ...]]:
    """Keys and their names in every language of the program."""
    by_language = [of(choices, speech(language)) for language in LANGUAGES]
    return {key: tuple(names[key] for names in by_language) for key in by_language[0]}


def _shown(choices: Choices, of: Named) -> str:
    return ", ".join(of(choices, speech(LANGUAGES[0])).values())
