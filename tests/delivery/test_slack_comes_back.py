"""Slack is away for an hour, and then back with a storm of limits: everything that matters arrives, in order, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.kinds import Post, Unknown
from sandbox.people import Sandbox
from tests.delivery.office import KINDS, SEEN, Office, note, open_office

SOON = timedelta(minutes=90)
PLACES = 5
NOTICES = 30
STORM = 25
"""Calls that are limited when Slack is back."""


@pytest.mark.parametrize("how", ["503", "reset"])
def test_after_an_hour_without_slack_and_a_storm_of_limits(
    sandbox: Sandbox, database_url: str, how: str
) -> None:
    kinds = {**KINDS, "nag": Post(note, Unknown.DROP, late_after=SOON)}
    office, steering = open_office(sandbox, database_url, kinds)
    live_through(office, how)
    steering.stop()
    office.lanes.stop()
    office.deps.store.close()
    office.deps.patient.close()


def live_through(office: Office, how: str) -> None:
    people = [office.workspace.person(f"P{n}") for n in range(PLACES)]
    office.sandbox.faults.down(how)
    for number in range(NOTICES):
        office.owe("nag" if number % 3 == 0 else "note", number, people[number % PLACES])
    office.sandbox.advance(hours=1)
    assert office.posted() == []
    office.sandbox.faults.up()
    office.sandbox.faults.next("chat.postMessage", retry_after=7, times=STORM)
    for number in range(NOTICES, 2 * NOTICES):
        office.owe("nag" if number % 3 == 0 else "note", number, people[number % PLACES])
    office.sandbox.advance(hours=2)
    texts = [text.removeprefix(SEEN) for text in office.posted()]
    assert sum(call["status"] == 429 for call in office.workspace.calls("chat.postMessage")) == STORM
    late, rest = range(0, NOTICES, 3), range(NOTICES, 2 * NOTICES)
    owed = [f"nag {n}" if n % 3 == 0 else f"note {n}" for n in (*range(NOTICES), *rest) if n not in late]
    assert sorted(texts) == sorted(owed)
    for person in people:
        numbers = [int(text.split()[-1]) for text in office.posted(person)]
        assert numbers == sorted(numbers)
    told = {
        (str(row.state), row.reason) for row in office.rows() if row.kind == "nag" and row.state != "sent"
    }
    assert sum(row.state != "sent" for row in office.rows()) == len(late)
    assert ("dropped", "too_late") in told
    assert told <= {("dropped", "too_late"), *([("dropped", "outcome_unknown")] if how == "reset" else [])}
    assert office.tasks() == []
