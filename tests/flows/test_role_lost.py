"""Whoever has lost every managing role gets nothing more that is for managers, also what was owed before."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.services import proposals
from models import BuddyRequest, RoleHolder
from tests import stories
from tests.conftest import School
from tests.flows.test_broadcast import school_with_teams, writes
from tests.flows.test_role_handed_over import hands_over

NOTE = "Only for you who run it"


def test_the_card_with_a_note_does_not_reach_who_has_lost_the_role(school: School) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    stories.waiting(school, "Samira", "es", days=9)
    stories.volunteer(school, "Bruno", "es")
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(BuddyRequest)).one()
        row.note = stories.vault(school).seal(proposals.NOTE, str(row.id), NOTE)
    school.sandbox.faults.next("chat.postMessage", retry_after=600)
    stories.match(school)
    before = petra.dm_texts()
    with school.store.begin(school.workspace.id) as db:
        db.execute(delete(RoleHolder).where(RoleHolder.user_id == petra.id))
    school.sandbox.advance(minutes=30)
    assert petra.dm_texts() == before
    assert NOTE not in petra.everything_visible()


def test_what_became_of_a_text_to_many_is_told_to_who_has_the_role_now(school: School) -> None:
    petra, everybody = school_with_teams(school)
    nora = school.person("Nora")
    stories.has_left(school, everybody[0])
    writes(petra)
    petra.submits()
    hands_over(school, petra, nora)
    before = len(petra.dm_texts())
    school.sandbox.advance(hours=2)
    assert "Samira" not in " ".join(petra.dm_texts()[before:])
    assert any("Samira" in one for one in nora.dm_texts()), nora.dm_texts()


def test_the_cards_of_who_hands_over_lose_their_note_and_their_buttons(school: School) -> None:
    stories.set_up(school)
    petra, nora = school.person("Petra"), school.person("Nora")
    stories.waiting(school, "Samira", "es", days=9)
    stories.volunteer(school, "Bruno", "es")
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(BuddyRequest)).one()
        row.note = stories.vault(school).seal(proposals.NOTE, str(row.id), NOTE)
    stories.match(school)
    assert NOTE in petra.everything_visible()
    hands_over(school, petra, nora)
    assert NOTE not in petra.everything_visible()
    assert "Approve" not in " ".join(petra.dm_texts())
