"""Slack refuses the program's token: the next one is read anew; where there is none, it was taken out."""

from __future__ import annotations

import structlog

from bot.delivery import outcome
from bot.delivery.outcome import Trouble
from bot.deps import Deps
from bot.services import leaving, organisations

log = structlog.get_logger()


def heard(deps: Deps, workspace_id: str, token: str | None, trouble: Trouble) -> None:
    """Slack's own word of it may be late, or lost. Only where each workspace has a token of its own."""
    assert deps.tokens is not None  # noqa: S101 - the caller knows
    installed = deps.tokens.current(workspace_id, token)
    if installed is None or trouble.code not in outcome.TURNED_OUT:
        return
    with deps.patient.begin(installed.owner) as db:
        is_new = leaving.leave(db, deps.clock.now())
    deps.tokens.forget(installed.owner)
    organisations.settle(deps, installed.owner)
    if is_new:
        log.warning("taken_out", workspace=installed.owner, error=trouble.code)
