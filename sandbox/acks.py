"""What an ack does: the answer of a command, the fate of a submitted modal."""

from __future__ import annotations

from typing import Any

from sandbox import ledger, viewstate
from sandbox.blockkit import check
from sandbox.delivery import Ack
from sandbox.hub import Hub
from sandbox.responses import put, slackbot_says
from sandbox.webapi.core import SlackError
from sandbox.webapi.views import checked_view
from sandbox.world import Channel, Json, Message, View, Workspace

TROUBLE = "We had some trouble connecting. Try again?"
COMMAND_ERRORS = {
    "timeout": "operation_timeout",
    "socket_closed": "operation_timeout",
    "no_bot": "dispatch_failed",
    "invalid_json": "invalid_command_response",
}


def command_error(ack: Ack) -> str:
    """Slack's word for what went wrong with a command."""
    if ack.status.startswith("http_5"):
        return "http_service_error"
    if ack.status.startswith("http_"):
        return "http_client_error"
    return COMMAND_ERRORS[ack.status]


def answer_command(
    hub: Hub, space: Workspace, channel: Channel, user: str, command: str, ack: Ack
) -> Message | None:
    """Show the ack's body to her (or, `in_channel`, to all), or Slack's words where there was no ack."""
    if not ack.ok:
        words = f'{command} failed with the error "{command_error(ack)}"'
        return slackbot_says(hub, space, channel, user, words)
    body: Any = ack.body
    if not body:
        return None
    body = body if isinstance(body, dict) else {"blocks": [body]}
    text, blocks = str(body.get("text") or ""), body.get("blocks") or []
    problems = check.message_problems(blocks)
    if problems or (not text.strip() and not blocks):
        ledger.rejected(space, "command", problems or ["no_text"], body)
        words = f'{command} failed with the error "invalid_command_response"'
        return slackbot_says(hub, space, channel, user, words)
    ledger.acked(space, "command", body)
    viewer = None if body.get("response_type") == "in_channel" else user
    ts = space.next_ts(hub.clock.now())
    said = Message(ts, channel.id, space.bot_user, text, viewstate.with_ids(blocks), viewer)
    return put(space, channel, said)


def answer_submission(hub: Hub, space: Workspace, view: View, ack: Ack) -> None:
    """Do what the ack says with the modal; what Slack would not take leaves it standing in trouble."""
    stack = space.stacks.get(view.user) or []
    if view not in stack:
        return
    if not ack.ok:
        view.trouble = TROUBLE
        return
    body: Any = ack.body or {}
    action = body.get("response_action") if isinstance(body, dict) else body
    try:
        if action is None and not body:
            stack.pop()
        elif action == "clear":
            stack.clear()
        elif action == "errors":
            _errors(view, body.get("errors"))
        elif action == "update":
            _update(hub, space, view, body.get("view"))
        elif action == "push":
            _push(hub, space, view, stack, body.get("view"))
        else:
            raise ValueError(f"unknown response_action {action!r} or a body without one")
    except (ValueError, SlackError) as problem:
        view.trouble = TROUBLE
        said = problem.extra if isinstance(problem, SlackError) else {}
        ledger.rejected(space, "view_submission", [str(problem), said], body)
        return
    ledger.acked(space, "view_submission", body)


def _errors(view: View, errors: Any) -> None:
    if not isinstance(errors, dict) or not errors:
        raise ValueError("errors must name at least one block")
    inputs = {b["block_id"] for b in view.payload["blocks"] if b["type"] == "input"}
    strangers = sorted(set(errors) - inputs)
    if strangers:
        raise ValueError(f"errors for {', '.join(strangers)}, which are no input blocks of this view")
    view.errors = {block_id: str(words) for block_id, words in errors.items()}
    view.refused += 1


def _update(hub: Hub, space: Workspace, view: View, payload: Any) -> None:
    payload = checked_view(payload, "modal")
    if viewstate.external_id_taken(space, payload.get("external_id"), view):
        raise SlackError("duplicate_external_id")
    page = view.page
    viewstate.replace(view, payload, hub.clock.now().timestamp())
    view.page = page + 1


def _push(hub: Hub, space: Workspace, view: View, stack: list[View], payload: Any) -> None:
    payload = checked_view(payload, "modal")
    if len(stack) >= 3:
        raise SlackError("push_limit_reached")
    now = hub.clock.now().timestamp()
    stack.append(viewstate.make_view(hub.world, space, view.user, payload, now, view))


def plain_acks(acks: list[Ack]) -> list[Json]:
    return [ack.plain() for ack in acks]
