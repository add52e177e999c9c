"""docs/PRIVACY.md says of every table why it is kept, on what ground and how long: what the registry says."""

from __future__ import annotations

import re

from bot.rules import personal
from bot.rules.intake import KEPT
from bot.rules.personal import Ground, Kept, Purpose
from bot.rules.retention import LEFT_DAYS, LOGS_DAYS, MARKED_DAYS
from models import Settings
from tests.house.sentences import ROOT

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
    Kept.DELIVERED: "7 days after it is sent; 60 where the message may still change",
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
    for words in (f"{LEFT_DAYS} days after", f"{LOGS_DAYS} days", f"{MARKED_DAYS} where"):
        assert words in TEXT, words
