"""What Slack sends, as typed values. Nothing below this file reads a payload."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bot.errors import UserError, Wrong
from bot.speech import without_unseen
from handlers.whose import (
    ID,
    Malformed,
    Payload,
    acted_in,
    happened_in,
    ident,
    mapping,
    maybe,
    perhaps_of,
    place,
    shown_in,
    text,
    workspace,
)

ID_DIGITS = 9
"""An id is at most 2,147,483,647 in PostgreSQL; one with ten digits is not asked for."""
TYPED_MOST = 40_000
"""Characters of what is typed, as of a message in Slack. What is longer nobody has typed; to read a million would take
longer than a click has.
"""


@dataclass(frozen=True)
class Said:
    """Who did something, where, and under which id Slack delivered it."""

    workspace_id: str
    user_id: str
    delivery_id: str
    """Unique for one delivery to us: `trigger_id`, or an event's `event_id`. Brought again by Slack, it is the same."""
    home_workspace_id: str
    """Where the person belongs; another than `workspace_id` for somebody of a connected organisation."""

    @property
    def act_id(self) -> str:
        """Unique for one act of one person; the same where she does it again because she heard nothing."""
        return self.delivery_id

    @property
    def is_stranger(self) -> bool:
        return self.home_workspace_id != self.workspace_id


@dataclass(frozen=True, repr=False)
class Command(Said):
    """A slash command. `text` is trimmed; `channel_id` is where it was typed."""

    name: str
    text: str
    channel_id: str
    trigger_id: str
    response_url: str | None

    @classmethod
    def of(cls, body: Payload) -> Command:
        return cls(
            workspace_id=workspace(body, "team_id"),
            user_id=ident(body, "user_id"),
            delivery_id=text(body, "trigger_id"),
            home_workspace_id=workspace(body, "team_id"),
            name=text(body, "command"),
            text=" ".join(_typed(body.get("text")).split()),
            channel_id=ident(body, "channel_id"),
            trigger_id=text(body, "trigger_id"),
            response_url=where_to_answer(body),
        )


@dataclass(frozen=True, repr=False)
class Click(Said):
    """A button pressed or an option chosen, in a message, a modal or the Home tab; or a shortcut.

    Attributes:
        value: the button's ids; a chosen option's value. Gives no right to anything.
        surface: `message`, `modal`, `home` or `shortcut`.
        meta: the modal's `private_metadata`, read as JSON; empty elsewhere.
    """

    action_id: str
    value: str
    surface: str
    trigger_id: str
    response_url: str | None
    channel_id: str | None = None
    message_ts: str | None = None
    view_id: str | None = None
    view_hash: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    block_id: str = ""
    """Of the block that holds the button."""
    has_chart: bool = False
    """The message that holds it shows one, so that Slack takes them here."""
    own_words: str = field(default="", repr=False)
    """Of a shortcut in the menu of a message that this person wrote: its text. Nobody else's is read."""

    @property
    def number(self) -> int:
        """The id that a button carries. Raises `UserError` where its value is no number that an id can be."""
        if not (self.value.isascii() and self.value.isdigit() and len(self.value) <= ID_DIGITS):
            raise UserError(Wrong.GONE)
        return int(self.value)

    @classmethod
    def of(cls, body: Payload) -> Click:
        action = _first(body, "actions")
        view = mapping(body.get("view"))
        container = mapping(body.get("container"))
        surface = "message"
        if view:
            surface = "home" if view.get("type") == "home" else "modal"
        return cls(
            **_who(body),
            action_id=text(action, "action_id"),
            value=_chosen(action),
            surface=surface,
            trigger_id=text(body, "trigger_id"),
            response_url=where_to_answer(body),
            channel_id=place(mapping(body.get("channel")), "id") or place(container, "channel_id"),
            message_ts=maybe(container, "message_ts"),
            view_id=maybe(view, "id"),
            view_hash=maybe(view, "hash"),
            meta=_meta(view),
            fields=_fields(view),
            block_id=maybe(action, "block_id") or "",
            has_chart=_has_chart(mapping(body.get("message"))),
        )

    @classmethod
    def of_shortcut(cls, body: Payload) -> Click:
        return cls(
            **_who(body),
            action_id=text(body, "callback_id"),
            value="",
            surface="shortcut",
            trigger_id=text(body, "trigger_id"),
            response_url=where_to_answer(body),
            own_words=_own_words(body),
        )


@dataclass(frozen=True, repr=False)
class Submission(Said):
    """A modal sent in. `fields`: block id → what was entered (text, option value, ids, list of these, or None)."""

    callback_id: str
    view_id: str
    meta: Mapping[str, Any]
    fields: Mapping[str, Any]
    blocks: tuple[str, ...]
    """Block ids of its input fields, in order."""
    below: str | None = None
    """The modal that it was opened from, and that comes back when it closes."""
    state: str | None = None
    """Another one each time that Slack shows something else in the form."""

    @classmethod
    def of(cls, body: Payload) -> Submission:
        view = mapping(body.get("view"))
        shown = view.get("blocks")
        blocks = [mapping(block) for block in shown] if isinstance(shown, list) else []
        return cls(
            **_who(body),
            callback_id=text(view, "callback_id"),
            view_id=text(view, "id"),
            meta=_meta(view),
            fields=_fields(view),
            blocks=tuple(str(block.get("block_id")) for block in blocks if block.get("type") == "input"),
            below=maybe(view, "previous_view_id"),
            state=maybe(view, "hash"),
        )

    @property
    def act_id(self) -> str:
        """Holds what was entered: for a keyed hash, and nothing else."""
        if self.state is None:
            return self.delivery_id
        return json.dumps([self.user_id, self.view_id, self.state, self.fields], sort_keys=True)

    def text(self, block: str) -> str:
        """What was typed in a field, trimmed; empty where nothing was."""
        value = self.fields.get(block)
        return value.strip() if isinstance(value, str) else ""

    def many(self, block: str) -> list[str]:
        """What was chosen in a field of several; empty where nothing was."""
        value = self.fields.get(block)
        return [str(item) for item in value] if isinstance(value, list) else []


