"""Private matters: the same door for everybody, one's own case, and for its reader what a case says.

What is shown here goes into a modal and nowhere else; the messages about it say nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot import ids
from bot.rules.emergency import Emergency
from bot.services.case_content import Told
from bot.services.case_reading import WAITING_SHOWN, Content, Waiting
from bot.services.cases import Older, Opening, Own
from bot.services.help import WORDS_MAX
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, Message, View
from bot.views.emergency import numbers
from bot.views.help import quoted
from bot.views.help_kinds import name as kind_name
from bot.views.sent import line
from models.enums import HelpState

ADD = "add"
"""Before the id of her case, in the button that opens the form for more words."""
STAY = "stay"
"""Back to her page, and nothing is changed."""
_SIZE = 17_400
"""Views are filled up to multiples of this many bytes, so that their size tells nobody whether there is a case.
The emergency numbers are not counted: they are on each of them, and as long as the programme has written them.
What is missing always fits into private_metadata, which takes 3,000 characters: most of what fills it is sent as six
bytes each, as are the letters of Arabic and Cyrillic."""
_WIDE, _WIDE_BYTES = "\u00b7", 6
_OLDER = 10
"""Of one's older cases, of so many it is said when they were asked."""
_PASS_TO = 5
"""Members of the Mental Health Team that are offered."""


def sent(
    readers: Sequence[str], emergency: Emergency, language: str, *, wants_news: bool, may_pass_on: bool
) -> Message:
    """The answer to asking in confidence: not the asker's name, no word of it. `readers`: whom she has left in."""
    say = speech(language)
    people = say.list(f"<@{person}>" for person in readers)
    if may_pass_on:
        text = say.text(
            "Thank you for writing. It is stored. It is safe with {people}, and whoever of the Mental Health Team they pass it on to: nobody else can read it, or sees that you asked. The message that I send about it holds neither your name nor your words. I cannot promise how soon there is an answer.",
            people=people,
        )
    else:
        text = say.text(
            "Thank you for writing. It is stored. It is safe with {people}: nobody else can read it, or sees that you asked. The message that I send about it holds neither your name nor your words. I cannot promise how soon there is an answer.",
            people=people,
        )
    if wants_news:
        where = say.text(
            "When something is new, I write you one line that says only that. You find it under “Private matters” on my Home tab. There you see when it was sent, and can take it back; then it is erased."
        )
    else:
        where = say.text(
            "So that nobody else notices, I do not write to you about it: please look under “Private matters” on my Home tab. There you see when it was sent, and can take it back; then it is erased. Only if nobody is there any more who could read it, I ask you to look there."
        )
    return Message(f"{text}\n\n{where}\n\n{numbers(emergency, say)}")


def letter(case_id: str, language: str, *, again: bool, maybe_seen: bool) -> Message:
    """To a reader: that there is something, and nothing of what it is."""
    say = speech(language)
    if again:
        text = say.text("Something is waiting in Private matters.")
    elif maybe_seen:
        text = say.text("Someone asks for support. You may have seen this already.")
    else:
        text = say.text("Someone asks for support.")
    opens = kit.button(say.text("Open"), ids.PRIVATE_OPEN, case_id)
    return Message(text, (kit.section("private", text), kit.buttons("private_do", opens)))


def reminder(language: str) -> Message:
    """To the one who looks after some: neither how many, nor of whom."""
    say = speech(language)
    text = say.text("Private matters wait for you.")
    opens = kit.button(say.text("Open"), ids.PRIVATE_OPEN)
    return Message(text, (kit.section("private", text), kit.buttons("private_do", opens)))


def look(language: str) -> Message:
    """To the person who asked, of a case that nobody can read any more: where to look, and nothing of what it is."""
    return Message(speech(language).text("Please have a look at “Private matters” on my Home tab."))


