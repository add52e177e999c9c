"""The list and the pages of teams, with ids of another workspace: in their buttons and forms, and given to services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from bot import ids
from bot.services import (
    check_ins,
    endings,
    pauses,
    planned,
    reassign,
    tasks,
    team_card,
    team_list,
    team_notes,
)
from models import FormerNote, TeamNote
from models.store import Db
from tests.straight import Json, Program, submission

CLICKS = (
    *(ids.HOME_STUDENT, ids.HOME_BUDDY, ids.HOME_MANAGER),
    *(ids.TEAMS_OPEN, ids.TEAMS_KIND, ids.TEAMS_CLASS, ids.TEAMS_LANGUAGE, ids.TEAMS_PERSON),
    *(ids.TEAMS_EVERYBODY, ids.TEAMS_BEFORE, ids.TEAMS_NEXT, ids.TEAMS_BACK),
    *(
        ids.TEAM_OPEN,
        ids.TEAM_NOTE,
        ids.TEAM_NOTE_DELETE,
        ids.TEAM_NOTE_BACK,
        ids.TEAM_PAUSE,
        ids.TEAM_GO_ON,
        ids.TEAM_REASSIGN,
    ),
)
FORMS = {
    ids.MODAL_TEAM_NOTE: ("words",),
    ids.MODAL_TEAM_PAUSE: ("goes_on",),
    ids.MODAL_TEAM_REASSIGN: ("somebody",),
}
PLANTED: dict[tuple[str, str], str | tuple[str, ...]] = {
    **{("click", action): "the button's value" for action in CLICKS},
    **{("submission", form): fields for form, fields in FORMS.items()},
}


def forms(callback: str, foreign: str, actor: str) -> Iterator[Json]:
    """A form that came back with a foreign id in every place that holds one, and is right otherwise."""
    fields = {
        "words": "x",
        "why": "x",
        "goes_on": {"type": "datepicker", "selected_date": "2026-04-01"},
    }
    yield submission(callback, fields, actor, meta={"team": foreign, "note": foreign})
    yield submission(callback, fields, actor, meta={"team": foreign})


def note(program: Program, db: Db, team: int, author: str, number: str, words: str) -> str:
    """What a manager has noted of the team, and how it was before."""
    vault = program.coordinator.deps.vaults.of(db.workspace_id)
    sealed = vault.seal(team_notes.WORDS, number, words)
    written = {"written_by": author, "written_at": program.now, "changed_at": None}
    of_it = {"id": number, "team_id": team, "words": sealed, "kept_until": date(2027, 3, 2), **written}
    db.add(TeamNote(**of_it))
    before = {**of_it, "words": vault.seal(team_notes.FORMER, number, words)}
    db.add(FormerNote(**before, done_by=author, done_at=program.now, is_deleted=False))
    db.flush()
    return number


OF_TEAM_PAGES: dict[str, Callable[..., Any]] = {
    "team_list.one": lambda db, now, vault, who, far: team_list.one(db, now, who, far.team),
    "team_card.card": lambda db, now, vault, who, far: team_card.card(db, vault, now, who, far.team),
    "team_notes.team_of": lambda db, now, vault, who, far: team_notes.team_of(db, who, far.team),
    "team_notes.of": lambda db, now, vault, who, far: team_notes.of(db, vault, now, who, far.team),
    "team_notes.write": lambda db, now, vault, who, far: team_notes.write(db, vault, now, who, far.team, "x"),
    "check_ins.lines_of": lambda db, now, vault, who, far: check_ins.lines_of(
        db, vault, far.team, far.people["samira"]
    ),
    "pauses.now_of": lambda db, now, vault, who, far: pauses.now_of(db, now, far.team),
    "pauses.begin": lambda db, now, vault, who, far: pauses.begin(db, now, who, far.team, date(2026, 4, 1)),
    "pauses.end": lambda db, now, vault, who, far: pauses.end(db, now, who, far.team),
    "reassign.parting": lambda db, now, vault, who, far: reassign.parting(db, now, who, far.team),
    "reassign.another": lambda db, now, vault, who, far: reassign.another(
        db, vault, now, who, far.team, far.people["vera"], "x"
    ),
    "planned.next_of": lambda db, now, vault, who, far: planned.next_of(db, now, [far.team]),
    "tasks.of_team": lambda db, now, vault, who, far: tasks.of_team(db, now, who.user_id, far.team),
}
BY_MARK: dict[str, Callable[..., Any]] = {
    "team_notes.own": lambda db, now, vault, who, far: team_notes.own(db, vault, who, far.note),
    "team_notes.change": lambda db, now, vault, who, far: team_notes.change(
        db, vault, now, who, far.note, "x"
    ),
    "team_notes.put_back": lambda db, now, vault, who, far: team_notes.put_back(
        db, vault, now, who, far.note
    ),
    "team_notes.delete": lambda db, now, vault, who, far: team_notes.delete(db, vault, now, who, far.note),
    "endings.request_of": lambda db, now, vault, who, far: endings.request_of(db, far.ending),
}
"""The same, of functions whose argument is not called an id."""
