"""A private case, in the window of one of its readers."""

from __future__ import annotations

from bot import ids
from bot.rules.emergency import Emergency
from bot.services.case_content import LAST_WORD_MAX, Told
from bot.services.case_reading import Content
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, View
from bot.views.help import quoted
from bot.views.help_kinds import name as kind_name
from bot.views.lists import Item, numbered
from bot.views.private_frame import filled, last_word_title, since
from models.enums import HelpState

CLOSE = "close"
"""Before the id of a case, in the button that opens the form to close it."""
_PASS_TO = 5
"""Members of the Mental Health Team that are offered."""


def content(case: Content, emergency: Emergency, language: str, timezone: str) -> View:
    """A case, for one of its readers: who asks, in her own words, and what can be done."""
    say = speech(language)
    told = case.told
    what = kind_name(told.kind, say)
    blocks = [
        kit.section("who", say.text("<@{person}> asks for help: {what}.", person=case.who, what=what)),
        *(quoted("words", told.words) or [kit.section("words_0", say.text("No text was written."))]),
        *_reach(told, say),
        *([kit.quote("wishes", told.wishes, say.text("Language and wishes:"))] if told.wishes else []),
        kit.section("state", _state(case, say, timezone)),
        *(quoted("last", case.last_word, last_word_title(say)) if case.state is HelpState.CLOSED else []),
        kit.section("how", say.text("Please write to this person directly, and not in a channel.")),
        *_passing(case, say),
    ]
    if case.state is HelpState.OPEN or case.may_take_over:
        have = kit.button(say.text("I look after it"), ids.PRIVATE_STEP, f"acknowledge:{case.id}", "primary")
        blocks.append(kit.buttons("have", have))
    if case.state is not HelpState.CLOSED:  # a block of its own: in one block every action id must differ
        done = kit.button(say.text("Close the case"), ids.PRIVATE_OPEN, f"{CLOSE}:{case.id}")
        blocks.append(kit.buttons("done", done))
    else:
        again = kit.button(say.text("Open it again"), ids.PRIVATE_STEP, f"reopen:{case.id}")
        blocks.append(kit.buttons("again", again))
    noted = say.text("Each opening is noted, and shown to the person who asked.")
    return filled(say, [*blocks, kit.context("noted", noted)], emergency)


def close_form(case: Content, emergency: Emergency, language: str) -> View:
    """Before it is closed: a line to the person who asked."""
    say = speech(language)
    word = kit.field(
        "last_word",
        say.text("What should they know?"),
        kit.paragraph(max_length=LAST_WORD_MAX),
        hint=say.text(
            "You can leave this empty. They read it on their page of “Private matters”, until the case is erased. What you type goes through Slack."
        ),
        optional=True,
    )
    meta = {"case": case.id, "do": CLOSE}
    who = kit.section("who", say.text("<@{person}> reads that it is closed.", person=case.who))
    return filled(say, [who, word], emergency, submit=say.text("Close the case"), meta=meta)


def _reach(told: Told, say: Speech) -> list[Block]:
    """How she may be reached, and what is safe there."""
    safe = say.text("It is safe to reach this person there.") if told.is_safe else ""
    leave = say.text("You may leave a message there.") if told.may_leave_word else ""
    if not told.reach:
        return []
    unsure = say.text("Whether others listen or read there is not said: please be careful.")
    kept_in_mind = f"{safe} {leave}".strip() or unsure
    return [
        kit.quote("reach", told.reach, say.text("How to reach this person:")),
        kit.context("safe", kept_in_mind),
    ]


def _passing(case: Content, say: Speech) -> list[Block]:
    """The Mental Health Team: who of it reads this already, and whom it can be passed on to."""
    blocks = []
    if case.passed_to:
        people = say.list(f"<@{person}>" for person in case.passed_to)
        blocks.append(kit.section("passed", say.text("Passed on to {people}.", people=people)))
    if case.state is HelpState.CLOSED or not case.could_pass_to:
        return blocks
    if not case.told.may_pass_on:
        ask = say.text(
            "The Mental Health Team could help, too. This person has not agreed that you pass it on: please ask first. They can agree under “Private matters”."
        )
        return [*blocks, kit.context("ask_first", ask)]
    offered = []
    for number, person in enumerate(case.could_pass_to[:_PASS_TO]):
        button = kit.button(say.text("Pass on"), ids.PRIVATE_STEP, f"pass:{case.id}:{person}")
        text = say.text("Mental Health Team: <@{person}>", person=person)
        offered.append(Item([kit.section(f"pass_{number}", text, button)]))
    return [*blocks, *numbered(offered)]


def _state(case: Content, say: Speech, timezone: str) -> str:
    if case.state is HelpState.CLOSED and case.erase_at is not None:
        return say.text("Closed. It is erased on {when}.", when=say.moment(case.erase_at, timezone))
    if case.state is HelpState.ACKNOWLEDGED and case.acknowledged_at is not None:
        if case.acknowledged_by == case.reader:
            when = say.moment(case.acknowledged_at, timezone)
            return say.text("You have looked after it since {when}.", when=when)
        return since(case.acknowledged_by, case.acknowledged_at, say, timezone)
    if case.acknowledged_by == case.reader:
        return say.text("You looked after it, and were not there. Nobody else does so far.")
    if case.acknowledged_by is not None:
        return say.text(
            "<@{person}> looked after it, and was not there. Nobody looks after it yet.",
            person=case.acknowledged_by,
        )
    return say.text("Asked on {when}. Nobody looks after it yet.", when=say.moment(case.asked_at, timezone))
