"""All teams, for managers: the list with its filters, the page of one team, and what can be done from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.services import care
from models import BuddyRequest, CheckIn, Proposal, Pulse, Rest, Target, Team, Volunteer
from models.enums import RequestState, TeamState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.ending_people import pair
from tests.flows.helping import press
from tests.flows.test_home import ask


@pytest.fixture
def petra(school: School) -> Person:
    stories.set_up(school)
    return school.person("Petra")


def team_of(school: School, student: str) -> int:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Team.id).where(Team.student_id == school.person(student).id)).one()


def made_of_a_request(school: School, student: str = "Samira", buddy: str = "Bruno") -> int:
    """A team that came out of a proposal, of a volunteer with an approved offer."""
    stories.volunteer(school, buddy, "en", capacity=2)
    one, _, _ = stories.team(school, student, buddy)
    asked = ask(school, one)
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(BuddyRequest).where(BuddyRequest.id == asked).values(state=RequestState.MATCHED))
    return team_of(school, student)


def test_the_list_is_opened_by_a_word_and_shows_how_each_team_stands(school: School, petra: Person) -> None:
    _, _, channel = stories.team(school)
    stories.team(school, "Nora", "Bilal")
    school.person("Samira").types("/logsession 2h today", channel=channel)
    petra.types("/codebuddy teams")
    listed = petra.modal().text
    assert petra.modal().title == "All teams"
    assert "@Samira and @Bruno\n2 h of 2 h this week, 0 min on average" in listed
    assert "@Nora and @Bilal" in listed
    assert "No session for a long time." in listed
    assert listed.index("@Nora") < listed.index("@Samira"), "those to look at come first"
    school.person("Samira").types("/codebuddy teams")
    school.person("Samira").sees_privately("Only the people who run CodeBuddies can do this.")


def test_the_list_is_searched_and_filtered_and_turned(school: School, petra: Person) -> None:
    for number in range(12):
        stories.team(school, f"Student {number}", f"Buddy {number}", channel=False)
    with school.store.begin(school.workspace.id) as db:
        some = select(Team.id).order_by(Team.id).limit(2)
        db.execute(update(Team).where(Team.id.in_(some)).values(language="es"))
        last = select(Team.id).order_by(Team.id.desc()).limit(1)
        db.execute(
            update(Team).where(Team.id.in_(last)).values(state=TeamState.ENDED, ended_at=school.sandbox.now)
        )
    petra.types("/codebuddy teams")
    assert "11 teams. Page 1 of 2." in petra.modal().text
    assert petra.modal().text.count("[Team ") == 10
    petra.presses("Next")
    assert "Page 2 of 2." in petra.modal().text
    assert petra.modal().text.count("[Team ") == 1
    petra.presses("Back")
    petra.fills({"teams_language": "es"}, settle=True)
    assert "2 teams." in petra.modal().text
    petra.fills({"teams_person": school.person("Buddy 1")}, settle=True)
    assert petra.modal().text.count("[Team ") == 1
    assert "@Student 1 and @Buddy 1" in petra.modal().text
    petra.fills({"teams_kind": "not_introduced"}, settle=True)
    assert petra.modal().text.count("[Team ") == 1, "what was chosen before still holds"
    petra.presses("Everybody")
    petra.fills({"teams_language": "any"}, settle=True)
    petra.fills({"teams_kind": "ended"}, settle=True)
    assert "One team." in petra.modal().text
    petra.fills({"teams_kind": "job_search"}, settle=True)
    assert "No team fits this choice." in petra.modal().text


def test_the_list_is_filtered_by_class_and_turned_within_it(school: School, petra: Person) -> None:
    """A team's class is that of the request it came of; a team that came of none is in no class."""
    for number in range(12):
        pair(school, f"Student {number}", f"Buddy {number}")
    pair(school, "Carmen", "Diego")
    stories.team(school, "Nora", "Bilal")
    with school.store.begin(school.workspace.id) as db:
        hers = BuddyRequest.student_id == school.person("Carmen").id
        db.execute(update(BuddyRequest).where(hers).values(class_key="web-es"))
    petra.types("/codebuddy teams")
    assert "14 teams. Page 1 of 2." in petra.modal().text
    petra.fills({"teams_class": "web-es"}, settle=True)
    assert "One team." in petra.modal().text
    assert "@Carmen and @Diego" in petra.modal().text
    petra.fills({"teams_class": "web-en"}, settle=True)
    assert "12 teams. Page 1 of 2." in petra.modal().text
    petra.presses("Next")
    assert "Page 2 of 2." in petra.modal().text
    assert petra.modal().text.count("[Team ") == 2
    assert "@Carmen" not in petra.modal().text
    petra.presses(f"Team {team_of(school, 'Student 11')}")
    petra.presses("All teams")
    assert "12 teams." in petra.modal().text, "what was chosen comes back with the list"
    petra.fills({"teams_class": "any"}, settle=True)
    assert "14 teams." in petra.modal().text


