"""Which messages a person has not looked at yet; kept for the page alone."""

from __future__ import annotations

from sandbox import seen
from sandbox.world import Channel, Person


class Unread:
    """The newest message that each person has seen in each conversation."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], int] = {}

    def read(self, who: Person, channel: Channel) -> None:
        """She looks at a conversation: everything in it is read."""
        newest = max((m.micros for m in seen.visible_messages(channel, who)), default=0)
        self._seen[who.id, channel.id] = newest

    def count(self, who: Person, channel: Channel) -> int:
        last = self._seen.get((who.id, channel.id), 0)
        return sum(m.micros > last and m.user != who.id for m in seen.visible_messages(channel, who))
