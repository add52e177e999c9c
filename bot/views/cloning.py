"""Settings go to another workspace: the message with the file, the form for its text, and what it would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import ids
from bot.services.cloning import Difference
from bot.services.settings import Intake
from bot.speech import Speech, escape, speech
from bot.views import class_days, kit, previews
from bot.views.answer import Block, Message, View
from bot.views.lists import in_room
from bot.views.settings import ROOM, group_name
from bot.views.settings_history import alone, differences, text_change

PARTS = 20
"""Fields of the form at most: it begins with one, and each “More fields” doubles them."""
SHOWN = 40
NAMES_SHOWN, NAMES_ROOM = 10, 500
"""Names that its texts name, and characters of them."""
TEXTS_SHOWN, TEXT_ROOM = 8, 120
"""Texts in the programme's own words, and characters of each, before and then."""


def blocks_of_form() -> tuple[str, ...]:
    return ("text", *(f"text_{number}" for number in range(2, PARTS + 1)))


def exported(parts: int, language: str) -> Message:
    """With the file. `parts`: into how many fields it has to be pasted."""
    say = speech(language)
    lines = [
        say.text(
            "Here are the settings of this programme, without people, channels and breaks. They can be used in another workspace with CodeBuddies. Open `/codebuddy settings` there, press “Take over settings”, and paste the text of this file."
        )
    ]
    if parts > 1:
        lines.append(
            say.count(
                parts, "It needs {n} field.", "It needs {n} fields: a new one begins at each empty line."
            )
        )
    text = "\n".join(lines)
    return Message(text, (kit.section("exported", text),))


def refused(language: str) -> Message:
    """Whoever asked may not set up any more when it is sent."""
    return Message(
        speech(language).text(
            "The file with the settings was not sent: only the people who run CodeBuddies get it, and you are not one of them any more. If this is a mistake, ask them to look into `/codebuddy setup`."
        )
    )


def on_its_way(language: str) -> Message:
    return Message(speech(language).text("I send you the file in a message."))


def form(language: str, entered: Mapping[str, str] | None = None) -> View:
    """`entered`: by the field, what stands in those that are shown already."""
    say = speech(language)
    about = say.text(
        "Paste the text of the file that the other programme has sent you. Most files fit into one field. If yours has empty lines, press “More fields”: each part between them goes into a field of its own. Nothing is changed before you have seen what would be."
    )
    had = entered or {}
    first, *others = blocks_of_form()[: max(1, min(2 * len(had), PARTS))]
    blocks: list[Block] = [kit.section("about", about)]
    blocks.append(kit.field(first, say.text("Text of the file"), kit.paragraph(initial=had.get(first, ""))))
    blocks += [
        kit.field(
            block,
            say.text("Part {number}", number=number),
            kit.paragraph(initial=had.get(block, "")),
            optional=True,
        )
        for number, block in enumerate(others, start=2)
    ]
    if len(others) + 1 < PARTS:
        blocks.append(kit.buttons("more", kit.button(say.text("More fields"), ids.CLONE_MORE)))
    return kit.modal(
        ids.MODAL_CLONE,
        say.text("Take over settings"),
        blocks,
        submit=say.text("Next"),
        close=say.text("Cancel"),
    )


def preview(
    found: Sequence[Difference],
    intake: Intake,
    names: Sequence[str],
    language: str,
    *,
    meta: dict[str, str],
    is_other: bool = False,
    is_kept: bool = False,
) -> View:
    """What would change. `names`: `#channel` and `@person` that its texts name; `is_other`: see `previews.other`;
    `is_kept`: not what it says of closed cases.

    `meta`: marks of what is set now, and of the text, by which it is taken over.
    """
    say = speech(language)
    if not found:
        same = [say.text("Everything is set like this already. There is nothing to take over.")]
        if is_kept:
            same = [
                say.text(
                    "There is nothing that you can take over. Everything else is set like this already."
                ),
                _kept(say),
            ]
        return kit.modal(
            "message",
            say.text("Take over settings"),
            [kit.section("same", "\n".join(same))],
            close=say.text("Close"),
        )
    about = say.text(
        "This would change. Everything else stays, and so do people, channels, breaks and the days of your classes. Each change is in the history of the settings, where it can be put back."
    )
    blocks = [*([previews.other(say)] if is_other else []), kit.section("about", about)]
    if is_kept:
        blocks.append(kit.section("kept", _kept(say)))
    if names:
        shown = say.list([*names[:NAMES_SHOWN], *(["…"] if len(names) > NAMES_SHOWN else [])])
        theirs = say.text(
            "⚠️ Texts of the other programme name {names}. I cannot know whether your workspace has them: please look at these texts afterwards.",
            names=escape(kit.cut(shown, NAMES_ROOM)),
        )
        blocks.append(kit.section("names", theirs))
    blocks += [
        kit.section(
            f"group_{one.group or '_'.join(one.becomes)}",
            "\n".join([f"*{_name(one, say)}*", *_lines(one, intake, say)]),
        )
        for one in found[:SHOWN]
    ]
    return kit.modal(
        ids.MODAL_CLONE_SURE,
        say.text("Take over settings"),
        blocks,
        submit=say.text("Take over"),
        close=say.text("Cancel"),
        meta=meta,
    )


def taken_over(groups: int, language: str, *, is_kept: bool = False) -> list[str]:
    """`groups`: how many have changed; `is_kept`: not how long closed cases are kept."""
    say = speech(language)
    return [
        say.count(
            groups,
            "Taken over: one group of settings has changed.",
            "Taken over: {n} groups of settings have changed.",
        ),
        say.text("Kept as they were: people, channels, breaks, and the days of your classes."),
        *([_kept(say)] if is_kept else []),
        say.text("Please look at the emergency numbers: are they those of your country?"),
    ]


def _kept(say: Speech) -> str:
    return say.text(
        "The days until a closed case is erased stay as they are here. Only the programme manager sets them."
    )


def _name(one: Difference, say: Speech) -> str:
    if one.group is not None:
        return group_name(one.group, say)
    if "language" in one.becomes:
        return say.text("Language of the programme")
    return say.text("Days until a closed case is erased")


def _lines(one: Difference, intake: Intake, say: Speech) -> list[str]:
    if one.group is None:
        return alone(one.was, one.becomes, say)
    if one.was or one.becomes:
        return differences(one.group, one.was, one.becomes, intake, say)
    if one.texts:
        return [
            line
            for which, was, becomes in one.texts[:TEXTS_SHOWN]
            for line in text_change(which.key, which.language, was, becomes, TEXT_ROOM, say)
        ] + [
            say.count(more, "and one more", "and {n} more")
            for more in [len(one.texts) - TEXTS_SHOWN]
            if more > 0
        ]
    lines = [say.text("New or other: {what}", what=class_days.line(new, say)) for new in one.new]
    lines += [say.text("Closed: {what}", what=class_days.line(old, say)) for old in one.closed]
    return in_room(lines, len(lines), ROOM, say)
