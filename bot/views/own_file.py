"""The page in the copy of somebody's data: all of it, to be read on a phone, with nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from babel import Locale
from jinja2 import Environment

from bot.services.own_data import Part, Row
from bot.speech import Speech, speech

_PAGE = Environment(autoescape=True).from_string(
    Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
)


def title(say: Speech) -> str:
    return say.text("Your data in CodeBuddies")


def page(part: Part, made_at: datetime, timezone: str, language: str) -> str:
    """`made_at`: as of when; shown in `timezone`."""
    say = speech(language)
    lines = [
        say.text("As of {moment}.", moment=say.moment(made_at, timezone)),
        say.text(
            "The same stands in data.json, for other programs. The names of the fields are English. Times are in UTC. U… is somebody's id in Slack: names are kept there alone."
        ),
        say.text(
            "What you asked in confidence is not in here. You find it in Slack, under “Private matters” on the Home tab of CodeBuddies."
        ),
    ]
    if part.of > 1:
        lines.append(say.text("This is part {number} of {of}.", number=part.number, of=part.of))
    tables = [
        (_heading(name, say), [list(_fields(row)) for row in rows]) for name, rows in part.tables.items()
    ]
    return _PAGE.render(
        language=say.language,
        direction=Locale(say.language).text_direction,
        title=title(say),
        lines=lines,
        tables=tables,
    )


def _fields(row: Row) -> Iterator[tuple[str, str]]:
    """Each field that holds something, by its name in words."""
    for name, value in row.items():
        if value not in (None, "", [], {}):
            yield name.replace("_", " "), _shown(value)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _heading(table: str, say: Speech) -> str:
    """What a table of the store holds, in words."""
    headings = {
        "people": say.text("You in CodeBuddies"),
        "roles": say.text("What you answer for"),
        "contact_times": say.text("When you are there for others"),
        "figures_readers": say.text("Figures that you get"),
        "buddy_requests": say.text("Your requests for a buddy"),
        "volunteers": say.text("Your offer to be a buddy"),
        "proposals": say.text("Pairs that were proposed"),
        "drafts": say.text("Forms that you have begun"),
        "teams": say.text("Your teams"),
        "sessions": say.text("Sessions of your teams"),
        "meetings": say.text("Planned meetings"),
        "venue_questions": say.text("Questions about places"),
        "nudges": say.text("Reminders to your teams"),
        "targets": say.text("Hours that you agreed on"),
        "target_wishes": say.text("Hours that were proposed"),
        "rests": say.text("Days away"),
        "stand_ins": say.text("Stand-ins"),
        "endings": say.text("How teams ended"),
        "ending_words": say.text("What you wrote at the end"),
        "askings": say.text("Questions to you that are due"),
        "fits": say.text("Whether your team fits"),
        "pulses": say.text("How it is going"),
        "check_ins": say.text("What was noted after talks with you"),
        "team_notes": say.text("When managers noted something about your team"),
        "former_notes": say.text("When managers noted something about your team"),
        "installations": say.text("When you added CodeBuddies to Slack"),
        "feedback": say.text("What you said about CodeBuddies"),
        "help_requests": say.text("When you asked for more support"),
        "help_steps": say.text("What happened with it"),
        "channel_questions": say.text("Your questions in the help channel"),
        "channel_answers": say.text("Your answers in the help channel"),
        "broadcasts": say.text("Messages that you sent to many"),
        "notices": say.text("Messages to you"),
        "erasures": say.text("When your data goes"),
        "history": say.text("What you changed, and what was changed about you"),
        "rosters": say.text("Numbers of classes that you entered"),
    }
    return headings.get(table, table.replace("_", " "))
