"""A question to the help channel: phrased with help, with a name or without, answered, and brought back."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import ChannelQuestion, Settings, Task
from models.enums import QuestionState, TaskKind
from sandbox.people import Channel, Person
from scheduler import sweeps
from tests import leaks, stories
from tests.confidential import Printed, forge
from tests.conftest import School
from tests.flows.settings_screen import change_settings, opens

MARK = "kiwi-lantern-5520"
WANT, TRIED, HAPPENED, WHO = (
    *("What do you want to do?", "What have you tried?", "What happened?", "Who asks?"),
)
UNNAMED = "Without my name: nobody sees who asks"


def begun(school: School, *, bot: bool = True) -> tuple[dict[str, Person], Channel]:
    """A school with a team and a help channel, in which Hugo helps."""
    stories.set_up(school)
    stories.team(school)
    names = ("Samira", "Bruno", "Petra", "Mateo", "Bea", "Wanda", "Hugo", "Ada")
    cast = {name: school.person(name, **({"admin": True} if name == "Ada" else {})) for name in names}
    room = school.workspace.channel(
        "support-technical", *(cast[name] for name in ("Samira", "Bruno", "Hugo")), private=False, bot=bot
    )
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, cast["Hugo"])
        db.scalars(select(Settings)).one().support_channel_id = room.id
    return cast, room


def asks(person: Person, want: str = "Show a list in React", *, who: str = "With my name") -> None:
    person.types("/codebuddy ask")
    person.submits({WANT: want, TRIED: "map", HAPPENED: "it stays empty", WHO: who})
    person.closes(all=True)


def answers(person: Person, words: str) -> None:
    person.clicks("question_answer")
    person.submits({"Your answer": words})
    person.closes(all=True)


def rows(school: School) -> list[ChannelQuestion]:
    with school.store.read(school.workspace.id) as db:
        found = db.scalars(select(ChannelQuestion).order_by(ChannelQuestion.asked_at)).all()
        db.expunge_all()
        return list(found)


def tasks(school: School, kind: TaskKind) -> int:
    with school.store.read(school.workspace.id) as db:
        return len(db.scalars(select(Task.id).where(Task.kind == kind, Task.done_at.is_(None))).all())


def test_a_question_with_a_name_comes_back_with_an_answer_until_it_has_helped(school: School) -> None:
    cast, room = begun(school)
    samira, hugo, petra = cast["Samira"], cast["Hugo"], cast["Petra"]
    samira.opens_home()
    samira.clicks_home("Ask a question")
    samira.submits({WANT: " ", WHO: "With my name", HAPPENED: "it stays empty"})
    assert samira.modal().errors == {WANT: "Please fill this in."}
    assert samira.modal().fields[HAPPENED] == "it stays empty", "what was typed stays"
    samira.submits({WANT: "Show a <!channel> list"})
    samira.closes(all=True)
    hugo.sees("Show a <!channel> list", in_channel=room)
    hugo.sees("has a question", in_channel=room)
    samira.sees("Your question is posted")
    answers(hugo, "Return something from map.")
    threaded = [call for call in school.workspace.calls("chat.postMessage") if call["args"].get("thread_ts")]
    assert [call["args"]["channel"] for call in threaded] == [room.id]
    link = school.workspace.calls("chat.getPermalink")[-1]["result"]["permalink"]
    assert link in json.dumps(samira.seen())
    samira.clicks("I still need help")
    hugo.sees("Help is still needed here.", in_channel=room)
    school.sandbox.advance(hours=3, minutes=59)
    assert tasks(school, TaskKind.QUESTION_WAITING) == 0
    school.sandbox.advance(minutes=2)
    assert tasks(school, TaskKind.QUESTION_WAITING) == 1
    petra.sees("has had no answer for four working hours")
    assert "read it here" in petra.opens_home()
    school.sandbox.advance(days=3)
    told = [text for text in petra.dm_texts() if "four working hours" in text]
    assert len(told) == 1, "once"
    hugo.clicks("I answered in the thread")
    hugo.sees_privately("I tell whoever asked where it is")
    samira.clicks("That helped")
    hugo.sees("An answer has helped", in_channel=room)
    assert rows(school)[0].state is QuestionState.HELPED


@pytest.mark.parametrize("how", ["by hand", "here", "taken back"])
def test_a_question_that_waited_for_long_is_off_the_managers_list_once_nobody_waits(
    school: School, how: str
) -> None:
    cast, _ = begun(school)
    samira, hugo, petra = cast["Samira"], cast["Hugo"], cast["Petra"]
    asks(hugo, "Another question")
    asks(samira, who=UNNAMED)
    school.sandbox.advance(hours=5)
    assert tasks(school, TaskKind.QUESTION_WAITING) == 2
    before = petra.opens_home().count("has had no answer")
    if how == "taken back":
        samira.clicks("Take the question back")
    elif how == "here":
        answers(hugo, "Return something from map.")
    else:
        hugo.clicks("I answered in the thread")
    school.sandbox.settle()
    assert tasks(school, TaskKind.QUESTION_WAITING) == 1, "the other one still waits"
    assert petra.opens_home().count("has had no answer") == before - 1
    if how != "taken back":
        samira.clicks("I still need help")
        school.sandbox.advance(days=1)
        assert tasks(school, TaskKind.QUESTION_WAITING) == 2, "it waits again, and is there once"


def test_four_hours_are_the_programmes_working_hours_and_a_doubled_sweep_tells_once(school: School) -> None:
    cast, _ = begun(school)
    school.sandbox.advance(days=4, hours=8)  # Friday 17:00 in Madrid
    asks(cast["Samira"])
    school.sandbox.advance(days=2, hours=18, minutes=50)  # Monday 11:50
    assert tasks(school, TaskKind.QUESTION_WAITING) == 0
    due_at = rows(school)[0].due_at
    assert due_at is not None
    moment = school.sandbox.now + timedelta(minutes=11)
    assert due_at <= moment
    [sweep] = [one for one in sweeps.SWEEPS if one.name == "questions"]
    school.sandbox.set_clock(moment)
    for _ in range(2):
        sweep.run(school.store, moment)
    school.sandbox.settle()
    assert tasks(school, TaskKind.QUESTION_WAITING) == 1
    assert sum("four working hours" in text for text in cast["Petra"].dm_texts()) == 1


def test_a_question_without_a_name_shows_nobody_who_asked(school: School, printed: Printed) -> None:
    cast, room = begun(school)
    samira, hugo = cast["Samira"], cast["Hugo"]
    school.sandbox.settings(rate_limits=False)
    before = named(school, samira)
    samira.types(f"/codebuddy ask {MARK}")
    assert samira.modal().fields[WANT] == MARK, "what was typed behind the word is there"
    samira.submits({WHO: UNNAMED})
    samira.closes(all=True)
    hugo.sees(MARK, in_channel=room)
    hugo.sees("A question, without a name", in_channel=room)
    samira.sees("Your question is posted")
    answers(hugo, "Try it like this.")
    samira.clicks("I still need help")
    school.sandbox.advance(hours=5)
    cast["Petra"].sees("four working hours")
    hugo.clicks("I answered in the thread")
    [row] = rows(school)
    for name, person in cast.items():
        person.opens_home()
        for words in ("", " status", " request history"):
            person.types("/codebuddy" + words, settle=False)
        if name in ("Ada", "Petra", "Mateo"):
            own = ("question_helped", "question_still", "question_withdraw", "question_again")
            forge(school, person, *((action, row.id) for action in own))
    unnamed_nowhere(school, cast, room, printed(), before)
    state = rows(school)[0].state
    assert state is QuestionState.ANSWERED, "nobody else's click counts"
    samira.clicks("That helped")
    unnamed_nowhere(school, cast, room, printed(), before)
    [row] = rows(school)
    assert (row.asked_by, row.asker_hash, row.sealed_asker) == (None, None, None), "forgotten"


def unnamed_nowhere(
    school: School, cast: dict[str, Person], room: Channel, printed: str, before: dict[str, int]
) -> None:
    """Her id is in no post, log, list or row beside the question; the words are stored in no clear row."""
    posts = [
        call["args"]
        for call in school.workspace.calls()
        if call["method"] in ("chat.postMessage", "chat.update") and call["args"].get("channel") == room.id
    ]
    assert posts
    assert samira_id(cast) not in json.dumps(posts)
    assert samira_id(cast) not in printed
    assert MARK not in printed
    assert leaks.tables_with(school, MARK) == set()
    assert leaks.files_with(school, MARK.encode()) == set()
    [question_id] = [row.id for row in rows(school)]
    for table, row in list(leaks.rows(school)):
        if question_id.encode() in row or table in ("channel_questions", "channel_answers", "inbox"):
            assert samira_id(cast).encode() not in row, table
    assert named(school, cast["Samira"]) == before, "no row names her that did not before"


def named(school: School, person: Person) -> dict[str, int]:
    """How many rows of each table hold somebody's id in clear."""
    return Counter(table for table, row in list(leaks.rows(school)) if person.id.encode() in row)


