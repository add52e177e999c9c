"""While the buddy is away somebody else may answer questions: asked for once, chosen, asked, welcomed and thanked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models import Notice, RoleHolder, Settings, StandIn, Task, Team
from models.enums import Role, StandInState, TeamState
from sandbox.people import Channel, Impossible, Person
from scheduler import sweeps
from tests import stories
from tests.conftest import START, School
from tests.flows.test_never_pairs import names

ASK, CHOOSE, FIELD = "Ask for a stand-in", "Choose somebody", "Whom shall I ask?"
CARD, OFFER = "would like a stand-in", "Would you stand in"
COMES, GOES = "No hours are expected.", "for standing in for"
THANKS = "This time is over, and you are not in their channel"


@pytest.fixture
def pair(school: School) -> tuple[Person, Person, Channel]:
    """Samira and Bruno, of Petra's programme, and Vera, who speaks their language."""
    stories.set_up(school)
    student, buddy, channel = stories.team(school, "Samira", "Bruno")
    assert channel is not None
    stories.volunteer(school, "Vera", "en")
    return student, buddy, channel


def state(school: School) -> StandInState:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(StandIn.state).order_by(StandIn.id.desc())).first() or StandInState.OVER


def settle(school: School) -> None:
    """Everything that is due, and once more what was just done."""
    school.sandbox.advance(minutes=1)
    with school.store.begin(school.workspace.id) as db:
        open_ones = StandIn.due_at.is_not(None)
        db.execute(update(StandIn).where(open_ones).values(due_at=school.sandbox.now))
    for sweep in sweeps.SWEEPS * 2:
        if sweep.name == "stand-ins":
            sweep.run(school.store, school.sandbox.now)
    school.sandbox.advance(minutes=1)


def lines(person: Person, channel: Channel, words: str) -> int:
    return sum(words in text for text in person.channel_texts(channel))


def cards(person: Person, words: str = CARD) -> int:
    return sum(words in text for text in person.dm_texts())


def members(school: School, channel: Channel) -> set[str]:
    [found] = [one for one in school.workspace.channels() if one.id == channel.id]
    return set(found.members)


def goes_away(school: School, buddy: Person, until: str = "15 March") -> None:
    buddy.types(f"/codebuddy away until {until}")
    school.sandbox.advance(minutes=1)


def test_somebody_stands_in_until_the_buddy_is_back(
    school: School, pair: tuple[Person, Person, Channel]
) -> None:
    samira, bruno, channel = pair
    petra, vera = school.person("Petra"), school.person("Vera")
    goes_away(school, bruno)
    bruno.clicks(ASK)
    bruno.sees_privately("Only the student of this team can ask")
    samira.clicks(ASK)
    samira.sees_privately("You need not do anything.")
    samira.clicks(ASK)
    samira.sees_privately("You have asked for a stand-in already")
    settle(school)
    assert "A manager now looks for a stand-in" in samira.opens_home()
    assert cards(petra) == 1
    petra.clicks(CHOOSE)
    assert "Speaks English well. Has no student." in petra.modal().text
    petra.submits({FIELD: vera.id})
    assert "I have asked" in petra.modal().text
    petra.closes(all=True)
    settle(school)
    petra.gets_dm("you get a new card")
    vera.gets_dm(OFFER)
    vera.gets_dm("until Sunday 15 March")
    vera.gets_dm("Please answer by Wednesday 4 March.")
    samira.does_not_see("Vera")
    vera.clicks("Yes, gladly")
    settle(school)
    vera.gets_dm("Answer questions there when you can.")
    assert vera.id in members(school, channel)
    assert lines(samira, channel, COMES) == 1
    assert "stands in until Sunday 15 March" in samira.opens_home()
    petra.gets_dm("stands in for")
    school.sandbox.advance_to(START + timedelta(weeks=2, minutes=-1))
    assert vera.id in members(school, channel)
    school.sandbox.advance(minutes=2)
    settle(school)
    assert vera.id not in members(school, channel)
    assert len(school.workspace.calls("conversations.kick")) == 1
    assert [one.kind for one in open_tasks(school)] == [], "what the program does itself is nobody's task"
    assert lines(samira, channel, GOES) == 1
    assert cards(vera, THANKS) == 1
    vera.clicks("I have to stop")
    vera.sees_privately("nobody needs to stand in any more")
    samira.clicks(ASK)
    samira.sees_privately("These days away are over")
    assert ASK not in samira.opens_home()
    goes_away(school, bruno, "30 March")  # other days, another time
    samira.opens_home()
    samira.clicks_home(ASK)
    assert state(school) is StandInState.ASKED


