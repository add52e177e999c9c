"""Where a call for help is, as its notices of the last two rounds tell it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from bot.services.sent import Sent, _by_asked, _read, _since_first
from models.enums import NoticeState
from tests.conftest import START

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class Seen(NamedTuple):
    asked: str
    dedupe_key: str
    target: str
    state: NoticeState
    sent_at: datetime | None
    due_at: datetime
    not_before: datetime
    attempts: int


def notice(number: int, to: str, state: NoticeState, **change: Any) -> Seen:
    sent_at = START if state is NoticeState.SENT else None
    return Seen("c1", f"help:c1:{number}:{to}", to, state, sent_at, START, START, 0)._replace(**change)


CAME, WAITS, IS_LOST = NoticeState.SENT, NoticeState.PENDING, NoticeState.FAILED
LATER = {"due_at": START + HOUR, "not_before": START + HOUR}
CASES: dict[str, tuple[list[Seen], Sent | None]] = {
    "it came": ([notice(0, "U1", CAME)], Sent(("U1",), START)),
    "its turn comes in a second": ([notice(0, "U1", WAITS, not_before=START + SECOND)], Sent(("U1",))),
    "Slack asks to wait": ([notice(0, "U1", WAITS, not_before=START + HOUR)], Sent(("U1",), is_held=True)),
    "Slack is away": ([notice(0, "U1", WAITS, attempts=1)], Sent(("U1",), is_held=True)),
    "it did not arrive": ([notice(0, "U1", IS_LOST)], Sent(("U1",), is_lost=True)),
    "the next round is for the morning": (
        [notice(1, "U1", CAME), notice(2, "U1", WAITS, **LATER)],
        Sent(("U1",), START),
    ),
    "the next one is told in the morning": (
        [notice(1, "U1", CAME), notice(2, "U2", WAITS, **LATER)],
        Sent(("U1",), START),
    ),
    "a reminder waits": ([notice(0, "U1", CAME), notice(1, "U1", WAITS, attempts=2)], Sent(("U1",), START)),
    "the next one has not got it": (
        [notice(1, "U1", CAME), notice(2, "U2", WAITS, attempts=2)],
        Sent(("U2",), is_held=True),
    ),
    "one of two has it": ([notice(3, "U1", WAITS, attempts=1), notice(3, "U2", CAME)], Sent(("U2",), START)),
    "the tenth round comes after the ninth": (
        [notice(10, "U2", CAME), notice(9, "U1", WAITS)],
        Sent(("U2",), START),
    ),
    "it was not needed any more": ([notice(0, "U1", NoticeState.DROPPED)], None),
}


@pytest.mark.parametrize("case", CASES)
def test_where_it_is(case: str) -> None:
    rows, where = CASES[case]
    assert _read(rows, START).get("c1") == where


ONE, DAY = Sent(("U1",), START), timedelta(days=1)
CASES_SINCE: dict[str, tuple[list[Seen], Sent]] = {
    "it was sent once": ([notice(0, "U1", CAME)], ONE),
    "its reader was reminded": (
        [notice(0, "U1", CAME), notice(1, "U1", CAME, sent_at=START + DAY)],
        Sent(("U1",), START + DAY, again=True, before=ONE),
    ),
    "the next one is asked": (
        [notice(0, "U1", CAME), notice(1, "U1", CAME), notice(2, "U2", CAME, sent_at=START + DAY)],
        Sent(("U2",), START + DAY, before=ONE),
    ),
    "the next one is not reached": (
        [notice(0, "U1", CAME), notice(2, "U2", IS_LOST)],
        Sent(("U2",), is_lost=True, before=ONE),
    ),
    "a reminder waits": ([notice(0, "U1", CAME), notice(1, "U1", WAITS, attempts=2)], ONE),
    "the first one was never reached": (
        [notice(0, "U1", IS_LOST), notice(2, "U2", CAME)],
        Sent(("U2",), START),
    ),
    "how it began is forgotten": (
        [notice(1, "U1", CAME), notice(20, "U1", CAME, sent_at=START + DAY)],
        Sent(("U1",), START + DAY),
    ),
    "all are asked each day": (
        [
            *(notice(0, "U1", CAME), notice(2, "U2", CAME)),
            *(notice(20, one, CAME, sent_at=START + DAY) for one in ("U1", "U2")),
        ],
        Sent(("U1", "U2"), START + DAY, again=True, before=ONE),
    ),
}


@pytest.mark.parametrize("case", CASES_SINCE)
def test_since_when_it_is_there(case: str) -> None:
    rows, where = CASES_SINCE[case]
    assert _since_first(_by_asked(rows, START)["c1"]) == where
