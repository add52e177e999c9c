"""The four kinds of help, by the names that everybody reads, and the one button to all of them."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.rules.help_kinds import Kind
from bot.speech import Speech
from bot.views import kit


def name(kind: Kind, say: Speech) -> str:
    """At most 75 characters, for a radio button."""
    if kind is Kind.MORE:
        return say.text("More help with the course or with our team")
    if kind is Kind.TALK:
        return say.text("Someone to talk to, in confidence")
    if kind is Kind.PRACTICAL:
        return say.text("Practical help: papers, housing, money, a computer")
    return say.text("Something is not right between us, or I feel unsafe")


def button(say: Speech) -> Button:
    """In each message that reminds a student or a volunteer of something: what is in the way may be more than that."""
    return kit.button(say.text("I need help"), ids.HELP_OPEN)


def who_first(say: Speech) -> str:
    """The question of the form under which she chooses one of those who read it, or somebody else."""
    return say.text("Who should read it first?")


def who_else(say: Speech) -> str:
    """The question under which she adds others, where nobody reads it by themselves but the programme manager."""
    return say.text("Who else may read it?")
