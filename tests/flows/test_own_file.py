"""The page in the copy of somebody's data: in her language, her time zone, and words instead of codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, Enum, Integer

from bot.delivery.letters import KINDS
from bot.rules import personal
from bot.rules.personal import Export, What
from bot.services.notices import PRIVATE
from bot.services.own_data import Part, Row
from bot.speech import LANGUAGES, speech
from bot.views import own_file, own_file_names, own_file_words
from bot.views.own_file_words import Reader
from models import Base
from models.base import UtcDateTime
from tests import stories
from tests.conftest import School
from tests.flows.test_own_data import page

MOMENT = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
"""The next day in Madrid."""
ISO = re.compile(r"\d{4}-\d\d-\d\d|\d{4}-W\d\d")
RAW = re.compile(r"\b[a-z]+_[a-z_]+\b")
IN_A_FORM = (
    '{"wish": "quiero React", "place": "in_person", "topics": ["html_css"], "guardian": "adult", "step": "2"}'
)
LISTS: dict[str, Any] = {
    "languages": ["ar", "es"],
    "fluent": ["es"],
    "topics": ["html_css", "job_search"],
    "traits": ["changed_career"],
    "times": ["mon_morning", "tue_evening"],
    "weekdays": [0, 4],
    "agreed": ["U1", "U2"],
    "excluded": ["U2"],
    "answers": {"helped": "yes", "hours": "too_few"},
}
SAMPLES: dict[str, str] = {
    "language": "ar",
    "slack_locale": "es-ES",
    "timezone": "Asia/Kathmandu",
    "week": "2026-W10",
    "class_key": "web_es",
    "sealed": IN_A_FORM,
    "decision": "hand_over",
    "place": "in_person",
    "venue": "in_person",
    "why_waiting": "no_hours",
    "kind": "week_figures_begin",
    "subject": "request",
    "event": "still_asked",
}
"""Of columns that are kept as text: codes, and a form."""


def columns() -> list[tuple[str, str]]:
    return [
        (one.table, one.name)
        for one in personal.COLUMNS.values()
        if one.is_personal and one.export is Export.FILE and personal.TABLES[one.table].hers
    ]


def values(table: str, name: str) -> list[Any]:
    """What may stand in a column, as the copy has it: of a choice each word."""
    kind = Base.metadata.tables[table].columns[name].type
    if isinstance(kind, UtcDateTime):
        return [MOMENT.isoformat()]
    if isinstance(kind, Date):
        return [date(2026, 3, 5).isoformat()]
    if isinstance(kind, Boolean):
        return [True, False]
    if isinstance(kind, Enum):
        return list(kind.enums)
    if isinstance(kind, Integer):
        return [4]
    if isinstance(kind, JSON):
        return [LISTS[name]]
    is_person = personal.COLUMNS[table, name].what is What.PERSON
    return ["U1" if is_person else SAMPLES.get(name, "algo mío")]


def everything() -> dict[str, list[Row]]:
    """As many rows of each table as there are words for one of its columns."""
    made: dict[str, list[Row]] = {}
    for table, name in columns():
        rows = made.setdefault(table, [])
        for at, value in enumerate(values(table, name)):
            if at == len(rows):
                rows.append({})
            rows[at][name] = value
    return made


def shown(language: str) -> str:
    reader = Reader(speech(language), "Europe/Madrid", "U1", {"web_es": "Web"})
    return own_file.page(Part(1, 1, everything()), MOMENT, reader)


def texts(html: str) -> Iterator[str]:
    for text in re.findall(r">([^<>]+)<", html.partition("<body>")[2]):
        yield text.strip()


def test_every_column_of_the_file_has_a_name_in_words() -> None:
    names = own_file_names.of(speech("en"))
    known = {(table, name) for table, name in columns() if name in names or f"{table}/{name}" in names}
    assert set(columns()) - known == own_file_names.ONLY_THERE
    used = {name for _, name in columns()} | {f"{table}/{name}" for table, name in columns()}
    assert set(names) <= used


def test_moments_and_days_are_known_by_the_names_of_their_columns() -> None:
    for table, name in columns():
        kind = Base.metadata.tables[table].columns[name].type
        assert bool(own_file_words.MOMENTS.match(name)) is isinstance(kind, UtcDateTime), name
        assert bool(own_file_words.DAYS.match(name)) is isinstance(kind, Date), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_choice_has_a_word(language: str) -> None:
    reader = Reader(speech(language), "Europe/Madrid", "U1", {})
    for table, name in columns():
        if isinstance(Base.metadata.tables[table].columns[name].type, Enum):
            for code in values(table, name):
                assert own_file_words.shown(table, name, code, reader) not in (
                    "",
                    code if "_" in code else "",
                )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_says_what_it_is_about_and_each_line_of_the_history_what_happened(language: str) -> None:
    reader = Reader(speech(language), "Europe/Madrid", "U1", {})
    shown = {kind: own_file_words.shown("notices", "kind", kind, reader) for kind in KINDS}
    assert {kind for kind, words in shown.items() if not words} == {
        kind for kind in KINDS if kind.startswith(PRIVATE)
    }
    assert not {words for kind, words in shown.items() if words == kind and "_" in kind}
    assert own_file_words.shown("history", "event", "of_a_later_version", reader)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_no_column_no_code_and_no_time_for_programs(language: str) -> None:
    html = shown(language)
    told = list(texts(html))
    assert not [one for one in told if ISO.search(one) or RAW.search(one.replace("data.json", ""))]
    named = set(re.findall(r"<dt>([^<]*)</dt>", html))
    assert named == set(map(str, own_file_names.of(speech(language)).values()))
    assert not named & {name.replace("_", " ") for _, name in columns()}
    assert speech(language).moment_and_year(MOMENT, "Europe/Madrid") in told
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert html.count("<dd>") == html.count('<bdi dir="auto">')


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_the_names_are_translated(language: str) -> None:
    english, here = (own_file_names.of(speech(one)) for one in ("en", language))
    same = {name for name in english if english[name] == here[name]}
    assert len(same) <= len(english) // 12, same


def test_she_reads_her_copy_in_her_own_words(school: School) -> None:
    student, _, channel = stories.team(school)
    student.types("/codebuddy language español")
    student.types("/logsession 1h30 today una duda", channel=channel)
    student.types("/codebuddy away until 6 March")
    student.types("/codebuddy privacy")
    say = speech("es")
    student.presses(say.text("Get my data"))
    html = page(student)
    assert '<dt>Duración</dt><dd><bdi dir="auto">1 h 30</bdi></dd>' in html
    assert '<dt>Tema</dt><dd><bdi dir="auto">una duda</bdi></dd>' in html
    assert '<bdi dir="auto">tú</bdi>' in html
    assert not [one for one in texts(html) if ISO.search(one)]
    for heading, always, named in (
        ("Messages to you", "Due", "Kind"),
        ("What you changed, and what was changed about you", "When", "What happened"),
    ):
        part = html.partition(f"<h2>{say.text(heading)}</h2>")[2].partition("</section>")[0]
        assert part.count(f"<dt>{say.text(named)}</dt>") == part.count(f"<dt>{say.text(always)}</dt>") > 0
