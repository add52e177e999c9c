"""What a team hears in a week in which it is under its hours: a kind word and two doors."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.services.sessions import OwnTeam
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Message


def nudge(team: OwnTeam, languages: Sequence[str]) -> Message:
    """In the team's channel, which managers read too: no number and no blame. In each language that its two read."""
    parts = [(language, _text(team, speech(language))) for language in languages]
    blocks = [kit.section(f"nudge_{language}", text) for language, text in parts]
    say = speech(languages[0])
    log = kit.button(say.text("Log a session"), ids.LOG_OPEN, team.id)
    help_me = kit.button(say.text("I need help"), ids.HELP_OPEN, team.id)
    return Message("\n".join(text for _, text in parts), (*blocks, kit.buttons("nudge_do", log, help_me)))


def _text(team: OwnTeam, say: Speech) -> str:
    return say.text(
        "Hello <@{student}> and <@{buddy}>, how is your week? If you have met, you can log it here. If it is hard to find a time, or something does not work for you, press “I need help”. A quiet week is fine, too.",
        student=team.student_id,
        buddy=team.buddy_id,
    )
