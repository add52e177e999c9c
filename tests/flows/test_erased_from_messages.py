"""Messages that were about somebody who is erased: what others read in their place."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from bot.services import handovers
from models import Notice, Settings
from models import Person as Member
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.test_erase_me import a_day_passes, asks
from tests.flows.test_role_handed_over import asks as hands_over
from tests.flows.test_target import asks as asks_for_hours

REPLACED = "This message is no longer kept."


def holds(reader: Person, user: Person) -> bool:
    """Whether a message that she can see has this id, in its text, its blocks or its buttons."""
    seen = reader.seen()
    said = [one for place in seen["channels"] + seen["dms"] for one in place["messages"]]
    return any(user.id in json.dumps([one["notification"], one["blocks"]]) for one in said)


def test_a_wish_for_hours_that_waits_for_a_manager_goes_with_its_buttons(school: School) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    petra = school.person("Petra")
    asks_for_hours(samira, "1h")
    samira.closes(all=True)
    bruno.clicks("Agree: 1 h a week")
    assert "Yes: 1 h a week" in petra.everything_visible()
    assert holds(petra, samira)
    asks(samira)
    a_day_passes(school)
    assert not holds(petra, samira)
    assert not holds(bruno, samira)
    assert "Yes: 1 h a week" not in petra.everything_visible()
    assert REPLACED in petra.dm_texts()


def test_what_a_click_has_put_in_the_place_of_a_message_is_known_too(school: School) -> None:
    stories.set_up(school)
    petra, nora = school.person("Petra"), school.person("Nora")
    hands_over(petra, nora)
    petra.closes(all=True)
    asked = select(Notice).where(Notice.kind == handovers.ASKED)
    with school.store.begin(school.workspace.id) as db:
        db.scalars(asked).one().names = []
    nora.clicks("Yes, I take it")
    assert "@Petra has to confirm it now." in nora.last_dm()
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(asked).one().names == [petra.id]


def test_in_a_teams_channel_it_is_said_in_the_languages_of_its_readers(school: School) -> None:
    stories.set_up(school)
    samira, bruno, channel = stories.team(school)
    assert channel is not None
    samira.types("/logsession 1h30 today hooks-of-mine", channel=channel)
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().language = "en"
        for person, language in ((samira, "fr"), (bruno, "es")):
            db.scalars(select(Member).where(Member.user_id == person.id)).one().language = language
        channel_rows = db.scalars(select(Notice).where(Notice.target.startswith("team:"))).all()
        assert [row for row in channel_rows if row.slack_ts], "something was said there"
    samira.types("/codebuddy erase")
    samira.presses("Effacer mes données")
    a_day_passes(school)
    said = bruno.channel_texts(channel)
    assert "Ce message n'est plus conservé.\nEste mensaje ya no se guarda." in said, said
    assert REPLACED not in " ".join(said)


@pytest.mark.parametrize(("days", "words"), [(7, "7 days"), (1, "1 day"), (60, "60 days")])
def test_how_old_a_message_may_be_that_gets_another_text_is_said_before(
    school: School, days: int, words: str
) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(Settings)).one()
        row.kept_for = [*row.kept_for[:-1], days]
    said = f"Those without the name I can change for {words} after I sent them, and some for 60 days."
    samira.types("/codebuddy erase")
    assert said in samira.modal().text
    stories.has_left(school, samira)
    petra = school.person("Petra")
    petra.types("/codebuddy erase")
    petra.presses("Erase data…")
    assert said in petra.modal().text
    assert "I do not look through the texts of your programme" in petra.modal().text
