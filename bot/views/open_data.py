"""The figures of each year for everybody: plain values by names that are the same in every language. Nobody is named.

How many teams ran at the end of a year is left out, and of classes only the share is told, in whole percent: with one
year's teams at the end, the next one's beginnings and its own teams at the end, how many ended could be worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.rules.figures import Kept, Missing, Value
from bot.services.report import Report
from bot.speech import Speech
from bot.views import report_tables, report_words

VERSION = 1
LEFT_OUT = ("waiting", "running")
"""Of the names; a change that other programs would notice makes it more."""


def title(say: Speech) -> str:
    return say.text("CodeBuddies: figures of each year")


def content(reports: Sequence[Report], today: date, say: Speech) -> dict[str, Any]:
    """A number that cannot be told is `null`, and `why` says why: `hidden`, `not_known`, `does_not_fit`, `none`."""
    facts = report_tables.all_facts(reports[0].figures, say)
    return {
        "title": title(say),
        "version": VERSION,
        "language": say.language,
        "made_on": today.isoformat(),
        "note": report_words.small_groups(say),
        "definitions": {
            **{fact.key: fact.about for fact in facts if fact.key not in LEFT_OUT},
            "hours_by_step": report_words.steps_about(say),
            "endings": report_words.reasons_about(say),
            "classes": report_words.classes_about(say),
            "retention": report_words.retention_about(say),
            "later": report_words.later_about(say),
        },
        "years": [_year(report, say) for report in reports],
    }


def _year(report: Report, say: Speech) -> dict[str, Any]:
    figures, names = report.figures, report_tables.class_names(report, say)
    facts = [fact for fact in report_tables.all_facts(figures, say) if fact.key not in LEFT_OUT]
    return {
        "year": figures.period.first.year,
        "until": figures.period.until(figures.today).isoformat(),
        "is_over": figures.period.last < figures.today,
        "figures": {fact.key: {**_value(fact.value), "unit": fact.unit} for fact in facts},
        "hours_by_step": [
            {
                "first": step.first.isoformat(),
                "last": step.last.isoformat(),
                **_value(report_words.in_hours(step.minutes)),
            }
            for step in figures.steps
        ],
        "endings": {str(reason): _value(value) for reason, value in figures.reasons},
        "classes": [
            {
                "class": names[one.class_key],
                "share": _value(_whole(report_words.share(one.with_buddy, one.attending))),
            }
            for one in figures.classes
        ],
        "retention": {"with_buddy": _kept(figures.with_buddy), "without_buddy": _kept(figures.without_buddy)},
        "later": {answer: _value(value) for answer, value in figures.later},
    }


def _whole(percent: Value) -> Value:
    return percent if isinstance(percent, Missing) else round(percent)


def _kept(kept: Kept) -> dict[str, Any]:
    return {
        "at_start": _value(kept.start),
        "there_or_graduated": _value(kept.there),
        "share": _value(report_words.share(kept.there, kept.start)),
    }


def _value(value: Value) -> dict[str, Any]:
    return {"value": None, "why": str(value)} if isinstance(value, Missing) else {"value": value}