def test_the_page_of_a_team_shows_its_history(school: School, petra: Person) -> None:
    samira, bruno, channel = stories.team(school)
    samira.types("/logsession 1h30 2026-02-25", channel=channel)
    samira.types("/codebuddy plan")
    samira.submits({"day": "2026-03-04", "time": "18:30", "minutes": "60", "place": "Library"})
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team.id)).one()
        began, agreed = (school.sandbox.now.date() - timedelta(days=days) for days in (42, 14))
        db.add(Target(team_id=team, since=began, minutes=120))
        db.add(Target(team_id=team, since=agreed, minutes=180, asked_by=samira.id, agreed_by=bruno.id))
        db.scalars(select(Team)).one().weekly_minutes = 180
    stories.nudge_slot(school)
    school.sandbox.advance(days=4)
    petra.opens_home()
    petra.clicks_home(f"Team {team}")
    page = petra.modal().text
    assert petra.modal().title == f"Team {team}"
    assert "@Samira and @Bruno\n0 min of 3 h this week" in page
    assert "Sessions: one, 1 h 30 in all\n• 25 February 2026: 1 h 30" in page
    assert "Agreed hours: the first line holds now" in page
    assert "• 3 h a week since 16 February 2026: asked by @Samira, agreed by @Bruno" in page
    assert "• 2 h a week since 19 January 2026: what the programme asked for" in page
    assert "a week are agreed" not in page, "this week asks for as many"
    assert "• week of 2 March 2026: sent" in page
    assert "[Another buddy]" in page
    assert "[Plan the introduction]" in page, "nobody has noted one"
    press(school, bruno, "team_open", str(team))
    bruno.sees_privately("Only the people who run CodeBuddies can do this.")


def test_where_this_week_asks_for_other_hours_than_were_agreed_the_page_says_why(
    school: School, petra: Person
) -> None:
    samira, _, _ = stories.team(school)
    samira.types("/codebuddy away until 4 March")
    with school.store.read(school.workspace.id) as db:
        team = db.scalars(select(Team.id)).one()
    petra.opens_home()
    petra.clicks_home(f"Team {team}")
    why = "2 h a week are agreed; this week 1 h 05 are expected, because some of its days do not count."
    assert why in petra.modal().text
    petra.closes(all=True)
    samira.types("/codebuddy away until 20 March")
    petra.opens_home()
    petra.clicks_home(f"Team {team}")
    assert "2 h a week are agreed; this week none are expected." in petra.modal().text


def test_from_the_list_the_page_takes_its_place_and_leads_back(school: School, petra: Person) -> None:
    stories.team(school)
    stories.team(school, "Nora", "Bilal")
    petra.types("/codebuddy teams")
    petra.fills({"teams_kind": "at_work"}, settle=True)
    petra.presses(f"Team {team_of(school, 'Nora')}")
    assert "@Nora and @Bilal" in petra.modal().text
    assert "@Samira" not in petra.modal().text
    petra.presses("All teams")
    assert "2 teams." in petra.modal().text
    assert "At work" in petra.modal().text


