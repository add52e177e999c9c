"""What was logged is put right by either of the two, and both entries stay."""

from __future__ import annotations

from sqlalchemy import select

from models import BuddySession
from sandbox.people import Channel, Person
from tests import stories
from tests.conftest import School


def kept(school: School) -> list[tuple[int, str, bool]]:
    """Every session there ever was: minutes, topic, whether it counts."""
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(BuddySession).order_by(BuddySession.id)).all()
        return [(row.minutes, row.topic, row.undone_at is None) for row in rows]


def in_channel(person: Person, channel: Channel | None) -> list[str]:
    assert channel is not None
    return person.channel_texts(channel)


def test_the_other_says_what_is_not_right_and_the_first_reads_by_name_what_has_changed(
    school: School,
) -> None:
    stories.set_up(school)
    samira, bruno, channel = stories.team(school)
    samira.types("/logsession 2h yesterday react", channel=channel)
    bruno.sees("@Samira logged 2 h on Sunday 1 March, react", in_channel=channel)
    bruno.clicks("That's not right")
    modal = bruno.modal()
    assert "Logged by @Samira: 2 h on Sunday 1 March, react." in modal.text
    assert (modal.fields["How long?"], modal.fields["What about?"]) == ("2 h", "react")
    bruno.submits()
    assert "what is stored already" in str(bruno.modal().errors)
    bruno.submits({"How long?": "13h"})
    assert "at most 12 hours" in bruno.modal().errors["How long?"]
    bruno.submits({"How long?": "1h30", "Where?": "Online"})
    assert "Corrected: 1 h 30 on Sunday 1 March, react, online. Before it said: 2 h" in bruno.modal().text
    old, new = in_channel(bruno, channel)
    assert "Struck out by @Bruno: 2 h on Sunday 1 March, react, logged by @Samira" in old.replace("~", "")
    assert "That's not right" not in old
    assert "@Samira, @Bruno corrected what you had logged. Before: 2 h on" in new
    assert "Now: 1 h 30 on Sunday 1 March, react, online. Both stay in the record." in new
    assert kept(school) == [(120, "react", False), (90, "react", True)]


def test_whoever_logged_edits_what_the_answer_said_and_undo_puts_back_what_stood_before(
    school: School,
) -> None:
    samira, bruno, channel = stories.team(school)
    samira.types("/logsession 2h today react", channel=channel)
    samira.sees_privately("Logged: 2 h on Monday 2 March, react. This week 2 h of 2 h.")
    samira.sees_privately("2 h of 2 h this week")
    samira.clicks("Edit")
    samira.submits({"How long?": "45 min", "What about?": "css"})
    assert "This week 45 min of 2 h, 1 h 15 to go." in samira.modal().text
    bruno.sees(
        "@Samira corrected a session. Before: 2 h on Monday 2 March, react. Now: 45 min", in_channel=channel
    )
    samira.presses("Undo")
    assert "Corrected: 2 h on Monday 2 March, react. Before it said: 45 min" in samira.modal().text
    assert kept(school) == [(120, "react", False), (45, "css", False), (120, "react", True)]
    samira.closes(all=True)
    samira.clicks("Edit")
    assert samira.modal().fields["How long?"] == "2 h", "an old button leads to what stands now"


def test_they_had_not_met_at_all(school: School) -> None:
    samira, bruno, channel = stories.team(school)
    samira.types("/logsession 2h today", channel=channel)
    bruno.clicks("That's not right")
    bruno.submits({"Or there was no session": ["We did not meet then: only strike it out"]})
    assert "Taken back: 2 h on Monday 2 March. This week 0 min of 2 h, 2 h to go." in bruno.modal().text
    samira.sees("@Samira, @Bruno remembers it differently: there was no session then.", in_channel=channel)
    samira.clicks("Edit")
    samira.sees_privately("taken back already, so there is nothing to correct")
    assert kept(school) == [(120, "", False)]


