"""What is signed and cannot be from Slack all the same: refused with one quiet record, and nothing is written."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from bot import ids
from handlers.inbound import TYPED_MOST, Command
from tests.isolation.world import World
from tests.straight import Json, click, command, event, submission
from tests.web.conftest import Log
from tests.web.hosted import FORM, JSON, Hosted, wire

UNREADABLE = {
    "cut off": ('{"type": "event_callback"', JSON),
    "nothing at all": ("null", JSON),
    "a list": ("[1]", JSON),
    "a person who is a number": ('{"user": 5}', JSON),
    "a team that is a number": (urlencode({"payload": '{"team": 5}'}), FORM),
    "nested too deep": ('{"a":' + "[" * 100_000 + "]" * 100_000 + "}", JSON),
    "a number too long": ('{"a": ' + "9" * 10_000 + "}", JSON),
    "a form with half a payload": ("payload=%7B", FORM),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read(running: Hosted, here: World, log: Log, what: str) -> None:
    is_refused(running, log, *UNREADABLE[what])


def test_buttons_of_which_none_was_pressed(running: Hosted, here: World, log: Log) -> None:
    """Bolt itself fails over it, twice: over the payload, and while it tells of that."""
    body = {**click(ids.LOG_UNDO, "1", here.people["samira"], running.ear), "actions": []}
    is_refused(running, log, *wire(body))


@pytest.mark.parametrize("blocks", [5, True, "x", {"a": 1}, None])
def test_a_form_whose_fields_are_none(running: Hosted, here: World, log: Log, blocks: object) -> None:
    """What is told of a form that cannot be read goes under its last field, if it has any."""
    body = submission(ids.MODAL_LOG, {"minutes": "1h"}, here.people["samira"])
    body["view"].update(private_metadata="{", blocks=blocks)
    is_answered(running, log, body)


@pytest.mark.parametrize(
    "address",
    [5, "", "U0THERE", "http://", "https://[", "https://x y/", "file:///etc/passwd", "http://\u00e9/"],
)
def test_a_press_whose_answer_has_no_address(running: Hosted, here: World, log: Log, address: object) -> None:
    body = {**click(ids.LOG_UNDO, "1", here.people["samira"], running.ear), "response_url": address}
    del body["trigger_id"]
    is_answered(running, log, body)


@pytest.mark.parametrize("nobody", [None, 5, "", {}, {"id": None}, {"id": ["U1"]}, "U1\x00", "\ud83d"])
def test_an_event_of_nobody_is_taken_and_changes_nothing(
    running: Hosted, here: World, log: Log, nobody: object
) -> None:
    """Slack would send it again and again where it is refused."""
    bodies: list[Json] = [event("user_change", nobody), event("member_left_channel", nobody, channel="C1")]
    for body in bodies:
        before = running.rows()
        log.read()
        answer = running.signed(json.dumps(body), JSON)
        assert answer.status_code in (200, 400)
        assert len(log.read()) <= 1
        assert running.rows() == before


def test_an_act_whose_team_cannot_be_read_is_not_taken_for_one_in_the_persons_own(
    running: Hosted, here: World, log: Log
) -> None:
    user = {"id": here.people["samira"], "team_id": here.workspace_id}
    act = {"type": "shortcut", "callback_id": "shortcut_log", "trigger_id": "1.2", "user": user, "team": [1]}
    is_answered(running, log, act)


@pytest.mark.parametrize("action", [ids.TEAMS_CLASS, ids.TEAMS_LANGUAGE])
def test_a_choice_that_is_longer_than_any_chooses_nothing(running: Hosted, here: World, action: str) -> None:
    assert "All teams" in running.told(click(action, "x" * 3_001, here.people["petra"], running.ear))


def is_refused(running: Hosted, log: Log, raw: str, kind: str) -> None:
    before, said = running.rows(), len(running.ear.said)
    log.read()
    answer = running.signed(raw, kind)
    assert answer.status_code == 400
    assert answer.data == b""
    [record] = log.read()
    assert (record["event"], record["level"]) == ("malformed_delivery", "warning")
    assert running.rows() == before
    assert running.ear.said[said:] == []


def is_answered(running: Hosted, log: Log, body: Json) -> None:
    """Bolt can read it, and the program cannot: whoever did it may be shown so."""
    before, said = running.rows(), len(running.ear.said)
    log.read()
    answer = running.deliver(body)
    assert answer.status == 200
    [record] = log.read()
    assert (record["event"], record["level"]) == ("malformed_delivery", "warning")
    assert running.rows() == before
    assert running.ear.said[said:] == []


def test_of_more_than_anybody_can_type_the_rest_is_not_read(running: Hosted, here: World) -> None:
    typed = command("/logsession", "a " * 300_000, here.people["samira"], running.ear)
    assert len(Command.of(typed).text) < TYPED_MOST
    assert "too long" in running.told(typed)
