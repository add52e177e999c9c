"""Fields that both forms have: of the student who asks for a buddy, and of the volunteer who offers to be one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.services.requests import Choices
from bot.services.wishes import CITY_MAX
from bot.speech import Speech
from bot.views import kit, programme
from bot.views.answer import Block
from models.enums import Place


def languages(
    choices: Choices,
    say: Speech,
    *,
    well: str,
    some: str,
    hint: str,
    languages: Sequence[str],
    fluent: Sequence[str],
    keep: Iterable[str],
) -> list[Block]:
    """Two fields, `fluent` and `getting_by`; `well` and `some` are their labels.

    `keep`: what somebody has said to speak, offered or not.
    """
    named = programme.language_choices(choices, say, keep)
    rest = [one for one in languages if one not in fluent]
    return [
        kit.field("fluent", well, kit.some_of(named, initial=fluent), hint=hint, optional=True),
        kit.field("getting_by", some, kit.some_of(named, initial=rest), optional=True),
    ]


def topics(choices: Choices, say: Speech, label: str, initial: Iterable[str]) -> Block:
    return kit.field(
        "topics",
        label,
        kit.some_of(programme.topic_choices(choices, say), initial=initial),
        hint=say.text("You can leave this empty."),
        optional=True,
    )


def times(say: Speech, initial: Iterable[str]) -> Block:
    """A weekday and a part of the day each, in her own time zone."""
    return kit.field(
        "times",
        say.text("When could you meet?"),
        kit.some_of(programme.time_choices(say), initial=initial),
        hint=say.text(
            "In your own time: mornings 9–13, afternoons 13–18, evenings 18–22. Choose as many as you can; you can leave this empty."
        ),
        optional=True,
    )


def place(say: Speech, initial: Place, city: str) -> list[Block]:
    """Two fields, `place` and `city`."""
    choices = {
        str(Place.REMOTE): say.text("Online"),
        str(Place.IN_PERSON): say.text("In person"),
        str(Place.EITHER): say.text("Both are fine"),
    }
    return [
        kit.field(
            "place", say.text("Where would you like to meet?"), kit.one_of(choices, initial=str(initial))
        ),
        kit.field(
            "city",
            say.text("In which city?"),
            kit.line(initial=city, max_length=CITY_MAX),
            hint=say.text("Needed to meet in person. Without a city I look for online only."),
            optional=True,
        ),
    ]
