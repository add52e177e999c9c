"""Messages that were about somebody who is erased: what others read in their place."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from bot.delivery.kinds import Post
from bot.delivery.letters import KINDS
from bot.delivery.sender import Sender
from bot.services import erasing_work, handovers, notices, quiet_teams
from bot.views.answer import Message
from models import Erasure, Notice, Settings
from models import Person as Member
from sandbox.people import Person
from scheduler.sweeps import erase_one
from tests import stories
from tests.conftest import School
from tests.flows.test_erase_me import DAY, a_day_passes, asks
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


class SlowSlack(WebClient):
    """Between a letter that is written and Slack's answer, something else happens."""

    def __init__(self, inner: WebClient, meanwhile: Callable[[], None]) -> None:
        super().__init__(token=inner.token, base_url=inner.base_url)
        self.meanwhile = meanwhile

    def api_call(self, *given: Any, **more: Any) -> Any:
        self.meanwhile()
        return super().api_call(*given, **more)


@pytest.mark.parametrize("until", ["the end", "the rows"])
def test_a_message_that_was_written_before_her_rows_gave_way(school: School, until: str) -> None:
    """It is on its way when they do: it is waited for, and gets another text, and her id comes back nowhere."""
    stories.set_up(school)
    samira, petra = stories.waiting(school, "Samira", "ar"), school.person("Petra")
    asks(samira)
    deps, home = school.coordinator.deps, school.workspace.id
    later, vault = school.sandbox.now + DAY, deps.vaults.of(home)
    with school.store.begin(home) as db:
        while erasing_work.leave(db, vault, later, samira.id):
            pass
        whose = erasing_work.begin(db, vault, later, samira.id)
        assert whose is not None
        notices.owe(db, quiet_teams.TOLD, to=petra.id, key="late", now=school.sandbox.now)

    def meanwhile() -> None:
        if until == "the end":
            erase_one(school.store, deps.vaults, home, samira.id, later)
            return
        with school.store.begin(home) as db:
            for part in list(erasing_work.found(db, vault, whose)):
                erasing_work.run(db, vault, later, whose, part)

    says = Post(lambda db, due, now: Message(f"Please talk with <@{samira.id}>."))
    client = SlowSlack(deps.sender_of(home), meanwhile)
    assert Sender(deps, {**KINDS, quiet_teams.TOLD: says}, client=client).send_one(home)
    assert holds(petra, samira)
    erase_one(school.store, deps.vaults, home, samira.id, later + erasing_work.SENDING_WAITS)
    with school.store.read(home) as db:
        assert db.scalars(select(Erasure)).all() == []
        assert not [row.kind for row in db.scalars(select(Notice)) if samira.id in row.names]
    school.sandbox.advance(hours=24, minutes=20)
    assert not holds(petra, samira)
    assert REPLACED in petra.dm_texts()
