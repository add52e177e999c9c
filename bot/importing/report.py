"""What an import tells the one who runs it, in a terminal."""

from __future__ import annotations

from bot.importing.bring import Report
from bot.importing.rows import OFFER, REQUEST
from bot.services.imports import Came

NAMES = {REQUEST: ("request", "requests"), OFFER: ("offer of a volunteer", "offers of volunteers")}


def words(report: Report) -> str:
    """Every row that did not come in with its line, column and reason; then the counts."""
    lines = [f"{report.file}, {problem}" for problem in report.problems]
    if report.unknown_columns:
        lines.append(f"Columns that are not read: {', '.join(report.unknown_columns)}.")
    would = "would come in" if report.dry_run else "came in"
    lines.append(f"{_several(report, Came.NEW)} {would}.")
    if any(came is Came.THERE for _, came in report.came):
        lines.append(f"{_several(report, Came.THERE)} were there already, and stay as they are.")
    if report.left_out:
        lines.append(_left(report))
    if report.dry_run:
        lines.append("This was a dry run: nothing was written.")
    return "\n".join(lines)


def _left(report: Report) -> str:
    one = report.left_out == 1
    would = "would be" if report.dry_run else "was" if one else "were"
    rows = "1 row" if report.rows == 1 else f"{report.rows} rows"
    return (
        f"{report.left_out} of {rows} {would} left out. Correct {'it' if one else 'them'} and run the command "
        "again: who is in already is not brought in twice."
    )


def _several(report: Report, came: Came) -> str:
    counts = {kind: report.came[kind, came] for kind in NAMES}
    return " and ".join(f"{count} {NAMES[kind][count != 1]}" for kind, count in counts.items())
