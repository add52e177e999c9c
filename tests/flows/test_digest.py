"""Monday 9:00: what a manager reads, on one screen, by her own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.services import classes, notices, people, slots
from models import (
    Ending,
    EndingWords,
    HelpRequest,
    Meeting,
    Notice,
    Person,
    PrivateCase,
    RoleHolder,
    Roster,
    Slot,
    Task,
    Team,
    Volunteer,
)
from models.enums import (
    EndReason,
    EndWords,
    HelpState,
    MeetingKind,
    MeetingState,
    NoticeState,
    Role,
    TaskKind,
    TeamState,
    VolunteerState,
)
from sandbox.people import Person as Human
from tests import stories
from tests.confidential import stored
from tests.conftest import START, School

MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
"""9:00 in Madrid, a week after the tests' first day."""
QUIET = "Nothing waits for you"
PRIVATE = "Private matters"
BUSY = (
    "The promised time is over",
    "1. :red_circle: @Lina: day 17, the promised 14 days are over. Nobody who is approved speaks Arabic well enough.",
    "[1. What could help]",
    "Asked for more support",
    "2. You look after: @Samira asked 9 days ago.",
    "[2. Resolved]",
    "To do",
    "3. @Samira and @Bruno have logged no session after two reminders.",
    "[3. Done]",
    "Would like to be a buddy",
    "4. @Vera would like to be a buddy.",
    "[4. Read the offer]",
    "Not introduced yet",
    "5. @Noor and @Nils",
    "[5. Plan the introduction]",
    "Under their hours, on average",
    "Team 1 · @Samira and @Bruno: 34 min of 2 h a week in the last 4 counted weeks, ↗ more lately",
    "Introductions that are planned",
    "@Olga and @Otto: Wednesday 11 March, 12:00",
    "Silent",
    "Team 2 · @Sara and @Saul: no session for 7 weeks",
    "Open a team",
    "Waiting for a buddy",
    "@Rosa: day 7 of 14. Nobody who is approved speaks Turkish well enough.",
    "More volunteers are needed",
    "1 student waits for Arabic (longest 17 days); 0 buddies speak it well enough.",
    "1 student waits for Turkish (longest 7 days); 0 buddies speak it well enough.",
    "Text to recruit with",
    "Figures",
    "Since Monday 2 March: one student asked and one person offered to help.",
    "No volunteer has a free place.",
    "Last week: 2 sessions, 2 h 15. The week before: no session.",
    "Teams that had their hours last week: 1 of 2.",
    "Will end: @Sara and @Saul on Friday 13 March.",
    "Since Monday 2 March: one thank-you was passed on.",
    "Hours a week, of the week from: 19 Jan: 0 min",
    "2 Mar: 2 h 15",
    "Teams that had their hours:",
    "2 Mar: 1 of 2",
    "[chart: Hours a week]",
    "[chart: Teams that had their hours]",
    PRIVATE,
)
"""The busy week, most pressing first."""


def set_up(school: School) -> tuple[Human, Human]:
    """With the slots that a set-up plans, and this month's numbers of the classes. Returns Petra and Mateo."""
    stories.set_up(school)
    planned(school)
    counts = {"students": 20, "attending": 20, "graduated": 0, "with_buddy": None}
    with school.store.begin(school.workspace.id) as db:
        for one in classes.of(people.programme(db)):
            by = {"entered_by": school.person("Petra").id, "entered_at": school.sandbox.now}
            db.add(Roster(class_key=one.key, as_of=MONDAY.date(), **counts, **by))
    return school.person("Petra"), school.person("Mateo")


def planned(school: School) -> None:
    with school.store.begin(school.workspace.id) as db:
        for user in people.holders(db, Role.PROJECT_MANAGER, Role.PROGRAMME_MANAGER):
            slots.plan(db, slots.DIGEST, people.timezone_of(db, user), school.sandbox.now)


def introduced(school: School) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Team).values(introduced_at=school.sandbox.now))


def digests(person: Human) -> list[str]:
    return [text for text in person.dm_texts() if PRIVATE in text]


def test_weeks_before_the_first_team_began_are_neither_told_nor_drawn(school: School) -> None:
    petra, _ = set_up(school)
    samira, _, channel = stories.team(school, weeks=1)
    introduced(school)
    samira.types("/logsession 1h30 2026-02-25", channel=channel)
    petra.types("/codebuddy digest")
    school.sandbox.advance(minutes=1)
    [said] = digests(petra)
    assert "Last week: one session, 1 h 30." in said
    assert "The week before" not in said
    assert "Hours a week, of the week from: 23 Feb: 1 h 30" in said
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    said = digests(petra)[-1]
    assert "Hours a week, of the week from: 23 Feb: 1 h 30" in said
    assert "2 Mar: 0 min" in said, "it had begun"
    assert "The week before: one session, 1 h 30." in said


