"""The page in the copy of somebody's data: all of it, to be read on a phone, with nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from babel import Locale
from jinja2 import Environment

from bot.services.own_data import Part, Row
from bot.speech import Speech
from bot.views import own_file_names
from bot.views.own_file_words import Reader, shown

_PAGE = Environment(autoescape=True).from_string(
    Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
)


def title(say: Speech) -> str:
    return say.text("Your data in CodeBuddies")


def page(part: Part, made_at: datetime, reader: Reader) -> str:
    """`made_at`: as of when."""
    say = reader.say
    lines = [
        say.text("As of {moment}.", moment=say.moment_and_year(made_at, reader.timezone)),
        say.text(
            "Times are those of your time zone: {place}. U… is somebody's id in Slack: names are kept there alone.",
            place=say.place_of(reader.timezone),
        ),
        say.text(
            "The same stands in data.json, for other programs, with all their codes. There the names are English and times are in UTC."
        ),
        say.text(
            "What you asked in confidence is not in here. You find it in Slack, under “Private matters” on the Home tab of CodeBuddies."
        ),
    ]
    if part.of > 1:
        lines.append(say.text("This is part {number} of {of}.", number=part.number, of=part.of))
    names = own_file_names.of(say)
    tables = [
        (_heading(table, say), [list(_fields(table, row, names, reader)) for row in rows])
        for table, rows in part.tables.items()
    ]
    return _PAGE.render(
        language=say.language,
        direction=Locale(say.language).text_direction,
        title=title(say),
        lines=lines,
        tables=tables,
    )


def _fields(table: str, row: Row, names: dict[str, str], reader: Reader) -> Iterator[tuple[str, str]]:
    """Each field that holds something, by its name in words."""
    for column, value in row.items():
        name = names.get(f"{table}/{column}") or names.get(column)
        words = shown(table, column, value, reader)
        if name and words:
            yield name, words


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
