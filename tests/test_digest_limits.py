"""A digest at its fullest: never over Slack's limits, in any language; the same bytes whoever reads it twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.rules.matching import WhyWaiting
from bot.rules.weeks import Trend
from bot.services.digest_content import Digest, Ends, HelpCall, News, Places, ToIntroduce
from bot.services.overview import First
from bot.services.promises import Waits
from bot.services.shortage import Shortage
from bot.services.tasks import OpenTask, Subject
from bot.services.team_weeks import Seen, Silent, UnderHours, Week, WeekSum
from bot.speech import LANGUAGES, speech
from bot.views import digest as views
from bot.views.digest_figures import PAIRS, more
from models.enums import TaskKind
from sandbox.blockkit import check
from tests.conftest import START
from tests.limits import over_the_limits
from tests.test_own_words import SHOWN

MONDAY = date(2026, 3, 9)
LIMITS = json.loads((Path(__file__).parent.parent / "sandbox" / "data" / "limits.json").read_text())
LONG = "U" + "X" * 20


def waits(number: int, day: int) -> Waits:
    return Waits(
        number,
        LONG,
        day,
        ("ar", "tr", "en", "es", "fr", "uk"),
        WhyWaiting.NO_TRAIT,
        is_proposed=False,
        is_asked=False,
        is_overdue=day > 14,
        traits=("x" * 75,) * 5,
    )


def task(number: int) -> OpenTask:
    about = Subject(team_id=number, student_id=LONG, buddy_id=LONG, user_id=LONG)
    return OpenTask(number, TaskKind.CHECK_IN, about, START, START.date(), START.date())


def full() -> Digest:
    weeks = tuple(Week(MONDAY - timedelta(weeks=n), 60_000, 900, 700, 1_000) for n in range(8, 0, -1))
    pairs = tuple((LONG, LONG) for _ in range(400))
    seen = Seen(
        MONDAY,
        1_000,
        weeks,
        WeekSum(900, 99_000),
        WeekSum(900, 99_000),
        WeekSum(900, 99_000),
        tuple(UnderHours(1000 + n, LONG, LONG, 30, 120, 4, Trend.DOWN) for n in range(400)),
        tuple(Silent(n, LONG, LONG, 8) for n in range(400)),
        (),
    )
    card = replace(SHOWN, wish="w" * 1000, chosen_why="", student_id=LONG, volunteer_id=LONG)
    return Digest(
        reader="U1",
        timezone="Europe/Madrid",
        calls=tuple(HelpCall(f"call{n}", LONG, 9, ("U1", "U2", None)[n % 3]) for n in range(40)),
        tasks=First(tuple(task(n) for n in range(3)), 400),
        proposals=First(tuple(replace(card, id=n) for n in range(3)), 400),
        volunteers=First(tuple(f"{LONG}{n}" for n in range(3)), 400),
        waiting=tuple(waits(n, 30 if n < 200 else 3) for n in range(400)),
        short=tuple(Shortage(("ar", "tr", "fr"), 9, 17, n % 2 == 0) for n in range(40)),
        promised_days=14,
        to_introduce=tuple(ToIntroduce(n, LONG, LONG, START if n % 2 else None) for n in range(400)),
        places=Places(
            900, 400, tuple((code, 30) for code in ("en", "es", "fr", "ar", "tr", "uk", "de", "ca"))
        ),
        weeks=seen,
        ends=Ends(pairs, tuple((*pair, MONDAY) for pair in pairs)),
        news=News(MONDAY, 400, 400, 400),
        just_done=task(9),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("charts", [True, False])
def test_the_fullest_digest_is_a_message_that_slack_takes(language: str, charts: bool) -> None:
    message = views.digest(full(), language, charts=charts)
    blocks: list[Any] = list(message.blocks)
    assert check.message_problems(blocks) == []
    assert list(over_the_limits(blocks, LIMITS)) == []
    assert sum(block["type"] == "data_visualization" for block in blocks) == (2 if charts else 0)
    shown = json.dumps(blocks, ensure_ascii=False)
    assert len(shown) < 30_000
    assert "→" in shown or "←" in shown, "what is left out is counted"
    assert message == views.digest(full(), language, charts=charts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_stands_in_it_it_ends_the_same(language: str) -> None:
    empty = replace(
        full(),
        calls=(),
        tasks=First((), 0),
        proposals=First((), 0),
        volunteers=First((), 0),
        waiting=(),
        short=(),
        to_introduce=(),
        weeks=replace(full().weeks, under=(), silent=()),
        just_done=None,
    )
    quiet, busy = (views.digest(one, language, charts=True) for one in (empty, full()))
    assert quiet.blocks[-1] == busy.blocks[-1]
    assert len(quiet.blocks) == 2, "a quiet week is one line"


def test_every_list_that_can_be_acted_on_shows_something_at_its_fullest() -> None:
    ids = [block["block_id"] for block in views.digest(full(), "en", charts=True).blocks]
    for name in ("overdue", "calls", "tasks", "proposals", "offers", "introduce"):
        first, more = ids.index(f"digest_{name}"), ids.index(f"digest_{name}_more")
        assert more > first + 1, f"{name} shows nothing but its title"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_that_is_cut_says_how_many_more_and_where_they_stand(language: str) -> None:
    found, say = full(), speech(language)
    cut = [len(found.weeks.under), len(found.weeks.silent)]
    cut += [sum(one.planned_at is not None for one in found.to_introduce)]
    cut += [sum(not one.is_overdue for one in found.waiting)]
    message = json.dumps(list(views.digest(found, language, charts=False).blocks), ensure_ascii=False)
    for number in cut:
        assert more(number - views.SHOWN, say) in message
    assert message.count(more(len(found.ends.ended) - PAIRS, say)) == 2, "teams that ended, and that will"
