"""Short names for the blocks that the views build, checked against Slack's limits as they are made.

Every block has an id of its own: without one the library invents a random one, and what a person had typed
is lost at the next update of her modal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from slackblocks import (
    ActionsBlock,
    Button,
    CheckboxGroup,
    ConfirmationDialogue,
    ContextBlock,
    ConversationFilter,
    ConversationSelectMenu,
    DatePicker,
    DividerBlock,
    Element,
    EmailInput,
    HeaderBlock,
    InputBlock,
    ModalView,
    NumberInput,
    Option,
    PlainTextInput,
    RadioButtonGroup,
    RichText,
    RichTextBlock,
    RichTextElement,
    RichTextLink,
    RichTextQuote,
    RichTextSection,
    RichTextUser,
    SectionBlock,
    StaticMultiSelectMenu,
    StaticSelectMenu,
    Text,
    TextType,
    TimePicker,
    UserMultiSelectMenu,
    UserSelectMenu,
)
from slackblocks.views import HomeTabView

from bot.catalogues import END, FIRST_STRONG, LTR
from bot.views.answer import Block, View

Style = Literal["primary", "danger"]
Sure = tuple[str, str, str, str]
"""A question before a click counts: title, text, yes, no (Slack: 100, 300, 30 and 30 characters)."""

SURE_MAX = (100, 300, 30, 30)
SECTION_MAX = 3000
"""Characters of a section's text; of a text field too."""
TITLE = 24
"""Characters of a modal's title and of its two buttons."""


def section(block_id: str, text: str, button: Button | None = None) -> Block:
    """A paragraph, with at most one button beside it. Longer than Slack takes is cut with an ellipsis."""
    return SectionBlock(Text(cut(text, SECTION_MAX)), block_id=block_id, accessory=button)._resolve()


def header(block_id: str, text: str) -> Block:
    return HeaderBlock(cut(text, 150), block_id=block_id)._resolve()


def context(block_id: str, text: str) -> Block:
    return ContextBlock([Text(cut(text, SECTION_MAX))], block_id=block_id)._resolve()


def quote(block_id: str, words: str, title: str = "") -> Block:
    """What somebody wrote, word for word, in a block of its own; the one way in which such words are shown.

    In rich text nothing is read as markup: no mention, link, emphasis or code comes alive, nothing is escaped,
    and nothing is cut. `words`: not blank. `title`: a sentence of ours above it, which may name people (`<@U…>`).
    """
    above = [RichTextSection(_named(title))] if title else []
    return RichTextBlock([*above, RichTextQuote(RichText(words.strip()))], block_id=block_id)._resolve()


def words(block_id: str, text: str) -> Block:
    """What somebody wrote to many, word for word, in a block of its own: as `quote`, but a web address can be opened."""
    parts = _ADDRESS.split(text.strip())
    shown: list[RichTextElement] = [
        RichTextLink(part) if at % 2 else RichText(part) for at, part in enumerate(parts) if part
    ]
    return RichTextBlock([RichTextSection(shown)], block_id=block_id)._resolve()


def divider(block_id: str) -> Block:
    return DividerBlock(block_id=block_id)._resolve()


def button(
    text: str,
    action_id: str,
    value: object = "",
    style: Style | None = None,
    *,
    sure: Sure | None = None,
    aloud: str = "",
) -> Button:
    """`value` holds ids only; what a click may do is decided by who clicked. `sure`: asked before it counts.

    `aloud`: what a screen reader says, where several buttons have the same text.
    """
    asked = None
    if sure:
        title, question, yes, no = (cut(part, most) for part, most in zip(sure, SURE_MAX, strict=True))
        asked = ConfirmationDialogue(title, question, yes, no)
    return Button(
        cut(text, 75),
        action_id,
        value=str(value) or None,
        style=style,
        confirm=asked,
        accessibility_label=cut(aloud, 75) or None,
    )


def buttons(block_id: str, *several: Element) -> Block:
    """Buttons beside one another; a picker may stand among them."""
    return ActionsBlock(list(several), block_id=block_id)._resolve()


def field(
    block_id: str, label: str, element: Element, *, hint: str | None = None, optional: bool = False
) -> Block:
    return InputBlock(label, element, block_id=block_id, hint=hint, optional=optional)._resolve()


def line(
    action_id: str = "value", *, initial: str = "", max_length: int = 200, placeholder: str = ""
) -> Element:
    return PlainTextInput(
        action_id, initial_value=initial or None, max_length=max_length, placeholder=placeholder or None
    )


def paragraph(action_id: str = "value", *, initial: str = "", max_length: int = SECTION_MAX) -> Element:
    return PlainTextInput(action_id, initial_value=initial or None, multiline=True, max_length=max_length)


def number(action_id: str = "value", *, initial: str = "") -> Element:
    """A whole number; `initial` is left out where it is none. What it may be is checked when it comes in."""
    is_one = initial.isascii() and initial.isdigit()
    return NumberInput(False, action_id, initial_value=initial if is_one else None)


def day(action_id: str = "value", *, initial: date | None = None, placeholder: str = "") -> Element:
    return DatePicker(
        action_id, initial_date=initial.isoformat() if initial else None, placeholder=placeholder or None
    )


