"""When a class begins, ends and is taught: in words, and the fields of its form."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.breaks import day_of
from bot.rules.class_days import ClassDays
from bot.rules.open_hours import clock, minute_of
from bot.services.classes import SchoolClass
from bot.speech import Speech, escape
from bot.views import kit, programme
from bot.views.answer import Block

_USUAL = (10 * 60, 14 * 60)
"""What the two times show where there are none."""


def in_words(days: ClassDays, say: Speech) -> list[str]:
    """What is known of it; of what is not, nothing."""
    lines = []
    if days.first and days.last:
        first, last = (say.day_and_year(day) for day in (days.first, days.last))
        lines.append(say.text("{first} to {last}", first=first, last=last))
    elif days.first:
        lines.append(say.text("from {day}", day=say.day_and_year(days.first)))
    elif days.last:
        lines.append(say.text("until {day}", day=say.day_and_year(days.last)))
    if days.hours.weekdays:
        lines.append(
            say.text(
                "taught on {days}, {begins} to {ends}",
                days=say.list(say.weekday_in_text(day) for day in days.hours.weekdays),
                begins=clock(days.hours.begins),
                ends=clock(days.hours.ends),
            )
        )
    return lines


def line(one: SchoolClass, say: Speech) -> str:
    """`Group B: Web Development in Spanish (closed)`."""
    automatic = escape(programme.class_name(one.course, one.language, say))
    name = say.joined(": ", escape(one.name), automatic) if one.name else automatic
    name = name if one.is_open else say.text("{name} (closed)", name=name)
    return say.joined(" · ", name, *in_words(one.days, say))


def as_typed(days: ClassDays) -> dict[str, str]:
    """What is set, as the fields take it."""
    begins, ends = (days.hours.begins, days.hours.ends) if days.hours.weekdays else _USUAL
    return {
        "first_day": days.first.isoformat() if days.first else "",
        "last_day": days.last.isoformat() if days.last else "",
        "class_days": ",".join(map(str, days.hours.weekdays)),
        "class_from": clock(begins),
        "class_to": clock(ends),
    }


def fields(entered: Mapping[str, str], say: Speech) -> list[Block]:
    days = {str(day): say.weekday(day) for day in range(7)}
    return [
        kit.field(
            "first_day",
            say.text("First day of the class"),
            kit.day(initial=day_of(entered["first_day"])),
            hint=say.text("With both days I know what “the course” means in a report."),
            optional=True,
        ),
        kit.field(
            "last_day",
            say.text("Last day of the class"),
            kit.day(initial=day_of(entered["last_day"])),
            hint=say.text("After it nobody new can ask from this class. Those who wait keep waiting."),
            optional=True,
        ),
        kit.field(
            "class_days",
            say.text("Days with classes"),
            kit.boxes(days, initial=entered["class_days"].split(",")),
            hint=say.text(
                "Its teams are not reminded in class. Tick no day, and the class hours in “Reminders” count."
            ),
            optional=True,
        ),
        kit.field("class_from", say.text("Classes begin"), kit.time(initial=_time(entered["class_from"], 0))),
        kit.field("class_to", say.text("Classes end"), kit.time(initial=_time(entered["class_to"], 1))),
    ]


def _time(text: str, place: int) -> str:
    return text if minute_of(text) is not None else clock(_USUAL[place])