def test_both_open_the_form_and_the_slower_one_is_told(school: School) -> None:
    stories.set_up(school)
    samira, bruno, channel = stories.team(school)
    samira.types("/logsession 2h today", channel=channel)
    bruno.opens_home()
    samira.opens_home()
    samira.clicks("Edit")
    bruno.clicks("That's not right")
    samira.submits({"How long?": "1h"})
    for who in (samira, bruno):
        assert "This week 1 h of 2 h" in who.home_text(), "brought up to date while it is open"
    bruno.submits({"How long?": "3h"})
    assert "corrected or taken back in the meantime" in str(bruno.modal().errors)
    assert bruno.modal().fields["How long?"] == "3h"
    assert kept(school) == [(120, "", False), (60, "", True)]


def test_a_manager_in_the_channel_reads_that_it_is_for_the_two(school: School) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    samira, _, channel = stories.team(school)
    assert channel is not None
    petra.joins(channel)
    samira.types("/logsession 2h today", channel=channel)
    petra.clicks("That's not right")
    petra.sees_privately("Only the two of this team can correct what they logged.")
    petra.types("/logsession 1h", channel=channel)
    petra.sees_privately("You are in no buddy team right now")
    stories.team(school, "Rosa", "Petra")
    petra.types("/logsession 1h", channel=channel)
    petra.sees_privately("Logged: 1 h on Monday 2 March, with @Rosa.")
    assert kept(school) == [(120, "", True), (60, "", True)]


def test_a_team_without_a_channel_hears_of_it_directly(school: School) -> None:
    samira, bruno, _ = stories.team(school, channel=False)
    samira.types("/logsession 2h today")
    bruno.gets_dm("@Samira logged 2 h on Monday 2 March")
    bruno.clicks("That's not right")
    bruno.submits({"How long?": "1h"})
    samira.gets_dm("@Samira, @Bruno corrected what you had logged")


def test_both_log_the_same_session_and_it_counts_once_until_somebody_says_otherwise(school: School) -> None:
    stories.set_up(school)
    samira, bruno, channel = stories.team(school)
    bruno.types("/logsession 1h react", channel=channel)
    school.sandbox.advance(minutes=9)
    samira.types("/logsession 60 min css today", channel=channel)
    samira.sees_privately(
        "@Bruno has already logged this at 09:00: 1 h on Monday 2 March, react. Is yours another"
    )
    samira.types("/codebuddy status", channel=channel)
    samira.sees_privately("This week 1 h of 2 h, 1 h to go.")
    samira.clicks("No, the same one")
    samira.sees("Good, it is there once. This week 1 h of 2 h, 1 h to go.")
    assert len(in_channel(bruno, channel)) == 2, "his own answer and what was told of it"
    samira.types("/logsession 60 min css today", channel=channel)
    samira.clicks("Yes, another one")
    samira.sees_privately("Logged: 1 h on Monday 2 March")
    samira.sees_privately("This week 2 h of 2 h.")
    assert len(in_channel(bruno, channel)) == 3
    for typed, logged in (("20 min", "20 min on Monday 2"), ("1h yesterday", "1 h on Sunday 1"), ("1h", "")):
        samira.types(f"/logsession {typed}", channel=channel)
        samira.sees_privately(f"Logged: {logged} March" if logged else "@Bruno has already logged this at")
    school.sandbox.advance(minutes=11)
    samira.types("/logsession 1h", channel=channel)
    samira.sees_privately("Logged: 1 h on Monday 2 March")


def test_the_same_in_a_form_is_asked_there_and_answered_once(school: School) -> None:
    samira, _, channel = stories.team(school)
    samira.types("/logsession 1h", channel=channel)
    samira.shortcut("shortcut_log")
    samira.submits({"How long?": "1h"})
    assert "You logged this already at 09:00" in samira.modal().text
    samira.presses("Yes, another one")
    assert "This week 2 h of 2 h." in samira.modal().text
    samira.presses("Undo")
    assert "Taken back: 1 h" in samira.modal().text
    assert [counts for *_, counts in kept(school)] == [True, False]