def time(action_id: str = "value", *, initial: str | None) -> Element:
    """`initial`: `HH:MM`; None: nothing is chosen."""
    return TimePicker(action_id, initial_time=initial)


def email(action_id: str = "value", *, initial: str = "") -> Element:
    return EmailInput(action_id, initial_value=initial or None)


def user(action_id: str = "value", *, initial: str | None = None, placeholder: str = "") -> Element:
    return UserSelectMenu(action_id, initial_user=initial, placeholder=placeholder or None)


def users(action_id: str = "value", *, initial: Sequence[str] = (), most: int | None = None) -> Element:
    return UserMultiSelectMenu(action_id, initial_users=list(initial) or None, max_selected_items=most)


def channel(action_id: str = "value", *, initial: str | None = None) -> Element:
    """A public or private channel, archived ones and direct messages left out."""
    kinds = ConversationFilter(include=["public", "private"], exclude_external_shared_channels=True)
    return ConversationSelectMenu(action_id, initial_conversation=initial, filter=kinds)


def one_of(
    choices: Mapping[str, str],
    action_id: str = "value",
    *,
    initial: str | None = None,
    radio: bool = False,
    about: Mapping[str, str] | None = None,
    placeholder: str = "",
) -> Element:
    """One of `{value: text}`; as radio buttons where all should be read before one is chosen.

    Radio buttons alone take Slack markup, so that a person can be named in them; Slack shows ten at most.
    `about`: a second line of some of them, as plain words.
    """
    options = _options(choices, TextType.MARKDOWN if radio else TextType.PLAINTEXT, about)
    chosen = next((option for option in options if option.value == initial), None)
    if radio:
        return RadioButtonGroup(action_id, options, initial_option=chosen)
    return StaticSelectMenu(action_id, options, initial_option=chosen, placeholder=placeholder or None)


def some_of(choices: Mapping[str, str], action_id: str = "value", *, initial: Iterable[str] = ()) -> Element:
    """Any of `{value: text}`; initial values, in their order; those that are no choice any more are left out."""
    options = {option.value: option for option in _options(choices)}
    chosen = [options[value] for value in initial if value in options]
    return StaticMultiSelectMenu(action_id, list(options.values()), initial_options=chosen or None)


def boxes(
    choices: Mapping[str, str],
    action_id: str = "value",
    *,
    initial: Iterable[str] = (),
    about: Mapping[str, str] | None = None,
) -> Element:
    """Boxes to tick, `{value: text}`, in Slack markup; Slack shows ten at most and 75 characters of each.

    `about`: a second line of some of them, as plain words.
    """
    options = _options(choices, TextType.MARKDOWN, about)
    ticked = set(initial)
    return CheckboxGroup(
        action_id, options, initial_options=[one for one in options if one.value in ticked] or None
    )


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str,
    meta: Mapping[str, Any] | None = None,
) -> View:
    """A modal. `meta` comes back with it; ids and dates only, never a right. Too long a title costs its end, not the form."""
    view = ModalView(
        cut(title, TITLE),
        _PLACEHOLDER,
        close=cut(close, TITLE),
        submit=None if submit is None else cut(submit, TITLE),
        callback_id=callback_id,
        private_metadata=_dump(meta),
    )._resolve()
    return {**view, "blocks": list(blocks)}


def home(blocks: Sequence[Block]) -> View:
    return {**HomeTabView(_PLACEHOLDER)._resolve(), "blocks": list(blocks)}


def named(blocks: Sequence[Block], number: int) -> list[Block]:
    """A card's blocks with ids of their own, for a view that shows several cards."""
    return [{**block, "block_id": f"{block['block_id']}_{number}"} for block in blocks]


def cut(text: str, length: int) -> str:
    """Text of at most so many characters, with an ellipsis where some are missing; what was isolated stays so."""
    if len(text) <= length:
        return text
    short = text[: length - 1].rstrip()
    ends = END * (short.count(LTR) + short.count(FIRST_STRONG) - short.count(END))
    return f"{short[: length - 1 - len(ends)].rstrip()}…{ends}"


def _named(sentence: str) -> list[RichTextElement]:
    """A sentence of ours in rich text, with the people it names."""
    parts = _MENTION.split(sentence)
    return [RichTextUser(part) if at % 2 else RichText(part) for at, part in enumerate(parts) if part]


def _options(
    choices: Mapping[str, str],
    kind: TextType = TextType.PLAINTEXT,
    about: Mapping[str, str] | None = None,
) -> list[Option]:
    second = {value: cut(line, 75) for value, line in (about or {}).items() if line}
    return [
        Option(Text(cut(text, 75), kind), value, description=second.get(value))
        for value, text in choices.items()
    ]


def _dump(meta: Mapping[str, Any] | None) -> str | None:
    return json.dumps(meta, separators=(",", ":")) if meta else None


_ADDRESS = re.compile(r"(https://[^\s<>|]+[^\s<>|.,;:!?)\]”\"'])")
_MENTION = re.compile(r"<@(\w+)>")
_PLACEHOLDER = DividerBlock(block_id="placeholder")
