"""What a person reads when something is wrong about a report or its numbers: part of `views/errors.py`."""

from __future__ import annotations

from bot.errors import Wrong
from bot.views.wording import Wording

WORDINGS: dict[Wrong, Wording] = {
    Wrong.NO_ROLE_FOR_REPORTS: lambda say, values: say.text(
        "Only the project manager and the programme manager get reports. Nothing was sent. /codebuddy contacts shows who they are."
    ),
    Wrong.REPORT_NO_DAY: lambda say, values: say.text("Please choose this day, too."),
    Wrong.REPORT_OF_FUTURE: lambda say, values: say.text(
        "This day is yet to come, so there is nothing to report. Please choose an earlier one."
    ),
    Wrong.REPORT_DAYS_UNUSED: lambda say, values: say.text(
        "You have also entered days below, and this choice does not use them. Please choose “Other days, which I choose below”, or empty the days."
    ),
    Wrong.REPORT_TOO_LONG: lambda say, values: say.text(
        "A report is of {years} years at most, and of days since 2015. Please choose other days.",
        years=values["years"],
    ),
    Wrong.NO_MONEY: lambda say, values: say.text(
        "Please write an amount up to {most}, for example 15 or 17.50; or leave it empty.",
        most=values["most"],
    ),
    Wrong.NO_CURRENCY: lambda say, values: say.text(
        "Please write the three letters of a currency: for example, EUR, USD or GBP."
    ),
    Wrong.CLASS_NUMBER_ABOVE: lambda say, values: say.text(
        "This is more than {students} students. Please look at the numbers again.",
        students=values["students"],
    ),
    Wrong.CLASS_NUMBERS_FIT: lambda say, values: say.text(
        "Together these are more than {students} students. Please look at the numbers again.",
        students=values["students"],
    ),
    Wrong.CLASS_NUMBERS_OF_FUTURE: lambda say, values: say.text(
        "This day is yet to come. Please choose {today} or an earlier day.",
        today=say.day_and_year(values["today"]),  # type: ignore[arg-type]
    ),
    Wrong.CLASS_NUMBERS_TOO_EARLY: lambda say, values: say.text(
        "This day is before the first day of the class, {first}. Please choose a later day.",
        first=say.day_and_year(values["first"]),  # type: ignore[arg-type]
    ),
    Wrong.CLASS_NUMBERS_TOO_OLD: lambda say, values: say.text(
        "Reports begin on {first}, so they cannot use numbers of this day. Please choose a later day.",
        first=say.day_and_year(values["first"]),  # type: ignore[arg-type]
    ),
}
