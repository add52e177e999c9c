"""What the pretend Slack remembers: workspaces, people, conversations, messages, views."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]

SLACKBOT = "USLACKBOT"


@dataclass
class Person:
    """A member of a workspace; a bot user is one too."""

    id: str
    name: str
    real_name: str
    email: str
    tz: str = "Europe/Amsterdam"
    locale: str = "en-US"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    updated: int = 0
    title: str = ""

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted


@dataclass
class File:
    """A file that the bot has announced; `content` comes with the upload, `title` when it is completed."""

    id: str
    name: str
    length: int
    ticket: str
    alt_text: str = ""
    content: bytes | None = None
    title: str = ""
    completed: bool = False


@dataclass
class Message:
    """One message; `viewer` set means ephemeral: only that person sees it."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json]
    viewer: str | None = None
    thread_ts: str | None = None
    edited: str | None = None
    metadata: Json | None = None
    values: Json = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    from_slack: bool = False
    files: list[File] = field(default_factory=list)

    @property
    def micros(self) -> int:
        """When it was written, in microseconds; in this order messages are read."""
        seconds, _, rest = self.ts.partition(".")
        return int(seconds) * 1_000_000 + int(rest or 0)


@dataclass
class Channel:
    """A public or private channel or a direct message (`kind` is "public", "private" or "im")."""

    id: str
    name: str
    kind: str
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    former: set[str] = field(default_factory=set)
    archived: bool = False
    topic: str = ""
    purpose: str = ""
    pins: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def message(self, ts: str) -> Message | None:
        """A message that is not ephemeral, by its ts."""
        return next((m for m in self.messages if m.ts == ts and m.viewer is None), None)


@dataclass
class View:
    """A modal or a Home view in front of one person, with what she has typed so far."""

    id: str
    kind: str
    user: str
    payload: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    """How often it was sent and came back with errors."""
    page: int = 0
    """Counts what was put in its place that begins at the top, as a form's next page does."""
    trouble: str | None = None
    warnings: list[str] = field(default_factory=list)
    read: dict[tuple[str, str], float] = field(default_factory=dict)
    """Field → when it was read from the screen of whoever looks, by the clock of that screen."""


@dataclass
class Trigger:
    """A trigger_id: good for one view within three seconds of real time."""

    id: str
    user: str
    made: float
    used: bool = False


@dataclass
class ResponseUrl:
    """A response_url: good for five messages within 30 minutes of sandbox time."""

    key: str
    channel: str
    user: str
    made: datetime
    message_ts: str | None = None
    uses: int = 0


@dataclass(frozen=True)
class Leave:
    """Somebody has allowed an app into a workspace, and goes back to it."""

    team: str
    user: str
    scopes: tuple[str, ...]
    redirect_uri: str
    until: datetime


@dataclass
class App:
    """The Slack app; installed in one or more workspaces. `url` set means signed HTTP, else Socket Mode."""

    id: str
    name: str
    app_token: str
    signing_secret: str
    url: str | None = None
    client_id: str = ""
    client_secret: str = ""
    rotates: bool = False
    """Its tokens end after some hours, and are exchanged for new ones."""
    leaving: dict[str, Leave] = field(default_factory=dict)
    """Codes that were given to who allowed an installation, each good for one exchange."""
    data_folder: str | None = None
    """Where its program keeps what it knows, if it was told: so that it can be started again as it was."""


