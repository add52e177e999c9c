"""Whoever is a manager no more keeps nothing of it, whatever happens meanwhile: another role, a Slack that is away, a
message that waits."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.delivery.letters import home
from bot.services import digests, feedback, manager_cards, notices, task_moves
from bot.views import setup as views
from models import NamedMessage, Notice
from models.enums import NoticeState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.test_role_lost import OTHERS, a_possible_team, cards, gives_the_role

WORDS = "It was said to you alone"


def reads_in_private(school: School) -> Person:
    """Petra has what Bruno said to those who read in private."""
    stories.set_up(school)
    _, bruno, _ = stories.team(school)
    says(bruno)
    school.sandbox.advance(minutes=2)
    petra = school.person("Petra")
    assert private(petra)
    return petra


def says(person: Person) -> None:
    person.types("/codebuddy feedback")
    person.submits({"Your feedback": WORDS, "Who says it?": "With my name"})
    person.closes(all=True)


def private(person: Person) -> list[str]:
    return [text for text in person.dm_texts() if WORDS in text]


def becomes_backup(school: School, person: Person) -> None:
    mateo = school.person("Mateo")
    mateo.types("/codebuddy setup")
    mateo.submits({"Backups": [person]})


def places(school: School) -> list[str]:
    """What is known of where messages to managers are."""
    with school.store.read(school.workspace.id) as db:
        known = select(NamedMessage.stamps).where(NamedMessage.channel_id.in_(manager_cards.HERS))
        return list(db.scalars(known))


def test_a_backup_since_then_keeps_nothing_that_was_said_in_private(school: School) -> None:
    petra = reads_in_private(school)
    school.sandbox.faults.next("chat.update", retry_after=120)
    gives_the_role(school, school.person("Nora"))
    becomes_backup(school, petra)
    school.sandbox.advance(minutes=30)
    assert private(petra) == []


def test_what_is_for_those_who_read_in_private_is_none_for_a_backup(school: School) -> None:
    stories.set_up(school)
    petra, carlos = school.person("Petra"), school.person("Carlos")
    becomes_backup(school, carlos)
    of_backups = (digests.ON_DEMAND, task_moves.PASSED, "proposal")
    with school.store.read(school.workspace.id) as db:
        for kind in (feedback.KIND, *of_backups):
            owed = Notice(kind=kind, target=carlos.id, about={})
            assert manager_cards.is_over(db, owed) is (kind not in of_backups)
            owed.target = petra.id
            assert not manager_cards.is_over(db, owed)


@pytest.mark.parametrize("trouble", [{"http": 503}, {"error": "ekm_access_denied"}, {"error": "fatal_error"}])
def test_a_slack_that_is_away_for_half_a_day_leaves_nothing_open(
    school: School, trouble: dict[str, str]
) -> None:
    petra = a_possible_team(school)
    school.sandbox.faults.next("chat.update", times=10_000, **trouble)  # type: ignore[arg-type]
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(hours=12)
    assert cards(petra)
    school.sandbox.faults.clear()
    school.sandbox.advance(hours=2)
    assert cards(petra) == []
    assert any(OTHERS in text for text in petra.dm_texts())
    assert places(school) == []


def test_what_she_is_sent_meanwhile_does_not_wait_for_it(school: School) -> None:
    petra = a_possible_team(school)
    school.sandbox.faults.next("chat.update", times=10_000, error="restricted_action")
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(minutes=2)
    assert any("Your role in CodeBuddies is over" in text for text in petra.dm_texts())
    school.sandbox.faults.clear()
    school.sandbox.advance(hours=2)
    assert cards(petra) == []


@pytest.mark.parametrize("gone", ["message_not_found", "channel_not_found", "is_inactive"])
def test_what_she_has_deleted_holds_up_nothing(school: School, gone: str) -> None:
    petra = a_possible_team(school)
    says(school.person("Bruno"))
    school.sandbox.advance(minutes=2)
    assert private(petra)
    school.sandbox.faults.next("chat.update", error=gone)
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(minutes=5)
    assert sum(bool(one) for one in (cards(petra), private(petra))) == 1, "the other has other words"
    assert places(school) == []


def test_words_that_cannot_be_made_for_a_day_are_made_later(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    petra = a_possible_team(school)
    with monkeypatch.context() as broken:
        broken.delattr(views, "card_over")
        gives_the_role(school, school.person("Nora"))
        school.sandbox.advance(days=1)
    assert cards(petra)
    school.sandbox.advance(hours=2)
    assert cards(petra) == []


def test_it_does_not_wait_for_another_message_that_waits(school: School) -> None:
    petra = a_possible_team(school)
    school.sandbox.faults.next("chat.postMessage", retry_after=3600)
    says(school.person("Bruno"))
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(minutes=5)
    assert cards(petra) == []
    school.sandbox.advance(hours=2)
    assert private(petra) == []


@pytest.fixture
def on_its_way(school: School) -> Person:
    """A card is with another worker: nobody knows yet where it will be."""
    petra = a_possible_team(school)
    card = (Notice.target == petra.id) & (Notice.kind == "proposal")
    with school.store.begin(school.workspace.id) as db:
        place = db.execute(select(Notice.slack_channel, Notice.slack_ts).where(card)).one()
        away = {"state": NoticeState.SENDING, "owner": "another", "slack_channel": None, "slack_ts": None}
        db.execute(
            update(Notice).where(card).values(lease_until=school.sandbox.now.replace(year=2099), **away)
        )
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(minutes=2)
    assert cards(petra)
    with school.store.begin(school.workspace.id) as db:
        there = {"state": NoticeState.SENT, "slack_channel": place[0], "slack_ts": place[1]}
        db.execute(update(Notice).where(card).values(owner=None, lease_until=None, **there))
    return petra


def test_what_was_being_sent_to_her_is_waited_for(school: School, on_its_way: Person) -> None:
    school.sandbox.advance(minutes=1)
    assert cards(on_its_way) == []


def test_one_owed_before_by_its_old_name_is_served(school: School) -> None:
    petra = a_possible_team(school)
    with school.store.begin(school.workspace.id) as db:
        card = db.scalars(
            select(Notice.dedupe_key).where(Notice.target == petra.id, Notice.kind == "proposal")
        ).one()
    gives_the_role(school, school.person("Nora"))
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Notice).where(Notice.kind == manager_cards.OVER).values(state=NoticeState.DROPPED))
        notices.owe(db, "manager_card_over", to=petra.id, key="old", now=school.sandbox.now, notice=card)
    school.sandbox.advance(minutes=2)
    assert cards(petra) == []


def test_it_has_a_name_that_a_version_before_does_not_take_for_one_of_its_own() -> None:
    assert {manager_cards.OVER, "manager_card_over"} <= set(home.KINDS)
    assert manager_cards.OVER != "manager_card_over"
