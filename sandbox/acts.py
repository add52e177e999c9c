"""What people do: type commands, click, fill, submit, leave. Each act returns the acks it met."""

from __future__ import annotations

import html
from typing import Any

from sandbox import acks, fields, mentions, payloads, viewstate
from sandbox.delivery import Ack
from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.responses import slackbot_says
from sandbox.seen import visible_channels, visible_messages
from sandbox.world import Channel, Json, Message, Person, View, Workspace

MESSAGE_MAX = 40_000
"""Characters; Slack cuts longer messages off."""


class Actor:
    """One person acting in one workspace."""

    def __init__(self, hub: Hub, space: Workspace, who: Person) -> None:
        if who.deleted or who.is_bot:
            raise CannotDo(f"{who.real_name} cannot act: deactivated or a bot")
        self.hub = hub
        self.space = space
        self.who = who

    def _channel(self, channel_id: str | None) -> Channel:
        """Where she is: a conversation of hers, or her direct message with the bot."""
        if channel_id is None:
            created = int(self.hub.clock.now().timestamp())
            return self.hub.world.open_dm(self.space, self.who.id, created)
        channel = self.space.channels.get(channel_id)
        if channel is None or self.who.id not in channel.members:
            raise CannotDo(f"{self.who.real_name} is not in channel {channel_id}")
        if channel.archived:
            raise CannotDo(f"#{channel.name} is archived")
        return channel

    # commands and shortcuts -----------------------------------------------------------------------

    async def command(self, text: str, channel_id: str | None) -> Json:
        """Type `/command the rest` and send it."""
        channel = self._channel(channel_id)
        name, _, rest = text.partition(" ")
        if not name.startswith("/"):
            raise CannotDo(f"{text!r} is no command")
        if self.space.commands is not None and name not in self.space.commands:
            refused = slackbot_says(
                self.hub, self.space, channel, self.who.id, f"{name} is not a valid command."
            )
            return {"acks": [], "shown": refused.ts, "channel": channel.id}
        known = (self.space.commands or {}).get(name, {})
        said = (
            mentions.escaped(self.space, self.who, rest.strip())
            if known.get("should_escape")
            else rest.strip()
        )
        payload = payloads.slash_command(self.space, self.who, channel, name, said)
        payload["response_url"] = self.hub.new_response_url(self.space, channel.id, self.who.id)
        payload["trigger_id"] = self.hub.new_trigger(self.space, self.who.id)
        answers = await self.hub.delivery.send(self.space, "slash_commands", payload)
        shown = acks.answer_command(self.hub, self.space, channel, self.who.id, name, answers[0])
        return {"acks": acks.plain_acks(answers), "shown": shown.ts if shown else None, "channel": channel.id}

    async def shortcut(self, callback_id: str) -> Json:
        """Start a global shortcut. Its payload has neither channel nor response_url."""
        known = self._shortcut(callback_id)
        if known.get("type") == "message":
            raise CannotDo(f"{callback_id!r} is in the menu of messages")
        payload = payloads.interaction(self.space, self.who, "shortcut")
        payload |= {"callback_id": callback_id, "action_ts": self._stamp()}
        payload["trigger_id"] = self.hub.new_trigger(self.space, self.who.id)
        return {"acks": acks.plain_acks(await self._interact(payload))}

    async def shortcut_on(self, callback_id: str, texts: dict[str, str], fragment: str) -> Json:
        """Start a shortcut in the menu of the newest message that shows these words; whispers have no menu."""
        self._shortcut(callback_id)
        menus = [(channel, said) for channel, said in self._messages() if said.viewer is None]
        found = [(channel, said) for channel, said in menus if fragment in texts.get(said.ts, "")]
        if not found:
            raise CannotDo(f"{self.who.real_name} sees no message with {fragment!r} that has a menu")
        channel, said = found[-1]
        payload = payloads.interaction(self.space, self.who, "message_action")
        payload |= {"callback_id": callback_id, "action_ts": self._stamp(), "message_ts": said.ts}
        payload |= {
            "trigger_id": self.hub.new_trigger(self.space, self.who.id),
            "response_url": self.hub.new_response_url(self.space, channel.id, self.who.id, said.ts),
            "channel": {"id": channel.id, "name": channel.name},
            "message": payloads.message(said, self.space),
        }
        return {"acks": acks.plain_acks(await self._interact(payload))}

    def _shortcut(self, callback_id: str) -> Json:
        if self.space.shortcuts is None:
            return {}
        if callback_id not in self.space.shortcuts:
            raise CannotDo(f"the app has no shortcut {callback_id!r}")
        return self.space.shortcuts[callback_id]

    async def _interact(self, payload: Json) -> list[Ack]:
        return await self.hub.delivery.send(self.space, "interactive", payload)

    def _stamp(self) -> str:
        return f"{self.hub.clock.now().timestamp():.6f}"

    # messages -------------------------------------------------------------------------------------

    def say(self, text: str, channel_id: str) -> Message:
        """Write a plain message. The app does not hear of it: it has no permission to read."""
        channel = self._channel(channel_id)
        if not text.strip():
            raise CannotDo("there is nothing to send")
        if len(text) > MESSAGE_MAX:
            raise CannotDo(f"a message has at most {MESSAGE_MAX:,} characters; this one has {len(text):,}")
        if channel.kind == "im":
            raise CannotDo(
                "nobody can write to this app: it reads no messages. Type its commands in a channel"
            )
        stamp, words = self.space.next_ts(self.hub.clock.now()), html.escape(text, quote=False)
        said = Message(stamp, channel.id, self.who.id, words, [])
        channel.messages.append(said)
        return said

    def _messages(self) -> list[tuple[Channel, Message]]:
        """All messages she sees, newest last."""
        seen = [(c, m) for c in visible_channels(self.space, self.who) for m in visible_messages(c, self.who)]
        return sorted(seen, key=lambda pair: pair[1].micros)

    async def click(self, label: str, texts: dict[str, str], fragment: str | None, nth: int) -> Json:
        """Click a button in the nth (newest: -1) message showing it; `texts` is ts → what she reads."""
        found = []
        for channel, said in self._messages():
            hit = fields.button(said.blocks, label)
            if hit is not None and (fragment is None or fragment in texts.get(said.ts, "")):
                found.append((channel, said, *hit))
        try:
            channel, said, block, element, option = found[nth]
        except IndexError:
            where = f" with {fragment!r}" if fragment else ""
            raise CannotDo(f"no message{where} shows {self.who.real_name} a button {label!r}") from None
        return await self.act_in_message(channel, said, block, element, option, None)

    async def choose(self, wanted: str, value: Any) -> Json:
        """Choose in a select, checkbox group or picker of the newest message that has it."""
        kinds = set(viewstate.INITIALS)
        for channel, said in reversed(self._messages()):
            try:
                block, element = fields.find(said.blocks, wanted, kinds=kinds)
            except CannotDo:
                continue
            held = said.values.setdefault(block["block_id"], {})
            state = fields.new_state(self.space, self.who, element, value, held.get(element["action_id"]))
            held[element["action_id"]] = state
            return await self.act_in_message(channel, said, block, element, None, state)
        raise CannotDo(f"no message shows {self.who.real_name} a choice {wanted!r}")

    async def act_in_message(
        self,
        channel: Channel,
        said: Message,
        block: Json,
        element: Json,
        option: Json | None,
        state: Json | None,
    ) -> Json:
        payload = payloads.interaction(self.space, self.who, "block_actions")
        names = {"im": "directmessage", "private": "privategroup"}
        whispered = said.viewer is not None
        payload |= {
            "container": {
                "type": "message",
                "message_ts": said.ts,
                "channel_id": channel.id,
                "is_ephemeral": whispered,
            },
            "channel": {"id": channel.id, "name": names.get(channel.kind, channel.name)},
            "state": {"values": said.values},
            "response_url": self.hub.new_response_url(self.space, channel.id, self.who.id, said.ts),
            "trigger_id": self.hub.new_trigger(self.space, self.who.id),
            "actions": [fields.action_of(block, element, state, option, self._stamp())],
        }
        if not whispered:
            payload["message"] = payloads.message(said, self.space)
        answers = await self._interact(payload)
        if not answers[0].ok:
            said.warnings.append(f"{element['action_id']}: {answers[0].status}")
        return {"acks": acks.plain_acks(answers), "message": said.ts}

    # views ----------------------------------------------------------------------------------------

    def _modal(self) -> View:
        view = self.space.top(self.who.id)
        if view is None:
            raise CannotDo(f"{self.who.real_name} has no modal open")
        return view

    def _view(self, place: str) -> View:
        if place == "modal":
            return self._modal()
        home = self.space.homes.get(self.who.id)
        if home is None:
            raise CannotDo(f"{self.who.real_name}'s Home is empty")
        return home

    async def press(self, label: str, place: str) -> Json:
        """Press a button in the modal on top or in Home."""
        view = self._view(place)
        hit = fields.button(view.payload["blocks"], label)
        if hit is None:
            raise CannotDo(f"there is no button {label!r} in {self.who.real_name}'s {place}")
        block, element, option = hit
        return await self.act_in_view(view, block, element, option, None)

    async def fill(self, values: dict[str, Any], place: str) -> Json:
        """Fill fields by their label; those that dispatch an action do, in their order."""
        answers: list[Json] = []
        for wanted, value in values.items():
            view = self._view(place)
            block, element = fields.find(view.payload["blocks"], wanted, kinds=set(viewstate.INITIALS))
            held = view.values.setdefault(block["block_id"], {})
            state = fields.new_state(self.space, self.who, element, value, held.get(element["action_id"]))
            held[element["action_id"]] = state
            view.errors.pop(block["block_id"], None)
            if block["type"] != "input" or block.get("dispatch_action"):
                done = await self.act_in_view(view, block, element, None, state)
                answers += done["acks"]
        return {"acks": answers}

    async def act_in_view(
        self, view: View, block: Json, element: Json, option: Json | None, state: Json | None
    ) -> Json:
        payload = payloads.interaction(self.space, self.who, "block_actions")
        payload |= {
            "container": {"type": "view", "view_id": view.id},
            "view": payloads.view(view, self.space),
            "trigger_id": self.hub.new_trigger(self.space, self.who.id),
            "actions": [fields.action_of(block, element, state, option, self._stamp())],
        }
        answers = await self._interact(payload)
        if not answers[0].ok:
            view.warnings.append(f"{element['action_id']}: {answers[0].status}")
        return {"acks": acks.plain_acks(answers)}

    async def submit(self) -> Json:
        """Press the modal's submit button. Slack's client first refuses what it can refuse itself."""
        view = self._modal()
        if not view.payload.get("submit"):
            raise CannotDo("this modal has no submit button")
        view.trouble = None
        view.errors = fields.client_errors(view)
        if view.errors:
            view.refused += 1
            return {"acks": [], "refused": True}
        payload = payloads.interaction(self.space, self.who, "view_submission")
        payload["trigger_id"] = self.hub.new_trigger(self.space, self.who.id)
        payload |= {"view": payloads.view(view, self.space), "response_urls": []}
        answers = await self._interact(payload)
        acks.answer_submission(self.hub, self.space, view, answers[0])
        return {"acks": acks.plain_acks(answers)}

    async def close(self, *, whole: bool) -> Json:
        """Cancel the modal on top, or the whole stack by its cross."""
        stack = self.space.stacks.get(self.who.id) or []
        top = self._modal()
        gone = list(reversed(stack)) if whole or top.payload.get("clear_on_close") else [top]
        answers: list[Ack] = []
        for view in gone:
            stack.remove(view)
            if view.payload.get("notify_on_close"):
                payload = payloads.interaction(self.space, self.who, "view_closed")
                payload |= {"view": payloads.view(view, self.space), "is_cleared": len(gone) > 1}
                answers += await self._interact(payload)
        return {"acks": acks.plain_acks(answers)}

    async def open_home(self) -> Json:
        """Open the app's Home tab."""
        channel = self._channel(None)
        event: Json = {"type": "app_home_opened", "user": self.who.id, "channel": channel.id, "tab": "home"}
        home = self.space.homes.get(self.who.id)
        if home is not None:
            event["view"] = payloads.view(home, self.space)
        return {"acks": await self.hub.emit_now(self.space, event)}
