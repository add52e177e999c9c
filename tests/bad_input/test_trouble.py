"""A held lock, a Slack that is slow, away or refuses: said in words, nothing half-written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, func, select, text

from bot import ids
from bot.errors import UserError, Wrong
from bot.views import errors
from models import BuddySession, Inbox, Notice, Person, Task
from models.enums import NoticeState, TaskKind
from models.store import Store
from sandbox.people import Person as Somebody
from tests import stories
from tests.bad_input.garbage import PINGS, formatted
from tests.conftest import School
from tests.isolation.world import furnish
from tests.straight import HERE, Program, submission
from tests.straight import event as happening

ONE_KIND = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what has nothing to do with the store."""


def said(wrong: Wrong) -> str:
    return errors.words(UserError(wrong), "en").text


def counted(store: Store, workspace_id: str) -> dict[str, int]:
    with store.read(workspace_id) as db:
        tables = (BuddySession, Notice, Task, Person, Inbox)
        return {one.__name__: db.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


# a lock that somebody holds -------------------------------------------------------------------------


@contextmanager
def held(url: str) -> Iterator[None]:
    """Somebody else writes, and does not come to an end."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as other:
        if engine.dialect.name == "sqlite":
            other.exec_driver_sql("begin immediate")
        else:
            other.exec_driver_sql("begin")
            other.exec_driver_sql("lock table sessions, inbox in exclusive mode")
        try:
            yield
        finally:
            other.exec_driver_sql("rollback")
    engine.dispose()


def test_a_store_that_is_busy_says_so_in_time_and_keeps_what_was_typed(
    school: School, database_url: str
) -> None:
    student, _, channel = stories.team(school)
    student.types("/logsession", channel=channel)
    student.fills({"How long?": "1h30", "What about?": "hooks"})
    before = counted(school.store, school.workspace.id)
    with held(database_url):
        form = student.submits(settle=False)
        typed = student.types("/logsession 1h", channel=channel, settle=False)
    assert max(form.acks[0]["ms"], typed.acks[0]["ms"]) < 3000
    assert said(Wrong.BUSY) in typed.text
    assert said(Wrong.BUSY) in student.modal().errors.values()
    assert student.modal().fields["What about?"] == "hooks"
    assert counted(school.store, school.workspace.id) == before
    student.submits()
    student.sees("logged 1 h 30", in_channel=channel)


def test_what_is_stored_is_not_denied_while_the_store_is_busy(straight: Program, database_url: str) -> None:
    here = furnish(straight, HERE)
    asks = submission(ids.MODAL_HELP, {"words": "x"}, here.people["bruno"], meta=here.readers)
    first = straight.deliver(asks)
    assert "It is stored" in first.body
    with held(database_url):
        assert straight.deliver(asks).body == first.body


@pytest.fixture
def straight(database_url: str) -> Iterator[Program]:
    from tests.straight import program  # noqa: PLC0415 - a name that would hide the fixture's

    with program(database_url) as made:
        yield made


@ONE_KIND
def test_an_event_that_cannot_be_kept_is_asked_for_again(straight: Program) -> None:
    """500, so that Slack sends it again; nobody is told."""
    here = furnish(straight, HERE)
    left = happening("user_change", {"id": here.people["vera"], "deleted": True})
    with straight.coordinator.deps.store.everywhere() as db:
        db.here.execute(text("alter table people rename to people_gone"))
    assert straight.told(left) == "500  []"
    with straight.coordinator.deps.store.everywhere() as db:
        db.here.execute(text("alter table people_gone rename to people"))
    assert straight.told(left) == "200  []"
    with straight.coordinator.deps.store.read(HERE) as db:
        assert db.scalars(select(Person.is_gone).where(Person.user_id == here.people["vera"])).one()


# a Slack that is slow, away, or refuses -------------------------------------------------------------

NOT_OPENED = "did not open the form in time"


@ONE_KIND
@pytest.mark.parametrize("newcomer", [False, True])
def test_a_slow_slack_leaves_time_to_say_so(school: School, newcomer: bool) -> None:
    """Somebody new is asked about first: both calls together fit into Slack's three seconds."""
    stories.set_up(school)
    student = school.person("Samira")
    if not newcomer:
        student.types("/codebuddy help")
    school.sandbox.faults.slow(2800)
    reply = student.types("/codebuddy support", settle=False)
    school.sandbox.faults.slow(0)
    assert reply.ok
    assert reply.acks[0]["ms"] < 3000
    assert NOT_OPENED in reply.text
    student.types("/codebuddy support")
    assert student.modal().title == "I need help"


@ONE_KIND
def test_a_form_that_does_not_open_is_said_where_she_is(school: School) -> None:
    student, _, channel = stories.team(school)
    student.types("/logsession 1h", channel=channel)
    for fault in ({"error": "internal_error"}, {"http": 503}, {"retry_after": 30}):
        school.sandbox.faults.next("views.open", **fault)
        assert NOT_OPENED in student.types("/logsession", channel=channel).text
    school.sandbox.settings(trigger_life=0)
    assert NOT_OPENED in student.types("/codebuddy support").text
    school.sandbox.settings(trigger_life=3)
    stories.set_up(school)
    petra = school.person("Petra")
    petra.types("/codebuddy help")
    school.sandbox.faults.next("views.open", http=503)
    petra.clicks("I need help")
    petra.sees_privately(NOT_OPENED)


@ONE_KIND
def test_a_scope_that_was_taken_away_costs_the_message_and_not_the_session(school: School) -> None:
    stories.set_up(school)
    student, _, channel = stories.team(school)
    school.workspace.revoke_scope("chat:write")
    reply = student.types("/logsession 1h", channel=channel)
    assert "Logged: 1 h" in reply.text
    with school.store.read(school.workspace.id) as db:
        assert db.scalar(select(func.count()).select_from(BuddySession)) == 1
        notice = db.scalars(select(Notice).where(Notice.kind == "session")).one()
        assert notice.state is not NoticeState.SENT
        assert notice.reason == "missing_scope" or notice.state is NoticeState.PENDING
    school.workspace.revoke_scope("users:read")
    assert "What you can do here" in school.person("Nora").types("/codebuddy").text


@ONE_KIND
def test_a_channel_that_is_gone_costs_the_message_and_not_the_session(school: School) -> None:
    stories.set_up(school)
    student, buddy, channel = stories.team(school)
    assert channel is not None
    buddy.deletes(channel)
    assert "Logged: 1 h" in student.types("/logsession 1h").text
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Task.kind).where(Task.kind == TaskKind.CHANNEL_GONE)).all()
        assert db.scalar(select(func.count()).select_from(BuddySession)) == 1


