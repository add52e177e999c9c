"""Ends of teams in a furnished workspace: one planned, one that is over."""

from __future__ import annotations

from datetime import date, timedelta

from bot.services import endings
from bot.vault import WorkspaceVault
from models import Ending, EndingMoment, Team
from models.enums import EndingStep, EndReason, EndWords, TeamState
from models.store import Db
from tests.straight import Program


def planned(
    program: Program, db: Db, vault: WorkspaceVault, team: int, named: dict[str, str], number: int, words: str
) -> int:
    """A planned end of the team, with a note."""
    row = Ending(
        id=number,
        team_id=team,
        team_was=TeamState.ACTIVE,
        reason=EndReason.GRADUATED,
        may_be_said=False,
        made_by=named["samira"],
        made_at=program.now,
        planned_for=date(2026, 6, 1),
        readers=[named["petra"]],
        goes_on=[],
    )
    db.add(row)
    db.flush()
    endings.write(db, vault, program.now, row.id, named["samira"], EndWords.NOTE, words)
    db.add(EndingMoment(ending_id=row.id, step=EndingStep.CLOSING, due_at=program.now + timedelta(days=900)))
    return row.id


def past(program: Program, db: Db, named: dict[str, str], numbers: tuple[int, int]) -> int:
    """Of a team without sessions, ended a moment ago."""
    team = Team(
        id=numbers[0],
        student_id=named["olu"],
        buddy_id=named["vera"],
        state=TeamState.ENDED,
        language="en",
        timezone="Europe/Madrid",
        weekly_minutes=120,
        launched_on=date(2026, 1, 12),
        launched_at=program.now - timedelta(weeks=7),
        ended_at=program.now,
        unanswered_nudges=0,
    )
    db.add(team)
    db.flush()
    row = Ending(
        id=numbers[1],
        team_id=team.id,
        team_was=TeamState.ACTIVE,
        reason=EndReason.GRADUATED,
        may_be_said=False,
        made_by=named["olu"],
        made_at=program.now,
        ended_at=program.now,
        readers=[named["petra"]],
        goes_on=[],
    )
    db.add(row)
    db.flush()
    return row.id
