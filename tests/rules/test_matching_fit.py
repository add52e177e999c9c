"""Who may be paired, how well two fit, and what a card says about it; one by one and all at once."""

from __future__ import annotations

import json
from itertools import product

import pytest

from bot.rules import fit, scores
from bot.rules.fit import Bent, Reasons
from models.enums import Place
from tests.rules.lists import NOW, allowed, helper, instance, student

NONE: frozenset[tuple[str, str]] = frozenset()


def test_the_matrices_say_what_the_plain_rules_say_of_every_pair() -> None:
    pairs = 0
    for seed in range(300):
        told = instance(seed)
        if not told.students or not told.helpers:
            continue
        board = scores.table(told.students, told.helpers, told.declined, told.avoided, NOW)
        for (row, she), (column, he) in product(enumerate(told.students), enumerate(told.helpers)):
            may = fit.may_pair(she, he, told.declined, told.avoided, now=NOW)
            assert board.may[row, column] == may == allowed(she, he, told)
            assert board.points[row, column] == fit.score(she, he, NOW)
            pairs += 1
    assert pairs > 2000


def test_a_pair_bends_a_rule_exactly_if_it_may_not_be() -> None:
    for seed in range(200):
        told = instance(seed)
        for she, he in product(told.students, told.helpers):
            pair = (she.student_id, he.user_id)
            if pair[0] == pair[1] or pair in told.avoided:
                continue
            broken = fit.bent(she, he, told.declined, NOW)
            assert (not broken) is fit.may_pair(she, he, told.declined, told.avoided, now=NOW)
            assert not {Bent.LANGUAGE, Bent.LEVEL} <= set(broken)


IN_PERSON = {"place": Place.IN_PERSON, "city": "Málaga"}
EVENING = {"times": ("mon_evening",)}
MUST = {"traits": ("woman", "parent"), "traits_must": True}


@pytest.mark.parametrize(
    ("she", "he", "broken"),
    [
        ({}, {}, ()),
        ({}, {"languages": ("en",), "fluent": ("en",)}, (Bent.LANGUAGE,)),
        ({"fluent": ()}, {"fluent": ()}, (Bent.LEVEL,)),
        ({"fluent": ()}, {}, ()),
        ({}, {"fluent": ()}, ()),
        (IN_PERSON, {"city": "  malaga "}, ()),
        (IN_PERSON, {"city": "Málaga, España"}, ()),
        (IN_PERSON, {"city": "Malaga", "place": Place.REMOTE}, (Bent.PLACE,)),
        (IN_PERSON, {"city": "Lyon", "place": Place.IN_PERSON}, (Bent.PLACE,)),
        ({"place": Place.IN_PERSON}, {}, (Bent.PLACE,)),
        ({"place": Place.REMOTE}, IN_PERSON, (Bent.PLACE,)),
        ({"place": Place.REMOTE, "city": "Lyon"}, {"city": "Paris"}, ()),
        (MUST, {"traits": ("parent",)}, ()),
        (MUST, {"traits": ("migrant",)}, (Bent.TRAITS,)),
        ({"traits": ("woman",)}, {}, ()),
        (EVENING, {}, ()),
        (EVENING, {"times": ("mon_evening",)}, ()),
        (EVENING, {"times": ("tue_evening",)}, (Bent.HOURS,)),
        ({"traits_must": True}, {}, ()),
    ],
)
def test_what_a_manager_would_bend(
    she: dict[str, object], he: dict[str, object], broken: tuple[Bent, ...]
) -> None:
    assert fit.bent(student(**she), helper(**he), NONE, NOW) == broken


def test_a_city_is_the_same_however_it_is_typed_and_another_is_another() -> None:
    for ways in (
        ("Madrid", "Madrid, España", " MADRID (Spain)", "madrid."),
        ("Alcalá-de-Henares", "Alcala de Henares"),
        ("St. Gallen", "St Gallen"),
        ("L'Hospitalet", "L’Hospitalet", "l hospitalet"),
        ("Łódź", "Lodz"),
        ("Århus", "Arhus"),
        ("Ærøskøbing", "aeroskobing"),
        ("Straße", "STRASSE"),
        ("İstanbul", "Istanbul", "ıstanbul"),
        ("(Madrid)", "Madrid"),
        ("القاهرة، مصر", "القاهرة"),
    ):
        assert len({fit.plain_city(way) for way in ways}) == 1, ways
    others = (
        "Madrid",
        "Móstoles",
        "दिल्ली",
        "दल",
        "القاهرة",
        "東京",
        "Barcelona",
        "Barcelos",
        "6th of October",
        "",
    )
    assert len({fit.plain_city(one) for one in others}) == len(others)
    assert fit.plain_city(" -, ") == ""


