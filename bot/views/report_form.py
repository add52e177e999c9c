"""The form that asks what a report should show and to whom, and what is said once it is asked for."""

from __future__ import annotations

from bot import ids
from bot.errors import UserError
from bot.rules.period_words import Asked, Form
from bot.rules.periods import Period, When
from bot.speech import Speech, speech
from bot.views import errors, kit, report_words
from bot.views.answer import Block, Message, View


def form(asked: Asked, wrong: UserError | None, language: str, *, has_course: bool) -> View:
    """Filled in with what was understood of what was typed. `wrong`: why the days that were typed cannot be."""
    say = speech(language)
    is_unsure = asked.period is None and not asked.is_sure
    told = _told(asked, wrong, language)
    chosen = When.DAYS if is_unsure else When.LAST_QUARTER
    first, last = asked.days
    blocks: list[Block] = [kit.section("not_sure", "\n".join(told))] if told else []
    blocks += [
        kit.field(
            "form",
            say.text("What do you want to show, and to whom?"),
            kit.one_of(
                _forms(say), initial=str(asked.form or Form.MESSAGE), radio=True, about=_for_whom(say)
            ),
        ),
        kit.field(
            "when",
            say.text("Of which time?"),
            kit.one_of(
                _times(say, has_course=has_course),
                initial=str(When.DAYS if asked.period else chosen),
            ),
            hint=" ".join([say.text("Open data always has all years."), report_words.few(say)]),
        ),
        kit.field(
            "first", say.text("First day"), kit.day(initial=first), optional=True, hint=_only_days(say)
        ),
        kit.field("last", say.text("Last day"), kit.day(initial=last), optional=True),
        kit.section(
            "class_numbers",
            say.text("Shares and “who stays” need numbers of each class: how many students it has."),
            kit.button(say.text("Numbers of the classes"), ids.CLASS_NUMBERS_LIST),
        ),
    ]
    return kit.modal(
        ids.MODAL_REPORT,
        say.text("Report"),
        blocks,
        submit=say.text("Send it to me"),
        close=say.text("Cancel"),
    )


def _told(asked: Asked, wrong: UserError | None, language: str) -> list[str]:
    """Why the form opens though days were typed."""
    say = speech(language)
    if asked.wants_course:
        return [
            say.text(
                "I do not know the days of the course: nobody has entered them for a class that is open. They are set in /codebuddy settings, “Classes and courses”. Or please choose the days here."
            )
        ]
    lines = []
    if asked.period is None and not asked.is_sure:
        lines.append(
            say.text(
                "I am not sure which days you mean. Nothing was sent yet: please look at the days below."
            )
        )
    elif wrong is not None:
        lines.append(say.text("Nothing was sent yet: please look at the days below."))
    fields = {"first": say.text("First day"), "last": say.text("Last day")}
    for one in (wrong, *wrong.others) if wrong is not None else ():
        lines.append("• " + say.joined(": ", fields[one.block or "last"], errors.words(one, language).text))
    return lines


def coming(period: Period, form: Form, language: str) -> Message:
    """It is owed; with what was understood."""
    say = speech(language)
    if form is Form.JSON:
        return Message(
            say.text(
                "The figures of each year are on their way to you, as a message with a file. Only you get it."
            )
        )
    what = {
        Form.MESSAGE: say.text("as a message"),
        Form.XLSX: say.text("as a spreadsheet"),
        Form.CSV: say.text("as CSV files"),
    }[form]
    return Message(
        say.text(
            "Your report of {first} to {last} is on its way to you, {what}. Only you get it. Other days: `/codebuddy report`.",
            first=say.day_and_year(period.first),
            last=say.day_and_year(period.last),
            what=what,
        )
    )


def _forms(say: Speech) -> dict[str, str]:
    return {
        Form.MESSAGE: say.text("A message for me, here in Slack"),
        Form.XLSX: say.text("A spreadsheet for a funder or the board (Excel)"),
        Form.CSV: say.text("CSV files for another program"),
        Form.JSON: say.text("Open data for everybody: the figures of each year (JSON)"),
    }


def _for_whom(say: Speech) -> dict[str, str]:
    return {
        Form.MESSAGE: say.text("The figures in words"),
        Form.XLSX: say.text("One sheet for each table; each number is explained"),
        Form.CSV: say.text("One file for each table, in a zip"),
        Form.JSON: say.text("Without names; you decide where it is published"),
    }


def _times(say: Speech, *, has_course: bool) -> dict[str, str]:
    times = {
        When.LAST_QUARTER: say.text("The last quarter"),
        When.THIS_QUARTER: say.text("This quarter, so far"),
        When.THIS_YEAR: say.text("This year, so far"),
        When.LAST_YEAR: say.text("The last year"),
        When.COURSE: say.text("The course"),
        When.DAYS: say.text("Other days, which I choose below"),
    }
    if not has_course:
        del times[When.COURSE]
    return {str(when): text for when, text in times.items()}


def _only_days(say: Speech) -> str:
    return say.text("Only for “Other days”.")
