"""Whoever runs the program holds one workspace: it falls silent, keeps everything, and the others go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import schools
from bot.opening import CannotStart
from models import HelpRequest, Notice
from models.enums import NoticeState
from sandbox.people import Person
from sandbox.people import Workspace as Space
from tests import stories
from tests.conftest import School
from tests.installing.conftest import Network
from tests.installing.test_taken_out import installed, owe, rows
from tests.test_modes import APP, Start, slack, start, workspace

__all__ = ["start", "workspace"]  # fixtures

PAUSED = "CodeBuddies is paused here by the people who run it. Nothing was stored."
Command = Callable[[str], str]


@pytest.fixture
def at(network: Network, monkeypatch: pytest.MonkeyPatch) -> Network:
    """The commands find the store of the network."""
    url = network.coordinator.settings.database_url.get_secret_value()
    monkeypatch.setenv("DATABASE_URL", url)
    return network


def messages(space: Space) -> int:
    return len(space.calls("chat.postMessage"))


def school_of(network: Network, name: str) -> tuple[School, Person]:
    space, petra = installed_as(network, name)
    return School(network.sandbox, space, network.coordinator), petra


def installed_as(network: Network, name: str) -> tuple[Space, Person]:
    space = network.workspace(name)
    petra = space.person("Petra", admin=True)
    network.install(petra)
    petra.types("/codebuddy setup")
    petra.submits({})
    petra.closes(all=True)
    return space, petra


def test_in_a_held_workspace_everybody_reads_that_it_is_paused_and_the_other_goes_on(at: Network) -> None:
    here, petra = school_of(at, "One School")
    there, olga = school_of(at, "Other School")
    samira, _, room = stories.team(here)
    oksana, _, other_room = stories.team(there, "Oksana", "Mateo")
    assert room is not None
    assert other_room is not None
    petra.types("/codebuddy settings")
    assert "is held" in schools.hold(here.workspace.id)
    before = rows(at, here.workspace.id)

    samira.types("/logsession 2h today", channel=room)
    assert samira.sees_privately(PAUSED)
    assert PAUSED in samira.opens_home()
    petra.presses("Change: Weekly digest")
    assert PAUSED in petra.everything_visible()
    samira.types("/escalate")
    assert not samira.has_modal()
    assert samira.sees_privately("please write to a person you trust")
    now = rows(at, here.workspace.id)
    assert {**now, "inbox": 0} == {**before, "inbox": 0}

    oksana.types("/logsession 2h today", channel=other_room)
    assert oksana.sees_privately("2 h")
    assert PAUSED not in olga.opens_home()
    assert PAUSED not in oksana.everything_visible()


def test_nothing_is_sent_while_it_is_held_and_afterwards_what_is_still_true(at: Network) -> None:
    space, petra = installed(at)
    other, olga = installed_as(at, "Other School")
    schools.hold(space.id)
    at.sandbox.settle()
    before, others = messages(space), messages(other)
    owe(at, petra, "1")
    owe(at, olga, "1")
    at.coordinator.lanes.ring(space.id)
    at.sandbox.advance(days=2)
    assert messages(space) == before
    assert messages(other) > others
    with at.coordinator.deps.store.read(space.id) as db:
        assert NoticeState.PENDING in db.scalars(select(Notice.state)).all()
    assert "goes on" in schools.release(space.id)
    at.sandbox.advance(minutes=1)
    with at.coordinator.deps.store.read(space.id) as db:
        assert NoticeState.PENDING not in db.scalars(
            select(Notice.state).where(Notice.due_at <= at.sandbox.now)
        )
    assert PAUSED not in petra.opens_home()


def test_a_call_for_help_stands_still_and_goes_on_where_it_was(at: Network) -> None:
    here, _ = school_of(at, "One School")
    samira, _, _ = stories.team(here)
    samira.types("/escalate")
    samira.submits_pages({"What do you need?": "More help with the course or with our team"}, {})

    def step() -> int:
        with here.store.read(here.workspace.id) as db:
            return db.scalars(select(HelpRequest.step)).one()

    before = step()
    schools.hold(here.workspace.id)
    at.sandbox.advance(days=3)
    assert step() == before
    schools.release(here.workspace.id)
    at.sandbox.advance(minutes=1)
    assert step() > before


def test_slack_is_not_asked_about_anybody_in_a_held_workspace(at: Network) -> None:
    space, _ = installed(at)
    schools.hold(space.id)
    newcomer = space.person("Nadia")
    before = len(space.calls("users.info"))
    newcomer.types("/codebuddy")
    assert newcomer.sees_privately(PAUSED)
    assert len(space.calls("users.info")) == before


def test_one_that_was_taken_out_goes_after_thirty_days_though_it_is_held(at: Network) -> None:
    space, _ = installed(at)
    schools.hold(space.id)
    space.takes_out_the_app()
    at.sandbox.advance(days=31)
    assert rows(at, space.id) == {}


def test_workspaces_are_listed_with_what_waits_and_whether_they_are_held(at: Network) -> None:
    here, petra = school_of(at, "One School")
    stories.team(here)
    space, olga = installed_as(at, "Other School")
    at.sandbox.advance(minutes=1)
    sent = at.sandbox.now
    schools.hold(here.workspace.id)
    at.sandbox.advance(hours=1)
    owed = at.sandbox.now
    owe(at, petra, "1")
    at.sandbox.advance(hours=1)
    head, *lines = schools.listed().splitlines()
    assert head.split() == ["id", "since", "teams", "waiting", "oldest", "last", "active", "state"]
    told = {line.split()[0]: line for line in lines}
    assert set(told) == {here.workspace.id, space.id}
    held, works = told[here.workspace.id], told[space.id]
    assert held.split()[1:4] == [f"{sent:%Y-%m-%d}", "1", "1"]
    assert f"{owed:%Y-%m-%d %H:%M}" in held
    assert "held since" in held
    assert works.split()[2:4] == ["0", "0"]
    assert works.endswith("at work")
    for person in (petra, olga):
        assert person.id not in "".join(lines)
    space.takes_out_the_app()
    assert "taken out" in schools.listed()


def test_a_token_that_slack_refuses_is_said(at: Network) -> None:
    space, petra = installed(at)
    owe(at, petra, "1")
    with at.coordinator.deps.store.begin(space.id) as db:
        row = db.scalars(select(Notice).where(Notice.state == NoticeState.PENDING)).first()
        assert row is not None
        row.reason, row.not_before = "token_expired", at.sandbox.now + timedelta(hours=1)
    assert schools.listed().endswith("calls to Slack fail: token_expired")


def test_twice_is_said_and_what_is_not_there_is_refused(at: Network) -> None:
    space, _ = installed(at)
    assert "was not held" in schools.release(space.id)
    schools.hold(space.id)
    assert "is held already" in schools.hold(space.id)
    for command in (schools.hold, schools.release):
        with pytest.raises(CannotStart, match="There is no workspace T0NOWHERE here"):
            command("T0NOWHERE")


def test_the_commands_run_beside_the_program_on_one_file(start: Start, workspace: Space) -> None:
    program = start(APP, **slack(workspace))
    program.is_ready()
    workspace.sandbox.wait_for_bot()
    samira = workspace.person("Samira")

    def said(*command: str) -> str:
        process = start(APP, *command)
        assert process.ends() == 0, process.said
        return process.said

    assert said("workspaces").splitlines()[-1].split()[0] == workspace.id
    assert f"{workspace.id} is held" in said("hold", workspace.id)
    assert samira.types("/codebuddy", settle=False).ok
    program.until(lambda: PAUSED in samira.everything_visible())
    assert "held since" in said("workspaces")
    assert "goes on" in said("release", workspace.id)
    assert samira.types("/codebuddy help", settle=False).ok
    program.until(lambda: "I need help" in samira.everything_visible())
    assert "There is no workspace T0NOWHERE here" in start(APP, "hold", "T0NOWHERE").refuses()
