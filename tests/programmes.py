"""Programmes for tests of sweeps: written straight into a store, with no Slack and no people who act."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, insert, select, update

from bot.clock import zone
from bot.services import slots
from bot.services.workspaces import CLASSES, TOPICS
from models import BuddySession, Notice, Nudge, Person, Settings, Slot, Team, Workspace
from models.enums import TeamState
from models.store import Store

THURSDAY = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
"""17:00 in Madrid."""
MADRID = zone("Europe/Madrid")
WEEK = timedelta(weeks=1)


def school(
    store: Store, workspace_id: str, *, at: datetime = THURSDAY, zone_name: str = "Europe/Madrid"
) -> None:
    """A workspace with its settings and a slot of nudges at `at`."""
    with store.everywhere() as db:
        db.add(Workspace(id=workspace_id, bot_user_id="U0BOT", created_at=THURSDAY, wrapped_key=b"made-up"))
        db.flush()
        db.add(
            Settings(
                workspace_id=workspace_id,
                timezone=zone_name,
                language="en",
                weekly_minutes=120,
                classes=list(CLASSES),
                topics=list(TOPICS),
                promise_days=[7, 10, 14],
                nudge_weekday=3,
                nudge_minute=17 * 60,
                digest_weekday=0,
                digest_minute=9 * 60,
                country="",
                region="",
            )
        )
        db.add(Slot(workspace_id=workspace_id, kind=slots.NUDGE, timezone=zone_name, due_at=at))


def team(store: Store, workspace_id: str, launched_on: date, *, zone_name: str = "Europe/Madrid") -> int:
    with store.everywhere() as db:
        number = db.scalars(select(func.count(Team.id))).one()
        pair = [f"U{number}STUDENT", f"U{number}BUDDY"]
        for user in pair:
            facts = {"is_admin": False, "is_guest": False, "is_gone": False, "facts_at": THURSDAY}
            db.add(Person(workspace_id=workspace_id, user_id=user, **facts))
        db.flush()
        made = Team(
            workspace_id=workspace_id,
            student_id=pair[0],
            buddy_id=pair[1],
            state=TeamState.ACTIVE,
            language="en",
            timezone=zone_name,
            weekly_minutes=120,
            launched_on=launched_on,
            launched_at=THURSDAY,
            unanswered_nudges=0,
        )
        db.add(made)
        db.flush()
        return made.id


def log(
    store: Store, workspace_id: str, team_id: int, minutes: int, held_on: date, *, undone: bool = False
) -> None:
    """As the service does: a session, and the count set back."""
    with store.everywhere() as db:
        db.execute(
            insert(BuddySession).values(
                workspace_id=workspace_id,
                team_id=team_id,
                held_on=held_on,
                minutes=minutes,
                topic="",
                logged_by="U0",
                logged_at=THURSDAY,
                undone_at=THURSDAY if undone else None,
            )
        )
        db.execute(update(Team).where(Team.id == team_id).values(unanswered_nudges=0))


def written(store: Store) -> list[tuple[str, int, str]]:
    with store.everywhere_reading() as db:
        rows = db.execute(
            select(Nudge.week, Nudge.team_id, Nudge.decision).order_by(Nudge.week, Nudge.team_id)
        )
        return [(week, team_id, decision) for week, team_id, decision in rows]


def notices_of(store: Store) -> list[str]:
    with store.everywhere_reading() as db:
        return sorted(db.scalars(select(Notice.dedupe_key).where(Notice.kind == "nudge")))