def test_a_quiet_week_says_so_in_one_line_to_both_managers_and_to_nobody_else(school: School) -> None:
    petra, mateo = set_up(school)
    school.sandbox.advance_to(MONDAY - timedelta(minutes=1))
    assert digests(petra) == []
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    for manager in (petra, mateo):
        [said] = digests(manager)
        assert "Nothing waits for you right now. Last week: no session." in said
        assert "The week before" not in said, "no team had begun"
    for other in ("Bea", "Wanda"):
        assert digests(school.person(other)) == []
    school.sandbox.advance(days=6)
    assert len(digests(petra)) == 1
    school.sandbox.advance(days=1)
    assert len(digests(petra)) == 2


def test_the_numbers_of_the_classes_make_no_week_busy(school: School) -> None:
    petra, _ = set_up(school)
    with school.store.begin(school.workspace.id) as db:
        notices.task(db, TaskKind.CLASS_NUMBERS, "2026-03", school.sandbox.now)
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    [said] = digests(petra)
    assert "Nothing waits for you right now." in said
    assert "Once a month" in said
    assert "Please enter how many students each class has now" in said
    petra.clicks("Done")
    assert "Put back" in petra.everything_visible()


def busy(school: School, student: Human, petra: Human, vera: Human) -> None:
    """A quiet team on the list, an offer to approve, and a call for help that Petra looks after."""
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team)).one()
        db.execute(update(Volunteer).where(Volunteer.user_id == vera.id).values(state=VolunteerState.OFFERED))
        db.add(
            Task(
                kind=TaskKind.QUIET_TEAM,
                dedupe_key="quiet_team:made-up",
                about={"team": team.id},
                opened_at=school.sandbox.now,
            )
        )
        db.add(
            HelpRequest(
                id="made-up",
                asked_by=student.id,
                team_id=team.id,
                words=b"",
                state=HelpState.ACKNOWLEDGED,
                asked_at=START - timedelta(days=2),
                step=1,
                acknowledged_by=petra.id,
                acknowledged_at=school.sandbox.now,
            )
        )


def goes_on(school: School, introduced_soon: Human, ends_soon: Human) -> None:
    """One introduction is planned, and one team will end, whose student has said thanks."""
    now = school.sandbox.now
    with school.store.begin(school.workspace.id) as db:
        of = {team.student_id: team.id for team in db.scalars(select(Team))}
        db.add(
            Meeting(
                team_id=of[introduced_soon.id],
                kind=MeetingKind.INTRODUCTION,
                state=MeetingState.CONFIRMED,
                starts_at=MONDAY + timedelta(days=2, hours=3),
                minutes=60,
                place="x",
                planned_by=school.person("Petra").id,
                planned_at=now,
                sequence=0,
                agreed=[],
                is_in_calendars=False,
                step=3,
            )
        )
        ending = Ending(
            team_id=of[ends_soon.id],
            team_was=TeamState.ACTIVE,
            reason=EndReason.OTHER,
            may_be_said=False,
            made_by=ends_soon.id,
            made_at=now,
            planned_for=MONDAY.date() + timedelta(days=4),
            readers=[],
            goes_on=[],
        )
        db.add(ending)
        db.flush()
        thanks = {"kind": EndWords.THANKS, "sealed": None, "answers": {}, "written_at": now}
        db.add(EndingWords(ending_id=ending.id, user_id=ends_soon.id, **thanks))


def test_the_busy_week_on_one_screen_most_pressing_first(school: School) -> None:
    petra, _ = set_up(school)
    stories.waiting(school, "Lina", "ar", days=10)
    stories.waiting(school, "Rosa", "tr")
    student, buddy, channel = stories.team(school)
    student.types("/logsession 1h30 today react", channel=channel)
    buddy.types("/logsession 45 min", channel=channel)
    vera = stories.volunteer(school, "Vera", "es")
    busy(school, student, petra, vera)
    sara, _, _ = stories.team(school, "Sara", "Saul")
    introduced(school)
    stories.team(school, "Noor", "Nils")
    olga, _, _ = stories.team(school, "Olga", "Otto")
    goes_on(school, olga, sara)
    stories.match(school)
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    [said] = digests(petra)
    place = 0
    for words in BUSY:
        place = said.index(words, place) + len(words)
    assert QUIET not in said
    assert said.count("@Lina") == 1, "the task says nothing new beside the red line"
    assert said.count("@Noor and @Nils") == 1, "of a team that was not introduced, that alone is said"
    assert said.count("@Olga") == 1


def test_long_lists_are_cut_and_the_rest_is_counted(school: School) -> None:
    petra, _ = set_up(school)
    for number in range(17):
        school.person(f"Student {number}")
    school.sandbox.settle()  # their coming is written before the story writes
    for number in range(17):
        stories.waiting(school, f"Student {number}", "es", days=23 - number)
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    [said] = digests(petra)
    assert "and 14 more → my Home tab" in said
    assert ":red_circle: @Student 2:" in said
    assert "@Student 3:" not in said


