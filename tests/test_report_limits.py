"""A report of a school with as many classes as the settings allow, with the longest names: what Slack takes, and all of it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.figures import ClassShare, Figures, Kept, Missing, Step, Value
from bot.rules.periods import Period, Unit
from bot.services import classes
from bot.services.classes import SchoolClass
from bot.services.goodbyes import LATER
from bot.services.report import Report
from bot.speech import LANGUAGES, escape, speech
from bot.views import report as views
from bot.views import report_tables, report_words
from models.enums import EndReason
from sandbox.blockkit import check
from tests.limits import over_the_limits

LIMITS = json.loads((Path(__file__).parent.parent / "sandbox" / "data" / "limits.json").read_text())
MONDAY, MOST = date(2026, 3, 2), classes.MOST
SHARES: tuple[tuple[Value, Value], ...] = (
    (1_234, 1_234),
    (Missing.HIDDEN, 1_234),
    (1_234, Missing.DOES_NOT_FIT),
    (1_234, Missing.NOT_KNOWN),
)
"""Of a class: with a buddy, and attending; each makes a line of its own kind."""


def named(letter: str) -> tuple[SchoolClass, ...]:
    """As many classes as may be, each with a name as long as may be."""
    names = [f"{number:02} ".ljust(classes.NAME_MAX - 3, letter) + f" {number:02}" for number in range(MOST)]
    return tuple(SchoolClass(f"c{number}", "x", "en", name) for number, name in enumerate(names))


def full(letter: str = "x", lacking: int = MOST - 1) -> Report:
    own = named(letter)
    counted = {one.name: 123_456 for one in fields(Figures) if one.type in ("Value", "Value | None")}
    steps = (
        Step(MONDAY + timedelta(weeks=n), MONDAY + timedelta(weeks=n, days=6), 600_000) for n in range(60)
    )
    shares = (ClassShare(one.key, *SHARES[n % len(SHARES)], MONDAY) for n, one in enumerate(own))
    figures = Figures(
        **counted,
        period=Period(MONDAY, MONDAY + timedelta(days=419)),
        today=MONDAY + timedelta(weeks=70),
        unit=Unit.WEEK,
        reasons=tuple((reason, 123_456) for reason in EndReason),
        steps=tuple(steps),
        classes=tuple(shares),
        with_buddy=Kept(123_456, 100_000),
        without_buddy=Kept(123_456, Missing.HIDDEN, few_left=True),
        later=tuple((answer, 123_456) for answer in LATER),
        worth_of_hour=1_500,
        currency="EUR",
        lacking=tuple(one.key for one in own[:lacking]),
    )
    return Report(figures, own)


def texts(blocks: Sequence[Any], name: str) -> str:
    """Of all sections of a part, in their order."""
    of_it = re.compile(rf"{name}(_\d+)?")
    return "\n".join(
        block["text"]["text"]
        for block in blocks
        if block["type"] == "section" and of_it.fullmatch(block["block_id"])
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", ["x", "&", "م"])
def test_the_fullest_report_is_a_message_that_slack_takes(language: str, letter: str) -> None:
    message = views.message(full(letter), language)
    blocks: list[Any] = list(message.blocks)
    assert check.message_problems(blocks) == []
    assert list(over_the_limits(blocks, LIMITS)) == []
    assert not any("…" in block["text"]["text"] for block in blocks if block["type"] == "section")
    assert len(json.dumps(blocks, ensure_ascii=False)) < 30_000, "one that can be read"
    assert message == views.message(full(letter), language)


@pytest.mark.parametrize(
    ("values", "line"),
    [
        (
            (5, 0, 1_234, Missing.HIDDEN, 0, 0),
            "Graduated 5 · Left the course 1,234 · Wished for another buddy not shown (too few people)",
        ),
        ((0, 0, Missing.HIDDEN, Missing.HIDDEN, 0, 0), "not shown (too few people)"),
        ((0,) * 6, None),
    ],
)
def test_why_teams_ended_is_one_line(values: tuple[Value, ...], line: str | None) -> None:
    report = full()
    reasons = tuple(zip(EndReason, values, strict=True))
    own = Report(replace(report.figures, reasons=reasons), report.classes)
    lines = texts(views.message(own, "en").blocks, "people").splitlines()
    told = [one for one in lines if "Why teams ended" in one]
    assert told == ([] if line is None else [f"• Why teams ended: {line}"])


VALUES = st.sampled_from([0, 7, 7.5, *Missing])
NAMED = [one.name for one in fields(Figures) if one.type in ("Value", "Value | None")]


@given(st.fixed_dictionaries(dict.fromkeys(NAMED, VALUES)), st.lists(VALUES, min_size=4, max_size=4))
def test_that_most_is_hidden_tells_nothing_that_cannot_be_counted_in_the_message(
    values: dict[str, Value], others: list[Value]
) -> None:
    """Worked out of what stands in the tables, it holds for every two reports that read alike."""
    own = full()
    with_buddy, there, *answers = others
    figures = replace(
        own.figures,
        **values,
        classes=(ClassShare("c0", with_buddy, Missing.NOT_KNOWN, MONDAY),),
        with_buddy=Kept(there or Missing.NONE, there or Missing.NONE),
        without_buddy=Kept(Missing.NOT_KNOWN, Missing.NOT_KNOWN),
        later=tuple(zip(LATER, answers, strict=False)),
    )
    report, say = Report(figures, own.classes), speech("en")
    tables = {one.key: one for one in report_tables.tables(report, say)}
    cells = [row[1] for key in ("figures", "classes", "retention", "later") for row in tables[key].rows]
    told = sum(not isinstance(cell, str) and cell != 0 for cell in cells)
    is_said = cells.count(report_words.missing(Missing.HIDDEN, say)) > told
    blocks = [block["block_id"] for block in views.message(report, "en").blocks]
    assert blocks.count("hidden") == is_said
    assert len(tables["figures"].about) == is_said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_is_there_or_counted(language: str) -> None:
    for letter in ("x", "&"):  # of the second, each letter is five in Slack's text
        own, say = full(letter), speech(language)
        said = texts(views.message(own, language).blocks, "classes")
        missing = [one.name for one in own.classes if escape(one.name) not in said]
        assert missing == [one.name for one in own.classes][MOST - len(missing) :], "the last ones"
        if letter == "x":
            assert not missing, "fifty fit"
        else:
            assert missing
            assert said.endswith(
                say.count(len(missing), "and one more: in the files", "and {n} more: in the files")
            )


@pytest.mark.parametrize("number", [1, views.NAMES, views.NAMES + 1, MOST - 1])
def test_classes_that_are_left_out_are_named_or_counted(number: int) -> None:
    say = speech("en")
    own = full("&", number)
    said = texts(views.message(own, "en").blocks, "retention")
    shown = sum(escape(one.name) in said for one in own.classes)
    assert shown == min(number, views.NAMES)
    more = number - shown
    if more:
        words = say.count(more, "and one more: in the files", "and {n} more: in the files")
        assert said.endswith(f"{words}.")
    table = next(one for one in report_tables.tables(own, say) if one.key == "retention")
    assert sum(one.name in table.about[-1] for one in own.classes) == number, "the files name them all"


def test_a_chart_that_would_mix_up_two_classes_is_not_drawn() -> None:
    """There is room for the beginning of a name, or its end."""
    for parts, number in ((("evening", "morning"), 0), (("evening ", "morning of "), 1)):
        names = [f"Web Development in the {part} for beginners of 2026" for part in parts]
        if number:
            names = [name.removeprefix("Web Development in the ") for name in names]
        own = full()
        two = tuple(replace(one, name=name) for one, name in zip(own.classes, names, strict=False))
        shares = tuple(ClassShare(one.key, 10, 20, MONDAY) for one in two)
        report = Report(replace(own.figures, classes=shares, lacking=()), two)
        drawn = [
            block for block in views.message(report, "en").blocks if block["block_id"] == "classes_chart"
        ]
        assert len(drawn) == number
