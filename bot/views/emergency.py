"""Whom to call in danger: one line, the same wherever somebody asks for help."""

from __future__ import annotations

from bot.rules.emergency import Emergency
from bot.rules.intake import fold
from bot.speech import LANGUAGES, Speech, escape, speech
from models.people import EMERGENCY


def numbers(emergency: Emergency, say: Speech) -> str:
    """The numbers of the programme's country. What they cost and when they answer is said only where it is known."""
    lines = [say.text("In danger now? Call *{number}*.", number=emergency.danger)]
    if emergency.suicide:
        lines.append(say.text("Thoughts of suicide: *{number}*.", number=emergency.suicide))
    if emergency.partner:
        lines.append(say.text("Violence by a partner: *{number}*.", number=emergency.partner))
    country = escape(country_name(emergency.country, say))
    if emergency.is_first:
        lines.append(
            say.text("In {country}, these numbers are free and answer day and night.", country=country)
        )
    else:
        lines.append(
            say.count(
                emergency.numbers,
                "This is the number for {country}.",
                "These are the numbers for {country}.",
                country=country,
            )
        )
    if emergency.outside:
        lines.append(say.text("Help outside your school: {line}", line=escape(emergency.outside)))
    return " ".join(lines)


def country_name(country: str, say: Speech) -> str:
    """In words; one that a manager wrote reads as it was written."""
    return say.text("Spain") if country == EMERGENCY["country"] else country


def country_keys() -> dict[str, str]:
    """`fold`ed names, in every language of the program, of the country that it knows → that country."""
    known = EMERGENCY["country"]
    return {fold(country_name(known, speech(one))): known for one in LANGUAGES}
