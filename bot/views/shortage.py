"""Shortage in words and numbers, and a text with which managers can look for volunteers."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.services.shortage import Shortage
from bot.speech import LANGUAGES, Speech, speech
from bot.views import kit, programme
from bot.views.answer import Block, View

SHOWN = 5


def part(short: Sequence[Shortage], say: Speech) -> list[Block]:
    """Whom volunteers are missing for, with the button for the text; nothing where nobody is."""
    if not short:
        return []
    shown = [f"• {line(one, say)}" for one in short[:SHOWN]]
    more = len(short) - len(shown)
    if more:
        shown.append(say.count(more, "and one more", "and {n} more"))
    title = say.text("*More volunteers are needed*")
    return [kit.section("shortage", "\n".join([title, *shown])), recruit_button(say)]


def recruit_button(say: Speech) -> Block:
    return kit.buttons("shortage_do", kit.button(say.text("Text to recruit with"), ids.RECRUIT_OPEN))


def line(one: Shortage, say: Speech) -> str:
    """`3 students wait for Arabic (longest 12 days); 0 buddies speak it well enough.`"""
    longest = (
        say.count(one.longest_days, "longest {n} day", "longest {n} days")
        if one.longest_days
        else say.text("since today")
    )
    values = {"languages": programme.any_language(one.languages, say), "longest": longest}
    if one.is_spoken:
        return say.count(
            one.students,
            "{n} student waits for {languages} ({longest}); no free buddy fits.",
            "{n} students wait for {languages} ({longest}); no free buddy fits.",
            **values,
        )
    return say.count(
        one.students,
        "{n} student waits for {languages} ({longest}); 0 buddies speak it well enough.",
        "{n} students wait for {languages} ({longest}); 0 buddies speak it well enough.",
        **values,
    )


def recruit(short: Sequence[Shortage], weekly_minutes: int, language: str) -> View:
    """The same text in each language of the program, to be copied."""
    say = speech(language)
    note = say.text(
        "Copy this text to a newsletter, a community or a friend, and change it as you like. I send it to nobody."
    )
    texts = [
        kit.quote(f"text_{code}", recruiting(short, weekly_minutes, code), say.language_name(code))
        for code in LANGUAGES
    ]
    blocks = [kit.section("recruit_note", note), *texts]
    return kit.modal("message", say.text("Text to recruit with"), blocks, close=say.text("Close"))


def recruiting(short: Sequence[Shortage], weekly_minutes: int, language: str) -> str:
    """No names, no pressure: who is looked for, what a buddy does, how long it takes, and that a no is fine."""
    say = speech(language)
    if short:
        wanted = dict.fromkeys(code for one in short for code in one.languages)
        spoken = programme.any_language(wanted, say)
        first = say.text(
            "Can you write software, and do you speak {languages}? We are looking for volunteers.",
            languages=spoken,
        )
    else:
        first = say.text("We are looking for volunteer developers.")
    return "\n\n".join(
        [
            first,
            say.text(
                "CodeBuddies brings two people together: a student who learns web development, and one who works in it. A buddy answers questions and gives courage. You do not have to know everything, and you give no grades."
            ),
            say.text(
                "It takes about {hours} a week on average, when it suits you both. Somebody of our team is there for your questions, and you can take a break or stop at any time.",
                hours=say.hours(weekly_minutes),
            ),
            say.text(
                "Would you like to try it? In our Slack, type /codebuddy volunteer. Do you know somebody who might? Please pass this on. A no is fine."
            ),
        ]
    )
