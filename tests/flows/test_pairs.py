"""Cards that explain themselves, a manager who chooses somebody else, and what becomes of silence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.services import decisions, never_pairs, people
from models import BuddyRequest, History, NeverPair, Proposal, Settings, Task, Volunteer
from models.enums import Place, ProposalState, RequestState, TaskKind, VolunteerState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.waiting_list import has_no_button, says_no, states, tick

EVENINGS = ("mon_evening", "tue_evening", "wed_evening", "thu_evening")
NOT_AVAILABLE = (
    "This person is not available for this student now. There can be many reasons, and I never say which."
)
VISIBLE = {
    "Finn": "This person has no free place.",
    "Nemo": "This person has not offered to be a buddy, or has paused the offer.",
    "Olga": "The offer of this person is not approved yet.",
    "Petra": "This person has not offered to be a buddy, or has paused the offer.",
    "Samira": "This is the student.",
    "Bruno": "This person is proposed for this student now",
}
NOTE = "Please do not tell anybody that I am expecting."


def note(school: School, student: Person, words: str) -> None:
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(BuddyRequest).where(BuddyRequest.student_id == student.id)).one()
        row.note = stories.vault(school).seal("buddy_requests.note", str(row.id), words)
        row.wish = "I am lost in React."


def request(school: School, student: Person) -> BuddyRequest:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(BuddyRequest).where(BuddyRequest.student_id == student.id)).one()


def never(school: School, owner: Person, other: Person) -> None:
    vault = stories.vault(school)
    with school.store.begin(school.workspace.id) as db:
        never_pairs.keep(db, vault, school.sandbox.now, people.acting(db, owner.id), (other.id,))


def test_a_card_says_in_words_why_two_fit_and_each_reads_only_what_is_theirs(
    school: School, petra: Person
) -> None:
    more: dict[str, Any] = {"times": EVENINGS, "place": Place.EITHER, "city": "Madrid"}
    samira = stories.waiting(
        school, "Samira", "es", "en", days=9, topics=("react", "git"), fluent=["es"], traits=["woman"], **more
    )
    note(school, samira, NOTE)
    bruno = stories.volunteer(
        school, "Bruno", "en", "es", capacity=2, topics=("git", "react"), traits=["woman"], **more
    )
    stories.match(school)
    petra.gets_dm(
        "Both speak Spanish (fluent / fluent) and English (student gets by, volunteer fluent). "
        "4 shared evenings a week. Topics: React, Git. Both can meet in Madrid. @Bruno is a woman, as wished. "
        "@Samira has waited 9 days. 0 of 2 places of @Bruno are taken."
    )
    petra.sees(NOTE)
    [card] = [call["args"] for call in school.workspace.calls("chat.postMessage") if petra_card(call)]
    assert NOTE not in card["text"]
    assert "lost in React" not in card["text"], "a locked phone shows it"
    petra.clicks("Approve")
    tick(school)
    bruno.gets_dm("A student of Web Development in English would like a buddy")
    bruno.gets_dm("You both speak Spanish (both fluently) and English (you fluently, the student gets by).")
    bruno.gets_dm("You both have time, by your clock: evenings: Monday, Tuesday, Wednesday, and Thursday.")
    bruno.gets_dm("You can meet online, or in person in Madrid.")
    bruno.gets_dm("If you do not answer within 3 days, I look for somebody else. That is fine, too.")
    for secret in ("Samira", samira.id, NOTE, "lost in React", "as wished"):
        assert not any(secret in text for text in bruno.dm_texts()), secret
    bruno.clicks("Accept")
    tick(school)
    samira.gets_dm("You both speak Spanish (both fluently) and English (your buddy fluently, you get by).")
    samira.gets_dm("You have 4 shared evenings a week")
    samira.gets_dm("@Bruno does not learn who you are before you say yes.")
    assert not any(NOTE in text for text in samira.dm_texts())
    with school.store.read(school.workspace.id) as db:
        kept = repr([row.details for row in db.scalars(select(History))])
    assert "Madrid" not in kept
    assert "woman" not in kept


def petra_card(call: dict[str, Any]) -> bool:
    return "A possible team" in str(call["args"].get("text"))


def test_who_does_not_mind_is_named_in_the_offer(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es", unnamed=False)
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.gets_dm("@Samira, a student of Web Development in English, would like a buddy")


def test_silence_brings_a_reminder_then_somebody_else_and_everybody_reads_it(
    school: School, petra: Person
) -> None:
    samira = stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es", topics=("git",))
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    stories.volunteer(school, "Bilal", "es")
    school.sandbox.advance(hours=47)
    assert sum("would like a buddy" in text for text in bruno.dm_texts()) == 1
    school.sandbox.advance(hours=1, minutes=2)
    bruno.gets_dm("I asked you a while ago and have no answer yet. Did you see this?")
    bruno.sees("If you do not answer within 1 day, I look for somebody else.")
    samira.types("/codebuddy status")
    samira.sees_privately(
        "I have asked twice and have no answer yet. If none comes, I look for somebody else."
    )
    petra.sees("@Bruno has been asked and reminded.")
    school.sandbox.advance(hours=24)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN), ("Bilal", ProposalState.PROPOSED)]
    has_no_button(bruno, "Accept", "Not this time", "Full for now")
    bruno.sees("I had no answer, so I look for somebody else this time. That is fine.")
    petra.gets_dm("@Bruno did not answer within 3 days. I look for somebody else for @Samira.")
    assert samira.dm_texts() == []
    samira.types("/codebuddy status")
    samira.sees_privately("The volunteer whom I asked before did not answer. It is not because of you.")
    petra.clicks("Not this pair", in_message_with="@Bilal")
    school.sandbox.advance(days=2)
    assert len(states(school)) == 2, "who did not answer is not asked again for her"


def test_a_student_who_does_not_answer_is_looked_after_once_and_her_days_stand_still(
    school: School, petra: Person
) -> None:
    samira = stories.waiting(school, "Samira", "es", days=3)
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.clicks("Accept")
    tick(school)
    school.sandbox.advance(days=5)
    with school.store.read(school.workspace.id) as db:
        [task] = db.scalars(select(Task).where(Task.kind == TaskKind.STUDENT_SILENT)).all()
        assert task.done_at is None
    assert "@Samira has not answered yet whether a possible buddy is right." in petra.opens_home()
    petra.sees("@Samira has been asked and has not answered for a while.")
    assert request(school, samira).paused_at is not None
    samira.clicks("Somebody else, please")
    tick(school)
    row = request(school, samira)
    assert row.paused_at is None
    assert timedelta(days=4, hours=23) < timedelta(seconds=row.paused_seconds) < timedelta(days=5, hours=1)
    with school.store.read(school.workspace.id) as db:
        [task] = db.scalars(select(Task).where(Task.kind == TaskKind.STUDENT_SILENT)).all()
        assert task.done_at is not None


def test_full_for_now_declines_and_brings_no_new_student_for_four_weeks(
    school: School, petra: Person
) -> None:
    stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es", capacity=2)
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.clicks("Full for now")
    tick(school)
    bruno.sees("I ask you about no new student for four weeks.")
    petra.gets_dm("@Bruno said: full for now. I look for somebody else for @Samira.")
    noor = stories.waiting(school, "Noor", "es")
    stories.match(school)
    assert states(school) == [("Bruno", ProposalState.DECLINED)]
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Volunteer.away_until)).one() == date(2026, 3, 30)
    assert request(school, noor).state is RequestState.WAITING


def test_a_manager_sees_what_others_would_cost_and_chooses_one(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es", topics=("react", "git"), times=EVENINGS)
    stories.volunteer(school, "Bruno", "es", topics=("react", "git"), times=("mon_evening",))
    emil = stories.volunteer(school, "Emil", "es", topics=(), times=EVENINGS[:2])
    stories.match(school)
    petra.clicks("Others")
    petra.sees("Who could be the buddy of @Samira?")
    petra.sees("Better than @Bruno: more hours in common. Less good than @Bruno: fewer topics in common.")
    petra.presses("Choose")
    petra.sees("@Emil is asked now whether to be the buddy of @Samira.")
    tick(school)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN), ("Emil", ProposalState.APPROVED)]
    emil.gets_dm("A student of Web Development in English would like a buddy")
    petra.gets_dm("Somebody else was chosen for @Samira.")
    petra.gets_dm("@Petra chose this pair by hand.")
    emil.clicks("Accept")
    tick(school)
    samira.clicks("Accept")
    tick(school)
    assert states(school)[1] == ("Emil", ProposalState.LAUNCHED)


def test_a_rule_is_bent_only_with_a_reason_and_that_is_kept(school: School, petra: Person) -> None:
    """Of a request that nobody fits, from the managers' waiting list."""
    stories.waiting(school, "Samira", "ar", "en", fluent=["ar"], times=("mon_morning",))
    emma = stories.volunteer(school, "Emma", "en", fluent=[], times=("tue_evening",))
    petra.types("/codebuddy match")
    petra.clicks("Choose")
    petra.sees("I know nobody who fits and has a free place.")
    petra.sees("A free place, but a rule speaks against it")
    petra.sees("They have no hour a week in common.\n0 of 1 places of @Emma are taken.")
    petra.presses("Choose")
    petra.sees("Neither of them is fluent in a language that they share.")
    petra.sees("They have no hour a week in common.")
    assert states(school) == []
    assert petra.submits({}).refused, "a reason is needed"
    petra.submits({"Why is it right all the same?": "Both asked me for it."})
    tick(school)
    assert states(school) == [("Emma", ProposalState.APPROVED)]
    petra.gets_dm("@Petra chose this pair by hand. Neither of them is fluent in a language that they share.")
    petra.sees("Both asked me for it.")
    assert not any("Both asked me" in text for text in emma.dm_texts())
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(Proposal)).one()
        assert (row.chosen_by, row.chosen_why) == (petra.id, "")
        assert row.reasons["bent"] == ["level", "hours"]
        events = db.execute(select(History.event, History.actor_id, History.details).order_by(History.id))
        proposed = next(one for one in events if one.event == "proposed")
        assert proposed.actor_id == petra.id
        assert proposed.details["bent"] == ["level", "hours"]
        assert "asked me" not in repr(proposed.details)