def test_a_no_can_be_bent_by_hand_but_avoiding_and_oneself_are_no_matter_of_bending() -> None:
    she, he = student(), helper()
    assert fit.bent(she, he, {("S", "V")}, NOW) == (Bent.DECLINED,)
    assert not fit.may_pair(she, he, {("S", "V")}, now=NOW)
    assert not fit.may_pair(she, he, NONE, {("S", "V")}, now=NOW)
    assert fit.may_pair(she, he, {("V", "S")}, {("V", "S")}, now=NOW)
    assert not fit.may_pair(she, helper("S"), NONE, now=NOW)


MANY = ("en", "es", "fr", "ar", "uk")


@pytest.mark.parametrize(
    ("she", "he", "score"),
    [
        ({}, {}, 400),
        ({"fluent": ()}, {}, 250),
        ({"languages": ("es", "en"), "fluent": ("es", "en")}, {"languages": ("es", "en"), "fluent": ()}, 270),
        ({"languages": MANY, "fluent": MANY}, {"languages": MANY, "fluent": ()}, 310),
        ({"languages": MANY, "fluent": MANY}, {"languages": MANY, "fluent": MANY}, 400),
        ({"days": 1.9}, {}, 402),
        ({"days": 149}, {}, 698),
        ({"days": 500}, {}, 700),
        ({"times": ("mon_evening",)}, {"times": ("mon_evening",)}, 420),
        ({"times": ("mon_evening",)}, {"times": ("mon_morning",), "timezone": "Asia/Kathmandu"}, 400),
        ({"times": ("mon_evening",)}, {"times": ("mon_evening",), "timezone": "Asia/Tehran"}, 402),
        ({"topics": ("git", "css")}, {"topics": ("css", "git", "sql")}, 430),
        ({"topics": tuple("abcdefg")}, {"topics": tuple("abcdefg")}, 475),
        ({"traits": ("woman",)}, {"traits": ("woman", "parent")}, 440),
        (MUST, {"traits": ("woman",)}, 400),
        ({"city": "Málaga"}, {"city": "malaga"}, 430),
        ({"city": "Málaga", "place": Place.REMOTE}, {"city": "malaga"}, 400),
        ({}, {"taken": 2, "capacity": 3}, 390),
    ],
)
def test_points(she: dict[str, object], he: dict[str, object], score: int) -> None:
    assert fit.score(student(**she), helper(**he), NOW) == score  # type: ignore[arg-type]


def test_reasons_are_in_her_order_and_survive_the_store() -> None:
    she = student(
        days=3,
        languages=("es", "en", "ar", "fr"),
        fluent=("es", "en"),
        topics=("css", "git"),
        times=("mon_evening", "tue_evening", "tue_morning"),
        city="Málaga",
        traits=("parent", "woman"),
    )
    he = helper(
        capacity=3,
        taken=1,
        languages=("fr", "en", "ar", "es"),
        fluent=("es", "ar"),
        topics=("git", "css"),
        times=("tue_evening", "mon_evening", "wed_morning"),
        city="malaga",
        traits=("woman",),
    )
    reasons = fit.explain(she, he, NOW)
    assert reasons == Reasons(
        languages=("es", "en", "ar"),
        topics=("css", "git"),
        days=3,
        taken=1,
        capacity=3,
        levels=("fluent_fluent", "fluent_some", "some_fluent"),
        hours=8.0,
        parts=(("evening", 2),),
        place="same_city",
        city="Málaga",
        traits=("woman",),
        slots=("mon_evening", "tue_evening"),
    )
    assert Reasons.of(json.loads(json.dumps(reasons.as_dict()))) == reasons


def test_reasons_of_older_rows_are_read() -> None:
    old = {"languages": ["en"], "topics": ["react"], "days": 8, "taken": 0, "capacity": 2, "ended": "full"}
    assert Reasons.of(old) == Reasons(("en",), ("react",), 8, 0, 2)
    assert Reasons.of({}) == Reasons((), (), 0, 0, 0)
