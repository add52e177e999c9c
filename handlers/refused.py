"""How a refusal is worded: to somebody who had the role that it takes, that it is over, and who has it now."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.errors import UserError, Wrong
from bot.rules.access import MANAGERS, READERS
from bot.services import lost_roles
from bot.views import errors
from bot.views.answer import Answer, Refuse, Say
from handlers.inbound import Said, Submission
from models.enums import Role
from models.store import Store

TAKES: Final[dict[Wrong, tuple[Role, ...]]] = {
    Wrong.FOR_MANAGERS: MANAGERS,
    Wrong.FOR_READERS: READERS,
    Wrong.NO_ROLE_FOR_REPORTS: READERS,
    Wrong.FOR_PROGRAMME_MANAGER: (Role.PROGRAMME_MANAGER,),
}


def told(store: Store, said: Said, error: UserError) -> UserError:
    """As `error`, unless she had what it asks for."""
    if error.what not in TAKES:
        return error
    try:
        with store.read(said.workspace_id) as db:
            lost = lost_roles.of(db, said.user_id, TAKES[error.what])
    except Exception:  # noqa: BLE001 - the store is away: she is refused in fewer words
        return error
    if lost is None:
        return error
    if isinstance(said, Submission):
        lost = replace(lost, now=())
    return UserError(Wrong.ROLE_OVER, {"lost": lost}, error.block)


def worded(said: Said, error: UserError, language: str) -> Answer:
    message = errors.words(error, language)
    if not isinstance(said, Submission):
        return Say(message)
    others = {other.block or "": errors.words(other, language).text for other in reversed(error.others)}
    return Refuse({**others, error.block or "": message.text})
