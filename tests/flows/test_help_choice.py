"""Whom she wants to read it first, and who must not know; for herself or for her team; a note in the channel or none."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.services import help as calls
from bot.services import people
from models import HelpRequest, Notice, RoleHolder, Slot, StandIn, Team
from models.enums import Role, StandInState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.duty import cast as cast
from tests.flows.duty import is_away, madrid
from tests.flows.helping import asks_for, call, cards, ids_of, press, steps

NOTE = "Help is on its way"


def test_whom_she_chose_is_asked_first_and_then_the_others_in_order(
    school: School, cast: dict[str, Person]
) -> None:
    asks_for(school, cast["Samira"], first=cast["Bea"].id)
    assert [len(cards(cast[name])) for name in ("Petra", "Mateo", "Bea")] == [0, 0, 1]
    school.sandbox.advance_to(madrid(3, 16, 5))
    assert [len(cards(cast[name])) for name in ("Petra", "Mateo", "Bea")] == [1, 0, 2]
    school.sandbox.advance_to(madrid(4, 15, 5))
    assert [len(cards(cast[name])) for name in ("Petra", "Mateo", "Bea")] == [1, 1, 2]
    assert steps(cast["Samira"]) == [
        "Sent to @Bea, 09:00.",
        "I have asked @Bea again, 17:00.",
        "Sent to @Petra, 3 Mar, 16:00.",
        "Sent to @Mateo, 4 Mar, 15:00.",
    ]


def test_whom_she_chose_goes_away_and_the_first_of_the_others_is_asked(
    school: School, cast: dict[str, Person]
) -> None:
    asks_for(school, cast["Samira"], first=cast["Bea"].id)
    is_away(cast["Bea"], "2026-03-02", "2026-03-06")
    school.sandbox.advance(minutes=1)
    assert len(cards(cast["Petra"])) == 1


def test_whom_she_chose_cannot_be_reached_and_the_next_is_asked_at_once_but_not_who_must_not_know(
    school: School, cast: dict[str, Person]
) -> None:
    school.sandbox.faults.next("chat.postMessage", error="channel_not_found")
    asks_for(school, cast["Samira"], first=cast["Bea"].id, excluded=ids_of(cast["Petra"]))
    assert [len(cards(cast[name])) for name in ("Petra", "Mateo", "Bea")] == [0, 1, 0]


def test_who_must_not_know_sees_nothing_of_it_whatever_happens_with_the_others(
    school: School, cast: dict[str, Person]
) -> None:
    petra, before = cast["Petra"], cast["Petra"].opens_home()
    asks_for(school, cast["Samira"], excluded=ids_of(petra, cast["Sofia"]))
    assert petra.opens_home() == before
    assert "More support: @Samira asked today. Nobody has answered yet." in cast["Mateo"].opens_home()
    is_away(cast["Mateo"], "2026-03-02", "2026-03-20")
    is_away(cast["Bea"], "2026-03-03", "2026-03-20")
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, cast["Sofia"])
        db.flush()
        db.add(RoleHolder(role=Role.BACKUP, user_id=cast["Sofia"].id, position=9, email=None))
        db.add(Slot(kind="digest", timezone="Europe/Madrid", due_at=madrid(9, 9)))
    school.sandbox.advance_to(madrid(9, 10))
    for name in ("Petra", "Sofia"):
        assert not cards(cast[name])
        assert not any("@Samira asked" in text for text in cast[name].dm_texts())
    assert cards(cast["Mateo"])
    assert cards(cast["Bea"])
    for action in ("help_acknowledge", "help_close", "help_hand_over", "help_reopen"):
        press(school, petra, action, call(school).id)
        petra.sees_privately("This is for somebody else to decide.")
    assert call(school).acknowledged_by is None
    with school.store.read(school.workspace.id) as db:
        asked = set(db.scalars(select(Notice.target).where(Notice.kind == "help")))
    assert asked == {cast["Mateo"].id, cast["Bea"].id}


def test_who_must_not_know_is_not_offered_when_it_is_handed_over(
    school: School, cast: dict[str, Person]
) -> None:
    asks_for(school, cast["Samira"], excluded=ids_of(cast["Mateo"]))
    cast["Petra"].clicks("Need to hand over")
    assert "@Bea" in cast["Petra"].modal().text
    assert "@Mateo" not in cast["Petra"].modal().text


@pytest.mark.parametrize(
    ("choice", "wrong"),
    [
        ({"excluded": ("Petra", "Mateo", "Bea")}, Wrong.NOBODY_LEFT),
        ({"excluded": ("Petra",), "first": "Petra"}, Wrong.WANTED_AND_NOT),
        ({"first": "Sofia"}, Wrong.OTHER_READERS),
        ({"excluded": ("Mateo",), "tells_channel": True}, Wrong.READS_CHANNEL),
        ({"excluded": ("Bruno",), "tells_channel": True}, Wrong.READS_CHANNEL),
        ({"shown": ("Petra", "Bea")}, Wrong.OTHER_READERS),
    ],
)
def test_what_cannot_be_chosen_is_said_before_anything_is_stored(
    school: School, cast: dict[str, Person], choice: dict[str, Any], wrong: Wrong
) -> None:
    named = {
        key: value
        if isinstance(value, bool)
        else cast[value].id
        if isinstance(value, str)
        else [cast[name].id for name in value]
        for key, value in choice.items()
    }
    with pytest.raises(UserError) as refused:
        asks_for(school, cast["Samira"], **named)
    assert refused.value.what is wrong
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(HelpRequest.id)).all() == []
        assert db.scalars(select(Notice.id)).all() == []


def test_who_stands_in_reads_the_channel_too(school: School, cast: dict[str, Person]) -> None:
    bea = cast["Bea"]
    with school.store.begin(school.workspace.id) as db:
        db.add(
            StandIn(
                team_id=db.scalars(select(Team.id)).one(),
                rest_id=None,
                state=StandInState.HERE,
                asked_at=school.sandbox.now,
                asked=[bea.id],
                volunteer_id=bea.id,
            )
        )
    with pytest.raises(UserError) as refused:
        asks_for(school, cast["Samira"], excluded=ids_of(bea), tells_channel=True)
    assert refused.value.what is Wrong.READS_CHANNEL


def test_nobody_there_is_left_though_somebody_away_would_be(school: School, cast: dict[str, Person]) -> None:
    is_away(cast["Bea"], "2026-03-02", "2026-03-06")
    with pytest.raises(UserError) as refused:
        asks_for(school, cast["Samira"], excluded=ids_of(cast["Petra"], cast["Mateo"]))
    assert refused.value.what is Wrong.NOBODY_LEFT


def test_for_the_team_the_card_names_it_and_for_herself_it_does_not(
    school: School, cast: dict[str, Person]
) -> None:
    asks_for(school, cast["Bruno"], for_team=True)
    cast["Petra"].gets_dm("@Bruno asks for help for the team with @Samira.")
    asks_for(school, cast["Samira"])
    cast["Petra"].gets_dm("@Samira asks for help.")
    school.sandbox.advance_to(madrid(3, 17))
    cast["Petra"].gets_dm("@Bruno asks for help for the team with @Samira, and is still waiting.")


def test_somebody_elses_team_cannot_be_asked_for(school: School, cast: dict[str, Person]) -> None:
    asks_for(school, cast["Samira"])
    with school.store.read(school.workspace.id) as db:
        team = db.scalars(select(HelpRequest.team_id)).one()
    with pytest.raises(UserError) as refused:
        from_outside(school, cast["Sofia"], team)
    assert refused.value.what is Wrong.NOT_YOURS


def from_outside(school: School, person: Person, team: int | None) -> None:
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, person)
        who = people.acting(db, person.id)
        calls.ask(db, stories.vault(school), school.sandbox.now, who, "x", team, for_team=True)


def test_the_channel_hears_of_it_only_where_she_ticked_it_and_not_who_it_was(
    school: School, cast: dict[str, Person]
) -> None:
    asks_for(school, cast["Samira"])
    assert not notes(school)
    asks_for(school, cast["Bruno"], "the words", tells_channel=True)
    [note] = notes(school)
    room = school.team_channel(cast["Samira"], cast["Bruno"])
    assert note["args"]["channel"] == room.id
    for nothing in ("the words", *(person.id for person in cast.values())):
        assert nothing not in str(note["args"])


def test_a_team_without_a_channel_is_no_reason_not_to_ask(school: School) -> None:
    stories.set_up(school)
    student, _, _ = stories.team(school, channel=False)
    school.sandbox.settle()
    asks_for(school, student, tells_channel=True)
    assert cards(school.person("Petra"))
    assert not notes(school)


def notes(school: School) -> list[Any]:
    return [one for one in school.workspace.calls("chat.postMessage") if NOTE in one["args"]["text"]]
