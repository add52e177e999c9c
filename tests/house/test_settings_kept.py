"""Whatever a programme sets is in the history of its settings and in the file for a second school, or a reason is here."""

from __future__ import annotations

import re

from bot.rules.intake import Group
from bot.rules.programme_file import FileClass, ProgrammeFile
from bot.services import classes, settings
from bot.services.classes import SchoolClass
from bot.services.settings import COLUMNS
from bot.services.settings_history import with_values
from bot.speech import speech
from bot.views.settings import group_name, in_words
from models import Settings
from tests import stories
from tests.conftest import School
from tests.house.sentences import ROOT

OTHERWISE = {
    "classes": "services.classes: a line for each class",
    "own_texts": "services.own_texts: a line for each text and language",
    "language": "services.setup, with who answers for what",
    "cases_kept_days": "services.confidence, for the programme manager alone",
}
"""In the history by a service of its own."""
NO_HISTORY = {
    "workspace_id": "whose they are",
    "set_up_at": "when somebody set it up; that is in the history as such",
    "charts_refused_at": "found out by the program",
    "match_due_at": "when the program looks next",
    "doors_due_at": "when the program looks next",
    "doors_found": "found out by the program",
    "forget_due_at": "when the program looks next",
    "forgot_at": "found out by the program",
    "forgot": "found out by the program",
}
NOT_IN_FILE = {
    **NO_HISTORY,
    "support_channel_id": "a channel of this workspace",
}
CLASS_NOT_IN_FILE = {
    "key": "each school's own",
    "first": "days of this school's year",
    "last": "days of this school's year",
}

TWO_VALUES: dict[str, tuple[object, object]] = {
    "languages": (["en"], ["es"]),
    "topics": (["Bread"], ["Soup"]),
    "traits": (["woman"], ["man"]),
    "promise_days": ([1, 2, 3], [4, 5, 6]),
    "offer_hours": ([1, 2], [3, 4]),
    "student_hours": (1, 2),
    "idle_days": ([1, 2], [3, 4]),
    "weekly_minutes": (60, 90),
    "nudge_weekday": (0, 1),
    "nudge_minute": (600, 660),
    "nudges_each": (False, True),
    "class_hours": ({}, {"weekdays": [0], "begins": 600, "ends": 840}),
    "digest_weekday": (0, 1),
    "digest_minute": (600, 660),
    "country": ("ES", "FR"),
    "region": ("CT", "MD"),
    "timezone": ("Europe/Madrid", "Asia/Tokyo"),
    "opens": (540, 600),
    "closes": (1200, 1260),
    "has_minors": (False, True),
    "emergency": ({"country": "ES", "danger": "112"}, {"country": "US", "danger": "911"}),
    "venues": ([], [{"name": "Library", "role": ""}]),
    "channel_after_introduction": (False, True),
    "house_note": ("Bread", "Soup"),
    "support_channel_id": ("C1", "C2"),
    "later_months": (3, 6),
    "hour_worth": (1000, 2000),
    "currency": ("EUR", "USD"),
    "features_off": ([], ["certificate"]),
    "kept_for": ([12, 6, 24, 6, 7], [13, 7, 25, 7, 8]),
}
"""Of each column in `COLUMNS`, two values that a manager reads differently."""


def test_before_and_then_are_told_apart_for_every_column(school: School) -> None:
    """History and the preview of a file show what was and what becomes, never what is set today for both."""
    assert TWO_VALUES.keys() == {column for columns in COLUMNS.values() for column in columns}
    stories.set_up(school)
    with school.store.read(school.workspace.id) as db:
        intake = settings.seen(db, school.sandbox.now)
    alike = set()
    for group, columns in COLUMNS.items():
        first = {column: TWO_VALUES[column][0] for column in columns}
        for column in columns:
            other = first | {column: TWO_VALUES[column][1]}
            was, becomes = (in_words(group, with_values(intake, one), speech("en")) for one in (first, other))
            alike |= {column} if was == becomes else set()
    assert alike == set()


def test_every_column_of_the_settings_is_in_the_history_or_says_why_not() -> None:
    columns = {column.key for column in Settings.__table__.columns}
    kept = {column for group in COLUMNS.values() for column in group}
    assert columns == kept | OTHERWISE.keys() | NO_HISTORY.keys()
    assert not kept & (OTHERWISE.keys() | NO_HISTORY.keys())


def test_every_column_of_the_settings_is_in_the_file_or_says_why_not() -> None:
    columns = {column.key for column in Settings.__table__.columns}
    written = ProgrammeFile.model_fields.keys() - {"codebuddies_settings"}
    assert columns == written | NOT_IN_FILE.keys()
    assert not written & NOT_IN_FILE.keys()


def test_everything_of_a_class_is_in_the_file_or_says_why_not() -> None:
    whole = {
        "key": "a",
        "course": "Web",
        "language": "en",
        "name": "A",
        "eligible": True,
        "first": "2026-01-12",
        "last": "2026-06-30",
        "hours": {"weekdays": [0], "begins": 600, "ends": 840},
    }
    one = classes.as_kept(whole)
    assert classes.stored(one) == whole
    untouched = SchoolClass("a", "Web", "en")
    assert all(getattr(one, name) != getattr(untouched, name) for name in ("name", "days"))
    assert whole.keys() == FileClass.model_fields.keys() | CLASS_NOT_IN_FILE.keys()


def test_every_group_of_the_settings_has_a_line_in_the_document_and_no_other_has() -> None:
    table = (ROOT / "docs/SETTINGS.md").read_text(encoding="utf-8").partition("\n## ")[0]
    named = re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)
    assert sorted(named[1:]) == sorted(group_name(group, speech("en")) for group in Group)
