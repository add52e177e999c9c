"""What a manager does in her digest: it is done there, and the digest says how it stands now. And its pictures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.services import notices, slots
from models import Ending, EndingWords, Notice, Settings, Team
from models.enums import (
    EndReason,
    EndWords,
    NoticeState,
    ProposalState,
    TaskKind,
    TeamState,
)
from sandbox.people import Person as Human
from tests import stories
from tests.conftest import START, School
from tests.flows import helping
from tests.flows.test_digest import MONDAY, PRIVATE, digests, introduced, set_up

CHART = "[chart: Hours a week]"


def monday(school: School) -> None:
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))


def posts(school: School) -> list[tuple[str | None, bool]]:
    """Of each message with the digest's blocks: Slack's error, and whether it held a chart."""
    found = []
    for call in school.workspace.calls("chat.postMessage"):
        blocks = call["args"].get("blocks") or []
        if any(block["block_id"].startswith("digest_") for block in blocks):
            found.append((call["error"], any(one["type"] == "data_visualization" for one in blocks)))
    return found


def test_who_looks_after_a_call_in_the_digest_reads_there_that_she_has_it(school: School) -> None:
    petra, mateo = set_up(school)
    student, _, channel = stories.team(school)
    introduced(school)
    student.types("/logsession 1h today", channel=channel)
    helping.asks_for(school, student)
    school.sandbox.advance_to(MONDAY - timedelta(minutes=1))
    monday(school)
    [said] = digests(petra)
    assert "@Samira asked 7 days ago. Nobody has answered yet." in said
    petra.clicks("I look after it", in_message_with=PRIVATE)
    [said] = digests(petra)
    assert "You look after: @Samira asked 7 days ago.\n[Resolved]" in said
    assert CHART in said, "Slack has shown the charts of this message: they stay"
    petra.clicks("Resolved", in_message_with=PRIVATE)
    petra.submits({helping.HELPED: "a talk"})
    assert "is resolved" in " ".join(student.dm_texts())
    assert "@Samira asked 7 days ago" in digests(mateo)[0]


def test_a_task_is_done_and_put_back_in_the_digest(school: School) -> None:
    petra, _ = set_up(school)
    stories.team(school)
    introduced(school)
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team.id)).one()
        notices.task(db, TaskKind.CHANNEL_GONE, "1", school.sandbox.now, team=team)
    monday(school)
    gone = "The channel of @Samira and @Bruno is archived or gone"
    assert gone in digests(petra)[0]
    petra.clicks("Done", in_message_with=PRIVATE)
    [said] = digests(petra)
    assert f"Done: {gone}" in said
    assert "To do" not in said
    petra.clicks("Put back", in_message_with=PRIVATE)
    [said] = digests(petra)
    assert "To do" in said
    assert "Done:" not in said


def test_a_possible_team_is_approved_in_the_digest(school: School) -> None:
    petra, _ = set_up(school)
    rosa, vera = stories.waiting(school, "Rosa", "en"), stories.volunteer(school, "Vera", "en")
    stories.proposal(school, rosa, vera, ProposalState.PROPOSED)
    monday(school)
    [said] = digests(petra)
    assert "A possible team: @Rosa and @Vera" in said
    petra.clicks("Approve", in_message_with=PRIVATE)
    [said] = digests(petra)
    assert "A possible team" not in said
    assert "@Rosa: day 7 of 14. A volunteer who may fit is being asked." in said
    assert any("Would you be this student's buddy" in text for text in vera.dm_texts())


def test_where_slack_takes_no_charts_the_words_come_alone_and_it_is_not_asked_for_a_month(
    school: School,
) -> None:
    petra, mateo = set_up(school)
    student, _, channel = stories.team(school)
    introduced(school)
    student.types("/logsession 1h30 today", channel=channel)
    school.sandbox.faults.charts(taken=False)
    monday(school)
    for manager in (petra, mateo):
        [said] = digests(manager)
        assert CHART not in said
        assert "2 Mar: 1 h 30" in said, "the same facts in words"
    refused = [error for error, _ in posts(school) if error]
    assert refused == ["invalid_blocks"], "the other manager's is not tried with a chart"
    school.sandbox.advance(days=21)
    assert len(digests(petra)) == 4
    assert [charted for _, charted in posts(school)].count(True) == 1
    school.sandbox.faults.charts(taken=True)
    school.sandbox.advance(days=14)
    assert CHART in digests(petra)[-1]


def test_a_message_that_is_refused_for_something_else_is_given_up_as_any(school: School) -> None:
    petra, _ = set_up(school)
    stories.team(school)
    introduced(school)
    school.sandbox.faults.next("chat.postMessage", error="invalid_blocks", times=4)
    monday(school)
    assert digests(petra) == []
    with school.store.read(school.workspace.id) as db:
        states = db.scalars(select(Notice.state).where(Notice.kind == "digest")).all()
        assert set(states) == {NoticeState.FAILED}


def test_the_digest_comes_at_any_time_to_a_manager_who_asks_and_the_week_has_its_own(
    school: School,
) -> None:
    petra, _ = set_up(school)
    bea, wanda = school.person("Bea"), school.person("Wanda")
    for asks, number in ((petra, 1), (bea, 1), (wanda, 0)):
        asks.types("/codebuddy digest")
        assert len(digests(asks)) == number
    assert "look at my messages to you" in " ".join(petra.private_texts())
    assert "Only the people who run CodeBuddies" in " ".join(wanda.private_texts())
    petra.types("/codebuddy resumen")
    assert len(digests(petra)) == 2
    monday(school)
    assert (len(digests(petra)), len(digests(bea))) == (3, 1)


def test_an_hour_that_does_not_exist_is_the_first_minute_after_it(school: School) -> None:
    """On Sunday 29 March 2026 the clocks of Madrid go from 1:59 to 3:00."""
    petra, _ = set_up(school)
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Settings).values(digest_weekday=6, digest_minute=2 * 60 + 30))
    planned_anew(school)
    at = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    school.sandbox.advance_to(at - timedelta(seconds=30))
    before = len(digests(petra))
    school.sandbox.advance(minutes=1)
    assert len(digests(petra)) == before + 1
    school.sandbox.advance(hours=12)
    assert len(digests(petra)) == before + 1


def planned_anew(school: School) -> None:
    with school.store.begin(school.workspace.id) as db:
        slots.plan_anew(db, slots.DIGEST, school.sandbox.now)


def session(person: Human, channel: Any, text: str) -> None:
    person.types(f"/logsession {text}", channel=channel)


def ends(school: School, kasia: Human, samira: Human, bruno: Human) -> None:
    """Kasia's team ended on Tuesday with thanks; Samira's will end on Friday."""
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team).where(Team.student_id == kasia.id)).one()
        team.state, team.ended_at = TeamState.ENDED, START + timedelta(days=1)
        ending = Ending(
            team_id=team.id,
            team_was=TeamState.ACTIVE,
            reason=EndReason.GRADUATED,
            may_be_said=True,
            made_by=kasia.id,
            made_at=START,
            planned_for=None,
            ended_at=START + timedelta(days=1),
            readers=[],
            goes_on=[],
        )
        other = db.scalars(select(Team).where(Team.student_id == samira.id)).one()
        planned = Ending(
            team_id=other.id,
            team_was=TeamState.ACTIVE,
            reason=EndReason.OTHER,
            may_be_said=False,
            made_by=bruno.id,
            made_at=START,
            planned_for=date(2026, 3, 13),
            readers=[],
            goes_on=[],
        )
        db.add_all([ending, planned])
        db.flush()
        db.add(
            EndingWords(
                ending_id=ending.id,
                user_id=kasia.id,
                kind=EndWords.THANKS,
                sealed=None,
                answers={},
                written_at=START + timedelta(days=1),
            )
        )


def test_who_is_silent_and_who_does_less_and_what_ended(school: School) -> None:
    petra, _ = set_up(school)
    samira, bruno, channel = stories.team(school)
    stories.team(school, "Noor", "Nils")
    introduced(school)
    for text in ("1h30 2026-02-18", "1h30 2026-02-11", "15 min today"):
        session(samira, channel, text)
    stories.volunteer(school, "Vera", "es", "en", capacity=2)
    kasia, _, _ = stories.team(school, "Kasia", "Karl")
    introduced(school)
    ends(school, kasia, samira, bruno)
    monday(school)
    [said] = digests(petra)
    for words in (
        "Silent\n• Team 2 · @Noor and @Nils: no session for 7 weeks",
        "@Samira and @Bruno: 49 min of 2 h a week in the last 4 counted weeks, ↘ less lately",
        "Teams that had their hours last week: 0 of 2.",
        "Since Monday 2 March: one person offered to help.",
        "2 free places of volunteers: English 2, Spanish 2.",
        "Ended since Monday 2 March: @Kasia and @Karl.",
        "Will end: @Samira and @Bruno on Friday 13 March.",
        "Since Monday 2 March: one thank-you was passed on.",
    ):
        assert words in said
    assert said.count("@Noor") == 1, "who is silent is under her hours, too: it is said once"


@pytest.mark.parametrize("who", ["Bea", "Petra"])
def test_a_call_that_she_must_not_know_of_is_in_no_digest_of_hers(school: School, who: str) -> None:
    set_up(school)
    student, _, _ = stories.team(school)
    introduced(school)
    helping.asks_for(school, student, excluded=[school.person(who).id])
    reader = school.person(who)
    reader.types("/codebuddy digest")
    [said] = digests(reader)
    assert "@Samira asked" not in said


def test_a_quiet_week_tells_whose_teams_have_ended_who_thanked_and_who_has_come(school: School) -> None:
    petra, _ = set_up(school)
    pairs = [("Kasia", "Karl"), ("Noor", "Nils"), ("Rosa", "Vera")]
    for student, buddy in pairs:
        stories.team(school, student, buddy)
    introduced(school)
    stories.volunteer(school, "Ines", "es")
    at = START + timedelta(days=1)
    with school.store.begin(school.workspace.id) as db:
        for number, team in enumerate(db.scalars(select(Team)).all()):
            team.state, team.ended_at = TeamState.ENDED, at
            about = {"may_be_said": True, "made_by": team.student_id, "made_at": at, "planned_for": None}
            about |= {"team_was": TeamState.ACTIVE, "readers": [], "goes_on": []}
            ending = Ending(team_id=team.id, reason=EndReason.GRADUATED, ended_at=at, **about)
            db.add(ending)
            db.flush()
            for user in (team.student_id, team.buddy_id)[: 1 if number == 0 else 2]:
                words = {"kind": EndWords.THANKS, "sealed": None, "answers": {}, "written_at": at}
                db.add(EndingWords(ending_id=ending.id, user_id=user, **words))
    monday(school)
    [said] = digests(petra)
    assert "Nothing waits for you right now. Last week: no session." in said
    assert "Since Monday 2 March: one person offered to help." in said
    for student, buddy in pairs:
        assert f"@{student} and @{buddy}" in said
    assert "Since Monday 2 March: 5 thank-yous were passed on." in said
    assert len(said.splitlines()) < 6, "still one screen"