def matters(
    own: Sequence[Own],
    older: Sequence[Older],
    waiting: Sequence[Waiting],
    emergency: Emergency,
    language: str,
    timezone: str,
) -> View:
    """The modal behind everybody's "Private matters", with or without a case."""
    say = speech(language)
    blocks = [block for number, case in enumerate(own) for block in _own(number, case, say, timezone)]
    blocks += _older(older, say, timezone)
    if not own:
        blocks.append(
            kit.section("none", say.text("Nothing of your own is open here. Only you see this page."))
        )
        need = kit.button(say.text("I need help"), ids.HELP_OPEN)
        blocks.append(kit.buttons("none_do", need))
    for number, case in enumerate(waiting):
        if case.state is HelpState.OPEN:
            state = say.text("Nobody looks after it yet.")
        else:
            own_one, other = say.text("You look after it."), say.text("Somebody looks after it.")
            state = own_one if case.is_ones_own else other
        text = say.text("Asked on {when}.", when=say.moment(case.asked_at, timezone))
        opens = kit.button(say.text("Open"), ids.PRIVATE_OPEN, case.id)
        blocks.append(kit.section(f"case_{number}", f"{text} {state}", opens))
    if len(waiting) == WAITING_SHOWN:
        most = say.text("At most {most} are shown here at once.", most=WAITING_SHOWN)
        blocks.append(kit.context("most", most))
    return _filled(say, blocks, emergency)


def news(language: str) -> Message:
    """To the person who asked, where she has ticked it: that there is something, and nothing of what it is."""
    return Message(speech(language).text("There is something new in CodeBuddies."))


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
        kit.section("how", say.text("Please write to this person directly, and not in a channel.")),
        *_passing(case, say),
    ]
    if case.state is HelpState.OPEN:
        have = kit.button(say.text("I look after it"), ids.PRIVATE_STEP, f"acknowledge:{case.id}", "primary")
        blocks.append(kit.buttons("have", have))
    if case.state is not HelpState.CLOSED:  # a block of its own: in one block every action id must differ
        done = kit.button(say.text("Close the case"), ids.PRIVATE_STEP, f"close:{case.id}")
        blocks.append(kit.buttons("done", done))
    noted = say.text("Each opening is noted, and shown to the person who asked.")
    return _filled(say, [*blocks, kit.context("noted", noted)], emergency)


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
    for number, person in enumerate(case.could_pass_to[:_PASS_TO]):
        button = kit.button(say.text("Pass on"), ids.PRIVATE_STEP, f"pass:{case.id}:{person}")
        text = say.text("Mental Health Team: <@{person}>", person=person)
        blocks.append(kit.section(f"pass_{number}", text, button))
    return blocks


def add_form(case: Own, emergency: Emergency, language: str) -> View:
    """For the person who asked: more words, to those who can read her case."""
    say = speech(language)
    rule = say.text("They read what you add, too. If they should not: withdraw it, and ask again.")
    more = kit.field(
        "words",
        say.text("What would you like to add?"),
        kit.paragraph(max_length=WORDS_MAX),
        hint=say.text("What you type goes through Slack."),
    )
    blocks = [kit.section("readers", f"{_readers(case, say)} {rule}"), more]
    return _filled(say, blocks, emergency, submit=say.text("Add"), meta={"case": case.id})


def sure(step: str, emergency: Emergency, language: str) -> View:
    """Before she erases. `step`: what her yes does."""
    say = speech(language)
    text = say.text("Erase it for good? Then nobody can read it, and it does not come back.")
    yes = kit.button(say.text("Erase"), ids.PRIVATE_STEP, step, "danger")
    stay = kit.button(say.text("Keep it"), ids.PRIVATE_STEP, STAY)
    blocks = [kit.section("sure", text), kit.buttons("sure_yes", yes), kit.buttons("sure_no", stay)]
    return _filled(say, blocks, emergency)


def erased(emergency: Emergency, language: str) -> View:
    """After taking it back."""
    say = speech(language)
    text = say.text("It is erased. Nobody can read it any more. You can ask again at any time.")
    return _filled(say, [kit.section("erased", text)], emergency)


