"""A second school begins with the settings of the first: the file goes from one workspace to the other."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.rules.programme_file import ProgrammeFile
from models import Settings
from sandbox.people import Person, Workspace
from tests.flows.test_cloning import pastes
from tests.installing.conftest import Network

ENGLISH = "Web Development in English"


def settings_of(network: Network, space: Workspace) -> dict[str, Any]:
    with network.coordinator.deps.store.read(space.id) as db:
        row = db.scalars(select(Settings)).one()
        return {column.key: getattr(row, column.key) for column in Settings.__table__.columns}


def runs(network: Network, space: Workspace, name: str) -> Person:
    """Somebody who has installed it and is both managers."""
    person = space.person(name, admin=True)
    network.install(person)
    person.types("/codebuddy setup")
    person.submits({})
    person.closes(all=True)
    return person


def changes(person: Person, what: str, typed: dict[str, Any]) -> None:
    person.presses(f"Change: {what}")
    person.submits(typed)


def test_the_settings_of_one_school_become_those_of_another(network: Network) -> None:
    first, second = (network.workspace(name) for name in ("One School", "Other School"))
    petra, ola = runs(network, first, "Petra"), runs(network, second, "Ola")
    petra.types("/codebuddy settings")
    changes(petra, "Quiet hours", {"I write from": "08:00", "Until": "20:00"})
    changes(petra, "Worth of an hour", {"An hour is worth": "17.5", "Currency": "USD"})
    changes(petra, "Weekly digest", {"Day": "Tuesday", "Time": "10:00"})
    changes(petra, "Time zone", {"Time zone of the programme": "Europe/Lisbon"})
    changes(petra, "How a team begins", {"A note of your programme": "Ask in #first-help, or @Petra."})
    petra.presses("Change: Classes and courses")
    changes(petra, ENGLISH, {"First day of the class": "2026-01-12", "Days with classes": ["Monday"]})
    petra.presses("Back")
    petra.presses("Send me these settings")
    network.sandbox.advance(minutes=1)
    [text] = petra.files().values()
    ola.types("/codebuddy settings")
    ola.presses("Change: Classes and courses")
    changes(ola, ENGLISH, {"First day of the class": "2026-02-02"})
    ola.closes(all=True)
    before = settings_of(network, second)
    pastes(ola, text.decode() if isinstance(text, bytes) else str(text))
    seen = ola.modal().text
    assert "Texts of the other programme name #first-help and @Petra. I cannot know" in seen
    assert "people, channels, breaks and the days of your classes" in seen
    assert "Then: From 20:00 to 08:00" in seen
    assert settings_of(network, second) == before
    ola.submits()
    assert "Kept as they were: people, channels, breaks, and the days of your classes." in ola.modal().text
    theirs, mine = settings_of(network, first), settings_of(network, second)
    same = ProgrammeFile.model_fields.keys() - {"codebuddies_settings", "classes"}
    assert {name: mine[name] for name in same} == {name: theirs[name] for name in same}
    assert mine["classes"][0]["hours"] == {"weekdays": [0], "begins": 600, "ends": 840}
    assert mine["classes"][0]["first"] == "2026-02-02"
    assert (theirs["opens"], theirs["hour_worth"], theirs["digest_weekday"]) == (480, 1750, 1)
    assert ola.id not in petra.everything_visible()
    assert first.id != second.id
