"""What is stored of one person, table by table: where her screen tells of it, and the lines for what is less seen."""

from __future__ import annotations

from bot.services.own_data import Counts
from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block

TOLD_IN = {
    "people": "you",
    "buddy_requests": "request",
    "volunteers": "offer",
    "proposals": "pairs",
    "never_pairs": "never",
    "drafts": "drafts",
    **dict.fromkeys(
        ("teams", "sessions", "meetings", "venue_questions", "nudges", "targets", "target_wishes", "rests"),
        "team",
    ),
    **dict.fromkeys(("stand_ins", "endings", "ending_moments", "ending_words"), "team"),
    **dict.fromkeys(("askings", "fits", "pulses"), "checks"),
    **dict.fromkeys(("check_ins", "team_notes", "former_notes"), "notes"),
    "feedback": "feedback",
    **dict.fromkeys(("help_requests", "help_steps"), "calls"),
    **dict.fromkeys(("private_cases", "case_readers", "case_openings"), "private"),
    **dict.fromkeys(("channel_questions", "channel_answers"), "channel"),
    **dict.fromkeys(("roles", "contact_times"), "managing"),
    "figures_readers": "figures",
    "tasks": "tasks",
    "broadcasts": "texts",
    **dict.fromkeys(("rosters", "installations"), "entered"),
    **dict.fromkeys(("notices", "named_messages", "paces", "inbox"), "messages"),
    "history": "history",
    "erasures": "erase",
}
"""Table with something of people → the block of the screen that tells of it: of nearly all only where there is some."""


def pairs(found: Counts, say: Speech) -> list[Block]:
    """Of possible teams there is no number: it would tell of one before anybody is asked."""
    return _lines(
        (
            "pairs",
            found.requests + found.offers,
            say.text(
                "*Possible teams*: with whom you may fit, and what came of it. Managers see them. You see one when you are asked."
            ),
        ),
        (
            "never",
            1,
            say.text("*With whom you want no team*: if you have named somebody. Nobody reads it."),
        ),
        (
            "drafts",
            found.drafts,
            say.text("*Forms not sent yet: {number}*. Only you see them.", number=found.drafts),
        ),
    )


def care(found: Counts, say: Speech) -> list[Block]:
    return _lines(
        (
            "calls",
            found.calls,
            say.text(
                "*Calls for help: {number}*, and what came of them. Managers see them, but for those you left out. Your words are encrypted.",
                number=found.calls,
            ),
        ),
        (
            "feedback",
            found.feedback,
            say.text("*Your feedback: {number}*. Managers read it. It is encrypted.", number=found.feedback),
        ),
        (
            "notes",
            found.notes,
            say.text(
                "*Notes about you or your team: {number}*. Managers write and read them. They are encrypted.",
                number=found.notes,
            ),
        ),
    )


def running(found: Counts, say: Speech) -> list[Block]:
    return _lines(
        ("figures", found.figures, say.text("*You get the numbers of each week*. Managers see that you do.")),
        (
            "texts",
            found.texts,
            say.text(
                "*Texts that you sent to many: {number}*. They are encrypted. Managers see them, and those who got them.",
                number=found.texts,
            ),
        ),
        (
            "entered",
            found.entered,
            say.text(
                "*What you set up*: that you entered the numbers of a class, or added me to Slack, and when."
            ),
        ),
        (
            "messages",
            1,
            say.text("*My messages to you*: what each is about, and when it was sent. Never its text.")
            + " "
            + say.text("And where my messages with your name are in Slack, so that they can be erased."),
        ),
        (
            "history",
            1,
            say.text("*Who changed what*: what you did here, and when. No texts. Managers see a part of it."),
        ),
    )


def _lines(*lines: tuple[str, int, str]) -> list[Block]:
    return [kit.section(block, text) for block, number, text in lines if number]
