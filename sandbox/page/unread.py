"""Which messages a person has not looked at yet; kept for the page alone."""

from __future__ import annotations

from sandbox import seen
from sandbox.world import Channel, Message, Person


class Unread:
    """The newest message that each person has seen in each conversation."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], tuple[int, int]] = {}

    def read(self, who: Person, channel: Channel) -> None:
        """She looks at a conversation: everything in it is read."""
        newest = max((_moment(m) for m in seen.visible_messages(channel, who)), default=(0, 0))
        self._seen[who.id, channel.id] = newest

    def count(self, who: Person, channel: Channel) -> int:
        last = self._seen.get((who.id, channel.id), (0, 0))
        return sum(_moment(m) > last and m.user != who.id for m in seen.visible_messages(channel, who))


def _moment(said: Message) -> tuple[int, int]:
    seconds, _, micros = said.ts.partition(".")
    return int(seconds), int(micros or 0)
