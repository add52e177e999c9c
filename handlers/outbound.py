"""An answer, given to Slack: the one call bound to the act where it needs one, then `ack`, last."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.calling import AT_LEAST, FAILURES, certificates
from bot.errors import UserError, Wrong
from bot.speech import spoken
from bot.views import errors
from bot.views.answer import (
    Answer,
    Back,
    Message,
    OnTop,
    OpenModal,
    Refuse,
    Say,
    ShowHome,
    UpdateModal,
)
from handlers.inbound import Click, Command, Submission, where_to_answer

log = structlog.get_logger()

CALL_SECONDS = 2
"""A call bound to a click has two of Slack's three seconds."""
OPENED_BEFORE = "exchanged_trigger_id"
"""The delivery came twice: its trigger has opened what it was to open."""


def to_command(client: WebClient, ack: Ack, said: Command, answer: Answer, language: str) -> None:
    """The body of the ack is shown to the person who typed the command."""
    if isinstance(answer, OpenModal) and not _opened(client, said.trigger_id, answer.view, push=False):
        answer = Say(errors.cannot_open(language))
    if isinstance(answer, Say):
        ack({"response_type": "ephemeral", **answer.message.payload})
    else:
        ack()


def to_click(client: WebClient, ack: Ack, said: Click, answer: Answer, language: str) -> None:
    """The ack of a click shows nothing: its answer goes to `response_url`, or opens in a modal without one."""
    if isinstance(answer, OpenModal):
        if not _opened(client, said.trigger_id, answer.view, push=said.surface == "modal"):
            _send(said.response_url, Say(errors.cannot_open(language)), client.timeout)
    elif isinstance(answer, UpdateModal):
        _call(client.views_update, view_id=said.view_id, hash=said.view_hash, view=answer.view)
    elif isinstance(answer, ShowHome):
        _call(client.views_publish, user_id=said.user_id, view=answer.view)
    elif isinstance(answer, Say):
        _tell(client, said, answer, language)
    ack()


def to_submission(client: WebClient, ack: Ack, said: Submission, answer: Answer, language: str) -> None:
    """Everything is in the ack: errors under a field, or another view.

    A modal without a field has no place for an error: it comes on top, and what is below stays.
    """
    if isinstance(answer, Refuse) and not said.blocks:
        ack({"response_action": "push", "view": errors.as_modal(Message(answer.text), language)})
    elif isinstance(answer, Refuse):
        at = {_field(said, block): text for block, text in answer.errors.items()}
        ack({"response_action": "errors", "errors": at})
    elif isinstance(answer, OnTop):
        ack({"response_action": "push", "view": answer.view})
    elif isinstance(answer, UpdateModal | OpenModal):
        ack({"response_action": "update", "view": answer.view})
    elif isinstance(answer, Say):
        ack({"response_action": "update", "view": errors.as_modal(answer.message, language)})
    elif isinstance(answer, Back) and _below(client, said, answer):
        ack()
    elif isinstance(answer, Back):
        ack({"response_action": "update", "view": answer.view})
    else:
        ack({"response_action": "clear"})


def unreadable(ack: Ack, body: Mapping[str, Any]) -> None:
    """To a delivery that is not as Slack describes it. Nobody can be asked for her language here."""
    words = errors.words(UserError(Wrong.CANNOT_READ), spoken()).text
    view = body.get("view")
    blocks = view.get("blocks") if isinstance(view, Mapping) else None
    inputs = [b for b in _several(blocks) if isinstance(b, Mapping) and b.get("type") == "input"]
    if body.get("type") == "view_submission" and inputs:
        ack({"response_action": "errors", "errors": {str(inputs[-1].get("block_id")): words}})
    elif "command" in body:
        ack({"response_type": "ephemeral", "text": words})
    else:
        _send(where_to_answer(body), Say(Message(words)), CALL_SECONDS)
        ack()


def _several(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _below(client: WebClient, said: Submission, answer: Back) -> bool:
    """Whether the modal below shows the view now; an empty ack then closes the one on top."""
    return said.below is not None and _call(client.views_update, view_id=said.below, view=answer.view)


def _field(said: Submission, block: str) -> str:
    """An input of the modal: the one meant, else its last, where a general sentence goes."""
    return block if block in said.blocks else said.blocks[-1]


def _tell(client: WebClient, said: Click, answer: Say, language: str) -> None:
    if said.response_url:
        _send(said.response_url, answer, client.timeout)
    else:
        _opened(
            client, said.trigger_id, errors.as_modal(answer.message, language), push=said.surface == "modal"
        )


def _opened(client: WebClient, trigger_id: str, view: dict[str, Any], *, push: bool) -> bool:
    return _call(client.views_push if push else client.views_open, trigger_id=trigger_id, view=view)


def _send(response_url: str | None, answer: Say, seconds: float) -> None:
    """`seconds`: what is left of Slack's three."""
    if response_url:
        trusted = certificates() if response_url.startswith("https:") else None
        hook = WebhookClient(response_url, timeout=seconds, ssl=trusted, retry_handlers=[])  # type: ignore[arg-type] # any number
        _call(
            hook.send_dict,
            body={
                "response_type": "ephemeral",
                "replace_original": answer.instead,
                **answer.message.payload,
            },
        )


def _call(method: Any, **arguments: Any) -> bool:
    try:
        method(**arguments)
    except FAILURES as error:
        code = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("call_failed", method=getattr(method, "__name__", "call"), error=code)
        return code == OPENED_BEFORE
    return True


def hurried(client: WebClient, seconds: float) -> WebClient:
    """The same client, with less patience."""
    other = copy.copy(client)
    other.timeout = max(seconds, AT_LEAST)  # type: ignore[assignment] # whole seconds by its signature alone
    return other
