"""What one person has before her, as plain values for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sandbox import seen, viewstate
from sandbox.hub import Hub
from sandbox.page import blocks, handed, markup, words
from sandbox.page.unread import Unread
from sandbox.world import SLACKBOT, Channel, Json, Message, Person, View, Workspace

HOME = "home"
MESSAGES = "dm"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})
SLACKS_OWN = "Slack"


@dataclass(frozen=True)
class Entry:
    """A line of the sidebar. `unread`: messages that this person has not seen yet."""

    place: str
    kind: str
    label: str
    unread: int
    is_here: bool


@dataclass(frozen=True)
class Line:
    """A message as one person reads it. `id`: its element's in the page; `at`: when it was written."""

    id: str
    ts: str
    author: str
    is_app: bool
    time: str
    at: str
    day: str
    content: Markup
    is_whisper: bool
    is_edited: bool
    is_pinned: bool
    warnings: tuple[str, ...]
    files: tuple[handed.Link, ...]


@dataclass(frozen=True)
class Modal:
    """The modal on top. `depth`: how many lie on each other."""

    id: str
    title: str
    content: Markup
    submit: str
    close: str
    trouble: str
    warnings: tuple[str, ...]
    depth: int
    page: str
    refused: int
    hash: str
    submit_url: str
    keep_url: str
    close_url: str


@dataclass(frozen=True)
class Screen:
    """One pane: who looks, where she is, and everything she sees."""

    side: str
    who: Person
    place: str
    title: str
    topic: str
    entries: tuple[Entry, ...]
    lines: tuple[Line, ...]
    pinned: tuple[Line, ...]
    home: Markup | None
    modal: Modal | None
    can_write: bool
    is_archived: bool
    commands: tuple[Json, ...]
    shortcuts: tuple[Json, ...]
    query: str

    @property
    def days(self) -> list[tuple[str, list[Line]]]:
        """The messages of each day, in order."""
        return [(day, list(lines)) for day, lines in groupby(self.lines, key=attrgetter("day"))]

    @property
    def key(self) -> str:
        """Of what is shown: news that come late for another person or place find nothing to replace."""
        return f"{self.side}-{self.who.id}-{self.place}"

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def language(self) -> str:
        return self.who.locale.partition("-")[0]

    @property
    def spoken(self) -> str:
        """The language of what Slack and the app say to her."""
        return words.language(self.who.locale)

    def ui(self, said: str) -> str:
        """Slack's own words in her language."""
        return words.said(said, self.who.locale)


