"""Slack refuses the program's token: the next one is read anew; where there is none, it was taken out. Where an
organisation's is refused for one workspace, Slack's list of them is asked."""

from __future__ import annotations

from datetime import datetime

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from bot.calling import FAILURES
from bot.delivery import outcome
from bot.delivery.outcome import Trouble
from bot.deps import KEPT_AT, Deps, Installed, speaking_with
from bot.services import grants, leaving, organisations
from models import Installation
from models.store import Store

log = structlog.get_logger()


def heard(deps: Deps, now: datetime, workspace_id: str, token: str | None, trouble: Trouble) -> None:
    """Slack's own word of it may be late, or lost. Only where each workspace has a token of its own."""
    assert deps.tokens is not None  # noqa: S101 - the caller knows
    installed = deps.tokens.current(workspace_id, token)
    if installed is None or trouble.code not in outcome.NOT_GIVEN:
        return
    is_word_of_all = trouble.code in outcome.TURNED_OUT
    if installed.owner != workspace_id and not (is_word_of_all and _is_turned_out(deps, installed)):
        with deps.patient.begin(installed.owner) as db:
            grants.refused(db, now)
        return
    if is_word_of_all:
        _leave(deps, now, deps.patient, installed.owner, installed, trouble.code)


def told(deps: Deps, now: datetime, workspace_id: str, at: datetime | None) -> None:
    """Slack's word of `at`, that it was taken out, has come. Where that may be about what was installed before, Slack is
    asked whether the token of now is good. Raises what it says where that is neither yes nor no: then the word is to come
    again.
    """
    with deps.store.read(workspace_id) as db:
        if leaving.is_meant(db.scalars(select(Installation)).first(), at) is not None:
            return
    installed, code = _own(deps, workspace_id), None
    if installed is not None or deps.tokens is None:
        client = deps.client if installed is None else speaking_with(deps.client, installed, workspace_id)
        code = _refusal(client)
        if code is None:
            return
    _leave(deps, now, deps.store, workspace_id, installed, code)


def _own(deps: Deps, workspace_id: str) -> Installed | None:
    """What it has installed by itself, as the store has it now."""
    if deps.tokens is None:
        return None
    deps.tokens.forget(workspace_id)
    found = deps.tokens.of(workspace_id)
    return found if found is not None and found.owner == workspace_id else None


def _leave(
    deps: Deps, now: datetime, store: Store, owner: str, installed: Installed | None, code: str | None
) -> None:
    """Unless something else is installed meanwhile."""
    vault = deps.vaults.of(owner)

    def ends(now_there: Installation | None) -> bool:
        if now_there is None or installed is None:
            return now_there is None and installed is None
        return vault.open(KEPT_AT, owner, now_there.bot_token) == installed.token

    with store.begin(owner) as db:
        is_new = leaving.leave(db, now, ends)
    if deps.tokens is not None:
        deps.tokens.forget(owner)
        organisations.settle(deps, owner, now)
    if is_new:
        log.warning("taken_out", workspace=owner, error=code)


def _is_turned_out(deps: Deps, installed: Installed) -> bool:
    """What Slack says of one workspace may be that one's alone: an organisation's token is asked about by itself, for
    all its workspaces would fall silent with it.
    """
    try:
        return _refusal(speaking_with(deps.sender, installed, installed.owner)) is not None
    except FAILURES:
        return False


def _refusal(client: WebClient) -> str | None:
    """What Slack says where the token is nobody's any more; None: it is good. Raises what else it says."""
    try:
        client.auth_test()
    except SlackApiError as error:
        code = outcome.read(error).code
        if code not in outcome.TURNED_OUT:
            raise
        return code
    return None
