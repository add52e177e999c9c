"""`python app.py doctor`: beside the running program, and where it cannot run."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import select

from bot.rules.checkup import Part
from bot.services import channel_questions
from models import Person, RoleHolder, Settings
from models.enums import Role
from models.store import Store
from tests.conftest import START
from tests.test_modes import APP, Space, Start, slack, start, workspace

__all__ = ["start", "workspace"]  # fixtures


def store_file(folder: Path) -> Path:
    return folder / "data" / "codebuddies" / "codebuddies.sqlite3"


def begun(start: Start, workspace: Space) -> None:
    """The program has run once."""
    program = start(APP, **slack(workspace))
    program.is_ready()
    program.terminate()


def set_up(workspace: Space, folder: Path) -> None:
    store = Store(f"sqlite:///{store_file(folder)}")
    with store.begin(workspace.id) as db:
        settings = db.scalars(select(Settings)).one()
        settings.set_up_at = settings.match_due_at = None
        for position, role in enumerate((Role.PROJECT_MANAGER, Role.PROGRAMME_MANAGER)):
            person = workspace.person(f"Manager {position}")
            facts = {"is_admin": False, "is_guest": False, "is_gone": False}
            db.add(Person(user_id=person.id, facts_at=START, **facts))
            db.flush()
            db.add(RoleHolder(role=role, user_id=person.id, position=0, email=None))
        settings.set_up_at = START
    store.close()


def test_before_the_first_start_it_says_so(start: Start, workspace: Space, tmp_path: Path) -> None:
    said = start(APP, "doctor", **slack(workspace)).refuses()
    assert "There is no database yet. Start the program once: python app.py" in said
    assert not store_file(tmp_path).exists()


def test_where_all_is_well_it_ends_with_0_and_beside_the_program(
    start: Start, workspace: Space, tmp_path: Path
) -> None:
    begun(start, workspace)
    said = start(APP, "doctor", **slack(workspace)).refuses()
    assert "Nobody is named yet" in said
    assert said.count("✅") == len(Part)  # all but one, and Socket Mode
    set_up(workspace, tmp_path)
    program = start(APP, **slack(workspace))
    program.is_ready()
    looked = start(APP, "doctor", **slack(workspace))
    assert looked.ends() == 0, looked.said
    assert looked.said.count("✅") == len(Part) + 1
    assert "⚠️" not in looked.said
    program.terminate()


def test_a_store_that_takes_no_writing_is_told(start: Start, workspace: Space, tmp_path: Path) -> None:
    begun(start, workspace)
    other = sqlite3.connect(store_file(tmp_path))
    other.execute("begin immediate")
    said = start(APP, "doctor", **slack(workspace)).refuses()
    other.close()
    assert "I cannot write: database is locked." in said


def test_tables_of_another_version_are_told_and_nothing_is_changed(
    start: Start, workspace: Space, tmp_path: Path
) -> None:
    begun(start, workspace)
    with sqlite3.connect(store_file(tmp_path)) as other:
        other.execute("update alembic_version set version_num = '0001'")
    said = start(APP, "doctor", **slack(workspace)).refuses()
    assert "The tables are not those of this version." in said
    assert "✅" not in said
    with sqlite3.connect(store_file(tmp_path)) as other:
        assert other.execute("select version_num from alembic_version").fetchone() == ("0001",)


def test_a_token_that_slack_does_not_take_is_told_and_not_shown(start: Start, workspace: Space) -> None:
    begun(start, workspace)
    said = start(APP, "doctor", **{**slack(workspace), "SLACK_BOT_TOKEN": "xoxb-0-wrong"}).refuses()
    assert "Slack does not take the token of the app (invalid_auth)." in said
    assert "xoxb-0-wrong" not in said


def test_an_app_token_that_slack_does_not_take_is_told_and_not_shown(
    start: Start, workspace: Space, tmp_path: Path
) -> None:
    """Socket Mode would not start with it."""
    begun(start, workspace)
    set_up(workspace, tmp_path)
    said = start(APP, "doctor", **{**slack(workspace), "SLACK_APP_TOKEN": "xapp-1-wrong"}).refuses()
    assert "Slack did not accept SLACK_APP_TOKEN (invalid_auth). Make a new one" in said
    assert "xapp-1-wrong" not in said
    assert said.count("⚠️") == 1
    workspace.sandbox.faults.next("apps.connections.open", error="missing_scope")
    said = start(APP, "doctor", **slack(workspace)).refuses()
    assert "SLACK_APP_TOKEN (missing_scope). Make a new one with the scope connections:write" in said


def test_a_lost_key_is_told(start: Start, workspace: Space, tmp_path: Path) -> None:
    begun(start, workspace)
    store_file(tmp_path).with_name("keys").unlink()
    said = start(APP, "doctor", **slack(workspace)).refuses()
    assert "The file with the keys is gone or damaged." in said
    assert not store_file(tmp_path).with_name("keys").exists()


def test_what_slack_says_is_told_here_too(start: Start, workspace: Space) -> None:
    begun(start, workspace)
    workspace.revoke_scope("files:write")
    workspace.sandbox.faults.ahead(-400)
    said = start(APP, "doctor", **slack(workspace)).refuses()
    assert "files:write" in said
    assert "The clock of my server is 7 minutes fast." in said


def test_a_channel_for_questions_that_took_no_post_is_told(
    start: Start, workspace: Space, tmp_path: Path
) -> None:
    begun(start, workspace)
    set_up(workspace, tmp_path)
    store = Store(f"sqlite:///{store_file(tmp_path)}")
    with store.begin(workspace.id) as db:
        db.scalars(select(Settings)).one().support_channel_id = "C0HELP"
        channel_questions.cannot_post(db, START, "C0HELP")
    store.close()
    said = start(APP, "doctor", **slack(workspace)).refuses()
    assert "I could not write in the channel for questions" in said
    assert "Then a manager presses “Try again”, in the list of my Home tab." in said
