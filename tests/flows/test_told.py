"""Managers and students are told, once and by day, of what would otherwise only be shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import event, select, update

from bot.rules import conduct
from bot.services import never_pairs, notices, people, promises, remedies
from models import BuddyRequest, Notice, Person, Proposal, Settings, Volunteer
from models.enums import NoticeState, ProposalState, VolunteerState
from sandbox.people import Person as Human
from scheduler import sweeps
from tests import stories
from tests.conftest import START, School
from tests.flows.test_promises import DAY_10, DAY_14, asks, just_after, just_before
from tests.flows.waiting_list import has_no_button, make_project_manager, states, tick

SILENT = "has not answered for 3 days whether @Bruno is right as a buddy."
PASSED_ON = "@Bruno did not answer whether to be the buddy of @Samira, also not after a reminder."
OVER = (
    "The time that I promised you is over, and you have no buddy yet. I am sorry. It is not because of you."
)
REMINDED = "I asked you a while ago and have no answer yet."


def heard(person: Human, words: str) -> int:
    return sum(words in text for text in person.dm_texts())


def asked(school: School, petra: Human, at: datetime = START) -> tuple[Human, Human]:
    """Samira and Bruno: a manager has approved, and Bruno is asked at that moment."""
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    school.sandbox.advance_to(at)
    petra.clicks("Approve")
    tick(school)
    return samira, bruno


def lives_in(school: School, person: Human, timezone: str) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Person).where(Person.user_id == person.id).values(timezone=timezone))


def owed(school: School, kind: str) -> list[tuple[str, datetime]]:
    with school.store.read(school.workspace.id) as db:
        rows = db.execute(select(Notice.target, Notice.due_at).where(Notice.kind == kind).order_by(Notice.id))
        return [(target, due_at) for target, due_at in rows]


# a student who waits ------------------------------------------------------------------------------


def test_on_day_10_each_manager_who_gets_cards_reads_what_could_help(school: School, petra: Human) -> None:
    make_project_manager(school, "Paula")
    lina = asks(school, "Lina", "ar")
    stories.volunteer(
        school, "Bilal", "ar", state=VolunteerState.OFFERED, approved_at=None, conduct_version=conduct.VERSION
    )
    stories.volunteer(school, "Amal", "ar", away_until=date(2026, 3, 30))
    finn = stories.volunteer(school, "Finn", "ar")
    feared = stories.volunteer(school, "Feodor", "ar", away_until=date(2026, 3, 30))
    stories.volunteer(school, "Emma", "en")
    stories.team(school, "Noor", finn.name)
    vault = stories.vault(school)
    with school.store.begin(school.workspace.id) as db:
        never_pairs.keep(db, vault, school.sandbox.now, people.acting(db, lina.id), (feared.id,))
    just_before(school, DAY_10)
    assert heard(petra, "@Lina has waited for a buddy for a long time.") == 0
    just_after(school, DAY_10)
    for manager in (petra, school.person("Paula")):
        assert heard(manager, "@Lina has waited for a buddy for a long time.") == 1
        manager.gets_dm("@Lina: day 10 of 14.")
        manager.gets_dm("@Bilal speaks Arabic and waits for your approval.")
        manager.gets_dm("@Amal speaks Arabic and takes new students again from Monday 30 March.")
        manager.gets_dm("@Finn speaks Arabic and has no free place.")
        manager.gets_dm("Somebody has a free place, and you can try to choose by hand.")
        manager.gets_dm("[Choose by hand] [Done] [Text to recruit with]")
        manager.gets_dm("@Feodor speaks Arabic and takes new students again")  # a missing line would tell
    assert heard(school.person("Mateo"), "@Lina") == 0, "who gets no cards is not told either"
    assert "@Bilal would like to be a buddy. 1 student waits for a language that this person speaks." in (
        petra.opens_home()
    )
    petra.clicks_home("What could help")
    assert "@Bilal speaks Arabic" in petra.modal().text
    petra.presses("Read the offer")
    assert "@Bilal offers to be a buddy." in petra.modal().text

    petra.closes(all=True)
    petra.clicks("Read the offer")
    petra.presses("Approve")
    assert "Approved by @Petra." in petra.modal().text
    petra.closes(all=True)
    tick(school)
    assert states(school)[-1] == ("Bilal", ProposalState.PROPOSED)
    petra.clicks("Choose by hand")
    petra.sees("Who could be the buddy of @Lina?")
    petra.closes(all=True)
    petra.opens_home()
    petra.clicks_home("What could help")
    petra.sees("A possible team waits for your yes: @Lina and @Bilal.")
    petra.presses("Approve")
    petra.sees("Approved. @Bilal has been asked.")
    petra.closes(all=True)
    petra.clicks("Done")
    assert school.person("Paula").opens_home().count("has waited for a buddy for a long time") == 0


def test_on_day_14_everybody_reads_in_words_that_the_promised_time_is_over(
    school: School, petra: Human
) -> None:
    lina = asks(school, "Lina", "ar")
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    just_before(school, DAY_14)
    assert heard(lina, OVER) == 0
    just_after(school, DAY_14)
    assert heard(lina, OVER) == 1
    lina.gets_dm("Right now there is no buddy who speaks Arabic well.")
    lina.gets_dm("I keep looking, every night")
    lina.gets_dm("You can write to @Petra about it at any time.")
    lina.types("/codebuddy status")
    lina.sees_privately("Day 14 since you asked. The promised time is over. I am sorry.")
    petra.gets_dm(
        "@Lina: day 14, the promised 14 days are over. Nobody who is approved speaks Arabic well enough."
    )
    assert "@Lina: day 14, the promised 14 days are over." in petra.opens_home()
    lina.clicks("Withdraw", in_message_with="The time that I promised you is over")
    tick(school)
    assert "@Lina: day 14" not in petra.opens_home()


def test_the_day_before_nobody_reads_that_it_is_over(school: School, petra: Human) -> None:
    lina = asks(school, "Lina", "ar")
    school.sandbox.advance_to(DAY_14 - timedelta(hours=10))
    lina.types("/codebuddy status")
    lina.sees_privately("Day 13 since you asked. It usually takes 1 to 2 weeks.")
    assert "are over" not in petra.opens_home()
    school.sandbox.advance(hours=2)  # midnight in Madrid
    lina.types("/codebuddy status")
    lina.sees_privately("Day 14 since you asked. The promised time is over.")
    assert "the promised 14 days are over" in petra.opens_home()


def test_nobody_is_told_twice_or_at_night_and_a_day_too_late_is_better_than_never(
    school: School, petra: Human
) -> None:
    lina = asks(school, "Lina", "ar")
    lives_in(school, petra, "Asia/Tokyo")  # 9:00 in Madrid is 17:00 there
    lives_in(school, lina, "America/Bogota")  # and 3:00 there
    school.sandbox.advance_to(DAY_10 - timedelta(hours=1))
    school.sandbox.set_clock(
        DAY_14 + timedelta(days=2, hours=4, minutes=30)
    )  # off; 21:30 in Tokyo, 7:30 in Bogotá
    school.sandbox.advance(minutes=5)
    assert heard(lina, OVER) == heard(petra, "are over") == 0
    school.sandbox.advance(hours=2)
    assert (heard(lina, OVER), heard(petra, "are over")) == (1, 0)
    school.sandbox.advance(hours=10)
    assert (heard(lina, OVER), heard(petra, "are over")) == (1, 1)
    assert heard(petra, "for a long time") == 0, "one message about her is enough"
    with school.store.begin(school.workspace.id) as db:
        db.execute(
            update(BuddyRequest).values(promise_step=0, promise_due_at=BuddyRequest.asked_at)
        )  # as if it was restored
    sweeps.keep_promises(school.coordinator.deps.patient, school.sandbox.now)
    school.sandbox.advance(days=1)
    assert (heard(lina, OVER), heard(petra, "are over")) == (1, 1)
    assert len(owed(school, promises.OVERDUE)) == len(owed(school, promises.OVER)) == 1


# a student who is asked ---------------------------------------------------------------------------


def test_that_the_time_is_over_waits_for_her_answer_and_is_not_lost(school: School, petra: Human) -> None:
    """Owed for her morning in Los Angeles; a volunteer says yes before it comes, and she would like somebody else."""
    samira = stories.waiting(school, "Samira", "es")
    lives_in(school, samira, "America/Los_Angeles")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    school.sandbox.advance_to(DAY_14 - timedelta(hours=1))
    petra.clicks("Approve")
    tick(school)
    school.sandbox.advance_to(DAY_14 + timedelta(hours=2))
    bruno.clicks("Accept")
    tick(school)
    school.sandbox.advance_to(DAY_14 + timedelta(hours=12))
    samira.clicks("Somebody else, please")
    tick(school)
    assert heard(samira, OVER) == 0
    school.sandbox.advance(hours=2)
    assert heard(samira, OVER) == 1
    school.sandbox.advance(days=5)
    assert heard(samira, OVER) == 1


def test_managers_are_told_of_a_student_who_does_not_answer_once_and_by_day(
    school: School, petra: Human
) -> None:
    samira, bruno = asked(school, petra)
    school.sandbox.advance_to(START + timedelta(hours=13))
    bruno.clicks("Accept")
    tick(school)
    at = school.sandbox.now
    school.sandbox.advance_to(at + timedelta(hours=72))
    assert heard(petra, SILENT) == 0, "it is night"
    school.sandbox.advance(hours=12)
    assert heard(petra, SILENT) == 1
    petra.clicks("Done", in_message_with="whether my message was seen")
    petra.sees_privately("Done: @Samira has not answered yet")
    school.sandbox.advance(days=9)
    assert heard(petra, SILENT) == 1
    assert not heard(samira, OVER), "her days stand still"
    petra.clicks("Take it back", in_message_with="whether my message was seen")
    tick(school)
    assert states(school) == [("Bruno", ProposalState.DECLINED)]


def test_while_she_decides_she_reads_where_it_stands_and_can_withdraw(school: School, petra: Human) -> None:
    samira = stories.waiting(school, "Samira", "es", days=3)
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.clicks("Accept")
    tick(school)
    school.sandbox.advance(days=2)
    stands = "Day 3 since you asked. Now: a volunteer has said yes, and you decide. While you decide, I do not count the days."
    assert stands in samira.opens_home()
    samira.types("/codebuddy status")
    samira.sees_privately(stands)
    samira.sees_privately("[Accept] [Somebody else, please]")
    samira.clicks("Withdraw")
    samira.sees_privately("Your request is withdrawn")
    tick(school)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]


# a volunteer who is asked -------------------------------------------------------------------------


def test_a_reminder_waits_for_the_morning_and_what_follows_waits_as_long(
    school: School, petra: Human
) -> None:
    """Asked at 20:30 of Madrid, which is 4:30 where he is now: reminded two days later at 9:00 there."""
    at = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    lives_in(school, bruno, "Asia/Tokyo")
    stories.match(school)
    school.sandbox.advance_to(at)
    petra.clicks("Approve")
    tick(school)
    morning = datetime(2026, 3, 5, 0, 0, tzinfo=UTC)
    school.sandbox.advance_to(morning - timedelta(minutes=1))
    assert heard(bruno, REMINDED) == 0
    school.sandbox.advance(minutes=2)
    assert heard(bruno, REMINDED) == 1
    school.sandbox.advance_to(morning + timedelta(hours=23, minutes=59))
    assert states(school) == [("Bruno", ProposalState.APPROVED)], "72 hours after the question are long over"
    school.sandbox.advance(minutes=2)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]
    assert heard(petra, PASSED_ON) == 0, "it is night in Madrid"
    school.sandbox.advance(hours=9)
    assert heard(petra, PASSED_ON) == 1
    petra.clicks("Choose by hand", in_message_with="also not after a reminder")
    petra.sees("Who could be the buddy of @Samira?")
    assert samira.dm_texts() == []


def test_a_program_that_comes_back_at_night_reminds_in_the_morning(school: School, petra: Human) -> None:
    _, bruno = asked(school, petra)
    school.sandbox.set_clock(START + timedelta(days=3, hours=14))  # off for three days; it is midnight
    school.sandbox.advance(minutes=5)
    assert heard(bruno, REMINDED) == 0
    school.sandbox.advance(hours=10)
    assert heard(bruno, REMINDED) == 1
    assert states(school) == [("Bruno", ProposalState.APPROVED)]
    school.sandbox.advance(hours=22)
    assert states(school) == [("Bruno", ProposalState.APPROVED)], "a day to read it is his in any case"
    school.sandbox.advance(hours=3)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]


def test_the_programmes_own_hours_a_week_are_asked_for(school: School, petra: Human) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().weekly_minutes = 90
    _, bruno = asked(school, petra)
    bruno.gets_dm("Would you be this student's buddy, for about 1 h 30 a week on average?")
    school.sandbox.advance(days=2, minutes=5)
    assert heard(bruno, "1 h 30 a week") == 2


def test_time_runs_from_when_the_question_has_arrived(school: School, petra: Human) -> None:
    """Slack makes us wait for a day."""
    stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    school.sandbox.faults.next("chat.postMessage", retry_after=24 * 3600)
    petra.clicks("Approve")
    school.sandbox.advance(hours=23)
    assert heard(bruno, "would like a buddy") == 0
    school.sandbox.advance(hours=2)
    assert heard(bruno, "would like a buddy") == 1
    school.sandbox.advance(hours=45)
    assert heard(bruno, REMINDED) == 0, "48 hours after the approval, but not after the question"
    school.sandbox.advance(hours=3)
    assert heard(bruno, REMINDED) == 1


def test_a_question_that_cannot_be_delivered_starts_no_clock_and_managers_are_told(
    school: School, petra: Human
) -> None:
    stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    school.sandbox.faults.next("chat.postMessage", error="cannot_dm_bot")
    petra.clicks("Approve")
    tick(school)
    assert heard(petra, "My message to @Bruno did not arrive") == 1
    petra.sees("Approved, but my message to @Bruno did not arrive.")
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Proposal.next_step_at)).all() == [None]
        assert db.scalars(select(Notice.state).where(Notice.kind == "offer")).all() == [NoticeState.FAILED]
    school.sandbox.advance(days=6)
    assert states(school) == [("Bruno", ProposalState.APPROVED)]
    assert heard(bruno, REMINDED) == 0
    petra.clicks("Take it back", in_message_with="the question whether to be the buddy")
    tick(school)
    assert states(school) == [("Bruno", ProposalState.DECLINED)]
    has_no_button(petra, "Approve")


def test_what_managers_were_told_says_how_it_stands_after_the_answer(school: School, petra: Human) -> None:
    """The question did not arrive, and his yes came from his Home tab: no button that ends it stands under the old words."""
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    school.sandbox.faults.next("chat.postMessage", error="cannot_dm_bot")
    petra.clicks("Approve")
    tick(school)
    assert heard(petra, "My message to @Bruno did not arrive") == 1
    bruno.opens_home()
    bruno.clicks_home("Accept")
    tick(school)
    assert heard(petra, "My message to @Bruno did not arrive") == 0
    assert heard(petra, "@Bruno has said yes. @Samira has been asked.") == 2, "the card, and what was told"
    school.sandbox.advance(hours=72 + 12)
    assert heard(petra, SILENT) == 1
    samira.clicks("Accept")
    tick(school)
    assert heard(petra, SILENT) == 0
    assert heard(petra, "Both have said yes: they are a team.") == 3
    has_no_button(petra, "Take it back")


def test_who_has_left_before_the_question_came_is_not_waited_for(school: School, petra: Human) -> None:
    stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    bruno.is_deactivated()
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(Proposal)).one()
        row.state = ProposalState.APPROVED
        now = school.sandbox.now
        notices.owe(db, "offer", to=bruno.id, key=f"{row.id}:{bruno.id}", now=now, proposal=row.id)
    tick(school)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]
    petra.gets_dm("One of the two has left this workspace.")
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Volunteer.state)).one() is VolunteerState.APPROVED


def test_what_could_help_is_found_without_reading_a_whole_offer(school: School, petra: Human) -> None:
    """It is read under the write lock, for each manager who is told: columns, and what there is at all of a pair."""
    lina = asks(school, "Lina", "ar")
    for name in ("Amal", "Bilal"):
        stories.volunteer(school, name, "ar", away_until=date(2026, 3, 30))
    read: list[object] = []

    def note(row: object, _: object) -> None:
        read.append(row)

    vault = stories.vault(school)
    event.listen(Volunteer, "load", note)
    try:
        with school.store.begin(school.workspace.id) as db:
            asked_by = select(BuddyRequest.id).where(BuddyRequest.student_id == lina.id)
            found = remedies.find(db, vault, school.sandbox.now, db.scalars(asked_by).one(), "")
    finally:
        event.remove(Volunteer, "load", note)
    assert found is not None
    assert len(found.away) == 2
    assert read == []