@dataclass
class Workspace:
    """One workspace; the app is installed in it unless `bot_token` is empty."""

    id: str
    name: str
    domain: str
    app: App
    bot_token: str
    bot_id: str
    bot_user: str
    scopes: set[str]
    refresh_token: str = ""
    """What the next token is given for, once."""
    ends: dict[str, datetime] = field(default_factory=dict)
    """When each token ends, of those that do."""
    commands: dict[str, Json] | None = None
    shortcuts: dict[str, Json] | None = None
    events: set[str] | None = None
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    calls: list[Json] = field(default_factory=list)
    deliveries: list[Json] = field(default_factory=list)
    rejections: list[Json] = field(default_factory=list)
    trail: list[tuple[str, Json]] = field(default_factory=list)
    last_ts: int = 0
    organisation: Workspace | None = None
    """Of several workspaces; itself one in which nobody is, with an id that begins with E."""
    given: set[str] = field(default_factory=set)
    """Of an organisation that has installed the app: the workspaces to which it has given it."""

    @property
    def is_organisation(self) -> bool:
        return self.id.startswith("E")

    @property
    def served_by(self) -> Workspace | None:
        """The organisation through whose installation the app is here, without one of its own."""
        above = self if self.is_organisation else self.organisation
        return above if above and (above is self or (not self.bot_token and self.id in above.given)) else None

    def forget_tokens(self) -> None:
        """The app is taken out: what it has is nobody's."""
        self.bot_token = self.refresh_token = ""  # none # nosec
        self.ends.clear()

    def keep(self, kind: str, entry: Json) -> None:
        """Remember a "call" of the bot or a "delivery" to it, in the order in which they ended."""
        (self.calls if kind == "call" else self.deliveries).append(entry)
        self.trail.append((kind, entry))

    def next_ts(self, now: datetime) -> str:
        """A message ts at `now`, one microsecond after the last where two share a moment."""
        micros = int(now.timestamp()) * 1_000_000 + now.microsecond
        self.last_ts = max(micros, self.last_ts + 1) if self.last_ts - micros < 1_000_000 else micros
        return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

    def named(self, name: str) -> Channel | None:
        return next((c for c in self.channels.values() if c.kind != "im" and c.name == name), None)

    def by_email(self, email: str) -> Person | None:
        """Whoever has that address, in capitals or not."""
        wanted = email.strip().casefold()
        return next((p for p in self.people.values() if p.email and p.email.casefold() == wanted), None)

    def dm_of(self, user: str) -> Channel | None:
        return next((c for c in self.channels.values() if c.kind == "im" and user in c.members), None)

    def conversations_of(self, user: str) -> list[Channel]:
        return [c for c in self.channels.values() if user in c.members]

    def views(self) -> Iterator[View]:
        yield from itertools.chain.from_iterable(self.stacks.values())
        yield from self.homes.values()

    def top(self, user: str) -> View | None:
        stack = self.stacks.get(user)
        return stack[-1] if stack else None


class World:
    """All workspaces of one server. Ids are counted over the whole world, so that no two share one."""

    def __init__(self) -> None:
        self.workspaces: dict[str, Workspace] = {}
        self.organisations: dict[str, Workspace] = {}
        self.apps: dict[str, App] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self._count = itertools.count(1)

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._count):05d}{secrets.token_hex(3).upper()}"

    def app(self, name: str, url: str | None = None) -> App:
        """The app of that name, made where it does not exist."""
        if name not in self.apps:
            app_id = self.new_id("A")
            token = f"xapp-1-{app_id}-{secrets.token_hex(12)}"
            client = f"{secrets.randbelow(10**10)}.{secrets.randbelow(10**12)}"
            self.apps[name] = App(
                app_id, name, token, secrets.token_hex(16), url, client, secrets.token_hex(16)
            )
        if url is not None:
            self.apps[name].url = url
        return self.apps[name]

    def workspace_of_token(self, token: str) -> Workspace | None:
        everywhere = (*self.workspaces.values(), *self.organisations.values())
        return next((w for w in everywhere if w.bot_token == token or token in w.ends), None)

    def app_of_token(self, token: str) -> App | None:
        return next((a for a in self.apps.values() if a.app_token == token), None)

    def make_workspace(
        self, name: str, app: App, scopes: set[str], bot_token: str | None = None
    ) -> Workspace:
        """A workspace with a bot user and #general, in which the bot is not."""
        team = self.new_id("T")
        token = bot_token or f"xoxb-{team}-{secrets.token_hex(12)}"
        domain = "".join(ch if ch.isascii() and ch.isalnum() else "-" for ch in name.lower()).strip("-")
        space = Workspace(team, name, domain, app, token, self.new_id("B"), self.new_id("U"), scopes)
        bot = Person(space.bot_user, "codebuddies", app.name, "", tz="UTC", is_bot=True)
        slackbot = Person(SLACKBOT, "slackbot", "Slackbot", "", tz="UTC", is_bot=True)
        space.people = {bot.id: bot, SLACKBOT: slackbot}
        self.workspaces[team] = space
        return space

    def make_organisation(self, name: str, app: App, scopes: set[str]) -> Workspace:
        """One without workspaces; the app is not installed in it."""
        made = self.make_workspace(name, app, scopes, "none")
        del self.workspaces[made.id]
        made.id, made.bot_token, made.people = self.new_id("E"), "", {}
        self.organisations[made.id] = made
        return made

    def join(self, space: Workspace, above: Workspace) -> None:
        """The workspace is one of the organisation's. A bot is the same one in all of them."""
        bot = space.people.pop(space.bot_user)
        bot.id = space.bot_user = above.bot_user
        space.bot_id, space.organisation = above.bot_id, above
        space.people[bot.id] = bot

    def open_dm(self, space: Workspace, user: str, created: int) -> Channel:
        """The direct message of a person with the bot, made where it does not exist."""
        known = space.dm_of(user)
        if known is None:
            members = [space.bot_user, user]
            known = Channel(self.new_id("D"), "directmessage", "im", space.bot_user, created, members)
            space.channels[known.id] = known
        return known
