"""The forms in which a session is logged and corrected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot import ids
from bot.errors import UserError
from bot.rules.parsing import TOPIC_MAX, SessionText
from bot.rules.venues import Venue
from bot.services.corrections import Standing
from bot.services.sessions import OwnTeam
from bot.speech import Speech, speech
from bot.views import errors, kit
from bot.views.answer import Block, View
from bot.views.help import quoted
from bot.views.sessions import said
from bot.views.venues import place_field

TEAMS_SHOWN = 10
"""Slack shows ten radio buttons; a volunteer has at most five students."""
NOT_MET = "not_met"


def form(
    teams: list[OwnTeam],
    venues: Iterable[Venue],
    who: str,
    language: str,
    read: SessionText,
    doubt: UserError | None = None,
) -> View:
    """The form, filled in with what was understood so far. With one team, it is that team's form.

    Args:
        doubt: why what was typed was not logged as it stands; every word of it is in the form.
    """
    say = speech(language)
    blocks = []
    if doubt is not None:
        blocks.append(kit.section("unclear", errors.words(doubt, language).text))
    if len(read.topic) > TOPIC_MAX:
        blocks += quoted("typed", read.topic)
    if len(teams) > 1:
        partners = {str(team.id): f"<@{team.partner_of(who)}>" for team in teams[:TEAMS_SHOWN]}
        blocks.append(kit.field("team", say.text("With whom?"), kit.one_of(partners, radio=True)))
    day = None if read.leaves_day_open else (read.day or teams[0].today)
    return kit.modal(
        ids.MODAL_LOG,
        say.text("Log a session"),
        [*blocks, *_fields(read.minutes, day, read.topic, "", venues, say)],
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"team": teams[0].id} if len(teams) == 1 else None,
    )


def correction(standing: Standing, venues: Iterable[Venue], who: str, language: str) -> View:
    """What stands now, to be put right. Its first logger is named to the other one."""
    say = speech(language)
    entry, partner = standing.entry, standing.team.partner_of(who)
    about = say.text(
        "Logged by <@{user}>: {what}. Change what is not right. The old entry is struck out and kept, and <@{partner}> reads what you changed.",
        user=standing.by,
        what=said(entry, say),
        partner=partner,
    )
    box = kit.boxes({NOT_MET: say.text("We did not meet then: only strike it out")})
    return kit.modal(
        ids.MODAL_CORRECT,
        say.text("Correct a session"),
        [
            kit.section("about", about),
            *_fields(entry.minutes, entry.held_on, entry.topic, entry.place, venues, say),
            kit.field("none", say.text("Or there was no session"), box, optional=True),
        ],
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"session": standing.session_id},
    )


def _fields(
    minutes: int | None, day: date | None, topic: str, place: str, venues: Iterable[Venue], say: Speech
) -> list[Block]:
    return [
        kit.field(
            "minutes",
            say.text("How long?"),
            kit.line(initial="" if minutes is None else say.hours(minutes), max_length=40),
            hint=say.text("For example 45 min, 2h or 1h30"),
        ),
        kit.field("day", say.text("Which day?"), kit.day(initial=day)),
        kit.field(
            "topic",
            say.text("What about?"),
            kit.line(initial=kit.cut(topic, TOPIC_MAX), max_length=TOPIC_MAX),
            optional=True,
        ),
        place_field(venues, place, say),
    ]
