"""Who has left, or was erased, stands in lists that are kept for long: in words, and with no button that cannot do it."""

from __future__ import annotations

from sqlalchemy import select

from bot.services import notices
from models import Team
from models.enums import TaskKind
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.test_settings_history import looks

GONE = "somebody who is not here any more"
LOST = "This cannot be put back: somebody in it is not here any more."


def backups(manager: Person, *people: Person) -> None:
    manager.types("/codebuddy setup")
    manager.submits({"Backups": list(people)})
    manager.closes(all=True) if manager.has_modal() else None


def erases(school: School, manager: Person, person: Person) -> None:
    manager.types("/codebuddy erase")
    manager.presses("Erase data…")
    manager.submits({"Why?": "The person has left the programme for good"})
    manager.closes(all=True)
    school.sandbox.advance(hours=24, minutes=10)


def test_a_backup_who_was_taken_out_and_is_gone_is_not_put_back_and_the_history_says_why(
    school: School, petra: Person
) -> None:
    nora, bea = school.person("Nora"), school.person("Bea")
    backups(petra, bea, nora)
    backups(petra, bea)
    assert looks(petra).count("[Put back]") == 1
    stories.has_left(school, nora)
    told = looks(petra)
    assert LOST in told, "she has left Slack, which still knows her name"
    assert "[Put back]" not in told
    petra.closes(all=True)
    erases(school, petra, nora)
    told = looks(petra)
    assert GONE in told
    assert LOST in told
    assert nora.id not in told
    assert "[Put back]" not in told
    petra.closes(all=True)
    backups(petra, bea, school.person("Olu"))
    assert told.count(LOST) == 1
    assert LOST not in looks(petra), "somebody has changed it again, so nothing else is said of it"


def test_a_task_about_somebody_who_was_erased_says_so_and_has_no_button_for_it(
    school: School, petra: Person
) -> None:
    nora = school.person("Nora")
    stories.team(school)
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, nora)
        team_id = db.scalars(select(Team.id)).one()
        now = school.sandbox.now
        notices.task(db, TaskKind.UNDELIVERED, "told:1", now, to=nora.id)
        notices.task(db, TaskKind.REFUSED_INVITE, "invite:1", now, team=team_id, user=nora.id)
    petra.types("/codebuddy")
    home = petra.opens_home()
    assert "A message to @Nora did not arrive." in home
    assert "Slack did not let me bring @Nora into the channel" in home
    again = home.count("Invite again")
    stories.has_left(school, nora)
    erases(school, petra, nora)
    home = petra.opens_home()
    assert f"A message to {GONE} did not arrive. You have nothing to do" in home
    assert "Somebody who is not here any more was to come into the channel of" in home
    assert nora.id not in home
    assert (again, home.count("Invite again")) == (1, 0)
    petra.clicks_home("1. Done")
    petra.clicks_home("Done")
    assert "[Done]" not in petra.opens_home()
