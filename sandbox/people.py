"""The language of tests and of the demo: a sandbox, its workspaces, and people who act and see.

>>> sandbox = Sandbox(server.url)                                  # doctest: +SKIP
>>> school = sandbox.workspace("Made-up School")
>>> ana = school.person("Ana", locale="es-ES", tz="Europe/Madrid")
>>> ana.types("/logsession 1h30 yesterday react")
>>> ana.sees_privately("1 h 30")
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox.client import Channel, Faults, Impossible, Json, Modal, Reply, Wire, plain
from sandbox.eyes import Eyes

__all__ = ["Channel", "Faults", "Impossible", "Modal", "Person", "Reply", "Sandbox", "Workspace"]


class Sandbox:
    """One running server."""

    def __init__(self, url: str) -> None:
        self.wire = Wire(url)
        self.url = self.wire.url
        self.api_url = self.url + "/api/"
        self.faults = Faults(self.wire)

    def close(self) -> None:
        self.wire.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def state(self) -> Json:
        return dict(self.wire.get("/sandbox/state"))

    @property
    def clock_address(self) -> str:
        return str(self.state["clock_address"])

    def workspace(
        self,
        name: str,
        *,
        scopes: list[str] | None = None,
        manifest: str | Path | Json | None = None,
        events: list[str] | None = None,
        optional: bool = False,
        app: str = "CodeBuddies",
        url: str | None = None,
        installed: bool = True,
        **tokens: str,
    ) -> Workspace:
        """Make a workspace with the app installed.

        `manifest` (path or dict) gives scopes, commands, shortcuts and events; without it (and without
        `events`) the app hears all events, and one it does not ack costs six seconds. `optional`: whoever
        installs it grants the optional scopes of the manifest, too. `url` means signed HTTP
        deliveries to it instead of Socket Mode; workspaces of one `app` share its sockets and secret. `installed`
        false: it is installed later, on Slack's page.
        """
        given = str(manifest) if isinstance(manifest, Path) else manifest
        body: Json = {
            "name": name,
            "scopes": scopes,
            "manifest": given,
            "events": events,
            "app": app,
            "url": url,
        }
        body |= {"optional": optional, "installed": installed}
        return Workspace(self, self.wire.post("/sandbox/workspaces", body | tokens))

    def organisation(self, name: str, *within: Workspace) -> Organisation:
        """Make an organisation of these workspaces, in which nobody has installed the app."""
        body = {"name": name, "app": within[0].app, "teams": [one.id for one in within]}
        return Organisation(self, self.wire.post("/sandbox/organisations", body)["id"])

    def workspaces(self) -> list[Workspace]:
        return [Workspace(self, data) for data in self.state["workspaces"]]

    def reset(self) -> None:
        self.wire.post("/sandbox/reset", {})

    def settings(self, **settings: float | bool) -> None:
        """`ack_timeout`, `trigger_life` (real seconds), `rate_limits` (on or off)."""
        self.wire.post("/sandbox/settings", settings)

    # time -----------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.state["now"])

    def _clock(self, do: str, **fields: Any) -> Json:
        return dict(self.wire.post("/sandbox/clock", {"do": do, **fields}))

    def set_clock(self, now: datetime, *, running: bool = False) -> None:
        """Put every clock at `now` (aware); nothing that is due meanwhile happens."""
        self._clock("set", now=now.isoformat(), running=running)

    def advance(self, **parts: float) -> None:
        """Live through `days=`, `hours=`, `minutes=`, `seconds=` from due to due."""
        self._clock("advance", **parts)

    def advance_to(self, until: datetime) -> None:
        self._clock("advance_to", to=until.isoformat())

    def settle(self) -> None:
        """Let happen what is due now or within the next seconds of pacing."""
        self._clock("settle")

    def next_due(self) -> tuple[datetime, str | None] | None:
        said = self._clock("next_due")
        return (datetime.fromisoformat(said["due"]).astimezone(UTC), said["what"]) if said["due"] else None

    def wait_for_bot(
        self, *, sockets: int = 1, programs: int = 0, seconds: float = 10, app: str = "CodeBuddies"
    ) -> None:
        """Wait (real time) until that many sockets of the app and clock programs are connected."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            state = self.state
            if state["sockets"].count(app) >= sockets and state["programs"] >= programs:
                return
            time.sleep(0.01)
        raise Impossible(
            f"no bot after {seconds} s: {len(state['sockets'])} sockets, {state['programs']} clocks"
        )