@ONE_KIND
def test_what_somebody_wrote_never_rings_a_bell(school: School) -> None:
    """In every message that anybody gets: marks of Slack's in a text are letters."""
    evil = "<!channel> <!here> <https://evil.example|your bank> & *all*"
    stories.set_up(school)
    student, _, channel = stories.team(school)
    student.types(f"/logsession 1h today {evil}", channel=channel)
    student.types(f"/escalate {evil}")
    student.submits_pages(
        {"What do you need?": "More help with the course or with our team"}, {"What is it about?": evil}
    )
    _a_pair_with_words(school, evil)
    calls = [call for call in school.workspace.calls() if call["method"] not in ("users.info", "auth.test")]
    shown = [text for call in calls for text in formatted(call["args"])]
    assert [text for text in shown if "&lt;!channel&gt;" in text]
    assert [text for text in shown if PINGS.search(text)] == []


def _a_pair_with_words(school: School, evil: str) -> None:
    asks: Somebody = school.person("Rosa")
    offers: Somebody = school.person("Vera")
    petra = school.person("Petra")
    stories.offers(offers, fluent=["en"], hello=evil, city=evil)
    asks.types("/codebuddy request")
    asks.submits_pages(
        {"class": "Web Development in English", "fluent": ["English"], "wish": evil, "note": evil},
        {"city": evil[:100]},
    )
    petra.clicks("Approve")
    school.sandbox.advance(minutes=1)
    petra.clicks("Approve")
    offers.clicks("Accept")
    asks.sees("your bank")