def test_each_manager_by_her_own_clock(school: School) -> None:
    petra = school.person("Petra", tz="America/Bogota")
    stories.set_up(school)
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Person).where(Person.user_id == petra.id).values(timezone="America/Bogota"))
    planned(school)
    mateo = school.person("Mateo")
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    assert (len(digests(petra)), len(digests(mateo))) == (1, 2)  # both have one of the first Monday
    school.sandbox.advance_to(MONDAY + timedelta(hours=5, minutes=59))
    assert (len(digests(petra)), len(digests(mateo))) == (1, 2)
    school.sandbox.advance(minutes=2)  # 9:01 in Bogotá
    assert (len(digests(petra)), len(digests(mateo))) == (2, 2)


def test_who_moves_to_another_zone_gets_one_a_week_all_the_same(school: School) -> None:
    petra, mateo = set_up(school)
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Person).where(Person.user_id == petra.id).values(timezone="America/Bogota"))
        db.execute(update(Person).where(Person.user_id == mateo.id).values(timezone="Asia/Tokyo"))
    school.sandbox.advance(days=6, hours=23)
    assert (len(digests(petra)), len(digests(mateo))) == (1, 1)
    school.sandbox.advance_to(MONDAY + timedelta(weeks=1, minutes=1))
    # In Tokyo it is 17:01: his morning has passed, and he is not forgotten; in Bogotá it is night.
    assert (len(digests(petra)), len(digests(mateo))) == (1, 2)
    school.sandbox.advance(hours=6)
    assert (len(digests(petra)), len(digests(mateo))) == (2, 2)
    school.sandbox.advance_to(MONDAY + timedelta(weeks=2, minutes=-1))
    assert (len(digests(petra)), len(digests(mateo))) == (2, 3)  # Tokyo has a slot of its own now


def test_who_has_two_roles_reads_it_once_and_who_has_none_any_more_not_at_all(school: School) -> None:
    petra, mateo = set_up(school)
    with school.store.begin(school.workspace.id) as db:
        db.add(RoleHolder(role=Role.PROGRAMME_MANAGER, user_id=petra.id, position=9))
    school.sandbox.faults.next("chat.postMessage", retry_after=600, times=2)
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    with school.store.begin(school.workspace.id) as db:
        for holder in db.scalars(select(RoleHolder).where(RoleHolder.user_id == mateo.id)):
            db.delete(holder)
    school.sandbox.advance(hours=2)
    assert (len(digests(petra)), len(digests(mateo))) == (1, 0)


def test_a_digest_of_a_day_without_the_program_is_not_sent_late(school: School) -> None:
    petra, _ = set_up(school)
    school.sandbox.set_clock(MONDAY + timedelta(hours=13))
    school.sandbox.advance(hours=1)
    assert digests(petra) == []
    with school.store.read(school.workspace.id) as db:
        states = db.scalars(select(Notice.state).where(Notice.kind == "digest")).all()
        assert states == [NoticeState.DROPPED] * 2
        assert db.scalars(select(Slot.due_at).where(Slot.kind == "digest")).all() == [
            MONDAY + timedelta(weeks=1)
        ]


def test_a_digest_is_the_same_with_and_without_a_case(school: School) -> None:
    """To the last byte: to her who is asked, to him who asks, and to a manager who does neither."""
    petra, mateo = set_up(school)
    student, _, _ = stories.team(school)
    bea = school.person("Bea")
    school.sandbox.settle()
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    without = asked_for(petra, mateo, bea)
    now = school.sandbox.now
    with school.store.begin(school.workspace.id) as db:
        for asker in (student, bea):
            stored(db, stories.vault(school), now, people.acting(db, asker.id), "zebra")
    school.sandbox.settle()
    with school.store.everywhere_reading() as db:
        assert len(db.scalars(select(PrivateCase.id)).all()) == 2
    assert "Someone asks for support." in mateo.last_dm(), "he is the one who is asked"
    with_cases = asked_for(petra, mateo, bea)
    assert with_cases == without
    ends = [message["blocks"][-1] for message in without]
    assert ends[0] == ends[1] == ends[2]
    school.sandbox.advance(days=7)
    of_monday = [newest(manager) for manager in (petra, mateo)]
    assert [message["blocks"][-1] for message in of_monday] == ends[:2]
    petra.clicks("Open")
    assert petra.has_modal()


def asked_for(*managers: Human) -> list[dict[str, Any]]:
    """The digest that each asks for now; of a message, what its reader sees."""
    for manager in managers:
        manager.types("/codebuddy digest")
    return [newest(manager) for manager in managers]


def newest(manager: Human) -> dict[str, Any]:
    """Her newest digest, without when it came."""
    found = [
        message
        for dm in manager.seen()["dms"]
        for message in dm["messages"]
        if any(block.get("block_id") == "digest_private" for block in message["blocks"])
    ]
    return {name: found[-1][name] for name in ("text", "blocks")}
