"""Whatever a programme sets is in the history of its settings and in the file for a second school, or a reason is here."""

from __future__ import annotations

from bot.rules.programme_file import FileClass, ProgrammeFile
from bot.services import classes
from bot.services.classes import SchoolClass
from bot.services.settings import COLUMNS
from models import Settings

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
    "language": "each school chooses it when it answers the first question",
    "support_channel_id": "a channel of this workspace",
    "cases_kept_days": "the file tells nothing of help in confidence; the programme manager there sets it",
}
CLASS_NOT_IN_FILE = {
    "key": "each school's own",
    "first": "days of this school's year",
    "last": "days of this school's year",
}


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
