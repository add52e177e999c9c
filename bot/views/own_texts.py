"""What the program says in the programme's name: its own words, or where the programme has written some, those."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from bot.rules import own_texts as rule
from bot.rules.own_texts import Own, OwnText, Variable
from bot.speech import Speech, speech


def said(own: Own, key: OwnText, say: Speech, **values: str) -> str:
    """One text for readers of a language. `values`: what is filled in, as Slack takes it (`<@U…>`)."""
    words = rule.said(own, key, say.language)
    return rule.fill(say.own(words) if words is not None else _raw(key, say.language), values)


def default(key: OwnText, language: str, note: str) -> str:
    """What is said where nothing is set, as a manager reads and edits it. `note`: the programme's, for all languages."""
    if key is OwnText.HOUSE_NOTE:
        return note
    return _ISOLATES.sub("", _raw(key, language))


@cache
def _raw(key: OwnText, language: str) -> str:
    named = _MENTION.sub(r"{\1}", _DEFAULTS[key](speech(language)))
    return named.replace("{other}", f"{{{Variable.PARTNER}}}")


def _next_steps(say: Speech) -> str:
    return "\n".join(
        [
            say.text("*What happens next*"),
            say.text("1. I look for a volunteer who fits. The people who run CodeBuddies look at it first."),
            say.text("2. The volunteer is asked."),
            say.text("3. You read who it is. Then you decide: you can say no, and need no reason."),
        ]
    )


def _guidelines(say: Speech) -> str:
    lines = [
        say.text(
            "*What a buddy is:* <@{buddy}> is a developer who helps as a volunteer, and the first person to ask: about code, about studying, about doubts. No question is too small."
        ),
        say.text(
            "*Time:* about {hours} a week on average, more or less as you like. You two decide when and where, online or in person."
        ),
        say.text("*Be on time,* or tell each other as soon as you know that you cannot."),
        say.text("*Be open* about doubts and problems. Then a buddy can help most."),
        say.text("*After a session,* log it with the button here or with `/logsession 1h30 react`."),
    ]
    return "\n".join(f"• {line}" for line in lines)


_DEFAULTS: dict[OwnText, Callable[[Speech], str]] = {
    OwnText.REQUEST: lambda say: say.text("Thank you for asking. You are on the list now."),
    OwnText.NEXT_STEPS: _next_steps,
    OwnText.STILL_LOOKING: lambda say: say.text(
        "I have not found a buddy for you yet, and I am still looking. It is not because of you. This is how it stands:"
    ),
    OwnText.OFFERED: lambda say: say.text(
        "Thank you! Your offer is saved. A manager looks at it first; until then I suggest no student to you."
    ),
    OwnText.OFFER: lambda say: say.text(
        "Would you be this student's buddy, for about {hours} a week on average? A no is fine."
    ),
    OwnText.ACCEPTED: lambda say: say.text(
        "Thank you for your yes! Now the student decides, and I write to you."
    ),
    OwnText.BUDDY_FOUND: lambda say: say.text(
        "Would you like that? If not, I will look for somebody else; you do not need to give a reason."
    ),
    OwnText.WELCOME: lambda say: say.text("Welcome, <@{student}> and <@{buddy}>: you are a buddy team."),
    OwnText.GUIDELINES: _guidelines,
    OwnText.INTRODUCTION: lambda say: say.text(
        "<@{leader}> would like you to meet <@{other}>, and to answer your questions:"
    ),
    OwnText.HELLO: lambda say: say.text(
        "Would you like to make a beginning in <#{channel}>? One line to <@{other}> is enough: “Hello, when would you have an hour?” I read no messages. If you have written already, press “We have said hello”."
    ),
    OwnText.NUDGE_1: lambda say: say.text(
        "How is your week? If you have met, you can log it here. A quiet week is fine, too."
    ),
    OwnText.NUDGE_2: lambda say: say.text(
        "Is there a good moment for your next meeting? A short one is good, too. Plan it here."
    ),
    OwnText.NUDGE_3: lambda say: say.text(
        "Sometimes it is hard to find a time. Tell me what helps: plan, be away, or ask for help."
    ),
    OwnText.ENDING: lambda say: say.text("Your buddy team with <@{partner}> has come to its end."),
    OwnText.CLOSING: lambda say: say.text(
        "*Your time with <@{partner}> is over. Here are a few things, if you like.*"
    ),
}
"""Each as it is in the catalogues, with people named as `<@{…}>`; a test holds the table against `OwnText`. The note of
the programme has no words but its own."""
_MENTION = re.compile(r"<[@#]\{(\w+)\}>")
_ISOLATES = re.compile("[\u2066-\u2069]")