def test_a_cause_that_nobody_reads_is_refused_in_one_sentence_and_any_other_in_its_own_words(
    school: School, petra: Person
) -> None:
    samira = stories.waiting(school, "Samira", "es")
    now = school.sandbox.now
    stories.volunteer(school, "Bruno", "es")
    away = stories.volunteer(school, "Ava", "es", away_until=date(2026, 3, 9))
    silent = stories.volunteer(school, "Silas", "es", still_asked_at=now - timedelta(days=20))
    full = stories.volunteer(school, "Finn", "es")
    stories.proposal(school, stories.waiting(school, "Noor", "es"), full, ProposalState.ACCEPTED)
    feared = stories.volunteer(school, "Feodor", "es")
    never(school, samira, feared)
    fears = stories.volunteer(school, "Frida", "es")
    never(school, fears, samira)
    stories.volunteer(school, "Olga", "es", state=VolunteerState.OFFERED, approved_at=None)
    stories.match(school)
    petra.clicks("Others")
    assert not any(name in petra.modal().text for name in ("Feodor", "Frida", "Ava", "Silas"))
    for person in (away, silent, feared, fears):
        petra.submits({"Or choose somebody yourself": person})
        petra.sees(NOT_AVAILABLE)
    for name, why in VISIBLE.items():
        petra.submits({"Or choose somebody yourself": school.person(name)})
        petra.sees(why)
    assert [one for one in states(school) if one[0] != "Finn"] == [("Bruno", ProposalState.PROPOSED)]