def test_what_was_said_in_private_is_on_the_page_for_readers_who_are_not_of_the_pair(
    school: School, petra: Person
) -> None:
    stories.team(school, "Samira", "Bruno")
    stories.team(school, "Nora", "Petra")
    vault = stories.vault(school)
    with school.store.begin(school.workspace.id) as db:
        for student in ("Samira", "Nora"):
            user = school.person(student).id
            number = db.scalars(select(Team.id).where(Team.student_id == user)).one()
            for at, words, ticked in ((1, "It is hard", True), (2, "Unread words", False)):
                db.add(
                    Pulse(
                        team_id=number,
                        user_id=user,
                        number=at,
                        asked_at=school.sandbox.now,
                        score=2,
                        words=vault.seal(care.PLACE, f"{number}:{user}:{at}", words),
                        may_read=ticked,
                    )
                )
            sealed = vault.seal("check_ins.words", f"{number}:{user}", "We talked")
            db.add(
                CheckIn(
                    team_id=number,
                    user_id=user,
                    written_by=school.person("Mateo").id,
                    written_at=school.sandbox.now,
                    words=sealed,
                )
            )
    shown = {name: page(school, name, "Samira") for name in ("Petra", "Mateo", "Bea")}
    assert [("It is hard" in text, "We talked" in text) for text in shown.values()] == [
        (True, True),
        (True, True),
        (False, False),
    ]
    assert not any("Unread words" in text for text in shown.values())
    own = page(school, "Petra", "Nora")
    assert "It is hard" not in own
    assert "We talked" not in own


def test_the_page_is_the_same_whether_somebody_said_how_it_is_going_or_not(
    school: School, petra: Person
) -> None:
    """Nobody has to answer: that she was asked, that she did not answer, a number or unread words change no byte."""
    stories.team(school, "Samira", "Bruno")
    user, vault = school.person("Samira").id, stories.vault(school)
    now, seen = school.sandbox.now, [page(school, "Petra", "Samira")]
    number = team_of(school, "Samira")
    sealed = vault.seal(care.PLACE, f"{number}:{user}:1", "Unread words")
    asked = {"team_id": number, "user_id": user, "number": 1, "asked_at": now - timedelta(days=1)}
    for answer in ({}, {"score": 4, "answered_at": now}, {"score": 4, "answered_at": now, "words": sealed}):
        with school.store.begin(school.workspace.id) as db:
            db.merge(Pulse(workspace_id=school.workspace.id, **asked, **answer))
        seen.append(page(school, "Petra", "Samira"))
    assert len(seen) == 4
    assert set(seen) == {seen[0]}


def test_a_team_is_paused_until_a_day_and_goes_on(school: School, petra: Person) -> None:
    samira, bruno, channel = stories.team(school)
    team = team_of(school, "Samira")
    petra.opens_home()
    petra.clicks_home(f"Team {team}")
    petra.presses("Pause")
    petra.submits({"goes_on": "2026-03-02"})
    assert "Please choose a day after today" in petra.modal().text
    petra.submits({"goes_on": "2026-03-16"})
    assert "At rest, by @Petra. It goes on by itself on Monday 16 March." in petra.modal().text
    samira.sees("@Petra lets your team rest until Monday 16 March.", in_channel=channel)
    assert "Next: nothing. Your team rests today" in bruno.opens_home()
    petra.types("/codebuddy teams")
    petra.fills({"teams_kind": "resting"}, settle=True)
    petra.presses(f"Team {team}")
    petra.presses("Rest until another day")
    assert petra.modal().fields["First day after the rest"] == "2026-03-16", "the day that is set"
    school.sandbox.advance(minutes=1)
    petra.submits({"goes_on": "2026-03-23"})
    assert "It goes on by itself on Monday 23 March." in petra.modal().text
    samira.sees("@Petra lets your team rest until Monday 23 March.", in_channel=channel)
    petra.presses("Go on today")
    school.sandbox.advance(minutes=1)
    assert "[Pause]" in petra.modal().text
    samira.sees("Your team goes on from today: @Petra has ended its rest.", in_channel=channel)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Rest)).all() == []
    petra.presses("Pause")
    petra.submits({"goes_on": "2026-03-05"})
    school.sandbox.advance(days=3)
    assert "Your team rests today" not in bruno.opens_home(), "it goes on by itself"


