"""What is short, in words and numbers, where managers look; and a text with which they can look for volunteers."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.services.shortage import Buddy, Shortage, Student, count
from bot.views import shortage as views
from models import Volunteer
from models.enums import ProposalState, VolunteerState
from sandbox.people import Impossible
from sandbox.people import Person as Human
from tests import stories
from tests.conftest import School


@pytest.mark.parametrize(
    ("students", "buddies", "short"),
    [
        ([], [], []),
        ([(("ar",), 3), (("ar",), 12)], [], [("ar", 2, 12, 0, 0)]),
        ([(("ar",), 3), (("ar",), 12)], [(("ar", "es"), 1)], [("ar", 2, 12, 1, 1)]),
        ([(("ar",), 3), (("ar",), 12)], [(("ar",), 2)], []),
        ([(("ar", "en"), 3)], [(("en",), 1)], []),
        ([(("ar", "en"), 3), (("en",), 1)], [(("en",), 1)], [("en", 2, 3, 1, 1), ("ar", 1, 3, 0, 0)]),
        ([(("ar", "en"), 9), (("ar",), 2)], [(("en",), 3)], [("ar", 1, 2, 0, 0)]),
        ([(("uk", "es"), 1), (("es", "en"), 2)], [(("en",), 5), (("es",), 1)], []),
    ],
)
def test_only_what_is_short_for_those_who_have_no_other_language(
    students: list[tuple[tuple[str, ...], int]],
    buddies: list[tuple[tuple[str, ...], int]],
    short: list[tuple[str, int, int, int, int]],
) -> None:
    found = count([Student(*one) for one in students], [Buddy(*one) for one in buddies])
    assert list(found) == [Shortage(*one) for one in short]


def test_managers_read_it_where_they_look_and_have_a_text_at_hand(school: School, petra: Human) -> None:
    for name, days in (("Amal", 12), ("Noor", 3), ("Sami", 3)):
        stories.waiting(school, name, "ar", days=days)
    samira, olena = stories.waiting(school, "Samira", "es"), stories.waiting(school, "Olena", "es")
    bruno, away = (
        stories.volunteer(school, "Bruno", "es", capacity=3),
        stories.volunteer(school, "Bilal", "ar"),
    )
    stories.team(school, "Chen", "Bruno")
    stories.proposal(school, samira, bruno, ProposalState.PROPOSED)
    with school.store.begin(school.workspace.id) as db:
        on = school.sandbox.now.date().replace(day=28)
        db.execute(update(Volunteer).where(Volunteer.user_id == away.id).values(away_until=on))
    said = "3 students wait for Arabic (longest 12 days); 0 free buddies speak it."
    assert said in petra.opens_home()
    assert "wait for Spanish" not in petra.home_text(), "Bruno has one place left"
    with school.store.begin(school.workspace.id) as db:
        paused = {"state": VolunteerState.PAUSED, "away_until": None}
        db.execute(update(Volunteer).where(Volunteer.user_id == away.id).values(**paused))
    petra.types("/codebuddy match")
    petra.sees_privately(said)
    school.sandbox.advance(minutes=1)
    petra.gets_dm(said)
    petra.opens_home()
    petra.clicks_home("Text to recruit with")
    text = str(petra.modal())
    for words in (
        "We are looking for volunteer developers who speak Arabic.",
        "It takes about 2 h a week on average",
        "Buscamos",
        "árabe",
    ):
        assert words in text
    assert not [name for name in school.people if f"{name}" in text]
    petra.submits({})
    assert not petra.has_modal()
    assert olena.home_text() is not None
    with pytest.raises(Impossible):
        olena.clicks_home("Text to recruit with")


def test_where_nothing_is_short_the_text_names_no_language() -> None:
    assert views.recruiting((), 120, "en").startswith("We are looking for volunteer developers.\n")
