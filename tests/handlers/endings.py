"""Who may do what at the end of a team: its part of the table, and the teams that it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot import ids
from bot.services import drafts
from bot.vault import WorkspaceVault
from handlers.endings import version
from models import BuddySession, Ending, Team
from models.enums import EndReason, FormKind, TeamState
from models.store import Db

KEPT = {"reason": "other", "when": "now"}
"""What everybody has entered in the form."""


@dataclass(frozen=True)
class Ends:
    """Numbers of ends: one that is over (the waiting student's and the buddy's), one planned by the student of the
    running team, one after which the buddy goes on; and who reads what is written."""

    over: int
    planned: int
    going_on: int
    readers: list[str]


def furnish(
    db: Db, vault: WorkspaceVault, now: datetime, team: int, named: dict[str, str], olga: str
) -> Ends:
    readers = [named["project manager"], named["programme manager"]]
    over = _team(db, now, named["waiting"], named["buddy"], TeamState.ENDED)
    going_on = _team(db, now, olga, named["buddy"], TeamState.JOB_SEARCH)
    values: dict[str, Any] = {"made_at": now, "may_be_said": False, "team_was": TeamState.ACTIVE}
    rows = [
        Ending(team_id=over, made_by=named["waiting"], ended_at=now, goes_on=[named["waiting"]], **values),
        Ending(team_id=team, made_by=named["student"], planned_for=date(2026, 5, 1), goes_on=[], **values),
        Ending(team_id=going_on, made_by=olga, ended_at=now, goes_on=[], **values),
    ]
    for row in rows:
        row.reason, row.readers = EndReason.GRADUATED, readers[:1]
    db.add_all(rows)
    db.flush()
    for user in named.values():
        drafts.keep(db, vault, now, user, FormKind.ENDING, KEPT)
    return Ends(rows[0].id, rows[1].id, rows[2].id, readers)


def _team(db: Db, now: datetime, student: str, buddy: str, state: TeamState) -> int:
    row = Team(
        student_id=student,
        buddy_id=buddy,
        state=state,
        language="en",
        timezone="Europe/Madrid",
        weekly_minutes=120,
        launched_on=date(2026, 1, 5),
        launched_at=now,
        ended_at=now if state is TeamState.ENDED else None,
        channel_id=f"C0{state}".upper(),
        unanswered_nudges=0,
    )
    db.add(row)
    db.flush()
    session = {"minutes": 60, "topic": "", "logged_by": student, "logged_at": now}
    db.add(BuddySession(team_id=row.id, held_on=date(2026, 2, 2), **session))
    db.flush()
    return row.id


def lines(here: Any, line: Any) -> list[Any]:
    """`here`: the table's `Ids`; `line`: its `Line`."""
    ends: Ends = here.ends
    over, team = str(ends.over), str(here.team)
    two, managers = (
        frozenset({"waiting", "buddy"}),
        frozenset({"project manager", "programme manager", "backup"}),
    )
    members = frozenset({"student", "buddy"})
    buddy, waiting = frozenset({"buddy"}), frozenset({"waiting"})
    named, of_over = here.people, (("ending", ends.over),)
    sure = (("team", here.team), ("version", version(KEPT)), ("readers", ",".join(ends.readers)))
    return [
        line("command", ids.CODEBUDDY, members | managers, "end"),
        line("click", ids.END_OPEN, members | managers, team, by_id=True),
        line("click", ids.END_MOVE, managers | {"student"}, str(ends.planned), by_id=True),
        line("click", ids.END_TAKE_BACK, managers | {"student"}, str(ends.planned), by_id=True),
        line("click", ids.END_TAKE_BACK, waiting, over, by_id=True),
        line("click", ids.END_READ, frozenset({"project manager"}), over, by_id=True),
        line("click", ids.THANKS_OPEN, two, over, by_id=True),
        line("click", ids.GOODBYE_OPEN, two, over, by_id=True),
        line("click", ids.CERTIFICATE_OPEN, buddy, over, by_id=True),
        line("click", ids.CHANNEL_KEEP, two, over, by_id=True),
        line("click", ids.CHANNEL_ARCHIVE, two, over, by_id=True),
        line("click", ids.GO_ON_YES, two, over, by_id=True),
        line("click", ids.GO_ON_NO, buddy, over, by_id=True),
        line("click", ids.GO_ON_STILL, buddy, str(ends.going_on), by_id=True),
        line("click", ids.GO_ON_DONE, managers | buddy, str(ends.going_on), by_id=True),
        *(
            line("click", action, waiting, over, by_id=True)
            for action in (ids.LATER_TECH, ids.LATER_STUDYING, ids.LATER_LOOKING, ids.LATER_RATHER_NOT)
        ),
        line(
            "submission",
            ids.MODAL_END,
            members | managers,
            fields=tuple(KEPT.items()),
            meta=(("teams", [here.team]),),
            by_id=True,
        ),
        line("submission", ids.MODAL_END_SURE, members | managers, meta=sure, by_id=True),
        line(
            "submission",
            ids.MODAL_END_WHOSE,
            managers | {"student"},
            fields=(("whose", named["student"]),),
            by_id=True,
        ),
        line(
            "submission",
            ids.MODAL_END_MOVE,
            managers | {"student"},
            fields=(("last", "2026-04-01"),),
            meta=(("ending", ends.planned),),
            by_id=True,
        ),
        line("submission", ids.MODAL_THANKS, two, fields=(("thanks", "x"),), meta=of_over, by_id=True),
        line("submission", ids.MODAL_GOODBYE, two, fields=(("helped", "yes"),), meta=of_over, by_id=True),
        line("submission", ids.MODAL_CERTIFICATE, buddy, fields=(("name", "x"),), meta=of_over, by_id=True),
    ]
