"""A report as tables, for files: plain values, each table with what it means. The same for a spreadsheet and for CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.figures import Figures, Kept, Missing, Value
from bot.rules.small_groups import LEAST
from bot.services.report import Report
from bot.speech import Speech
from bot.views import programme, report_words
from bot.views.goodbyes import later_names
from bot.views.report_words import Fact

Cell = str | int | float
SHEET_MAX = 31
"""Characters of a sheet's name."""
HALF = 50


@dataclass(frozen=True)
class Table:
    """`name`: short, for a sheet; `key`: for a file's name, the same in every language.

    `about`: what it means, and how it was counted.
    """

    key: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    about: tuple[str, ...]


def tables(report: Report, say: Speech) -> tuple[Table, ...]:
    """In the order in which they are read."""
    figures = report.figures
    return (
        _facts(figures, say),
        _steps(figures, say),
        _reasons(figures, say),
        _classes(report, say),
        _retention(report, say),
        _later(figures, say),
    )


def cell(value: Value, say: Speech) -> Cell:
    return report_words.missing(value, say) if isinstance(value, Missing) else value


def all_facts(figures: Figures, say: Speech) -> list[Fact]:
    return [
        *report_words.people(figures, say),
        *report_words.hours(figures, say),
        *report_words.waiting(figures, say),
        *report_words.after(figures, say),
    ]


def is_mostly_hidden(figures: Figures, say: Speech) -> bool:
    """Whether more numbers are hidden than told, of those in the words of a message that are not 0.

    It is worked out of nothing but what everybody who has the report can count there, so that it tells nothing more.
    """
    values = [fact.value for fact in all_facts(figures, say)]
    values += [one.with_buddy for one in figures.classes]
    values += [kept.start for kept in (figures.with_buddy, figures.without_buddy)]
    values += [value for _, value in figures.later]
    hidden = sum(value is Missing.HIDDEN for value in values)
    return hidden > sum(not isinstance(value, Missing) and value != 0 for value in values)


def _facts(figures: Figures, say: Speech) -> Table:
    return Table(
        "figures",
        say.text("Figures"),
        (say.text("Figure"), say.text("Value"), say.text("Unit"), say.text("What it means")),
        tuple(
            (fact.label, cell(fact.value, say), report_words.unit_name(fact.unit, say), fact.about)
            for fact in all_facts(figures, say)
        ),
        (report_words.mostly_hidden(say),) if is_mostly_hidden(figures, say) else (),
    )


def _steps(figures: Figures, say: Speech) -> Table:
    rows = (
        (step.first.isoformat(), step.last.isoformat(), cell(report_words.in_hours(step.minutes), say))
        for step in figures.steps
    )
    return Table(
        "hours",
        report_words.step_title(figures.unit, say),
        (say.text("First day"), say.text("Last day"), say.text("Hours together")),
        tuple(rows),
        (report_words.steps_about(say),),
    )


def _reasons(figures: Figures, say: Speech) -> Table:
    labels = report_words.reason_labels(say)
    return Table(
        "endings",
        say.text("Why teams ended"),
        (say.text("Reason"), say.text("Teams")),
        tuple((labels[reason], cell(value, say)) for reason, value in figures.reasons),
        (report_words.reasons_about(say),),
    )


def _classes(report: Report, say: Speech) -> Table:
    names = class_names(report, say)
    rows = []
    for one in report.figures.classes:
        percent = report_words.share(one.with_buddy, one.attending)
        half = "" if isinstance(percent, Missing) else say.text("yes") if percent >= HALF else say.text("no")
        rows.append(
            (
                names[one.class_key],
                cell(one.with_buddy, say),
                cell(one.attending, say),
                cell(percent, say),
                half,
                one.as_of.isoformat() if one.as_of else "",
            )
        )
    columns = (
        *(say.text("Class"), say.text("With a buddy"), say.text("Students attending"), say.text("Share (%)")),
        *(say.text("At least half"), say.text("Numbers of")),
    )
    return Table("classes", say.text("Classes"), columns, tuple(rows), (report_words.classes_about(say),))


def _retention(report: Report, say: Speech) -> Table:
    figures = report.figures
    groups = (
        (say.text("With a buddy"), figures.with_buddy),
        (say.text("Without a buddy"), figures.without_buddy),
    )
    about = [report_words.retention_about(say), *lacking(names_lacking(report, say), say)]
    return Table(
        "retention",
        say.text("Who stays"),
        (
            say.text("Students"),
            say.text("At the start"),
            say.text("There or graduated"),
            say.text("Share (%)"),
        ),
        tuple(
            (name, cell(kept.start, say), cell(kept.there, say), stayed(kept, say)) for name, kept in groups
        ),
        tuple(about),
    )


def stayed(kept: Kept, say: Speech) -> Cell:
    """The share that has stayed, in percent; where few have gone, what it is at least."""
    percent = report_words.share(kept.there, kept.start)
    if percent is not Missing.HIDDEN or isinstance(kept.start, Missing):
        return cell(percent, say)
    if kept.few_left:
        least = int(100 * (kept.start - LEAST + 1) / kept.start)
        return say.text("at least {percent} %", percent=least)
    if kept.few_stayed:
        most = -int(-100 * (LEAST - 1) // kept.start)
        return say.text("at most {percent} %", percent=most)
    return cell(percent, say)


def names_lacking(report: Report, say: Speech) -> list[str]:
    """Classes whose numbers retention waits for."""
    names = class_names(report, say)
    return [names[key] for key in report.figures.lacking]


def lacking(names: Sequence[str], say: Speech) -> list[str]:
    return [lacking_are(say.list(names), say)] if names else []


def lacking_are(classes: str, say: Speech) -> str:
    """`classes`: their names, one beside the other."""
    return say.text(
        "I show this when the numbers of all classes with buddies in this time are known. One class after the other could tell small numbers. Not known yet: {classes}.",
        classes=classes,
    )


def class_names(report: Report, say: Speech) -> dict[str, str]:
    return {one.key: programme.name_of_class(one, say) for one in report.classes}


def _later(figures: Figures, say: Speech) -> Table:
    names = later_names(say)
    return Table(
        "later",
        say.text("Long after the end"),
        (say.text("Answer"), say.text("Students")),
        tuple((names[answer], cell(value, say)) for answer, value in figures.later),
        (report_words.later_about(say),),
    )


def definitions(report: Report, say: Speech) -> Table:
    """What all of it means, for a file of its own: where a table has room for nothing else."""
    figures = report.figures
    facts: Sequence[Fact] = all_facts(figures, say)
    rows = [(fact.label, fact.about) for fact in facts]
    rows += [(table.name, line) for table in tables(report, say) for line in table.about]
    rows.append((say.text("Small groups"), report_words.small_groups(say)))
    columns = (say.text("Figure"), say.text("What it means"))
    return Table("definitions", say.text("What it means"), columns, tuple(rows), ())
