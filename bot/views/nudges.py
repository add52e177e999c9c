"""What a team hears in a week in which it is under its hours: a kind word and five doors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot import ids
from bot.rules.own_texts import NONE, Own, OwnText
from bot.services.sessions import OwnTeam
from bot.speech import Speech, speech
from bot.views import away, help_kinds, kit
from bot.views.answer import Block, Message
from bot.views.in_each import in_each
from bot.views.own_texts import said


def nudge(team: OwnTeam, languages: Sequence[str], own: Own = NONE) -> Message:
    """In the team's channel, which managers read too: no number and no blame. In each language that its two read."""
    return in_each(languages, lambda say: _text(team, own, say), "nudge", _doors(team, speech(languages[0])))


def to_one(team: OwnTeam, user_id: str, language: str, own: Own = NONE) -> Message:
    """To one of the two alone, where the programme likes that better."""
    return in_each(
        [language],
        lambda say: say.text(
            "Hello! This is about your time with <@{partner}>. {words}",
            partner=team.partner_of(user_id),
            words=_words(team, own, say),
        ),
        "nudge",
        _doors(team, speech(language)),
    )


def _doors(team: OwnTeam, say: Speech) -> Block:
    return kit.buttons(
        "nudge_do",
        kit.button(say.text("Log a session we had"), ids.LOG_OPEN, team.id),
        kit.button(say.text("Plan a meeting"), ids.PLAN_OPEN, team.id),
        away.button(say),
        help_kinds.button(say),
        kit.button(say.text("No reminders for 4 weeks"), ids.NUDGE_LATER, team.id),
    )


def _text(team: OwnTeam, own: Own, say: Speech) -> str:
    return say.text(
        "Hello <@{student}> and <@{buddy}>! {words}",
        student=team.student_id,
        buddy=team.buddy_id,
        words=_words(team, own, say),
    )


def _words(team: OwnTeam, own: Own, say: Speech) -> str:
    """Another one each week, so that nobody reads the same twice running."""
    key = _IN_TURN[team.today.isocalendar().week % len(_IN_TURN)]
    return said(own, key, say, student=f"<@{team.student_id}>", buddy=f"<@{team.buddy_id}>")


_IN_TURN = (OwnText.NUDGE_1, OwnText.NUDGE_2, OwnText.NUDGE_3)


def later(until: date, language: str) -> Message:
    """In answer to "No reminders for 4 weeks"."""
    text = speech(language).text(
        "Good: no reminders to the two of you until {day}. Everything else stays as it is.",
        day=speech(language).day(until),
    )
    return Message(text, (kit.section("later", text),))
