"""How many students each class has: the list of classes with what was entered last, and the form of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import ids
from bot.services.rosters import ClassNumbers, Entry
from bot.speech import Speech, escape, speech
from bot.views import kit, programme
from bot.views.answer import Block, Message, View
from bot.views.settings_forms import changed_meanwhile

Entered = Mapping[str, str]


def listed(classes: Sequence[ClassNumbers], language: str, *, told: str = "") -> View:
    """Every class with a button. `told`: what was just kept, above it."""
    say = speech(language)
    about = say.text(
        "Reports say which share of each class has a buddy, and who stays. For that I need numbers, and no names: read them off the list of the class, once a month. What nobody has entered is “not known” in a report."
    )
    blocks = [kit.section("class_numbers", told or about)]
    for one in classes:
        name = programme.name_of_class(one.school_class, say)
        button = kit.button(
            say.text("Enter numbers"),
            ids.CLASS_NUMBERS_OPEN,
            one.school_class.key,
            aloud=say.text("Enter numbers: {name}", name=name),
        )
        blocks.append(
            kit.section(f"class_{one.school_class.key}", f"*{escape(name)}*\n{_line(one, say)}", button)
        )
    if not classes:
        blocks.append(kit.section("none", say.text("There are no classes yet: `/codebuddy settings`.")))
    return kit.modal("message", say.text("Numbers of the classes"), blocks, close=say.text("Close"))


def _line(one: ClassNumbers, say: Speech) -> str:
    """What was entered last."""
    if one.newest is None:
        return say.text("nothing entered yet")
    return say.text(
        "{attending} of {students} attend, {graduated} have graduated ({day})",
        attending=one.newest.attending,
        students=one.newest.students,
        graduated=one.newest.graduated,
        day=say.day_and_year(one.newest.as_of),
    )


def in_words(kept: Mapping[str, int | None] | None, say: Speech) -> str:
    """What a line of the history keeps of a class."""
    if kept is None:
        return say.text("nothing entered yet")
    parts = [
        say.text(
            "{attending} of {students} attend, {graduated} have graduated",
            attending=kept["attending"],
            students=kept["students"],
            graduated=kept["graduated"],
        )
    ]
    if kept["with_buddy"] is not None:
        parts.append(f"{_with_buddy(say)} {kept['with_buddy']}")
    return say.joined(" · ", *parts)


def overtaken(one: ClassNumbers, last: Entry | None, language: str, timezone: str) -> list[Block]:
    """Above a form: somebody else has entered numbers of this class meanwhile."""
    say, newest = speech(language), one.newest
    lines = [_line(one, say)]
    if newest and newest.with_buddy is not None:
        lines.append(f"{_with_buddy(say)} {newest.with_buddy}")
    return changed_meanwhile("\n".join(lines), last, say, timezone)


def form(
    one: ClassNumbers,
    was: str,
    language: str,
    *,
    above: bool = False,
    typed: Entered | None = None,
    told: Sequence[Block] = (),
) -> View:
    """The numbers of one class, as of today. What was entered last stands in the fields where it rarely changes.

    `was`: a mark of what was entered last; `above`: the form of the class; `typed`: what she was about to save when
    somebody else did, `told` above it.
    """
    say = speech(language)
    newest = one.newest
    had_before = {"students": newest.students, "graduated": newest.graduated} if newest else {}
    had = {name: str(number) for name, number in had_before.items()} | dict(typed or {})
    known = say.count(
        one.had_buddy,
        "I know of one student of this class who has or had a buddy. Leave this empty, and I go by how the teams ended.",
        "I know of {n} students of this class who have or had a buddy. Leave this empty, and I go by how the teams ended.",
    )
    blocks = [
        *told,
        kit.section("class", f"*{escape(programme.name_of_class(one.school_class, say))}*"),
        kit.field(
            "students",
            say.text("Students at the start of the class"),
            kit.number(initial=had.get("students", "")),
        ),
        kit.field(
            "attending",
            say.text("Of them, how many attend today?"),
            kit.number(initial=had.get("attending", "")),
        ),
        kit.field(
            "graduated",
            say.text("Of them, how many have graduated?"),
            kit.number(initial=had.get("graduated", "")),
        ),
        kit.field(
            "with_buddy",
            _with_buddy(say),
            kit.number(initial=had.get("with_buddy", "")),
            hint=known,
            optional=True,
        ),
    ]
    return kit.modal(
        ids.MODAL_CLASS_NUMBERS,
        say.text("Numbers of a class"),
        blocks,
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"class": one.school_class.key, "was": was, **({"above": True} if above else {})},
    )


def _with_buddy(say: Speech) -> str:
    return say.text("With a buddy: how many attend or have graduated?")


def kept(one: ClassNumbers, language: str) -> str:
    say = speech(language)
    name = escape(programme.name_of_class(one.school_class, say))
    return say.text(
        "The numbers of {name} are kept. Entered again today, they take the place of these.", name=name
    )


def kept_message(one: ClassNumbers, language: str) -> Message:
    """The same, where the form of the class is below."""
    text = kept(one, language)
    return Message(text, (kit.section("kept", text),))