class Organisation:
    """Several workspaces: one installation of the app is enough for those to which it is given."""

    def __init__(self, sandbox: Sandbox, id: str) -> None:
        self.sandbox = sandbox
        self.id = id

    def gives(self, *within: Workspace, silently: bool = False) -> Reply:
        """`silently`: Slack's word of it is lost on the way."""
        return self._changes("give", within, silently=silently)

    def takes_back(self, *within: Workspace, silently: bool = False) -> Reply:
        return self._changes("take_back", within, silently=silently)

    def hears_late(self, event: str, *within: Workspace) -> Reply:
        """Slack's word of something comes when that is over."""
        return self._changes("tell", within, event=event)

    def takes_out_the_app(self, *, silently: bool = False) -> Reply:
        return self._changes("uninstall", (), silently=silently)

    def calls(self) -> list[Json]:
        """Calls of the bot with its token that are about no workspace."""
        return list(self.sandbox.wire.get(f"/sandbox/organisations/{self.id}/calls"))

    def _changes(self, do: str, within: tuple[Workspace, ...], **how: Any) -> Reply:
        body = {"do": do, "teams": [one.id for one in within], **how}
        said = self.sandbox.wire.post(f"/sandbox/organisations/{self.id}", body)
        self.sandbox.settle()
        return Reply(said["acks"])


