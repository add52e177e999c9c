"""When and where the weekly reminder comes, and the class hours in which it never does, as a manager writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import UserError, Wrong, refuse_all
from bot.rules.open_hours import HOUR, OpenHours, minute_of
from bot.rules.open_times import ClassHours, leaves_an_hour

BLOCKS = ("weekday", "time", "where", "class_days", "class_from", "class_to")
"""The fields of the form; `class_days` as `0,1`."""
WEEKDAYS = range(5)
"""Days on which somebody may be reminded: 0 is Monday."""
CHANNEL, EACH = "channel", "each"


def read(entered: Mapping[str, str], hours: OpenHours) -> dict[str, Any]:
    """What the form says, as column → value of the settings.

    Raises:
        UserError: everything that cannot be, each at its field.
    """
    wrongs: list[UserError] = []
    weekday, minute = entered.get("weekday", ""), minute_of(entered.get("time", ""))
    if weekday not in map(str, WEEKDAYS):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="weekday"))
    if minute is None or not fits(minute, hours):
        about = {"earliest": hours.opens, "latest": hours.closes - HOUR}
        wrongs.append(UserError(Wrong.REMINDER_HOUR, about, block="time"))
    if entered.get("where") not in (CHANNEL, EACH):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="where"))
    since = (int(weekday), minute or hours.opens) if not wrongs else (0, hours.opens)
    classes = class_hours(entered, since, hours, wrongs)
    refuse_all(wrongs)
    return {
        "nudge_weekday": int(weekday),
        "nudge_minute": minute,
        "nudges_each": entered["where"] == EACH,
        "class_hours": classes,
    }


def fits(minute: int, hours: OpenHours) -> bool:
    """Whether a reminder can come at this minute: an hour is open then."""
    return hours.within(minute) == minute


def require_hour(weekday: int, minute: int, classes: ClassHours, hours: OpenHours) -> None:
    """A weekly reminder needs an open hour, whichever of these was changed. Raises `UserError` where it has none."""
    if not fits(minute, hours):
        block = "opens" if minute < hours.opens else "closes"
        raise UserError(Wrong.REMINDER_OUTSIDE, {"minute": minute}, block=block)
    if classes.weekdays and not leaves_an_hour(classes, weekday, minute, hours):
        raise UserError(Wrong.NO_OPEN_HOUR, block="closes")


def class_hours(
    entered: Mapping[str, str], since: tuple[int, int], hours: OpenHours, wrongs: list[UserError]
) -> dict[str, Any]:
    """As the settings keep them; empty where no day is ticked. `since`: weekday and minute of the reminder."""
    ticked = [one for one in entered.get("class_days", "").split(",") if one]
    if not ticked:
        return {}
    if not set(ticked) <= set(map(str, range(7))):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="class_days"))
        return {}
    begins, ends = minute_of(entered.get("class_from", "")), minute_of(entered.get("class_to", ""))
    wrongs += [
        UserError(Wrong.NO_TIME, block=block)
        for block, minute in (("class_from", begins), ("class_to", ends))
        if minute is None
    ]
    if begins is None or ends is None:
        return {}
    days = sorted({int(one) for one in ticked})
    if begins >= ends:
        wrongs.append(UserError(Wrong.CLOSES_BEFORE, block="class_to"))
    elif not leaves_an_hour(ClassHours(tuple(days), begins, ends), *since, hours):
        wrongs.append(UserError(Wrong.NO_OPEN_HOUR, block="class_days"))
    return {"weekdays": days, "begins": begins, "ends": ends}
