"""Somebody asks for more help, and somebody has it: whoever is away, whoever is faster, whatever fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from models import HelpRequest, History, Inbox, Notice, Task
from models.enums import HelpState
from sandbox.people import Impossible, Person
from tests import stories
from tests.conftest import School
from tests.flows.helping import at_once, cards, press, resolves

MORE = "More help with the course or with our team"
TALK = "Someone to talk to, in confidence"


@pytest.fixture
def cast(school: School) -> Iterator[dict[str, Person]]:
    """A school that is set up and a team in it. After each story: only what is closed is without a next step."""
    stories.set_up(school)
    student, buddy, _ = stories.team(school)
    names = ("Petra", "Mateo", "Bea", "Wanda")
    school.sandbox.settle()  # Slack has told of everybody who joined
    yield {"Samira": student, "Bruno": buddy, **{name: school.person(name) for name in names}}
    with school.store.everywhere_reading() as db:
        for state, due in db.execute(select(HelpRequest.state, HelpRequest.next_step_at)):
            assert (state is HelpState.CLOSED) == (due is None)


def asks(person: Person, words: str = "I am stuck with <React> & alone") -> None:
    person.types("/escalate")
    person.submits_pages({"What do you need?": MORE}, {"What is it about?": words})


def kept(school: School) -> list[str]:
    """Keys of the deliveries that the store remembers."""
    with school.store.everywhere_reading() as db:
        return list(db.scalars(select(Inbox.key).order_by(Inbox.key)))


def madrid(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in March 2026, before the clocks change (UTC+1)."""
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


def test_the_project_manager_is_asked_and_the_one_who_asked_hears_who_has_it(
    school: School, cast: dict[str, Person]
) -> None:
    asks(cast["Samira"])
    said = cast["Samira"].modal().text
    for part in ("It is stored", "Monday 2 March, 17:00", "@Petra", "@Mateo", "112", "024", "016"):
        assert part in said
    cast["Petra"].gets_dm("@Samira asks for help.")
    assert "@Bruno" not in cards(cast["Petra"])[-1], "she may ask because of him"
    cast["Petra"].gets_dm("I am stuck with <React> & alone")
    cast["Petra"].clicks("I look after it")
    assert "You have looked after it since Monday 2 March, 09:00" in cards(cast["Petra"])[-1]
    cast["Samira"].gets_dm("@Petra has seen it and looks after it, 09:00.")
    school.sandbox.advance(days=5)
    assert len(cards(cast["Petra"])) == 1
    assert not cards(cast["Mateo"])
    assert not cards(cast["Bea"])


def test_nobody_answers_so_she_is_reminded_then_the_next_then_all_each_working_day(
    school: School, cast: dict[str, Person]
) -> None:
    asks(cast["Samira"])
    school.sandbox.advance_to(madrid(10, 12))
    names = {person.id: name for name, person in cast.items()}
    when = [
        (names[call["args"]["channel"]], datetime.fromisoformat(call["at"]).replace(microsecond=0))
        for call in school.workspace.calls("chat.postMessage")
        if "asks for help" in call["args"]["text"]
    ]
    steps = sorted(when, key=lambda one: one[1])
    assert steps[:4] == [
        ("Petra", madrid(2, 9)),
        ("Petra", madrid(2, 17)),
        ("Mateo", madrid(3, 16)),
        ("Bea", madrid(4, 15)),
    ]
    for morning in (madrid(5, 14), madrid(6, 9), madrid(9, 9), madrid(10, 9)):
        asked = {name for name, at in when if morning <= at < morning + timedelta(minutes=1)}
        assert asked == {"Petra", "Mateo", "Bea"}, morning
    assert len(when) == 4 + 4 * 3, "nothing at the weekend, nothing twice"
    cast["Samira"].gets_dm("nobody has answered yet. I am sorry.")
    assert sum("nobody has answered yet" in text for text in cast["Samira"].dm_texts()) == 1


def test_everybody_elses_card_says_who_has_it_and_the_steps_stop(
    school: School, cast: dict[str, Person]
) -> None:
    asks(cast["Samira"])
    school.sandbox.advance_to(madrid(3, 16, 5))
    cast["Petra"].gets_dm("is still waiting")
    cast["Mateo"].clicks("I look after it")
    for card in cards(cast["Petra"]):
        assert "@Mateo has looked after it since Tuesday 3 March, 16:05" in card
        assert "I look after it" not in card
    with pytest.raises(Impossible):
        cast["Petra"].clicks("I look after it")
    school.sandbox.advance(days=7)
    assert not cards(cast["Bea"])
    resolves(cast["Mateo"])
    for card in cards(cast["Petra"]) + cards(cast["Mateo"]):
        assert "Resolved by @Mateo on Tuesday 10 March, 16:05" in card
        assert "a talk of all three" in card
    cast["Samira"].gets_dm("@Mateo says that your request for help is resolved.")
    cast["Samira"].gets_dm("a talk of all three")


