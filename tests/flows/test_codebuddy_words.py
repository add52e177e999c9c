"""Behind `/codebuddy`, in one's own words: the names of buttons, and somebody who needs help."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from bot.rules.hearing import hear
from bot.speech import speech
from bot.views import names
from handlers.inbound import Command
from handlers.of_help import is_of_help
from models.base import Base
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.test_away import rests

MORE = "More help with the course or with our team"
LOCALES = ("en-US", "es-ES", "ca-ES", "fr-FR", "ar", "uk-UA")
CALLS = {
    "I am afraid of my buddy": "en-US",
    "help me please": "en-US",
    "my buddy hurts me": "en-US",
    "necesito ayuda con mi buddy": "es-ES",
    "tengo miedo": "es-ES",
    "tinc por": "ca-ES",
    "j'ai peur": "fr-FR",
    "أنا خائف": "ar",
    "мені страшно": "uk-UA",
}
WITHOUT = {"Open", "See it", "All tasks", "Change"}
"""Buttons whose name alone says not enough."""


def rows(school: School) -> dict[str, int]:
    with school.store.read(school.workspace.id) as db:
        tables = [mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "workspace_id")]
        return {one.__tablename__: db.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


@pytest.mark.parametrize(("typed", "locale"), CALLS.items())
def test_who_calls_for_help_in_her_own_words_gets_the_form_with_them_and_nothing_is_stored_or_told(
    school: School, typed: str, locale: str, capfd: pytest.CaptureFixture[str]
) -> None:
    stories.set_up(school)
    samira, bruno, channel = stories.team(school)
    samira.changes_locale(locale)
    samira.opens_home()
    petra = school.person("Petra")
    before = rows(school), petra.dm_texts(), bruno.dm_texts(), bruno.channel_texts(channel)
    samira.types(f"/codebuddy {typed}")
    samira.submits({"door": "more"})
    assert typed in samira.modal().fields.values()
    samira.closes(all=True)
    school.sandbox.advance(minutes=5)
    assert before == (rows(school), petra.dm_texts(), bruno.dm_texts(), bruno.channel_texts(channel))
    printed = "".join(capfd.readouterr())
    assert not any(word in printed for word in typed.split() if len(word) > 4 and word != "buddy")


@pytest.mark.parametrize("typed", ["Necesito ayuda", "I need help", "Мені потрібна допомога"])
def test_the_button_typed_as_a_command_is_the_button(school: School, typed: str) -> None:
    stories.set_up(school)
    olu = school.person("Olu")
    olu.types(f"/codebuddy {typed}")
    assert olu.modal().title == "I need help"


def test_not_there_tomorrow_as_the_button_says_it(school: School) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    samira.changes_locale("es-ES")
    samira.types("/codebuddy no estoy mañana")
    assert rests(school) == [("2026-03-03", "2026-03-03")]
    samira.types("/codebuddy ya estoy de vuelta")
    assert rests(school) == []


def test_what_only_a_button_does_is_done_by_its_name(school: School) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    samira.types("/codebuddy private matters")
    assert samira.modal().title == "Private matters"
    samira.closes(all=True)
    samira.types("/codebuddy never pair me with")
    assert samira.has_modal()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_button_of_home_and_of_the_list_works_as_a_command(school: School, locale: str) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    without = {speech(locale[:2]).text(label) for label in WITHOUT}
    shown: set[str] = set()
    for person in (samira, bruno, school.person("Petra"), school.person("Olu")):
        person.changes_locale(locale)
        shown |= labels(person)
    assert len(shown) > 10
    assert [one for one in shown - without if hear(one, names.known()).word is None] == []


def labels(person: Person) -> set[str]:
    """Without those that name one team."""
    shown = f"{person.opens_home()}\n{person.types('/codebuddy').text}"
    return {one for one in re.findall(r"\[([^\[\]]+)\]", shown) if not any(map(str.isdigit, one))}


@pytest.mark.parametrize("typed", [*CALLS, "Necesito ayuda", "apoyo", "Private matters", "support"])
def test_of_somebody_who_calls_for_help_nothing_is_counted_or_traced(typed: str) -> None:
    assert is_of_help(said(typed))
    assert not is_of_help(said("status"))


def said(text: str) -> Command:
    of = {"team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": "1.2"}
    return Command.of({**of, "command": "/codebuddy", "text": text})
