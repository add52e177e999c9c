"""Where two of a kind stand on one screen, their buttons have numbers; one alone has none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.rules.emergency import Emergency
from bot.rules.help_kinds import Kind
from bot.rules.matching import WhyWaiting
from bot.services.case_content import Told
from bot.services.case_reading import Content
from bot.services.help_answers import Own
from bot.services.promises import Waits
from bot.services.remedies import Remedies
from bot.speech import speech
from bot.views import erasing, help_told, private_case, remedies
from models.enums import HelpState
from tests.conftest import START
from tests.labels import alike, buttons

SPAIN = Emergency("Spain", "112")
TWO = ("U0TWO", "U0ONE")


def gone(people: tuple[str, ...]) -> list[str]:
    return labels(erasing.gone(people, "en"), "Erase data…")


def passing(people: tuple[str, ...]) -> list[str]:
    told = Told(Kind.TALK, may_pass_on=True)
    case = Content(
        "c" * 32, "U0ASKS", told, HelpState.OPEN, START, "U0READS", None, None, None, (), people
    )  # fmt: skip
    return labels(private_case.content(case, SPAIN, "en", "Europe/Madrid"), "Pass on")


def calls(people: tuple[str, ...]) -> list[str]:
    own = [Own(person, START, None, None) for person in people]
    shown = {"blocks": help_told.own(own, "Europe/Madrid", speech("en"))}
    return labels(shown, "I do not need it any more")


def unapproved(people: tuple[str, ...]) -> list[str]:
    return offers(replace(WAITS, unapproved=people))


def incomplete(people: tuple[str, ...]) -> list[str]:
    return offers(replace(WAITS, incomplete=people))


def one_of_each(people: tuple[str, ...]) -> list[str]:
    return offers(replace(WAITS, unapproved=people[:1], incomplete=people[1:]))


WAITS = Remedies(
    1,
    Waits(1, "U0WAITS", 20, ("en",), WhyWaiting.NO_LANGUAGE, is_proposed=False, is_asked=False, is_overdue=False),
    10, None, is_asking=False, unapproved=(), incomplete=(), away=(), silent=(), full=(), cities=(),
    can_choose=False, short=(), task_id=None,
)  # fmt: skip


def offers(found: Remedies) -> list[str]:
    return labels({"blocks": [dict(block) for block in remedies.seen(found, "en").blocks]}, "Read the offer")


def labels(shown: dict, label: str) -> list[str]:
    assert not list(alike(shown))
    return [one.label for one in buttons(shown) if label in one.label]


@pytest.mark.parametrize(
    ("screen", "label"),
    [
        (gone, "Erase data…"),
        (passing, "Pass on"),
        (calls, "I do not need it any more"),
        (unapproved, "Read the offer"),
        (incomplete, "Read the offer"),
        (one_of_each, "Read the offer"),
    ],
)
def test_two_have_numbers_and_one_alone_has_none(screen, label: str) -> None:
    assert screen(TWO) == [f"1. {label}", f"2. {label}"]
    assert screen(TWO[:1]) == [label]


def test_a_line_with_a_number_has_no_dot() -> None:
    several = remedies.seen(replace(WAITS, unapproved=TWO[:1], incomplete=TWO[1:]), "en").blocks
    texts = [block["text"]["text"] for block in several if block["type"] == "section"]
    assert [text[:5] for text in texts if "speaks" in text][1:] == ["1. <@", "2. <@"]
