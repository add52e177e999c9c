"""Who may do what with the Home tab of a role, the list of all teams, and the page of one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot import ids
from bot.services import notices, pauses, people, team_notes
from bot.vault import WorkspaceVault
from models import BuddyRequest, Team, TeamNote
from models.enums import RequestState, TaskKind
from models.store import Db
from tests.handlers.lines import EVERYBODY, MANAGERS, Ids, Line


def tasks(db: Db, now: datetime, team: int, named: dict[str, str]) -> None:
    for number in (1, 2):
        notices.task(db, TaskKind.UNDELIVERED, str(number), now, notice=number, to=named["outsider"])
    notices.task(db, TaskKind.CHANNEL_GONE, "1", now, team=team)
    notices.task(db, TaskKind.LEFT_CHANNEL, "1", now, team=team, user=named["buddy"])
    db.flush()


def furnish(
    db: Db, vault: WorkspaceVault, now: datetime, team: int, student: str, named: dict[str, str]
) -> dict[str, Any]:
    """A note of the team, changed; and another team, whose student has asked once, and that a manager lets rest."""
    author = people.acting(db, named["project manager"])
    team_notes.write(db, vault, now, author, team, "x")
    note = db.scalars(select(TeamNote.id)).one()
    team_notes.change(db, vault, now, author, note, "y")
    other = db.scalars(select(Team).where(Team.student_id == student)).one()
    asked = {"class_key": "web-en", "languages": ["en"], "topics": [], "wish": "", "asked_at": now}
    db.add(BuddyRequest(student_id=student, state=RequestState.MATCHED, **asked))
    pauses.begin(db, now, people.acting(db, named["backup"]), other.id, now.date() + timedelta(days=9))
    return {"note": note, "asked_team": other.id}


def of_lists(here: Ids) -> list[Line]:
    choices = {
        ids.TEAMS_OPEN: "look",
        ids.TEAMS_KIND: "ended",
        ids.TEAMS_CLASS: "web-en",
        ids.TEAMS_LANGUAGE: "es",
        ids.TEAMS_PERSON: here.people["student"],
        ids.TEAMS_EVERYBODY: "",
        ids.TEAMS_BEFORE: "1",
        ids.TEAMS_NEXT: "2",
        ids.TEAMS_BACK: "",
    }
    return [
        Line("command", ids.CODEBUDDY, MANAGERS, "teams"),
        Line("click", ids.HOME_STUDENT, EVERYBODY),
        Line("click", ids.HOME_BUDDY, EVERYBODY),
        Line("click", ids.HOME_MANAGER, MANAGERS),
        *(Line("click", action, MANAGERS, value) for action, value in choices.items()),
        *_of_a_team(here),
    ]


def _of_a_team(here: Ids) -> list[Line]:
    """`asked`: a team at rest whose student has asked through the program. The note is the project manager's."""
    team, asked, author = str(here.team), here.asked_team, frozenset({"project manager"})
    words = (("words", "x"),)
    return [
        Line("click", ids.TEAM_OPEN, MANAGERS, team, by_id=True),
        Line("click", ids.TEAM_NOTE, MANAGERS, f"{team}:", by_id=True),
        Line("click", ids.TEAM_NOTE, author, f"{team}:{here.note}", by_id=True),
        Line("click", ids.TEAM_NOTE_DELETE, author, here.note, by_id=True),
        Line("click", ids.TEAM_NOTE_BACK, author, here.note, by_id=True),
        Line(
            "submission", ids.MODAL_TEAM_NOTE, MANAGERS, fields=words, meta=(("team", here.team),), by_id=True
        ),
        Line(
            "submission", ids.MODAL_TEAM_NOTE, author, fields=words, meta=(("note", here.note),), by_id=True
        ),
        Line("click", ids.TEAM_PAUSE, MANAGERS, team, by_id=True),
        Line(
            "submission",
            ids.MODAL_TEAM_PAUSE,
            MANAGERS,
            fields=(("goes_on", "2026-03-20"),),
            meta=(("team", here.team),),
            by_id=True,
        ),
        Line("click", ids.TEAM_GO_ON, MANAGERS, str(asked), by_id=True),
        Line("click", ids.TEAM_REASSIGN, MANAGERS, str(asked), by_id=True),
        Line(
            "submission",
            ids.MODAL_TEAM_REASSIGN,
            MANAGERS,
            fields=(("somebody", here.people["volunteer"]), ("why", "x")),
            meta=(("team", asked),),
            by_id=True,
        ),
    ]
