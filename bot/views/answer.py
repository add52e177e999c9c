"""What a listener answers with: one value, which the door turns into the ack or the one call bound to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
View = dict[str, Any]


@dataclass(frozen=True, repr=False)
class Message:
    """A text with blocks. `text` is what notifications and screen readers get; always set."""

    text: str
    blocks: tuple[Block, ...] = ()

    @property
    def payload(self) -> dict[str, Any]:
        """As Slack takes it; a message without blocks has none, not an empty list."""
        return {"text": self.text, **({"blocks": list(self.blocks)} if self.blocks else {})}


@dataclass(frozen=True, repr=False)
class Say:
    """Tell the one person. `instead`: in place of the message whose button was pressed."""

    message: Message
    instead: bool = False


@dataclass(frozen=True, repr=False)
class OpenModal:
    """Open a modal; on top of the open one where the click came from a modal."""

    view: View


@dataclass(frozen=True, repr=False)
class UpdateModal:
    """Replace what the open modal shows."""

    view: View


@dataclass(frozen=True, repr=False)
class OnTop:
    """The form that was sent in stays below; this one opens on top of it."""

    view: View


@dataclass(frozen=True, repr=False)
class Back:
    """Close the form on top; the modal below it shows this from now on."""

    view: View


@dataclass(frozen=True, repr=False)
class ShowHome:
    """Publish the person's own Home tab."""

    view: View


@dataclass(frozen=True)
class Close:
    """Close the form: there is nothing more to say."""


@dataclass(frozen=True, repr=False)
class Refuse:
    """A submission is not taken: a sentence under each field that it concerns, what was typed stays.

    An empty block id stands for the last field.
    """

    errors: dict[str, str]

    @property
    def text(self) -> str:
        """All sentences, for a place without fields."""
        return "\n".join(self.errors.values())


@dataclass(frozen=True)
class Unkept:
    """An answer that is given and never stored, not even sealed: it shows what must be erasable.

    A delivery that comes again changes nothing, and is answered anew.
    """

    answer: Say | OpenModal | UpdateModal | OnTop | Back


Answer = Say | OpenModal | UpdateModal | OnTop | Back | ShowHome | Close | Refuse | Unkept

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (Say, OpenModal, UpdateModal, OnTop, Back, ShowHome, Close, Refuse)
}


def pack(answer: Answer) -> str:
    """As text, to be kept (sealed) beside the delivery it answers; nothing of one that is not to be kept."""
    if isinstance(answer, Unkept):
        return ""
    return json.dumps(
        [type(answer).__name__, answer], ensure_ascii=False, separators=(",", ":"), default=vars
    )


def unpack(text: str) -> Answer:
    """What `pack` was given."""
    kind, values = json.loads(text)
    if kind == "Say":
        message = Message(values["message"]["text"], tuple(values["message"]["blocks"]))
        return Say(message, values["instead"])
    answer: Answer = _KINDS[kind](**values)
    return answer
