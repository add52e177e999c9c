"""What comes after an end: thanks, three questions, the channel, going on, a certificate, and a question a year later."""

from __future__ import annotations

from sqlalchemy import select

from models import EndingWords, Notice, Settings
from models.enums import ChannelWish, EndWords, NoticeState, TeamState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.ending_people import GRADUATED, ending, ends, pair, state
from tests.flows.waiting_list import has_no_button, tick

CLOSING = "Here are a few things, if you like."


def a_day_later(school: School, *people: Person) -> None:
    school.sandbox.advance(hours=25)
    for person in people:
        person.closes(all=True) if person.has_modal() else None
        person.gets_dm(CLOSING)


def test_thanks_and_answers_reach_whom_they_are_for_alone(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    ends(school, samira, GRADUATED)
    samira.presses("Say thanks")
    samira.submits({"Your words": "You were *never* tired of <me>."})
    tick(school)
    samira.closes(all=True)
    bruno.gets_dm("@Samira says thanks, at the end of your time together:")
    bruno.gets_dm("You were *never* tired of <me>.")
    a_day_later(school, samira, bruno)
    assert "Say thanks" not in samira.last_dm()
    samira.clicks("Three short questions")
    samira.submits({"Was the time together good for you?": "Partly"})
    samira.closes(all=True)
    samira.clicks("Three short questions")
    samira.sees_privately("This was done already.")
    bruno.clicks("Three short questions")
    bruno.submits({"One sentence for the managers, if you like": "She was often late."})
    tick(school)
    bruno.closes(all=True)
    petra.clicks("Read the answers")
    assert "Was the time together good for you? Partly" in petra.modal().text
    assert "She was often late." in petra.modal().text
    petra.closes()
    assert "often late" not in samira.everything_visible() + petra.everything_visible()
    bruno.clicks("Say thanks")
    bruno.submits({"Your words": "   "})
    assert bruno.modal().errors
    bruno.closes()
    with school.store.read(school.workspace.id) as db:
        kept = {(row.user_id, row.kind): row.sealed for row in db.scalars(select(EndingWords))}
    assert kept[samira.id, EndWords.THANKS] is None, "passed on, and not kept"
    assert kept[bruno.id, EndWords.SURVEY] is not None
    school.sandbox.advance(days=31)
    petra.clicks("Read the answers")
    assert "often late" not in petra.modal().text


def test_the_channel_is_archived_when_both_say_so_and_kept_when_one_does(
    school: School, petra: Person
) -> None:
    samira, bruno, room = pair(school)
    ends(school, samira, GRADUATED)
    a_day_later(school, samira, bruno)
    samira.clicks("Archive it")
    samira.sees_privately("I archive it when @Bruno prefers it so, too, or in 30 days")
    assert not school.workspace.calls("conversations.archive")
    bruno.clicks("Keep the channel")
    bruno.sees_privately("The channel stays.")
    assert ending(school).channel is ChannelWish.KEEP
    bruno.clicks("Archive it")
    tick(school)
    [call] = school.workspace.calls("conversations.archive")
    assert (call["ok"], call["args"]["channel"]) == (True, room.id)
    samira.clicks("Keep the channel")
    samira.sees_privately("This was done already.")
    assert "is archived or gone" not in petra.everything_visible()


def test_a_channel_that_nobody_decides_about_stays_and_one_wish_archives_it_in_time(
    school: School, petra: Person
) -> None:
    samira, bruno, _ = pair(school)
    noor, _, _ = pair(school, "Noor", "Vera")
    ends(school, samira, GRADUATED)
    ends(school, noor, GRADUATED)
    a_day_later(school, samira, noor, bruno)
    noor.clicks("Archive it")
    school.sandbox.advance(days=31)
    [call] = school.workspace.calls("conversations.archive")
    assert call["args"]["channel"] == school.workspace.channel_of(noor, school.person("Vera")).id
    with school.store.read(school.workspace.id) as db:
        assert not db.scalars(select(Notice.id).where(Notice.state == NoticeState.FAILED)).all()


def test_they_go_on_while_she_looks_for_a_job(school: School, petra: Person) -> None:
    samira, bruno, room = pair(school)
    stories.nudge_slot(school)
    ends(school, samira, GRADUATED)
    a_day_later(school, samira, bruno)
    samira.clicks("Yes, go on")
    samira.sees_privately("I ask @Bruno, and tell you.")
    tick(school)
    bruno.gets_dm("Both answers are fine.")
    bruno.clicks("Yes, gladly")
    tick(school)
    samira.gets_dm("You and @Bruno go on, for as long as it is good for both.")
    assert state(school, samira) is TeamState.JOB_SEARCH
    samira.opens_home()
    assert "no hours to reach, no reminders" in samira.home_text()
    assert "This week" not in samira.home_text()
    samira.types("/logsession 1h", channel=room)
    samira.sees_privately("This week so far: 1 h.")
    assert " of 0 min" not in samira.channel_texts(room)[-1]
    school.sandbox.advance(days=31)
    with school.store.read(school.workspace.id) as db:
        assert not db.scalars(select(Notice.id).where(Notice.kind == "nudge")).all()
    samira.gets_dm("How are you and @Bruno?")
    bruno.clicks("Still going")
    bruno.gets_dm("I ask again in a month.")
    samira.types("/codebuddy end")
    samira.presses("We are done")
    school.sandbox.advance(hours=26)
    assert state(school, samira) is TeamState.ENDED
    bruno.gets_dm("has come to its end, job search included")
    assert sum(CLOSING in text for text in bruno.dm_texts()) == 2, "the channel is asked about anew"
    assert "Yes, go on" not in bruno.last_dm()


def test_he_would_rather_leave_it_here(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    ends(school, bruno, GRADUATED)
    a_day_later(school, samira, bruno)
    samira.clicks("Yes, go on")
    tick(school)
    bruno.clicks("I would rather leave it here")
    tick(school)
    samira.gets_dm("@Bruno would rather leave it here. This says nothing about you")
    assert state(school, samira) is TeamState.ENDED
    samira.gets_dm("Would you like to be a buddy for somebody who begins now?")
    samira.clicks("Be a buddy")
    assert samira.modal().title == "Be a buddy"


def test_a_certificate_with_a_name_that_is_not_kept(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    ends(school, samira, "Something else")
    a_day_later(school, samira, bruno)
    has_no_button(samira, "My certificate")
    school.sandbox.advance_to(school.sandbox.now.replace(hour=22))  # whoever asks at night gets it at night
    bruno.clicks("My certificate")
    assert "1 h 30" in bruno.modal().text
    bruno.submits({"Name on your certificate": "王小明"})
    assert "cannot draw" in str(bruno.modal().errors)
    bruno.submits({"Name on your certificate": "Бруно Núñez محمد"})
    school.sandbox.advance(minutes=1)
    bruno.closes(all=True)
    bruno.gets_dm("Your certificate comes with this message.")
    [shared] = school.workspace.calls("files.completeUploadExternal")
    assert shared["ok"]
    with school.store.read(school.workspace.id) as db:
        [row] = db.scalars(select(EndingWords).where(EndingWords.kind == EndWords.NAME)).all()
        assert row.sealed is None


def test_months_later_one_question_once(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    noor, _, _ = pair(school, "Noor", "Vera")
    for student, months in ((samira, 1), (noor, 0)):
        with school.store.begin(school.workspace.id) as db:
            db.scalars(select(Settings)).one().later_months = months
        ends(school, student, GRADUATED)
    school.sandbox.advance(days=30)
    assert "How is it going?" not in samira.everything_visible()
    school.sandbox.advance(days=2)
    samira.closes(all=True)
    samira.gets_dm("How is it going?")
    samira.clicks("Studying")
    samira.gets_dm("Thank you for telling me.")
    assert "How is it going?" not in noor.everything_visible() + bruno.everything_visible()
    school.sandbox.advance(days=40)
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(EndingWords).where(EndingWords.kind == EndWords.LATER)).all()
        assert [row.answers for row in rows] == [{"later": "studying"}]
        assert len(db.scalars(select(Notice.id).where(Notice.kind == "later_question")).all()) == 1
