"""docs/PRIVACY.md says of every table why it is kept, on what ground and how long: what the registry says."""

from __future__ import annotations

import re

from bot.rules import personal
from bot.rules.intake import KEPT
from bot.rules.personal import Ground, Kept, Purpose, What
from bot.rules.retention import LEFT_DAYS, LOGS_DAYS, MARKED_DAYS, WEEKLY_KEPT
from bot.services.registered import is_sealed, model_of
from models import Settings
from models.enums import EndWords
from tests.house.sentences import ROOT
from tests.privacy.document_words import SAID

TEXT = (ROOT / "docs" / "PRIVACY.md").read_text(encoding="utf-8")
PURPOSES = {
    Purpose.PAIRING: "finding a buddy",
    Purpose.TEAM: "the work of a team",
    Purpose.CARE: "seeing early that something goes wrong",
    Purpose.HELP: "help",
    Purpose.ROLES: "who answers for what",
    Purpose.SPEAKING: "writing to people",
    Purpose.ACCOUNT: "who changed what",
}
GROUNDS = {
    Ground.CONSENT: "consent (6.1.a)",
    Ground.EXPLICIT_CONSENT: "explicit consent (6.1.a, 9.2.a)",
    Ground.AGREEMENT: "what the person has asked for (6.1.b)",
    Ground.INTEREST: "the programme's interest (6.1.f)",
}
PERIODS = {
    Kept.MEMBER: "until the person is erased",
    Kept.TEAM_TEXTS: "12 months after the end of the team",
    Kept.TEXTS: "12 months after it is written or closed",
    Kept.NOTES: "6 months after it is written",
    Kept.AUDIT: "24 months",
    Kept.UNMATCHED: "6 months after the request is closed without a team; with a team, 12 months after its end",
    Kept.DELIVERED: "7 days after it is sent; 60 where the message may still change; what comes once a week at least 9",
    Kept.DRAFT: "7 days, or until the form is sent",
    Kept.CASE: "30 days after the case is closed",
    Kept.SHORTLY: "7 days at most",
    Kept.NUMBER: "as a number that is nobody's",
}


def row(table: personal.Table) -> tuple[str, str, str, frozenset[str]] | None:
    columns = [one for one in table.columns() if one.is_personal]
    if not columns or table.purpose is None or table.ground is None:
        return None
    kept = frozenset(PERIODS[one.kept] for one in columns if one.kept)
    return table.name, PURPOSES[table.purpose], GROUNDS[table.ground], kept


def written() -> set[tuple[str, str, str, frozenset[str]]]:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", TEXT, re.MULTILINE)
    return {(name, why, ground, frozenset(kept.split(" · "))) for name, why, ground, kept in rows}


def test_every_table_stands_there_as_in_the_registry() -> None:
    assert written() == {one for table in personal.TABLES.values() if (one := row(table)) is not None}


def cells() -> dict[str, str]:
    """Table → what is kept in it, as it stands there."""
    return dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", TEXT, re.MULTILINE))


def test_each_column_with_something_of_people_has_a_word_in_its_cell() -> None:
    real = {
        name: {one.name for one in of.columns() if one.is_personal} for name, of in personal.TABLES.items()
    }
    said = {name: [one for of in words.values() for one in of.split()] for name, words in SAID.items()}
    assert {name: sorted(columns) for name, columns in real.items() if columns} == {
        name: sorted(columns) for name, columns in said.items()
    }
    missing = [(name, one) for name, words in SAID.items() for one in words if one not in cells()[name]]
    assert missing == []


def test_what_is_sealed_is_said_to_be_and_nothing_else() -> None:
    """Keys and marks of whose it is are no texts."""
    for name, cell in cells().items():
        texts = [
            one.name
            for one in personal.TABLES[name].columns()
            if is_sealed(model_of(name), one.name) and one.is_personal
        ]
        assert bool(texts) == ("encrypted" in cell.replace("not encrypted", "")), name


def test_who_reads_is_told_for_each_who_is_shown_something_of_others() -> None:
    seen = TEXT.split("## Who sees it")[1].split("## Processors")[0]
    whose = re.findall(r"^- \*\*([^*]+)\*\*", seen, re.MULTILINE)
    assert {"The volunteer who is asked", "The student who is asked", "All members"} <= set(whose)
    for words in ("notes that managers write", "calls for help", "history", "pass it on to", "left in"):
        assert words in seen, words


def test_the_periods_that_a_programme_chooses_begin_as_they_stand_there() -> None:
    default = Settings.__table__.c.kept_for.default
    assert default is not None
    numbers = default.arg(None)
    assert dict(zip((one.block for one in KEPT), numbers, strict=True)) == {
        "texts": 12,
        "notes": 6,
        "audit": 24,
        "unmatched": 6,
        "delivered": 7,
    }
    for words in (
        f"{LEFT_DAYS} days after",
        f"{LOGS_DAYS} days",
        f"{MARKED_DAYS} where",
        f"once a week at least {WEEKLY_KEPT.days} ",
    ):
        assert words in TEXT, words


def test_where_names_are_is_said_in_one_place_and_the_other_documents_lead_to_it() -> None:
    said = "People's names are not stored: they stay in Slack"
    assert f"### Names\n\n{said}, and the program keeps Slack ids." in TEXT
    for name, way in (
        ("README.md", "docs/PRIVACY.md"),
        ("docs/DEPLOY.md", "PRIVACY.md"),
        ("docs/SECURITY.md", "PRIVACY.md"),
    ):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert text.count(f"{said} ([with one exception]({way}#names))") == 1, name
        assert not [words for words in ("never names", "holds names", "Names and photos") if words in text]


def test_no_column_holds_a_persons_name_and_the_one_of_a_certificate_is_sealed() -> None:
    called = {one: it for one, it in personal.COLUMNS.items() if one[1].endswith(("name", "names"))}
    kept = {one for one, it in called.items() if it.is_personal}
    assert kept == {("teams", "channel_name"), ("notices", "names")}, "a channel's; and Slack ids"
    assert called["notices", "names"].what is What.PEOPLE
    assert EndWords.NAME in EndWords
    assert is_sealed(model_of("ending_words"), "sealed")
