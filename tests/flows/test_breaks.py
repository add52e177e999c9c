"""Breaks and holidays in the settings: entered, refused, removed, and what the teams hear, once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.services import breaks, notices
from models import Notice, Rest, Team
from sandbox.people import Channel, Person
from scheduler import sweeps
from tests import stories
from tests.conftest import School
from tests.flows.settings_screen import history, opens, programme

FIRST, LAST = "First day of a new break", "Last day of a new break"
COUNTRY, REGION = "Public holidays: country", "Public holidays: region"
BREAK = "is a break: nothing is expected of you."


def team(school: School, *names: str) -> tuple[Person, Person, Channel]:
    student, buddy, channel = stories.team(school, *names)
    assert channel is not None
    return student, buddy, channel


def rests(school: School) -> list[tuple[date, date, datetime | None]]:
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(Rest).order_by(Rest.first))
        return [(row.first, row.last, row.back_at) for row in rows]


def test_each_channel_hears_of_a_break_on_its_first_morning_and_is_welcomed_back_once(
    school: School, petra: Person
) -> None:
    samira, _, channel = team(school)
    opens(petra, "Breaks and holidays")
    petra.submits({FIRST: "2026-03-09", LAST: "2026-03-20"})
    said = petra.modal().text
    assert (
        "*Break:* Monday 9 March to Friday 20 March." in said
        or "Break: Monday 9 March to Friday 20 March." in said
    )
    assert "• Monday 9 March to Friday 20 March" in said
    school.sandbox.advance(days=6, hours=23)
    assert samira.channel_texts(channel) == []
    nora, bruno, late = team(school, "Nora", "Bea")
    bruno.changes_locale("es-ES")
    school.sandbox.advance(hours=2)
    assert samira.channel_texts(channel) == [
        f"From Monday 9 March to Friday 20 March {BREAK} If you meet all the same, you can log it."
    ]
    [both] = nora.channel_texts(late)
    assert BREAK in both
    assert "hay descanso" in both
    samira.opens_home()
    assert "This week nobody expects hours of you two." in samira.home_text()
    school.sandbox.advance_to(datetime(2026, 3, 21, 7, 59, tzinfo=UTC))
    assert len(samira.channel_texts(channel)) == 1
    school.sandbox.advance(minutes=2)
    [_, back] = samira.channel_texts(channel)
    assert back.startswith("Welcome back, @Samira and @Bruno! Next: agree on a time for your next meeting.")
    assert all(label in back for label in ("[Log a session]", "[Plan a meeting]", "[I need help]"))
    again(school)
    assert len(samira.channel_texts(channel)) == len(nora.channel_texts(late)) == 2
    assert [one[2] for one in rests(school)] == [None]
    assert history(school)[-1][1:] == ("breaks", "break_added", {"first": "2026-03-09", "last": "2026-03-20"})


def again(school: School) -> None:
    """As if two processes had swept at once, or one had been killed before it said that it was done."""
    [sweep] = [one for one in sweeps.SWEEPS if one.name == "breaks"]
    for _ in range(2):
        with school.store.begin(school.workspace.id) as db:
            db.execute(update(Rest).values(back_at=school.sandbox.now))
        sweep.run(school.store, school.sandbox.now)
    school.sandbox.advance(minutes=1)


def test_a_break_that_cannot_be_is_told_at_its_field_and_what_was_typed_stays(
    school: School, petra: Person
) -> None:
    opens(petra, "Breaks and holidays")
    for entered, errors in wrong():
        petra.submits(entered)
        assert petra.modal().errors == errors
        assert all(petra.modal().fields[field] == (text or None) for field, text in entered.items() if text)
    assert rests(school) == []
    petra.submits({FIRST: "2026-03-09", LAST: "2026-03-20", COUNTRY: "pt", REGION: ""})
    assert "public holidays of Portugal" in petra.modal().text
    assert [programme(school)[one] for one in ("country", "region")] == ["PT", ""]
    petra.presses("Change: Breaks and holidays")
    petra.submits({FIRST: "2026-03-20", LAST: "2026-03-25", COUNTRY: "es", REGION: "es-md"})
    assert petra.modal().errors == {
        FIRST: "There is a break already from Monday 9 March to Friday 20 March. Please choose days outside it, or remove it first."
    }
    petra.presses("Remove: Monday 9 March to Friday 20 March")
    assert "Removed: Monday 9 March to Friday 20 March." in petra.modal().text
    assert petra.modal().fields[FIRST] == "2026-03-20"
    petra.submits({})
    assert [one[:2] for one in rests(school)] == [(date(2026, 3, 20), date(2026, 3, 25))]
    assert "public holidays of Spain, MD" in petra.modal().text
    petra.presses("Change: Breaks and holidays")
    petra.submits({COUNTRY: "", REGION: ""})
    assert "No public holidays are taken out." in petra.modal().text


def wrong() -> list[tuple[dict[str, Any], dict[str, str]]]:
    return [
        (
            {FIRST: "2026-03-01", LAST: "2026-03-04"},
            {FIRST: "This day is over. Please choose today or a later day."},
        ),
        (
            {FIRST: "2026-03-05", LAST: "2026-03-04"},
            {LAST: "The last day cannot be before the first. Please choose another day."},
        ),
        (
            {FIRST: "2026-03-05", LAST: "2027-03-04"},
            {LAST: "A break ends within a year from today. Please choose an earlier day."},
        ),
        (
            {FIRST: "2026-03-05", LAST: "2026-03-06", COUNTRY: "Spain"},
            {
                COUNTRY: "I do not know the public holidays of this country. Please write its two letters, for example ES, PT, FR or DE; or leave it empty."
            },
        ),
        (
            {COUNTRY: "ES", REGION: "XX"},
            {
                REGION: "I do not know this region of ES. I know, for example: AN, AR, AS, CB, CE, CL, CM, CN, CT, EX, GA, IB. You can also leave it empty."
            },
        ),
        (
            {COUNTRY: "", REGION: "CT"},
            {COUNTRY: "A region needs its country. Please fill in the country, or leave both empty."},
        ),
    ]


def test_a_break_that_is_on_ends_with_one_click_and_one_of_today_is_taken_back(
    school: School, petra: Person
) -> None:
    samira, _, channel = team(school)
    opens(petra, "Breaks and holidays")
    petra.submits({FIRST: "2026-03-02", LAST: "2026-03-06"})
    school.sandbox.advance(minutes=1)
    assert BREAK in samira.channel_texts(channel)[-1]
    petra.presses("Change: Breaks and holidays")
    petra.presses("End it now: Monday 2 March to Friday 6 March")
    petra.closes(all=True)
    school.sandbox.advance(minutes=1)
    assert "was taken back. This week counts as usual." in samira.channel_texts(channel)[-1]
    assert rests(school) == []
    opens(petra, "Breaks and holidays")
    petra.submits({FIRST: "2026-03-02", LAST: "2026-03-06"})
    school.sandbox.advance(days=2)
    petra.presses("Change: Breaks and holidays")
    petra.presses("End it now: Monday 2 March to Friday 6 March")
    school.sandbox.advance(minutes=1)
    assert "Welcome back" in samira.channel_texts(channel)[-1]
    assert rests(school) == [(date(2026, 3, 2), date(2026, 3, 3), None)]
    assert len(samira.channel_texts(channel)) == 4


def test_what_is_no_longer_true_is_not_told(school: School, petra: Person) -> None:
    samira, _, channel = team(school)
    for first, last in (("2026-03-03", "2026-03-04"), ("2026-03-05", "2026-03-06")):
        opens(petra, "Breaks and holidays")
        petra.submits({FIRST: first, LAST: last})
        petra.closes(all=True)
    school.sandbox.advance_to(datetime(2026, 3, 5, 9, 0, tzinfo=UTC))
    assert [BREAK in text for text in samira.channel_texts(channel)] == [True, True]
    with school.store.begin(school.workspace.id) as db:
        first_break = db.scalars(select(Rest.id).order_by(Rest.first)).first()
        team_id = db.scalars(select(Team.id)).one()
        about = {"team": team_id, "break": first_break}
        notices.owe(db, "break_begins", to=f"team:{team_id}", key="late", now=school.sandbox.now, **about)
    school.sandbox.advance(days=4)
    assert ["Welcome back" in text for text in samira.channel_texts(channel)] == [False, False, True]


def test_teams_are_told_part_by_part_and_a_stop_in_between_forgets_nobody_and_tells_nobody_twice(
    school: School, petra: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ana", "Bea", "Cora", "Dua", "Eva"):
        stories.team(school, name, f"{name}s buddy", channel=False)
    monkeypatch.setattr(breaks, "PART", 2)
    begins = datetime(2026, 3, 9, 8, tzinfo=UTC)
    with school.store.begin(school.workspace.id) as db:
        rest = Rest(first=begins.date(), last=begins.date(), made_by=petra.id, made_at=school.sandbox.now)
        rest.back_at = begins
        db.add(rest)
        db.flush()
        number = rest.id
    with school.store.begin(school.workspace.id) as db:
        assert breaks.take_due(db, begins, number) is not None, "stopped after the first part"
    assert told(school) == 2
    sweeps.tell_of_breaks(school.store, begins)
    sweeps.tell_of_breaks(school.store, begins)
    assert told(school) == 5


def test_a_break_taken_back_is_told_part_by_part_and_a_stop_in_between_forgets_nobody(
    school: School, petra: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The click writes one notice; the teams hear of it in the background."""
    for name in ("Ana", "Bea", "Cora", "Dua", "Eva"):
        stories.team(school, name, f"{name}s buddy")
    opens(petra, "Breaks and holidays")
    petra.submits({FIRST: "2026-03-02", LAST: "2026-03-06"})
    school.sandbox.advance(minutes=1)
    assert told(school) == 5
    monkeypatch.setattr(breaks, "PART", 2)
    part, written = notices.owe_each_at, []

    def stopped(db: Any, kind: str, owed: Any) -> None:
        written.append(len(some := list(owed)))
        if len(written) == 2:
            raise RuntimeError("killed in the middle of the second part")
        part(db, kind, some)

    monkeypatch.setattr(notices, "owe_each_at", stopped)
    petra.presses("Change: Breaks and holidays")
    petra.presses("End it now: Monday 2 March to Friday 6 March")
    school.sandbox.advance(minutes=2)
    assert written == [2, 2, 2, 1]
    assert told(school, breaks.OFF) == 5


def test_a_break_taken_back_and_entered_anew_is_told_with_its_new_days_alone(
    school: School, petra: Person
) -> None:
    samira, _, channel = team(school)
    opens(petra, "Breaks and holidays")
    petra.submits({FIRST: "2026-03-02", LAST: "2026-03-06"})
    school.sandbox.advance(minutes=1)
    with school.store.begin(school.workspace.id) as db:
        team_id = db.scalars(select(Team.id)).one()
        about = {"team": team_id, "break": 99, "first": "2026-03-02", "last": "2026-03-03"}
        notices.owe(db, breaks.OFF, to=f"team:{team_id}", key="late", now=school.sandbox.now, **about)
    school.sandbox.advance(minutes=1)
    assert len(samira.channel_texts(channel)) == 1


def told(school: School, of: str = breaks.BEGINS) -> int:
    with school.store.read(school.workspace.id) as db:
        kind = Notice.kind == of
        return db.scalars(select(func.count()).select_from(Notice).where(kind)).one()