@pytest.mark.parametrize("speaks", ["ar", "en"])
def test_a_choice_by_hand_reads_the_same_whether_he_is_away_or_she_fears_him(
    school: School, petra: Person, speaks: str
) -> None:
    """Also where it bends a rule: the rule is read first, as of anybody."""
    samira = stories.waiting(school, "Samira", "ar", fluent=["ar"])
    read = {}
    away = stories.volunteer(school, "Ava", speaks, fluent=[speaks], away_until=date(2026, 3, 9))
    feared = stories.volunteer(school, "Feodor", speaks, fluent=[speaks], capacity=3)
    never(school, samira, feared)
    stories.match(school)
    for person in (away, feared):
        petra.types("/codebuddy match")
        petra.clicks("Choose")
        seen = [petra.modal().text]
        petra.submits({"Or choose somebody yourself": person})
        seen.append(petra.modal().text)
        if speaks == "en":
            petra.submits({"Why is it right all the same?": "They asked me for it."})
            seen.append(petra.modal().text)
        petra.sees(NOT_AVAILABLE)
        petra.closes(all=True)
        read[person.name] = [text.replace(person.name, "@") for text in seen]
    assert read["Ava"] == read["Feodor"]
    assert states(school) == []


def test_no_reason_and_no_count_tells_of_whom_she_fears(school: School, petra: Person) -> None:
    """Two students whose pair came to nothing: one said no, the other keeps a list."""
    stories.volunteer(school, "Vera", "es", capacity=2)
    stories.volunteer(school, "Wim", "ar", capacity=2)
    samira, noor = stories.waiting(school, "Samira", "es"), stories.waiting(school, "Noor", "ar")
    stories.match(school)
    never(school, samira, school.person("Vera"))
    with school.store.read(school.workspace.id) as db:
        found = select(Proposal.id).where(Proposal.volunteer_id == school.person("Wim").id)
        number = db.scalars(found).one()
    with school.store.begin(school.workspace.id) as db:
        decisions.reject(db, school.sandbox.now, people.acting(db, petra.id), number)
    stories.match(school)
    assert request(school, samira).why_waiting == request(school, noor).why_waiting == "all_declined"
    petra.types("/codebuddy match")
    tick(school)
    why = "nobody who fits is left: they were proposed before and it came to nothing, were a team with the student, or are not available."
    petra.gets_dm(f"• 1 waits for Spanish: {why}")
    petra.gets_dm(f"• 1 waits for Arabic: {why}")
    petra.does_not_see("places of volunteers")


