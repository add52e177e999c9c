"""The words of the registry of personal data: what a column holds, why, how long, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

PERSON = "person"
"""In `Table.hers`: the column holds the Slack id of the person herself."""
HASHED = "hashed"
"""In `Table.hers`: the column holds a keyed hash of it."""


class What(StrEnum):
    """What stands in a column."""

    PERSON = "person"
    """Somebody's Slack id."""
    PEOPLE = "people"
    """Ids of people among other values."""
    WORDS = "words"
    """What somebody wrote, or where to reach somebody."""
    FACT = "fact"
    """A choice, a moment or a number of somebody."""
    NOT_PERSONAL = "not_personal"


class Purpose(StrEnum):
    """Why it is kept."""

    PAIRING = "pairing"
    """Finding a buddy, and being one."""
    TEAM = "team"
    """What a team does together: its channel, hours, dates."""
    CARE = "care"
    """Seeing early that something does not go well."""
    HELP = "help"
    ROLES = "roles"
    """Who answers for what, and when she is there."""
    SPEAKING = "speaking"
    """Writing to somebody in her language, at her time of day, once."""
    ACCOUNT = "account"
    """Who changed what: so that a mistake can be found and undone."""


class Ground(StrEnum):
    """The legal ground, of Article 6 (1) of the General Data Protection Regulation."""

    CONSENT = "consent"
    """(a): she has entered it, and can take it back."""
    EXPLICIT_CONSENT = "explicit_consent"
    """(a) with Article 9 (2) (a): it may tell of health, or of something as near."""
    AGREEMENT = "agreement"
    """(b): without it the programme cannot do what she has asked for."""
    INTEREST = "interest"
    """(f): the programme's interest in running safely."""


class Kept(StrEnum):
    """How long. The periods that a programme can change stand in its settings."""

    MEMBER = "member"
    """Until she erases it, or leaves the programme."""
    TEAM_TEXTS = "team_texts"
    """So many months after the end of the team."""
    TEXTS = "texts"
    """As many months after it was written; of a call for help, after it was closed."""
    NOTES = "notes"
    """So many months after it was written."""
    AUDIT = "audit"
    """So many months after it was done."""
    UNMATCHED = "unmatched"
    """So many months after a request without a team was closed; with a team, as its texts."""
    DELIVERED = "delivered"
    """So many days after it was delivered; 60 at most where the message may be brought up to date still."""
    DRAFT = "draft"
    """Seven days, or until the form is sent."""
    CASE = "case"
    """So many days after a case in confidence was closed."""
    SHORTLY = "shortly"
    """Seven days at most."""
    NUMBER = "number"
    """Always, as a number that belongs to nobody once she is erased."""


class Export(StrEnum):
    """Whether it is in the file that a person gets of her data."""

    FILE = "file"
    PRIVATE_SCREEN = "private_screen"
    """Never in a file: it is read, copied and erased in "Private matters" alone."""
    LEFT_OUT = "left_out"
    """Not hers alone, or a mark of the program's that would tell her nothing."""


class Erasure(StrEnum):
    """What becomes of it when she is erased."""

    ROW = "row"
    """The row is deleted."""
    NOBODY = "nobody"
    """Her id gives way to one that belongs to nobody and was made by chance."""
    TAKEN_OUT = "taken_out"
    """Among the other values, too, her id gives way to nobody's; off a list that is sealed it is taken."""
    EMPTIED = "emptied"
    STAYS = "stays"
    """It stays as a number without her."""
    CASE = "case"
    """Not with the rest: she erases it on the page for it, as long as it is there, and it goes by itself after it was
    closed. Then the key of the case is deleted, with what it seals."""
    NONE = "none"
    """It is not personal."""


@dataclass(frozen=True)
class Column:
    """One column of the store. `hers` of its table tells which rows are somebody's."""

    table: str
    name: str
    what: What
    purpose: Purpose | None
    ground: Ground | None
    kept: Kept | None
    export: Export
    erasure: Erasure

    @property
    def is_personal(self) -> bool:
        return self.what is not What.NOT_PERSONAL


@dataclass(frozen=True)
class Table:
    """What one table holds of people. Each of its columns stands in exactly one of the lists (names, with blanks).

    Attributes:
        hers: which rows are a person's: `(column, PERSON)` where it holds her id (`HASHED`: a keyed hash of it),
            `(column, table)` where it names a row of another table that is hers. Any of them is enough. Empty: no row
            is one person's.
        people: columns with the id of somebody; it gives way to nobody's, in every row.
        among: values with ids of people among others; hers is taken out, in every row.
        words: emptied in rows that are hers.
        by: `words` of rows that she has written, besides those that are hers: the columns with its author.
        facts: stay as numbers (or go with the row, where `goes`).
        plain: not personal.
        goes: rows that are hers are deleted whole.
        unexported: of the personal ones, what is not in her file.
        told: of the rows that are hers, those alone are in her file of which she has been told (`own_data.TOLD`).
        kept: for single columns, where it is another than the table's.
        since: the moment from which `kept` counts: a column of the table, or `table.column` of one that `hers` names.
        let_go: columns that go, too, from a row whose time is over and of which no team came: hers gives way to an id
            that is nobody's, and a fact stands as if nothing had been chosen.
        whole: the row goes when the table's time is over; else what is kept so long is emptied.
    """

    name: str
    purpose: Purpose | None = None
    ground: Ground | None = None
    stays: Kept = Kept.MEMBER
    hers: tuple[tuple[str, str], ...] = ()
    people: str = ""
    among: str = ""
    words: str = ""
    by: str = ""
    facts: str = ""
    plain: str = ""
    goes: bool = False
    is_case: bool = False
    export: Export = Export.FILE
    unexported: str = ""
    told: bool = False
    kept: Mapping[str, Kept] = field(default_factory=dict)
    since: str = ""
    let_go: str = ""
    whole: bool = False

    def columns(self) -> Iterator[Column]:
        gone = Erasure.CASE if self.is_case else Erasure.ROW if self.goes else None
        for names, what, erasure in (
            (self.people, What.PERSON, Erasure.NOBODY),
            (self.among, What.PEOPLE, Erasure.TAKEN_OUT),
            (self.words, What.WORDS, gone or Erasure.EMPTIED),
            (self.facts, What.FACT, gone or Erasure.STAYS),
        ):
            for name in names.split():
                yield self._personal(name, what, self._erased(name, erasure, gone))
        for name in self.plain.split():
            none = (Export.LEFT_OUT, Erasure.NONE)
            yield Column(self.name, name, What.NOT_PERSONAL, None, None, None, *none)

    def _erased(self, name: str, erasure: Erasure, gone: Erasure | None) -> Erasure:
        return gone if gone and {(name, PERSON), (name, HASHED)} & set(self.hers) else erasure

    def _personal(self, name: str, what: What, erasure: Erasure) -> Column:
        export = Export.LEFT_OUT if name in self.unexported.split() else self.export
        stays = Kept.NUMBER if erasure is Erasure.STAYS and not self.whole else self.stays
        kept = self.kept.get(name, stays)
        return Column(self.name, name, what, self.purpose, self.ground, kept, export, erasure)
