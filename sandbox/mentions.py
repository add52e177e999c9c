"""Mentions in a command whose `should_escape` is on: Slack writes ids in place of the names people type."""

from __future__ import annotations

import re
from collections import Counter

from sandbox.world import Person, Workspace


def escaped(space: Workspace, who: Person, text: str) -> str:
    """`text` with `@name` and `#name` of those whom `who` may mention as `<@id|name>` and `<#id|name>`.

    A name that two people share is nobody's; their handles are their own.
    """
    signs: dict[str, str] = {}
    active = [one for one in space.people.values() if not one.deleted]
    shared = Counter(one.real_name.casefold() for one in active)
    for one in active:
        if shared[one.real_name.casefold()] == 1:
            signs[f"@{one.real_name}".casefold()] = f"<@{one.id}|{one.name}>"
    for one in reversed(active):
        signs[f"@{one.name}".casefold()] = f"<@{one.id}|{one.name}>"
    for channel in space.channels.values():
        if channel.kind != "im" and (channel.kind == "public" or who.id in channel.members):
            signs[f"#{channel.name}".casefold()] = f"<#{channel.id}|{channel.name}>"
    names = "|".join(map(re.escape, sorted(signs, key=len, reverse=True)))
    pattern = rf"(?<![\w<])(?:{names})(?![\w-])"
    return re.sub(pattern, lambda found: signs.get(found[0].casefold(), found[0]), text, flags=re.IGNORECASE)
