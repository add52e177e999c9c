"""“Correct something”: what is stored about somebody is changed where it stands, each thing by its own form."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from bot.speech import LANGUAGES, speech
from models import BuddySession, Team
from models import Person as Member
from models.enums import TeamState
from sandbox.people import Person
from tests import stories
from tests.confidential import ask
from tests.conftest import School

OPENS = "Correct something"


def corrects(person: Person) -> str:
    """What she reads there."""
    person.types("/codebuddy privacy")
    person.presses(OPENS)
    return person.modal().text


def labels(person: Person) -> list[str]:
    view = person.seen()["modal"]["view"]
    parts = [one for block in view["blocks"] for one in [block.get("accessory"), *block.get("elements", [])]]
    return [one["text"]["text"] for one in parts if one and one["type"] == "button"]


def depth(person: Person) -> int:
    return len(person.seen()["modals"])


def test_a_student_corrects_a_session_and_her_language_on_top_of_the_screen(school: School) -> None:
    stories.set_up(school)
    student, _, channel = stories.team(school)
    student.types("/logsession 1h30 today react", channel=channel)
    said = corrects(student)
    assert depth(student) == 1
    assert "You and @Bruno" in said
    assert "Your class, and what you wrote to ask for your buddy: now only a manager can change it." in said
    assert "write to @Petra" in said
    assert "Open my request" not in said
    assert "Your offer" not in said
    assert "/codebuddy" not in said
    [session] = [one for one in labels(student) if "react" in one]
    student.presses(session)
    assert depth(student) == 2
    student.submits({"How long?": "2h"})
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(BuddySession.minutes).where(BuddySession.undone_at.is_(None))).one() == 120
    student.closes()
    student.presses("Change language")
    student.submits({"Which language should I write to you in?": "es"})
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(Member).where(Member.user_id == student.id)).one()
        assert row.language == "es"
    student.closes()
    student.presses("Back")
    assert "Puedes cambiarlo tú" in student.modal().text


def test_a_student_who_waits_opens_her_request_and_nothing_of_a_team(school: School) -> None:
    stories.set_up(school)
    rosa = stories.waiting(school, "Rosa", "es")
    said = corrects(rosa)
    assert labels(rosa) == ["Change language", "Open my request", "Never pair me with …", "Back"]
    assert "only a manager" not in said
    rosa.presses("Open my request")
    assert depth(rosa) == 2


def test_a_buddy_of_two_students_has_each_thing_once(school: School) -> None:
    """Two sessions that look alike have buttons that do not."""
    stories.set_up(school)
    stories.volunteer(school, "Bruno", "en")
    _, bruno, first = stories.team(school)
    _, _, second = stories.team(school, "Leyla", "Bruno")
    for channel in (first, second):
        bruno.types("/logsession 1h today react", channel=channel)
    said = corrects(bruno)
    assert "You and @Samira" in said
    assert "You and @Leyla" in said
    assert "Your class" not in said
    shown = labels(bruno)
    assert [one for one, times in Counter(shown).items() if times > 1] == []
    assert {"Change my offer", "I am away", "Change our hours"} <= set(shown)
    bruno.presses("I am away")
    assert depth(bruno) == 2
    bruno.submits({"first": "2026-03-09", "last": "2026-03-13"})
    bruno.closes()
    corrects(bruno)
    assert "You are away from Monday 9 March to Friday 13 March" in bruno.modal().text
    assert "Other days" in labels(bruno)


def test_somebody_who_learns_and_supports_has_both(school: School) -> None:
    stories.set_up(school)
    stories.volunteer(school, "Samira", "en")
    samira, _, _ = stories.team(school)
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Team)).one().state = TeamState.ENDED
    stories.team(school, "Samira", "Vera")
    said = corrects(samira)
    assert "Change my offer" in labels(samira)
    assert "Your class" in said
    assert "When and how a team ended: only a manager can change it." in said


def test_a_manager_has_her_hours_and_the_settings_and_asks_another_manager(school: School) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    said = corrects(petra)
    assert "write to @Mateo" in said
    assert labels(petra) == ["Change language", "Change", "Settings", "Back"]
    petra.presses("Change")
    assert depth(petra) == 2
    petra.submits({"opens": "10:00"})
    assert "Saved" in petra.modal().text
    petra.closes()
    assert petra.modal().title == OPENS
    petra.presses("Settings")
    assert depth(petra) == 1


def test_an_outsider_has_her_language_and_whom_to_ask(school: School) -> None:
    stories.set_up(school)
    olu = school.person("Olu")
    said = corrects(olu)
    assert labels(olu) == ["Change language", "Back"]
    assert "Your name, your photo and your time zone come from Slack" in said
    assert "write to @Petra" in said
    assert "only a manager" not in said


def test_what_is_asked_in_confidence_changes_nothing_of_it(school: School) -> None:
    stories.set_up(school)
    ana, eva = school.person("Ana"), school.person("Eva")
    for person in (ana, eva):
        person.types("/codebuddy status")
    ask(ana)
    ana.closes(all=True)
    assert corrects(ana) == corrects(eva)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_in_each_language_the_buttons_are_short_and_differ(school: School, language: str) -> None:
    stories.set_up(school)
    stories.volunteer(school, "Bruno", "en")
    _, bruno, channel = stories.team(school)
    bruno.types(f"/logsession 1h30 today {'a very long topic ' * 6}", channel=channel)
    bruno.types("/logsession 1h yesterday react", channel=channel)
    bruno.types(f"/codebuddy language {language}")
    bruno.types("/codebuddy privacy")
    [opens] = [one for one in labels(bruno) if one in WORDS]
    bruno.presses(opens)
    shown = labels(bruno)
    assert len(set(shown)) == len(shown) == 8
    assert max(map(len, shown)) <= 75
    assert len(bruno.seen()["modal"]["view"]["title"]["text"]) <= 24


WORDS = {speech(language).text(OPENS) for language in LANGUAGES}
