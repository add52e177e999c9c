"""What a person sees, and the looks of a test at it."""

from __future__ import annotations

import base64

from sandbox.client import Channel, Impossible, Json, Modal, Named, Wire, contains, squeezed, strings


class Eyes(Named):
    """A person's view of the workspace. Looks fail with everything she does see."""

    def __init__(self, wire: Wire, path: str, id: str, name: str) -> None:
        self.wire = wire
        self.path = path
        self.id = id
        self.name = name

    def seen(self) -> Json:
        """All she sees as data: channels, dms, modals, modal, home, text."""
        return dict(self.wire.get(f"{self.path}/seen"))

    def files(self) -> dict[str, bytes]:
        """What is in the files that she can see, by their names; of two with one name the newer."""
        return {one["name"]: base64.b64decode(one["content"]) for one in self.wire.get(f"{self.path}/files")}

    def _messages(self, seen: Json | None = None) -> list[Json]:
        seen = seen or self.seen()
        found = [m for c in seen["channels"] + seen["dms"] for m in c["messages"]]
        return sorted(found, key=lambda m: tuple(int(part) for part in m["ts"].split(".")))

    def _fail(self, words: str) -> Impossible:
        return Impossible(f"{self.name} {words}\n--- {self.name} sees ---\n{self.seen()['text']}")

    def sees(self, fragment: str, *, in_channel: Channel | None = None) -> bool:
        """Fails where the fragment is not in what she sees, or not in a message of that channel."""
        seen = self.seen()
        if in_channel is None:
            text = seen["text"]
        else:
            texts = [m["text"] for c in seen["channels"] if c["id"] == in_channel.id for m in c["messages"]]
            text = "\n".join(texts)
        if not contains(text, fragment):
            raise self._fail(f"does not see {fragment!r}" + (f" in #{in_channel.name}" if in_channel else ""))
        return True

    def does_not_see(self, fragment: str) -> bool:
        """Fails where the fragment is anywhere in what reaches her, notification texts and data included."""
        if contains(self.everything_visible(), fragment):
            raise self._fail(f"sees {fragment!r}")
        return True

    def private_texts(self) -> list[str]:
        """Messages only she sees (answers of commands, ephemerals), oldest first."""
        return [m["text"] for m in self._messages() if m["ephemeral"]]

    def sees_privately(self, fragment: str) -> bool:
        """Whether the newest answer that only she sees contains the fragment; fails where not."""
        texts = self.private_texts()
        if not texts or not contains(texts[-1], fragment):
            newest = squeezed(texts[-1]) if texts else "nothing"
            raise self._fail(f"does not see {fragment!r} privately; the newest private answer is: {newest}")
        return True

    def dm_texts(self) -> list[str]:
        """Messages of the bot in their direct message, oldest first, ephemerals left out."""
        return [m["text"] for c in self.seen()["dms"] for m in c["messages"] if not m["ephemeral"]]

    def last_dm(self) -> str:
        texts = self.dm_texts()
        if not texts:
            raise self._fail("has no direct message")
        return texts[-1]

    def gets_dm(self, fragment: str) -> bool:
        if not any(contains(text, fragment) for text in self.dm_texts()):
            raise self._fail(f"got no direct message with {fragment!r}")
        return True

    def channel_texts(self, channel: Channel) -> list[str]:
        """Messages of a channel as she reads them, oldest first."""
        found = [c for c in self.seen()["channels"] if c["id"] == channel.id]
        return [m["text"] for c in found for m in c["messages"]]

    def modal(self) -> Modal:
        """The modal on top."""
        shown = self.seen()["modal"]
        if shown is None:
            raise self._fail("has no modal open")
        return Modal.of(shown)

    def has_modal(self) -> bool:
        return self.seen()["modal"] is not None

    def home_text(self) -> str:
        home = self.seen()["home"]
        return str(home["text"]) if home else ""

    def everything_visible(self) -> str:
        """All text and all data of all she can see."""
        seen = self.seen()
        texts = [m["notification"] for m in self._messages(seen)]
        return "\n".join([seen["text"], *texts, *strings(seen)])
