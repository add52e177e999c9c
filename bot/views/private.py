"""Private matters: the same door for everybody, and one's own case. A case as its readers see it: `private_case`.

What is shown here goes into a modal and nowhere else; the messages about it say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.rules.emergency import Emergency
from bot.services.case_reading import WAITING_SHOWN, Waiting
from bot.services.cases import Older, Opening, Own
from bot.services.help import WORDS_MAX
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, Message, View
from bot.views.emergency import numbers
from bot.views.help import quoted
from bot.views.help_kinds import name as kind_name
from bot.views.help_kinds import who_else
from bot.views.lists import Item, numbered
from bot.views.private_frame import filled, last_word_title, since
from bot.views.sent import line
from models.enums import HelpState

ADD, LET = "add", "let"
"""Before the id of her case, in the buttons that open a form: for more words; for somebody else who may read it."""
STAY = "stay"
"""Back to her page, and nothing is changed."""
_OLDER = 10
"""Of one's older cases, of so many it is said when they were asked."""


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


def letter(case_id: str, language: str, *, again: bool) -> Message:
    """To a reader: that there is something, and nothing of what it is."""
    say = speech(language)
    if again:
        text = say.text("Something is waiting in Private matters.")
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
    blocks = numbered([Item(_own(number, case, say, timezone)) for number, case in enumerate(own)])
    blocks += _older(older, say, timezone)
    if not own:
        blocks.append(
            kit.section("none", say.text("Nothing of your own is open here. Only you see this page."))
        )
    if all(case.state is HelpState.CLOSED for case in own):
        need = kit.button(say.text("I need help"), ids.HELP_OPEN)
        blocks.append(kit.buttons("none_do", need))
    blocks += numbered([Item(_waiting(number, case, say, timezone)) for number, case in enumerate(waiting)])
    if len(waiting) == WAITING_SHOWN:
        most = say.text("At most {most} are shown here at once.", most=WAITING_SHOWN)
        blocks.append(kit.context("most", most))
    return filled(say, blocks, emergency)


def _waiting(number: int, case: Waiting, say: Speech, timezone: str) -> list[Block]:
    if case.state is HelpState.OPEN:
        state = say.text("Nobody looks after it yet.")
    else:
        own_one, other = say.text("You look after it."), say.text("Somebody looks after it.")
        state = own_one if case.is_ones_own else other
    text = say.text("Asked on {when}.", when=say.moment(case.asked_at, timezone))
    opens = kit.button(say.text("Open"), ids.PRIVATE_OPEN, case.id)
    return [kit.section(f"case_{number}", f"{text} {state}", opens)]


def news(language: str) -> Message:
    """To the person who asked, where she has ticked it: that there is something, and nothing of what it is."""
    return Message(speech(language).text("There is something new in CodeBuddies."))


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
    return filled(say, blocks, emergency, submit=say.text("Add"), meta={"case": case.id})


def let_form(case: Own, emergency: Emergency, language: str) -> View:
    """For the person who asked: somebody else who may read it, too."""
    say = speech(language)
    rule = say.text(
        "Whom you choose here can read all that you wrote, and is asked at once. You see when it was sent. Nobody else learns of it."
    )
    mentions = {person: f"<@{person}>" for person in case.could_let}
    one = kit.field("also", who_else(say), kit.one_of(mentions, radio=True))
    blocks = [kit.section("readers", f"{_readers(case, say)} {rule}"), one]
    return filled(say, blocks, emergency, submit=say.text("Send"), meta={"case": case.id, "do": LET})


def sure(step: str, emergency: Emergency, language: str) -> View:
    """Before she erases. `step`: what her yes does."""
    say = speech(language)
    text = say.text("Erase it for good? Then nobody can read it, and it does not come back.")
    yes = kit.button(say.text("Erase"), ids.PRIVATE_STEP, step, "danger")
    stay = kit.button(say.text("Keep it"), ids.PRIVATE_STEP, STAY)
    blocks = [kit.section("sure", text), kit.buttons("sure_yes", yes), kit.buttons("sure_no", stay)]
    return filled(say, blocks, emergency)


def erased(emergency: Emergency, language: str) -> View:
    """After taking it back."""
    say = speech(language)
    text = say.text("It is erased. Nobody can read it any more. You can ask again at any time.")
    return filled(say, [kit.section("erased", text)], emergency)


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
    blocks = [kit.section(f"own_{number}", "\n".join(lines))]
    if case.state is HelpState.CLOSED:
        blocks += quoted(f"own_{number}_last", case.last_word, last_word_title(say))
    if case.could_let:
        text = say.text("Nobody has answered for a while. Somebody else can read it, too, if you want.")
        let = kit.button(say.text("Choose somebody"), ids.PRIVATE_OPEN, f"{LET}:{case.id}")
        blocks.append(kit.section(f"own_{number}_let", text, let))
    blocks.append(kit.buttons(f"own_{number}_do", *do))
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
        return since(case.acknowledged_by, case.acknowledged_at, say, timezone)
    if case.acknowledged_by is not None:
        return say.text(
            "<@{person}> looked after it, and is not there now. The others are asked.",
            person=case.acknowledged_by,
        )
    return say.text("Nobody has answered yet.")
