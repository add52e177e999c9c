"""Home after something that was done elsewhere: it says how things are by now, and nobody has to open it anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import ids
from bot.rules.class_numbers import Numbers
from bot.rules.meeting import Wanted
from bot.services import introductions, people, rosters
from models import BuddyRequest, Meeting, Proposal, Task, Team
from models.enums import ProposalState, TaskKind, VolunteerState
from sandbox.people import Channel, Person
from tests import stories
from tests.conftest import START, School
from tests.flows.ending_people import GRADUATED, ending, ends
from tests.flows.ending_people import pair as ended_pair
from tests.flows.helping import asks_for, call, press
from tests.flows.test_home import ask, offer, propose, task

Seen = tuple[Person, str, str]
"""Whose Home it is, and what is read there before and afterwards. Of the two words, each is read only then."""
Story = Callable[[School], tuple[Seen, Callable[[], object]]]
NONE, HOUR = "This week 0 min of 2 h", "This week 1 h of 2 h"
ASKED = "Introduction, if you can both come: Thursday 5 March"
MEETING = "Next meeting: Wednesday 4 March, 18:30. Library"


def pair(school: School) -> tuple[Person, Person, Channel]:
    samira, bruno, channel = stories.team(school)
    assert channel is not None
    return samira, bruno, channel


def plans(person: Person, day: str = "2026-03-04") -> None:
    person.submits({"day": day, "time": "18:30", "minutes": "60", "place": "Library"})
    person.closes(all=True)


def planned(school: School) -> tuple[Person, Person, Channel]:
    samira, bruno, channel = pair(school)
    samira.types("/codebuddy plan")
    plans(samira)
    return samira, bruno, channel


def plans_from_home(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, _, _ = pair(school)

    def act() -> None:
        samira.clicks_home("Plan a meeting")
        plans(samira)

    return (samira, "", MEETING), act


def cannot_come(school: School) -> tuple[Seen, Callable[[], object]]:
    _, bruno, _ = planned(school)

    def act() -> None:
        bruno.clicks("late_open", in_message_with="Library")
        bruno.submits({"what": "I can't come"})

    return (bruno, MEETING, ""), act


def another_time(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, _, _ = planned(school)
    with school.store.read(school.workspace.id) as db:
        meeting = db.scalars(select(Meeting.id)).one()

    def act() -> None:
        press(school, samira, ids.PLAN_AGAIN, str(meeting))
        plans(samira, "2026-03-05")

    return (samira, MEETING, "Next meeting: Thursday 5 March, 18:30. Library"), act


def logs_what_was_planned(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, _, _ = planned(school)
    school.sandbox.advance(days=2, hours=12)
    return (samira, NONE, HOUR), lambda: samira.clicks("Log 1 h")


def logs(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, _, channel = pair(school)
    return (samira, NONE, HOUR), lambda: samira.types("/logsession 1h today", channel=channel)


def the_other_logs(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, bruno, channel = pair(school)
    return (samira, NONE, HOUR), lambda: bruno.types("/codebuddy log 1h today", channel=channel)


def takes_it_back(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, _, channel = pair(school)
    samira.types("/logsession 1h today", channel=channel)
    return (samira, HOUR, NONE), lambda: samira.clicks("Undo")


def says_another(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, bruno, channel = pair(school)
    bruno.types("/logsession 1h today", channel=channel)
    samira.types("/logsession 1h today", channel=channel)
    return (samira, HOUR, "This week 2 h of 2 h"), lambda: samira.clicks("Yes, another one")


def asks_for_more(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, _, _ = pair(school)

    def act() -> None:
        samira.types("/escalate")
        samira.submits({"door": "more"})
        samira.submits({"when": "today", "words": "I am stuck."})

    return (samira, "", "Your request for help"), act


def introduced(school: School) -> Person:
    """Petra has proposed an introduction, Samira has agreed, and Bruno is asked."""
    samira, bruno, _ = pair(school)
    with school.store.begin(school.workspace.id) as db:
        petra = people.acting(db, school.person("Petra").id)
        team = db.scalars(select(Team.id)).one()
        wanted = Wanted(START + timedelta(days=3), 30, "Room 2")
        found = introductions.plan(db, school.sandbox.now, petra, team, wanted)
        introductions.agree(db, school.sandbox.now, people.acting(db, samira.id), found.id, found.sequence)
    school.sandbox.settle()
    return bruno


def says_yes(school: School) -> tuple[Seen, Callable[[], object]]:
    bruno = introduced(school)
    return (bruno, ASKED, "Introduction: Thursday 5 March"), lambda: bruno.clicks("Yes, I can come")


def says_no(school: School) -> tuple[Seen, Callable[[], object]]:
    bruno = introduced(school)
    return (bruno, ASKED, ""), lambda: bruno.clicks("I can't then")


def plans_her_own(school: School) -> tuple[Seen, Callable[[], object]]:
    """By a manager who is the buddy of the pair, on her Home as a buddy."""
    stories.team(school, "Samira", "Petra")
    petra = school.person("Petra")
    petra.opens_home()
    petra.clicks_home("As a buddy")
    with school.store.read(school.workspace.id) as db:
        team = db.scalars(select(Team.id)).one()

    def act() -> None:
        press(school, petra, ids.INTRODUCTION_PLAN, str(team))
        own = {"slot": "Another day and time (below)", "day": "2026-03-05", "time": "18:30"}
        petra.submits({**own, "place": "Room 2"})

    return (petra, "", f"{ASKED}, 18:30"), act


def enters_numbers(school: School) -> tuple[Seen, Callable[[], object]]:
    petra = school.person("Petra")
    task(school, TaskKind.CLASS_NUMBERS, "2026-03")
    with school.store.begin(school.workspace.id) as db:
        who = people.acting(db, petra.id)
        now = school.sandbox.now
        rosters.enter(db, now, who, "web-es", Numbers(20, 15, 0, None), now.date())

    def act() -> None:
        petra.clicks_home("Enter numbers")
        petra.presses("Enter numbers")
        petra.submits({"students": "20", "attending": "15", "graduated": "0"})
        petra.closes(all=True)

    return (petra, "[Enter numbers]", "Nothing waits for you."), act


def approves(school: School) -> tuple[Seen, Callable[[], object]]:
    petra = school.person("Petra")
    number = proposed(school, ProposalState.PROPOSED)
    return (petra, "A possible team: @Rosa and @Vera", ""), lambda: press(
        school, petra, ids.PROPOSAL_APPROVE, number
    )


def accepts(school: School) -> tuple[Seen, Callable[[], object]]:
    rosa, number = school.person("Rosa"), proposed(school, ProposalState.ACCEPTED)
    return (rosa, "Your request for a buddy", "Your buddy is @Vera"), lambda: press(
        school, rosa, ids.BUDDY_ACCEPT, number
    )


def proposed(school: School, state: ProposalState) -> str:
    offer(school, school.person("Vera"), VolunteerState.APPROVED)
    propose(school, ask(school, school.person("Rosa")), school.person("Vera"), state)
    with school.store.read(school.workspace.id) as db:
        return str(db.scalars(select(Proposal.id)).one())


def chooses(school: School) -> tuple[Seen, Callable[[], object]]:
    petra = school.person("Petra")
    stories.waiting(school, "Rosa", "en", days=3)
    stories.volunteer(school, "Vera", "en")
    with school.store.read(school.workspace.id) as db:
        request = db.scalars(select(BuddyRequest.id)).one()

    def act() -> None:
        press(school, petra, ids.PROPOSAL_OTHERS, str(request))
        petra.presses("Choose")

    return (petra, "I am about to look", "A volunteer who may fit is being asked"), act


def takes_a_call(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, _, _ = pair(school)
    petra = school.person("Petra")
    asks_for(school, samira)
    before, afterwards = "More support: @Samira asked", "You look after: @Samira asked"
    return (petra, before, afterwards), lambda: petra.clicks("I look after it")


def needs_it_no_more(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, _, _ = pair(school)
    asks_for(school, samira)
    number = call(school).id
    return (samira, "Your request for help", ""), lambda: press(school, samira, ids.HELP_CLOSE, number)


def needs_it_again(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, _, _ = pair(school)
    asks_for(school, samira)
    number = call(school).id
    press(school, samira, ids.HELP_CLOSE, number)
    return (samira, "", "Your request for help"), lambda: press(school, samira, ids.HELP_REOPEN, number)


def task_done(school: School) -> tuple[Seen, Callable[[], object]]:
    petra, number = school.person("Petra"), undelivered(school)
    return (petra, "[Later, pass on]", "[Put back]"), lambda: press(school, petra, ids.TASK_DONE, number)


def task_put_back(school: School) -> tuple[Seen, Callable[[], object]]:
    petra, number = school.person("Petra"), undelivered(school)
    press(school, petra, ids.TASK_DONE, number)
    return (petra, "[Put back]", "[Later, pass on]"), lambda: press(school, petra, ids.TASK_PUT_BACK, number)


def task_put_off(school: School) -> tuple[Seen, Callable[[], object]]:
    petra, number = school.person("Petra"), undelivered(school)
    return (petra, "[Later, pass on]", "Nothing waits for you."), lambda: press(
        school, petra, ids.TASK_LATER, f"{number}:0:next_week"
    )


def task_put_off_undone(school: School) -> tuple[Seen, Callable[[], object]]:
    petra, number = school.person("Petra"), undelivered(school)
    press(school, petra, ids.TASK_LATER, f"{number}:0:next_week")
    petra.closes(all=True)
    return (petra, "Nothing waits for you.", "[Later, pass on]"), lambda: press(
        school, petra, ids.TASK_MOVE_BACK, number
    )


def task_passed_on(school: School) -> tuple[Seen, Callable[[], object]]:
    petra, bea = school.person("Petra"), school.person("Bea")
    undelivered(school)
    petra.opens_home()

    def act() -> None:
        petra.clicks_home("Later, pass on")
        petra.fills({"task_give": f"<@{bea.id}>"}, settle=True)

    return (bea, "", "@Bea has it"), act


def undelivered(school: School) -> str:
    task(school, TaskKind.UNDELIVERED, "7", notice=7, to=school.person("Olu").id)
    with school.store.read(school.workspace.id) as db:
        return str(db.scalars(select(Task.id)).one())


def goes_on(school: School) -> tuple[Seen, Callable[[], object]]:
    """After the graduation both would like to go on while she looks for a job; he says it last."""
    samira, bruno, number = graduated(school)
    press(school, samira, ids.GO_ON_YES, number)
    return (bruno, "", "You go on while looking for a job"), lambda: press(
        school, bruno, ids.GO_ON_YES, number
    )


def goes_on_no_longer(school: School) -> tuple[Seen, Callable[[], object]]:
    samira, bruno, number = graduated(school)
    for person in (samira, bruno):
        press(school, person, ids.GO_ON_YES, number)
    return (bruno, "You go on while looking for a job", ""), lambda: press(
        school, bruno, ids.GO_ON_DONE, number
    )


def graduated(school: School) -> tuple[Person, Person, str]:
    samira, bruno, _ = ended_pair(school)
    ends(school, samira, GRADUATED)
    samira.closes(all=True)
    return samira, bruno, str(ending(school).id)


ACTS: tuple[Story, ...] = (
    plans_from_home,
    cannot_come,
    another_time,
    logs_what_was_planned,
    logs,
    the_other_logs,
    takes_it_back,
    says_another,
    asks_for_more,
    says_yes,
    says_no,
    plans_her_own,
    enters_numbers,
    approves,
    accepts,
    chooses,
    takes_a_call,
    needs_it_no_more,
    needs_it_again,
    task_done,
    task_put_back,
    task_put_off,
    task_put_off_undone,
    task_passed_on,
    goes_on,
    goes_on_no_longer,
)


@pytest.mark.parametrize("story", ACTS, ids=lambda story: story.__name__)
def test_home_says_how_things_are_after_what_somebody_has_done(school: School, story: Story) -> None:
    stories.set_up(school)
    (person, before, afterwards), act = story(school)
    home = person.opens_home()
    assert before in home
    assert not afterwards or afterwards not in home
    act()
    school.sandbox.advance(minutes=1)
    assert afterwards in person.home_text()
    assert not before or before not in person.home_text()
