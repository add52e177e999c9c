"""What has waited too long for its turn is refused at once, in words, and is not done; who comes in time is answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest

from bot import ids
from bot.errors import UserError, Wrong
from bot.views import errors
from handlers import outbound
from handlers.door import ANSWERED_IN
from handlers.shedding import CROWDED, PATIENCE, SPARE
from models.store import LISTENER_PATIENCE
from sandbox.delivery import signature
from tests import scraped
from tests.isolation.world import World
from tests.straight import HERE, THERE, Json, click, click_in, command, event, submission
from tests.web.hosted import Hosted, wire

TOO_LONG = (1.01, 2.5, 60.0)
IN_TIME = (0.0, 0.5)
LENGTHS = iter(range(20, 200))
ZONES = cycle(("Europe/Kyiv", "Europe/Paris"))
KINDS = ("command", "submission", "click", "home click", "event")


def words(language: str = "en") -> str:
    return errors.words(UserError(Wrong.SHED), language).text


@pytest.fixture
def queued(running: Hosted) -> Iterator[Hosted]:
    yield running
    running.waited = None


def acts(running: Hosted, here: World) -> dict[str, Json]:
    """One of each kind of delivery, each of which writes or shows something."""
    samira = here.people["samira"]
    form = {"minutes": "45", "day": "2026-03-02", "topic": "kept"}
    return {
        "command": command(ids.LOG_SESSION, f"{next(LENGTHS)} min today", samira, running.ear),
        "submission": submission(ids.MODAL_LOG, form, samira),
        "click": click(ids.LOG_OPEN, "", samira, running.ear),
        "home click": click_in("home", ids.LOG_OPEN, "", samira, running.ear),
        "event": event("user_change", {"id": samira, "tz": next(ZONES)}),
    }


def told(running: Hosted, before: int) -> list[tuple[str, Json]]:
    """What Slack was called for since then: at least one call, which may come a moment later."""
    waits = threading.Event()
    for _ in range(200):
        if running.ear.said[before:]:
            break
        waits.wait(0.02)
    return running.ear.said[before:]


@pytest.mark.parametrize("waited", TOO_LONG)
@pytest.mark.parametrize("kind", KINDS)
def test_who_waited_too_long_reads_so_and_nothing_is_written(
    queued: Hosted, here: World, kind: str, waited: float
) -> None:
    act = acts(queued, here)[kind]
    before, said, queued.waited = queued.rows(), len(queued.ear.said), waited
    answer = queued.deliver(act)
    assert queued.rows() == before
    match kind:
        case "command":
            body = json.loads(answer.body)
            assert (answer.status, body["response_type"], body["text"]) == (200, "ephemeral", words())
        case "submission":
            assert (answer.status, json.loads(answer.body)) == (
                200,
                {"response_action": "errors", "errors": {"topic": words()}},
            )
        case "click":
            assert (answer.status, answer.body) == (200, "")
            [(how, fields)] = told(queued, said)
            assert (how, fields["text"], fields["replace_original"]) == ("response_url", words(), False)
        case "home click":
            assert (answer.status, answer.body) == (503, ""), "so that Slack marks the button"
            assert queued.ear.said[said:] == []
        case "event":
            assert answer.status == 503, "so that Slack sends it again"
    queued.waited = None
    assert queued.deliver(act).status == 200
    assert kind.endswith("click") or queued.rows() != before, "what was refused is done when it comes again"


@pytest.mark.parametrize("waited", IN_TIME)
@pytest.mark.parametrize("kind", ["command", "event"])
def test_who_comes_in_time_is_answered(queued: Hosted, here: World, kind: str, waited: float) -> None:
    act = acts(queued, here)[kind]
    queued.waited = waited
    before = queued.rows()
    assert queued.deliver(act).status == 200
    assert queued.rows() != before


def test_it_is_said_in_the_language_in_which_she_was_answered_last(queued: Hosted, here: World) -> None:
    bruno = here.people["bruno"]
    queued.deliver(command(ids.CODEBUDDY, "language es", bruno, queued.ear))
    queued.deliver(command(ids.CODEBUDDY, "help", bruno, queued.ear))
    queued.waited = 2.0
    assert (
        words("es")
        in json.loads(queued.deliver(command(ids.LOG_SESSION, "1h", bruno, queued.ear)).body)["text"]
    )
    stranger = queued.deliver(command(ids.LOG_SESSION, "1h", "U0NEVERMET", queued.ear))
    assert json.loads(stranger.body)["text"] == words()


def test_where_too_many_words_wait_to_be_told_the_button_is_not_answered(
    queued: Hosted, here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shed = queued.coordinator.app._shedding  # type: ignore[union-attr]
    monkeypatch.setattr(shed, "_room", threading.BoundedSemaphore(1))
    assert shed._room.acquire(blocking=False)
    queued.waited = 2.0
    before = len(queued.ear.said)
    assert queued.deliver(acts(queued, here)["click"]).status == 503
    assert queued.ear.said[before:] == []


def test_it_is_counted_but_for_the_help_doors(queued: Hosted, here: World) -> None:
    samira = here.people["samira"]

    def counts() -> dict[Any, float]:
        found = scraped.samples(scraped.text(queued))  # type: ignore[arg-type]
        kept = ("codebuddies_shed_total", "codebuddies_ack_seconds_count")
        return {name: value for name, value in found.items() if name[0] in kept}

    queued.waited = 2.0
    before = counts()
    queued.deliver(command(ids.CODEBUDDY, "support", samira, queued.ear))
    queued.deliver(click(ids.HELP_OPEN, "", samira, queued.ear))
    assert counts() == before
    queued.deliver(command(ids.LOG_SESSION, "1h", samira, queued.ear))
    grown = {
        name[0]: value - before.get(name, 0) for name, value in counts().items() if value != before.get(name)
    }
    assert grown == {"codebuddies_shed_total": 1, "codebuddies_ack_seconds_count": 1}


def test_what_nobody_signed_is_not_even_refused_in_words(queued: Hosted, here: World) -> None:
    queued.waited = 2.0
    raw, kind = wire(acts(queued, here)["command"])
    assert queued.post(raw, kind, **signature("another-secret", raw)).status_code == 401


def test_what_is_begun_in_time_still_has_the_stores_own_patience() -> None:
    assert PATIENCE + LISTENER_PATIENCE < ANSWERED_IN < 3


def test_what_cannot_be_said_is_no_fault_that_tells_whose_it_was(
    queued: Hosted, here: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outbound, "to_command", lambda *_: 1 / 0)
    queued.waited = 2.0
    assert queued.deliver(command(ids.LOG_SESSION, "1h", here.people["samira"], queued.ear)).status == 503
    assert here.people["samira"] not in capsys.readouterr().out


def test_a_flood_of_one_school_is_refused_before_anybody_of_another(queued: Hosted, here: World) -> None:
    samira = here.people["samira"]

    def answered(kind: str, team: str) -> bool:
        """Of another school nobody is known here; what counts is that she is not told to wait."""
        act = (
            event("user_change", {"id": samira, "tz": next(ZONES)}) | {"team_id": team}
            if kind == "event"
            else command(ids.LOG_SESSION, "1h", samira, queued.ear, team=team)
        )
        answer = queued.deliver(act)
        return answer.status != 503 and words() not in answer.body

    queued.waited = (CROWDED + PATIENCE) / 2
    assert all(answered("command", HERE) for _ in range(9)), "nobody else waits"
    assert answered("command", THERE)
    for kind in ("command", "event"):
        assert not all(answered(kind, HERE) for _ in range(9))
        assert answered(kind, THERE)
    in_turn = [answered("command", team) for _ in range(SPARE * 4) for team in (HERE, THERE)]
    assert sum(in_turn[::2]) >= SPARE * 2, "it has its turns"
    assert all(in_turn[1::2])
    queued.waited = CROWDED / 2
    assert all(answered("command", HERE) for _ in range(9)), "there is room"