def test_whom_she_fears_is_never_proposed_and_an_open_one_ends_without_a_word(
    school: School, petra: Person
) -> None:
    samira = stories.waiting(school, "Samira", "es")
    feared = stories.volunteer(school, "Feodor", "es")
    stories.match(school)
    assert states(school) == [("Feodor", ProposalState.PROPOSED)]
    with school.store.begin(
        school.workspace.id
    ) as db:  # behind the back of the form, as another process would
        db.add(_row(school, samira, feared))
        db.scalars(select(Settings)).one().match_due_at = school.sandbox.now
    tick(school)
    assert states(school) == [("Feodor", ProposalState.WITHDRAWN)]
    petra.sees(
        "This pair is not possible any more: something was changed, or one of the two is not available."
    )
    assert request(school, samira).why_waiting == "all_declined", "as after a no: he has a free place"


def _row(school: School, owner: Person, other: Person) -> NeverPair:
    vault = stories.vault(school)
    key = vault.hash("never_pair", owner.id)
    text = f'{{"owner": "{owner.id}", "never": ["{other.id}"]}}'
    return NeverPair(owner_hash=key, sealed=vault.seal("never_pairs.sealed", key, text))


def test_a_choice_that_somebody_else_has_overtaken_changes_nothing(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es", topics=("git",))
    stories.volunteer(school, "Emil", "es")
    stories.match(school)
    petra.clicks("Others")
    mateo = school.person("Mateo")
    mateo.opens_home()
    mateo.clicks_home("Approve")
    petra.presses("Choose")
    petra.sees("This has changed in the meantime. Nothing was stored.")
    petra.closes(all=True)
    assert [state for _, state in states(school)] == [ProposalState.APPROVED]
    tick(school)
    petra.types("/codebuddy status")
    bruno_or_emil = states(school)[0][0]
    asked = school.person(bruno_or_emil)
    asked.clicks("Not this time")
    petra.clicks("Take it back")
    asked.submits({"What is it?": "I have no time right now"})
    asked.sees("This is not needed any more.")
    assert states(school)[0][1] is ProposalState.DECLINED
    assert bruno is not None


def test_an_answer_that_is_none_of_ours_is_refused_at_its_field(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    says_no(bruno, "These are not my topics")
    tick(school)
    petra.gets_dm("@Bruno said: not this time, not the right topics.")
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Proposal.decline_reason)).all() == ["topics"]


def test_a_volunteer_who_leaves_slack_after_the_yes_makes_no_team_and_the_student_waits_on(
    school: School, petra: Person
) -> None:
    samira = stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.clicks("Accept")
    tick(school)
    stories.has_left(school, bruno)
    samira.clicks("Accept")
    samira.sees("This buddy is not available any more.")
    tick(school)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]
    petra.gets_dm("One of the two has left this workspace.")
    row = request(school, samira)
    assert (row.state, row.paused_at) == (RequestState.WAITING, None)
    has_no_button(samira, "Accept", "Somebody else, please")