class Eyes:
    """Looks at a workspace as one person, for one side of the page."""

    def __init__(self, hub: Hub, space: Workspace, who: Person, side: str, unread: Unread) -> None:
        self.space = space
        self.who = who
        self.side = side
        self.unread = unread
        self.reader = seen.reader(hub, space, who)
        self.zone = ZoneInfo(who.tz)

    def screen(self, place: str) -> Screen:
        """The pane at a place: a channel's id, "home" or "dm". A place that she does not have is her Home."""
        channel = self._channel(place)
        place = HOME if channel is None else channel.id
        if channel is not None:
            self.unread.read(self.who, channel)
        lines = self._lines(channel) if channel else ()
        home = self.space.homes.get(self.who.id)
        writes = channel is not None and channel.kind != "im" and self.who.id in channel.members
        return Screen(
            side=self.side,
            who=self.who,
            place=place,
            title=self._title(channel),
            topic=channel.topic if channel else "",
            entries=self._entries(place),
            lines=lines,
            pinned=tuple(line for line in lines if line.is_pinned),
            home=self._view(home, place) if home and channel is None else None,
            modal=self._modal(place),
            can_write=writes and channel is not None and not channel.archived,
            is_archived=channel is not None and channel.archived,
            commands=tuple((self.space.commands or {}).values()),
            shortcuts=tuple(
                one for one in (self.space.shortcuts or {}).values() if one.get("type") != "message"
            ),
            query=urlencode({"who": self.who.id, "place": place}),
        )

    def _channel(self, place: str) -> Channel | None:
        hers = seen.visible_channels(self.space, self.who)
        return next((c for c in hers if place in (c.id, MESSAGES if c.kind == "im" else "")), None)

    def _title(self, channel: Channel | None) -> str:
        if channel is None or channel.kind == "im":
            return self.space.app.name
        return f"# {channel.name}"

    def _entries(self, here: str) -> tuple[Entry, ...]:
        """The app's Home and messages, then channels by name."""
        found = [Entry(HOME, HOME, words.said("Home", self.who.locale), 0, here == HOME)]
        channels = sorted(
            seen.visible_channels(self.space, self.who), key=lambda c: (c.kind != "im", c.archived, c.name)
        )
        for channel in channels:
            label = words.said("Messages", self.who.locale) if channel.kind == "im" else channel.name
            count = self.unread.count(self.who, channel)
            found.append(Entry(channel.id, channel.kind, label, count, here == channel.id))
        return tuple(found)

    def _lines(self, channel: Channel) -> tuple[Line, ...]:
        return tuple(self._line(channel, said) for said in seen.visible_messages(channel, self.who))

    def _line(self, channel: Channel, said: Message) -> Line:
        moment = datetime.fromtimestamp(float(said.ts), self.zone)
        where = self._where(channel.id, "message", channel=channel.id, ts=said.ts, prefix=f"m{said.ts}")
        author = self.space.people.get(said.user)
        return Line(
            id=f"{self.side}-{channel.id}-{said.ts}".replace(".", "-"),
            ts=said.ts,
            author=SLACKS_OWN if said.from_slack else author.real_name if author else said.user,
            is_app=said.user in (self.space.bot_user, SLACKBOT),
            time=f"{moment:%H:%M}",
            at=moment.isoformat(timespec="minutes"),
            day=words.day(moment, self.who.locale),
            content=self._content(said, where),
            is_whisper=said.viewer is not None,
            is_edited=said.edited is not None,
            is_pinned=said.ts in channel.pins,
            warnings=tuple(said.warnings),
            files=tuple(handed.links(self.space, self.side, self.who, said)),
        )

    def _content(self, said: Message, where: blocks.Where) -> Markup:
        if not said.blocks:
            return markup.html(said.text, self.reader)
        return blocks.blocks(said.blocks, self.reader, where, said.values)

    def _view(self, view: View, place: str) -> Markup:
        where = self._where(place, "view", view=view.id, prefix=view.id)
        return blocks.blocks(view.payload.get("blocks", []), self.reader, where, view.values, view.errors)

    def _modal(self, place: str) -> Modal | None:
        stack = self.space.stacks.get(self.who.id)
        if not stack:
            return None
        view = stack[-1]
        query = urlencode({"who": self.who.id, "place": place, "view": view.id})
        base = f"/page/{self.space.id}/{self.side}"
        return Modal(
            id=view.id,
            title=viewstate.plain(view.payload.get("title")),
            content=self._view(view, place),
            submit=viewstate.plain(view.payload.get("submit")),
            close=viewstate.plain(view.payload.get("close")) or words.said("Cancel", self.who.locale),
            trouble=view.trouble or "",
            warnings=tuple(view.warnings),
            depth=len(stack),
            page=f"{view.id}-{view.page}",
            refused=view.refused,
            hash=view.hash,
            submit_url=f"{base}/submit?{query}",
            keep_url=f"{base}/keep?{query}",
            close_url=f"{base}/close?{query}",
        )

    def _where(self, place: str, kind: str, *, prefix: str, **at: str) -> blocks.Where:
        base = f"/page/{self.space.id}/{self.side}"
        query = urlencode({"who": self.who.id, "place": place, "kind": kind, **at})
        return blocks.Where(
            press=f"{base}/press?{query}", change=f"{base}/change?{query}", prefix=f"{self.side}-{prefix}"
        )