class Workspace:
    """One workspace with the app installed."""

    def __init__(self, sandbox: Sandbox, data: Json) -> None:
        self.sandbox = sandbox
        self.id = str(data["id"])
        self.name = str(data["name"])
        self.bot_token = str(data["bot_token"])
        self.bot_user = str(data["bot_user"])
        self.app = str(data["app"])
        self.app_id = str(data["app_id"])
        self.app_token = str(data["app_token"])
        self.signing_secret = str(data["signing_secret"])
        self.path = f"/sandbox/workspaces/{self.id}"

    @property
    def wire(self) -> Wire:
        return self.sandbox.wire

    def person(
        self,
        name: str,
        *,
        locale: str = "en-US",
        tz: str = "Europe/Amsterdam",
        admin: bool = False,
        owner: bool = False,
        email: str | None = None,
        guest: bool | str = False,
        id: str | None = None,
        title: str = "",
    ) -> Person:
        """A new member. `guest` is True ("multi") or "single"; `title` is what her profile says she does.

        Without an `email` she gets one of her own; with "" she has none.
        """
        body = {"name": name, "locale": locale, "tz": tz, "admin": admin, "owner": owner}
        body |= {"email": email, "guest": guest, "id": id, "title": title}
        data = self.wire.post(f"{self.path}/people", body)
        return Person(self, data["id"], data["name"])

    def people(self) -> list[Person]:
        """All people but bots, deactivated ones included."""
        return [
            Person(self, p["id"], p["name"]) for p in self.wire.get(f"{self.path}/people") if not p["bot"]
        ]

    def channel(
        self, name: str, *members: Person, private: bool = True, bot: bool = False, archived: bool = False
    ) -> Channel:
        """A channel that people made; the bot is in it only with `bot=True`."""
        ids = [m.id for m in members]
        body = {"name": name, "members": ids, "private": private, "bot": bot, "archived": archived}
        made = self.wire.post(f"{self.path}/channels", body)["id"]
        return next(c for c in self.channels() if c.id == made)

    def channels(self) -> list[Channel]:
        """All channels, direct messages left out."""
        return [Channel.of(c) for c in self.wire.get(f"{self.path}/channels") if c["kind"] != "im"]

    def channel_of(self, *people: Person) -> Channel:
        """The newest private channel that all of these people are in."""
        wanted = {p.id for p in people}
        found = [c for c in self.channels() if c.private and wanted <= set(c.members)]
        if not found:
            there = [(c.name, c.members) for c in self.channels()]
            raise Impossible(f"no private channel of {', '.join(p.name for p in people)}; there are {there}")
        return found[-1]

    def calls(self, method: str | None = None) -> list[Json]:
        """Calls of the bot: method, args, status, ok, error, result, at. "response_url" counts too."""
        return list(self.wire.get(f"{self.path}/calls", **({"method": method} if method else {})))

    def deliveries(self, type: str | None = None) -> list[Json]:
        """What Slack sent to the bot (`slash_commands`, `interactive`, `events_api`) and the acks."""
        return list(self.wire.get(f"{self.path}/deliveries", **({"type": type} if type else {})))

    def rejections(self) -> list[Json]:
        """Answers of the bot that Slack did not take."""
        return list(self.wire.get(f"{self.path}/rejections"))

    def takes_out_the_app(self, *, silently: bool = False, late: bool = False) -> None:
        """As an owner does on Slack's page. `silently`: Slack's word of it is lost; `late`: that comes, and it is back."""
        self.wire.post(f"{self.path}/uninstall", {"silently": silently, "late": late})

    def revokes_the_bots_token(self) -> None:
        """Slack says that the token is nobody's, and never that the app was taken out."""
        self.wire.post(f"{self.path}/uninstall", {"token_alone": True})  # yes or no # nosec

    def revoke_scope(self, *scopes: str) -> None:
        self.wire.post(f"{self.path}/scopes", {"revoke": list(scopes)})

    def subscribe(self, *events: str) -> None:
        """The app hears these events from now on."""
        self.wire.post(f"{self.path}/scopes", {"subscribe": list(events)})

    def grant_scope(self, *scopes: str) -> None:
        self.wire.post(f"{self.path}/scopes", {"grant": list(scopes)})


