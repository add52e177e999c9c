"""How many students each class has: the list of classes with what was entered last, and the form of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from bot import ids
from bot.rules.class_numbers import DAY, FRESH, Numbers
from bot.rules.figures import Roster
from bot.services.rosters import ClassNumbers, Entry
from bot.speech import Speech, escape, speech
from bot.views import kit, programme
from bot.views.answer import Block, Message, View
from bot.views.settings_forms import changed_meanwhile, not_lost

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
            kit.section(
                f"class_{one.school_class.key}", f"*{escape(name)}*\n{_line(one.newest, say)}", button
            )
        )
    if not classes:
        blocks.append(kit.section("none", say.text("There are no classes yet: `/codebuddy settings`.")))
    return kit.modal("message", say.text("Numbers of the classes"), blocks, close=say.text("Close"))


def _line(newest: Roster | None, say: Speech) -> str:
    """The newest numbers, and of which day they are."""
    if newest is None:
        return say.text("nothing entered yet")
    return say.text(
        "{attending} of {students} attend, {graduated} have graduated ({day})",
        attending=newest.attending,
        students=newest.students,
        graduated=newest.graduated,
        day=say.day_and_year(newest.as_of),
    )


def _lines(numbers: Roster, say: Speech) -> list[str]:
    """The same, with how many of those with a buddy are there, where it is known."""
    with_buddy = numbers.with_buddy
    more = [] if with_buddy is None else [f"{_with_buddy(say)} {with_buddy}"]
    return [_line(numbers, say), *more]


def in_words(kept: Mapping[str, int | None] | None, say: Speech) -> str:
    """What a line of the history keeps of a class of one day."""
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


def overtaken(there: Entry, today: date, language: str, timezone: str) -> list[Block]:
    """Above a form: what is kept of the day that she has chosen, and her form has not shown.

    Of today somebody has entered it meanwhile; of an earlier day it may have been there before.
    """
    say, numbers = speech(language), there.numbers
    lines = _lines(numbers, say)
    if numbers.as_of == today:
        return changed_meanwhile("\n".join(lines), there, say, timezone)
    told = say.text(
        "⚠️ *There are numbers of {day} already.* {who} entered them ({when}):",
        day=say.day_and_year(numbers.as_of),
        who=f"<@{there.by}>" if there.by else say.text("Somebody else"),
        when=say.short_moment(there.at, timezone),
    )
    return not_lost(told, lines, say)


def form(
    one: ClassNumbers,
    day: date,
    was: str,
    language: str,
    *,
    above: bool = False,
    typed: Entered | None = None,
    told: Sequence[Block] = (),
) -> View:
    """The numbers of one class. How many there were at the start is filled in; who has graduated is of a day.

    `day`: that they are of, until another is chosen; `was`: a mark of the numbers that are shown: the newest, or those
    that are in the way of what she was about to save: `told`, above `typed`; `above`: the form of the class.
    """
    say = speech(language)
    newest = one.newest
    had = ({"students": str(newest.students)} if newest else {}) | dict(typed or {})
    known = say.count(
        one.had_buddy,
        "I know of one student of this class who has or had a buddy. Leave this empty, and I go by how the teams ended.",
        "I know of {n} students of this class who have or had a buddy. Leave this empty, and I go by how the teams ended.",
    )
    blocks = [
        *told,
        *([] if told or newest is None else [_newest(newest, say)]),
        kit.section("class", f"*{escape(programme.name_of_class(one.school_class, say))}*"),
        kit.field(
            DAY,
            say.text("Of which day are the numbers?"),
            kit.day(initial=day),
            hint=say.text(
                "For a report of a finished time, choose its last day, or one of the {days} days before it.",
                days=FRESH.days,
            ),
            optional=True,
        ),
        kit.field(
            "students",
            say.text("Students at the start of the class"),
            kit.number(initial=had.get("students", "")),
        ),
        kit.field(
            "attending",
            say.text("Of them, how many attend on this day?"),
            kit.number(initial=had.get("attending", "")),
        ),
        kit.field(
            "graduated",
            say.text("Of them, how many have graduated by this day?"),
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


def _newest(numbers: Roster, say: Speech) -> Block:
    """Whoever enters others for the same day has read these."""
    lines = [say.text("The newest numbers until now:"), *_lines(numbers, say)]
    return kit.section("newest", "\n".join(lines))


def _with_buddy(say: Speech) -> str:
    return say.text("With a buddy: how many attend or have graduated?")


def kept(
    one: ClassNumbers, day: date, numbers: Numbers, today: date, language: str, *, has_later: bool
) -> str:
    """Those of an earlier day are said: the list shows the newest. `has_later`: see `rosters.has_later`."""
    say = speech(language)
    name = escape(programme.name_of_class(one.school_class, say))
    if day == today:
        return say.text(
            "The numbers of {name} are kept. Entered again today, they take the place of these.", name=name
        )
    words = {"name": name, "day": say.day_and_year(day), "numbers": in_words(asdict(numbers), say)}
    if has_later:
        return say.text(
            "The numbers of {name} of {day} are kept: {numbers}. Entered again for this day, they take the place of these. A report uses the newest numbers of the {days} days before its end; these are of {day}. Of two reports of the same days, show others only one.",
            **words,
            days=FRESH.days,
        )
    return say.text(
        "The numbers of {name} of {day} are kept: {numbers}. Entered again for this day, they take the place of these. Reports of that time use them from now on; of two reports of the same days, show others only one.",
        **words,
    )


def kept_message(text: str) -> Message:
    """The same, where the form of the class is below."""
    return Message(text, (kit.section("kept", text),))