def test_a_no_and_no_answer_bring_the_card_back_and_nobody_is_told_kindly(
    school: School, pair: tuple[Person, Person, Channel]
) -> None:
    samira, bruno, channel = pair
    petra, vera, olu = school.person("Petra"), school.person("Vera"), stories.volunteer(school, "Olu", "en")
    goes_away(school, bruno)
    samira.clicks(ASK)
    school.sandbox.advance(minutes=1)
    petra.clicks(CHOOSE)
    petra.submits({FIELD: vera.id})
    petra.closes(all=True)
    school.sandbox.advance(minutes=1)
    vera.clicks("Not this time")
    vera.gets_dm("nobody asks why")
    settle(school)
    assert cards(petra, "It did not work out with the last one") == 1
    petra.clicks(CHOOSE)
    with pytest.raises(Impossible):
        petra.submits({FIELD: vera.id})  # asked before, she is not among them
    petra.submits({FIELD: olu.id})
    petra.closes(all=True)
    school.sandbox.advance(days=2, minutes=-1)
    assert cards(petra, "It did not work out") == 0
    school.sandbox.advance(minutes=2)
    settle(school)
    olu.gets_dm("This question is over")
    assert cards(petra, "It did not work out") == 1
    petra.clicks(CHOOSE)
    assert "Nobody fits at the moment" in petra.modal().text
    petra.closes(all=True)
    petra.clicks("Nobody now")
    settle(school)
    assert cards(samira, "it has nothing to do with you") == 1
    assert "Nobody can stand in at the moment" in samira.opens_home()
    assert lines(samira, channel, COMES) == 0
    samira.clicks(ASK)
    samira.sees_privately("You have asked for a stand-in already")


def test_who_does_not_fit_is_not_among_them_and_no_list_is_told(
    school: School, pair: tuple[Person, Person, Channel]
) -> None:
    """One who is away, one who is full, another language, one whom a list keeps apart; and the list that comes late."""
    samira, bruno, _ = pair
    petra, vera = school.person("Petra"), school.person("Vera")
    others = [stories.volunteer(school, name, "en") for name in ("Olu", "Rosa", "Emre")]
    stories.volunteer(school, "Omar", "es")
    stories.volunteer(school, "Mateo", "en")  # in the channel already, and stays in it
    others[0].types("/codebuddy away")
    others[0].submits({"first": "2026-03-10", "last": "2026-03-11"})  # here today, and not all the time
    others[0].closes(all=True)
    others[1].opens_home()
    others[1].clicks_home("Full for now")
    names(bruno, others[2])
    goes_away(school, bruno)
    samira.clicks(ASK)
    school.sandbox.advance(minutes=1)
    petra.clicks(CHOOSE)
    for other in (*others, school.person("Omar"), school.person("Mateo"), bruno):
        assert other.id not in str(petra.modal().view["blocks"][1])
    names(vera, samira)
    petra.submits({FIELD: vera.id})
    assert "There can be many reasons" in petra.modal().errors[FIELD]
    petra.closes(all=True)
    names(vera)
    petra.clicks(CHOOSE)
    petra.submits({FIELD: vera.id})
    petra.closes(all=True)
    names(samira, vera)
    vera.clicks("Yes, gladly")
    vera.gets_dm("It was settled otherwise")
    settle(school)
    assert state(school) is StandInState.ASKED
    assert cards(petra, "It did not work out") == 1
    assert not school.workspace.calls("conversations.invite")


def test_asked_before_the_first_day_and_closed_when_he_stays(
    school: School, pair: tuple[Person, Person, Channel]
) -> None:
    samira, bruno, channel = pair
    petra, vera = school.person("Petra"), school.person("Vera")
    bruno.types("/codebuddy away")
    bruno.submits({"first": "2026-03-10", "last": "2026-03-20"})
    bruno.closes(all=True)
    school.sandbox.advance(minutes=1)
    samira.clicks(ASK)
    school.sandbox.advance(minutes=1)
    petra.clicks(CHOOSE)
    petra.submits({FIELD: vera.id})
    petra.closes(all=True)
    school.sandbox.advance(minutes=1)
    vera.clicks("Yes, gladly")
    vera.gets_dm("On Tuesday 10 March")
    settle(school)
    assert vera.id not in members(school, channel)
    school.sandbox.advance_to(START + timedelta(days=8, minutes=1))
    assert vera.id in members(school, channel)
    bruno.opens_home()
    bruno.clicks_home("I am back")
    school.sandbox.advance(minutes=1)
    assert vera.id not in members(school, channel)
    settle(school)
    assert (cards(vera, THANKS), lines(samira, channel, GOES)) == (1, 1)
    bruno.types("/codebuddy away")
    bruno.submits({"first": "2026-03-12", "last": "2026-03-19"})
    bruno.closes(all=True)
    school.sandbox.advance(minutes=1)
    samira.clicks(ASK)
    school.sandbox.advance(minutes=1)
    petra.clicks(CHOOSE)
    petra.submits({FIELD: vera.id})
    petra.closes(all=True)
    school.sandbox.advance(minutes=1)
    vera.clicks("Yes, gladly")
    assert "stands in" not in samira.opens_home()  # he is here today
    bruno.opens_home()
    bruno.clicks_home("I am back")
    settle(school)
    assert cards(samira, "is here again") == 1
    assert cards(vera, "Thank you for your yes!") == 1
    assert len(school.workspace.calls("conversations.kick")) == 1
    assert state(school) is StandInState.OVER


