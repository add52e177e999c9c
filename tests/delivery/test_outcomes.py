"""What becomes of a notice when Slack refuses, is away, or does not say; and when our own code fails."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from bot.delivery import outcome, queue
from bot.delivery.recorder import BACKOFF, MAX_ATTEMPTS
from models import Notice
from models.enums import NoticeState, TaskKind
from sandbox.people import Channel
from tests.delivery.office import KINDS, SEEN, Office

EXPIRED = timedelta(seconds=-1)
"""A lease that has run out as soon as it is taken."""


@pytest.fixture
def room(office: Office) -> Channel:
    return office.workspace.channel("room", office.workspace.person("Petra"), bot=True)


def test_order_in_a_channel_is_kept_when_the_first_is_tried_again(office: Office, room: Channel) -> None:
    office.sandbox.faults.next("chat.postMessage", error="internal_error")
    for number in range(4):
        office.owe("note", number, room)
    office.send()
    assert office.posted() == []
    office.sandbox.advance(seconds=30)
    assert office.posted() == [f"{SEEN}note 0", "note 1", "note 2", "note 3"]


def test_what_cannot_wait_overtakes_one_that_is_tried_again(office: Office, room: Channel) -> None:
    office.sandbox.faults.next("chat.postMessage", error="internal_error")
    office.owe("note", 0, room)
    office.send()
    office.owe("note", 1, room)
    office.owe("alarm", 2, room)
    office.sandbox.advance(minutes=1)
    assert office.posted() == ["alarm 2", f"{SEEN}note 0", "note 1"]


def test_a_lost_answer_sends_what_matters_again_and_says_so(office: Office, room: Channel) -> None:
    office.sandbox.faults.lose_answer("chat.postMessage")
    office.owe("note", 1, room)
    office.sandbox.advance(minutes=1)
    assert office.posted() == ["note 1", f"{SEEN}note 1"]
    assert office.row("note", 1).state is NoticeState.SENT


def test_a_lost_answer_ends_a_nag(office: Office, room: Channel) -> None:
    office.sandbox.faults.lose_answer("chat.postMessage")
    office.owe("nag", 1, room)
    office.sandbox.advance(minutes=1)
    assert office.posted() == ["nag 1"]
    assert (office.row("nag", 1).state, office.row("nag", 1).reason) == (
        NoticeState.DROPPED,
        "outcome_unknown",
    )
    assert office.tasks() == []


@pytest.mark.parametrize("how", ["reset", "503"])
def test_everything_arrives_when_slack_is_back(office: Office, how: str) -> None:
    people = [office.workspace.person(f"P{n}") for n in range(6)]
    office.sandbox.faults.down(how)
    for number, person in enumerate(people):
        office.owe("note", number, person)
    office.sandbox.advance(minutes=10)
    assert office.posted() == []
    office.sandbox.faults.up()
    office.sandbox.advance(minutes=30)
    assert sorted(text.removeprefix(SEEN) for text in office.posted()) == [f"note {n}" for n in range(6)]
    assert office.everything_is("sent")
    if how == "503":
        assert not any(SEEN in text for text in office.posted())


def test_while_slack_is_away_it_is_asked_now_and_then_and_not_for_every_notice(office: Office) -> None:
    nobody = WebClient("xoxb-1", base_url="http://127.0.0.1:9/api/", timeout=2, retry_handlers=[])
    worker = office.sender(client=nobody)
    for number in range(50):
        office.owe("note", number, office.workspace.person(f"P{number}"))
    assert office.send(worker) == 1
    assert sum(row.attempts for row in office.rows()) == 1
    assert {row.not_before for row in office.rows()} == {office.clock.now() + BACKOFF[0]}


def test_after_hours_without_slack_it_is_given_up_with_a_reason_and_a_task(office: Office) -> None:
    nobody = WebClient("xoxb-1", base_url="http://127.0.0.1:9/api/", timeout=2, retry_handlers=[])
    worker, ana = office.sender(client=nobody), office.workspace.person("Ana")
    office.owe("note", 1, ana)
    began = office.clock.now()
    for _ in range(MAX_ATTEMPTS):
        office.send(worker)
        office.clock.forward(office.row("note", 1).not_before)
    row = office.row("note", 1)
    assert (row.state, row.reason, row.attempts) == (NoticeState.FAILED, "not_reached", MAX_ATTEMPTS)
    assert office.clock.now() - began > timedelta(hours=6)
    assert [(task.kind, task.about) for task in office.tasks()] == [
        (TaskKind.UNDELIVERED, {"notice": row.id, "to": ana.id})
    ]


def test_a_failure_in_confidence_is_on_nobodys_list(office: Office) -> None:
    office.sandbox.faults.next("chat.postMessage", error="channel_not_found")
    office.owe("private", 1, office.workspace.person("Mateo"))
    office.send()
    assert office.row("private", 1).state is NoticeState.FAILED
    assert office.tasks() == []


def test_a_token_that_a_person_can_mend_loses_nothing(office: Office) -> None:
    office.sandbox.faults.next("chat.postMessage", error="token_revoked", times=3)
    office.owe("note", 1, office.workspace.person("Ana"))
    office.sandbox.advance(minutes=10)
    assert office.posted() == ["note 1"]


def test_a_nag_that_comes_too_late_is_not_sent(office: Office) -> None:
    ana = office.workspace.person("Ana")
    office.owe("nag", 1, ana)
    office.owe("nag", 2, office.workspace.person("Ben"))
    office.clock.forward(office.clock.now() + timedelta(hours=12))
    office.send()
    assert len(office.posted()) == 2
    office.owe("nag", 3, ana)
    office.owe("note", 4, ana)
    office.clock.forward(office.clock.now() + timedelta(hours=12, seconds=1))
    office.send()
    assert (office.row("nag", 3).state, office.row("nag", 3).reason) == (NoticeState.DROPPED, "too_late")
    assert office.row("note", 4).state is NoticeState.SENT


def test_what_is_no_longer_true_is_dropped_and_can_be_counted(office: Office) -> None:
    office.owe("nag", 1, office.workspace.person("Ana"), true=False)
    office.send()
    assert office.posted() == []
    assert (office.row("nag", 1).state, office.row("nag", 1).reason) == (
        NoticeState.DROPPED,
        "no_longer_true",
    )


def test_a_mistake_in_one_letter_holds_up_nobody_and_ends_with_a_task(office: Office) -> None:
    ana = office.workspace.person("Ana")
    office.owe("note", 1, ana, faulty=True)
    office.owe("note", 2, office.workspace.person("Ben"))
    office.owe("note", 3, ana)
    office.send()
    assert office.posted() == ["note 2"]
    assert office.row("note", 1).attempts == 1
    office.sandbox.advance(hours=8)
    assert (office.row("note", 1).state, office.row("note", 1).reason) == (NoticeState.FAILED, "broken")
    assert office.posted() == ["note 2", "note 3"]
    assert [task.kind for task in office.tasks()] == [TaskKind.UNDELIVERED]


def test_one_whose_end_is_a_mistake_too_ends_all_the_same(office: Office) -> None:
    office.owe("hopeless", 1, office.workspace.person("Ana"), faulty=True)
    office.sandbox.advance(hours=8)
    office.owe("note", 2, office.workspace.person("Ben"))
    office.send()
    assert (office.row("hopeless", 1).state, office.posted()) == (NoticeState.FAILED, ["note 2"])


def test_a_mistake_after_slack_took_it_does_not_send_it_again(office: Office) -> None:
    office.owe("spoilt", 1, office.workspace.person("Ana"))
    office.sandbox.advance(days=1)
    assert office.posted() == ["spoilt 1"]
    row = office.row("spoilt", 1)
    assert (row.state, row.reason, row.slack_ts is not None) == (NoticeState.FAILED, "broken", True)


def test_a_kind_of_another_version_waits_and_then_becomes_a_task(office: Office) -> None:
    office.owe("from_the_future", 1, office.workspace.person("Ana"))
    office.owe("note", 2, office.workspace.person("Ben"))
    office.send()
    assert office.posted() == ["note 2"]
    assert office.row("from_the_future", 1).state is NoticeState.PENDING
    office.sandbox.advance(hours=8)
    assert office.row("from_the_future", 1).reason == "unknown_kind"
    assert len(office.tasks()) == 1


def test_one_of_another_version_that_is_to_nobody_is_on_nobodys_list(office: Office) -> None:
    office.owe("from_the_future", 1, "from_the_future")
    office.sandbox.advance(hours=8)
    assert office.row("from_the_future", 1).reason == "unknown_kind"
    assert office.tasks() == []


def test_an_edit_of_a_message_that_is_gone_bothers_nobody(office: Office) -> None:
    office.owe("note", 1, office.workspace.person("Ana"))
    office.send()
    office.sandbox.faults.next("chat.update", error="message_not_found")
    office.owe("edit", 1, "elsewhere", notice="note:1")
    office.owe("edit", 2, "elsewhere", notice="note:999")
    office.send()
    assert [(str(r.state), r.reason) for r in office.rows() if r.kind == "edit"] == [
        ("dropped", "message_not_found"),
        ("dropped", "never_sent"),
    ]
    assert office.tasks() == []


class SlowSlack:
    """A client whose first post reaches Slack and does not come back until it is let go."""

    def __init__(self, real: WebClient) -> None:
        self.real = real
        self.reached, self.let_go = threading.Event(), threading.Event()

    def chat_postMessage(self, **arguments: Any) -> Any:
        answer = self.real.chat_postMessage(**arguments)
        self.reached.set()
        assert self.let_go.wait(20)
        return answer


def test_a_worker_that_wakes_up_too_late_is_refused(office: Office) -> None:
    slow = SlowSlack(office.deps.sender)
    late, other = office.sender(client=slow, lease=EXPIRED), office.sender()
    office.owe("note", 1, office.workspace.person("Ana"))
    worker = threading.Thread(target=office.send, args=(late,))
    worker.start()
    assert slow.reached.wait(20)
    with office.deps.patient.everywhere() as db:
        assert queue.expired(db, office.clock.now())
        assert queue.reclaim(db, KINDS) == 1
    office.clock.forward(office.clock.now() + timedelta(seconds=2))
    office.send(other)
    theirs = office.row("note", 1)
    slow.let_go.set()
    worker.join(20)
    mine = office.row("note", 1)
    assert office.posted() == ["note 1", f"{SEEN}note 1"]
    assert mine.state is NoticeState.SENT
    assert (mine.slack_ts, mine.sent_at, mine.attempts) == (theirs.slack_ts, theirs.sent_at, theirs.attempts)


def test_a_worker_that_wakes_up_too_late_sends_no_nag_twice_and_takes_nothing_back(office: Office) -> None:
    slow = SlowSlack(office.deps.sender)
    ana = office.workspace.person("Ana")
    office.owe("nag", 1, ana)
    worker = threading.Thread(target=office.send, args=(office.sender(client=slow, lease=EXPIRED),))
    worker.start()
    assert slow.reached.wait(20)
    with office.deps.patient.everywhere() as db:
        assert queue.reclaim(db, KINDS) == 1
    office.owe("nag", 2, ana)
    office.clock.forward(office.clock.now() + timedelta(seconds=2))
    office.send(office.sender())
    slow.let_go.set()
    worker.join(20)
    assert office.posted() == ["nag 1", "nag 2"]
    row = office.row("nag", 1)
    assert (row.state, row.reason, row.slack_ts) == (NoticeState.DROPPED, "outcome_unknown", None)
    assert office.tasks() == []


@pytest.mark.parametrize("seen_before", [False, True])
def test_what_is_added_to_a_notice_during_its_call_stays(office: Office, seen_before: bool) -> None:
    slow = SlowSlack(office.deps.sender)
    office.owe("note", 1, office.workspace.person("Ana"))
    if seen_before:
        _adds(office, maybe_seen=True)
    worker = threading.Thread(target=office.send, args=(office.sender(client=slow),))
    worker.start()
    assert slow.reached.wait(20)
    _adds(office, again=True)
    slow.let_go.set()
    worker.join(20)
    row = office.row("note", 1)
    assert (row.state, row.progress) == (NoticeState.SENT, {"again": True})


def _adds(office: Office, **steps: bool) -> None:
    with office.deps.store.begin(office.workspace.id) as db:
        row = db.scalars(select(Notice)).one()
        row.progress = {**row.progress, **steps}


def test_a_lease_that_runs_is_nobody_elses(office: Office) -> None:
    slow = SlowSlack(office.deps.sender)
    office.owe("note", 1, office.workspace.person("Ana"))
    worker = threading.Thread(target=office.send, args=(office.sender(client=slow),))
    worker.start()
    assert slow.reached.wait(20)
    with office.deps.patient.everywhere() as db:
        assert not queue.expired(db, office.clock.now())
        assert queue.reclaim(db, KINDS) == 0
    assert office.send(office.sender()) == 0
    slow.let_go.set()
    worker.join(20)
    assert office.posted() == ["note 1"]


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_takes_no_lease_away(office: Office, hours: int) -> None:
    slow = SlowSlack(office.deps.sender)
    office.owe("nag", 1, office.workspace.person("Ana"))
    worker = threading.Thread(target=office.send, args=(office.sender(client=slow),))
    worker.start()
    assert slow.reached.wait(20)
    office.clock.set(office.clock.now() + timedelta(hours=hours))
    with office.deps.patient.everywhere() as db:
        assert queue.reclaim(db, KINDS) == 0
    assert office.send(office.sender()) == 0
    slow.let_go.set()
    worker.join(20)
    assert office.posted() == ["nag 1"]
    assert office.row("nag", 1).state is NoticeState.SENT


class Killed(BaseException):
    """The process is gone: nothing below it is done any more."""


class Deadly:
    """A worker that dies in the middle of its call; after Slack has taken it, where there is one."""

    def __init__(self, real: WebClient | None = None) -> None:
        self.real = real

    def chat_postMessage(self, **arguments: Any) -> Any:
        if self.real is not None:
            self.real.chat_postMessage(**arguments)
        raise Killed


def test_a_worker_that_dies_after_slack_took_it(office: Office, room: Channel) -> None:
    dying = office.sender(client=Deadly(office.deps.sender), lease=EXPIRED)
    office.owe("note", 1, room)
    office.owe("nag", 2, office.workspace.person("Ana"))
    for _ in range(2):
        with contextlib.suppress(Killed):
            dying.send_one(office.workspace.id)
    assert office.posted() == ["note 1", "nag 2"]
    office.owe("note", 3, room)
    office.send()
    assert office.posted() == ["note 1", "nag 2"]
    with office.deps.patient.everywhere() as db:
        assert queue.reclaim(db, KINDS) == 2
    office.sandbox.advance(minutes=1)
    assert office.posted() == ["note 1", "nag 2", f"{SEEN}note 1", "note 3"]
    assert office.row("nag", 2).reason == "outcome_unknown"


def test_one_that_kills_its_worker_every_time_is_given_up(office: Office) -> None:
    office.owe("note", 1, office.workspace.person("Ana"))
    office.owe("nag", 2, office.workspace.person("Ben"))
    dying = office.sender(client=Deadly(), lease=EXPIRED)
    for _ in range(MAX_ATTEMPTS):
        for _ in range(2):
            with contextlib.suppress(Killed):
                dying.send_one(office.workspace.id)
        office.clock.forward(office.clock.now() + timedelta(minutes=1))
        with office.deps.patient.everywhere() as db:
            queue.reclaim(db, KINDS)
    office.send()
    assert office.posted() == []
    assert (office.row("note", 1).state, office.row("note", 1).reason) == (NoticeState.FAILED, "tried_enough")
    assert office.row("nag", 2).reason == "outcome_unknown"


@pytest.mark.parametrize(
    ("error", "code", "in_doubt"),
    [
        (ConnectionRefusedError(), "not_reached", False),
        (OSError(113, "No route to host"), "not_reached", False),
        (TimeoutError(), "timed_out", True),
        (ConnectionResetError(), "no_answer", True),
        (ValueError(), "broken", True),
    ],
)
def test_what_the_network_says(error: Exception, code: str, in_doubt: bool) -> None:
    read = outcome.read(error)
    assert (read.code, read.in_doubt) == (code, in_doubt)
    assert read.passing is (code != "broken")


def test_a_page_in_front_of_slack_is_no_answer(office: Office) -> None:
    response = SimpleNamespace(
        status_code=200, data={"ok": False, "error": "Received a <html> response"}, headers={}
    )
    read = outcome.read(outcome.SlackApiError("", response))  # type: ignore[arg-type]
    assert (read.code, read.in_doubt, read.passing) == ("no_answer", True, True)