class Person(Eyes):
    """A person who acts and looks. Acts return after the bot's ack and, with `settle`, after the notices."""

    def __init__(self, workspace: Workspace, id: str, name: str) -> None:
        super().__init__(workspace.wire, f"{workspace.path}/people/{id}", id, name)
        self.workspace = workspace

    def __repr__(self) -> str:
        return f"Person({self.name!r}, {self.id})"

    @property
    def mention(self) -> str:
        """How Slack writes her into a command whose `should_escape` is on."""
        return f"<@{self.id}|{self.name.lower()}>"

    # acting ---------------------------------------------------------------------------------------

    def _act(self, do: str, settle: bool, **fields: Any) -> Json:
        said = self.wire.post(f"{self.path}/acts", {"do": do, **fields})
        if settle:
            self.workspace.sandbox.settle()
        return dict(said)

    def types(self, text: str, *, channel: Channel | None = None, settle: bool = True) -> Reply:
        """Send a slash command, in a channel or in her direct message with the bot."""
        said = self._act("command", settle, text=text, channel=channel.id if channel else None)
        answer = next((m["text"] for m in self._messages() if m["ts"] == said["shown"]), "")
        return Reply(said["acks"], answer)

    def says(self, text: str, channel: Channel) -> None:
        """Write a message in a channel; the app does not hear of it."""
        self._act("say", False, text=text, channel=channel.id)

    def clicks(
        self, label: str, *, in_message_with: str | None = None, nth: int = -1, settle: bool = True
    ) -> Reply:
        """Click a button, by its words or action_id, in the newest message that shows it to her."""
        return Reply(self._act("click", settle, label=label, nth=nth, **{"with": in_message_with})["acks"])

    def chooses(self, field: str, value: Any, *, settle: bool = True) -> Reply:
        """Choose in a select or picker of a message."""
        return Reply(self._act("choose", settle, field=field, value=plain(value))["acks"])

    def clicks_home(self, label: str, *, settle: bool = True) -> Reply:
        return Reply(self._act("press", settle, label=label, place="home")["acks"])

    def chooses_home(self, values: dict[str, Any], *, settle: bool = True) -> Reply:
        return Reply(self._act("fill", settle, values=plain(values), place="home")["acks"])

    def fills(self, values: dict[str, Any], *, settle: bool = False) -> Reply:
        """Fill fields of the modal on top by label: options by their words, people, channels as objects."""
        return Reply(self._act("fill", settle, values=plain(values), place="modal")["acks"])

    def presses(self, label: str, *, in_modal: bool = True, settle: bool = True) -> Reply:
        """Press a button inside the modal on top (or inside Home)."""
        return Reply(self._act("press", settle, label=label, place="modal" if in_modal else "home")["acks"])

    def submits(self, values: dict[str, Any] | None = None, *, settle: bool = True) -> Reply:
        """Submit the modal on top, after filling `values`."""
        if values:
            self.fills(values)
        said = self._act("submit", settle)
        return Reply(said["acks"], refused=bool(said.get("refused")))

    def submits_pages(self, *pages: dict[str, Any]) -> Reply:
        """Fill in and submit a form of several pages, one after the other; the last one's reply.

        A page that is not taken leaves its errors, and the next is not reached: filling it in fails.
        """
        first, *others = pages
        reply = self.submits(first)
        for page in others:
            reply = self.submits(page)
        return reply

    def closes(self, *, all: bool = False, settle: bool = True) -> Reply:
        """Cancel the modal on top, or (`all`) the whole stack by its cross."""
        return Reply(self._act("close", settle, whole=all)["acks"])

    def shortcut(self, callback_id: str, *, settle: bool = True) -> Reply:
        return Reply(self._act("shortcut", settle, callback_id=callback_id)["acks"])

    def shortcut_on(self, callback_id: str, in_message_with: str, *, settle: bool = True) -> Reply:
        """Start a shortcut in the menu of the newest message with these words."""
        said = self._act("shortcut_on", settle, callback_id=callback_id, **{"with": in_message_with})
        return Reply(said["acks"])

    def opens_home(self, *, settle: bool = True) -> str:
        """Open the Home tab and read it."""
        self._act("open_home", settle)
        return self.home_text()

    def _changes(self, **changes: Any) -> Reply:
        said = self.wire.post(self.path, changes)
        self.workspace.sandbox.settle()
        return Reply(said["acks"])

    def changes_locale(self, locale: str) -> Reply:
        return self._changes(locale=locale)

    def changes_tz(self, tz: str) -> Reply:
        return self._changes(tz=tz)

    def is_deactivated(self) -> Reply:
        return self._changes(deleted=True)

    def is_reactivated(self) -> Reply:
        return self._changes(deleted=False)

    def becomes_guest(self, guest: bool | str = True) -> Reply:
        return self._changes(guest=guest)

    def _in_channel(self, do: str, channel: Channel) -> Reply:
        body = {"do": do, "user": self.id}
        said = self.wire.post(f"{self.workspace.path}/channels/{channel.id}", body)
        self.workspace.sandbox.settle()
        return Reply(said["acks"])

    def leaves(self, channel: Channel) -> Reply:
        return self._in_channel("leave", channel)

    def joins(self, channel: Channel) -> Reply:
        return self._in_channel("join", channel)

    def archives(self, channel: Channel) -> Reply:
        return self._in_channel("archive", channel)

    def deletes(self, channel: Channel) -> Reply:
        return self._in_channel("delete", channel)
