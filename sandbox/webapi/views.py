"""views.open, .push, .update, .publish."""

from __future__ import annotations

import json
import time
from typing import Any

from sandbox import payloads, viewstate
from sandbox.blockkit import check
from sandbox.webapi.core import Call, SlackError, invalid_arguments, method
from sandbox.world import Json, View

VIEW_BYTES = 250_000
STACK_DEPTH = 3


def checked_view(view: Any, kind: str | None) -> Json:
    """A view within Slack's limits; `kind` is what it must be ("modal", "home")."""
    if not isinstance(view, dict):
        raise invalid_arguments("must be an object [json-pointer:/view]")
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise SlackError("view_too_large")
    problems = check.view_problems(view)
    if kind is not None and view.get("type") != kind:
        problems.insert(0, f"must be {kind!r} [json-pointer:/view/type]")
    if problems:
        raise invalid_arguments(*problems)
    return view


def _exchange(call: Call) -> str:
    """The person behind a trigger_id, which is used up."""
    trigger = call.space.triggers.get(str(call.args.get("trigger_id")))
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if time.monotonic() - trigger.made > call.hub.trigger_life:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger.user


def _refuse_taken(call: Call, view: Json, but: View | None = None) -> None:
    if viewstate.external_id_taken(call.space, view.get("external_id"), but):
        raise SlackError("duplicate_external_id")


def _new(call: Call, user: str, payload: Json, below: View | None) -> View:
    now = call.hub.clock.now().timestamp()
    return viewstate.make_view(call.hub.world, call.space, user, payload, now, below)


@method("views.open")
def open_view(call: Call) -> Json:
    payload = checked_view(call.args["view"], "modal")
    _refuse_taken(call, payload)
    user = _exchange(call)
    view = _new(call, user, payload, None)
    call.space.stacks[user] = [view]
    return {"view": payloads.view(view, call.space)}


@method("views.push")
def push_view(call: Call) -> Json:
    payload = checked_view(call.args["view"], "modal")
    _refuse_taken(call, payload)
    user = _exchange(call)
    stack = call.space.stacks.get(user) or []
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= STACK_DEPTH:
        raise SlackError("push_limit_reached")
    view = _new(call, user, payload, stack[-1])
    stack.append(view)
    return {"view": payloads.view(view, call.space)}


@method("views.update")
def update_view(call: Call) -> Json:
    wanted = call.args.get("view_id"), call.args.get("external_id")
    view = next(
        (
            v
            for v in call.space.views()
            if v.id == wanted[0] or (wanted[1] and v.payload.get("external_id") == wanted[1])
        ),
        None,
    )
    if view is None:
        raise SlackError("not_found")
    payload = checked_view(call.args["view"], view.kind)
    _refuse_taken(call, payload, view)
    if call.args.get("hash") not in (None, "", view.hash):
        raise SlackError("hash_conflict")
    viewstate.replace(view, payload, call.hub.clock.now().timestamp())
    return {"view": payloads.view(view, call.space)}


@method("views.publish")
def publish_view(call: Call) -> Json:
    payload = checked_view(call.args["view"], "home")
    person = call.person(call.args["user_id"])
    if person is None or person.is_bot:
        raise invalid_arguments("no such user [json-pointer:/user_id]")
    home = call.space.homes.get(person.id)
    _refuse_taken(call, payload, home)
    if home is None:
        home = _new(call, person.id, payload, None)
        call.space.homes[person.id] = home
    elif call.args.get("hash") not in (None, "", home.hash):
        raise SlackError("hash_conflict")
    else:
        viewstate.replace(home, payload, call.hub.clock.now().timestamp())
    return {"view": payloads.view(home, call.space)}