def samira_id(cast: dict[str, Person]) -> str:
    return cast["Samira"].id


def test_whoever_chooses_a_channel_without_me_reads_what_to_type_and_questions_are_kept(
    school: School,
) -> None:
    cast, room = begun(school, bot=False)
    petra, samira, hugo = cast["Petra"], cast["Samira"], cast["Hugo"]
    change_settings(school, support_channel_id=None)
    samira.types("/codebuddy ask")
    samira.sees_privately("There is no channel for questions here yet")
    opens(petra, "Channel for questions")
    petra.submits({"Channel for questions": room})
    assert "I say hello in" in petra.modal().text
    petra.closes(all=True)
    petra.sees("type /invite @CodeBuddies")
    assert tasks(school, TaskKind.HELP_CHANNEL) == 1
    asks(samira)
    samira.sees("I could not post your question")
    samira.clicks("Try again")
    assert sum("I could not post your question" in text for text in samira.dm_texts()) == 1
    assert rows(school)[0].ts is None
    lets_in(school, room)
    petra.clicks("Try again")
    school.sandbox.advance(minutes=1)
    hugo.sees("From now on I post questions", in_channel=room)
    hugo.sees("has a question", in_channel=room)
    samira.sees("Your question is posted")
    assert tasks(school, TaskKind.HELP_CHANNEL) == 0, "nobody need do anything any more"
    samira.types("/codebuddy ask")
    hugo.archives(room)
    samira.submits({WANT: "Another one", WHO: UNNAMED})
    samira.closes(all=True)
    samira.sees("I could not post your question")
    assert [row.state for row in rows(school)] == [QuestionState.OPEN, QuestionState.OPEN], "both are kept"
    assert tasks(school, TaskKind.HELP_CHANNEL) == 1, "the same day, and another trouble"