def _own(number: int, case: Own, say: Speech, timezone: str) -> list[Block]:
    lines = []
    if case.told is not None:
        lines.append(f"*{kind_name(case.told.kind, say)}*")
    lines += [
        say.text("You asked on {when}.", when=say.moment(case.asked_at, timezone)),
        *_sent(case, say, timezone),
        _standing(case, say, timezone),
    ]
    if case.state is not HelpState.CLOSED and case.readers:
        lines += [_readers(case, say), *_away(case, say)]
    for person, at in case.passed:
        when = say.moment(at, timezone)
        lines.append(say.text("Passed on to <@{person}> on {when}.", person=person, when=when))
    lines += _seen(case, say, timezone)
    do = [kit.button(say.text("Withdraw and erase"), ids.PRIVATE_STEP, f"erase:{case.id}", "danger")]
    if case.state is not HelpState.CLOSED and case.readers:
        do.insert(0, kit.button(say.text("Add words"), ids.PRIVATE_OPEN, f"{ADD}:{case.id}"))
    blocks = [kit.section(f"own_{number}", "\n".join(lines)), kit.buttons(f"own_{number}_do", *do)]
    if _is_unread(case):
        blocks.append(kit.buttons(f"own_{number}_again", kit.button(say.text("Ask again"), ids.HELP_OPEN)))
    elif case.state is not HelpState.CLOSED and case.told is not None and not case.told.may_pass_on:
        text = say.text("May it be passed on to the Mental Health Team?")
        agree = kit.button(say.text("Yes, you may"), ids.PRIVATE_STEP, f"agree:{case.id}")
        blocks.append(kit.section(f"own_{number}_agree", text, agree))
    return blocks


def _readers(case: Own, say: Speech) -> str:
    people = say.list(f"<@{person}>" for person in case.readers)
    if case.told is not None and case.told.may_pass_on:
        return say.text(
            "{people} can read it, and whoever of the Mental Health Team they pass it on to. Nobody else.",
            people=people,
        )
    return say.text("{people} can read it, and nobody else.", people=people)


def _away(case: Own, say: Speech) -> list[str]:
    """Nobody of her readers is there now, or not the one who looks after it."""
    if len(case.away) == len(case.readers):
        return [say.text("None of them is there now. You can wait, or withdraw it and ask again.")]
    if case.state is HelpState.ACKNOWLEDGED and case.acknowledged_by in case.away:
        return [
            say.text(
                "<@{person}> is away now. Next working day I ask the others.", person=case.acknowledged_by
            )
        ]
    return []


def _older(older: Sequence[Older], say: Speech, timezone: str) -> list[Block]:
    """Her cases that are not shown whole: when each was asked, and one button for all of them."""
    if not older:
        return []
    days = [say.short_moment(one.asked_at, timezone) for one in older[:_OLDER]]
    if len(older) > _OLDER:
        days.append(say.count(len(older) - _OLDER, "one more before", "{n} more before"))
    text = say.text("Older, and closed: what you asked on {days}.", days=say.list(days))
    erase = kit.button(
        say.text("Erase all older ones"), ids.PRIVATE_STEP, f"erase_older:{older[0].id}", "danger"
    )
    return [kit.section("older", text), kit.buttons("older_do", erase)]


def _sent(case: Own, say: Speech, timezone: str) -> list[str]:
    if case.sent is None or _is_unread(case):
        return []
    return [line(case.sent, case.asked_at, say, timezone)]


def _is_unread(case: Own) -> bool:
    return case.state is not HelpState.CLOSED and not case.readers


def _seen(case: Own, say: Speech, timezone: str) -> list[str]:
    """A line for each person who has opened it, or tried to."""
    lines = [_opening(one, say, timezone) for one in case.openings]
    if case.more_refused:
        more = say.count(
            case.more_refused,
            "One more person tried to open it, and could not.",
            "{n} more people tried to open it, and could not.",
        )
        lines.append(more)
    return lines


