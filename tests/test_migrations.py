"""The migrations lead to the models' tables and back, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.orm import Session

import models
from bot.clock import zone
from bot.errors import UserError, Wrong
from bot.rules.duty import Duty, Hours
from bot.services import corrections, duty, people
from bot.services import help as calls
from models import (
    BuddyRequest,
    CaseYear,
    HelpRequest,
    HelpStep,
    Notice,
    PrivateCase,
    Proposal,
    Settings,
    Team,
    Volunteer,
    schema,
)
from models.enums import HelpNews
from models.people import EMERGENCY, FIRST_LANGUAGES
from models.store import Store

_OF_THE_FIRST_TABLES = (
    "insert into workspaces values ('T1', 'B1', '2026-03-01 08:00:00', 'key')",
    "insert into settings (workspace_id, set_up_at, timezone, language, weekly_minutes, classes, topics, "
    "promise_days, nudge_weekday, nudge_minute, digest_weekday, digest_minute) values "
    "('T1', null, 'UTC', 'en', 120, '[]', '[]', '[7, 10, 14]', 3, 1020, 0, 540)",
    *(
        "insert into people (workspace_id, user_id, is_admin, is_guest, is_gone, facts_at) values "
        f"('T1', '{user}', false, false, false, '2026-03-01 08:00:00')"
        for user in ("U1", "U2")
    ),
    "insert into buddy_requests (id, workspace_id, student_id, state, class_key, languages, topics, wish, asked_at)"
    """ values (1, 'T1', 'U1', 'proposed', 'web', '["es", "en"]', '[]', '', '2026-03-01 08:00:00')""",
    "insert into volunteers (workspace_id, user_id, state, languages, topics, capacity, hello, offered_at, approved_at)"
    """ values ('T1', 'U2', 'approved', '["es"]', '[]', 1, '', '2026-02-01 08:00:00', '2026-02-02 08:00:00')""",
    "insert into proposals (id, workspace_id, request_id, volunteer_id, state, reasons, proposed_at, decided_at)"
    " values (1, 'T1', 1, 'U2', 'accepted', '{}', '2026-03-02 08:00:00', '2026-03-03 08:00:00')",
)


def config(url: str) -> Config:
    found = Config()
    found.set_main_option("script_location", str(schema.MIGRATIONS))
    found.attributes["url"] = url
    return found


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_no_drift_down_and_up_again(database_url: str) -> None:
    """`database_url` is a migrated, empty database."""
    engine = create_engine(database_url)
    expected = set(models.Base.metadata.tables)
    assert tables(engine) == expected
    command.check(config(database_url))
    command.downgrade(config(database_url), "0033")
    with engine.connect() as connection:  # what came after it is gone
        assert compare_metadata(MigrationContext.configure(connection), models.Base.metadata)
    command.downgrade(config(database_url), "0001")
    assert tables(engine) < expected
    assert schema.current(engine) != schema.HEAD
    command.upgrade(config(database_url), "head")
    assert tables(engine) == expected
    assert schema.current(engine) == schema.HEAD
    engine.dispose()


def test_what_autogenerate_does_not_see_is_the_same_too(database_url: str) -> None:
    """Constraints and indexes by name, columns by type and by whether they may be empty."""
    engine = create_engine(database_url)
    found = inspect(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.Base.metadata) == []
    for name, table in models.Base.metadata.tables.items():
        assert {c["name"]: c["nullable"] for c in found.get_columns(name)} == {
            column.name: column.nullable for column in table.columns
        }, name
        foreign = {(key["name"], tuple(key["constrained_columns"])) for key in found.get_foreign_keys(name)}
        assert foreign == {
            (key.name, tuple(column.name for column in key.columns)) for key in table.foreign_key_constraints
        }, name
    engine.dispose()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    schema.migrate(database_url)
    schema.migrate(database_url)
    engine = create_engine(database_url)
    assert schema.current(engine) == schema.HEAD
    engine.dispose()


def test_what_was_stored_before_goes_on_as_it_was_meant(database_url: str) -> None:
    """A school of the first tables: a request that a volunteer has said yes to, and its offer."""
    command.downgrade(config(database_url), "0001")
    engine = create_engine(database_url)
    with engine.begin() as db:
        for statement in _OF_THE_FIRST_TABLES:
            db.execute(text(statement))
    command.upgrade(config(database_url), "head")
    with Session(engine) as db:
        request, offer = db.scalars(select(BuddyRequest)).one(), db.scalars(select(Volunteer)).one()
        proposal, settings = db.scalars(select(Proposal)).one(), db.scalars(select(Settings)).one()
        assert (request.languages, request.fluent, request.unnamed) == (["es", "en"], ["es", "en"], True)
        assert request.paused_at == proposal.next_step_at == proposal.decided_at
        assert (offer.fluent, offer.weekly_minutes, offer.answered_at) == (["es"], 120, offer.approved_at)
        assert (settings.offer_hours, settings.idle_days, settings.has_minors) == ([48, 72], [60, 14], False)
        assert "woman" in settings.traits
        assert (settings.emergency, settings.languages) == (EMERGENCY, list(FIRST_LANGUAGES))
        assert (settings.country, settings.region, settings.class_hours) == ("ES", "CT", {})
    engine.dispose()


_OF_0003 = (
    *_OF_THE_FIRST_TABLES[:1],
    "insert into settings (workspace_id, set_up_at, timezone, language, weekly_minutes, classes, topics, "
    "promise_days, nudge_weekday, nudge_minute, digest_weekday, digest_minute) values "
    "('T1', '2026-03-01 08:00:00', 'Europe/Madrid', 'en', 120, '[]', '[]', '[7, 10, 14]', 3, 1020, 0, 540)",
    *_OF_THE_FIRST_TABLES[2:4],
    "insert into roles (workspace_id, role, user_id, position) values ('T1', 'project_manager', 'U2', 0)",
    "insert into help_requests (id, workspace_id, asked_by, words, state, asked_at, step, next_step_at) values "
    "('abc', 'T1', 'U1', 'sealed', 'open', '2026-03-02 08:00:00', 1, '2026-03-02 16:00:00')",
    "insert into notices (workspace_id, kind, dedupe_key, target, about, state, due_at, not_before, attempts, "
    """progress) values ('T1', 'help', 'help:abc:0:U2', 'U2', '{"request": "abc", "step": 0}', 'sent', """
    "'2026-03-02 08:00:00', '2026-03-02 08:00:00', 1, '{}')",
)


_WITH_SESSIONS = (
    "insert into teams (id, workspace_id, student_id, buddy_id, state, language, timezone, weekly_minutes, launched_on, "
    "launched_at, unanswered_nudges) values (1, 'T1', 'U1', 'U2', 'active', 'en', 'UTC', 120, '2026-02-02', "
    "'2026-02-02 08:00:00', 0)",
    *(
        "insert into sessions (id, workspace_id, team_id, held_on, minutes, topic, logged_by, logged_at, undone_at) "
        f"values ({number}, 'T1', 1, '2026-02-27', 90, '', 'U1', '2026-02-27 08:00:00', {undone})"
        for number, undone in ((101, "'2026-02-27 09:00:00'"), (102, "null"))
    ),
)


def test_who_was_asked_before_there_were_working_hours_is_reminded_as_it_was_meant(database_url: str) -> None:
    """An open call of 0003: its time stays, it is not for today, and its reader works from Monday to Friday."""
    command.downgrade(config(database_url), "0003")
    engine = create_engine(database_url)
    with engine.begin() as db:
        for statement in _OF_0003:
            db.execute(text(statement))
    engine.dispose()
    command.upgrade(config(database_url), "head")
    store = Store(database_url)
    due = datetime(2026, 3, 2, 16, tzinfo=UTC)
    with store.begin("T1") as db:
        request, settings = db.scalars(select(HelpRequest)).one(), db.scalars(select(Settings)).one()
        assert (request.is_urgent, request.next_step_at, request.step) == (False, due, 1)
        assert (settings.doors_due_at, settings.doors_found) == (None, [])
        assert duty.own(db, "U2") == Duty(Hours(zone("Europe/Madrid"), (0, 1, 2, 3, 4), 540, 1080), None)
        calls.take_due(db, due, "abc")
        assert db.scalars(
            select(Notice.dedupe_key).where(Notice.kind == "help").order_by(Notice.id)
        ).all() == [
            "help:abc:0:U2",
            "help:abc:1:U2",
        ]
        assert request.next_step_at == datetime(2026, 3, 3, 15, tzinfo=UTC)
    store.close()


def test_who_looked_after_a_call_before_there_were_steps_is_reminded_of_it_now(database_url: str) -> None:
    command.downgrade(config(database_url), "0005")
    engine = create_engine(database_url)
    with engine.begin() as db:
        for statement in _OF_0003:
            db.execute(text(statement))
        db.execute(
            text(
                "update help_requests set state = 'acknowledged', next_step_at = null, acknowledged_by = 'U2', "
                "acknowledged_at = '2026-03-02 10:00:00'"
            )
        )
    engine.dispose()
    command.upgrade(config(database_url), "head")
    store = Store(database_url)
    at, now = datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 4, 2, tzinfo=UTC)
    morning = datetime(2026, 3, 4, 8, tzinfo=UTC)
    with store.begin("T1") as db:
        request, step = db.scalars(select(HelpRequest)).one(), db.scalars(select(HelpStep)).one()
        assert (step.news, step.at, step.actor, request.excluded) == (HelpNews.SEEN, at, "U2", [])
        calls.take_due(db, now, "abc")
        assert request.next_step_at == morning, "and not at night"
        calls.take_due(db, morning, "abc")
        assert db.scalars(select(Notice.kind).order_by(Notice.id)).all() == ["help", "help_remind"]
    store.close()


def test_what_was_taken_back_before_there_were_corrections_stays_so_and_the_rest_can_be_corrected(
    database_url: str,
) -> None:
    command.downgrade(config(database_url), "0009")
    engine = create_engine(database_url)
    with engine.begin() as db:
        for statement in (*_OF_0003[:4], *_WITH_SESSIONS):
            db.execute(text(statement))
    engine.dispose()
    command.upgrade(config(database_url), "head")
    store = Store(database_url)
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    with store.begin("T1") as db:
        who = people.acting(db, "U2")
        with pytest.raises(UserError) as refused:
            corrections.standing(db, now, who, 101)
        assert refused.value.what is Wrong.STRUCK_OUT
        stands = corrections.standing(db, now, who, 102)
        assert (stands.entry.minutes, stands.entry.place, stands.by) == (90, "", "U1")
        done = corrections.correct(db, now, who, 102, replace(stands.entry, place="remote"))
        assert (done.entry.place, done.was) == ("remote", stands.entry)
        assert people.programme(db).venues == []
    store.close()


def test_teams_that_wait_for_their_introduction_are_looked_at_a_week_after_their_launch(
    database_url: str,
) -> None:
    command.downgrade(config(database_url), "0011")
    engine = create_engine(database_url)
    with engine.begin() as db:
        for statement in (*_OF_0003[:4], _WITH_SESSIONS[0]):
            db.execute(text(statement))
        db.execute(text("update teams set state = 'ended' where id = 1"))
        held = "'2026-02-03 08:00:00'"
        for number, state, pair, introduced in (
            (2, "launching", "'U2', 'U1'", "null"),
            (3, "active", "'U1', 'U2'", held),
        ):
            db.execute(
                text(
                    "insert into teams (id, workspace_id, student_id, buddy_id, state, language, timezone, "
                    "weekly_minutes, launched_on, launched_at, unanswered_nudges, introduced_at) values "
                    f"({number}, 'T1', {pair}, '{state}', 'en', 'UTC', 120, '2026-02-02', "
                    f"'2026-02-02 08:00:00', 0, {introduced})"
                )
            )
    command.upgrade(config(database_url), "head")
    with Session(engine) as db:
        due = {team.id: team.introduction_due_at for team in db.scalars(select(Team))}
    assert due == {1: None, 2: datetime(2026, 2, 9, 8, tzinfo=UTC), 3: None}
    engine.dispose()


def test_the_version_the_program_asks_for_is_the_newest_and_there_is_one() -> None:
    assert ScriptDirectory.from_config(config("")).get_heads() == [schema.HEAD]


def test_an_unknown_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    schema.migrate(url)
    engine = create_engine(url)
    with engine.begin() as db:
        db.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(schema.UnknownTables):
        schema.migrate(url)
    engine.dispose()


def test_lists_that_were_sent_before_count_as_naming_everybody(database_url: str) -> None:
    """Nobody knows any more whom they named; what went to one reader about one thing names nobody."""
    command.downgrade(config(database_url), "0037")
    engine = create_engine(database_url)
    with engine.begin() as db:
        space = "insert into workspaces (id, bot_user_id, created_at, wrapped_key)"
        db.execute(text(f"{space} values ('T1', 'B1', '2026-03-01 08:00:00', 'key')"))
        person = "insert into people (workspace_id, user_id, is_admin, is_guest, is_gone, facts_at)"
        for user in ("U1", "U2"):
            db.execute(text(f"{person} values ('T1', '{user}', false, false, false, '2026-03-01 08:00:00')"))
        for kind, ts in (
            ("digest", "'1.2'"),
            ("match_report", "'1.3'"),
            ("digest_now", "null"),
            ("fit", "'1.4'"),
        ):
            db.execute(
                text(
                    "insert into notices (workspace_id, kind, dedupe_key, target, about, state, due_at, not_before,"
                    f" attempts, progress, slack_ts) values ('T1', '{kind}', '{kind}', 'U2', '{{}}', 'sent',"
                    f" '2026-03-02 08:00:00', '2026-03-02 08:00:00', 0, '{{}}', {ts})"
                )
            )
    command.upgrade(config(database_url), "head")
    with Session(engine) as db:
        named = {kind: names for kind, names in db.execute(select(Notice.kind, Notice.names))}  # noqa: C416
        everybody = ["U1", "U2"]
        assert named == {"digest": everybody, "match_report": everybody, "digest_now": [], "fit": []}
    engine.dispose()


def test_of_cases_that_were_erased_before_only_the_number_of_the_year_stays(database_url: str) -> None:
    command.downgrade(config(database_url), "0006")
    engine = create_engine(database_url)
    with engine.begin() as db:
        db.execute(text(_OF_THE_FIRST_TABLES[0]))
        for number, (year, sealed) in enumerate(((2025, None), (2026, None), (2026, None), (2026, "x"))):
            state = "open" if sealed else "closed"
            db.execute(
                text(
                    "insert into private_cases (id, workspace_id, wrapped_key, sealed, state, asked_at, step, next_step_at)"
                    " values (:id, 'T1', :sealed, :sealed, :state, :at, 0, :at)"
                ),
                {
                    "id": str(number),
                    "sealed": sealed and sealed.encode(),
                    "state": state,
                    "at": f"{year}-03-02 08:00:00",
                },
            )
    command.upgrade(config(database_url), "head")
    with Session(engine) as db:
        years = db.execute(select(CaseYear.year, CaseYear.cases).order_by(CaseYear.year)).all()
        assert (years, db.scalars(select(PrivateCase.id)).all()) == ([(2025, 1), (2026, 2)], ["3"])
    engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_table_that_is_in_use_is_waited_for_and_clicks_are_not_kept_waiting_behind_it(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "PAUSE", 0.05)
    command.downgrade(config(database_url), "0035")
    engine = create_engine(database_url)
    with ThreadPoolExecutor(1) as other, engine.connect() as reader:
        reader.execute(text("select count(*) from teams"))  # a backup, in its transaction
        migrating = other.submit(schema.migrate, database_url)
        with pytest.raises(TimeoutError):
            migrating.result(1.5)
        with engine.connect() as click:
            click.execute(text("set lock_timeout = '1500ms'"))
            click.execute(text("select count(*) from teams"))
        assert schema.current(engine) == "0035"
        reader.rollback()
        migrating.result(60)
    assert schema.current(engine) == schema.HEAD
    engine.dispose()