def lets_in(school: School, room: Channel) -> None:
    """Somebody types /invite @CodeBuddies."""
    path = f"{school.workspace.path}/channels/{room.id}"
    school.workspace.wire.post(path, {"do": "add", "user": school.workspace.bot_user})


def test_an_answer_that_the_channel_does_not_take_comes_to_her_all_the_same(school: School) -> None:
    cast, room = begun(school)
    samira, hugo = cast["Samira"], cast["Hugo"]
    asks(samira, who=UNNAMED)
    hugo.clicks("question_answer")
    hugo.archives(room)
    hugo.submits({"Your answer": "Return something from map."})
    samira.sees("Return something from map.")
    assert tasks(school, TaskKind.HELP_CHANNEL) == 1
    samira.clicks("That helped")
    assert rows(school)[0].state is QuestionState.HELPED


def test_what_she_takes_back_is_gone_from_the_channel_and_the_store(school: School) -> None:
    cast, room = begun(school)
    samira, hugo = cast["Samira"], cast["Hugo"]
    asks(samira, MARK, who=UNNAMED)
    hugo.sees(MARK, in_channel=room)
    samira.clicks("Take the question back")
    hugo.sees("Whoever asked has taken it back", in_channel=room)
    assert MARK not in hugo.everything_visible()
    [row] = rows(school)
    assert (row.words, row.sealed_asker, row.state) == (None, None, QuestionState.WITHDRAWN)
    school.sandbox.advance(days=2)
    assert tasks(school, TaskKind.QUESTION_WAITING) == 0


