"""What a person reads when something is wrong with a team's hours, a break, or the weekly reminder."""

from __future__ import annotations

from datetime import date

from bot.errors import Wrong
from bot.rules.open_hours import clock
from bot.rules.targets import LEAST, MOST
from bot.speech import Speech
from bot.views.wording import Wording


def _day(day: object, say: Speech) -> str:
    return say.day(day) if isinstance(day, date) else ""


def _clock(minutes: object) -> str:
    return clock(minutes) if isinstance(minutes, int) else ""


def _break_overlaps(say: Speech, values: dict[str, object]) -> str:
    return say.text(
        "There is a break already from {first} to {last}. Please choose days outside it, or remove it first.",
        first=_day(values["first"], say),
        last=_day(values["last"], say),
    )


def _unknown_region(say: Speech, values: dict[str, object]) -> str:
    if not values["known"]:
        return say.text(
            "For {country} I know the holidays of the whole country only. Please leave the region empty.",
            country=values["country"],
        )
    return say.text(
        "I do not know this region of {country}. I know, for example: {known}. You can also leave it empty.",
        country=values["country"],
        known=values["known"],
    )


WORDINGS: dict[Wrong, Wording] = {
    Wrong.NO_HOURS: lambda say, values: say.text(
        "I could not read the hours. Please write a time from {least} to {most} a week, like 2h or 1h30.",
        least=say.hours(LEAST),
        most=say.hours(MOST),
    ),
    Wrong.HOURS_RANGE: lambda say, values: say.text(
        "Please write a time from {least} to {most} a week, like 2h or 1h30.",
        least=say.hours(LEAST),
        most=say.hours(MOST),
    ),
    Wrong.NO_TEAM_FOR_HOURS: lambda say, values: say.text(
        "Hours a week are agreed on in a team, and you are in none right now. Nothing was stored. /codebuddy shows what you can do."
    ),
    Wrong.SAME_HOURS: lambda say, values: say.text(
        "You have {hours} a week already. Please write other hours, or press Cancel.",
        hours=say.hours(int(str(values["minutes"]))),
    ),
    Wrong.WISH_ANSWERED: lambda say, values: say.text(
        "<@{user}> has answered this already. Nothing was changed now. /codebuddy hours shows your hours.",
        user=values["user"],
    ),
    Wrong.WISH_OVER: lambda say, values: say.text(
        "This question is over, so this button does nothing any more. /codebuddy hours shows how it stands."
    ),
    Wrong.NO_MANAGER: lambda say, values: say.text(
        "For less than {hours} a week a manager agrees, too, and no manager is here now. Nothing was changed. {hours} or more you can agree on without one.",
        hours=say.hours(int(str(values["minutes"]))),
    ),
    Wrong.BREAK_IN_PAST: lambda say, values: say.text(
        "This day is over. Please choose today or a later day."
    ),
    Wrong.BREAK_ENDS_BEFORE: lambda say, values: say.text(
        "The last day cannot be before the first. Please choose another day."
    ),
    Wrong.BREAK_TOO_LONG: lambda say, values: say.text(
        "A break ends within a year from today. Please choose an earlier day."
    ),
    Wrong.BREAK_OVERLAPS: _break_overlaps,
    Wrong.NO_FIRST_DAY: lambda say, values: say.text("Please choose the first day of the break, too."),
    Wrong.NO_LAST_DAY: lambda say, values: say.text("Please choose the last day of the break, too."),
    Wrong.UNKNOWN_COUNTRY: lambda say, values: say.text(
        "I do not know the public holidays of this country. Please write its two letters, for example ES, PT, FR or DE; or leave it empty."
    ),
    Wrong.UNKNOWN_REGION: _unknown_region,
    Wrong.REGION_ALONE: lambda say, values: say.text(
        "A region needs its country. Please fill in the country, or leave both empty."
    ),
    Wrong.REMINDER_HOUR: lambda say, values: say.text(
        "Please choose a time from {earliest} to {latest}: nobody is reminded in the quiet hours.",
        earliest=_clock(values["earliest"]),
        latest=_clock(values["latest"]),
    ),
    Wrong.REMINDER_OUTSIDE: lambda say, values: say.text(
        "The weekly reminder comes at {time}, and this leaves it no hour. Please choose wider hours, or move the reminder first.",
        time=_clock(values["minute"]),
    ),
    Wrong.CLASS_OVER: lambda say, values: say.text(
        "This class ended on {day}, so nobody new can ask from it. Is that wrong? Please tell the people who run CodeBuddies: they can change the day.",
        day=_day(values["day"], say),
    ),
    Wrong.CLASS_TOO_LONG: lambda say, values: say.text(
        "This is more than three years after the first day. Please choose an earlier day."
    ),
    Wrong.FEW_OPEN_HOURS: lambda say, values: say.count(
        int(str(values["hours"])),
        "Please leave at least {n} hour open.",
        "Please leave at least {n} hours open: what waits all night needs them.",
    ),
    Wrong.DIGEST_LEFT_OUT: lambda say, values: say.text(
        "On {day} {time} does not exist: the clocks go from {begins} to {ends}. Please choose a time before or after that, or another day of the week for the digest.",
        day=_day(values["day"], say),
        time=_clock(values["minute"]),
        begins=_clock(values["begins"]),
        ends=_clock(values["ends"]),
    ),
    Wrong.DIGEST_NOT_THERE: lambda say, values: say.text(
        "The weekly digest comes at {time}. In {zone}, on {day} {time} does not exist: the clocks go from {begins} to {ends}. The time zone stays {kept}. Please move the digest first.",
        zone=values["zone"],
        kept=values["kept"],
        day=_day(values["day"], say),
        time=_clock(values["minute"]),
        begins=_clock(values["begins"]),
        ends=_clock(values["ends"]),
    ),
    Wrong.NO_OPEN_HOUR: lambda say, values: say.text(
        "With these class hours no hour is left from the moment of the reminder to Friday evening, so nobody could be reminded. Please choose fewer days, shorter hours, or an earlier reminder."
    ),
}
"""A part of the table in `views.errors`."""
