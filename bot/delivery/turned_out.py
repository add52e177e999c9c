"""Slack refuses the program's token: the next one is read anew; where there is none, it was taken out."""

from __future__ import annotations

import structlog

from bot.delivery import outcome
from bot.delivery.outcome import Trouble
from bot.deps import Deps
from bot.services import leaving

log = structlog.get_logger()


def heard(deps: Deps, workspace_id: str, token: str | None, trouble: Trouble) -> None:
    """Slack's own word of it may be late, or lost. Only where each workspace has a token of its own."""
    assert deps.tokens is not None  # noqa: S101 - the caller knows
    if not deps.tokens.is_current(workspace_id, token) or trouble.code not in outcome.TURNED_OUT:
        return
    with deps.patient.begin(workspace_id) as db:
        is_new = leaving.leave(db, deps.clock.now())
    deps.tokens.forget(workspace_id)
    if is_new:
        log.warning("taken_out", workspace=workspace_id, error=trouble.code)