def _opening(one: Opening, say: Speech, timezone: str) -> str:
    if one.times == 1:
        when = say.moment(one.last, timezone)
        if one.allowed:
            return say.text("Opened by <@{person}> on {when}.", person=one.user_id, when=when)
        return say.text(
            "<@{person}> tried to open it on {when}, and could not.", person=one.user_id, when=when
        )
    words = {
        "person": one.user_id,
        "first": say.short_moment(one.first, timezone),
        "last": say.short_moment(one.last, timezone),
        "times": one.times,
    }
    if one.allowed:
        return say.text("Opened by <@{person}> {times} times: first {first}, last {last}.", **words)
    return say.text(
        "<@{person}> tried to open it {times} times: first {first}, last {last}, and could not.", **words
    )


def _standing(case: Own, say: Speech, timezone: str) -> str:
    if case.state is HelpState.CLOSED and case.erase_at is not None:
        return say.text("It is closed, and is erased on {when}.", when=say.moment(case.erase_at, timezone))
    if _is_unread(case):
        return say.text(
            "The person who could read it is not there any more, and nobody else can open it. You can ask again: then this one is erased."
        )
    if case.state is HelpState.ACKNOWLEDGED and case.acknowledged_at is not None:
        return _since(case.acknowledged_by, case.acknowledged_at, say, timezone)
    if case.acknowledged_by is not None:
        return say.text(
            "<@{person}> looked after it, and is not there now. The others are asked.",
            person=case.acknowledged_by,
        )
    return say.text("Nobody has answered yet.")


def _state(case: Content, say: Speech, timezone: str) -> str:
    if case.state is HelpState.CLOSED and case.erase_at is not None:
        return say.text("Closed. It is erased on {when}.", when=say.moment(case.erase_at, timezone))
    if case.state is HelpState.ACKNOWLEDGED and case.acknowledged_at is not None:
        if case.acknowledged_by == case.reader:
            when = say.moment(case.acknowledged_at, timezone)
            return say.text("You have looked after it since {when}.", when=when)
        return _since(case.acknowledged_by, case.acknowledged_at, say, timezone)
    if case.acknowledged_by == case.reader:
        return say.text("You looked after it, and were not there. Nobody else does so far.")
    if case.acknowledged_by is not None:
        return say.text(
            "<@{person}> looked after it, and was not there. Nobody looks after it yet.",
            person=case.acknowledged_by,
        )
    return say.text("Asked on {when}. Nobody looks after it yet.", when=say.moment(case.asked_at, timezone))


def _since(person: str | None, at: datetime, say: Speech, timezone: str) -> str:
    """Who looks after it. Before that was kept, only that somebody does."""
    when = say.moment(at, timezone)
    if person is None:
        return say.text("Somebody has looked after it since {when}.", when=when)
    return say.text("<@{person}> has looked after it since {when}.", person=person, when=when)


def _filled(
    say: Speech,
    blocks: Sequence[Block],
    emergency: Emergency,
    *,
    submit: str | None = None,
    meta: Mapping[str, str] | None = None,
) -> View:
    """The modal, filled up with blanks to the next size that all of them share; below it stand the emergency numbers,
    which all of them have, and are as long as the programme has written them.
    """
    title, close = say.text("Private matters"), say.text("Close") if submit is None else say.text("Cancel")
    bare = kit.modal(ids.MODAL_PRIVATE, title, blocks, submit=submit, close=close)
    own = dict(meta or {})
    missing = -(len(json.dumps(bare)) + len(json.dumps({"private_metadata": _carried(own, 0)}))) % _SIZE
    return {
        **bare,
        "blocks": [*bare["blocks"], kit.context("numbers", numbers(emergency, say))],
        "private_metadata": _carried(own, missing),
    }


def _carried(meta: Mapping[str, str], missing: int) -> str:
    filled = _WIDE * (missing // _WIDE_BYTES) + " " * (missing % _WIDE_BYTES)
    return json.dumps({"-": filled, **meta}, separators=(",", ":"), ensure_ascii=False)
