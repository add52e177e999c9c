"""What a person does with the mouse or the keyboard: exact buttons and fields, by their ids in the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox import fields, seen, viewstate
from sandbox.acts import Actor
from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.page.blocks import name_of
from sandbox.world import Channel, Json, Message, Person, View, Workspace

Form = Mapping[str, Sequence[str]]
"""What the browser posts: a field's name → its values."""
DOWN = "Slack did not answer. Everything you wrote is still here."
GONE = "This is not there any more; the page shows what is now."


class Hands:
    """One person at one of her screens."""

    def __init__(self, hub: Hub, space: Workspace, who: Person) -> None:
        self.hub = hub
        self.actor = Actor(hub, space, who)
        self.space = space
        self.who = who

    async def press(self, at: Mapping[str, str], form: Form) -> None:
        """Press a button or an option of its menu."""
        wanted = (_one(form, "block"), _one(form, "action"))
        target = self._target(at)
        block, element = _find(_blocks(target), *wanted)
        if isinstance(target, View):
            self._keep_all(target, form)
        if element["type"] not in ("button", "overflow"):
            raise CannotDo(f"a {element['type']} cannot be pressed")
        option = None
        if element["type"] == "overflow":
            option = next((o for o in element["options"] if o["value"] == _one(form, "option")), None)
            if option is None:
                raise CannotDo(GONE)
        await self._act(target, block, element, option, None)

    async def change(self, at: Mapping[str, str], form: Form) -> None:
        """Put a value into a field; the app hears of it where it asked to. A form that has been sent meanwhile,
        or turned to another page, had all that was on the screen then: what comes after it is nothing new.
        """
        try:
            target = self._target(at)
            block, element = _find(_blocks(target), _one(form, "block"), _one(form, "action"))
        except CannotDo:
            if at.get("kind") == "view":
                return
            raise
        if isinstance(target, View):
            self._keep_all(target, form)
        state = self._keep(target, block, element, form)
        if block["type"] != "input" or block.get("dispatch_action"):
            await self._act(target, block, element, None, state)

    async def submit(self, view_id: str, form: Form) -> None:
        """Send the modal on top with everything in its fields."""
        self._keep_all(self._top(view_id), form)
        self._needs_slack()
        await self.actor.submit()

    async def keep(self, view_id: str, form: Form) -> None:
        """Nothing is sent: only what stands in the fields is not to be lost."""
        self._keep_all(self._top(view_id), form)

    async def close(self, view_id: str, *, whole: bool) -> None:
        self._top(view_id)
        await self.actor.close(whole=whole)

    def _needs_slack(self) -> None:
        if self.hub.faults.down:
            raise CannotDo(DOWN)

    def _target(self, at: Mapping[str, str]) -> View | tuple[Channel, Message]:
        if at.get("kind") == "view":
            home = self.space.homes.get(self.who.id)
            if home is not None and home.id == at.get("view"):
                return home
            return self._top(str(at.get("view")))
        for channel in seen.visible_channels(self.space, self.who):
            for said in seen.visible_messages(channel, self.who):
                if (channel.id, said.ts) == (at.get("channel"), at.get("ts")):
                    return channel, said
        raise CannotDo(GONE)

    def _top(self, view_id: str) -> View:
        view = self.space.top(self.who.id)
        if view is None or view.id != view_id:
            raise CannotDo(GONE)
        return view

    def _keep_all(self, view: View, form: Form) -> None:
        """All that was on the screen. Where the view is another by now, what is not in the form was not there."""
        is_whole = form.get("hash") == [view.hash]
        for block, element, _ in viewstate.elements(view.payload["blocks"]):
            if block["type"] == "input" and (is_whole or name_of(block, element) in form):
                self._keep(view, block, element, form)

    def _keep(self, target: View | tuple[Channel, Message], block: Json, element: Json, form: Form) -> Json:
        """The value in the form, unless the field was read later than that; an error stays until it is another."""
        given = [value for value in form.get(name_of(block, element), ()) if value != ""]
        holder = target if isinstance(target, View) else target[1]
        held = holder.values.setdefault(block["block_id"], {})
        before: Json | None = held.get(element["action_id"])
        if isinstance(target, View) and before is not None and _is_late(target, block, element, form):
            return before
        state = fields.new_state(self.space, self.who, element, self._value(element, given), before)
        held[element["action_id"]] = state
        if isinstance(target, View) and state != before:
            target.errors.pop(block["block_id"], None)
        return state

    def _value(self, element: Json, given: list[str]) -> Any:
        kind = str(element["type"])
        key, _ = viewstate.INITIALS.get(kind, ("", ""))
        if not given:
            return None
        if kind == "rich_text_input":
            piece = {"type": "text", "text": given[0]}
            return {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [piece]}],
            }
        if kind == "datetimepicker":
            local = datetime.fromisoformat(given[0]).replace(tzinfo=ZoneInfo(self.who.tz))
            return int(local.timestamp())
        return given if key.endswith("s") else given[0]

    async def _act(
        self,
        target: View | tuple[Channel, Message],
        block: Json,
        element: Json,
        option: Json | None,
        state: Json | None,
    ) -> None:
        self._needs_slack()
        if isinstance(target, View):
            await self.actor.act_in_view(target, block, element, option, state)
        else:
            await self.actor.act_in_message(*target, block, element, option, state)


def _blocks(target: View | tuple[Channel, Message]) -> list[Json]:
    if isinstance(target, View):
        found: list[Json] = target.payload["blocks"]
        return found
    return target[1].blocks


def _find(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json]:
    for block, element, _ in viewstate.elements(blocks):
        if (block.get("block_id"), element.get("action_id")) == (block_id, action_id):
            return block, element
    raise CannotDo(GONE)


def _is_late(view: View, block: Json, element: Json, form: Form) -> bool:
    """Whether the field has been read from the screen after this form was."""
    key = (str(block["block_id"]), str(element["action_id"]))
    moment, last = float(form.get("moment", ["0"])[0]), view.read.get(key, 0.0)
    view.read[key] = max(moment, last)
    return moment < last


def _one(form: Form, name: str) -> str:
    values = form.get(name) or ()
    if not values:
        raise CannotDo(f"the form lacks {name!r}")
    return values[0]
