"""Slack refuses the program's token: the next one is read anew; where there is none, it was taken out. Where an
organisation's is refused for one workspace, Slack's list of them is asked."""

from __future__ import annotations

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.delivery import outcome
from bot.delivery.outcome import Trouble
from bot.deps import Deps, Installed, speaking_with
from bot.services import grants, leaving, organisations

log = structlog.get_logger()


def heard(deps: Deps, workspace_id: str, token: str | None, trouble: Trouble) -> None:
    """Slack's own word of it may be late, or lost. Only where each workspace has a token of its own."""
    assert deps.tokens is not None  # noqa: S101 - the caller knows
    installed = deps.tokens.current(workspace_id, token)
    if installed is None or trouble.code not in outcome.NOT_GIVEN:
        return
    is_word_of_all = trouble.code in outcome.TURNED_OUT
    if installed.owner != workspace_id and not (is_word_of_all and _is_turned_out(deps, installed)):
        with deps.patient.begin(installed.owner) as db:
            grants.refused(db, deps.clock.now())
        return
    if not is_word_of_all:
        return
    with deps.patient.begin(installed.owner) as db:
        is_new = leaving.leave(db, deps.clock.now())
    deps.tokens.forget(installed.owner)
    organisations.settle(deps, installed.owner)
    if is_new:
        log.warning("taken_out", workspace=installed.owner, error=trouble.code)


def _is_turned_out(deps: Deps, installed: Installed) -> bool:
    """What Slack says of one workspace may be that one's alone: an organisation's token is asked about by itself, for
    all its workspaces would fall silent with it.
    """
    try:
        speaking_with(deps.sender, installed, installed.owner).auth_test()
    except (SlackApiError, SlackClientError, OSError) as error:
        return outcome.read(error).code in outcome.TURNED_OUT
    return False
