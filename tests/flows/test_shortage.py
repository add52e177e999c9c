"""What is short, in words and numbers, where managers look; and a text with which they can look for volunteers."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.services import shortage
from bot.services.shortage import Shortage
from bot.views import shortage as views
from models import BuddyRequest, Volunteer
from models.enums import ProposalState, VolunteerState
from sandbox.people import Impossible
from sandbox.people import Person as Human
from tests import stories
from tests.conftest import School


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_student_counts_once_and_a_place_that_helps_nobody_counts_for_nothing(school: School) -> None:
    stories.set_up(school)
    for name, days, *languages in (
        ("Amal", 12, "ar", "fr"),
        ("Amina", 7, "ar", "fr"),
        ("Noor", 3, "fr", "ar"),
        ("Sami", 4, "ar"),
    ):
        stories.waiting(school, str(name), *map(str, languages), days=int(days))
    stories.waiting(school, "Samira", "es", days=2)
    never, some = stories.waiting(school, "Olena", "uk"), stories.volunteer(school, "Oksana", "uk")
    stories.waiting(school, "Dina", "es")
    stories.volunteer(school, "Bruno", "es", capacity=1)
    gets_by = stories.volunteer(school, "Bilal", "ar")
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(Volunteer).where(Volunteer.user_id == gets_by.id)).one()
        row.fluent = []
        for one in db.scalars(select(BuddyRequest)).all():
            one.fluent = [] if one.languages == ["ar"] else one.fluent
    with school.store.read(school.workspace.id) as db:
        assert not shortage.short(db, school.sandbox.now, school.person("Petra").id), (
            "nobody has looked through the list yet"
        )
    never.opens_home()
    never.clicks_home("Never pair me with …")
    never.submits({"People": [some]})
    school.sandbox.advance(minutes=1)
    with school.store.read(school.workspace.id) as db:
        found = shortage.short(db, school.sandbox.now, school.person("Petra").id)
    assert found == (
        Shortage(("ar", "fr"), 2, 7, is_spoken=True),
        Shortage(("ar",), 1, 4, is_spoken=False),
        Shortage(("es",), 1, 0, is_spoken=True),
        Shortage(("uk",), 1, 0, is_spoken=True),
    )


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
    stories.match(school)
    assert "3 students wait for Arabic (longest 12 days); no free buddy fits." in petra.opens_home()
    assert "wait for Spanish" not in petra.home_text(), "Bruno has one place left"
    with school.store.begin(school.workspace.id) as db:
        paused = {"state": VolunteerState.PAUSED, "away_until": None}
        db.execute(update(Volunteer).where(Volunteer.user_id == away.id).values(**paused))
    petra.types("/codebuddy match")
    school.sandbox.advance(minutes=1)
    petra.gets_dm("• 3 wait for Arabic: nobody who is approved speaks it well enough.")
    assert "wait for Arabic" not in petra.private_texts()[-1], "the whole comes once, when it is done"
    said = "3 students wait for Arabic (longest 12 days); 0 buddies speak it well enough."
    assert said in petra.opens_home()
    petra.clicks_home("Text to recruit with")
    text = str(petra.modal())
    for words in (
        "Can you write software, and do you speak Arabic? We are looking for volunteers.",
        "It takes about 2 h a week on average",
        "Buscamos",
        "árabe",
    ):
        assert words in text
    assert not [name for name in school.people if f"{name}" in text]
    assert petra.modal().view.get("submit") is None, "there is nothing to send: one button closes it"
    petra.closes(all=True)
    assert olena.home_text() is not None
    with pytest.raises(Impossible):
        olena.clicks_home("Text to recruit with")


def test_where_nothing_is_short_the_text_names_no_language() -> None:
    assert views.recruiting((), 120, "en").startswith("We are looking for volunteer developers.\n")
