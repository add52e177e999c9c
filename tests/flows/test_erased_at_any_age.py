"""A message that names somebody gets another text when she is erased: of each kind that lists people, at any age."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.services import broadcasts, matching, own_data, people, quiet_teams, slots, task_moves, where_named
from models import NamedMessage, Notice
from models.enums import TaskKind
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.test_broadcast import school_with_teams, writes
from tests.flows.test_erase_me import a_day_passes, asks
from tests.flows.test_erased_from_messages import REPLACED, holds
from tests.flows.test_own_data import gets
from tests.flows.test_target import asks as asks_for_hours
from tests.flows.test_task_moves import MORE, planted


def kept(school: School, user: Person) -> list[NamedMessage]:
    """Of messages whose notices are forgotten."""
    with school.store.read(school.workspace.id) as db:
        return list(db.scalars(select(NamedMessage).where(NamedMessage.user_id == user.id)))


def names(school: School, kind: str, user: Person) -> bool:
    """Whether one of this kind has gone out that names her."""
    with school.store.read(school.workspace.id) as db:
        return any(user.id in row.names for row in db.scalars(select(Notice).where(Notice.kind == kind)))


def is_erased(school: School, user: Person, *readers: Person) -> None:
    """She asks for it; then nobody can see her id any more."""
    assert all(holds(one, user) for one in readers)
    asks(user)
    a_day_passes(school)
    assert not [one.name for one in readers if holds(one, user)]
    assert all(REPLACED in one.everything_visible() for one in readers)


def test_seventy_days_later_no_name_is_left_in_slack(school: School) -> None:
    stories.set_up(school)
    samira, bruno, channel = stories.team(school)
    petra = school.person("Petra")
    samira.types("/logsession 1h30 today hooks", channel=channel)
    asks_for_hours(samira, "1h")
    samira.closes(all=True)
    bruno.clicks("Agree: 1 h a week")
    assert kept(school, samira) == []
    school.sandbox.advance(days=70)
    old = school.sandbox.now - timedelta(days=61)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Notice.id).where(Notice.due_at < old)).all() == [], "all else is forgotten"
    assert {row.target for row in kept(school, samira)} >= {petra.id, "team:1"}
    told = {row.channel_id for row in kept(school, bruno) if row.target == samira.id}
    assert told, "she was told of him"
    is_erased(school, samira, petra, bruno)
    assert kept(school, samira) == []
    assert kept(school, bruno), "he is still here"
    assert not told & {row.channel_id for row in kept(school, bruno)}, "her place in Slack is not"
    assert not holds(samira, bruno)


def test_what_is_kept_is_kept_once_whoever_forgets(school: School) -> None:
    """A run that was cut off is begun again; each message stands there once, and those that came before it stay."""
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    asks_for_hours(samira, "1h")
    samira.closes(all=True)
    bruno.clicks("Agree: 1 h a week")
    home = school.workspace.id
    with school.store.begin(home) as db:
        rows = db.scalars(select(Notice).where(Notice.slack_ts.is_not(None)).order_by(Notice.id)).all()
        mine = [row for row in rows if samira.id in row.names]
        for row in (*mine, *mine):
            where_named.keep(db, Notice.id == row.id)
    with school.store.read(home) as db:
        found = list(where_named.of(db, (samira.id,)))
    wanted = {(row.slack_channel, row.slack_ts, row.target) for row in mine}
    assert (set(found), len(found)) == (wanted, len(wanted))


def test_a_task_that_was_passed_on(school: School) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    planted(school, TaskKind.TALK)
    petra, mateo = school.person("Petra"), school.person("Mateo")
    petra.opens_home()
    petra.clicks_home(MORE)
    petra.fills({"task_give": f"<@{mateo.id}>"}, settle=True)
    petra.closes(all=True)
    mateo.gets_dm("@Petra asks you to take this over")
    assert names(school, task_moves.PASSED, samira)
    is_erased(school, samira, mateo)


def test_teams_that_were_handed_over_after_two_reminders(school: School) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    petra = school.person("Petra")
    with school.store.begin(school.workspace.id) as db:
        slots.plan(db, slots.NUDGE, "Europe/Madrid", school.sandbox.now)
    school.sandbox.advance(weeks=3)
    petra.gets_dm("after two reminders")
    assert names(school, quiet_teams.TOLD, samira)
    is_erased(school, samira, petra)


def test_the_list_of_who_waits(school: School) -> None:
    stories.set_up(school)
    samira, petra = stories.waiting(school, "Samira", "ar"), school.person("Petra")
    with school.store.begin(school.workspace.id) as db:
        matching.ask_for_run(db, school.sandbox.now, people.acting(db, petra.id))
    school.sandbox.advance(minutes=1)
    petra.gets_dm("@Samira asked today")
    assert names(school, "match_report", samira)
    is_erased(school, samira, petra)


def test_the_report_of_whom_a_text_did_not_reach(school: School) -> None:
    petra, members = school_with_teams(school)
    writes(petra)
    petra.submits()
    school.sandbox.faults.next("chat.postMessage", error="messages_tab_disabled")
    school.sandbox.advance(minutes=11)
    school.sandbox.advance(hours=1)
    with school.store.read(school.workspace.id) as db:
        failed = db.scalars(select(Notice.target).where(Notice.reason == "messages_tab_disabled")).one()
    missed = next(one for one in members if one.id == failed)
    petra.gets_dm("has reached 4 people")
    assert names(school, broadcasts.REPORT, missed)
    is_erased(school, missed, petra)


def test_a_file_that_she_was_given_goes_however_old_it_is(school: School) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    for one in (samira, bruno):
        gets(one)
        one.closes(all=True)
        assert len(one.files()) == 1
    school.sandbox.advance(days=70)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Notice.id).where(Notice.kind == own_data.KIND)).all() == [], (
            "it is forgotten"
        )
    asks(samira)
    a_day_passes(school)
    assert (len(samira.files()), len(bruno.files())) == (0, 1)
    assert kept(school, samira) == []
    assert kept(school, bruno)
