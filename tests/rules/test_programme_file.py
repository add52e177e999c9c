"""What is written is read as it was, and what cannot be is refused with its place and nothing else of the text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.errors import UserError, Wrong
from bot.rules import programme_file
from bot.rules.intake import fold

words = some.text(some.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
lists = some.lists(words, max_size=20, unique_by=fold)
minutes = some.integers(9 * 60, 20 * 60)


def rising(most: int, size: int) -> some.SearchStrategy[list[int]]:
    return some.lists(some.integers(1, most), min_size=size, max_size=size, unique=True).map(sorted)


KNOWN = {"en", "es", "sw", "so"}
SPOKEN = {"en", "es"}
numbers = some.text("0123456789", min_size=2, max_size=20)
FILES = some.fixed_dictionaries(
    {
        "classes": some.lists(
            some.fixed_dictionaries(
                {
                    "course": words,
                    "language": some.sampled_from(["", "en", "es"]),
                    "eligible": some.booleans(),
                }
            ),
            max_size=8,
            unique_by=lambda one: (fold(one["course"]), one["language"]),
        ),
        "topics": some.lists(words, min_size=1, max_size=20, unique_by=fold),
        "traits": lists,
        "promise_days": rising(90, 3),
        "offer_hours": rising(336, 2),
        "student_hours": some.integers(1, 336),
        "idle_days": some.tuples(some.integers(1, 365), some.integers(1, 90)).map(list),
        "weekly_minutes": some.integers(15, 2400),
        "nudge_weekday": some.integers(0, 4),
        "nudge_minute": minutes,
        "nudges_each": some.booleans(),
        "class_hours": some.just({}),
        "country": some.just("ES"),
        "region": some.sampled_from(["", "CT"]),
        "has_minors": some.booleans(),
        "emergency": some.fixed_dictionaries(
            {
                "country": words,
                "danger": numbers,
                "suicide": numbers,
                "partner": some.just(""),
                "outside": words,
            }
        ),
        "venues": lists.map(lambda names: [{"name": one, "role": ""} for one in names]),
        "channel_after_introduction": some.booleans(),
        "house_note": some.text(some.characters(codec="utf-8", exclude_categories=("C",)), max_size=500),
        "later_months": some.integers(0, 60),
        "digest_weekday": some.integers(0, 6),
        "digest_minute": some.integers(0, 1439),
        "opens": some.just(8 * 60),
        "closes": some.just(22 * 60),
        "timezone": some.sampled_from(["Europe/Madrid", "UTC", "America/Bogota"]),
        "hour_worth": some.none() | some.integers(1, 100_000),
        "currency": some.sampled_from(["EUR", "COP"]),
        "languages": some.lists(some.sampled_from(sorted(KNOWN)), min_size=1, unique=True),
        "language": some.sampled_from(sorted(SPOKEN)),
        "cases_kept_days": some.integers(1, 365),
    }
)


@given(FILES)
def test_what_is_written_is_read_as_it_was(columns: dict[str, Any]) -> None:
    text = programme_file.write(columns)
    parts = text.split("\n\n")
    assert all(len(part) <= 3000 for part in parts)
    pasted = "\n".join(part.strip() for part in parts)
    read = programme_file.read(pasted, KNOWN, SPOKEN)
    read["classes"] = [
        {key: one[key] for key in ("course", "language", "eligible")} for one in read["classes"]
    ]
    assert read == columns


GOOD: dict[str, Any] = {
    "classes": [{"key": "x", "course": "Web", "language": "en"}],
    "topics": ["react"],
    "traits": [],
    "promise_days": [7, 10, 14],
    "offer_hours": [48, 72],
    "student_hours": 72,
    "idle_days": [60, 14],
    "weekly_minutes": 120,
    "nudge_weekday": 3,
    "nudge_minute": 1020,
    "nudges_each": False,
    "class_hours": {"weekdays": [0, 1], "begins": 600, "ends": 840},
    "country": "ES",
    "region": "CT",
    "has_minors": False,
    "emergency": {"country": "Spain", "danger": "112", "suicide": "", "partner": "", "outside": ""},
    "venues": [],
    "channel_after_introduction": False,
    "house_note": "",
    "later_months": 12,
}


def said(**other: Any) -> str:
    return json.dumps({**json.loads(programme_file.write(GOOD)), **other})


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        ("", Wrong.CLONE_UNREADABLE, None),
        (said()[:200], Wrong.CLONE_UNREADABLE, None),
        ("[1]", Wrong.CLONE_UNREADABLE, None),
        ("{}", Wrong.CLONE_UNREADABLE, None),
        ("[" * 100_000, Wrong.CLONE_UNREADABLE, None),
        (said(codebuddies_settings=6, unheard="of"), Wrong.CLONE_NEWER, None),
        (said(promise_days=[7, 7, 14]), Wrong.CLONE_BAD, "promise_days"),
        (said(topics=[]), Wrong.CLONE_BAD, "topics"),
        (said(topics=["React", "react"]), Wrong.CLONE_BAD, "topics"),
        (said(languages=[]), Wrong.CLONE_BAD, "languages"),
        (said(languages=["en", "en"]), Wrong.CLONE_BAD, "languages"),
        (said(languages=["en", "xx"]), Wrong.CLONE_BAD, "languages"),
        (said(languages=["Elvish"]), Wrong.CLONE_BAD, "languages 0"),
        (said(languages=["en"] * 101), Wrong.CLONE_BAD, "languages"),
        (said(language="sw"), Wrong.CLONE_BAD, "language"),
        (said(language="Elvish"), Wrong.CLONE_BAD, "language"),
        (said(cases_kept_days=0), Wrong.CLONE_BAD, "cases_kept_days"),
        (said(cases_kept_days=366), Wrong.CLONE_BAD, "cases_kept_days"),
        (said(classes=[{"course": "Web", "language": "xx"}]), Wrong.CLONE_BAD, "classes 0 language"),
        (said(classes=[{"course": "Web", "language": "Elvish"}]), Wrong.CLONE_BAD, "classes 0 language"),
        (said(student_hours="72"), Wrong.CLONE_BAD, "student_hours"),
        (said(weekly_minutes=1), Wrong.CLONE_BAD, "weekly_minutes"),
        (said(country="XX"), Wrong.CLONE_BAD, "country"),
        (said(class_hours={"weekdays": [0], "begins": 900, "ends": 600}), Wrong.CLONE_BAD, "class_hours"),
        (said(emergency={"country": "Spain", "danger": "help"}), Wrong.CLONE_BAD, "emergency"),
        (said(venues=[{"name": "A", "role": "king"}]), Wrong.CLONE_BAD, "venues 0 role"),
        (said(support_channel_id="C1"), Wrong.CLONE_BAD, "?"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(text: str, what: Wrong, where: str | None) -> None:
    with pytest.raises(UserError) as refused:
        programme_file.read(text, KNOWN, SPOKEN)
    assert refused.value.what is what
    assert refused.value.values.get("where") == where


CAME_WITH = {
    2: {"own_texts": {}, "features_off": []},
    3: {
        **{"digest_weekday": 1, "digest_minute": 600, "opens": 480, "closes": 1200, "timezone": "UTC"},
        **{"hour_worth": None, "currency": "USD", "kept_for": [12, 6, 24, 6, 7]},
    },
    4: {"languages": ["sw"]},
    5: {"language": "es", "cases_kept_days": 7},
}
"""What a version of the format says that those before do not."""


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5])
def test_a_file_of_each_version_is_read_and_says_nothing_of_what_came_later(version: int) -> None:
    known: dict[str, Any] = {}
    for came in range(2, version + 1):
        known |= CAME_WITH[came]
    later = {name for came, names in CAME_WITH.items() if came > version for name in names}
    assert not GOOD.keys() & {name for names in CAME_WITH.values() for name in names}
    read = programme_file.read(said(codebuddies_settings=version, **known), KNOWN, SPOKEN)
    assert {name: read[name] for name in known} == known
    assert not read.keys() & later
    assert max(CAME_WITH) == programme_file.VERSION