def test_a_student_gets_another_buddy_in_one_step_which_can_be_taken_back(
    school: School, petra: Person
) -> None:
    team = made_of_a_request(school)
    vera, samira, bruno = (
        stories.volunteer(school, "Vera", "en"),
        school.person("Samira"),
        school.person("Bruno"),
    )
    petra.opens_home()
    petra.clicks_home(f"Team {team}")
    petra.presses("Another buddy")
    petra.submits({"somebody": bruno})
    assert "This is the buddy of the team now." in petra.modal().text
    petra.submits({"somebody": samira})
    assert petra.modal().title == "Another buddy", "refused"
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Team.state)).one() is TeamState.ACTIVE, "nothing half-done"
    petra.submits({"somebody": vera})
    assert "The team of @Samira and @Bruno has ended." in petra.modal().text
    assert "I ask @Vera now whether to be the new buddy of @Samira." in petra.modal().text
    school.sandbox.advance(minutes=1)
    vera.sees("Accept")
    samira.gets_dm("Your buddy team with @Bruno has come to its end.")
    petra.presses("Undo the end")
    school.sandbox.advance(minutes=1)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Team.state)).one() is TeamState.ACTIVE
        open_ones = select(BuddyRequest.state).where(BuddyRequest.state.in_(("waiting", "proposed")))
        assert db.scalars(open_ones).all() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"capacity": 1}, "has no free place"),
        ({"state": "paused"}, "has paused the offer"),
        (None, "is not available for this student now"),
    ],
)
def test_another_buddy_must_be_free_and_may_be_paired(
    school: School, petra: Person, change: dict[str, object] | None, told: str
) -> None:
    """Places, offers at rest, and whom somebody must never be paired with: nothing is done where one is against it."""
    team = made_of_a_request(school)
    vera = stories.volunteer(school, "Vera", "en")
    if change is None:
        samira = school.person("Samira")
        samira.opens_home()
        samira.clicks_home("never_pair_open")
        samira.submits({"never": [vera]})
    elif "capacity" in change:
        stories.team(school, "Nora", "Vera")
    else:
        with school.store.begin(school.workspace.id) as db:
            db.execute(update(Volunteer).where(Volunteer.user_id == vera.id).values(**change))
    petra.opens_home()
    petra.clicks_home(f"Team {team}")
    petra.presses("Another buddy")
    petra.submits({"somebody": vera})
    assert told in petra.modal().text
    with school.store.read(school.workspace.id) as db:
        mine = select(Team.state).where(Team.id == team)
        assert db.scalars(mine).one() is TeamState.ACTIVE, "nothing half-done"
        assert db.scalars(select(Proposal)).all() == []


def test_a_team_is_ended_from_its_page(school: School, petra: Person) -> None:
    stories.team(school)
    petra.opens_home()
    petra.clicks_home(f"Team {team_of(school, 'Samira')}")
    petra.presses("End this team")
    petra.submits({"reason": "other", "when": "On a day to come", "last": "2026-04-30"})
    petra.submits({})
    assert "ends on Thursday 30 April" in petra.modal().text
    petra.closes(all=True)
    petra.opens_home()
    petra.clicks_home(f"Team {team_of(school, 'Samira')}")
    assert "It ends on Thursday 30 April." in petra.modal().text
    petra.presses("Another last day")
    petra.submits({"last": "2026-05-29"})
    petra.closes(all=True)
    petra.clicks_home(f"Team {team_of(school, 'Samira')}")
    assert "It ends on Friday 29 May." in petra.modal().text
    petra.presses("Cancel the end")
    assert "goes on" in petra.modal().text


def page(school: School, reader: str, student: str) -> str:
    """What a manager reads on the page of a team."""
    person = school.person(reader)
    person.types("/codebuddy teams")
    person.presses(f"Team {team_of(school, student)}")
    text = person.modal().text
    person.closes(all=True)
    return text
