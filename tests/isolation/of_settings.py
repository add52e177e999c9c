"""Services and buttons of the settings, called with ids of the other workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot import ids
from bot.rules.access import READERS
from bot.services import (
    checkup,
    classes,
    duty,
    grants,
    handovers,
    installations,
    organisations,
    people,
    settings_history,
    setup,
)
from models import History, Settings
from models.store import Db

Call = Callable[..., Any]
_HANDING_OVER = (ids.HANDOVER_OPEN, ids.HANDOVER_YES, ids.HANDOVER_NO, ids.HANDOVER_FINISH)
_CLONING = (ids.CLONE_EXPORT, ids.CLONE_OPEN, ids.CLONE_MORE)
_TEXTS = (ids.TEXTS_OPEN, ids.TEXT_OPEN, ids.TEXT_CHANGE, ids.TEXT_BACK, ids.TEXT_RESET)
OF_SETTINGS_FORMS = {
    ids.MODAL_HANDOVER: ("successor",),
    ids.MODAL_CLONE: ("text",),
    ids.MODAL_FEATURES: ("features",),
    ids.MODAL_TEXT: ("words",),
    ids.MODAL_TEXT_SAVE: (),
    ids.MODAL_TEXT_RESET: (),
    ids.MODAL_CLONE_SURE: ("anything",),
}
OF_SETTINGS_BUTTONS = (
    ids.SETTINGS_HISTORY,
    ids.SETTINGS_PUT_BACK,
    ids.DOCTOR,
    *_HANDING_OVER,
    *_CLONING,
    *_TEXTS,
)
_TIMES = {"weekdays": [0], "opens": 600, "closes": 660, "away": []}
OF_SETTINGS: dict[str, Call] = {
    "settings_history.put_back": lambda db, now, vault, who, far: settings_history.put_back(
        db, now, who, far.settings_change, names=lambda one: (), asked={}
    ),
    "duty.put_back": lambda db, now, vault, who, far: duty.put_back(
        db, now, who, far.people["petra"], _TIMES, _TIMES
    ),
    "duty.fits": lambda db, now, vault, who, far: duty.fits(db, now, far.people["petra"], _TIMES, _TIMES),
    "setup.has_address": lambda db, now, vault, who, far: setup.has_address(db, far.people["petra"], READERS),
    "handovers.pending": lambda db, now, vault, who, far: handovers.pending(
        db, vault, now, far.people["petra"]
    ),
    "handovers.agree": lambda db, now, vault, who, far: handovers.agree(
        db, vault, now, who, far.people["petra"]
    ),
    "handovers.stop": lambda db, now, vault, who, far: handovers.stop(
        db, vault, now, who, far.people["petra"], in_message=True
    ),
    "checkup.may_still_read": lambda db, now, vault, who, far: checkup.may_still_read(
        db, far.people["petra"], None
    ),
}
OF_SETTINGS_NAMED: dict[str, Call] = {
    "classes.hours_of_team": lambda db, now, vault, who, far: classes.hours_of_team(db, far.team),
    "duty.as_kept": lambda db, now, vault, who, far: duty.as_kept(db, far.people["petra"], _TIMES),
    "installations.sets_up": lambda db, now, vault, who, far: installations.sets_up(
        db, far.people["petra"], None, is_set_up=False
    ),
    "grants.listed": lambda db, now, vault, who, far: grants.listed(db, [far.workspace_id], now),
    "grants.told": lambda db, now, vault, who, far: grants.told(db, now, [far.workspace_id]),
    "organisations.give": lambda db, now, vault, who, far: organisations.give(db, [far.workspace_id]),
    "organisations.take_back": lambda db, now, vault, who, far: organisations.take_back(
        db, [far.workspace_id]
    ),
    "people.next_open": lambda db, now, vault, who, far: people.next_open(db, now, far.people["petra"]),
    "checkup.ask_slack": lambda db, now, vault, who, far: checkup.ask_slack(
        db, now, far.people["petra"], "x"
    ),
}


def change(db: Db, now: datetime, by: str, number: int, words: str) -> int:
    """A line of the history that can be put back: the topics were others."""
    topics = list(db.scalars(select(Settings)).one().topics)
    details = {"was": {"topics": [words]}, "becomes": {"topics": topics}}
    row = {"at": now, "actor_id": by, "subject": "settings", "subject_id": "topics", "event": "changed"}
    db.add(History(id=number, details=details, **row))
    db.flush()
    return number
