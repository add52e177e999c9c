"""While Slack does not answer: who is unknown is asked about again later, a Home that failed is asked for again, and whoever
has asked for help sees that it is kept, and when it was sent."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from bot.opening import CannotStart
from bot.services import people
from bot.vault import KeyRing
from models import Person
from sandbox.people import Sandbox
from tests.confidential import MARK, MORE, Printed, Scene, ask, open_matters
from tests.conftest import MANIFEST, School, start_program


def facts_at(school: School, user_id: str) -> object:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Person.facts_at).where(Person.user_id == user_id)).one()


def calls(school: School) -> int:
    return len(school.workspace.calls("users.info"))


def test_whom_slack_could_not_describe_is_asked_about_later_and_not_at_each_act(school: School) -> None:
    """Let in meanwhile, as a plain member and in the programme's language; the waits double, up to a day."""
    guest = school.person("Gil", guest=True, locale="es-ES")
    school.sandbox.settle()  # Slack's own news of her is heard, and is of nobody who is known
    before = calls(school)
    school.sandbox.faults.next("users.info", error="internal_error", times=1000)
    waits = (15, 30, 60, 120, 240, 480, 960, 1440, 1440)
    for tries, minutes in enumerate(waits, start=1):
        for _ in range(3):
            guest.types("/codebuddy contacts")
            guest.sees_privately("Whom to turn to")
        assert calls(school) - before == tries, "once, whatever she does"
        school.sandbox.advance(minutes=minutes - 1)
        guest.types("/codebuddy contacts")
        assert calls(school) - before == tries, f"not before {minutes} minutes are over"
        school.sandbox.advance(minutes=1)
    assert facts_at(school, guest.id) == people.NEVER_TOLD
    school.sandbox.faults.clear()
    guest.types("/codebuddy contacts")
    guest.sees_privately("es para miembros")
    assert facts_at(school, guest.id) != people.NEVER_TOLD


def test_a_home_that_could_not_be_read_is_asked_for_again_and_nobody_is_told(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = school.person("Ana")
    first = ana.opens_home()
    assert "Private matters" in first

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the store is away")

    school.sandbox.settings(ack_timeout=0.3)
    with monkeypatch.context() as trouble:
        trouble.setattr(people, "acting", broken)
        ana.opens_home(settle=False)
        assert ana.home_text() == first
        last = school.workspace.deliveries("events_api")[-1]
        assert last["payload"]["event"]["type"] == "app_home_opened"
        assert last["ack"]["status"] == "timeout"  # Slack was not told that it is done


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_token_of_another_workspace_does_not_start_on_this_store(
    sandbox: Sandbox, database_url: str
) -> None:
    keys = KeyRing.new().text()
    school = sandbox.workspace("Made-up School", manifest=MANIFEST)
    start_program(sandbox, school, database_url, keys).stop()
    other = sandbox.workspace("Another School", manifest=MANIFEST, app="Other")
    with pytest.raises(CannotStart, match=school.id):
        start_program(sandbox, other, database_url, keys)


HELD = "yet: Slack does not take messages at the moment. I keep trying; it is not lost."
AWAY = 4
"""Tries in vain: at once, and after 5, 35 and 155 seconds. The next one is after 12 and a half minutes."""


def test_whoever_asks_while_slack_is_away_reads_that_it_is_kept_and_then_when_it_was_sent(
    scene: Scene, printed: Printed
) -> None:
    school, samira, petra = scene.school, scene.asker, scene.school.person("Petra")
    school.sandbox.faults.next("chat.postMessage", http=503, times=AWAY)
    samira.types("/escalate")
    samira.submits_pages({"What do you need?": MORE}, {"What is it about?": "stuck"})
    assert "It is stored, and goes to @Petra now." in samira.modal().text
    assert "My Home tab shows when it was sent." in samira.modal().text
    samira.closes(all=True)
    assert petra.dm_texts() == []
    assert f"It is stored, but not sent to @Petra {HELD}" in samira.opens_home()
    samira.types("/codebuddy status")
    samira.sees_privately(HELD)
    for other in (petra, scene.reader, scene.others[0]):
        assert HELD not in other.opens_home()
    school.sandbox.advance(minutes=13)
    petra.gets_dm("@Samira asks for help.")
    assert "Your request for help, Monday 2 March, 09:00\nSent to @Petra, 09:12." in samira.opens_home()
    petra.is_deactivated()
    school.sandbox.faults.next("chat.postMessage", http=503, times=AWAY)
    school.sandbox.advance(days=1)
    assert "@Mateo" in samira.opens_home()
    assert samira.id not in printed()
    assert petra.id not in printed()


def test_in_confidence_she_sees_it_where_nobody_else_does(scene: Scene, printed: Printed) -> None:
    school, samira, mateo = scene.school, scene.asker, scene.reader
    samira.changes_tz("Atlantic/Canary")
    school.sandbox.faults.next("chat.postMessage", http=503, times=AWAY)
    ask(samira)
    answer = samira.modal().text
    assert "It is stored. It is safe with @Mateo" in answer
    assert "There you see when it was sent" in answer
    samira.closes(all=True)
    home = samira.opens_home()
    open_matters(samira)
    assert f"It is stored, but not sent to @Mateo {HELD}" in samira.modal().text
    size = page_size(school)
    samira.closes()
    school.sandbox.advance(minutes=13)
    assert "Someone asks for support." in mateo.last_dm()
    open_matters(samira)
    assert "You asked on Monday 2 March, 08:00.\nSent to @Mateo, 08:12.\nNobody has answered yet." in (
        samira.modal().text
    )
    assert page_size(school) == size
    samira.closes()
    assert samira.opens_home() == home, "its place is the page that she opens herself"
    open_matters(scene.others[0])
    assert page_size(school) == size
    school.sandbox.advance(days=1)
    open_matters(samira)
    assert "Sent to @Mateo, 08:12. Asked again: @Mateo, 16:00." in samira.modal().text, "he was reminded"
    samira.closes()
    mateo.clicks("Open")
    mateo.presses("I look after it")
    open_matters(samira)
    assert "Sent to" not in samira.modal().text
    assert "@Mateo has looked after it since" in samira.modal().text
    assert MARK not in printed()
    assert samira.id not in printed()


def page_size(school: School) -> int:
    [*_, call] = school.workspace.calls("views.open")
    return len(json.dumps(call["args"]["view"]))


def test_whom_slack_does_not_reach_at_all_is_said_too(scene: Scene) -> None:
    school, samira = scene.school, scene.asker
    school.sandbox.faults.next("chat.postMessage", error="channel_not_found")
    ask(samira)
    samira.closes(all=True)
    open_matters(samira)
    assert "It is stored, but I could not reach @Mateo. I try again; it is not lost." in samira.modal().text
    samira.closes()
    school.sandbox.advance(days=1)
    open_matters(samira)
    assert "Sent to @Mateo," in samira.modal().text
