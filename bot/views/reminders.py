"""The weekly reminder in the settings: in words, and the fields of its form."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.open_hours import HOUR, OpenHours, clock, minute_of
from bot.rules.open_times import ClassHours
from bot.rules.reminders import CHANNEL, EACH, WEEKDAYS
from bot.services.settings import Reminders
from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block

_USUAL = ClassHours((), 10 * 60, 14 * 60)
"""What the two times of class hours show where there are none."""


def in_words(set_now: Reminders, say: Speech) -> str:
    when = {"day": say.weekday_in_text(set_now.weekday), "time": clock(set_now.minute)}
    if set_now.each:
        first = say.text("On {day} at {time} in a team's own zone, to each of the two alone.", **when)
    else:
        first = say.text("On {day} at {time} in a team's own zone, in the team's channel.", **when)
    never = say.text("Never in the quiet hours, at the weekend or on a public holiday: then it waits.")
    return "\n".join([first, never, _classes(set_now.classes, say)])


def _classes(classes: ClassHours, say: Speech) -> str:
    if not classes.weekdays:
        return say.text("No class hours are set.")
    return say.text(
        "It waits in class hours, too: {days}, {begins} to {ends}.",
        days=say.list(say.weekday_in_text(day) for day in classes.weekdays),
        begins=clock(classes.begins),
        ends=clock(classes.ends),
    )


def as_typed(set_now: Reminders) -> dict[str, str]:
    """What is set, as the fields take it."""
    classes = set_now.classes if set_now.classes.weekdays else _USUAL
    return {
        "weekday": str(set_now.weekday),
        "time": clock(set_now.minute),
        "where": EACH if set_now.each else CHANNEL,
        "class_days": ",".join(map(str, classes.weekdays)),
        "class_from": clock(classes.begins),
        "class_to": clock(classes.ends),
    }


def fields(entered: Mapping[str, str], hours: OpenHours, say: Speech) -> list[Block]:
    about = say.text(
        "A team that is under its hours is reminded at most once a week, and at most twice in a row. Then you read it instead."
    )
    where = {
        CHANNEL: say.text("In the team's channel"),
        EACH: say.text("To each of the two alone, in their own language"),
    }
    days = {str(day): say.weekday(day) for day in WEEKDAYS}
    return [
        kit.section("about", about),
        kit.field("weekday", say.text("Day"), kit.one_of(days, initial=entered["weekday"])),
        kit.field(
            "time",
            say.text("Time"),
            kit.time(initial=_time(entered, "time", hours)),
            hint=say.text(
                "From {earliest} to {latest}, in each team's own time zone.",
                earliest=clock(hours.opens),
                latest=clock(hours.closes - HOUR),
            ),
        ),
        kit.field(
            "where",
            say.text("Where does it come?"),
            kit.one_of(where, initial=entered["where"], radio=True),
        ),
        kit.field(
            "class_days",
            say.text("Days with classes"),
            kit.boxes(days, initial=entered["class_days"].split(",")),
            hint=say.text("Nobody is reminded in class. Tick no day, and there are no class hours."),
            optional=True,
        ),
        kit.field(
            "class_from", say.text("Classes begin"), kit.time(initial=_time(entered, "class_from", hours))
        ),
        kit.field("class_to", say.text("Classes end"), kit.time(initial=_time(entered, "class_to", hours))),
    ]


def _time(entered: Mapping[str, str], block: str, hours: OpenHours) -> str:
    """What a field for a time can show of what came in."""
    return entered[block] if minute_of(entered[block]) is not None else clock(hours.opens)
