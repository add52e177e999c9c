"""The six questions with which a programme begins, and what cannot be an answer to where it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bot.errors import UserError, refuse_all
from bot.rules import breaks, intake
from bot.rules.intake import Group
from bot.rules.open_hours import OpenHours


class Step(StrEnum):
    """One page each, in this order."""

    PEOPLE = "people"
    PLACE = "place"
    CLASSES = "classes"
    HOURS = "hours"
    TIMES = "times"
    EMERGENCY = "emergency"


STEPS = tuple(Step)
GROUPS: dict[Step, tuple[Group, ...]] = {
    Step.PEOPLE: (),
    Step.PLACE: (Group.ZONE, Group.BREAKS),
    Step.CLASSES: (Group.CLASSES,),
    Step.HOURS: (Group.HOURS,),
    Step.TIMES: (Group.REMINDERS,),
    Step.EMERGENCY: (Group.EMERGENCY,),
}
"""The groups of the settings that a page answers."""
OPEN, COURSE, TAUGHT = "open_classes", "course", "taught"
"""Fields of the page about classes: those that are open, and one more."""
CALENDAR = ("country_code", "region")


def blocks(step: Step) -> tuple[str, ...]:
    """The fields of a page; of the people see `services.setup`."""
    if step is Step.PLACE:
        return (*intake.BLOCKS[Group.ZONE], *CALENDAR)
    if step is Step.CLASSES:
        return (OPEN, COURSE, TAUGHT)
    return tuple(block for group in GROUPS[step] for block in intake.BLOCKS.get(group, ()))


def after(step: Step) -> Step | None:
    """None: the summary."""
    at = STEPS.index(step) + 1
    return STEPS[at] if at < len(STEPS) else None


def before(step: Step) -> Step:
    return STEPS[max(0, STEPS.index(step) - 1)]


def step_of(text: object) -> Step | None:
    return next((one for one in STEPS if one == text), None)


def read(
    step: Step, typed: Mapping[str, str], names: Mapping[str, str], hours: OpenHours
) -> dict[Group, dict[str, Any]]:
    """What a page says of each of its groups, as column → value; of classes nothing: see `services.wizard`.

    Raises:
        UserError: everything that cannot be, each at its field.
    """
    wrongs: list[UserError] = []
    values: dict[Group, dict[str, Any]] = {}
    for group in GROUPS[step]:
        try:
            if group is Group.BREAKS:
                values[group] = _calendar(typed)
            elif group is not Group.CLASSES:
                values[group] = intake.read(group, typed, names, hours)
        except UserError as wrong:
            wrongs += [UserError(wrong.what, wrong.values, wrong.block), *wrong.others]
    refuse_all(wrongs)
    return values


def _calendar(typed: Mapping[str, str]) -> dict[str, Any]:
    wrongs: list[UserError] = []
    country, region = breaks.calendar(
        {"country": typed.get("country_code", ""), "region": typed.get("region", "")}, wrongs
    )
    refuse_all(
        [
            UserError(one.what, one.values, block="country_code" if one.block == "country" else one.block)
            for one in wrongs
        ]
    )
    return {"country": country, "region": region}