@pytest.mark.parametrize("how", ["stops", "leaves", "team ends", "is a manager now", "Slack refuses"])
def test_who_stands_in_goes_before(school: School, pair: tuple[Person, Person, Channel], how: str) -> None:
    samira, bruno, channel = pair
    petra, vera = school.person("Petra"), school.person("Vera")
    goes_away(school, bruno)
    samira.clicks(ASK)
    school.sandbox.advance(minutes=1)
    petra.clicks(CHOOSE)
    petra.submits({FIELD: vera.id})
    petra.closes(all=True)
    school.sandbox.advance(minutes=1)
    vera.clicks("Yes, gladly")
    school.sandbox.advance(minutes=1)
    assert vera.id in members(school, channel)
    if how == "leaves":
        vera.is_deactivated()
        school.sandbox.advance(minutes=1)
        assert state(school) is StandInState.OVER
    elif how == "team ends":
        with school.store.begin(school.workspace.id) as db:
            db.execute(update(Team).values(state=TeamState.ENDED, ended_at=school.sandbox.now))
    elif how == "is a manager now":
        with school.store.begin(school.workspace.id) as db:
            db.execute(
                update(RoleHolder).where(RoleHolder.role == Role.PROGRAMME_MANAGER).values(user_id=vera.id)
            )
    elif how == "Slack refuses":
        school.sandbox.faults.next("conversations.kick", error="restricted_action")
    if how not in ("leaves", "team ends"):
        vera.clicks("I have to stop")
        vera.gets_dm("nobody asks why")
    settle(school)
    assert state(school) is StandInState.OVER
    assert (vera.id in members(school, channel)) == (how in ("is a manager now", "Slack refuses"))
    assert lines(samira, channel, GOES) == 1
    assert cards(petra, "Please do it: open the channel") == (1 if how == "Slack refuses" else 0)


def test_a_manager_who_is_the_buddy_has_another_decide_and_spanish(school: School, samira: Person) -> None:
    samira, petra, channel = stories.team(school, "Samira", "Petra")
    assert channel is not None
    mateo, vera = school.person("Mateo"), stories.volunteer(school, "Vera", "en")
    for person in (samira, mateo, vera):
        person.changes_locale("es-ES")
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().support_channel_id = channel.id
    goes_away(school, petra)
    samira.clicks("Pedir suplente" if lines(samira, channel, "Pedir suplente") else ASK)
    school.sandbox.advance(minutes=1)
    assert (cards(petra), cards(mateo, "quiere tener suplente")) == (0, 1)
    mateo.clicks("Elegir a alguien")
    mateo.submits({"¿A quién pregunto?": vera.id})
    mateo.closes(all=True)
    school.sandbox.advance(minutes=1)
    vera.clicks("Sí, con gusto")
    school.sandbox.advance(minutes=1)
    assert lines(samira, channel, "No se esperan horas.") == 1
    with school.store.read(school.workspace.id) as db:
        failed = db.scalars(
            select(Notice.kind).where(Notice.kind.like("stand_in%"), Notice.reason != "")
        ).all()
    assert failed == []


def test_a_card_that_nobody_answers_comes_once_more_and_both_are_settled(
    school: School, pair: tuple[Person, Person, Channel]
) -> None:
    samira, bruno, _ = pair
    petra = school.person("Petra")
    goes_away(school, bruno)
    samira.clicks(ASK)
    settle(school)
    assert cards(petra) == 1
    school.sandbox.advance(days=2)
    settle(school)
    assert cards(petra, "This has waited for a day: nobody has been chosen yet.") == 1
    school.sandbox.advance(days=3)
    assert cards(petra) == 2, "once"
    petra.clicks("Nobody now")
    school.sandbox.advance(minutes=2)
    assert (cards(petra), cards(petra, "No stand-in this time.")) == (0, 2)


def open_tasks(school: School) -> list[Task]:
    with school.store.read(school.workspace.id) as db:
        return list(db.scalars(select(Task).where(Task.done_at.is_(None))))