def test_two_acknowledge_in_the_same_moment_and_one_has_it(school: School, cast: dict[str, Person]) -> None:
    asks(cast["Samira"])
    school.sandbox.advance_to(madrid(3, 16, 5))
    at_once(
        school, *(partial(cast[name].clicks, "I look after it", settle=False) for name in ("Petra", "Mateo"))
    )
    with school.store.read(school.workspace.id) as db:
        holder = db.scalars(select(HelpRequest.acknowledged_by)).one()
        events = db.scalars(select(History.event).where(History.subject == "help_request")).all()
    assert sorted(events) == ["acknowledged", "asked"]
    winner, loser = sorted((cast["Petra"], cast["Mateo"]), key=lambda person: person.id != holder)
    assert "You have looked after it since" in cards(winner)[-1]
    assert all(f"@{winner.name} has looked after it since" in card for card in cards(loser))
    heard = [text for text in cast["Samira"].dm_texts() if "has seen it" in text]
    assert [text.startswith("@") for text in heard] == [False, True], "one list of steps, and one message"
    assert all(f"@{winner.name} has seen it" in text and text.count("seen") == 1 for text in heard)


def test_somebody_who_has_left_is_skipped_and_one_who_leaves_is_passed_over_at_once(
    school: School, cast: dict[str, Person]
) -> None:
    cast["Petra"].is_deactivated()
    asks(cast["Samira"])
    assert "@Mateo" in cast["Samira"].modal().text
    assert cards(cast["Mateo"])
    school.sandbox.faults.next("chat.postMessage", error="channel_not_found")
    asks(cast["Bruno"], "and I too")
    assert not any("and I too" in card for card in cards(cast["Mateo"]))
    assert any("and I too" in card for card in cards(cast["Bea"]))
    with school.store.read(school.workspace.id) as db:
        tasks = db.execute(select(Task.kind, Task.about)).all()
    assert [(kind, about["to"]) for kind, about in tasks] == [("undelivered", cast["Mateo"].id)]


def test_the_only_one_in_line_cannot_be_reached_and_is_asked_again(school: School) -> None:
    stories.set_up(school)
    student, _, _ = stories.team(school)
    school.sandbox.settle()
    for name in ("Mateo", "Bea"):
        school.person(name).is_deactivated()
    school.sandbox.faults.next("chat.postMessage", error="channel_not_found")
    asks(student)
    assert not cards(school.person("Petra"))
    school.sandbox.advance(hours=9)
    assert cards(school.person("Petra"))


def test_slack_is_away_while_she_asks_and_it_is_delivered_later(
    school: School, cast: dict[str, Person]
) -> None:
    school.sandbox.faults.next("chat.postMessage", http=503, times=4)
    asks(cast["Samira"])
    assert "It is stored" in cast["Samira"].modal().text
    assert not cards(cast["Petra"])
    school.sandbox.advance(hours=2)
    assert len(cards(cast["Petra"])) == 1
    assert not cards(cast["Mateo"])


def test_a_manager_who_asks_is_not_asked_herself(school: School, cast: dict[str, Person]) -> None:
    asks(cast["Petra"], "I cannot do this alone")
    assert not cards(cast["Petra"])
    assert cards(cast["Mateo"])
    with school.store.read(school.workspace.id) as db:
        request_id = db.scalars(select(HelpRequest.id)).one()
    press(school, cast["Petra"], "help_acknowledge", request_id)
    cast["Petra"].sees_privately("This is for somebody else to decide.")


def test_who_is_not_asked_cannot_take_or_close_it(school: School, cast: dict[str, Person]) -> None:
    asks(cast["Samira"])
    with school.store.read(school.workspace.id) as db:
        request_id = db.scalars(select(HelpRequest.id)).one()
    for name in ("Bruno", "Wanda"):
        for action in ("help_acknowledge", "help_close"):
            press(school, cast[name], action, request_id)
        assert sum("Only the people who run CodeBuddies" in one for one in cast[name].private_texts()) == 2
    for action in ("help_acknowledge", "help_close"):
        press(school, cast["Petra"], action, "0" * 32)
        cast["Petra"].sees_privately("This is not here any more.")
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(HelpRequest.state)).one() is HelpState.OPEN


