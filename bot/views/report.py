"""A report as a message: the figures in words, and buttons for the same as a file; and what is said with a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from slackblocks import Button

from bot import ids
from bot.rules.figures import Kept, Missing
from bot.rules.period_words import Form
from bot.rules.periods import Period, Unit
from bot.services.report import Report
from bot.speech import Speech, escape, speech
from bot.views import charts, kit, report_tables, report_words
from bot.views.answer import Block, Message
from bot.views.goodbyes import later_names
from bot.views.report_tables import HALF
from bot.views.report_words import Fact

SECTIONS = 3
"""Of the list of classes: fifty with long names fit, and the whole stays a message that can be read."""
FULL = kit.SECTION_MAX - 150
"""Characters of a section, with room left for how many more there are."""
NAMES = 5
"""Classes that are named in a sentence."""
FILES = {Form.XLSX: ids.REPORT_XLSX, Form.CSV: ids.REPORT_CSV}


def message(report: Report, language: str) -> Message:
    """The whole report."""
    say = speech(language)
    figures = report.figures
    teams = _facts(say.text("*Students, buddies, teams*"), report_words.people(figures, say), say)
    people = "\n".join([teams, *_why_ended(report, say)])
    of_time = _facts(say.text("*Hours*"), report_words.hours(figures, say), say)
    hours = "\n".join([of_time, *_hours_in_words(report, say)])
    waiting = _facts(say.text("*How long students waited*"), report_words.waiting(figures, say), say)
    title = report_words.title(report.figures.period, report.figures.today, say)
    why = report_words.mostly_hidden(say) if report_tables.is_mostly_hidden(figures, say) else ""
    blocks = [
        kit.header("report", title),
        *([kit.section("hidden", f"⚠️ {why}")] if why else []),
        kit.section("people", people),
        kit.section("hours", hours),
        *_hours_chart(report, say),
        kit.section("waiting", waiting),
        *_sections("classes", say.text("*Classes: who has a buddy*"), _classes(report, say), say),
        *_classes_chart(report, say),
        kit.section("retention", _retention(report, say)),
        kit.section("after", _after(report, say)),
        kit.context("small", report_words.small_groups(say)),
        kit.context(
            "meaning", say.text("What each number means, and how it is counted, is written in the files.")
        ),
        kit.buttons("report_do", *(_as_file(form, figures.period, say) for form in FILES)),
    ]
    return Message(title, tuple(blocks))


def with_file(title: str, form: Form, language: str) -> Message:
    """What comes with a file of this title."""
    say = speech(language)
    about = {
        Form.XLSX: say.text("The spreadsheet has one sheet for each table, and says what each number means."),
        Form.CSV: say.text(
            "The zip has one CSV file for each table, and one that says what each number means."
        ),
        Form.JSON: say.text(
            "The file has the figures of each year, for everybody to read: no names. I publish nothing. Once a year is often enough: from two files of the same year, somebody could work out small numbers."
        ),
        Form.MESSAGE: "",
    }[form]
    if form is not Form.JSON:
        about = f"{about} {report_words.small_groups(say)}"
    return Message(f"{title}. {about}", (kit.section("report", f"*{title}*\n{about}"),))


def no_file(language: str) -> Message:
    """Slack has taken the message and not the file."""
    return Message(
        speech(language).text(
            "Slack did not take the file of your report. Please ask an admin of this workspace whether apps may upload files, and try again with `/codebuddy report`. As a message it works without a file."
        )
    )


def refused(language: str) -> Message:
    """Whoever asked has no role any more when it is sent."""
    return Message(
        speech(language).text(
            "Your report was not sent: only the project manager and the programme manager get reports, and you have neither role any more. If this is a mistake, ask them to look into `/codebuddy setup`."
        )
    )


def _hours_of_steps(report: Report, say: Speech) -> list[tuple[str, float]]:
    """Hours of each step that is shown; nothing where they are too few or too many for a chart."""
    figures = report.figures
    points = [
        (_label(step.first, figures.unit, say), step.minutes / 60)
        for step in figures.steps
        if not isinstance(step.minutes, Missing)
    ]
    is_one = 2 <= len(points) <= charts.POINTS_MAX and any(hours for _, hours in points)
    return points if is_one else []


def _hours_in_words(report: Report, say: Speech) -> list[str]:
    """What the chart shows, in one line: not every Slack takes charts."""
    points = _hours_of_steps(report, say)
    if not points:
        return []
    told = (f"{label} {say.number(round(hours, 2))}" for label, hours in points)
    title = report_words.step_title(report.figures.unit, say)
    return ["• " + say.joined(": ", title, say.joined(" · ", *told))]


def _hours_chart(report: Report, say: Speech) -> list[Block]:
    """Hours of each step; of those that are not shown there is no bar."""
    points = _hours_of_steps(report, say)
    if not points:
        return []
    title = report_words.step_title(report.figures.unit, say)
    return [charts.bars("hours_chart", title, say.text("Hours together"), points)]


def _label(first: date, unit: Unit, say: Speech) -> str:
    return say.short_day(first) if unit is Unit.WEEK else f"{first:%Y-%m}"


def _classes_chart(report: Report, say: Speech) -> list[Block]:
    """The share of each class that has a buddy, where two at least can be shown."""
    names, points = _short(report_tables.class_names(report, say)), list[tuple[str, float]]()
    for one in report.figures.classes:
        percent = report_words.share(one.with_buddy, one.attending)
        if not isinstance(percent, Missing):
            points.append((names[one.class_key], percent))
    are_told_apart = len({name for name, _ in points}) == len(points)
    if not are_told_apart or not 2 <= len(points) <= charts.POINTS_MAX:
        return []
    title = say.text("Students with a buddy")
    return [charts.bars("classes_chart", title, say.text("Share (%)"), points)]


def _short(names: Mapping[str, str]) -> dict[str, str]:
    """As a chart has room for: the beginning, or, where beginnings are alike, the end of each name."""
    cut = {key: kit.cut(name, charts.LABEL_MAX) for key, name in names.items()}
    if len(set(cut.values())) == len(cut):
        return cut
    room = charts.LABEL_MAX - 1
    return {key: name if len(name) <= charts.LABEL_MAX else f"…{name[-room:]}" for key, name in names.items()}


def _as_file(form: Form, period: Period, say: Speech) -> Button:
    words = {Form.XLSX: say.text("As a spreadsheet"), Form.CSV: say.text("As CSV files")}
    return kit.button(words[form], FILES[form], f"{period.first}:{period.last}")


def _facts(title: str, facts: list[Fact], say: Speech) -> str:
    return "\n".join(
        [title, *("• " + say.joined(": ", fact.label, report_words.in_words(fact, say)) for fact in facts)]
    )


def _sections(name: str, title: str, lines: Sequence[str], say: Speech) -> list[Block]:
    """A list under its title, in several sections where it is long; what there is no room for is counted."""
    if not lines:
        return []
    texts, shown = [title], 0
    for line in lines:
        if len(texts[-1]) + len(line) < FULL:
            texts[-1] += f"\n• {line}"
        elif len(texts) < SECTIONS:
            texts.append(f"• {line}")
        else:
            break
        shown += 1
    if shown < len(lines):
        texts[-1] += f"\n{_more(len(lines) - shown, say)}"
    return [kit.section(f"{name}_{number}" if number else name, text) for number, text in enumerate(texts)]


def _more(number: int, say: Speech) -> str:
    return say.count(number, "and one more: in the files", "and {n} more: in the files")


def _classes(report: Report, say: Speech) -> list[str]:
    names, lines = report_tables.class_names(report, say), []
    for one in report.figures.classes:
        percent = report_words.share(one.with_buddy, one.attending)
        name, has = escape(names[one.class_key]), report_words.shown(one.with_buddy, say)
        if isinstance(one.with_buddy, Missing):
            lines.append(say.joined(": ", name, has))
            continue
        if isinstance(percent, Missing):
            attend = report_words.missing(percent, say)
            lines.append(
                say.text(
                    "{name}: {number} with a buddy; how many attend: {attend}",
                    name=name,
                    number=has,
                    attend=attend,
                )
            )
            continue
        words = say.text(
            "{name}: {number} of {attending} with a buddy, *{percent} %*",
            name=name,
            number=has,
            attending=report_words.shown(one.attending, say),
            percent=say.number(percent),
        )
        half = say.text("at least half") if percent >= HALF else say.text("less than half")
        lines.append(f"{words} ({half})")
    return lines


def _retention(report: Report, say: Speech) -> str:
    figures = report.figures
    title = say.text("*Who is still there, or has graduated*")
    lines = [
        "• " + say.joined(": ", name, _kept(kept, say))
        for name, kept in (
            (say.text("With a buddy"), figures.with_buddy),
            (say.text("Without a buddy"), figures.without_buddy),
        )
    ]
    return "\n".join([title, *lines, *map(escape, _lacking(report, say))])


def _lacking(report: Report, say: Speech) -> list[str]:
    """As in the files, where there are few; else the first of them, and how many more."""
    names = report_tables.names_lacking(report, say)
    more = len(names) - NAMES
    if more <= 0:
        return report_tables.lacking(names, say)
    return [report_tables.lacking_are(say.row([*names[:NAMES], _more(more, say)]), say)]


def _kept(kept: Kept, say: Speech) -> str:
    if isinstance(kept.start, Missing):
        return report_words.missing(kept.start, say)
    stayed = report_tables.stayed(kept, say)
    start = say.number(kept.start)
    if isinstance(kept.there, Missing):
        return say.text("{share} of {start}", share=stayed, start=start)
    percent = say.number(report_words.percent(kept.there, kept.start))
    return say.text(
        "{there} of {start}, *{percent} %*", there=say.number(kept.there), start=start, percent=percent
    )


def _why_ended(report: Report, say: Speech) -> list[str]:
    """One line of the reasons that there were; none where no team ended."""
    labels = report_words.reason_labels(say)
    there = [(labels[reason], value) for reason, value in report.figures.reasons if value != 0]
    if not there:
        return []
    told = {report_words.shown(value, say) for _, value in there if isinstance(value, Missing)}
    none_is_shown = all(isinstance(value, Missing) for _, value in there)
    words = [f"{label} {report_words.shown(value, say)}" for label, value in there]
    reasons = say.joined(" · ", *(sorted(told) if none_is_shown else words))
    line = say.text("Why teams ended: {reasons}", reasons=reasons)
    return [f"• {line}"]


def _after(report: Report, say: Speech) -> str:
    figures, names = report.figures, later_names(say)
    title = say.text("*What came of it*")
    later = [
        f"{names[answer]} {report_words.shown(value, say)}" for answer, value in figures.later if value != 0
    ]
    line = say.text(
        "Long after the end: {answers}", answers=say.joined(" · ", *later) if later else say.text("no answer")
    )
    return "\n".join([_facts(title, report_words.after(figures, say), say), f"• {line}"])
