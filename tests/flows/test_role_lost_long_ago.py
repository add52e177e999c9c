"""What was for a manager goes from her chat however old it is; what is hers for another reason stays."""

from __future__ import annotations

from sqlalchemy import select

from bot.services import matching, people
from models import NamedMessage, Notice
from models.enums import NoticeState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.test_role_lost import OTHERS, a_possible_team, cards, gives_the_role
from tests.flows.test_target import asks as asks_for_hours

LISTED = "@Samira asked"
HOURS = "Agree: 1 h a week"


def asks_for_the_list(school: School, petra: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        matching.ask_for_run(db, school.sandbox.now, people.acting(db, petra.id))
    school.sandbox.advance(minutes=1)
    petra.gets_dm(LISTED)


def reads(person: Person, words: str) -> int:
    return sum(words in text for text in person.dm_texts())


def known(school: School, user: Person) -> set[str]:
    """What is kept of her messages of a role."""
    hers = select(NamedMessage.channel_id).where(NamedMessage.user_id == user.id)
    with school.store.read(school.workspace.id) as db:
        return {one for one in db.scalars(hers) if one.startswith("of_")}


def test_a_message_whose_notice_is_forgotten_long_since_is_emptied_too(school: School) -> None:
    """She is a buddy as well: what her student wishes is hers to read still."""
    stories.set_up(school)
    stories.waiting(school, "Samira", "ar")
    petra = school.person("Petra")
    lina, _, _ = stories.team(school, "Lina", "Petra")
    asks_for_hours(lina, "1h")
    asks_for_the_list(school, petra)
    school.sandbox.advance(days=9)
    with school.store.read(school.workspace.id) as db:
        assert (
            db.scalars(select(Notice.id).where(Notice.kind.in_(("match_report", "target_wish")))).all() == []
        )
    assert (reads(petra, LISTED), reads(petra, HOURS)) == (1, 1)
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(minutes=2)
    assert (reads(petra, LISTED), reads(petra, HOURS)) == (0, 1)
    assert known(school, petra) == set()
    before = petra.dm_texts()
    gives_the_role(school, petra)
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(minutes=2)
    assert reads(petra, OTHERS) == sum(OTHERS in text for text in before)


def test_what_slack_does_not_let_change_holds_up_nothing_else(school: School) -> None:
    petra = a_possible_team(school)
    stories.waiting(school, "Lina", "ar")
    asks_for_the_list(school, petra) if reads(petra, LISTED) else None
    with school.store.begin(school.workspace.id) as db:
        matching.ask_for_run(db, school.sandbox.now, people.acting(db, petra.id))
    school.sandbox.advance(minutes=1)
    petra.gets_dm("@Lina asked")
    school.sandbox.faults.next("chat.update", error="message_not_found")
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(minutes=2)
    assert reads(petra, OTHERS) == 1
    assert len(cards(petra)) + reads(petra, "@Lina asked") == 1
    assert known(school, petra) == set()


def test_one_that_is_on_its_way_at_that_moment_is_waited_for(school: School) -> None:
    petra = a_possible_team(school)
    with school.store.begin(school.workspace.id) as db:
        card = db.scalars(select(Notice).where(Notice.kind == "proposal")).one()
        place = card.slack_channel, card.slack_ts
        card.state, card.slack_channel, card.slack_ts = NoticeState.SENDING, None, None
    gives_the_role(school, school.person("Nora"))
    assert len(cards(petra)) == 1
    with school.store.begin(school.workspace.id) as db:
        card = db.scalars(select(Notice).where(Notice.target == petra.id, Notice.kind == "proposal")).one()
        card.state, (card.slack_channel, card.slack_ts) = NoticeState.SENT, place
    school.sandbox.advance(minutes=2)
    assert cards(petra) == []


def test_whoever_stays_as_a_backup_keeps_what_backups_may_read(school: School) -> None:
    stories.set_up(school)
    petra, mateo, bruno = (school.person(name) for name in ("Petra", "Mateo", "Bruno"))
    stories.waiting(school, "Samira", "ar")
    asks_for_the_list(school, petra)
    bruno.types("/codebuddy feedback")
    bruno.submits({"words": "Too many buttons"})
    bruno.closes(all=True)
    petra.gets_dm("Too many buttons")
    mateo.types("/codebuddy setup")
    mateo.submits({"Project manager": school.person("Nora"), "backups": [petra]})
    school.sandbox.advance(minutes=2)
    assert (reads(petra, "Too many buttons"), reads(petra, LISTED)) == (0, 1)


def test_cards_that_other_words_stand_in_are_whole_again_with_the_role(school: School) -> None:
    petra = a_possible_team(school)
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(minutes=2)
    assert cards(petra) == []
    gives_the_role(school, petra)
    school.sandbox.advance(minutes=2)
    assert len(cards(petra)) == 1
    petra.clicks("Approve")
    petra.gets_dm("asked")


def test_a_card_that_was_not_sent_for_want_of_a_role_comes_with_it(school: School) -> None:
    school.sandbox.faults.next("chat.postMessage", http=429, retry_after=600)
    petra = a_possible_team(school)
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(minutes=30)
    assert cards(petra) == []
    gives_the_role(school, petra)
    school.sandbox.advance(minutes=2)
    assert len(cards(petra)) == 1