def test_who_looks_after_a_call_finds_it_in_her_home_until_it_is_done(
    school: School, cast: dict[str, Person]
) -> None:
    school.sandbox.advance_to(madrid(2, 22))
    asks(cast["Samira"])
    cast["Petra"].clicks("I look after it")
    school.sandbox.advance_to(madrid(4, 8))
    line = "You look after: @Samira asked 2 days ago."
    home = cast["Petra"].opens_home()
    assert line in home, "by the calendar: it is not yet 48 hours ago"
    assert "Nothing waits for you" not in home
    cast["Petra"].types("/codebuddy status")
    cast["Petra"].sees_privately(line)
    assert "You look after" not in cast["Mateo"].opens_home()
    cast["Petra"].clicks_home("Resolved")
    cast["Petra"].submits({"What helped? One line": "a talk"})
    assert "You look after" not in cast["Petra"].seen()["home"]["text"]
    cast["Samira"].gets_dm("says that your request for help is resolved")
    assert "Resolved by @Petra on" in cards(cast["Petra"])[-1]


def test_she_needs_it_no_more(school: School, cast: dict[str, Person]) -> None:
    asks(cast["Samira"])
    school.sandbox.advance_to(madrid(5, 15))
    cast["Samira"].clicks("I do not need it any more")
    cast["Samira"].gets_dm("I have told the people I had asked")
    assert all(
        "does not need it any more" in card
        for name in ("Petra", "Mateo", "Bea")
        for card in cards(cast[name])
    )


def test_what_is_typed_behind_the_command_only_fills_in_the_form(
    school: School, cast: dict[str, Person]
) -> None:
    before = kept(school)
    cast["Samira"].types("/escalate my buddy does not answer <!channel>")
    assert words_on_the_second_page(cast["Samira"]) == "my buddy does not answer <!channel>"
    cast["Samira"].types("/codebuddy support please")
    assert words_on_the_second_page(cast["Samira"]) == "please"
    assert kept(school) == before
    cast["Samira"].shortcut("shortcut_help")
    assert words_on_the_second_page(cast["Samira"]) is None


def words_on_the_second_page(person: Person) -> str | None:
    person.submits({"What do you need?": MORE})
    words: str | None = person.modal().fields["What is it about?"]
    person.closes(all=True)
    return words


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(
    school: School, cast: dict[str, Person]
) -> None:
    asks(cast["Samira"], "a" * 1001)
    assert "at most 1000 characters" in cast["Samira"].modal().errors["What is it about?"]
    assert not cards(cast["Petra"])
    cast["Samira"].submits({"What is it about?": "shorter"})
    assert "It is stored" in cast["Samira"].modal().text


def test_somebody_who_finds_no_words_is_asked_for_none(school: School, cast: dict[str, Person]) -> None:
    asks(cast["Samira"], "")
    assert "It is stored" in cast["Samira"].modal().text
    assert "Nothing was written. Please ask what it is about." in cards(cast["Petra"])[-1]


def test_a_form_sent_twice_is_one_call_for_help(school: School, cast: dict[str, Person]) -> None:
    cast["Samira"].types("/escalate")
    cast["Samira"].submits({"What do you need?": MORE})
    school.sandbox.faults.twice(at_once=True)
    reply = cast["Samira"].submits({"What is it about?": "once"})
    assert [ack["body"] for ack in reply.acks[1:]] == [reply.body]
    assert len(cards(cast["Petra"])) == 1


def test_while_nobody_is_set_up_the_form_says_so_before_anything_is_typed(school: School) -> None:
    student = school.person("Samira")
    student.types("/escalate")
    modal = student.modal()
    assert "Nobody can read this at the moment" in modal.text
    assert "112" in modal.text
    assert modal.submit is None


def test_nobody_to_talk_to_is_said_before_and_at_sending(school: School, cast: dict[str, Person]) -> None:
    cast["Mateo"].is_deactivated()
    cast["Samira"].types("/escalate")
    assert "Nobody reads it unless you choose somebody on the next page." in cast["Samira"].modal().text
    cast["Samira"].submits({"What do you need?": TALK})
    assert cast["Samira"].modal().fields["Who should read it first?"] in (None, "")
    names = [f"<@{cast[name].id}>" for name in ("Petra", "Bea")]
    cast["Samira"].submits({"Who should read it first?": names[0], "Who must not read it?": names})
    modal = cast["Samira"].modal()
    assert "I did not send it" in str(modal.errors)
    assert "024" in modal.text


def test_the_words_are_sealed(school: School, cast: dict[str, Person]) -> None:
    asks(cast["Samira"], "sealed words")
    with school.store.read(school.workspace.id) as db:
        assert b"sealed words" not in db.scalars(select(HelpRequest.words)).one()
        assert "sealed words" not in str(db.execute(select(Notice.about, Notice.dedupe_key)).all())
