"""What is somebody's and says so in no column that can be looked up: under a seal, a keyed hash, or a key of another kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from bot.rules import erasing as rule
from bot.services import channel_questions, erasing_rows, never_pairs
from bot.services.erasing_rows import Part, Whose
from bot.vault import WorkspaceVault
from models import ChannelQuestion, Inbox, Notice, Pace, Team
from models.enums import NoticeState
from models.store import Db

BY_HAND = frozenset({"never_pairs", "paces", "inbox"})
"""Tables of the registry whose rows are found here alone; a test holds this against it."""


def found(db: Db, vault: WorkspaceVault, whose: Whose) -> Iterator[Part]:
    """As `erasing_rows.found`. Before that: a team's channel is still known by it."""
    for table, keys, do in (
        ("never_pairs", never_pairs.lists_with(db, vault, whose.user_id), _never),
        ("channel_questions", channel_questions.unnamed_of(db, vault, whose.user_id), _forget),
    ):
        if keys:
            yield Part(table, tuple(keys), do)
    teams = db.execute(select(Team.id, Team.channel_id).where(_teams(whose))).all()
    places = [f"channel:{one}" for one in (whose.user_id, *(row.channel_id for row in teams)) if one]
    yield from erasing_rows.parts(db, "paces", Pace.key.in_(places), erasing_rows.remove)
    targets = [f"team:{row.id}" for row in teams]
    yield from erasing_rows.parts(db, "notices", Notice.target.in_(targets), erasing_rows.remove)


def stop_waiting(db: Db, whose: Whose, spared: str) -> None:
    """What waits for others, and names her, is not sent any more. `spared`: the kind that tells that a team has ended."""
    waiting = select(Notice).where(Notice.state == NoticeState.PENDING, Notice.kind != spared)
    for row in db.scalars(waiting.with_for_update()):
        if any(rule.holds(one, whose.user_id) for one in (row.dedupe_key, row.about, row.progress)):
            row.state, row.reason = NoticeState.DROPPED, "erased"
    db.flush()


def forget_answers(db: Db, until: datetime) -> bool:
    """What was answered to deliveries up to then, whoever's they are: that is sealed, and nothing tells whose.

    That they have taken effect stays known; one that comes again has no answer any more. True when there may be more.
    """
    old = select(Inbox.key).where(Inbox.received_at <= until, Inbox.answer != b"")
    keys = db.scalars(old.limit(erasing_rows.PART)).all()
    db.execute(
        update(Inbox).where(Inbox.key.in_(keys)).values(answer=b""),
        execution_options={"synchronize_session": False},
    )
    return len(keys) == erasing_rows.PART


def _teams(whose: Whose) -> ColumnElement[bool]:
    return Team.student_id.in_(whose.both) | Team.buddy_id.in_(whose.both)


def _never(db: Db, vault: WorkspaceVault, whose: Whose, part: Part) -> None:
    never_pairs.take_out(db, vault, whose.user_id, [key[0] for key in part.keys])


def _forget(db: Db, vault: WorkspaceVault, whose: Whose, part: Part) -> None:
    rows = select(ChannelQuestion).where(ChannelQuestion.id.in_([key[0] for key in part.keys]))
    for row in db.scalars(rows.with_for_update()):
        row.asker_hash = row.sealed_asker = None
    db.flush()
