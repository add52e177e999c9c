"""What people wrote is forgotten when its time is over; what is counted stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bench.databases import beside
from bot.delivery.letters import KINDS
from bot.deps import Vaults
from bot.rules import personal, retention
from bot.rules.erasing import is_nobody
from bot.rules.periods import Period
from bot.rules.personal import Kept
from bot.services import report, workspaces
from bot.services import retention as service
from bot.vault import KeyRing
from models import (
    Base,
    BuddyRequest,
    BuddySession,
    Ending,
    EndingWords,
    Notice,
    Proposal,
    Settings,
    Team,
)
from models.enums import EndReason, Place, RequestState
from models.store import Store
from scheduler import forgetting, sweeps
from tests.flows.report_school import DAY, team
from tests.planted import LOOSE, WHEN, WORDS, plant

HERE, OTHER = "TKEEPS", "TOTHER"
PERIODS = {Kept.TEAM_TEXTS: 12, Kept.TEXTS: 12, Kept.NOTES: 6, Kept.AUDIT: 24, Kept.UNMATCHED: 6}
RULES = {rule.table: rule for rule in retention.RULES}


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    vaults = Vaults(KeyRing.new(), store)
    for workspace_id in (HERE, OTHER):
        workspaces.ensure(store, vaults, workspace_id, "UBOT", "Europe/Madrid", WHEN)
    yield store
    store.close()


def planted(store: Store) -> None:
    for number, workspace_id in enumerate((HERE, OTHER), start=1):
        plant(store, workspace_id, number, leave_out=(*LOOSE, "workspaces", "settings"))
        with store.begin(workspace_id) as db:
            db.execute(update(Settings).values(set_up_at=WHEN))


def left(store: Store, table: str, workspace_id: str = HERE) -> Any:
    """Nothing: the row has gone. Else whether one of the columns holds something still."""
    rule = RULES[table]
    of = Base.metadata.tables[table]
    names = rule.words or ("workspace_id",)
    with beside(store) as connection:
        found = select(*(of.c[name] for name in names)).where(of.c.workspace_id == workspace_id)
        row = connection.execute(found).first()
    return row is not None and any(one not in (None, "", b"", []) for one in row)


def run(store: Store, at: datetime) -> None:
    forgetting.forget(store, at, HERE)


def test_each_thing_stays_for_its_time_and_not_a_day_longer(store: Store) -> None:
    planted(store)
    for kept in (Kept.DELIVERED, Kept.NOTES, Kept.UNMATCHED, Kept.TEAM_TEXTS, Kept.TEXTS, Kept.AUDIT):
        tables = [name for name, rule in RULES.items() if rule.kept is kept]
        if kept is not Kept.UNMATCHED and kept is not Kept.TEXTS:  # as long as the one before
            run(store, over(kept))
            assert [name for name in tables if not left(store, name)] == [], kept
        run(store, over(kept) + timedelta(seconds=1))
        assert [name for name in tables if left(store, name)] == [], kept
        assert all(left(store, name, OTHER) for name in tables), "another workspace has a night of its own"


def over(kept: Kept) -> datetime:
    """When the time of what was planted is over; a second later it is forgotten."""
    if kept is Kept.DELIVERED:
        return WHEN + timedelta(days=7)
    years, months = divmod(PERIODS[kept], 12)
    return WHEN.replace(year=WHEN.year + years, month=WHEN.month + months)


def test_every_text_with_a_period_has_a_rule() -> None:
    with_period = {
        (one.table, one.name)
        for one in personal.COLUMNS.values()
        if one.kept in retention.PLACES and one.kept is not None
    }
    covered = {
        (rule.table, one.name)
        for rule in retention.RULES
        for one in personal.TABLES[rule.table].columns()
        if not rule.words or one.name in rule.words
    }
    assert with_period <= covered


def test_a_team_that_runs_forgets_nothing(store: Store) -> None:
    planted(store)
    with store.begin(HERE) as db:
        db.execute(update(Team).values(ended_at=None))
    run(store, WHEN + timedelta(days=5000))
    assert left(store, "sessions")
    assert left(store, "meetings")


def test_the_words_of_a_request_go_with_the_texts_of_its_team(store: Store) -> None:
    planted(store)
    with store.begin(HERE) as db:
        db.execute(update(BuddyRequest).values(withdrawn_at=None))
    run(store, WHEN.replace(month=12))
    assert left(store, "buddy_requests")
    run(store, WHEN.replace(year=2027, day=3))
    assert not left(store, "buddy_requests")


def test_a_request_without_a_team_is_nobody_s_when_its_time_is_over(store: Store) -> None:
    planted(store)
    with store.begin(HERE) as db:
        db.execute(update(Team).values(proposal_id=None))
        db.execute(update(Proposal).values(declined_by="USTUDENT"))
        db.execute(update(Ending).values(request_id=1))
    run(store, over(Kept.UNMATCHED))
    row = whole(store, BuddyRequest)
    assert (row["student_id"], row["topics"], row["wish"]) == ("U1", [WORDS], WORDS)
    run(store, over(Kept.UNMATCHED) + timedelta(seconds=1))
    row = whole(store, BuddyRequest)
    student = row["student_id"]
    assert is_nobody(student)
    told: dict[str, Any] = {key: [] for key in ("languages", "fluent", "topics", "times", "traits")}
    told |= dict.fromkeys(("wish", "city"), "") | dict.fromkeys(("note", "guardian", "guardian_agreed_at"))
    counted = {"asked_at": WHEN, "withdrawn_at": WHEN, "paused_at": WHEN, "promise_due_at": WHEN}
    counted |= {"paused_seconds": 1, "earlier_seconds": 1, "promise_step": 1, "why_waiting": WORDS}
    assert row == told | counted | {
        "workspace_id": HERE,
        "id": 1,
        "student_id": student,
        "state": RequestState.WITHDRAWN,
        "class_key": WORDS,
        "place": Place.EITHER,
        "traits_must": False,
        "unnamed": False,
    }
    assert whole(store, Proposal)["declined_by"] == student
    assert whole(store, Ending)["request_id"] is None
    run(store, over(Kept.UNMATCHED) + timedelta(days=2))
    assert whole(store, BuddyRequest) == row, "a second night finds nothing more"
    assert whole(store, BuddyRequest, OTHER)["student_id"] == "U2"


def test_a_request_with_a_team_is_hers_as_long_as_the_team_is(store: Store) -> None:
    planted(store)
    run(store, WHEN + timedelta(days=5000))
    row = whole(store, BuddyRequest)
    assert (row["student_id"], row["topics"], row["wish"]) == ("U1", [WORDS], "")


def whole(store: Store, model: type[Base], workspace_id: str = HERE) -> dict[str, Any]:
    """The one row there, column by column."""
    of = Base.metadata.tables[model.__tablename__]
    with beside(store) as connection:
        found = connection.execute(select(of).where(of.c.workspace_id == workspace_id)).one()
    return dict(found._mapping)


def test_what_a_message_is_brought_up_to_date_by_stays_longer(store: Store) -> None:
    planted(store)
    with store.begin(HERE) as db:
        db.execute(update(Notice).values(kind="proposal"))
    run(store, WHEN + timedelta(days=30))
    assert left(store, "notices")


def test_what_has_a_kind_that_brings_it_up_to_date_is_among_them() -> None:
    shown_anew = {name.removesuffix("_edit") for name in KINDS if name.endswith("_edit")} & set(KINDS)
    assert shown_anew
    assert shown_anew - retention.RETURNED_TO == set()


def test_many_are_forgotten_in_parts_and_a_run_that_was_cut_off_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PART", 3)
    with store.begin(HERE) as db:
        sessions = [(date(2025, 1, 1) + n * DAY, 60) for n in range(10)]
        team(db, 1, began=date(2025, 1, 1), ended=(date(2025, 2, 1), EndReason.GRADUATED), sessions=sessions)
        db.execute(update(BuddySession).values(topic=WORDS))
        db.execute(update(Settings).values(set_up_at=WHEN))
    parts = 0

    def cut(*given: Any) -> int:
        nonlocal parts
        parts += 1
        if parts == 3:
            raise RuntimeError("killed")
        return done(*given)

    done = service.forget
    monkeypatch.setattr(service, "forget", cut)
    with pytest.raises(ExceptionGroup):
        sweeps.forget(store, WHEN)
    assert with_topic(store) == 4
    sweeps.forget(store, WHEN)
    assert with_topic(store) == 0
    with store.everywhere_reading() as db:
        following = service.next_due(db, WHEN)
    assert following == datetime(2026, 3, 3, 2, tzinfo=UTC), "at three in the night, in Madrid"


def test_two_workers_at_once_count_once_what_each_has_done(store: Store) -> None:
    planted(store)
    at = WHEN + timedelta(days=1000)
    run(store, at)
    with store.read(HERE) as db:
        first = service.last_run(db.scalars(select(Settings)).one())
    run(store, at)
    with store.read(HERE) as db:
        assert service.last_run(db.scalars(select(Settings)).one()) == first
    assert first is not None
    assert first.counts[Kept.NOTES] == 5


def test_a_report_is_the_same_before_and_after(store: Store) -> None:
    with store.begin(HERE) as db:
        first, last = date(2024, 1, 1), date(2024, 3, 1)
        for number in range(6):
            sessions = [(first + n * DAY, 60 + n) for n in range(0, 50, 5 + number)]
            team(db, number, began=first, ended=(last, EndReason.GRADUATED), sessions=sessions)
        db.execute(update(BuddySession).values(topic=WORDS))
        db.execute(update(Settings).values(set_up_at=WHEN))
    period = Period(date(2024, 1, 1), date(2024, 12, 31))
    with store.read(HERE) as db:
        before = report.make(db, WHEN, period)
    run(store, WHEN)
    assert with_topic(store) == 0
    with store.read(HERE) as db:
        assert report.make(db, WHEN, period) == before
        assert db.scalars(select(func.count(EndingWords.ending_id))).one() == 0


def with_topic(store: Store) -> int:
    with store.read(HERE) as db:
        return db.scalars(select(func.count(BuddySession.id)).where(BuddySession.topic != "")).one()