def test_whoever_asked_without_a_name_and_is_erased_is_nobody_to_her_question(school: School) -> None:
    cast, room = begun(school)
    samira, hugo = cast["Samira"], cast["Hugo"]
    asks(samira, MARK, who=UNNAMED)
    [row] = rows(school)
    assert row.asker_hash, "so far the program knows whom to tell of an answer"
    assert row.sealed_asker
    samira.types("/codebuddy privacy")
    samira.presses("What goes")
    samira.presses("Erase my data")
    school.sandbox.advance(hours=24, minutes=10)
    [row] = rows(school)
    assert (row.asked_by, row.asker_hash, row.sealed_asker) == (None, None, None)
    assert leaks.tables_with(school, samira.id) == set()
    told = len(samira.dm_texts())
    answers(hugo, "Try it like this.")
    school.sandbox.advance(hours=5)
    assert len(samira.dm_texts()) == told, "nobody is told of an answer"
    hugo.sees(MARK, in_channel=room)


def test_a_lost_answer_doubles_no_word_of_a_question_so_that_what_is_taken_back_is_gone(
    school: School,
) -> None:
    """Nobody finds the other post again: Slack never said where it is."""
    cast, room = begun(school)
    samira, hugo = cast["Samira"], cast["Hugo"]
    for method in ("chat.postMessage", "chat.update"):
        school.sandbox.faults.lose_answer(method)
        asks(samira, MARK, who=UNNAMED)
        school.sandbox.advance(minutes=1)
        said = [text for text in hugo.channel_texts(room) if "without a name" in text]
        assert [MARK in text for text in said].count(True) == 1
        samira.clicks("Take the question back")
        school.sandbox.advance(minutes=1)
        assert MARK not in hugo.everything_visible()
    assert sum("here, or in my next message" in text for text in hugo.channel_texts(room)) == 1


def test_a_channel_archived_between_the_place_and_the_words_keeps_the_question(school: School) -> None:
    cast, room = begun(school)
    samira = cast["Samira"]
    school.sandbox.faults.next("chat.update", error="is_archived")
    asks(samira)
    samira.sees("I could not post your question")
    assert rows(school)[0].ts is None
    school.sandbox.advance(minutes=1)
    samira.clicks("Try again")
    school.sandbox.advance(minutes=1)
    samira.sees("Your question is posted")
    cast["Hugo"].sees("Show a list in React", in_channel=room)


def test_the_shortcut_in_the_menu_of_a_message_takes_her_own_words_and_nobody_elses(school: School) -> None:
    cast, room = begun(school)
    samira, hugo = cast["Samira"], cast["Hugo"]
    samira.says("TypeError: x is undefined", room)
    samira.shortcut_on("shortcut_question", "TypeError")
    assert samira.modal().fields[HAPPENED] == "TypeError: x is undefined"
    samira.closes(all=True)
    hugo.says("mine alone", room)
    samira.shortcut_on("shortcut_question", "mine alone")
    assert not samira.modal().fields[HAPPENED]
