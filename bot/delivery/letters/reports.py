"""Reports, made when they are sent, to the one who asked: as a message, or with a file.

Whoever has no role any more by then reads so, in words, and gets neither figures nor file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.delivery import report_files
from bot.delivery.kinds import Call, Due, Kind
from bot.delivery.pictured import Pictured
from bot.delivery.upload import Attached, FileOrWords, last_words
from bot.rules.period_words import Form
from bot.rules.periods import Period
from bot.services import people, report, report_orders
from bot.speech import Speech, speech
from bot.views import open_data, report_tables, report_words
from bot.views import report as views
from bot.views.answer import Message
from models.store import Db


@dataclass(frozen=True)
class ReportFile(FileOrWords):
    """A message and a file; the role is looked at before every call."""

    def prepare(self, db: Db, due: Due, now: datetime) -> Message | Attached | None:
        return super().prepare(db, due, now) if report_orders.may_have(db, due.target) else None

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        if not report_orders.may_have(db, due.target):
            return last_words(db, due, views.refused(_language(db, due)))
        return super().next_call(db, due, now)


def figures(db: Db, due: Due, now: datetime) -> Message:
    language = _language(db, due)
    if not report_orders.may_have(db, due.target):
        return views.refused(language)
    return due.made or views.message(report.make(db, due.due_at, _period(due)), language)


def with_file(db: Db, due: Due, now: datetime) -> Message:
    return due.made or views.with_file(title(db, due), _form(due), _language(db, due))


def title(db: Db, due: Due) -> str:
    say = speech(_language(db, due))
    if _form(due) is Form.JSON:
        return open_data.title(say)
    return report_words.title(_period(due), report.today(db, due.due_at), say)


def attached(db: Db, due: Due, now: datetime) -> Attached:
    """The file, as of the moment at which it was asked for."""
    if isinstance(due.made, Attached):
        return due.made
    say = speech(_language(db, due))
    reports, form = _made(db, due), _form(due)
    of, name = title(db, due), report_orders.file_name(form, _period(due))
    if form is Form.JSON:
        content = open_data.content(reports, report.today(db, due.due_at), say)
        return Attached(name, of, report_files.open_data(content))
    if form is Form.CSV:
        tables = (*report_tables.tables(reports[0], say), report_tables.definitions(reports[0], say))
        return Attached(name, of, report_files.csv_files(tables))
    return Attached(name, of, _spreadsheet(reports[0], of, say, due.due_at))


def _spreadsheet(made: report.Report, title: str, say: Speech, made_at: datetime) -> bytes:
    note = report_words.small_groups(say)
    return report_files.spreadsheet(report_tables.tables(made, say), title, note, made_at)


def _made(db: Db, due: Due) -> tuple[report.Report, ...]:
    if _form(due) is Form.JSON:
        return report.years(db, due.due_at)
    return (report.make(db, due.due_at, _period(due)),)


def _form(due: Due) -> Form:
    return Form(due.about["form"])


def _period(due: Due) -> Period:
    return Period(date.fromisoformat(due.about["first"]), date.fromisoformat(due.about["last"]))


def _language(db: Db, due: Due) -> str:
    return people.language_of(db, due.target)


KINDS: dict[str, Kind] = {
    report_orders.MESSAGE: Pictured(figures, urgent=True),
    report_orders.FILE: ReportFile(
        with_file,
        attached,
        urgent=True,
        no_file=lambda db, due: views.no_file(_language(db, due)),
        titled=title,
    ),
}
