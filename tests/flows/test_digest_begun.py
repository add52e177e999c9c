"""What a manager begins in her digest and finishes in a form: the digest says so, and asks for it no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.services import digests as service
from bot.services import notices, people
from models import Notice, RoleHolder, Settings, Team, Volunteer
from models.enums import ProposalState, TaskKind, VolunteerState
from sandbox.people import Impossible
from sandbox.people import Person as Human
from tests import stories
from tests.conftest import School
from tests.flows import helping
from tests.flows.test_digest import MONDAY, PRIVATE, digests, introduced, set_up
from tests.flows.test_digest_acts import CHART, monday

CHOOSE = "Somebody else"


@pytest.fixture
def petra(school: School) -> Human:
    return set_up(school)[0]


def begins(petra: Human, label: str) -> None:
    """In her newest digest."""
    petra.clicks(label, in_message_with=PRIVATE)


def again(school: School, petra: Human) -> str:
    """The one digest that she has, when the program has done its work."""
    petra.closes(all=True) if petra.has_modal() else None
    school.sandbox.advance(seconds=1)
    [said] = digests(petra)
    return said


def offered(school: School, name: str, *languages: str) -> Human:
    vera = stories.volunteer(school, name, *languages)
    with school.store.begin(school.workspace.id) as db:
        offer = update(Volunteer).where(Volunteer.user_id == vera.id)
        db.execute(offer.values(state=VolunteerState.OFFERED))
    return vera


def task(school: School, kind: TaskKind, **about: Any) -> None:
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team.id).order_by(Team.id)).first()
        notices.task(db, kind, "made-up", school.sandbox.now, team=team, **about)


def drawn(school: School) -> list[str]:
    """What became of each notice that draws a digest anew."""
    with school.store.read(school.workspace.id) as db:
        found = select(Notice).where(Notice.kind == service.AGAIN).order_by(Notice.id)
        return [row.reason or str(row.state) for row in db.scalars(found)]


def test_an_offer_is_read_and_approved(school: School, petra: Human) -> None:
    vera = offered(school, "Vera", "es")
    monday(school)
    begins(petra, "Read the offer")
    assert "@Vera" in petra.modal().text
    petra.presses("Approve")
    said = again(school, petra)
    assert "Would like to be a buddy" not in said
    assert "[Read the offer]" not in said
    vera.gets_dm("Your offer to be a buddy is approved.")


def test_an_offer_is_approved_with_the_day_of_the_check(school: School, petra: Human) -> None:
    """Two forms after the digest; the first leaves it as it is."""
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Settings).values(has_minors=True))
    offered(school, "Vera", "es")
    monday(school)
    begins(petra, "Read the offer")
    petra.presses("Approve")
    school.sandbox.advance(seconds=1)
    assert "[Read the offer]" in digests(petra)[0]
    petra.submits({"checked_on": "2026-03-06"})
    assert "Background check of 6 March 2026." in petra.modal().text
    assert "Would like to be a buddy" not in again(school, petra)


def test_an_introduction_is_planned(school: School, petra: Human) -> None:
    stories.team(school, "Noor", "Nils")
    monday(school)
    begins(petra, "Plan the introduction")
    petra.submits(
        {"slot": "Another day and time (below)", "day": "2026-03-12", "time": "12:00", "place": "x"}
    )
    assert "I have asked @Noor and @Nils" in petra.modal().text
    said = again(school, petra)
    assert "Introductions that are planned\n• @Noor and @Nils: Thursday 12 March, 12:00" in said
    assert "Not introduced yet" not in said
    with pytest.raises(Impossible):
        begins(petra, "Plan the introduction")


def test_somebody_is_chosen_by_hand_for_who_waits_too_long(school: School, petra: Human) -> None:
    stories.waiting(school, "Lina", "ar", days=16)
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    monday(school)
    begins(petra, "What could help")
    petra.presses("Choose by hand")
    petra.submits({"somebody": bruno.id})
    petra.submits({"why": "He learns it"})
    said = again(school, petra)
    assert "A volunteer who may fit is being asked." in said
    bruno.gets_dm("Would you be this student's buddy")


def test_an_offer_is_approved_from_what_could_help(school: School, petra: Human) -> None:
    """On top of a form that was opened in the digest."""
    stories.waiting(school, "Lina", "ar", days=16)
    offered(school, "Amal", "ar")
    stories.match(school)
    monday(school)
    begins(petra, "What could help")
    petra.presses("Read the offer")
    petra.presses("Approve")
    assert "Would like to be a buddy" not in again(school, petra)


def test_a_call_is_resolved_and_the_charts_stay(school: School, petra: Human) -> None:
    student, _, channel = stories.team(school)
    introduced(school)
    student.types("/logsession 1h today", channel=channel)
    helping.asks_for(school, student)
    monday(school)
    begins(petra, "I look after it")
    begins(petra, "Resolved")
    assert drawn(school) == [], "the first is its own answer, and the form has done nothing yet"
    petra.submits({helping.HELPED: "a talk"})
    said = again(school, petra)
    assert "Asked for more support" not in said
    assert CHART in said
    assert drawn(school) == ["sent"]


def test_a_task_is_put_off_and_comes_back(school: School, petra: Human) -> None:
    stories.team(school)
    introduced(school)
    task(school, TaskKind.CHANNEL_GONE)
    monday(school)
    begins(petra, "Later, pass on")
    petra.presses("Tomorrow")
    school.sandbox.advance(seconds=1)
    assert "To do" not in digests(petra)[0]
    petra.presses("Undo")
    assert "To do" in again(school, petra)


def test_somebody_else_is_chosen_for_a_possible_team(school: School, petra: Human) -> None:
    rosa, vera = stories.waiting(school, "Rosa", "en"), stories.volunteer(school, "Vera", "en")
    stories.volunteer(school, "Ines", "en")
    stories.proposal(school, rosa, vera, ProposalState.PROPOSED)
    monday(school)
    begins(petra, "Others")
    petra.presses("Choose")
    said = again(school, petra)
    assert "A possible team" not in said


def test_numbers_of_a_class_are_entered(school: School, petra: Human) -> None:
    task(school, TaskKind.CLASS_NUMBERS)
    monday(school)
    begins(petra, "Enter numbers")
    petra.presses("Enter numbers")
    petra.submits({"students": "20", "attending": "15", "graduated": "0"})
    assert drawn(school) != []
    assert PRIVATE in again(school, petra)


def test_a_digest_stays_one_where_another_message_becomes_the_answer(school: School, petra: Human) -> None:
    """Elsewhere "A new channel … is on its way" takes the place of the message."""
    stories.team(school)
    introduced(school)
    task(school, TaskKind.CHANNEL_GONE)
    monday(school)
    begins(petra, "Make a new channel")
    petra.sees_privately("A new channel for @Samira and @Bruno is on its way.")
    said = again(school, petra)
    assert "Make a new channel" not in said
    assert "Your week in CodeBuddies" in said


def test_a_digest_of_an_earlier_week_keeps_its_facts_and_loses_what_is_done(
    school: School, petra: Human
) -> None:
    student, _, channel = stories.team(school)
    introduced(school)
    student.types("/logsession 1h30 today", channel=channel)
    offered(school, "Vera", "es")
    monday(school)
    was = digests(petra)[0]
    school.sandbox.advance_to(MONDAY + timedelta(days=2))
    student.types("/logsession 2h today", channel=channel)
    offered(school, "Ines", "en")
    school.sandbox.advance_to(MONDAY + timedelta(days=7, minutes=5))
    old, new = digests(petra)
    assert old == was
    assert "Last week: one session, 2 h." in new
    petra.clicks("1. Read the offer", in_message_with="Last week: one session, 2 h.")
    petra.presses("Approve")
    petra.closes(all=True)
    school.sandbox.advance(seconds=1)
    old, new = digests(petra)
    assert old == was, "the other message is not touched"
    assert "@Vera" not in new
    petra.clicks("Read the offer", in_message_with="Last week: one session, 1 h 30.")
    petra.closes(all=True)
    school.sandbox.advance(seconds=1)
    assert drawn(school) == ["sent"], "read, and nothing done"


def test_an_old_one_is_drawn_as_it_was_without_what_is_done(school: School, petra: Human) -> None:
    student, _, channel = stories.team(school)
    introduced(school)
    student.types("/logsession 1h30 today", channel=channel)
    offered(school, "Vera", "es")
    task(school, TaskKind.CHANNEL_GONE)
    monday(school)
    was = digests(petra)[0]
    school.sandbox.advance_to(MONDAY + timedelta(days=2))
    student.types("/logsession 2h today", channel=channel)
    offered(school, "Ines", "en")
    stories.waiting(school, "Rosa", "tr")
    school.sandbox.advance_to(MONDAY + timedelta(days=7, minutes=5))
    stories.team(school, "Noor", "Nils", weeks=-2)
    petra.clicks("Read the offer", in_message_with="Last week: one session, 1 h 30.")
    petra.presses("Approve")
    petra.closes(all=True)
    school.sandbox.advance(seconds=1)
    old, new = digests(petra)
    gone = {line for line in was.splitlines() if line not in old.splitlines()}
    assert any("@Vera would like to be a buddy." in line for line in gone)
    assert all(words not in old for words in ("@Ines", "@Noor", "@Rosa", "3 h 30"))
    petra.clicks("Done", in_message_with="Last week: one session, 1 h 30.")
    [old, new] = digests(petra)
    assert "Done: The channel of @Samira and @Bruno" in old
    assert "Last week: one session, 1 h 30." in old
    assert "@Ines" not in old
    assert "Last week: one session, 2 h." in new


def test_whoever_is_no_manager_any_more_and_a_message_that_is_forgotten_get_nothing(
    school: School, petra: Human
) -> None:
    offered(school, "Vera", "es")
    monday(school)
    was = digests(petra)[0]
    begins(petra, "Read the offer")
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Notice).where(Notice.target == petra.id).values(slack_ts=None, slack_channel=None))
    petra.presses("Approve")
    assert again(school, petra) == was
    assert drawn(school) == []


def test_what_is_to_be_drawn_is_dropped_when_she_has_lost_the_role(school: School, petra: Human) -> None:
    offered(school, "Vera", "es")
    monday(school)
    was = digests(petra)[0]
    begins(petra, "Read the offer")
    school.sandbox.faults.next("chat.update", retry_after=60)
    petra.presses("Approve")
    petra.closes(all=True)
    with school.store.begin(school.workspace.id) as db:
        for row in db.scalars(select(RoleHolder).where(RoleHolder.user_id == petra.id)):
            row.user_id = school.person("Bea").id
    school.sandbox.advance(minutes=2)
    assert digests(petra) == [was]
    assert drawn(school) == ["no_manager_any_more"]


def test_what_is_confidential_draws_and_carries_nothing(school: School, petra: Human) -> None:
    stories.team(school)
    monday(school)
    begins(petra, "Open")
    opened = school.workspace.calls("views.open")[-1]["args"]["view"]
    assert "digest" not in str(opened.get("private_metadata"))
    petra.closes(all=True)
    assert drawn(school) == []


def test_a_chart_that_slack_refuses_meanwhile_leaves_the_words(school: School, petra: Human) -> None:
    student, _, channel = stories.team(school)
    introduced(school)
    student.types("/logsession 1h30 today", channel=channel)
    offered(school, "Vera", "es")
    monday(school)
    assert CHART in digests(petra)[0]
    school.sandbox.faults.charts(taken=False)
    begins(petra, "Read the offer")
    petra.presses("Approve")
    said = again(school, petra)
    assert "Would like to be a buddy" not in said
    assert CHART not in said
    assert drawn(school) == ["sent"]


def test_several_things_done_while_slack_is_slow_are_one_picture(school: School, petra: Human) -> None:
    for name in ("Vera", "Vito", "Viola"):
        offered(school, name, "es")
    monday(school)
    school.sandbox.faults.next("chat.update", retry_after=20)
    for number in (1, 2, 3):
        begins(petra, f"{number}. Read the offer")
        petra.presses("Approve")
        petra.closes(all=True)
    assert "[1. Read the offer]" in again(school, petra), "Slack takes no picture yet"
    before = len(school.workspace.calls("chat.update"))
    school.sandbox.advance(minutes=1)
    assert "Would like to be a buddy" not in again(school, petra)
    assert drawn(school) == ["drawn_later", "drawn_later", "sent"]
    assert len(school.workspace.calls("chat.update")) == before + 1


def test_another_manager_cannot_have_her_digest_drawn(school: School, petra: Human) -> None:
    monday(school)
    mateo = school.person("Mateo")
    with school.store.begin(school.workspace.id) as db:
        [number] = db.scalars(select(Notice.id).where(Notice.kind == service.KIND, Notice.target == petra.id))
        service.draw_again(db, school.sandbox.now, people.acting(db, mateo.id), number, "x")
        service.draw_again(db, school.sandbox.now, people.acting(db, petra.id), number, "y")
    school.sandbox.advance(seconds=1)
    assert drawn(school) == ["sent"]


def test_a_team_that_is_named_for_its_weeks_is_opened_from_there(school: School, petra: Human) -> None:
    student, _, channel = stories.team(school)
    stories.team(school, "Noor", "Nils")
    introduced(school)
    student.types("/logsession 15 min today", channel=channel)
    monday(school)
    [said] = digests(petra)
    assert "• Team 1 · @Samira and @Bruno: 4 min of 2 h" in said
    assert "• Team 2 · @Noor and @Nils: no session" in said
    petra.chooses("team_open", "Team 2")
    assert "@Noor" in petra.modal().text
    assert "@Samira" not in petra.modal().text
    petra.presses("End this team")
    petra.submits({"reason": "other", "when": "Now"})
    petra.submits({})
    said = again(school, petra)
    assert "no session for" not in said
    assert "Ended since Monday 2 March: @Noor and @Nils." in said