@dataclass(frozen=True, repr=False)
class Event(Said):
    """Something that happened in Slack. `event` is Slack's own object, read by the listener's service."""

    kind: str
    event: Mapping[str, Any]
    perhaps_of: str | None = None
    """The organisation whose installation may have ended, and not that of the workspace."""
    at: datetime | None = None
    """When it happened, in whole seconds of Slack's clock; None where Slack does not say."""

    @classmethod
    def of(cls, body: Payload) -> Event:
        event = mapping(body.get("event"))
        user = event.get("user")
        user_id = user.get("id") if isinstance(user, Mapping) else user
        where = happened_in(body, event)
        return cls(
            workspace_id=where,
            user_id=user_id if isinstance(user_id, str) and ID.fullmatch(user_id) else "",
            delivery_id=text(body, "event_id"),
            home_workspace_id=where,
            kind=text(event, "type"),
            event=event,
            perhaps_of=perhaps_of(body),
            at=_moment(body.get("event_time")),
        )

    @property
    def teams(self) -> list[str]:
        """The workspaces that an organisation names."""
        named = self.event.get("team_ids")
        return (
            [one for one in named if isinstance(one, str) and ID.fullmatch(one)]
            if isinstance(named, list)
            else []
        )

    @property
    def channel_id(self) -> str | None:
        """The channel it happened in or to; None where the event names none."""
        return place(self.event, "channel")


def _moment(seconds: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _who(body: Payload) -> dict[str, Any]:
    user, workspace_id = mapping(body.get("user")), acted_in(body)
    home = str(user.get("team_id") or workspace_id)
    organisation = mapping(body.get("enterprise")).get("id")
    if home in (organisation, workspace_id):
        home = shown_in(body) or workspace_id
    return {
        "workspace_id": workspace_id,
        "user_id": ident(user, "id"),
        "delivery_id": text(body, "trigger_id"),
        "home_workspace_id": home,
    }


def _own_words(body: Payload) -> str:
    message = mapping(body.get("message"))
    is_own = message.get("user") == mapping(body.get("user")).get("id")
    return _typed(message.get("text")) if is_own else ""


def where_to_answer(body: Payload) -> str | None:
    """Its `response_url`; None where there is none that is an address."""
    value = maybe(body, "response_url") or ""
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in ("https", "http") and bool(parts.hostname) and value.isprintable()
    except ValueError:
        return None
    return value if is_one and value.isascii() and " " not in value else None


def _typed(value: object) -> str:
    """What somebody typed, without what cannot be seen or stored."""
    return without_unseen(value[:TYPED_MOST]) if isinstance(value, str) else ""


def _first(body: Payload, key: str) -> Payload:
    values = body.get(key)
    if not isinstance(values, list) or not values or not isinstance(values[0], Mapping):
        raise Malformed(key)
    return values[0]


def _meta(view: Payload) -> Payload:
    try:
        return mapping(json.loads(view.get("private_metadata") or "{}"))
    except (TypeError, ValueError, RecursionError) as error:
        raise Malformed("private_metadata") from error


def _fields(view: Payload) -> dict[str, Any]:
    """One value a block: each of our blocks has one element."""
    values = mapping(mapping(view.get("state")).get("values"))
    return {
        block: _entered(element)
        for block, elements in values.items()
        if isinstance(elements, Mapping)
        for element in elements.values()
        if isinstance(element, Mapping)
    }


_SINGLE = (
    "value",
    "selected_user",
    "selected_channel",
    "selected_conversation",
    "selected_date",
    "selected_time",
)
_SEVERAL = ("selected_users", "selected_channels", "selected_conversations")


def _entered(element: Payload) -> str | list[str] | None:
    for key in _SINGLE:
        if isinstance(element.get(key), str):
            return _typed(element[key])
    for key in _SEVERAL:
        if isinstance(element.get(key), list):
            return [_typed(item) for item in element[key]]
    option = element.get("selected_option")
    if isinstance(option, Mapping):
        return _typed(option.get("value"))
    options = element.get("selected_options")
    if isinstance(options, list):
        return [_typed(mapping(option).get("value")) for option in options]
    return None


def _has_chart(message: Payload) -> bool:
    blocks = message.get("blocks")
    kinds = [mapping(block).get("type") for block in blocks] if isinstance(blocks, list) else []
    return "data_visualization" in kinds


def _chosen(action: Payload) -> str:
    value = _entered(action)
    return value if isinstance(value, str) else ""
